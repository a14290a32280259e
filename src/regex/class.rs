//! Sets of characters.

/// A set of characters, as ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Class {
    ranges: Vec<(char, char)>,
    negated: bool,
    ignore_case: bool,
    /// Which of the ASCII characters are in it, all things considered.
    ascii: u128,
}

/// JavaScript's `\s`.
const BLANKS: [(char, char); 10] = [
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];

const DIGITS: [(char, char); 1] = [('0', '9')];
const WORD: [(char, char); 4] = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];

pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

pub(super) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// The form in which characters are compared where case does not matter.
pub(super) fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) if !single.is_ascii() => single,
        _ => c,
    }
}

impl Class {
    pub fn new(negated: bool, ignore_case: bool) -> Class {
        Class { negated, ignore_case, ..Class::default() }
    }

    pub fn add(&mut self, from: char, to: char) {
        self.ranges.push((from, to));
    }

    /// Adds `\d`, `\w`, `\s`, or with a capital letter everything else.
    pub fn add_escape(&mut self, letter: char) {
        let set: &[(char, char)] = match letter.to_ascii_lowercase() {
            'd' => &DIGITS,
            'w' => &WORD,
            _ => &BLANKS,
        };
        if letter.is_ascii_lowercase() {
            self.ranges.extend(set);
            return;
        }
        let mut from = '\0';
        for (start, end) in set {
            if from < *start {
                self.ranges.push((from, before(*start)));
            }
            from = after(*end);
        }
        self.ranges.push((from, char::MAX));
    }

    /// Sorts what was added, and computes what can be known beforehand.
    pub fn finish(mut self) -> Class {
        self.ranges.sort_unstable();
        self.ascii = (0..128u8)
            .fold(0, |ascii, byte| ascii | u128::from(self.search(char::from(byte)) != self.negated) << byte);
        self
    }

    fn search(&self, c: char) -> bool {
        let within = |c: char| self.ranges.iter().any(|(from, to)| *from <= c && c <= *to);
        within(c)
            || self.ignore_case
                && (within(fold(c)) || c.to_lowercase().any(within) || fold(c).to_lowercase().any(within))
    }

    /// Whether a byte is an ASCII character of the set.
    pub fn contains_ascii(&self, byte: u8) -> bool {
        byte < 128 && self.ascii >> byte & 1 == 1
    }

    pub fn contains(&self, c: char) -> bool {
        match c.is_ascii() {
            true => self.ascii >> (c as u32) & 1 == 1,
            false => self.search(c) != self.negated,
        }
    }
}

fn before(c: char) -> char {
    char::from_u32(c as u32 - 1).unwrap_or('\u{d7ff}')
}

fn after(c: char) -> char {
    char::from_u32(c as u32 + 1).unwrap_or('\u{e000}')
}
