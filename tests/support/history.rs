//! Histories to look at.

use std::time::Duration;

use stepyard::exec::{Execution as Engine, Settings, Step};
use stepyard::history::History;
use stepyard::service::{self, HandlerAnswer, HandlerError};
use stepyard::validate::check;
use stepyard::value::Value;

use super::markdown::{Case, Fence};
use super::run::{Order, execute};

/// The history of a definition whose handlers answer as told.
pub fn history(definition: &str, input: &str, tasks: &str) -> History {
    let fence = |name: &str, text: &str| Fence { name: name.to_owned(), text: text.to_owned(), range: 0..0 };
    let fences = vec![fence("input", input), fence("tasks", tasks)];
    let case = Case { title: "page".to_owned(), fences, known_failure: None };
    execute(&case, definition, Order::AtOnce).expect("it runs").history
}

/// Runs on to the next end; `answer` stands for all handlers.
pub fn drive(execution: &mut Engine, answer: impl Fn(&Value) -> Result<Value, &'static str>) {
    let names = ["pay", "ship"].map(str::to_owned);
    loop {
        match execution.step() {
            Step::Task(request) => {
                let outcome = match service::route(&request, &names) {
                    Ok(call) => {
                        let result =
                            answer(&call.event).map_err(|name| HandlerError::of_node(name, "no", &[]));
                        service::answer(
                            &call,
                            HandlerAnswer { result, took: Duration::from_secs(1), logs: None },
                        )
                    }
                    Err(failure) => failure.into(),
                };
                execution.complete(request.token, outcome);
            }
            Step::Finished(_) => return,
            Step::Recorded | Step::Waiting(_) | Step::Blocked => {}
        }
    }
}

pub fn engine(definition: &str, input: &str) -> Engine {
    let checked = check(definition);
    let machine = checked.machine.clone().filter(|_| checked.is_valid());
    let machine = machine.unwrap_or_else(|| panic!("refused: {:?}", checked.diagnostics));
    Engine::new(machine, Value::parse(input).expect("it is JSON"), Settings::default())
}

/// What the engine tells of its Map Runs.
pub fn told(execution: &Engine) -> Value {
    Value::parse(&format!("{{{}}}", execution.map_runs_json())).expect("it is JSON")
}

/// Two Tasks side by side, of which the second fails as long as the handlers do.
pub const SIDE_BY_SIDE: &str = r#"{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Next": "After", "Branches": [
    {"StartAt": "Wrap", "States": {"Wrap": {"Type": "Wait", "Seconds": 9, "Next": "Send"},
        "Send": {"Type": "Pass", "End": true}}},
    {"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "End": true,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay"}}}]},
    "After": {"Type": "Succeed"}}}"#;

/// It, failed and redriven.
pub fn redriven() -> History {
    let mut execution = engine(SIDE_BY_SIDE, "{}");
    drive(&mut execution, |_| Err("Busy"));
    execution.redrive().expect("it failed");
    drive(&mut execution, |_| Ok(Value::from(true)));
    execution.history().clone()
}

/// A Map in distributed mode whose items below 0 fail.
pub const SHIPMENTS: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "Each", "States": {"Each": {"Type": "Map",
    "Items": "{% $states.input %}", "ToleratedFailureCount": 1, "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Ship", "States": {
            "Ship": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ship",
                "End": true}}}}}}"#;

pub fn ship(item: &Value) -> Result<Value, &'static str> {
    if item.as_i64().is_some_and(|item| item < 0) { Err("Lost") } else { Ok(item.clone()) }
}

/// A Task that fails twice, and then does what it should.
pub fn retried() -> History {
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "Pay", "States": {
        "Pay": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2}], "Assign": {"paid": "{% $states.result %}"},
            "Next": "Done"},
        "Done": {"Type": "Succeed"}}}"#;
    history(definition, "{}", "pay: Busy, Busy, true")
}

pub const PARALLEL: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "Both", "States": {
    "Both": {"Type": "Parallel", "Next": "After", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Mend"}],
        "Branches": [
            {"StartAt": "Slow", "States": {"Slow": {"Type": "Wait", "Seconds": 9, "End": true}}},
            {"StartAt": "Quick", "States": {"Quick": {"Type": "Fail", "Error": "Oops"}}}]},
    "After": {"Type": "Succeed"}, "Mend": {"Type": "Succeed"}}}"#;
