//! Queries: what a definition asks of data.
//!
//! One expression, some bindings, a value or an error; states, retries and events are nobody's business
//! here.

pub mod comparison;
pub mod intrinsic;
mod jsonata;
pub mod jsonpath;
pub mod reference;
mod template;

use std::fmt;
use std::sync::Arc;

use crate::source::Span;
use crate::value::{Literal, Value};
use intrinsic::PayloadExpression;
use jsonpath::Path;

pub use jsonata::{DeadEnd, Fault, Inspection, Jsonata, Part, Seen, States, functions};
pub use template::{Location, Template};

/// `"QueryLanguage"` of a machine or a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryLanguage {
    /// `"JSONPath"`, the default.
    #[default]
    JsonPath,
    /// `"JSONata"`
    Jsonata,
}

/// An expression of a definition, in the language of its state.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// The expression as it was written; of JSONata what stands between `{%` and `%}`, without the blanks
    /// around it.
    pub text: Arc<str>,
    /// The string in the definition, with its quotes.
    pub span: Span,
    /// What it is in its language.
    pub query: Query,
}

/// The forms of an [`Expression`].
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// `"{% $states.input.total %}"`
    Jsonata(Jsonata),
    /// `"$.total"`, or a call of an intrinsic function.
    JsonPath(PayloadExpression),
}

impl Expression {
    /// The JSONata in a string of a definition, if the string is such an expression: it starts with `{%` and
    /// ends with `%}`, with nothing outside. (spec, "JSONata")
    #[must_use]
    pub fn opt_jsonata(text: &str, span: Span) -> Option<Expression> {
        let inner = text.strip_prefix("{%")?.strip_suffix("%}")?;
        Some(Expression::jsonata(inner.trim(), span))
    }

    /// An expression of JSONata, without `{%` and `%}`.
    #[must_use]
    pub fn jsonata(text: &str, span: Span) -> Expression {
        Expression { text: text.into(), span, query: Query::Jsonata(Jsonata::read(text)) }
    }

    /// Finds where parts of the expression stand in the definition. A part without extent, the end of the
    /// text, is shown at the character before it.
    pub fn places(&self, definition: &str) -> impl Fn(Span) -> Span {
        let literal = definition.get(self.span.start as usize..self.span.end as usize);
        let literal = literal.map(|literal| (Literal::new(literal), self.offset_in(literal)));
        let start = self.span.start as usize;
        move |part| {
            let Some((literal, first)) = &literal else { return self.span };
            let Some(part) = self.visible(part) else { return self.span };
            let place = |offset: u32| start + literal.in_literal(first + offset as usize);
            Span::new(place(part.start), place(part.end))
        }
    }

    fn visible(&self, part: Span) -> Option<Span> {
        if part.start < part.end {
            return Some(part);
        }
        let (at, _) = self.text.get(..part.end as usize)?.char_indices().next_back()?;
        Some(Span::new(at, part.end as usize))
    }

    /// Where the expression begins in the string that a literal stands for.
    fn offset_in(&self, literal: &str) -> usize {
        let string = Value::parse(literal).unwrap_or_default();
        let inner = string.as_str().and_then(|text| text.strip_prefix("{%"));
        inner.map_or(0, |inner| 2 + inner.len() - inner.trim_start().len())
    }

    /// A path or a call of an intrinsic function.
    ///
    /// # Errors
    /// Where the text stops being either.
    pub fn json_path(text: &str, span: Span) -> Result<Expression, SyntaxError> {
        let query = Query::JsonPath(PayloadExpression::parse(text)?);
        Ok(Expression { text: text.into(), span, query })
    }

    /// Whether the expression may read the context object.
    #[must_use]
    pub fn reads_context(&self) -> bool {
        match &self.query {
            Query::Jsonata(jsonata) => jsonata.reads_context(),
            Query::JsonPath(payload) => payload.reads_context(),
        }
    }

    /// The path, if the expression is one.
    #[must_use]
    pub fn as_path(&self) -> Option<&Path> {
        match &self.query {
            Query::JsonPath(PayloadExpression::Path(path)) => Some(path),
            _ => None,
        }
    }
}

/// What an expression of JSONata sees.
#[derive(Clone, Debug, Default)]
pub struct Bindings {
    /// `$states`: an object of `input`, and of `context`, `result` or `errorOutput` where they exist and may be
    /// read.
    pub states: Value,
    /// The machine's variables, by name without the dollar sign.
    pub variables: Arc<crate::value::Object>,
}

/// Why an expression of JSONata has no value. Each is `States.QueryEvaluationError` on AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryError {
    /// The expression yields nothing at all.
    Undefined,
    /// The value is a function or something else that JSON lacks.
    Unsupported,
    /// The expression failed.
    Failed {
        /// JSONata's code and sentence: `T1006: Attempted to invoke a non-function`.
        message: String,
        /// Where, in the text of the expression.
        span: Span,
    },
}

/// Where a path or an intrinsic function stops being one, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The byte at which it was noticed.
    pub offset: usize,
    /// What is wrong there, as one clause.
    pub message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.message, self.offset)
    }
}

impl std::error::Error for SyntaxError {}
