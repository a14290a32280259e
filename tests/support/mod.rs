//! What several test programs share; each uses its part of it.
#![allow(dead_code, reason = "each test program uses its part of this module")]

pub mod answers;
pub mod digest;
pub mod files;
pub mod history;
pub mod markdown;
pub mod property;
pub mod run;
pub mod shared;
pub mod steps;
pub mod test_state;
