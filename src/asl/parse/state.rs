//! One state: its type, its transitions, and what all types have in common.

use super::assign::assign;
use super::choice::choice;
use super::errors::{catcher, retrier};
use super::map::map;
use super::{entries, flow, misplaced, opt_query_language};
use crate::asl::fields::{Fields, SCHEMA};
use crate::asl::json::{Content, Node};
use crate::asl::model::{Kind, Next, Parallel, Pass, Paths, Setting, State, StateName, Task, Wait};
use crate::asl::resource::Resource;
use crate::asl::settings::{MAX_SECONDS, looks_evaluated};
use crate::diagnostic::Diagnostic;
use crate::query::QueryLanguage;
use crate::source::Span;
use crate::value::Value;
use crate::world::Timestamp;
use std::sync::Arc;

/// The types, in the order in which AWS lists them.
const TYPES: [(&str, ()); 8] = [
    ("Task", ()),
    ("Wait", ()),
    ("Pass", ()),
    ("Succeed", ()),
    ("Fail", ()),
    ("Choice", ()),
    ("Parallel", ()),
    ("Map", ()),
];

pub(super) fn state(
    name: &StateName,
    name_span: Span,
    node: &Node,
    location: String,
    machine_language: QueryLanguage,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<State> {
    let mut fields = Fields::of(node, location, machine_language, diagnostics)?;
    fields.expect("Type");
    let type_name = fields.opt_text("Type")?;
    let known_type = fields.opt_word("Type", &TYPES).is_some();
    let own_language = opt_query_language(&mut fields);
    if machine_language == QueryLanguage::Jsonata && own_language == Some(QueryLanguage::JsonPath) {
        report_downgrade(&mut fields);
    }
    let query_language = own_language.unwrap_or(machine_language);
    fields.language = query_language;
    let kind = kind(&type_name, &mut fields, machine_language);
    let moves_on = !matches!(kind, Kind::Choice(_) | Kind::Succeed | Kind::Fail { .. });
    let works = matches!(kind, Kind::Task(_) | Kind::Parallel(_) | Kind::Map(_));
    let ends = matches!(kind, Kind::Succeed | Kind::Fail { .. });
    let speaks_jsonata = query_language == QueryLanguage::Jsonata;
    let state = State {
        name: name.clone(),
        comment: fields.opt_text("Comment"),
        query_language,
        next: if moves_on { next(&mut fields) } else { None },
        paths: paths(&mut fields, &kind),
        assign: if ends { None } else { assign(&mut fields) },
        output: match kind {
            Kind::Fail { .. } => None,
            _ if speaks_jsonata => fields.opt_template("Output"),
            _ => None,
        },
        retry: if works { entries(&mut fields, "Retry", retrier) } else { Vec::new() },
        catch: if works { entries(&mut fields, "Catch", catcher) } else { Vec::new() },
        span: name_span.to(node.span),
        name_span,
        kind,
    };
    if known_type {
        let type_name = state.kind.name();
        fields.finish(|field| misplaced::in_state(field, type_name, query_language));
    }
    Some(state)
}

/// A machine in JSONata has no states in JSONPath. (spec, "QueryLanguage")
fn report_downgrade(fields: &mut Fields) {
    let Some(member) = fields.opt("QueryLanguage") else { return };
    let message = "this state speaks `JSONPath` though the machine speaks `JSONata`";
    let found = Diagnostic::error(SCHEMA, member.value.span, fields.location.clone(), message);
    let sentence = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    fields.diagnostics.push(
        found
            .with_hint("let the machine speak JSONPath, and each state that should its own JSONata")
            .with_aws_sentence(sentence),
    );
}

/// Which types have which of them. (spec, "Fields by state type")
fn paths(fields: &mut Fields, kind: &Kind) -> Paths {
    let has_input = !matches!(kind, Kind::Fail { .. });
    let has_result = matches!(kind, Kind::Task(_) | Kind::Parallel(_) | Kind::Map(_) | Kind::Pass(_));
    let has_selector = has_result && !matches!(kind, Kind::Pass(_));
    let speaks_path = fields.language == QueryLanguage::JsonPath;
    Paths {
        input: if has_input { fields.selection("InputPath") } else { Default::default() },
        result_selector: match has_selector && speaks_path {
            true => fields.opt_object_template("ResultSelector"),
            false => None,
        },
        result: if has_result { fields.result_path() } else { Default::default() },
        output: if has_input { fields.selection("OutputPath") } else { Default::default() },
    }
}

fn kind(type_name: &str, fields: &mut Fields, machine_language: QueryLanguage) -> Kind {
    match type_name {
        "Task" => Kind::Task(task(fields)),
        "Choice" => Kind::Choice(choice(fields)),
        "Wait" => Kind::Wait(wait(fields)),
        "Parallel" => Kind::Parallel(parallel(fields, machine_language)),
        "Map" => Kind::Map(map(fields, machine_language)),
        "Succeed" => Kind::Succeed,
        "Fail" => Kind::Fail {
            error: fields.opt_text_setting("Error", "ErrorPath"),
            cause: fields.opt_text_setting("Cause", "CausePath"),
        },
        _ => Kind::Pass(pass(fields)),
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

fn pass(fields: &mut Fields) -> Pass {
    match fields.language {
        QueryLanguage::Jsonata => Pass::default(),
        QueryLanguage::JsonPath => {
            Pass { result: result(fields), parameters: fields.opt_template("Parameters") }
        }
    }
}

/// `"Result"`, with a warning if it looks as if it were evaluated.
fn result(fields: &mut Fields) -> Option<Value> {
    let member = fields.opt("Result")?;
    if let Some((span, text)) = evaluated_part(&member.value) {
        let location = format!("{}/Result", fields.location);
        let message = format!("`Result` is passed on as it stands, also `{text}`");
        let found = Diagnostic::warning("PASS_RESULT_IS_STATIC", span, location, message);
        fields.diagnostics.push(found.with_hint("use `Parameters` with `.$` fields for what is evaluated"));
    }
    Some(member.value.to_value())
}

/// The first part of a value that would be evaluated in a payload template.
fn evaluated_part(node: &Node) -> Option<(Span, &str)> {
    match &node.content {
        Content::Scalar(value) => {
            value.as_str().filter(|text| looks_evaluated(text)).map(|text| (node.span, text))
        }
        Content::Array(items) => items.iter().find_map(evaluated_part),
        Content::Object(members) => members.iter().find_map(|member| match member.key.ends_with(".$") {
            true => Some((member.key_span, &*member.key)),
            false => evaluated_part(&member.value),
        }),
    }
}

fn task(fields: &mut Fields) -> Task {
    let hint = "for a function: `arn:aws:states:::lambda:invoke` with `FunctionName` in its arguments";
    let seconds = 1..=MAX_SECONDS;
    let timeout_seconds = fields.opt_integer_setting("TimeoutSeconds", "TimeoutSecondsPath", seconds.clone());
    let heartbeat_seconds = fields.opt_integer_setting("HeartbeatSeconds", "HeartbeatSecondsPath", seconds);
    report_late_heartbeat(fields, &timeout_seconds, &heartbeat_seconds);
    Task {
        resource: resource(fields, hint).unwrap_or_else(|| Resource::parse("")),
        arguments: fields.opt_arguments(),
        credentials: credentials(fields),
        timeout_seconds,
        heartbeat_seconds,
    }
}

/// A task must give a sign of life before its time is over. (spec, "Task State")
fn report_late_heartbeat(
    fields: &mut Fields,
    timeout: &Option<Setting<i64>>,
    heartbeat: &Option<Setting<i64>>,
) {
    if let (Some(Setting::Literal(timeout)), Some(Setting::Literal(heartbeat))) = (timeout, heartbeat)
        && heartbeat >= timeout
        && let Some(member) = fields.opt("HeartbeatSeconds")
    {
        let message = format!(
            "`HeartbeatSeconds` is {heartbeat} instead of less than the {timeout} of `TimeoutSeconds`"
        );
        fields.report(member, message, None);
    }
}

/// `"Resource"`, reported if it is no ARN that AWS takes.
pub(super) fn resource(fields: &mut Fields, hint: &str) -> Option<Resource> {
    let member = fields.expect("Resource")?;
    let text = fields.opt_text("Resource")?;
    let parsed = Resource::parse(&text);
    if matches!(parsed, Resource::Unknown { .. }) {
        let message = format!("`{text}` is not the ARN of anything a Task can call");
        let location = format!("{}/Resource", fields.location);
        let found = Diagnostic::error("INVALID_RESOURCE", member.value.span, location, message);
        fields.diagnostics.push(match text.contains("${") {
            true => found.with_hint("write an ARN for what a template would put there"),
            false => found.with_hint(hint),
        });
    }
    Some(parsed)
}

/// `"Credentials"`, in which `RoleArn` must stand. (AWS guide, "Accessing resources in other accounts")
fn credentials(fields: &mut Fields) -> Option<crate::query::Template> {
    let member = fields.opt("Credentials")?;
    if let Some(members) = member.value.as_object()
        && !members.iter().any(|member| matches!(&*member.key, "RoleArn" | "RoleArn.$"))
    {
        let location = format!("{}/Credentials", fields.location);
        let found = Diagnostic::error(SCHEMA, member.value.span, location, "`RoleArn` is missing");
        let sentence = "The field 'RoleArn' is required but was missing";
        fields.diagnostics.push(found.with_aws_sentence(sentence));
    }
    fields.opt_object_template("Credentials")
}

fn wait(fields: &mut Fields) -> Wait {
    let seconds = fields.opt_integer_setting("Seconds", "SecondsPath", 0..=MAX_SECONDS);
    let timestamp = fields.opt_text_setting("Timestamp", "TimestampPath");
    if let Some(Setting::Literal(text)) = &timestamp
        && Timestamp::parse(text).is_none()
    {
        report_no_moment(fields, text);
    }
    let named = ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"];
    match (seconds, timestamp) {
        (Some(seconds), None) => Wait::Seconds(seconds),
        (None, Some(timestamp)) => Wait::Timestamp(timestamp),
        (None, None) if named.iter().any(|key| fields.has(key)) => Wait::Missing,
        (found, _) => {
            let (span, location) = (fields.head(), fields.location.clone());
            let (message, hint) = match found {
                Some(_) => ("`Seconds` and `Timestamp` exclude each other", "keep one of them"),
                None => ("neither `Seconds` nor `Timestamp`", "add one of them"),
            };
            fields.diagnostics.push(Diagnostic::error(SCHEMA, span, location, message).with_hint(hint));
            Wait::Missing
        }
    }
}

fn report_no_moment(fields: &mut Fields, text: &str) {
    let Some(member) = fields.opt("Timestamp") else { return };
    let message = format!("`{text}` is not a moment with date, time and zone");
    let location = format!("{}/Timestamp", fields.location);
    let found = Diagnostic::error(SCHEMA, member.value.span, location, message);
    let found = found.with_aws_sentence("String does not match RFC3339 timestamp");
    fields.diagnostics.push(found.with_hint("write it like `2026-03-14T01:59:00Z`"));
}

fn parallel(fields: &mut Fields, machine_language: QueryLanguage) -> Parallel {
    let arguments = fields.opt_arguments();
    fields.expect("Branches");
    let branches = entries(fields, "Branches", |fields| {
        fields.opt_text("Comment");
        Some(Arc::new(flow(fields, machine_language)))
    });
    Parallel { arguments, branches }
}
