//! A tour of the language.

mod analysis;
mod budgets;
mod errors;
mod functions;
mod host;
mod inspect;
mod operators;
mod paths;
mod scopes;

use super::{Answer, Error, Expression, World};
use crate::value::Value;

/// An order, small enough to keep in mind.
const ORDER: &str = r#"{
    "id": "A7", "customer": {"name": "Ada", "city": "London"},
    "lines": [
        {"sku": "ink", "price": 2.5, "count": 4, "tags": ["wet", "blue"]},
        {"sku": "pen", "price": 12, "count": 1, "tags": ["dry"]},
        {"sku": "pad", "price": 3, "count": 10}
    ]
}"#;

fn evaluate(expression: &str, input: &str) -> Result<Answer, Box<Error>> {
    let input = Value::parse(input).unwrap();
    Expression::parse(expression)?.evaluate(Some(&input), &mut World::still())
}

/// The answer as JSON text; the code of an error.
fn answer(expression: &str, input: &str) -> String {
    match evaluate(expression, input) {
        Ok(Answer::Value(value)) => value.to_string(),
        Ok(Answer::Undefined) => "undefined".to_owned(),
        Ok(Answer::Function) => "a function".to_owned(),
        Err(error) => error.code.to_owned(),
    }
}

#[track_caller]
fn order(expression: &str, expected: &str) {
    assert_eq!(answer(expression, ORDER), expected, "{expression}");
}

#[track_caller]
fn alone(expression: &str, expected: &str) {
    assert_eq!(answer(expression, "{}"), expected, "{expression}");
}
