//! What only the npm package has.

mod evaluate;
mod test_state;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::execution_type;
use super::simulation::{Simulation, reason_to_stop};
use crate::bridge::{self, Pause};
use crate::history::History;
use crate::source::LineIndex;
use crate::validate;
use crate::value::{Object, Value};

pub use evaluate::evaluate;
pub use test_state::test_state;

/// The version of this library.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Checks a definition of a machine of the given type, `STANDARD` or `EXPRESS`. Returns JSON text:
/// `[{"code", "severity", "message", "location", "from", "to", "hint"?}]`, the places in UTF-16 units.
#[wasm_bindgen]
#[must_use]
pub fn check(definition: &str, machine_type: Option<String>) -> String {
    let lines = LineIndex::new(definition);
    let checked = validate::check_as(definition, execution_type(machine_type.as_deref()));
    let diagnostics = checked.diagnostics.into_iter().map(|found| {
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

#[wasm_bindgen]
impl Simulation {
    /// [`Simulation::run`] for somebody who does not watch, but reads events, stages and Map Runs afterwards.
    /// `is_stopped` is asked when a handler may have changed its answer, which is like that of `report`.
    ///
    /// Returns JSON text: `{"status", "output"?, "error"?, "cause"?}`.
    ///
    /// # Errors
    /// Whatever `call` and `is_stopped` throw.
    #[wasm_bindgen(js_name = runUnwatched)]
    pub async fn run_unwatched(&mut self, call: Function, is_stopped: Function) -> Result<String, JsValue> {
        let outcome = bridge::drive(&mut self.execution, &self.handlers, &call, |_, pause| {
            if pause != Pause::Answered {
                return Ok(None);
            }
            Ok(reason_to_stop(&is_stopped.call0(&JsValue::NULL)?))
        })
        .await?;
        Ok(Value::from(outcome.to_object()).to_json())
    }

    /// JSON text of all events so far, as [`History::events_table`] says.
    #[must_use]
    pub fn events(&self) -> String {
        self.execution.history().events_table()
    }

    /// JSON text of all stages so far, as [`History::trace_table`] says.
    #[must_use]
    pub fn trace(&self) -> String {
        self.execution.history().trace_table()
    }

    /// How many Map Runs there are so far.
    #[wasm_bindgen(getter, js_name = mapRunCount)]
    #[must_use]
    pub fn map_run_count(&self) -> usize {
        self.execution.map_runs().len()
    }

    /// JSON text of the Map Runs so far, a list of what [`MapRun::to_value`](crate::exec::MapRun::to_value) says.
    #[wasm_bindgen(js_name = mapRuns)]
    #[must_use]
    pub fn map_runs(&self) -> String {
        Value::array(self.execution.map_runs().map(|map_run| map_run.to_value())).to_json()
    }

    /// [`Simulation::events`] of a child execution of a Map Run, both counted from 0.
    #[wasm_bindgen(js_name = childEvents)]
    #[must_use]
    pub fn child_events(&self, map_run: usize, child: usize) -> Option<String> {
        self.execution.child_history(map_run, child).map(History::events_table)
    }

    /// [`Simulation::trace`] of a child execution of a Map Run, both counted from 0.
    #[wasm_bindgen(js_name = childTrace)]
    #[must_use]
    pub fn child_trace(&self, map_run: usize, child: usize) -> Option<String> {
        self.execution.child_history(map_run, child).map(History::trace_table)
    }
}
