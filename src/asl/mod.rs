//! The Amazon States Language: reading a definition.

pub mod json;
pub mod model;
pub mod resource;
