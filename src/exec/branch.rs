//! Branches: the lanes of an execution.
//!
//! Each run has one of its own; every branch of a Parallel and every iteration of a Map is another, child of
//! the one that waits for it. A branch is in at most one state at a time.
//!
//! While something happens to a branch it is taken out of the execution's list, and its visit out of the
//! branch: whoever gets a [`Visit`] by value decides what becomes of it, and nobody can forget to.
//!
//! A branch that was stopped, since it failed or another did, stays in the list with its visit as long as
//! the state around it can be redriven.

use std::sync::Arc;

use super::error::Failure;
use super::run::RunId;
use super::state::{Children, MapItem, events};
use super::{Execution, Wake, io, retry};
use crate::asl::model::{Catcher, Flow, ResultPath, State, StateName, Target};
use crate::history::{Details, EventId, EventType, Stage, Timestamp};
use crate::query::{QueryLanguage, Template};
use crate::value::{Object, Value};

/// Names a branch of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct BranchId(pub(super) u32);

impl BranchId {
    /// What the execution itself consists of.
    pub const ROOT: BranchId = BranchId(0);
}

#[derive(Debug)]
pub(super) struct Branch {
    pub id: BranchId,
    pub run: RunId,
    pub flow: Arc<Flow>,
    pub parent: Option<Parent>,
    /// What a state of this branch sees: its own variables over those of the branches around it.
    pub variables: Arc<Object>,
    /// The last payload that was found small enough to be passed on.
    pub measured: Value,
    /// The event that the next one follows.
    pub previous: EventId,
    /// The state it is in and waits with.
    pub visit: Option<Visit>,
    /// The state it is about to enter, or was when it was stopped, with its input.
    pub next: Option<(StateName, Value)>,
    /// The iteration it belongs to, if any.
    pub map: Option<MapItem>,
    pub is_stopped: bool,
    is_over: bool,
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
    /// The raw input.
    pub input: Value,
    /// The input after `InputPath`.
    pub effective: Value,
    pub entered: EventId,
    pub entered_at: Timestamp,
    /// The event before it was entered.
    pub before: EventId,
    /// Which try this is, from 0.
    pub attempt: u32,
    /// How often each retrier has led to another try.
    pub retries: Vec<u32>,
    /// `Task.Token` of the context object.
    pub token: Option<Arc<str>>,
    /// How long the task may be silent, in seconds.
    pub heartbeat: Option<i64>,
    /// How many signs of life it has given.
    pub signs_of_life: u32,
    /// The branches it waits for.
    pub children: Option<Box<Children>>,
}

/// How a state is left: what a rule, a catcher or the state itself says.
#[derive(Clone, Copy)]
pub(super) struct Exit<'a> {
    pub output: Option<&'a Template>,
    pub assign: Option<&'a Template>,
    pub result_path: Option<&'a ResultPath>,
    /// The field the templates stand in, if not in the state itself: `Catch[0]`.
    pub within: Option<(&'static str, usize)>,
}

impl Branch {
    /// What a run consists of, which sees the given variables.
    pub fn root(run: RunId, flow: Arc<Flow>, variables: Arc<Object>) -> Branch {
        Branch {
            id: BranchId::ROOT,
            run,
            flow,
            parent: None,
            variables,
            measured: Value::Null,
            previous: EventId(0),
            visit: None,
            next: None,
            map: None,
            is_stopped: false,
            is_over: false,
        }
    }

    /// A branch inside this one. It sees this one's variables; what it sets, nobody outside sees.
    pub fn child(&self, flow: &Arc<Flow>, index: usize) -> Box<Branch> {
        Box::new(Branch {
            parent: Some(Parent { branch: self.id, index }),
            previous: self.previous,
            map: self.map.clone(),
            ..Branch::root(self.run, flow.clone(), self.variables.clone())
        })
    }
}

