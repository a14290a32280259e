//! The engine: advances an execution step by step on virtual time.
//!
//! It does no input or output. [`Execution::step`] says what is to happen outside, and the answer comes
//! back through [`Execution::complete`]:
//!
//! ```
//! use stepyard::exec::{Execution, Settings, Step, TaskOutcome};
//! use stepyard::value::Value;
//!
//! let text = r#"{"QueryLanguage": "JSONata", "StartAt": "Pay", "States": {"Pay": {"Type": "Task",
//!   "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay", "End": true}}}"#;
//! let machine = stepyard::validate::check(text).machine.unwrap();
//! let mut execution = Execution::new(machine, Value::from("an order"), Settings::default());
//! let outcome = loop {
//!     match execution.step() {
//!         Step::Task(request) => execution.complete(request.token, TaskOutcome::success(Value::from("paid"))),
//!         Step::Finished(outcome) => break outcome,
//!         Step::Recorded | Step::Waiting(_) | Step::Blocked => {}
//!     }
//! };
//! assert_eq!(outcome.output, Some(Value::from("paid")));
//! ```

mod branch;
mod branches;
mod error;
mod io;
mod map_run;
mod redrive;
mod request;
mod retry;
mod run;
mod scheduler;
mod settings;
mod state;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::asl::model::{ExecutionType, StateMachine, StateName};
use crate::history::{Details, Event, EventId, EventType, History, Outcome, Timestamp};
use crate::value::Value;
use crate::world::Chance;

use branch::{Branch, BranchId};
use branches::Branches;
use error::{Failure, RUNTIME};
use map_run::MapRunRecord;
use run::{Run, RunId};
use scheduler::{Reservation, Scheduler};
use state::MapItem;

pub use io::MAX_PAYLOAD;
pub use map_run::{ChildExecution, MapRun};
pub use redrive::RedriveError;
pub use request::{TaskFailure, TaskOutcome, TaskRequest, TaskToken};
pub use settings::{Identity, Limits, Settings};

/// What a step did, or needs.
#[derive(Debug)]
pub enum Step {
    /// Something happened; the history may have grown.
    Recorded,
    /// The clock moved on to this moment.
    Waiting(Timestamp),
    /// Work for somebody else. The execution goes on meanwhile, as far as it can.
    Task(TaskRequest),
    /// Nothing can happen before every task that was asked for is answered.
    Blocked,
    /// It is over.
    Finished(Outcome),
}

/// One run of a machine.
pub struct Execution {
    machine: Arc<StateMachine>,
    settings: Settings,
    scheduler: Scheduler<Wake>,
    branches: Branches,
    /// The execution itself, and its child executions.
    runs: Vec<Run>,
    map_runs: Vec<MapRunRecord>,
    /// How many events all runs have had.
    events_made: usize,
    requests: VecDeque<TaskRequest>,
    unanswered: BTreeMap<TaskToken, Pending>,
    visits_made: u64,
    chance: Chance,
}

/// A request that has not been answered.
struct Pending {
    branch: BranchId,
    visit: u64,
    place: Reservation,
}

/// Something that is to happen to a branch. All but the first concern one visit to a state, and are
/// forgotten when the branch has moved on.
enum Wake {
    /// Enter the state that the branch is about to enter.
    Enter { branch: BranchId },
    /// A Wait is over.
    WaitOver { branch: BranchId, visit: u64 },
    /// The delay before a retry is over.
    Retry { branch: BranchId, visit: u64 },
    /// A service has taken on a task that goes on.
    Submitted { branch: BranchId, visit: u64, output: Value },
    /// A task gave a sign of life.
    Heartbeat { branch: BranchId, visit: u64 },
    /// A task was answered.
    Answer { branch: BranchId, visit: u64, outcome: Box<TaskOutcome> },
    /// A task took too long.
    TimedOut { branch: BranchId, visit: u64, attempt: u32 },
    /// A task was silent for too long, counted from its given sign of life.
    Silent { branch: BranchId, visit: u64, attempt: u32, sign: u32 },
    /// A whole run took too long, unless it was redriven since.
    ExecutionTimedOut { run: RunId, redrives: u32 },
}

