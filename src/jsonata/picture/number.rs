//! `$formatNumber`.

use super::number_picture::{Signs, SubPicture, read};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::functions::round_to;
use crate::jsonata::item::View;
use crate::jsonata::text::write_number;

/// A number as a picture shows it.
pub(in crate::jsonata) fn format(x: f64, picture: &str, options: View) -> Res<String> {
    let signs = Signs::new(options);
    let (positive, negative) = read(picture, &signs)?;
    if !x.is_finite() {
        return Err(Error::new("D1001").value(crate::jsonata::item::number(x)));
    }
    let picture = if x >= 0.0 { positive } else { negative };
    let scaled = if picture.has_percent {
        x * 100.0
    } else if picture.has_per_mille {
        x * 1000.0
    } else {
        x
    };
    let (mantissa, exponent) = match picture.least_exponent {
        0 => (scaled, None),
        _ => {
            let (mantissa, exponent) = scientific(scaled, picture.scale as i32);
            (mantissa, Some(exponent))
        }
    };
    let mut out = digits(round_to(mantissa, picture.most_fraction as i32), picture.most_fraction, &signs);
    trim(&mut out, &signs);
    fill_up(&mut out, &picture, &signs);
    group(&mut out, &picture, &signs);
    let point = point(&out, &signs);
    if !picture.has_decimal || point + signs.decimal.chars().count() == out.len() {
        out.pop();
    }
    let mut text = picture.prefix.clone();
    text.extend(out);
    if let Some(exponent) = exponent {
        text.push_str(&signs.exponent);
        if exponent < 0 {
            text.push_str(&signs.minus);
        }
        let digits = digits(f64::from(exponent), 0, &signs);
        text.extend(std::iter::repeat_n(signs.zero, picture.least_exponent.saturating_sub(digits.len())));
        text.extend(digits);
    }
    Ok(text + &picture.suffix)
}

/// A mantissa with as many digits before the point as the picture has, and its exponent.
fn scientific(x: f64, scale: i32) -> (f64, i32) {
    let power = |exponent: i32| format!("1e{exponent}").parse::<f64>().unwrap_or(1.0);
    let (least, most) = (power(scale - 1), power(scale));
    let mut mantissa = x;
    let mut exponent = 0;
    while mantissa != 0.0 && mantissa.abs() < least {
        mantissa *= 10.0;
        exponent -= 1;
    }
    while mantissa.abs() > most {
        mantissa /= 10.0;
        exponent += 1;
    }
    (mantissa, exponent)
}

/// The digits of a number in the family of the picture, with a fixed count after the point.
fn digits(x: f64, places: usize, signs: &Signs) -> Vec<char> {
    let mut text = String::new();
    match x.abs() < 1e21 {
        true => text = format!("{:.*}", places.min(100), x.abs()),
        false => write_number(x.abs(), &mut text),
    }
    let shift = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32(signs.zero as u32 + digit).unwrap_or(c),
        None => c,
    };
    text.chars().map(shift).collect()
}

fn point(out: &[char], signs: &Signs) -> usize {
    super::number_picture::find(out, &signs.decimal, 0).unwrap_or(out.len())
}

/// Puts the picture's point in and takes the zeros at both ends away.
fn trim(out: &mut Vec<char>, signs: &Signs) {
    let at = out.iter().position(|c| *c == '.');
    let place = at.unwrap_or(out.len());
    if at.is_some() {
        out.remove(place);
    }
    for (offset, c) in signs.decimal.chars().enumerate() {
        out.insert(place + offset, c);
    }
    let zeros = out.iter().take_while(|c| **c == signs.zero).count();
    out.drain(..zeros);
    while out.last() == Some(&signs.zero) {
        out.pop();
    }
}

fn fill_up(out: &mut Vec<char>, picture: &SubPicture, signs: &Signs) {
    let whole = point(out, signs);
    let fraction = out.len() - whole - 1;
    let missing = picture.least_integer.saturating_sub(whole);
    out.splice(..0, std::iter::repeat_n(signs.zero, missing));
    out.extend(std::iter::repeat_n(signs.zero, picture.least_fraction.saturating_sub(fraction)));
}

fn insert(out: &mut Vec<char>, at: usize, sign: &str) {
    let at = at.min(out.len());
    out.splice(at..at, sign.chars());
}

fn group(out: &mut Vec<char>, picture: &SubPicture, signs: &Signs) {
    let mut whole = point(out, signs);
    match picture.regular_group {
        Some(size) => {
            for count in 1..=whole.saturating_sub(1) / size {
                insert(out, whole - count * size, &signs.grouping);
            }
        }
        None => {
            for position in &picture.integer_groups {
                // A place left of the text counts from its end, as in JavaScript.
                let at = match whole.checked_sub(*position) {
                    Some(at) => at,
                    None => out.len().saturating_sub(*position - whole),
                };
                insert(out, at, &signs.grouping);
                whole += 1;
            }
        }
    }
    let whole = point(out, signs);
    for position in &picture.fraction_groups {
        insert(out, position + whole + 1, &signs.grouping);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn shown(x: f64, picture: &str) -> String {
        format(x, picture, View::Undefined).unwrap_or_else(|error| error.code.to_owned())
    }

    #[test]
    fn digits_are_rounded_filled_and_grouped() {
        assert_eq!(shown(1234.567, "#,##0.00"), "1,234.57");
        assert_eq!(shown(0.5, "00.0##"), "00.5");
        assert_eq!(shown(1_234_567.0, "###,##0"), "1,234,567");
        assert_eq!(shown(0.123_456_789, "0.000,000,0"), "0.123,4568");
    }

    #[test]
    fn what_surrounds_the_digits_stays() {
        assert_eq!(shown(0.14, "about 01%"), "about 14%");
        assert_eq!(shown(-6.0, "000"), "-006");
        assert_eq!(shown(-6.0, "0;(0)"), "(6)");
    }

    #[test]
    fn exponents() {
        assert_eq!(shown(1234.5678, "00.000e0"), "12.346e2");
        assert_eq!(shown(0.234, "0.0e0"), "2.3e-1");
        assert_eq!(shown(0.0, "0.0e0"), "0.0e0");
    }

    #[test]
    fn options_change_the_signs() {
        let options = Value::parse(r#"{"decimal-separator": ",", "grouping-separator": "."}"#).unwrap();
        assert_eq!(format(12_345.6, "#.##0,00", View::Json(&options)).unwrap(), "12.345,60");
    }

    #[test]
    fn err_pictures_that_break_a_rule() {
        for (picture, code) in [
            ("0;0;0", "D3080"),
            ("0.0.0", "D3081"),
            ("0%0%", "D3086"),
            ("abc", "D3085"),
            ("0,.0", "D3087"),
            ("0,", "D3088"),
            ("0,,0", "D3089"),
            ("0#.0", "D3090"),
            ("0.#0", "D3091"),
        ] {
            assert_eq!(shown(1.0, picture), code, "{picture}");
        }
    }
}
