//! JSON text: reading it, writing it, and its size.

use std::fmt::{self, Write};
use std::sync::Arc;

use super::{Number, Object, Value};

/// How deep values may be nested: far more than a person writes, and less than any stack holds.
pub const MAX_DEPTH: usize = 512;

/// Where a text stops being JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// The byte at which it was noticed.
    pub offset: usize,
    /// What is wrong there, as one clause: "expected `,` or `}`".
    pub message: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.message, self.offset)
    }
}

impl std::error::Error for JsonError {}

/// Reads JSON piece by piece: what [`Value::parse`] and the reader of definitions share.
pub struct Reader<'a> {
    text: &'a str,
    /// The next byte to read.
    pub offset: usize,
    shared: [Option<Arc<str>>; REMEMBERED],
}

/// How many strings a reader remembers: many objects have members of the same names.
const REMEMBERED: usize = 64;

impl<'a> Reader<'a> {
    /// Starts at the beginning of the text.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Reader { text, offset: 0, shared: [const { None }; REMEMBERED] }
    }

    /// Skips white space and returns the byte after it, if any is left.
    pub fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.offset), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.offset += 1;
        }
        bytes.get(self.offset).copied()
    }

    /// Reads this byte if it comes next, after white space.
    pub fn opt_byte(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    /// The next byte, white space included. It may be one in the midst of a character.
    #[must_use]
    pub fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    /// Where the character ends that begins at a place; the end of the text if none does.
    #[must_use]
    pub fn end_of_char(&self, start: usize) -> usize {
        let length = self.text.get(start..).and_then(|rest| rest.chars().next()).map(char::len_utf8);
        length.map_or(self.text.len(), |length| start + length)
    }

    /// What has not been read yet.
    #[must_use]
    pub fn rest(&self) -> &'a str {
        &self.text[self.offset..]
    }

    /// An error at the present place.
    pub fn error(&self, message: impl Into<String>) -> JsonError {
        JsonError { offset: self.offset, message: message.into() }
    }

    /// Says what stands at the present place, for messages: "`x`" or "the end of the text".
    #[must_use]
    pub fn found(&self) -> String {
        match self.rest().chars().next() {
            Some(c) if c.is_control() => format!("`{}`", c.escape_default()),
            Some(c) => format!("`{c}`"),
            None => "the end of the text".to_owned(),
        }
    }

    /// Reads a string that may well come again, as the name of a member does; its opening quote comes next. Those
    /// that come again are shared, as far as they are remembered.
    ///
    /// # Errors
    /// Those of [`Reader::expect_string`].
    pub fn expect_shared(&mut self) -> Result<Arc<str>, JsonError> {
        let Some(text) = self.opt_plain_string() else { return self.expect_string() };
        let (first, last) = (text.bytes().next().unwrap_or(0), text.bytes().next_back().unwrap_or(0));
        let place = (text.len() * 7 + usize::from(first) * 3 + usize::from(last)) % REMEMBERED;
        match &self.shared[place] {
            Some(known) if **known == *text => Ok(known.clone()),
            _ => Ok(self.shared[place].insert(text.into()).clone()),
        }
    }

    /// Reads a string if none of its characters needs an escape; its opening quote comes next.
    fn opt_plain_string(&mut self) -> Option<&'a str> {
        let start = self.offset + 1;
        let length = self.text.as_bytes().get(start..)?.iter().position(|byte| !is_plain(byte))?;
        let end = start + length;
        let is_closed = self.text.as_bytes().get(end) == Some(&b'"');
        is_closed.then(|| {
            self.offset = end + 1;
            &self.text[start..end]
        })
    }

    /// Reads a string; its opening quote comes next.
    ///
    /// # Errors
    /// Where it breaks off, or has an escape or a control character that JSON forbids.
    pub fn expect_string(&mut self) -> Result<Arc<str>, JsonError> {
        if let Some(text) = self.opt_plain_string() {
            return Ok(text.into());
        }
        let start = self.offset;
        self.offset += 1;
        let bytes = self.text.as_bytes();
        let mut plain_from = self.offset;
        let mut decoded = String::new();
        loop {
            match bytes.get(self.offset) {
                Some(b'"') => {
                    let rest = &self.text[plain_from..self.offset];
                    self.offset += 1;
                    return Ok(if decoded.is_empty() { rest.into() } else { (decoded + rest).into() });
                }
                Some(b'\\') => {
                    decoded.push_str(&self.text[plain_from..self.offset]);
                    self.escape(&mut decoded)?;
                    plain_from = self.offset;
                }
                Some(b'\n') | None => {
                    return Err(JsonError { offset: start, message: "the string is not closed".to_owned() });
                }
                Some(0..=0x1f) => {
                    return Err(self.error("a control character must be written as an escape such as `\\t`"));
                }
                Some(_) => self.offset += 1,
            }
        }
    }

    /// Reads an escape, and adds what it stands for.
    pub(super) fn escape(&mut self, out: &mut String) -> Result<(), JsonError> {
        let escape = self.text.as_bytes().get(self.offset + 1);
        out.push(match escape {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(out),
            _ => {
                return Err(
                    self.error("`\\` must be followed by one of `\"\\/bfnrtu`; write `\\\\` for a backslash")
                );
            }
        });
        self.offset += 2;
        Ok(())
    }

    /// `\u00e9`, or two of them for a character outside the basic plane. Half of such a pair becomes
    /// U+FFFD, because Rust's strings cannot hold it.
    fn unicode_escape(&mut self, out: &mut String) -> Result<(), JsonError> {
        let first = self.hex4()?;
        let high = (0xd800..0xdc00).contains(&first);
        if high && self.text[self.offset..].starts_with("\\u") {
            let before_second = self.offset;
            let second = self.hex4()?;
            if (0xdc00..0xe000).contains(&second) {
                let scalar = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                out.push(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER));
                return Ok(());
            }
            self.offset = before_second;
        }
        out.push(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        Ok(())
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.get(self.offset + 2..self.offset + 6);
        let code = digits
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.error("`\\u` must be followed by four hexadecimal digits"))?;
        self.offset += 6;
        Ok(code)
    }

    /// How far it has read.
    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// Goes on past some bytes.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.offset += bytes;
    }

    /// Reads a number, `true`, `false` or `null`, if one comes next.
    ///
    /// # Errors
    /// Where the number breaks JSON's rules.
    pub fn opt_scalar(&mut self) -> Result<Option<Value>, JsonError> {
        let rest = self.rest();
        let length = rest
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.' | b'_'))
            .count();
        let word = &rest[..length];
        let value = match word {
            "" => return Ok(None),
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ if is_number(word) => Value::Number(Number::from_json(word)),
            _ => return Err(self.error(format!("`{word}` is not a JSON value"))),
        };
        self.offset += length;
        Ok(Some(value))
    }
}

fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let has_leading_zero =
        unsigned.len() > 1 && unsigned.starts_with('0') && unsigned.as_bytes()[1].is_ascii_digit();
    is_decimal(word) && !has_leading_zero
}

/// Whether a text is a number as JSON writes it, or such a one with zeros before it.
#[must_use]
pub fn is_decimal(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    if digits(unsigned) {
        return true;
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

pub(super) fn parse(text: &str) -> Result<Value, JsonError> {
    let mut parser = Parser { reader: Reader::new(text), items: Vec::new(), members: Vec::new() };
    let value = parser.value(0)?;
    let reader = &mut parser.reader;
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.error(format!("{} after the end of the value", reader.found()))),
    }
}

/// What has been read of the arrays and objects that are not closed yet waits in two lists, so that each gets
/// just the memory it needs.
struct Parser<'a> {
    reader: Reader<'a>,
    items: Vec<Value>,
    members: Vec<(Arc<str>, Value)>,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        let reader = &mut self.reader;
        if depth > MAX_DEPTH {
            return Err(reader.error(format!("the value is nested more than {MAX_DEPTH} deep")));
        }
        match reader.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => reader.expect_string().map(Value::String),
            _ => match reader.opt_scalar()? {
                Some(scalar) => Ok(scalar),
                None => Err(reader.error(format!("{} instead of a value", reader.found()))),
            },
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.reader.offset += 1;
        let start = self.items.len();
        if !self.reader.opt_byte(b']') {
            loop {
                let item = self.value(depth + 1)?;
                self.items.push(item);
                if self.is_closed(b']')? {
                    break;
                }
            }
        }
        Ok(Value::array(self.items.drain(start..)))
    }

    fn object(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.reader.offset += 1;
        let start = self.members.len();
        if !self.reader.opt_byte(b'}') {
            loop {
                let reader = &mut self.reader;
                if reader.peek() != Some(b'"') {
                    let message = format!("{} instead of a name in double quotes", reader.found());
                    return Err(reader.error(message));
                }
                let key = reader.expect_shared()?;
                if !reader.opt_byte(b':') {
                    return Err(reader.error(format!("{} instead of `:`", reader.found())));
                }
                let value = self.value(depth + 1)?;
                self.members.push((key, value));
                if self.is_closed(b'}')? {
                    break;
                }
            }
        }
        Ok(self.members.drain(start..).collect::<Object>().into())
    }

    /// Whether what is being read ends here, with the given bracket, rather than going on after a comma.
    fn is_closed(&mut self, close: u8) -> Result<bool, JsonError> {
        let reader = &mut self.reader;
        if reader.opt_byte(close) {
            return Ok(true);
        }
        match reader.opt_byte(b',') {
            true => Ok(false),
            false => Err(reader.error(format!("{} instead of `,` or `{}`", reader.found(), close as char))),
        }
    }
}

