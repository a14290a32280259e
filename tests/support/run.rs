//! Runs one case and writes down what came of it, under the name of each fence that expects something.

use std::collections::BTreeMap;
use std::time::Duration;

use stepyard::exec::{Execution, Settings, Step};
use stepyard::history::{Details, Event, History, Outcome, Scheduled};
use stepyard::query::intrinsic::PayloadExpression;
use stepyard::service::{self, HandlerAnswer, HandlerError};
use stepyard::source::LineIndex;
use stepyard::validate::check;
use stepyard::value::Value;
use stepyard::world::Chance;

use super::markdown::Case;

/// The fences that hold expectations.
pub const EXPECTED: [&str; 7] = ["history", "outcome", "trace", "diagnostics", "events", "value", "error"];

/// What a case yields for the given fence.
pub fn actual(case: &Case, fence: &str) -> Result<String, String> {
    if let Some(expression) = case.fence("expression") {
        return query(case, expression.trim_end(), fence);
    }
    let definition = case.fence("definition").ok_or("the case has no definition")?;
    if fence == "diagnostics" {
        return Ok(diagnostics(definition));
    }
    let (history, outcome) = execute(case, definition, Order::AtOnce)?;
    Ok(match fence {
        "history" => history.events.iter().map(|event| line(event, &history) + "\n").collect(),
        "events" => history.events.iter().map(|event| format!("{}\n", event.to_value())).collect(),
        "trace" => trace(&history),
        _ => outcome_text(&outcome),
    })
}

/// Evaluates a path or an intrinsic function, as the value of a field `value.$`.
fn query(case: &Case, text: &str, fence: &str) -> Result<String, String> {
    let json = |name: &str| {
        Value::parse(case.fence(name).unwrap_or("{}")).map_err(|error| format!("the {name}: {error}"))
    };
    let (data, context, variables) = (json("input")?, json("context")?, json("variables")?);
    let variables = variables.as_object().ok_or("the variables are no object")?;
    let result = PayloadExpression::parse(text).map_err(|error| error.to_string()).and_then(|expression| {
        let result = expression.evaluate(&data, &context, variables, &mut Chance::from_seed(1));
        result.map_err(|error| expression.cause(&error, "value.$", &data, &context))
    });
    match (result, fence) {
        (Ok(value), "value") => Ok(format!("{value}\n")),
        (Err(cause), "error") => Ok(format!("{cause}\n")),
        (Ok(value), _) => Err(format!("the expression has a value: {value}")),
        (Err(cause), _) => Err(format!("the expression has no value: {cause}")),
    }
}

fn diagnostics(definition: &str) -> String {
    let lines = LineIndex::new(definition);
    let mut out = String::new();
    for found in check(definition).diagnostics {
        let at = lines.line_column(found.span.start);
        let (severity, code) = (found.severity.as_str(), found.code);
        out += &format!("{}:{} {severity} {code} {}\n", at.line + 1, at.column + 1, found.location);
        out += &format!("    {}\n", found.message);
        out += &found.hint.map(|hint| format!("    hint: {hint}\n")).unwrap_or_default();
    }
    out
}

/// When requests are answered.
#[derive(Clone, Copy, PartialEq)]
pub enum Order {
    /// Each as soon as it is asked.
    AtOnce,
    /// When the execution cannot go on without, the last one first.
    LastFirst,
}

/// Runs the case's definition with its answers.
pub fn execute(case: &Case, definition: &str, order: Order) -> Result<(History, Outcome), String> {
    let checked = check(definition);
    if !checked.is_valid() {
        return Err(format!("the definition is refused:\n{}", diagnostics(definition)));
    }
    let machine = checked.machine.ok_or("the definition is not an object")?;
    let input =
        Value::parse(case.fence("input").unwrap_or("{}")).map_err(|error| format!("the input: {error}"))?;
    let mut answers = answers(case.fence("tasks").unwrap_or(""))?;
    let names: Vec<String> = answers.keys().cloned().collect();
    let mut execution = Execution::new(machine, input, Settings::default());
    let mut kept = Vec::new();
    for _ in 0..200_000 {
        match execution.step() {
            Step::Task(request) => {
                let outcome = match service::route(&request, &names) {
                    Ok(call) => service::answer(&call, next_answer(&mut answers, &call.handler)),
                    Err(failure) => failure.into(),
                };
                match order {
                    Order::AtOnce => execution.complete(request.token, outcome),
                    Order::LastFirst => kept.push((request.token, outcome)),
                }
            }
            Step::Blocked if kept.is_empty() => {
                return Err("the execution is blocked though every task was answered".to_owned());
            }
            Step::Blocked => {
                kept.drain(..).rev().for_each(|(token, outcome)| execution.complete(token, outcome))
            }
            Step::Finished(outcome) => return Ok((execution.history().clone(), outcome)),
            Step::Recorded | Step::Waiting(_) => {}
        }
    }
    Err("the execution does not end".to_owned())
}

fn next_answer(answers: &mut BTreeMap<String, Vec<HandlerAnswer>>, handler: &str) -> HandlerAnswer {
    match answers.get_mut(handler) {
        Some(list) if list.len() > 1 => list.remove(0),
        Some(list) if !list.is_empty() => list[0].clone(),
        _ => answer_of(Ok(Value::Null)),
    }
}

