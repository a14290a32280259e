//! The Amazon States Language: reading a definition.

pub mod condition;
mod fields;
pub mod json;
pub mod model;
pub mod parse;
pub mod resource;
mod settings;
mod template;
