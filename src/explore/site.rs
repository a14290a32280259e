//! The expressions of a definition, each with its place.

use std::sync::Arc;

use crate::asl::json::{Content, Member, Node, read};
use crate::query::QueryLanguage;
use crate::source::Span;
use crate::value::write_string;

/// An expression of a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The state it belongs to.
    pub state: Arc<str>,
    /// Where in the state, as AWS says it: `Output/total`, `Choices[0]/Condition`.
    pub field: String,
    /// Its language.
    pub language: QueryLanguage,
    /// The expression; of JSONata what stands between `{%` and `%}`, without the blanks around it.
    pub text: Arc<str>,
    /// The string in the definition, with its quotes.
    pub span: Span,
}

/// All expressions of a definition, in the order of its text; of one that is being typed as far as it can be
/// read. An expression need not be right to be one.
#[must_use]
pub fn sites(definition: &str) -> Vec<Site> {
    let mut sites = Vec::new();
    if let (Some(node), _) = read(definition) {
        flow(&node, QueryLanguage::JsonPath, &mut sites);
    }
    sites
}

impl Site {
    /// The definition with another expression in this place.
    #[must_use]
    pub fn replace(&self, definition: &str, expression: &str) -> String {
        let string = match self.language {
            QueryLanguage::Jsonata => format!("{{% {} %}}", expression.trim()),
            QueryLanguage::JsonPath => expression.trim().to_owned(),
        };
        let mut literal = String::new();
        // Writing into a string does not fail.
        let _ = write_string(&string, &mut literal);
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        match (definition.get(..start), definition.get(end..)) {
            (Some(before), Some(after)) => [before, &literal, after].concat(),
            _ => definition.to_owned(),
        }
    }
}

/// A machine, a branch or a processor.
fn flow(node: &Node, language: QueryLanguage, sites: &mut Vec<Site>) {
    let Some(members) = node.as_object() else { return };
    let language = language_of(members, language);
    let states = members.iter().filter(|member| &*member.key == "States");
    for state in states.filter_map(|member| member.value.as_object()).flatten() {
        let Some(members) = state.value.as_object() else { continue };
        let language = language_of(members, language);
        for member in members {
            match &*member.key {
                "Branches" => {
                    member.value.as_array().into_iter().flatten().for_each(|it| flow(it, language, sites));
                }
                "ItemProcessor" | "Iterator" => flow(&member.value, language, sites),
                key => {
                    let place = Place { state: &state.key, language };
                    place.collect(&member.value, key, key, sites);
                }
            }
        }
    }
}

fn language_of(members: &[Member], outer: QueryLanguage) -> QueryLanguage {
    let named = members.iter().find(|member| &*member.key == "QueryLanguage");
    match named.and_then(|member| member.value.as_str()) {
        Some("JSONata") => QueryLanguage::Jsonata,
        Some("JSONPath") => QueryLanguage::JsonPath,
        _ => outer,
    }
}

struct Place<'a> {
    state: &'a Arc<str>,
    language: QueryLanguage,
}

impl Place<'_> {
    /// `key` is the name of the member that the node stands in, if only within arrays.
    fn collect(&self, node: &Node, key: &str, field: &str, sites: &mut Vec<Site>) {
        match &node.content {
            Content::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.collect(item, key, &format!("{field}[{at}]"), sites);
                }
            }
            Content::Object(members) => {
                for member in members {
                    let field = format!("{field}/{}", member.key);
                    self.collect(&member.value, &member.key, &field, sites);
                }
            }
            Content::Scalar(_) => {
                if let Some(text) = node.as_str().and_then(|text| self.expression(key, text)) {
                    sites.push(Site {
                        state: self.state.clone(),
                        field: field.to_owned(),
                        language: self.language,
                        text: text.into(),
                        span: node.span,
                    });
                }
            }
        }
    }

    fn expression<'t>(&self, key: &str, text: &'t str) -> Option<&'t str> {
        match self.language {
            QueryLanguage::Jsonata => {
                let inner = text.strip_prefix("{%")?;
                Some(inner.strip_suffix("%}").unwrap_or(inner).trim())
            }
            // `ResultPath` says where a value goes: there is nothing to evaluate.
            QueryLanguage::JsonPath => {
                let is_read =
                    key.ends_with(".$") || key == "Variable" || key.ends_with("Path") && key != "ResultPath";
                (is_read && text.starts_with(['$', 'S'])).then_some(text)
            }
        }
    }
}
