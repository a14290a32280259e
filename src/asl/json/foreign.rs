//! What people write that JSON does not have: comments, other quotes, names without any. It is told once, at its
//! place, and the rest is read as if it were right.

use std::sync::Arc;

use super::Parser;
use crate::source::Span;

impl Parser<'_> {
    /// The next byte that is neither blank nor in a comment.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while self.reader.peek() == Some(b'/') && self.skip_comment() {}
        self.reader.peek()
    }

    /// JSON has no comments, but people write them.
    fn skip_comment(&mut self) -> bool {
        let start = self.reader.offset;
        let rest = self.reader.rest();
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            return false;
        };
        self.reader.offset += length;
        let span = Span::new(start, self.reader.offset);
        self.report_at(
            span,
            "a comment, which JSON does not have".to_owned(),
            "delete it; a `Comment` field may say the same",
        );
        true
    }

    /// What ends a string that begins here with quotes other than JSON's.
    pub(super) fn other_quote(&self) -> Option<&'static [char]> {
        match self.reader.rest().chars().next()? {
            '\'' => Some(&['\'']),
            '“' | '”' | '„' => Some(&['“', '”']),
            '‘' | '’' => Some(&['’']),
            _ => None,
        }
    }

    /// Reads a string up to other quotes of its line; what is escaped in it stays so.
    pub(super) fn string_of_other_quotes(&mut self, quotes: &[char]) -> Arc<str> {
        let start = self.reader.offset;
        let rest = self.reader.rest();
        let opening = rest.chars().next().map_or(0, char::len_utf8);
        let inner = &rest[opening..];
        let end = inner.find(|c| c == '\n' || quotes.contains(&c)).unwrap_or(inner.len());
        let closing = inner[end..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
        self.reader.offset += opening + end + closing;
        let span = Span::new(start, self.reader.offset);
        self.report_at(span, "a string in other quotes than `\"`".to_owned(), "put it into double quotes");
        inner[..end].into()
    }

    /// Reads a name that stands without quotes, if that is what it is.
    pub(super) fn bare_name(&mut self) -> Option<Arc<str>> {
        let start = self.reader.offset;
        let (found, rest) = (self.reader.found(), self.reader.rest());
        self.skip_word();
        let end = self.reader.offset;
        let name: Arc<str> = rest[..end - start].into();
        let hint = "names of fields are strings: `\"Type\"`";
        if name.is_empty() || self.peek() != Some(b':') {
            let span = Span::new(start, self.reader.end_of_char(start));
            self.report_at(span, format!("{found} instead of a name in double quotes"), hint);
            return None;
        }
        self.report_at(Span::new(start, end), format!("`{name}` is not in double quotes"), hint);
        Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    /// What is read, and what is told with the text it is about.
    fn told(text: &str) -> (String, Vec<(&str, String)>) {
        let (node, diagnostics) = read(text);
        let about = |span: crate::source::Span| &text[span.start as usize..span.end as usize];
        let told = diagnostics.into_iter().map(|found| (about(found.span), found.message)).collect();
        (node.unwrap().to_value().to_string(), told)
    }

    #[test]
    fn err_a_comment_is_one_finding() {
        for (text, comment) in [
            ("// mine\n{\"a\": 1}", "// mine"),
            ("{ // mine\n\"a\": 1}", "// mine"),
            ("{\"a\": /* \"b\": */ 1}", "/* \"b\": */"),
            ("{\"a\": 1 /* b */}", "/* b */"),
            ("{\"a\": 1} // b", "// b"),
        ] {
            let comment = (comment, "a comment, which JSON does not have".to_owned());
            assert_eq!(told(text), (r#"{"a":1}"#.to_owned(), vec![comment]), "{text}");
        }
    }

    #[test]
    fn err_a_comment_that_is_never_closed_ends_the_text() {
        assert_eq!(told("{\"a\": 1 /* b").0, r#"{"a":1}"#);
    }

    #[test]
    fn err_other_quotes_are_one_finding_each() {
        let (value, told) = told("{'a': “b”, \"c\": ‘it\"s’}");
        assert_eq!(value, r#"{"a":"b","c":"it\"s"}"#);
        assert_eq!(told.iter().map(|(about, _)| *about).collect::<Vec<_>>(), ["'a'", "“b”", "‘it\"s’"]);
    }

    #[test]
    fn err_other_quotes_that_are_never_closed_end_with_their_line() {
        assert_eq!(told("{\"a\": 'b\n, \"c\": 1}").0, r#"{"a":"b","c":1}"#);
    }

    #[test]
    fn err_a_name_without_quotes() {
        let bare = vec![("Type", "`Type` is not in double quotes".to_owned())];
        assert_eq!(told("{Type: 1}"), (r#"{"Type":1}"#.to_owned(), bare));
    }
}
