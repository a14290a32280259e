//! JSONata behind a wall.
//!
//! The rest of the program knows an expression, its bindings, its value or its error, and no crate's
//! types. Behind the wall stands `jsonata-core`, held to the dialect of AWS: its own functions, time and
//! chance from the execution, and nothing newer than JSONata 2.0.6.

mod convert;
mod functions;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator as Engine, EvaluatorOptions};
use jsonata_core::value::JValue;

use super::{Bindings, Expression, QueryError};
use crate::value::Value;
use crate::world::Chance;

/// How deep an evaluation may nest: what a worker's stack in wasm holds with room to spare.
const MAX_DEPTH: usize = 400;

/// How long a sequence may get, so that `[1..1e9]` cannot exhaust the memory of a tab.
const MAX_SEQUENCE: usize = 1_000_000;

/// Evaluates expressions, and keeps those it has read.
#[derive(Default)]
pub struct Evaluator {
    parsed: HashMap<Arc<str>, Rc<AstNode>>,
}

/// Says what is wrong with an expression before it runs.
///
/// # Errors
/// JSONata's sentence.
pub fn check(text: &str) -> Result<(), String> {
    parse(text).map(|_| ())
}

impl Evaluator {
    /// The value of an expression. `now` is the moment `$now()` and `$millis()` give.
    ///
    /// # Errors
    /// Why there is no value.
    pub fn evaluate(
        &mut self,
        expression: &Expression,
        bindings: &Bindings,
        now: i64,
        chance: &mut Chance,
    ) -> Result<Value, QueryError> {
        let tree = match self.parsed.get(&expression.text) {
            Some(tree) => tree.clone(),
            None => {
                let tree = Rc::new(parse(&expression.text).map_err(QueryError::Failed)?);
                self.parsed.insert(expression.text.clone(), tree.clone());
                tree
            }
        };
        let mut context = Context::new();
        context.bind("states".to_owned(), convert::to_engine(&bindings.states));
        for (name, value) in bindings.variables.iter() {
            context.bind(name.to_string(), convert::to_engine(value));
        }
        let options = EvaluatorOptions {
            max_stack_depth: Some(MAX_DEPTH),
            max_sequence_length: Some(MAX_SEQUENCE),
            ..EvaluatorOptions::default()
        };
        let mut engine = Engine::with_options(context, options);
        // The engine's functions outlive this call in its eyes, so they share the source of chance.
        let shared = Rc::new(RefCell::new(std::mem::take(chance)));
        let result = functions::register(&mut engine, now, &shared)
            .and_then(|()| engine.evaluate(&tree, &JValue::Undefined));
        *chance = shared.take();
        match result {
            Ok(value) => convert::from_engine(&value),
            Err(error) => Err(QueryError::Failed(sentence(error.message()))),
        }
    }
}

/// The crate's message in JSONata's own words, where the two differ.
fn sentence(message: &str) -> String {
    const NOT_A_FUNCTION: &str = "T1006: Attempted to invoke a non-function";
    if message.starts_with(NOT_A_FUNCTION) { NOT_A_FUNCTION.to_owned() } else { message.to_owned() }
}

fn parse(text: &str) -> Result<AstNode, String> {
    if text.is_empty() {
        return Err("the expression is empty".to_owned());
    }
    jsonata_core::parser::parse(text).map_err(|error| error.to_string())
}
