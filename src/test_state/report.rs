//! What a test tells, in the form of AWS's answer.

use super::{InspectionLevel, StateTest, failure_of, output_of, waits};
use crate::asl::model::{Kind, Map};
use crate::history::{Stage, TraceEntry};
use crate::query::QueryLanguage;
use crate::value::{Object, Value};

pub(super) fn report(test: &StateTest) -> Value {
    let mut members = Object::new();
    let (failure, output) = (failure_of(test), output_of(test));
    let status = match (failure, output) {
        (None, _) => "SUCCEEDED",
        (Some(_), Some(_)) => "CAUGHT_ERROR",
        (Some(_), None) if retry(test).is_some_and(waits) => "RETRIABLE",
        (Some(_), None) => "FAILED",
    };
    let output = output.cloned().or_else(|| test.execution.history().outcome().output);
    if let Some(output) = output {
        members.insert("output", output.to_string());
    }
    if let Some(failure) = failure {
        for (key, name) in [("Error", "error"), ("Cause", "cause")] {
            if let Some(text) = failure.get(key).and_then(Value::as_str) {
                members.insert(name, without_opening(text));
            }
        }
    }
    let is_running = test.execution.history().outcome().status == crate::history::Status::Running;
    if is_running
        && status != "RETRIABLE"
        && let Some(next) = test.execution.next_state()
    {
        members.insert("nextState", next.text());
    }
    members.insert("status", status);
    if test.request.inspection_level != InspectionLevel::Info {
        members.insert("inspectionData", inspection_data(test));
    }
    members.into()
}

/// A test leaves out where in an execution a cause comes from. (recorded)
fn without_opening(cause: &str) -> String {
    let rest = cause.strip_prefix("An error occurred while executing the state '");
    match rest.and_then(|rest| rest.split_once("(entered at the event id #")) {
        Some((_, rest)) => rest.split_once("). ").map_or(cause, |(_, reason)| reason).to_owned(),
        None => cause.to_owned(),
    }
}

fn retry(test: &StateTest) -> Option<&Value> {
    test.last(Stage::Retry)
}

/// The stages that AWS shows of a state's data. (recorded)
fn shown(test: &StateTest, stage: Stage) -> bool {
    use Stage as S;
    let speaks_path = test.state.query_language == QueryLanguage::JsonPath;
    match (&test.state.kind, stage) {
        // Numbers and items of a Map, also where it speaks JSONata.
        (Kind::Map(_), S::MaxConcurrency | S::ToleratedFailureCount | S::ToleratedFailurePercentage) => true,
        (Kind::Map(_), S::AfterInputPath | S::AfterItemsPath | S::AfterItemBatcher) => true,
        (Kind::Map(_) | Kind::Parallel(_), S::AfterResultSelector | S::AfterResultPath) => true,
        (Kind::Map(_) | Kind::Parallel(_), _) => false,
        // What a Pass with a result is given plays no part.
        (Kind::Pass(pass), S::AfterInputPath | S::AfterParameters) => {
            pass.result.is_none() || pass.parameters.is_some()
        }
        (_, S::AfterInputPath | S::AfterParameters | S::AfterResultSelector | S::AfterResultPath) => {
            speaks_path
        }
        (_, S::AfterArguments | S::Result) => true,
        _ => false,
    }
}

fn inspection_data(test: &StateTest) -> Value {
    let mut members = Object::new();
    members.insert("input", test.request.input.to_string());
    if let Some(variables) = &test.request.variables {
        members.insert("variables", Value::Object(variables.clone()).to_string());
    }
    let entries = test.execution.history().trace.entries.iter();
    for TraceEntry { stage, value, .. } in entries.filter(|entry| shown(test, entry.stage)) {
        let value = match stage {
            Stage::MaxConcurrency | Stage::ToleratedFailureCount | Stage::ToleratedFailurePercentage => {
                value.clone()
            }
            _ => Value::from(value.to_string()),
        };
        members.insert(stage.as_str(), value);
    }
    if let Some(inputs) = selected_inputs(test) {
        members.insert(Stage::AfterItemSelector.as_str(), inputs.to_string());
    }
    if let Some(details) = error_details(test) {
        members.insert("errorDetails", details);
    }
    members.into()
}

/// What the `ItemSelector` of a Map makes of its items, all or nothing.
///
/// One text, as the API and the SDKs have it; the guide speaks of an array of texts.
/// (AWS API, `InspectionData`; AWS guide, "Understanding Map state inspection data")
fn selected_inputs(test: &StateTest) -> Option<Value> {
    let Kind::Map(Map { item_selector: Some(_), .. }) = &test.state.kind else { return None };
    let entries = test.execution.history().trace.entries.iter();
    let selected = entries.filter(|entry| entry.stage == Stage::AfterItemSelector);
    let inputs: Vec<Value> = selected.map(|entry| entry.value.clone()).collect();
    (Some(inputs.len()) == test.item_count()).then(|| inputs.into())
}

/// Which catcher or retrier took the failure. (AWS API, `InspectionErrorDetails`)
fn error_details(test: &StateTest) -> Option<Value> {
    let mut members = match retry(test) {
        Some(Value::Object(members)) => (**members).clone(),
        _ => Object::new(),
    };
    if let Some(catcher) = test.last(Stage::Catcher) {
        members.insert("catchIndex", catcher.clone());
    }
    (!members.is_empty()).then(|| members.into())
}
