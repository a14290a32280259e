//! What each type of state does.

mod children;
mod choice;
mod distributed;
mod map;
mod parallel;
mod rehearsal;
mod task;
mod wait;

use std::sync::Arc;

use super::branch::{Branch, Exit, Visit};
use super::error::{Failure, RUNTIME};
use super::run::RunId;
use super::{Execution, io};
use crate::asl::model::{Kind, Next, Pass, Setting, State, Target, Text};
use crate::history::{EventType, Stage};
use crate::query::{Location, QueryLanguage};
use crate::value::Value;

pub(super) use children::Children;
pub(super) use map::MapItem;

impl Execution {
    /// Does what the state of the visit is there for; once for each try.
    pub(super) fn work(&mut self, branch: &mut Branch, visit: Visit, state: &State) {
        match &state.kind {
            Kind::Pass(pass) => self.pass(branch, visit, state, pass),
            Kind::Succeed => self.leave(branch, visit, own_exit(state), io::Data::Input, None),
            Kind::Fail { error, cause } => self.fail_on_purpose(branch, visit, error, cause),
            Kind::Choice(choice) => self.choose(branch, visit, state, choice),
            Kind::Wait(wait) => self.wait(branch, visit, wait),
            Kind::Task(task) => self.schedule_task(branch, visit, task),
            Kind::Parallel(parallel) => self.fan_out(branch, visit, parallel),
            Kind::Map(map) => self.iterate(branch, visit, map),
        }
    }

    /// `"Type": "Pass"`: in JSONPath its result is `Result`, `Parameters` or the input.
    fn pass(&mut self, branch: &mut Branch, visit: Visit, state: &State, pass: &Pass) {
        if state.query_language == QueryLanguage::Jsonata {
            return self.leave(branch, visit, own_exit(state), io::Data::Input, next(state));
        }
        let at = Location::Root("Parameters");
        let parameters = match &pass.parameters {
            Some(template) => self.resolve(branch, &visit, template, at, io::Data::Input),
            None => Ok(visit.effective.clone()),
        };
        let parameters = match parameters {
            Ok(parameters) => parameters,
            Err(failure) => return self.fail(branch, visit, failure),
        };
        self.trace(branch, &visit, Stage::AfterParameters, parameters.clone());
        let result = match &pass.result {
            Some(result) => {
                self.trace(branch, &visit, Stage::Result, result.clone());
                result.clone()
            }
            None => parameters,
        };
        self.leave(branch, visit, own_exit(state), io::Data::Result(&result), next(state));
    }

    /// `"Type": "Fail"`: neither caught nor retried where it stands.
    fn fail_on_purpose(
        &mut self,
        branch: &mut Branch,
        visit: Visit,
        error: &Option<Text>,
        cause: &Option<Text>,
    ) {
        let error = self.text(branch, &visit, error, "Error");
        let cause = error.and_then(|error| Ok((error, self.text(branch, &visit, cause, "Cause")?)));
        let failure = match cause {
            Ok((error, cause)) => Failure { error, cause, ..Failure::default() },
            Err(failure) => failure,
        };
        self.trace(branch, &visit, Stage::ErrorOutput, failure.to_output());
        branch.visit = Some(visit);
        match failure.is_fatal {
            true => self.end_from(branch, &failure, branch.previous),
            false => self.fail_branch(branch, failure),
        }
    }

    fn text(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        setting: &Option<Text>,
        field: &str,
    ) -> Result<Option<Arc<str>>, Failure> {
        let Some(setting) = setting else { return Ok(None) };
        let read = |value: &Value| value.as_str().map(Arc::from);
        if let (Setting::Expression(expression), QueryLanguage::JsonPath) =
            (setting, visit.state.query_language)
        {
            let value = self.query(branch, visit, expression, &visit.effective);
            let value = value.map_err(|error| error.in_field(visit, &format!("{field}Path")))?;
            let path = &expression.text;
            return read(&value).map(Some).ok_or_else(|| {
                let reason = format!(
                    "The {field}Path field refers to value \"{value}\" which is not a valid string: {path}"
                );
                Failure::fatal(RUNTIME, io::sentence(visit, &reason))
            });
        }
        self.resolve_setting(branch, visit, setting, field, "string", read).map(Some)
    }

    /// Leaves a state whose work yielded a result.
    fn leave_with(&mut self, branch: &mut Branch, visit: Visit, result: &Value) {
        let state = visit.state.clone();
        self.trace(branch, &visit, Stage::Result, result.clone());
        self.leave(branch, visit, own_exit(&state), io::Data::Result(result), next(&state));
    }
}

/// The state's own `Output` and `Assign`.
fn own_exit(state: &State) -> Exit<'_> {
    Exit { output: state.output.as_ref(), assign: state.assign.as_ref(), result_path: None, within: None }
}

/// Where the state says it goes; nothing if that is the end. One that does not say ends, too; the definition
/// has been refused for it.
fn next(state: &State) -> Option<&Target> {
    match &state.next {
        Some(Next::State(target)) => Some(target),
        Some(Next::End) | None => None,
    }
}

/// The events of a type of state.
pub(super) struct StateEvents {
    pub entered: EventType,
    pub exited: Option<EventType>,
    pub failed: Option<EventType>,
    pub aborted: Option<EventType>,
}

pub(super) fn events(kind: &Kind) -> StateEvents {
    use EventType as T;
    let (entered, exited, failed, aborted) = match kind {
        Kind::Pass(_) => (T::PassStateEntered, Some(T::PassStateExited), None, None),
        Kind::Task(_) => (T::TaskStateEntered, Some(T::TaskStateExited), None, Some(T::TaskStateAborted)),
        Kind::Choice(_) => (T::ChoiceStateEntered, Some(T::ChoiceStateExited), None, None),
        Kind::Wait(_) => (T::WaitStateEntered, Some(T::WaitStateExited), None, Some(T::WaitStateAborted)),
        Kind::Succeed => (T::SucceedStateEntered, Some(T::SucceedStateExited), None, None),
        Kind::Fail { .. } => (T::FailStateEntered, None, None, None),
        Kind::Parallel(_) => (
            T::ParallelStateEntered,
            Some(T::ParallelStateExited),
            Some(T::ParallelStateFailed),
            Some(T::ParallelStateAborted),
        ),
        Kind::Map(_) => {
            (T::MapStateEntered, Some(T::MapStateExited), Some(T::MapStateFailed), Some(T::MapStateAborted))
        }
    };
    StateEvents { entered, exited, failed, aborted }
}
