//! Definitions as text: JSON with a place for every value and key, read as far as possible.
//!
//! People look at the graph while they type, so a missing comma must not take everything away: the
//! reader notes what is wrong and goes on at the next place that makes sense.

mod foreign;

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::{JsonError, Reader, Value};

/// A JSON value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The whole value; for a string with its quotes.
    pub span: Span,
    /// The value itself.
    pub content: Content,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// A string, number, truth value or `null`.
    Scalar(Value),
    /// An array.
    Array(Vec<Node>),
    /// An object; names may be there twice, since a reader of definitions wants to say so.
    Object(Vec<Member>),
}

/// A name and its value.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name.
    pub key: Arc<str>,
    /// Where the name stands, with its quotes.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    /// The members, if this is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&[Member]> {
        match &self.content {
            Content::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The items, if this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.content {
            Content::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The value without its places.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::Array(items) => Value::array(items.iter().map(Node::to_value)),
            Content::Object(members) => {
                Value::object(members.iter().map(|member| (member.key.clone(), member.value.to_value())))
            }
        }
    }
}

/// Definitions nested deeper than this are refused: a state machine within a state machine costs four
/// levels, and the reader must not overflow a worker's stack.
const MAX_DEPTH: usize = 256;

/// Reads a text. What could be read comes back beside the findings; nothing if there is nothing that
/// looks like a value.
#[must_use]
pub fn read(text: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let mut parser = Parser { reader: Reader::new(text), diagnostics: Vec::new(), gave_up: false };
    let node = parser.value(0);
    if !parser.gave_up && parser.peek().is_some() {
        let message = format!("{} after the end of the definition", parser.reader.found());
        parser.report_here(message, "delete what follows, or check for a `}` too many");
    }
    (node, parser.diagnostics)
}

