//! JSONata as AWS runs it: the engine's language, held to a profile.
//!
//! The rest of the program knows an expression, its bindings, its value or its error. Behind this wall
//! stands [`crate::jsonata`], with AWS's functions added, `$eval` taken away, no value at hand at the top
//! level, and time and chance from the execution.

mod library;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use super::{Bindings, QueryError};
use crate::diagnostic::{Severity, guess, nearest};
use crate::jsonata::{Analysis, Answer, Budget, Error, Expression, Library, Variables, World};
use crate::source::Span;
use crate::value::Value;
use crate::world::Chance;

pub use crate::jsonata::{DeadEnd, Inspection, Part, Seen};

/// How much one expression may use. The depth is what a worker's stack in wasm holds with room to spare.
const BUDGET: Budget = Budget { depth: 400, ..Budget::DEFAULT };

/// AWS's code of an expression that cannot be read.
const INVALID: &str = "INVALID_JSONATA_EXPRESSION";

/// AWS's code of an expression that is JSONata, but not AWS's.
const UNSUPPORTED: &str = "UNSUPPORTED_JSONATA_EXPRESSION";

/// An expression that was read, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Jsonata {
    /// Nothing if there are errors among the faults.
    expression: Option<Expression>,
    faults: Vec<Fault>,
    /// The members of `$states` that it names and that are not there in every field, with their places.
    rare_members: Vec<(Arc<str>, Span)>,
    reads_context: bool,
}

/// What `$states` has in a field beside `input` and `context`. (AWS guide, "Transforming data with JSONata")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum States {
    /// Nothing.
    Input,
    /// `$states.result`: in `Output` and `Assign` of a state that has work done.
    Result,
    /// `$states.errorOutput`: in `Output` and `Assign` of a catcher.
    ErrorOutput,
}

/// What is wrong with an expression before it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// How bad it is: AWS takes an expression with warnings.
    pub severity: Severity,
    /// AWS's code of such findings.
    pub code: &'static str,
    /// What is wrong, as one clause.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// AWS's own sentence, where it is known.
    pub aws_sentence: Option<String>,
    /// Where, in the text of the expression.
    pub span: Span,
}

/// The functions an expression can call.
pub fn functions() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(library::of_aws)
}

impl Jsonata {
    /// Reads an expression.
    #[must_use]
    pub fn read(text: &str) -> Jsonata {
        let expression = Expression::parse(text);
        let mut rare = Vec::new();
        let faults = match &expression {
            _ if text.is_empty() => vec![empty()],
            Ok(expression) => {
                let analysis = expression.analyse();
                rare = rare_members(&analysis);
                misused(text, &analysis)
            }
            Err(_) => Expression::read(text).errors.iter().map(unreadable).collect(),
        };
        let is_wrong = faults.iter().any(|fault| fault.severity == Severity::Error);
        let reads_context = may_read_context(text);
        Jsonata {
            expression: expression.ok().filter(|_| !is_wrong),
            faults,
            rare_members: rare,
            reads_context,
        }
    }

    /// What it reads of `$states` that is not there in a field where `$states` has so much.
    pub fn absent(&self, states: States) -> impl Iterator<Item = Fault> {
        let is_there = move |name: &str| match states {
            States::Input => false,
            States::Result => name == "result",
            States::ErrorOutput => name == "errorOutput",
        };
        let members = self.rare_members.iter().filter(move |(name, _)| !is_there(name));
        members.map(|(name, span)| absent(name, *span))
    }

    /// Whether it may read the context object. Where it surely does not, none need be made.
    #[must_use]
    pub fn reads_context(&self) -> bool {
        self.reads_context
    }

    /// What is wrong with it, in the order of the text.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Its value. `now` is the moment `$now()` and `$millis()` give.
    ///
    /// # Errors
    /// Why there is no value.
    pub fn evaluate(&self, bindings: &Bindings, now: i64, chance: &mut Chance) -> Result<Value, QueryError> {
        let run = |expression: &Expression, world: &mut World| expression.evaluate(None, world);
        value(self.run(bindings, now, chance, run)?)
    }

