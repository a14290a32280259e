//! Functions as values.

use std::rc::Rc;
use std::sync::Arc;

use super::frame::Env;
use crate::jsonata::compile::{Lambda, Transform};
use crate::jsonata::functions::{Builtin, Place};
use crate::jsonata::host::Library;
use crate::jsonata::item::Item;
use crate::regex::Regex;

#[derive(Debug)]
pub(in crate::jsonata) enum Function {
    Lambda(Closure),
    Builtin(Builtin),
    /// A function of the host, by its number in the library.
    Host(u32),
    /// Some arguments are there already; those without a value are still to come.
    Partial(Rc<Function>, Vec<Option<Item>>),
    /// `$f ~> $g`
    Chain(Rc<Function>, Rc<Function>),
    Transform(Arc<Transform>, Env),
    Regex(Arc<Regex>),
    /// The search for the next match.
    Next(Arc<Regex>, Arc<str>, Place),
    /// A function that was passed as an argument: it no longer sees the context of its call.
    Passed(Rc<Function>),
}

/// A function of the expression, with the surroundings it was made in.
#[derive(Debug)]
pub(in crate::jsonata) struct Closure {
    pub lambda: Arc<Lambda>,
    pub env: Env,
    pub input: Item,
}

impl Function {
    /// How many arguments it takes, which decides how many it is given.
    pub fn arity(&self, library: &Library) -> usize {
        match self {
            Function::Lambda(closure) => closure.lambda.parameters.len(),
            Function::Builtin(builtin) => builtin.arity(),
            Function::Host(number) => library.arity(*number),
            Function::Partial(_, bound) => bound.iter().filter(|bound| bound.is_none()).count(),
            Function::Chain(..) | Function::Transform(..) => 1,
            Function::Regex(_) => 2,
            Function::Next(..) => 0,
            Function::Passed(inner) => inner.arity(library),
        }
    }

    /// Whether JavaScript would take it for a bare function, which counts as false.
    pub fn is_bare(&self) -> bool {
        matches!(self, Function::Passed(_) | Function::Regex(_) | Function::Next(..))
    }
}
