//! Reading a path.

use std::sync::Arc;

use super::filter::{Condition, Operand, Pattern, Relation};
use super::{MAX_STEPS, Root, Step};
use crate::query::SyntaxError;

/// How deep the parentheses of a filter may be nested.
const MAX_NESTING: usize = 32;

type Answer<T> = Result<T, SyntaxError>;

pub(super) fn parse(text: &str) -> Answer<(Root, Vec<Step>)> {
    let end = text.trim_end().len();
    let start = text.len() - text.trim_start().len();
    let mut parser = Parser { text: &text[..end], at: start.min(end), nesting: 0 };
    parser.path()
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

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn opt(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn error<T>(&self, message: impl Into<String>) -> Answer<T> {
        Err(SyntaxError { offset: self.at, message: message.into() })
    }

    fn found(&self) -> String {
        match self.peek() {
            Some(c) if c.is_control() => format!("`{}`", c.escape_default()),
            Some(c) => format!("`{c}`"),
            None => "the end of the path".to_owned(),
        }
    }

    fn expect(&mut self, token: &str) -> Answer<()> {
        match self.opt(token) {
            true => Ok(()),
            false => self.error(format!("{} instead of `{token}`", self.found())),
        }
    }

    /// What comes next up to the first character that ends it.
    fn take_until(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(ends).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn path(&mut self) -> Answer<(Root, Vec<Step>)> {
        if !self.opt("$") {
            return self.error(format!("{} instead of `$`, with which a path starts", self.found()));
        }
        let root = match self.peek() {
            Some('$') => {
                self.at += 1;
                Root::Context
            }
            Some(c) if c.is_alphabetic() || c == '_' => {
                Root::Variable(self.take_until(|c| !c.is_alphanumeric() && c != '_').into())
            }
            _ => Root::Data,
        };
        Ok((root, self.steps()?))
    }

    fn steps(&mut self) -> Answer<Vec<Step>> {
        let mut steps = Vec::new();
        while let Some(c) = self.peek() {
            let after_descent = steps.last() == Some(&Step::Descent);
            match c {
                '[' => steps.push(self.bracket()?),
                '.' if after_descent => return self.error("a third `.` in a row"),
                '.' => {
                    self.at += 1;
                    if self.opt(".") {
                        steps.push(Step::Descent);
                    } else if !matches!(self.peek(), Some('[') | None) {
                        steps.push(self.dotted()?);
                    }
                }
                _ if after_descent => steps.push(self.dotted()?),
                c if c.is_whitespace() => {
                    return self.error("a blank in a path; write the name in brackets, `['a b']`");
                }
                _ => return self.error(format!("{} instead of `.` or `[`", self.found())),
            }
            if steps.len() > MAX_STEPS {
                return self.error(format!("the path has more than {MAX_STEPS} steps"));
            }
        }
        match steps.last() {
            Some(Step::Descent) => self.error("a path cannot end with `..`"),
            _ => Ok(steps),
        }
    }

    /// `name` or `*`, after a dot. A name is everything up to the next dot, bracket or blank.
    fn dotted(&mut self) -> Answer<Step> {
        match self.take_until(|c| c == '.' || c == '[' || c.is_whitespace()) {
            "" => self.error(format!("{} instead of a name", self.found())),
            "*" => Ok(Step::Wildcard),
            name => Ok(Step::Name(name.into())),
        }
    }

    fn bracket(&mut self) -> Answer<Step> {
        self.expect("[")?;
        self.skip_blanks();
        let step = match self.peek() {
            Some('*') => {
                self.at += 1;
                Step::Wildcard
            }
            Some('?') => self.filter()?,
            Some('\'' | '"') => self.names()?,
            Some('(' | '@') => self.computed_index()?,
            _ => self.indexes()?,
        };
        self.skip_blanks();
        match self.opt("]") {
            true => Ok(step),
            false => self.error(format!("{} instead of `]`", self.found())),
        }
    }

    fn names(&mut self) -> Answer<Step> {
        let mut names = vec![self.quoted()?];
        self.skip_blanks();
        while self.opt(",") {
            self.skip_blanks();
            if !matches!(self.peek(), Some('\'' | '"')) {
                return self.error(format!("{} instead of a name in quotes", self.found()));
            }
            names.push(self.quoted()?);
            self.skip_blanks();
        }
        Ok(if names.len() == 1 { Step::Name(names.remove(0)) } else { Step::Names(names) })
    }

    /// A name or text in quotes. A backslash stands for itself, except before the quote that would end the
    /// text. (recorded: `$['Test\""Name"']` finds the member `Test\""Name"`)
    fn quoted(&mut self) -> Answer<Arc<str>> {
        let start = self.at;
        let quote = self.peek().unwrap_or('\'');
        self.at += quote.len_utf8();
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let mut chars = rest.chars();
            match chars.next() {
                Some('\\') if chars.next() == Some(quote) => {
                    text.push(quote);
                    self.at += 2;
                }
                Some(c) if c == quote => {
                    self.at += 1;
                    return Ok(text.into());
                }
                Some(c) => {
                    text.push(c);
                    self.at += c.len_utf8();
                }
                None => {
                    self.at = start;
                    return self.error("the quote is not closed");
                }
            }
        }
    }

    /// `0`, `-1`, `0, 2`, `1:3`, `1:`, `:3`
    fn indexes(&mut self) -> Answer<Step> {
        let first = self.opt_integer()?;
        self.skip_blanks();
        if self.opt(":") {
            self.skip_blanks();
            let to = self.opt_integer()?;
            self.skip_blanks();
            return match (first, to) {
                _ if self.rest().starts_with(':') => self.error("a slice has no step"),
                (None, None) => self.error("a slice needs a start or an end; `[*]` is everything"),
                (from, to) => Ok(Step::Slice(from, to)),
            };
        }
        let Some(first) = first else {
            return self.error(format!("{} instead of an index, a name in quotes, `*` or `?`", self.found()));
        };
        let mut indexes = vec![first];
        while self.opt(",") {
            self.skip_blanks();
            match self.opt_integer()? {
                Some(index) => indexes.push(index),
                None => return self.error(format!("{} instead of an index", self.found())),
            }
            self.skip_blanks();
        }
        Ok(if indexes.len() == 1 { Step::Index(first) } else { Step::Indexes(indexes) })
    }

    fn opt_integer(&mut self) -> Answer<Option<i64>> {
        let start = self.at;
        self.opt("-");
        let digits = self.take_until(|c| !c.is_ascii_digit());
        let text = &self.text[start..self.at];
        match text.parse::<i32>() {
            Ok(index) => Ok(Some(i64::from(index))),
            Err(_) if text.is_empty() => Ok(None),
            Err(_) => {
                self.at = start;
                self.error(if digits.is_empty() { "`-` without a number" } else { "the index is too large" })
            }
        }
    }

    /// `(@.length-1)` or `(@.size()-1)`
    fn computed_index(&mut self) -> Answer<Step> {
        let parenthesis = self.opt("(");
        self.skip_blanks();
        if !(self.opt("@.length()") || self.opt("@.length") || self.opt("@.size()") || self.opt("@.size")) {
            return self.error("in a computed index stands `@.length`");
        }
        self.skip_blanks();
        self.expect("-")?;
        self.skip_blanks();
        let less = match self.opt_integer()? {
            Some(less @ 0..) => less,
            _ => return self.error(format!("{} instead of a number", self.found())),
        };
        self.skip_blanks();
        if parenthesis {
            self.expect(")")?;
        }
        Ok(Step::FromEnd(less))
    }

    /// `?(@.a == 1 && @.b)`
    fn filter(&mut self) -> Answer<Step> {
        self.expect("?")?;
        self.skip_blanks();
        self.parenthesis().map(Step::Filter)
    }

    fn parenthesis(&mut self) -> Answer<Condition> {
        self.expect("(")?;
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return self.error("the filter is nested too deep");
        }
        let condition = self.any()?;
        self.expect(")")?;
        self.nesting -= 1;
        Ok(condition)
    }

    fn any(&mut self) -> Answer<Condition> {
        let mut conditions = vec![self.all()?];
        while self.opt("||") {
            conditions.push(self.all()?);
        }
        Ok(if conditions.len() == 1 { conditions.remove(0) } else { Condition::Any(conditions) })
    }

    fn all(&mut self) -> Answer<Condition> {
        let mut conditions = vec![self.condition()?];
        while self.opt("&&") {
            conditions.push(self.condition()?);
        }
        Ok(if conditions.len() == 1 { conditions.remove(0) } else { Condition::All(conditions) })
    }

    /// One comparison or existence test, with the blanks around it.
    fn condition(&mut self) -> Answer<Condition> {
        self.skip_blanks();
        if self.peek() == Some('(') {
            let condition = self.parenthesis()?;
            self.skip_blanks();
            return Ok(condition);
        }
        let wanted = !self.opt("!");
        let left = self.operand()?;
        self.skip_blanks();
        let Some(relation) = Relation::ALL.into_iter().find(|relation| self.opt(relation.as_str())) else {
            let ends = [")", "&&", "||"].iter().any(|end| self.rest().starts_with(end));
            return match left {
                Operand::Item(_) | Operand::Document(_) if ends => {
                    Ok(Condition::Exists { path: left, wanted })
                }
                _ => self.error(format!("{} instead of an operator such as `==`", self.found())),
            };
        };
        if !wanted {
            return self.error("`!` stands only before a path whose existence is tested");
        }
        self.skip_blanks();
        let right = self.operand()?;
        self.skip_blanks();
        if relation == Relation::Matches
            && !matches!((&left, &right), (_, Operand::Pattern(_)) | (Operand::Pattern(_), _))
        {
            return self.error("`=~` needs a pattern between slashes");
        }
        Ok(Condition::Compare { left, relation, right })
    }

    fn operand(&mut self) -> Answer<Operand> {
        match self.peek() {
            Some('@' | '$') => self.inner_path(),
            Some('\'') => self.quoted().map(Operand::Text),
            Some('/') => self.pattern(),
            _ => self.word(),
        }
    }

    /// A path in a filter; it has to lead to one value.
    fn inner_path(&mut self) -> Answer<Operand> {
        let start = self.at;
        let end = start + self.inner_length();
        let of_item = self.opt("@");
        if !of_item {
            self.at += 1;
        }
        if !matches!(self.text[self.at..end].chars().next(), None | Some('.' | '[')) {
            return self.error("in a filter a path starts from `@` or `$`");
        }
        let mut parser = Parser { text: &self.text[..end], at: self.at, nesting: self.nesting };
        let steps = parser.steps()?;
        if !steps.iter().all(Step::is_definite) {
            self.at = start;
            return self.error("a path in a filter must lead to one value");
        }
        self.at = end;
        Ok(if of_item { Operand::Item(steps) } else { Operand::Document(steps) })
    }

    /// How many bytes belong to the path that comes next: up to a blank, an operator or a closing
    /// parenthesis outside of brackets.
    fn inner_length(&self) -> usize {
        let (mut depth, mut quote, mut before) = (0_usize, None, ' ');
        for (at, c) in self.rest().char_indices() {
            match (quote, c) {
                (Some(open), c) if c == open && before != '\\' => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') if depth > 0 => quote = Some(c),
                (None, '[') => depth += 1,
                (None, ']') if depth == 0 => return at,
                (None, ']') => depth -= 1,
                (None, ')') if before == '(' => {}
                (None, '=' | '!' | '<' | '>' | '~' | '&' | '|' | ')') if depth == 0 => return at,
                (None, c) if depth == 0 && c.is_whitespace() => return at,
                _ => {}
            }
            before = c;
        }
        self.rest().len()
    }

    /// `/^a.*/i`
    fn pattern(&mut self) -> Answer<Operand> {
        let start = self.at;
        self.at += 1;
        let rest = self.rest();
        let mut escaped = false;
        let end = rest.find(|c| {
            let closes = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        let Some(end) = end else {
            self.at = start;
            return self.error("the pattern is not closed");
        };
        self.at += end + 1;
        let ignore_case = self.opt("i");
        match Pattern::new(&rest[..end], ignore_case) {
            Some(pattern) => Ok(Operand::Pattern(pattern)),
            None => {
                self.at = start;
                self.error("the pattern is no regular expression")
            }
        }
    }

    /// A number, `true`, `null` or bare text. All of them are text to the dialect, which compares by the
    /// type of the other side.
    fn word(&mut self) -> Answer<Operand> {
        let word = self.take_until(|c| matches!(c, '&' | '|' | ')' | '=' | '<' | '>' | '!')).trim_end();
        match word {
            "" => self.error(format!("{} instead of a path or a value", self.found())),
            word => Ok(Operand::Text(word.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Path;

    fn error(text: &str) -> String {
        Path::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn paths_of_all_kinds_are_read() {
        for text in [
            "$",
            "$.",
            "$$",
            "$.a-b.${c}",
            "$.[0].['a', 'b']",
            "$[ 'a' ][ 0 , 1 ][ 1 : 2 ]",
            "$[*][*]",
            "$..*",
            "$..['a']",
            "$.a[?(@.b==c)].d",
            "$.a[?( @.b == 'x)' && (@.c || !@['d e'][0]) )]",
            "$.a[?(@['x'] =~ /a\\/b/i)]",
            "$.a[?(@.b == $.c.d)]",
            "$.a[(@.length - 1)].b",
        ] {
            assert!(Path::parse(text).is_ok(), "{text}: {}", error(text));
        }
    }

    #[test]
    fn err_says_where_and_what() {
        for (text, message) in [
            ("", "the end of the path instead of `$`, with which a path starts at byte 0"),
            ("a.b", "`a` instead of `$`, with which a path starts at byte 0"),
            ("$-", "`-` instead of `.` or `[` at byte 1"),
            ("$.a b", "a blank in a path; write the name in brackets, `['a b']` at byte 3"),
            ("$..", "a path cannot end with `..` at byte 3"),
            ("$...a", "a third `.` in a row at byte 3"),
            ("$[", "the end of the path instead of an index, a name in quotes, `*` or `?` at byte 2"),
            ("$[0", "the end of the path instead of `]` at byte 3"),
            ("$['a]", "the quote is not closed at byte 2"),
            ("$['a', b]", "`b` instead of a name in quotes at byte 7"),
            ("$[a]", "`a` instead of an index, a name in quotes, `*` or `?` at byte 2"),
            ("$[99999999999]", "the index is too large at byte 2"),
            ("$[1:2:1]", "a slice has no step at byte 5"),
            ("$[:]", "a slice needs a start or an end; `[*]` is everything at byte 3"),
            ("$[?(@.a]", "`]` instead of an operator such as `==` at byte 7"),
            ("$[?(@.a in ['x'])]", "`i` instead of an operator such as `==` at byte 8"),
            ("$[?(@.a empty true)]", "`e` instead of an operator such as `==` at byte 8"),
            ("$[?(@.* == 1)]", "a path in a filter must lead to one value at byte 4"),
            ("$[?(@.a == )]", "`)` instead of a path or a value at byte 11"),
            ("$[?(@.a =~ 'x')]", "`=~` needs a pattern between slashes at byte 14"),
            ("$[?(@.a =~ /(/)]", "the pattern is no regular expression at byte 11"),
            ("$[?(!@.a == 1)]", "`!` stands only before a path whose existence is tested at byte 11"),
            ("$[?@.a]", "`@` instead of `(` at byte 3"),
        ] {
            assert_eq!(error(text), message, "{text}");
        }
    }

    #[test]
    fn err_nesting_has_an_end() {
        for nested in ["(", "@[?("] {
            assert!(error(&format!("$[?({}", nested.repeat(10_000))).contains("nested too deep"));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic() {
        let pieces =
            ["$", "[", "]", "?", "(", ")", "@", ".", "'", "\\", "é", "-", "1", ":", "/", "=", "!", " "];
        let mut seed = 1_u32;
        for _ in 0..20_000 {
            let mut text = String::from("$");
            for _ in 0..12 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text += pieces[(seed >> 16) as usize % pieces.len()];
            }
            let _ = Path::parse(&text);
        }
    }
}
