//! Numbers and data as people read them.

use crate::value::Value;

/// `1 event`, `27 events`, `1,250 events`
pub fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", grouped(count))
}

/// `25,000`
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A value in one line, to be told from others: `printed: 3, euros: 58.8`, of something large its extent.
pub fn preview(value: &Value) -> String {
    const LONGEST: usize = 120;
    let part = |value: &Value| match value {
        Value::Array(items) if value.size() > LONGEST => format!("[{}]", plural(items.len(), "item")),
        Value::Object(members) if value.size() > LONGEST => {
            format!("{{{}}}", plural(members.len(), "member"))
        }
        Value::String(text) => text.chars().take(LONGEST).collect(),
        _ => value.to_string(),
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            let shown = members.iter().take(6).map(|(key, member)| format!("{key}: {}", part(member)));
            shown.collect::<Vec<_>>().join(", ")
        }
        _ => part(value),
    }
}

/// How long something took: `0 s`, `250 ms`, `4.2 s`, `2 min 5 s`, `3 h 20 min`, `365 d`.
pub fn duration(milliseconds: i64) -> String {
    let ms = milliseconds.max(0);
    let two = |large: i64, unit: &str, small: i64, small_unit: &str| {
        if small == 0 { format!("{large} {unit}") } else { format!("{large} {unit} {small} {small_unit}") }
    };
    match ms {
        0 => "0 s".to_owned(),
        1..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        60_000..3_600_000 => two(ms / 60_000, "min", ms % 60_000 / 1_000, "s"),
        3_600_000..86_400_000 => two(ms / 3_600_000, "h", ms % 3_600_000 / 60_000, "min"),
        _ => two(ms / 86_400_000, "d", ms % 86_400_000 / 3_600_000, "h"),
    }
}

/// A moment counted from the start: `+3.104 s`, `+2:05.000`, `+1:02:05`, `+365 d 02:05:00`.
pub fn moment(milliseconds: i64) -> String {
    let ms = milliseconds.max(0);
    let (seconds, rest) = (ms / 1_000, ms % 1_000);
    let (minutes, hours) = (seconds / 60 % 60, seconds / 3_600);
    let second = seconds % 60;
    match seconds {
        0..60 => format!("+{second}.{rest:03} s"),
        60..3_600 => format!("+{minutes}:{second:02}.{rest:03}"),
        3_600..86_400 => format!("+{hours}:{minutes:02}:{second:02}"),
        _ => format!("+{} d {:02}:{minutes:02}:{second:02}", hours / 24, hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_thousands_and_a_plural() {
        assert_eq!(plural(1, "event"), "1 event");
        assert_eq!(plural(25_000, "event"), "25,000 events");
        assert_eq!(grouped(123), "123");
    }

    #[test]
    fn a_preview_tells_values_apart() {
        let shown = |text: &str| preview(&Value::parse(text).unwrap());
        assert_eq!(shown(r#"{"meter": "Mill Lane 1", "now": 5}"#), "meter: Mill Lane 1, now: 5");
        assert_eq!(shown(&format!("{{\"a\": {:?}}}", vec![12_345; 40])), "a: [40 items]");
        assert_eq!((shown("{}"), shown("[1,2]"), shown("7")), ("{}".into(), "[1,2]".into(), "7".into()));
    }

    #[test]
    fn durations_have_at_most_two_units() {
        let shown = [0, 250, 4_210, 125_000, 12_000_000, 31_536_000_000].map(duration);
        assert_eq!(shown, ["0 s", "250 ms", "4.2 s", "2 min 5 s", "3 h 20 min", "365 d"]);
    }

    #[test]
    fn moments_count_from_the_start() {
        let shown = [0, 3_104, 125_000, 3_725_000, 31_536_125_000].map(moment);
        assert_eq!(shown, ["+0.000 s", "+3.104 s", "+2:05.000", "+1:02:05", "+365 d 00:02:05"]);
    }
}
