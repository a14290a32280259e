//! Pictures of moments, by the rules of XPath's `format-dateTime`: `[Y0001]-[M01]-[D01]`.

use super::calendar::{FARTHEST, Moment};
use super::integer::{Case, Format, Grouping, Primary, parse_int};
use crate::jsonata::error::{Error, Res};

/// How wide a component may be made.
const MAX_WIDTH: usize = 1000;

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
pub(super) const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const ISO: &str = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";

/// A piece of a picture.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Literal(String),
    Marker(Marker),
}

/// `[M01]`, `[FNn,3-3]`
#[derive(Clone, Debug)]
pub(super) struct Marker {
    pub component: char,
    /// Whether the name is shown, and in which letters.
    pub names: Option<Case>,
    pub number: Option<Format>,
    /// How many digits of a year, month or day there are, if it is fixed.
    pub digits: Option<usize>,
    pub most: Option<usize>,
    /// `t` at the end.
    traditional: bool,
}

/// The components that are numbers.
const NUMERIC: &str = "YMDdFWwXxHhmsf";

fn usual(component: char) -> Option<&'static str> {
    Some(match component {
        'Y' | 'M' | 'D' | 'd' | 'W' | 'w' | 'X' | 'x' | 'H' | 'h' | 'f' => "1",
        'F' | 'P' | 'C' | 'E' => "n",
        'm' | 's' => "01",
        'Z' | 'z' => "01:01",
        _ => return None,
    })
}

pub(super) fn read(picture: &str) -> Res<Vec<Part>> {
    let mut parts = Vec::new();
    let mut rest = picture;
    let literal = |text: &str, parts: &mut Vec<Part>| {
        if !text.is_empty() {
            parts.push(Part::Literal(text.replace("]]", "]")));
        }
    };
    while let Some(open) = rest.find('[') {
        literal(&rest[..open], &mut parts);
        if rest[open + 1..].starts_with('[') {
            parts.push(Part::Literal("[".to_owned()));
            rest = &rest[open + 2..];
            continue;
        }
        let Some(length) = rest[open..].find(']') else { return Err(Error::new("D3135")) };
        let marker: String = rest[open + 1..open + length].chars().filter(|c| !c.is_whitespace()).collect();
        parts.push(Part::Marker(Marker::read(&marker)?));
        rest = &rest[open + length + 1..];
    }
    literal(rest, &mut parts);
    Ok(parts)
}

fn width(text: &str) -> Res<Option<usize>> {
    if text == "*" {
        return Ok(None);
    }
    let width = parse_int(text);
    match width <= MAX_WIDTH as f64 || width.is_nan() {
        true => Ok((width >= 0.0).then_some(width as usize)),
        false => Err(Error::new("U1003").value(MAX_WIDTH as i64)),
    }
}

impl Marker {
    fn read(marker: &str) -> Res<Marker> {
        let component = marker.chars().next().unwrap_or('\0');
        let (shape, widths) = marker.rsplit_once(',').unwrap_or((marker, ""));
        let (mut least, mut most) = (None, None);
        if !widths.is_empty() {
            let (min, max) = widths.split_once('-').map_or((widths, None), |(min, max)| (min, Some(max)));
            least = width(min)?;
            most = max.map_or(Ok(None), width)?;
        }
        let mut presentation = shape.get(component.len_utf8()..).unwrap_or_default();
        let mut modifier = None;
        if presentation.chars().count() > 1
            && let Some(last @ ('a' | 't' | 'c' | 'o')) = presentation.chars().next_back()
        {
            modifier = Some(last);
            presentation = &presentation[..presentation.len() - 1];
        }
        if presentation.is_empty() {
            presentation =
                usual(component).ok_or_else(|| Error::new("D3132").value(component.to_string()))?;
        }
        let names = match presentation.as_bytes() {
            [b'n', ..] => Some(Case::Lower),
            [b'N', b'n', ..] => Some(Case::Title),
            [b'N', ..] => Some(Case::Upper),
            _ => None,
        };
        let mut number = None;
        let mut digits = None;
        if names.is_none() && NUMERIC.contains(component) {
            let picture = match modifier {
                Some(modifier) => format!("{presentation};{modifier}"),
                None => presentation.to_owned(),
            };
            let mut format = Format::read(&picture)?;
            if let Primary::Decimal(decimal) = &mut format.primary {
                decimal.mandatory = decimal.mandatory.max(least.unwrap_or(0));
                if "YMD".contains(component) {
                    if let Some(most) = most {
                        digits = Some(most);
                        decimal.mandatory = most;
                    } else if decimal.mandatory + decimal.optional >= 2 {
                        digits = Some(decimal.mandatory + decimal.optional);
                    }
                }
            } else if "YMD".contains(component) {
                digits = most;
            }
            number = Some(format);
        }
        if matches!(component, 'Z' | 'z') {
            number = Some(Format::read(presentation)?);
        }
        Ok(Marker { component, names, number, digits, most, traditional: modifier == Some('t') })
    }

