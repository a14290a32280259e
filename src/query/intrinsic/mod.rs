//! The intrinsic functions of JSONPath states: `States.Format('Hello, {}', $.name)`. (spec, "Intrinsic
//! Functions", Appendix B; AWS guide, "Intrinsic functions")
//!
//! Where AWS's guide and AWS differ, this does what AWS does: fractions are cut off, not rounded, except in
//! `States.MathAdd`; failures are `States.Runtime`, though the spec knows `States.IntrinsicFailure`.

mod encoding;
mod format;
mod functions;
mod java;
mod parse;

use std::fmt;
use std::sync::Arc;

use super::SyntaxError;
use super::jsonpath::{Path, PathError, Root};
use crate::source::Span;
use crate::value::{Object, Value};
use crate::world::Chance;

pub(super) use encoding::digest;
pub use encoding::encode as base64;
pub use functions::Function;

/// The name of the error that a failing function raises on AWS. It is neither retried nor caught by
/// `States.ALL`. (executions on AWS; the spec says `States.IntrinsicFailure`)
pub const ERROR_NAME: &str = "States.Runtime";

/// How long the texts may be together that one expression makes on the way: each `States.JsonToString` around
/// another doubles what has to be escaped. What a state passes on may have a sixteenth of it. (ours)
const MAX_MADE: usize = 4 << 20;

/// A call of an intrinsic function that was read; a counter to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Intrinsic(Arc<Parts>);

#[derive(Debug, PartialEq)]
struct Parts {
    text: Arc<str>,
    call: Call,
    /// Whether a path among the arguments starts from the context object.
    reads_context: bool,
}

#[derive(Debug, PartialEq)]
struct Call {
    function: Function,
    arguments: Vec<Argument>,
    span: Span,
}

#[derive(Debug, PartialEq)]
enum Argument {
    /// `'It\'s'`: as it was written between the quotes, and what it stands for.
    Text { raw: Arc<str>, value: Value },
    /// `1`, `true`, `null`
    Literal(Value),
    /// `$.a`, `$$.Execution.Name`, `$total`, and where it stands.
    Path(Path, Span),
    /// `States.UUID()`
    Call(Call),
}

/// Why a function has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntrinsicError {
    /// An argument's path leads to nothing, or past the end of an array.
    Missing {
        /// The path, seen from the context object if it leads there: `$.Execution.Nope`.
        path: String,
    },
    /// An argument's path does not fit the data.
    Path(PathError),
    /// The arguments are of the wrong type, number or size.
    Arguments {
        /// The function.
        function: Function,
        /// What is wrong, where AWS says it.
        detail: Option<&'static str>,
    },
    /// The template of `States.Format` has a brace without its partner.
    Template {
        /// Which one.
        detail: &'static str,
    },
}

impl Call {
    fn for_each_path<'a>(&'a self, visit: &mut impl FnMut(&'a Path)) {
        for argument in &self.arguments {
            match argument {
                Argument::Path(path, _) => visit(path),
                Argument::Call(inner) => inner.for_each_path(visit),
                Argument::Text { .. } | Argument::Literal(_) => {}
            }
        }
    }
}

impl Intrinsic {
    /// Reads a call.
    ///
    /// # Errors
    /// Where the text stops being a call of one of the 18 functions. AWS refuses such a definition.
    pub fn parse(text: &str) -> Result<Intrinsic, SyntaxError> {
        let call = parse::parse(text)?;
        let mut reads_context = false;
        call.for_each_path(&mut |path| reads_context |= *path.root() == Root::Context);
        Ok(Intrinsic(Arc::new(Parts { text: text.into(), call, reads_context })))
    }

    /// The call as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The first call with too few or too many arguments, which AWS notices when it runs.
    #[must_use]
    pub fn wrong_count(&self) -> Option<(Function, Span)> {
        fn of(call: &Call) -> Option<(Function, Span)> {
            if !call.function.takes(call.arguments.len()) {
                return Some((call.function, call.span));
            }
            call.arguments.iter().find_map(|argument| match argument {
                Argument::Call(inner) => of(inner),
                _ => None,
            })
        }
        of(&self.0.call)
    }

    /// Calls `visit` for every path among the arguments, in the order of the text.
    pub fn for_each_path<'a>(&'a self, visit: &mut impl FnMut(&'a Path)) {
        self.0.call.for_each_path(visit);
    }

