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
mod error;
mod io;
mod request;
mod retry;
mod scheduler;
mod state;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::asl::model::{StateMachine, StateName};
use crate::history::{Details, Event, EventId, EventType, History, Outcome, Timestamp};
use crate::query::Evaluator;
use crate::value::Value;
use crate::world::Chance;

use branch::{Branch, BranchId};
use error::{Failure, RUNTIME};
use scheduler::{Reservation, Scheduler};

pub use request::{TaskFailure, TaskOutcome, TaskRequest, TaskToken};

/// What an execution needs to know beside its definition and input.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where chance starts.
    pub seed: u64,
    /// When the execution starts.
    pub start: Timestamp,
    /// Whom it says it is.
    pub identity: Identity,
}

/// Names and ARNs, as the context object and the events show them.
#[derive(Clone, Debug)]
pub struct Identity {
    /// `us-east-1`
    pub region: Arc<str>,
    /// `123456789012`
    pub account: Arc<str>,
    /// The machine's name.
    pub state_machine: Arc<str>,
    /// The execution's name.
    pub execution: Arc<str>,
    /// The role it runs as.
    pub role_arn: Arc<str>,
}

impl Default for Settings {
    /// Seed 1, at 2026-01-01T00:00:00Z, as the machine `Playground`.
    fn default() -> Self {
        Settings { seed: 1, start: Timestamp(1_767_225_600_000), identity: Identity::default() }
    }
}

impl Default for Identity {
    fn default() -> Self {
        Identity {
            region: "us-east-1".into(),
            account: "123456789012".into(),
            state_machine: "Playground".into(),
            execution: "run".into(),
            role_arn: "arn:aws:iam::123456789012:role/StepyardPlayground".into(),
        }
    }
}

impl Identity {
    /// The machine's ARN.
    #[must_use]
    pub fn state_machine_arn(&self) -> String {
        format!("arn:aws:states:{}:{}:stateMachine:{}", self.region, self.account, self.state_machine)
    }

    /// The execution's ARN.
    #[must_use]
    pub fn execution_arn(&self) -> String {
        let Identity { region, account, state_machine, execution, .. } = self;
        format!("arn:aws:states:{region}:{account}:execution:{state_machine}:{execution}")
    }
}

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

/// AWS ends an execution with its 25,000th event. (AWS guide, "Quotas")
const MAX_EVENTS: usize = 25_000;

/// One run of a machine.
pub struct Execution {
    machine: Arc<StateMachine>,
    settings: Settings,
    scheduler: Scheduler<Wake>,
    /// Every branch that waits for something; the one at work is taken out.
    branches: BTreeMap<BranchId, Branch>,
    branches_made: u32,
    requests: VecDeque<TaskRequest>,
    unanswered: BTreeMap<TaskToken, Pending>,
    visits_made: u64,
    history: History,
    /// `Execution` and `StateMachine` of the context object.
    context: io::FixedContext,
    chance: Chance,
    evaluator: Evaluator,
    finished: bool,
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
    /// Enter a state.
    Enter { branch: BranchId, state: StateName, input: Value },
    /// A Wait is over.
    WaitOver { branch: BranchId, visit: u64 },
    /// The delay before a retry is over.
    Retry { branch: BranchId, visit: u64 },
    /// A task was answered.
    Answer { branch: BranchId, visit: u64, outcome: TaskOutcome },
    /// A task took too long.
    TimedOut { branch: BranchId, visit: u64, attempt: u32 },
    /// The whole execution took too long.
    ExecutionTimedOut,
}

impl Execution {
    /// Starts a machine.
    #[must_use]
    pub fn new(machine: Arc<StateMachine>, input: Value, settings: Settings) -> Execution {
        let mut execution = Execution {
            scheduler: Scheduler::new(settings.start),
            chance: Chance::from_seed(settings.seed),
            branches: BTreeMap::new(),
            branches_made: 0,
            requests: VecDeque::new(),
            unanswered: BTreeMap::new(),
            visits_made: 0,
            history: History::default(),
            context: io::FixedContext::new(&settings, &input),
            evaluator: Evaluator::default(),
            finished: false,
            machine,
            settings,
        };
        execution.begin(input);
        execution
    }

