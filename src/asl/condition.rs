//! When a rule of a Choice is taken, in either query language.

use std::fmt;
use std::sync::Arc;

use super::model::Setting;
use crate::query::comparison::Operator;
use crate::query::jsonpath::Path;
use crate::value::Value;

/// When a rule of a Choice is taken.
#[derive(Clone, Debug)]
pub enum Condition {
    /// `"Condition"`, in JSONata.
    Jsonata(Setting<bool>),
    /// A test, in JSONPath.
    Test(Test),
}

/// A boolean expression or data test of a rule in JSONPath. (spec, "Choice State")
#[derive(Clone, Debug)]
pub enum Test {
    /// `"And": [{…}, {…}]`
    And(Vec<Test>),
    /// `"Or": [{…}, {…}]`
    Or(Vec<Test>),
    /// `"Not": {…}`
    Not(Box<Test>),
    /// `"Variable": "$.total", "NumericLessThan": 10`
    Compare {
        /// `"Variable"`
        variable: Path,
        /// `"NumericLessThan"`, without `Path`.
        operator: Operator,
        /// What it is compared with.
        operand: Operand,
    },
}

/// The value of a comparison operator.
#[derive(Clone, Debug)]
pub enum Operand {
    /// `"NumericLessThan": 10`
    Literal(Value),
    /// `"NumericLessThanPath": "$.limit"`
    Path(Path),
}

/// In a few words: `$.total < 10 and $.name is present`.
impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |tests: &[Test], word: &str, f: &mut fmt::Formatter<'_>| {
            for (i, test) in tests.iter().enumerate() {
                if i > 0 {
                    write!(f, " {word} ")?;
                }
                match test {
                    Test::And(_) | Test::Or(_) if tests.len() > 1 => write!(f, "({test})")?,
                    _ => write!(f, "{test}")?,
                }
            }
            Ok(())
        };
        match self {
            Test::And(tests) => list(tests, "and", f),
            Test::Or(tests) => list(tests, "or", f),
            Test::Not(test) => write!(f, "not ({test})"),
            Test::Compare { variable, operator, operand } => {
                let (sign, holds) = (operator.sign(), operand.as_literal().and_then(Value::as_bool));
                match (operator, holds) {
                    (Operator::Is(_), Some(true)) => write!(f, "{variable} is {sign}"),
                    (Operator::Is(_), _) => write!(f, "{variable} is not {sign}"),
                    _ => match operand {
                        Operand::Literal(value) => write!(f, "{variable} {sign} {value}"),
                        Operand::Path(path) => write!(f, "{variable} {sign} {path}"),
                    },
                }
            }
        }
    }
}

impl Operand {
    fn as_literal(&self) -> Option<&Value> {
        match self {
            Operand::Literal(value) => Some(value),
            Operand::Path(_) => None,
        }
    }
}

impl Condition {
    /// The condition in a few words: an expression as it stands, a test as it reads.
    #[must_use]
    pub fn text(&self) -> Arc<str> {
        match self {
            Condition::Jsonata(Setting::Literal(truth)) => truth.to_string().into(),
            Condition::Jsonata(Setting::Expression(expression)) => expression.text.clone(),
            Condition::Test(test) => test.to_string().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::asl::model::Kind;
    use crate::asl::parse::parse;

    fn text(rule: &str) -> String {
        let definition = format!(
            r#"{{"StartAt": "C", "States": {{"C": {{"Type": "Choice", "Choices": [{{{rule}, "Next": "E"}}]}},
                "E": {{"Type": "Succeed"}}}}}}"#
        );
        let machine = parse(&definition).machine.unwrap();
        match &machine.flow.states.get("C").unwrap().kind {
            Kind::Choice(choice) => choice.rules[0].condition.as_ref().unwrap().text().to_string(),
            _ => panic!("not a Choice"),
        }
    }

    #[test]
    fn a_test_reads_like_a_sentence() {
        assert_eq!(text(r#""Variable": "$.total", "NumericLessThan": 10"#), "$.total < 10");
        assert_eq!(text(r#""Variable": "$.a", "StringEqualsPath": "$.b""#), "$.a == $.b");
        assert_eq!(text(r#""Variable": "$.a", "IsPresent": true"#), "$.a is present");
        assert_eq!(text(r#""Variable": "$.a", "IsNumeric": false"#), "$.a is not a number");
    }

    #[test]
    fn nested_tests_are_bracketed() {
        let rule = r#""And": [{"Variable": "$.a", "IsNull": true},
            {"Or": [{"Variable": "$.b", "BooleanEquals": true}, {"Not": {"Variable": "$.c", "StringMatches": "x*"}}]}]"#;
        assert_eq!(text(rule), r#"$.a is null and ($.b == true or not ($.c matches "x*"))"#);
    }
}
