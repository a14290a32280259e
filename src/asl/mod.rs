//! The Amazon States Language: reading a definition.

mod fields;
pub mod json;
pub mod model;
pub mod parse;
pub mod resource;
