//! Branches: the lanes of an execution.
//!
//! The execution itself is one; every branch of a Parallel and every iteration of a Map is another, child
//! of the one that waits for it. A branch is in at most one state at a time.
//!
//! While something happens to a branch it is taken out of the execution's list, and its visit out of the
//! branch: whoever gets a [`Visit`] by value decides what becomes of it, and nobody can forget to.

use std::sync::Arc;

use super::error::Failure;
use super::{Execution, Wake, io, retry};
use crate::asl::model::{Catcher, Flow, Kind, Next, State, StateName};
use crate::history::{Details, EventId, EventType, Stage, Timestamp};
use crate::query::Template;
use crate::value::{Object, Value};

/// Names a branch of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BranchId(u32);

#[derive(Debug)]
pub(super) struct Branch {
    pub id: BranchId,
    pub flow: Arc<Flow>,
    pub parent: Option<Parent>,
    /// What a state of this branch sees: its own variables over those of the branches around it.
    pub variables: Arc<Object>,
    /// The event that the next one follows.
    pub previous: EventId,
    /// The state it is in and waits with.
    pub visit: Option<Visit>,
    /// `Map` of the context object.
    pub map: Option<Value>,
    over: bool,
    /// The event that aborts the state it failed in, if that type of state has one.
    pub abandoned: Option<EventType>,
}

/// Who waits for a branch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parent {
    pub branch: BranchId,
    /// Which of the parent's children this is.
    pub index: usize,
}

/// One stay in a state, with all its tries.
#[derive(Debug)]
pub(super) struct Visit {
    /// Tells this stay from all others.
    pub number: u64,
    pub state: Arc<State>,
    pub input: Value,
    pub entered: EventId,
    pub entered_at: Timestamp,
    /// The event before it was entered.
    pub before: EventId,
    /// Which try this is, from 0.
    pub attempt: u32,
    /// How often each retrier has led to another try.
    retries: Vec<u32>,
    /// The branches it waits for.
    pub children: Option<Children>,
}

/// The branches of a Parallel or the iterations of a Map.
#[derive(Debug)]
pub(super) struct Children {
    pub running: Vec<BranchId>,
    pub results: Vec<Option<Value>>,
    /// What the iterations of a Map are about.
    pub items: Arc<[Value]>,
    /// The next item to begin with.
    pub next: usize,
}

/// How a state is left: what a rule, a catcher or the state itself says.
#[derive(Clone, Copy)]
pub(super) struct Exit<'a> {
    pub output: Option<&'a Template>,
    pub assign: Option<&'a Template>,
    /// The field the two stand in, if not in the state itself: `Catch[0]`.
    pub within: Option<(&'static str, usize)>,
}

impl Branch {
    pub fn root(flow: Arc<Flow>) -> Branch {
        Branch {
            id: BranchId(0),
            flow,
            parent: None,
            variables: Arc::default(),
            previous: EventId(0),
            visit: None,
            map: None,
            over: false,
            abandoned: None,
        }
    }

    /// A branch inside this one. It sees this one's variables; what it sets, nobody outside sees.
    pub fn child(&self, flow: &Arc<Flow>, index: usize) -> Branch {
        Branch {
            id: BranchId(0),
            flow: flow.clone(),
            parent: Some(Parent { branch: self.id, index }),
            variables: self.variables.clone(),
            previous: self.previous,
            visit: None,
            map: self.map.clone(),
            over: false,
            abandoned: None,
        }
    }
}

impl Execution {
    /// Adds a branch and lets it enter its first state.
    pub(super) fn start_branch(&mut self, branch: Branch, input: Value) -> BranchId {
        let id = BranchId(self.branches_made);
        self.branches_made += 1;
        // A flow without StartAt is refused before it runs; entering no state says so.
        let state =
            branch.flow.start_at.as_ref().map_or_else(|| StateName::new(""), |start| start.name.clone());
        self.branches.insert(id, Branch { id, ..branch });
        self.scheduler.push_ready(Wake::Enter { branch: id, state, input });
        id
    }

    /// Does something to a branch, if it is still there.
    pub(super) fn with_branch(&mut self, id: BranchId, act: impl FnOnce(&mut Execution, &mut Branch)) {
        if let Some(mut branch) = self.branches.remove(&id) {
            act(self, &mut branch);
            if !branch.over {
                self.branches.insert(id, branch);
            }
        }
    }

    /// Does something to a visit, if the branch has not moved on.
    pub(super) fn with_visit(
        &mut self,
        id: BranchId,
        number: u64,
        act: impl FnOnce(&mut Execution, &mut Branch, Visit),
    ) {
        self.with_branch(id, |engine, branch| {
            if let Some(visit) = branch.visit.take_if(|visit| visit.number == number) {
                act(engine, branch, visit);
            }
        });
    }

    /// Enters a state.
    pub(super) fn enter(&mut self, branch: &mut Branch, name: &StateName, input: Value) {
        let Some(state) = branch.flow.states.get(name).cloned() else {
            let cause = format!("The state '{name}' does not exist.");
            return self.fail_branch(branch, Failure::new(super::RUNTIME, cause));
        };
        let before = branch.previous;
        let details = Details::StateEntered { name: name.text(), input: input.clone() };
        branch.previous = self.record(before, events(&state.kind).entered, details);
        self.visits_made += 1;
        let visit = Visit {
            number: self.visits_made,
            input,
            entered: branch.previous,
            entered_at: self.now(),
            before,
            attempt: 0,
            retries: vec![0; state.retry.len()],
            children: None,
            state,
        };
        self.trace(&visit, Stage::Variables, Value::Object(branch.variables.clone()));
        self.work(branch, visit);
    }

