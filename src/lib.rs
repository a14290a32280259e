//! Stepyard: AWS Step Functions in the browser.

#[cfg(feature = "app")]
pub mod app;
pub mod asl;
pub mod diagnostic;
pub mod source;
pub mod value;
