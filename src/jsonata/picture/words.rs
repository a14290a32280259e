//! Numbers in words, Roman numerals and letters.

const FEW: [&str; 20] = [
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
];
const ORDINALS: [&str; 20] = [
    "Zeroth",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
    "Fifteenth",
    "Sixteenth",
    "Seventeenth",
    "Eighteenth",
    "Nineteenth",
];
const TENS: [&str; 8] = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];
const MAGNITUDES: [(&str, f64); 4] =
    [("Thousand", 1e3), ("Million", 1e6), ("Billion", 1e9), ("Trillion", 1e12)];

/// A whole number in English, `Twelve Thousand, Three Hundred and Forty-Five`, or as an ordinal.
pub(super) fn to_words(x: f64, ordinal: bool) -> String {
    let mut out = String::new();
    words(x, false, ordinal, &mut out);
    out
}

fn words(x: f64, follows: bool, ordinal: bool, out: &mut String) {
    if x < 20.0 {
        out.push_str(if follows { " and " } else { "" });
        out.push_str(if ordinal { ORDINALS[x as usize] } else { FEW[x as usize] });
    } else if x < 100.0 {
        let (tens, rest) = (TENS[x as usize / 10 - 2], x % 10.0);
        out.push_str(if follows { " and " } else { "" });
        if rest > 0.0 {
            out.push_str(tens);
            out.push('-');
            words(rest, false, ordinal, out);
        } else if ordinal {
            out.push_str(&tens[..tens.len() - 1]);
            out.push_str("ieth");
        } else {
            out.push_str(tens);
        }
    } else {
        out.push_str(if follows { ", " } else { "" });
        let rest = if x < 1000.0 {
            out.push_str(FEW[x as usize / 100]);
            out.push_str(" Hundred");
            x % 100.0
        } else {
            let largest = MAGNITUDES.iter().rev().find(|(_, size)| x >= *size);
            let (name, size) = largest.copied().unwrap_or(MAGNITUDES[0]);
            let count = (x / size).floor();
            words(count, false, false, out);
            out.push(' ');
            out.push_str(name);
            x - count * size
        };
        if rest > 0.0 {
            words(rest, true, ordinal, out);
        } else if ordinal {
            out.push_str("th");
        }
    }
}

/// Every word of a number in lower case, with its value.
pub(super) fn word_values() -> Vec<(String, f64)> {
    let mut all = Vec::new();
    let mut add = |word: String, value: f64| {
        if !all.iter().any(|(known, _)| *known == word) {
            all.push((word, value));
        }
    };
    for list in [&FEW, &ORDINALS] {
        for (value, word) in list.iter().enumerate() {
            add(word.to_lowercase(), value as f64);
        }
    }
    for (at, word) in TENS.iter().chain(&["Hundred"]).enumerate() {
        let word = word.to_lowercase();
        let value = (at as f64 + 2.0) * 10.0;
        add(word.clone(), value);
        add(format!("{}ieth", &word[..word.len() - 1]), value);
    }
    add("hundredth".to_owned(), 100.0);
    for (word, value) in MAGNITUDES {
        add(word.to_lowercase(), value);
        add(format!("{}th", word.to_lowercase()), value);
    }
    all
}

/// The number that lower-case words say; not a number if one of them is unknown.
pub(super) fn from_words(text: &str) -> f64 {
    let values = word_values();
    let spaced = text.replace(", ", " ").replace(" and ", " ");
    let mut segments = vec![0.0];
    for word in spaced.split([' ', '\t', '\n', '\r', '\\', '-']) {
        let value = values.iter().find(|(known, _)| known == word).map_or(f64::NAN, |(_, value)| *value);
        let top = segments.pop().unwrap_or(0.0);
        if value < 100.0 {
            if top >= 1000.0 {
                segments.push(top);
                segments.push(value);
            } else {
                segments.push(top + value);
            }
        } else {
            segments.push(top * value);
        }
    }
    segments.iter().sum()
}

const ROMAN: [(f64, &str); 13] = [
    (1000.0, "m"),
    (900.0, "cm"),
    (500.0, "d"),
    (400.0, "cd"),
    (100.0, "c"),
    (90.0, "xc"),
    (50.0, "l"),
    (40.0, "xl"),
    (10.0, "x"),
    (9.0, "ix"),
    (5.0, "v"),
    (4.0, "iv"),
    (1.0, "i"),
];

pub(super) fn to_roman(x: f64) -> String {
    let mut out = String::new();
    let mut left = x;
    for (value, letters) in ROMAN {
        while left >= value {
            out.push_str(letters);
            left -= value;
        }
    }
    out
}

/// The number of Roman numerals in capitals.
pub(super) fn from_roman(text: &str) -> f64 {
    let (mut total, mut largest) = (0.0, 1.0);
    for letter in text.chars().rev() {
        let value = match letter {
            'M' => 1000.0,
            'D' => 500.0,
            'C' => 100.0,
            'L' => 50.0,
            'X' => 10.0,
            'V' => 5.0,
            'I' => 1.0,
            _ => return f64::NAN,
        };
        if value < largest {
            total -= value;
        } else {
            largest = value;
            total += value;
        }
    }
    total
}

/// A, B, … Z, AA, AB, …
pub(super) fn to_letters(x: f64, first: char) -> String {
    let mut letters = Vec::new();
    let mut left = x;
    while left > 0.0 {
        let at = (left - 1.0) % 26.0;
        letters.push(char::from_u32(first as u32 + at as u32).unwrap_or(first));
        left = ((left - 1.0) / 26.0).floor();
    }
    letters.iter().rev().collect()
}

pub(super) fn from_letters(text: &str, first: char) -> f64 {
    text.encode_utf16()
        .fold(0.0, |total, unit| total * 26.0 + f64::from(unit) - f64::from(first as u32) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelt_out_and_read_back() {
        assert_eq!(to_words(0.0, false), "Zero");
        assert_eq!(to_words(12_345.0, false), "Twelve Thousand, Three Hundred and Forty-Five");
        assert_eq!(to_words(1_000_001.0, true), "One Million and First");
        assert_eq!(to_words(80.0, true), "Eightieth");
        for x in [7.0, 40.0, 99.0, 512.0, 2_304.0, 1_000_020.0, 3_000_000_000_000.0] {
            assert_eq!(from_words(&to_words(x, false).to_lowercase()), x);
        }
    }

    #[test]
    fn roman_numerals() {
        assert_eq!(to_roman(1994.0), "mcmxciv");
        assert_eq!(from_roman("MCMXCIV"), 1994.0);
    }

    #[test]
    fn letters_count_like_the_columns_of_a_sheet() {
        assert_eq!(to_letters(28.0, 'A'), "AB");
        assert_eq!(from_letters("AB", 'A'), 28.0);
    }
}
