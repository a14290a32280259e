//! Looking inside paths and calls of intrinsic functions.

use super::brief::{article, brief, there_are};
use super::{Exploration, Finding, Outcome, Part, Scope};
use crate::diagnostic::{Severity, nearest};
use crate::query::SyntaxError;
use crate::query::intrinsic::{PayloadError, PayloadExpression};
use crate::source::Span;
use crate::value::{Object, Value};
use crate::world::Chance;

/// What a path or a call sees.
struct Data {
    data: Value,
    context: Value,
    variables: Object,
}

impl Data {
    fn of(scope: &Scope) -> Data {
        Data { data: scope.root("$"), context: scope.root("$$"), variables: scope.variable_values() }
    }

    fn evaluate(&self, expression: &PayloadExpression, chance: &mut Chance) -> Result<Value, PayloadError> {
        expression.evaluate(&self.data, &self.context, &self.variables, chance)
    }
}

pub(super) fn explore(text: &str, scope: &Scope, chance: &mut Chance) -> Exploration {
    let data = Data::of(scope);
    let expression = match PayloadExpression::parse(text) {
        Ok(expression) => expression,
        Err(SyntaxError { offset, message }) => {
            let findings = vec![error(character(text, offset), message)];
            return Exploration { outcome: Outcome::Unreadable, findings, parts: Vec::new() };
        }
    };
    let mut parts = Vec::new();
    let mut dead_ends = Vec::new();
    match &expression {
        PayloadExpression::Path(_) => steps(text, 0, &data, chance, &mut parts, &mut dead_ends),
        PayloadExpression::Intrinsic(intrinsic) => {
            for span in intrinsic.parts() {
                let part = &text[span.start as usize..span.end as usize];
                if part.starts_with('$') {
                    steps(part, span.start as usize, &data, chance, &mut parts, &mut dead_ends);
                } else if let Ok(call) = PayloadExpression::parse(part)
                    && let Ok(value) = data.evaluate(&call, &mut chance.clone())
                {
                    parts.push(part_of(span, &value));
                }
            }
        }
    }
    match data.evaluate(&expression, &mut chance.clone()) {
        Ok(value) => {
            parts.sort_by_key(|part| part.span);
            Exploration { outcome: Outcome::Value(value), findings: Vec::new(), parts }
        }
        Err(failure) => {
            let cause = expression.cause(&failure, "value.$", &data.data, &data.context);
            let findings = match dead_ends.is_empty() {
                true => vec![error(Span::new(0, text.len()), cause.clone())],
                false => dead_ends,
            };
            Exploration { outcome: Outcome::Failed(cause), findings, parts }
        }
    }
}

/// The character at an offset; nothing at the end.
fn character(text: &str, offset: usize) -> Span {
    let width = text.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(offset, offset + width)
}

fn error(span: Span, message: String) -> Finding {
    Finding { span, severity: Severity::Error, message, hint: None, replacement: None }
}

fn part_of(span: Span, value: &Value) -> Part {
    Part { span, text: brief(value), title: value.to_pretty() }
}

/// What each step of a path leads to, and where it leads no further. The path begins at `start`.
fn steps(
    path: &str,
    start: usize,
    data: &Data,
    chance: &mut Chance,
    parts: &mut Vec<Part>,
    dead_ends: &mut Vec<Finding>,
) {
    let begins_step = |(at, c): (usize, char)| (matches!(c, '.' | '[') && at > 0).then_some(at);
    let ends = path.char_indices().filter_map(begins_step).chain([path.len()]);
    let (mut from, mut before) = (0, None::<Value>);
    for end in ends {
        // A dot within brackets or quotes ends nothing: what stands before it is no path.
        let Ok(prefix) = PayloadExpression::parse(&path[..end]) else { continue };
        if end == from {
            continue;
        }
        let skipped = usize::from(path[from..].starts_with('.'));
        let span = Span::new(start + from + skipped, start + end);
        match data.evaluate(&prefix, chance) {
            Ok(value) => {
                parts.push(part_of(span, &value));
                before = Some(value);
            }
            Err(_) => {
                dead_ends.push(explain(span, &path[from + skipped..end], before.as_ref()));
                return;
            }
        }
        from = end;
    }
}

/// Why a step leads nowhere, from what was there before it.
fn explain(span: Span, step: &str, before: Option<&Value>) -> Finding {
    let name = step.trim_start_matches("['").trim_end_matches("']");
    let names: Vec<String> = match before {
        Some(Value::Object(members)) => members.keys().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let near = nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
    let hint = match (before, &near) {
        (None, _) => "there is no such variable here".to_owned(),
        (Some(_), Some(near)) => format!("{}: did you mean `{near}`?", there_are(&names)),
        (Some(_), None) if !names.is_empty() => there_are(&names),
        (Some(before), None) => format!("it looks in {}", article(before)),
    };
    // In brackets, the quotes would have to be written as they were.
    let replacement = near.filter(|_| !step.starts_with('['));
    let message = format!("`{step}` leads nowhere");
    Finding { span, severity: Severity::Error, message, hint: Some(hint), replacement }
}
