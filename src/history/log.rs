use std::sync::Arc;

use super::{Details, Event, EventId, EventType, Pages, Timestamp, Trace};
use crate::value::{Object, Value};

/// Everything that is known of an execution: its events so far, and its trace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The events; the one with number n stands at n − 1.
    pub events: Pages<Event>,
    /// The data at each stage of each state.
    pub trace: Trace,
}

/// `status` of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It goes on.
    Running,
    /// It ended well.
    Succeeded,
    /// It ended badly.
    Failed,
    /// It took longer than its machine allows.
    TimedOut,
    /// Somebody stopped it.
    Aborted,
}

impl Status {
    /// `RUNNING`, `SUCCEEDED`, … as AWS writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Running => "RUNNING",
            Status::Succeeded => "SUCCEEDED",
            Status::Failed => "FAILED",
            Status::TimedOut => "TIMED_OUT",
            Status::Aborted => "ABORTED",
        }
    }
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Well, badly, or not at all.
    pub status: Status,
    /// What it returned, if well.
    pub output: Option<Value>,
    /// The error's name, if badly.
    pub error: Option<Arc<str>>,
    /// The error's text, if badly.
    pub cause: Option<Arc<str>>,
}

impl Outcome {
    /// `status`, and `output`, `error` and `cause` where they exist.
    #[must_use]
    pub fn to_object(&self) -> Object {
        let mut members = Object::new();
        members.insert("status", self.status.as_str());
        let mut insert = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                members.insert(key, value);
            }
        };
        insert("output", self.output.clone());
        insert("error", self.error.clone().map(Value::from));
        insert("cause", self.cause.clone().map(Value::from));
        members
    }
}

impl History {
    /// The event of that number.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<&Event> {
        self.events.get((id.0 as usize).checked_sub(1)?)
    }

    /// The number of the last event.
    #[must_use]
    pub fn last_id(&self) -> EventId {
        EventId(u32::try_from(self.events.len()).unwrap_or(u32::MAX))
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing has happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// When the execution started: the moment all others are counted from.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        self.events.first().map_or(Timestamp(0), |event| event.timestamp)
    }

    /// What the execution was given; nothing before it has started.
    #[must_use]
    pub fn input(&self) -> Option<&Value> {
        match &self.events.first()?.details {
            Details::ExecutionStarted { input, .. } => Some(input),
            _ => None,
        }
    }

    /// How the execution ended, read from its last event.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let nothing = Outcome { status: Status::Running, output: None, error: None, cause: None };
        let Some(last) = self.events.last() else { return nothing };
        let status = match last.event_type {
            EventType::ExecutionSucceeded => Status::Succeeded,
            EventType::ExecutionFailed => Status::Failed,
            EventType::ExecutionTimedOut => Status::TimedOut,
            EventType::ExecutionAborted => Status::Aborted,
            _ => return nothing,
        };
        match &last.details {
            Details::Output { output } => Outcome { status, output: Some(output.clone()), ..nothing },
            Details::Failure { error, cause } => {
                Outcome { status, error: error.clone(), cause: cause.clone(), ..nothing }
            }
            _ => Outcome { status, ..nothing },
        }
    }
}
