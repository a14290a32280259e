//! What AWS asks of a mock and of a context object before it tests a state. (the sentences: recorded)

use super::{Mock, TestError, TestRequest, distributed};
use crate::asl::model::{Kind, State};
use crate::asl::resource::{Pattern, Resource};
use crate::service::shape;
use crate::value::Value;

pub(super) fn mock(request: &TestRequest, state: &State) -> Result<(), TestError> {
    if request.has_two_mocks {
        return Err(TestError::validation(
            "A test mock should have only one of the following fields: [result, errorOutput].",
        ));
    }
    let Some(mock) = &request.mock else { return without_mock(request, state) };
    if request.reveals_secrets {
        return Err(TestError::validation(
            "TestState does not support RevealSecrets when a mock is specified.",
        ));
    }
    if !matches!(state.kind, Kind::Task(_) | Kind::Parallel(_) | Kind::Map(_)) {
        let message = format!("State type '{}' is not supported when a mock is specified", state.kind.name());
        return Err(TestError::validation(message));
    }
    match mock {
        Mock::Result(text) => result(request, state, text),
        Mock::ErrorOutput { .. } => Ok(()),
    }
}

fn without_mock(request: &TestRequest, state: &State) -> Result<(), TestError> {
    if request.configuration.map_iteration_failure_count.is_some() {
        return Err(TestError::validation(
            "TestState does not support MapIterationFailureCount when a mock is not specified.",
        ));
    }
    match &state.kind {
        Kind::Map(_) | Kind::Parallel(_) => Err(TestError {
            name: "InvalidDefinition",
            message: "TestState API does not support Map or Parallel states. Supported state types include: \
                      [Task, Wait, Pass, Succeed, Fail, Choice]"
                .to_owned(),
        }),
        // AWS's sentence is not known.
        Kind::Task(task) if task.resource.pattern() != Pattern::RequestResponse => {
            Err(TestError::validation(format!(
                "A mock is required to test a Task that waits for '{}'.",
                task.resource
            )))
        }
        _ => Ok(()),
    }
}

fn result(request: &TestRequest, state: &State, text: &str) -> Result<(), TestError> {
    let value = Value::parse(text).map_err(|_| TestError::validation("Mocked result must be valid JSON"))?;
    match &state.kind {
        Kind::Parallel(parallel) => {
            let items = array(&value)?;
            if items.len() != parallel.branches.len() {
                return Err(TestError::validation(
                    "Mocked result must contain the same number of items as number of Parallel branches.",
                ));
            }
            Ok(())
        }
        Kind::Map(_) => {
            let writer = distributed(state).and_then(|distributed| distributed.result_writer.as_ref());
            match writer.is_some_and(|writer| writer.resource.is_some()) {
                true if value.as_object().is_none() => {
                    Err(TestError::validation("Mocked result must be a JSON object."))
                }
                true => Ok(()),
                false => array(&value).map(|_| ()),
            }
        }
        Kind::Task(task) => match &task.resource {
            Resource::Service { service, api, .. } => {
                let checked = shape::check(service, api, &value, request.field_validation);
                checked.map_err(|clause| {
                    TestError::validation(format!("Mock result schema validation error: {clause}"))
                })
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// The iterations that failed are some of those there are. (AWS guide, "Testing Distributed Map states"; its
/// sentence is not known)
pub(super) fn failure_count(request: &TestRequest, items: Option<usize>) -> Result<(), TestError> {
    let failed = request.configuration.map_iteration_failure_count;
    match (failed.and_then(|failed| usize::try_from(failed).ok()), items) {
        (Some(failed), Some(items)) if failed > items => Err(TestError::validation(format!(
            "MapIterationFailureCount must not exceed the number of items, but {failed} exceeds {items}."
        ))),
        _ => Ok(()),
    }
}

fn array(value: &Value) -> Result<&[Value], TestError> {
    value.as_array().ok_or_else(|| TestError::validation("Mocked result must be an array."))
}

/// The members of the context object and theirs. (AWS guide, "Context object")
const MEMBERS: [(&str, &[&str]); 4] = [
    ("Execution", &["Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount", "RedriveTime"]),
    ("State", &["EnteredTime", "Name", "RetryCount"]),
    ("StateMachine", &["Id", "Name"]),
    ("Task", &["Token"]),
];
/// What is not a string among them.
const NUMBERS: [&str; 2] = ["RedriveCount", "RetryCount"];
const ANYTHING: &str = "Input";

pub(super) fn context(request: &TestRequest, state: &State) -> Result<(), TestError> {
    let Some(context) = &request.context else { return Ok(()) };
    let refuse = |why: String| Err(TestError::validation(format!("Invalid Context object provided: {why}")));
    let Some(members) = context.as_object() else {
        return refuse("Context object must be a JSON object".to_owned());
    };
    for (name, value) in members.iter() {
        if &**name == "Map" {
            return refuse("'Map' field is not supported when mocking a Context object".to_owned());
        }
        let Some((_, known)) = MEMBERS.iter().find(|(member, _)| **member == **name) else {
            return refuse(format!("Field '{name}' is not allowed"));
        };
        let Some(inner) = value.as_object() else {
            return refuse(format!("{name} must be an object"));
        };
        for (key, value) in inner.iter() {
            if !known.contains(&&**key) {
                return refuse(format!("Field '{key}' is not allowed"));
            }
            let (fits, wanted) = match NUMBERS.contains(&&**key) {
                true => (value.as_number().is_some(), "a number"),
                false => (value.as_str().is_some() || **key == *ANYTHING, "a string"),
            };
            if !fits {
                return refuse(format!("{name}.{key} must be {wanted}"));
            }
        }
    }
    let waits = match &state.kind {
        Kind::Task(task) => task.resource.pattern() != Pattern::RequestResponse,
        _ => false,
    };
    if members.contains("Task") && !waits {
        return refuse(
            "Context object contains 'Task' when state is not a Task state with a '.sync' or \
             '.waitForTaskToken' service integration pattern"
                .to_owned(),
        );
    }
    Ok(())
}
