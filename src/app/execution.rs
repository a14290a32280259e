//! An execution as the page sees it: the history, and which visit to which state every event belongs to.
//!
//! Only the history is read. One imported from AWS gives the same views as one that ran here.

use std::collections::HashMap;
use std::sync::Arc;

use crate::history::{Details, Event, EventId, EventType, History, Outcome, Stage, Status, TraceEntry};
use crate::value::Value;

/// Where a visit stands in [`Execution::visits`].
pub type VisitIndex = usize;

/// One stay in one state.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The state's name.
    pub state: Arc<str>,
    /// `Task`, `Choice`, …
    pub kind: &'static str,
    /// The `…StateEntered` event.
    pub entered: EventId,
    /// The visit to the Parallel or Map it happened in.
    pub parent: Option<VisitIndex>,
    /// Which iteration of the Map it happened in.
    pub iteration: Option<u32>,
    /// Its own events, in order; those of states inside it are theirs.
    pub events: Vec<EventId>,
    /// The redrives that let it go on.
    redrives: Vec<EventId>,
    /// The failures of what is around it that it led to.
    ///
    /// An error that AWS has no event for, as `States.Runtime` of a Choice, is told by these alone.
    brought_down: Vec<EventId>,
    /// Whether another state was entered from it.
    is_followed: bool,
    stage: VisitStage,
}

/// How far a visit is, as far as is known while events come in.
#[derive(Clone, Copy, Debug, PartialEq)]
enum VisitStage {
    /// It goes on.
    Open,
    /// The branches or iterations of a container are done; it is not left yet, and may be retried.
    ChildrenOver,
    /// It was left, or will never be.
    Over,
}
use VisitStage::{ChildrenOver, Open, Over};

impl Visit {
    /// How many redrives had let it go on when an event had happened.
    #[must_use]
    pub fn redrives(&self, until: EventId) -> usize {
        self.redrives.partition_point(|&redrive| redrive <= until)
    }
}

/// How a visit stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has not begun.
    NotReached,
    /// It goes on.
    Running,
    /// A try failed, another follows.
    Retrying,
    /// It failed, and a catcher took over.
    Caught,
    /// It ended well.
    Succeeded,
    /// It ended badly.
    Failed,
    /// It was stopped because something else failed.
    Aborted,
}

/// A history and what follows from it.
#[derive(Clone, Debug, Default)]
pub struct Execution {
    /// The events and the trace.
    pub history: History,
    /// Every stay in a state, in the order of entering.
    pub visits: Vec<Visit>,
    /// For every event the visit it belongs to.
    owners: Vec<Option<VisitIndex>>,
    by_state: HashMap<Arc<str>, Vec<VisitIndex>>,
    by_entered: HashMap<EventId, VisitIndex>,
    /// For every event, how far along the track it stands; see [`Execution::position`].
    reach: Vec<f64>,
    /// The events that ended the execution, and those that took an end back: `false`.
    turns: Vec<(EventId, bool)>,
    /// What a redrive lets go on and has not been heard of since, in the order of entering.
    awaited: Vec<VisitIndex>,
}

impl Execution {
    /// Takes in what was recorded since the last time.
    pub fn record(
        &mut self,
        events: impl IntoIterator<Item = Event>,
        trace: impl IntoIterator<Item = TraceEntry>,
    ) {
        for event in events {
            self.place(&event);
            self.history.events.push(event);
        }
        self.history.trace.entries.extend(trace);
    }

    /// An execution that was recorded before.
    #[must_use]
    pub fn of(history: History) -> Execution {
        let mut execution = Execution::default();
        execution.record(history.events, history.trace.entries);
        execution
    }

