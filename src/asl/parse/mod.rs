//! From the text of a definition to its types.
//!
//! Reading never fails: what could be understood comes back beside the findings, so that the graph of a
//! half-written definition stands while somebody types.

mod assign;
mod choice;
mod errors;
mod map;
mod misplaced;
mod state;

use std::sync::Arc;

use super::fields::{Fields, SCHEMA};
use super::json::{self, Node};
use super::model::{Flow, StateMachine, StateName};
use super::settings::MAX_SECONDS;
use crate::diagnostic::Diagnostic;
use crate::query::QueryLanguage;
use crate::source::Span;

/// How long a definition may be. (AWS guide, "Quotas")
const MAX_BYTES: usize = 1_048_576;

/// A definition as far as it could be read.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What was understood; nothing if the text is not even an object.
    pub machine: Option<Arc<StateMachine>>,
    /// What is wrong with its form.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a definition.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    if text.trim().is_empty() {
        let found =
            Diagnostic::error("MISSING_DESCRIPTION", Span::new(0, text.len()), "", "the definition is empty");
        let hint = "start with `{\"StartAt\": …, \"States\": {…}}`, or open an example";
        return Parsed { machine: None, diagnostics: vec![found.with_hint(hint)] };
    }
    let (node, mut diagnostics) = json::read(text);
    if text.len() > MAX_BYTES {
        let message = format!("the definition has {} bytes instead of at most {MAX_BYTES}", text.len());
        let found = Diagnostic::error(SCHEMA, Span::new(0, 1), "", message);
        diagnostics.push(found.with_hint("call other state machines with `states:startExecution`"));
    }
    let machine = node.and_then(|node| machine(&node, &mut diagnostics));
    Parsed { machine: machine.map(Arc::new), diagnostics }
}

fn machine(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<StateMachine> {
    let mut fields = Fields::of(node, String::new(), QueryLanguage::JsonPath, diagnostics)?;
    let query_language = opt_query_language(&mut fields).unwrap_or_default();
    let machine = StateMachine {
        comment: fields.opt_text("Comment"),
        query_language,
        timeout_seconds: fields.opt_integer("TimeoutSeconds", 1..=MAX_SECONDS),
        flow: Arc::new(flow(&mut fields, query_language)),
    };
    fields.opt_word("Version", &[("1.0", ())]);
    fields.finish(|_| None);
    Some(machine)
}

fn opt_query_language(fields: &mut Fields) -> Option<QueryLanguage> {
    let words = [("JSONPath", QueryLanguage::JsonPath), ("JSONata", QueryLanguage::Jsonata)];
    fields.opt_word("QueryLanguage", &words)
}

/// `StartAt` and `States`, wherever they stand.
fn flow(fields: &mut Fields, language: QueryLanguage) -> Flow {
    let span = fields.span;
    fields.expect_all(&["States", "StartAt"]);
    let start_at = fields.opt_target("StartAt");
    let mut flow = Flow { start_at, span, ..Flow::default() };
    let Some(states) = fields.opt("States") else { return flow };
    let location = format!("{}/States", fields.location);
    let Some(members) = states.value.as_object() else {
        fields.report(
            states,
            "`States` is not an object".to_owned(),
            Some("write `\"States\": {\"Name\": {…}}`"),
        );
        return flow;
    };
    if members.is_empty() {
        fields.report_empty(
            states,
            "`States` has no state",
            "add one: `\"Hello\": {\"Type\": \"Pass\", \"End\": true}`",
        );
    }
    for member in members {
        let name = StateName::new(member.key.clone());
        if flow.state(&name).is_some() {
            let message = format!("`{name}` is there twice");
            fields.diagnostics.push(Diagnostic::error(
                "DUPLICATE_STATE_NAME",
                member.key_span,
                &*location,
                message,
            ));
        }
        let location = format!("{location}/{name}");
        let state =
            state::state(&name, member.key_span, &member.value, location, language, fields.diagnostics);
        if let Some(state) = state {
            flow.states.insert(name.text(), Arc::new(state));
        }
    }
    flow
}

/// Reads each entry of an array of objects; an empty array is reported where AWS refuses it.
fn entries<T>(
    fields: &mut Fields,
    key: &'static str,
    mut entry: impl FnMut(&mut Fields) -> Option<T>,
) -> Vec<T> {
    let Some((items, location)) = fields.opt_items(key) else { return Vec::new() };
    if items.is_empty()
        && !matches!(key, "Retry" | "Catch")
        && let Some(member) = fields.opt(key)
    {
        fields.report_empty(member, &format!("`{key}` is empty"), "add an entry");
    }
    let mut read = Vec::new();
    for (i, node) in items.iter().enumerate() {
        let location = format!("{location}[{i}]");
        if let Some(mut inner) = Fields::of(node, location, fields.language, fields.diagnostics) {
            read.extend(entry(&mut inner));
            let language = inner.language;
            inner.finish(|field| match key {
                "And" | "Or" => misplaced::in_nested_test(field),
                "Catch" => misplaced::of_other_language(field, language, misplaced::ERROR_OUTPUT),
                _ => misplaced::of_other_language(field, language, misplaced::INPUT),
            });
        }
    }
    read
}
