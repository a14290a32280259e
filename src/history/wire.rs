//! Events and traces as JSON.
//!
//! Events have the shape of `GetExecutionHistory`: payloads are JSON text inside the JSON, and absent
//! fields are left out.

use std::sync::Arc;

use super::{Details, Event, EventId, EventType, Scheduled, Stage, Timestamp, TraceEntry};
use crate::value::{Object, Value};

impl Event {
    /// The event as AWS returns it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut event = Object::new();
        event.insert("timestamp", self.timestamp.to_string());
        event.insert("type", self.event_type.as_str());
        event.insert("id", self.id.0);
        event.insert("previousEventId", self.previous.0);
        let details = self.details.to_object();
        // AWS writes the details of a failure even when it has neither name nor text.
        if self.details != Details::None && !self.event_type.details_key().is_empty() {
            event.insert(self.event_type.details_key(), details);
        }
        event.into()
    }

    /// Reads an event of AWS's shape.
    ///
    /// # Errors
    /// A clause that says what is missing or unknown.
    pub fn from_value(value: &Value) -> Result<Event, String> {
        let name = value.get("type").and_then(Value::as_str).ok_or("an event has no `type`")?;
        let event_type = EventType::parse(name).ok_or_else(|| format!("`{name}` is not a type of event"))?;
        let number = |key: &str| {
            let number = value.get(key).and_then(Value::as_i64).and_then(|n| u32::try_from(n).ok());
            number.ok_or_else(|| format!("a `{name}` has no `{key}`"))
        };
        let timestamp = value.get("timestamp").and_then(Value::as_str).and_then(Timestamp::parse);
        let no_details = Value::Null;
        let details = value.get(event_type.details_key()).unwrap_or(&no_details);
        Ok(Event {
            id: EventId(number("id")?),
            previous: EventId(number("previousEventId")?),
            timestamp: timestamp.ok_or_else(|| format!("a `{name}` has no `timestamp`"))?,
            event_type,
            details: Details::from_value(event_type, &Fields { event: name, details })?,
        })
    }
}

/// Collects the members of an object, leaving out what is absent.
struct Members(Object);

impl Members {
    fn text(mut self, key: &str, text: &str) -> Self {
        self.0.insert(key, text);
        self
    }

    fn opt_text(self, key: &str, text: Option<&Arc<str>>) -> Self {
        match text {
            Some(text) => self.text(key, text),
            None => self,
        }
    }

    fn number(mut self, key: &str, number: impl Into<Value>) -> Self {
        self.0.insert(key, number);
        self
    }

    fn opt_number(self, key: &str, number: Option<i64>) -> Self {
        match number {
            Some(number) => self.number(key, number),
            None => self,
        }
    }

    /// A payload: JSON text, followed by AWS's note whether it was cut.
    fn payload(mut self, key: &str, value: &Value) -> Self {
        self.0.insert(key, value.to_string());
        self.0.insert(format!("{key}Details"), Value::object([("truncated", false)]));
        self
    }
}

impl Details {
    fn to_object(&self) -> Object {
        let members = Members(Object::new());
        let members = match self {
            Details::None => members,
            Details::ExecutionStarted { input, role_arn } => {
                members.payload("input", input).text("roleArn", role_arn)
            }
            Details::Output { output } => members.payload("output", output),
            Details::Failure { error, cause } => {
                members.opt_text("error", error.as_ref()).opt_text("cause", cause.as_ref())
            }
            Details::StateEntered { name, input } => members.text("name", name).payload("input", input),
            Details::StateExited { name, output, assigned_variables } => {
                let members = members.text("name", name).payload("output", output);
                match assigned_variables.as_ref().and_then(Value::as_object) {
                    Some(variables) => members.variables(variables),
                    None => members,
                }
            }
            Details::TaskScheduled { resource_type, resource, region, scheduled } => members
                .text("resourceType", resource_type)
                .text("resource", resource)
                .text("region", region)
                .text("parameters", &scheduled.parameters.to_string())
                .scheduled(scheduled),
            Details::TaskStarted { resource_type, resource } => {
                members.text("resourceType", resource_type).text("resource", resource)
            }
            Details::TaskOutput { resource_type, resource, output } => members
                .text("resourceType", resource_type)
                .text("resource", resource)
                .payload("output", output),
            Details::TaskFailure { resource_type, resource, error, cause } => members
                .text("resourceType", resource_type)
                .text("resource", resource)
                .opt_text("error", error.as_ref())
                .opt_text("cause", cause.as_ref()),
            Details::ResourceScheduled { resource, scheduled } => members
                .text("resource", resource)
                .payload("input", &scheduled.parameters)
                .scheduled(scheduled),
            Details::MapRunStarted { map_run_arn } => members.text("mapRunArn", map_run_arn),
            Details::Redriven { redrive_count } => members.number("redriveCount", *redrive_count),
            Details::MapRunRedriven { map_run_arn, redrive_count } => {
                members.text("mapRunArn", map_run_arn).number("redriveCount", *redrive_count)
            }
            Details::ActivityStarted { worker_name } => members.opt_text("workerName", worker_name.as_ref()),
            Details::MapStateStarted { length } => members.number("length", *length),
            Details::MapIteration { name, index } => members.text("name", name).number("index", *index),
            Details::EvaluationFailed { error, cause, location, state } => members
                .text("error", error)
                .text("cause", cause)
                .opt_text("location", location.as_ref())
                .text("state", state),
        };
        members.0
    }

