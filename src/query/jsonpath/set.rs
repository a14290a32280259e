//! Putting a value where a reference path leads.

use std::fmt;

use super::{Root, Step};
use crate::value::Value;

/// Why a value cannot be put where a `ResultPath` leads: `States.ReferencePathConflict`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetError {
    /// The path.
    pub path: String,
    /// The JSON text of what it was to be applied to.
    pub input: String,
}

/// AWS's sentence. (seen on AWS)
impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unable to apply ReferencePath {} to input {}", self.path, self.input)
    }
}

impl std::error::Error for SetError {}

/// Every level is copied, and shares its other members with the original. Nothing if there is no place for
/// the value.
pub(super) fn set(steps: &[Step], root: &Value, value: Value) -> Option<Value> {
    let Some((step, rest)) = steps.split_first() else { return Some(value) };
    match (step, root) {
        (Step::Name(name), Value::Object(members)) => {
            let mut members = (**members).clone();
            let inner = match members.get(name) {
                Some(inner) => set(rest, inner, value)?,
                None => set(rest, &Value::empty_object(), value)?,
            };
            members.insert(name.clone(), inner);
            Some(Value::from(members))
        }
        (Step::Index(index), Value::Array(items)) => {
            let at = usize::try_from(*index).ok().filter(|at| *at < items.len())?;
            let mut items = items.to_vec();
            items[at] = set(rest, &items[at], value)?;
            Some(Value::from(items))
        }
        _ => None,
    }
}

impl Root {
    /// Whether a value may be put there: neither the context object nor a variable. (spec, "ResultPath")
    #[must_use]
    pub fn can_be_set(&self) -> bool {
        *self == Root::Data
    }
}

#[cfg(test)]
mod tests {
    use super::super::Path;
    use crate::value::Value;

    fn set(path: &str, root: &str) -> String {
        let path = Path::parse(path).unwrap();
        match path.set(&Value::parse(root).unwrap(), Value::from("new")) {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_root_is_replaced() {
        assert_eq!(set("$", r#"{"a":1}"#), r#""new""#);
    }

    #[test]
    fn a_new_member_goes_to_the_end() {
        assert_eq!(set("$.b", r#"{"a":1}"#), r#"{"a":1,"b":"new"}"#);
    }

    #[test]
    fn a_member_is_replaced_in_its_place() {
        assert_eq!(set("$.a", r#"{"a":{"deep":1},"b":2}"#), r#"{"a":"new","b":2}"#);
    }

    #[test]
    fn missing_objects_on_the_way_are_made() {
        assert_eq!(set("$.a.b['c']", "{}"), r#"{"a":{"b":{"c":"new"}}}"#);
    }

    #[test]
    fn an_item_is_replaced_by_its_index() {
        assert_eq!(set("$.a[1].x", r#"{"a":[1,{"y":2}]}"#), r#"{"a":[1,{"y":2,"x":"new"}]}"#);
        assert_eq!(set("$[0]", "[1,2]"), r#"["new",2]"#);
    }

    #[test]
    fn err_a_scalar_has_no_members() {
        assert_eq!(set("$.a", "\"text\""), r#"Unable to apply ReferencePath $.a to input "text""#);
        assert_eq!(set("$.a.b", r#"{"a":1}"#), r#"Unable to apply ReferencePath $.a.b to input {"a":1}"#);
        assert_eq!(set("$.a.b", r#"{"a":[]}"#), r#"Unable to apply ReferencePath $.a.b to input {"a":[]}"#);
    }

    #[test]
    fn err_an_index_past_the_end() {
        assert_eq!(
            set("$.a[1]", r#"{"a":[1]}"#),
            r#"Unable to apply ReferencePath $.a[1] to input {"a":[1]}"#
        );
        assert_eq!(set("$.a[0]", "{}"), r#"Unable to apply ReferencePath $.a[0] to input {}"#);
    }

    #[test]
    fn err_a_path_to_many_places() {
        assert_eq!(set("$.*", "{}"), r#"Unable to apply ReferencePath $.* to input {}"#);
    }
}
