//! Text to tokens, one at a time: what `/` starts depends on what the parser has just read.

use std::sync::Arc;

use super::error::{Error, Res};
use super::item::number;
use crate::regex::Regex;
use crate::source::Span;
use crate::value::Value;

/// A piece of the text.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub(super) enum TokenKind {
    End,
    Name(Arc<str>),
    Variable(Arc<str>),
    String(Arc<str>),
    Number(Value),
    Literal(Value),
    Regex(Arc<Regex>),
    Symbol(Symbol),
}

macro_rules! symbols {
    ($($name:ident $text:literal $power:literal,)*) => {
        /// An operator or a bracket.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Symbol { $(#[doc = $text] $name,)* }

        impl Symbol {
            pub fn text(self) -> &'static str {
                match self { $(Symbol::$name => $text,)* }
            }

            /// How strongly it binds what stands before it.
            pub fn power(self) -> u8 {
                match self { $(Symbol::$name => $power,)* }
            }
        }
    };
}

symbols! {
    Dot "." 75, OpenBracket "[" 80, CloseBracket "]" 0, OpenBrace "{" 70, CloseBrace "}" 0,
    OpenParen "(" 80, CloseParen ")" 0, Comma "," 0, At "@" 80, Hash "#" 80, Semicolon ";" 0,
    Colon ":" 0, Question "?" 20, Plus "+" 50, Minus "-" 50, Star "*" 60, Slash "/" 60,
    Percent "%" 60, Bar "|" 0, Equal "=" 40, Less "<" 40, Greater ">" 40, Caret "^" 40,
    StarStar "**" 0, DotDot ".." 0, Assign ":=" 10, Unequal "!=" 40, LessEqual "<=" 40,
    GreaterEqual ">=" 40, Chain "~>" 40, And "and" 30, Or "or" 25, In "in" 40, Ampersand "&" 50,
    Bang "!" 0, Tilde "~" 0,
}

fn single(byte: u8) -> Option<Symbol> {
    Some(match byte {
        b'.' => Symbol::Dot,
        b'[' => Symbol::OpenBracket,
        b']' => Symbol::CloseBracket,
        b'{' => Symbol::OpenBrace,
        b'}' => Symbol::CloseBrace,
        b'(' => Symbol::OpenParen,
        b')' => Symbol::CloseParen,
        b',' => Symbol::Comma,
        b'@' => Symbol::At,
        b'#' => Symbol::Hash,
        b';' => Symbol::Semicolon,
        b':' => Symbol::Colon,
        b'?' => Symbol::Question,
        b'+' => Symbol::Plus,
        b'-' => Symbol::Minus,
        b'*' => Symbol::Star,
        b'/' => Symbol::Slash,
        b'%' => Symbol::Percent,
        b'|' => Symbol::Bar,
        b'=' => Symbol::Equal,
        b'<' => Symbol::Less,
        b'>' => Symbol::Greater,
        b'^' => Symbol::Caret,
        b'&' => Symbol::Ampersand,
        b'!' => Symbol::Bang,
        b'~' => Symbol::Tilde,
        _ => return None,
    })
}

fn double(first: u8, second: u8) -> Option<Symbol> {
    Some(match (first, second) {
        (b'.', b'.') => Symbol::DotDot,
        (b':', b'=') => Symbol::Assign,
        (b'!', b'=') => Symbol::Unequal,
        (b'>', b'=') => Symbol::GreaterEqual,
        (b'<', b'=') => Symbol::LessEqual,
        (b'*', b'*') => Symbol::StarStar,
        (b'~', b'>') => Symbol::Chain,
        _ => return None,
    })
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b)
}

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Whether tokens tell where they stand.
    placed: bool,
}

impl<'a> Lexer<'a> {
    pub fn new(text: &'a str) -> Self {
        Lexer { text, at: 0, placed: true }
    }

