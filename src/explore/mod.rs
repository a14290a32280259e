//! One expression by itself: where it stands in a definition, what it sees, and what it and each of its
//! parts come to.
//!
//! ```
//! use stepyard::explore::{Outcome, Scope, explore};
//! use stepyard::query::QueryLanguage;
//!
//! let scope = Scope::parse(QueryLanguage::Jsonata, r#"{"$states": {"input": {"price": 2, "count": 3}}}"#)?;
//! let found = explore("$states.input.(price * count)", &scope, 1);
//! assert_eq!(found.outcome.value().map(ToString::to_string).as_deref(), Some("6"));
//!
//! let found = explore("$states.input.pirce", &scope, 1);
//! assert_eq!(found.outcome, Outcome::Undefined);
//! assert_eq!(found.findings[0].message, "`pirce` finds nothing");
//! assert_eq!(found.findings[0].replacement.as_deref(), Some("price"));
//! # Ok::<(), String>(())
//! ```

mod brief;
mod complete;
mod jsonata;
mod jsonpath;
mod scope;
mod site;

pub use brief::brief;
pub use complete::{complete, complete_in, hover, hover_in};
pub use scope::Scope;
pub use site::{Site, sites};

use crate::diagnostic::Severity;
use crate::query::QueryLanguage;
use crate::source::Span;
use crate::value::Value;
use crate::world::Chance;

/// What is to be said about an expression and its data.
#[derive(Clone, Debug, PartialEq)]
pub struct Exploration {
    /// What it comes to.
    pub outcome: Outcome,
    /// What is wrong with it, and why there is nothing where there is nothing; in the order of the text.
    pub findings: Vec<Finding>,
    /// What its parts yielded, in the order of the text. They lie side by side or one in another.
    pub parts: Vec<Part>,
}

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A value.
    Value(Value),
    /// Nothing: the state would fail.
    Undefined,
    /// A function or the like, which JSON cannot express: the state would fail.
    Unsupported,
    /// It was read, and failed: the sentence says how.
    Failed(String),
    /// It cannot be read: the findings say why.
    Unreadable,
}

impl Outcome {
    /// The value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self {
            Outcome::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// Something to be said about a place in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The place.
    pub span: Span,
    /// Whether the expression fails of it.
    pub severity: Severity,
    /// What is wrong, as one clause, with code in backticks.
    pub message: String,
    /// What is there instead, or what to do.
    pub hint: Option<String>,
    /// What was probably meant to stand at the place.
    pub replacement: Option<String>,
}

/// What a part of an expression yielded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands.
    pub span: Span,
    /// Its values in a few characters: `12`, `10 · 12 · 30`, `undefined`.
    pub text: String,
    /// The same at length, a line for each value.
    pub title: String,
}

/// Evaluates an expression on what it sees, and looks inside. `seed` is where chance begins. What needs more steps
/// than take about a tenth of a second is stopped, and says so.
#[must_use]
pub fn explore(text: &str, scope: &Scope, seed: u64) -> Exploration {
    let mut chance = Chance::from_seed(seed);
    match scope.language() {
        QueryLanguage::Jsonata => jsonata::explore(text, scope, &mut chance),
        QueryLanguage::JsonPath => jsonpath::explore(text, scope, &mut chance),
    }
}

#[cfg(test)]
mod tests;
