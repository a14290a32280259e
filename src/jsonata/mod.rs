//! JSONata 2.0.6, the language: reading expressions, evaluating them, and looking inside.
//!
//! This module knows JSON values and nothing else of the program around it. It has no clock and no chance of
//! its own: the moment that `$now()` gives and the numbers that `$random()` gives are handed in, and the
//! same expression on the same input takes the same steps on every machine. It never panics, never
//! overflows the stack and never runs on: a [`Budget`] is counted down, and what exceeds it is an error.
//!
//! ```
//! use stepyard::jsonata::{Answer, Expression, World};
//! use stepyard::value::Value;
//!
//! let expression = Expression::parse("$sum(items.(price * quantity))")?;
//! let input = Value::parse(r#"{"items": [{"price": 2.5, "quantity": 4}, {"price": 1, "quantity": 3}]}"#)?;
//! let answer = expression.evaluate(Some(&input), &mut World::still())?;
//! assert_eq!(answer, Answer::Value(Value::from(13i64)));
//!
//! let error = Expression::parse("items[0").unwrap_err();
//! assert_eq!(error.to_string(), "S0203: Expected \"]\" before end of expression");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! How an expression becomes a value: the `lexer` and the `parser` make a [`tree`] of it, whatever is wrong
//! with the text; `compile` joins steps into paths and finds a slot for every variable; `evaluate` walks the
//! result. Values from outside are passed on, never copied.

mod analysis;
mod budget;
mod compile;
mod error;
mod evaluate;
mod functions;
mod host;
mod inspect;
mod item;
mod lexer;
mod parser;
mod picture;
mod signature;
#[cfg(test)]
mod tests;
mod text;
pub mod tree;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub use analysis::{Analysis, PathUse};
pub use budget::Budget;
pub use error::Error;
pub use host::{Host, HostFunction, Library, Variables};
pub use inspect::{DeadEnd, Inspection, Part, Seen};
pub use signature::Signature;

use crate::value::{Object, Value};
use compile::Program;
use evaluate::Evaluator;
use item::Item;
use tree::Node;

/// An expression that was read. It is a counter to clone, and can be shared between threads.
#[derive(Clone)]
pub struct Expression(Arc<Inner>);

struct Inner {
    text: Arc<str>,
    tree: Node,
    program: Program,
}

/// Text that was read as far as possible.
#[derive(Debug)]
pub struct Reading {
    /// The tree; where something is missing or wrong it has a node that says so.
    pub tree: Node,
    /// Everything that is wrong, in the order of the text.
    pub errors: Vec<Error>,
}

/// What an expression amounts to.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Nothing: a path that leads nowhere.
    Undefined,
    /// A function, which JSON cannot express.
    Function,
    /// A value.
    Value(Value),
}

/// What an evaluation is given of the world around it.
pub struct World<'w> {
    /// The values of variables.
    pub variables: &'w dyn Variables,
    /// The functions beside JSONata's own.
    pub library: &'w Library,
    /// The moment of the evaluation, in milliseconds since 1970.
    pub now: i64,
    /// The source of chance: numbers from 0 up to, not including, 1.
    pub random: &'w mut dyn FnMut() -> f64,
    /// How much the evaluation may use.
    pub budget: Budget,
}

impl<'w> World<'w> {
    /// A world without variables and functions in which it is always 1970 and chance gives one half: for
    /// expressions that depend on nothing.
    #[must_use]
    pub fn still() -> World<'w> {
        static VARIABLES: OnceLock<Object> = OnceLock::new();
        static LIBRARY: OnceLock<Library> = OnceLock::new();
        World {
            variables: VARIABLES.get_or_init(Object::new),
            library: LIBRARY.get_or_init(Library::new),
            now: 0,
            // A closure without surroundings has no size, so that nothing is leaked.
            random: Box::leak(Box::new(|| 0.5)),
            budget: Budget::default(),
        }
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.0.text).finish()
    }
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Expression, Box<Error>> {
        let (tree, mut errors) = parser::parse(text);
        if !errors.is_empty() {
            return Err(Box::new(errors.remove(0)));
        }
        let program = compile::compile(&tree, false)?;
        Ok(Expression(Arc::new(Inner { text: text.into(), tree, program })))
    }

    /// Reads an expression as far as possible, and finds more than the first error.
    #[must_use]
    pub fn read(text: &str) -> Reading {
        let (tree, mut errors) = parser::parse(text);
        if errors.is_empty()
            && let Err(error) = compile::compile(&tree, false)
        {
            errors.push(*error);
        }
        errors.sort_by_key(|error| error.span);
        Reading { tree, errors }
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Its syntax tree.
    #[must_use]
    pub fn tree(&self) -> &Node {
        &self.0.tree
    }

    /// What it uses, without evaluating it.
    #[must_use]
    pub fn analyse(&self) -> Analysis {
        analysis::analyse(&self.0.tree)
    }

    /// Evaluates it on an input, if there is one.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn evaluate(&self, input: Option<&Value>, world: &mut World) -> Result<Answer, Box<Error>> {
        self.run(input, &mut self.evaluator(world))
    }

    /// Evaluates it, and notes what every part of it yields on the way. The answer, and what is left of the
    /// source of chance, are those of [`Expression::evaluate`]: noting takes a few steps more, and is done
    /// when the answer is known.
    pub fn inspect(
        &self,
        input: Option<&Value>,
        world: &mut World,
    ) -> (Result<Answer, Box<Error>>, Inspection) {
        let mut drawn = Vec::new();
        let mut draw = || {
            drawn.push((world.random)());
            drawn[drawn.len() - 1]
        };
        let World { variables, library, now, budget, .. } = world;
        let mut evaluator = Evaluator::new(library, *variables, *now, &mut draw, budget.clone());
        let answer = self.run(input, &mut evaluator);
        let mut budget = budget.clone();
        if evaluator.steps > 0 {
            budget.steps = (budget.steps - evaluator.steps).saturating_mul(4);
        }
        let mut drawn = drawn.into_iter();
        let mut draw_again = || drawn.next().unwrap_or_default();
        let mut evaluator = Evaluator::new(library, *variables, *now, &mut draw_again, budget);
        evaluator.recorder = Some(inspect::Recorder::default());
        // It ends as before, or at what only noting has no room for.
        let _ = self.run(input, &mut evaluator);
        (answer, evaluator.recorder.take().unwrap_or_default().finish())
    }

    fn evaluator<'w>(&self, world: &'w mut World) -> Evaluator<'w> {
        Evaluator::new(world.library, world.variables, world.now, &mut *world.random, world.budget.clone())
    }

    fn run(&self, input: Option<&Value>, evaluator: &mut Evaluator) -> Result<Answer, Box<Error>> {
        self.answer(input, evaluator).map_err(|error| error.within(self.0.tree.span, None))
    }

    fn answer(&self, input: Option<&Value>, evaluator: &mut Evaluator) -> Result<Answer, Box<Error>> {
        let input = input.map_or(Item::Undefined, |input| Item::Json(input.clone()));
        let item = evaluator.run(&self.0.program, input)?;
        if matches!(item, Item::Function(_)) {
            return Ok(Answer::Function);
        }
        match evaluator.value_of(item)? {
            None => Ok(Answer::Undefined),
            Some(value) => {
                evaluator.check_result(&value)?;
                Ok(Answer::Value(value))
            }
        }
    }
}

impl Reading {
    /// What the expression uses, as far as it was read.
    #[must_use]
    pub fn analyse(&self) -> Analysis {
        analysis::analyse(&self.tree)
    }
}
