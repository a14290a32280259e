//! What an execution needs to know beside its definition and input.

use std::sync::Arc;

use crate::asl::model::ExecutionType;
use crate::value::{Object, Value};
use crate::world::Timestamp;

/// Everything an execution is told when it starts.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where chance starts.
    pub seed: u64,
    /// When the execution starts.
    pub start: Timestamp,
    /// Whom it says it is.
    pub identity: Identity,
    /// Standard or Express.
    pub execution_type: ExecutionType,
    /// How much may happen.
    pub limits: Limits,
    /// The variables it begins with; a machine has none, a state that is tested may.
    pub variables: Option<Arc<Object>>,
    /// The context object, where it is given whole instead of made.
    pub context: Option<Value>,
    /// Whether Parallel and Map ask for their result, as Task does, instead of running their branches.
    pub asks_for_branches: bool,
    /// The item of the first state's iteration, where a state inside a Map is tested.
    pub item: Option<Value>,
    /// What the reader of the first state, a Map, is said to have read, where such a Map is tested.
    pub items_read: Option<Arc<[Value]>>,
    /// How often the retriers of the first state have been used already.
    pub retries: u32,
}

/// How much may happen before an execution is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The number of events at which AWS ends a Standard execution, a child execution by itself. (AWS guide,
    /// "Quotas")
    pub events: usize,
    /// The number of events of an Express execution, a child execution by itself. AWS has no limit (AWS guide,
    /// "Quotas"): it is what a page shows without a pause.
    pub express_events: usize,
    /// The number of events of an execution and all its child executions: what a tab's memory holds.
    pub all_events: usize,
}

/// Names and ARNs, as the context object and the events show them.
#[derive(Clone, Debug)]
pub struct Identity {
    /// `us-east-1`
    pub region: Arc<str>,
    /// `123456789012`
    pub account: Arc<str>,
    /// The machine's name.
    pub state_machine: Arc<str>,
    /// The execution's name.
    pub execution: Arc<str>,
    /// The execution's ARN, where it is not to be made of the names.
    pub given_execution_arn: Option<Arc<str>>,
    /// The role it runs as; a state can be tested without one.
    pub role_arn: Option<Arc<str>>,
}

impl Default for Settings {
    /// A Standard execution with seed 1, at 2026-01-01T00:00:00Z, of the machine `Playground`.
    fn default() -> Self {
        Settings {
            seed: 1,
            start: Timestamp(1_767_225_600_000),
            identity: Identity::default(),
            execution_type: ExecutionType::Standard,
            limits: Limits::default(),
            variables: None,
            context: None,
            asks_for_branches: false,
            item: None,
            items_read: None,
            retries: 0,
        }
    }
}

/// How long an execution may take at the most, in seconds: a year, or five minutes. (AWS guide,
/// "Quotas") It is a leap year, so that a Wait of a year ends in it.
pub(super) fn longest_seconds(execution_type: ExecutionType) -> i64 {
    match execution_type {
        ExecutionType::Standard => 366 * 24 * 60 * 60,
        ExecutionType::Express => 5 * 60,
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits { events: 25_000, express_events: 50_000, all_events: 500_000 }
    }
}

impl Default for Identity {
    fn default() -> Self {
        Identity {
            region: "us-east-1".into(),
            account: "123456789012".into(),
            state_machine: "Playground".into(),
            execution: "run".into(),
            given_execution_arn: None,
            role_arn: Some("arn:aws:iam::123456789012:role/StepyardPlayground".into()),
        }
    }
}

impl Identity {
    /// The names of a child execution of a Map Run, whose machine is called `Machine/Label` in its ARN.
    #[must_use]
    pub fn of_child(name: &Arc<str>, arn: &Arc<str>) -> Identity {
        let mut identity = Identity { execution: name.clone(), ..Identity::default() };
        if let Some(machine) = arn.split(':').nth(6) {
            identity.state_machine = machine.into();
        }
        Identity { given_execution_arn: Some(arn.clone()), ..identity }
    }

    /// The machine's ARN.
    #[must_use]
    pub fn state_machine_arn(&self) -> String {
        let Identity { region, account, state_machine, .. } = self;
        format!("arn:aws:states:{region}:{account}:stateMachine:{state_machine}")
    }

    /// The execution's ARN. (recorded)
    #[must_use]
    pub fn execution_arn(&self, execution_type: ExecutionType) -> String {
        if let Some(given) = &self.given_execution_arn {
            return given.to_string();
        }
        let Identity { region, account, state_machine, execution, .. } = self;
        let prefix = format!("arn:aws:states:{region}:{account}");
        match execution_type {
            ExecutionType::Standard => format!("{prefix}:execution:{state_machine}:{execution}"),
            ExecutionType::Express => format!("{prefix}:express:{state_machine}:{execution}"),
        }
    }
}
