//! What becomes of a Parallel or Map when one of its branches ends.

use std::sync::Arc;

use super::map::iteration;
use super::{Branch, Execution, Failure, RunId, Visit};
use crate::asl::model::{Kind, State};
use crate::asl::resource::Resource;
use crate::exec::branch::BranchId;
use crate::history::{Details, EventId, EventType, Status};
use crate::value::{Object, Value};

/// The branches of a Parallel or the iterations of a Map.
#[derive(Debug)]
pub(in crate::exec) struct Children {
    pub running: Vec<BranchId>,
    /// Those that failed or were aborted, as long as they can be redriven.
    pub unfinished: Vec<BranchId>,
    pub results: Vec<Option<Value>>,
    /// What the iterations of a Map are about.
    pub items: Items,
    /// The next one to begin with.
    pub next: usize,
    /// How many have ended, well or not.
    pub ended: usize,
    /// How many have failed and were borne.
    pub failed: usize,
    /// How many items those had, in distributed mode.
    pub failed_items: usize,
    /// The Map Run, in distributed mode.
    pub map_run: Option<usize>,
    /// How many items each child execution is given, in distributed mode.
    pub sizes: Vec<usize>,
    /// The object the items were read from, if they were: `S3://bucket/key`.
    pub source: Option<Arc<str>>,
}

/// What a Map iterates.
#[derive(Clone, Debug)]
pub(in crate::exec) enum Items {
    /// It is a Parallel.
    None,
    Array(Arc<[Value]>),
    /// Pairs of an object. (AWS guide, "Map", `Items`)
    Object(Arc<Object>),
}

impl Items {
    pub fn len(&self) -> usize {
        match self {
            Items::None => 0,
            Items::Array(items) => items.len(),
            Items::Object(members) => members.len(),
        }
    }

    /// The item at an index, with its key if it is a member of an object.
    pub fn get(&self, index: usize) -> Option<(Option<Arc<str>>, Value)> {
        match self {
            Items::None => None,
            Items::Array(items) => Some((None, items.get(index)?.clone())),
            Items::Object(members) => {
                members.get_index(index).map(|(key, value)| (Some(key.clone()), value.clone()))
            }
        }
    }
}

impl Children {
    pub fn new(items: Items, count: usize) -> Children {
        Children {
            running: Vec::new(),
            unfinished: Vec::new(),
            results: vec![None; count],
            items,
            next: 0,
            ended: 0,
            failed: 0,
            failed_items: 0,
            map_run: None,
            sizes: Vec::new(),
            source: None,
        }
    }

    /// Takes one out of those that run.
    pub fn ended(&mut self, id: BranchId) {
        // Most often the first one.
        if let Some(at) = self.running.iter().position(|running| *running == id) {
            self.running.remove(at);
        }
        self.ended += 1;
    }
}

impl Execution {
    /// A branch or inline iteration ended well; `last` is its last event.
    pub(in crate::exec) fn branch_succeeded(
        &mut self,
        branch: &mut Branch,
        mut visit: Visit,
        child: BranchId,
        index: usize,
        output: Value,
        last: EventId,
    ) {
        if let Some(children) = &mut visit.children {
            children.results[index] = Some(output);
            children.ended(child);
        }
        branch.previous = last;
        let state = visit.state.clone();
        if let Kind::Map(map) = &state.kind {
            let details = iteration(&visit.state, index);
            let succeeded = self.record(branch.run, last, EventType::MapIterationSucceeded, details);
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
        let Some(children) = &mut visit.children else {
            branch.visit = Some(visit);
            return;
        };
        if children.ended < children.results.len() {
            branch.visit = Some(visit);
            return;
        }
        let results: Vec<Value> = children.results.drain(..).flatten().collect();
        let succeeded = match visit.state.kind {
            Kind::Map(_) => EventType::MapStateSucceeded,
            _ => EventType::ParallelStateSucceeded,
        };
        self.record(branch.run, branch.previous, succeeded, Details::None);
        self.leave_with(branch, visit, &Value::from(results));
    }

    /// A branch or inline iteration failed: the others are aborted, and the state fails with the same error.
    pub(in crate::exec) fn branch_failed(
        &mut self,
        branch: &mut Branch,
        mut visit: Visit,
        failed: &Branch,
        index: usize,
        failure: Failure,
    ) {
        let last = failed.previous;
        branch.previous = last;
        let is_map = matches!(visit.state.kind, Kind::Map(_));
        if is_map {
            self.record(branch.run, last, EventType::MapIterationFailed, iteration(&visit.state, index));
        } else if let Some(abandoned) = abandoned(failed) {
            // A Parallel aborts the state that failed, too.
            // (recorded: `TaskFailed 8<-7, TaskStateAborted 9<-8, ParallelStateFailed 10<-8`)
            self.record(branch.run, last, abandoned, Details::None);
        }
        let running = visit.children.as_mut().map(|children| std::mem::take(&mut children.running));
        let others = running.unwrap_or_default().into_iter().filter(|id| *id != failed.id);
        let others: Vec<BranchId> = others.collect();
        self.abort_branches(branch.run, &visit.state, &others, last);
        let unfinished = std::iter::once(failed.id).chain(others);
        if let Some(children) = &mut visit.children {
            children.unfinished.extend(unfinished);
        }
        self.fail(branch, visit, failure);
    }

    /// Aborts branches of a state, and tells of each iteration of a Map.
    pub(in crate::exec) fn abort_branches(
        &mut self,
        run: RunId,
        state: &State,
        branches: &[BranchId],
        blame: EventId,
    ) {
        for id in branches {
            let parent = self.branches.get(*id).and_then(|branch| branch.parent);
            self.abort_branch(*id, blame);
            if let (Kind::Map(_), Some(parent)) = (&state.kind, parent) {
                let details = iteration(state, parent.index);
                self.record(run, blame, EventType::MapIterationAborted, details);
            }
        }
    }

    /// A child execution is over: the Map that waits for it goes on, or fails.
    pub(in crate::exec) fn run_finished(&mut self, run: RunId) {
        let (Some(parent), Some(root)) = (self.run(run).parent, self.run(run).root) else { return };
        let outcome = self.run(run).history.outcome();
        let output = (outcome.status == Status::Succeeded).then_some(outcome.output).flatten();
        self.with_parent(parent, |engine, waiting, visit| {
            engine.child_execution_ended(waiting, visit, root, parent.index, output);
        });
    }

    /// Asks somebody else for the result of a Parallel or Map, where a test says so.
    pub(super) fn ask_for_branches(&mut self, branch: &mut Branch, visit: Visit, input: Value) {
        self.ask(branch, &visit, &Resource::parse(""), input);
        branch.visit = Some(visit);
    }
}

/// The event that aborts the state a branch failed in, if that type of state has one.
fn abandoned(failed: &Branch) -> Option<EventType> {
    super::events(&failed.visit.as_ref()?.state.kind).aborted
}