    /// The places of the calls and of the paths among their arguments, in the order of the text.
    #[must_use]
    pub fn parts(&self) -> Vec<Span> {
        fn walk(call: &Call, parts: &mut Vec<Span>) {
            parts.push(call.span);
            for argument in &call.arguments {
                match argument {
                    Argument::Path(_, span) => parts.push(*span),
                    Argument::Call(inner) => walk(inner, parts),
                    Argument::Text { .. } | Argument::Literal(_) => {}
                }
            }
        }
        let mut parts = Vec::new();
        walk(&self.0.call, &mut parts);
        parts
    }

    /// The value of the call.
    ///
    /// # Errors
    /// The first error of an argument or function, arguments first and from left to right.
    pub fn evaluate(
        &self,
        data: &Value,
        context: &Value,
        variables: &Object,
        chance: &mut Chance,
    ) -> Result<Value, IntrinsicError> {
        Scope { data, context, variables, chance, left: MAX_MADE }.call(&self.0.call)
    }

    /// AWS's cause of the failure, which names the whole expression. (executions on AWS)
    #[must_use]
    pub fn cause(&self, error: &IntrinsicError, input: &Value) -> String {
        let text = &self.0.text;
        match error {
            IntrinsicError::Missing { path } => format!(
                "The function '{text}' had the following error: The JsonPath argument for the field '{path}' \
                 could not be found in the input '{input}'"
            ),
            IntrinsicError::Path(error) => format!("The function '{text}' had the following error: {error}"),
            error => format!("There was an error while evaluating the intrinsic function: {text}. {error}"),
        }
    }
}

impl fmt::Display for IntrinsicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IntrinsicError::Missing { path } => {
                write!(f, "The JsonPath argument for the field '{path}' could not be found")
            }
            IntrinsicError::Path(error) => error.fmt(f),
            IntrinsicError::Arguments { function, detail: None } => {
                write!(f, "Invalid arguments in {function}")
            }
            IntrinsicError::Arguments { function, detail: Some(detail) } => {
                write!(f, "Invalid arguments in {function}: {detail}.")
            }
            IntrinsicError::Template { detail } => {
                write!(f, "Invalid template in {}: {detail}.", Function::Format)
            }
        }
    }
}

impl std::error::Error for IntrinsicError {}

/// What a call sees.
struct Scope<'a> {
    data: &'a Value,
    context: &'a Value,
    variables: &'a Object,
    chance: &'a mut Chance,
    /// How long the texts may be that are still to be made.
    left: usize,
}

impl Scope<'_> {
    /// The parser has bounded how deep calls are nested.
    fn call(&mut self, call: &Call) -> Result<Value, IntrinsicError> {
        match call.arguments.as_slice() {
            // Most functions take no more, and need no list.
            [] => self.apply(call, &mut []),
            [a] => {
                let mut values = [self.argument(a)?];
                self.apply(call, &mut values)
            }
            [a, b] => {
                let mut values = [self.argument(a)?, self.argument(b)?];
                self.apply(call, &mut values)
            }
            all => {
                let values: Result<Vec<_>, _> = all.iter().map(|argument| self.argument(argument)).collect();
                self.apply(call, &mut values?)
            }
        }
    }

    fn apply(&mut self, call: &Call, values: &mut [Value]) -> Result<Value, IntrinsicError> {
        // The template keeps its escapes: `\{` is not the start of a placeholder.
        if let (Function::Format, Some(Argument::Text { raw, .. })) = (call.function, call.arguments.first())
        {
            values[0] = Value::String(raw.clone());
        }
        let value = functions::call(call.function, values, self.chance, self.left)?;
        self.left = self.left.saturating_sub(value.as_str().map_or(0, str::len));
        Ok(value)
    }

    fn argument(&mut self, argument: &Argument) -> Result<Value, IntrinsicError> {
        match argument {
            Argument::Text { value, .. } | Argument::Literal(value) => Ok(value.clone()),
            Argument::Call(call) => self.call(call),
            Argument::Path(path, _) => match path.find(self.data, self.context, self.variables) {
                Ok(Some(value)) => Ok(value.into_owned()),
                Err(error) if !error.is_missing() => Err(IntrinsicError::Path(error)),
                Ok(None) | Err(_) => Err(IntrinsicError::Missing { path: seen_from_root(path) }),
            },
        }
    }
}

