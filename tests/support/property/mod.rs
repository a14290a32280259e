//! What must hold for every input, however odd. Each function takes bytes and panics where something does
//! not hold; fuzzing and `tests/properties.rs` call the same ones.
//!
//! Bytes that begin with a printable character are taken for text, so that a corpus can be read and written
//! by hand. Any others are choices of a generator that makes mostly valid things.
#![allow(dead_code, reason = "each fuzz target uses its part of this module")]

mod bytes;
mod definition;
mod execution;
mod explore;
mod jsonata;
mod query;

use stepyard::asl::model::ExecutionType;
use stepyard::graph::{Graph, Layout};
use stepyard::query::intrinsic::PayloadExpression;
use stepyard::query::jsonpath::{Path, Root};
use stepyard::query::{QueryLanguage, SyntaxError};
use stepyard::source::LineIndex;
use stepyard::validate::{Checked, check_as};
use stepyard::value::{Object, Value};
use stepyard::world::Chance;

use bytes::Bytes;
pub use execution::execution;
pub use jsonata::{jsonata, reading, regex};

/// A check of arbitrary bytes.
pub type Property = fn(&[u8]);

/// All of them, by the names of their fuzz targets.
pub const ALL: [(&str, Property); 7] = [
    ("definition", definition),
    ("path", path),
    ("intrinsic", intrinsic),
    ("reading", reading),
    ("jsonata", jsonata),
    ("regex", regex),
    ("execution", execution),
];

/// Bytes beyond these add nothing but time.
const MOST_BYTES: usize = 4096;

/// What the bytes stand for in the property of that name, for whoever looks into a failure.
pub fn describe(name: &str, data: &[u8]) -> String {
    let of_expression = |(text, data): (String, Data)| format!("{text}\n{}", data.input);
    match name {
        "definition" => definition_text(data),
        "path" => of_expression(expression(data, arbitrary_path)),
        "intrinsic" => of_expression(expression(data, arbitrary_intrinsic)),
        "reading" | "jsonata" | "regex" => jsonata::describe(name, data),
        _ => execution::describe(data),
    }
}

fn arbitrary_path(bytes: &mut Bytes) -> String {
    query::any_path(bytes, 2)
}

fn arbitrary_intrinsic(bytes: &mut Bytes) -> String {
    query::intrinsic(bytes, 3)
}

fn is_text(data: &[u8]) -> bool {
    data.first().is_some_and(|first| (b' '..=b'~').contains(first))
}

/// Text as it stands, or a definition that is generated and mostly damaged a little.
fn definition_text(data: &[u8]) -> String {
    let mut bytes = Bytes::new(&data[..data.len().min(MOST_BYTES)]);
    if is_text(data) {
        return bytes.text();
    }
    bytes.byte();
    let text = definition::definition(&mut bytes).to_string();
    if bytes.is_empty() { text } else { definition::mutate(&text, &mut bytes) }
}

/// The text of a definition.
pub fn definition(data: &[u8]) {
    let text = definition_text(data);
    for execution_type in [ExecutionType::Standard, ExecutionType::Express] {
        let checked = check_as(&text, execution_type);
        findings_lie_in_the_text(&checked, &text);
        assert_eq!(
            checked.diagnostics,
            check_as(&text, execution_type).diagnostics,
            "a second check differs"
        );
        if let Some(machine) = &checked.machine {
            let _ = Layout::of(&Graph::of(machine));
        }
    }
    explore::rewritten(&text);
    if let Ok(value) = Value::parse(&text) {
        let written = value.to_string();
        assert_eq!(Value::parse(&written).as_ref(), Ok(&value), "JSON text does not lead back");
        assert_eq!(value.size(), written.len());
        assert_eq!(Value::parse(&value.to_pretty()).as_ref(), Ok(&value), "pretty text does not lead back");
    } else {
        assert!(!check_as(&text, ExecutionType::Standard).is_valid(), "text that is no JSON is accepted");
    }
}

fn findings_lie_in_the_text(checked: &Checked, text: &str) {
    let lines = LineIndex::new(text);
    for found in &checked.diagnostics {
        let (start, end) = (found.span.start as usize, found.span.end as usize);
        assert!(start <= end && text.get(start..end).is_some(), "{found:?} lies outside the text");
        assert!(lines.utf16(found.span.start) <= lines.utf16(found.span.end));
        let _ = lines.line_column(found.span.end);
        assert!(!found.message.is_empty());
    }
    let spans: Vec<_> = checked.diagnostics.iter().map(|found| found.span).collect();
    assert!(spans.is_sorted(), "findings are out of order: {spans:?}");
}

