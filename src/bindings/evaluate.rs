//! Evaluating one expression from JavaScript.

use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::query::intrinsic::PayloadExpression;
use crate::query::{Bindings, Evaluator, Expression, Query, QueryError};
use crate::source::Span;
use crate::value::{Object, Value};
use crate::world::{Chance, Timestamp};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestDto {
    language: String,
    expression: String,
    input: Option<String>,
    context: Option<String>,
    variables: Option<String>,
    seed: Option<u64>,
    now: Option<String>,
}

/// Evaluates one expression: of `language` `"JSONata"` (with or without `{% %}`), or `"JSONPath"`, which is a
/// path or a call of an intrinsic function. `request` is JSON text, data as texts.
///
/// Returns JSON text: `{"value"}`, or `{"error"}` with AWS's sentence.
#[wasm_bindgen]
#[must_use]
pub fn evaluate(request: &str) -> String {
    let result = match serde_json::from_str::<RequestDto>(request) {
        Ok(dto) => dto.evaluate(),
        Err(error) => Err(format!("the request is damaged: {error}")),
    };
    let member = match result {
        Ok(value) => ("value", value),
        Err(error) => ("error", Value::from(error)),
    };
    Value::object([member]).to_string()
}

impl RequestDto {
    fn evaluate(&self) -> Result<Value, String> {
        let json = |text: &Option<String>| {
            Value::parse(text.as_deref().unwrap_or("{}")).map_err(|error| error.to_string())
        };
        let (input, context, variables) = (json(&self.input)?, json(&self.context)?, json(&self.variables)?);
        let Value::Object(variables) = variables else {
            return Err("the variables are not an object".to_owned());
        };
        let mut chance = Chance::from_seed(self.seed.unwrap_or(1));
        if self.language == "JSONPath" {
            let expression = PayloadExpression::parse(&self.expression).map_err(|error| error.to_string())?;
            let value = expression.evaluate(&input, &context, &variables, &mut chance);
            return value.map_err(|error| expression.cause(&error, "value.$", &input, &context));
        }
        let span = Span::new(0, self.expression.len());
        let expression = Expression::opt_jsonata(&self.expression, span).unwrap_or_else(|| Expression {
            text: self.expression.trim().into(),
            span,
            query: Query::Jsonata,
        });
        let mut states = Object::new();
        states.insert("input", input);
        states.insert("context", context);
        let now = self.now.as_deref().and_then(Timestamp::parse).unwrap_or_default();
        let bindings = Bindings { states: states.into(), variables };
        Evaluator::default().evaluate(&expression, &bindings, now.0, &mut chance).map_err(|error| match error
        {
            QueryError::Undefined => "the expression returned nothing (undefined)".to_owned(),
            QueryError::Unsupported => "the expression returned an unsupported result type".to_owned(),
            QueryError::Failed(message) => message,
        })
    }
}
