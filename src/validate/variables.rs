//! A variable is assigned where it was made: inside of a branch or processor it can only be read.
//! (spec, "Variables")

use std::collections::HashSet;

use super::for_each_flow_of;
use crate::asl::model::{Flow, Kind, State, StateMachine};
use crate::diagnostic::Diagnostic;
use crate::query::{Location, Template};
use crate::source::Span;
use crate::value::Value;

/// The variables of a flow, and those of the flows around it.
struct Scope<'a> {
    outer: Option<&'a Scope<'a>>,
    names: HashSet<&'a str>,
}

impl Scope<'_> {
    fn knows(&self, name: &str) -> bool {
        self.names.contains(name) || self.outer.is_some_and(|outer| outer.knows(name))
    }
}

pub(super) fn check(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    check_flow(&machine.flow, Location::Root(""), None, diagnostics);
}

fn check_flow(flow: &Flow, at: Location, outer: Option<&Scope>, diagnostics: &mut Vec<Diagnostic>) {
    let states = Location::Field(&at, "States");
    let mut own = HashSet::new();
    for state in flow.states.values() {
        for (field, span, template) in assigns(state) {
            for name in names(template) {
                if outer.is_some_and(|outer| outer.knows(name)) {
                    let location = format!("{states}/{}/{field}", state.name);
                    diagnostics.push(clash(state, name, span, location));
                }
                own.insert(name);
            }
        }
    }
    let scope = Scope { outer, names: own };
    for state in flow.states.values() {
        // Child executions see nothing from outside. (AWS guide, "Variables")
        let is_apart = matches!(&state.kind, Kind::Map(map) if map.distributed.is_some());
        let seen = (!is_apart).then_some(&scope);
        let at = Location::Field(&states, state.name.as_str());
        for_each_flow_of(state, at, &mut |inner, at| check_flow(inner, at, seen, diagnostics));
    }
}

fn clash(state: &State, name: &str, span: Span, location: String) -> Diagnostic {
    let message = format!("`{}` assigns `{name}`, a variable from outside of its branch", state.name);
    Diagnostic::error("SCHEMA_VALIDATION_FAILED", span, location, message)
        .with_hint("take another name, and assign outside from the result")
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

/// The variables that a template sets.
fn names(assign: &Template) -> Vec<&str> {
    match assign {
        Template::Object(members) => members.iter().map(|(name, _)| &**name).collect(),
        Template::Literal(Value::Object(members)) => members.keys().map(|name| &**name).collect(),
        _ => Vec::new(),
    }
}
