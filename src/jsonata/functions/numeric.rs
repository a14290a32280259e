//! Numbers.

use super::{Caller, power as pow, take, text};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::evaluate::Evaluator;
use crate::jsonata::item::{self, Item};
use crate::jsonata::picture;
use crate::jsonata::text::write_number;
use crate::value::{Value, is_decimal};

fn x(arguments: &[Item]) -> Option<f64> {
    super::number(arguments, 0)
}

fn mapped(arguments: &[Item], change: impl Fn(f64) -> f64) -> Res<Item> {
    Ok(x(arguments).map_or(Item::Undefined, |x| Item::number(change(x))))
}

pub(super) fn abs(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    mapped(arguments, f64::abs)
}

pub(super) fn floor(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    mapped(arguments, f64::floor)
}

pub(super) fn ceil(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    mapped(arguments, f64::ceil)
}

pub(super) fn sqrt(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    match x(arguments) {
        Some(x) if x < 0.0 => Err(Error::new("D3060").index(1).value(item::number(x))),
        _ => mapped(arguments, f64::sqrt),
    }
}

pub(super) fn power(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(base) = x(arguments) else { return Ok(Item::Undefined) };
    let exponent = super::number(arguments, 1).unwrap_or(f64::NAN);
    let result = pow::power(base, exponent);
    match result.is_finite() {
        true => Ok(Item::number(result)),
        false => Err(Error::new("D3061").index(1).value(item::number(base)).value2(item::number(exponent))),
    }
}

pub(super) fn random(engine: &mut Evaluator, _: &mut [Item], _: Caller) -> Res<Item> {
    Ok(Item::number((engine.random)()))
}

/// Halves go to the even neighbour. The decimal point is moved in the text of the number, because
/// multiplying by a power of ten would bring in an error of its own.
pub(in crate::jsonata) fn round_to(x: f64, precision: i32) -> f64 {
    let shift = |x: f64, places: i32| {
        if places == 0 || !x.is_finite() {
            return x;
        }
        let mut text = String::new();
        write_number(x, &mut text);
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent = exponent.parse::<i32>().unwrap_or(0).saturating_add(places);
        format!("{mantissa}e{exponent}").parse().unwrap_or(x)
    };
    let shifted = shift(x, precision);
    let mut rounded = (shifted + 0.5).floor();
    if shifted.abs() >= 4_503_599_627_370_496.0 {
        rounded = shifted;
    } else if shifted == 0.499_999_999_999_999_94 {
        rounded = 0.0;
    }
    let difference = rounded - shifted;
    if difference.abs() == 0.5 && (rounded % 2.0).abs() == 1.0 {
        rounded -= 1.0;
    }
    let result = shift(rounded, precision.saturating_neg());
    if result == 0.0 { 0.0 } else { result }
}

pub(super) fn round(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let precision = super::number(arguments, 1).unwrap_or(0.0);
    mapped(arguments, |x| round_to(x, precision as i32))
}

/// `0xff`, `0o17`, `0b101`
fn with_radix(text: &str) -> Option<f64> {
    let radix = match text.get(..2)? {
        "0x" | "0X" => 16,
        "0o" | "0O" => 8,
        "0b" | "0B" => 2,
        _ => return None,
    };
    let digits = &text[2..];
    if digits.is_empty() {
        return None;
    }
    digits.chars().try_fold(0.0, |value, c| Some(value * f64::from(radix) + f64::from(c.to_digit(radix)?)))
}

pub(super) fn number(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let argument = take(arguments, 0);
    match &argument {
        Item::Undefined | Item::Json(Value::Number(_)) => return Ok(argument),
        Item::Json(Value::Bool(truth)) => return Ok(Item::number(f64::from(u8::from(*truth)))),
        Item::Json(Value::String(text)) => {
            let decimal = is_decimal(text).then(|| text.parse::<f64>().ok()).flatten();
            if let Some(x) = decimal.filter(|x| x.is_finite()).or_else(|| with_radix(text)) {
                return Ok(Item::number(x));
            }
        }
        _ => {}
    }
    let value = match argument {
        Item::Json(value) => value,
        _ => Value::Null,
    };
    Err(Error::new("D3030").index(1).value(value))
}

pub(super) fn format_base(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(x) = x(arguments) else { return Ok(Item::Undefined) };
    let radix = round_to(super::number(arguments, 1).unwrap_or(10.0), 0);
    if !(2.0..=36.0).contains(&radix) {
        return Err(Error::new("D3100").value(item::number(radix)));
    }
    Ok(Item::string(&in_base(round_to(x, 0), radix)))
}

/// A whole number in another base, with the digits V8 gives for those that a double holds only in part.
fn in_base(x: f64, radix: f64) -> String {
    if radix == 10.0 {
        let mut out = String::new();
        write_number(x, &mut out);
        return out;
    }
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let mut left = x.abs();
    let mut digits = Vec::new();
    while left >= EXACT {
        left /= radix;
        digits.push('0');
    }
    left = left.floor();
    loop {
        let digit = left % radix;
        digits.push(char::from_digit(digit as u32, radix as u32).unwrap_or('0'));
        left = (left - digit) / radix;
        if left <= 0.0 {
            break;
        }
    }
    if x < 0.0 {
        digits.push('-');
    }
    digits.into_iter().rev().collect()
}

pub(super) fn format_number(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let (Some(x), Some(picture)) = (x(arguments), text(arguments, 1)) else { return Ok(Item::Undefined) };
    engine.check_string(picture.len() * 16)?;
    let options = take(arguments, 2);
    let out = picture::number::format(x, &picture, options.view())?;
    engine.string(&out)
}

pub(super) fn format_integer(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let (Some(x), Some(picture)) = (x(arguments), text(arguments, 1)) else { return Ok(Item::Undefined) };
    engine.check_string(picture.len() * 16)?;
    let out = picture::integer::Format::read(&picture)?.format(x.floor())?;
    engine.string(&out)
}

pub(super) fn parse_integer(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let (Some(text), Some(picture)) = (text(arguments, 0), text(arguments, 1)) else {
        return Ok(Item::Undefined);
    };
    let x = picture::integer::Format::read(&picture)?.parse(&text)?;
    Ok(Item::number(x))
}