    fn from_value(event_type: EventType, fields: &Fields) -> Result<Details, String> {
        use EventType as T;
        Ok(match event_type {
            T::ExecutionStarted => Details::ExecutionStarted {
                input: fields.payload("input")?,
                role_arn: fields.text("roleArn")?,
            },
            T::ExecutionSucceeded | T::LambdaFunctionSucceeded | T::ActivitySucceeded => {
                Details::Output { output: fields.payload("output")? }
            }
            T::ExecutionFailed
            | T::ExecutionTimedOut
            | T::ExecutionAborted
            | T::LambdaFunctionFailed
            | T::LambdaFunctionTimedOut
            | T::LambdaFunctionScheduleFailed
            | T::LambdaFunctionStartFailed
            | T::ActivityScheduleFailed
            | T::MapRunFailed
            | T::ActivityFailed
            | T::ActivityTimedOut => {
                Details::Failure { error: fields.opt_text("error"), cause: fields.opt_text("cause") }
            }
            T::TaskScheduled => Details::TaskScheduled {
                resource_type: fields.text("resourceType")?,
                resource: fields.text("resource")?,
                region: fields.text("region")?,
                scheduled: fields.scheduled("parameters")?,
            },
            T::TaskStarted => Details::TaskStarted {
                resource_type: fields.text("resourceType")?,
                resource: fields.text("resource")?,
            },
            T::TaskSubmitted | T::TaskSucceeded => Details::TaskOutput {
                resource_type: fields.text("resourceType")?,
                resource: fields.text("resource")?,
                output: fields.payload("output")?,
            },
            T::TaskFailed | T::TaskTimedOut | T::TaskStartFailed | T::TaskSubmitFailed => {
                Details::TaskFailure {
                    resource_type: fields.text("resourceType")?,
                    resource: fields.text("resource")?,
                    error: fields.opt_text("error"),
                    cause: fields.opt_text("cause"),
                }
            }
            T::LambdaFunctionScheduled | T::ActivityScheduled => Details::ResourceScheduled {
                resource: fields.text("resource")?,
                scheduled: fields.scheduled("input")?,
            },
            T::MapRunStarted => Details::MapRunStarted { map_run_arn: fields.text("mapRunArn")? },
            T::ExecutionRedriven => Details::Redriven { redrive_count: fields.count("redriveCount")? },
            T::MapRunRedriven => Details::MapRunRedriven {
                map_run_arn: fields.text("mapRunArn")?,
                redrive_count: fields.count("redriveCount")?,
            },
            T::ActivityStarted => Details::ActivityStarted { worker_name: fields.opt_text("workerName") },
            T::MapStateStarted => Details::MapStateStarted { length: fields.count("length")? },
            T::MapIterationStarted
            | T::MapIterationSucceeded
            | T::MapIterationFailed
            | T::MapIterationAborted => {
                Details::MapIteration { name: fields.text("name")?, index: fields.count("index")? }
            }
            T::EvaluationFailed => Details::EvaluationFailed {
                error: fields.text("error")?,
                cause: fields.text("cause")?,
                location: fields.opt_text("location"),
                state: fields.text("state")?,
            },
            _ => match event_type.details_key() {
                "stateEnteredEventDetails" => {
                    Details::StateEntered { name: fields.text("name")?, input: fields.payload("input")? }
                }
                "stateExitedEventDetails" => Details::StateExited {
                    name: fields.text("name")?,
                    output: fields.payload("output")?,
                    assigned_variables: fields.variables()?,
                },
                _ => Details::None,
            },
        })
    }
}

impl Members {
    /// What the events of a scheduled task tell beside its data.
    fn scheduled(self, scheduled: &Scheduled) -> Self {
        let mut members = self
            .opt_number("timeoutInSeconds", scheduled.timeout_in_seconds)
            .opt_number("heartbeatInSeconds", scheduled.heartbeat_in_seconds);
        if let Some(role_arn) = &scheduled.role_arn {
            members.0.insert("taskCredentials", Value::object([("roleArn", role_arn.clone())]));
        }
        members
    }

    /// `assignedVariables`: each value is JSON text of its own.
    fn variables(mut self, variables: &Object) -> Self {
        let texts: Object = variables.iter().map(|(name, value)| (name.clone(), value.to_string())).collect();
        self.0.insert("assignedVariables", texts);
        self.0.insert("assignedVariablesDetails", Value::object([("truncated", false)]));
        self
    }
}

