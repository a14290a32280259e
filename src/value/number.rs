use std::fmt;
use std::sync::Arc;

/// A JSON number.
///
/// AWS keeps whole numbers whole, whatever their length, and reads everything else as a double: `1.0`
/// stays `1.0`, `12345678901234567890123` keeps its digits, `0.1e1` becomes `1.0`.
#[derive(Clone, Debug)]
pub enum Number {
    /// A whole number of 64 bits.
    Int(i64),
    /// Digits of a whole number that needs more, as they were written.
    Big(Arc<str>),
    /// Anything with a fraction or an exponent; always finite.
    Double(f64),
}

impl Number {
    /// Reads the text of a JSON number, which must be well formed.
    pub(super) fn from_json(text: &str) -> Number {
        if text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E')) {
            return Number::Double(text.parse::<f64>().map_or(0.0, |x| x.clamp(f64::MIN, f64::MAX)));
        }
        // "-0" is the double −0, which the integers lack.
        match text.parse::<i64>() {
            Ok(0) if text.starts_with('-') => Number::Double(-0.0),
            Ok(int) => Number::Int(int),
            Err(_) => Number::Big(text.into()),
        }
    }

    /// The number a computation yielded: whole ones without a fraction, as JavaScript prints them.
    ///
    /// Nothing for NaN and the infinities, which JSON lacks.
    #[must_use]
    pub fn from_f64(x: f64) -> Option<Number> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if !x.is_finite() {
            None
        } else if x.fract() == 0.0 && x.abs() <= EXACT {
            Some(Number::Int(x as i64))
        } else {
            Some(Number::Double(x))
        }
    }

    /// The nearest double.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        match self {
            Number::Int(int) => *int as f64,
            Number::Big(digits) => digits.parse().unwrap_or(f64::MAX),
            Number::Double(x) => *x,
        }
    }

    /// The number as a whole one, if it is (`2.0` is) and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Number::Int(int) => Some(*int),
            Number::Big(_) => None,
            Number::Double(x) if x.fract() == 0.0 && x.abs() < 9.2e18 => Some(*x as i64),
            Number::Double(_) => None,
        }
    }
}

/// By value: `1` equals `1.0`.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => a == b,
            (Number::Big(a), Number::Big(b)) => a == b,
            _ => self.as_f64() == other.as_f64(),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Int(int) => write!(f, "{int}"),
            Number::Big(digits) => f.write_str(digits),
            Number::Double(x) => write_double(*x, f),
        }
    }
}

/// The shortest digits that read back as the same double; very large and very small ones with an
/// exponent.
fn write_double(x: f64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let size = x.abs();
    if size != 0.0 && !(1e-7..1e21).contains(&size) {
        return write!(f, "{x:e}");
    }
    // Debug prints a fraction always: `1.0`.
    write!(f, "{x:?}")
}

#[cfg(test)]
mod tests {
    use super::super::Value;

    fn through(text: &str) -> String {
        Value::parse(text).unwrap().to_string()
    }

    #[test]
    fn whole_numbers_keep_their_digits() {
        for text in ["0", "-7", "9007199254740993", "12345678901234567890123"] {
            assert_eq!(through(text), text);
        }
    }

    #[test]
    fn doubles_keep_their_value() {
        assert_eq!(through("1.0"), "1.0");
        assert_eq!(through("0.1e1"), "1.0");
        assert_eq!(through("1e21"), "1e21");
        assert_eq!(through("1.5e-9"), "1.5e-9");
        assert_eq!(through("-0"), "-0.0");
        assert_eq!(through("1e999"), "1.7976931348623157e308");
    }

    #[test]
    fn numbers_are_compared_by_value() {
        assert_eq!(Value::parse("1"), Value::parse("1.0"));
        assert_ne!(Value::parse("9007199254740993"), Value::parse("9007199254740992"));
    }
}
