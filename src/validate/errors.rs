//! `States.ALL` stands alone, and in the last entry. (spec, "Errors")

use std::sync::Arc;

use super::for_each_state;
use crate::asl::model::StateMachine;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub(super) fn check(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    for_each_state(machine, &mut |state, location| {
        let retriers: Vec<_> =
            state.retry.iter().map(|retrier| (&*retrier.error_equals, retrier.span)).collect();
        check_entries(&retriers, "Retry", location, diagnostics);
        let catchers: Vec<_> =
            state.catch.iter().map(|catcher| (&*catcher.error_equals, catcher.span)).collect();
        check_entries(&catchers, "Catch", location, diagnostics);
    });
}

fn check_entries(
    entries: &[(&[Arc<str>], Span)],
    field: &str,
    location: &str,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (i, &(names, span)) in entries.iter().enumerate() {
        if !names.iter().any(|name| &**name == "States.ALL") {
            continue;
        }
        let mut report = |message: &str| {
            let location = format!("{location}/{field}[{i}]/ErrorEquals");
            diagnostics.push(Diagnostic::error("SCHEMA_VALIDATION_FAILED", span, location, message));
        };
        if names.len() > 1 {
            report("`States.ALL` stands beside other names instead of alone");
        }
        if i + 1 < entries.len() {
            report("`States.ALL` stands before other entries instead of last");
        }
    }
}
