//! The conditions of filters, `[?(@.price < 10)]`.
//!
//! The dialect knows the type of nothing that stands in the path: `10`, `'10'` and `ten` are texts, and what
//! they are compared with says what they mean. So `@.keep == true` holds for the truth value, `@.n == '10'`
//! for the number ten, and `@.lang == fr` for the string, quotes or not.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use super::Step;
use super::evaluate::find;
use crate::regex::{Regex, Scratch};
use crate::value::Value;

/// What stands between `[?(` and `)]`.
#[derive(Debug, PartialEq)]
pub(super) enum Condition {
    /// `a && b`
    All(Vec<Condition>),
    /// `a || b`
    Any(Vec<Condition>),
    /// `@.a`, `!@.a`: it is there and not null.
    Exists { path: Operand, wanted: bool },
    /// `@.a == 1`
    Compare { left: Operand, relation: Relation, right: Operand },
}

/// One side of a comparison.
#[derive(Debug, PartialEq)]
pub(super) enum Operand {
    /// `@.a`: from the item that is being looked at.
    Item(Vec<Step>),
    /// `$.a`: from the root of the whole path.
    Document(Vec<Step>),
    /// `'a'`, `1`, `true`, `a`
    Text(Arc<str>),
    /// `/a.*/i`
    Pattern(Pattern),
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    NotEqual,
    LessOrEqual,
    GreaterOrEqual,
    Less,
    Greater,
    Matches,
}

impl Relation {
    /// All of them; a longer one before what it starts with.
    pub(super) const ALL: [Relation; 7] = [
        Relation::Equal,
        Relation::Matches,
        Relation::NotEqual,
        Relation::LessOrEqual,
        Relation::GreaterOrEqual,
        Relation::Less,
        Relation::Greater,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Relation::Equal => "==",
            Relation::NotEqual => "!=",
            Relation::LessOrEqual => "<=",
            Relation::GreaterOrEqual => ">=",
            Relation::Less => "<",
            Relation::Greater => ">",
            Relation::Matches => "=~",
        }
    }

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Relation::Equal => ordering.is_eq(),
            Relation::NotEqual => ordering.is_ne(),
            Relation::LessOrEqual => ordering.is_le(),
            Relation::GreaterOrEqual => ordering.is_ge(),
            Relation::Less => ordering.is_lt(),
            Relation::Greater => ordering.is_gt(),
            Relation::Matches => false,
        }
    }
}

/// A regular expression that has to match the whole text.
#[derive(Clone, Debug)]
pub(super) struct Pattern(Arc<Regex>);

/// How many steps a pattern may take on one text; one that takes more does not match it.
const MAX_STEPS: u64 = 1_000_000;

impl Pattern {
    pub(super) fn new(pattern: &str, ignore_case: bool) -> Option<Pattern> {
        let flags = if ignore_case { "i" } else { "" };
        // Alone first, so that an unbalanced parenthesis does not close ours.
        Regex::new(pattern, flags).ok()?;
        Regex::new(&format!("^(?:{pattern})$"), flags).ok().map(|whole| Pattern(Arc::new(whole)))
    }

    fn matches(&self, text: &str) -> bool {
        matches!(self.0.find(text, 0, &mut { MAX_STEPS }, &mut Scratch::default()), Ok(Some(_)))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.source() == other.0.source()
    }
}

impl Condition {
    /// Whether a filter keeps the item. Scalars are never kept. (AWS guide, "Paths": `@` matches objects
    /// only)
    pub(super) fn accepts(&self, item: &Value, root: &Value) -> bool {
        matches!(item, Value::Object(_) | Value::Array(_)) && self.holds(item, root)
    }

    fn holds(&self, item: &Value, root: &Value) -> bool {
        match self {
            Condition::All(conditions) => conditions.iter().all(|condition| condition.holds(item, root)),
            Condition::Any(conditions) => conditions.iter().any(|condition| condition.holds(item, root)),
            Condition::Exists { path, wanted } => {
                let value = path.value(item, root);
                value.is_some_and(|value| *value != Value::Null) == *wanted
            }
            Condition::Compare { left, relation, right } => match (left, right) {
                (Operand::Pattern(pattern), other) | (other, Operand::Pattern(pattern)) => {
                    *relation == Relation::Matches
                        && other.value(item, root).is_some_and(|value| matches(pattern, &value))
                }
                _ => {
                    let (left, right) = (left.value(item, root), right.value(item, root));
                    left.zip(right).is_some_and(|(left, right)| compare(&left, *relation, &right))
                }
            },
        }
    }
}

impl Operand {
    /// The value; nothing where a path leads to nothing.
    fn value<'a>(&'a self, item: &'a Value, root: &'a Value) -> Option<Cow<'a, Value>> {
        let found = match self {
            Operand::Item(steps) => find(steps, item).ok()?,
            Operand::Document(steps) => find(steps, root).ok()?,
            Operand::Text(text) => Some(Cow::Owned(Value::String(text.clone()))),
            Operand::Pattern(_) => return None,
        };
        Some(found.unwrap_or_default())
    }
}

fn matches(pattern: &Pattern, value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => pattern.matches(text),
        other => pattern.matches(&other.to_string()),
    }
}

fn compare(left: &Value, relation: Relation, right: &Value) -> bool {
    let ordered = !matches!(relation, Relation::Equal | Relation::NotEqual);
    if ordered && (*left == Value::Null) != (*right == Value::Null) {
        return false;
    }
    // What cannot be compared is not even unequal.
    order(right, left).is_some_and(|ordering| relation.holds(ordering.reverse()))
}

/// How what is expected stands to what is there. The order of the two matters: text is taken for what is
/// there, and not the other way round.
fn order(expected: &Value, actual: &Value) -> Option<Ordering> {
    let null = |value: &Value| matches!(value, Value::Null) || value.as_str() == Some("null");
    match (null(expected), null(actual)) {
        (true, true) => return Some(Ordering::Equal),
        (true, false) => return Some(Ordering::Less),
        (false, true) => return Some(Ordering::Greater),
        (false, false) => {}
    }
    match (expected, actual) {
        (Value::String(expected), Value::String(actual)) => {
            Some(expected.encode_utf16().cmp(actual.encode_utf16()))
        }
        (Value::Number(expected), Value::Number(actual)) => expected.as_f64().partial_cmp(&actual.as_f64()),
        (Value::String(expected), Value::Number(actual)) => {
            let number = expected.parse::<f64>().ok().filter(|number| number.is_finite())?;
            number.partial_cmp(&actual.as_f64())
        }
        (Value::String(expected), Value::Bool(actual)) => {
            Some(expected.eq_ignore_ascii_case("true").cmp(actual))
        }
        (Value::Bool(expected), Value::Bool(actual)) => Some(expected.cmp(actual)),
        _ => None,
    }
}