    fn place(&mut self, event: &Event) {
        let owner = self.find_owner(event);
        self.awaited.retain(|&at| Some(at) != owner);
        match event.event_type {
            EventType::ExecutionRedriven => self.revive(event.id),
            _ if is_end(event.event_type) => self.turns.push((event.id, true)),
            _ => {}
        }
        if let Some(visit) = owner.and_then(|at| self.visits.get_mut(at)) {
            visit.events.push(event.id);
            match event.event_type {
                // A retried container starts again.
                EventType::ParallelStateStarted | EventType::MapStateStarted => visit.stage = Open,
                EventType::ParallelStateSucceeded
                | EventType::ParallelStateFailed
                | EventType::MapStateSucceeded
                | EventType::MapStateFailed => visit.stage = ChildrenOver,
                EventType::FailStateEntered => visit.stage = Over,
                _ if event.is_exited() || aborted_kind(event.event_type).is_some() => visit.stage = Over,
                _ => {}
            }
        }
        if is_failure_around(event.event_type) {
            self.blame(event, owner);
        }
        let waited = match self.history.events.last() {
            Some(last) => event.timestamp.since(last.timestamp).max(0),
            None => 0,
        };
        let reached = self.reach.last().copied().unwrap_or(0.0);
        self.reach.push(if self.reach.is_empty() { 0.0 } else { reached + stride(waited) });
        self.owners.push(owner);
    }

    /// Notes whom a failure came from: the visit that it follows, and those between it and what failed.
    fn blame(&mut self, event: &Event, failed: Option<VisitIndex>) {
        let mut at = self.owner(event.previous);
        while at != failed
            && let Some(visit) = at.and_then(|at| self.visits.get_mut(at))
        {
            visit.brought_down.push(event.id);
            at = visit.parent;
        }
    }

    /// The visit that an event tells of.
    ///
    /// AWS chains events loosely: what leaves a Parallel follows the last event of its last branch, what
    /// is aborted follows the event that was to blame, wherever that stands, and what a redrive lets go on
    /// follows the redrive.
    fn find_owner(&mut self, event: &Event) -> Option<VisitIndex> {
        let is_resumed = self
            .history
            .event(event.previous)
            .is_some_and(|before| before.event_type == EventType::ExecutionRedriven);
        if is_resumed && let Some(owner) = self.resumed(event) {
            return Some(owner);
        }
        let before = if is_resumed { self.left_behind() } else { self.owner(event.previous) };
        if let Details::StateEntered { name, .. } = &event.details {
            return Some(self.enter(name, event, before));
        }
        if let Some(name) = event.state_name() {
            let found = self.climb(before, |visit| visit.stage != Over && visit.state == *name);
            return found.or_else(|| self.last_visit(|visit| visit.stage != Over && visit.state == *name));
        }
        if let Some(kind) = aborted_kind(event.event_type) {
            let blamed = self.ancestors(before);
            return self.last_open_visit(kind, &blamed);
        }
        match container_end(event.event_type) {
            Some(kind) => self.climb(before, |visit| visit.stage == Open && visit.kind == kind),
            None if is_of_execution(event.event_type) => None,
            None => before,
        }
    }

    /// A redrive lets everything go on that was not left, inside of what goes on itself.
    fn revive(&mut self, redrive: EventId) {
        self.turns.push((redrive, false));
        self.awaited.clear();
        let mut goes_on = vec![false; self.visits.len()];
        let mut is_leaf = vec![true; self.visits.len()];
        for (at, visit) in self.visits.iter().enumerate() {
            let is_left = visit
                .events
                .last()
                .and_then(|&last| self.history.event(last))
                .is_none_or(|last| last.is_exited() || last.event_type == EventType::FailStateEntered);
            goes_on[at] =
                !is_left && visit.parent.is_none_or(|parent| goes_on[parent] && self.is_of_last_try(visit));
            if let Some(parent) = visit.parent.filter(|_| goes_on[at]) {
                is_leaf[parent] = false;
            }
        }
        for (at, visit) in self.visits.iter_mut().enumerate().filter(|(at, _)| goes_on[*at]) {
            visit.stage = Open;
            visit.redrives.push(redrive);
            if is_leaf[at] {
                self.awaited.push(at);
            }
        }
    }

    /// Whether a visit was entered after the Parallel or Map around it had begun for the last time.
    fn is_of_last_try(&self, visit: &Visit) -> bool {
        let Some(around) = visit.parent.and_then(|parent| self.visits.get(parent)) else { return true };
        let begins = |event: &&EventId| {
            self.history.event(**event).is_some_and(|event| {
                matches!(event.event_type, EventType::ParallelStateStarted | EventType::MapStateStarted)
            })
        };
        around.events.iter().rev().find(begins).is_none_or(|begun| visit.entered > *begun)
    }

