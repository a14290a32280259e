//! Definitions and histories for tests.

use std::sync::Arc;

use super::{Graph, Layout};
use crate::asl::parse::parse;
use crate::history::{Details, Event, EventId, EventType, History, Stage, Timestamp, TraceEntry};
use crate::value::Value;

/// The graph of a definition, faults and all.
pub(super) fn graph(definition: &str) -> Graph {
    let machine = parse(definition).machine;
    Graph::of(&machine.unwrap_or_else(|| panic!("not a machine: {definition}")))
}

/// The layout of a definition.
pub(super) fn layout(definition: &str) -> Layout {
    Layout::of(&graph(definition))
}

/// A history from lines like `7 < 5 MapIterationStarted Each 0`: the event's number, that of the event
/// that led to it, its type, and for some types the state's name (blanks written as `_`), and a number:
/// the index of an iteration or the length of a Map. A line `rule 7 1` says that the Choice entered by
/// event 7 took rule 1; `rule 7 -` that it took its default.
pub(super) fn history(lines: &str) -> History {
    let mut history = History::default();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["rule", visit, rule] = words[..] {
            let visit = EventId(visit.parse().unwrap());
            let value = rule.parse::<i64>().map_or(Value::Null, Value::from);
            let entry = TraceEntry { visit, event: visit, attempt: 0, stage: Stage::Rule, value };
            history.trace.entries.push(entry);
        } else {
            history.events.push(event(&words));
        }
    }
    history
}

fn event(words: &[&str]) -> Event {
    let [id, "<", previous, name, ..] = words else { panic!("not an event: {words:?}") };
    let event_type = EventType::parse(name).unwrap_or_else(|| panic!("no such type: {name}"));
    let state = || -> Arc<str> { words[4].replace('_', " ").into() };
    let number = |at: usize| words[at].parse().unwrap();
    let (error, cause) = (Some("Busy".into()), None);
    let details = match event_type {
        _ if name.ends_with("StateEntered") => Details::StateEntered { name: state(), input: Value::Null },
        _ if name.ends_with("StateExited") => {
            Details::StateExited { name: state(), output: Value::Null, assigned_variables: None }
        }
        _ if name.starts_with("MapIteration") => Details::MapIteration { name: state(), index: number(5) },
        EventType::MapStateStarted => Details::MapStateStarted { length: number(4) },
        EventType::ExecutionRedriven => Details::Redriven { redrive_count: 1 },
        EventType::EvaluationFailed => Details::EvaluationFailed {
            error: "States.QueryEvaluationError".into(),
            cause: "no".into(),
            location: Some("Output".into()),
            state: state(),
        },
        EventType::MapStateFailed | EventType::ParallelStateFailed => Details::None,
        _ if name.ends_with("Failed") || name.ends_with("TimedOut") => Details::Failure { error, cause },
        _ => Details::None,
    };
    Event {
        id: EventId(id.parse().unwrap()),
        previous: EventId(previous.parse().unwrap()),
        timestamp: Timestamp(0),
        event_type,
        details,
    }
}

/// A random machine, the same for the same seed: up to `size` states, branches, loops, catchers, inner
/// flows, names of any length, and now and then a target that is not there.
pub(super) fn generated(seed: u64, size: usize) -> String {
    let mut generator = Generator { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, named: 0 };
    let flow = generator.flow(size, 3);
    format!("{{\"QueryLanguage\":\"JSONata\",{}", &flow[1..])
}

/// Marsaglia's xorshift: enough to vary definitions.
struct Generator {
    state: u64,
    named: usize,
}

impl Generator {
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 33) as usize % bound.max(1)
    }

    fn flow(&mut self, size: usize, depth: usize) -> String {
        let count = 1 + self.below(size);
        let names: Vec<String> = (0..count)
            .map(|_| {
                self.named += 1;
                let tail = " of a long name".repeat(self.below(3));
                format!("S{}{tail}", self.named)
            })
            .collect();
        let states: Vec<String> =
            (0..count).map(|at| format!("\"{}\":{}", names[at], self.state(at, &names, depth))).collect();
        format!("{{\"StartAt\":\"{}\",\"States\":{{{}}}}}", names[0], states.join(","))
    }

    /// Mostly the next state, sometimes any, rarely one that is not there.
    fn target(&mut self, at: usize, names: &[String]) -> String {
        match self.below(12) {
            0 => "Nowhere".to_owned(),
            1..=3 => names[self.below(names.len())].clone(),
            4 | 5 => names[(at + 1 + self.below(4)).min(names.len() - 1)].clone(),
            _ => names[(at + 1) % names.len()].clone(),
        }
    }

    fn state(&mut self, at: usize, names: &[String], depth: usize) -> String {
        let next = match self.below(6) {
            0 => "\"End\":true".to_owned(),
            _ => format!("\"Next\":\"{}\"", self.target(at, names)),
        };
        let kind = match self.below(if depth == 0 { 8 } else { 10 }) {
            0 => return "{\"Type\":\"Succeed\"}".to_owned(),
            1 => return "{\"Type\":\"Fail\",\"Error\":\"Busy\"}".to_owned(),
            2 | 3 => return self.choice(at, names),
            4 => "\"Type\":\"Wait\",\"Seconds\":5".to_owned(),
            5..=7 => "\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage\"".to_owned(),
            8 => format!("\"Type\":\"Map\",\"ItemProcessor\":{}", self.flow(4, depth - 1)),
            _ => {
                let branches: Vec<String> = (0..self.below(4)).map(|_| self.flow(4, depth - 1)).collect();
                format!("\"Type\":\"Parallel\",\"Branches\":[{}]", branches.join(","))
            }
        };
        let catchers: Vec<String> = (0..self.below(3).saturating_sub(self.below(2)))
            .map(|_| {
                let target = self.target(at + 2, names);
                format!("{{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"{target}\"}}")
            })
            .collect();
        format!("{{{kind},{next},\"Catch\":[{}]}}", catchers.join(","))
    }

    fn choice(&mut self, at: usize, names: &[String]) -> String {
        let rules: Vec<String> = (0..1 + self.below(4))
            .map(|rule| {
                let target = self.target(at + rule, names);
                format!("{{\"Condition\":\"{{% $x = {rule} %}}\",\"Next\":\"{target}\"}}")
            })
            .collect();
        let target = self.target(at, names);
        format!("{{\"Type\":\"Choice\",\"Choices\":[{}],\"Default\":\"{target}\"}}", rules.join(","))
    }
}