pub(super) fn write(value: &Value, out: &mut impl Write) -> fmt::Result {
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(truth) => write!(out, "{truth}"),
        Value::Number(Number::Int(int)) => write_int(*int, out),
        Value::Number(number) => write!(out, "{number}"),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            out.write_char('[')?;
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.write_char(',')?;
                }
                write(item, out)?;
            }
            out.write_char(']')
        }
        Value::Object(members) => {
            out.write_char('{')?;
            for (i, (key, value)) in members.iter().enumerate() {
                if i > 0 {
                    out.write_char(',')?;
                }
                write_string(key, out)?;
                out.write_char(':')?;
                write(value, out)?;
            }
            out.write_char('}')
        }
    }
}

pub(super) fn write_pretty(value: &Value, indent: usize, out: &mut String) {
    let line = |out: &mut String, indent: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", indent));
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                line(out, indent + 1);
                write_pretty(item, indent + 1, out);
            }
            line(out, indent);
            out.push(']');
        }
        Value::Object(members) if !members.is_empty() => {
            out.push('{');
            for (i, (key, value)) in members.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                line(out, indent + 1);
                // Writing to a String cannot fail.
                let _ = write_string(key, out);
                out.push_str(": ");
                write_pretty(value, indent + 1, out);
            }
            line(out, indent);
            out.push('}');
        }
        _ => {
            let _ = write(value, out);
        }
    }
}

/// Writes a whole number, several times as fast as a formatter.
///
/// # Errors
/// Those of the writer; a `String` has none.
pub fn write_int(int: i64, out: &mut impl Write) -> fmt::Result {
    let mut digits = [0; 20];
    let (mut first, mut rest) = (digits.len(), int.unsigned_abs());
    loop {
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if int < 0 {
        first -= 1;
        digits[first] = b'-';
    }
    out.write_str(std::str::from_utf8(&digits[first..]).unwrap_or_default())
}

/// Whether a byte of a string stands for itself in JSON text.
fn is_plain(byte: &u8) -> bool {
    !matches!(byte, 0..=0x1f | b'"' | b'\\')
}

/// Writes a string in its quotes.
///
/// # Errors
/// Those of the writer; a `String` has none.
pub fn write_string(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_char('"')?;
    if text.as_bytes().iter().all(is_plain) {
        out.write_str(text)?;
        return out.write_char('"');
    }
    let mut plain_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x8 => "\\b",
            0xc => "\\f",
            0..=0x1f => "",
            _ => continue,
        };
        out.write_str(&text[plain_from..at])?;
        plain_from = at + 1;
        match short {
            "" => write!(out, "\\u{byte:04x}")?,
            _ => out.write_str(short)?,
        }
    }
    out.write_str(&text[plain_from..])?;
    out.write_char('"')
}

