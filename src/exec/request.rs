//! Work that others do: what the engine asks, and what it is told.

use std::sync::Arc;
use std::time::Duration;

use crate::asl::model::StateName;
use crate::asl::resource::Resource;
use crate::value::Value;
use crate::world::Timestamp;

/// The ticket of a task request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskToken(pub u64);

/// Work that the engine wants done.
#[derive(Clone, Debug)]
pub struct TaskRequest {
    /// Names the request when it is answered.
    pub token: TaskToken,
    /// Who is to do it.
    pub resource: Resource,
    /// With what: the task's arguments, or its input.
    pub arguments: Value,
    /// The state that asks.
    pub state: StateName,
    /// Which try of the state this is, from 0.
    pub attempt: u32,
    /// `Task.Token` of the context object, where whoever has the token may answer.
    pub task_token: Option<Arc<str>>,
    /// The moment of virtual time.
    pub now: Timestamp,
    /// Chance for this request alone.
    pub seed: u32,
}

/// What came of a [`TaskRequest`].
#[derive(Clone, Debug, PartialEq)]
pub struct TaskOutcome {
    /// How long it took in virtual time; nothing if no answer ever comes.
    pub took: Option<Duration>,
    /// What the service said at once, where the task goes on after that: a job was begun, a message sent.
    pub submitted: Option<Value>,
    /// When the task gave signs of life, counted from its start.
    pub heartbeats: Vec<Duration>,
    /// What it yielded.
    pub result: Result<Value, TaskFailure>,
    /// What it wrote to its console: `[{"level", "text", "atMs"}]`; nothing if it wrote nothing.
    pub logs: Option<Value>,
}

/// Why a task failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFailure {
    /// The error's name, as retriers and catchers match it.
    pub error: Option<Arc<str>>,
    /// Its text.
    pub cause: Option<Arc<str>>,
}

impl TaskOutcome {
    /// A result that took no time.
    #[must_use]
    pub fn success(result: Value) -> TaskOutcome {
        TaskOutcome {
            took: Some(Duration::ZERO),
            submitted: None,
            heartbeats: Vec::new(),
            result: Ok(result),
            logs: None,
        }
    }

    /// A failure that took no time.
    pub fn failure(error: impl Into<Arc<str>>, cause: impl Into<Arc<str>>) -> TaskOutcome {
        TaskFailure::new(error, cause).into()
    }

    /// The same after some virtual time.
    #[must_use]
    pub fn after(self, took: Duration) -> TaskOutcome {
        TaskOutcome { took: Some(took), ..self }
    }
}

impl TaskFailure {
    /// A failure with a name and a text.
    pub fn new(error: impl Into<Arc<str>>, cause: impl Into<Arc<str>>) -> TaskFailure {
        TaskFailure { error: Some(error.into()), cause: Some(cause.into()) }
    }
}

/// A failure that took no time.
impl From<TaskFailure> for TaskOutcome {
    fn from(failure: TaskFailure) -> Self {
        TaskOutcome { result: Err(failure), ..TaskOutcome::success(Value::Null) }
    }
}