impl Wake {
    /// The branch it happens to.
    fn branch(&self) -> Option<BranchId> {
        match self {
            Wake::Enter { branch }
            | Wake::WaitOver { branch, .. }
            | Wake::Retry { branch, .. }
            | Wake::Submitted { branch, .. }
            | Wake::Heartbeat { branch, .. }
            | Wake::Answer { branch, .. }
            | Wake::TimedOut { branch, .. }
            | Wake::Silent { branch, .. } => Some(*branch),
            Wake::ExecutionTimedOut { .. } => None,
        }
    }
}

impl Execution {
    /// Starts a machine.
    #[must_use]
    pub fn new(machine: Arc<StateMachine>, input: Value, settings: Settings) -> Execution {
        let mut execution = Execution {
            scheduler: Scheduler::new(settings.start),
            chance: Chance::from_seed(settings.seed),
            branches: Branches::default(),
            runs: vec![Run::root(&settings, &input)],
            map_runs: Vec::new(),
            events_made: 0,
            requests: VecDeque::new(),
            unanswered: BTreeMap::new(),
            visits_made: 0,
            machine,
            settings,
        };
        execution.begin(input);
        execution
    }

    /// Everything that has happened so far in the execution itself; its child executions are in
    /// [`Execution::map_runs`].
    #[must_use]
    pub fn history(&self) -> &History {
        &self.run(RunId::ROOT).history
    }

