//! `TestState`: one state tested alone. (AWS API, `TestState`; its rules and sentences: recorded)
//!
//! A test is an execution that begins with the state and is over when the state is. What comes of it is
//! read from its history and trace, as everything is.

mod checks;
mod report;
mod request;

use std::sync::Arc;

use crate::asl::model::{
    Distributed, ExecutionType, Flow, Kind, Map, State, StateMachine, StateName, Target,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::exec::{Execution, Settings, Step, TaskFailure, TaskOutcome, TaskRequest};
use crate::history::{Details, Stage};
use crate::validate;
use crate::value::{Object, Value};

pub use request::{InspectionLevel, Mock, StateConfiguration, TestRequest};

/// Why a state is not tested. As text, the message of AWS's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestError {
    /// `ValidationException` or `InvalidDefinition`.
    pub name: &'static str,
    /// AWS's sentence.
    pub message: String,
}

impl TestError {
    fn validation(message: impl Into<String>) -> TestError {
        TestError { name: "ValidationException", message: message.into() }
    }

    fn definition(found: &Diagnostic) -> TestError {
        let sentence = found.aws_sentence.as_ref().unwrap_or(&found.message);
        let location = if found.location.is_empty() { "/" } else { &found.location };
        let message = format!("Invalid State Machine Definition: '{}: {sentence} at {location}'", found.code);
        TestError { name: "InvalidDefinition", message }
    }
}

/// The name of a state that is tested without a machine around it. (recorded)
const ALONE: &str = "StateName";

/// A state under test.
pub struct StateTest {
    execution: Execution,
    request: TestRequest,
    state: Arc<State>,
}

impl StateTest {
    /// Prepares a test.
    ///
    /// # Errors
    /// What AWS answers where it does not test at all.
    pub fn new(request: TestRequest) -> Result<StateTest, TestError> {
        let machine = machine(&request)?;
        let Found { flow, state, is_in_map } = find(&machine.flow, &request.state_name())
            .ok_or_else(|| TestError::validation("State not found in definition"))?;
        checks::mock(&request, &state)?;
        checks::context(&request, &state)?;
        let machine = StateMachine { flow: Arc::new(flow), timeout_seconds: None, ..(*machine).clone() };
        // A context that is given is taken as it is. (AWS guide, "Automatic Context population")
        let is_in_iteration = is_in_map && request.context.is_none();
        let settings = Settings {
            seed: request.seed,
            start: request.start,
            identity: request.identity.clone(),
            execution_type: ExecutionType::Express,
            variables: request.variables.clone(),
            context: request.context.clone(),
            asks_for_branches: true,
            item: is_in_iteration.then(|| request.input.clone()),
            items_read: request.items_read(),
            retries: request.configuration.retrier_retry_count.unwrap_or(0),
            ..Settings::default()
        };
        let execution = Execution::new(Arc::new(machine), request.input.clone(), settings);
        Ok(StateTest { execution, request, state })
    }

    /// Goes on until the state is over, which gives nothing, or until somebody has to do a Task's work.
    ///
    /// # Errors
    /// What AWS answers where it does not test, as far as only a Map's items tell.
    pub fn advance(&mut self) -> Result<Option<TaskRequest>, TestError> {
        while !self.is_over() {
            match self.execution.step() {
                Step::Task(request) => {
                    checks::failure_count(&self.request, self.item_count())?;
                    match self.mocked() {
                        Some(outcome) => self.execution.complete(request.token, outcome),
                        None => return Ok(Some(request)),
                    }
                }
                Step::Finished(_) => return Ok(None),
                Step::Recorded | Step::Waiting(_) | Step::Blocked => {}
            }
        }
        Ok(None)
    }

    /// Answers what [`StateTest::advance`] asked.
    pub fn complete(&mut self, request: &TaskRequest, outcome: TaskOutcome) {
        self.execution.complete(request.token, outcome);
    }

    /// What AWS answers: `{"status", "output"?, "error"?, "cause"?, "nextState"?, "inspectionData"?}`, data as
    /// JSON text.
    #[must_use]
    pub fn report(&self) -> Value {
        report::report(self)
    }

