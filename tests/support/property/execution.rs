//! Whole executions of arbitrary definitions.

use std::collections::BTreeSet;
use std::time::Duration;

use stepyard::asl::model::ExecutionType;
use stepyard::exec::{Execution, Limits, Settings, Step, TaskFailure, TaskOutcome, TaskRequest};
use stepyard::graph::Marks;
use stepyard::history::{Details, Event, EventId, EventType, History, Status, TraceEntry};
use stepyard::validate::check_as;
use stepyard::value::Value;

use super::bytes::Bytes;
use super::{MOST_BYTES, definition, is_text, query};

const LIMITS: Limits = Limits { events: 300, express_events: 400, all_events: 1000 };

/// More than any execution within the limits takes, by far: most steps record something.
const MOST_STEPS: usize = 20_000;

/// AWS's limit of a payload.
const MOST_PAYLOAD: usize = 262_144;

/// What separates a definition from what else there is to say, where the data is text.
const SEPARATOR: &str = "\n---\n";

/// A definition with an input and the answers of its tasks. In a text, the bytes after `---` choose them.
struct Plan {
    text: String,
    input: Value,
    execution_type: ExecutionType,
    answers: Vec<TaskOutcome>,
    /// The step at which it is stopped, if at all.
    stops_at: Option<usize>,
    redrives: usize,
}

impl Plan {
    fn new(data: &[u8]) -> Plan {
        let data = &data[..data.len().min(MOST_BYTES)];
        let separator = data.windows(SEPARATOR.len()).position(|window| window == SEPARATOR.as_bytes());
        let (text, mut bytes) = if is_text(data) {
            let end = separator.unwrap_or(data.len());
            let rest = &data[(end + SEPARATOR.len()).min(data.len())..];
            (Bytes::new(&data[..end]).text(), Bytes::new(rest))
        } else {
            let mut bytes = Bytes::new(data);
            bytes.byte();
            (definition::definition(&mut bytes).to_string(), bytes)
        };
        let bytes = &mut bytes;
        Plan {
            text,
            input: query::input(bytes),
            execution_type: if bytes.once_in(5) { ExecutionType::Express } else { ExecutionType::Standard },
            answers: (0..1 + bytes.below(6)).map(|_| answer(bytes)).collect(),
            stops_at: bytes.once_in(8).then(|| bytes.below(200)),
            redrives: bytes.below(3),
        }
    }

    fn describe(&self) -> String {
        let Plan { text, input, execution_type, answers, stops_at, redrives } = self;
        let results: Vec<_> = answers.iter().map(|answer| (&answer.result, answer.took)).collect();
        format!("{text}\n{input}\n{execution_type:?}, {stops_at:?}, {redrives} redrives, {results:?}")
    }

    /// The answer depends on the request alone, so that the order of answering changes nothing.
    fn answer(&self, request: &TaskRequest) -> TaskOutcome {
        let at = request.token.0 % self.answers.len() as u64;
        self.answers[at as usize].clone()
    }
}

fn answer(bytes: &mut Bytes) -> TaskOutcome {
    let outcome = match bytes.below(8) {
        3 if bytes.once_in(8) => TaskOutcome::success(Value::from("long".repeat(70_000))),
        0..=3 => TaskOutcome::success(query::value(bytes, 2)),
        4 => TaskFailure { error: None, cause: None }.into(),
        _ => {
            let names =
                ["Busy", "States.Timeout", "States.TaskFailed", "Lambda.Unknown", "States.Runtime", ""];
            TaskOutcome::failure(bytes.one_of(&names), "the cause")
        }
    };
    let seconds = [0, 0, 1, 70, 100_000_000, u64::MAX / 1000][bytes.below(6)];
    let took = (!bytes.once_in(10)).then(|| Duration::from_secs(seconds));
    let heartbeats = (0..bytes.below(4)).map(|_| Duration::from_secs(bytes.below(5) as u64)).collect();
    let submitted = bytes.once_in(6).then(Value::empty_object);
    TaskOutcome { took, heartbeats, submitted, ..outcome }
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    AtOnce,
    LastFirst,
}

/// Runs a plan to its end, redrives included; nothing if its definition is refused.
fn run(plan: &Plan, order: Order) -> Option<Execution> {
    let checked = check_as(&plan.text, plan.execution_type);
    if !checked.is_valid() {
        return None;
    }
    let settings =
        Settings { limits: LIMITS, execution_type: plan.execution_type, seed: 7, ..Settings::default() };
    let machine = checked.machine.expect("a valid definition is a machine");
    let mut execution = Execution::new(machine, plan.input.clone(), settings);
    run_on(&mut execution, plan, order);
    for _ in 0..plan.redrives {
        if execution.redrive().is_ok() {
            run_on(&mut execution, plan, order);
        }
    }
    Some(execution)
}