impl Execution {
    /// Adds a branch and lets it enter its first state.
    pub(super) fn start_branch(&mut self, mut branch: Box<Branch>, input: Value) -> BranchId {
        let id = self.branches.next_id();
        // A flow without StartAt is refused before it runs; entering no state says so.
        let state =
            branch.flow.start_at.as_ref().map_or_else(|| StateName::new(""), |start| start.name.clone());
        branch.id = id;
        branch.next = Some((state, input));
        self.run_mut(branch.run).branches.push(id);
        self.branches.add(branch);
        self.scheduler.push_ready(Wake::Enter { branch: id });
        id
    }

    /// Does something to a branch, if it is still there.
    pub(super) fn with_branch(&mut self, id: BranchId, act: impl FnOnce(&mut Execution, &mut Branch)) {
        let Some(mut branch) = self.branches.take(id) else { return };
        let goes_on = !branch.is_stopped && !self.run(branch.run).is_finished;
        if goes_on {
            act(self, &mut branch);
        }
        if !goes_on || (!branch.is_over && self.is_wanted(&branch)) {
            self.branches.put_back(branch);
        }
    }

    /// Whether a branch is still of use: the state that waits for it may have been left or tried again.
    fn is_wanted(&self, branch: &Branch) -> bool {
        let Some(parent) = branch.parent.filter(|_| branch.is_stopped) else { return true };
        let waiting = self.branches.get(parent.branch).and_then(|waiting| waiting.visit.as_ref());
        let children = waiting.and_then(|visit| visit.children.as_ref());
        children.is_some_and(|children| children.unfinished.contains(&branch.id))
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

    /// Does something to the visit that waits for a child, if it still does.
    pub(super) fn with_parent(
        &mut self,
        parent: Parent,
        act: impl FnOnce(&mut Execution, &mut Branch, Visit),
    ) {
        self.with_branch(parent.branch, |engine, waiting| {
            if let Some(visit) = waiting.visit.take() {
                act(engine, waiting, visit);
            }
        });
    }

    /// Enters a state.
    pub(super) fn enter(&mut self, branch: &mut Branch, name: &StateName, input: Value) {
        let Some(state) = branch.flow.state(name).cloned() else {
            let failure = Failure::fatal(super::RUNTIME, format!("The state '{name}' does not exist."));
            return self.end(branch.run, EventType::ExecutionFailed, &failure, branch.previous);
        };
        let before = branch.previous;
        let details = Details::StateEntered { name: name.text(), input: input.clone() };
        branch.previous = self.record(branch.run, before, events(&state.kind).entered, details);
        self.visits_made += 1;
        let mut visit = Visit {
            number: self.visits_made,
            effective: input.clone(),
            input,
            entered: branch.previous,
            entered_at: self.now(),
            before,
            attempt: 0,
            retries: vec![if self.visits_made == 1 { self.settings.retries } else { 0 }; state.retry.len()],
            token: None,
            heartbeat: None,
            signs_of_life: 0,
            children: None,
            state: state.clone(),
        };
        self.trace(branch, &visit, Stage::Variables, Value::Object(branch.variables.clone()));
        match self.select_input(branch, &mut visit) {
            Ok(()) => self.work(branch, visit, &state),
            Err(failure) => self.fail(branch, visit, failure),
        }
    }

    /// Leaves a state: evaluates its output and variables, and goes on to `next`, or ends the branch.
    ///
    /// Output and variables see the same snapshot; what is assigned takes effect in the next state.
    /// (spec, "Variables")
    pub(super) fn leave(
        &mut self,
        branch: &mut Branch,
        visit: Visit,
        exit: Exit,
        data: io::Data,
        next: Option<&Target>,
    ) {
        match self.exit_values(branch, &visit, exit, data) {
            Ok((output, assigned)) => self.exit(branch, visit, output, assigned, next),
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
        let output = match visit.state.query_language {
            QueryLanguage::Jsonata => match exit.output {
                Some(template) => self.resolve_exit(branch, visit, template, "Output", exit.within, data)?,
                None => data.value(&visit.input).clone(),
            },
            QueryLanguage::JsonPath => self.select_output(branch, visit, exit.result_path, data)?,
        };
        let assigned = match exit.assign {
            Some(template) => {
                Some(self.resolve_exit(branch, visit, template, "Assign", exit.within, data)?)
            }
            None => None,
        };
        // Many a state passes on what came in.
        if output.address().is_none_or(|address| branch.measured.address() != Some(address)) {
            io::check_size(&visit.state.name, &output)?;
            branch.measured = output.clone();
        }
        if let Some(assigned) = &assigned {
            io::check_size(&visit.state.name, assigned)?;
            if let Some(assigned) = assigned.as_object() {
                io::check_variables(&branch.variables, assigned)?;
            }
        }
        Ok((output, assigned))
    }

    fn exit(
        &mut self,
        branch: &mut Branch,
        visit: Visit,
        output: Value,
        assigned: Option<Value>,
        next: Option<&Target>,
    ) {
        self.discard_children(&visit);
        // AWS shows no variables where `Assign` is empty. (recorded)
        let assigned = assigned.filter(|assigned| assigned.as_object().is_some_and(|set| !set.is_empty()));
        if let Some(assigned) = &assigned {
            self.trace(branch, &visit, Stage::Assign, assigned.clone());
            if let Some(members) = assigned.as_object() {
                let variables = Arc::make_mut(&mut branch.variables);
                members.iter().for_each(|(name, value)| variables.insert(name.clone(), value.clone()));
            }
        }
        self.trace(branch, &visit, Stage::Output, output.clone());
        if let Some(exited) = events(&visit.state.kind).exited {
            let name = visit.state.name.text();
            let details = Details::StateExited { name, output: output.clone(), assigned_variables: assigned };
            branch.previous = self.record(branch.run, branch.previous, exited, details);
        }
        match next {
            Some(target) => {
                branch.next = Some((target.name.clone(), output));
                self.scheduler.push_ready(Wake::Enter { branch: branch.id });
            }
            None => self.succeed_branch(branch, output),
        }
    }

    /// Lets a state fail: retriers first, then catchers, else the branch fails with it.
    pub(super) fn fail(&mut self, branch: &mut Branch, mut visit: Visit, failure: Failure) {
        self.trace(branch, &visit, Stage::ErrorOutput, failure.to_output());
        if failure.is_fatal {
            let previous = branch.previous;
            branch.visit = Some(visit);
            return self.end_from(branch, &failure, previous);
        }
        let state = visit.state.clone();
        let retrier = retry::retrier_for(&state.retry, &failure);
        let next = retry::next_try(&state.retry, &mut visit.retries, &failure, &mut self.chance);
        if let Some(retrier) = retrier {
            self.trace(branch, &visit, Stage::Retry, retry::described(retrier, next.as_ref()));
        }
        if let Some(next) = next {
            self.discard_children(&visit);
            visit.attempt += 1;
            visit.children = None;
            let due = self.now() + next.wait;
            self.scheduler.push_at(due, Wake::Retry { branch: branch.id, visit: visit.number });
            branch.visit = Some(visit);
            return;
        }
        if let Some(failed) = events(&state.kind).failed {
            branch.previous = self.record(branch.run, branch.previous, failed, Details::None);
        }
        let mut catchers = state.catch.iter().enumerate();
        match catchers.find(|(_, catcher)| failure.matches(&catcher.error_equals)) {
            Some((at, catcher)) => self.caught(branch, visit, at, catcher, &failure),
            None => {
                branch.visit = Some(visit);
                self.fail_branch(branch, failure);
            }
        }
    }

    /// A failure of the catcher's own expressions is not caught again: the branch fails with it.
    fn caught(&mut self, branch: &mut Branch, visit: Visit, at: usize, catcher: &Catcher, failure: &Failure) {
        let Some(target) = &catcher.next else {
            branch.visit = Some(visit);
            return self.fail_branch(branch, failure.clone());
        };
        let error_output = failure.to_output();
        let number = Value::from(i64::try_from(at).unwrap_or(i64::MAX));
        self.trace(branch, &visit, Stage::Catcher, number);
        let exit = Exit {
            output: catcher.output.as_ref(),
            assign: catcher.assign.as_ref(),
            result_path: Some(&catcher.result_path),
            within: Some(("Catch", at)),
        };
        match self.exit_values(branch, &visit, exit, io::Data::ErrorOutput(&error_output)) {
            Ok((output, assigned)) => self.exit(branch, visit, output, assigned, Some(target)),
            Err(failure) => {
                branch.visit = Some(visit);
                match failure.is_fatal {
                    true => self.end_from(branch, &failure, branch.previous),
                    false => self.fail_branch(branch, failure),
                }
            }
        }
    }

    fn succeed_branch(&mut self, branch: &mut Branch, output: Value) {
        branch.is_over = true;
        match branch.parent {
            None => {
                let details = Details::Output { output };
                self.finish(branch.run, branch.previous, EventType::ExecutionSucceeded, details);
            }
            Some(parent) => {
                let (id, last) = (branch.id, branch.previous);
                self.with_parent(parent, |engine, waiting, visit| {
                    engine.branch_succeeded(waiting, visit, id, parent.index, output, last);
                });
            }
        }
    }

    /// Ends a branch badly, and with it the state that waits for it, or the run. The branch keeps the visit
    /// it failed with.
    pub(super) fn fail_branch(&mut self, branch: &mut Branch, failure: Failure) {
        match branch.parent {
            None => self.end_from(branch, &failure, branch.previous),
            Some(parent) => {
                branch.is_stopped = true;
                self.with_parent(parent, |engine, waiting, visit| {
                    engine.branch_failed(waiting, visit, branch, parent.index, failure);
                });
            }
        }
    }

    /// Ends the run of the branch at work, which is not in the list.
    pub(super) fn end_from(&mut self, branch: &mut Branch, failure: &Failure, previous: EventId) {
        branch.is_stopped = true;
        self.end(branch.run, EventType::ExecutionFailed, failure, previous);
    }

    /// Takes a branch out in the midst of what it does. Its events follow the one that was to blame.
    pub(super) fn abort_branch(&mut self, id: BranchId, blame: EventId) {
        let Some(branch) = self.branches.get_mut(id).filter(|branch| !branch.is_stopped) else { return };
        branch.is_stopped = true;
        let run = branch.run;
        let Some(visit) = &branch.visit else { return };
        let state = visit.state.clone();
        let aborted = events(&state.kind).aborted;
        let (inner, map_run) = match &visit.children {
            Some(children) => (children.running.clone(), children.map_run),
            None => (Vec::new(), None),
        };
        self.unanswered.retain(|_, pending| pending.branch != id);
        match map_run {
            Some(map_run) => self.abort_map_run(map_run, &inner, blame),
            None => self.abort_branches(run, &state, &inner, blame),
        }
        if let Some(aborted) = aborted {
            self.record(run, blame, aborted, Details::None);
        }
    }

    /// Stops every branch of a run that is over.
    pub(super) fn stop_branches_of(&mut self, run: RunId) {
        // Most child executions have but one branch, which has just ended or is at work, and waits for nothing.
        let mut waits = false;
        for id in &self.runs[run.0 as usize].branches {
            if let Some(branch) = self.branches.get_mut(*id) {
                branch.is_stopped = true;
                waits = true;
            }
        }
        if !waits {
            return;
        }
        let branches = &mut self.branches;
        self.scheduler.retain_ready(|wake| match wake {
            Wake::Enter { branch } => branches.get(*branch).is_none_or(|branch| branch.run != run),
            _ => true,
        });
        self.unanswered.retain(|_, pending| branches.get(pending.branch).is_none_or(|b| b.run != run));
    }

    /// Forgets the stopped branches of a state that is left or tried again.
    pub(super) fn discard_children(&mut self, visit: &Visit) {
        let Some(children) = &visit.children else { return };
        for id in children.running.iter().chain(&children.unfinished) {
            if let Some(branch) = self.branches.take(*id)
                && let Some(inner) = &branch.visit
            {
                self.discard_children(inner);
            }
        }
    }
}
