//! Text as JavaScript has it: numbers, JSON, and the order of strings.

use std::cmp::Ordering;
use std::fmt::Write;

use super::error::{Error, Res};
use super::item::{Item, View};
use crate::value::{Number, Value, write_string};

/// Compares as JavaScript does, by UTF-16 units.
///
/// UTF-8 sorts by code points. The two differ only where a character beyond U+FFFF meets one from U+E000
/// on: in UTF-16 the former starts with a surrogate and comes first.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let weight =
        |byte: u8| if matches!(byte, 0xee | 0xef) { u16::from(byte) + 0x10 } else { u16::from(byte) };
    let (a, b) = (a.as_bytes(), b.as_bytes());
    match a.iter().zip(b).find(|(a, b)| a != b) {
        Some((a, b)) => weight(*a).cmp(&weight(*b)),
        None => a.len().cmp(&b.len()),
    }
}

/// How many UTF-16 units a text has, which is what JavaScript's indexes count.
pub(super) fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// Writes a number as JavaScript does.
pub(super) fn write_number(x: f64, out: &mut String) {
    if x == 0.0 {
        out.push('0');
        return;
    }
    if !x.is_finite() {
        out.push_str(if x.is_nan() {
            "NaN"
        } else if x > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        });
        return;
    }
    if x.fract() == 0.0 && x.abs() < 1e15 {
        // Writing to a String cannot fail, here and below.
        let _ = write!(out, "{}", x as i64);
        return;
    }
    let (digits, exponent) = shortest(x.abs());
    if x < 0.0 {
        out.push('-');
    }
    place_point(&digits, exponent, out);
}

