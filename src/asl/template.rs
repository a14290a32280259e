//! JSON that may hold expressions, in either query language.

use std::sync::Arc;

use super::fields::SCHEMA;
use super::json::{Content, Member, Node};
use super::settings::looks_evaluated;
use crate::diagnostic::Diagnostic;
use crate::query::{Expression, QueryLanguage, Template};
use crate::source::Span;
use crate::value::{Members, Value};

/// The code of text that was probably meant as an expression.
const NO_EXPRESSION: &str = "NO_EXPRESSION";

/// AWS's code of an expression that cannot be read. Which one it gives to a half of `{% %}` is not known.
const INVALID: &str = "INVALID_JSONATA_EXPRESSION";

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
        if let Some(text) = value.as_str() {
            let expression = Expression::opt_jsonata(text, node.span);
            match (self.language, expression) {
                (QueryLanguage::Jsonata, Some(expression)) => return Template::Expression(expression),
                (QueryLanguage::Jsonata, None) => {
                    self.diagnostics.extend(no_expression(text, node.span, self.location));
                }
                (QueryLanguage::JsonPath, Some(_)) => self.warn(
                    node.span,
                    "this is passed on as text, since the state speaks JSONPath".to_owned(),
                    "let it speak JSONata: `\"QueryLanguage\": \"JSONata\"`".to_owned(),
                ),
                (QueryLanguage::JsonPath, None) => {}
            }
        }
        Template::Literal(value.clone())
    }

    fn warn(&mut self, span: Span, message: String, hint: String) {
        let found = Diagnostic::warning(NO_EXPRESSION, span, self.location, message);
        self.diagnostics.push(found.with_hint(hint));
    }

    fn members(&mut self, members: &[Member]) -> Vec<(Arc<str>, Template)> {
        let mut read = Members::with_capacity(members.len());
        for member in members {
            let (key, value) = self.member(member);
            let is_twin = read.get(&key).is_some();
            if is_twin && self.language == QueryLanguage::JsonPath {
                let message = format!("`{key}` is set twice, once with `.$`");
                let found = Diagnostic::error(SCHEMA, member.key_span, self.location, message);
                self.diagnostics.push(found.with_hint("delete one of them"));
            }
            read.insert(key, value);
        }
        read.into_entries()
    }

    /// Text that looks like a path or a call is passed on as it stands, where the field has no `.$`.
    fn warn_of_text(&mut self, member: &Member) {
        let Some(text) = member.value.as_str().filter(|text| looks_evaluated(text)) else { return };
        let message = format!("`{}` is passed on as the text `{text}`", member.key);
        let found = Diagnostic::warning("NO_DOLLAR", member.value.span, self.location, message);
        self.diagnostics
            .push(found.with_hint(format!("name it `{}.$` for what the text yields", member.key)));
    }

    /// `.$` belongs to JSONPath.
    fn warn_of_dollar(&mut self, member: &Member) {
        let Some(name) = member.key.strip_suffix(".$") else { return };
        self.warn(
            member.key_span,
            format!("`{}` is the name of a member as it stands, since the state speaks JSONata", member.key),
            format!("name it `{name}`, and write its value as an expression: `{{% $states.input.{name} %}}`"),
        );
    }

    /// In JSONPath `"total.$": "$.sum"` sets `total` to what the path leads to. (spec, "Payload Template")
    fn member(&mut self, member: &Member) -> (Arc<str>, Template) {
        let key = match self.language {
            QueryLanguage::JsonPath => member.key.strip_suffix(".$"),
            QueryLanguage::Jsonata => None,
        };
        let Some(key) = key else {
            match self.language {
                QueryLanguage::JsonPath => self.warn_of_text(member),
                QueryLanguage::Jsonata => self.warn_of_dollar(member),
            }
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

/// What to say of a text that was probably meant to be an expression of JSONata.
///
/// AWS refuses one that is opened or closed only (AWS guide, "Transforming data with JSONata"). The other forms it
/// passes on as they stand.
pub(super) fn no_expression(text: &str, span: Span, location: &str) -> Option<Diagnostic> {
    let bare = text.trim();
    let refused =
        |message: &str, hint: &str| Some(Diagnostic::error(INVALID, span, location, message).with_hint(hint));
    let (why, hint) = match (bare.starts_with("{%"), bare.ends_with("%}")) {
        (true, true) if bare != text => ("has blanks around `{%` and `%}`", "take them out".to_owned()),
        (true, _) => return refused("this begins with `{%` but does not end with `%}`", "end it with `%}`"),
        _ if text.contains("{%") => (
            "has something before `{%`",
            "make one expression of all of it: `{% 'Hello ' & $states.input.name %}`".to_owned(),
        ),
        (false, true) => {
            return refused("this ends with `%}` but does not begin with `{%`", "begin it with `{%`");
        }
        _ if bare.starts_with("$states.") => ("has no `{%`", format!("write `{{% {bare} %}}`")),
        _ => return None,
    };
    let message = format!("this is passed on as text: it {why}");
    Some(Diagnostic::warning(NO_EXPRESSION, span, location, message).with_hint(hint))
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
