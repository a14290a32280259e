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
    /// The moment of virtual time.
    pub now: Timestamp,
    /// Chance for this request alone.
    pub seed: u32,
}

/// What came of a [`TaskRequest`].
#[derive(Clone, Debug, PartialEq)]
pub struct TaskOutcome {
    /// How long it took in virtual time.
    pub took: Duration,
    /// What it yielded.
    pub result: Result<Value, TaskFailure>,
    /// What it wrote to its console: `[{"level", "text", "atMs"}]`; nothing if it wrote nothing.
    pub logs: Option<Value>,
}

/// Why a task failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskFailure {
    /// The error's name, as retriers and catchers match it.
    pub error: Arc<str>,
    /// Its text.
    pub cause: Arc<str>,
}

impl TaskOutcome {
    /// A result that took no time.
    #[must_use]
    pub fn success(result: Value) -> TaskOutcome {
        TaskOutcome { took: Duration::ZERO, result: Ok(result), logs: None }
    }

    /// A failure that took no time.
    pub fn failure(error: impl Into<Arc<str>>, cause: impl Into<Arc<str>>) -> TaskOutcome {
        let failure = TaskFailure { error: error.into(), cause: cause.into() };
        TaskOutcome { took: Duration::ZERO, result: Err(failure), logs: None }
    }

    /// The same after some virtual time.
    #[must_use]
    pub fn after(self, took: Duration) -> TaskOutcome {
        TaskOutcome { took, ..self }
    }
}
