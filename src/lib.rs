//! Stepyard: AWS Step Functions in the browser.

pub mod asl;
pub mod diagnostic;
pub mod history;
pub mod query;
pub mod source;
pub mod value;
pub mod workspace;

#[cfg(feature = "app")]
pub mod app;
