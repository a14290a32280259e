//! Pictures of whole numbers: `#,##0`, `0001`, `i`, `w;o`.

use super::words;
use crate::jsonata::error::{Error, Res};
use crate::jsonata::text::write_number;

/// The zeros of the digits that Unicode has.
const ZEROS: [u32; 37] = [
    0x30, 0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66,
    0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

/// The largest number that is written in Roman numerals: a thousand to a letter, it is long enough.
const LARGEST_ROMAN: f64 = 1e7;

/// A picture that was read.
#[derive(Clone, Debug)]
pub(in crate::jsonata) struct Format {
    pub primary: Primary,
    pub case: Case,
    pub ordinal: bool,
}

#[derive(Clone, Debug)]
pub(in crate::jsonata) enum Primary {
    Decimal(Decimal),
    Letters,
    Roman,
    Words,
    /// A numbering that is not known: its picture.
    Sequence(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jsonata) enum Case {
    Upper,
    Lower,
    Title,
}

#[derive(Clone, Debug)]
pub(in crate::jsonata) struct Decimal {
    pub zero: u32,
    pub mandatory: usize,
    pub optional: usize,
    pub grouping: Grouping,
}

#[derive(Clone, Debug)]
pub(in crate::jsonata) enum Grouping {
    /// The same sign every so many digits.
    Regular(usize, char),
    /// Signs so many digits from the right.
    Irregular(Vec<(usize, char)>),
}

impl Format {
    pub fn read(picture: &str) -> Res<Format> {
        let (primary, modifier) = picture.rsplit_once(';').unwrap_or((picture, ""));
        let ordinal = modifier.starts_with('o');
        let (primary, case) = match primary {
            "A" => (Primary::Letters, Case::Upper),
            "a" => (Primary::Letters, Case::Lower),
            "I" => (Primary::Roman, Case::Upper),
            "i" => (Primary::Roman, Case::Lower),
            "W" => (Primary::Words, Case::Upper),
            "Ww" => (Primary::Words, Case::Title),
            "w" => (Primary::Words, Case::Lower),
            _ => (decimal(primary)?, Case::Lower),
        };
        Ok(Format { primary, case, ordinal })
    }

    pub fn format(&self, x: f64) -> Res<String> {
        let size = x.abs();
        if !size.is_finite() {
            return Err(Error::new("D1001").value(crate::jsonata::item::number(x)));
        }
        let text = match &self.primary {
            Primary::Letters => words::to_letters(size, if self.case == Case::Upper { 'A' } else { 'a' }),
            Primary::Roman if size > LARGEST_ROMAN => return Err(Error::new("U1003").value(10_000i64)),
            Primary::Roman => words::to_roman(size),
            Primary::Words => words::to_words(size, self.ordinal),
            Primary::Decimal(decimal) => decimal.format(size, self.ordinal),
            Primary::Sequence(token) => return Err(Error::new("D3130").value(&**token)),
        };
        let text = match (&self.primary, self.case) {
            (Primary::Roman | Primary::Words, Case::Upper) => text.to_uppercase(),
            (Primary::Words, Case::Lower) => text.to_lowercase(),
            _ => text,
        };
        Ok(if x < 0.0 { format!("-{text}") } else { text })
    }

    /// The number that a text shows; it is not checked that the text fits the picture.
    pub fn parse(&self, text: &str) -> Res<f64> {
        Ok(match &self.primary {
            Primary::Letters => words::from_letters(text, if self.case == Case::Upper { 'A' } else { 'a' }),
            Primary::Roman if self.case == Case::Upper => words::from_roman(text),
            Primary::Roman => words::from_roman(&text.to_uppercase()),
            Primary::Words => words::from_words(&text.to_lowercase()),
            Primary::Decimal(decimal) => decimal.parse(text, self.ordinal),
            Primary::Sequence(token) => return Err(Error::new("D3130").value(&**token)),
        })
    }
}

fn zero_of(c: char) -> Option<u32> {
    ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&(c as u32))).copied()
}

fn decimal(picture: &str) -> Res<Primary> {
    let (mut mandatory, mut optional, mut position) = (0, 0, 0);
    let mut zero = None;
    let mut separators = Vec::new();
    for c in picture.chars().rev() {
        match zero_of(c) {
            Some(of) => {
                mandatory += 1;
                position += 1;
                if zero.is_some_and(|known| known != of) {
                    return Err(Error::new("D3131"));
                }
                zero = Some(of);
            }
            None if c == '#' => {
                position += 1;
                optional += 1;
            }
            None => separators.push((position, c)),
        }
    }
    let Some(zero) = zero else { return Ok(Primary::Sequence(picture.to_owned())) };
    let grouping = match (regular_distance(&separators), separators.first()) {
        (Some(distance), Some((_, sign))) => Grouping::Regular(distance, *sign),
        _ => Grouping::Irregular(separators),
    };
    Ok(Primary::Decimal(Decimal { zero, mandatory, optional, grouping }))
}

