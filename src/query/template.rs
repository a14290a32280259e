use std::fmt;
use std::sync::Arc;

use super::Expression;
use crate::value::{Members, Object, Value};

/// JSON whose strings may be expressions: the value of `Arguments`, `Output`, `Assign`, …
#[derive(Clone, Debug, PartialEq)]
pub enum Template {
    /// JSON without any expression in it.
    Literal(Value),
    /// `"{% $states.input.total %}"`
    Expression(Expression),
    /// An array that holds an expression somewhere.
    Array(Vec<Template>),
    /// An object that holds an expression somewhere; its names differ from each other.
    Object(Vec<(Arc<str>, Template)>),
}

impl Template {
    /// The value, with every expression replaced by what `evaluate` makes of it. The closure is told
    /// where the expression stands.
    ///
    /// # Errors
    /// The first error of the closure.
    pub fn resolve<E>(
        &self,
        at: Location,
        evaluate: &mut impl FnMut(&Expression, Location) -> Result<Value, E>,
    ) -> Result<Value, E> {
        match self {
            Template::Literal(value) => Ok(value.clone()),
            Template::Expression(expression) => evaluate(expression, at),
            Template::Array(items) => {
                let mut values = Vec::with_capacity(items.len());
                for (i, item) in items.iter().enumerate() {
                    values.push(item.resolve(Location::Index(&at, i), evaluate)?);
                }
                Ok(Value::from(values))
            }
            Template::Object(members) => {
                let mut values = Vec::with_capacity(members.len());
                for (key, member) in members {
                    values.push((key.clone(), member.resolve(Location::Field(&at, key), evaluate)?));
                }
                Ok(Value::from(Object::from(Members::from_distinct(values))))
            }
        }
    }

    /// Whether an expression in it may read the context object.
    #[must_use]
    pub fn reads_context(&self) -> bool {
        match self {
            Template::Literal(_) => false,
            Template::Expression(expression) => expression.reads_context(),
            Template::Array(items) => items.iter().any(Template::reads_context),
            Template::Object(members) => members.iter().any(|(_, member)| member.reads_context()),
        }
    }

    /// Calls `visit` for every expression, in the order of the text.
    pub fn for_each<'a>(&'a self, visit: &mut impl FnMut(&'a Expression)) {
        match self {
            Template::Literal(_) => {}
            Template::Expression(expression) => visit(expression),
            Template::Array(items) => items.iter().for_each(|item| item.for_each(visit)),
            Template::Object(members) => members.iter().for_each(|(_, member)| member.for_each(visit)),
        }
    }
}

/// Where a value stands inside a state, as AWS's messages say it: `Arguments/Payload`, `Choices[0]/Condition`.
///
/// A list of frames on the stack, since it is only written down when something went wrong.
#[derive(Clone, Copy, Debug)]
pub enum Location<'a> {
    /// A field of the state.
    Root(&'a str),
    /// A member of an object.
    Field(&'a Location<'a>, &'a str),
    /// An item of an array.
    Index(&'a Location<'a>, usize),
}

impl Location<'_> {
    /// The field of a payload template as it is written: `total.$`, or the field itself. (recorded)
    #[must_use]
    pub fn payload_field(&self) -> String {
        match self {
            Location::Root(field) => (*field).to_owned(),
            Location::Field(_, key) => format!("{key}.$"),
            Location::Index(parent, _) => parent.payload_field(),
        }
    }
}

impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Root(field) => f.write_str(field),
            Location::Field(parent, key) => write!(f, "{parent}/{key}"),
            Location::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