/// The details of an event on the wire, and its type for messages.
struct Fields<'a> {
    event: &'a str,
    details: &'a Value,
}

impl Fields<'_> {
    fn opt_text(&self, key: &str) -> Option<Arc<str>> {
        self.details.get(key).and_then(Value::as_str).map(Arc::from)
    }

    fn text(&self, key: &str) -> Result<Arc<str>, String> {
        self.opt_text(key).ok_or_else(|| self.missing(key))
    }

    fn opt_number(&self, key: &str) -> Option<i64> {
        self.details.get(key).and_then(Value::as_i64)
    }

    fn count(&self, key: &str) -> Result<u32, String> {
        self.opt_number(key).and_then(|n| u32::try_from(n).ok()).ok_or_else(|| self.missing(key))
    }

    fn payload(&self, key: &str) -> Result<Value, String> {
        let text = self.text(key)?;
        Value::parse(&text).map_err(|error| format!("`{key}` of a `{}` is not JSON: {error}", self.event))
    }

    fn scheduled(&self, data: &str) -> Result<Scheduled, String> {
        let credentials = self.details.get("taskCredentials");
        let role_arn = credentials.and_then(|credentials| credentials.get("roleArn")?.as_str());
        Ok(Scheduled {
            parameters: self.payload(data)?,
            timeout_in_seconds: self.opt_number("timeoutInSeconds"),
            heartbeat_in_seconds: self.opt_number("heartbeatInSeconds"),
            role_arn: role_arn.map(Arc::from),
        })
    }

    fn variables(&self) -> Result<Option<Value>, String> {
        let Some(texts) = self.details.get("assignedVariables").and_then(Value::as_object) else {
            return Ok(None);
        };
        let parse = |(name, text): (&Arc<str>, &Value)| {
            let value = text.as_str().and_then(|text| Value::parse(text).ok());
            value.map(|value| (name.clone(), value)).ok_or_else(|| self.missing(name))
        };
        texts.iter().map(parse).collect::<Result<Object, String>>().map(|variables| Some(variables.into()))
    }

    fn missing(&self, key: &str) -> String {
        format!("a `{}` has no `{key}`", self.event)
    }
}

impl TraceEntry {
    /// The entry as JSON: `{"visit": 2, "event": 4, "attempt": 0, "stage": "result", "value": …}`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::object([
            ("visit", Value::from(self.visit.0)),
            ("event", Value::from(self.event.0)),
            ("attempt", Value::from(self.attempt)),
            ("stage", Value::from(self.stage.as_str())),
            ("value", self.value.clone()),
        ])
    }

    /// Reads what [`TraceEntry::to_value`] wrote.
    ///
    /// # Errors
    /// A clause that says what is missing.
    pub fn from_value(value: &Value) -> Result<TraceEntry, String> {
        let number = |key: &str| {
            let number = value.get(key).and_then(Value::as_i64).and_then(|n| u32::try_from(n).ok());
            number.ok_or_else(|| format!("a stage has no `{key}`"))
        };
        let stage = value.get("stage").and_then(Value::as_str).and_then(Stage::parse);
        Ok(TraceEntry {
            visit: EventId(number("visit")?),
            event: EventId(number("event")?),
            attempt: number("attempt")?,
            stage: stage.ok_or("a stage has no `stage`")?,
            value: value.get("value").cloned().ok_or("a stage has no `value`")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(event_type: EventType, details: Details) -> String {
        let event =
            Event { id: EventId(4), previous: EventId(3), timestamp: Timestamp(1500), event_type, details };
        let value = event.to_value();
        assert_eq!(Event::from_value(&value), Ok(event));
        value.get(event_type.details_key()).map(Value::to_string).unwrap_or_default()
    }

    #[test]
    fn payloads_are_json_text() {
        let details = Details::StateEntered { name: "A".into(), input: Value::parse("[1]").unwrap() };
        assert_eq!(
            round_trip(EventType::PassStateEntered, details),
            r#"{"name":"A","input":"[1]","inputDetails":{"truncated":false}}"#
        );
    }

    #[test]
    fn each_assigned_variable_is_json_text() {
        let variables = Value::parse(r#"{"x":"y"}"#).unwrap();
        let details = Details::StateExited {
            name: "A".into(),
            output: Value::Null,
            assigned_variables: Some(variables),
        };
        assert!(
            round_trip(EventType::PassStateExited, details).contains(r#""assignedVariables":{"x":"\"y\""}"#)
        );
    }

    #[test]
    fn absent_fields_are_left_out() {
        let details = Details::Failure { error: None, cause: None };
        assert_eq!(round_trip(EventType::ExecutionFailed, details), "{}");
        assert_eq!(round_trip(EventType::ParallelStateStarted, Details::None), "");
    }

    #[test]
    fn err_an_unknown_type_is_named() {
        let event = Value::parse(r#"{"type": "PassStateSlept", "id": 1}"#).unwrap();
        assert_eq!(Event::from_value(&event).unwrap_err(), "`PassStateSlept` is not a type of event");
    }
}