    /// Everything that has happened so far.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The present moment on the virtual clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.scheduler.now()
    }

    /// The state that the next step enters or goes on with, if that is certain already.
    #[must_use]
    pub fn next_state(&self) -> Option<&StateName> {
        match self.scheduler.peek()? {
            Wake::Enter { state, .. } => Some(state),
            Wake::WaitOver { branch, .. }
            | Wake::Retry { branch, .. }
            | Wake::Answer { branch, .. }
            | Wake::TimedOut { branch, .. } => {
                self.branches.get(branch)?.visit.as_ref().map(|visit| &visit.state.name)
            }
            Wake::ExecutionTimedOut => None,
        }
    }

    /// Goes one step on.
    pub fn step(&mut self) -> Step {
        if self.finished {
            return Step::Finished(self.history.outcome());
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
                let previous = self.last_event();
                self.end(
                    EventType::ExecutionFailed,
                    &Failure::new("Stepyard.InternalError", cause),
                    previous,
                );
                Step::Recorded
            }
        }
    }

    /// Answers a request. The answer to one that is no longer waited for is ignored.
    pub fn complete(&mut self, token: TaskToken, outcome: TaskOutcome) {
        if let Some(Pending { branch, visit, place }) = self.unanswered.remove(&token) {
            let due = self.now() + outcome.took;
            self.scheduler.push_reserved(due, place, Wake::Answer { branch, visit, outcome });
        }
    }

    fn begin(&mut self, input: Value) {
        let role_arn = self.settings.identity.role_arn.clone();
        let details = Details::ExecutionStarted { input: input.clone(), role_arn };
        self.record(EventId(0), EventType::ExecutionStarted, details);
        if let Some(seconds) = self.machine.timeout_seconds {
            let due = self.now() + Duration::from_secs(seconds.unsigned_abs());
            self.scheduler.push_at(due, Wake::ExecutionTimedOut);
        }
        let root = Branch::root(self.machine.flow.clone());
        self.start_branch(root, input);
    }

    fn wake(&mut self, wake: Wake) {
        match wake {
            Wake::Enter { branch, state, input } => {
                self.with_branch(branch, |engine, branch| engine.enter(branch, &state, input));
            }
            Wake::WaitOver { branch, visit } => {
                self.with_visit(branch, visit, |engine, branch, visit| engine.leave_wait(branch, visit));
            }
            Wake::Retry { branch, visit } => {
                self.with_visit(branch, visit, |engine, branch, visit| engine.work(branch, visit));
            }
            Wake::Answer { branch, visit, outcome } => {
                self.with_visit(branch, visit, |engine, branch, visit| {
                    engine.task_answered(branch, visit, outcome)
                });
            }
            Wake::TimedOut { branch, visit, attempt } => {
                self.with_visit(branch, visit, |engine, branch, visit| {
                    if visit.attempt == attempt {
                        engine.task_timed_out(branch, visit);
                    } else {
                        branch.visit = Some(visit);
                    }
                });
            }
            Wake::ExecutionTimedOut => {
                let previous = self.last_event();
                self.end(EventType::ExecutionTimedOut, &Failure::default(), previous);
            }
        }
    }

    /// Writes an event down and returns its number. The last one there is room for ends the execution.
    fn record(&mut self, previous: EventId, event_type: EventType, details: Details) -> EventId {
        if self.finished {
            // What a state still had to say when it hit the limit below.
            return self.last_event();
        }
        if self.history.len() + 2 >= MAX_EVENTS {
            let cause = format!("The execution reached the maximum number of history events ({MAX_EVENTS}).");
            self.push_event(previous, event_type, details);
            let previous = self.last_event();
            self.end(EventType::ExecutionFailed, &Failure::new(RUNTIME, cause), previous);
            return previous;
        }
        self.push_event(previous, event_type, details)
    }

    fn push_event(&mut self, previous: EventId, event_type: EventType, details: Details) -> EventId {
        let id = EventId(self.last_event().0 + 1);
        self.history.events.push(Event { id, previous, timestamp: self.now(), event_type, details });
        id
    }

    fn last_event(&self) -> EventId {
        self.history.events.last().map_or(EventId(0), |event| event.id)
    }

    /// Ends the execution badly.
    fn end(&mut self, event_type: EventType, failure: &Failure, previous: EventId) {
        let details = Details::Failure { error: failure.error.clone(), cause: failure.cause.clone() };
        self.finish(previous, event_type, details);
    }

    fn finish(&mut self, previous: EventId, event_type: EventType, details: Details) {
        if !self.finished {
            self.finished = true;
            self.push_event(previous, event_type, details);
            self.scheduler.clear();
            self.requests.clear();
            self.unanswered.clear();
        }
    }
}
