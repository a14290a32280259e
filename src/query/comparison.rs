//! The operators of Choice rules in JSONPath: `"NumericGreaterThanEqualsPath": "$.limit"`.
//!
//! An operator asks for values of its type; any other value makes the test false, never an error. (spec,
//! "Choice State"; recorded)

use std::cmp::Ordering;

use super::jsonpath::Path;
use crate::value::{Number, Value};
use crate::world::Timestamp;

/// What a data test compares, and how. The 39 fields of the spec are these 23, sixteen of which may take
/// their operand from a path. (spec, "Data-test expression")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `StringEquals`, `StringLessThan`, …
    String(Order),
    /// `StringMatches`
    StringMatches,
    /// `NumericEquals`, `NumericLessThan`, …
    Numeric(Order),
    /// `BooleanEquals`
    BooleanEquals,
    /// `TimestampEquals`, `TimestampLessThan`, …
    Timestamp(Order),
    /// `IsNull`, `IsPresent`, …
    Is(Kind),
}

/// How two values are to stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `…Equals`
    Equals,
    /// `…LessThan`
    LessThan,
    /// `…GreaterThan`
    GreaterThan,
    /// `…LessThanEquals`
    LessThanEquals,
    /// `…GreaterThanEquals`
    GreaterThanEquals,
}

/// What a value may be asked to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `IsNull`
    Null,
    /// `IsPresent`
    Present,
    /// `IsNumeric`
    Numeric,
    /// `IsString`
    String,
    /// `IsBoolean`
    Boolean,
    /// `IsTimestamp`
    Timestamp,
}

impl Order {
    const ALL: [(&'static str, Order); 5] = [
        ("Equals", Order::Equals),
        ("LessThan", Order::LessThan),
        ("GreaterThan", Order::GreaterThan),
        ("LessThanEquals", Order::LessThanEquals),
        ("GreaterThanEquals", Order::GreaterThanEquals),
    ];

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Order::Equals => ordering.is_eq(),
            Order::LessThan => ordering.is_lt(),
            Order::GreaterThan => ordering.is_gt(),
            Order::LessThanEquals => ordering.is_le(),
            Order::GreaterThanEquals => ordering.is_ge(),
        }
    }
}

impl Kind {
    const ALL: [(&'static str, Kind); 6] = [
        ("Null", Kind::Null),
        ("Present", Kind::Present),
        ("Numeric", Kind::Numeric),
        ("String", Kind::String),
        ("Boolean", Kind::Boolean),
        ("Timestamp", Kind::Timestamp),
    ];

    fn is(self, value: &Value) -> bool {
        match self {
            Kind::Null => *value == Value::Null,
            Kind::Present => true,
            Kind::Numeric => value.as_number().is_some(),
            Kind::String => value.as_str().is_some(),
            Kind::Boolean => value.as_bool().is_some(),
            Kind::Timestamp => value.as_str().is_some_and(|text| Moment::parse(text).is_some()),
        }
    }
}

impl Operator {
    /// The operator of a field, and whether its operand is a path: `StringEqualsPath` gives `StringEquals`
    /// and true. Nothing for a field that is no operator.
    #[must_use]
    pub fn parse(field: &str) -> Option<(Operator, bool)> {
        if let Some(kind) = field.strip_prefix("Is") {
            return Kind::ALL
                .iter()
                .find(|(name, _)| *name == kind)
                .map(|(_, kind)| (Operator::Is(*kind), false));
        }
        if field == "StringMatches" {
            return Some((Operator::StringMatches, false));
        }
        let (name, is_path) = match field.strip_suffix("Path") {
            Some(name) => (name, true),
            None => (field, false),
        };
        if name == "BooleanEquals" {
            return Some((Operator::BooleanEquals, is_path));
        }
        let order = |prefix: &str| {
            let order = name.strip_prefix(prefix)?;
            Order::ALL.iter().find(|(name, _)| *name == order).map(|(_, order)| *order)
        };
        let operator = (order("String").map(Operator::String))
            .or_else(|| order("Numeric").map(Operator::Numeric))
            .or_else(|| order("Timestamp").map(Operator::Timestamp))?;
        Some((operator, is_path))
    }