fn answer_of(result: Result<Value, HandlerError>) -> HandlerAnswer {
    HandlerAnswer { result, took: Duration::ZERO, logs: None }
}

/// `pay: Busy, {"paid": true} after 5s`: a name fails with it, JSON is returned; the last answer stays.
fn answers(text: &str) -> Result<BTreeMap<String, Vec<HandlerAnswer>>, String> {
    let mut all = BTreeMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (name, list) = line.split_once(": ").ok_or_else(|| format!("tasks: no `: ` in {line:?}"))?;
        let answers: Result<Vec<_>, String> = split_at_commas(list).iter().map(|text| answer(text)).collect();
        all.insert(name.to_owned(), answers?);
    }
    Ok(all)
}

fn answer(text: &str) -> Result<HandlerAnswer, String> {
    let (what, took) = match text.rsplit_once(" after ") {
        Some((what, seconds)) => {
            let seconds = seconds
                .trim_end_matches('s')
                .parse()
                .map_err(|_| format!("tasks: {seconds:?} is no time"))?;
            (what, Duration::from_secs_f64(seconds))
        }
        None => (text, Duration::ZERO),
    };
    let result = match Value::parse(what) {
        Ok(value) => Ok(value),
        Err(_) => {
            let (name, message) = what.split_once(": ").unwrap_or((what, ""));
            Err(HandlerError::of_node(name, message, &[]))
        }
    };
    Ok(HandlerAnswer { took, ..answer_of(result) })
}

/// Splits at the commas that stand outside of brackets and strings.
fn split_at_commas(text: &str) -> Vec<String> {
    let (mut parts, mut depth, mut quoted) = (vec![String::new()], 0, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

/// `12<-11 2s ExecutionFailed Busy`
fn line(event: &Event, history: &History) -> String {
    let seconds = event.timestamp.since(history.start()) as f64 / 1000.0;
    let columns = format!("{}<-{}", event.id.0, event.previous.0);
    let what = summary(&event.details);
    format!("{columns:>7} {:>6} {} {what}", format!("{seconds}s"), event.event_type.as_str())
        .trim_end()
        .to_owned()
}

fn summary(details: &Details) -> String {
    let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or("-").to_owned();
    match details {
        Details::None => String::new(),
        Details::ExecutionStarted { input, .. } => input.to_string(),
        Details::Output { output } | Details::TaskOutput { output, .. } => output.to_string(),
        Details::Failure { error, cause } | Details::TaskFailure { error, cause, .. } => {
            format!("{} {}", text(error), text(cause))
        }
        Details::StateEntered { name, input } => format!("{name} {input}"),
        Details::StateExited { name, output, assigned_variables: Some(variables) } => {
            format!("{name} {output} assigns {variables}")
        }
        Details::StateExited { name, output, .. } => format!("{name} {output}"),
        Details::TaskScheduled { resource_type, resource, scheduled, .. } => {
            format!("{resource_type}:{resource} {}", terms(scheduled))
        }
        Details::TaskStarted { .. } | Details::ActivityStarted { .. } => String::new(),
        Details::ResourceScheduled { scheduled, .. } => terms(scheduled),
        Details::MapStateStarted { length } => format!("{length} items"),
        Details::MapIteration { name, index } => format!("{name}[{index}]"),
        Details::MapRunStarted { .. } => String::new(),
        Details::Redriven { redrive_count } | Details::MapRunRedriven { redrive_count, .. } => {
            format!("for the {redrive_count}. time")
        }
        Details::EvaluationFailed { cause, location, .. } => format!("{}: {cause}", text(location)),
    }
}

/// What a task is given, and how long it may take and be silent.
fn terms(scheduled: &Scheduled) -> String {
    let seconds = |word: &str, seconds: Option<i64>| {
        seconds.map(|seconds| format!(" {word} {seconds}s")).unwrap_or_default()
    };
    let timeout = seconds("within", scheduled.timeout_in_seconds);
    let heartbeat = seconds("heartbeat", scheduled.heartbeat_in_seconds);
    let role = scheduled.role_arn.as_ref().map(|role| format!(" as {role}")).unwrap_or_default();
    format!("{}{timeout}{heartbeat}{role}", scheduled.parameters)
}

fn trace(history: &History) -> String {
    let entry = |entry: &stepyard::history::TraceEntry| {
        let state = history.event(entry.visit).and_then(Event::state_name).map_or("", |name| name);
        format!("{state}[{}] {} {}\n", entry.attempt, entry.stage.as_str(), entry.value)
    };
    history.trace.entries.iter().map(entry).collect()
}

fn outcome_text(outcome: &Outcome) -> String {
    let mut out = format!("{}\n", outcome.status.as_str());
    out += &outcome.output.as_ref().map(|output| format!("{output}\n")).unwrap_or_default();
    out += &outcome.error.as_ref().map(|error| format!("{error}\n")).unwrap_or_default();
    out += &outcome.cause.as_ref().map(|cause| format!("{cause}\n")).unwrap_or_default();
    out
}
