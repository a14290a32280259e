//! Runs: the execution itself, and the child executions of its Maps in distributed mode.
//!
//! Each has a history, names and an end of its own; the clock, chance and the queue of what is to happen
//! are one for all. (AWS guide, "Distributed Map": children are executions)

use std::sync::Arc;

use super::branch::{BranchId, Parent};
use super::{Execution, Identity, Settings};
use crate::asl::model::ExecutionType;
use crate::history::{History, Status, Timestamp};
use crate::value::{Object, Value};

/// Names a run; the first is the execution itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RunId(pub(super) u32);

impl RunId {
    pub const ROOT: RunId = RunId(0);
}

pub(super) struct Run {
    pub execution_type: ExecutionType,
    pub name: Arc<str>,
    pub arn: Arc<str>,
    pub history: History,
    /// `Execution` and `StateMachine` of the context object, or all of it where a test says so.
    pub context: Context,
    /// The Map that waits for it; nothing for the execution itself.
    pub parent: Option<Parent>,
    /// The branch it consists of, where it is a child execution.
    pub root: Option<BranchId>,
    /// Every branch it has had.
    pub branches: Vec<BranchId>,
    pub is_finished: bool,
    pub redrives: u32,
}

/// Where a run's context object comes from.
pub(super) enum Context {
    /// The parts that stay the same for the whole run; the rest comes from the visit.
    Fixed { execution: Value, state_machine: Value },
    /// Given whole, by whoever tests a state.
    Given(Value),
}

impl Run {
    pub fn root(settings: &Settings, input: &Value) -> Run {
        let identity = &settings.identity;
        let (name, arn) = (identity.execution.clone(), identity.execution_arn(settings.execution_type));
        let context = match &settings.context {
            Some(given) => Context::Given(given.clone()),
            None => Context::of(identity, settings.execution_type, input, settings.start),
        };
        Run { context, ..Run::new(settings.execution_type, name, arn.into()) }
    }

    fn new(execution_type: ExecutionType, name: Arc<str>, arn: Arc<str>) -> Run {
        Run {
            execution_type,
            name,
            arn,
            history: History::default(),
            context: Context::Given(Value::Null),
            parent: None,
            root: None,
            branches: Vec::new(),
            is_finished: false,
            redrives: 0,
        }
    }
}

impl Run {
    /// A child execution as one of the results of its Map Run. (AWS guide, "ResultWriter", `Transformation`)
    pub fn to_result(&self) -> Value {
        let outcome = self.history.outcome();
        let included = || Value::object([("Included", true)]);
        let mut members = Object::new();
        if let Some(cause) = outcome.cause {
            members.insert("Cause", cause);
        }
        if let Some(error) = outcome.error {
            members.insert("Error", error);
        }
        members.insert("ExecutionArn", self.arn.clone());
        members.insert("Input", self.history.input().map(Value::to_json).unwrap_or_default());
        members.insert("InputDetails", included());
        members.insert("Name", self.name.clone());
        if let Some(output) = &outcome.output {
            members.insert("Output", output.to_json());
            members.insert("OutputDetails", included());
        }
        members.insert("RedriveCount", self.redrives);
        if outcome.status == Status::Succeeded {
            members.insert("RedriveStatus", "NOT_REDRIVABLE");
            members.insert("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven");
        } else {
            members.insert("RedriveStatus", "REDRIVABLE_BY_MAP_RUN");
        }
        members.insert("StartDate", self.history.start().to_string());
        if let Context::Fixed { state_machine, .. } = &self.context {
            members.insert("StateMachineArn", state_machine.get("Id").cloned().unwrap_or_default());
        }
        members.insert("Status", outcome.status.as_str());
        let end = self.history.events.last().map(|event| event.timestamp.to_string());
        members.insert("StopDate", end.unwrap_or_default());
        members.into()
    }
}

impl Identity {
    /// `Execution` and `StateMachine` of the context object. (AWS guide, "Context object"; what stands in it
    /// and what not: recorded)
    #[must_use]
    pub fn context(&self, execution_type: ExecutionType, input: &Value, start: Timestamp) -> Object {
        let mut context = Object::new();
        context.insert("Execution", self.execution_context(execution_type, input, start));
        context.insert("StateMachine", self.state_machine_context());
        context
    }

    fn execution_context(&self, execution_type: ExecutionType, input: &Value, start: Timestamp) -> Value {
        Value::object([
            ("Id", Value::from(self.execution_arn(execution_type))),
            ("Input", input.clone()),
            ("StartTime", Value::from(start.to_short_text())),
            ("Name", Value::from(self.execution.clone())),
            ("RoleArn", self.role_arn.clone().map_or(Value::Null, Value::from)),
            ("RedriveCount", Value::from(0_i64)),
        ])
    }

    fn state_machine_context(&self) -> Value {
        Value::object([
            ("Id", Value::from(self.state_machine_arn())),
            ("Name", Value::from(self.state_machine.clone())),
        ])
    }
}

impl Context {
    fn of(identity: &Identity, execution_type: ExecutionType, input: &Value, start: Timestamp) -> Context {
        Context::Fixed {
            execution: identity.execution_context(execution_type, input, start),
            state_machine: identity.state_machine_context(),
        }
    }

    /// Notes that the run began anew.
    pub fn restarted(&mut self, at: Timestamp) {
        if let Context::Fixed { execution: Value::Object(members), .. } = self {
            Arc::make_mut(members).insert("StartTime", at.to_short_text());
        }
    }

    /// Notes that the run goes on after a failure. (AWS guide, "Redriving executions")
    pub fn redriven(&mut self, count: u32, at: Timestamp) {
        if let Context::Fixed { execution: Value::Object(members), .. } = self {
            let members = Arc::make_mut(members);
            members.insert("RedriveCount", count);
            members.insert("RedriveTime", at.to_short_text());
        }
    }
}

impl Execution {
    pub(super) fn run(&self, id: RunId) -> &Run {
        &self.runs[id.0 as usize]
    }

    pub(super) fn run_mut(&mut self, id: RunId) -> &mut Run {
        &mut self.runs[id.0 as usize]
    }

    /// Adds a child execution of a Map Run, which has the given label.
    pub(super) fn add_child_run(
        &mut self,
        parent: Parent,
        label: &str,
        execution_type: ExecutionType,
        input: &Value,
    ) -> RunId {
        let identity = self.settings.identity.clone();
        let machine: Arc<str> = format!("{}/{label}", identity.state_machine).into();
        let name: Arc<str> = self.chance.uuid().into();
        let child = Identity {
            state_machine: machine,
            execution: name.clone(),
            given_execution_arn: None,
            ..identity
        };
        let arn = child.execution_arn(execution_type);
        let context = Context::of(&child, execution_type, input, self.now());
        let id = RunId(u32::try_from(self.runs.len()).unwrap_or(u32::MAX));
        self.runs.push(Run { context, parent: Some(parent), ..Run::new(execution_type, name, arn.into()) });
        id
    }
}
