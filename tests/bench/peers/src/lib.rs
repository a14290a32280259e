//! Each engine behind the same four functions: to prepare, to run, to show the answer, to parse.
//!
//! An expression and its input are read once; a run evaluates, and lets go of the whole result.

#[cfg(not(target_arch = "wasm32"))]
mod jsonata_rs;

use std::hint::black_box;

use jsonata_core::value::JValue;
use stepyard::jsonata::{Answer, Expression, World};
use stepyard::value::Value;
use wasm_bindgen::prelude::*;

/// An expression and its input inside an engine.
trait Prepared {
    /// The result as JSON text.
    fn answer(&self) -> Result<String, String>;
    /// Evaluates so many times.
    fn run(&self, times: u32);
}

/// An expression that is ready to be evaluated.
#[wasm_bindgen]
pub struct Case(Box<dyn Prepared>);

#[wasm_bindgen]
impl Case {
    /// Reads an expression and its input into the engine of that name.
    #[wasm_bindgen(constructor)]
    pub fn new(engine: &str, expression: &str, input: &str) -> Result<Case, String> {
        Ok(Case(match engine {
            "ours" => Box::new(Ours::new(expression, input)?),
            "jsonata-core" => Box::new(JsonataCore::new(expression, input)?),
            #[cfg(not(target_arch = "wasm32"))]
            "jsonata-rs" => Box::new(jsonata_rs::JsonataRs::new(expression, input)?),
            _ => return Err(format!("there is no engine {engine}")),
        }))
    }

    /// The result as JSON text.
    pub fn answer(&self) -> Result<String, String> {
        self.0.answer()
    }

    /// Evaluates so many times.
    pub fn run(&self, times: u32) {
        self.0.run(times);
    }
}

/// Reads each of the expressions with the engine of that name, so many times.
#[wasm_bindgen]
pub fn parse(engine: &str, expressions: Vec<String>, times: u32) {
    for _ in 0..times {
        for expression in &expressions {
            match engine {
                "ours" => drop(black_box(Expression::parse(expression))),
                _ => drop(black_box(jsonata_core::Expression::compile(expression))),
            }
        }
    }
}

struct Ours {
    expression: Expression,
    input: Value,
}

impl Ours {
    fn new(expression: &str, input: &str) -> Result<Ours, String> {
        Ok(Ours {
            expression: Expression::parse(expression).map_err(|error| error.to_string())?,
            input: Value::parse(input).map_err(|error| error.to_string())?,
        })
    }

    fn evaluate(&self) -> Result<Answer, String> {
        let answer = self.expression.evaluate(Some(&self.input), &mut World::still());
        answer.map_err(|error| error.to_string())
    }
}

impl Prepared for Ours {
    fn answer(&self) -> Result<String, String> {
        match self.evaluate()? {
            Answer::Value(value) => Ok(value.to_string()),
            other => Err(format!("{other:?}")),
        }
    }

    fn run(&self, times: u32) {
        for _ in 0..times {
            let _ = black_box(self.evaluate());
        }
    }
}

struct JsonataCore {
    expression: jsonata_core::Expression,
    input: JValue,
}

impl JsonataCore {
    fn new(expression: &str, input: &str) -> Result<JsonataCore, String> {
        Ok(JsonataCore {
            expression: jsonata_core::Expression::compile(expression).map_err(|error| error.to_string())?,
            input: JValue::from_json_str(input).map_err(|error| error.to_string())?,
        })
    }
}

impl Prepared for JsonataCore {
    fn answer(&self) -> Result<String, String> {
        let value = self.expression.evaluate(&self.input).map_err(|error| error.to_string())?;
        value.to_json_string().map_err(|error| error.to_string())
    }

    fn run(&self, times: u32) {
        for _ in 0..times {
            let _ = black_box(self.expression.evaluate(&self.input));
        }
    }
}
