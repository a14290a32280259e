//! Redriving: a failed execution goes on from where it failed.
//!
//! What had succeeded is not done again: of a Parallel or Map only the branches that failed or were aborted
//! go on, of a Map Run only such child executions; Express ones begin anew. The state that failed starts over with
//! its counts of retries at nothing. (AWS guide, "Redriving executions")

use std::fmt;

use super::branch::{Branch, BranchId, Visit};
use super::run::{Run, RunId};
use super::{Execution, Wake};
use crate::asl::model::ExecutionType;
use crate::history::{Details, EventType, Status};

/// Why an execution cannot be redriven. (AWS API, `RedriveExecution`)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedriveError {
    /// It goes on, or ended well.
    NotFailed,
    /// Express executions cannot be redriven.
    Express,
    /// Its history has no room for what would come.
    TooManyEvents,
}

impl fmt::Display for RedriveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RedriveError::NotFailed => {
                "only an execution that failed, timed out or was aborted can be redriven"
            }
            RedriveError::Express => "an Express execution cannot be redriven",
            RedriveError::TooManyEvents => "the history has no room for a redrive",
        })
    }
}

impl std::error::Error for RedriveError {}

impl Execution {
    /// Lets an execution that ended badly go on from the states that failed. Its history grows on.
    ///
    /// # Errors
    /// The execution goes on or ended well, is an Express one, or has no room for more events.
    pub fn redrive(&mut self) -> Result<(), RedriveError> {
        let status = self.history().outcome().status;
        if matches!(status, Status::Running | Status::Succeeded) {
            return Err(RedriveError::NotFailed);
        }
        if self.settings.execution_type == ExecutionType::Express {
            return Err(RedriveError::Express);
        }
        if !self.has_room(RunId::ROOT) {
            return Err(RedriveError::TooManyEvents);
        }
        self.revive_run(RunId::ROOT);
        self.limit_duration(RunId::ROOT);
        self.revive(BranchId::ROOT);
        Ok(())
    }

    /// Whether the history of a run has room for a redrive and what comes of it. That of an Express one begins anew.
    fn has_room(&self, run: RunId) -> bool {
        let Run { execution_type, history, .. } = self.run(run);
        *execution_type == ExecutionType::Express || history.len() + 2 < self.most_events(run)
    }

    /// Takes a run's end back, and says so in its history.
    fn revive_run(&mut self, id: RunId) {
        let (now, last) = (self.now(), self.last_event(id));
        let run = self.run_mut(id);
        run.is_finished = false;
        run.redrives += 1;
        let redrive_count = run.redrives;
        run.context.redriven(redrive_count, now);
        self.record(id, last, EventType::ExecutionRedriven, Details::Redriven { redrive_count });
    }

    /// Lets a stopped branch go on.
    fn revive(&mut self, id: BranchId) {
        let Some(mut branch) = self.branches.take(id) else { return };
        branch.is_stopped = false;
        branch.previous = self.last_event(branch.run);
        if branch.next.is_some() {
            self.scheduler.push_ready(Wake::Enter { branch: id });
        } else if let Some(mut visit) = branch.visit.take() {
            // What was still scheduled for it is of no concern any more.
            self.visits_made += 1;
            visit.number = self.visits_made;
            visit.attempt = 0;
            visit.retries.fill(0);
            let again = self.children_to_revive(&mut visit);
            if again.is_empty() {
                visit.children = None;
                self.scheduler.push_ready(Wake::Retry { branch: id, visit: visit.number });
            } else {
                self.tell_of_map_run(&branch, &visit);
            }
            branch.visit = Some(visit);
            self.branches.put_back(branch);
            for child in again {
                self.revive_child(child);
            }
            return;
        }
        self.branches.put_back(branch);
    }

    /// The branches of a state that failed or were aborted; they count as running again. A child execution whose
    /// history has no room stays failed.
    fn children_to_revive(&self, visit: &mut Visit) -> Vec<BranchId> {
        let Some(children) = &mut visit.children else { return Vec::new() };
        let mut again: Vec<BranchId> = std::mem::take(&mut children.running);
        again.append(&mut children.unfinished);
        again.retain(|id| self.branches.get(*id).is_some());
        let (again, spent): (Vec<_>, Vec<_>) = again.into_iter().partition(|id| {
            let run = self.branches.get(*id).map(|branch| branch.run);
            run.is_none_or(|run| run == RunId::ROOT || self.has_room(run))
        });
        children.ended = children.ended - children.failed + spent.len();
        children.failed = spent.len();
        let index = |id: &BranchId| self.run(self.branches.get(*id)?.run).parent.map(|parent| parent.index);
        let sizes = spent.iter().filter_map(|id| children.sizes.get(index(id)?));
        children.failed_items = sizes.sum();
        children.unfinished = spent;
        children.running.clone_from(&again);
        again
    }

