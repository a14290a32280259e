//! Running a machine from JavaScript.

use js_sys::{Error, Function};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::execution_type;
use crate::asl::model::StateName;
use crate::bridge::{self, Pause};
use crate::exec::{Execution, Identity, Limits, MAX_PAYLOAD, Settings};
use crate::history::Timestamp;
use crate::validate;
use crate::value::Value;

/// What a simulation is asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    definition: String,
    input: Option<String>,
    handlers: Vec<String>,
    seed: Option<u64>,
    start_time: Option<String>,
    #[serde(default)]
    identity: IdentityDto,
    r#type: Option<String>,
    #[serde(default)]
    limits: LimitsDto,
}

/// Names and ARNs; what is absent is made up.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct IdentityDto {
    region: Option<String>,
    account: Option<String>,
    state_machine_name: Option<String>,
    execution_name: Option<String>,
    execution_arn: Option<String>,
    role_arn: Option<String>,
}

/// How much may happen; what is absent is AWS's limit, or ours.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct LimitsDto {
    events: Option<usize>,
    all_events: Option<usize>,
}

impl IdentityDto {
    pub(super) fn into_identity(self) -> Identity {
        let default = Identity::default();
        let or = |given: Option<String>, default| given.map_or(default, Into::into);
        Identity {
            region: or(self.region, default.region),
            account: or(self.account, default.account),
            state_machine: or(self.state_machine_name, default.state_machine),
            execution: or(self.execution_name, default.execution),
            given_execution_arn: self.execution_arn.map(Into::into),
            role_arn: self.role_arn.map(Into::into).or(default.role_arn),
        }
    }
}

fn refuse(why: String) -> JsValue {
    JsValue::from(Error::new(&why))
}

/// One execution, from its start to its end, and on where it is redriven.
#[wasm_bindgen]
pub struct Simulation {
    pub(super) execution: Execution,
    pub(super) handlers: Vec<String>,
    /// How many events and stages have been told.
    told: (usize, usize),
}

#[wasm_bindgen]
impl Simulation {
    /// Prepares an execution.
    ///
    /// `request` is JSON text: `{"definition", "input"?, "handlers": [name, …], "seed"?, "startTime"?, "type"?,
    /// "identity"?, "limits"?}`, definition and input being texts themselves. A long input is quicker beside
    /// the request, as bytes of UTF-8, than in it, where it is text in text.
    ///
    /// # Errors
    /// A sentence if the request cannot be run.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &str, input: Option<Vec<u8>>) -> Result<Simulation, JsValue> {
        let request: Request = serde_json::from_str(request)
            .map_err(|error| refuse(format!("the request is damaged: {error}")))?;
        let execution_type = execution_type(request.r#type.as_deref());
        let checked = validate::check_as(&request.definition, execution_type);
        let machine = checked.machine.clone().filter(|_| checked.is_valid());
        let machine = machine.ok_or_else(|| refuse("the definition has errors".to_owned()))?;
        let input = input.map(String::from_utf8).transpose();
        let input = input.map_err(|error| refuse(format!("the input is not text: {error}")))?;
        let input = input.or(request.input).unwrap_or_default();
        let input =
            Value::parse(&input).map_err(|error| refuse(format!("the input is not JSON: {error}")))?;
        if !input.is_within(MAX_PAYLOAD) {
            let why = format!("the input is larger than {MAX_PAYLOAD} bytes, which StartExecution refuses");
            return Err(refuse(why));
        }
        let limits = Limits::default();
        let default = Settings::default();
        let start = match &request.start_time {
            Some(text) => Timestamp::parse(text)
                .ok_or_else(|| refuse(format!("`{text}` is not a moment of RFC 3339")))?,
            None => default.start,
        };
        let settings = Settings {
            identity: request.identity.into_identity(),
            execution_type,
            limits: Limits {
                events: request.limits.events.unwrap_or(limits.events).min(limits.events),
                express_events: limits.express_events,
                all_events: request.limits.all_events.unwrap_or(limits.all_events),
            },
            seed: request.seed.unwrap_or(default.seed),
            start,
            ..default
        };
        let execution = Execution::new(machine, input, settings);
        Ok(Simulation { execution, handlers: request.handlers, told: (0, 0) })
    }

    /// Runs until the end, the first or that of a redrive.
    ///
    /// `call` is given each call of a handler and returns a promise of the answer, as [`bridge::drive`] says.
    /// `report` is given JSON text of what is new before each state, and before and after each wait for
    /// handlers: `{"events", "trace", "state"}`, `state` being the one that is worked on next. If it returns
    /// text, `{"error"?, "cause"?}`, the execution is stopped.
    ///
    /// Returns JSON text: `{"outcome": {"status", "output"?, "error"?, "cause"?}, "mapRuns", "histories"}`, the last
    /// two as [`Execution::map_runs_json`] says.
    ///
    /// # Errors
    /// Whatever `call` and `report` throw.
    pub async fn run(&mut self, call: Function, report: Function) -> Result<String, JsValue> {
        let told = &mut self.told;
        let mut tell = |execution: &Execution, state: Option<&str>| {
            let text = news(execution, state, told);
            report.call1(&JsValue::NULL, &JsValue::from(text))
        };
        let outcome = bridge::drive(&mut self.execution, &self.handlers, &call, |execution, pause| {
            let state = execution.next_state().filter(|_| pause == Pause::BeforeStep);
            if state.is_none() && pause == Pause::BeforeStep {
                return Ok(None);
            }
            let answer = tell(execution, state.map(StateName::as_str))?;
            Ok(reason_to_stop(&answer))
        })
        .await?;
        tell(&self.execution, None)?;
        let outcome = Value::from(outcome.to_object());
        Ok(format!(r#"{{"outcome":{outcome},{}}}"#, self.execution.map_runs_json()))
    }

    /// Lets an execution that ended badly go on from the states that failed, with handlers of these names.
    /// [`Simulation::run`] then runs it on.
    ///
    /// # Errors
    /// A sentence if it cannot be redriven.
    pub fn redrive(&mut self, handlers: Vec<String>) -> Result<(), JsValue> {
        self.handlers = handlers;
        self.execution.redrive().map_err(|error| refuse(error.to_string()))
    }
}

/// `{"error"?, "cause"?}` where somebody wants the execution stopped.
pub(super) fn reason_to_stop(answer: &JsValue) -> Option<Value> {
    answer.as_string().and_then(|text| Value::parse(&text).ok())
}

/// JSON text of what happened since the last time.
fn news(execution: &Execution, state: Option<&str>, told: &mut (usize, usize)) -> String {
    let history = execution.history();
    let state = state.map_or(Value::Null, Value::from);
    let text = format!("{{{},\"state\":{state}}}", history.news_json(*told));
    *told = (history.events.len(), history.trace.entries.len());
    text
}
