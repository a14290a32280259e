//! Who answers a task request: which of the user's functions, with what, and what its answer means.

mod lambda;
pub mod shape;

use std::time::Duration;

use crate::asl::resource::{Pattern, Resource, function_name};
use crate::exec::{TaskFailure, TaskOutcome, TaskRequest};
use crate::value::{Object, Value};

/// A call of one of the user's functions.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function's name among the handlers.
    pub handler: String,
    /// Its first argument.
    pub event: Value,
    /// The ARN it was called by.
    pub function_arn: String,
    shape: Shape,
    pattern: Pattern,
}

/// What becomes of a handler's return value.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// It is the result.
    Bare,
    /// It is the `Payload` of the answer of Lambda's `Invoke`, which has the log's end if that is asked for.
    LambdaInvoke { tails_log: bool },
}

/// What a handler answered.
#[derive(Clone, Debug, PartialEq)]
pub struct HandlerAnswer {
    /// What it returned, or how it failed.
    pub result: Result<Value, HandlerError>,
    /// How long it took in virtual time.
    pub took: Duration,
    /// What it wrote to its console.
    pub logs: Option<Value>,
}

/// A failure of a handler.
#[derive(Clone, Debug, PartialEq)]
pub struct HandlerError {
    /// The error's name, as retriers and catchers match it.
    pub name: String,
    /// Its text: of a function JSON text of what its runtime reports.
    pub cause: String,
}

impl HandlerError {
    /// What the Node.js runtime of Lambda reports: `{"errorType", "errorMessage", "trace"}`.
    #[must_use]
    pub fn of_node(name: &str, message: &str, trace: &[String]) -> HandlerError {
        let mut report = Object::new();
        report.insert("errorType", name);
        report.insert("errorMessage", message);
        if !trace.is_empty() {
            report.insert("trace", Value::array(trace.iter().map(|line| Value::from(line.as_str()))));
        }
        HandlerError { name: name.to_owned(), cause: Value::from(report).to_string() }
    }
}

/// Finds the handler for a request among the names of those there are.
///
/// A handler is found by the name of the function, or by the whole resource ARN.
///
/// # Errors
/// The failure of a request that nobody can answer.
pub fn route<S: AsRef<str>>(request: &TaskRequest, handlers: &[S]) -> Result<Call, TaskFailure> {
    let arn = request.resource.arn();
    let known = |name: &str| handlers.iter().any(|handler| handler.as_ref() == name);
    let pattern = request.resource.pattern();
    let call = |handler: &str, event: Value, function_arn: &str, shape| Call {
        handler: handler.to_owned(),
        event,
        function_arn: function_arn.to_owned(),
        // Whoever has the task's token answers with the result itself.
        shape: if pattern == Pattern::RequestResponse { shape } else { Shape::Bare },
        pattern,
    };
    if known(arn) {
        return Ok(call(arn, request.arguments.clone(), arn, Shape::Bare));
    }
    match &request.resource {
        Resource::LambdaFunction { arn } => match function_name(arn) {
            name if known(name) => Ok(call(name, request.arguments.clone(), arn, Shape::Bare)),
            name => Err(lambda::function_not_found(name)),
        },
        Resource::Service { service, api, .. } if &**service == "lambda" && api.starts_with("invoke") => {
            let (reference, payload) = lambda::invocation(&request.arguments)?;
            let shape = Shape::LambdaInvoke { tails_log: lambda::tails_log(&request.arguments) };
            match function_name(&reference) {
                name if known(&reference) => Ok(call(&reference, payload, name, shape)),
                name if known(name) => Ok(call(name, payload, &reference, shape)),
                name => Err(lambda::function_not_found(name)),
            }
        }
        other => {
            let cause = format!("No handler answers '{other}'. Add a handler of that name.");
            Err(TaskFailure::new("Stepyard.NoHandler", cause))
        }
    }
}

/// Makes the outcome of a request from what its handler answered.
#[must_use]
pub fn answer(call: &Call, answer: HandlerAnswer) -> TaskOutcome {
    let HandlerAnswer { result, took, logs } = answer;
    let result = match (result, call.shape) {
        (Ok(value), Shape::Bare) => Ok(value),
        (Ok(value), Shape::LambdaInvoke { tails_log }) => {
            Ok(lambda::invoke_result(value, tails_log.then_some(logs.as_ref())))
        }
        (Err(error), _) => Err(error.into()),
    };
    // A job that was begun, or a message that was sent: the handler plays both the service and whoever
    // answers later, be it with a failure. (recorded)
    let goes_on = call.pattern != Pattern::RequestResponse;
    let submitted = goes_on.then(Value::empty_object);
    TaskOutcome { took: Some(took), submitted, heartbeats: Vec::new(), result, logs }
}

impl From<HandlerError> for TaskFailure {
    fn from(error: HandlerError) -> Self {
        TaskFailure { error: Some(error.name.into()), cause: Some(error.cause.into()) }
    }
}
