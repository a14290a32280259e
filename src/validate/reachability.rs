//! Every state can be reached, and every flow can end. (AWS, `MISSING_TRANSITION_TARGET`)

use std::collections::HashSet;

use super::for_each_flow;
use crate::asl::model::{Flow, Kind, Next, State, StateMachine, StateName};
use crate::diagnostic::Diagnostic;

pub(super) fn check(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    for_each_flow(machine, &mut |flow, location| {
        // Without a start there is nothing to say: the missing start has been reported.
        let Some(start) = flow.start_at.as_ref().filter(|start| flow.state(&start.name).is_some()) else {
            return;
        };
        let reached = reached_from(flow, &start.name);
        for state in flow.states.values().filter(|state| !reached.contains(&state.name)) {
            let name = &state.name;
            let message = format!("`{name}` is not reachable");
            let location = format!("{location}/States/{name}");
            let found = Diagnostic::error("MISSING_TRANSITION_TARGET", state.name_span, location, message);
            diagnostics.push(found.with_hint("let a state go to it, or delete it"));
        }
        let ends = flow.states.values().any(|state| is_terminal(flow, state));
        if !ends && !flow.states.is_empty() {
            let location = format!("{location}/States");
            let found =
                Diagnostic::error("MISSING_END_STATE", start.span, location, "no state ends the flow");
            diagnostics.push(found.with_hint("give one of them `\"End\": true`"));
        }
    });
}

fn reached_from<'a>(flow: &'a Flow, start: &'a StateName) -> HashSet<&'a StateName> {
    let mut reached = HashSet::from([start]);
    let mut pending = vec![start];
    while let Some(name) = pending.pop() {
        let targets = flow.state(name).map(|state| state.targets()).unwrap_or_default();
        pending.extend(targets.into_iter().map(|target| &target.name).filter(|name| reached.insert(name)));
    }
    reached
}

/// Whether the flow can end here; also when it is not known where the state goes, which has been
/// reported.
fn is_terminal(flow: &Flow, state: &State) -> bool {
    match state.kind {
        Kind::Succeed | Kind::Fail { .. } => true,
        Kind::Choice(_) => false,
        _ => match &state.next {
            Some(Next::State(target)) => flow.state(&target.name).is_none(),
            Some(Next::End) | None => true,
        },
    }
}
