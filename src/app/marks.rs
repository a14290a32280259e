//! Findings and places, as editors count them: in UTF-16 units.

use super::editor::{Mark, Stretch};
use crate::diagnostic::{Diagnostic, Severity};
use crate::explore::Finding;
use crate::source::{LineIndex, Span};
use crate::value::{JsonError, Value};

/// A place, for an editor.
pub fn stretch(lines: &LineIndex, span: Span) -> Stretch {
    Stretch { from: lines.utf16(span.start), to: lines.utf16(span.end) }
}

/// Findings about a definition, for its editor.
pub fn of_diagnostics(lines: &LineIndex, diagnostics: &[Diagnostic]) -> Vec<Mark> {
    let mark = |found: &Diagnostic| {
        let Stretch { from, to } = stretch(lines, found.span);
        let severity = word(found.severity);
        Mark { from, to, severity, message: found.message.clone(), hint: found.hint.clone() }
    };
    diagnostics.iter().map(mark).collect()
}

/// Findings about an expression, for its editor.
pub fn of_findings(lines: &LineIndex, findings: &[Finding]) -> Vec<Mark> {
    let mark = |found: &Finding| {
        let Stretch { from, to } = stretch(lines, found.span);
        let severity = word(found.severity);
        Mark { from, to, severity, message: found.message.clone(), hint: found.hint.clone() }
    };
    findings.iter().map(mark).collect()
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// What keeps a text from being JSON, for its editor.
pub fn of_json(text: &str) -> Vec<Mark> {
    let Err(error) = Value::parse(text) else { return Vec::new() };
    let Stretch { from, to } = stretch(&LineIndex::new(text), json_span(text, &error));
    vec![Mark { from, to, severity: "error", message: error.message, hint: None }]
}

/// The character at which a text stops being JSON; the last one where it ends too early.
pub fn json_span(text: &str, error: &JsonError) -> Span {
    let start = error.offset.min(text.len());
    match text.get(start..).and_then(|rest| rest.chars().next()) {
        Some(c) => Span::new(start, start + c.len_utf8()),
        None => {
            let before = text.trim_end().char_indices().next_back();
            before.map_or(Span::new(0, 0), |(at, c)| Span::new(at, at + c.len_utf8()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_that_ends_too_early_is_marked_at_its_last_character() {
        let marks = of_json("{\"é\": 1 \n");
        assert_eq!((marks[0].from, marks[0].to), (6, 7));
    }
}
