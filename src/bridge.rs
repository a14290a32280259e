//! Task requests on their way to the user's JavaScript, and its answers on their way back.
//!
//! A call goes out as JSON text and comes back as a promise of a plain object. Calls that the engine asks
//! for at one instant are under way side by side.

use std::sync::Arc;
use std::time::Duration;

use js_sys::{Function, Promise};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::exec::{Execution, Step, TaskOutcome, TaskRequest, TaskToken};
use crate::history::Outcome;
use crate::service::{self, Call, HandlerAnswer, HandlerError};
use crate::value::Value;
use crate::world::Chance;

/// What a handler's side answers.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AnswerDto {
    ok: bool,
    /// JSON text of the returned value.
    value: Option<String>,
    error_type: String,
    error_message: String,
    trace: Vec<String>,
    /// The failure's text, where it is not a report of Node's runtime.
    cause: Option<String>,
    elapsed_ms: f64,
    logs: Vec<LogDto>,
}

/// One line of a handler's console.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogDto {
    level: String,
    text: String,
    at_ms: f64,
}

/// Runs an execution to its end.
///
/// `call` is given a call as JSON text, `{"handler", "event", "context", "now", "seed"}`, and returns a
/// promise of its answer. `before_step` is told the execution before each step, so that somebody who
/// watches knows where it stood when a step does not end, and before and after it waits for answers; if it
/// gives `{"error"?, "cause"?}`, the execution is stopped.
///
/// # Errors
/// What `call` and `before_step` throw.
pub async fn drive(
    execution: &mut Execution,
    handlers: &[String],
    call: &Function,
    mut before_step: impl FnMut(&Execution, Pause) -> Result<Option<Value>, JsValue>,
) -> Result<Outcome, JsValue> {
    let mut under_way: Vec<(TaskToken, Call, Promise)> = Vec::new();
    loop {
        if let Some(why) = before_step(execution, Pause::BeforeStep)? {
            stop(execution, &why);
        }
        match execution.step() {
            Step::Recorded | Step::Waiting(_) => {}
            Step::Task(request) => match service::route(&request, handlers) {
                Ok(routed) => {
                    let text = JsValue::from(call_text(&routed, &request));
                    let promise = call.call1(&JsValue::NULL, &text)?;
                    under_way.push((request.token, routed, Promise::resolve(&promise)));
                }
                Err(failure) => execution.complete(request.token, failure.into()),
            },
            Step::Blocked => {
                if let Some(why) = before_step(execution, Pause::Waiting)? {
                    stop(execution, &why);
                    under_way.clear();
                    continue;
                }
                let mut answers = Vec::new();
                for (token, routed, promise) in under_way.drain(..) {
                    answers.push((token, routed, JsFuture::from(promise).await?));
                }
                // Whoever stops the execution now stops it in the midst of its tasks: a redrive begins them
                // anew, so an answer must not be left over.
                match before_step(execution, Pause::Answered)? {
                    Some(why) => stop(execution, &why),
                    None => answers.into_iter().for_each(|(token, routed, answered)| {
                        execution.complete(token, outcome(&routed, answered));
                    }),
                }
            }
            Step::Finished(outcome) => return Ok(outcome),
        }
    }
}

/// When somebody who watches is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Before a step.
    BeforeStep,
    /// Before a wait for answers.
    Waiting,
    /// After a wait for answers, before they are taken in.
    Answered,
}

fn stop(execution: &mut Execution, why: &Value) {
    let text = |key: &str| why.get(key).and_then(Value::as_str).map(Arc::from);
    execution.stop(text("error"), text("cause"));
}

/// Has one request done by itself.
///
/// # Errors
/// What `call` throws.
pub async fn ask(
    request: &TaskRequest,
    handlers: &[String],
    call: &Function,
) -> Result<TaskOutcome, JsValue> {
    match service::route(request, handlers) {
        Ok(routed) => {
            let text = JsValue::from(call_text(&routed, request));
            let promise = Promise::resolve(&call.call1(&JsValue::NULL, &text)?);
            Ok(outcome(&routed, JsFuture::from(promise).await?))
        }
        Err(failure) => Ok(failure.into()),
    }
}

fn call_text(call: &Call, request: &TaskRequest) -> String {
    let request_id = Chance::from_seed(request.token.0).uuid();
    let context = Value::object([
        ("functionName", Value::from(call.handler.as_str())),
        ("invokedFunctionArn", Value::from(call.function_arn.as_str())),
        ("awsRequestId", Value::from(request_id)),
    ]);
    let call = Value::object([
        ("handler", Value::from(call.handler.as_str())),
        ("event", Value::from(call.event.to_string())),
        ("context", context),
        ("now", Value::from(request.now.0)),
        ("seed", Value::from(request.seed)),
    ]);
    call.to_string()
}

fn outcome(call: &Call, answered: JsValue) -> TaskOutcome {
    let answer = match serde_wasm_bindgen::from_value::<AnswerDto>(answered) {
        Ok(answer) => answer,
        Err(error) => AnswerDto {
            error_type: "Stepyard.InternalError".to_owned(),
            error_message: format!("the sandbox answered what it should not: {error}"),
            ..AnswerDto::default()
        },
    };
    service::answer(call, answer.into_answer())
}

impl AnswerDto {
    fn into_answer(self) -> HandlerAnswer {
        let took = Duration::from_millis(self.elapsed_ms.clamp(0.0, 1e12) as u64);
        let result = if self.ok {
            // The sandbox has made the text with JSON.stringify, but nobody trusts it.
            Value::parse(self.value.as_deref().unwrap_or("null")).map_err(|error| {
                let message = format!("Unable to stringify response body: {error}");
                HandlerError::of_node("Runtime.MarshalError", &message, &[])
            })
        } else {
            Err(match self.cause {
                Some(cause) => HandlerError { name: self.error_type, cause },
                None => HandlerError::of_node(&self.error_type, &self.error_message, &self.trace),
            })
        };
        let logs =
            (!self.logs.is_empty()).then(|| Value::array(self.logs.into_iter().map(LogDto::into_value)));
        HandlerAnswer { result, took, logs }
    }
}

impl LogDto {
    fn into_value(self) -> Value {
        Value::object([
            ("level", Value::from(self.level)),
            ("text", Value::from(self.text)),
            ("atMs", Value::from(self.at_ms as i64)),
        ])
    }
}