struct Parser<'a> {
    reader: Reader<'a>,
    diagnostics: Vec<Diagnostic>,
    /// Set when going on would only yield nonsense.
    gave_up: bool,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            self.report_here(format!("nested more than {MAX_DEPTH} deep"), "take a level out");
            self.gave_up = true;
            return None;
        }
        let first = self.peek();
        let start = self.reader.offset;
        let content = match first {
            Some(b'{') => Content::Object(self.members(depth)),
            Some(b'[') => Content::Array(self.items(depth)),
            Some(b'"') => Content::Scalar(Value::String(self.string()?)),
            _ if self.other_quote().is_some() => Content::Scalar(Value::String(self.string()?)),
            _ => match self.reader.opt_scalar() {
                Ok(Some(scalar)) => Content::Scalar(scalar),
                Ok(None) => {
                    let message = format!("{} instead of a value", self.reader.found());
                    self.report_here(
                        message,
                        "write a string, number, object, array, `true`, `false` or `null`",
                    );
                    self.skip_word();
                    return None;
                }
                Err(error) => {
                    self.report(error, "strings need double quotes");
                    self.skip_word();
                    return None;
                }
            },
        };
        Some(Node { span: Span::new(start, self.reader.offset), content })
    }

    fn items(&mut self, depth: usize) -> Vec<Node> {
        let open = self.reader.offset;
        self.reader.offset += 1;
        let mut items = Vec::new();
        while self.peek() != Some(b']') {
            let before = self.reader.offset;
            items.extend(self.value(depth + 1));
            if !self.separator(b']', open, before) {
                return items;
            }
        }
        self.reader.offset += 1;
        items
    }

    fn members(&mut self, depth: usize) -> Vec<Member> {
        let open = self.reader.offset;
        self.reader.offset += 1;
        let mut members = Vec::new();
        while self.peek() != Some(b'}') {
            let before = self.reader.offset;
            members.extend(self.member(depth));
            if !self.separator(b'}', open, before) {
                return members;
            }
        }
        self.reader.offset += 1;
        members
    }

    fn member(&mut self, depth: usize) -> Option<Member> {
        let is_quoted = self.peek() == Some(b'"') || self.other_quote().is_some();
        let start = self.reader.offset;
        let key = if is_quoted { self.string()? } else { self.bare_name()? };
        let key_span = Span::new(start, self.reader.offset);
        if self.peek() == Some(b':') {
            self.reader.offset += 1;
        } else {
            let message = format!("{} instead of `:`", self.reader.found());
            self.report_here(message, format!("give `{key}` a value: `\"{key}\": …`"));
        }
        if matches!(self.peek(), Some(b',' | b'}' | b']') | None) {
            let message = format!("`{key}` has no value");
            self.report_at(key_span, message, format!("write it after the colon: `\"{key}\": …`"));
            return None;
        }
        let value = self.value(depth + 1)?;
        Some(Member { key, key_span, value })
    }

    /// Reads what stands between two items. `false` when the list is over.
    fn separator(&mut self, close: u8, open: usize, before: usize) -> bool {
        if self.gave_up {
            return false;
        }
        match self.peek() {
            Some(b',') => {
                let comma = self.reader.offset;
                self.reader.offset += 1;
                if self.peek() == Some(close) {
                    let span = Span::new(comma, comma + 1);
                    self.report_at(
                        span,
                        "a comma after the last item".to_owned(),
                        "delete it: JSON allows none here",
                    );
                }
                true
            }
            Some(byte) if byte == close => true,
            None => {
                let name = if close == b'}' { "{" } else { "[" };
                let message = format!("`{name}` is never closed");
                let span = Span::new(open, open + 1);
                self.report_at(span, message, format!("add the missing `{}`", close as char));
                self.gave_up = true;
                false
            }
            // The closing bracket of something further out: this one was forgotten.
            Some(b'}' | b']') => {
                let message = format!("{} instead of `{}`", self.reader.found(), close as char);
                self.report_here(message, "check that brackets are closed in the order they were opened");
                false
            }
            Some(_) if self.reader.offset > before => {
                let message = format!("{} instead of `,` or `{}`", self.reader.found(), close as char);
                self.report_here(message, "separate the items with a comma");
                true
            }
            Some(_) => {
                self.reader.offset = self.reader.end_of_char(self.reader.offset);
                true
            }
        }
    }

    fn string(&mut self) -> Option<Arc<str>> {
        if let Some(quotes) = self.other_quote() {
            return Some(self.string_of_other_quotes(quotes));
        }
        let start = self.reader.offset;
        match self.reader.expect_shared() {
            Ok(text) => Some(text),
            Err(error) => {
                let closed = error.offset != start;
                self.report(
                    error,
                    if closed { "mend the text of this string" } else { "add the closing `\"`" },
                );
                self.skip_broken_string(start);
                None
            }
        }
    }

    /// Goes to the end of a string that could not be read, or of its line.
    fn skip_broken_string(&mut self, start: usize) {
        let mut escaped = false;
        self.reader.offset = start + 1;
        while let Some(byte) = self.reader.byte() {
            if byte == b'\n' {
                return;
            }
            self.reader.offset += 1;
            if byte == b'"' && !escaped {
                return;
            }
            escaped = byte == b'\\' && !escaped;
        }
    }

    fn skip_word(&mut self) {
        while self.reader.byte().is_some_and(|b| !b.is_ascii_whitespace() && !b",:[]{}\"".contains(&b)) {
            self.reader.offset += 1;
        }
    }

    fn report_here(&mut self, message: String, hint: impl Into<String>) {
        let at = self.reader.offset;
        self.report_at(Span::new(at, self.reader.end_of_char(at)), message, hint);
    }

    fn report(&mut self, error: JsonError, hint: impl Into<String>) {
        let end = self.reader.end_of_char(error.offset).max(self.reader.offset);
        self.report_at(Span::new(error.offset, end), error.message, hint);
    }

    fn report_at(&mut self, span: Span, message: String, hint: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::error("INVALID_JSON_DESCRIPTION", span, "", message).with_hint(hint));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<(u32, String)> {
        read(text).1.into_iter().map(|d| (d.span.start, d.message)).collect()
    }

    fn kept(text: &str) -> String {
        read(text).0.unwrap().to_value().to_string()
    }

    #[test]
    fn every_value_and_key_has_its_place() {
        let (node, diagnostics) = read("{ \"a\": [1, 23] }");
        let node = node.unwrap();
        assert!(diagnostics.is_empty());
        assert_eq!(node.span, Span::new(0, 16));
        let member = &node.as_object().unwrap()[0];
        assert_eq!(member.key_span, Span::new(2, 5));
        assert_eq!(member.value.as_array().unwrap()[1].span, Span::new(11, 13));
    }

    #[test]
    fn err_a_missing_comma_costs_nothing() {
        let text = "{\"a\": 1 \"b\": 2}";
        assert_eq!(kept(text), r#"{"a":1,"b":2}"#);
        assert_eq!(messages(text), [(8, "`\"` instead of `,` or `}`".to_owned())]);
    }

    #[test]
    fn err_a_comma_too_many() {
        let text = "{\"a\": [1, ], }";
        assert_eq!(kept(text), r#"{"a":[1]}"#);
        assert_eq!(messages(text).len(), 2);
    }

    #[test]
    fn err_a_name_without_value() {
        let text = "{\"a\": , \"b\": 2, \"c\"}";
        assert_eq!(kept(text), r#"{"b":2}"#);
        assert_eq!(messages(text)[0], (1, "`a` has no value".to_owned()));
    }

    #[test]
    fn err_an_open_string_ends_with_its_line() {
        let text = "{\"a\": \"x,\n \"b\": 2}";
        assert_eq!(kept(text), r#"{"b":2}"#);
        assert_eq!(messages(text)[0], (6, "the string is not closed".to_owned()));
    }

    #[test]
    fn err_an_object_that_is_never_closed() {
        let text = "{\"a\": {\"b\": 1";
        assert_eq!(kept(text), r#"{"a":{"b":1}}"#);
        assert_eq!(messages(text), [(6, "`{` is never closed".to_owned())]);
    }

    #[test]
    fn err_a_character_is_underlined_as_a_whole() {
        let (_, diagnostics) = read("{é, \"b\": é}");
        let spans: Vec<_> = diagnostics.iter().map(|found| (found.span.start, found.span.end)).collect();
        assert_eq!(spans, [(1, 3), (10, 12)]);
    }

    #[test]
    fn err_nothing_at_all() {
        assert!(read("  ").0.is_none());
        assert_eq!(messages("")[0].1, "the end of the text instead of a value");
    }

    #[test]
    fn err_deep_nesting_stops_early() {
        assert_eq!(read(&"[".repeat(100_000)).1.len(), 1);
    }
}
