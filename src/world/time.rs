use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

/// A moment of virtual time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads a date and time of RFC 3339 with an upper-case `T`, and a `Z` or an offset.
    /// (spec, "Timestamps")
    #[must_use]
    pub fn parse(text: &str) -> Option<Timestamp> {
        let bytes = text.as_bytes();
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = text.get(from..to)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let punctuation = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        if punctuation.iter().any(|&(at, byte)| bytes.get(at) != Some(&byte)) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let in_range = (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        if !in_range {
            return None;
        }
        let (millis, zone) = fraction(&text[19..])?;
        let seconds = ((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
        Some(Timestamp((seconds - offset_seconds(zone)?) * 1000 + millis))
    }

    /// Milliseconds between an earlier moment and this one.
    #[must_use]
    pub fn since(self, earlier: Timestamp) -> i64 {
        self.0 - earlier.0
    }
}

/// Splits `.123456Z` into milliseconds and the zone.
fn fraction(rest: &str) -> Option<(i64, &str)> {
    let Some(rest) = rest.strip_prefix('.') else { return Some((0, rest)) };
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, zone) = rest.split_at(length);
    let padded = format!("{digits:0<3}");
    (length > 0).then(|| Some((padded[..3].parse().ok()?, zone)))?
}

/// `Z` or `+02:00`, in seconds.
fn offset_seconds(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone[1..].split_once(':')?;
    let two_digits = |text: &str| (text.len() == 2).then(|| text.parse::<i64>().ok())?.filter(|n| *n >= 0);
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. Years begin in March, so that the leap
/// day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

impl Timestamp {
    /// The text for the context object: `2026-03-14T01:59:26Z` on a whole second, else as
    /// anywhere else. (AWS guide, "Context object": zero, three, six or nine digits)
    #[must_use]
    pub fn to_short_text(self) -> String {
        let text = self.to_string();
        text.strip_suffix(".000Z").map_or(text.clone(), |seconds| format!("{seconds}Z"))
    }

    /// The whole second that has begun.
    #[must_use]
    pub fn to_second(self) -> Timestamp {
        Timestamp(self.0 - self.0.rem_euclid(1000))
    }
}

/// `2026-03-14T01:59:26.535Z`
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(86_400_000));
        let of_day = self.0.rem_euclid(86_400_000);
        let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
        let (second, millis) = (of_day / 1000 % 60, of_day % 1000);
        if (0..10_000).contains(&year) {
            // Every event has one, and a formatter takes ten times as long.
            let mut text = *b"0000-00-00T00:00:00.000Z";
            let parts =
                [(3, year), (6, month), (9, day), (12, hour), (15, minute), (18, second), (22, millis)];
            for (last, mut rest) in parts {
                for digit in text[..=last].iter_mut().rev().take_while(|digit| **digit == b'0') {
                    *digit += (rest % 10) as u8;
                    rest /= 10;
                }
            }
            return f.write_str(std::str::from_utf8(&text).unwrap_or_default());
        }
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
    }
}

impl Add<Duration> for Timestamp {
    type Output = Timestamp;

    fn add(self, duration: Duration) -> Timestamp {
        Timestamp(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Timestamp;

    fn sub(self, duration: Duration) -> Timestamp {
        Timestamp(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn moments_are_read_and_written() {
        for text in ["2026-03-14T01:59:26.535Z", "1969-12-31T23:59:59.999Z", "2024-02-29T00:00:00.000Z"] {
            assert_eq!(Timestamp::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn offsets_lead_to_utc() {
        assert_eq!(Timestamp::parse("2026-03-14T01:59:00+02:00"), Timestamp::parse("2026-03-13T23:59:00Z"));
    }

    #[test]
    fn fractions_are_cut_to_milliseconds() {
        assert_eq!(Timestamp::parse("1970-01-01T00:00:00.1239999Z"), Some(Timestamp(123)));
        assert_eq!(Timestamp::parse("1970-01-01T00:00:00.5Z"), Some(Timestamp(500)));
    }

    #[test]
    fn err_what_rfc_3339_forbids() {
        for text in [
            "",
            "2026-03-14",
            "2026-03-14t01:59:00Z",
            "2026-03-14T01:59:00",
            "2026-02-30T00:00:00Z",
            "2026-03-14T24:00:00Z",
            "2026-03-14T01:59:00.Z",
            "2026-03-14T01:59:00+2:00",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
