//! The one JSON value of the core.
//!
//! Immutable and shared: a payload that an event, a state and an expression all hold is one piece of
//! memory, and a clone costs a counter. Objects keep the order of their keys. Whole numbers stay whole
//! however long they are; everything else is a double, as on AWS.

mod json;
mod literal;
mod members;
mod number;

use std::fmt;
use std::sync::Arc;

pub use json::{JsonError, Reader, is_decimal, write_int, write_string};
pub use literal::Literal;
pub use members::Members;
pub use number::Number;

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true`
    Bool(bool),
    /// `42`, `-1.5e3`
    Number(Number),
    /// `"text"`
    String(Arc<str>),
    /// `[1, 2]`
    Array(Arc<[Value]>),
    /// `{"a": 1}`
    Object(Arc<Object>),
}

/// The members of an object, in the order they were written.
#[derive(Clone, Debug, Default)]
pub struct Object {
    members: Members<Value>,
}

impl Object {
    /// An object without members.
    #[must_use]
    pub fn new() -> Object {
        Object::default()
    }

    /// The value of a member.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.members.get(key)
    }

    /// Whether there is such a member.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.members.position(key).is_some()
    }

    /// Sets a member; a new one goes to the end, an old one keeps its place.
    pub fn insert(&mut self, key: impl Into<Arc<str>>, value: impl Into<Value>) {
        self.members.insert(key.into(), value.into());
    }

    /// Takes a member out; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.members.remove(key)
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The member at a place.
    #[must_use]
    pub fn get_index(&self, index: usize) -> Option<(&Arc<str>, &Value)> {
        self.members.entries().get(index).map(|(key, value)| (key, value))
    }

    /// The members in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Arc<str>, &Value)> + ExactSizeIterator {
        self.members.entries().iter().map(|(key, value)| (key, value))
    }

    /// The names of the members in order.
    pub fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        self.members.entries().iter().map(|(key, _)| key)
    }
}

/// Two objects are equal when they have the same members, in whatever order.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.members == other.members
    }
}

impl<K: Into<Arc<str>>, V: Into<Value>> FromIterator<(K, V)> for Object {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(members: T) -> Self {
        Object { members: members.into_iter().map(|(k, v)| (k.into(), v.into())).collect() }
    }
}

impl Value {
    /// Reads JSON text.
    ///
    /// # Errors
    /// Where the text stops being JSON, and what was expected there.
    pub fn parse(text: &str) -> Result<Value, JsonError> {
        json::parse(text)
    }

    /// An object of the given members.
    pub fn object<K: Into<Arc<str>>, V: Into<Value>>(members: impl IntoIterator<Item = (K, V)>) -> Value {
        Value::Object(Arc::new(members.into_iter().collect()))
    }

    /// An array of the given items.
    pub fn array(items: impl IntoIterator<Item = Value>) -> Value {
        Value::Array(items.into_iter().collect())
    }

    /// A number a computation yielded; `null` for what is no number.
    #[must_use]
    pub fn from_f64(x: f64) -> Value {
        Number::from_f64(x).map_or(Value::Null, Value::Number)
    }

    /// `{}`
    #[must_use]
    pub fn empty_object() -> Value {
        Value::Object(Arc::default())
    }

    /// The text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The number, if this is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number, if this is a whole one that fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::as_i64)
    }

    /// The items, if this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if this is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The member of an object; nothing for any other value.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object().and_then(|members| members.get(key))
    }

    /// The name of the value's type, as AWS says it in its messages: `number`, `array`, …
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    /// Where in memory the value is; nothing for one that is small enough to be copied. What is at one address
    /// at one time is one value, shared.
    #[must_use]
    pub fn address(&self) -> Option<usize> {
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
            Value::String(text) => Some(Arc::as_ptr(text).addr()),
            Value::Array(items) => Some(Arc::as_ptr(items).addr()),
            Value::Object(members) => Some(Arc::as_ptr(members).addr()),
        }
    }

    /// The value as compact JSON text: the same as by [`Display`](fmt::Display), sooner.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    /// Adds the value as compact JSON text.
    pub fn write_json(&self, out: &mut String) {
        // Writing to a String cannot fail.
        let _ = json::write(self, out);
    }

    /// The value as JSON text over several lines, indented by two spaces.
    #[must_use]
    pub fn to_pretty(&self) -> String {
        let mut out = String::new();
        json::write_pretty(self, 0, &mut out);
        out
    }

    /// The value as compact JSON text, if that is not longer than so many bytes; what is longer is not made.
    #[must_use]
    pub fn to_text_within(&self, limit: usize) -> Option<String> {
        let mut text = Bounded { text: String::new(), limit };
        fmt::write(&mut text, format_args!("{self}")).ok().map(|()| text.text)
    }

    /// The size of the value as JSON text, in bytes of UTF-8: what AWS's payload limit counts.
    #[must_use]
    pub fn size(&self) -> usize {
        json::size(self)
    }

    /// Whether the [size](Value::size) is at most the given one; sooner told than the size itself.
    #[must_use]
    pub fn is_within(&self, bytes: usize) -> bool {
        json::is_within(self, bytes)
    }
}

/// Text that may not become longer than it may.
struct Bounded {
    text: String,
    limit: usize,
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        if self.text.len() + more.len() > self.limit {
            return Err(fmt::Error);
        }
        self.text.push_str(more);
        Ok(())
    }
}

/// Compact JSON text.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        json::write(self, f)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(Number::Int(number))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Value::from(i64::from(number))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(text: Arc<str>) -> Self {
        Value::String(text)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Value::Array(items.into())
    }
}

impl From<Members<Value>> for Object {
    fn from(members: Members<Value>) -> Self {
        Object { members }
    }
}

impl From<Object> for Value {
    fn from(members: Object) -> Self {
        Value::Object(Arc::new(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order() {
        let text = r#"{"b":1,"a":{"d":[],"c":null}}"#;
        assert_eq!(Value::parse(text).unwrap().to_string(), text);
    }

    #[test]
    fn objects_are_equal_in_any_order() {
        assert_eq!(Value::parse(r#"{"a":1,"b":2}"#), Value::parse(r#"{"b":2,"a":1}"#));
    }

    #[test]
    fn the_size_is_that_of_the_text() {
        for text in [
            "{}",
            "[0,-1,9,10,-99,1000,-9223372036854775808]",
            "[1,2.5,\"é\\n\\u0001\"]",
            r#"{"a":[true,null]}"#,
        ] {
            assert_eq!(Value::parse(text).unwrap().size(), text.len(), "{text}");
        }
    }

    #[test]
    fn a_value_is_within_its_size_and_no_less() {
        let long = format!("[\"{}\"]", "\\u0001".repeat(100));
        for text in
            ["{}", "[-9223372036854775808,1e-300,-1.7976931348623157e308,false]", r#"{"\u0001":{}}"#, &long]
        {
            let value = Value::parse(text).unwrap();
            assert!(value.is_within(value.size()) && !value.is_within(value.size() - 1), "{text}");
        }
    }

    #[test]
    fn text_ends_where_it_is_too_long() {
        let value = Value::parse(r#"{"a":[1,"é"]}"#).unwrap();
        assert_eq!(value.to_text_within(14), Some(value.to_string()));
        assert_eq!(value.to_text_within(13), None);
    }

    #[test]
    fn pretty_text_is_indented_by_two() {
        let value = Value::parse(r#"{"a":[1,{}],"b":[]}"#).unwrap();
        assert_eq!(value.to_pretty(), "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
    }
}