    pub fn without_places(text: &'a str) -> Self {
        Lexer { text, at: 0, placed: false }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    fn span(&self, start: usize) -> Span {
        if !self.placed {
            return Span::default();
        }
        Span { start: start as u32, end: self.at as u32 }
    }

    fn error<T>(&self, code: &'static str, start: usize) -> Res<T> {
        Err(Error::new(code).at(self.span(start)))
    }

    /// The next token. Where an operator is due, `/` divides; elsewhere it starts a regular expression.
    ///
    /// After an error the reading goes on behind what was wrong.
    pub fn next(&mut self, operator_due: bool) -> Res<Token> {
        self.skip_blanks_and_comments()?;
        let start = self.at;
        let first = self.byte(0);
        if start >= self.text.len() {
            return Ok(Token { kind: TokenKind::End, span: self.span(start) });
        }
        let kind = if first == b'/' && !operator_due {
            self.regex()?
        } else if let Some(symbol) = double(first, self.byte(1)) {
            self.at += 2;
            TokenKind::Symbol(symbol)
        } else if let Some(symbol) = single(first) {
            self.at += 1;
            TokenKind::Symbol(symbol)
        } else {
            match first {
                b'"' | b'\'' => self.string(first)?,
                b'0'..=b'9' => self.number()?,
                b'`' => self.quoted_name()?,
                _ => self.name(),
            }
        };
        Ok(Token { kind, span: self.span(start) })
    }

    fn skip_blanks_and_comments(&mut self) -> Res<()> {
        loop {
            while is_blank(self.byte(0)) {
                self.at += 1;
            }
            if !(self.byte(0) == b'/' && self.byte(1) == b'*') {
                return Ok(());
            }
            let start = self.at;
            match self.text[start + 2..].find("*/") {
                Some(length) => self.at = start + 2 + length + 2,
                None => {
                    self.at = self.text.len();
                    return self.error("S0106", start);
                }
            }
        }
    }

    fn string(&mut self, quote: u8) -> Res<TokenKind> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        let mut units = Vec::new();
        loop {
            let plain = self.at;
            while !matches!(self.byte(0), 0 | b'\\') && self.byte(0) != quote
                || self.byte(0) == 0 && self.at < self.text.len()
            {
                self.at += 1;
            }
            if plain < self.at {
                flush(&mut units, &mut text);
                text.push_str(&self.text[plain..self.at]);
            }
            if self.at >= self.text.len() {
                return self.error("S0101", start);
            }
            if self.byte(0) == quote {
                self.at += 1;
                flush(&mut units, &mut text);
                return Ok(TokenKind::String(text.into()));
            }
            self.escape(&mut units)?;
        }
    }

    /// Reads an escape into UTF-16 units, because `\ud83d\ude00` is one character.
    fn escape(&mut self, units: &mut Vec<u16>) -> Res<()> {
        let start = self.at;
        let escaped = self.text[start + 1..].chars().next();
        self.at += 1 + escaped.map_or(0, char::len_utf8);
        let unit = match escaped {
            Some('"') => u16::from(b'"'),
            Some('\\') => u16::from(b'\\'),
            Some('/') => u16::from(b'/'),
            Some('b') => 8,
            Some('f') => 12,
            Some('n') => 10,
            Some('r') => 13,
            Some('t') => 9,
            Some('u') => {
                let digits = self.text.get(self.at..self.at + 4);
                let unit = digits
                    .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
                    .and_then(|digits| u16::from_str_radix(digits, 16).ok());
                let Some(unit) = unit else { return self.error("S0104", start) };
                self.at += 4;
                unit
            }
            Some(other) => {
                return Err(Error::new("S0103").at(self.span(start)).token(other.to_string()));
            }
            None => return self.error("S0101", start),
        };
        units.push(unit);
        Ok(())
    }

