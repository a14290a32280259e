//! Definitions that people run on AWS: each is taken, and runs to an end.
//!
//! They are no part of the project; where they are missing, these tests say so and pass.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use stepyard::asl::model::{Kind, StateMachine};
use stepyard::asl::resource::{Pattern, Resource};
use stepyard::diagnostic::Severity;
use stepyard::exec::{Execution, Limits, Settings, Step, TaskOutcome, TaskRequest};
use stepyard::history::{Details, History, Outcome};
use stepyard::query::jsonpath::Path;
use stepyard::validate::check;
use stepyard::value::{Object, Value};

use support::shared::recorded;

/// What is too short to run, and long enough for every machine that does not turn in circles.
const EVENTS: usize = 5_000;

/// AWS refuses this one: its `QueryLanguage` stands among the states.
const REFUSED: [&str; 1] = ["shared-fallback-state-jsonata-statemachine-statemachine__d7c448c7"];

struct Definition {
    name: String,
    /// As it stands in the file.
    raw: Value,
    text: String,
    /// An object that has what the definition's paths lead to.
    input: Value,
}

fn definitions() -> Vec<Definition> {
    let Some(folder) = recorded("real-world") else { return Vec::new() };
    let mut files: Vec<_> =
        fs::read_dir(folder).expect("the folder can be read").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let definition = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("a definition can be read");
        let file = Value::parse(&text).expect("it is JSON");
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let raw = file.get("definition").cloned().unwrap_or_default();
        let definition = filled_in("", &raw);
        let input = plausible_input(&definition);
        Definition { name, raw, text: definition.to_string(), input }
    };
    files.iter().map(definition).collect()
}

/// What deploying makes of the definition: CloudFormation calls its functions before Step Functions sees any of
/// it, and placeholders get a resource or a number.
fn filled_in(key: &str, value: &Value) -> Value {
    match value {
        _ if is_function(value) => match value.get("Fn::Sub").and_then(Value::as_str) {
            Some(text) => filled_in(key, &Value::from(text)),
            None => Value::from("what-it-refers-to"),
        },
        Value::String(text) if text.starts_with("${") => match key {
            "Resource" => Value::from("arn:aws:lambda:us-east-1:123456789012:function:any"),
            "Seconds" => Value::from(60_i64),
            _ => value.clone(),
        },
        Value::String(text) => {
            let of_account = [("Partition", "aws"), ("Region", "us-east-1"), ("AccountId", "123456789012")];
            let fill = |text: String, (name, value)| text.replace(&format!("${{AWS::{name}}}"), value);
            Value::from(of_account.into_iter().fold(text.to_string(), fill))
        }
        Value::Array(items) => Value::array(items.iter().map(|item| filled_in(key, item))),
        Value::Object(members) => {
            Value::object(members.iter().map(|(key, member)| (key.clone(), filled_in(key, member))))
        }
        other => other.clone(),
    }
}

/// `{"Ref": "Bucket"}`, `{"Fn::GetAtt": […]}`
fn is_function(value: &Value) -> bool {
    let only =
        value.as_object().filter(|members| members.len() == 1).and_then(|members| members.get_index(0));
    only.is_some_and(|(name, _)| &**name == "Ref" || name.starts_with("Fn::"))
}

/// Where CloudFormation's functions stand in place of a resource.
fn functions_as_resources(value: &Value, place: &str, found: &mut Vec<String>) {
    for (key, member) in value.as_object().into_iter().flat_map(Object::iter) {
        let place = format!("{place}/{key}");
        match &**key == "Resource" && is_function(member) {
            true => found.push(place),
            false => functions_as_resources(member, &place, found),
        }
    }
}

fn plausible_input(definition: &Value) -> Value {
    let mut paths = Vec::new();
    find_paths("", definition, &mut paths);
    // Longer ones first: they make objects of what shorter ones would make text.
    paths.sort_by_key(|(path, _)| (std::cmp::Reverse(path.len()), path.clone()));
    let set = |input: Value, (path, leaf): (&str, Value)| match Path::parse(path) {
        Ok(path)
            if path.is_reference_path() && path.evaluate(&input, &Value::Null, &Object::new()).is_err() =>
        {
            path.set(&input, leaf).unwrap_or(input)
        }
        _ => input,
    };
    let scalars = paths.iter().filter(|(_, is_list)| !is_list).map(|(path, _)| (&**path, Value::from("1")));
    let item = scalars.fold(Value::empty_object(), set);
    let lists = paths.iter().filter(|(_, is_list)| *is_list);
    lists.map(|(path, _)| (&**path, Value::array([item.clone(), item.clone()]))).fold(item.clone(), set)
}