/// The distance between separators, if it is always the same and so is the sign.
fn regular_distance(separators: &[(usize, char)]) -> Option<usize> {
    let (_, sign) = separators.first()?;
    if separators.iter().any(|(_, other)| other != sign) {
        return None;
    }
    let positions: Vec<usize> = separators.iter().map(|(position, _)| *position).collect();
    evenly_spaced(&positions)
}

/// The greatest common divisor of positions, if each of its multiples is among them.
pub(super) fn evenly_spaced(positions: &[usize]) -> Option<usize> {
    let divisor = positions.iter().copied().reduce(|a, b| {
        let (mut a, mut b) = (a, b);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    })?;
    let all = (1..=positions.len()).all(|index| positions.contains(&(index * divisor)));
    (all && divisor > 0).then_some(divisor)
}

impl Decimal {
    fn format(&self, size: f64, ordinal: bool) -> String {
        let mut digits = String::new();
        write_number(size, &mut digits);
        let mut out: Vec<char> = std::iter::repeat_n('0', self.mandatory.saturating_sub(digits.len()))
            .chain(digits.chars())
            .map(|c| char::from_u32((c as u32 + self.zero).wrapping_sub(0x30)).unwrap_or(c))
            .collect();
        match &self.grouping {
            Grouping::Regular(distance, sign) => {
                // From the left, so that the digits to the right are still without signs.
                for group in (1..=(out.len().saturating_sub(1)) / distance).rev() {
                    out.insert(out.len() - group * distance, *sign);
                }
            }
            Grouping::Irregular(separators) => {
                for (position, sign) in separators.iter().rev() {
                    insert_from_right(&mut out, *position, *sign);
                }
            }
        }
        if ordinal {
            let last = out.last().copied();
            let teen = out.len() > 1 && out[out.len() - 2] == '1';
            let suffix = match last {
                Some('1') if !teen => "st",
                Some('2') if !teen => "nd",
                Some('3') if !teen => "rd",
                _ => "th",
            };
            out.extend(suffix.chars());
        }
        out.into_iter().collect()
    }

    fn parse(&self, text: &str, ordinal: bool) -> f64 {
        let mut digits: Vec<char> = text.chars().collect();
        if ordinal {
            digits.truncate(digits.len().saturating_sub(2));
        }
        match &self.grouping {
            Grouping::Regular(..) => digits.retain(|c| *c != ','),
            Grouping::Irregular(separators) => {
                digits.retain(|c| !separators.iter().any(|(_, sign)| sign == c));
            }
        }
        let shifted = |c: char| char::from_u32((c as u32 + 0x30).wrapping_sub(self.zero)).unwrap_or(c);
        parse_int(&digits.into_iter().map(shifted).collect::<String>())
    }
}

/// JavaScript's `substr` on both sides of a place that may lie left of the text.
fn insert_from_right(out: &mut Vec<char>, position: usize, sign: char) {
    match out.len().checked_sub(position) {
        Some(at) => out.insert(at, sign),
        None => {
            let kept = (position - out.len()).min(out.len());
            out.drain(..out.len() - kept);
            out.insert(0, sign);
        }
    }
}

/// JavaScript's `parseInt` in base ten.
pub(super) fn parse_int(text: &str) -> f64 {
    let text = text.trim_start();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let count = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 {
        return f64::NAN;
    }
    let size: f64 = unsigned[..count].parse().unwrap_or(f64::NAN);
    if text.starts_with('-') { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(x: f64, picture: &str) -> String {
        Format::read(picture)
            .and_then(|format| format.format(x))
            .unwrap_or_else(|error| error.code.to_owned())
    }

    fn read(text: &str, picture: &str) -> f64 {
        Format::read(picture).and_then(|format| format.parse(text)).unwrap()
    }

    #[test]
    fn digits_are_filled_up_and_grouped() {
        assert_eq!(shown(7.0, "0000"), "0007");
        assert_eq!(shown(1_234_567.0, "#,##0"), "1,234,567");
        assert_eq!(shown(-12.0, "#,##0"), "-12");
        assert_eq!(shown(1_234_567.0, "#:###,##0"), "1:234,567");
        assert_eq!(shown(42.0, "٠٠٠"), "٠٤٢");
    }

    #[test]
    fn ordinals() {
        assert_eq!(shown(1.0, "0;o"), "1st");
        assert_eq!(shown(12.0, "0;o"), "12th");
        assert_eq!(shown(103.0, "0;o"), "103rd");
        assert_eq!(shown(21.0, "w;o"), "twenty-first");
    }

    #[test]
    fn other_numberings() {
        assert_eq!(shown(14.0, "I"), "XIV");
        assert_eq!(shown(27.0, "a"), "aa");
        assert_eq!(shown(3.0, "Ww"), "Three");
    }

    #[test]
    fn texts_are_read_back() {
        assert_eq!(read("1,234,567", "#,##0"), 1_234_567.0);
        assert_eq!(read("12th", "0;o"), 12.0);
        assert_eq!(read("xiv", "i"), 14.0);
        assert_eq!(read("twelve hundred", "w"), 1200.0);
    }

    #[test]
    fn err_pictures_that_mean_nothing() {
        assert_eq!(shown(1.0, "α"), "D3130");
        assert_eq!(shown(1.0, "1٠"), "D3131");
    }
}
