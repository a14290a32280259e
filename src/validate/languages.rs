//! Which query languages the states speak.

use super::for_each_state;
use crate::asl::model::StateMachine;
use crate::diagnostic::Diagnostic;
use crate::query::QueryLanguage;

/// States in JSONPath cannot be run yet: the first one is named, the others counted.
pub(super) fn check(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    let mut speakers = Vec::new();
    for_each_state(machine, &mut |state, location| {
        if state.query_language == QueryLanguage::JsonPath {
            speakers.push((state.name_span, location.to_owned(), state.name.clone()));
        }
    });
    let others = speakers.len().saturating_sub(1);
    if let Some((span, location, name)) = speakers.into_iter().next() {
        let message = match others {
            0 => format!("`{name}` speaks JSONPath, which this version cannot run"),
            1 => format!("`{name}` and another state speak JSONPath, which this version cannot run"),
            _ => format!("`{name}` and {others} other states speak JSONPath, which this version cannot run"),
        };
        let found = Diagnostic::error("SCHEMA_VALIDATION_FAILED", span, location, message);
        diagnostics.push(
            found.with_hint("`\"QueryLanguage\": \"JSONata\"` at the top makes all states speak JSONata"),
        );
    }
}
