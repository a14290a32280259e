//! Definitions for tests: read from JSON, and generated.

use std::sync::Arc;

use crate::asl::model::{
    Catcher, Choice, Flow, Kind, Map, Next, Parallel, Rule, Setting, State, StateMachine, StateName, Target, Task, Wait,
};
use crate::asl::resource::Resource;
use crate::query::{Expression, QueryLanguage, Template};
use crate::source::Span;
use crate::value::Value;

pub(super) fn machine(text: &str) -> StateMachine {
    machine_of(&Value::parse(text).unwrap())
}

pub(super) fn machine_of(value: &Value) -> StateMachine {
    StateMachine { comment: None, query_language: QueryLanguage::Jsonata, timeout_seconds: None, flow: flow(value) }
}

fn target(value: Option<&Value>) -> Option<Target> {
    let name = value?.as_str()?;
    Some(Target { name: StateName::new(name), span: Span::default() })
}

fn flow(value: &Value) -> Arc<Flow> {
    let mut flow = Flow { start_at: target(value.get("StartAt")), ..Flow::default() };
    for (name, state) in value.get("States").and_then(Value::as_object).into_iter().flat_map(|o| o.iter()) {
        flow.states.insert(StateName::new(name.clone()), Arc::new(read_state(name, state)));
    }
    Arc::new(flow)
}

fn text(value: Option<&Value>) -> Option<Setting<Arc<str>>> {
    let text = value?.as_str()?;
    Some(match Expression::opt_parse(text, Span::default()) {
        Some(e) => Setting::Expression(e),
        None => Setting::Literal(text.into()),
    })
}

fn expression(text: &str) -> Expression {
    Expression::opt_parse(text, Span::default()).unwrap_or(Expression { text: text.into(), span: Span::default() })
}

fn errors(value: &Value) -> Vec<Arc<str>> {
    value.get("ErrorEquals").and_then(Value::as_array).unwrap_or_default().iter().filter_map(|e| Some(e.as_str()?.into())).collect()
}

fn condition(rule: &Value) -> Option<Setting<bool>> {
    if let Some(c) = rule.get("Condition") {
        return Some(match c.as_bool() {
            Some(b) => Setting::Literal(b),
            None => Setting::Expression(expression(c.as_str()?)),
        });
    }
    jsonpath(rule).map(|t| Setting::Expression(expression(&t)))
}

fn jsonpath(rule: &Value) -> Option<String> {
    for (key, word) in [("And", " and "), ("Or", " or ")] {
        if let Some(items) = rule.get(key).and_then(Value::as_array) {
            return Some(items.iter().filter_map(jsonpath).collect::<Vec<_>>().join(word));
        }
    }
    if let Some(not) = rule.get("Not") {
        return Some(format!("not {}", jsonpath(not)?));
    }
    let variable = rule.get("Variable")?.as_str()?;
    let (op, v) = rule.as_object()?.iter().find(|(k, _)| !["Variable", "Next", "Comment"].contains(&&***k))?;
    let sign = if op.contains("Equals") { "=" } else if op.contains("Less") { "<" } else if op.contains("Greater") { ">" } else { op };
    Some(format!("{variable} {sign} {v}"))
}

fn read_state(name: &str, value: &Value) -> State {
    let str = |key: &str| value.get(key).and_then(Value::as_str);
    let flows = |key: &str| value.get(key).and_then(Value::as_array).unwrap_or_default().iter().map(flow).collect();
    let kind = match str("Type").unwrap_or("Pass") {
        "Task" => Kind::Task(Task {
            resource: Resource::parse(str("Resource").unwrap_or("")),
            arguments: value.get("Arguments").or(value.get("Parameters")).map(|v| Template::Literal(v.clone())),
            timeout_seconds: None,
            heartbeat_seconds: None,
        }),
        "Choice" => Kind::Choice(Choice {
            rules: value.get("Choices").and_then(Value::as_array).unwrap_or_default().iter().map(|rule| Rule {
                condition: condition(rule),
                next: target(rule.get("Next")),
                assign: None,
                output: None,
                span: Span::default(),
            }).collect(),
            default: target(value.get("Default")),
        }),
        "Wait" => Kind::Wait(match value.get("Seconds") {
            Some(v) => Wait::Seconds(match v.as_i64() { Some(n) => Setting::Literal(n), None => Setting::Expression(expression(v.as_str().unwrap_or(""))) }),
            None => text(value.get("Timestamp")).map_or(Wait::Missing, Wait::Timestamp),
        }),
        "Succeed" => Kind::Succeed,
        "Fail" => Kind::Fail { error: text(value.get("Error")), cause: None },
        "Parallel" => Kind::Parallel(Parallel { arguments: None, branches: flows("Branches") }),
        "Map" => Kind::Map(Map {
            items: value.get("Items").or(value.get("ItemsPath")).map(|v| match v.as_str() {
                Some(t) => Setting::Expression(expression(t)),
                None => Setting::Literal(v.clone()),
            }),
            item_selector: None,
            max_concurrency: None,
            processor: value.get("ItemProcessor").or(value.get("Iterator")).map(flow).unwrap_or_default(),
        }),
        _ => Kind::Pass,
    };
    let next = target(value.get("Next")).map(Next::State).or(value.get("End").map(|_| Next::End));
    let catch = value.get("Catch").and_then(Value::as_array).unwrap_or_default().iter();
    State {
        name: StateName::new(name),
        comment: None,
        query_language: QueryLanguage::Jsonata,
        kind,
        next,
        assign: None,
        output: None,
        retry: Vec::new(),
        catch: catch.map(|c| Catcher { error_equals: errors(c), next: target(c.get("Next")), assign: None, output: None, span: Span::default() }).collect(),
        span: Span::default(),
        name_span: Span::default(),
    }
}
