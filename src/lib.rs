//! Stepyard: AWS Step Functions in the browser.
//!
//! Without its features this library is an interpreter of the Amazon States Language: it reads a
//! definition ([`validate::check`]), runs it step by step on virtual time ([`exec::Execution`]) and writes
//! down what AWS would write down ([`history`]). It does no input or output of its own.
//!
//! The feature `bindings` adds what JavaScript sees, the feature `app` the page, the feature `package` what only
//! the npm package offers.

pub mod asl;
pub mod assist;
pub mod diagnostic;
pub mod exec;
pub mod explore;
pub mod graph;
pub mod history;
pub mod jsonata;
pub mod query;
pub mod regex;
pub mod service;
pub mod source;
pub mod test_state;
pub mod validate;
pub mod value;
pub mod workspace;
pub mod world;

#[cfg(feature = "bindings")]
pub mod bindings;
#[cfg(feature = "bindings")]
pub mod bridge;

#[cfg(feature = "app")]
pub mod app;
