//! `States.ALL` stands alone, and in the last entry; other names with `States.` are those of the language.
//! (spec, "Errors")

use std::collections::HashSet;
use std::sync::Arc;

use super::for_each_state;
use crate::asl::model::{Kind, Setting, StateMachine};
use crate::diagnostic::{Diagnostic, guess};
use crate::query::Location;
use crate::source::Span;

/// (AWS guide, "Error names")
const NAMES: [&str; 19] = [
    "States.ALL",
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.Http.StatusCode",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.QueryEvaluationError",
    "States.ReferencePathConflict",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.TaskFailed",
    "States.Timeout",
];

pub(super) fn check(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    let mut reported = HashSet::new();
    for_each_state(machine, &mut |state, _| {
        if let Kind::Fail { error: Some(Setting::Literal(error)), .. } = &state.kind {
            reported.insert(error.clone());
        }
    });
    for_each_state(machine, &mut |state, location| {
        let catchers = state.catch.iter().map(|catcher| (&catcher.error_equals, catcher.span));
        let retriers = state.retry.iter().map(|retrier| (&retrier.error_equals, retrier.span));
        let retriers = retriers.enumerate().map(|entry| ("Retry", entry));
        for (field, (i, (names, span))) in retriers.chain(catchers.enumerate().map(|entry| ("Catch", entry)))
        {
            for name in names.iter().filter(|name| !is_known(name) && !reported.contains(*name)) {
                let location = format!("{location}/{field}[{i}]/ErrorEquals");
                let found = unknown(name, span, location, diagnostics.len());
                diagnostics.push(found);
            }
        }
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
    location: Location,
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

fn is_known(name: &str) -> bool {
    !name.starts_with("States.") || NAMES.contains(&name) || name.starts_with("States.Http.StatusCode.")
}

/// AWS takes such names, but nothing reports them unless a Fail state does.
fn unknown(name: &str, span: Span, location: String, found_before: usize) -> Diagnostic {
    let message = format!("`{name}` is not an error of the language, though it begins with `States.`");
    let found = Diagnostic::warning("SCHEMA_VALIDATION_FAILED", span, location, message);
    match guess(name, NAMES.into_iter(), found_before) {
        Some(near) => found.with_hint(format!("did you mean `{near}`?")),
        None => found.with_hint("a task reports errors of its own without `States.`"),
    }
}
