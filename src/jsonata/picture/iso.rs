//! Moments as ISO 8601 writes them.

use super::calendar::millis;

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn opt(&mut self, byte: u8) -> bool {
        let found = self.0.first() == Some(&byte);
        self.0 = &self.0[usize::from(found)..];
        found
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let digits = self.0.get(..count).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
        self.0 = &self.0[count..];
        Some(digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0')))
    }
}

/// The milliseconds since 1970 of a timestamp; nothing for what is none. One without a zone is in UTC.
/// A date that does not exist, such as the 13th month, is not a number.
pub(in crate::jsonata) fn parse(text: &str) -> Option<f64> {
    let mut reader = Reader(text.as_bytes());
    let year = reader.digits(4)?;
    let mut parts = [1, 1];
    for part in &mut parts {
        if !reader.opt(b'-') {
            break;
        }
        // A zone may come straight after the year.
        *part = reader.digits(2)?;
    }
    let [month, day] = parts;
    let mut time = 0;
    let mut valid = (1..=12).contains(&month) && (1..=31).contains(&day);
    if reader.opt(b'T') {
        let hour = reader.digits(2)?;
        let minute = reader.opt(b':').then(|| reader.digits(2))??;
        let second = reader.opt(b':').then(|| reader.digits(2))??;
        valid &= hour < 24 && minute < 60 && second < 60 || (hour, minute, second) == (24, 0, 0);
        time = (hour * 3600 + minute * 60 + second) * 1000;
    }
    if reader.opt(b'.') {
        let count = reader.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            return None;
        }
        let mut scale = 100;
        for digit in &reader.0[..count] {
            time += i64::from(digit - b'0') * scale;
            scale /= 10;
        }
        reader.0 = &reader.0[count..];
    }
    let mut offset = 0;
    if !reader.opt(b'Z')
        && let Some(sign @ (b'+' | b'-')) = reader.0.first().copied()
    {
        reader.0 = &reader.0[1..];
        let hours = reader.digits(2)?;
        reader.opt(b':');
        let minutes = reader.digits(2)?;
        offset = (hours * 60 + minutes) * if sign == b'-' { -1 } else { 1 };
    }
    if !reader.0.is_empty() {
        return None;
    }
    match valid {
        true => Some((millis(year, month - 1, day) + time - offset * 60_000) as f64),
        false => Some(f64::NAN),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn timestamps_are_read() {
        assert_eq!(parse("1970-01-01T00:00:00.001Z"), Some(1.0));
        assert_eq!(parse("2017-10-30"), Some(1_509_321_600_000.0));
        assert_eq!(parse("2018"), Some(1_514_764_800_000.0));
        assert_eq!(parse("1970-01-01T01:00:00+01:00"), Some(0.0));
        assert_eq!(parse("1970-01-01T01:00:00.1234+0100"), Some(123.0));
    }

    #[test]
    fn err_what_is_no_timestamp() {
        for text in ["", "foo", "2018-1", "2018-01-01 10:00:00", "2018-01-01T10:00", "2018-01-01T10:00:00."] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(parse("2018-13-01").is_some_and(f64::is_nan));
    }
}
