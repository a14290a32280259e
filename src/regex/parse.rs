//! Reading a pattern, in the lenient dialect that JavaScript has without the flag `u`.

use super::class::Class;

/// How deep groups may be nested.
const MAX_NESTING: u32 = 60;

/// A pattern.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ast {
    Empty,
    Char(char),
    /// `.`
    Any,
    Class(Class),
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`, and `\B` when false.
    Boundary(bool),
    Group(Box<Ast>, u32),
    Back(u32),
    Look {
        ahead: bool,
        negated: bool,
        inner: Box<Ast>,
    },
    Sequence(Vec<Ast>),
    Alternatives(Vec<Ast>),
    Repeat {
        inner: Box<Ast>,
        least: u32,
        most: Option<u32>,
        greedy: bool,
        /// The groups inside, which every round forgets.
        groups: (u32, u32),
    },
}

pub(super) struct Pattern {
    pub ast: Ast,
    pub groups: u32,
}

pub(super) fn parse(text: &str, ignore_case: bool) -> Result<Pattern, String> {
    let letters: Vec<char> = text.chars().collect();
    let names = names(&letters);
    let mut parser = Parser { letters, at: 0, groups: 0, nesting: 0, ignore_case, names };
    let ast = parser.alternatives()?;
    match parser.peek() {
        None if parser.names.len() != parser.groups as usize => Err("invalid group".to_owned()),
        None => Ok(Pattern { ast, groups: parser.groups }),
        Some(_) => Err("unmatched `)`".to_owned()),
    }
}

fn is_name(letters: &[char]) -> bool {
    let goes_on = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '$');
    letters.first().is_some_and(|first| !first.is_ascii_digit()) && letters.iter().all(goes_on)
}

/// The names of all groups by number, needed beforehand because a reference may come first.
fn names(letters: &[char]) -> Vec<Option<String>> {
    let mut names = Vec::new();
    let mut in_class = false;
    let mut at = 0;
    while at < letters.len() {
        match letters[at] {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let named = letters[at + 1..].starts_with(&['?', '<'])
                    && !matches!(letters.get(at + 3), Some('=' | '!'));
                if named {
                    let name = letters[at + 3..].iter().take_while(|c| **c != '>').collect();
                    names.push(Some(name));
                } else if letters.get(at + 1) != Some(&'?') {
                    names.push(None);
                }
            }
            _ => {}
        }
        at += 1;
    }
    names
}

struct Parser {
    letters: Vec<char>,
    at: usize,
    groups: u32,
    nesting: u32,
    ignore_case: bool,
    names: Vec<Option<String>>,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn opt(&mut self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        let found = self.letters[self.at..].starts_with(&letters);
        self.at += if found { letters.len() } else { 0 };
        found
    }

    fn alternatives(&mut self) -> Result<Ast, String> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err("groups are nested too deeply".to_owned());
        }
        let mut all = vec![self.sequence()?];
        while self.opt("|") {
            all.push(self.sequence()?);
        }
        self.nesting -= 1;
        Ok(if all.len() == 1 { all.remove(0) } else { Ast::Alternatives(all) })
    }

    fn sequence(&mut self) -> Result<Ast, String> {
        let mut all = Vec::new();
        while let Some(letter) = self.peek() {
            if matches!(letter, '|' | ')') {
                break;
            }
            let before = self.groups;
            let atom = self.atom()?;
            all.push(self.repeated(atom, before)?);
        }
        Ok(match all.len() {
            0 => Ast::Empty,
            1 => all.remove(0),
            _ => Ast::Sequence(all),
        })
    }

    fn repeated(&mut self, inner: Ast, before: u32) -> Result<Ast, String> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.braces() {
                Some((least, most, end)) => {
                    self.at = end - 1;
                    (least, most)
                }
                None => return Ok(inner),
            },
            _ => return Ok(inner),
        };
        self.at += 1;
        if most.is_some_and(|most| most < least) {
            return Err("numbers out of order in {} quantifier".to_owned());
        }
        let repeatable =
            !matches!(inner, Ast::Start | Ast::End | Ast::Boundary(_) | Ast::Look { ahead: false, .. });
        if !repeatable {
            return Err("nothing to repeat".to_owned());
        }
        let greedy = !self.opt("?");
        if matches!(self.peek(), Some('*' | '+' | '?')) || self.peek() == Some('{') && self.braces().is_some()
        {
            return Err("nothing to repeat".to_owned());
        }
        Ok(Ast::Repeat { inner: Box::new(inner), least, most, greedy, groups: (before, self.groups) })
    }

    /// `{2}`, `{2,}`, `{2,3}`; anything else is text.
    fn braces(&self) -> Option<(u32, Option<u32>, usize)> {
        let mut at = self.at + 1;
        let number = |at: &mut usize| {
            let digits: String = self.letters[*at..].iter().take_while(|c| c.is_ascii_digit()).collect();
            *at += digits.len();
            (!digits.is_empty()).then(|| digits.parse().unwrap_or(u32::MAX))
        };
        let least = number(&mut at)?;
        let most = match self.letters.get(at) {
            Some(',') => {
                at += 1;
                number(&mut at)
            }
            _ => Some(least),
        };
        (self.letters.get(at) == Some(&'}')).then_some((least, most, at + 1))
    }

    fn atom(&mut self) -> Result<Ast, String> {
        let letter = self.letters[self.at];
        self.at += 1;
        match letter {
            '.' => Ok(Ast::Any),
            '^' => Ok(Ast::Start),
            '$' => Ok(Ast::End),
            '(' => self.group(),
            '[' => self.class(),
            '\\' => self.escape(),
            '*' | '+' | '?' => Err("nothing to repeat".to_owned()),
            '{' => {
                self.at -= 1;
                let counts = self.braces().is_some();
                self.at += 1;
                if counts { Err("nothing to repeat".to_owned()) } else { Ok(Ast::Char('{')) }
            }
            _ => Ok(Ast::Char(letter)),
        }
    }

    fn group(&mut self) -> Result<Ast, String> {
        let look = [("?=", true, false), ("?!", true, true), ("?<=", false, false), ("?<!", false, true)];
        for (start, ahead, negated) in look {
            if self.opt(start) {
                let inner = Box::new(self.alternatives()?);
                self.close()?;
                return Ok(Ast::Look { ahead, negated, inner });
            }
        }
        if self.opt("?:") {
            let inner = self.alternatives()?;
            self.close()?;
            return Ok(inner);
        }
        if self.opt("?<") {
            let length = self.letters[self.at..].iter().position(|c| *c == '>');
            let name = length.map(|length| &self.letters[self.at..self.at + length]);
            match name {
                Some(name) if is_name(name) => self.at += name.len() + 1,
                _ => return Err("invalid capture group name".to_owned()),
            }
        } else if self.peek() == Some('?') {
            return Err("invalid group".to_owned());
        }
        self.groups += 1;
        let number = self.groups;
        let inner = self.alternatives()?;
        self.close()?;
        Ok(Ast::Group(Box::new(inner), number))
    }

    fn close(&mut self) -> Result<(), String> {
        if self.opt(")") { Ok(()) } else { Err("unterminated group".to_owned()) }
    }

    fn escape(&mut self) -> Result<Ast, String> {
        let Some(letter) = self.peek() else { return Err("\\ at end of pattern".to_owned()) };
        match letter {
            'b' | 'B' => {
                self.at += 1;
                Ok(Ast::Boundary(letter == 'b'))
            }
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => {
                self.at += 1;
                let mut class = Class::new(false, self.ignore_case);
                class.add_escape(letter);
                Ok(Ast::Class(class.finish()))
            }
            '1'..='9' => {
                let digits: String =
                    self.letters[self.at..].iter().take_while(|c| c.is_ascii_digit()).collect();
                match digits.parse::<u32>() {
                    Ok(number) if number as usize <= self.names.len() => {
                        self.at += digits.len();
                        Ok(Ast::Back(number))
                    }
                    _ => Ok(Ast::Char(self.character())),
                }
            }
            'k' if self.names.iter().any(Option::is_some) => {
                let rest: String = self.letters[self.at + 1..].iter().collect();
                let name = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
                let Some((name, _)) = name else { return Err("invalid named reference".to_owned()) };
                let number = self.names.iter().position(|known| known.as_deref() == Some(name));
                let Some(number) = number else {
                    return Err("invalid named capture referenced".to_owned());
                };
                self.at += 3 + name.chars().count();
                Ok(Ast::Back(number as u32 + 1))
            }
            _ => Ok(Ast::Char(self.character())),
        }
    }

    /// The character an escape stands for, after the backslash.
    fn character(&mut self) -> char {
        let letter = self.letters[self.at];
        self.at += 1;
        match letter {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'f' => '\u{c}',
            '0' if !self.peek().is_some_and(|c| c.is_ascii_digit()) => '\0',
            'c' if self.peek().is_some_and(|c| c.is_ascii_alphabetic()) => {
                let control = self.letters[self.at];
                self.at += 1;
                char::from(control as u8 % 32)
            }
            'x' => self.hexadecimal(2).unwrap_or('x'),
            'u' => self.hexadecimal(4).unwrap_or('u'),
            _ => letter,
        }
    }

    /// A character by its number. Two halves of a pair make one character.
    fn hexadecimal(&mut self, count: usize) -> Option<char> {
        let code = self.code(self.at, count)?;
        self.at += count;
        if (0xd800..0xdc00).contains(&code) && self.letters[self.at..].starts_with(&['\\', 'u']) {
            let low = self.code(self.at + 2, 4).filter(|low| (0xdc00..0xe000).contains(low));
            if let Some(low) = low {
                self.at += 6;
                return char::from_u32(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
            }
        }
        Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn code(&self, at: usize, count: usize) -> Option<u32> {
        let digits: String = self.letters.get(at..at + count)?.iter().collect();
        u32::from_str_radix(&digits, 16).ok()
    }

    fn class(&mut self) -> Result<Ast, String> {
        let negated = self.opt("^");
        let mut class = Class::new(negated, self.ignore_case);
        loop {
            let Some(letter) = self.peek() else {
                return Err("unterminated character class".to_owned());
            };
            if letter == ']' {
                self.at += 1;
                return Ok(Ast::Class(class.finish()));
            }
            let Some(from) = self.class_item(&mut class)? else { continue };
            let range = self.peek() == Some('-') && self.letters.get(self.at + 1).is_some_and(|c| *c != ']');
            if !range {
                class.add(from, from);
                continue;
            }
            self.at += 1;
            match self.class_item(&mut class)? {
                Some(to) if from <= to => class.add(from, to),
                Some(_) => return Err("range out of order in character class".to_owned()),
                // `[a-\d]`: the hyphen is itself.
                None => {
                    class.add(from, from);
                    class.add('-', '-');
                }
            }
        }
    }

    /// One character of a class; nothing where a whole set was added.
    fn class_item(&mut self, class: &mut Class) -> Result<Option<char>, String> {
        let letter = self.letters[self.at];
        self.at += 1;
        if letter != '\\' {
            return Ok(Some(letter));
        }
        let Some(escaped) = self.peek() else { return Err("\\ at end of pattern".to_owned()) };
        match escaped {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => {
                self.at += 1;
                class.add_escape(escaped);
                Ok(None)
            }
            'b' => {
                self.at += 1;
                Ok(Some('\u{8}'))
            }
            _ => Ok(Some(self.character())),
        }
    }
}
