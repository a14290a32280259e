//! Looking inside JSONata.

use super::brief::{article, brief, there_are, written};
use super::{Exploration, Finding, Outcome, Part, Scope};
use crate::diagnostic::{Severity, nearest};
use crate::query::{DeadEnd, Inspection, Jsonata, Part as Inspected, QueryError, Seen};
use crate::source::Span;
use crate::value::Value;
use crate::world::Chance;

/// How many steps an evaluation may take while somebody types. A run allows twenty times as many.
const STEPS: u64 = 1_000_000;

/// How many values are shown of a part that was evaluated several times.
const SHOWN: usize = 4;

pub(super) fn explore(text: &str, scope: &Scope, chance: &mut Chance) -> Exploration {
    let jsonata = Jsonata::read(text);
    let mut findings: Vec<Finding> = jsonata
        .faults()
        .iter()
        .map(|fault| Finding {
            span: fault.span,
            severity: fault.severity,
            message: fault.message.clone(),
            hint: fault.hint.clone(),
            replacement: None,
        })
        .collect();
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Exploration { outcome: Outcome::Unreadable, findings, parts: Vec::new() };
    }
    let (result, inspection) = inspect(&jsonata, scope, chance);
    let outcome = match result {
        Ok(value) => Outcome::Value(value),
        Err(QueryError::Unsupported) => Outcome::Unsupported,
        Err(QueryError::Undefined) => {
            findings.extend(inspection.dead_ends.iter().map(|end| explain(text, end)));
            Outcome::Undefined
        }
        Err(QueryError::Failed { message, span }) => {
            let hint = message.starts_with("U1001").then(|| {
                format!(
                    "what is shown while you type stops after {STEPS} steps; a run allows 20 times as many"
                )
            });
            findings.push(Finding {
                span: or_all(span, text),
                severity: Severity::Error,
                message: message.clone(),
                hint,
                replacement: None,
            });
            Outcome::Failed(message)
        }
    };
    findings.sort_by_key(|finding| finding.span);
    let parts = inspection.parts.iter().map(|part| show(part, &inspection.dead_ends)).collect();
    Exploration { outcome, findings, parts }
}

/// The value, and what the parts yielded.
pub(super) fn inspect(
    jsonata: &Jsonata,
    scope: &Scope,
    chance: &mut Chance,
) -> (Result<Value, QueryError>, Inspection) {
    jsonata.inspect(&scope.bindings(), scope.now(), chance, STEPS)
}

/// An error that has no place is one of the whole.
fn or_all(span: Span, text: &str) -> Span {
    if span == Span::default() { Span::new(0, text.len()) } else { span }
}

/// Why a step of a path found nothing.
fn explain(text: &str, end: &DeadEnd) -> Finding {
    let step = &text[end.span.start as usize..end.span.end as usize];
    let name = step.trim_matches('`');
    let finding = |message: String, hint: String, replacement: Option<&str>| Finding {
        span: end.span,
        severity: Severity::Warning,
        message,
        hint: Some(hint),
        replacement: replacement.map(written),
    };
    let nothing = format!("`{step}` finds nothing");
    if end.names.iter().any(|known| known == name) {
        let has_condition = text[end.span.end as usize..].trim_start().starts_with('[');
        return match has_condition {
            true => {
                finding(nothing, "it is there, but no item meets the condition behind it".to_owned(), None)
            }
            false => {
                finding(format!("`{step}` is empty"), "there is nothing in it to go on from".to_owned(), None)
            }
        };
    }
    if step.starts_with('$') {
        let hint =
            "there is no such variable here; those that are there stand below with the data".to_owned();
        return finding(nothing, hint, None);
    }
    if !end.names.is_empty() {
        let near = nearest(name, end.names.iter().map(String::as_str));
        let hint = match near {
            Some(near) => format!("{}: did you mean `{near}`?", there_are(&end.names)),
            None => there_are(&end.names),
        };
        return finding(nothing, hint, near);
    }
    let hint = match end.looked_in.first() {
        Some(Seen::Value(value)) => format!("it looks in {}, which has no members", article(value)),
        Some(Seen::Large(kind)) => format!("it looks in a large {kind}, which has no such member"),
        Some(Seen::Function) => "it looks in a function, which has no members".to_owned(),
        Some(Seen::Undefined) | None => "there is nothing before it to look in".to_owned(),
    };
    finding(nothing, hint, None)
}

fn show(part: &Inspected, dead_ends: &[DeadEnd]) -> Part {
    let shown = part.values.iter().take(SHOWN).map(|seen| match seen {
        Seen::Undefined => "undefined".to_owned(),
        Seen::Function => "function".to_owned(),
        Seen::Value(value) => brief(value),
        Seen::Large(kind) => format!("large {kind}"),
    });
    let mut text = shown.collect::<Vec<_>>().join(" · ");
    let all: u64 = part.values.len().min(SHOWN) as u64;
    if part.count > all {
        text += &format!(" … {} times", part.count);
    }
    let end = dead_ends.iter().find(|end| end.span == part.span && !end.names.is_empty());
    if let Some(end) = end.filter(|_| part.values == [Seen::Undefined]) {
        text += &format!(" · {}", there_are(&end.names).replace('`', ""));
    }
    let lines = part.values.iter().map(|seen| match seen {
        Seen::Value(value) => value.to_pretty(),
        Seen::Undefined => "undefined: nothing was found".to_owned(),
        Seen::Function => "a function".to_owned(),
        Seen::Large(kind) => format!("{kind}, too large to show"),
    });
    Part { span: part.span, text, title: lines.collect::<Vec<_>>().join("\n") }
}
