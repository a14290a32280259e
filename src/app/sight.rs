//! What an expression of a state sees: during a visit as far as a moment has come, or as a person says.
//!
//! The data of a visit is the trace's; the context object is put together again from the history.

use std::sync::Arc;

use super::execution::{Execution, Visit};
use super::format::grouped;
use super::shared::Shared;
use super::state::Subject;
use crate::asl::model::ExecutionType;
use crate::exec::Identity;
use crate::explore::Scope;
use crate::history::{Details, EventId, EventType, Stage};
use crate::query::QueryLanguage;
use crate::value::{Object, Value};

/// From where an expression is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Viewpoint {
    /// The expression.
    pub subject: Option<Subject>,
    /// Its language.
    pub language: QueryLanguage,
    /// What a person typed, if that is what it sees.
    pub by_hand: Option<Arc<str>>,
    /// The execution that is looked at.
    pub execution: Shared<Execution>,
    /// The names of the execution.
    pub identity: Shared<Identity>,
    /// What kind of execution it is.
    pub execution_type: ExecutionType,
    /// The moment.
    pub head: EventId,
    /// The visit that the page shows.
    pub shown: Option<EventId>,
    /// The visit that was chosen for its data.
    pub chosen: Option<EventId>,
    /// The input of the case that would run.
    pub input: Arc<str>,
}

/// Where the data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A visit, as far as the moment had come.
    Moment(EventId),
    /// A visit to its end.
    Visit(EventId),
    /// There is no visit: the case's input.
    Case,
    /// A person typed it.
    Hand,
}

/// What an expression sees.
#[derive(Clone, Debug, PartialEq)]
pub struct Sight {
    /// Where the data comes from.
    pub source: Source,
    /// The data, or why what was typed cannot be used.
    pub scope: Result<Scope, String>,
    /// What the expression will see that is not there yet: `$states.result`.
    pub missing: Option<&'static str>,
    /// The moment that the page shows.
    pub head: EventId,
    /// The visits whose data it can see, and their names.
    pub visits: Vec<(EventId, String)>,
}

/// So many visits can be chosen from.
const CHOICES: usize = 200;

/// What an expression sees from a viewpoint.
#[must_use]
pub fn sight(from: &Viewpoint) -> Sight {
    let execution = &*from.execution;
    let shown = from.shown.and_then(|entered| execution.visit_entered(entered));
    let state = match &from.subject {
        Some(Subject::Site { state, .. }) => Some(state),
        _ => shown.map(|visit| &visit.state),
    };
    let visits: Vec<&Visit> = state.map(|state| execution.visits_to(state).collect()).unwrap_or_default();
    let names = visits.iter().enumerate().take(CHOICES);
    let names = names.map(|(at, visit)| (visit.entered, name_of(visit, at, visits.len()))).collect();
    let is_meant = |entered: EventId| visits.iter().find(|visit| visit.entered == entered);
    let chosen = from.chosen.and_then(is_meant);
    let last = visits.iter().rfind(|visit| visit.entered <= from.head);
    let visit = chosen.or_else(|| from.shown.and_then(is_meant)).or(last).or_else(|| visits.first());
    let mut sight = match (visit, chosen.is_some()) {
        (Some(visit), true) => {
            let end = visit.events.last().copied().unwrap_or(visit.entered);
            of_visit(from, visit, end, Source::Visit(visit.entered))
        }
        (Some(visit), false) => of_visit(from, visit, from.head, Source::Moment(from.head)),
        (None, _) => Sight {
            source: Source::Case,
            scope: Ok(foreseen(from.language, &from.input)),
            missing: None,
            head: from.head,
            visits: Vec::new(),
        },
    };
    if let Some(data) = &from.by_hand {
        let now = sight.scope.as_ref().map_or(0, Scope::now);
        sight.source = Source::Hand;
        sight.scope = Scope::parse(from.language, data).map(|scope| scope.at(now));
        sight.missing = None;
    }
    Sight { visits: names, ..sight }
}