    /// Whether the state was left, failed for good, or is to be tried again.
    fn is_over(&self) -> bool {
        let history = self.execution.history();
        let was_left = history.events.iter().any(|event| event.is_exited());
        was_left
            || history.trace.entries.iter().any(|entry| entry.stage == Stage::Retry && waits(&entry.value))
    }

    fn mocked(&self) -> Option<TaskOutcome> {
        match self.request.mock.as_ref()? {
            Mock::ErrorOutput { error, cause } => {
                Some(TaskFailure { error: error.clone(), cause: cause.clone() }.into())
            }
            Mock::Result(_) if self.is_exceeded() => {
                let cause = "The specified tolerated failure threshold was exceeded";
                Some(TaskFailure::new("States.ExceedToleratedFailureThreshold", cause).into())
            }
            Mock::Result(text) => Some(TaskOutcome::success(Value::parse(text).unwrap_or_default())),
        }
    }

    /// Whether as many iterations are said to have failed as the Map does not bear. One that does not say
    /// how many it bears bears any number. (recorded)
    fn is_exceeded(&self) -> bool {
        let Some(failed) = self.request.configuration.map_iteration_failure_count else { return false };
        let number = |value: &Value| value.as_number().map(crate::value::Number::as_f64);
        let count = self.last(Stage::ToleratedFailureCount).and_then(number);
        let percent = self.last(Stage::ToleratedFailurePercentage).and_then(number);
        let (failed, total) = (failed as f64, self.item_count().unwrap_or(0) as f64);
        count.is_some_and(|count| failed > count)
            || percent.is_some_and(|percent| total > 0.0 && failed * 100.0 > percent * total)
    }

    /// The data of the state at a stage, when it was last there.
    fn last(&self, stage: Stage) -> Option<&Value> {
        let entries = self.execution.history().trace.entries.iter();
        entries.rev().find(|entry| entry.stage == stage).map(|entry| &entry.value)
    }

    /// How many items a Map has; nothing where its reader would know.
    fn item_count(&self) -> Option<usize> {
        match self.last(Stage::AfterItems).or_else(|| self.last(Stage::AfterItemsPath))? {
            Value::Object(members) => Some(members.len()),
            items => items.as_array().map(<[Value]>::len),
        }
    }
}

/// Whether a retrier leads to another try.
fn waits(retry: &Value) -> bool {
    retry.get("retryBackoffIntervalSeconds").is_some()
}

/// The machine with the state in it. A state alone gets a machine around it, in which its targets are not
/// looked for.
fn machine(request: &TestRequest) -> Result<Arc<StateMachine>, TestError> {
    let text = match &request.state_name {
        Some(_) => request.definition.clone(),
        None => format!("{{\"StartAt\": \"{ALONE}\", \"States\": {{\"{ALONE}\": {}}}}}", request.definition),
    };
    let checked = validate::check(&text);
    let is_alone = request.state_name.is_none();
    let counts = |found: &&Diagnostic| {
        found.severity == Severity::Error
            && !(is_alone && matches!(found.code, "MISSING_TRANSITION_TARGET" | "MISSING_END_STATE"))
    };
    if let Some(found) = checked.diagnostics.iter().find(counts) {
        return Err(TestError::definition(found));
    }
    checked.machine.ok_or_else(|| TestError::validation("The definition is not an object"))
}

/// A state, wherever it stands.
struct Found {
    /// A flow of the state alone.
    flow: Flow,
    /// To itself it is called `StateName`. (recorded)
    state: Arc<State>,
    /// Whether it is part of a Map's iterations.
    is_in_map: bool,
}

fn find(flow: &Flow, name: &str) -> Option<Found> {
    if let Some(state) = flow.states.get(name) {
        let state = Arc::new(State { name: StateName::new(ALONE), ..(**state).clone() });
        let start_at = Some(Target { name: state.name.clone(), span: state.name_span });
        let states = [(state.name.text(), state.clone())].into_iter().collect();
        let flow = Flow { start_at, states, span: flow.span };
        return Some(Found { flow, state, is_in_map: false });
    }
    flow.states.values().find_map(|around| {
        let found = around.flows().iter().find_map(|inner| find(inner, name))?;
        Some(Found { is_in_map: found.is_in_map || matches!(around.kind, Kind::Map(_)), ..found })
    })
}

