//! What a state's expressions see, and what becomes of their failures.

use std::fmt::Display;
use std::sync::{Arc, LazyLock};

use super::Execution;
use super::branch::{Branch, Visit};
use super::error::{DATA_LIMIT, Failure, PATH_CONFLICT, QUERY_EVALUATION, RUNTIME};
use super::run::Context;
use super::state::MapItem;
use crate::asl::model::{Kind, ResultPath, Selection, Setting, StateName};
use crate::history::{Details, EventType, Stage, TraceEntry};
use crate::query::intrinsic::{PayloadError, PayloadExpression};
use crate::query::{Bindings, Expression, Location, Query, QueryError, QueryLanguage, Template};
use crate::value::{Members, Object, Value};

/// The bytes of JSON text that a payload may have. (AWS guide, "Quotas")
pub const MAX_PAYLOAD: usize = 262_144;

/// The same for all variables together. (AWS guide, "Variables")
const MAX_VARIABLES: usize = 10 * 1024 * 1024;

/// The names of the members of `$states`, which is made anew for each expression.
struct StatesMembers {
    input: Arc<str>,
    result: Arc<str>,
    error_output: Arc<str>,
    context: Arc<str>,
}

static MEMBERS: LazyLock<StatesMembers> = LazyLock::new(|| StatesMembers {
    input: "input".into(),
    result: "result".into(),
    error_output: "errorOutput".into(),
    context: "context".into(),
});

