//! What comes from outside: time and chance.
//!
//! The engine has no clock and no dice of its own. It is told when it starts and where chance begins, and
//! from there on both are computed, so that the same workspace gives the same history everywhere.

mod chance;
mod time;

pub use chance::Chance;
pub use time::Timestamp;
