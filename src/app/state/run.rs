use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use super::{AppState, Document, InspectTab, Key, Selected, Within};
use crate::app::checked::CheckedDefinition;
use crate::app::execution::Execution;
use crate::app::flow::state_of;
use crate::app::map_run::MapRun;
use crate::app::marks::json_span;
use crate::asl::model::{ExecutionType, StateMachine};
use crate::diagnostic::{Diagnostic, Severity};
use crate::exec::MAX_PAYLOAD;
use crate::history::{Event, EventId, Status, TraceEntry};
use crate::source::Span;
use crate::value::Value;
use crate::workspace::{Handler, Settings, Workspace};

/// The present or last execution.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// How far it is.
    pub phase: Phase,
    /// What was recorded of it.
    pub execution: Rc<Execution>,
    /// The definition it runs, as typed.
    pub definition: Arc<str>,
    /// The same, read.
    pub machine: Option<Arc<StateMachine>>,
    /// The name of the case it runs.
    pub case: Arc<str>,
    /// What else it depends on.
    pub(super) given: Given,
    /// The state the engine works on.
    pub working_on: Option<Arc<str>>,
    /// What kind of execution it is.
    pub execution_type: ExecutionType,
    /// Its Map Runs, once it has come to an end.
    pub map_runs: Rc<Vec<MapRun>>,
    /// The states that its child executions entered.
    pub(super) states_of_children: Rc<HashSet<Arc<str>>>,
    /// The child execution that is looked at, inside of those it is a child of.
    pub within: Vec<Within>,
    /// The child execution that was looked at last, and its Map Run.
    pub seen_child: Option<(usize, usize)>,
    /// Whether the engine has kept it, so that it can go on.
    pub(super) is_kept: bool,
    /// Tells this run from others.
    pub number: u32,
    /// Whether what was recorded is still that of the run before.
    pub(super) stale: bool,
}

/// What a run depends on beside its definition.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Given {
    case: Option<Key>,
    input: Option<Arc<str>>,
    handlers: Vec<Handler>,
    settings: Settings,
}

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// Nothing has run.
    #[default]
    Never,
    /// The engine works.
    Running,
    /// The execution has come to its end.
    Ended,
    /// The person stopped it.
    Stopped,
    /// The engine would not run the definition; what it found.
    Refused(Vec<Arc<str>>),
    /// The engine is gone.
    Broken(Failure),
}

/// What became of the engine.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// In which way it went.
    pub kind: FailureKind,
    /// What it said last.
    pub message: Arc<str>,
    /// The state it worked on.
    pub state: Option<Arc<str>>,
}

/// In which way an engine went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// It broke.
    Crashed,
    /// It did not answer any more and was ended.
    Unresponsive,
    /// It could not be started at all.
    Unavailable,
    /// It was to go on with an execution that it no longer has.
    Lost,
}

/// Whether an execution that ended can go on from where it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redrive {
    /// There is nothing to go on from, or AWS would not either.
    Never,
    /// It can.
    Possible,
    /// Not with this definition: it is another one than failed.
    Edited,
}

/// Why a run cannot begin.
#[derive(Clone, Debug)]
pub enum Obstacle {
    /// AWS would refuse the definition.
    Definition {
        /// How many errors it has.
        errors: usize,
        /// The first of them.
        first: Box<Diagnostic>,
    },
    /// AWS would not take the input.
    Input {
        /// The case.
        case: Key,
        /// Where it stops being JSON, or begins.
        span: Span,
        /// What is wrong with it, as one clause: `is not JSON: …`.
        reason: String,
    },
}

