//! Which handlers a definition needs.

use std::sync::Arc;

use crate::asl::model::{Kind, Map, StateMachine, Task};
use crate::asl::resource::{Resource, function_name};
use crate::query::Template;
use crate::value::Value;

/// A handler that states ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The function's name, or the ARN of a resource that is no function.
    pub name: Arc<str>,
    /// The states that ask for it.
    pub states: Vec<Arc<str>>,
    /// Whether it reads the items of a Map.
    pub reads_items: bool,
}

/// The handlers that the Tasks and the `ItemReader`s of a definition ask for, in the order of the text.
///
/// What a `ResultWriter` would write goes nowhere, so nobody is asked. A function whose name is an expression is
/// known only when it runs.
#[must_use]
pub fn needs(machine: &StateMachine) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    machine.flow.for_each_state(&mut |state| {
        let (name, reads_items) = match &state.kind {
            Kind::Task(task) => (handler_name(task), false),
            Kind::Map(map) => (reader_name(map), true),
            _ => return,
        };
        let Some(name) = name else { return };
        let found = needs.iter().position(|need| need.name == name);
        let at = found.unwrap_or_else(|| {
            needs.push(Need { name, states: Vec::new(), reads_items });
            needs.len() - 1
        });
        needs[at].states.push(state.name.text());
    });
    needs
}

/// Under which name the handler of a Task is looked for.
#[must_use]
pub fn handler_name(task: &Task) -> Option<Arc<str>> {
    match &task.resource {
        Resource::LambdaFunction { arn } => Some(function_name(arn).into()),
        Resource::Service { service, api, .. } if &**service == "lambda" && api.starts_with("invoke") => {
            let name = match task.arguments.as_ref()? {
                Template::Literal(arguments) => arguments.get("FunctionName").and_then(Value::as_str),
                Template::Object(members) => members
                    .iter()
                    .find(|(key, _)| &**key == "FunctionName")
                    .and_then(|(_, member)| match member {
                        Template::Literal(name) => name.as_str(),
                        _ => None,
                    }),
                _ => None,
            };
            name.map(|name| function_name(name).into())
        }
        Resource::Unknown { .. } => None,
        other => Some(other.arn().clone()),
    }
}

fn reader_name(map: &Map) -> Option<Arc<str>> {
    let reader = map.distributed.as_ref()?.item_reader.as_ref()?;
    match &reader.resource {
        Resource::Unknown { .. } => None,
        known => Some(known.arn().clone()),
    }
}

/// What a new handler begins with.
#[must_use]
pub fn template(need: Option<&Need>) -> Arc<str> {
    if let Some(need) = need.filter(|need| need.reads_items) {
        return reader_template(need);
    }
    let comment = match need.map(|need| need.states.as_slice()) {
        None | Some([]) => "Answers a Task.".to_owned(),
        Some([state]) => format!("Answers “{state}”."),
        Some([state, ..]) => format!("Answers “{state}” and other states."),
    };
    format!(
        "// {comment} What is thrown fails the Task, under the error's name.\n\
         \n\
         export const handler = async (event, context) => {{\n\
         \x20 console.log(\"event\", event);\n\
         \x20 return {{ statusCode: 200 }};\n\
         }};\n"
    )
    .into()
}

fn reader_template(need: &Need) -> Arc<str> {
    let state = need.states.first().map(|state| &**state).unwrap_or_default();
    let items = match need.name.contains(":s3:listObjects") {
        true => r#"{ Key: "first.json", Size: 120 }, { Key: "second.json", Size: 80 }"#,
        false => "{ id: 1 }, { id: 2 }",
    };
    format!(
        "// Reads the items of “{state}”: returns them as an array. What is thrown fails the Map.\n\
         \n\
         export const handler = async (event, context) => {{\n\
         \x20 console.log(\"event\", event);\n\
         \x20 return [{items}];\n\
         }};\n"
    )
    .into()
}
