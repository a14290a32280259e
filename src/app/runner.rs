//! The engine, behind a JavaScript module that keeps its worker and the handlers' sandbox.

use std::sync::Arc;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::editor::fetch;
use super::map_run::{MapRun, map_runs};
use super::state::FailureKind;
use crate::asl::model::ExecutionType;
use crate::history::{Event, TraceEntry};
use crate::value::Value;
use crate::workspace::Workspace;

#[wasm_bindgen]
extern "C" {
    type RunnerModule;

    #[wasm_bindgen(method, js_name = createRunner, catch)]
    fn create_runner(this: &RunnerModule, options: &JsValue) -> Result<RawRunner, JsValue>;

    type RawRunner;

    #[wasm_bindgen(method, catch)]
    fn run(this: &RawRunner, what: &JsValue, hooks: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn redrive(this: &RawRunner, what: &JsValue, hooks: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method)]
    fn stop(this: &RawRunner);

    #[wasm_bindgen(method)]
    fn dispose(this: &RawRunner);
}

/// What the engine says while it works.
pub enum Heard {
    /// Something has happened; the text is for [`Report::parse`].
    Report(String),
    /// It is done; the text is for [`Finished::parse`].
    Finished(String),
    /// It is gone.
    Failed(FailureKind, Arc<str>),
    /// It was stopped, as was wished.
    Stopped,
}

/// The engine; dropping it ends its worker.
pub struct Runner {
    raw: RawRunner,
    on_report: Closure<dyn Fn(String)>,
    on_finished: Closure<dyn Fn(String)>,
    on_failed: Closure<dyn Fn(JsValue)>,
}

impl Runner {
    /// Starts the engine's worker with the module that this page runs.
    pub async fn create(hear: impl Fn(Heard) + Clone + 'static) -> Result<Runner, JsValue> {
        let module: RunnerModule = fetch("runner.js").await?.unchecked_into();
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"script".into(), &script()?.into())?;
        js_sys::Reflect::set(&options, &"module".into(), &wasm_bindgen::module())?;
        let raw = module.create_runner(&options)?;
        let (for_report, for_finished, for_failed) = (hear.clone(), hear.clone(), hear);
        Ok(Runner {
            raw,
            on_report: Closure::new(move |text| for_report(Heard::Report(text))),
            on_finished: Closure::new(move |text| for_finished(Heard::Finished(text))),
            on_failed: Closure::new(move |failure| for_failed(failed(&failure))),
        })
    }

    /// Runs the selected case of a workspace.
    pub fn run(&self, workspace: &Workspace) -> Result<(), JsValue> {
        let what = Self::handlers(workspace)?;
        js_sys::Reflect::set(&what, &"request".into(), &request(workspace).into())?;
        self.raw.run(&what, &self.hooks()?)
    }

    /// Lets the last run, which ended badly, go on with the handlers of a workspace.
    pub fn redrive(&self, workspace: &Workspace) -> Result<(), JsValue> {
        self.raw.redrive(&Self::handlers(workspace)?, &self.hooks()?)
    }

    fn handlers(workspace: &Workspace) -> Result<JsValue, JsValue> {
        let what = js_sys::Object::new();
        let handlers = js_sys::Object::new();
        for handler in &workspace.handlers {
            js_sys::Reflect::set(&handlers, &(&*handler.name).into(), &(&*handler.code).into())?;
        }
        let timeout = f64::from(workspace.settings.handler_timeout_seconds) * 1000.0;
        js_sys::Reflect::set(&what, &"handlers".into(), &handlers)?;
        js_sys::Reflect::set(&what, &"timeoutMs".into(), &timeout.into())?;
        Ok(what.into())
    }

    fn hooks(&self) -> Result<JsValue, JsValue> {
        let hooks = js_sys::Object::new();
        js_sys::Reflect::set(&hooks, &"onReport".into(), self.on_report.as_ref())?;
        js_sys::Reflect::set(&hooks, &"onFinished".into(), self.on_finished.as_ref())?;
        js_sys::Reflect::set(&hooks, &"onFailed".into(), self.on_failed.as_ref())?;
        Ok(hooks.into())
    }

    /// Ends the run, if there is one.
    pub fn stop(&self) {
        self.raw.stop();
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.raw.dispose();
    }
}

