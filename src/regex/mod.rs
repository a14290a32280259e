//! Regular expressions as JavaScript has them, with a limit on the steps a search may take.
//!
//! Backtracking, because JavaScript's look-around and back references need it, but on a stack of its own and
//! with every step counted: a pattern such as `(a+)+$` ends at the same step on every machine, with an error
//! instead of a frozen page. Text is matched by characters, not by halves of surrogate pairs.

mod class;
mod matcher;
mod parse;
mod program;

use program::Program;

/// A pattern that was read.
#[derive(Debug)]
pub struct Regex {
    source: String,
    program: Program,
}

/// The search took more steps than it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfSteps;

/// Room to work in, kept from one search to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    slots: Vec<usize>,
    waiting: Vec<matcher::Retreat>,
}

/// Where a pattern was found; what its groups caught is in the [`Scratch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Scratch {
    /// What a group caught in the last search, as byte offsets; the first group is 1.
    #[must_use]
    pub fn group(&self, number: usize) -> Option<(usize, usize)> {
        let place = |at: usize| self.slots.get(at).copied().filter(|at| *at != matcher::NOWHERE);
        Some((place(2 * number)?, place(2 * number + 1)?))
    }
}

impl Regex {
    /// Reads a pattern with the flags `i` and `m`.
    ///
    /// # Errors
    /// What is wrong with the pattern.
    pub fn new(pattern: &str, flags: &str) -> Result<Regex, String> {
        let (ignore_case, multiline) = (flags.contains('i'), flags.contains('m'));
        let program = Program::compile(pattern, ignore_case, multiline)
            .map_err(|reason| format!("/{pattern}/: {reason}"))?;
        Ok(Regex { source: pattern.to_owned(), program })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How many groups it has.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.program.groups as usize
    }

