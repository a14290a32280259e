//! The library under JavaScript names. Nothing here knows a rule of the language.

#[cfg(feature = "package")]
mod package;
mod simulation;

use crate::asl::model::ExecutionType;

#[cfg(feature = "package")]
pub use package::{check, evaluate, test_state, version};
pub use simulation::Simulation;

fn execution_type(text: Option<&str>) -> ExecutionType {
    match text {
        Some("EXPRESS") => ExecutionType::Express,
        _ => ExecutionType::Standard,
    }
}