/// What `$states` holds beside the input and the context, and what `$` is in JSONPath.
#[derive(Clone, Copy)]
pub(super) enum Data<'a> {
    /// Nothing; `$` is the input.
    Input,
    /// `$states.result`, `$`: what the work yielded.
    Result(&'a Value),
    /// `$states.errorOutput`, `$`: what a catcher caught.
    ErrorOutput(&'a Value),
}

impl<'a> Data<'a> {
    /// The data itself, where the input is the given one.
    pub fn value(self, input: &'a Value) -> &'a Value {
        match self {
            Data::Input => input,
            Data::Result(value) | Data::ErrorOutput(value) => value,
        }
    }
}

/// Refuses a payload that AWS does not pass on. (recorded)
pub(super) fn check_size(state: &StateName, value: &Value) -> Result<(), Failure> {
    match value.is_within(MAX_PAYLOAD) {
        true => Ok(()),
        false => Err(Failure::fatal(DATA_LIMIT, too_large(state.as_str()))),
    }
}

/// Refuses a payload that is too large to work on. (AWS guide, "Handling errors"; AWS's words are not known)
pub(super) fn check_input_size(state: &StateName, value: &Value) -> Result<(), Failure> {
    match value.is_within(MAX_PAYLOAD) {
        true => Ok(()),
        false => {
            let cause = format!(
                "The state/task '{state}' was given an input with a size exceeding the maximum number of bytes service limit."
            );
            Err(Failure::fatal(DATA_LIMIT, cause))
        }
    }
}

/// Refuses variables that are too large together with those there are. (AWS guide, "Variables"; AWS's words are not
/// known)
pub(super) fn check_variables(variables: &Object, assigned: &Object) -> Result<(), Failure> {
    // None alone is larger than a payload.
    if (variables.len() + assigned.len()) * MAX_PAYLOAD <= MAX_VARIABLES {
        return Ok(());
    }
    let mut all = variables.clone();
    assigned.iter().for_each(|(name, value)| all.insert(name.clone(), value.clone()));
    match Value::from(all).is_within(MAX_VARIABLES) {
        true => Ok(()),
        false => Err(Failure::fatal(DATA_LIMIT, "The variables exceed the maximum of 10 MiB in all.")),
    }
}

pub(super) fn too_large(who: &str) -> String {
    format!(
        "The state/task '{who}' returned a result with a size exceeding the maximum number of bytes service limit."
    )
}

/// A failure of a JSONPath state's expression.
fn runtime(visit: &Visit, reason: &str) -> Failure {
    Failure::fatal(RUNTIME, sentence(visit, reason))
}

impl Execution {
    /// Notes the data of a visit at one stage.
    pub(super) fn trace(&mut self, branch: &Branch, visit: &Visit, stage: Stage, value: Value) {
        let run = self.run_mut(branch.run);
        if !run.is_finished {
            let (visit, attempt, event) = (visit.entered, visit.attempt, run.history.last_id());
            run.history.trace.entries.push(TraceEntry { visit, event, attempt, stage, value });
        }
    }

    /// The context object. (AWS guide, "Context object"; which states have `RetryCount`: recorded)
    pub(super) fn context(&self, branch: &Branch, visit: &Visit) -> Value {
        let (execution, state_machine) = match &self.run(branch.run).context {
            Context::Given(context) => return with_item(context, branch.map.as_ref()),
            Context::Fixed { execution, state_machine } => (execution, state_machine),
        };
        let mut state = Object::new();
        state.insert("Name", visit.state.name.text());
        state.insert("EnteredTime", visit.entered_at.to_short_text());
        if matches!(visit.state.kind, Kind::Task(_) | Kind::Parallel(_) | Kind::Map(_)) {
            state.insert("RetryCount", visit.attempt);
        }
        let mut context = Object::new();
        context.insert("Execution", execution.clone());
        context.insert("StateMachine", state_machine.clone());
        context.insert("State", state);
        if let Some(map) = &branch.map {
            context.insert("Map", map.context());
        }
        if let Some(token) = &visit.token {
            context.insert("Task", Value::object([("Token", token.clone())]));
        }
        context.into()
    }

    /// What an expression in JSONata sees; the context object only where it may be read.
    fn bindings(&self, branch: &Branch, visit: &Visit, data: Data, with_context: bool) -> Bindings {
        let mut states = Vec::with_capacity(3);
        states.push((MEMBERS.input.clone(), visit.input.clone()));
        match data {
            Data::Input => {}
            Data::Result(result) => states.push((MEMBERS.result.clone(), result.clone())),
            Data::ErrorOutput(error_output) => {
                states.push((MEMBERS.error_output.clone(), error_output.clone()));
            }
        }
        if with_context {
            states.push((MEMBERS.context.clone(), self.context(branch, visit)));
        }
        let states = Object::from(Members::from_distinct(states)).into();
        Bindings { states, variables: branch.variables.clone() }
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
        if visit.state.query_language == QueryLanguage::JsonPath {
            let data = data.value(&visit.effective);
            return template.resolve(at, &mut |expression, at| {
                let value = self.query(branch, visit, expression, data);
                value.map_err(|error| error.in_field(visit, &at.payload_field()))
            });
        }
        let bindings = self.bindings(branch, visit, data, template.reads_context());
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
        field: impl Display,
        wanted: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<T, Failure> {
        let expression = match setting {
            Setting::Literal(value) => return Ok(value.clone()),
            Setting::Expression(expression) => expression,
        };
        if visit.state.query_language == QueryLanguage::JsonPath {
            let value = self.query(branch, visit, expression, &visit.effective);
            let value = value.map_err(|error| error.in_path(visit))?;
            // A number in a string is one here. (recorded)
            let number = value.as_str().and_then(|text| Value::parse(text).ok());
            return read(number.as_ref().unwrap_or(&value)).ok_or_else(|| {
                let (path, found) =
                    (&expression.text, value.as_str().map_or(value.to_string(), str::to_owned));
                let reason = format!(
                    "The {field}Path field refers to value \"{found}\" which is not a valid {wanted}: {path}"
                );
                runtime(visit, &reason)
            });
        }
        let bindings = self.bindings(branch, visit, Data::Input, expression.reads_context());
        let reason = match self.evaluate(&bindings, expression) {
            Ok(value) => match read(&value) {
                Some(read) => return Ok(read),
                None => unexpected_type(wanted, &value),
            },
            Err(error) => reason(&error),
        };
        let field = field.to_string();
        let sentence = expression_sentence(expression, &field, &reason);
        Err(self.evaluation_failed(branch, visit, &sentence, Some(&field)))
    }

    fn evaluate(&mut self, bindings: &Bindings, expression: &Expression) -> Result<Value, QueryError> {
        let Query::Jsonata(jsonata) = &expression.query else { return Err(QueryError::Undefined) };
        let now = self.now().0;
        jsonata.evaluate(bindings, now, &mut self.chance)
    }

    /// The value of a path or intrinsic function, with `$` being the given data.
    pub(super) fn query<'e>(
        &mut self,
        branch: &Branch,
        visit: &Visit,
        expression: &'e Expression,
        data: &Value,
    ) -> Result<Value, QueryFailure<'e>> {
        let Query::JsonPath(payload) = &expression.query else { return Ok(Value::Null) };
        let context = match payload.reads_context() {
            true => self.context(branch, visit),
            false => Value::Null,
        };
        let value = payload.evaluate(data, &context, &branch.variables, &mut self.chance);
        value.map_err(|error| QueryFailure { payload, error, data: data.clone(), context })
    }

    /// Makes of the raw input what `InputPath` selects.
    pub(super) fn select_input(&mut self, branch: &Branch, visit: &mut Visit) -> Result<(), Failure> {
        if visit.state.query_language == QueryLanguage::JsonPath {
            visit.effective = self.select(branch, visit, &visit.state.paths.input, visit.input.clone())?;
            self.trace(branch, visit, Stage::AfterInputPath, visit.effective.clone());
        }
        Ok(())
    }

    /// The output after `ResultSelector`, `ResultPath` and `OutputPath`.
    ///
    /// What was caught goes where the catcher says, past the state's own fields. (recorded)
    pub(super) fn select_output(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        result_path: Option<&ResultPath>,
        data: Data,
    ) -> Result<Value, Failure> {
        let paths = &visit.state.paths;
        let placed = match data {
            Data::Input => visit.effective.clone(),
            Data::ErrorOutput(error_output) => {
                let path = result_path.unwrap_or(&ResultPath::Replace);
                return self.place(visit, path, error_output.clone());
            }
            Data::Result(result) => {
                let selected = match &paths.result_selector {
                    Some(template) => {
                        self.resolve(branch, visit, template, Location::Root("ResultSelector"), data)?
                    }
                    None => result.clone(),
                };
                self.trace(branch, visit, Stage::AfterResultSelector, selected.clone());
                let placed = self.place(visit, &paths.result, selected)?;
                self.trace(branch, visit, Stage::AfterResultPath, placed.clone());
                placed
            }
        };
        self.select(branch, visit, &paths.output, placed)
    }

    fn select(
        &mut self,
        branch: &Branch,
        visit: &Visit,
        selection: &Selection,
        data: Value,
    ) -> Result<Value, Failure> {
        match selection {
            Selection::All => Ok(data),
            Selection::Nothing => Ok(Value::empty_object()),
            Selection::Path(expression) => {
                self.query(branch, visit, expression, &data).map_err(|error| error.in_path(visit))
            }
        }
    }

    /// Puts a result into the raw input.
    fn place(&self, visit: &Visit, path: &ResultPath, result: Value) -> Result<Value, Failure> {
        match path {
            ResultPath::Replace => Ok(result),
            ResultPath::Discard => Ok(visit.input.clone()),
            ResultPath::Into(expression) => match expression.as_path() {
                Some(path) => {
                    let placed = path.set(&visit.input, result);
                    placed.map_err(|error| Failure::new(PATH_CONFLICT, error.to_string()))
                }
                None => Ok(result),
            },
        }
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
        branch.previous = self.record(branch.run, previous, EventType::EvaluationFailed, details);
        Failure::new(QUERY_EVALUATION, cause)
    }

    /// What goes wrong with the value of a field, in the way of the state's query language.
    pub(super) fn field_failed(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        reason: &str,
        location: Option<&str>,
    ) -> Failure {
        match visit.state.query_language {
            QueryLanguage::Jsonata => self.evaluation_failed(branch, visit, reason, location),
            QueryLanguage::JsonPath => runtime(visit, reason),
        }
    }
}

/// Why a path or intrinsic function has no value, with what it saw.
pub(super) struct QueryFailure<'e> {
    payload: &'e PayloadExpression,
    error: PayloadError,
    data: Value,
    context: Value,
}

