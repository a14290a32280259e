//! Reading the fields of one object of a definition.

use std::collections::HashSet;
use std::sync::Arc;

use super::json::{Content, Member, Node};
use super::model::{ResultPath, Selection, StateName, Target};
use super::template::template;
use crate::diagnostic::{Diagnostic, guess};
use crate::query::comparison::Operator;
use crate::query::{Expression, QueryLanguage, Template};
use crate::source::Span;
use crate::value::Value;

/// The code of everything that breaks the form of a definition.
pub(super) const SCHEMA: &str = "SCHEMA_VALIDATION_FAILED";

/// How many members are looked at one by one.
const FEW: usize = 16;

/// The fields of one object, taken one by one; what nobody took is reported at the end.
///
/// Every `opt_…` returns nothing for an absent field, and for one of the wrong type after saying so.
pub(super) struct Fields<'a, 'd> {
    members: &'a [Member],
    taken: Vec<&'static str>,
    /// What the expressions in the object speak.
    pub language: QueryLanguage,
    pub location: String,
    pub span: Span,
    pub diagnostics: &'d mut Vec<Diagnostic>,
}

/// A field that exists, but not where it stands.
pub(super) struct Misplaced {
    /// Why: a clause that follows its name.
    pub reason: String,
    /// What to write instead.
    pub hint: Option<String>,
}

impl<'a, 'd> Fields<'a, 'd> {
    /// The fields of a node; nothing, after saying so, if it is not an object.
    pub fn of(
        node: &'a Node,
        location: String,
        language: QueryLanguage,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let Some(members) = node.as_object() else {
            let message = format!("{} instead of an object", describe(node));
            diagnostics.push(Diagnostic::error(SCHEMA, node.span, location, message));
            return None;
        };
        let span = node.span;
        let mut fields = Fields { members, taken: Vec::new(), language, location, span, diagnostics };
        fields.report_twins();
        Some(fields)
    }

    fn report_twins(&mut self) {
        let mut earlier = HashSet::new();
        for (i, member) in self.members.iter().enumerate() {
            // Most objects have few members, and looking at all of them is quicker than a set.
            let is_twin = match self.members.len() {
                0..=FEW => self.members[..i].iter().any(|earlier| earlier.key == member.key),
                _ => !earlier.insert(&member.key),
            };
            if is_twin {
                let message = format!("`{}` is there twice", member.key);
                let found = Diagnostic::error(SCHEMA, member.key_span, self.location.clone(), message);
                self.diagnostics.push(found.with_hint("AWS takes the last one; delete the other"));
            }
        }
    }

