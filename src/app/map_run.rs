//! The Map Runs of an execution: what became of the Maps in distributed mode, child by child.

use std::collections::HashSet;
use std::sync::Arc;

use super::execution::{Execution, Visit};
use crate::graph::marks::Children;
use crate::history::{Details, Event, EventId, History, Outcome, Status, Timestamp, Trace, TraceEntry};
use crate::value::Value;

/// A Map Run and its child executions.
#[derive(Clone, Debug)]
pub struct MapRun {
    /// Its ARN, by which the events of its Map name it.
    pub arn: Arc<str>,
    /// The child executions, in the order of their items.
    pub children: Vec<Child>,
}

/// A child execution. Its history is read when somebody looks at it: there may be thousands.
#[derive(Clone, Debug)]
pub struct Child {
    /// Its name.
    pub name: Arc<str>,
    /// Its ARN.
    pub arn: Arc<str>,
    /// How it ended.
    pub outcome: Outcome,
    /// How many items it was given.
    pub items: usize,
    events: Value,
    trace: Value,
    /// When it came to stand otherwise, and how.
    turns: Vec<(Timestamp, Status)>,
}

/// Reads the Map Runs of a finished execution, as the engine tells of them.
#[must_use]
pub fn map_runs(told: &Value) -> Vec<MapRun> {
    let histories = list(told, "histories").iter();
    let told = list(told, "mapRuns").iter().zip(histories);
    told.map(|(map_run, histories)| MapRun::read(map_run, histories.as_array().unwrap_or_default())).collect()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

impl MapRun {
    fn read(told: &Value, histories: &[Value]) -> MapRun {
        let children = list(told, "executions").iter().zip(histories);
        MapRun {
            arn: text(told, "mapRunArn").unwrap_or_default().into(),
            children: children.map(|(child, history)| Child::read(child, history)).collect(),
        }
    }

    /// The Map Run of a visit to a Map, as far as it was begun at a moment.
    #[must_use]
    pub fn of_visit<'a>(
        map_runs: &'a [MapRun],
        execution: &Execution,
        visit: &Visit,
        head: EventId,
    ) -> Option<(usize, &'a MapRun)> {
        let begun = visit.events.iter().rev().filter(|&&event| event <= head);
        let arn = begun.filter_map(|&event| execution.history.event(event)).find_map(|event| match &event
            .details
        {
            Details::MapRunStarted { map_run_arn } => Some(map_run_arn),
            _ => None,
        })?;
        map_runs.iter().enumerate().find(|(_, map_run)| map_run.arn == *arn)
    }

    /// How many child executions had ended at a moment of the execution around it, and how.
    #[must_use]
    pub fn count(&self, execution: &Execution, head: EventId) -> Children {
        let at = At::of(execution, head);
        let mut counts = Children::default();
        for child in &self.children {
            counts.total += 1;
            match child.status_at(at) {
                Status::Running => {}
                Status::Succeeded => counts.succeeded += 1,
                Status::Failed | Status::TimedOut => counts.failed += 1,
                Status::Aborted => counts.aborted += 1,
            }
        }
        counts
    }
}

/// A moment of the execution around a Map Run. Several things happen at one instant of the virtual clock,
/// so it is told apart whether a redrive was among them.
#[derive(Clone, Copy, Debug)]
pub struct At {
    time: Timestamp,
    redriven: Option<Timestamp>,
}

impl At {
    /// The moment of an event.
    #[must_use]
    pub fn of(execution: &Execution, head: EventId) -> At {
        let time = execution.history.event(head).map_or(Timestamp(i64::MAX), |event| event.timestamp);
        let redriven = execution.last_redrive(head).and_then(|redrive| execution.history.event(redrive));
        At { time, redriven: redriven.map(|event| event.timestamp) }
    }
}

impl Child {
    fn read(told: &Value, history: &Value) -> Child {
        let status = match text(told, "status") {
            Some("SUCCEEDED") => Status::Succeeded,
            Some("FAILED") => Status::Failed,
            Some("TIMED_OUT") => Status::TimedOut,
            Some("ABORTED") => Status::Aborted,
            _ => Status::Running,
        };
        let items = told.get("itemCount").and_then(Value::as_i64);
        let events = history.get("events").cloned().unwrap_or_default();
        Child {
            name: text(told, "name").unwrap_or_default().into(),
            arn: text(told, "executionArn").unwrap_or_default().into(),
            outcome: Outcome {
                status,
                output: told.get("output").cloned(),
                error: text(told, "error").map(Arc::from),
                cause: text(told, "cause").map(Arc::from),
            },
            items: items.and_then(|items| usize::try_from(items).ok()).unwrap_or(1),
            turns: events.as_array().unwrap_or_default().iter().filter_map(turn).collect(),
            events,
            trace: history.get("trace").cloned().unwrap_or_default(),
        }
    }

    /// What it was given.
    #[must_use]
    pub fn input(&self) -> Value {
        let first = self.events.as_array().and_then(<[Value]>::first);
        match first.map(Event::from_value) {
            Some(Ok(Event { details: Details::ExecutionStarted { input, .. }, .. })) => input,
            _ => Value::Null,
        }
    }

    /// How it stood at a moment of the execution around it.
    #[must_use]
    pub fn status_at(&self, at: At) -> Status {
        let mut status = Status::Running;
        for &(time, turned) in &self.turns {
            let is_redrive = turned == Status::Running && status != Status::Running;
            if time > at.time || is_redrive && at.redriven.is_none_or(|redriven| time > redriven) {
                break;
            }
            status = turned;
        }
        status
    }

    /// It as an execution of its own.
    ///
    /// # Errors
    /// What was told of it cannot be read.
    pub fn execution(&self) -> Result<Execution, String> {
        let events = self.events.as_array().unwrap_or_default().iter().map(Event::from_value);
        let entries = self.trace.as_array().unwrap_or_default().iter().map(TraceEntry::from_value);
        let trace = Trace { entries: entries.collect::<Result<_, _>>()? };
        Ok(Execution::of(History { events: events.collect::<Result<_, _>>()?, trace }))
    }

    /// Adds the names of the states it entered.
    pub fn add_states(&self, states: &mut HashSet<Arc<str>>) {
        for event in self.events.as_array().unwrap_or_default() {
            let details = event.get("stateEnteredEventDetails");
            if let Some(name) = details.and_then(|details| text(details, "name"))
                && !states.contains(name)
            {
                states.insert(name.into());
            }
        }
    }
}

/// When and how an execution came to stand otherwise, if it did with an event.
fn turn(event: &Value) -> Option<(Timestamp, Status)> {
    let status = match text(event, "type")? {
        "ExecutionStarted" | "ExecutionRedriven" => Status::Running,
        "ExecutionSucceeded" => Status::Succeeded,
        "ExecutionFailed" => Status::Failed,
        "ExecutionTimedOut" => Status::TimedOut,
        "ExecutionAborted" => Status::Aborted,
        _ => return None,
    };
    Some((Timestamp::parse(text(event, "timestamp")?)?, status))
}
