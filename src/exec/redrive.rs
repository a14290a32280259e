//! Redriving: a failed execution goes on from where it failed.
//!
//! What had succeeded is not done again: of a Parallel or Map only the branches that failed or were aborted
//! go on, of a Map Run only such child executions. The state that failed starts over with its counts of
//! retries at nothing. (AWS guide, "Redriving executions")

use std::fmt;

use super::branch::{BranchId, Visit};
use super::run::RunId;
use super::state::events;
use super::{Execution, Wake};
use crate::asl::model::ExecutionType;
use crate::history::{Details, EventId, EventType, Status};

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
        if self.history().len() + 2 >= self.settings.limits.events {
            return Err(RedriveError::TooManyEvents);
        }
        self.revive_run(RunId::ROOT);
        let redrives = self.run(RunId::ROOT).redrives;
        self.limit_duration(redrives);
        let root = self.branches.values().find(|branch| branch.run == RunId::ROOT && branch.parent.is_none());
        if let Some(id) = root.map(|branch| branch.id) {
            self.revive(id);
        }
        Ok(())
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
        let Some(mut branch) = self.branches.remove(&id) else { return };
        branch.is_stopped = false;
        branch.previous = self.last_event(branch.run);
        if let Some((state, input)) = branch.next.take() {
            self.scheduler.push_ready(Wake::Enter { branch: id, state, input });
        } else if let Some(mut visit) = branch.visit.take() {
            // What was still to happen to the old visit, such as a late answer, is no part of this one.
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
            self.branches.insert(id, branch);
            for child in again {
                self.revive_child(child);
            }
            return;
        }
        self.branches.insert(id, branch);
    }

    /// The branches of a state that failed or were aborted; they count as running again.
    fn children_to_revive(&self, visit: &mut Visit) -> Vec<BranchId> {
        let Some(children) = &mut visit.children else { return Vec::new() };
        let mut again: Vec<BranchId> = std::mem::take(&mut children.running);
        again.append(&mut children.unfinished);
        again.retain(|id| self.branches.contains_key(id));
        children.ended -= children.failed;
        children.failed = 0;
        children.running.clone_from(&again);
        again
    }

    fn revive_child(&mut self, id: BranchId) {
        let Some(run) = self.branches.get(&id).map(|branch| branch.run) else { return };
        if self.run(run).root == Some(id) {
            self.revive_run(run);
        }
        self.revive(id);
    }

    /// (AWS API, `MapRunRedrivenEventDetails`)
    fn tell_of_map_run(&mut self, branch: &super::branch::Branch, visit: &Visit) {
        debug_assert!(events(&visit.state.kind).failed.is_some());
        let Some(at) = visit.children.as_ref().and_then(|children| children.map_run) else { return };
        let record = &mut self.map_runs[at];
        record.redrives += 1;
        let details =
            Details::MapRunRedriven { map_run_arn: record.arn.clone(), redrive_count: record.redrives };
        let previous: EventId = branch.previous;
        self.map_runs[at].started = self.record(branch.run, previous, EventType::MapRunRedriven, details);
    }
}
