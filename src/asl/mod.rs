//! The Amazon States Language: reading a definition.

pub mod json;
