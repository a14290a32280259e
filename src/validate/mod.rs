//! What AWS would refuse, or warn about.
//!
//! The reader has reported what breaks the form of a definition; here are the rules that need the whole
//! of it.

mod errors;
mod express;
mod queries;
mod reachability;
mod targets;
mod variables;

use std::sync::Arc;

use crate::asl::model::{ExecutionType, Flow, Kind, State, StateMachine};
use crate::asl::parse::parse;
use crate::diagnostic::{Diagnostic, Severity};
use crate::query::Location;

/// A definition and everything there is to say about it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The definition as far as it could be read.
    pub machine: Option<Arc<StateMachine>>,
    /// The findings, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Whether AWS would take the definition.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }
}

/// Reads the definition of a Standard machine and checks it.
#[must_use]
pub fn check(text: &str) -> Checked {
    check_as(text, ExecutionType::Standard)
}

/// Reads the definition of a machine of the given type and checks it.
#[must_use]
pub fn check_as(text: &str, execution_type: ExecutionType) -> Checked {
    let parsed = parse(text);
    let mut diagnostics = parsed.diagnostics;
    if let Some(machine) = &parsed.machine {
        targets::check(machine, &mut diagnostics);
        reachability::check(machine, &mut diagnostics);
        errors::check(machine, &mut diagnostics);
        queries::check(text, machine, &mut diagnostics);
        variables::check(machine, &mut diagnostics);
        express::check(machine, execution_type, &mut diagnostics);
    }
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.severity));
    Checked { machine: parsed.machine, diagnostics }
}

/// Calls `visit` for every state of a machine with its location: `/States/Ship`,
/// `/States/Fan/Branches[0]/States/Pack`.
fn for_each_state<'a>(machine: &'a StateMachine, visit: &mut impl FnMut(&'a State, Location)) {
    for_each_flow(machine, &mut |flow, location| {
        let states = Location::Field(&location, "States");
        for state in flow.states.values() {
            visit(state, Location::Field(&states, state.name.as_str()));
        }
    });
}

/// Calls `visit` for the machine's flow and every flow inside it, with its location.
fn for_each_flow<'a>(machine: &'a StateMachine, visit: &mut impl FnMut(&'a Flow, Location)) {
    fn walk<'a>(flow: &'a Flow, location: Location, visit: &mut impl FnMut(&'a Flow, Location)) {
        visit(flow, location);
        let states = Location::Field(&location, "States");
        for state in flow.states.values() {
            let at = Location::Field(&states, state.name.as_str());
            for_each_flow_of(state, at, &mut |inner, at| walk(inner, at, visit));
        }
    }
    walk(&machine.flow, Location::Root(""), visit);
}

/// Calls `visit` for the branches of a Parallel or the processor of a Map, with their locations, given that of
/// the state.
fn for_each_flow_of<'a>(state: &'a State, at: Location, visit: &mut impl FnMut(&'a Flow, Location)) {
    match &state.kind {
        Kind::Map(map) => visit(&map.processor, Location::Field(&at, map.processor_field)),
        Kind::Parallel(parallel) => {
            let branches = Location::Field(&at, "Branches");
            for (i, branch) in parallel.branches.iter().enumerate() {
                visit(branch, Location::Index(&branches, i));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn err_a_definition_of_more_than_a_mebibyte() {
        let definition = |length: usize| {
            let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}, "Comment": ""}"#;
            text.replace(r#""""#, &format!("\"{}\"", "x".repeat(length - text.len())))
        };
        assert!(check(&definition(1_048_576)).is_valid());
        assert!(!check(&definition(1_048_577)).is_valid());
    }
}