    fn revive_child(&mut self, id: BranchId) {
        let Some(run) = self.branches.get(id).map(|branch| branch.run) else { return };
        if self.run(run).root == Some(id) {
            if self.run(run).execution_type == ExecutionType::Express {
                return self.restart(run, id);
            }
            self.revive_run(run);
        }
        self.revive(id);
    }

    /// Lets an Express child execution begin anew, with the name and the input it had. (AWS guide, "Redriving
    /// Map Runs")
    fn restart(&mut self, id: RunId, root: BranchId) {
        // What was revived before it may have taken the last room there was.
        if self.run(RunId::ROOT).is_finished {
            return;
        }
        let Some(branch) = self.branches.take(root) else { return };
        if let Some(visit) = &branch.visit {
            self.discard_children(visit);
        }
        let now = self.now();
        let run = self.run_mut(id);
        let history = std::mem::take(&mut run.history);
        run.is_finished = false;
        run.redrives += 1;
        run.branches.clear();
        run.context.restarted(now);
        let parent = run.parent;
        let input = history.input().cloned().unwrap_or_default();
        let again = self.start_child_run(id, branch.flow.clone(), input);
        let waiting = parent.and_then(|parent| self.branches.get_mut(parent.branch));
        let children = waiting.and_then(|waiting| waiting.visit.as_mut()?.children.as_mut());
        for running in children.into_iter().flat_map(|children| &mut children.running) {
            if *running == root {
                *running = again;
            }
        }
    }

    /// (AWS API, `MapRunRedrivenEventDetails`)
    fn tell_of_map_run(&mut self, branch: &Branch, visit: &Visit) {
        let Some(at) = visit.children.as_ref().and_then(|children| children.map_run) else { return };
        let record = &mut self.map_runs[at];
        record.redrives += 1;
        let details =
            Details::MapRunRedriven { map_run_arn: record.arn.clone(), redrive_count: record.redrives };
        let redriven = self.record(branch.run, branch.previous, EventType::MapRunRedriven, details);
        self.map_runs[at].started = redriven;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::exec::{Limits, Settings, Step, TaskOutcome};
    use crate::value::Value;

    const TWO_TASKS: &str = r#"{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
      {"StartAt": "Slow", "States": {"Slow": {"Type": "Task", "End": true, "TimeoutSeconds": 60,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:slow"}}},
      {"StartAt": "Quick", "States": {"Quick": {"Type": "Task", "End": true,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:quick"}}}]}}}"#;

    /// Runs on to the end, with `Slow` never answering. Returns how many seconds after the start that is.
    fn run(execution: &mut Execution, quick: &TaskOutcome) -> i64 {
        loop {
            match execution.step() {
                Step::Task(request) if request.state.as_str() == "Quick" => {
                    execution.complete(request.token, quick.clone());
                }
                Step::Task(request) => {
                    let never = TaskOutcome { took: None, ..TaskOutcome::success(Value::Null) };
                    execution.complete(request.token, never);
                }
                Step::Finished(_) => return execution.now().since(execution.history().start()) / 1000,
                Step::Recorded | Step::Waiting(_) | Step::Blocked => {}
            }
        }
    }

    #[test]
    fn a_timeout_counts_from_the_redrive() {
        let machine = crate::validate::check(TWO_TASKS).machine.unwrap();
        let mut execution = Execution::new(machine, Value::Null, Settings::default());
        let busy = TaskOutcome::failure("Busy", "").after(Duration::from_secs(10));
        assert_eq!(run(&mut execution, &busy), 10);
        execution.redrive().unwrap();
        assert_eq!(run(&mut execution, &TaskOutcome::success(Value::Null)), 70);
    }

    /// Why an execution of one state cannot be redriven.
    fn refused(state: &str, settings: Settings) -> Option<RedriveError> {
        let text = format!(r#"{{"StartAt": "A", "States": {{"A": {state}}}}}"#);
        let machine = crate::asl::parse::parse(&text).machine.unwrap();
        let mut execution = Execution::new(machine, Value::Null, settings);
        while !matches!(execution.step(), Step::Finished(_)) {}
        execution.redrive().err()
    }

    #[test]
    fn what_failed_can_be_redriven() {
        assert_eq!(refused(r#"{"Type": "Fail"}"#, Settings::default()), None);
    }

    #[test]
    fn err_what_succeeded_cannot() {
        assert_eq!(refused(r#"{"Type": "Succeed"}"#, Settings::default()), Some(RedriveError::NotFailed));
    }

    #[test]
    fn err_an_express_execution_cannot() {
        let settings = Settings { execution_type: ExecutionType::Express, ..Settings::default() };
        assert_eq!(refused(r#"{"Type": "Fail"}"#, settings), Some(RedriveError::Express));
    }

    #[test]
    fn err_what_reached_the_limit_of_events_cannot() {
        let limits = Limits { events: 5, ..Limits::default() };
        let settings = Settings { limits, ..Settings::default() };
        assert_eq!(refused(r#"{"Type": "Fail"}"#, settings), Some(RedriveError::TooManyEvents));
    }
}