    /// The field without `Path`: `StringEquals`.
    #[must_use]
    pub fn name(self) -> String {
        let order = |order| Order::ALL.iter().find(|(_, o)| *o == order).map_or("", |(name, _)| name);
        match self {
            Operator::String(o) => format!("String{}", order(o)),
            Operator::StringMatches => "StringMatches".to_owned(),
            Operator::Numeric(o) => format!("Numeric{}", order(o)),
            Operator::BooleanEquals => "BooleanEquals".to_owned(),
            Operator::Timestamp(o) => format!("Timestamp{}", order(o)),
            Operator::Is(kind) => {
                format!("Is{}", Kind::ALL.iter().find(|(_, k)| *k == kind).map_or("", |(name, _)| name))
            }
        }
    }

    /// The 39 fields of the spec.
    pub const FIELDS: [&'static str; 39] = [
        "StringEquals",
        "StringEqualsPath",
        "StringLessThan",
        "StringLessThanPath",
        "StringGreaterThan",
        "StringGreaterThanPath",
        "StringLessThanEquals",
        "StringLessThanEqualsPath",
        "StringGreaterThanEquals",
        "StringGreaterThanEqualsPath",
        "StringMatches",
        "NumericEquals",
        "NumericEqualsPath",
        "NumericLessThan",
        "NumericLessThanPath",
        "NumericGreaterThan",
        "NumericGreaterThanPath",
        "NumericLessThanEquals",
        "NumericLessThanEqualsPath",
        "NumericGreaterThanEquals",
        "NumericGreaterThanEqualsPath",
        "BooleanEquals",
        "BooleanEqualsPath",
        "TimestampEquals",
        "TimestampEqualsPath",
        "TimestampLessThan",
        "TimestampLessThanPath",
        "TimestampGreaterThan",
        "TimestampGreaterThanPath",
        "TimestampLessThanEquals",
        "TimestampLessThanEqualsPath",
        "TimestampGreaterThanEquals",
        "TimestampGreaterThanEqualsPath",
        "IsNull",
        "IsPresent",
        "IsNumeric",
        "IsString",
        "IsBoolean",
        "IsTimestamp",
    ];

    /// What a value written in the definition has to be, as advice.
    #[must_use]
    pub fn wanted(self) -> &'static str {
        match self {
            Operator::String(_) | Operator::StringMatches => "write a string",
            Operator::Numeric(_) => "write a number",
            Operator::BooleanEquals | Operator::Is(_) => "write `true` or `false`",
            Operator::Timestamp(_) => "write a timestamp of RFC 3339: `2026-03-14T01:59:00Z`",
        }
    }

    /// The operator as people write it: `==`, `<=`, `matches`; of `IsNumeric` and its like what a value is
    /// asked to be, `a number`.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Operator::String(order) | Operator::Numeric(order) | Operator::Timestamp(order) => match order {
                Order::Equals => "==",
                Order::LessThan => "<",
                Order::GreaterThan => ">",
                Order::LessThanEquals => "<=",
                Order::GreaterThanEquals => ">=",
            },
            Operator::StringMatches => "matches",
            Operator::BooleanEquals => "==",
            Operator::Is(kind) => match kind {
                Kind::Null => "null",
                Kind::Present => "present",
                Kind::Numeric => "a number",
                Kind::String => "a string",
                Kind::Boolean => "a boolean",
                Kind::Timestamp => "a timestamp",
            },
        }
    }

    /// Whether a value written in the definition fits the operator; AWS refuses one that does not.
    #[must_use]
    pub fn accepts(self, operand: &Value) -> bool {
        match self {
            Operator::String(_) | Operator::StringMatches => operand.as_str().is_some(),
            Operator::Numeric(_) => operand.as_number().is_some(),
            Operator::BooleanEquals | Operator::Is(_) => operand.as_bool().is_some(),
            Operator::Timestamp(_) => operand.as_str().is_some_and(|text| Moment::parse(text).is_some()),
        }
    }

    /// Whether the value that `Variable` leads to passes the test.
    #[must_use]
    pub fn test(self, actual: &Value, operand: &Value) -> bool {
        match self {
            Operator::String(order) => {
                pair(actual, operand, Value::as_str).is_some_and(|(a, b)| order.holds(compare_text(a, b)))
            }
            Operator::StringMatches => {
                pair(actual, operand, Value::as_str).is_some_and(|(text, pattern)| matches(text, pattern))
            }
            Operator::Numeric(order) => pair(actual, operand, Value::as_number)
                .and_then(|(a, b)| compare_numbers(a, b))
                .is_some_and(|ordering| order.holds(ordering)),
            Operator::BooleanEquals => pair(actual, operand, Value::as_bool).is_some_and(|(a, b)| a == b),
            Operator::Timestamp(order) => {
                let moment = |value| Value::as_str(value).and_then(Moment::parse);
                pair(actual, operand, moment).is_some_and(|(a, b)| order.holds(a.cmp(&b)))
            }
            Operator::Is(kind) => operand.as_bool() == Some(kind.is(actual)),
        }
    }

    /// The test where `Variable` leads to nothing: `IsPresent` has an answer, any other operator fails the
    /// execution. (spec, "Choice State")
    #[must_use]
    pub fn test_missing(self, operand: &Value) -> Option<bool> {
        (self == Operator::Is(Kind::Present)).then(|| operand.as_bool() == Some(false))
    }
}