impl QueryFailure<'_> {
    /// In the words for a payload template's field and its like. (recorded)
    pub fn in_field(&self, visit: &Visit, field: &str) -> Failure {
        runtime(visit, &self.payload.cause(&self.error, field, &self.data, &self.context))
    }

    /// In the words for `InputPath` and its like. (recorded)
    pub fn in_path(&self, visit: &Visit) -> Failure {
        match (self.payload, &self.error) {
            (PayloadExpression::Path(path), PayloadError::Path(error)) => {
                runtime(visit, &path.invalid(error))
            }
            _ => self.in_field(visit, ""),
        }
    }

    /// In the words for `ItemsPath`. (seen on AWS: `Unable to apply step "items" to input {…}`)
    pub fn in_items_path(&self, visit: &Visit) -> Failure {
        match &self.error {
            PayloadError::Path(error) => match error.missing_member() {
                Some(member) => {
                    let input = if self.payload.reads_context() { &self.context } else { &self.data };
                    let cause = format!("Unable to apply step \"{member}\" to input {input}");
                    Failure::new(PATH_CONFLICT, cause)
                }
                None => self.in_path(visit),
            },
            PayloadError::Intrinsic(_) => self.in_path(visit),
        }
    }

    pub fn is_missing(&self) -> bool {
        matches!(&self.error, PayloadError::Path(error) if error.is_missing())
    }
}

/// A given context object, and `Map` in it while an `ItemSelector` is evaluated: nobody can give that.
fn with_item(context: &Value, item: Option<&MapItem>) -> Value {
    let (Some(item), Some(members)) = (item, context.as_object()) else { return context.clone() };
    let mut members = members.clone();
    members.insert("Map", item.context());
    members.into()
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
        QueryError::Failed { message, .. } => format!("threw an error during evaluation. {message}"),
    }
}

/// AWS's words for a value of the wrong type.
pub(super) fn unexpected_type(wanted: &str, value: &Value) -> String {
    let found = value.type_name();
    format!("returned an unexpected result type. Expected '{wanted}', but was '{found}' for value: {value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(count: usize) -> Object {
        let text: Arc<str> = "x".repeat(260_000).into();
        (0..count).map(|at| (format!("v{at}"), text.clone())).collect()
    }

    #[test]
    fn variables_may_have_10_mib_in_all() {
        let one: Object = [("last", variables(1).get("v0").cloned().unwrap())].into_iter().collect();
        assert_eq!(check_variables(&variables(39), &one), Ok(()));
        assert!(check_variables(&variables(40), &one).is_err_and(|failure| failure.is_fatal));
    }

    #[test]
    fn a_variable_that_is_set_again_counts_once() {
        assert_eq!(check_variables(&variables(40), &variables(40)), Ok(()));
    }
}
