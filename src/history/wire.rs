//! Events and traces as JSON.
//!
//! Events have the shape of `GetExecutionHistory`: payloads are JSON text inside the JSON, and absent
//! fields are left out.

use std::sync::Arc;

use super::write::{Members, inline, write_value};
use super::{Details, Event, EventId, EventType, Scheduled, Stage, Timestamp, TraceEntry};
use crate::value::{Object, Value};

impl Event {
    /// Writes the event as AWS returns it. `payload` writes the value of a field that holds a payload.
    pub(super) fn write(&self, out: &mut String, payload: &mut impl FnMut(&Value, &mut String)) {
        let mut event = Members::begin(out, payload);
        event.text("timestamp", &self.timestamp.to_string());
        event.text("type", self.event_type.as_str());
        event.number("id", i64::from(self.id.0));
        event.number("previousEventId", i64::from(self.previous.0));
        // AWS writes the details of a failure even when it has neither name nor text.
        if !matches!(self.details, Details::None) && !self.event_type.details_key().is_empty() {
            event.object(self.event_type.details_key(), |details| self.details.write(details));
        }
        event.end();
    }

    /// Writes the event as AWS returns it.
    pub fn write_json(&self, out: &mut String) {
        self.write(out, &mut inline);
    }

    /// The event as AWS returns it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut text = String::new();
        self.write_json(&mut text);
        Value::parse(&text).unwrap_or_default()
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

impl Details {
    pub(super) fn write<P: FnMut(&Value, &mut String)>(&self, members: &mut Members<P>) {
        match self {
            Details::None => {}
            Details::ExecutionStarted { input, role_arn } => {
                members.payload("input", input);
                members.text("roleArn", role_arn);
            }
            Details::Output { output } => members.payload("output", output),
            Details::Failure { error, cause } => failure(members, error, cause),
            Details::StateEntered { name, input } => {
                members.text("name", name);
                members.payload("input", input);
            }
            Details::StateExited { name, output, assigned_variables } => {
                members.text("name", name);
                members.payload("output", output);
                if let Some(variables) = assigned_variables.as_ref().and_then(Value::as_object) {
                    members.object("assignedVariables", |assigned| {
                        variables
                            .iter()
                            .for_each(|(name, value)| assigned.named_text(name, &value.to_json()));
                    });
                    members.not_truncated("assignedVariables");
                }
            }
            Details::TaskScheduled { resource_type, resource, region, scheduled } => {
                members.text("resourceType", resource_type);
                members.text("resource", resource);
                members.text("region", region);
                members.bare_payload("parameters", &scheduled.parameters);
                scheduled.write(members);
            }
            Details::TaskStarted { resource_type, resource } => {
                members.text("resourceType", resource_type);
                members.text("resource", resource);
            }
            Details::TaskOutput { resource_type, resource, output } => {
                members.text("resourceType", resource_type);
                members.text("resource", resource);
                members.payload("output", output);
            }
            Details::TaskFailure { resource_type, resource, error, cause } => {
                members.text("resourceType", resource_type);
                members.text("resource", resource);
                failure(members, error, cause);
            }
            Details::ResourceScheduled { resource, scheduled } => {
                members.text("resource", resource);
                members.payload("input", &scheduled.parameters);
                scheduled.write(members);
            }
            Details::MapRunStarted { map_run_arn } => members.text("mapRunArn", map_run_arn),
            Details::Redriven { redrive_count } => members.number("redriveCount", i64::from(*redrive_count)),
            Details::MapRunRedriven { map_run_arn, redrive_count } => {
                members.text("mapRunArn", map_run_arn);
                members.number("redriveCount", i64::from(*redrive_count));
            }
            Details::ActivityStarted { worker_name } => members.opt_text("workerName", worker_name.as_ref()),
            Details::MapStateStarted { length } => members.number("length", i64::from(*length)),
            Details::MapIteration { name, index } => {
                members.text("name", name);
                members.number("index", i64::from(*index));
            }
            Details::EvaluationFailed { error, cause, location, state } => {
                members.text("error", error);
                members.text("cause", cause);
                members.opt_text("location", location.as_ref());
                members.text("state", state);
            }
        }
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

fn failure<P: FnMut(&Value, &mut String)>(
    members: &mut Members<P>,
    error: &Option<Arc<str>>,
    cause: &Option<Arc<str>>,
) {
    members.opt_text("error", error.as_ref());
    members.opt_text("cause", cause.as_ref());
}

impl Scheduled {
    /// Writes what the events of a scheduled task tell beside its data.
    fn write<P: FnMut(&Value, &mut String)>(&self, members: &mut Members<P>) {
        let mut opt_number = |key: &str, number: Option<i64>| {
            if let Some(number) = number {
                members.number(key, number);
            }
        };
        opt_number("timeoutInSeconds", self.timeout_in_seconds);
        opt_number("heartbeatInSeconds", self.heartbeat_in_seconds);
        if let Some(role_arn) = &self.role_arn {
            members.object("taskCredentials", |credentials| credentials.text("roleArn", role_arn));
        }
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

    fn scheduled(&self, data: &str) -> Result<Box<Scheduled>, String> {
        let credentials = self.details.get("taskCredentials");
        let role_arn = credentials.and_then(|credentials| credentials.get("roleArn")?.as_str());
        Ok(Box::new(Scheduled {
            parameters: self.payload(data)?,
            timeout_in_seconds: self.opt_number("timeoutInSeconds"),
            heartbeat_in_seconds: self.opt_number("heartbeatInSeconds"),
            role_arn: role_arn.map(Arc::from),
        }))
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
    /// Writes the entry as JSON. `payload` writes its value.
    pub(super) fn write(&self, out: &mut String, payload: &mut impl FnMut(&Value, &mut String)) {
        let mut entry = Members::begin(out, payload);
        entry.number("visit", i64::from(self.visit.0));
        entry.number("event", i64::from(self.event.0));
        entry.number("attempt", i64::from(self.attempt));
        entry.text("stage", self.stage.as_str());
        entry.bare_payload("value", &self.value);
        entry.end();
    }

    /// Writes the entry as JSON: `{"visit": 2, "event": 4, "attempt": 0, "stage": "result", "value": …}`.
    pub fn write_json(&self, out: &mut String) {
        self.write(out, &mut write_value);
    }

    /// The entry as JSON.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut text = String::new();
        self.write_json(&mut text);
        Value::parse(&text).unwrap_or_default()
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