    /// Its value, and what every part of it yielded on the way; in no more than so many steps.
    pub fn inspect(
        &self,
        bindings: &Bindings,
        now: i64,
        chance: &mut Chance,
        steps: u64,
    ) -> (Result<Value, QueryError>, Inspection) {
        let run = |expression: &Expression, world: &mut World| {
            world.budget.steps = steps;
            Ok(expression.inspect(None, world))
        };
        match self.run(bindings, now, chance, run) {
            Ok((result, inspection)) => (result.map_err(failed).and_then(value), inspection),
            Err(error) => (Err(error), Inspection::default()),
        }
    }

    fn run<T>(
        &self,
        bindings: &Bindings,
        now: i64,
        chance: &mut Chance,
        run: impl Fn(&Expression, &mut World) -> Result<T, Box<Error>>,
    ) -> Result<T, QueryError> {
        let Some(expression) = &self.expression else {
            let fault = self.faults.iter().find(|fault| fault.severity == Severity::Error);
            let (message, span) = fault.map(|fault| (fault.message.clone(), fault.span)).unwrap_or_default();
            return Err(QueryError::Failed { message, span });
        };
        let mut random = || chance.unit();
        let mut world =
            World { variables: bindings, library: functions(), now, random: &mut random, budget: BUDGET };
        run(expression, &mut world).map_err(failed)
    }
}

/// `$states`, and the variables of the machine.
impl Variables for Bindings {
    fn get(&self, name: &str) -> Option<&Value> {
        if name == "states" { Some(&self.states) } else { self.variables.get(name) }
    }
}

/// The same text is the same expression.
impl PartialEq for Jsonata {
    fn eq(&self, other: &Self) -> bool {
        let text = |read: &Jsonata| read.expression.as_ref().map(|expression| expression.text().to_owned());
        text(self) == text(other) && self.faults == other.faults
    }
}

/// Whether a text uses `$states` in any other way than by naming another member of it at once, or `%`, which
/// may be the way from that member back to `$states`.
fn may_read_context(text: &str) -> bool {
    let uses_other = |rest: &str| {
        let member = rest.trim_start().strip_prefix('.').unwrap_or_default().trim_start();
        !["input", "result", "errorOutput"].iter().any(|other| member.starts_with(other))
    };
    text.contains("$states") && (text.contains('%') || text.split("$states").skip(1).any(uses_other))
}

fn value(answer: Answer) -> Result<Value, QueryError> {
    match answer {
        Answer::Value(value) => Ok(value),
        Answer::Undefined => Err(QueryError::Undefined),
        Answer::Function => Err(QueryError::Unsupported),
    }
}

fn failed(error: Box<Error>) -> QueryError {
    QueryError::Failed { message: error.to_string(), span: error.span }
}

fn empty() -> Fault {
    Fault {
        severity: Severity::Error,
        code: INVALID,
        message: "the expression is empty".to_owned(),
        hint: Some("write JSONata between `{%` and `%}`: `{% $states.input %}`".to_owned()),
        aws_sentence: None,
        span: Span::default(),
    }
}

fn unreadable(error: &Error) -> Fault {
    Fault {
        severity: Severity::Error,
        code: INVALID,
        message: error.to_string(),
        hint: hint(error.code).map(str::to_owned),
        aws_sentence: None,
        span: error.span,
    }
}

/// What to do about an error whose sentence does not say it already.
fn hint(code: &str) -> Option<&'static str> {
    Some(match code {
        "S0101" => "close the text with the quote it began with",
        "S0105" => "close the name with a backquote",
        "S0106" => "end the comment with `*/`",
        "S0201" => "put an operator before it, or take it out",
        "S0204" => "AWS runs JSONata 2.0.6, which has no such operator",
        "S0207" => "write what is still missing at the end, or take out the last operator",
        "S0211" => "write a value before it",
        "S0302" => "end the regular expression with `/`",
        _ => return None,
    })
}

