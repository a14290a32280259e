//! What the services' answers look like, to check a mock against. (AWS API, `TestState`,
//! `fieldValidationMode`; the sentences: recorded)

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::value::Value;

/// How closely a mock must look like the answer of its service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldValidation {
    /// `STRICT`: required fields are there, and what is there has the right type.
    #[default]
    Strict,
    /// `PRESENT`: what is there has the right type.
    Present,
    /// `NONE`
    None,
}

#[derive(Debug)]
enum Shape {
    Any,
    Boolean,
    Number(Range),
    /// Also timestamps and bytes, which are strings in JSON.
    Text(Range),
    OneOf(Vec<&'static str>),
    List(Box<Shape>),
    Map,
    Structure(Vec<Field>),
}

#[derive(Debug)]
struct Field {
    name: &'static str,
    shape: Shape,
    is_required: bool,
}

#[derive(Debug, Default)]
struct Range {
    least: Option<f64>,
    most: Option<f64>,
}

static SHAPES: LazyLock<HashMap<&'static str, Shape>> = LazyLock::new(|| {
    let lines = include_str!("shapes.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" {")).filter_map(read_line).collect()
});

fn read_line((name, fields): (&'static str, &'static str)) -> Option<(&'static str, Shape)> {
    let mut reader = Reader { rest: fields };
    Some((name, reader.structure()?))
}

/// Says what is wrong with a mock of the answer of `service:api`. Services that are not known are not
/// checked.
///
/// # Errors
/// AWS's clause about the first field that is wrong.
pub fn check(service: &str, api: &str, answer: &Value, mode: FieldValidation) -> Result<(), String> {
    match SHAPES.get(&*format!("{service}:{api}")) {
        Some(shape) if mode != FieldValidation::None => shape.check("", answer, mode),
        _ => Ok(()),
    }
}

impl Shape {
    fn check(&self, name: &str, value: &Value, mode: FieldValidation) -> Result<(), String> {
        let must_be = |what: &str| Err(format!("Field '{name}' must be {what}"));
        match (self, value) {
            (Shape::Any, _) | (Shape::Boolean, Value::Bool(_)) | (Shape::Map, Value::Object(_)) => Ok(()),
            (Shape::Boolean, _) => must_be("a boolean"),
            (Shape::Number(range), Value::Number(number)) => match range.compare(number.as_f64()) {
                Some(false) => Err(format!("Field '{name}' is less than the minimum value")),
                Some(true) => Err(format!("Field '{name}' exceeds the maximum value")),
                None => Ok(()),
            },
            (Shape::Number(_), _) => must_be("a number"),
            (Shape::Text(range), Value::String(text)) => match range.compare(text.chars().count() as f64) {
                Some(false) => Err(format!("Field '{name}' is smaller than the minimum length")),
                Some(true) => Err(format!("Field '{name}' exceeds the maximum length")),
                None => Ok(()),
            },
            (Shape::OneOf(words), Value::String(text)) => match words.contains(&&**text) {
                true => Ok(()),
                false => Err(format!("Field '{name}' is not an expected value")),
            },
            (Shape::Text(_) | Shape::OneOf(_), _) => must_be("a string"),
            (Shape::List(item), Value::Array(items)) => {
                items.iter().try_for_each(|value| item.check(name, value, mode))
            }
            (Shape::List(_), _) => must_be("an array"),
            (Shape::Structure(fields), Value::Object(_)) => {
                fields.iter().try_for_each(|field| field.check(value, mode))
            }
            (Shape::Map | Shape::Structure(_), _) => must_be("an object"),
        }
    }
}

impl Field {
    fn check(&self, parent: &Value, mode: FieldValidation) -> Result<(), String> {
        match parent.get(self.name) {
            Some(value) => self.shape.check(self.name, value, mode),
            None if self.is_required && mode == FieldValidation::Strict => {
                Err(format!("Required field '{}' is missing", self.name))
            }
            None => Ok(()),
        }
    }
}

impl Range {
    /// Whether a number is above the range; nothing if it lies within.
    fn compare(&self, x: f64) -> Option<bool> {
        if self.least.is_some_and(|least| x < least) {
            return Some(false);
        }
        self.most.is_some_and(|most| x > most).then_some(true)
    }
}

/// Reads a line of `shapes.txt`, which a test reads whole.
struct Reader {
    rest: &'static str,
}

impl Reader {
    fn structure(&mut self) -> Option<Shape> {
        let mut fields = Vec::new();
        loop {
            self.skip(", ");
            if self.skip("}") {
                return Some(Shape::Structure(fields));
            }
            let (name, rest) = self.rest.split_once(": ")?;
            self.rest = rest;
            let shape = self.shape()?;
            fields.push(Field { name, shape, is_required: self.skip("!") });
        }
    }

