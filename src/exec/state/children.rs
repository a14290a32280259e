//! What becomes of a Parallel or Map when one of its branches ends.

use super::map::iteration;
use super::{Branch, Execution, Failure, Visit};
use crate::asl::model::Kind;
use crate::exec::branch::BranchId;
use crate::history::{Details, EventId, EventType};
use crate::value::Value;

impl Execution {
    /// A branch ended well; `last` is its last event.
    pub(in crate::exec) fn child_succeeded(
        &mut self,
        branch: &mut Branch,
        mut visit: Visit,
        index: usize,
        output: Value,
        last: EventId,
    ) {
        if let Some(children) = &mut visit.children {
            children.results[index] = Some(output);
            children.running.retain(|id| self.branches.contains_key(id));
        }
        branch.previous = last;
        let state = visit.state.clone();
        if let Kind::Map(map) = &state.kind {
            let succeeded = self.record(last, EventType::MapIterationSucceeded, iteration(&visit, index));
            let before = visit.children.as_ref().map_or(0, |children| children.next);
            if let Err(failure) = self.start_iteration(branch, &mut visit, map) {
                return self.map_failed(branch, visit, failure);
            }
            let started_another = visit.children.as_ref().is_some_and(|children| children.next > before);
            if !started_another {
                branch.previous = succeeded;
            }
        }
        self.leave_if_done(branch, visit);
    }

    /// Leaves the state if every branch has ended well, else waits on.
    ///
    /// The event that says so does not count as the previous one of the next.
    /// (recorded: `MapStateSucceeded 18<-17, MapStateExited 19<-17`)
    pub(super) fn leave_if_done(&mut self, branch: &mut Branch, mut visit: Visit) {
        let results = visit
            .children
            .as_ref()
            .map(|children| children.results.iter().cloned().collect::<Option<Vec<_>>>());
        match results {
            Some(Some(results)) => {
                let succeeded = match visit.state.kind {
                    Kind::Map(_) => EventType::MapStateSucceeded,
                    _ => EventType::ParallelStateSucceeded,
                };
                visit.children = None;
                self.record(branch.previous, succeeded, Details::None);
                self.leave_with(branch, visit, &Value::from(results));
            }
            _ => branch.visit = Some(visit),
        }
    }

    /// A branch failed: the others are aborted, and the state fails with the same error.
    pub(in crate::exec) fn child_failed(
        &mut self,
        branch: &mut Branch,
        visit: Visit,
        failed: &Branch,
        index: usize,
        failure: Failure,
    ) {
        let last = failed.previous;
        branch.previous = last;
        let is_map = matches!(visit.state.kind, Kind::Map(_));
        if is_map {
            self.record(last, EventType::MapIterationFailed, iteration(&visit, index));
        } else if let Some(abandoned) = failed.abandoned {
            // A Parallel aborts the state that failed, too.
            // (recorded: `TaskFailed 8<-7, TaskStateAborted 9<-8, ParallelStateFailed 10<-8`)
            self.record(last, abandoned, Details::None);
        }
        let running = visit.children.as_ref().map(|children| children.running.clone()).unwrap_or_default();
        let others: Vec<BranchId> = running.into_iter().filter(|id| *id != failed.id).collect();
        for other in others {
            let index = self.branches.get(&other).and_then(|branch| branch.parent).map(|parent| parent.index);
            self.abort_branches(&[other], last);
            if let (true, Some(index)) = (is_map, index) {
                self.record(last, EventType::MapIterationAborted, iteration(&visit, index));
            }
        }
        self.fail(branch, visit, failure);
    }
}
