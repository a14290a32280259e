//! Which of AWS's types of events the cases produce.

mod support;

use std::collections::BTreeMap;

use stepyard::history::EventType;

use support::{files, markdown, run};

/// Every type of AWS's API reference, `HistoryEvent`, in its order.
const TYPES: [&str; 62] = [
    "TaskFailed",
    "TaskScheduled",
    "TaskStartFailed",
    "TaskStarted",
    "TaskSubmitFailed",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskTimedOut",
    "ActivityFailed",
    "ActivityScheduled",
    "ActivityScheduleFailed",
    "ActivityStarted",
    "ActivitySucceeded",
    "ActivityTimedOut",
    "ChoiceStateEntered",
    "ChoiceStateExited",
    "ExecutionAborted",
    "ExecutionFailed",
    "ExecutionStarted",
    "ExecutionSucceeded",
    "ExecutionTimedOut",
    "FailStateEntered",
    "LambdaFunctionFailed",
    "LambdaFunctionScheduled",
    "LambdaFunctionScheduleFailed",
    "LambdaFunctionStarted",
    "LambdaFunctionStartFailed",
    "LambdaFunctionSucceeded",
    "LambdaFunctionTimedOut",
    "MapIterationAborted",
    "MapIterationFailed",
    "MapIterationStarted",
    "MapIterationSucceeded",
    "MapStateAborted",
    "MapStateEntered",
    "MapStateExited",
    "MapStateFailed",
    "MapStateStarted",
    "MapStateSucceeded",
    "ParallelStateAborted",
    "ParallelStateEntered",
    "ParallelStateExited",
    "ParallelStateFailed",
    "ParallelStateStarted",
    "ParallelStateSucceeded",
    "PassStateEntered",
    "PassStateExited",
    "SucceedStateEntered",
    "SucceedStateExited",
    "TaskStateAborted",
    "TaskStateEntered",
    "TaskStateExited",
    "WaitStateAborted",
    "WaitStateEntered",
    "WaitStateExited",
    "MapRunAborted",
    "MapRunFailed",
    "MapRunStarted",
    "MapRunSucceeded",
    "ExecutionRedriven",
    "MapRunRedriven",
    "EvaluationFailed",
];

/// The types that no run can produce here, and why. Recordings of AWS have none of them either.
const UNREACHED: [(&str, &str); 4] = [
    ("TaskStartFailed", "Step Functions could not begin to call the service: a handler can always be called"),
    (
        "LambdaFunctionScheduleFailed",
        "the call of a function could not be queued, as for want of a role to assume",
    ),
    (
        "LambdaFunctionStartFailed",
        "Lambda would not run the function at all: a handler always runs, and what it throws is its own failure",
    ),
    ("ActivityScheduleFailed", "no activity is registered anywhere, so that each there is can be scheduled"),
];

#[test]
fn every_type_of_event_is_produced_by_a_case_or_has_a_reason() {
    let mut produced: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, file) in files::EXECUTE {
        for case in markdown::cases(file) {
            let definition = case.fence("definition").expect("the case has a definition");
            let Ok(ran) = run::execute(&case, definition, run::Order::AtOnce) else { continue };
            for event in ran.history.events.iter() {
                let cases = produced.entry(event.event_type.as_str()).or_default();
                cases.push(format!("{name}: {}", case.title));
                cases.dedup();
            }
        }
    }
    for name in TYPES {
        assert!(EventType::parse(name).is_some(), "{name} is unknown");
        let cases = produced.remove(name);
        let reason = UNREACHED.iter().find(|(unreached, _)| *unreached == name);
        match (&cases, reason) {
            (Some(cases), None) => println!("{name}: {} cases, as “{}”", cases.len(), cases[0]),
            (None, Some((_, reason))) => println!("{name}: {reason}"),
            (Some(cases), Some(_)) => panic!("{name} is produced by {cases:?}: delete the reason"),
            (None, None) => panic!("{name} is produced by no case, and has no reason"),
        }
    }
    assert!(produced.is_empty(), "{:?} are no types of AWS", produced.keys());
}