fn run_on(execution: &mut Execution, plan: &Plan, order: Order) {
    let mut kept = Vec::new();
    let mut now = execution.now();
    for step in 0..MOST_STEPS {
        // The order of answers moves requests to other steps, so it cannot be compared where one stops.
        if order == Order::AtOnce && plan.stops_at == Some(step) {
            execution.stop(Some("Stopped".into()), None);
        }
        let _ = execution.next_state();
        match execution.step() {
            Step::Task(request) if order == Order::AtOnce => {
                execution.complete(request.token, plan.answer(&request));
            }
            Step::Task(request) => kept.push((request.token, plan.answer(&request))),
            Step::Blocked => {
                assert!(!kept.is_empty(), "it is blocked though every task was answered");
                kept.drain(..).rev().for_each(|(token, outcome)| execution.complete(token, outcome));
            }
            Step::Finished(outcome) => {
                assert_ne!(outcome.status, Status::Running);
                assert_eq!(outcome, execution.history().outcome());
                return;
            }
            Step::Recorded | Step::Waiting(_) => {}
        }
        assert!(now <= execution.now(), "the clock runs backwards");
        now = execution.now();
    }
    panic!("it does not end in {MOST_STEPS} steps: {} events", execution.history().len());
}

/// What the bytes stand for.
pub fn describe(data: &[u8]) -> String {
    Plan::new(data).describe()
}

/// A definition, its input and its answers.
pub fn execution(data: &[u8]) {
    let plan = Plan::new(data);
    let Some(execution) = run(&plan, Order::AtOnce) else { return };
    let again = run(&plan, Order::AtOnce).expect("it ran before");
    same_history(&execution, &again, "a second run differs");
    if plan.stops_at.is_none() {
        let late = run(&plan, Order::LastFirst).expect("it ran before");
        same_history(&execution, &late, "the order of answers matters");
    }
    let mut events = execution.history().len();
    let most = |is_express| if is_express { LIMITS.express_events } else { LIMITS.events };
    is_a_history(execution.history(), most(plan.execution_type == ExecutionType::Express));
    for map_run in execution.map_runs() {
        let _ = map_run.to_value();
        for child in &map_run.children {
            is_a_history(child.history, most(child.arn.contains(":express:")));
            events += child.history.len();
        }
    }
    // Each child execution may get one event more when all are ended.
    let children: usize = execution.map_runs().map(|map_run| map_run.children.len()).sum();
    assert!(events <= LIMITS.all_events + children + 2 * plan.redrives, "there are {events} events");
    let _ = Marks::at(execution.history(), EventId(u32::MAX));
}

/// Two runs of one plan. Of histories that differ only the first events that do are worth a message.
fn same_history(a: &Execution, b: &Execution, message: &str) {
    let (a, b) = (a.history(), b.history());
    for (a, b) in a.events.iter().zip(b.events.iter()) {
        assert_eq!(a, b, "{message}");
    }
    assert_eq!(a.len(), b.len(), "{message}");
    assert!(a.trace == b.trace, "{message}, in its trace");
}

fn is_a_history(history: &History, most: usize) {
    assert!(history.len() <= most, "the history has {} events", history.len());
    assert_ne!(history.outcome().status, Status::Running, "the history has no end");
    let mut before = history.start();
    let mut entered = BTreeSet::new();
    for (at, event) in history.events.iter().enumerate() {
        assert_eq!(event.id.0 as usize, at + 1, "numbers have gaps");
        assert!(event.previous < event.id, "{event:?} follows one that comes later");
        assert!(before <= event.timestamp, "{event:?} happens too early");
        before = event.timestamp;
        assert_eq!(Event::from_value(&event.to_value()).as_ref(), Ok(event), "its JSON does not lead back");
        if let Details::StateEntered { .. } = event.details {
            entered.insert(event.id);
        }
        has_plausible_details(event);
    }
    assert!(history.trace.entries.len() <= 16 * history.len() + 64, "the trace outgrows the history");
    for entry in history.trace.entries.iter() {
        assert!(entered.contains(&entry.visit), "{entry:?} belongs to no visit");
        assert!(entry.visit <= entry.event && entry.event.0 as usize <= history.len());
        assert_eq!(
            TraceEntry::from_value(&entry.to_value()).as_ref(),
            Ok(entry),
            "its JSON does not lead back"
        );
    }
}

fn has_plausible_details(event: &Event) {
    match &event.details {
        Details::Failure { error, .. } => {
            assert_ne!(error.as_deref(), Some("Stepyard.InternalError"), "{event:?}");
        }
        Details::StateExited { output, .. } => {
            assert!(output.size() <= MOST_PAYLOAD, "{:?} has a payload of {} bytes", event.id, output.size());
        }
        Details::ExecutionStarted { .. } => {
            assert_eq!((event.event_type, event.previous), (EventType::ExecutionStarted, EventId(0)));
        }
        _ => {}
    }
}