    fn format(&self, moment: Moment, zone: Zone) -> Res<String> {
        match self.component {
            'Z' | 'z' => self.zone(zone),
            'P' => {
                let half = if moment.hour() >= 12 { "pm" } else { "am" };
                Ok(if self.names == Some(Case::Upper) { half.to_uppercase() } else { half.to_owned() })
            }
            'C' | 'E' => Ok("ISO".to_owned()),
            component if !NUMERIC.contains(component) => {
                Err(Error::new("D3132").value(component.to_string()))
            }
            component => {
                let value = component_of(moment, component);
                match (self.names, &self.number) {
                    (Some(case), _) => self.name(value, case),
                    (None, Some(format)) => format.format(match (component, self.digits) {
                        ('Y', Some(digits)) if digits < 16 => (value % 10i64.pow(digits as u32)) as f64,
                        _ => value as f64,
                    }),
                    _ => Ok(value.to_string()),
                }
            }
        }
    }

    fn name(&self, value: i64, case: Case) -> Res<String> {
        let index = usize::try_from(value - 1).unwrap_or(0);
        let name = match self.component {
            'M' | 'x' => MONTHS.get(index),
            'F' => DAYS.get(index),
            _ => None,
        };
        let name = name.ok_or_else(|| Error::new("D3133").value(self.component.to_string()))?;
        let name = match case {
            Case::Upper => name.to_uppercase(),
            Case::Lower => name.to_lowercase(),
            Case::Title => (*name).to_owned(),
        };
        Ok(name.chars().take(self.most.unwrap_or(usize::MAX)).collect())
    }

    fn zone(&self, zone: Zone) -> Res<String> {
        let offset = zone.hours * 100 + zone.minutes;
        let Some(format) = &self.number else { return Ok(String::new()) };
        let mandatory = match &format.primary {
            Primary::Decimal(decimal) => decimal.mandatory,
            _ => 0,
        };
        let regular = matches!(&format.primary, Primary::Decimal(decimal) if matches!(decimal.grouping, Grouping::Regular(..)));
        let mut text = match mandatory {
            _ if regular => format.format(offset as f64)?,
            1 | 2 => {
                let mut text = format.format(zone.hours as f64)?;
                if zone.minutes != 0 {
                    text += &format!(":{}", Format::read("00")?.format(zone.minutes as f64)?);
                }
                text
            }
            3 | 4 => format.format(offset as f64)?,
            _ => return Err(Error::new("D3134").value(mandatory as i64)),
        };
        if offset >= 0 {
            text.insert(0, '+');
        }
        if self.component == 'z' {
            text.insert_str(0, "GMT");
        }
        if offset == 0 && self.traditional {
            text = "Z".to_owned();
        }
        Ok(text)
    }
}

