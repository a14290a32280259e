//! What the tasks of a case answer.
//!
//! `pay: Busy, {"paid": true} after 5s`: a name fails with it, JSON is returned, the last answer stays.
//! `"late" after 9s beating 3s 6s` gives signs of life, `never` waits for ever, and `x times 1000` is a long text.

use std::collections::BTreeMap;
use std::time::Duration;

use stepyard::exec::{TaskOutcome, TaskRequest};
use stepyard::service::{self, HandlerAnswer, HandlerError};
use stepyard::value::Value;

/// The answers of all handlers, each list in the order in which they are given.
#[derive(Default)]
pub struct Answers(BTreeMap<String, Vec<Answer>>);

#[derive(Clone)]
struct Answer {
    result: Result<Value, HandlerError>,
    took: Option<Duration>,
    heartbeats: Vec<Duration>,
}

impl Answers {
    /// Takes further answers from a fence; they take the place of those there are.
    pub fn add(&mut self, fence: &str) -> Result<(), String> {
        for line in fence.lines().filter(|line| !line.trim().is_empty()) {
            let (name, list) = line.split_once(": ").ok_or_else(|| format!("tasks: no `: ` in {line:?}"))?;
            let answers: Result<Vec<_>, String> =
                split_at_commas(list).iter().map(|text| answer(text)).collect();
            self.0.insert(name.to_owned(), answers?);
        }
        Ok(())
    }

    /// The outcome of a request.
    pub fn next(&mut self, request: &TaskRequest) -> TaskOutcome {
        let names: Vec<&String> = self.0.keys().collect();
        let call = match service::route(request, &names) {
            Ok(call) => call,
            Err(failure) => return failure.into(),
        };
        let Answer { result, took, heartbeats } = match self.0.get_mut(&call.handler) {
            Some(list) if list.len() > 1 => list.remove(0),
            Some(list) if !list.is_empty() => list[0].clone(),
            _ => Answer { result: Ok(Value::Null), took: Some(Duration::ZERO), heartbeats: Vec::new() },
        };
        let answer = HandlerAnswer { result, took: took.unwrap_or_default(), logs: None };
        TaskOutcome { took, heartbeats, ..service::answer(&call, answer) }
    }
}

fn answer(text: &str) -> Result<Answer, String> {
    let (text, heartbeats) = match text.rsplit_once(" beating ") {
        Some((text, beats)) => (text, beats.split(' ').map(seconds).collect::<Result<_, _>>()?),
        None => (text, Vec::new()),
    };
    let (what, took) = match text.rsplit_once(" after ") {
        Some((what, took)) => (what, seconds(took)?),
        None => (text, Duration::ZERO),
    };
    let long = what.strip_prefix("x times ").and_then(|length| length.parse().ok());
    let result = match (long, Value::parse(what)) {
        (Some(length), _) => Ok(Value::from("x".repeat(length))),
        (None, Ok(value)) => Ok(value),
        (None, Err(_)) => {
            let (name, message) = what.split_once(": ").unwrap_or((what, ""));
            Err(HandlerError::of_node(name, message, &[]))
        }
    };
    let took = (what != "never").then_some(took);
    Ok(Answer { result, took, heartbeats })
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.trim_end_matches('s').parse();
    seconds.map(Duration::from_secs_f64).map_err(|_| format!("tasks: {text:?} is no time"))
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