    fn shape(&mut self) -> Option<Shape> {
        if self.skip("{") {
            return self.structure();
        }
        if self.skip("[") {
            let item = self.shape()?;
            return self.skip("]").then(|| Shape::List(Box::new(item)));
        }
        let end = self.rest.find(|c: char| !c.is_ascii_alphabetic())?;
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        let bounds = match self.skip("(") {
            true => {
                let (bounds, rest) = self.rest.split_once(')')?;
                self.rest = rest;
                Some(bounds)
            }
            false => None,
        };
        Some(match (word, bounds) {
            ("any", _) => Shape::Any,
            ("boolean", _) => Shape::Boolean,
            ("map", _) => Shape::Map,
            ("number", bounds) => Shape::Number(range(bounds)),
            ("string", Some(words)) if !words.contains("..") => Shape::OneOf(words.split('|').collect()),
            ("string" | "timestamp" | "blob", bounds) => Shape::Text(range(bounds)),
            _ => return None,
        })
    }

    fn skip(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

fn range(bounds: Option<&str>) -> Range {
    let (least, most) = bounds.and_then(|bounds| bounds.split_once("..")).unwrap_or_default();
    Range { least: least.parse().ok(), most: most.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_text(service: &str, api: &str, answer: &str, mode: FieldValidation) -> String {
        let answer = Value::parse(answer).unwrap();
        check(service, api, &answer, mode).err().unwrap_or_default()
    }

    #[test]
    fn every_line_is_read() {
        let lines = include_str!("shapes.txt").lines();
        let count = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        assert_eq!(SHAPES.len(), count);
    }

    #[test]
    fn strict_asks_for_what_is_required() {
        let missing = check_text("states", "startExecution", "{}", FieldValidation::Strict);
        assert_eq!(missing, "Required field 'ExecutionArn' is missing");
        assert_eq!(check_text("states", "startExecution", "{}", FieldValidation::Present), "");
    }

    #[test]
    fn what_is_there_has_a_type() {
        let events = |answer| check_text("events", "putEvents", answer, FieldValidation::Present);
        assert_eq!(events(r#"{"Entries": 1}"#), "Field 'Entries' must be an array");
        assert_eq!(events(r#"{"Entries": [{"EventId": 1}]}"#), "Field 'EventId' must be a string");
        assert_eq!(events(r#"{"entries": 1}"#), "");
        let none = check_text("events", "putEvents", r#"{"Entries": 1}"#, FieldValidation::None);
        assert_eq!(none, "");
    }

    #[test]
    fn numbers_lengths_and_words_have_bounds() {
        let function = |size| {
            let answer = format!(r#"{{"Configuration": {{"MemorySize": {size}}}}}"#);
            check_text("aws-sdk:lambda", "getFunction", &answer, FieldValidation::Strict)
        };
        assert_eq!(function(127), "Field 'MemorySize' is less than the minimum value");
        assert_eq!(function(10_241), "Field 'MemorySize' exceeds the maximum value");
        let blob = check_text("aws-sdk:kms", "encrypt", r#"{"CiphertextBlob": ""}"#, FieldValidation::Strict);
        assert_eq!(blob, "Field 'CiphertextBlob' is smaller than the minimum length");
        let class =
            check_text("aws-sdk:s3", "getObject", r#"{"StorageClass": "Clay"}"#, FieldValidation::Strict);
        assert_eq!(class, "Field 'StorageClass' is not an expected value");
    }

    #[test]
    fn services_that_are_not_known_are_not_checked() {
        assert_eq!(check_text("aws-sdk:rare", "doIt", "1", FieldValidation::Strict), "");
    }
}
