//! The visits to states, read from events.

use std::sync::Arc;

use indexmap::IndexMap;

use super::marks::{Iterations, Moment, Status};
use crate::history::{Details, Event, EventId, EventType};

/// One visit to a state.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// The state's number, in the order in which states were first entered.
    pub(super) state: usize,
    /// The event that entered it.
    pub(super) entered: EventId,
    /// Its status if nothing more happened; a failed visit that is open may still be retried or caught.
    pub(super) status: Status,
    /// Whether it may go on.
    pub(super) open: bool,
    pub(super) attempts: u32,
    pub(super) iterations: Option<Iterations>,
    /// At which event, counted from 0, its status changed last.
    pub(super) changed: usize,
    /// The event that led to it.
    after: EventId,
    kind: EventType,
    /// The visit to the Parallel or Map around it.
    parent: Option<usize>,
    /// For a Parallel or Map: whether its branches are done.
    done: bool,
    children: Vec<usize>,
    /// For a Parallel or Map: the first visit that can be inside its last try.
    inside_from: usize,
    /// Whether it was left, so that no redrive lets it go on.
    left: bool,
    /// Whether another state was entered from it.
    followed: bool,
}

impl Visit {
    fn is_container(&self) -> bool {
        matches!(self.kind, EventType::ParallelStateEntered | EventType::MapStateEntered)
    }
}

/// A transition that was taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The visit that ended with it.
    pub(super) visit: EventId,
    pub(super) caught: bool,
}

/// All visits up to some event.
#[derive(Clone, Debug, Default)]
pub(super) struct Visits {
    visits: Vec<Visit>,
    /// The visits to each state.
    of_state: IndexMap<Arc<str>, Vec<usize>>,
    /// The visit each event belongs to.
    of_event: Vec<Option<usize>>,
    steps: Vec<Step>,
    /// Which of the events are redrives.
    redrives: Vec<EventId>,
    /// What a redrive lets go on and has not been heard of since, in the order of entering.
    awaited: Vec<usize>,
}

