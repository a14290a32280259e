//! Reading moments by a picture.

use super::calendar::{DAY, Moment, millis};
use super::integer::{Case, Format, Grouping, Primary, parse_int};
use super::moment::{DAYS, MONTHS, Marker, Part, component_of, read};
use super::words::word_values;
use crate::jsonata::error::{Error, Res};
use crate::jsonata::evaluate::Evaluator;
use crate::regex::Regex;

/// The values that were read, by component.
#[derive(Default)]
struct Components(Vec<(char, f64)>);

impl Components {
    fn get(&self, component: char) -> Option<f64> {
        self.0.iter().find(|(known, _)| *known == component).map(|(_, value)| *value)
    }

    fn set(&mut self, component: char, value: f64) {
        self.0.retain(|(known, _)| *known != component);
        self.0.push((component, value));
    }

    fn whole(&self, component: char) -> i64 {
        self.get(component).unwrap_or(0.0) as i64
    }

    /// Which of the components are there and not zero, the first as the highest bit.
    fn mask(&self, components: &str) -> u32 {
        components.chars().fold(0, |mask, component| {
            let there = self.get(component).is_some_and(|value| value != 0.0 && !value.is_nan());
            mask << 1 | u32::from(there)
        })
    }
}

/// The milliseconds since 1970 that a text shows; nothing if it does not fit the picture.
pub(in crate::jsonata) fn parse(engine: &mut Evaluator, text: &str, picture: &str) -> Res<Option<f64>> {
    let parts = read(picture)?;
    let mut pattern = String::from("^");
    for part in &parts {
        pattern.push('(');
        match part {
            Part::Literal(text) => pattern.push_str(&escape(text)),
            Part::Marker(marker) => pattern.push_str(&marker_pattern(marker)?),
        }
        pattern.push(')');
    }
    pattern.push('$');
    let regex = Regex::new(&pattern, "i").map_err(|reason| Error::new("S0303").value(reason))?;
    let found =
        regex.find(text, 0, &mut engine.steps, &mut engine.scratch).map_err(|_| Error::out_of_steps())?;
    if found.is_none() {
        return Ok(None);
    }
    let mut components = Components::default();
    for (at, part) in parts.iter().enumerate() {
        if let (Part::Marker(marker), Some((start, end))) = (part, engine.scratch.group(at + 1))
            && let Some(value) = marker_value(marker, &text[start..end])?
        {
            components.set(marker.component, value);
        }
    }
    match components.0.is_empty() {
        true => Ok(None),
        false => moment(components, Moment::new(engine.now)).map(Some),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if ".*+?^${}()|[]\\".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn separator(format: &Format) -> Option<char> {
    match &format.primary {
        Primary::Decimal(decimal) => match decimal.grouping {
            Grouping::Regular(_, sign) => Some(sign),
            Grouping::Irregular(_) => None,
        },
        _ => None,
    }
}

fn marker_pattern(marker: &Marker) -> Res<String> {
    let Some(format) = &marker.number else {
        return match marker.component {
            'M' | 'x' | 'F' | 'P' => Ok("[a-zA-Z]+".to_owned()),
            component => Err(Error::new("D3133").value(component.to_string())),
        };
    };
    if matches!(marker.component, 'Z' | 'z') {
        let start = if marker.component == 'z' { "GMT" } else { "" };
        let rest = separator(format).map(|sign| format!("{}[0-9]+", escape(&sign.to_string())));
        return Ok(format!("{start}[-+][0-9]+{}", rest.unwrap_or_default()));
    }
    Ok(match &format.primary {
        Primary::Letters => if format.case == Case::Upper { "[A-Z]+" } else { "[a-z]+" }.to_owned(),
        Primary::Roman => if format.case == Case::Upper { "[MDCLXVI]+" } else { "[mdclxvi]+" }.to_owned(),
        Primary::Words => {
            let words: Vec<String> = word_values().into_iter().map(|(word, _)| word).collect();
            format!("(?:{}|and|[\\-, ])+", words.join("|"))
        }
        Primary::Decimal(decimal) => {
            let count = match marker.digits {
                Some(digits) if digits > 0 && decimal.optional == 0 => format!("{{{digits}}}"),
                Some(digits) if digits > 0 => {
                    format!("{{{},{digits}}}", digits.saturating_sub(decimal.optional))
                }
                _ => "+".to_owned(),
            };
            let suffix = if format.ordinal { "(?:th|st|nd|rd)" } else { "" };
            format!("[0-9]{count}{suffix}")
        }
        Primary::Sequence(token) => return Err(Error::new("D3130").value(&**token)),
    })
}

fn marker_value(marker: &Marker, text: &str) -> Res<Option<f64>> {
    let Some(format) = &marker.number else {
        let index = |names: &[&str]| {
            let shortened = |name: &str| match marker.most {
                Some(most) if most > 0 => name.chars().take(most).collect::<String>(),
                _ => name.to_owned(),
            };
            names.iter().position(|name| shortened(name) == text).map(|at| at as f64 + 1.0)
        };
        return Ok(match (marker.component, text) {
            ('M' | 'x', _) => index(&MONTHS),
            ('F', _) => index(&DAYS),
            (_, "am" | "AM") => Some(0.0),
            (_, "pm" | "PM") => Some(1.0),
            _ => None,
        });
    };
    if !matches!(marker.component, 'Z' | 'z') {
        return format.parse(text).map(Some);
    }
    let text = if marker.component == 'z' { text.get(3..).unwrap_or_default() } else { text };
    let (hours, minutes) = match separator(format) {
        Some(sign) => text.split_once(sign).unwrap_or((text, "0")),
        None if text.len() <= 3 => (text, "0"),
        None => text.split_at(3),
    };
    Ok(Some(parse_int(hours) * 60.0 + parse_int(minutes)))
}

/// Fills in what is missing: to the left of what was read from the present moment, to the right with the
/// start of the period. Gaps are errors.
fn moment(components: Components, now: Moment) -> Res<f64> {
    let mut components = components;
    let date = components.mask("YXMxWwdD");
    let time = components.mask("PHhmsf");
    let fits = |mask: u32, kind: u32| !kind & mask == 0 && kind & mask != 0;
    let by_day_of_month = fits(date, 0b1010_0001);
    let by_day_of_year = !by_day_of_month && fits(date, 0b1000_0010);
    let by_week_of_month = fits(date, 0b0101_0100);
    let by_week_of_year = !by_week_of_month && fits(date, 0b0100_1000);
    let in_halves = !fits(time, 0b01_0111) && fits(time, 0b10_1111);
    let date = match (by_day_of_year, by_week_of_month, by_week_of_year) {
        (true, ..) => "YD",
        (_, true, _) => "XxwF",
        (.., true) => "XWF",
        _ => "YMD",
    };
    let (mut started, mut ended) = (false, false);
    for component in date.chars().chain(if in_halves { "Phmsf" } else { "Hmsf" }.chars()) {
        if components.get(component).is_some() {
            started = true;
            if ended {
                return Err(Error::new("D3136"));
            }
        } else if started {
            components.set(component, if "MDd".contains(component) { 1.0 } else { 0.0 });
            ended = true;
        } else {
            components.set(component, component_of(now, component) as f64);
        }
    }
    if by_week_of_month || by_week_of_year {
        return Err(Error::new("D3136"));
    }
    let year = match components.whole('Y') {
        // As for JavaScript, two digits are in the twentieth century.
        short @ 0..=99 => 1900 + short,
        year => year.clamp(-300_000, 300_000),
    };
    let mut month = (components.whole('M') - 1).max(0);
    let mut day = components.whole('D');
    if by_day_of_year {
        let derived = Moment::new(millis(year, 0, 1) + (components.whole('d') - 1) * DAY);
        (month, day) = (derived.month, derived.day);
    }
    let mut hour = components.whole('H');
    if in_halves {
        hour = components.whole('h') % 12 + if components.get('P') == Some(1.0) { 12 } else { 0 };
    }
    let seconds = hour * 3600 + components.whole('m') * 60 + components.whole('s');
    let zone = components.get('Z').filter(|zone| *zone != 0.0).or(components.get('z')).unwrap_or(0.0);
    let start = millis(year, month.min(100_000), day.clamp(-1_000_000, 1_000_000));
    Ok(start as f64 + seconds as f64 * 1000.0 + components.whole('f') as f64 - zone * 60_000.0)
}