    /// The visit that goes on with the first event after a redrive. Where it has no name, the states go on
    /// in the order in which they were entered.
    fn resumed(&self, event: &Event) -> Option<VisitIndex> {
        use EventType as T;
        if matches!(event.details, Details::StateEntered { .. }) {
            return None;
        }
        let kind = match event.event_type {
            T::TaskScheduled | T::LambdaFunctionScheduled | T::ActivityScheduled => "Task",
            T::ParallelStateStarted => "Parallel",
            T::MapStateStarted | T::MapRunStarted | T::MapRunRedriven => "Map",
            _ => "",
        };
        let is_meant = |visit: &Visit| match event.state_name() {
            Some(name) => visit.state == *name,
            None => visit.kind == kind,
        };
        let awaited = self.awaited.iter().copied().find(|&at| is_meant(&self.visits[at]));
        awaited.or_else(|| {
            // A Map Run goes on as a whole, and what is inside a Map tells of itself.
            self.last_visit(|visit| visit.stage != Over && !visit.redrives.is_empty() && is_meant(visit))
        })
    }

    /// The visit that was left before an execution ended and whose successor was not entered yet.
    fn left_behind(&self) -> Option<VisitIndex> {
        self.last_visit(|visit| {
            let is_inside = visit.parent.is_none_or(|parent| self.visits[parent].stage == Open);
            visit.stage == Over && !visit.is_followed && is_inside && self.is_of_last_try(visit)
        })
    }

    fn climb(&self, from: Option<VisitIndex>, is_meant: impl Fn(&Visit) -> bool) -> Option<VisitIndex> {
        let mut at = from;
        while let Some(visit) = at.and_then(|at| self.visits.get(at)) {
            if is_meant(visit) {
                return at;
            }
            at = visit.parent;
        }
        None
    }

    fn ancestors(&self, from: Option<VisitIndex>) -> Vec<VisitIndex> {
        let mut line = Vec::new();
        let mut at = from;
        while let Some((index, visit)) = at.and_then(|at| Some((at, self.visits.get(at)?))) {
            line.push(index);
            at = visit.parent;
        }
        line
    }

    fn last_visit(&self, is_meant: impl Fn(&Visit) -> bool) -> Option<VisitIndex> {
        self.visits.iter().rposition(is_meant)
    }

    fn last_open_visit(&self, kind: &str, but: &[VisitIndex]) -> Option<VisitIndex> {
        let mut visits = self.visits.iter().enumerate().rev();
        let found = visits.find(|(at, visit)| visit.stage != Over && visit.kind == kind && !but.contains(at));
        found.map(|(at, _)| at)
    }

    fn enter(&mut self, name: &Arc<str>, event: &Event, before: Option<VisitIndex>) -> VisitIndex {
        let (parent, iteration) = match self.history.event(event.previous) {
            // The first state of a branch or iteration stands inside the state that started it.
            Some(Event { event_type: EventType::ParallelStateStarted, .. }) => (before, None),
            Some(Event { details: Details::MapIteration { index, .. }, .. }) => (before, Some(*index)),
            _ => match before.and_then(|at| self.visits.get_mut(at)) {
                Some(sibling) => {
                    sibling.is_followed = true;
                    (sibling.parent, sibling.iteration)
                }
                None => (None, None),
            },
        };
        let at = self.visits.len();
        let kind = event.event_type.as_str();
        self.visits.push(Visit {
            state: name.clone(),
            kind: kind.strip_suffix("StateEntered").unwrap_or(kind),
            entered: event.id,
            parent,
            iteration,
            events: Vec::new(),
            redrives: Vec::new(),
            brought_down: Vec::new(),
            is_followed: false,
            stage: Open,
        });
        self.by_state.entry(name.clone()).or_default().push(at);
        self.by_entered.insert(event.id, at);
        at
    }

