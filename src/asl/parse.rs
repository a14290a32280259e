//! From the text of a definition to its types.
//!
//! Reading never fails: what could be understood comes back beside the findings, so that the graph of a
//! half-written definition stands while somebody types.

use std::sync::Arc;

use super::fields::{Fields, SCHEMA, template};
use super::json::{self, Node};
use super::model::{
    Catcher, Choice, Flow, Jitter, Kind, Map, Next, Parallel, Retrier, Rule, State, StateMachine, StateName,
    Task, Wait,
};
use super::resource::Resource;
use crate::diagnostic::{Diagnostic, nearest};
use crate::query::QueryLanguage;
use crate::source::Span;

/// A definition as far as it could be read.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What was understood; nothing if the text is not even an object.
    pub machine: Option<Arc<StateMachine>>,
    /// What is wrong with its form.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a definition.
#[must_use]
pub fn parse(text: &str) -> Parsed {
    if text.trim().is_empty() {
        let found =
            Diagnostic::error("MISSING_DESCRIPTION", Span::new(0, text.len()), "", "the definition is empty");
        let hint = "start with `{\"StartAt\": …, \"States\": {…}}`, or open an example";
        return Parsed { machine: None, diagnostics: vec![found.with_hint(hint)] };
    }
    let (node, mut diagnostics) = json::read(text);
    let machine = node.and_then(|node| machine(&node, &mut diagnostics));
    Parsed { machine: machine.map(Arc::new), diagnostics }
}