/// What an expression sees: the second line of a text, or generated.
struct Data {
    input: Value,
    context: Value,
    variables: Object,
}

/// An expression and its data. In a text the first line is the expression, the rest its input.
fn expression(data: &[u8], generate: impl FnOnce(&mut Bytes) -> String) -> (String, Data) {
    let mut bytes = Bytes::new(&data[..data.len().min(MOST_BYTES)]);
    let (text, input) = if is_text(data) {
        let text = bytes.text();
        let (first, rest) = text.split_once('\n').unwrap_or((&text, "{}"));
        (first.to_owned(), Value::parse(rest).unwrap_or_default())
    } else {
        bytes.byte();
        (generate(&mut bytes), query::input(&mut bytes))
    };
    let context = Value::object([("State", Value::object([("Name", "S")])), ("Map", input.clone())]);
    let variables = [("v", input.clone()), ("w", Value::from(1_i64))].into_iter().collect();
    (text, Data { input, context, variables })
}

fn lies_in(error: &SyntaxError, text: &str) {
    assert!(text.is_char_boundary(error.offset), "{error} is no place in {text:?}");
    assert!(!error.message.is_empty());
}

/// A path and its data.
pub fn path(data: &[u8]) {
    let (text, data) = expression(data, arbitrary_path);
    let path = match Path::parse(&text) {
        Ok(path) => path,
        Err(error) => return lies_in(&error, &text),
    };
    assert_eq!(path.text(), text);
    assert_eq!(Path::parse(&text).as_ref(), Ok(&path), "a second reading differs");
    assert!(path.is_definite() || !path.is_reference_path());
    if let Some(span) = path.seeming_call() {
        assert!(text.get(span.start as usize..span.end as usize).is_some());
    }
    let found = path.evaluate(&data.input, &data.context, &data.variables);
    assert_eq!(found, path.evaluate(&data.input, &data.context, &data.variables), "a second value differs");
    match &found {
        Ok(value) => assert!(path.is_definite() || value.as_array().is_some(), "{text} leads to {value}"),
        Err(error) => {
            assert!(!path.invalid(error).is_empty() && !path.not_found("a.$", &data.input).is_empty());
        }
    }
    let outcome = explore::explored(QueryLanguage::JsonPath, &text, &data);
    assert_eq!(outcome.value(), found.as_ref().ok(), "by itself {text} has another value");
    let put = path.set(&data.input, Value::from("put"));
    if path.is_reference_path() && *path.root() == Root::Data {
        if let Ok(after) = put {
            let again = path.evaluate(&after, &data.context, &data.variables);
            assert_eq!(again, Ok(Value::from("put")), "{text} does not lead to what was put there");
        } else {
            assert!(found.is_err() || found == Ok(Value::Null), "{text} leads somewhere, but takes nothing");
        }
    }
}

/// A call of an intrinsic function, or a path, as the value of a payload template's field.
pub fn intrinsic(data: &[u8]) {
    let (text, data) = expression(data, arbitrary_intrinsic);
    let expression = match PayloadExpression::parse(&text) {
        Ok(expression) => expression,
        Err(error) => return lies_in(&error, &text),
    };
    assert_eq!(expression.text(), text);
    let evaluate =
        |chance: &mut Chance| expression.evaluate(&data.input, &data.context, &data.variables, chance);
    let (mut first, mut second) = (Chance::from_seed(1), Chance::from_seed(1));
    let value = evaluate(&mut first);
    assert_eq!((&value, &first), (&evaluate(&mut second), &second), "a second value differs");
    match &value {
        Ok(value) => {
            assert_eq!(Value::parse(&value.to_string()).as_ref(), Ok(value), "the value is no JSON");
        }
        Err(error) => {
            assert!(!expression.cause(error, "a.$", &data.input, &data.context).is_empty());
        }
    }
    let outcome = explore::explored(QueryLanguage::JsonPath, &text, &data);
    assert_eq!(outcome.value(), value.as_ref().ok(), "by itself {text} has another value");
    if let PayloadExpression::Intrinsic(call) = &expression
        && let Some((_, span)) = call.wrong_count()
    {
        assert!(text.get(span.start as usize..span.end as usize).is_some());
        assert!(value.is_err(), "{text} has a value with the wrong number of arguments");
    }
}
