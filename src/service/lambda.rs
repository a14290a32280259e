//! AWS Lambda: the shape of an invocation and of its answers. (AWS guide, "Invoke Lambda"; recorded)

use crate::exec::TaskFailure;
use crate::query::intrinsic::base64;
use crate::value::{Object, Value};

/// The function and the payload that the arguments of `arn:aws:states:::lambda:invoke` name.
pub(super) fn invocation(arguments: &Value) -> Result<(String, Value), TaskFailure> {
    let name = arguments.get("FunctionName").and_then(Value::as_str).filter(|name| !name.is_empty());
    let Some(name) = name else {
        let cause = "The argument 'FunctionName' is missing or not a string.";
        return Err(TaskFailure::new("States.Runtime", cause));
    };
    // Without a payload a function gets an empty event, and null is none. (recorded)
    let payload = arguments.get("Payload").filter(|payload| **payload != Value::Null);
    let payload = payload.cloned().unwrap_or_else(Value::empty_object);
    Ok((name.to_owned(), payload))
}

/// Whether the arguments ask for the end of the log. (AWS API, `Invoke`, `LogType`)
pub(super) fn tails_log(arguments: &Value) -> bool {
    arguments.get("LogType").and_then(Value::as_str) == Some("Tail")
}

/// What `Invoke` returns around the function's own result; with the end of the log, if that is asked for.
pub(super) fn invoke_result(payload: Value, logs: Option<Option<&Value>>) -> Value {
    let length = payload.size();
    let headers = Value::object([
        ("X-Amz-Executed-Version", Value::array([Value::from("$LATEST")])),
        ("Content-Length", Value::array([Value::from(length.to_string())])),
        ("Content-Type", Value::array([Value::from("application/json")])),
    ]);
    let http = Value::object([("AllHttpHeaders", headers), ("HttpStatusCode", Value::from(200_i64))]);
    let mut members: Object = [
        ("ExecutedVersion", Value::from("$LATEST")),
        ("Payload", payload),
        ("SdkHttpMetadata", http),
        ("StatusCode", Value::from(200_i64)),
    ]
    .into_iter()
    .collect();
    if let Some(logs) = logs {
        members.insert("LogResult", log_result(logs));
    }
    members.into()
}

/// The last 4 KB of the log in Base64. (AWS API, `Invoke`)
fn log_result(logs: Option<&Value>) -> String {
    let lines = logs.and_then(Value::as_array).unwrap_or_default();
    let text: String = lines
        .iter()
        .filter_map(|line| line.get("text").and_then(Value::as_str))
        .map(|line| format!("{line}\n"))
        .collect();
    let bytes = text.as_bytes();
    base64(&bytes[bytes.len().saturating_sub(4096)..])
}

pub(super) fn function_not_found(name: &str) -> TaskFailure {
    let cause = format!("Function not found: {name}. Add a handler of that name.");
    TaskFailure::new("Lambda.ResourceNotFoundException", cause)
}
