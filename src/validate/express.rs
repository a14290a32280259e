//! What an Express workflow cannot do, be it a machine or the child executions of a Map. (AWS guide, "Choosing
//! workflow type"; recorded)

use super::for_each_flow_of;
use crate::asl::model::{ExecutionType, Flow, Kind, State, StateMachine};
use crate::asl::resource::{Pattern, Resource};
use crate::diagnostic::Diagnostic;
use crate::query::Location;

/// What is Express.
#[derive(Clone, Copy)]
enum Express {
    /// The machine.
    Machine,
    /// `"ExecutionType": "EXPRESS"` of a Map in distributed mode.
    Child,
}

pub(super) fn check(
    machine: &StateMachine,
    execution_type: ExecutionType,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let express = (execution_type == ExecutionType::Express).then_some(Express::Machine);
    check_flow(&machine.flow, Location::Root(""), express, diagnostics);
}

fn check_flow(flow: &Flow, at: Location, express: Option<Express>, diagnostics: &mut Vec<Diagnostic>) {
    let states = Location::Field(&at, "States");
    for state in flow.states.values() {
        let at = Location::Field(&states, state.name.as_str());
        if let Some(express) = express {
            check_state(state, at, express, diagnostics);
        }
        let inside = match &state.kind {
            Kind::Map(map) => match map.distributed.as_ref().map(|distributed| distributed.execution_type) {
                Some(ExecutionType::Express) => Some(Express::Child),
                Some(ExecutionType::Standard) => None,
                None => express,
            },
            _ => express,
        };
        for_each_flow_of(state, at, &mut |inner, at| check_flow(inner, at, inside, diagnostics));
    }
}

fn check_state(state: &State, at: Location, express: Express, diagnostics: &mut Vec<Diagnostic>) {
    let (field, what, sentence) = match &state.kind {
        Kind::Map(map) if map.distributed.is_some() => {
            ("", "have a Map in distributed mode", "Distributed Map states")
        }
        Kind::Task(task) => match (&task.resource, task.resource.pattern()) {
            (Resource::Activity { .. }, _) => ("/Resource", "wait for an activity", "Activity ARN"),
            (_, Pattern::Sync) => ("/Resource", "wait for a job with `.sync`", "'.sync' service integration"),
            // AWS's sentence ends with a blank.
            (_, Pattern::TaskToken) => (
                "/Resource",
                "wait for an answer with `.waitForTaskToken`",
                "'.waitForTaskToken' service integration ",
            ),
            (_, Pattern::RequestResponse) => return,
        },
        _ => return,
    };
    let (who, hint) = match express {
        Express::Machine => ("machine", "make it a Standard machine, or take another resource"),
        Express::Child => ("child execution", "let `ExecutionType` be `STANDARD`, or take another resource"),
    };
    let (location, message) = (format!("{at}{field}"), format!("an Express {who} cannot {what}"));
    let found = Diagnostic::error("SCHEMA_VALIDATION_FAILED", state.name_span, location, message);
    let found = found.with_hint(hint);
    diagnostics.push(match express {
        Express::Machine => {
            found.with_aws_sentence(format!("Express state machine does not support {sentence}"))
        }
        // What AWS says of child executions is not known.
        Express::Child => found,
    });
}