    /// The visit an event belongs to; nothing for the execution's own events.
    #[must_use]
    pub fn owner(&self, event: EventId) -> Option<VisitIndex> {
        let at = (event.0 as usize).checked_sub(1)?;
        self.owners.get(at).copied().flatten()
    }

    /// The visit an event belongs to, itself.
    #[must_use]
    pub fn visit_of(&self, event: EventId) -> Option<&Visit> {
        self.visits.get(self.owner(event)?)
    }

    /// The visit that began with this event.
    #[must_use]
    pub fn visit_entered(&self, entered: EventId) -> Option<&Visit> {
        self.visits.get(*self.by_entered.get(&entered)?)
    }

    /// The visits to a state, in the order of entering.
    pub fn visits_to(&self, state: &str) -> impl DoubleEndedIterator<Item = &Visit> + ExactSizeIterator {
        let visits = self.by_state.get(state).map_or(&[][..], Vec::as_slice);
        visits.iter().map(|&at| &self.visits[at])
    }

    /// Which items of the Maps around it a visit is about, of the outermost first.
    #[must_use]
    pub fn items_around(&self, visit: &Visit) -> Vec<u32> {
        let around = std::iter::successors(Some(visit), |visit| self.visits.get(visit.parent?));
        let mut items: Vec<u32> = around.filter_map(|visit| visit.iteration).collect();
        items.reverse();
        items
    }

    /// The visit to blame for a failed execution: the last one that failed, or else the one in which
    /// something happened last. When time ran out: the last one that was not over.
    #[must_use]
    pub fn culprit(&self) -> Option<&Visit> {
        let last = self.history.events.last()?;
        if !is_failure(last.event_type) {
            return None;
        }
        if last.event_type == EventType::ExecutionTimedOut {
            return self.last_visit(|visit| visit.stage != Over).map(|at| &self.visits[at]);
        }
        let failed = self.visits.iter().rev().find(|visit| self.standing(visit, last.id) == Standing::Failed);
        failed.or_else(|| self.visit_of(last.previous))
    }

    /// The number of the last event.
    #[must_use]
    pub fn end(&self) -> EventId {
        self.history.events.last().map_or(EventId(0), |event| event.id)
    }

    /// The states that were entered.
    pub fn states(&self) -> impl Iterator<Item = &Arc<str>> {
        self.by_state.keys()
    }

    /// How many states were entered, each counted once.
    #[must_use]
    pub fn states_reached(&self) -> usize {
        self.by_state.len()
    }

    /// How a visit stands when the given event has just happened.
    #[must_use]
    pub fn standing(&self, visit: &Visit, head: EventId) -> Standing {
        let happened = visit.events.partition_point(|&event| event <= head);
        let Some(last) = happened.checked_sub(1).and_then(|at| self.history.event(visit.events[at])) else {
            return Standing::NotReached;
        };
        let redriven = visit.redrives.iter().copied().find(|&redrive| redrive > last.id);
        // What fails may say so in several events.
        let mut later = visit.events[happened..].iter().filter_map(|&event| self.history.event(event));
        let follows = later.find(|event| !is_failure(event.event_type) && !is_aborted(event.event_type));
        let follows = follows.filter(|event| redriven.is_none_or(|redrive| event.id < redrive));
        if last.is_exited() {
            let before = happened.checked_sub(2).and_then(|at| self.history.event(visit.events[at]));
            let caught = before.is_some_and(|event| {
                let redriven = visit.redrives.iter().any(|&redrive| redrive > event.id);
                is_failure(event.event_type) && !redriven
            });
            return if caught { Standing::Caught } else { Standing::Succeeded };
        }
        if last.event_type == EventType::FailStateEntered {
            return Standing::Failed;
        }
        let since = visit.redrives.iter().copied().filter(|&redrive| redrive <= head).max();
        let since = since.unwrap_or_default().max(last.id);
        if visit.brought_down.iter().any(|&failure| since < failure && failure <= head) {
            return Standing::Failed;
        }
        if redriven.is_some_and(|redrive| redrive <= head) {
            return if self.is_over(head) { Standing::Aborted } else { Standing::Running };
        }
        if is_failure(last.event_type) {
            return match follows {
                None if redriven.is_none()
                    && self.end() <= head
                    && self.history.outcome().status == Status::Running =>
                {
                    Standing::Retrying
                }
                None => Standing::Failed,
                Some(event) if event.is_exited() => Standing::Caught,
                Some(_) => Standing::Retrying,
            };
        }
        if self.is_over(head) || is_aborted(last.event_type) { Standing::Aborted } else { Standing::Running }
    }

