//! What happened: AWS-shaped events, and the data at each stage of a state.

mod event;
mod log;
mod pages;
mod table;
mod trace;
mod wire;
mod write;

pub use event::{Details, Event, EventId, EventType, Scheduled};
pub use log::{History, Outcome, Status};
pub use pages::Pages;
pub use trace::{Stage, Trace, TraceEntry};

pub use crate::world::Timestamp;
