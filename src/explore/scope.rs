//! What an expression sees.

use std::sync::Arc;

use crate::query::{Bindings, QueryLanguage};
use crate::value::{Object, Value};

/// What an expression sees, by the names it has there: `$states` and variables in JSONata, `$`, `$$` and
/// variables in JSONPath.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    language: QueryLanguage,
    roots: Arc<Object>,
    now: i64,
}

impl Scope {
    /// These names with their values; each begins with a dollar sign. It is 1970.
    #[must_use]
    pub fn new(language: QueryLanguage, roots: Object) -> Scope {
        Scope { language, roots: Arc::new(roots), now: 0 }
    }

    /// The same at another moment, in milliseconds since 1970: what `$now()` gives.
    #[must_use]
    pub fn at(self, now: i64) -> Scope {
        Scope { now, ..self }
    }

    /// Reads what a person wrote: `{"$states": {"input": 1}, "$total": 2}`, `{"$": 1, "$$": {}}`.
    ///
    /// # Errors
    /// Why it cannot be used, as a sentence.
    pub fn parse(language: QueryLanguage, text: &str) -> Result<Scope, String> {
        let value = Value::parse(text).map_err(|error| format!("This is not JSON: {}.", error.message))?;
        let Value::Object(roots) = value else {
            return Err("Write an object whose names begin with `$`.".to_owned());
        };
        if let Some(name) = roots.keys().find(|name| !name.starts_with('$')) {
            return Err(format!("`{name}` is no name that an expression can see: write `${name}`."));
        }
        Ok(Scope { language, roots, now: 0 })
    }

    /// The language of the expression.
    #[must_use]
    pub fn language(&self) -> QueryLanguage {
        self.language
    }

    /// The moment, in milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// The names and their values.
    #[must_use]
    pub fn roots(&self) -> &Object {
        &self.roots
    }

    /// As a person would write it.
    #[must_use]
    pub fn to_text(&self) -> String {
        Value::Object(self.roots.clone()).to_pretty()
    }

    /// The names of the variables, without the dollar sign.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        let names = self.roots.keys().filter_map(|name| name.strip_prefix('$'));
        names.filter(|name| !matches!(*name, "" | "$" | "states"))
    }

    /// For JSONata.
    pub(super) fn bindings(&self) -> Bindings {
        let states = self.root("$states");
        Bindings { states, variables: Arc::new(self.variable_values()) }
    }

    pub(super) fn root(&self, name: &str) -> Value {
        self.roots.get(name).cloned().unwrap_or_else(Value::empty_object)
    }

    pub(super) fn variable_values(&self) -> Object {
        let mut values = Object::new();
        for name in self.variables() {
            if let Some(value) = self.roots.get(&format!("${name}")) {
                values.insert(name, value.clone());
            }
        }
        values
    }
}
