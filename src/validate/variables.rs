//! A variable is assigned where it was made: inside of a branch or processor it can only be read.
//! (spec, "Variables")

use std::collections::BTreeSet;
use std::sync::Arc;

use super::for_each_state;
use crate::asl::model::{Flow, Kind, State, StateMachine};
use crate::diagnostic::Diagnostic;
use crate::query::Template;
use crate::source::Span;
use crate::value::Value;

pub(super) fn check(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    let mut clashes = Vec::new();
    check_flow(&machine.flow, &BTreeSet::new(), &mut clashes);
    for_each_state(machine, &mut |state, location| {
        let of_state = clashes.iter().filter(|clash| std::ptr::eq(clash.state, state));
        for Clash { field, span, name, .. } in of_state {
            let message = format!("`{}` assigns `{name}`, a variable from outside of its branch", state.name);
            let location = format!("{location}/{field}");
            let found = Diagnostic::error("SCHEMA_VALIDATION_FAILED", *span, location, message);
            diagnostics.push(found.with_hint("take another name, and assign outside from the result"));
        }
    });
}

struct Clash<'a> {
    state: &'a State,
    field: String,
    span: Span,
    name: Arc<str>,
}

fn check_flow<'a>(flow: &'a Flow, outer: &BTreeSet<Arc<str>>, clashes: &mut Vec<Clash<'a>>) {
    let mut inner = outer.clone();
    for state in flow.states.values() {
        for (field, span, template) in assigns(state) {
            for name in names(template) {
                if outer.contains(&name) {
                    clashes.push(Clash { state, field: field.clone(), span, name: name.clone() });
                }
                inner.insert(name);
            }
        }
    }
    for state in flow.states.values() {
        // Child executions see nothing from outside. (AWS guide, "Variables")
        let is_apart = matches!(&state.kind, Kind::Map(map) if map.distributed.is_some());
        let seen = if is_apart { &BTreeSet::new() } else { &inner };
        state.flows().iter().for_each(|flow| check_flow(flow, seen, clashes));
    }
}

/// Every `"Assign"` of a state with its field and a place in the text.
fn assigns(state: &State) -> Vec<(String, Span, &Template)> {
    let own = state.assign.iter().map(|assign| ("Assign".to_owned(), state.name_span, assign));
    let mut assigns: Vec<_> = own.collect();
    if let Kind::Choice(choice) = &state.kind {
        let rules = choice.rules.iter().enumerate();
        assigns.extend(rules.filter_map(|(i, rule)| {
            Some((format!("Choices[{i}]/Assign"), rule.span, rule.assign.as_ref()?))
        }));
    }
    let catchers = state.catch.iter().enumerate();
    assigns.extend(catchers.filter_map(|(i, catcher)| {
        Some((format!("Catch[{i}]/Assign"), catcher.span, catcher.assign.as_ref()?))
    }));
    assigns
}

/// The variables that a template sets, as far as the text says.
fn names(assign: &Template) -> Vec<Arc<str>> {
    match assign {
        Template::Object(members) => members.iter().map(|(name, _)| name.clone()).collect(),
        Template::Literal(Value::Object(members)) => members.keys().cloned().collect(),
        _ => Vec::new(),
    }
}