impl Obstacle {
    /// What runs next, or what stands in its way.
    ///
    /// # Errors
    /// The definition or the input is at fault.
    pub fn of(state: &AppState, checked: &CheckedDefinition) -> Result<Arc<StateMachine>, Obstacle> {
        let first = checked.diagnostics.iter().find(|found| found.severity == Severity::Error);
        let machine = match (first, &checked.machine) {
            (None, Some(machine)) => machine.clone(),
            (first, _) => {
                let first = first.cloned().unwrap_or_else(|| {
                    let message = "the definition is empty";
                    Diagnostic::error("INVALID_JSON_DESCRIPTION", Span::default(), "", message)
                });
                return Err(Obstacle::Definition { errors: checked.errors.max(1), first: Box::new(first) });
            }
        };
        let selected = state.workspace.selected_case;
        if let (Some(case), Some(key)) = (state.workspace.case(), state.keys.cases.get(selected))
            && let Err((span, reason)) = check_input(&case.input)
        {
            return Err(Obstacle::Input { case: *key, span, reason });
        }
        Ok(machine)
    }
}

/// Says where an input cannot be taken, and why.
fn check_input(text: &str) -> Result<(), (Span, String)> {
    match Value::parse(text) {
        Ok(input) if input.is_within(MAX_PAYLOAD) => Ok(()),
        Ok(_) => {
            Err((Span::default(), "has more than 256 KiB, and AWS starts no execution with it".to_owned()))
        }
        Err(error) => Err((json_span(text, &error), format!("is not JSON: {}", error.message))),
    }
}

/// Something that happens to a run.
#[derive(Clone, Debug)]
pub enum RunAction {
    /// It cannot begin.
    Refuse(Obstacle),
    /// It begins.
    Start {
        /// What runs, as typed.
        definition: Arc<str>,
        /// The same, read.
        machine: Arc<StateMachine>,
    },
    /// It goes on from where it failed.
    Redrive,
    /// The engine tells what has happened since it last did.
    Record {
        /// New events.
        events: Vec<Event>,
        /// New stages.
        trace: Vec<TraceEntry>,
        /// The state being worked on.
        state: Option<Arc<str>>,
    },
    /// The engine is done.
    Finish {
        /// What it found if it would not run.
        refused: Vec<Arc<str>>,
        /// The Map Runs of the execution.
        map_runs: Vec<MapRun>,
    },
    /// The person stopped it.
    Stop,
    /// The engine is gone.
    Break(FailureKind, Arc<str>),
    /// The person knows what became of it.
    Dismiss,
}

impl Run {
    /// Whether the engine works.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.phase == Phase::Running
    }

    /// Whether there is anything to look at.
    #[must_use]
    pub fn has_history(&self) -> bool {
        !self.execution.history.is_empty()
    }
}

impl AppState {
    /// Whether the run can go on from where it failed.
    #[must_use]
    pub fn redrive(&self) -> Redrive {
        let run = &self.run;
        let status = run.execution.history.outcome().status;
        let has_failed = matches!(status, Status::Failed | Status::TimedOut | Status::Aborted);
        if run.phase != Phase::Ended || !run.is_kept || !has_failed {
            return Redrive::Never;
        }
        match (run.execution_type, run.definition == self.workspace.definition) {
            (ExecutionType::Express, _) => Redrive::Never,
            (ExecutionType::Standard, true) => Redrive::Possible,
            (ExecutionType::Standard, false) => Redrive::Edited,
        }
    }