    /// Whether the execution had come to an end at a moment, and no redrive had taken that back.
    #[must_use]
    pub fn is_over(&self, head: EventId) -> bool {
        let passed = self.turns.partition_point(|(turn, _)| *turn <= head);
        passed > 0 && self.turns[passed - 1].1
    }

    /// How the execution had ended at a moment.
    #[must_use]
    pub fn outcome_at(&self, head: EventId) -> Outcome {
        let passed = self.turns.partition_point(|(turn, _)| *turn <= head);
        let end = passed.checked_sub(1).map(|at| self.turns[at]).filter(|(_, is_end)| *is_end);
        let event = end.and_then(|(end, _)| self.history.event(end));
        History { events: event.cloned().into_iter().collect(), ..History::default() }.outcome()
    }

    /// The last redrive up to an event.
    #[must_use]
    pub fn last_redrive(&self, until: EventId) -> Option<EventId> {
        let mut turns = self.turns.iter().rev().filter(|(turn, _)| *turn <= until);
        turns.find(|(_, is_end)| !is_end).map(|(turn, _)| *turn)
    }

    /// Tries of a visit that had begun at a moment; at least one.
    ///
    /// What the trace has of a try may come before it: its arguments are made when the one before has failed.
    #[must_use]
    pub fn attempts(&self, visit: &Visit, head: EventId) -> u32 {
        let begun = visit.events.iter().take_while(|&&event| event <= head).filter(|&&event| {
            self.history.event(event).is_some_and(|event| {
                matches!(
                    event.event_type,
                    EventType::TaskScheduled
                        | EventType::LambdaFunctionScheduled
                        | EventType::ActivityScheduled
                        | EventType::ParallelStateStarted
                        | EventType::MapStateStarted
                )
            })
        });
        let traced = self.history.trace.of_visit(visit.entered, head);
        let failed = traced.filter(|entry| entry.stage == Stage::ErrorOutput).map(|entry| entry.attempt + 1);
        u32::try_from(begun.count()).unwrap_or(u32::MAX).max(failed.max().unwrap_or(1)).max(1)
    }

    /// The error of a visit at a moment: its name and its text.
    #[must_use]
    pub fn failure_of(&self, visit: &Visit, head: EventId) -> Option<(Arc<str>, Arc<str>)> {
        let traced = self.history.trace.of_visit(visit.entered, head);
        let output = traced.filter(|entry| entry.stage == Stage::ErrorOutput).last();
        if let Some(entry) = output {
            let text = |key: &str| entry.value.get(key).and_then(Value::as_str).unwrap_or_default().into();
            return Some((text("Error"), text("Cause")));
        }
        // A history that was not recorded here has no trace, but it has events.
        let own = visit.events.iter().rev().chain(visit.brought_down.iter().rev());
        let until = own.filter(|&&event| event <= head);
        let (error, cause) = until.filter_map(|&event| self.history.event(event)?.failure()).next()?;
        Some((error.cloned().unwrap_or_default(), cause.cloned().unwrap_or_default()))
    }

    /// How many milliseconds after the start an event happened.
    #[must_use]
    pub fn elapsed(&self, event: EventId) -> i64 {
        self.history.event(event).map_or(0, |event| event.timestamp.since(self.history.start()))
    }

    /// How long a visit had lasted at a moment, in milliseconds.
    #[must_use]
    pub fn duration(&self, visit: &Visit, head: EventId) -> i64 {
        let last = visit.events.iter().rev().find(|&&event| event <= head).copied();
        self.elapsed(last.unwrap_or(visit.entered)) - self.elapsed(visit.entered)
    }

