//! Stepyard: AWS Step Functions in the browser.
#[cfg(feature = "app")]
pub mod app;
