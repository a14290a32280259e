//! The library under JavaScript names. Nothing here knows a rule of the language.

mod evaluate;
mod simulation;
mod test_state;

use wasm_bindgen::prelude::*;

use crate::asl::model::ExecutionType;
use crate::source::LineIndex;
use crate::validate;
use crate::value::{Object, Value};

pub use evaluate::evaluate;
pub use simulation::Simulation;
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

fn execution_type(text: Option<&str>) -> ExecutionType {
    match text {
        Some("EXPRESS") => ExecutionType::Express,
        _ => ExecutionType::Standard,
    }
}
