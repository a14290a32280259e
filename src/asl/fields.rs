//! Reading the fields of one object of a definition.

use std::sync::Arc;

use super::json::{Content, Member, Node};
use super::model::{Setting, StateName, Target};
use crate::diagnostic::{Diagnostic, nearest};
use crate::query::{Expression, Template};
use crate::source::Span;
use crate::value::Value;

/// The code of everything that breaks the form of a definition.
pub(super) const SCHEMA: &str = "SCHEMA_VALIDATION_FAILED";

/// The fields of one object, taken one by one; what nobody took is reported at the end.
///
/// Every `opt_…` returns nothing for an absent field, and for one of the wrong type after saying so.
pub(super) struct Fields<'a, 'd> {
    members: &'a [Member],
    taken: Vec<&'static str>,
    pub location: String,
    pub span: Span,
    pub diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a, 'd> Fields<'a, 'd> {
    /// The fields of a node; nothing, after saying so, if it is not an object.
    pub fn of(node: &'a Node, location: String, diagnostics: &'d mut Vec<Diagnostic>) -> Option<Self> {
        let Some(members) = node.as_object() else {
            let message = format!("{} instead of an object", describe(node));
            diagnostics.push(Diagnostic::error(SCHEMA, node.span, location, message));
            return None;
        };
        let mut fields = Fields { members, taken: Vec::new(), location, span: node.span, diagnostics };
        fields.report_twins();
        Some(fields)
    }

    fn report_twins(&mut self) {
        for (i, member) in self.members.iter().enumerate() {
            if self.members[..i].iter().any(|earlier| earlier.key == member.key) {
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
            self.diagnostics.push(Diagnostic::error(SCHEMA, span, location, message));
        }
        member
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

    fn wrong(&mut self, member: &Member, wanted: &str) {
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
        self.opt(key).map(|member| template(&member.value))
    }

    /// `Arguments`, `Assign` and their like: an object, or one expression that yields it.
    pub fn opt_object_template(&mut self, key: &'static str) -> Option<Template> {
        let member = self.opt(key)?;
        let found = template(&member.value);
        let fits = matches!(found, Template::Expression(_)) || member.value.as_object().is_some();
        if !fits {
            self.wrong(member, "an object or an expression");
        }
        fits.then_some(found)
    }

    /// A whole number not below `least`.
    pub fn opt_integer(&mut self, key: &'static str, least: i64) -> Option<i64> {
        let member = self.opt(key)?;
        match member.value.to_value() {
            Value::Number(number) if number.as_i64().is_some_and(|n| n >= least) => number.as_i64(),
            Value::Number(number) => {
                let message = format!("`{key}` is {number} instead of a whole number from {least} up");
                self.report(member, message, None);
                None
            }
            _ => {
                self.wrong(member, "a whole number");
                None
            }
        }
    }

    /// Any number not below `least`.
    pub fn opt_number(&mut self, key: &'static str, least: f64) -> Option<f64> {
        let member = self.opt(key)?;
        let value = member.value.to_value();
        let Some(number) = value.as_number() else {
            self.wrong(member, "a number");
            return None;
        };
        if number.as_f64() < least {
            let message = format!("`{key}` is {number} instead of a number from {least} up");
            self.report(member, message, None);
            return None;
        }
        Some(number.as_f64())
    }

    /// A whole number not below `least`, or an expression.
    pub fn opt_integer_setting(&mut self, key: &'static str, least: i64) -> Option<Setting<i64>> {
        match self.opt_expression(key) {
            Some(expression) => Some(Setting::Expression(expression)),
            None => self.opt_integer(key, least).map(Setting::Literal),
        }
    }

    /// A text, or an expression.
    pub fn opt_text_setting(&mut self, key: &'static str) -> Option<Setting<Arc<str>>> {
        match self.opt_expression(key) {
            Some(expression) => Some(Setting::Expression(expression)),
            None => self.opt_text(key).map(Setting::Literal),
        }
    }

    /// A truth value, or an expression.
    pub fn opt_bool_setting(&mut self, key: &'static str) -> Option<Setting<bool>> {
        if let Some(expression) = self.opt_expression(key) {
            return Some(Setting::Expression(expression));
        }
        let member = self.opt(key)?;
        let literal = member.value.to_value().as_bool();
        if literal.is_none() {
            let message = format!("`{key}` is {} instead of a condition", describe(&member.value));
            self.report(member, message, Some("write `{% … %}` around a JSONata expression"));
        }
        literal.map(Setting::Literal)
    }

    fn opt_expression(&mut self, key: &'static str) -> Option<Expression> {
        let value = &self.opt(key)?.value;
        Expression::opt_parse(value.as_str()?, value.span)
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

    /// Reports what nobody took. `elsewhere` may say where a field of that name would belong.
    pub fn finish(self, elsewhere: impl Fn(&str) -> Option<String>) {
        for member in self.members.iter().filter(|member| !self.taken.contains(&&*member.key)) {
            let message = match elsewhere(&member.key) {
                Some(reason) => format!("`{}` {reason}", member.key),
                None => format!("`{}` is not a field here", member.key),
            };
            let found = Diagnostic::error(SCHEMA, member.key_span, self.location.clone(), message);
            self.diagnostics.push(match nearest(&member.key, self.taken.iter().copied()) {
                Some(name) => found.with_hint(format!("did you mean `{name}`?")),
                None => found,
            });
        }
    }

    /// The place for findings about the object as a whole: its opening brace.
    pub fn head(&self) -> Span {
        Span { end: self.span.start + 1, ..self.span }
    }
}

/// JSON with the expressions in it found.
pub(super) fn template(node: &Node) -> Template {
    match &node.content {
        Content::Scalar(value) => {
            match value.as_str().and_then(|text| Expression::opt_parse(text, node.span)) {
                Some(expression) => Template::Expression(expression),
                None => Template::Literal(value.clone()),
            }
        }
        Content::Array(items) => {
            let items: Vec<Template> = items.iter().map(template).collect();
            match literals(items.iter()) {
                Some(values) => Template::Literal(values.into()),
                None => Template::Array(items),
            }
        }
        Content::Object(members) => {
            let members: Vec<(Arc<str>, Template)> =
                members.iter().map(|member| (member.key.clone(), template(&member.value))).collect();
            match literals(members.iter().map(|(_, member)| member)) {
                Some(values) => {
                    Template::Literal(Value::object(members.into_iter().map(|(key, _)| key).zip(values)))
                }
                None => Template::Object(members),
            }
        }
    }
}

/// The values of templates of which none holds an expression.
fn literals<'a>(templates: impl Iterator<Item = &'a Template>) -> Option<Vec<Value>> {
    templates
        .map(|template| match template {
            Template::Literal(value) => Some(value.clone()),
            _ => None,
        })
        .collect()
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