pub(super) fn size(value: &Value) -> usize {
    let commas = |count: usize| count.saturating_sub(1);
    match value {
        Value::String(text) => string_size(text),
        Value::Array(items) => 2 + commas(items.len()) + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => {
            let sizes = members.iter().map(|(key, value)| string_size(key) + 1 + size(value));
            2 + commas(members.len()) + sizes.sum::<usize>()
        }
        Value::Number(Number::Int(int)) => {
            let digits = int.unsigned_abs().checked_ilog10().map_or(1, |tens| tens as usize + 1);
            digits + usize::from(*int < 0)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            let mut counter = Counter(0);
            // Counting cannot fail.
            let _ = write(value, &mut counter);
            counter.0
        }
    }
}

/// Whether the size is at most the given one. Most payloads are far below, which is told without looking at
/// every character.
pub(super) fn is_within(value: &Value, limit: usize) -> bool {
    bound(value) <= limit || size(value) <= limit
}

/// A size that is not too small: no byte of a string becomes more than six, no number of 64 bits more than 32.
fn bound(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(Number::Big(digits)) => digits.len(),
        Value::Number(_) => 32,
        Value::String(text) => 6 * text.len() + 2,
        Value::Array(items) => items.iter().fold(2, |sum, item| sum + 1 + bound(item)),
        Value::Object(members) => {
            members.iter().fold(2, |sum, (key, value)| sum + 6 * key.len() + 4 + bound(value))
        }
    }
}

/// Most strings need no escape.
fn string_size(text: &str) -> usize {
    if text.bytes().filter(|byte| !is_plain(byte)).count() == 0 {
        return text.len() + 2;
    }
    let mut counter = Counter(0);
    let _ = write_string(text, &mut counter);
    counter.0
}

struct Counter(usize);

impl Write for Counter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> JsonError {
        Value::parse(text).unwrap_err()
    }

    #[test]
    fn escapes_are_read_and_written() {
        let value = Value::parse(r#""a\"\\\/\n\u00e9\ud83d\ude00\u0001""#).unwrap();
        assert_eq!(value.as_str(), Some("a\"\\/\né😀\u{1}"));
        assert_eq!(value.to_string(), "\"a\\\"\\\\/\\né😀\\u0001\"");
    }

    #[test]
    fn half_a_surrogate_pair_becomes_the_replacement_character() {
        assert_eq!(Value::parse(r#""\ud83dx""#).unwrap().as_str(), Some("\u{fffd}x"));
    }

    #[test]
    fn a_later_member_of_the_same_name_wins() {
        assert_eq!(Value::parse(r#"{"a":1,"a":2}"#).unwrap().to_string(), r#"{"a":2}"#);
    }

    #[test]
    fn err_says_where_and_what() {
        assert_eq!(error("{\"a\" 1}").to_string(), "`1` instead of `:` at byte 5");
        assert_eq!(error("[1 2]").to_string(), "`2` instead of `,` or `]` at byte 3");
        assert_eq!(error("").to_string(), "the end of the text instead of a value at byte 0");
        assert_eq!(error("[01]").to_string(), "`01` is not a JSON value at byte 1");
        assert_eq!(error("\"a").to_string(), "the string is not closed at byte 0");
        assert_eq!(error("1 1").to_string(), "`1` after the end of the value at byte 2");
    }

    #[test]
    fn err_too_deep() {
        assert!(error(&"[".repeat(100_000)).message.contains("nested more than"));
    }
}
