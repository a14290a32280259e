//! Definitions and histories for tests.

use std::sync::Arc;

use super::{Graph, Layout};
use crate::asl::parse::parse;
use crate::history::{Details, Event, EventId, EventType, History, Stage, Timestamp, TraceEntry};
use crate::value::Value;

/// The graph of a definition, faults and all.
pub(super) fn graph(definition: &str) -> Graph {
    let machine = parse(definition).machine;
    Graph::of(&machine.unwrap_or_else(|| panic!("not a machine: {definition}")))
}

/// The layout of a definition.
pub(super) fn layout(definition: &str) -> Layout {
    Layout::of(&graph(definition))
}

/// A history from lines like `7 < 5 MapIterationStarted Each 0`: the event's number, that of the event
/// that led to it, its type, and for some types the state's name (blanks written as `_`), and a number:
/// the index of an iteration or the length of a Map. A line `rule 7 1` says that the Choice entered by
/// event 7 took rule 1; `rule 7 -` that it took its default.
pub(super) fn history(lines: &str) -> History {
    let mut history = History::default();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["rule", visit, rule] = words[..] {
            let visit = EventId(visit.parse().unwrap());
            let value = rule.parse::<i64>().map_or(Value::Null, Value::from);
            let entry = TraceEntry { visit, event: visit, attempt: 0, stage: Stage::Rule, value };
            history.trace.entries.push(entry);
        } else {
            history.events.push(event(&words));
        }
    }
    history
}

fn event(words: &[&str]) -> Event {
    let [id, "<", previous, name, ..] = words else { panic!("not an event: {words:?}") };
    let event_type = EventType::parse(name).unwrap_or_else(|| panic!("no such type: {name}"));
    let state = || -> Arc<str> { words[4].replace('_', " ").into() };
    let number = |at: usize| words[at].parse().unwrap();
    let (error, cause) = (Some("Busy".into()), None);
    let details = match event_type {
        _ if name.ends_with("StateEntered") => Details::StateEntered { name: state(), input: Value::Null },
        _ if name.ends_with("StateExited") => {
            Details::StateExited { name: state(), output: Value::Null, assigned_variables: None }
        }
        _ if name.starts_with("MapIteration") => Details::MapIteration { name: state(), index: number(5) },
        EventType::MapStateStarted => Details::MapStateStarted { length: number(4) },
        EventType::EvaluationFailed => Details::EvaluationFailed {
            error: "States.QueryEvaluationError".into(),
            cause: "no".into(),
            location: "Output".into(),
            state: state(),
        },
        EventType::MapStateFailed | EventType::ParallelStateFailed => Details::None,
        _ if name.ends_with("Failed") || name.ends_with("TimedOut") => Details::Failure { error, cause },
        _ => Details::None,
    };
    Event {
        id: EventId(id.parse().unwrap()),
        previous: EventId(previous.parse().unwrap()),
        timestamp: Timestamp(0),
        event_type,
        details,
    }
}
