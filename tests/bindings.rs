//! What JavaScript sees of the library, called in wasm as a page calls it.
#![cfg(target_arch = "wasm32")]

mod support;

use js_sys::{Array, Function};
use stepyard::bindings;
use stepyard::value::Value;
use support::{digest, steps};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const PAY: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "Pay", "States": {"Pay": {"Type": "Task", "End": true,
    "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
    "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 1}]}}}"#;

/// Runs a definition with a handler `pay` whose answers are those of a JavaScript function's body.
async fn run_with(definition: &str, body: &str) -> (Result<Value, JsValue>, Array) {
    let request = Value::object([
        ("definition", Value::from(definition)),
        ("input", Value::from("{\"order\": 7}")),
        ("handlers", Value::array([Value::from("pay")])),
    ]);
    let reports = Array::new();
    let call = Function::new_with_args("text", body);
    let report = Function::new_with_args("text", "this.push(JSON.parse(text))").bind0(&reports);
    let outcome = match bindings::Simulation::new(&request.to_string(), None) {
        Ok(mut simulation) => simulation.run(call, report).await,
        Err(error) => Err(error),
    };
    (outcome.map(|text| Value::parse(&text).unwrap().get("outcome").cloned().unwrap()), reports)
}

#[wasm_bindgen_test]
fn histories_have_the_same_bytes_as_natively() {
    assert_eq!(digest::digest(&digest::histories()), digest::EXPECTED);
}

#[wasm_bindgen_test]
fn evaluations_stop_at_the_same_steps_as_natively() {
    assert_eq!(steps::least(), steps::EXPECTED);
}

#[wasm_bindgen_test]
async fn a_handler_is_called_with_its_event_and_context() {
    let body = "const call = JSON.parse(text);
        return Promise.resolve({ok: true, value: JSON.stringify([call.event, call.context.functionName])});";
    let (outcome, _) = run_with(PAY, body).await;
    assert_eq!(outcome.unwrap().to_string(), r#"{"status":"SUCCEEDED","output":["{\"order\":7}","pay"]}"#);
}

#[wasm_bindgen_test]
async fn a_failing_handler_is_tried_again_and_takes_virtual_time() {
    let body =
        "return Promise.resolve({ok: false, errorType: 'Busy', errorMessage: 'later', elapsedMs: 250});";
    let (outcome, reports) = run_with(PAY, body).await;
    assert_eq!(outcome.unwrap().get("error"), Some(&Value::from("Busy")));
    let last = js_sys::JSON::stringify(&reports.pop()).unwrap();
    assert!(String::from(last).contains("2026-01-01T00:00:01.500Z"));
}

#[wasm_bindgen_test]
async fn the_page_hears_of_a_state_before_it_is_worked_on() {
    let (_, reports) = run_with(PAY, "return Promise.resolve({ok: true, value: 'null'});").await;
    let first = js_sys::Reflect::get(&reports.get(0), &"state".into()).unwrap();
    assert_eq!(first, JsValue::from("Pay"));
}

#[wasm_bindgen_test]
async fn err_an_answer_that_is_none_is_an_error_of_the_task() {
    let (outcome, _) = run_with(PAY, "return Promise.resolve('nonsense');").await;
    assert_eq!(outcome.unwrap().get("error"), Some(&Value::from("Stepyard.InternalError")));
}

#[wasm_bindgen_test]
async fn err_a_definition_with_errors_does_not_run() {
    let (outcome, _) = run_with("{}", "").await;
    assert!(outcome.is_err());
}

#[wasm_bindgen_test]
fn places_count_in_utf16_units() {
    let found = Value::parse(&bindings::check("{\"😀\": 1 2}", None)).unwrap();
    let places = found.as_array().unwrap().iter().map(|diagnostic| diagnostic.get("from").unwrap().clone());
    assert!(places.collect::<Vec<_>>().contains(&Value::from(9_i64)), "{found}");
}
