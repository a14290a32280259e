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

/// A longer name is not looked for: the work grows with the square of the length, and the names of a definition
/// have 80 characters at most.
const MAX_LENGTH: usize = 100;

/// How many comparisons the findings of one kind may take together.
const MAX_COMPARISONS: usize = 20_000;

/// The name that was probably meant, where there are so many findings already.
///
/// Where many findings meet many names only the first ones have an answer, or else a prefix that was renamed in
/// a definition of thousands of states would take minutes.
pub fn guess<'a>(
    typed: &str,
    candidates: impl ExactSizeIterator<Item = &'a str>,
    found: usize,
) -> Option<&'a str> {
    let is_quick = found.saturating_mul(candidates.len()) <= MAX_COMPARISONS;
    if is_quick { nearest(typed, candidates) } else { None }
}

/// The name that was probably meant: the candidate nearest to `typed`, if one is near.
///
/// `Shp` finds `Ship`; `Frobnicate` finds nothing.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if typed.len() > 4 * MAX_LENGTH {
        return None;
    }
    let typed: Vec<char> = typed.to_lowercase().chars().collect();
    if typed.len() > MAX_LENGTH {
        return None;
    }
    // A name of one letter is near to every other one.
    let mut limit = (typed.len() / 3).max(1).min(typed.len().saturating_sub(1));
    let mut best = None;
    for candidate in candidates {
        let Some(distance) = distance(&typed, candidate, limit) else { continue };
        best = Some(candidate);
        // Only what is nearer still counts from here on.
        let Some(nearer) = distance.checked_sub(1) else { break };
        limit = nearer;
    }
    best
}

/// How many letters must be changed, added, left out or swapped with the next one to make a name in small letters
/// of another, without regard to case; nothing if it is more than `limit`.
fn distance(a: &[char], b: &str, limit: usize) -> Option<usize> {
    // A letter has four bytes at most.
    if b.len() > 4 * (a.len() + limit) || b.chars().count().abs_diff(a.len()) > limit {
        return None;
    }
    let b: Vec<char> = b.to_lowercase().chars().collect();
    // The rows of the table before the present one, of which a swap looks two back.
    let mut above: Vec<usize> = vec![0; b.len() + 1];
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut next: Vec<usize> = vec![0; b.len() + 1];
    let mut was_near = true;
    for (i, ca) in a.iter().enumerate() {
        next[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = row[j] + usize::from(ca != cb);
            let mut least = substituted.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *ca == b[j - 1] && a[i - 1] == *cb {
                least = least.min(above[j - 1] + 1);
            }
            next[j + 1] = least;
        }
        // What comes below is no less than the least of the last two rows.
        let is_near = next.iter().any(|distance| *distance <= limit);
        if !is_near && !was_near {
            return None;
        }
        was_near = is_near;
        std::mem::swap(&mut above, &mut row);
        std::mem::swap(&mut row, &mut next);
    }
    Some(row[b.len()]).filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::{guess, nearest};

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

    #[test]
    fn the_first_of_the_nearest_is_meant() {
        assert_eq!(nearest("state", ["stat", "state1", "States", "state2"]), Some("stat"));
        assert_eq!(nearest("state12", ["st12", "State12", "state1"]), Some("State12"));
    }

    #[test]
    fn nobody_means_a_name_of_many_thousand_letters() {
        let long = "x".repeat(1_000_000);
        assert_eq!(nearest(&long, [&*long.replacen('x', "y", 1)]), None);
        assert_eq!(nearest("xx", [&*long]), None);
    }

    #[test]
    fn many_findings_with_many_names_are_not_guessed_at() {
        let names: Vec<String> = (0..1000).map(|i| format!("state{i}")).collect();
        let guess = |found| guess("stat7", names.iter().map(String::as_str), found);
        assert_eq!(guess(20), Some("state7"));
        assert_eq!(guess(21), None);
    }
}