/// The paths in the definition's texts, and whether each is to lead to a list.
fn find_paths(key: &str, value: &Value, found: &mut Vec<(String, bool)>) {
    match value {
        Value::String(text) => {
            let text = text.replace("$states.input", "$");
            for rest in text.match_indices("$.").map(|(at, _)| &text[at + 1..]) {
                let end = rest.find(|c: char| !c.is_alphanumeric() && !"._-".contains(c));
                let path = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
                found.push((format!("${path}"), matches!(key, "ItemsPath" | "Items")));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| find_paths(key, item, found)),
        Value::Object(members) => members.iter().for_each(|(key, member)| find_paths(key, member, found)),
        _ => {}
    }
}

#[test]
fn real_definitions_are_taken() {
    let mut refused = String::new();
    for Definition { name, text, .. } in definitions() {
        let checked = check(&text);
        if REFUSED.contains(&&*name) {
            assert!(!checked.is_valid(), "{name} is taken");
            continue;
        }
        for found in checked.diagnostics {
            let (severity, code) = (found.severity.as_str(), found.code);
            let line = format!("{name}: {severity} {code} {} {}\n", found.location, found.message);
            match found.severity {
                Severity::Error => refused += &line,
                Severity::Warning => print!("{line}"),
            }
        }
    }
    assert!(refused.is_empty(), "{refused}");
}

/// Before CloudFormation has read them they are no definitions; still they are read as far as possible, and run.
#[test]
fn parts_of_templates_are_refused_where_a_function_stands() {
    let mut count = 0;
    for Definition { name, raw, input, .. } in definitions() {
        let mut places = Vec::new();
        functions_as_resources(&raw, "", &mut places);
        if places.is_empty() {
            continue;
        }
        count += 1;
        let checked = check(&raw.to_string());
        let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let errors: Vec<String> = errors.map(|found| found.location.to_string()).collect();
        assert_eq!(errors, places, "{name}");
        let machine = checked.machine.unwrap_or_else(|| panic!("{name} is no object"));
        let outcome = run(&machine, &input).unwrap_or_else(|| panic!("{name} does not end"));
        assert_ne!(outcome.error.as_deref(), Some("Stepyard.InternalError"), "{name}");
        println!("{name}: {} {:?} {:?}", outcome.status.as_str(), outcome.error, outcome.cause);
    }
    println!("{count} parts of templates");
}

#[test]
fn real_definitions_run_to_an_end() {
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for Definition { name, text, input, .. } in definitions() {
        let machine = check(&text).machine.unwrap_or_else(|| panic!("{name} is no object"));
        let outcome = run(&machine, &input).unwrap_or_else(|| panic!("{name} does not end"));
        let error = outcome.error.as_deref().unwrap_or_default();
        assert_ne!(error, "Stepyard.InternalError", "{name}");
        let (status, cause) = (outcome.status.as_str(), outcome.cause.as_deref().unwrap_or_default());
        println!("{name}: {status} {error} {cause}");
        *ends.entry(format!("{status} {error}")).or_default() += 1;
    }
    println!("{} definitions: {ends:#?}", ends.values().sum::<usize>());
}

/// Runs a machine of which every task is answered.
fn run(machine: &Arc<StateMachine>, plausible: &Value) -> Option<Outcome> {
    let settings = Settings {
        limits: Limits { events: EVENTS, express_events: EVENTS, all_events: 4 * EVENTS },
        ..Settings::default()
    };
    let mut execution = Execution::new(machine.clone(), plausible.clone(), settings);
    for _ in 0..100 * EVENTS {
        match execution.step() {
            Step::Task(request) => {
                let outcome = answer(machine, plausible, &execution, &request);
                execution.complete(request.token, outcome);
            }
            Step::Finished(outcome) => return Some(outcome),
            Step::Recorded | Step::Waiting(_) => {}
            Step::Blocked => panic!("blocked though every task was answered"),
        }
    }
    None
}

/// A plausible answer: what paths lead to, what the state was given, and what it sent; an array where items
/// are asked for.
fn answer(
    machine: &StateMachine,
    plausible: &Value,
    execution: &Execution,
    request: &TaskRequest,
) -> TaskOutcome {
    let given = merged(plausible, &merged(&input(execution, request), &request.arguments));
    let mut is_map = false;
    machine.flow.for_each_state(&mut |state| {
        is_map |= state.name == request.state && matches!(state.kind, Kind::Map(_));
    });
    let is_invoke = matches!(&request.resource, Resource::Service { service, .. } if &**service == "lambda");
    let result = match () {
        () if is_map => Value::array([given.clone(), given]),
        () if is_invoke => Value::object([("Payload", given), ("StatusCode", Value::from(200_i64))]),
        () => given,
    };
    let goes_on = request.resource.pattern() != Pattern::RequestResponse;
    TaskOutcome { submitted: goes_on.then(Value::empty_object), ..TaskOutcome::success(result) }
}

/// What the state that asks was given, from the history it stands in.
fn input(execution: &Execution, request: &TaskRequest) -> Value {
    let entered = |history: &History| {
        history.events.iter().rev().find_map(|event| match &event.details {
            Details::StateEntered { name, input } if **name == *request.state.as_str() => Some(input.clone()),
            _ => None,
        })
    };
    let map_runs: Vec<_> = execution.map_runs().collect();
    let children = map_runs.iter().rev().flat_map(|map_run| map_run.children.iter().rev());
    let mut histories = children.map(|child| child.history).chain([execution.history()]);
    histories.find_map(entered).unwrap_or_else(Value::empty_object)
}

fn merged(a: &Value, b: &Value) -> Value {
    match (a.as_object(), b.as_object()) {
        (Some(a), Some(b)) => {
            let mut members = a.clone();
            b.iter().for_each(|(key, value)| members.insert(key.clone(), value.clone()));
            members.into()
        }
        _ => b.clone(),
    }
}