    /// Where an event stands on the track, from 0 to 1.
    ///
    /// Every event takes some room, and time adds to it the less the longer it is: a year's Wait is
    /// wide, and leaves the rest to be seen.
    #[must_use]
    pub fn position(&self, event: EventId) -> f64 {
        let whole = self.reach.last().copied().unwrap_or(0.0);
        let reached = self.reach.get((event.0 as usize).saturating_sub(1)).copied().unwrap_or(whole);
        if whole > 0.0 { reached / whole } else { 1.0 }
    }

    /// The last event that stands at or before a place on the track.
    #[must_use]
    pub fn event_at(&self, position: f64) -> EventId {
        let whole = self.reach.last().copied().unwrap_or(0.0);
        let reached = self.reach.partition_point(|&reach| reach <= position * whole + 1e-9);
        EventId(u32::try_from(reached.max(1).min(self.reach.len())).unwrap_or(u32::MAX))
    }

    /// The event nearest to a place on the track.
    #[must_use]
    pub fn nearest_event(&self, position: f64) -> EventId {
        let before = self.event_at(position);
        let after = EventId((before.0 + 1).min(self.end().0));
        let nearer = (self.position(after) - position).abs() < (position - self.position(before)).abs();
        if nearer { after } else { before }
    }
}

/// The room an event takes on the track: 1, and more for the time that passed before it.
fn stride(milliseconds: i64) -> f64 {
    1.0 + (milliseconds as f64 / 250.0).ln_1p()
}

/// For events that end what is inside a container: the container's type.
fn container_end(event_type: EventType) -> Option<&'static str> {
    use EventType as T;
    match event_type {
        T::ParallelStateSucceeded | T::ParallelStateFailed => Some("Parallel"),
        T::MapStateSucceeded | T::MapStateFailed => Some("Map"),
        _ => None,
    }
}

/// Whether a Parallel, a Map, one of its iterations or the execution fails here because of a state inside.
fn is_failure_around(event_type: EventType) -> bool {
    use EventType as T;
    matches!(
        event_type,
        T::ParallelStateFailed | T::MapIterationFailed | T::MapStateFailed | T::ExecutionFailed
    )
}

/// For events of an aborted state: its type.
fn aborted_kind(event_type: EventType) -> Option<&'static str> {
    use EventType as T;
    match event_type {
        T::WaitStateAborted => Some("Wait"),
        T::TaskStateAborted => Some("Task"),
        T::ParallelStateAborted => Some("Parallel"),
        T::MapStateAborted => Some("Map"),
        _ => None,
    }
}

fn is_of_execution(event_type: EventType) -> bool {
    use EventType as T;
    matches!(event_type, T::ExecutionStarted | T::ExecutionRedriven) || is_end(event_type)
}

fn is_end(event_type: EventType) -> bool {
    use EventType as T;
    matches!(
        event_type,
        T::ExecutionSucceeded | T::ExecutionFailed | T::ExecutionTimedOut | T::ExecutionAborted
    )
}

/// Whether something went wrong.
#[must_use]
pub fn is_failure(event_type: EventType) -> bool {
    use EventType as T;
    matches!(
        event_type,
        T::TaskFailed
            | T::TaskTimedOut
            | T::TaskStartFailed
            | T::TaskSubmitFailed
            | T::LambdaFunctionFailed
            | T::LambdaFunctionTimedOut
            | T::LambdaFunctionStartFailed
            | T::LambdaFunctionScheduleFailed
            | T::ActivityFailed
            | T::ActivityScheduleFailed
            | T::ActivityTimedOut
            | T::ParallelStateFailed
            | T::MapStateFailed
            | T::MapIterationFailed
            | T::MapRunFailed
            | T::EvaluationFailed
            | T::ExecutionFailed
            | T::ExecutionTimedOut
            | T::FailStateEntered
    )
}

/// Whether something was stopped because of something else.
#[must_use]
pub fn is_aborted(event_type: EventType) -> bool {
    use EventType as T;
    matches!(
        event_type,
        T::ExecutionAborted
            | T::WaitStateAborted
            | T::TaskStateAborted
            | T::ParallelStateAborted
            | T::MapStateAborted
            | T::MapIterationAborted
            | T::MapRunAborted
    )
}