/// `Visit 2 of 3: item 1, from event 14`
fn name_of(visit: &Visit, at: usize, of: usize) -> String {
    let item = visit.iteration.map(|item| format!("item {item}, ")).unwrap_or_default();
    let event = grouped(visit.entered.0 as usize);
    match of {
        1 => format!("The whole visit, from event {event}"),
        _ => format!("Visit {} of {}: {item}from event {event}", grouped(at + 1), grouped(of)),
    }
}

fn of_visit(from: &Viewpoint, visit: &Visit, until: EventId, source: Source) -> Sight {
    let execution = &*from.execution;
    let field = match &from.subject {
        Some(Subject::Site { field, .. }) => field,
        // One of the person's own is to see all there is.
        _ => "Output",
    };
    let root = field.split(['/', '[']).next().unwrap_or_default();
    let last = |stage: Stage| last(execution, visit, stage, until);
    let (mut roots, missing) = match from.language {
        QueryLanguage::Jsonata => in_jsonata(from, visit, until, root),
        QueryLanguage::JsonPath => in_jsonpath(from, visit, until, root),
    };
    let variables = last(Stage::Variables);
    for (name, value) in variables.as_ref().and_then(Value::as_object).into_iter().flat_map(Object::iter) {
        roots.insert(format!("${name}"), value.clone());
    }
    let happened = visit.events.iter().rfind(|&&event| event <= until).unwrap_or(&visit.entered);
    let now = execution.history.event(*happened).map_or(0, |event| event.timestamp.0);
    Sight {
        source,
        scope: Ok(Scope::new(from.language, roots).at(now)),
        missing,
        head: from.head,
        visits: Vec::new(),
    }
}

/// The data of a visit at a stage, as it was last.
fn last(execution: &Execution, visit: &Visit, stage: Stage, until: EventId) -> Option<Value> {
    let entries = execution.history.trace.of_visit(visit.entered, until);
    entries.filter(|entry| entry.stage == stage).last().map(|entry| entry.value.clone())
}

/// Whether a state has a result, and a number of tries.
fn works(visit: &Visit) -> bool {
    matches!(visit.kind, "Task" | "Parallel" | "Map")
}

