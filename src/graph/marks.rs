//! What has happened, seen from the states: a history up to one event, counted and judged.
//!
//! Events say who is concerned only when a state is entered or left. For the rest one follows each
//! event's link to the one that led to it: that one belongs to the same branch. So every visit to a
//! state is kept with the visit to the Parallel or Map around it.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::visits::{Visit, Visits};
use crate::history::{EventId, History, Stage};

/// How a state stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Nothing has come here yet.
    #[default]
    NotReached,
    /// It is at work.
    Running,
    /// It was left in the ordinary way, perhaps after retries.
    Succeeded,
    /// Its last try failed, and another follows.
    Retrying,
    /// Its last try failed.
    Failed,
    /// It failed, and a catcher took the error.
    Caught,
    /// It was stopped because something else failed, or the whole execution was.
    Aborted,
}

impl Status {
    /// The status in a word or two, for the end of a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Status::NotReached => "not reached",
            Status::Running => "running",
            Status::Succeeded => "succeeded",
            Status::Retrying => "failed and retried",
            Status::Failed => "failed",
            Status::Caught => "failed and caught",
            Status::Aborted => "aborted",
        }
    }
}

impl Status {
    /// Whether a state stands so because of one visit rather than so because of an earlier one.
    fn outdoes(self, other: Status, happened_later: bool) -> bool {
        let going_on = |status: Status| match status {
            Status::Running => 2,
            Status::Retrying => 1,
            _ => 0,
        };
        match (self, other) {
            (Status::Failed, Status::Aborted) => true,
            (Status::Aborted, Status::Failed) => false,
            _ if going_on(self) == going_on(other) => happened_later || going_on(self) > 0,
            _ => going_on(self) > going_on(other),
        }
    }
}

/// The iterations of a Map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Iterations {
    /// How many ended well.
    pub succeeded: u32,
    /// How many ended badly.
    pub failed: u32,
    /// How many items there are.
    pub total: u32,
}

/// The child executions of a Map in distributed mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Children {
    /// How many ended well.
    pub succeeded: u32,
    /// How many failed or took too long.
    pub failed: u32,
    /// How many were aborted.
    pub aborted: u32,
    /// How many there are.
    pub total: u32,
}

/// What is known of one state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Running or retrying if any visit is; else how the visit stands in which something happened last, or
    /// the one that failed and had the others aborted.
    pub status: Status,
    /// The event that entered the last visit of that status; 0 if there is none.
    pub visit: EventId,
    /// How often it was entered.
    pub visits: u32,
    /// How many visits ended badly.
    pub failures: u32,
    /// How often the last visit tried to do its work.
    pub attempts: u32,
    /// For a Map, the iterations of its last visit.
    pub iterations: Option<Iterations>,
    /// For a Map in distributed mode, its child executions, if they are known: its own history is silent
    /// about them.
    pub children: Option<Children>,
    /// For a Choice, what the last visit decided, if that is known.
    pub decision: Option<Decision>,
}

/// Where a Choice went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// By the rule of that number, counted from 0.
    Rule(u32),
    /// By its default.
    Default,
}

/// Why a transition was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// The state said so: `"Next"`, or a Choice in a history that does not tell the rule.
    Plain,
    /// The Choice decided.
    Decision(Decision),
    /// The state failed, and a catcher took the error.
    Catch,
}

/// What a moment is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The state.
    pub state: Arc<str>,
    /// The event that entered it.
    pub visit: EventId,
}

/// What has happened in all states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    states: IndexMap<Arc<str>, Mark>,
    edges: IndexMap<(usize, usize), Vec<Via>>,
    /// Which state the last event is about; nothing for one about the whole execution.
    pub moment: Option<Moment>,
    /// The Map in distributed mode whose child execution this is, if it is one.
    pub home: Option<Arc<str>>,
}

impl Marks {
    /// What has happened up to and including the given event. Later ones only tell what becomes of a try
    /// that has failed.
    #[must_use]
    pub fn at(history: &History, until: EventId) -> Marks {
        let mut visits = Visits::default();
        let mut events = history.events.iter();
        events.by_ref().take(until.0 as usize).for_each(|event| visits.record(event));
        visits.foresee(events);
        let decisions = decisions(history, until);
        let mut marks = Marks::default();
        for name in visits.names() {
            marks.states.insert(name.clone(), Mark::default());
        }
        let mut latest = vec![0; marks.states.len()];
        for visit in visits.all() {
            let decision = decisions.get(&visit.entered).copied();
            marks.states[visit.state].add(visit, &mut latest[visit.state], decision);
        }
        for step in visits.steps() {
            let decision = decisions.get(&step.visit).copied();
            let via = if step.caught { Via::Catch } else { decision.map_or(Via::Plain, Via::Decision) };
            let known = marks.edges.entry((step.from, step.to)).or_default();
            if !known.contains(&via) {
                known.push(via);
            }
        }
        marks.moment = visits.moment();
        marks
    }

    /// Adds what is known of a Map's child executions.
    pub fn set_children(&mut self, map: &str, children: Children) {
        if let Some(mark) = self.states.get_mut(map) {
            mark.children = Some(children);
        }
    }

    /// Whether nothing has happened.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// What is known of the state of that name.
    #[must_use]
    pub fn state(&self, name: &str) -> Mark {
        self.states.get(name).copied().unwrap_or_default()
    }

    /// Why the transition between two states was taken, each reason once; empty if it was not.
    #[must_use]
    pub fn taken(&self, from: &str, to: &str) -> &[Via] {
        let ends = self.states.get_index_of(from).zip(self.states.get_index_of(to));
        ends.and_then(|ends| self.edges.get(&ends)).map_or(&[], Vec::as_slice)
    }
}

impl Mark {
    /// Adds a visit; visits come in the order in which they began. `latest` is when something happened
    /// last in those added before.
    fn add(&mut self, visit: &Visit, latest: &mut usize, decision: Option<Decision>) {
        self.visits += 1;
        self.failures += u32::from(!visit.open && visit.status == Status::Failed);
        self.attempts = visit.attempts;
        self.iterations = visit.iterations;
        self.decision = decision;
        if visit.status.outdoes(self.status, visit.changed >= *latest) {
            self.status = visit.status;
            *latest = visit.changed;
        }
        if visit.status == self.status {
            self.visit = visit.entered;
        }
    }
}

/// What each visit to a Choice decided, by the event that entered it.
fn decisions(history: &History, until: EventId) -> HashMap<EventId, Decision> {
    let entries =
        history.trace.entries.iter().filter(|entry| entry.stage == Stage::Rule && entry.event <= until);
    let decision = |number: Option<i64>| match number.map(u32::try_from) {
        Some(Ok(number)) => Decision::Rule(number),
        _ => Decision::Default,
    };
    entries.map(|entry| (entry.visit, decision(entry.value.as_i64()))).collect()
}