/// AWS's cause where `Variable`, or the path of an operand, leads to nothing. (executions on AWS)
#[must_use]
pub fn invalid_condition_path(path: &Path) -> String {
    format!("Invalid path '{path}': The choice state's condition path references an invalid value.")
}

fn pair<'a, T>(a: &'a Value, b: &'a Value, get: impl Fn(&'a Value) -> Option<T>) -> Option<(T, T)> {
    get(a).zip(get(b))
}

/// Character by character, in the units of Java's strings. (spec, "Choice State")
fn compare_text(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

fn compare_numbers(a: &Number, b: &Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(b)),
        _ if a == b => Some(Ordering::Equal),
        _ => a.as_f64().partial_cmp(&b.as_f64()),
    }
}

/// A moment with all digits of its fraction, of which [`Timestamp`] keeps three.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    millis: Timestamp,
    rest: String,
}

impl Moment {
    /// RFC 3339 with an upper-case `T` and `Z`, or an offset; without one it is no timestamp. (spec,
    /// "Timestamps")
    fn parse(text: &str) -> Option<Moment> {
        let millis = Timestamp::parse(text)?;
        let digits = text.get(20..).unwrap_or("").bytes().take_while(u8::is_ascii_digit).count();
        let rest =
            if text.as_bytes().get(19) == Some(&b'.') && digits > 3 { &text[23..20 + digits] } else { "" };
        Some(Moment { millis, rest: rest.trim_end_matches('0').to_owned() })
    }
}

/// One character of a pattern.
#[derive(Clone, Copy)]
enum Glyph {
    /// `*`: any text, also none.
    Any,
    /// Itself; `\*` and `\\` stand for `*` and `\`.
    Char(char),
}

/// `StringMatches`. (spec, "Data-test expression": `*` is the only wildcard)
fn matches(text: &str, pattern: &str) -> bool {
    let glyphs = glyphs(pattern);
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut glyph) = (0, 0);
    // Where the last `*` stands, and how far its text reaches.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match glyphs.get(glyph) {
            Some(Glyph::Char(c)) if *c == text[at] => {
                at += 1;
                glyph += 1;
            }
            Some(Glyph::Any) => {
                star = Some((glyph, at));
                glyph += 1;
            }
            _ => match star {
                Some((stands, reaches)) => {
                    star = Some((stands, reaches + 1));
                    at = reaches + 1;
                    glyph = stands + 1;
                }
                None => return false,
            },
        }
    }
    glyphs[glyph..].iter().all(|glyph| matches!(glyph, Glyph::Any))
}