/// The value of a component of a moment.
pub(super) fn component_of(moment: Moment, component: char) -> i64 {
    match component {
        'Y' => moment.year,
        'M' => moment.month + 1,
        'D' => moment.day,
        'd' => moment.day_of_year(),
        'F' => moment.day_of_week(),
        'W' => moment.week_of_year(),
        'w' => moment.week_of_month(),
        'X' => moment.year_of_week(),
        'x' => moment.month_of_week(),
        'H' => moment.hour(),
        'h' => (moment.hour() + 11) % 12 + 1,
        'm' => moment.minute(),
        's' => moment.second(),
        'f' => moment.milli(),
        _ => 0,
    }
}

/// `+0530`, taken apart as the reference implementation does.
#[derive(Clone, Copy)]
struct Zone {
    hours: i64,
    minutes: i64,
}

/// A moment as a picture shows it, or in ISO 8601.
pub(in crate::jsonata) fn format(millis: f64, picture: Option<&str>, zone: Option<&str>) -> Res<String> {
    let offset = zone.map_or(0.0, parse_int);
    let zone = Zone { hours: (offset / 100.0).floor() as i64, minutes: offset as i64 % 100 };
    let parts = read(picture.unwrap_or(ISO))?;
    let shifted = millis.trunc()
        + offset.signum().abs()
            * (zone.hours.saturating_mul(60).saturating_add(zone.minutes) as f64 * 60_000.0);
    let moment = match shifted.abs() <= FARTHEST {
        true => Ok(Moment::new(shifted as i64)),
        false => Err(Error::new("D1001").value(crate::jsonata::item::number(millis))),
    };
    let mut out = String::new();
    for part in &parts {
        match part {
            Part::Literal(text) => out.push_str(text),
            // Only a picture that shows something of the moment needs one.
            Part::Marker(marker) => out.push_str(&marker.format(moment.clone()?, zone)?),
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thursday, 29 February 2024, 13:04:05.678 UTC
    const MOMENT: f64 = 1_709_211_845_678.0;

    fn shown(picture: &str, zone: &str) -> String {
        let zone = Some(zone).filter(|zone| !zone.is_empty());
        format(MOMENT, Some(picture), zone).unwrap_or_else(|error| error.code.to_owned())
    }

    #[test]
    fn without_a_picture_it_is_iso_8601() {
        assert_eq!(format(MOMENT, None, None).unwrap(), "2024-02-29T13:04:05.678Z");
        assert_eq!(format(MOMENT, None, Some("+0530")).unwrap(), "2024-02-29T18:34:05.678+05:30");
    }

    #[test]
    fn components_are_numbers_or_names() {
        assert_eq!(shown("[D]/[M01]/[Y,2-2]", ""), "29/02/24");
        assert_eq!(shown("[FNn], [D1o] of [MNn]", ""), "Thursday, 29th of February");
        assert_eq!(shown("[MN,3-3] [Fn,*-2]", ""), "FEB th");
        assert_eq!(shown("[h]:[m] [PN]", ""), "1:04 PM");
        assert_eq!(shown("[YI] [Yw]", ""), "MMXXIV two thousand and twenty-four");
    }

    #[test]
    fn weeks_and_days_of_the_year() {
        assert_eq!(shown("[X]-W[W01]-[F1] day [d001], week [w] of [xNn]", ""), {
            "2024-W09-4 day 060, week 5 of February"
        });
    }

    #[test]
    fn zones() {
        assert_eq!(shown("[Z]", "-0500"), "-05:00");
        assert_eq!(shown("[Z0]", "+0100"), "+1");
        assert_eq!(shown("[z]", "+0100"), "GMT+01:00");
        assert_eq!(shown("[Z01:01t]", ""), "Z");
    }

    #[test]
    fn brackets_are_doubled() {
        assert_eq!(shown("[[[Y]]]", ""), "[2024]");
    }

    #[test]
    fn err_markers_that_mean_nothing() {
        assert_eq!(shown("[q]", ""), "D3132");
        assert_eq!(shown("[YN]", ""), "D3133");
        assert_eq!(shown("[Y", ""), "D3135");
        assert_eq!(shown("[Z010101]", ""), "D3134");
        assert_eq!(shown("[Y,1000000-1000000]", ""), "U1003");
    }
}