    /// Whether the run would be given something else now: another definition, input, handler or setting.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        let run = &self.run;
        run.has_history()
            && (run.definition != self.workspace.definition || run.given != self.given(run.given.case))
    }

    fn given(&self, case: Option<Key>) -> Given {
        let at = case.and_then(|case| self.keys.case(case));
        let input = at.and_then(|at| self.workspace.cases.get(at)).map(|case| case.input.clone());
        let Workspace { handlers, settings, .. } = &self.workspace;
        Given { case, input, handlers: handlers.clone(), settings: settings.clone() }
    }

    pub(super) fn run(&mut self, action: RunAction) {
        match action {
            RunAction::Refuse(obstacle) => self.explain(obstacle),
            RunAction::Start { definition, machine } => {
                self.leave_children();
                self.moment.selected.take_if(|selected| state_of(&machine, &selected.state).is_none());
                let given = self.given(self.keys.cases.get(self.workspace.selected_case).copied());
                self.run = Run {
                    phase: Phase::Running,
                    definition,
                    machine: Some(machine),
                    case: self.workspace.case().map(|case| case.name.clone()).unwrap_or_default(),
                    given,
                    working_on: None,
                    execution_type: self.workspace.settings.execution_type,
                    map_runs: self.run.map_runs.clone(),
                    states_of_children: self.run.states_of_children.clone(),
                    within: Vec::new(),
                    seen_child: None,
                    is_kept: false,
                    number: self.run.number + 1,
                    // The old one stays to be seen until there is something new: no flicker.
                    execution: self.run.execution.clone(),
                    stale: true,
                };
                self.moment.playing = false;
                self.toast = None;
            }
            RunAction::Redrive => {
                self.leave_children();
                self.run.phase = Phase::Running;
                (self.run.working_on, self.run.is_kept) = (None, false);
                // It goes on with the handlers as they are now.
                self.run.given.handlers.clone_from(&self.workspace.handlers);
                self.moment.head = self.run.execution.end();
                self.moment.playing = false;
                self.toast = None;
            }
            RunAction::Record { events, trace, state } => self.record(events, trace, state),
            RunAction::Finish { refused, map_runs } => {
                self.drop_stale();
                self.run.is_kept = refused.is_empty();
                let mut states = HashSet::new();
                for child in map_runs.iter().flat_map(|map_run| &map_run.children) {
                    child.add_states(&mut states);
                }
                (self.run.map_runs, self.run.states_of_children) = (Rc::new(map_runs), Rc::new(states));
                self.run.phase = if refused.is_empty() { Phase::Ended } else { Phase::Refused(refused) };
                self.run.working_on = None;
                self.point_at_failure();
            }
            RunAction::Stop => {
                self.drop_stale();
                self.run.phase = Phase::Stopped;
            }
            RunAction::Break(kind, message) => {
                self.drop_stale();
                let state = self.run.working_on.clone();
                self.run.phase = Phase::Broken(Failure { kind, message, state });
            }
            RunAction::Dismiss => self.run.phase = Phase::Stopped,
        }
    }

    fn record(&mut self, events: Vec<Event>, trace: Vec<TraceEntry>, state: Option<Arc<str>>) {
        self.drop_stale();
        let at_end = self.moment.head == self.run.execution.end();
        Rc::make_mut(&mut self.run.execution).record(events, trace);
        if at_end {
            self.moment.head = self.run.execution.end();
        }
        if state.is_some() {
            self.run.working_on = state;
        }
    }

    fn drop_stale(&mut self) {
        if std::mem::take(&mut self.run.stale) {
            self.leave_children();
            self.run.execution = Rc::default();
            (self.run.map_runs, self.run.states_of_children) = (Rc::default(), Rc::default());
            self.run.seen_child = None;
            self.moment.head = EventId(0);
            if let Some(selected) = &mut self.moment.selected {
                selected.visit = None;
            }
        }
    }

    /// After a failure the state that failed is what one wants to look at.
    fn point_at_failure(&mut self) {
        if let Some(visit) = self.run.execution.culprit() {
            self.moment.selected = Some(Selected { state: visit.state.clone(), visit: Some(visit.entered) });
        }
    }

    fn explain(&mut self, obstacle: Obstacle) {
        match obstacle {
            Obstacle::Definition { errors, first } => {
                let count = if errors == 1 { "an error".to_owned() } else { format!("{errors} errors") };
                let text = format!("Not run: the definition has {count}: {}.", first.message);
                self.view.inspect = InspectTab::Problems;
                self.bring(Document::Definition, first.span);
                self.tell(text, true, None);
            }
            Obstacle::Input { case, span, reason } => {
                let name = self.keys.case(case).and_then(|at| self.workspace.cases.get(at));
                let name = name.map(|case| case.name.clone()).unwrap_or_default();
                self.bring(Document::Case(case), span);
                self.tell(format!("Not run: the input of “{name}” {reason}."), true, None);
            }
        }
    }
}
