//! Runs one case and writes down what came of it, under the name of each fence that expects something.

use std::sync::Arc;

use stepyard::asl::model::ExecutionType;
use stepyard::exec::{Execution, Settings, Step};
use stepyard::history::{Details, Event, History, Outcome, Scheduled};
use stepyard::query::intrinsic::PayloadExpression;
use stepyard::source::LineIndex;
use stepyard::validate::check_as;
use stepyard::value::Value;
use stepyard::world::Chance;

use super::answers::Answers;
use super::markdown::Case;
use super::test_state;

/// The fences that hold expectations.
pub const EXPECTED: [&str; 9] =
    ["history", "outcome", "trace", "map-runs", "diagnostics", "events", "value", "error", "report"];

/// What a case yields for the given fence.
pub fn actual(case: &Case, fence: &str) -> Result<String, String> {
    if let Some(expression) = case.fence("expression") {
        return query(case, expression.trim_end(), fence);
    }
    let definition = case.fence("definition").ok_or("the case has no definition")?;
    if fence == "diagnostics" {
        return diagnostics(case, definition);
    }
    if fence == "report" {
        return test_state::report(case, definition);
    }
    let Ran { history, outcome, map_runs } = execute(case, definition, Order::AtOnce)?;
    Ok(match fence {
        "map-runs" => map_runs,
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

fn diagnostics(case: &Case, definition: &str) -> Result<String, String> {
    let lines = LineIndex::new(definition);
    let mut out = String::new();
    for found in check_as(definition, settings(case)?.execution_type).diagnostics {
        let at = lines.line_column(found.span.start);
        let (severity, code) = (found.severity.as_str(), found.code);
        out += &format!("{}:{} {severity} {code} {}\n", at.line + 1, at.column + 1, found.location);
        out += &format!("    {}\n", found.message);
        out += &found.hint.map(|hint| format!("    hint: {hint}\n")).unwrap_or_default();
        out += &found.aws_sentence.map(|text| format!("    AWS: {text}\n")).unwrap_or_default();
    }
    Ok(out)
}

/// When requests are answered.
#[derive(Clone, Copy, PartialEq)]
pub enum Order {
    /// Each as soon as it is asked.
    AtOnce,
    /// When the execution cannot go on without, the last one first.
    LastFirst,
}

/// What came of a case.
#[derive(Debug, PartialEq)]
pub struct Ran {
    pub history: History,
    pub outcome: Outcome,
    /// The child executions, as the fence `map-runs` shows them.
    pub map_runs: String,
}

/// Runs the case's definition with its answers.
pub fn execute(case: &Case, definition: &str, order: Order) -> Result<Ran, String> {
    let settings = settings(case)?;
    let checked = check_as(definition, settings.execution_type);
    if !checked.is_valid() {
        return Err(format!("the definition is refused:\n{}", diagnostics(case, definition)?));
    }
    let machine = checked.machine.ok_or("the definition is not an object")?;
    let input =
        Value::parse(case.fence("input").unwrap_or("{}")).map_err(|error| format!("the input: {error}"))?;
    let mut answers = Answers::default();
    answers.add(case.fence("tasks").unwrap_or(""))?;
    let mut redrives = case.fences.iter().filter(|fence| fence.name == "redrive");
    let mut stop = case.fence("stop").map(Stop::parse).transpose()?;
    let mut execution = Execution::new(machine, input, settings);
    let mut kept = Vec::new();
    for _ in 0..200_000 {
        if let Some(stop) = stop.take_if(|stop| execution.history().len() >= stop.events) {
            execution.stop(stop.error, stop.cause);
        }
        match execution.step() {
            Step::Task(request) => {
                let outcome = answers.next(&request);
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
            Step::Finished(outcome) => match redrives.next() {
                Some(redrive) => {
                    answers.add(&redrive.text)?;
                    execution.redrive().map_err(|error| error.to_string())?;
                }
                None => {
                    let (history, map_runs) = (execution.history().clone(), map_runs(&execution));
                    return Ok(Ran { history, outcome, map_runs });
                }
            },
            Step::Recorded | Step::Waiting(_) => {}
        }
    }
    Err("the execution does not end".to_owned())
}

/// `type: EXPRESS`, `seed: 7`, `events: 20`, each on a line of the fence `settings`.
fn settings(case: &Case) -> Result<Settings, String> {
    let mut settings = Settings::default();
    for line in case.fence("settings").unwrap_or("").lines() {
        let number = |text: &str| text.parse().map_err(|_| format!("settings: {text:?} is no number"));
        match line.split_once(": ") {
            Some(("type", "EXPRESS")) => settings.execution_type = ExecutionType::Express,
            Some(("seed", seed)) => settings.seed = number(seed)?,
            Some(("events", events)) => {
                settings.limits.events = usize::try_from(number(events)?).unwrap_or(usize::MAX);
            }
            _ => return Err(format!("settings: there is no {line:?}")),
        }
    }
    Ok(settings)
}

/// `after 4 events: Enough: come back later`: when somebody stops the execution, with an error and a cause.
struct Stop {
    events: usize,
    error: Option<Arc<str>>,
    cause: Option<Arc<str>>,
}

impl Stop {
    fn parse(text: &str) -> Result<Stop, String> {
        let wrong = || format!("stop: {text:?} is not like `after 4 events: Error: cause`");
        let mut parts = text.trim_end().splitn(3, ": ");
        let events = parts.next().and_then(|part| part.strip_prefix("after ")?.strip_suffix(" events"));
        let events = events.and_then(|events| events.parse().ok()).ok_or_else(wrong)?;
        Ok(Stop { events, error: parts.next().map(Arc::from), cause: parts.next().map(Arc::from) })
    }
}

/// Each Map Run with its counts, and the history of each of its child executions.
fn map_runs(execution: &Execution) -> String {
    let mut out = String::new();
    for map_run in execution.map_runs() {
        let label = map_run.arn.rsplit(['/', ':']).nth(1).unwrap_or_default();
        let counts = map_run.to_value().get("itemCounts").cloned().unwrap_or_default();
        let counts = counts.as_object().into_iter().flat_map(|counts| counts.iter());
        let counts = counts.filter(|(_, count)| count.as_i64() != Some(0));
        let counts: Vec<String> = counts.map(|(name, count)| format!("{name} {count}")).collect();
        out += &format!("{label}: items {}\n", counts.join(", "));
        for (at, child) in map_run.children.iter().enumerate() {
            out += &format!("execution {at}\n");
            out += &child
                .history
                .events
                .iter()
                .map(|event| line(event, child.history) + "\n")
                .collect::<String>();
        }
    }
    out
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
    let text = |text: &Option<Arc<str>>| text.as_deref().unwrap_or("-").to_owned();
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
