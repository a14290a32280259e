use std::rc::Rc;
use std::sync::Arc;

use super::{AppState, Moment, Pane, Selected};
use crate::app::execution::Execution;
use crate::app::map_run::{Child, MapRun};
use crate::history::Details;

/// A child execution that is looked at in place of the one around it.
#[derive(Clone, Debug)]
pub struct Within {
    /// The Map that started it.
    pub map: Arc<str>,
    /// Where its Map Run stands among those of the run.
    pub map_run: usize,
    /// Which of the child executions it is, from 0.
    pub child: usize,
    /// It itself.
    pub execution: Rc<Execution>,
    /// What was looked at before.
    back: (Moment, Pane),
}

/// Which execution is looked at.
#[derive(Clone, Copy, Debug)]
pub enum ChildAction {
    /// A child execution of what is looked at.
    Open {
        /// Where its Map Run stands among those of the run.
        map_run: usize,
        /// Which of the child executions it is, from 0.
        child: usize,
    },
    /// Another one of the same Map Run.
    Step(i32),
    /// The execution around it.
    Leave,
}

impl AppState {
    /// The execution that is looked at: the run's own, or a child execution.
    #[must_use]
    pub fn shown(&self) -> &Rc<Execution> {
        self.run.within.last().map_or(&self.run.execution, |within| &within.execution)
    }

    /// The Map Run and the child execution that is looked at, if it is one.
    #[must_use]
    pub fn shown_child(&self) -> Option<(&MapRun, &Child)> {
        let within = self.run.within.last()?;
        let map_run = self.run.map_runs.get(within.map_run)?;
        Some((map_run, map_run.children.get(within.child)?))
    }

    /// Whether a state was entered by child executions of what is looked at, and not by that itself.
    #[must_use]
    pub fn ran_in_children(&self, state: &str) -> bool {
        self.run.states_of_children.contains(state) && self.shown().visits_to(state).len() == 0
    }

    pub(super) fn look_into(&mut self, action: ChildAction) {
        match action {
            ChildAction::Open { map_run, child } => {
                let map = self.map_of(map_run).unwrap_or_default();
                let back = (self.moment.clone(), self.pane);
                if self.open_child(map, map_run, child, back) {
                    self.pane = Pane::Graph;
                }
            }
            ChildAction::Step(by) => {
                let Some(Within { map, map_run, child, back, .. }) = self.run.within.last().cloned() else {
                    return;
                };
                let child = child.checked_add_signed(by as isize);
                let count = self.run.map_runs.get(map_run).map_or(0, |map_run| map_run.children.len());
                if let Some(child) = child.filter(|&child| child < count) {
                    self.run.within.pop();
                    self.open_child(map, map_run, child, back);
                }
            }
            ChildAction::Leave => {
                if let Some(within) = self.run.within.pop() {
                    (self.moment, self.pane) = within.back;
                    self.run.seen_child = Some((within.map_run, within.child));
                }
            }
        }
    }

    /// Goes back to the run's own execution, if a child execution is looked at.
    pub(super) fn leave_children(&mut self) {
        if let Some(outermost) = self.run.within.drain(..).next() {
            self.moment = outermost.back.0;
        }
    }

    /// The Map that a Map Run belongs to.
    fn map_of(&self, map_run: usize) -> Option<Arc<str>> {
        let arn = &self.run.map_runs.get(map_run)?.arn;
        let execution = self.shown();
        let started = execution.history.events.iter().find(
            |event| matches!(&event.details, Details::MapRunStarted { map_run_arn } if map_run_arn == arn),
        )?;
        execution.visit_of(started.id).map(|visit| visit.state.clone())
    }

    fn open_child(&mut self, map: Arc<str>, map_run: usize, child: usize, back: (Moment, Pane)) -> bool {
        let found = self.run.map_runs.get(map_run).and_then(|map_run| map_run.children.get(child));
        let Some(found) = found else { return false };
        let execution = match found.execution() {
            Ok(execution) => Rc::new(execution),
            Err(reason) => {
                self.tell(format!("The child execution cannot be shown: {reason}."), true, None);
                return false;
            }
        };
        self.run.seen_child = Some((map_run, child));
        let selected = execution
            .culprit()
            .map(|visit| Selected { state: visit.state.clone(), visit: Some(visit.entered) });
        self.moment = Moment { head: execution.end(), playing: false, selected };
        self.run.within.push(Within { map, map_run, child, execution, back });
        true
    }

    /// The states that the run entered, those of its child executions too.
    #[must_use]
    pub fn reached(&self) -> usize {
        let inner = &self.run.states_of_children;
        inner.len() + self.run.execution.states().filter(|state| !inner.contains(*state)).count()
    }
}