    /// Leaves a state: evaluates its output and variables, and goes on to `next`.
    ///
    /// Output and variables see the same snapshot; what is assigned takes effect in the next state.
    /// (spec, "Variables")
    pub(super) fn leave(
        &mut self,
        branch: &mut Branch,
        visit: Visit,
        exit: Exit,
        data: io::Data,
        next: &Next,
    ) {
        match self.exit_values(branch, &visit, exit, data) {
            Ok((output, assigned)) => self.exit(branch, &visit, output, assigned, next),
            Err(failure) => self.fail(branch, visit, failure),
        }
    }

    fn exit_values(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        exit: Exit,
        data: io::Data,
    ) -> Result<(Value, Option<Value>), Failure> {
        let default = data.default_output(&visit.input);
        let output = match exit.output {
            Some(template) => self.resolve_exit(branch, visit, template, "Output", exit.within, data)?,
            None => default,
        };
        let assigned = match exit.assign {
            Some(template) => {
                Some(self.resolve_exit(branch, visit, template, "Assign", exit.within, data)?)
            }
            None => None,
        };
        Ok((output, assigned))
    }

    fn exit(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        output: Value,
        assigned: Option<Value>,
        next: &Next,
    ) {
        if let Some(assigned) = &assigned {
            self.trace(visit, Stage::Assign, assigned.clone());
            if let Some(members) = assigned.as_object() {
                let variables = Arc::make_mut(&mut branch.variables);
                members.iter().for_each(|(name, value)| variables.insert(name.clone(), value.clone()));
            }
        }
        self.trace(visit, Stage::Output, output.clone());
        if let Some(exited) = events(&visit.state.kind).exited {
            let name = visit.state.name.text();
            let details = Details::StateExited { name, output: output.clone(), assigned_variables: assigned };
            branch.previous = self.record(branch.previous, exited, details);
        }
        match next {
            Next::State(target) => {
                let state = target.name.clone();
                self.scheduler.push_ready(Wake::Enter { branch: branch.id, state, input: output });
            }
            Next::End => self.succeed_branch(branch, output),
        }
    }

    /// Lets a state fail: retriers first, then catchers, else the branch fails with it.
    pub(super) fn fail(&mut self, branch: &mut Branch, mut visit: Visit, failure: Failure) {
        self.trace(&visit, Stage::ErrorOutput, failure.to_output());
        let state = visit.state.clone();
        if let Some(delay) = retry::next_try(&state.retry, &mut visit.retries, &failure, &mut self.chance) {
            visit.attempt += 1;
            visit.children = None;
            let due = self.now() + delay;
            self.scheduler.push_at(due, Wake::Retry { branch: branch.id, visit: visit.number });
            branch.visit = Some(visit);
            return;
        }
        if let Some(failed) = events(&state.kind).failed {
            branch.previous = self.record(branch.previous, failed, Details::None);
        }
        let caught =
            state.catch.iter().enumerate().find(|(_, catcher)| failure.matches(&catcher.error_equals));
        match caught {
            Some((at, catcher)) => self.caught(branch, &visit, at, catcher, &failure),
            None => {
                branch.abandoned = events(&state.kind).aborted;
                self.fail_branch(branch, failure);
            }
        }
    }

    /// A failure of the catcher's own expressions is not caught again: the branch fails with it.
    fn caught(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        at: usize,
        catcher: &Catcher,
        failure: &Failure,
    ) {
        let Some(target) = &catcher.next else { return self.fail_branch(branch, failure.clone()) };
        let error_output = failure.to_output();
        let exit = Exit {
            output: catcher.output.as_ref(),
            assign: catcher.assign.as_ref(),
            within: Some(("Catch", at)),
        };
        match self.exit_values(branch, visit, exit, io::Data::ErrorOutput(&error_output)) {
            Ok((output, assigned)) => {
                self.exit(branch, visit, output, assigned, &Next::State(target.clone()))
            }
            Err(failure) => self.fail_branch(branch, failure),
        }
    }

    fn succeed_branch(&mut self, branch: &mut Branch, output: Value) {
        branch.over = true;
        match branch.parent {
            None => self.finish(branch.previous, EventType::ExecutionSucceeded, Details::Output { output }),
            Some(parent) => {
                let last = branch.previous;
                self.with_branch(parent.branch, |engine, waiting| {
                    if let Some(visit) = waiting.visit.take() {
                        engine.child_succeeded(waiting, visit, parent.index, output, last);
                    }
                });
            }
        }
    }

    /// Ends a branch badly, and with it the state that waits for it, or the execution.
    pub(super) fn fail_branch(&mut self, branch: &mut Branch, failure: Failure) {
        branch.over = true;
        match branch.parent {
            None => self.end(EventType::ExecutionFailed, &failure, branch.previous),
            Some(parent) => {
                self.with_branch(parent.branch, |engine, waiting| {
                    if let Some(visit) = waiting.visit.take() {
                        engine.child_failed(waiting, visit, branch, parent.index, failure);
                    }
                });
            }
        }
    }

    /// Takes branches out in the midst of what they do. Their events follow the one that was to blame.
    pub(super) fn abort_branches(&mut self, ids: &[BranchId], blame: EventId) {
        for id in ids {
            let Some(branch) = self.branches.remove(id) else { continue };
            let Some(visit) = branch.visit else { continue };
            self.unanswered.retain(|_, pending| pending.branch != *id);
            let state = visit.state.clone();
            if let Some(children) = visit.children {
                self.abort_branches(&children.running, blame);
            }
            if let Some(aborted) = events(&state.kind).aborted {
                self.record(blame, aborted, Details::None);
            }
        }
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
        Kind::Pass => (T::PassStateEntered, Some(T::PassStateExited), None, None),
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