/// The shortest digits that read back as the same number, and the power of ten of the first.
fn shortest(x: f64) -> (String, i32) {
    let text = format!("{x:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (mantissa.replace('.', ""), exponent.parse().unwrap_or(0))
}

fn place_point(digits: &str, exponent: i32, out: &mut String) {
    let count = digits.len() as i32;
    match exponent {
        0..=20 if count <= exponent + 1 => {
            out.push_str(digits);
            out.extend(std::iter::repeat_n('0', (exponent + 1 - count) as usize));
        }
        0..=20 => {
            let whole = (exponent + 1) as usize;
            out.push_str(&digits[..whole]);
            out.push('.');
            out.push_str(&digits[whole..]);
        }
        -6..=-1 => {
            out.push_str("0.");
            out.extend(std::iter::repeat_n('0', (-exponent - 1) as usize));
            out.push_str(digits);
        }
        _ => {
            out.push_str(&digits[..1]);
            if count > 1 {
                out.push('.');
                out.push_str(&digits[1..]);
            }
            let _ = write!(out, "e{}{}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
        }
    }
}

/// Rounds to fifteen digits, halves away from zero, as `$string` does to hide the noise of doubles.
fn to_fifteen_digits(x: f64) -> f64 {
    if shortest(x.abs()).0.len() <= 15 {
        return x;
    }
    let text = format!("{:.40e}", x.abs());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = mantissa.replace('.', "");
    let kept: u64 = digits[..15].parse().unwrap_or(0);
    let rounded = kept + u64::from(digits.as_bytes()[15] >= b'5');
    let power = exponent.parse::<i32>().unwrap_or(0) - 14;
    let size: f64 = format!("{rounded}e{power}").parse().unwrap_or(x);
    size.copysign(x)
}

/// Whether a number is what it is when `$string` has written it and it is read again.
pub(super) fn is_rounded(number: &Number) -> bool {
    match number {
        Number::Int(whole) => whole.unsigned_abs() < 1_000_000_000_000_000,
        Number::Double(x) if x.fract() == 0.0 || !x.is_finite() => false,
        Number::Double(x) => {
            // The double next to a decimal of at most fifteen digits is found without writing it.
            let is_next_to_decimal = |scale: &f64| {
                let digits = (x * scale).round();
                digits.abs() < 1e15 && digits / scale == *x
            };
            [10.0, 100.0, 1e3, 1e4, 1e6].iter().any(is_next_to_decimal) || to_fifteen_digits(*x) == *x
        }
        _ => false,
    }
}

/// Writes a number as `$string` does.
pub(super) fn write_rounded(number: &Number, out: &mut String) {
    match number {
        Number::Int(whole) if whole.unsigned_abs() < 1_000_000_000_000_000 => {
            let _ = write!(out, "{whole}");
        }
        _ => write_number(to_fifteen_digits(number.as_f64()), out),
    }
}

/// Writes a string in quotes.
fn write_quoted(text: &str, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = write_string(text, out);
}

/// A value in JSON, with JavaScript's numbers: how it appears in messages.
pub(super) fn json(value: &Value) -> String {
    let mut writer = Writer { out: String::new(), limit: 10_000, indent: None };
    match writer.write(View::Json(value), 0) {
        Ok(()) => writer.out,
        Err(_) => "…".to_owned(),
    }
}

/// The JSON text of an item, as `$string` gives it.
pub(super) fn stringify(item: &Item, pretty: bool, limit: usize) -> Res<String> {
    let mut writer = Writer { out: String::new(), limit, indent: pretty.then_some(0) };
    writer.write(item.view(), 0)?;
    Ok(writer.out)
}

struct Writer {
    out: String,
    limit: usize,
    indent: Option<usize>,
}

impl Writer {
    fn write(&mut self, item: View, level: usize) -> Res<()> {
        if self.out.len() > self.limit {
            return Err(Error::new("U1003").value(self.limit as i64));
        }
        match item {
            View::Undefined | View::Json(Value::Null) => self.out.push_str("null"),
            View::Function(_) => self.out.push_str("\"\""),
            View::Json(Value::Bool(truth)) => self.out.push_str(if *truth { "true" } else { "false" }),
            View::Json(Value::Number(number)) => self.number(number)?,
            View::Json(Value::String(text)) => write_quoted(text, &mut self.out),
            View::Array(_) | View::Json(Value::Array(_)) => self.array(item, level)?,
            View::Record(_) | View::Json(Value::Object(_)) => self.object(item, level)?,
        }
        Ok(())
    }

    fn number(&mut self, number: &Number) -> Res<()> {
        match number {
            // The reference implementation refuses infinities and lets NaN through as null.
            Number::Double(x) if x.is_infinite() => {
                return Err(Error::new("D1001").value(Value::Number(number.clone())));
            }
            Number::Double(x) if x.is_nan() => self.out.push_str("null"),
            _ => write_rounded(number, &mut self.out),
        }
        Ok(())
    }

    fn array(&mut self, item: View, level: usize) -> Res<()> {
        let Some(list) = item.as_list() else { return Ok(()) };
        self.out.push('[');
        let mut held = Value::Null;
        for at in 0..list.len() {
            self.separate(at, level + 1);
            self.write(list.view(at, &mut held), level + 1)?;
        }
        self.close(list.len(), level, ']');
        Ok(())
    }

    fn object(&mut self, item: View, level: usize) -> Res<()> {
        self.out.push('{');
        let mut written = 0;
        for (name, member) in item.members() {
            if matches!(member, View::Undefined) {
                continue;
            }
            self.separate(written, level + 1);
            written += 1;
            write_quoted(name, &mut self.out);
            self.out.push_str(if self.indent.is_some() { ": " } else { ":" });
            self.write(member, level + 1)?;
        }
        self.close(written, level, '}');
        Ok(())
    }

    fn separate(&mut self, before: usize, level: usize) {
        if before > 0 {
            self.out.push(',');
        }
        self.line(level);
    }

    fn close(&mut self, written: usize, level: usize, bracket: char) {
        if written > 0 {
            self.line(level);
        }
        self.out.push(bracket);
    }

    fn line(&mut self, level: usize) {
        if self.indent.is_some() {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", level));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(x: f64) -> String {
        let mut out = String::new();
        write_number(x, &mut out);
        out
    }

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        assert_eq!(written(100.0), "100");
        assert_eq!(written(0.1), "0.1");
        assert_eq!(written(-1.5e-7), "-1.5e-7");
        assert_eq!(written(1e21), "1e+21");
        assert_eq!(written(123_456_789_012_345_680_000.0), "123456789012345680000");
        assert_eq!(written(0.000_001), "0.000001");
        assert_eq!(written(-0.0), "0");
    }

    #[test]
    fn noise_is_rounded_away() {
        let mut out = String::new();
        write_rounded(&Number::Double(0.1 + 0.2), &mut out);
        assert_eq!(out, "0.3");
        assert_eq!(to_fifteen_digits(100_000_000_000_000.5), 100_000_000_000_001.0);
    }

    #[test]
    fn strings_are_ordered_by_utf_16_units() {
        assert_eq!(compare("a", "b"), Ordering::Less);
        assert_eq!(compare("ab", "a"), Ordering::Greater);
        assert_eq!(compare("\u{1f600}", "\u{ff01}"), Ordering::Less);
        assert_eq!(compare("\u{1f600}", "\u{d000}"), Ordering::Greater);
    }
}