fn machine(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<StateMachine> {
    let mut fields = Fields::of(node, String::new(), diagnostics)?;
    let query_language = opt_query_language(&mut fields).unwrap_or_default();
    let machine = StateMachine {
        comment: fields.opt_text("Comment"),
        query_language,
        timeout_seconds: fields.opt_integer("TimeoutSeconds", 1),
        flow: Arc::new(flow(&mut fields, query_language)),
    };
    fields.opt_text("Version");
    fields.finish(|_| None);
    Some(machine)
}

fn opt_query_language(fields: &mut Fields) -> Option<QueryLanguage> {
    let member = fields.opt("QueryLanguage")?;
    match member.value.as_str() {
        Some("JSONata") => Some(QueryLanguage::Jsonata),
        Some("JSONPath") => Some(QueryLanguage::JsonPath),
        _ => {
            let message = "`QueryLanguage` should have one of these values: `JSONPath`, `JSONata`".to_owned();
            fields.report(member, message, None);
            None
        }
    }
}

/// `StartAt` and `States`, wherever they stand.
fn flow(fields: &mut Fields, language: QueryLanguage) -> Flow {
    let span = fields.span;
    fields.expect("StartAt");
    let start_at = fields.opt_target("StartAt");
    let mut flow = Flow { start_at, span, ..Flow::default() };
    let Some(states) = fields.expect("States") else { return flow };
    let location = format!("{}/States", fields.location);
    let Some(members) = states.value.as_object() else {
        fields.report(
            states,
            "`States` is not an object".to_owned(),
            Some("write `\"States\": {\"Name\": {…}}`"),
        );
        return flow;
    };
    if members.is_empty() {
        fields.report(
            states,
            "`States` has no state".to_owned(),
            Some("add one: `\"Hello\": {\"Type\": \"Pass\", \"End\": true}`"),
        );
    }
    for member in members {
        let name = StateName::new(member.key.clone());
        if flow.states.contains_key(&name) {
            let message = format!("`{name}` is there twice");
            fields.diagnostics.push(Diagnostic::error(
                "DUPLICATE_STATE_NAME",
                member.key_span,
                &*location,
                message,
            ));
        }
        let location = format!("{location}/{name}");
        let state = state(&name, member.key_span, &member.value, location, language, fields.diagnostics);
        if let Some(state) = state {
            flow.states.insert(name, Arc::new(state));
        }
    }
    flow
}

const TYPES: [&str; 8] = ["Task", "Pass", "Choice", "Wait", "Parallel", "Map", "Succeed", "Fail"];

fn state(
    name: &StateName,
    name_span: Span,
    node: &Node,
    location: String,
    machine_language: QueryLanguage,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<State> {
    let found_before = diagnostics.len();
    let mut fields = Fields::of(node, location, diagnostics)?;
    fields.expect("Type");
    let type_name = fields.opt_text("Type")?;
    let known_type = TYPES.contains(&&*type_name);
    if !known_type {
        let hint = nearest(&type_name, TYPES).map(|near| format!("did you mean `{near}`?"));
        let message = format!("the field `Type` is `{type_name}` instead of one of {}", TYPES.join(", "));
        if let Some(member) = fields.opt("Type") {
            fields.report(member, message, hint.as_deref());
        }
    }
    let query_language = opt_query_language(&mut fields).unwrap_or(machine_language);
    let kind = kind(&type_name, &mut fields, machine_language);
    let moves_on = !matches!(kind, Kind::Choice(_) | Kind::Succeed | Kind::Fail { .. });
    let works = matches!(kind, Kind::Task(_) | Kind::Parallel(_) | Kind::Map(_));
    let state = State {
        name: name.clone(),
        comment: fields.opt_text("Comment"),
        query_language,
        next: if moves_on { next(&mut fields) } else { None },
        assign: if matches!(kind, Kind::Succeed | Kind::Fail { .. }) {
            None
        } else {
            fields.opt_object_template("Assign")
        },
        output: if matches!(kind, Kind::Fail { .. }) { None } else { fields.opt_template("Output") },
        retry: if works { entries(&mut fields, "Retry", retrier) } else { Vec::new() },
        catch: if works { entries(&mut fields, "Catch", catcher) } else { Vec::new() },
        span: name_span.to(node.span),
        name_span,
        kind,
    };
    if query_language == QueryLanguage::JsonPath {
        // `validate` refuses the state as a whole; what its fields lack in JSONata helps nobody.
        fields.diagnostics.truncate(found_before);
    } else if known_type {
        let type_name = state.kind.name();
        fields.finish(|field| misplaced(field, type_name));
    }
    Some(state)
}

/// Fields of the other query language. (spec, "JSONata")
const ONLY_JSONPATH: [&str; 18] = [
    "InputPath",
    "OutputPath",
    "ResultPath",
    "ResultSelector",
    "Parameters",
    "Variable",
    "ItemsPath",
    "Result",
    "MaxConcurrencyPath",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentagePath",
    "TimeoutSecondsPath",
    "HeartbeatSecondsPath",
    "SecondsPath",
    "TimestampPath",
    "ErrorPath",
    "CausePath",
    "MaxItemsPath",
];

/// Why a field does not belong where it stands.
fn misplaced(field: &str, type_name: &str) -> Option<String> {
    if ONLY_JSONPATH.contains(&field) {
        return Some("exists only in JSONPath states, and this one speaks JSONata".to_owned());
    }
    let ends = matches!(type_name, "Choice" | "Succeed" | "Fail");
    let known = matches!(field, "Next" | "End" | "Retry" | "Catch" | "Assign" | "Output" | "Arguments");
    (known || (ends && field == "Default")).then(|| format!("is not allowed in a {type_name} state"))
}

fn kind(type_name: &str, fields: &mut Fields, language: QueryLanguage) -> Kind {
    match type_name {
        "Task" => Kind::Task(task(fields)),
        "Choice" => Kind::Choice(choice(fields)),
        "Wait" => Kind::Wait(wait(fields)),
        "Parallel" => Kind::Parallel(parallel(fields, language)),
        "Map" => Kind::Map(map(fields, language)),
        "Succeed" => Kind::Succeed,
        "Fail" => {
            Kind::Fail { error: fields.opt_text_setting("Error"), cause: fields.opt_text_setting("Cause") }
        }
        _ => Kind::Pass,
    }
}

fn next(fields: &mut Fields) -> Option<Next> {
    let end = fields.opt("End");
    let target = fields.opt_target("Next");
    let ends = end.is_some_and(|member| member.value.to_value().as_bool() == Some(true));
    match (target, end) {
        (Some(_), Some(member)) if ends => {
            fields.report(member, "`End` and `Next` exclude each other".to_owned(), Some("keep one of them"));
            Some(Next::End)
        }
        (Some(target), _) => Some(Next::State(target)),
        (None, Some(_)) if ends => Some(Next::End),
        (None, Some(member)) => {
            fields.report(member, "`End` must be `true`".to_owned(), Some("or name a `Next` state"));
            None
        }
        (None, None) if fields.has("Next") => None,
        (None, None) => {
            let (span, location) = (fields.head(), fields.location.clone());
            let found = Diagnostic::error("MISSING_END_STATE", span, location, "neither `Next` nor `End`");
            fields.diagnostics.push(found.with_hint("add `\"Next\": \"…\"` or `\"End\": true`"));
            None
        }
    }
}

fn task(fields: &mut Fields) -> Task {
    let resource = fields.expect("Resource");
    let text = fields.opt_text("Resource").unwrap_or_default();
    let parsed = Resource::parse(&text);
    if let (Some(member), Resource::Unknown { .. }) = (resource, &parsed)
        && member.value.as_str().is_some()
    {
        let message = format!("`{text}` is not the ARN of anything a Task can call");
        let location = format!("{}/Resource", fields.location);
        let hint = "for a function: `arn:aws:states:::lambda:invoke` with `FunctionName` in `Arguments`";
        fields.diagnostics.push(
            Diagnostic::error("INVALID_RESOURCE", member.value.span, location, message).with_hint(hint),
        );
    }
    Task {
        resource: parsed,
        arguments: fields.opt_template("Arguments"),
        timeout_seconds: fields.opt_integer_setting("TimeoutSeconds", 1),
        heartbeat_seconds: fields.opt_integer_setting("HeartbeatSeconds", 1),
    }
}

fn choice(fields: &mut Fields) -> Choice {
    fields.expect("Choices");
    let rules = entries(fields, "Choices", |fields| {
        fields.expect("Condition");
        fields.expect("Next");
        fields.opt_text("Comment");
        Some(Rule {
            condition: fields.opt_bool_setting("Condition"),
            next: fields.opt_target("Next"),
            assign: fields.opt_object_template("Assign"),
            output: fields.opt_template("Output"),
            span: fields.span,
        })
    });
    Choice { rules, default: fields.opt_target("Default") }
}

fn wait(fields: &mut Fields) -> Wait {
    let seconds = fields.opt_integer_setting("Seconds", 0);
    let timestamp = fields.opt_text_setting("Timestamp");
    match (seconds, timestamp) {
        (Some(seconds), None) => Wait::Seconds(seconds),
        (None, Some(timestamp)) => Wait::Timestamp(timestamp),
        (None, None) if fields.has("Seconds") || fields.has("Timestamp") => Wait::Missing,
        (found, _) => {
            let (span, location) = (fields.head(), fields.location.clone());
            let message = match found {
                Some(_) => "`Seconds` and `Timestamp` exclude each other",
                None => "neither `Seconds` nor `Timestamp`",
            };
            fields
                .diagnostics
                .push(Diagnostic::error(SCHEMA, span, location, message).with_hint("keep one of them"));
            Wait::Missing
        }
    }
}

fn parallel(fields: &mut Fields, language: QueryLanguage) -> Parallel {
    let arguments = fields.opt_template("Arguments");
    fields.expect("Branches");
    let branches = entries(fields, "Branches", |fields| {
        fields.opt_text("Comment");
        Some(Arc::new(flow(fields, language)))
    });
    Parallel { arguments, branches }
}

fn map(fields: &mut Fields, language: QueryLanguage) -> Map {
    let key =
        if fields.has("Iterator") && !fields.has("ItemProcessor") { "Iterator" } else { "ItemProcessor" };
    let member = fields.expect(key);
    let location = format!("{}/{key}", fields.location);
    let inner = member.and_then(|member| Fields::of(&member.value, location, fields.diagnostics));
    let processor = inner.map(|mut inner| {
        let processor = flow(&mut inner, language);
        inner.opt_text("Comment");
        processor_config(&mut inner);
        inner.finish(|_| None);
        Arc::new(processor)
    });
    Map {
        items: fields.opt_template("Items"),
        item_selector: fields.opt_template("ItemSelector"),
        max_concurrency: fields.opt_integer_setting("MaxConcurrency", 0),
        processor: processor.unwrap_or_default(),
    }
}

/// `"ProcessorConfig"`: only the inline mode can be run yet.
fn processor_config(fields: &mut Fields) {
    let Some(member) = fields.opt("ProcessorConfig") else { return };
    let location = format!("{}/ProcessorConfig", fields.location);
    let Some(mut config) = Fields::of(&member.value, location, fields.diagnostics) else { return };
    config.opt_text("ExecutionType");
    let Some(mode) = config.opt("Mode") else { return };
    match mode.value.as_str() {
        Some("INLINE") => {}
        Some("DISTRIBUTED") => {
            let message = "this version cannot run a Map in mode `DISTRIBUTED`".to_owned();
            config.report(mode, message, Some("with mode `INLINE` it runs here"));
        }
        _ => config.report(
            mode,
            "`Mode` should have one of these values: `INLINE`, `DISTRIBUTED`".to_owned(),
            None,
        ),
    }
}

/// Reads each entry of an array of objects; an empty array is reported where AWS refuses it.
fn entries<T>(
    fields: &mut Fields,
    key: &'static str,
    mut entry: impl FnMut(&mut Fields) -> Option<T>,
) -> Vec<T> {
    let Some((items, location)) = fields.opt_items(key) else { return Vec::new() };
    if items.is_empty()
        && matches!(key, "Choices" | "Branches")
        && let Some(member) = fields.opt(key)
    {
        fields.report(member, format!("`{key}` is empty"), Some("add an entry"));
    }
    let mut read = Vec::new();
    for (i, node) in items.iter().enumerate() {
        if let Some(mut inner) = Fields::of(node, format!("{location}[{i}]"), fields.diagnostics) {
            read.extend(entry(&mut inner));
            inner.finish(|_| None);
        }
    }
    read
}

fn error_equals(fields: &mut Fields) -> Vec<Arc<str>> {
    fields.expect("ErrorEquals");
    let Some((items, location)) = fields.opt_items("ErrorEquals") else { return Vec::new() };
    if items.is_empty()
        && let Some(member) = fields.opt("ErrorEquals")
    {
        fields.report(
            member,
            "`ErrorEquals` is empty".to_owned(),
            Some("`States.ALL` stands for every error"),
        );
    }
    let mut names = Vec::new();
    for (i, item) in items.iter().enumerate() {
        match item.as_str() {
            Some(name) => names.push(name.into()),
            None => fields.diagnostics.push(Diagnostic::error(
                SCHEMA,
                item.span,
                format!("{location}[{i}]"),
                "the name of an error must be a string",
            )),
        }
    }
    names
}

/// Defaults as in the spec, "Retrying after error".
fn retrier(fields: &mut Fields) -> Option<Retrier> {
    fields.opt_text("Comment");
    let jitter = fields.opt("JitterStrategy");
    let jitter = match jitter.map(|member| (member, member.value.as_str())) {
        Some((_, Some("FULL"))) => Jitter::Full,
        None | Some((_, Some("NONE"))) => Jitter::None,
        Some((member, _)) => {
            let message = "`JitterStrategy` should have one of these values: `FULL`, `NONE`".to_owned();
            fields.report(member, message, None);
            Jitter::None
        }
    };
    Some(Retrier {
        span: fields.span,
        error_equals: error_equals(fields),
        interval_seconds: fields.opt_integer("IntervalSeconds", 1).unwrap_or(1),
        max_attempts: fields.opt_integer("MaxAttempts", 0).unwrap_or(3),
        backoff_rate: fields.opt_number("BackoffRate", 1.0).unwrap_or(2.0),
        max_delay_seconds: fields.opt_integer("MaxDelaySeconds", 1),
        jitter,
    })
}

fn catcher(fields: &mut Fields) -> Option<Catcher> {
    fields.opt_text("Comment");
    fields.expect("Next");
    Some(Catcher {
        error_equals: error_equals(fields),
        next: fields.opt_target("Next"),
        assign: fields.opt_object_template("Assign"),
        output: fields.opt("Output").map(|member| template(&member.value)),
        span: fields.span,
    })
}