/// What JSONata has and AWS refuses, and what cannot be meant.
fn misused(text: &str, analysis: &Analysis) -> Vec<Fault> {
    let mut faults: Vec<Fault> = analysis.context.iter().map(|span| at_top_level(text, *span)).collect();
    let unknown: Vec<_> = analysis.functions.iter().filter(|(name, _)| !functions().knows(name)).collect();
    if !unknown.is_empty() {
        let free: HashSet<&str> = analysis.variables.iter().map(|(name, _)| &**name).collect();
        let called = unknown.into_iter().filter(|(name, _)| free.contains(&**name));
        faults.extend(called.enumerate().map(|(i, (name, span))| unknown_function(name, *span, i)));
    }
    faults.sort_by_key(|fault| fault.span);
    faults
}

fn rare_members(analysis: &Analysis) -> Vec<(Arc<str>, Span)> {
    let of_states = analysis.paths.iter().filter(|path| path.root.as_deref() == Some("states"));
    let members = of_states.filter_map(|path| Some((path.names.first()?.clone(), path.span)));
    members.filter(|(name, _)| !matches!(&**name, "input" | "context")).collect()
}

/// What `$states` does not have is refused before anything runs. (AWS guide, "Transforming data with JSONata"; the
/// sentence: AWS, as reported for `errorOutput` outside of a catcher and for names that are never there)
fn absent(name: &str, span: Span) -> Fault {
    let hint = match name {
        "result" => {
            "only `Output` and `Assign` of a Task, Parallel or Map see it; a catcher sees none".to_owned()
        }
        "errorOutput" => "only `Output` and `Assign` in `Catch` see it".to_owned(),
        _ => match nearest(name, ["input", "result", "errorOutput", "context"]) {
            Some(near) => format!("did you mean `$states.{near}`?"),
            None => format!("write `$states.input.{name}` for the input's, or `${name}` for a variable"),
        },
    };
    Fault {
        severity: Severity::Error,
        code: UNSUPPORTED,
        message: format!("there is no `$states.{name}` here"),
        hint: Some(hint),
        aws_sentence: Some(format!("Field '$states.{name}' does not exist.")),
        span,
    }
}

/// There is no value at hand outside of a path or a predicate. (AWS guide, "Transforming data with JSONata";
/// the sentences: AWS, as reported)
fn at_top_level(text: &str, span: Span) -> Fault {
    let name = &text[span.start as usize..span.end as usize];
    let hint = match name {
        "$" | "$$" => "name the data: `$states.input`".to_owned(),
        _ => format!("say where it is, as in `$states.input.{name}`, or write `${name}` for a variable"),
    };
    Fault {
        severity: Severity::Error,
        code: UNSUPPORTED,
        message: format!("`{name}` at the top level refers to nothing"),
        hint: Some(hint),
        aws_sentence: Some(match name {
            "$$" => "Reference to '$$' is not supported.".to_owned(),
            _ => format!("Reference to '{name}' at the top level is not supported."),
        }),
        span,
    }
}

fn unknown_function(name: &str, span: Span, found: usize) -> Fault {
    static NAMES: OnceLock<Vec<&str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| functions().names());
    let hint = match (name, guess(name, names.iter().copied(), found)) {
        ("eval", _) => Some("AWS has no `$eval`: write the expression itself".to_owned()),
        (_, Some(known)) => Some(format!("did you mean `${known}`?")),
        _ => None,
    };
    Fault {
        severity: Severity::Warning,
        code: UNSUPPORTED,
        message: format!("there is no function `${name}`: calling it fails"),
        hint,
        aws_sentence: None,
        span,
    }
}

#[cfg(test)]
mod tests;
