//! Reading the pictures of `$formatNumber`, by the rules of XPath's `format-number`.

use super::integer::evenly_spaced;
use crate::jsonata::error::{Error, Res};
use crate::jsonata::item::View;
use crate::value::Value;

/// The signs that a picture is made of.
#[derive(Clone, Debug)]
pub(super) struct Signs {
    pub decimal: String,
    pub grouping: String,
    pub exponent: String,
    pub minus: String,
    pub percent: String,
    pub per_mille: String,
    pub zero: char,
    pub digit: String,
    pub pattern: String,
}

impl Signs {
    pub fn new(options: View) -> Signs {
        let sign = |name: &str, usual: &str| match options.member(name) {
            View::Json(Value::String(text)) => text.to_string(),
            _ => usual.to_owned(),
        };
        Signs {
            decimal: sign("decimal-separator", "."),
            grouping: sign("grouping-separator", ","),
            exponent: sign("exponent-separator", "e"),
            minus: sign("minus-sign", "-"),
            percent: sign("percent", "%"),
            per_mille: sign("per-mille", "\u{2030}"),
            zero: sign("zero-digit", "0").chars().next().unwrap_or('0'),
            digit: sign("digit", "#"),
            pattern: sign("pattern-separator", ";"),
        }
    }

    /// Whether a character is a digit of the family.
    pub fn is_decimal(&self, c: char) -> bool {
        (self.zero as u32..self.zero as u32 + 10).contains(&(c as u32))
    }

    pub fn is_optional(&self, c: char) -> bool {
        is(&self.digit, c)
    }

    fn is_active(&self, c: char) -> bool {
        self.is_decimal(c)
            || [&self.decimal, &self.exponent, &self.grouping, &self.digit, &self.pattern]
                .iter()
                .any(|sign| is(sign, c))
    }

    fn count(&self, part: &[char], optional: bool) -> usize {
        part.iter().filter(|c| self.is_decimal(**c) || optional && self.is_optional(**c)).count()
    }
}

/// Whether a sign is this one character.
pub(super) fn is(sign: &str, c: char) -> bool {
    let mut chars = sign.chars();
    chars.next() == Some(c) && chars.next().is_none()
}

pub(super) fn find(text: &[char], sign: &str, from: usize) -> Option<usize> {
    let sign: Vec<char> = sign.chars().collect();
    (from..=text.len()).find(|at| text[*at..].starts_with(&sign))
}

fn find_last(text: &[char], sign: &str) -> Option<usize> {
    let sign: Vec<char> = sign.chars().collect();
    (0..=text.len()).rev().find(|at| text[*at..].starts_with(&sign))
}

/// A picture for numbers of one sign, analysed.
#[derive(Clone, Debug)]
pub(super) struct SubPicture {
    pub prefix: String,
    pub suffix: String,
    pub has_percent: bool,
    pub has_per_mille: bool,
    pub has_decimal: bool,
    pub integer_groups: Vec<usize>,
    pub regular_group: Option<usize>,
    pub fraction_groups: Vec<usize>,
    pub least_integer: usize,
    pub scale: usize,
    pub least_fraction: usize,
    pub most_fraction: usize,
    pub least_exponent: usize,
}

struct Parts {
    whole: Vec<char>,
    prefix: Vec<char>,
    suffix: Vec<char>,
    active: Vec<char>,
    mantissa: Vec<char>,
    exponent: Option<Vec<char>>,
    integer: Vec<char>,
    fraction: Vec<char>,
}

/// Reads a picture of one or two sub-pictures; the first is for numbers from 0 on.
pub(super) fn read(picture: &str, signs: &Signs) -> Res<(SubPicture, SubPicture)> {
    let pieces: Vec<&str> = match signs.pattern.is_empty() {
        true => vec![picture],
        false => picture.split(&*signs.pattern).collect(),
    };
    if pieces.len() > 2 {
        return Err(Error::new("D3080"));
    }
    let mut pictures = Vec::new();
    for piece in pieces {
        let parts = Parts::of(piece, signs).ok_or_else(|| Error::new("D3085"))?;
        parts.validate(signs)?;
        pictures.push(parts.analyse(signs));
    }
    let second = pictures.pop().ok_or_else(|| Error::new("D3085"))?;
    Ok(match pictures.pop() {
        Some(first) => (first, second),
        None => {
            let mut negative = second.clone();
            negative.prefix = format!("{}{}", signs.minus, negative.prefix);
            (second, negative)
        }
    })
}

