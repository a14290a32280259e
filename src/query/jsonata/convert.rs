//! Values on their way into the crate and out of it.

use jsonata_core::value::JValue;

use crate::query::QueryError;
use crate::value::{Number, Object, Value};

pub(super) fn to_engine(value: &Value) -> JValue {
    match value {
        Value::Null => JValue::Null,
        Value::Bool(truth) => JValue::Bool(*truth),
        Value::Number(number) => JValue::Number(number.as_f64()),
        Value::String(text) => JValue::string(&**text),
        Value::Array(items) => JValue::array(items.iter().map(to_engine).collect()),
        Value::Object(members) => {
            JValue::object(members.iter().map(|(key, value)| (key.to_string(), to_engine(value))).collect())
        }
    }
}

pub(super) fn from_engine(value: &JValue) -> Result<Value, QueryError> {
    Ok(match value {
        JValue::Undefined => return Err(QueryError::Undefined),
        JValue::Null => Value::Null,
        JValue::Bool(truth) => Value::Bool(*truth),
        JValue::Number(x) => Value::Number(Number::from_f64(*x).ok_or(QueryError::Unsupported)?),
        JValue::String(text) => Value::from(&**text),
        JValue::Array(items) => {
            let values: Result<Vec<Value>, QueryError> = items.iter().map(from_engine).collect();
            Value::from(values?)
        }
        JValue::Object(members) => {
            let mut object = Object::new();
            for (key, value) in members.iter() {
                match from_engine(value) {
                    Ok(value) => object.insert(key.as_str(), value),
                    // JSON has no undefined: the member is not there.
                    Err(QueryError::Undefined) => {}
                    Err(error) => return Err(error),
                }
            }
            Value::from(object)
        }
        _ => return Err(QueryError::Unsupported),
    })
}