    /// The field as it stands. The last one of a name wins, as on AWS.
    pub fn opt(&mut self, key: &'static str) -> Option<&'a Member> {
        self.taken.push(key);
        self.members.iter().rev().find(|member| &*member.key == key)
    }

    /// The field as it stands, reported if it is absent.
    pub fn expect(&mut self, key: &'static str) -> Option<&'a Member> {
        let member = self.opt(key);
        if member.is_none() {
            let (span, location) = (self.head(), self.location.clone());
            let message = format!("`{key}` is missing");
            let found = Diagnostic::error(SCHEMA, span, location, message);
            self.diagnostics
                .push(found.with_aws_sentence(format!("The field '{key}' is required but was missing")));
        }
        member
    }

    /// Takes several fields, and reports together those that are absent, as AWS does.
    pub fn expect_all(&mut self, keys: &[&'static str]) {
        self.taken.extend(keys);
        let absent: Vec<&str> = keys.iter().copied().filter(|key| !self.has(key)).collect();
        if absent.is_empty() {
            return;
        }
        let ticked: Vec<String> = absent.iter().rev().map(|key| format!("`{key}`")).collect();
        let verb = if absent.len() == 1 { "is" } else { "are" };
        let message = format!("{} {verb} missing", ticked.join(" and "));
        let found = Diagnostic::error(SCHEMA, self.head(), self.location.clone(), message);
        let sentence = format!("These fields are required: [{}]", absent.join(", "));
        self.diagnostics.push(found.with_aws_sentence(sentence));
    }

    /// Whether such a field is there, without taking it.
    pub fn has(&self, key: &str) -> bool {
        self.members.iter().any(|member| &*member.key == key)
    }

    /// Says that a field holds the wrong thing.
    pub fn report(&mut self, member: &Member, message: String, hint: Option<&str>) {
        let location = format!("{}/{}", self.location, member.key);
        let found = Diagnostic::error(SCHEMA, member.value.span, location, message);
        self.diagnostics.push(match hint {
            Some(hint) => found.with_hint(hint),
            None => found,
        });
    }

    /// Says that a field holds nothing.
    pub fn report_empty(&mut self, member: &Member, message: &str, hint: &str) {
        let location = format!("{}/{}", self.location, member.key);
        let found = Diagnostic::error(SCHEMA, member.value.span, location, message).with_hint(hint);
        self.diagnostics.push(found.with_aws_sentence("Value cannot be empty"));
    }

    /// Says that a field holds a value of the wrong type.
    pub fn wrong(&mut self, member: &Member, wanted: &str) {
        let message = format!("`{}` is {} instead of {wanted}", member.key, describe(&member.value));
        self.report(member, message, None);
    }

    /// A text that must be written out.
    pub fn opt_text(&mut self, key: &'static str) -> Option<Arc<str>> {
        let member = self.opt(key)?;
        match &member.value.content {
            Content::Scalar(Value::String(text)) => Some(text.clone()),
            _ => {
                self.wrong(member, "a string");
                None
            }
        }
    }

    /// The name of a state.
    pub fn opt_target(&mut self, key: &'static str) -> Option<Target> {
        let span = self.opt(key)?.value.span;
        self.opt_text(key).map(|name| Target { name: StateName::new(name), span })
    }

    /// JSON that may hold expressions.
    pub fn opt_template(&mut self, key: &'static str) -> Option<Template> {
        let member = self.opt(key)?;
        let location = format!("{}/{key}", self.location);
        Some(template(&member.value, self.language, &location, self.diagnostics))
    }

    /// `ItemSelector`, `Credentials` and their like: an object, or in JSONata one expression that yields it.
    pub fn opt_object_template(&mut self, key: &'static str) -> Option<Template> {
        let member = self.opt(key)?;
        let found = self.opt_template(key)?;
        let fits = matches!(found, Template::Expression(_)) || member.value.as_object().is_some();
        if !fits {
            self.wrong(member, "an object or an expression");
        }
        fits.then_some(found)
    }

    /// `Arguments` in JSONata, `Parameters` in JSONPath.
    pub fn opt_arguments(&mut self) -> Option<Template> {
        match self.language {
            QueryLanguage::Jsonata => self.opt_template("Arguments"),
            QueryLanguage::JsonPath => self.opt_template("Parameters"),
        }
    }

    /// A path, only in JSONPath.
    pub fn opt_path(&mut self, key: &'static str) -> Option<Expression> {
        let expression = self.opt_query(key)?;
        if expression.as_path().is_none() {
            let member = self.opt(key)?;
            self.report(member, format!("`{key}` is a call instead of a path"), None);
            return None;
        }
        Some(expression)
    }

    /// A path or a call of an intrinsic function, only in JSONPath.
    pub fn opt_query(&mut self, key: &'static str) -> Option<Expression> {
        if self.language == QueryLanguage::Jsonata {
            return None;
        }
        let member = self.opt(key)?;
        let text = self.opt_text(key)?;
        match Expression::json_path(&text, member.value.span) {
            Ok(expression) => Some(expression),
            Err(error) => {
                let sentence = "The value must be a valid JSONPath or a valid intrinsic function call";
                let location = format!("{}/{key}", self.location);
                let message = format!("`{key}` is not a path: {error}");
                let found = Diagnostic::error(SCHEMA, member.value.span, location, message);
                let hint = "paths start with `$`: `$.order.total`";
                self.diagnostics.push(found.with_hint(hint).with_aws_sentence(sentence));
                None
            }
        }
    }

    /// `InputPath` and `OutputPath`. (spec, "InputPath", "OutputPath")
    pub fn selection(&mut self, key: &'static str) -> Selection {
        if self.language == QueryLanguage::Jsonata {
            return Selection::All;
        }
        match self.opt(key).map(|member| member.value.to_value()) {
            None => Selection::All,
            Some(Value::Null) => Selection::Nothing,
            Some(value) if value.as_str() == Some("$") => Selection::All,
            Some(_) => self.opt_path(key).map_or(Selection::All, Selection::Path),
        }
    }

    /// `ResultPath`: a reference path into the input. (spec, "ResultPath")
    pub fn result_path(&mut self) -> ResultPath {
        const KEY: &str = "ResultPath";
        if self.language == QueryLanguage::Jsonata {
            return ResultPath::Replace;
        }
        match self.opt(KEY).map(|member| member.value.to_value()) {
            None => return ResultPath::Replace,
            Some(Value::Null) => return ResultPath::Discard,
            Some(value) if value.as_str() == Some("$") => return ResultPath::Replace,
            Some(_) => {}
        }
        let Some(expression) = self.opt_path(KEY) else { return ResultPath::Replace };
        let fits = |path: &crate::query::jsonpath::Path| path.is_reference_path() && path.root().can_be_set();
        if !expression.as_path().is_some_and(fits)
            && let Some(member) = self.opt(KEY)
        {
            let message = format!("`ResultPath` is `{}` instead of one place in the input", expression.text);
            self.report(member, message, Some("use `$` with names and indexes only: `$.order.result`"));
            return ResultPath::Replace;
        }
        ResultPath::Into(expression)
    }

    /// One of a few words, written out.
    pub fn opt_word<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let member = self.opt(key)?;
        let found = member.value.as_str().and_then(|text| words.iter().find(|(word, _)| *word == text));
        if found.is_none() {
            let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let ticked: Vec<String> = list.iter().map(|word| format!("`{word}`")).collect();
            let found = match member.value.as_str() {
                Some(text) => format!("`{text}`"),
                None => describe(&member.value).to_owned(),
            };
            let message = format!("`{key}` is {found} instead of one of {}", ticked.join(", "));
            let location = format!("{}/{key}", self.location);
            let sentence =
                format!("The field '{key}' should have one of these values: [{}]", list.join(", "));
            let near = member
                .value
                .as_str()
                .and_then(|text| guess(text, list.iter().copied(), self.diagnostics.len()));
            let found = Diagnostic::error(SCHEMA, member.value.span, location, message);
            let found = found.with_aws_sentence(sentence);
            self.diagnostics.push(match near {
                Some(near) => found.with_hint(format!("did you mean `{near}`?")),
                None => found,
            });
        }
        found.map(|(_, value)| *value)
    }

    /// Says so if two fields stand there of which only one may.
    pub fn exclude(&mut self, key: &'static str, other: &'static str) {
        if self.has(key)
            && let Some(member) = self.opt(other)
        {
            let message = format!("`{key}` and `{other}` exclude each other");
            self.report(member, message, Some("keep one of them"));
        }
    }

    /// The items of an array.
    pub fn opt_items(&mut self, key: &'static str) -> Option<(&'a [Node], String)> {
        let member = self.opt(key)?;
        let items = member.value.as_array();
        if items.is_none() {
            self.wrong(member, "an array");
        }
        items.map(|items| (items, format!("{}/{key}", self.location)))
    }

    /// The comparison operators among the fields, and whether each takes its operand from a path.
    pub fn operators(&self) -> Vec<(&'static str, Operator, bool)> {
        let present = Operator::FIELDS.iter().filter(|field| self.has(field));
        present
            .filter_map(|field| Operator::parse(field).map(|(operator, is_path)| (*field, operator, is_path)))
            .collect()
    }

    /// The names that nobody took so far.
    pub fn untaken(&self) -> Vec<&'a str> {
        let members = self.members.iter().filter(|member| !self.taken.contains(&&*member.key));
        members.map(|member| &*member.key).collect()
    }

    /// Reports what nobody took. `elsewhere` may say why a field of that name does not belong here.
    pub fn finish(self, elsewhere: impl Fn(&str) -> Option<Misplaced>) {
        for member in self.members.iter().filter(|member| !self.taken.contains(&&*member.key)) {
            let key = &member.key;
            let near = || {
                let near = guess(key, self.taken.iter().copied(), self.diagnostics.len());
                near.map(|name| format!("did you mean `{name}`?"))
            };
            let (message, hint) = match elsewhere(key) {
                Some(Misplaced { reason, hint }) => (format!("`{key}` {reason}"), hint.or_else(near)),
                None => (format!("`{key}` is not a field here"), near()),
            };
            let found = Diagnostic::error(SCHEMA, member.key_span, self.location.clone(), message);
            let found = found.with_aws_sentence(format!("Field '{key}' is not supported"));
            self.diagnostics.push(match hint {
                Some(hint) => found.with_hint(hint),
                None => found,
            });
        }
    }

    /// The place for findings about the object as a whole: its opening brace.
    pub fn head(&self) -> Span {
        Span { end: self.span.start + 1, ..self.span }
    }
}

/// What a node is, for messages: "a number", "an array".
pub(super) fn describe(node: &Node) -> &'static str {
    match &node.content {
        Content::Array(_) => "an array",
        Content::Object(_) => "an object",
        Content::Scalar(Value::Null) => "`null`",
        Content::Scalar(Value::Bool(_)) => "a truth value",
        Content::Scalar(Value::Number(_)) => "a number",
        Content::Scalar(_) => "a string",
    }
}