impl Parts {
    fn of(piece: &str, signs: &Signs) -> Option<Parts> {
        let whole: Vec<char> = piece.chars().collect();
        let counts = |c: &char| signs.is_active(*c) && !is(&signs.exponent, *c);
        let first = whole.iter().position(counts)?;
        let last = whole.iter().rposition(counts)?;
        let (prefix, suffix) = (whole[..first].to_vec(), whole[last + 1..].to_vec());
        let active = whole[first..=last].to_vec();
        let exponent_at = find(&whole, &signs.exponent, first)
            .filter(|at| *at <= whole.len() - suffix.len() && !signs.exponent.is_empty());
        let (mantissa, exponent) = match exponent_at {
            // The place is that in the whole picture, as in the reference implementation.
            Some(at) => {
                let end = at.min(active.len());
                (active[..end].to_vec(), Some(active[(at + 1).min(active.len())..].to_vec()))
            }
            None => (active.clone(), None),
        };
        let (integer, fraction) = match find(&mantissa, &signs.decimal, 0) {
            Some(at) => (mantissa[..at].to_vec(), mantissa[at + 1..].to_vec()),
            None => (mantissa.clone(), suffix.clone()),
        };
        Some(Parts { whole, prefix, suffix, active, mantissa, exponent, integer, fraction })
    }

    /// The last rule that is broken is the one reported.
    fn validate(&self, signs: &Signs) -> Res<()> {
        let twice = |sign: &str| find(&self.whole, sign, 0) != find_last(&self.whole, sign);
        let has = |sign: &str| find(&self.whole, sign, 0).is_some();
        let rates = has(&signs.percent) || has(&signs.per_mille);
        let decimal = find(&self.whole, &signs.decimal, 0);
        let grouping_at =
            |at: Option<usize>| at.and_then(|at| self.whole.get(at)).is_some_and(|c| is(&signs.grouping, *c));
        let is_digit = |c: &char| signs.is_decimal(*c);
        let optional = |c: &char| signs.is_optional(*c);
        let rules = [
            ("D3081", twice(&signs.decimal)),
            ("D3082", twice(&signs.percent)),
            ("D3083", twice(&signs.per_mille)),
            ("D3084", has(&signs.percent) && has(&signs.per_mille)),
            ("D3085", !self.mantissa.iter().any(|c| is_digit(c) || optional(c))),
            ("D3086", self.active.iter().any(|c| !signs.is_active(*c))),
            ("D3087", decimal.is_some_and(|at| grouping_at(at.checked_sub(1)) || grouping_at(Some(at + 1)))),
            ("D3088", decimal.is_none() && self.integer.last().is_some_and(|c| is(&signs.grouping, *c))),
            ("D3089", find(&self.whole, &signs.grouping.repeat(2), 0).is_some()),
            (
                "D3090",
                self.integer
                    .iter()
                    .position(optional)
                    .is_some_and(|at| self.integer[..at].iter().any(is_digit)),
            ),
            (
                "D3091",
                self.fraction
                    .iter()
                    .rposition(optional)
                    .is_some_and(|at| self.fraction[at..].iter().any(is_digit)),
            ),
            ("D3092", rates && self.exponent.as_ref().is_some_and(|part| !part.is_empty())),
            (
                "D3093",
                self.exponent.as_ref().is_some_and(|part| part.is_empty() || !part.iter().all(is_digit)),
            ),
        ];
        match rules.iter().rev().find(|(_, broken)| *broken) {
            Some((code, _)) => Err(Error::new(code)),
            None => Ok(()),
        }
    }

    /// How many digits there are on one side of each grouping separator.
    fn groups(&self, part: &[char], to_left: bool, signs: &Signs) -> Vec<usize> {
        let mut positions = Vec::new();
        let mut at = find(part, &signs.grouping, 0);
        while let Some(place) = at.filter(|_| !signs.grouping.is_empty()) {
            let place_in = place.min(part.len());
            let side = if to_left { &part[..place_in] } else { &part[place_in..] };
            positions.push(signs.count(side, true));
            // The search goes on in the integer part, also for the fraction, as in the reference.
            at = if place + 1 > self.integer.len() {
                None
            } else {
                find(&self.integer, &signs.grouping, place + 1)
            };
        }
        positions
    }

    fn analyse(&self, signs: &Signs) -> SubPicture {
        let integer_groups = self.groups(&self.integer, false, signs);
        let regular_group = evenly_spaced(&integer_groups);
        let fraction_groups = self.groups(&self.fraction, true, signs);
        let mut least_integer = signs.count(&self.integer, false);
        let scale = least_integer;
        let mut least_fraction = signs.count(&self.fraction, false);
        let mut most_fraction = signs.count(&self.fraction, true);
        let has_exponent = self.exponent.is_some();
        if least_integer == 0 && most_fraction == 0 {
            if has_exponent {
                least_fraction = 1;
                most_fraction = 1;
            } else {
                least_integer = 1;
            }
        }
        if has_exponent && least_integer == 0 && self.integer.iter().any(|c| signs.is_optional(*c)) {
            least_integer = 1;
        }
        if least_integer == 0 && least_fraction == 0 {
            least_fraction = 1;
        }
        let has = |sign: &str| find(&self.whole, sign, 0).is_some();
        SubPicture {
            prefix: self.prefix.iter().collect(),
            suffix: self.suffix.iter().collect(),
            has_percent: has(&signs.percent),
            has_per_mille: has(&signs.per_mille),
            has_decimal: has(&signs.decimal),
            integer_groups,
            regular_group,
            fraction_groups,
            least_integer,
            scale,
            least_fraction,
            most_fraction,
            least_exponent: self.exponent.as_ref().map_or(0, |part| signs.count(part, false)),
        }
    }
}
