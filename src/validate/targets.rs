//! Every transition arrives at a state of its own flow, and names and labels are unique. (spec, "Transitions"; AWS
//! guide, "Label")

use std::collections::HashSet;

use super::{for_each_flow, for_each_state};
use crate::asl::model::{Flow, Kind, Next, State, StateMachine, Target};
use crate::diagnostic::{Diagnostic, guess};
use crate::query::Location;

const CODE: &str = "MISSING_TRANSITION_TARGET";

pub(super) fn check(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    for_each_flow(machine, &mut |flow, location| {
        if let Some(start) = &flow.start_at {
            let message = || format!("`StartAt` names `{}`, which does not exist", start.name);
            check_target(flow, start, Location::Field(&location, "StartAt"), message, diagnostics);
        }
        let states = Location::Field(&location, "States");
        for state in flow.states.values() {
            check_state(flow, state, Location::Field(&states, state.name.as_str()), diagnostics);
        }
    });
    check_names(machine, diagnostics);
    check_labels(machine, diagnostics);
}

fn check_state(flow: &Flow, state: &State, location: Location, diagnostics: &mut Vec<Diagnostic>) {
    let mut check = |target: Option<&Target>, at: Location| {
        if let Some(target) = target {
            let message = || format!("`{}` goes to `{}`, which does not exist", state.name, target.name);
            check_target(flow, target, at, message, diagnostics);
        }
    };
    if let Some(Next::State(target)) = &state.next {
        check(Some(target), Location::Field(&location, "Next"));
    }
    if let Kind::Choice(choice) = &state.kind {
        let choices = Location::Field(&location, "Choices");
        for (i, rule) in choice.rules.iter().enumerate() {
            check(rule.next.as_ref(), Location::Field(&Location::Index(&choices, i), "Next"));
        }
        check(choice.default.as_ref(), Location::Field(&location, "Default"));
    }
    let catchers = Location::Field(&location, "Catch");
    for (i, catcher) in state.catch.iter().enumerate() {
        check(catcher.next.as_ref(), Location::Field(&Location::Index(&catchers, i), "Next"));
    }
}

fn check_target(
    flow: &Flow,
    target: &Target,
    location: Location,
    message: impl FnOnce() -> String,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if flow.state(&target.name).is_some() {
        return;
    }
    let found_before = diagnostics.len();
    let found = Diagnostic::error(CODE, target.span, location.to_string(), message());
    let names = flow.states.values().map(|state| state.name.as_str());
    diagnostics.push(match guess(target.name.as_str(), names, found_before) {
        Some(name) => found.with_hint(format!("did you mean `{name}`?")),
        None => found.with_hint("name a state of the same `States` object, or add this one"),
    });
}

fn check_names(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    for_each_state(machine, &mut |state, location| {
        if !seen.insert(&state.name) {
            let message = format!("`{}` is also the name of another state of this machine", state.name);
            let found =
                Diagnostic::error("DUPLICATE_STATE_NAME", state.name_span, location.to_string(), message);
            diagnostics.push(found.with_hint("names are unique in the whole machine, branches included"));
        }
        let length = state.name.as_str().chars().count();
        if length == 0 || length > 80 {
            let message = format!("the name of a state has {length} characters instead of 1 to 80");
            let found =
                Diagnostic::error("INVALID_STATE_NAME", state.name_span, location.to_string(), message);
            diagnostics.push(found);
        }
    });
}

fn check_labels(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    for_each_state(machine, &mut |state, location| {
        let Kind::Map(map) = &state.kind else { return };
        let label = map.distributed.as_ref().and_then(|distributed| distributed.label.as_ref());
        if let Some(label) = label.filter(|label| !seen.insert(*label)) {
            let message = format!("`{label}` is also the label of another Map of this machine");
            let location = format!("{location}/Label");
            let found = Diagnostic::error("SCHEMA_VALIDATION_FAILED", state.name_span, location, message);
            diagnostics.push(found.with_hint("take another one, or leave it out: AWS makes one up"));
        }
    });
}
