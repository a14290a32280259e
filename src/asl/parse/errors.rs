//! `"Retry"` and `"Catch"`.

use std::sync::Arc;

use super::assign::assign;
use crate::asl::fields::{Fields, SCHEMA};
use crate::asl::model::{Catcher, Jitter, Retrier};
use crate::asl::settings::MAX_SECONDS;
use crate::diagnostic::Diagnostic;
use crate::query::QueryLanguage;

/// How often a state may be tried again. (AWS guide, "Retrying after an error")
const MAX_ATTEMPTS: i64 = 99_999_999;

/// The delay before a retry is a leap year at most. (AWS guide, "Retrying after an error")
const MAX_DELAY_SECONDS: i64 = 31_622_400;

/// Defaults as in the spec, "Retrying after error".
pub(super) fn retrier(fields: &mut Fields) -> Option<Retrier> {
    fields.opt_text("Comment");
    let strategies = [("FULL", Jitter::Full), ("NONE", Jitter::None)];
    Some(Retrier {
        span: fields.span,
        error_equals: error_equals(fields),
        interval_seconds: fields.opt_integer("IntervalSeconds", 1..=MAX_SECONDS).unwrap_or(1),
        max_attempts: fields.opt_integer("MaxAttempts", 0..=MAX_ATTEMPTS).unwrap_or(3),
        backoff_rate: fields.opt_number("BackoffRate", 1.0).unwrap_or(2.0),
        max_delay_seconds: fields.opt_integer("MaxDelaySeconds", 1..=MAX_DELAY_SECONDS),
        jitter: fields.opt_word("JitterStrategy", &strategies).unwrap_or_default(),
    })
}

pub(super) fn catcher(fields: &mut Fields) -> Option<Catcher> {
    fields.opt_text("Comment");
    fields.expect("Next");
    let output = match fields.language {
        QueryLanguage::Jsonata => fields.opt_template("Output"),
        QueryLanguage::JsonPath => None,
    };
    Some(Catcher {
        error_equals: error_equals(fields),
        next: fields.opt_target("Next"),
        assign: assign(fields),
        output,
        result_path: fields.result_path(),
        span: fields.span,
    })
}

fn error_equals(fields: &mut Fields) -> Vec<Arc<str>> {
    fields.expect("ErrorEquals");
    let Some((items, location)) = fields.opt_items("ErrorEquals") else { return Vec::new() };
    if items.is_empty()
        && let Some(member) = fields.opt("ErrorEquals")
    {
        fields.report_empty(member, "`ErrorEquals` is empty", "`States.ALL` stands for every error");
    }
    let mut names = Vec::new();
    for (i, item) in items.iter().enumerate() {
        match item.as_str() {
            Some(name) => names.push(name.into()),
            None => fields.diagnostics.push(Diagnostic::error(
                SCHEMA,
                item.span,
                format!("{location}[{i}]"),
                "the name of an error must be a string",
            )),
        }
    }
    names
}