fn glyphs(pattern: &str) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        glyphs.push(match c {
            '*' => Glyph::Any,
            '\\' => match chars.next_if(|next| matches!(next, '*' | '\\')) {
                Some(escaped) => Glyph::Char(escaped),
                None => Glyph::Char('\\'),
            },
            c => Glyph::Char(c),
        });
    }
    glyphs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(field: &str, actual: &str, operand: &str) -> bool {
        let (operator, _) = Operator::parse(field).unwrap();
        operator.test(&Value::parse(actual).unwrap(), &Value::parse(operand).unwrap())
    }

    /// For which of less, equal and greater the operator holds.
    fn orders(field: &str, low: &str, high: &str) -> [bool; 3] {
        [test(field, low, high), test(field, low, low), test(field, high, low)]
    }

    #[test]
    fn the_39_fields_of_the_spec_are_read() {
        for field in Operator::FIELDS {
            let (operator, is_path) = Operator::parse(field).unwrap();
            assert_eq!(format!("{}{}", operator.name(), if is_path { "Path" } else { "" }), field);
        }
    }

    #[test]
    fn err_other_fields_are_no_operators() {
        for field in
            ["", "Is", "Equals", "StringMatchesPath", "IsNullPath", "BooleanLessThan", "stringEquals"]
        {
            assert_eq!(Operator::parse(field), None, "{field}");
        }
    }

    #[test]
    fn string_equals() {
        assert_eq!(orders("StringEquals", r#""a""#, r#""b""#), [false, true, false]);
        assert!(!test("StringEquals", r#""A""#, r#""a""#));
    }

    #[test]
    fn string_less_than() {
        assert_eq!(orders("StringLessThan", r#""a""#, r#""ab""#), [true, false, false]);
    }

    #[test]
    fn string_greater_than() {
        assert_eq!(orders("StringGreaterThan", r#""A""#, r#""a""#), [false, false, true]);
    }

    #[test]
    fn string_less_than_equals() {
        assert_eq!(orders("StringLessThanEquals", r#""""#, r#"" ""#), [true, true, false]);
    }

    #[test]
    fn string_greater_than_equals() {
        assert_eq!(orders("StringGreaterThanEquals", r#""a""#, r#""b""#), [false, true, true]);
    }

    #[test]
    fn strings_are_compared_by_utf_16_units() {
        // U+FF5E is one unit above the two surrogates of U+1F600.
        assert!(test("StringGreaterThan", r#""～""#, r#""😀""#));
    }

    #[test]
    fn string_matches() {
        assert!(test("StringMatches", r#""log-1.txt""#, r#""log-*.txt""#));
        assert!(test("StringMatches", r#""abcabd""#, r#""*ab*d*""#));
        assert!(test("StringMatches", r#""""#, r#""*""#));
        assert!(!test("StringMatches", r#""log.txt""#, r#""log-*.txt""#));
        assert!(!test("StringMatches", r#""a""#, r#""""#));
        assert!(!test("StringMatches", "1", r#""*""#));
    }

    #[test]
    fn string_matches_escapes() {
        assert!(test("StringMatches", r#""a*b""#, r#""a\\*b""#));
        assert!(!test("StringMatches", r#""axb""#, r#""a\\*b""#));
        assert!(test("StringMatches", r#""a\\b""#, r#""a\\\\*""#));
        assert!(test("StringMatches", r#""a\\n""#, r#""a\\n""#));
    }

    #[test]
    fn string_matches_many_stars_in_little_time() {
        let text = format!("\"{}\"", "a".repeat(5_000));
        assert!(!test("StringMatches", &text, &format!("\"{}b\"", "a*".repeat(500))));
    }

    #[test]
    fn numeric_equals() {
        assert_eq!(orders("NumericEquals", "1", "2"), [false, true, false]);
        assert!(test("NumericEquals", "1", "1.0"));
        assert!(test("NumericEquals", "0", "-0.0"));
    }

    #[test]
    fn numeric_less_than() {
        assert_eq!(orders("NumericLessThan", "-1", "0.5"), [true, false, false]);
    }

    #[test]
    fn numeric_greater_than() {
        assert_eq!(orders("NumericGreaterThan", "1", "1e3"), [false, false, true]);
    }

    #[test]
    fn numeric_less_than_equals() {
        assert_eq!(orders("NumericLessThanEquals", "1", "12345678901234567890123"), [true, true, false]);
    }

    #[test]
    fn numeric_greater_than_equals() {
        assert_eq!(
            orders("NumericGreaterThanEquals", "9007199254740992", "9007199254740993"),
            [false, true, true]
        );
    }

    #[test]
    fn boolean_equals() {
        assert!(test("BooleanEquals", "true", "true"));
        assert!(!test("BooleanEquals", "false", "true"));
        assert!(!test("BooleanEquals", r#""true""#, "true"));
    }

    const EARLY: &str = r#""2016-03-14T01:59:00Z""#;
    const LATE: &str = r#""2016-03-14T01:59:00.0001Z""#;

    #[test]
    fn timestamp_equals() {
        assert_eq!(orders("TimestampEquals", EARLY, LATE), [false, true, false]);
        assert!(test("TimestampEquals", EARLY, r#""2016-03-14T03:59:00.000+02:00""#));
    }

    #[test]
    fn timestamp_less_than() {
        assert_eq!(orders("TimestampLessThan", EARLY, LATE), [true, false, false]);
    }

    #[test]
    fn timestamp_greater_than() {
        assert_eq!(orders("TimestampGreaterThan", EARLY, LATE), [false, false, true]);
    }

    #[test]
    fn timestamp_less_than_equals() {
        assert_eq!(orders("TimestampLessThanEquals", EARLY, LATE), [true, true, false]);
    }

    #[test]
    fn timestamp_greater_than_equals() {
        assert_eq!(orders("TimestampGreaterThanEquals", EARLY, LATE), [false, true, true]);
    }

    #[test]
    fn is_null() {
        assert!(test("IsNull", "null", "true"));
        assert!(test("IsNull", "0", "false"));
        assert!(!test("IsNull", "0", "true"));
    }

    #[test]
    fn is_present() {
        let (operator, _) = Operator::parse("IsPresent").unwrap();
        assert!(test("IsPresent", "null", "true"));
        assert!(!test("IsPresent", "null", "false"));
        assert_eq!(operator.test_missing(&Value::Bool(false)), Some(true));
        assert_eq!(operator.test_missing(&Value::Bool(true)), Some(false));
    }

    #[test]
    fn is_numeric() {
        assert!(test("IsNumeric", "1.5", "true"));
        assert!(test("IsNumeric", r#""1""#, "false"));
    }

    #[test]
    fn is_string() {
        assert!(test("IsString", r#""""#, "true"));
        assert!(test("IsString", "[\"\"]", "false"));
    }

    #[test]
    fn is_boolean() {
        assert!(test("IsBoolean", "false", "true"));
        assert!(test("IsBoolean", r#""true""#, "false"));
    }

    #[test]
    fn is_timestamp() {
        assert!(test("IsTimestamp", EARLY, "true"));
        assert!(test("IsTimestamp", r#""2016-03-14T01:59:00""#, "false"));
        assert!(test("IsTimestamp", "1", "false"));
    }

    #[test]
    fn values_of_other_types_fail_every_comparison() {
        let fields = ["StringEquals", "StringMatches", "NumericEquals", "BooleanEquals", "TimestampEquals"];
        for field in fields {
            for actual in ["null", "[]", "{}", "{\"a\":0}", "[\"\"]"] {
                assert!(!test(field, actual, actual), "{field} {actual}");
            }
        }
    }

    #[test]
    fn operands_have_the_type_of_their_operator() {
        let accepts = |field: &str, operand: &str| {
            Operator::parse(field).unwrap().0.accepts(&Value::parse(operand).unwrap())
        };
        assert!(accepts("TimestampEquals", EARLY) && !accepts("TimestampEquals", r#""today""#));
        assert!(accepts("IsNull", "true") && !accepts("IsNull", "null"));
        assert!(accepts("StringMatches", r#""*""#) && !accepts("NumericEquals", r#""1""#));
    }

    #[test]
    fn err_a_missing_variable_has_no_answer() {
        let (operator, _) = Operator::parse("NumericEquals").unwrap();
        assert_eq!(operator.test_missing(&Value::from(1_i64)), None);
        assert_eq!(
            invalid_condition_path(&Path::parse("$.foo").unwrap()),
            "Invalid path '$.foo': The choice state's condition path references an invalid value."
        );
    }
}
