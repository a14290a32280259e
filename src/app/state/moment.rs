use std::sync::Arc;

use super::AppState;
use crate::app::execution::Visit;
use crate::graph::Marks;
use crate::history::EventId;

/// The moment and the state that are looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moment {
    /// The last event that has happened at this moment; 0 before there is any.
    pub head: EventId,
    /// Whether the head moves by itself.
    pub playing: bool,
    /// The state that is looked at; nothing for the execution as a whole.
    pub selected: Option<Selected>,
}

/// A state that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selected {
    /// Its name.
    pub state: Arc<str>,
    /// The `…StateEntered` event of one visit to it; nothing for the one that gives it its colour.
    pub visit: Option<EventId>,
}

/// A change of moment or selection.
#[derive(Clone, Debug)]
pub enum MomentAction {
    /// The head goes to an event.
    Go(EventId),
    /// The head goes so many events on, or back.
    Step(i32),
    /// The head goes to the first event.
    First,
    /// The head goes to the last event.
    Last,
    /// The head begins to move by itself, from the start if it is at the end.
    Play,
    /// The head stays where it is.
    Pause,
    /// While playing, the head has come this far.
    Tick(EventId),
    /// Another state is looked at, or none.
    Select(Option<Arc<str>>),
    /// One visit to a state is looked at, at its end if the head has not come that far.
    Visit(EventId),
}

impl AppState {
    pub(super) fn look(&mut self, action: MomentAction) {
        let end = self.shown().end();
        let head = self.moment.head;
        match action {
            MomentAction::Go(event) => self.go(event, false),
            MomentAction::Step(by) => self.go(EventId(head.0.saturating_add_signed(by)), false),
            MomentAction::First => self.go(EventId(1), false),
            MomentAction::Last => self.go(end, false),
            MomentAction::Play => {
                self.moment.playing = end.0 > 1;
                if head >= end {
                    self.go(EventId(1), true);
                }
            }
            MomentAction::Pause => self.moment.playing = false,
            MomentAction::Tick(event) => self.go(event, event < end),
            MomentAction::Select(state) => {
                self.moment.selected = state.map(|state| Selected { state, visit: None });
            }
            MomentAction::Visit(entered) => {
                let execution = self.shown().clone();
                let Some(visit) = execution.visit_entered(entered) else { return };
                if head < entered {
                    self.moment.head = visit.events.last().copied().unwrap_or(entered);
                    self.moment.playing = false;
                }
                self.select(visit);
            }
        }
    }

    fn go(&mut self, event: EventId, playing: bool) {
        let execution = self.shown().clone();
        let end = execution.end();
        self.moment.head = EventId(event.0.clamp(1.min(end.0), end.0));
        self.moment.playing = playing && end.0 > 1;
        if self.view.pinned {
            return;
        }
        match execution.visit_of(self.moment.head) {
            Some(visit) => self.select(visit),
            None => self.moment.selected = None,
        }
    }

    fn select(&mut self, visit: &Visit) {
        self.moment.selected = Some(Selected { state: visit.state.clone(), visit: Some(visit.entered) });
    }

    /// The visit that is looked at: the chosen one, or the one that gives the selected state its colour in
    /// the graph, or its first after the head.
    #[must_use]
    pub fn shown_visit(&self, marks: &Marks) -> Option<&Visit> {
        let selected = self.moment.selected.as_ref()?;
        let execution = self.shown();
        let chosen = selected.visit.and_then(|entered| execution.visit_entered(entered));
        let coloured = || execution.visit_entered(marks.state(&selected.state).visit);
        chosen.or_else(coloured).or_else(|| execution.visits_to(&selected.state).next())
    }
}
