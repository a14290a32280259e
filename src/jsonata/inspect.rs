//! Looking inside an evaluation.

use std::collections::BTreeMap;

use super::item::{Item, View};
use super::text;
use crate::source::Span;
use crate::value::Value;

/// How many values of one expression are kept.
const MAX_VALUES: usize = 8;

/// How long the text of a value may be that is kept.
const MAX_SIZE: usize = 2_000;

/// How many expressions are kept.
const MAX_EXPRESSIONS: usize = 2_000;

/// What every part of an expression yielded, by its place in the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inspection {
    /// The parts, in the order of the text.
    pub parts: Vec<Part>,
    /// The steps of paths that found nothing.
    pub dead_ends: Vec<DeadEnd>,
}

/// What one part of an expression yielded.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Where it stands.
    pub span: Span,
    /// How many times it was evaluated.
    pub count: u64,
    /// The first of its values.
    pub values: Vec<Seen>,
}

/// A value that was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// Nothing was found.
    Undefined,
    /// A function.
    Function,
    /// A value.
    Value(Value),
    /// A value that is too large to keep: its type.
    Large(&'static str),
}

/// A step of a path that found nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadEnd {
    /// The step.
    pub span: Span,
    /// The values it looked in.
    pub looked_in: Vec<Seen>,
    /// The names that objects among these values do have.
    pub names: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct Recorder {
    parts: BTreeMap<Span, Part>,
    dead_ends: Vec<DeadEnd>,
}

impl Recorder {
    pub fn note(&mut self, span: Span, item: &Item) {
        // What `$eval` evaluates stands nowhere.
        if span == Span::default() {
            return;
        }
        if self.parts.len() >= MAX_EXPRESSIONS && !self.parts.contains_key(&span) {
            return;
        }
        let part = self.parts.entry(span).or_insert_with(|| Part { span, count: 0, values: Vec::new() });
        part.count += 1;
        if part.values.len() < MAX_VALUES {
            part.values.push(seen(item));
        }
    }

    /// Notes that a step found nothing in any of these values.
    pub fn dead_end(&mut self, span: Span, looked_in: &[Item]) {
        if span == Span::default()
            || self.dead_ends.len() >= MAX_VALUES * 4
            || self.dead_ends.iter().any(|end| end.span == span)
        {
            return;
        }
        let mut names: Vec<String> = Vec::new();
        for item in looked_in.iter().take(MAX_VALUES) {
            for (name, _) in item.view().members() {
                if names.len() < 50 && !names.iter().any(|known| **known == **name) {
                    names.push(name.to_string());
                }
            }
        }
        let looked_in = looked_in.iter().take(MAX_VALUES).map(seen).collect();
        self.dead_ends.push(DeadEnd { span, looked_in, names });
    }

    pub fn finish(self) -> Inspection {
        Inspection { parts: self.parts.into_values().collect(), dead_ends: self.dead_ends }
    }
}

fn seen(item: &Item) -> Seen {
    match item.view() {
        View::Undefined => Seen::Undefined,
        View::Function(_) => Seen::Function,
        View::Json(value) if !matches!(value, Value::Array(_) | Value::Object(_) | Value::String(_)) => {
            Seen::Value(value.clone())
        }
        view => {
            let large = || Seen::Large(if view.letter() == b'a' { "array" } else { "object" });
            if let View::Json(Value::String(text)) = view {
                return match text.len() <= MAX_SIZE {
                    true => Seen::Value(Value::String(text.clone())),
                    false => Seen::Large("string"),
                };
            }
            match text::stringify(item, false, MAX_SIZE).ok().and_then(|text| Value::parse(&text).ok()) {
                Some(value) => Seen::Value(value),
                None => large(),
            }
        }
    }
}
