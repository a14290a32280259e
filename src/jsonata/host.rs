//! Variables and functions of the host.

use std::fmt;

use super::error::{Error, Res};
use super::evaluate::Evaluator;
use super::item::Item;
use super::signature::Signature;
use crate::value::{Object, Value};

/// Who knows the values of variables.
pub trait Variables {
    /// The value of a variable, by its name without the `$`.
    fn get(&self, name: &str) -> Option<&Value>;
}

impl Variables for Object {
    fn get(&self, name: &str) -> Option<&Value> {
        Object::get(self, name)
    }
}

/// What a host function sees of the evaluation that calls it.
pub struct Host<'a> {
    /// The moment of the evaluation, in milliseconds since 1970.
    pub now: i64,
    /// The evaluation's source of chance: numbers from 0 up to, not including, 1.
    pub random: &'a mut dyn FnMut() -> f64,
}

/// A function of the host: arguments, with nothing for a missing one, to a value, with nothing for undefined.
pub type HostFunction =
    dyn Fn(&mut Host, &[Option<Value>]) -> Result<Option<Value>, Box<Error>> + Send + Sync;

/// The functions that a host adds to JSONata, puts in the place of its own, or takes away.
#[derive(Default)]
pub struct Library {
    functions: Vec<Entry>,
    hidden: Vec<String>,
}

struct Entry {
    name: String,
    signature: Signature,
    run: Box<HostFunction>,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.functions.iter().map(|entry| &*entry.name).collect();
        f.debug_struct("Library").field("functions", &names).field("hidden", &self.hidden).finish()
    }
}

impl Library {
    /// JSONata's own functions and no others.
    #[must_use]
    pub fn new() -> Library {
        Library::default()
    }

    /// Adds a function, or puts it in the place of JSONata's own of that name.
    ///
    /// # Errors
    /// `S0401` and `S0402` for a signature that cannot be read.
    pub fn register(
        &mut self,
        name: &str,
        signature: &str,
        run: impl Fn(&mut Host, &[Option<Value>]) -> Result<Option<Value>, Box<Error>> + Send + Sync + 'static,
    ) -> Result<(), Box<Error>> {
        let signature = Signature::parse(signature)?;
        self.functions.retain(|entry| entry.name != name);
        self.functions.push(Entry { name: name.to_owned(), signature, run: Box::new(run) });
        Ok(())
    }

    /// Takes one of JSONata's functions away: `$eval`.
    pub fn hide(&mut self, name: &str) {
        self.hidden.push(name.to_owned());
    }

    /// Whether an expression can call `$name`.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.find(name).is_some() || !self.hides(name) && super::functions::find(name).is_some()
    }

    /// The names of all functions an expression can call, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = super::functions::names().filter(|name| !self.hides(name)).collect();
        names.extend(self.functions.iter().map(|entry| &*entry.name));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The signature of a function: `<s-n:b>`.
    #[must_use]
    pub fn signature_of(&self, name: &str) -> Option<&str> {
        match self.find(name) {
            Some(number) => Some(self.signature(number).text()),
            None if self.hides(name) => None,
            None => super::functions::find(name).map(|builtin| builtin.signature().text()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.functions.is_empty() && self.hidden.is_empty()
    }

    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.functions.iter().position(|entry| entry.name == name).map(|at| at as u32)
    }

    pub(super) fn hides(&self, name: &str) -> bool {
        self.hidden.iter().any(|hidden| hidden == name)
    }

    pub(super) fn signature(&self, number: u32) -> &Signature {
        &self.functions[number as usize].signature
    }

    pub(super) fn arity(&self, number: u32) -> usize {
        self.signature(number).len()
    }

    pub(super) fn call(&self, engine: &mut Evaluator, number: u32, arguments: Vec<Item>) -> Res<Item> {
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(engine.value_of(argument)?);
        }
        let mut host = Host { now: engine.now, random: &mut *engine.random };
        let result = (self.functions[number as usize].run)(&mut host, &values)?;
        Ok(result.map_or(Item::Undefined, Item::Json))
    }
}