    /// The present moment on the virtual clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.scheduler.now()
    }

    /// The state that the next step enters or goes on with, if that is certain already.
    #[must_use]
    pub fn next_state(&self) -> Option<&StateName> {
        let branch = self.branches.get(self.scheduler.peek()?.branch()?)?;
        let entered = branch.next.as_ref().map(|(state, _)| state);
        entered.or_else(|| branch.visit.as_ref().map(|visit| &visit.state.name))
    }

    /// Goes one step on.
    pub fn step(&mut self) -> Step {
        if self.run(RunId::ROOT).is_finished {
            return Step::Finished(self.history().outcome());
        }
        if let Some(request) = self.requests.pop_front() {
            return Step::Task(request);
        }
        if let Some(wake) = self.scheduler.pop_ready() {
            self.wake(wake);
            return Step::Recorded;
        }
        if !self.unanswered.is_empty() {
            return Step::Blocked;
        }
        let before = self.now();
        match self.scheduler.pop_timed() {
            Some(wake) => {
                // The wake is carried out in any case, and the history tells when. The caller only
                // hears of the clock because somebody may want to sleep as long.
                self.wake(wake);
                if self.now() > before { Step::Waiting(self.now()) } else { Step::Recorded }
            }
            None => {
                let cause = "Stepyard lost track of this execution, which is a mistake of Stepyard's: please report it with the definition and the input.";
                let previous = self.last_event(RunId::ROOT);
                let failure = Failure::fatal("Stepyard.InternalError", cause);
                self.end(RunId::ROOT, EventType::ExecutionFailed, &failure, previous);
                Step::Recorded
            }
        }
    }

    /// Answers a request. The answer to one that is no longer waited for is ignored.
    pub fn complete(&mut self, token: TaskToken, outcome: TaskOutcome) {
        let Some(Pending { branch, visit, mut place }) = self.unanswered.remove(&token) else { return };
        let now = self.now();
        let TaskOutcome { took, submitted, heartbeats, .. } = &outcome;
        if let Some(output) = submitted.clone() {
            self.scheduler.push_reserved(now, &mut place, Wake::Submitted { branch, visit, output });
        }
        for after in heartbeats.iter().filter(|after| took.is_none_or(|took| **after <= took)) {
            self.scheduler.push_reserved(now + *after, &mut place, Wake::Heartbeat { branch, visit });
        }
        // Who never answers is waited for until something times out.
        if let Some(took) = *took {
            let answer = Wake::Answer { branch, visit, outcome: Box::new(outcome) };
            self.scheduler.push_reserved(now + took, &mut place, answer);
        }
    }

    /// Stops the execution, as `StopExecution` does. Nothing happens to one that is over.
    ///
    /// (recorded: `WaitStateEntered 2<-0, ExecutionAborted 3<-0`)
    pub fn stop(&mut self, error: Option<Arc<str>>, cause: Option<Arc<str>>) {
        let failure = Failure { error, cause, ..Failure::default() };
        self.end(RunId::ROOT, EventType::ExecutionAborted, &failure, EventId(0));
    }

    fn begin(&mut self, input: Value) {
        let variables = self.settings.variables.clone().unwrap_or_default();
        let mut root = Branch::root(RunId::ROOT, self.machine.flow.clone(), variables);
        root.map = self.settings.item.clone().map(MapItem::first);
        self.start_run(RunId::ROOT, root, input);
        self.limit_duration(RunId::ROOT);
    }

    /// Lets a run begin with its first state.
    fn start_run(&mut self, run: RunId, branch: Branch, input: Value) -> BranchId {
        let role_arn = self.settings.identity.role_arn.clone().unwrap_or_default();
        let details = Details::ExecutionStarted { input: input.clone(), role_arn };
        self.record(run, EventId(0), EventType::ExecutionStarted, details);
        self.start_branch(Box::new(branch), input)
    }

    /// Schedules the moment at which a run has taken too long.
    fn limit_duration(&mut self, run: RunId) {
        let Run { execution_type, redrives, .. } = *self.run(run);
        let own = self.machine.timeout_seconds.filter(|_| run == RunId::ROOT);
        let most = settings::longest_seconds(execution_type);
        let seconds = own.unwrap_or(most).min(most);
        let due = self.now() + Duration::from_secs(seconds.unsigned_abs());
        self.scheduler.push_at(due, Wake::ExecutionTimedOut { run, redrives });
    }

    fn wake(&mut self, wake: Wake) {
        match wake {
            Wake::Enter { branch } => {
                self.with_branch(branch, |engine, branch| {
                    if let Some((state, input)) = branch.next.take() {
                        engine.enter(branch, &state, input);
                    }
                });
            }
            Wake::WaitOver { branch, visit } => {
                self.with_visit(branch, visit, |engine, branch, visit| engine.leave_wait(branch, visit));
            }
            Wake::Retry { branch, visit } => {
                self.with_visit(branch, visit, |engine, branch, visit| {
                    let state = visit.state.clone();
                    engine.work(branch, visit, &state);
                });
            }
            Wake::Submitted { branch, visit, output } => {
                self.with_visit(branch, visit, |engine, branch, visit| {
                    engine.task_submitted(branch, visit, output);
                });
            }
            Wake::Heartbeat { branch, visit } => {
                self.with_visit(branch, visit, |engine, branch, visit| engine.task_gave_sign(branch, visit));
            }
            Wake::Answer { branch, visit, outcome } => {
                self.with_visit(branch, visit, |engine, branch, visit| {
                    engine.task_answered(branch, visit, *outcome);
                });
            }
            Wake::TimedOut { branch, visit, attempt } => {
                self.with_visit(branch, visit, |engine, branch, visit| match visit.attempt == attempt {
                    true => engine.task_timed_out(branch, visit, Failure::timeout()),
                    false => branch.visit = Some(visit),
                });
            }
            Wake::Silent { branch, visit, attempt, sign } => {
                self.with_visit(branch, visit, |engine, branch, visit| {
                    if visit.attempt == attempt && visit.signs_of_life == sign {
                        let silent = Failure { is_heartbeat: true, ..Failure::timeout() };
                        engine.task_timed_out(branch, visit, silent);
                    } else {
                        branch.visit = Some(visit);
                    }
                });
            }
            Wake::ExecutionTimedOut { run, redrives } => {
                if redrives == self.run(run).redrives {
                    let previous = self.last_event(run);
                    self.end(run, EventType::ExecutionTimedOut, &Failure::default(), previous);
                }
            }
        }
    }

    /// Writes an event down and returns its number. The last one there is room for ends the run.
    fn record(&mut self, run: RunId, previous: EventId, event_type: EventType, details: Details) -> EventId {
        if self.run(run).is_finished || self.run(RunId::ROOT).is_finished {
            // What a state, or a redrive, still had to say when it hit the limits below.
            return self.last_event(run);
        }
        let id = self.push_event(run, previous, event_type, details);
        if id.0 as usize + 1 >= self.most_events(run)
            || self.events_made + 1 >= self.settings.limits.all_events
        {
            self.end_for_length(run);
        }
        id
    }

    /// Ends a run, or all of them, because the next event is the last there is room for.
    #[cold]
    fn end_for_length(&mut self, run: RunId) {
        let (events, all_events) = (self.most_events(run), self.settings.limits.all_events);
        let budget = |who: &str, events: usize| {
            let cause = format!("{who} reached {events} events, which is as many as Stepyard keeps.");
            Failure::fatal("Stepyard.BudgetExceeded", cause)
        };
        let is_full = self.run(run).history.len() + 1 >= events;
        let (run, failure) = match self.run(run).execution_type {
            ExecutionType::Standard if is_full => {
                let cause = format!("The execution reached the maximum number of history events ({events}).");
                (run, Failure::fatal(RUNTIME, cause))
            }
            ExecutionType::Express if is_full => (run, budget("The Express execution", events)),
            _ => (RunId::ROOT, budget("The execution and its child executions", all_events)),
        };
        let previous = self.last_event(run);
        self.end(run, EventType::ExecutionFailed, &failure, previous);
    }

    /// How long the history of a run may become.
    fn most_events(&self, run: RunId) -> usize {
        match self.run(run).execution_type {
            ExecutionType::Standard => self.settings.limits.events,
            ExecutionType::Express => self.settings.limits.express_events,
        }
    }

    fn push_event(
        &mut self,
        run: RunId,
        previous: EventId,
        event_type: EventType,
        details: Details,
    ) -> EventId {
        let timestamp = self.now();
        self.events_made += 1;
        let history = &mut self.run_mut(run).history;
        let id = EventId(history.last_id().0 + 1);
        history.events.push(Event { id, previous, timestamp, event_type, details });
        id
    }

    fn last_event(&self, run: RunId) -> EventId {
        self.run(run).history.last_id()
    }

    /// Ends a run badly.
    fn end(&mut self, run: RunId, event_type: EventType, failure: &Failure, previous: EventId) {
        let details = Details::Failure { error: failure.error.clone(), cause: failure.cause.clone() };
        self.finish(run, previous, event_type, details);
    }

    /// Writes the last event of a run.
    fn finish(&mut self, run: RunId, previous: EventId, event_type: EventType, details: Details) {
        if self.run(run).is_finished || self.run(RunId::ROOT).is_finished {
            return;
        }
        self.push_event(run, previous, event_type, details);
        self.run_mut(run).is_finished = true;
        self.stop_branches_of(run);
        if run == RunId::ROOT {
            self.abort_other_runs();
            self.requests.clear();
            self.unanswered.clear();
        } else {
            self.run_finished(run);
        }
    }

    /// Child executions do not outlive the execution itself.
    fn abort_other_runs(&mut self) {
        for at in 1..self.runs.len() {
            let id = RunId(u32::try_from(at).unwrap_or(u32::MAX));
            if !self.run(id).is_finished {
                self.push_event(
                    id,
                    EventId(0),
                    EventType::ExecutionAborted,
                    Details::Failure { error: None, cause: None },
                );
                self.run_mut(id).is_finished = true;
                self.stop_branches_of(id);
            }
        }
    }
}