/// The address of the module that wasm-bindgen wrote: it lies beside its WebAssembly, which the page
/// names in a link.
fn script() -> Result<String, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("there is no document")?;
    let link = document.query_selector("link[type='application/wasm']")?;
    let link: Option<web_sys::HtmlLinkElement> = link.and_then(|link| link.dyn_into().ok());
    let address = link.map(|link| link.href()).unwrap_or_default();
    match address.strip_suffix("_bg.wasm") {
        Some(stem) => Ok(format!("{stem}.js")),
        None => Err("the page does not name its own program".into()),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestDto<'a> {
    definition: &'a str,
    input: &'a str,
    handlers: Vec<&'a str>,
    r#type: &'static str,
    seed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
}

fn request(workspace: &Workspace) -> String {
    let request = RequestDto {
        definition: &workspace.definition,
        input: workspace.case().map_or("{}", |case| &case.input),
        handlers: workspace.handlers.iter().map(|handler| &*handler.name).collect(),
        r#type: match workspace.settings.execution_type {
            ExecutionType::Standard => "STANDARD",
            ExecutionType::Express => "EXPRESS",
        },
        seed: workspace.settings.seed,
        start_time: workspace.settings.start_time.map(|time| time.to_string()),
    };
    serde_json::to_string(&request).unwrap_or_default()
}

fn failed(failure: &JsValue) -> Heard {
    let text = |key: &str| js_sys::Reflect::get(failure, &key.into()).ok().and_then(|text| text.as_string());
    let message: Arc<str> = text("message").unwrap_or_default().into();
    match text("kind").as_deref() {
        Some("stopped") => Heard::Stopped,
        Some("lost") => Heard::Failed(FailureKind::Lost, message),
        Some("unresponsive") => Heard::Failed(FailureKind::Unresponsive, message),
        _ => Heard::Failed(FailureKind::Crashed, message),
    }
}

/// What has happened since the last report.
#[derive(Default)]
pub struct Report {
    pub events: Vec<Event>,
    pub trace: Vec<TraceEntry>,
    /// The state being worked on.
    pub state: Option<Arc<str>>,
}

impl Report {
    /// Reads a report and adds it to this one.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let report = Value::parse(text).map_err(|error| error.to_string())?;
        let list = |key: &str| report.get(key).and_then(Value::as_array).unwrap_or_default();
        for event in list("events") {
            self.events.push(Event::from_value(event)?);
        }
        for entry in list("trace") {
            self.trace.push(TraceEntry::from_value(entry)?);
        }
        if let Some(state) = report.get("state").and_then(Value::as_str) {
            self.state = Some(state.into());
        }
        Ok(())
    }
}

/// What the engine says when it is done.
pub struct Finished {
    /// Why it would not run, if it would not.
    pub refused: Vec<Arc<str>>,
    /// The Map Runs of the execution.
    pub map_runs: Vec<MapRun>,
}

impl Finished {
    pub fn parse(text: &str) -> Finished {
        let told = Value::parse(text).unwrap_or_default();
        Finished { refused: refusals(&told), map_runs: map_runs(&told) }
    }
}

fn refusals(finished: &Value) -> Vec<Arc<str>> {
    let reasons = finished.get("refused").and_then(Value::as_array).unwrap_or_default();
    let sentence = |reason: &Value| match reason.get("message").and_then(Value::as_str) {
        Some(message) => message.into(),
        None => reason.as_str().map_or_else(|| reason.to_string().into(), Arc::from),
    };
    reasons.iter().map(sentence).collect()
}
