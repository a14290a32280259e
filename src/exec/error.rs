//! Error names, and which names stand for which errors. (spec, "Errors")

use std::sync::Arc;

use super::TaskFailure;
use crate::value::Value;

pub(super) const ALL: &str = "States.ALL";
pub(super) const TASK_FAILED: &str = "States.TaskFailed";
pub(super) const TIMEOUT: &str = "States.Timeout";
pub(super) const RUNTIME: &str = "States.Runtime";
pub(super) const QUERY_EVALUATION: &str = "States.QueryEvaluationError";
pub(super) const DATA_LIMIT: &str = "States.DataLimitExceeded";

/// Why a state failed. A Fail state may leave out both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failure {
    pub error: Option<Arc<str>>,
    pub cause: Option<Arc<str>>,
}

impl Failure {
    pub fn new(error: &str, cause: impl Into<Arc<str>>) -> Failure {
        Failure { error: Some(error.into()), cause: Some(cause.into()) }
    }

    /// `{"Error": …, "Cause": …}`: what catchers see.
    pub fn to_output(&self) -> Value {
        let text = |text: &Option<Arc<str>>| text.clone().map(Value::from);
        let members = [("Error", text(&self.error)), ("Cause", text(&self.cause))];
        Value::object(members.into_iter().filter_map(|(key, value)| Some((key, value?))))
    }

    /// Whether one of the names in `ErrorEquals` stands for this failure.
    ///
    /// `States.ALL` does not stand for `States.DataLimitExceeded` and `States.Runtime`, nor does
    /// `States.TaskFailed`, which leaves out timeouts as well. (AWS guide, "Handling errors")
    pub fn matches(&self, error_equals: &[Arc<str>]) -> bool {
        let error = self.error.as_deref().unwrap_or_default();
        let terminal = matches!(error, DATA_LIMIT | RUNTIME);
        error_equals.iter().any(|name| match &**name {
            ALL => !terminal,
            TASK_FAILED => !terminal && error != TIMEOUT,
            name => name == error,
        })
    }
}

impl From<TaskFailure> for Failure {
    fn from(failure: TaskFailure) -> Self {
        Failure { error: Some(failure.error), cause: Some(failure.cause) }
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
    fn all_stands_for_all_but_the_terminal_ones() {
        assert!(matches("Busy", ALL));
        assert!(matches(TIMEOUT, ALL));
        assert!(!matches(RUNTIME, ALL));
        assert!(!matches(DATA_LIMIT, ALL));
    }

    #[test]
    fn task_failed_stands_for_all_but_timeouts() {
        assert!(matches("Busy", TASK_FAILED));
        assert!(!matches(TIMEOUT, TASK_FAILED));
    }
}
