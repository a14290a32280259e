//! Reading a call of an intrinsic function.

use super::{Argument, Call, Function};
use crate::query::SyntaxError;
use crate::query::jsonpath::Path;
use crate::source::Span;
use crate::value::{Reader, Value};

/// How deep calls may be nested. (AWS guide, "Intrinsic functions")
const MAX_NESTING: usize = 10;

type Answer<T> = Result<T, SyntaxError>;

pub(super) fn parse(text: &str) -> Answer<Call> {
    let mut parser = Parser { text, at: 0, nesting: 0 };
    parser.skip_blanks();
    let call = parser.call()?;
    parser.skip_blanks();
    match parser.rest() {
        "" => Ok(call),
        _ => parser.error(format!("{} after the end of the call", parser.found())),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// The next byte to read.
    at: usize,
    nesting: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn opt(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn error<T>(&self, message: impl Into<String>) -> Answer<T> {
        Err(SyntaxError { offset: self.at, message: message.into() })
    }

    fn found(&self) -> String {
        match self.rest().chars().next() {
            Some(c) if c.is_control() => format!("`{}`", c.escape_default()),
            Some(c) => format!("`{c}`"),
            None => "the end of the text".to_owned(),
        }
    }

    fn call(&mut self) -> Answer<Call> {
        let start = self.at;
        let length = self.rest().find(|c: char| !c.is_ascii_alphanumeric() && c != '.');
        let name = &self.rest()[..length.unwrap_or(self.rest().len())];
        let Some(function) = Function::parse(name) else {
            return match name {
                "" => self.error(format!("{} instead of a path or a call of `States.…`", self.found())),
                name => self.error(format!("there is no intrinsic function `{name}`")),
            };
        };
        self.at += name.len();
        self.skip_blanks();
        if !self.opt("(") {
            return self.error(format!("{} instead of `(`", self.found()));
        }
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return self.error(format!("calls are nested more than {MAX_NESTING} deep"));
        }
        let arguments = self.arguments()?;
        self.nesting -= 1;
        Ok(Call { function, arguments, span: Span::new(start, self.at) })
    }

    /// What stands between the parentheses, and the closing one.
    fn arguments(&mut self) -> Answer<Vec<Argument>> {
        let mut arguments = Vec::new();
        self.skip_blanks();
        if self.opt(")") {
            return Ok(arguments);
        }
        loop {
            self.skip_blanks();
            arguments.push(self.argument()?);
            self.skip_blanks();
            if self.opt(")") {
                return Ok(arguments);
            }
            if !self.opt(",") {
                return self.error(format!("{} instead of `,` or `)`", self.found()));
            }
        }
    }

    fn argument(&mut self) -> Answer<Argument> {
        match self.rest().bytes().next() {
            Some(b'\'') => self.string(),
            Some(b'$') => self.path(),
            Some(b'S') => self.call().map(Argument::Call),
            _ => self.literal(),
        }
    }

    /// A number, `true`, `false` or `null`.
    fn literal(&mut self) -> Answer<Argument> {
        let mut reader = Reader::new(self.rest());
        match reader.opt_scalar() {
            Ok(Some(value)) => {
                self.at += reader.offset;
                Ok(Argument::Literal(value))
            }
            Ok(None) => self.error(format!("{} instead of an argument", self.found())),
            Err(_) => self.error("this is neither a path, nor text in quotes, nor a number"),
        }
    }

    /// `'It\'s {}'`. Of escapes there are `\'`, `\{`, `\}` and `\\`; AWS refuses any other. (recorded)
    fn string(&mut self) -> Answer<Argument> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        loop {
            let mut chars = self.rest().chars();
            match (chars.next(), chars.next()) {
                (Some('\''), _) => {
                    let raw = &self.text[start + 1..self.at];
                    self.at += 1;
                    return Ok(Argument::Text { raw: raw.into(), value: Value::from(value) });
                }
                (Some('\\'), Some(escaped @ ('\'' | '{' | '}' | '\\'))) => {
                    value.push(escaped);
                    self.at += 2;
                }
                (Some('\\'), _) => {
                    return self
                        .error("`\\` must be followed by one of `'{}\\`; write `\\\\` for a backslash");
                }
                (Some(c), _) => {
                    value.push(c);
                    self.at += c.len_utf8();
                }
                (None, _) => {
                    self.at = start;
                    return self.error("the quote is not closed");
                }
            }
        }
    }

    /// A path, up to the comma or parenthesis outside of its own brackets.
    fn path(&mut self) -> Answer<Argument> {
        let start = self.at;
        let (mut depth, mut quote, mut before) = (0_usize, None, ' ');
        let mut end = self.text.len();
        for (at, c) in self.rest().char_indices() {
            match (quote, c) {
                (Some(open), c) if c == open && before != '\\' => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') if depth > 0 => quote = Some(c),
                (None, '[' | '(') => depth += 1,
                (None, ',' | ')') if depth == 0 => {
                    end = start + at;
                    break;
                }
                (None, ']' | ')') => depth = depth.saturating_sub(1),
                _ => {}
            }
            before = c;
        }
        let text = self.text[start..end].trim_end();
        let path = Path::parse(text)
            .map_err(|error| SyntaxError { offset: start + error.offset, message: error.message })?;
        self.at = end;
        Ok(Argument::Path(path, Span::new(start, start + text.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Intrinsic, PayloadExpression};

    fn error(text: &str) -> String {
        Intrinsic::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn calls_of_all_kinds_are_read() {
        for text in [
            "States.UUID()",
            " States.Array( 1 , -2.5e3 , null, true, 'a' , $.a ) ",
            "States.Format('{}', $.a['x, )'][?(@.b == 'c)')].length())",
            "States.Format('it\\'s \\{\\} \\\\')",
            "States.Format('a, b) {')",
            "States.MathAdd(States.ArrayLength($), $n[0])",
        ] {
            assert!(Intrinsic::parse(text).is_ok(), "{text}: {}", error(text));
        }
    }

    #[test]
    fn err_says_where_and_what() {
        for (text, message) in [
            ("", "the end of the text instead of a path or a call of `States.…` at byte 0"),
            ("States.Nope()", "there is no intrinsic function `States.Nope` at byte 0"),
            ("States.UUID", "the end of the text instead of `(` at byte 11"),
            ("States.UUID(", "the end of the text instead of an argument at byte 12"),
            ("States.UUID() x", "`x` after the end of the call at byte 14"),
            ("States.Array(1 2)", "`2` instead of `,` or `)` at byte 15"),
            ("States.Array(1,)", "`)` instead of an argument at byte 15"),
            ("States.Array(01)", "this is neither a path, nor text in quotes, nor a number at byte 13"),
            ("States.Array('a)", "the quote is not closed at byte 13"),
            ("States.Array($.a b)", "a blank in a path; write the name in brackets, `['a b']` at byte 16"),
            ("States.Array(\"a\")", "`\"` instead of an argument at byte 13"),
        ] {
            assert_eq!(error(text), message, "{text}");
        }
    }

    #[test]
    fn err_other_escapes_are_refused() {
        for text in [r#"States.Format('a \"quoted\" word')"#, r"States.Format('a\n')", r"States.Array('\"] {
            assert!(error(text).contains("must be followed by one of"), "{text}");
        }
    }

    #[test]
    fn err_calls_nest_ten_deep() {
        let nested = |depth: usize| format!("{}1{}", "States.Array(".repeat(depth), ")".repeat(depth));
        assert!(Intrinsic::parse(&nested(10)).is_ok());
        assert!(error(&nested(11)).contains("nested more than 10 deep"));
        assert!(error(&nested(50_000)).contains("nested more than 10 deep"));
    }

    #[test]
    fn a_field_holds_a_path_or_a_call() {
        assert!(matches!(PayloadExpression::parse("$.a"), Ok(PayloadExpression::Path(_))));
        assert!(matches!(PayloadExpression::parse("States.UUID()"), Ok(PayloadExpression::Intrinsic(_))));
        assert!(PayloadExpression::parse("plain").is_err());
    }

    #[test]
    fn no_text_makes_the_parser_panic() {
        let pieces =
            ["States.Array(", "'", "\\", "$", ".é", "[", "]", "(", ")", ",", "1", "-", "null", " ", "\""];
        let mut seed = 7_u32;
        for _ in 0..20_000 {
            let mut text = String::from("States.Array(");
            for _ in 0..10 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text += pieces[(seed >> 16) as usize % pieces.len()];
            }
            let _ = Intrinsic::parse(&text);
        }
    }
}
