//! Findings about a definition, as data.

use crate::source::Span;

/// How bad a finding is: as `severity` in `ValidateStateMachineDefinition`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// AWS refuses the definition.
    Error,
    /// AWS takes the definition, but it is probably not what was meant.
    Warning,
}

impl Severity {
    /// `ERROR` or `WARNING`, as AWS writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
        }
    }
}

/// One finding.
///
/// The message is one clause without a full stop, names in backticks, what was found before what was
/// wanted; advice stands in the hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// AWS's code, such as `MISSING_TRANSITION_TARGET`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where, as AWS says it: `/States/Charge/Next`; empty for the whole definition.
    pub location: String,
    /// Where in the text.
    pub span: Span,
    /// What to do.
    pub hint: Option<String>,
    /// AWS's own sentence, where it is known and an answer of AWS repeats it.
    pub aws_sentence: Option<String>,
}

impl Diagnostic {
    /// An error, without a hint.
    #[must_use]
    pub fn error(
        code: &'static str,
        span: Span,
        location: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            location: location.into(),
            span,
            hint: None,
            aws_sentence: None,
        }
    }

    /// A warning, without a hint.
    #[must_use]
    pub fn warning(
        code: &'static str,
        span: Span,
        location: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, span, location, message) }
    }

    /// The same finding with AWS's sentence.
    #[must_use]
    pub fn with_aws_sentence(self, sentence: impl Into<String>) -> Self {
        Diagnostic { aws_sentence: Some(sentence.into()), ..self }
    }

    /// The same finding with advice.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Diagnostic { hint: Some(hint.into()), ..self }
    }
}

/// The name that was probably meant: the candidate nearest to `typed`, if one is near.
///
/// `Shp` finds `Ship`; `Frobnicate` finds nothing.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A name of one letter is near to every other one.
    let length = typed.chars().count();
    let allowed = (length / 3).max(1).min(length.saturating_sub(1));
    candidates
        .into_iter()
        .map(|candidate| (distance(typed, candidate, allowed), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be changed, added, left out or swapped with the next one to make one name of the
/// other, without regard to case; more than `limit` may be said as `limit + 1`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    // The rows of the table before the present one, of which a swap looks two back.
    let mut above: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let substituted = row[j] + usize::from(ca != cb);
            let mut least = substituted.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *ca == b[j - 1] && a[i - 1] == *cb {
                least = least.min(above[j - 1] + 1);
            }
            next.push(least);
        }
        above = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_finds_the_name() {
        assert_eq!(nearest("Shp", ["Charge", "Ship"]), Some("Ship"));
        assert_eq!(nearest("charge", ["Charge", "Ship"]), Some("Charge"));
    }

    #[test]
    fn two_letters_that_changed_places_are_one_slip() {
        assert_eq!(nearest("pirce", ["price", "count"]), Some("price"));
    }

    #[test]
    fn a_single_letter_is_like_no_other() {
        assert_eq!(nearest("X", ["A"]), None);
    }

    #[test]
    fn another_word_finds_nothing() {
        assert_eq!(nearest("Frobnicate", ["Charge", "Ship"]), None);
    }
}
