//! The library under JavaScript names. Nothing here knows a rule of the language.

use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::bridge;
use crate::exec::{Execution, Identity, Settings};
use crate::history::{Outcome, Timestamp};
use crate::source::LineIndex;
use crate::validate;
use crate::value::{Object, Value};

/// The version of this library.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Checks a definition. Returns JSON text: `[{"code", "severity", "message", "location", "from", "to",
/// "hint"?}]`, the places in UTF-16 units.
#[wasm_bindgen]
#[must_use]
pub fn check(definition: &str) -> String {
    let lines = LineIndex::new(definition);
    let diagnostics = validate::check(definition).diagnostics.into_iter().map(|found| {
        let mut members: Object = [
            ("code", Value::from(found.code)),
            ("severity", Value::from(found.severity.as_str())),
            ("message", Value::from(found.message)),
            ("location", Value::from(found.location)),
            ("from", Value::from(lines.utf16(found.span.start))),
            ("to", Value::from(lines.utf16(found.span.end))),
        ]
        .into_iter()
        .collect();
        if let Some(hint) = found.hint {
            members.insert("hint", hint);
        }
        Value::from(members)
    });
    Value::array(diagnostics).to_string()
}

/// What [`run`] is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunRequest {
    definition: String,
    input: String,
    handlers: Vec<String>,
    seed: Option<u64>,
    start_time: Option<String>,
    #[serde(default)]
    identity: IdentityDto,
}

/// Names and ARNs; what is absent is made up.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct IdentityDto {
    region: Option<String>,
    account: Option<String>,
    state_machine_name: Option<String>,
    execution_name: Option<String>,
    role_arn: Option<String>,
}

impl IdentityDto {
    fn into_identity(self) -> Identity {
        let default = Identity::default();
        let or = |given: Option<String>, default| given.map_or(default, Into::into);
        Identity {
            region: or(self.region, default.region),
            account: or(self.account, default.account),
            state_machine: or(self.state_machine_name, default.state_machine),
            execution: or(self.execution_name, default.execution),
            role_arn: or(self.role_arn, default.role_arn),
        }
    }
}

/// Runs a definition.
///
/// `request` is JSON text: `{"definition", "input", "handlers": [name, …], "seed"?, "startTime"?}`,
/// definition and input being texts themselves. `call` is given each call of a handler and returns a
/// promise of the answer, as [`bridge::drive`] says. `report` is given JSON text of what is new before
/// each state: `{"events", "trace", "state"}`, `state` being the one that is worked on next.
///
/// Returns JSON text: `{"status", "output"?, "error"?, "cause"?}`.
///
/// # Errors
/// A sentence if the request cannot be run, and whatever `call` and `report` throw.
#[wasm_bindgen]
pub async fn run(request: String, call: Function, report: Function) -> Result<String, JsValue> {
    let refuse = |why: String| JsValue::from(js_sys::Error::new(&why));
    let request: RunRequest =
        serde_json::from_str(&request).map_err(|error| refuse(format!("the request is damaged: {error}")))?;
    let checked = validate::check(&request.definition);
    let machine = checked.machine.clone().filter(|_| checked.is_valid());
    let machine = machine.ok_or_else(|| refuse("the definition has errors".to_owned()))?;
    let input =
        Value::parse(&request.input).map_err(|error| refuse(format!("the input is not JSON: {error}")))?;
    let mut settings = Settings { identity: request.identity.into_identity(), ..Settings::default() };
    settings.seed = request.seed.unwrap_or(settings.seed);
    settings.start = match &request.start_time {
        Some(text) => {
            Timestamp::parse(text).ok_or_else(|| refuse(format!("`{text}` is not a moment of RFC 3339")))?
        }
        None => settings.start,
    };
    let mut execution = Execution::new(machine, input, settings);
    let mut reporter = Reporter { report, events: 0, trace: 0 };
    let outcome = bridge::drive(&mut execution, &request.handlers, &call, |execution| {
        if let Some(state) = execution.next_state() {
            reporter.send(execution, Some(state.as_str()));
        }
    })
    .await?;
    reporter.send(&execution, None);
    Ok(outcome_text(&outcome))
}

/// Tells the page what is new.
struct Reporter {
    report: Function,
    /// How many events have been told.
    events: usize,
    /// How many stages have been told.
    trace: usize,
}

impl Reporter {
    fn send(&mut self, execution: &Execution, state: Option<&str>) {
        let history = execution.history();
        let events = history.events[self.events..].iter().map(|event| event.to_value());
        let trace = history.trace.entries[self.trace..].iter().map(|entry| entry.to_value());
        let text = Value::object([
            ("events", Value::array(events)),
            ("trace", Value::array(trace)),
            ("state", state.map_or(Value::Null, Value::from)),
        ]);
        self.events = history.events.len();
        self.trace = history.trace.entries.len();
        // A page that no longer listens is no reason to stop.
        let _ = self.report.call1(&JsValue::NULL, &JsValue::from(text.to_string()));
    }
}

fn outcome_text(outcome: &Outcome) -> String {
    let mut members = Object::new();
    members.insert("status", outcome.status.as_str());
    if let Some(output) = &outcome.output {
        members.insert("output", output.clone());
    }
    if let Some(error) = &outcome.error {
        members.insert("error", error.clone());
    }
    if let Some(cause) = &outcome.cause {
        members.insert("cause", cause.clone());
    }
    Value::from(members).to_string()
}
