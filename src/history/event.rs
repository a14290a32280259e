//! History events, as `GetExecutionHistory` returns them.

use std::sync::Arc;

use super::Timestamp;
use crate::value::Value;

/// The number of an event: 1 is the first, 0 is before all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u32);

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its number.
    pub id: EventId,
    /// The event that led to it: the one before it in its branch.
    pub previous: EventId,
    /// When it happened, in virtual time.
    pub timestamp: Timestamp,
    /// What happened.
    pub event_type: EventType,
    /// To whom, with which data.
    pub details: Details,
}

/// An error's name and its text.
pub type ErrorAndCause<'a> = (Option<&'a Arc<str>>, Option<&'a Arc<str>>);

/// What an event tells, by its shape; many types share one.
#[derive(Clone, Debug, PartialEq)]
pub enum Details {
    /// The type says all there is to say.
    None,
    /// `ExecutionStarted`
    ExecutionStarted {
        /// The execution's input.
        input: Value,
        /// The role it runs as.
        role_arn: Arc<str>,
    },
    /// `ExecutionSucceeded`, `LambdaFunctionSucceeded`, `ActivitySucceeded`
    Output {
        /// What came out.
        output: Value,
    },
    /// `ExecutionFailed`, `LambdaFunctionTimedOut`, `MapRunFailed`, …
    Failure {
        /// The error's name.
        error: Option<Arc<str>>,
        /// Its text.
        cause: Option<Arc<str>>,
    },
    /// `PassStateEntered`, `TaskStateEntered`, …
    StateEntered {
        /// The state.
        name: Arc<str>,
        /// Its raw input.
        input: Value,
    },
    /// `PassStateExited`, `TaskStateExited`, …
    StateExited {
        /// The state.
        name: Arc<str>,
        /// What it passes on.
        output: Value,
        /// The variables it set, if it has `Assign`.
        assigned_variables: Option<Value>,
    },
    /// `TaskScheduled`
    TaskScheduled {
        /// The service: `lambda`.
        resource_type: Arc<str>,
        /// The action: `invoke`.
        resource: Arc<str>,
        /// Where: `us-east-1`.
        region: Arc<str>,
        /// With what.
        scheduled: Box<Scheduled>,
    },
    /// `TaskStarted`
    TaskStarted {
        /// The service.
        resource_type: Arc<str>,
        /// The action.
        resource: Arc<str>,
    },
    /// `TaskSubmitted`, `TaskSucceeded`
    TaskOutput {
        /// The service.
        resource_type: Arc<str>,
        /// The action.
        resource: Arc<str>,
        /// What it answered.
        output: Value,
    },
    /// `TaskFailed`, `TaskTimedOut`, `TaskStartFailed`, `TaskSubmitFailed`
    TaskFailure {
        /// The service.
        resource_type: Arc<str>,
        /// The action.
        resource: Arc<str>,
        /// The error's name.
        error: Option<Arc<str>>,
        /// Its text.
        cause: Option<Arc<str>>,
    },
    /// `LambdaFunctionScheduled`, `ActivityScheduled`
    ResourceScheduled {
        /// The function's or the activity's ARN.
        resource: Arc<str>,
        /// With what.
        scheduled: Box<Scheduled>,
    },
    /// `ActivityStarted`
    ActivityStarted {
        /// Who took it.
        worker_name: Option<Arc<str>>,
    },
    /// `MapStateStarted`
    MapStateStarted {
        /// How many items there are.
        length: u32,
    },
    /// `MapIterationStarted`, `MapIterationSucceeded`, …
    MapIteration {
        /// The Map state.
        name: Arc<str>,
        /// The item, from 0.
        index: u32,
    },
    /// `MapRunStarted`
    MapRunStarted {
        /// The Map Run.
        map_run_arn: Arc<str>,
    },
    /// `ExecutionRedriven`
    Redriven {
        /// Which redrive it is, from 1.
        redrive_count: u32,
    },
    /// `MapRunRedriven`
    MapRunRedriven {
        /// The Map Run.
        map_run_arn: Arc<str>,
        /// Which redrive it is, from 1.
        redrive_count: u32,
    },
    /// `EvaluationFailed`
    EvaluationFailed {
        /// `States.QueryEvaluationError`
        error: Arc<str>,
        /// AWS's sentence.
        cause: Arc<str>,
        /// The field: `Arguments/Payload`.
        location: Option<Arc<str>>,
        /// The state.
        state: Arc<str>,
    },
}

/// What a task is scheduled with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scheduled {
    /// The service's arguments, or the function's input.
    pub parameters: Value,
    /// How long it may take.
    pub timeout_in_seconds: Option<i64>,
    /// How long it may be silent.
    pub heartbeat_in_seconds: Option<i64>,
    /// The role it is done as, if not the execution's.
    pub role_arn: Option<Arc<str>>,
}

