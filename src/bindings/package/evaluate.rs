//! Evaluating one expression from JavaScript.

use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::jsonata;
use crate::query::intrinsic::PayloadExpression;
use crate::query::{Bindings, Jsonata, QueryError};
use crate::source::LineIndex;
use crate::value::{Object, Value};
use crate::world::{Chance, Timestamp};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestDto {
    language: Language,
    profile: Option<Profile>,
    expression: String,
    input: Option<String>,
    context: Option<String>,
    variables: Option<String>,
    seed: Option<u64>,
    now: Option<String>,
}

#[derive(Deserialize)]
enum Language {
    #[serde(rename = "JSONata")]
    Jsonata,
    #[serde(rename = "JSONPath")]
    JsonPath,
}

/// What JSONata may do.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Profile {
    #[default]
    Aws,
    /// The language itself, with the input at hand.
    None,
}

/// An answer: the value if there is one, or the error, with its place if it has one.
type Answer = Result<Option<Value>, ErrorDto>;

struct ErrorDto {
    message: String,
    span: Option<(u32, u32)>,
}

impl From<String> for ErrorDto {
    fn from(message: String) -> Self {
        ErrorDto { message, span: None }
    }
}

/// Evaluates one expression: of `language` `"JSONata"` (with or without `{% %}`), or `"JSONPath"`, which is a
/// path or a call of an intrinsic function. `request` is JSON text, data as texts.
///
/// Returns JSON text: `{"value"?}`, or `{"error", "from"?, "to"?}` with AWS's sentence and its place in UTF-16
/// units.
#[wasm_bindgen]
#[must_use]
pub fn evaluate(request: &str) -> String {
    let dto = match serde_json::from_str::<RequestDto>(request) {
        Ok(dto) => dto,
        Err(error) => return answer("", Err(format!("the request is damaged: {error}").into())),
    };
    answer(dto.bare(), dto.evaluate())
}

fn answer(expression: &str, answer: Answer) -> String {
    let mut members = Object::new();
    match answer {
        Ok(value) => value.into_iter().for_each(|value| members.insert("value", value)),
        Err(error) => {
            members.insert("error", error.message);
            if let Some((from, to)) = error.span {
                let lines = LineIndex::new(expression);
                members.insert("from", lines.utf16(from));
                members.insert("to", lines.utf16(to));
            }
        }
    }
    Value::from(members).to_string()
}

impl RequestDto {
    /// The expression without `{%` and `%}`.
    fn bare(&self) -> &str {
        let inner = self.expression.strip_prefix("{%").and_then(|text| text.strip_suffix("%}"));
        inner.map_or(&*self.expression, str::trim)
    }

    fn evaluate(&self) -> Answer {
        let parse = |text: &str| Value::parse(text).map_err(|error| error.to_string());
        let json = |text: &Option<String>| parse(text.as_deref().unwrap_or("{}"));
        let Value::Object(variables) = json(&self.variables)? else {
            return Err("the variables are not an object".to_owned().into());
        };
        let mut chance = Chance::from_seed(self.seed.unwrap_or(1));
        let now = self.now.as_deref().and_then(Timestamp::parse).unwrap_or_default();
        match (&self.language, self.profile.unwrap_or_default()) {
            (Language::JsonPath, _) => {
                let (input, context) = (json(&self.input)?, json(&self.context)?);
                let expression =
                    PayloadExpression::parse(&self.expression).map_err(|error| error.to_string())?;
                let value = expression.evaluate(&input, &context, &variables, &mut chance);
                Ok(Some(value.map_err(|error| expression.cause(&error, "value.$", &input, &context))?))
            }
            (Language::Jsonata, Profile::Aws) => {
                let states =
                    Value::object([("input", json(&self.input)?), ("context", json(&self.context)?)]);
                let bindings = Bindings { states, variables };
                let value = Jsonata::read(self.bare()).evaluate(&bindings, now.0, &mut chance);
                value.map(Some).map_err(described)
            }
            (Language::Jsonata, Profile::None) => {
                let input = self.input.as_deref().map(parse).transpose()?;
                let mut random = || chance.unit();
                let mut world = jsonata::World {
                    variables: &*variables,
                    now: now.0,
                    random: &mut random,
                    ..jsonata::World::still()
                };
                let expression = jsonata::Expression::parse(self.bare());
                match expression.and_then(|expression| expression.evaluate(input.as_ref(), &mut world)) {
                    Ok(jsonata::Answer::Value(value)) => Ok(Some(value)),
                    Ok(jsonata::Answer::Undefined | jsonata::Answer::Function) => Ok(None),
                    Err(error) => Err(ErrorDto {
                        message: error.to_string(),
                        span: Some((error.span.start, error.span.end)),
                    }),
                }
            }
        }
    }
}

fn described(error: QueryError) -> ErrorDto {
    match error {
        QueryError::Undefined => "the expression returned nothing (undefined)".to_owned().into(),
        QueryError::Unsupported => "the expression returned an unsupported result type".to_owned().into(),
        QueryError::Failed { message, span } => ErrorDto { message, span: Some((span.start, span.end)) },
    }
}