/// The Map's own fields of a distributed Map.
fn distributed(state: &State) -> Option<&Distributed> {
    match &state.kind {
        Kind::Map(Map { distributed, .. }) => distributed.as_deref(),
        _ => None,
    }
}

/// The failure a test ended with, read from the trace.
fn failure_of(test: &StateTest) -> Option<&Object> {
    test.last(Stage::ErrorOutput)?.as_object()
}

/// The output of the state, if it was left.
fn output_of(test: &StateTest) -> Option<&Value> {
    test.execution.history().events.iter().find_map(|event| match &event.details {
        Details::StateExited { output, .. } => Some(output),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(definition: &str, change: impl FnOnce(&mut TestRequest)) -> Value {
        let mut request = TestRequest::new(definition);
        request.input = Value::parse(r#"{"n": 1}"#).unwrap();
        request.inspection_level = InspectionLevel::Debug;
        change(&mut request);
        match StateTest::new(request) {
            Ok(mut test) => {
                assert!(matches!(test.advance(), Ok(None)), "the test asks for work");
                test.report()
            }
            Err(error) => Value::from(format!("{}: {}", error.name, error.message)),
        }
    }

    const TASK: &str = r#"{"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": "pay", "Payload": "{% $states.input.n + 1 %}"},
        "Output": "{% $states.result.Payload %}", "Next": "Elsewhere",
        "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 1}], "Catch": [{"ErrorEquals": ["Late"], "Next": "Mend"}]}"#;

    fn failing(error: &str) -> Option<Mock> {
        Some(Mock::ErrorOutput { error: Some(error.into()), cause: Some("it is".into()) })
    }

    #[test]
    fn a_mock_stands_in_for_the_service() {
        let report = test(TASK, |request| request.mock = Some(Mock::Result(r#"{"Payload": 5}"#.into())));
        assert_eq!(report.get("output"), Some(&Value::from("5")));
        assert_eq!(report.get("nextState"), Some(&Value::from("Elsewhere")));
        assert_eq!(report.get("status"), Some(&Value::from("SUCCEEDED")));
    }

    #[test]
    fn the_stages_between_input_and_output_are_shown() {
        let report = test(TASK, |request| request.mock = Some(Mock::Result(r#"{"Payload": 5}"#.into())));
        assert_eq!(
            report.get("inspectionData").unwrap().to_string(),
            r#"{"input":"{\"n\":1}","afterArguments":"{\"FunctionName\":\"pay\",\"Payload\":2}","result":"{\"Payload\":5}"}"#
        );
    }

    #[test]
    fn a_retrier_makes_a_failure_retriable() {
        let report = test(TASK, |request| request.mock = failing("Busy"));
        assert_eq!(report.get("status"), Some(&Value::from("RETRIABLE")));
        let again = test(TASK, |request| {
            request.mock = failing("Busy");
            request.configuration.retrier_retry_count = Some(1);
        });
        assert_eq!(again.get("status"), Some(&Value::from("FAILED")));
    }

    #[test]
    fn a_catcher_says_where_it_goes_on() {
        let report = test(TASK, |request| request.mock = failing("Late"));
        assert_eq!(report.get("status"), Some(&Value::from("CAUGHT_ERROR")));
        assert_eq!(report.get("nextState"), Some(&Value::from("Mend")));
    }

    #[test]
    fn a_state_of_a_machine_is_found_by_its_name_at_any_depth() {
        let machine = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor":
            {"StartAt": "Same", "States": {"Same": {"Type": "Pass", "End": true}}}}}}"#;
        let report = test(machine, |request| request.state_name = Some("Same".to_owned()));
        assert_eq!(report.get("output"), Some(&Value::from(r#"{"n":1}"#)));
        let missing = test(machine, |request| request.state_name = Some("Other".to_owned()));
        assert_eq!(missing, Value::from("ValidationException: State not found in definition"));
    }

    #[test]
    fn err_a_definition_is_refused_in_aws_words() {
        let report = test(r#"{"Type": "Parallel", "Branches": [], "End": true}"#, |request| {
            request.mock = Some(Mock::Result("[]".to_owned()));
        });
        let wanted = "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: \
                      Value cannot be empty at /States/StateName/Branches'";
        assert_eq!(report, Value::from(wanted));
    }
}
