//! What each type of state does.

mod children;
mod choice;
mod map;
mod parallel;
mod task;
mod wait;

use super::branch::{Branch, Exit, Visit};
use super::error::Failure;
use super::{Execution, io};
use crate::asl::model::{Kind, Next, State};
use crate::value::Value;

impl Execution {
    /// Does what the state is there for; once for each try.
    pub(super) fn work(&mut self, branch: &mut Branch, visit: Visit) {
        let state = visit.state.clone();
        match &state.kind {
            Kind::Pass => self.leave(branch, visit, own_exit(&state), io::Data::Input, next(&state)),
            Kind::Succeed => self.leave(branch, visit, own_exit(&state), io::Data::Input, &Next::End),
            Kind::Fail { error, cause } => self.fail_on_purpose(branch, &visit, error, cause),
            Kind::Choice(choice) => self.choose(branch, visit, choice),
            Kind::Wait(wait) => self.wait(branch, visit, wait),
            Kind::Task(task) => self.schedule_task(branch, visit, task),
            Kind::Parallel(parallel) => self.fan_out(branch, visit, parallel),
            Kind::Map(map) => self.iterate(branch, visit, map),
        }
    }

    /// `"Type": "Fail"`: neither caught nor retried where it stands.
    fn fail_on_purpose(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        error: &Option<crate::asl::model::Text>,
        cause: &Option<crate::asl::model::Text>,
    ) {
        let mut text = |setting: &Option<crate::asl::model::Text>, field: &str| match setting {
            Some(setting) => self
                .resolve_setting(branch, visit, setting, field, "string", |value| {
                    value.as_str().map(Into::into)
                })
                .map(Some),
            None => Ok(None),
        };
        let failure =
            text(error, "Error").and_then(|error| Ok(Failure { error, cause: text(cause, "Cause")? }));
        let failure = failure.unwrap_or_else(|failure| failure);
        self.trace(visit, crate::history::Stage::ErrorOutput, failure.to_output());
        self.fail_branch(branch, failure);
    }

    /// Leaves a state whose work yielded a result.
    fn leave_with(&mut self, branch: &mut Branch, visit: Visit, result: &Value) {
        let state = visit.state.clone();
        self.trace(&visit, crate::history::Stage::Result, result.clone());
        self.leave(branch, visit, own_exit(&state), io::Data::Result(result), next(&state));
    }
}

/// The state's own `Output` and `Assign`.
fn own_exit(state: &State) -> Exit<'_> {
    Exit { output: state.output.as_ref(), assign: state.assign.as_ref(), within: None }
}

/// A state that does not say where it goes ends; the definition has been refused for it.
fn next(state: &State) -> &Next {
    state.next.as_ref().unwrap_or(&Next::End)
}