/// Makes the enum, the names on the wire and the key of the details from one table.
macro_rules! event_types {
    ($($name:ident $key:literal,)*) => {
        /// The type of an event. (AWS API, `HistoryEvent`)
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EventType {
            $(#[doc = concat!("`", stringify!($name), "`")] $name,)*
        }

        impl EventType {
            /// The name on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(EventType::$name => stringify!($name),)* }
            }

            /// The type of that name.
            #[must_use]
            pub fn parse(name: &str) -> Option<EventType> {
                match name { $(stringify!($name) => Some(EventType::$name),)* _ => None }
            }

            /// Under which name the details stand on the wire; empty for types that have none.
            pub(super) fn details_key(self) -> &'static str {
                match self { $(EventType::$name => $key,)* }
            }
        }
    };
}

event_types! {
    ExecutionStarted "executionStartedEventDetails",
    ExecutionSucceeded "executionSucceededEventDetails",
    ExecutionFailed "executionFailedEventDetails",
    ExecutionTimedOut "executionTimedOutEventDetails",
    ExecutionAborted "executionAbortedEventDetails",
    ExecutionRedriven "executionRedrivenEventDetails",
    PassStateEntered "stateEnteredEventDetails",
    PassStateExited "stateExitedEventDetails",
    ChoiceStateEntered "stateEnteredEventDetails",
    ChoiceStateExited "stateExitedEventDetails",
    SucceedStateEntered "stateEnteredEventDetails",
    SucceedStateExited "stateExitedEventDetails",
    FailStateEntered "stateEnteredEventDetails",
    WaitStateEntered "stateEnteredEventDetails",
    WaitStateExited "stateExitedEventDetails",
    WaitStateAborted "",
    TaskStateEntered "stateEnteredEventDetails",
    TaskStateExited "stateExitedEventDetails",
    TaskStateAborted "",
    TaskScheduled "taskScheduledEventDetails",
    TaskStarted "taskStartedEventDetails",
    TaskStartFailed "taskStartFailedEventDetails",
    TaskSubmitted "taskSubmittedEventDetails",
    TaskSubmitFailed "taskSubmitFailedEventDetails",
    TaskSucceeded "taskSucceededEventDetails",
    TaskFailed "taskFailedEventDetails",
    TaskTimedOut "taskTimedOutEventDetails",
    LambdaFunctionScheduled "lambdaFunctionScheduledEventDetails",
    LambdaFunctionScheduleFailed "lambdaFunctionScheduleFailedEventDetails",
    LambdaFunctionStarted "",
    LambdaFunctionStartFailed "lambdaFunctionStartFailedEventDetails",
    LambdaFunctionSucceeded "lambdaFunctionSucceededEventDetails",
    LambdaFunctionFailed "lambdaFunctionFailedEventDetails",
    LambdaFunctionTimedOut "lambdaFunctionTimedOutEventDetails",
    ActivityScheduled "activityScheduledEventDetails",
    ActivityScheduleFailed "activityScheduleFailedEventDetails",
    ActivityStarted "activityStartedEventDetails",
    ActivitySucceeded "activitySucceededEventDetails",
    ActivityFailed "activityFailedEventDetails",
    ActivityTimedOut "activityTimedOutEventDetails",
    ParallelStateEntered "stateEnteredEventDetails",
    ParallelStateStarted "",
    ParallelStateSucceeded "",
    ParallelStateFailed "",
    ParallelStateAborted "",
    ParallelStateExited "stateExitedEventDetails",
    MapStateEntered "stateEnteredEventDetails",
    MapStateStarted "mapStateStartedEventDetails",
    MapStateSucceeded "",
    MapStateFailed "",
    MapStateAborted "",
    MapStateExited "stateExitedEventDetails",
    MapIterationStarted "mapIterationStartedEventDetails",
    MapIterationSucceeded "mapIterationSucceededEventDetails",
    MapIterationFailed "mapIterationFailedEventDetails",
    MapIterationAborted "mapIterationAbortedEventDetails",
    MapRunStarted "mapRunStartedEventDetails",
    MapRunSucceeded "",
    MapRunFailed "mapRunFailedEventDetails",
    MapRunAborted "",
    MapRunRedriven "mapRunRedrivenEventDetails",
    EvaluationFailed "evaluationFailedEventDetails",
}

impl Event {
    /// The state that was entered or left, or the Map whose iteration this is about.
    #[must_use]
    pub fn state_name(&self) -> Option<&Arc<str>> {
        match &self.details {
            Details::StateEntered { name, .. }
            | Details::StateExited { name, .. }
            | Details::MapIteration { name, .. }
            | Details::EvaluationFailed { state: name, .. } => Some(name),
            _ => None,
        }
    }

    /// The error's name and its text, where the event tells of one.
    #[must_use]
    pub fn failure(&self) -> Option<ErrorAndCause<'_>> {
        match &self.details {
            Details::Failure { error, cause } | Details::TaskFailure { error, cause, .. } => {
                Some((error.as_ref(), cause.as_ref()))
            }
            Details::EvaluationFailed { error, cause, .. } => Some((Some(error), Some(cause))),
            _ => None,
        }
    }

    /// Whether a state is entered here.
    #[must_use]
    pub fn is_entered(&self) -> bool {
        matches!(self.details, Details::StateEntered { .. })
    }

    /// Whether a state is left here.
    #[must_use]
    pub fn is_exited(&self) -> bool {
        matches!(self.details, Details::StateExited { .. })
    }
}