type Roots = (Object, Option<&'static str>);

fn in_jsonata(from: &Viewpoint, visit: &Visit, until: EventId, root: &str) -> Roots {
    let execution = &*from.execution;
    let mut states = Object::new();
    states.insert("input", input_of(execution, visit));
    let extra = match root {
        "Output" | "Assign" if works(visit) => Some(("result", "$states.result", Stage::Result)),
        "Catch" => Some(("errorOutput", "$states.errorOutput", Stage::ErrorOutput)),
        _ => None,
    };
    let mut missing = None;
    if let Some((name, whole, stage)) = extra {
        match last(execution, visit, stage, until) {
            Some(value) => states.insert(name, value),
            None => missing = Some(whole),
        }
    }
    states.insert("context", context(from, visit, until, root));
    let mut roots = Object::new();
    roots.insert("$states", states);
    (roots, missing)
}

fn in_jsonpath(from: &Viewpoint, visit: &Visit, until: EventId, root: &str) -> Roots {
    let execution = &*from.execution;
    let input = input_of(execution, visit);
    let last = |stage| last(execution, visit, stage, until);
    let effective = || last(Stage::AfterInputPath).unwrap_or_else(|| input.clone());
    let data = match root {
        "InputPath" => Some(input.clone()),
        "ResultSelector" => last(Stage::Result),
        "OutputPath" => last(Stage::AfterResultPath).or_else(|| (!works(visit)).then(effective)),
        "Assign" => last(Stage::Result).or_else(|| (!works(visit)).then(effective)),
        "Catch" => last(Stage::ErrorOutput),
        _ => Some(effective()),
    };
    let missing = data.is_none().then_some("$");
    let mut roots = Object::new();
    roots.insert("$", data.unwrap_or_default());
    roots.insert("$$", context(from, visit, until, root));
    (roots, missing)
}

/// What an expression sees while nothing has run: the input of the case that would run.
fn foreseen(language: QueryLanguage, input: &str) -> Scope {
    let input = Value::parse(input).unwrap_or_else(|_| Value::empty_object());
    let mut roots = Object::new();
    match language {
        QueryLanguage::Jsonata => {
            roots.insert("$states", Value::object([("input", input), ("context", Value::empty_object())]));
        }
        QueryLanguage::JsonPath => {
            roots.insert("$", input);
            roots.insert("$$", Value::empty_object());
        }
    }
    Scope::new(language, roots)
}

fn input_of(execution: &Execution, visit: &Visit) -> Value {
    match execution.history.event(visit.entered).map(|event| &event.details) {
        Some(Details::StateEntered { input, .. }) => input.clone(),
        _ => Value::Null,
    }
}

/// The context object. (AWS guide, "Context object")
fn context(from: &Viewpoint, visit: &Visit, head: EventId, root: &str) -> Value {
    let execution = &*from.execution;
    let history = &execution.history;
    let started = history.events.first();
    let input = match started.map(|event| &event.details) {
        Some(Details::ExecutionStarted { input, .. }) => input.clone(),
        _ => Value::Null,
    };
    let start = started.map(|event| event.timestamp).unwrap_or_default();
    let mut context = from.identity.context(from.execution_type, &input, start);
    let redrives = history.events.iter().take_while(|event| event.id <= head);
    let redrives: Vec<_> = redrives.filter(|it| it.event_type == EventType::ExecutionRedriven).collect();
    if let (Some(last), Some(Value::Object(members))) = (redrives.last(), context.get("Execution")) {
        let mut execution = (**members).clone();
        execution.insert("RedriveCount", Value::from(redrives.len() as i64));
        execution.insert("RedriveTime", last.timestamp.to_short_text());
        context.insert("Execution", execution);
    }
    let mut state = Object::new();
    state.insert("Name", visit.state.clone());
    if let Some(entered) = history.event(visit.entered) {
        state.insert("EnteredTime", entered.timestamp.to_short_text());
    }
    if works(visit) {
        let attempt = history.trace.of_visit(visit.entered, head).map(|entry| entry.attempt).max();
        state.insert("RetryCount", attempt.unwrap_or_default());
    }
    context.insert("State", state);
    // A Map's own selector is asked for each item: the first stands for all.
    let item = match root {
        "ItemSelector" if visit.kind == "Map" => Some((visit, 0)),
        _ => around(execution, visit),
    };
    if let Some((map, index)) = item {
        context.insert("Map", item_of(execution, map, index, head));
    }
    context.into()
}

/// The Map around a visit, and which of its items the visit belongs to.
fn around<'e>(execution: &'e Execution, visit: &'e Visit) -> Option<(&'e Visit, u32)> {
    let mut visit = visit;
    loop {
        let outer = execution.visits.get(visit.parent?)?;
        if let Some(index) = visit.iteration {
            return Some((outer, index));
        }
        visit = outer;
    }
}

fn item_of(execution: &Execution, map: &Visit, index: u32, head: EventId) -> Value {
    let entries = execution.history.trace.of_visit(map.entered, head);
    let items = entries
        .filter(|entry| matches!(entry.stage, Stage::AfterItems | Stage::AfterItemsPath))
        .last()
        .map(|entry| &entry.value);
    let mut item = Object::new();
    item.insert("Index", index);
    match items {
        Some(Value::Object(members)) => {
            if let Some((key, value)) = members.get_index(index as usize) {
                item.insert("Key", key.clone());
                item.insert("Value", value.clone());
            }
        }
        Some(Value::Array(values)) => {
            if let Some(value) = values.get(index as usize) {
                item.insert("Value", value.clone());
            }
        }
        _ => {}
    }
    item.insert("Source", "STATE_DATA");
    Value::object([("Item", item)])
}