impl Visits {
    /// The names of the states that were entered.
    pub(super) fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.of_state.keys()
    }

    /// The visits in the order in which they began.
    pub(super) fn all(&self) -> &[Visit] {
        &self.visits
    }

    /// The transitions in the order in which they were taken.
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// What the last event is about.
    pub(super) fn moment(&self) -> Option<Moment> {
        let visit = &self.visits[(*self.of_event.last()?)?];
        let (name, _) = self.of_state.get_index(visit.state)?;
        Some(Moment { state: name.clone(), visit: visit.entered })
    }

    /// Takes the next event in.
    pub(super) fn record(&mut self, event: &Event) {
        let before = match self.redrives.contains(&event.previous) {
            true => self.resumed(event),
            false => self.visit_of(event.previous),
        };
        let visit = match &event.details {
            Details::StateEntered { name, .. } => Some(self.enter(event, name, before)),
            Details::StateExited { name, .. } => self.leave(name, before),
            Details::EvaluationFailed { state, .. } => self.fail_to_evaluate(event, state, before),
            Details::MapIteration { name, .. } => self.iterate(event.event_type, name, before),
            Details::Redriven { .. } => self.revive(event.id),
            details => self.other(event.event_type, details, before),
        };
        self.awaited.retain(|&awaited| Some(awaited) != visit);
        self.of_event.push(visit);
    }

    /// Says of what has failed whether it is tried again or caught, as later events have it.
    pub(super) fn foresee<'a>(&mut self, later: impl Iterator<Item = &'a Event>) {
        let is_undecided = |visit: &Visit| visit.open && visit.status == Status::Failed;
        let mut undecided: Vec<usize> =
            (0..self.visits.len()).filter(|&at| is_undecided(&self.visits[at])).collect();
        if undecided.is_empty() {
            return;
        }
        let mut ahead = self.clone();
        for event in later {
            ahead.record(event);
            undecided.retain(|&at| {
                self.visits[at].status = match ahead.visits[at].status {
                    Status::Running => Status::Retrying,
                    Status::Caught => Status::Caught,
                    _ => Status::Failed,
                };
                is_undecided(&ahead.visits[at])
            });
            if undecided.is_empty() {
                return;
            }
        }
        // The execution goes on, or it would have ended them.
        undecided.into_iter().for_each(|at| self.visits[at].status = Status::Retrying);
    }

    /// A redrive lets everything go on that was not left, inside of what goes on itself.
    fn revive(&mut self, redrive: EventId) -> Option<usize> {
        self.redrives.push(redrive);
        self.awaited.clear();
        for at in 0..self.visits.len() {
            if self.visits[at].left || !self.is_inside_last_try(at) {
                continue;
            }
            let parent = self.visits[at].parent;
            if let Some(parent) = parent {
                self.awaited.retain(|&awaited| awaited != parent);
                self.visits[parent].children.push(at);
            }
            self.set(at, Status::Running);
            let visit = &mut self.visits[at];
            (visit.open, visit.done) = (true, false);
            visit.children.clear();
            if let Some(iterations) = &mut visit.iterations {
                iterations.failed = 0;
            }
            self.awaited.push(at);
        }
        None
    }

    /// Whether a visit belongs to the last try of what is around it, and that goes on.
    fn is_inside_last_try(&self, visit: usize) -> bool {
        self.visits[visit].parent.is_none_or(|parent| {
            let around = &self.visits[parent];
            around.open && visit >= around.inside_from
        })
    }

    /// What the first event after a redrive goes on from. Where it has no name, the states go on in the
    /// order in which they were entered.
    fn resumed(&self, event: &Event) -> Option<usize> {
        use EventType as E;
        if matches!(event.details, Details::StateEntered { .. }) {
            // It ended between two states.
            return (0..self.visits.len()).rev().find(|&at| {
                let visit = &self.visits[at];
                visit.left && !visit.followed && self.is_inside_last_try(at)
            });
        }
        let state = event.state_name().and_then(|name| self.of_state.get_index_of(name));
        let kind = match event.event_type {
            E::TaskScheduled | E::LambdaFunctionScheduled | E::ActivityScheduled => Some(E::TaskStateEntered),
            E::ParallelStateStarted => Some(E::ParallelStateEntered),
            E::MapStateStarted | E::MapRunStarted | E::MapRunRedriven => Some(E::MapStateEntered),
            _ => None,
        };
        let is_meant = |&at: &usize| match state {
            Some(state) => self.visits[at].state == state,
            None => Some(self.visits[at].kind) == kind,
        };
        let open = || (0..self.visits.len()).rev().filter(|&at| self.visits[at].open).find(is_meant);
        self.awaited.iter().copied().find(is_meant).or_else(open)
    }

    fn visit_of(&self, event: EventId) -> Option<usize> {
        *self.of_event.get((event.0 as usize).checked_sub(1)?)?
    }

    /// A visit and those around it, from the inside out.
    fn around(&self, visit: Option<usize>) -> impl Iterator<Item = usize> {
        std::iter::successors(visit, |&visit| self.visits[visit].parent)
    }

    fn set(&mut self, visit: usize, status: Status) {
        self.visits[visit].status = status;
        self.visits[visit].changed = self.of_event.len();
    }

    fn close(&mut self, visit: usize, status: Status) {
        self.set(visit, status);
        self.visits[visit].open = false;
    }

    fn enter(&mut self, event: &Event, name: &Arc<str>, before: Option<usize>) -> usize {
        let inside = before.filter(|&before| self.visits[before].open && self.visits[before].is_container());
        let parent = inside.or_else(|| self.visits[before?].parent);
        let visit = self.visits.len();
        let entry = self.of_state.entry(name.clone());
        let state = entry.index();
        entry.or_default().push(visit);
        if let Some(from) = before.filter(|_| inside.is_none()) {
            let Visit { state: from, entered: visit, status, .. } = self.visits[from];
            self.steps.push(Step { from, to: state, visit, caught: status == Status::Caught });
        }
        if let Some(before) = before.filter(|_| inside.is_none()) {
            self.visits[before].followed = true;
        }
        if let Some(parent) = parent {
            self.visits[parent].children.push(visit);
        }
        // Nothing follows in a Fail: the next event is about what is around it.
        let fails = event.event_type == EventType::FailStateEntered;
        self.visits.push(Visit {
            state,
            entered: event.id,
            after: event.previous,
            status: if fails { Status::Failed } else { Status::Running },
            open: !fails,
            attempts: 0,
            iterations: None,
            changed: self.of_event.len(),
            kind: event.event_type,
            parent,
            done: false,
            children: Vec::new(),
            inside_from: visit + 1,
            left: fails,
            followed: false,
        });
        visit
    }

    fn leave(&mut self, name: &str, before: Option<usize>) -> Option<usize> {
        let visit = self.open_visit(name, before)?;
        let caught = self.visits[visit].status == Status::Failed;
        self.close(visit, if caught { Status::Caught } else { Status::Succeeded });
        self.visits[visit].left = true;
        Some(visit)
    }

    /// The open visit to a state of that name that an event belongs to: along the event's own branch if
    /// there is one, else the last.
    fn open_visit(&self, name: &str, before: Option<usize>) -> Option<usize> {
        let (state, _, all) = self.of_state.get_full(name)?;
        let is_it = |&visit: &usize| self.visits[visit].open && self.visits[visit].state == state;
        let own = self.around(before).find(is_it);
        own.or_else(|| all.iter().rev().copied().find(is_it))
    }

    /// When an expression fails as a state begins, AWS links the event to the one before the state was
    /// entered, as if that had led to both.
    fn fail_to_evaluate(&mut self, event: &Event, name: &str, before: Option<usize>) -> Option<usize> {
        let (state, _, all) = self.of_state.get_full(name)?;
        let own = before.filter(|&visit| self.visits[visit].open && self.visits[visit].state == state);
        let mut open = all.iter().rev().copied().filter(|&visit| self.visits[visit].open);
        let sibling = || open.clone().find(|&visit| self.visits[visit].after == event.previous);
        let visit = own.or_else(sibling).or_else(|| open.next())?;
        // A try whose arguments cannot be made is never scheduled.
        if self.visits[visit].attempts == 0 || self.visits[visit].status == Status::Failed {
            self.visits[visit].attempts += 1;
        }
        self.set(visit, Status::Failed);
        Some(visit)
    }

    /// Takes an event about a Map's iteration in. It belongs to the Map.
    fn iterate(&mut self, event: EventType, name: &str, before: Option<usize>) -> Option<usize> {
        let (state, ..) = self.of_state.get_full(name)?;
        let is_it = |&visit: &usize| self.visits[visit].open && self.visits[visit].state == state;
        let map = self.around(before).find(is_it).or_else(|| self.open_visit(name, None))?;
        let counts = self.visits[map].iterations.get_or_insert_default();
        match event {
            EventType::MapIterationSucceeded => counts.succeeded += 1,
            EventType::MapIterationFailed => {
                counts.failed += 1;
                self.fail_up_to(map, before);
            }
            _ => {}
        }
        Some(map)
    }

    fn other(&mut self, event: EventType, details: &Details, before: Option<usize>) -> Option<usize> {
        use EventType as E;
        match event {
            E::TaskScheduled | E::LambdaFunctionScheduled | E::ActivityScheduled => {
                self.visits[before?].attempts += 1;
                self.set(before?, Status::Running);
                before
            }
            E::ParallelStateStarted => self.begin(E::ParallelStateEntered, details, before),
            E::MapStateStarted => self.begin(E::MapStateEntered, details, before),
            E::ParallelStateSucceeded => self.finish(E::ParallelStateEntered, before),
            E::MapStateSucceeded => self.finish(E::MapStateEntered, before),
            E::ParallelStateFailed => self.fail(E::ParallelStateEntered, before),
            E::MapStateFailed => self.fail(E::MapStateEntered, before),
            E::TaskStateAborted => self.abort(E::TaskStateEntered, before),
            E::WaitStateAborted => self.abort(E::WaitStateEntered, before),
            E::ParallelStateAborted => self.abort(E::ParallelStateEntered, before),
            E::MapStateAborted => self.abort(E::MapStateEntered, before),
            E::ExecutionStarted | E::ExecutionSucceeded => None,
            E::ExecutionFailed => {
                let failed: Vec<usize> = self.around(before).collect();
                self.end_all(&failed);
                before
            }
            E::ExecutionTimedOut | E::ExecutionAborted => {
                self.end_all(&[]);
                None
            }
            _ if matches!(details, Details::Failure { .. } | Details::TaskFailure { .. }) => {
                self.set(before?, Status::Failed);
                before
            }
            _ => before,
        }
    }

    /// The innermost Parallel or Map around an event whose branches are not done.
    fn container(&self, kind: EventType, before: Option<usize>) -> Option<usize> {
        self.around(before).find(|&visit| {
            let visit = &self.visits[visit];
            visit.kind == kind && visit.open && !visit.done
        })
    }

    /// A Parallel or Map starts its branches, perhaps not for the first time.
    fn begin(&mut self, kind: EventType, details: &Details, before: Option<usize>) -> Option<usize> {
        let again = before.filter(|&visit| self.visits[visit].open && self.visits[visit].kind == kind);
        let visit = self.container(kind, before).or(again)?;
        self.end_children(visit, before);
        self.visits[visit].attempts += 1;
        self.visits[visit].done = false;
        self.visits[visit].inside_from = self.visits.len();
        if let Details::MapStateStarted { length } = details {
            self.visits[visit].iterations = Some(Iterations { total: *length, ..Iterations::default() });
        }
        self.set(visit, Status::Running);
        Some(visit)
    }

    fn finish(&mut self, kind: EventType, before: Option<usize>) -> Option<usize> {
        let visit = self.container(kind, before)?;
        self.visits[visit].done = true;
        Some(visit)
    }

    fn fail(&mut self, kind: EventType, before: Option<usize>) -> Option<usize> {
        let visit = self.finish(kind, before)?;
        self.end_children(visit, before);
        self.set(visit, Status::Failed);
        Some(visit)
    }

    fn abort(&mut self, kind: EventType, before: Option<usize>) -> Option<usize> {
        let visit =
            self.around(before).find(|&visit| self.visits[visit].open && self.visits[visit].kind == kind)?;
        self.end_children(visit, None);
        self.stop(visit);
        Some(visit)
    }

    /// Ends what was going on inside a container. The way to the failing visit failed.
    fn end_children(&mut self, container: usize, failing: Option<usize>) {
        self.fail_up_to(container, failing);
        let mut children = std::mem::take(&mut self.visits[container].children);
        while let Some(child) = children.pop() {
            if self.visits[child].open {
                children.append(&mut self.visits[child].children);
                self.stop(child);
            }
        }
    }

    /// Marks a visit and those around it as failed, up to a container.
    fn fail_up_to(&mut self, container: usize, failing: Option<usize>) {
        let way: Vec<usize> = self.around(failing).collect();
        let end = way.iter().position(|&visit| visit == container).unwrap_or(0);
        for &visit in &way[..end] {
            if self.visits[visit].open {
                self.end_children(visit, None);
                self.close(visit, Status::Failed);
            }
        }
    }

    /// Ends an open visit from the outside.
    fn stop(&mut self, visit: usize) {
        let status =
            if self.visits[visit].status == Status::Failed { Status::Failed } else { Status::Aborted };
        self.close(visit, status);
    }

    fn end_all(&mut self, failed: &[usize]) {
        for visit in 0..self.visits.len() {
            if self.visits[visit].open {
                if failed.contains(&visit) {
                    self.close(visit, Status::Failed);
                } else {
                    self.stop(visit);
                }
            }
        }
    }
}