/// `$$.State.Nope` is searched for in the context object as `$.State.Nope`, and AWS says so.
fn seen_from_root(path: &Path) -> String {
    let text = path.text();
    if *path.root() == Root::Context { text.replacen("$$", "$", 1) } else { text.to_owned() }
}

/// The value of a field that ends in `.$`: a path or a call of an intrinsic function. (spec, "Payload
/// Template")
#[derive(Clone, Debug, PartialEq)]
pub enum PayloadExpression {
    /// `$.a`
    Path(Path),
    /// `States.Format('{}', $.a)`
    Intrinsic(Intrinsic),
}

/// Why such a field has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadError {
    /// Of a path.
    Path(PathError),
    /// Of a function.
    Intrinsic(IntrinsicError),
}

impl PayloadExpression {
    /// Reads the value of a field.
    ///
    /// # Errors
    /// Where the text stops being a path or a call.
    pub fn parse(text: &str) -> Result<PayloadExpression, SyntaxError> {
        match text.trim_start().chars().next() {
            Some('$') => Path::parse(text).map(PayloadExpression::Path),
            _ => Intrinsic::parse(text).map(PayloadExpression::Intrinsic),
        }
    }

    /// The expression as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            PayloadExpression::Path(path) => path.text(),
            PayloadExpression::Intrinsic(intrinsic) => intrinsic.text(),
        }
    }

    /// Whether the expression reads the context object.
    #[must_use]
    pub fn reads_context(&self) -> bool {
        match self {
            PayloadExpression::Path(path) => *path.root() == Root::Context,
            PayloadExpression::Intrinsic(intrinsic) => intrinsic.0.reads_context,
        }
    }

    /// The value of the expression.
    ///
    /// # Errors
    /// Those of [`Path::evaluate`] and [`Intrinsic::evaluate`].
    pub fn evaluate(
        &self,
        data: &Value,
        context: &Value,
        variables: &Object,
        chance: &mut Chance,
    ) -> Result<Value, PayloadError> {
        match self {
            PayloadExpression::Path(path) => {
                path.evaluate(data, context, variables).map_err(PayloadError::Path)
            }
            PayloadExpression::Intrinsic(intrinsic) => {
                intrinsic.evaluate(data, context, variables, chance).map_err(PayloadError::Intrinsic)
            }
        }
    }

    /// AWS's cause of the failure, without its beginning that names the state. The field is the key as it
    /// is written, `value.$`. (recorded)
    #[must_use]
    pub fn cause(&self, error: &PayloadError, field: &str, data: &Value, context: &Value) -> String {
        match (self, error) {
            (PayloadExpression::Path(path), PayloadError::Path(error)) if error.is_missing() => {
                let input = if *path.root() == Root::Context { context } else { data };
                path.not_found(field, input)
            }
            (PayloadExpression::Intrinsic(intrinsic), PayloadError::Intrinsic(error)) => {
                intrinsic.cause(error, data)
            }
            (_, PayloadError::Path(error)) => error.to_string(),
            (_, PayloadError::Intrinsic(error)) => error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluate(text: &str, data: &Value) -> Result<Value, IntrinsicError> {
        let call = Intrinsic::parse(text).unwrap();
        call.evaluate(data, &Value::Null, &Object::new(), &mut Chance::from_seed(1))
    }

    #[test]
    fn texts_made_on_the_way_are_bounded_together() {
        let nested = |depth: usize| format!("{}${}", "States.JsonToString(".repeat(depth), ")".repeat(depth));
        let quotes = Value::from("\"".repeat(10_000));
        assert!(evaluate(&nested(6), &quotes).is_ok());
        let error = evaluate(&nested(10), &quotes).unwrap_err();
        assert!(error.to_string().contains("longer than 4 MiB"), "{error}");
        let long = Value::from("x".repeat(250_000));
        let array =
            |count: usize| format!("States.Array({})", vec!["States.Format('{}', $)"; count].join(", "));
        assert!(evaluate(&array(10), &long).is_ok());
        assert!(evaluate(&array(20), &long).is_err());
        // Many times the same costs nothing, until it is written.
        let shared = format!("States.Array({})", vec!["$"; 1000].join(", "));
        assert!(evaluate(&shared, &long).is_ok());
        assert!(evaluate(&format!("States.JsonToString({shared})"), &long).is_err());
        assert!(evaluate(&format!("States.Format('{{}}', {shared})"), &long).is_err());
    }
}
