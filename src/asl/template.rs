//! JSON that may hold expressions, in either query language.

use std::sync::Arc;

use super::fields::SCHEMA;
use super::json::{Content, Member, Node};
use super::settings::looks_evaluated;
use crate::diagnostic::Diagnostic;
use crate::query::{Expression, QueryLanguage, Template};
use crate::value::Value;

/// Reads a template. What is wrong with its expressions is reported at the template's location, as AWS
/// does it.
pub(super) fn template(
    node: &Node,
    language: QueryLanguage,
    location: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Template {
    Reader { language, location, diagnostics }.read(node)
}

struct Reader<'a> {
    language: QueryLanguage,
    location: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn read(&mut self, node: &Node) -> Template {
        match &node.content {
            Content::Scalar(value) => self.scalar(value, node),
            Content::Array(items) => {
                let items: Vec<Template> = items.iter().map(|item| self.read(item)).collect();
                match literals(items.iter()) {
                    Some(values) => Template::Literal(values.into()),
                    None => Template::Array(items),
                }
            }
            Content::Object(members) => {
                let members = self.members(members);
                match literals(members.iter().map(|(_, member)| member)) {
                    Some(values) => {
                        Template::Literal(Value::object(members.into_iter().map(|(key, _)| key).zip(values)))
                    }
                    None => Template::Object(members),
                }
            }
        }
    }

    fn scalar(&mut self, value: &Value, node: &Node) -> Template {
        let expression = match self.language {
            QueryLanguage::Jsonata => {
                value.as_str().and_then(|text| Expression::opt_jsonata(text, node.span))
            }
            QueryLanguage::JsonPath => None,
        };
        expression.map_or_else(|| Template::Literal(value.clone()), Template::Expression)
    }

    fn members(&mut self, members: &[Member]) -> Vec<(Arc<str>, Template)> {
        let mut read: Vec<(Arc<str>, Template)> = Vec::with_capacity(members.len());
        for member in members {
            let (key, value) = self.member(member);
            let Some((_, earlier)) = read.iter_mut().find(|(earlier, _)| *earlier == key) else {
                read.push((key, value));
                continue;
            };
            *earlier = value;
            if self.language == QueryLanguage::JsonPath {
                let message = format!("`{key}` is set twice, once with `.$`");
                let found = Diagnostic::error(SCHEMA, member.key_span, self.location, message);
                self.diagnostics.push(found.with_hint("delete one of them"));
            }
        }
        read
    }

    /// Text that looks like a path or a call is passed on as it stands, where the field has no `.$`.
    fn warn_of_text(&mut self, member: &Member) {
        let text = member.value.as_str().filter(|text| looks_evaluated(text));
        let Some(text) = text.filter(|_| self.language == QueryLanguage::JsonPath) else { return };
        let message = format!("`{}` is passed on as the text `{text}`", member.key);
        let found = Diagnostic::warning("NO_DOLLAR", member.value.span, self.location, message);
        self.diagnostics
            .push(found.with_hint(format!("name it `{}.$` for what the text yields", member.key)));
    }

    /// In JSONPath `"total.$": "$.sum"` sets `total` to what the path leads to. (spec, "Payload Template")
    fn member(&mut self, member: &Member) -> (Arc<str>, Template) {
        let key = match self.language {
            QueryLanguage::JsonPath => member.key.strip_suffix(".$"),
            QueryLanguage::Jsonata => None,
        };
        let Some(key) = key else {
            self.warn_of_text(member);
            return (member.key.clone(), self.read(&member.value));
        };
        let refused = match member.value.as_str() {
            Some(text) => match Expression::json_path(text, member.value.span) {
                Ok(expression) => return (key.into(), Template::Expression(expression)),
                Err(error) => error.to_string(),
            },
            None => "not a string".to_owned(),
        };
        let field = &member.key;
        let message = format!("`{field}` is neither a path nor a call of an intrinsic function: {refused}");
        let found = Diagnostic::error(SCHEMA, member.value.span, self.location, message);
        self.diagnostics.push(
            found
                .with_hint("write a path such as `$.total`, or take the `.$` away to pass the text on")
                .with_aws_sentence(format!(
                    "The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call"
                )),
        );
        (member.key.clone(), Template::Literal(member.value.to_value()))
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