    fn number(&mut self) -> Res<TokenKind> {
        let start = self.at;
        if self.byte(0) == b'0' {
            self.at += 1;
        } else {
            self.digits();
        }
        if self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
            self.at += 1;
            self.digits();
        }
        if matches!(self.byte(0), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(1), b'+' | b'-'));
            if self.byte(1 + sign).is_ascii_digit() {
                self.at += 1 + sign;
                self.digits();
            }
        }
        let text = &self.text[start..self.at];
        match text.parse::<f64>() {
            Ok(x) if x.is_finite() => Ok(TokenKind::Number(number(x))),
            _ => Err(Error::new("S0102").at(self.span(start)).token(text)),
        }
    }

    fn digits(&mut self) {
        while self.byte(0).is_ascii_digit() {
            self.at += 1;
        }
    }

    fn quoted_name(&mut self) -> Res<TokenKind> {
        let start = self.at;
        match self.text[start + 1..].find('`') {
            Some(length) => {
                self.at = start + length + 2;
                Ok(TokenKind::Name(self.text[start + 1..start + 1 + length].into()))
            }
            None => {
                self.at = self.text.len();
                self.error("S0105", start)
            }
        }
    }

    fn name(&mut self) -> TokenKind {
        let start = self.at;
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at)
            && !is_blank(*byte)
            && single(*byte).is_none()
        {
            self.at += 1;
        }
        let name = &self.text[start..self.at];
        if let Some(variable) = name.strip_prefix('$') {
            return TokenKind::Variable(variable.into());
        }
        match name {
            "or" => TokenKind::Symbol(Symbol::Or),
            "in" => TokenKind::Symbol(Symbol::In),
            "and" => TokenKind::Symbol(Symbol::And),
            "true" => TokenKind::Literal(Value::Bool(true)),
            "false" => TokenKind::Literal(Value::Bool(false)),
            "null" => TokenKind::Literal(Value::Null),
            _ => TokenKind::Name(name.into()),
        }
    }

    /// `/pattern/flags`: a slash in brackets of any kind, or after a backslash, does not end it.
    fn regex(&mut self) -> Res<TokenKind> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        let mut depth = 0;
        let mut backslashes = 0;
        loop {
            let Some(byte) = bytes.get(self.at) else { return self.error("S0302", start) };
            match byte {
                b'/' if depth == 0 && backslashes % 2 == 0 => break,
                b'(' | b'[' | b'{' if backslashes == 0 => depth += 1,
                b')' | b']' | b'}' if backslashes == 0 => depth -= 1,
                _ => {}
            }
            backslashes = if *byte == b'\\' { backslashes + 1 } else { 0 };
            self.at += 1;
        }
        let pattern = &self.text[start + 1..self.at];
        self.at += 1;
        if pattern.is_empty() {
            return self.error("S0301", start);
        }
        let flags = self.at;
        while matches!(self.byte(0), b'i' | b'm') {
            self.at += 1;
        }
        match Regex::new(pattern, &self.text[flags..self.at]) {
            Ok(regex) => Ok(TokenKind::Regex(Arc::new(regex))),
            Err(reason) => Err(Error::new("S0303").at(self.span(start)).value(reason)),
        }
    }
}

/// Turns collected UTF-16 units into text; half a surrogate pair becomes the replacement character.
fn flush(units: &mut Vec<u16>, text: &mut String) {
    text.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<String> {
        let mut lexer = Lexer::new(text);
        let mut all = Vec::new();
        let mut operator_due = false;
        loop {
            let token = lexer.next(operator_due).unwrap();
            operator_due = !matches!(token.kind, TokenKind::Symbol(_));
            match token.kind {
                TokenKind::End => return all,
                TokenKind::Symbol(symbol) => all.push(symbol.text().to_owned()),
                TokenKind::Name(name) => all.push(format!("name {name}")),
                TokenKind::Variable(name) => all.push(format!("variable {name}")),
                TokenKind::String(text) => all.push(format!("string {text}")),
                TokenKind::Number(value) | TokenKind::Literal(value) => all.push(value.to_string()),
                TokenKind::Regex(regex) => all.push(format!("regex {}", regex.source())),
            }
        }
    }

    fn code(text: &str) -> &'static str {
        Lexer::new(text).next(false).unwrap_err().code
    }

    #[test]
    fn names_end_at_blanks_and_operators() {
        assert_eq!(kinds("größe*`two words`"), ["name größe", "*", "name two words"]);
        assert_eq!(kinds("$ $$ $x"), ["variable ", "variable $", "variable x"]);
    }

    #[test]
    fn a_slash_divides_where_an_operator_is_due() {
        assert_eq!(kinds("a/b + /c/i"), ["name a", "/", "name b", "+", "regex c"]);
    }

    #[test]
    fn comments_are_blanks() {
        assert_eq!(kinds("1 /* one */ /* more */ + 2"), ["1", "+", "2"]);
    }

    #[test]
    fn a_dot_after_a_number_may_start_a_range() {
        assert_eq!(kinds("1..2"), ["1", "..", "2"]);
        assert_eq!(kinds("1.5e2 01"), ["150", "0", "1"]);
    }

    #[test]
    fn escapes_may_be_pairs() {
        assert_eq!(kinds(r#""\ud83d\ude00\t" '"'"#), ["string 😀\t", "string \""]);
        assert_eq!(kinds(r#""\ud83d""#), ["string \u{fffd}"]);
    }

    #[test]
    fn err_has_the_code_of_what_is_wrong() {
        assert_eq!(code("\"abc"), "S0101");
        assert_eq!(code("1e999"), "S0102");
        assert_eq!(code(r#""\x""#), "S0103");
        assert_eq!(code(r#""\u00g0""#), "S0104");
        assert_eq!(code("`abc"), "S0105");
        assert_eq!(code("/* abc"), "S0106");
        assert_eq!(code("//"), "S0301");
        assert_eq!(code("/abc"), "S0302");
        assert_eq!(code("/(/"), "S0302");
    }
}