    /// The first place from a byte offset on, taking its steps off those that are left.
    ///
    /// # Errors
    /// No steps are left.
    pub fn find(
        &self,
        text: &str,
        start: usize,
        steps: &mut u64,
        scratch: &mut Scratch,
    ) -> Result<Option<Found>, OutOfSteps> {
        matcher::find(&self.program, text, start, steps, scratch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found, with the groups in parentheses.
    fn found(pattern: &str, text: &str) -> String {
        let (pattern, flags) = pattern.rsplit_once('/').unwrap_or((pattern, ""));
        let regex = Regex::new(pattern, flags).unwrap();
        let mut scratch = Scratch::default();
        match regex.find(text, 0, &mut 100_000, &mut scratch) {
            Ok(Some(found)) => {
                let mut out = text[found.start..found.end].to_owned();
                for group in 1..=regex.groups() {
                    let caught = scratch.group(group).map_or("-", |(start, end)| &text[start..end]);
                    out += &format!("({caught})");
                }
                out
            }
            Ok(None) => "nothing".to_owned(),
            Err(OutOfSteps) => "out of steps".to_owned(),
        }
    }

    #[test]
    fn repetitions_are_greedy_or_not() {
        assert_eq!(found("a+", "caaat"), "aaa");
        assert_eq!(found("a+?", "caaat"), "a");
        assert_eq!(found("<.*>", "<a><b>"), "<a><b>");
        assert_eq!(found("<.*?>", "<a><b>"), "<a>");
        assert_eq!(found("^[0-9]{2,3}", "12345"), "123");
        assert_eq!(found("(ab){2}", "ababab"), "abab(ab)");
    }

    #[test]
    fn groups_catch_their_last_round() {
        assert_eq!(found("(a)|(b)", "b"), "b(-)(b)");
        assert_eq!(found("(?:(a)|b)*", "ab"), "ab(-)");
        assert_eq!(found("(?<year>\\d{4})-(\\d\\d)", "on 2024-05"), "2024-05(2024)(05)");
    }

    #[test]
    fn alternatives_are_tried_in_order() {
        assert_eq!(found("a|ab", "ab"), "a");
        assert_eq!(found("(?:a|ab)c", "abc"), "abc");
    }

    #[test]
    fn places_where_nothing_can_begin_are_passed_over() {
        assert_eq!(found("x*c|y", "aaxxc"), "xxc");
        assert_eq!(found("(?:é|b)+", "aaéb"), "éb");
        assert_eq!(found("[éb]\\d/i", "aÉ1"), "É1");
        assert_eq!(found("(?=.b)\\w", "aab"), "a");
        assert_eq!(found("(?<=a)(?:b|c)", "bac"), "c");
        assert_eq!(found("\\b(?:t|a)", "xt at"), "a");
        assert_eq!(found("(?:^|,)b/m", "ab\nb"), "b");
        assert_eq!(found("(a)?\\1b", "cb"), "b(-)");
        assert_eq!(found("z?$", "ab"), "");
        assert_eq!(found("[0-9]+", "é"), "nothing");
    }

    #[test]
    fn classes_and_escapes() {
        assert_eq!(found("[^\\d\\s]+", "12 ab3"), "ab");
        assert_eq!(found("[a\\-z]+", "x-a"), "-a");
        assert_eq!(found("\\bcat\\b", "a cat"), "cat");
        assert_eq!(found("\\u00e9\\x41\\t", "éA\t"), "éA\t");
        assert_eq!(found("[]]", "]"), "nothing");
        assert_eq!(found("a{,2}", "a{,2}"), "a{,2}");
        assert_eq!(found(".", "😀"), "😀");
    }

    #[test]
    fn flags_ignore_case_and_see_lines() {
        assert_eq!(found("STRASSE/i", "Strasse"), "Strasse");
        assert_eq!(found("[a-z]+/i", "ÄBC"), "BC");
        assert_eq!(found("^b$/m", "a\nb\nc"), "b");
        assert_eq!(found("^b$", "a\nb\nc"), "nothing");
    }

    #[test]
    fn looking_around() {
        assert_eq!(found("\\w+(?=!)", "hey you!"), "you");
        assert_eq!(found("\\w+(?!\\w|!)", "you! hey"), "hey");
        assert_eq!(found("(?<=\\$)\\d+", "a1 $25"), "25");
        assert_eq!(found("(?<!\\$)\\b\\d+", "$25 17"), "17");
    }

    #[test]
    fn references_to_what_was_caught() {
        assert_eq!(found("(['\"])(.*?)\\1", "say 'hi'"), "'hi'(')(hi)");
        assert_eq!(found("(?<q>a)\\k<q>", "aa"), "aa(a)");
    }

    #[test]
    fn a_round_that_catches_nothing_ends_the_repetition() {
        assert_eq!(found("(a*)*", "b"), "(-)");
        assert_eq!(found("(?:a?)*?b", "aab"), "aab");
        assert_eq!(found("(z)((a+)?(b+)?(c))*", "zaacbbbcac"), "zaacbbbcac(z)(ac)(a)(-)(c)");
    }

    #[test]
    fn err_a_search_without_end_is_stopped() {
        assert_eq!(found("(a+)+$", &format!("{}!", "a".repeat(40))), "out of steps");
        assert_eq!(found("(a|a)*b", &"a".repeat(100)), "out of steps");
    }

    #[test]
    fn err_patterns_that_cannot_be_read() {
        for pattern in [
            "(",
            "a)",
            "[a",
            "*a",
            "a**",
            "(?<n",
            "a{3,1}",
            "[z-a]",
            "(?:x",
            "\\",
            "(?x)",
            "(?<q(>a)\\2",
            "(?<1>a)",
        ] {
            assert!(Regex::new(pattern, "").is_err(), "{pattern}");
        }
        assert!(Regex::new(&"(".repeat(10_000), "").is_err());
        assert!(Regex::new("((((a{99}){99}){99}){99})", "").is_err());
    }
}
