//! Error names, and which names stand for which errors. (spec, "Errors")

use std::sync::Arc;

use super::TaskFailure;
use crate::value::Value;

pub(super) const ALL: &str = "States.ALL";
pub(super) const TASK_FAILED: &str = "States.TaskFailed";
pub(super) const TIMEOUT: &str = "States.Timeout";
pub(super) const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
pub(super) const RUNTIME: &str = "States.Runtime";
pub(super) const QUERY_EVALUATION: &str = "States.QueryEvaluationError";
/// What AWS calls the specification's `States.ResultPathMatchFailure`. (seen on AWS)
pub(super) const PATH_CONFLICT: &str = "States.ReferencePathConflict";
pub(super) const DATA_LIMIT: &str = "States.DataLimitExceeded";
pub(super) const EXCEED_TOLERATED: &str = "States.ExceedToleratedFailureThreshold";
pub(super) const ITEM_READER: &str = "States.ItemReaderFailed";

/// Why a state failed. A Fail state may leave out both name and text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failure {
    pub error: Option<Arc<str>>,
    pub cause: Option<Arc<str>>,
    /// Whether the execution ends with it wherever it happens, uncaught. (recorded: `States.Runtime` passes a
    /// catcher of that very name)
    pub is_fatal: bool,
    /// Whether a heartbeat was missed: AWS calls it `States.Timeout` and lets catchers name it
    /// `States.HeartbeatTimeout`. (recorded; AWS guide, "Error names")
    pub is_heartbeat: bool,
}

impl Failure {
    pub fn new(error: &str, cause: impl Into<Arc<str>>) -> Failure {
        Failure { error: Some(error.into()), cause: Some(cause.into()), ..Failure::default() }
    }

    /// One that nobody can catch.
    pub fn fatal(error: &str, cause: impl Into<Arc<str>>) -> Failure {
        Failure { is_fatal: true, ..Failure::new(error, cause) }
    }

    pub fn timeout() -> Failure {
        Failure { error: Some(TIMEOUT.into()), ..Failure::default() }
    }

    /// `{"Error": …, "Cause": …}`: what catchers see. A timeout has an empty cause, though its events have
    /// none. (recorded)
    pub fn to_output(&self) -> Value {
        let text = |text: &Option<Arc<str>>| text.clone().map_or(Value::Null, Value::from);
        let cause = match &self.cause {
            None if self.error.as_deref() == Some(TIMEOUT) => Value::from(""),
            cause => text(cause),
        };
        Value::object([("Error", text(&self.error)), ("Cause", cause)])
    }

    /// Whether one of the names in `ErrorEquals` stands for this failure.
    ///
    /// `States.TaskFailed` leaves out timeouts. (AWS guide, "Handling errors") `States.ALL` stands also for
    /// `States.DataLimitExceeded` of a task. (recorded, against the guide)
    pub fn matches(&self, error_equals: &[Arc<str>]) -> bool {
        let error = self.error.as_deref().unwrap_or_default();
        error_equals.iter().any(|name| match &**name {
            ALL => true,
            TASK_FAILED => error != TIMEOUT,
            HEARTBEAT_TIMEOUT if self.is_heartbeat => true,
            name => name == error,
        })
    }
}

impl From<TaskFailure> for Failure {
    fn from(failure: TaskFailure) -> Self {
        Failure { error: failure.error, cause: failure.cause, ..Failure::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(error: &str, name: &str) -> bool {
        Failure::new(error, "").matches(&[name.into()])
    }

    #[test]
    fn a_name_stands_for_itself() {
        assert!(matches("Busy", "Busy"));
        assert!(!matches("Busy", "busy"));
    }

    #[test]
    fn all_stands_for_all() {
        assert!(matches("Busy", ALL));
        assert!(matches(TIMEOUT, ALL));
        assert!(matches(DATA_LIMIT, ALL));
    }

    #[test]
    fn task_failed_stands_for_all_but_timeouts() {
        assert!(matches("Busy", TASK_FAILED));
        assert!(!matches(TIMEOUT, TASK_FAILED));
    }

    #[test]
    fn a_missed_heartbeat_has_two_names() {
        let missed = Failure { is_heartbeat: true, ..Failure::timeout() };
        assert!(missed.matches(&[TIMEOUT.into()]) && missed.matches(&[HEARTBEAT_TIMEOUT.into()]));
        assert!(!matches(TIMEOUT, HEARTBEAT_TIMEOUT));
    }

    #[test]
    fn catchers_see_what_is_absent_as_null() {
        assert_eq!(Failure::default().to_output().to_string(), r#"{"Error":null,"Cause":null}"#);
        assert_eq!(Failure::timeout().to_output().to_string(), r#"{"Error":"States.Timeout","Cause":""}"#);
    }
}
