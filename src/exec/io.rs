//! What a state's expressions see, and what becomes of their failures.

use std::sync::Arc;

use super::branch::{Branch, Visit};
use super::error::{Failure, QUERY_EVALUATION};
use super::{Execution, Settings};
use crate::asl::model::{Kind, Setting};
use crate::history::{Details, EventType, Stage, TraceEntry};
use crate::query::{Bindings, Expression, Location, QueryError, Template};
use crate::value::{Object, Value};

/// The parts of the context object that stay the same for a whole execution. (AWS guide, "Context object")
pub(super) struct FixedContext {
    execution: Value,
    state_machine: Value,
}

impl FixedContext {
    pub fn new(settings: &Settings, input: &Value) -> FixedContext {
        let identity = &settings.identity;
        FixedContext {
            execution: Value::object([
                ("Id", Value::from(identity.execution_arn())),
                ("Input", input.clone()),
                ("Name", Value::from(identity.execution.clone())),
                ("RoleArn", Value::from(identity.role_arn.clone())),
                ("StartTime", Value::from(settings.start.to_string())),
                ("RedriveCount", Value::from(0_i64)),
            ]),
            state_machine: Value::object([
                ("Id", Value::from(identity.state_machine_arn())),
                ("Name", Value::from(identity.state_machine.clone())),
            ]),
        }
    }
}

/// What `$states` holds beside the input and the context.
#[derive(Clone, Copy)]
pub(super) enum Data<'a> {
    /// Nothing.
    Input,
    /// `$states.result`: what the work yielded.
    Result(&'a Value),
    /// `$states.errorOutput`: what a catcher caught.
    ErrorOutput(&'a Value),
}

impl Data<'_> {
    /// What a state without `Output` passes on.
    pub fn default_output(self, input: &Value) -> Value {
        match self {
            Data::Input => input.clone(),
            Data::Result(value) | Data::ErrorOutput(value) => value.clone(),
        }
    }
}

impl Execution {
    /// Notes the data of a visit at one stage.
    pub(super) fn trace(&mut self, visit: &Visit, stage: Stage, value: Value) {
        let (visit, attempt, event) = (visit.entered, visit.attempt, self.last_event());
        if !self.finished {
            self.history.trace.entries.push(TraceEntry { visit, event, attempt, stage, value });
        }
    }

    fn context(&self, branch: &Branch, visit: &Visit) -> Value {
        let mut state = Object::new();
        state.insert("EnteredTime", visit.entered_at.to_string());
        state.insert("Name", visit.state.name.text());
        state.insert("RetryCount", visit.attempt);
        let mut context = Object::new();
        context.insert("Execution", self.context.execution.clone());
        context.insert("StateMachine", self.context.state_machine.clone());
        context.insert("State", state);
        if let Some(map) = &branch.map {
            context.insert("Map", map.clone());
        }
        context.into()
    }

    fn bindings(&self, branch: &Branch, visit: &Visit, data: Data) -> Bindings {
        let mut states = Object::new();
        states.insert("input", visit.input.clone());
        match data {
            Data::Input => {}
            Data::Result(result) => states.insert("result", result.clone()),
            Data::ErrorOutput(error_output) => states.insert("errorOutput", error_output.clone()),
        }
        states.insert("context", self.context(branch, visit));
        Bindings { states: states.into(), variables: branch.variables.clone() }
    }

    /// The value of a template in the named field.
    pub(super) fn resolve(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        template: &Template,
        at: Location,
        data: Data,
    ) -> Result<Value, Failure> {
        if let Template::Literal(value) = template {
            return Ok(value.clone());
        }
        let bindings = self.bindings(branch, visit, data);
        template.resolve(at, &mut |expression, at| {
            self.evaluate(&bindings, expression).map_err(|error| {
                let (reason, field) = (reason(&error), at.to_string());
                let sentence = expression_sentence(expression, &field, &reason);
                self.evaluation_failed(branch, visit, &sentence, Some(&field))
            })
        })
    }

    /// The same for `Output` and `Assign`, which may stand in a rule or a catcher.
    pub(super) fn resolve_exit(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        template: &Template,
        field: &str,
        within: Option<(&'static str, usize)>,
        data: Data,
    ) -> Result<Value, Failure> {
        let Some((list, index)) = within else {
            return self.resolve(branch, visit, template, Location::Root(field), data);
        };
        let list = Location::Root(list);
        let entry = Location::Index(&list, index);
        self.resolve(branch, visit, template, Location::Field(&entry, field), data)
    }

    /// The value of a setting, which `read` must accept; `wanted` names the type for the message.
    pub(super) fn resolve_setting<T: Clone>(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        setting: &Setting<T>,
        field: &str,
        wanted: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, Failure> {
        let expression = match setting {
            Setting::Literal(value) => return Ok(value.clone()),
            Setting::Expression(expression) => expression,
        };
        let bindings = self.bindings(branch, visit, Data::Input);
        let reason = match self.evaluate(&bindings, expression) {
            Ok(value) => match read(&value) {
                Some(read) => return Ok(read),
                None => unexpected_type(wanted, &value),
            },
            Err(error) => reason(&error),
        };
        let sentence = expression_sentence(expression, field, &reason);
        Err(self.evaluation_failed(branch, visit, &sentence, Some(field)))
    }

    fn evaluate(&mut self, bindings: &Bindings, expression: &Expression) -> Result<Value, QueryError> {
        let now = self.now().0;
        self.evaluator.evaluate(expression, bindings, now, &mut self.chance)
    }

    /// Records that an expression failed, and makes AWS's error of it.
    ///
    /// The event follows the one before the state was entered while the state has done nothing yet; a
    /// Wait's follows its entering. (recorded: `PassStateEntered 2<-0, EvaluationFailed 3<-0` but
    /// `WaitStateEntered 2<-0, EvaluationFailed 3<-2`)
    pub(super) fn evaluation_failed(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        reason: &str,
        location: Option<&str>,
    ) -> Failure {
        let cause: Arc<str> = sentence(visit, reason).into();
        let untouched = branch.previous == visit.entered && !matches!(visit.state.kind, Kind::Wait(_));
        let previous = if untouched { visit.before } else { branch.previous };
        let details = Details::EvaluationFailed {
            error: QUERY_EVALUATION.into(),
            cause: cause.clone(),
            location: location.map(Into::into),
            state: visit.state.name.text(),
        };
        branch.previous = self.record(previous, EventType::EvaluationFailed, details);
        Failure::new(QUERY_EVALUATION, cause)
    }
}

/// AWS's opening of most causes.
pub(super) fn sentence(visit: &Visit, reason: &str) -> String {
    let (name, entered) = (&visit.state.name, visit.entered.0);
    format!(
        "An error occurred while executing the state '{name}' (entered at the event id #{entered}). {reason}"
    )
}

pub(super) fn expression_sentence(expression: &Expression, field: &str, reason: &str) -> String {
    format!("The JSONata expression '{}' specified for the field '{field}' {reason}", expression.text)
}

fn reason(error: &QueryError) -> String {
    match error {
        QueryError::Undefined => "returned nothing (undefined).".to_owned(),
        QueryError::Unsupported => "returned an unsupported result type.".to_owned(),
        QueryError::Failed(message) => format!("threw an error during evaluation. {message}"),
    }
}

/// AWS's words for a value of the wrong type.
pub(super) fn unexpected_type(wanted: &str, value: &Value) -> String {
    let found = value.type_name();
    format!("returned an unexpected result type. Expected '{wanted}', but was '{found}' for value: {value}")
}
