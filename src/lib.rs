//! Stepyard: AWS Step Functions in the browser.

pub mod asl;
pub mod diagnostic;
pub mod graph;
pub mod history;
pub mod query;
pub mod source;
pub mod value;

#[cfg(feature = "app")]
pub mod app;
