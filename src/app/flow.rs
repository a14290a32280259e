//! The data of one visit to a state, stage by stage, as far as a moment has come.

use std::sync::Arc;

use super::execution::{Execution, Visit};
use crate::asl::condition::Condition;
use crate::asl::model::{Catcher, Kind, ResultPath, Selection, State, StateMachine};
use crate::history::{Details, EventId, Stage, TraceEntry};
use crate::query::{Expression, Template};
use crate::value::{Object, Value};

/// A stage to show.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowStage {
    /// `Input`, `Arguments`, `Attempt 2: error`, …
    pub title: String,
    /// The expressions that made it, in the order of the text.
    pub expressions: Vec<Arc<str>>,
    /// What became of it, in a few words.
    pub note: Option<String>,
    /// What it holds.
    pub content: FlowContent,
}

/// What a stage holds.
#[derive(Clone, Debug, PartialEq)]
pub enum FlowContent {
    /// Data; what differs from `base` is marked.
    Data {
        /// The data.
        value: Value,
        /// What it is compared with.
        base: Option<Value>,
    },
    /// Variables by name; those that differ from `before` are marked.
    Variables {
        /// The variables.
        variables: Arc<Object>,
        /// What they were before, where that is of interest.
        before: Option<Arc<Object>>,
    },
    /// The rules of a Choice, and which of them was true.
    Rules(Vec<FlowRule>),
    /// An error's name and its text.
    Error {
        /// The name.
        name: Arc<str>,
        /// The text.
        cause: Arc<str>,
        /// Whether another try followed, or a catcher took it.
        retried: bool,
    },
}

/// A rule of a Choice.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowRule {
    /// Its condition; nothing for the default.
    pub condition: Option<Arc<str>>,
    /// Where it leads.
    pub next: Option<Arc<str>>,
    /// Whether it was true; nothing if it was never asked.
    pub holds: Option<bool>,
}

/// How many iterations of a Map are shown of those there are.
const SHOWN_ITEMS: usize = 5;

/// The stages of a visit up to a moment. The machine adds the expressions, if it is known.
#[must_use]
pub fn stages(
    execution: &Execution,
    visit: &Visit,
    head: EventId,
    machine: Option<&StateMachine>,
) -> Vec<FlowStage> {
    let Some(entered) = execution.history.event(visit.entered).filter(|_| visit.entered <= head) else {
        return Vec::new();
    };
    let input = match &entered.details {
        Details::StateEntered { input, .. } => input.clone(),
        _ => Value::Null,
    };
    let state = machine.and_then(|machine| state_of(machine, &visit.state));
    let mut flow = Flow { execution, visit, head, state: state.as_deref(), input, stages: Vec::new() };
    flow.collect();
    flow.stages
}

/// The state of that name, wherever it stands.
#[must_use]
pub fn state_of(machine: &StateMachine, name: &str) -> Option<Arc<State>> {
    let mut found = None;
    machine.flow.for_each_state(&mut |state| {
        if state.name.as_str() == name {
            found = Some(state.clone());
        }
    });
    found
}

struct Flow<'a> {
    execution: &'a Execution,
    visit: &'a Visit,
    head: EventId,
    state: Option<&'a State>,
    input: Value,
    stages: Vec<FlowStage>,
}

/// The tries of a visit, counted on where a redrive begins to count anew.
struct Tries {
    /// For each redrive how many tries there were before it.
    before: Vec<u32>,
    total: u32,
}

impl Tries {
    fn of(visit: &Visit, entries: &[TraceEntry]) -> Tries {
        let mut before = vec![0];
        let mut total = 1;
        for entry in entries {
            let redrives = visit.redrives(entry.event);
            before.resize(before.len().max(redrives + 1), total);
            total = total.max(before[redrives] + entry.attempt + 1);
        }
        Tries { before, total }
    }

    /// Which try a stage belongs to, from 1, and whether a redrive made it.
    fn number(&self, visit: &Visit, entry: &TraceEntry) -> (u32, bool) {
        let redrives = visit.redrives(entry.event);
        (self.before.get(redrives).copied().unwrap_or_default() + entry.attempt + 1, redrives > 0)
    }
}

impl Flow<'_> {
    fn collect(&mut self) {
        self.push("Input", Vec::new(), FlowContent::Data { value: self.input.clone(), base: None });
        let entries: Vec<_> =
            self.execution.history.trace.of_visit(self.visit.entered, self.head).cloned().collect();
        let tries = Tries::of(self.visit, &entries);
        let is_caught = entries.iter().any(|entry| entry.stage == Stage::Catcher);
        let mut variables = None;
        let mut arguments = None;
        let mut items = 0;
        let mut placed = None;
        let mut caught = None;
        let items_is_path = self.expressions(items_of).len() == 1;
        for entry in entries {
            let (attempt, is_redriven) = tries.number(self.visit, &entry);
            let value = entry.value;
            let title = |name: &str| match (tries.total, is_redriven) {
                (1, _) => name.to_owned(),
                (_, true) => format!("Attempt {attempt}, redriven: {}", name.to_lowercase()),
                (_, false) => format!("Attempt {attempt}: {}", name.to_lowercase()),
            };
            match entry.stage {
                Stage::Variables => {
                    variables = object(&value);
                    if let Some(variables) = variables.clone().filter(|variables| !variables.is_empty()) {
                        let content = FlowContent::Variables { variables, before: None };
                        self.push("Variables", Vec::new(), content);
                    }
                }
                // Every try has them; they are of interest again only if they are others.
                Stage::AfterArguments if arguments.as_ref() == Some(&value) => {}
                Stage::AfterArguments => {
                    let title = if arguments.is_none() { "Arguments".to_owned() } else { title("Arguments") };
                    arguments = Some(value.clone());
                    let content = FlowContent::Data { value, base: Some(self.input.clone()) };
                    self.push(title, self.expressions(arguments_of), content);
                }
                Stage::AfterItems => {
                    self.push(
                        title("Items"),
                        self.expressions(items_of),
                        FlowContent::Data { value, base: None },
                    );
                }
                Stage::AfterItemSelector => {
                    items += 1;
                    if items <= SHOWN_ITEMS {
                        let content = FlowContent::Data { value, base: None };
                        self.push(format!("Item {}", items - 1), self.expressions(item_selector_of), content);
                    }
                }
                Stage::Result => {
                    self.push(title("Result"), Vec::new(), FlowContent::Data { value, base: None });
                }
                Stage::ErrorOutput => {
                    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().into();
                    let retried = attempt < tries.total || is_caught;
                    let content = FlowContent::Error { name: text("Error"), cause: text("Cause"), retried };
                    self.push(title("Error"), Vec::new(), content);
                }
                Stage::Catcher => {
                    let catchers = self.state.map_or(&[][..], |state| &state.catch);
                    caught = value.as_i64().and_then(|at| catchers.get(usize::try_from(at).ok()?));
                }
                Stage::Rule => self.push_rules(value.as_i64()),
                Stage::Assign => {
                    if let Some(assigned) = object(&value) {
                        let content = FlowContent::Variables {
                            variables: assigned,
                            before: Some(variables.clone().unwrap_or_default()),
                        };
                        self.push("Assign", self.expressions(assign_of), content);
                    }
                }
                Stage::Output => {
                    if let Some(catcher) = caught {
                        self.push_caught(catcher, value);
                        continue;
                    }
                    // What was placed by `ResultPath` has been compared with the input there.
                    let is_placed = placed.as_ref() == Some(&value);
                    let base = if is_placed { value.clone() } else { self.input.clone() };
                    let mut expressions = self.expressions(output_of);
                    expressions.extend(self.path(|state| &state.paths.output));
                    self.push("Output", expressions, FlowContent::Data { value, base: Some(base) });
                    self.note(is_placed.then(|| "as ResultPath left it".to_owned()));
                }
                // Of interest only where the fields are there, and something comes of them.
                Stage::AfterInputPath => {
                    let selects = |state: &State| !matches!(state.paths.input, Selection::All);
                    if self.state.is_some_and(selects) || (self.state.is_none() && value != self.input) {
                        let content = FlowContent::Data { value, base: Some(self.input.clone()) };
                        self.push("InputPath", self.path(|state| &state.paths.input), content);
                    }
                }
                Stage::AfterParameters => {
                    let is_set = self.state.is_none_or(|state| arguments_of(state).is_some());
                    if is_set && arguments.as_ref() != Some(&value) {
                        let first = arguments.is_none();
                        let title = if first { "Parameters".to_owned() } else { title("Parameters") };
                        arguments = Some(value.clone());
                        let content = FlowContent::Data { value, base: Some(self.input.clone()) };
                        self.push(title, self.expressions(arguments_of), content);
                    }
                }
                Stage::AfterItemsPath => {
                    let content = FlowContent::Data { value, base: None };
                    self.push(
                        title(if items_is_path { "ItemsPath" } else { "Items" }),
                        self.expressions(items_of),
                        content,
                    );
                }
                Stage::AfterResultSelector => {
                    if self.state.is_some_and(|state| state.paths.result_selector.is_some()) {
                        let content = FlowContent::Data { value, base: None };
                        self.push(title("ResultSelector"), self.expressions(selector_of), content);
                    }
                }
                Stage::AfterResultPath => {
                    let (expressions, note) = match self.state.map(|state| &state.paths.result) {
                        Some(ResultPath::Into(path)) => {
                            (vec![path.text.clone()], "where the result stands in the input")
                        }
                        Some(ResultPath::Discard) => {
                            (vec!["null".into()], "the result is dropped, the input goes on")
                        }
                        // The result takes the input's place, so there is nothing to see.
                        Some(ResultPath::Replace) | None => continue,
                    };
                    placed = Some(value.clone());
                    let content = FlowContent::Data { value, base: Some(self.input.clone()) };
                    self.push("ResultPath", expressions, content);
                    self.note(Some(note.to_owned()));
                }
                Stage::MaxConcurrency
                | Stage::AfterItemBatcher
                | Stage::ToleratedFailureCount
                | Stage::ToleratedFailurePercentage
                | Stage::Retry
                | Stage::Logs => {}
            }
        }
        self.add_output();
    }

    /// A history that was not recorded here has no trace, but it has outputs.
    fn add_output(&mut self) {
        if self.stages.iter().any(|stage| stage.title == "Output") {
            return;
        }
        let mut events = self.visit.events.iter().filter(|&&event| event <= self.head);
        let exited = events.rfind(|_| true).and_then(|&event| self.execution.history.event(event));
        if let Some(Details::StateExited { output, .. }) = exited.map(|event| &event.details) {
            let content = FlowContent::Data { value: output.clone(), base: Some(self.input.clone()) };
            self.push("Output", Vec::new(), content);
        }
    }

    fn push(&mut self, title: impl Into<String>, expressions: Vec<Arc<str>>, content: FlowContent) {
        self.stages.push(FlowStage { title: title.into(), expressions, note: None, content });
    }

    /// The output of a state whose failure was caught.
    fn push_caught(&mut self, catcher: &Catcher, value: Value) {
        let mut expressions = texts(catcher.output.as_ref());
        let note = match &catcher.result_path {
            ResultPath::Into(path) => {
                expressions.push(path.text.clone());
                Some("where the error stands in the input")
            }
            ResultPath::Discard => Some("the error is dropped, the input goes on"),
            ResultPath::Replace => None,
        };
        self.push("Output", expressions, FlowContent::Data { value, base: Some(self.input.clone()) });
        self.note(note.map(str::to_owned));
    }

    /// Says something about the last stage.
    fn note(&mut self, note: Option<String>) {
        if let Some(stage) = self.stages.last_mut() {
            stage.note = note;
        }
    }

    fn push_rules(&mut self, taken: Option<i64>) {
        let Some(Kind::Choice(choice)) = self.state.map(|state| &state.kind) else { return };
        let taken = taken.and_then(|taken| usize::try_from(taken).ok());
        let mut rules: Vec<FlowRule> = choice
            .rules
            .iter()
            .enumerate()
            .map(|(at, rule)| FlowRule {
                condition: Some(rule.condition.as_ref().map(Condition::text).unwrap_or_default()),
                next: rule.next.as_ref().map(|next| next.name.text()),
                holds: match taken {
                    Some(taken) if at > taken => None,
                    Some(taken) => Some(at == taken),
                    None => Some(false),
                },
            })
            .collect();
        if let Some(default) = &choice.default {
            let next = Some(default.name.text());
            rules.push(FlowRule { condition: None, next, holds: taken.is_none().then_some(true) });
        }
        self.push("Rules", Vec::new(), FlowContent::Rules(rules));
    }

    fn path(&self, field: impl Fn(&State) -> &Selection) -> Vec<Arc<str>> {
        match self.state.map(field) {
            Some(Selection::Path(expression)) => vec![expression.text.clone()],
            _ => Vec::new(),
        }
    }

    fn expressions(&self, field: impl Fn(&State) -> Option<&Template>) -> Vec<Arc<str>> {
        texts(self.state.and_then(field))
    }
}

/// The expressions of a template, in the order of the text.
fn texts(template: Option<&Template>) -> Vec<Arc<str>> {
    let mut texts = Vec::new();
    if let Some(template) = template {
        template.for_each(&mut |expression: &Expression| texts.push(expression.text.clone()));
    }
    texts
}

fn selector_of(state: &State) -> Option<&Template> {
    state.paths.result_selector.as_ref()
}

fn object(value: &Value) -> Option<Arc<Object>> {
    match value {
        Value::Object(members) => Some(members.clone()),
        _ => None,
    }
}

fn arguments_of(state: &State) -> Option<&Template> {
    match &state.kind {
        Kind::Task(task) => task.arguments.as_ref(),
        Kind::Parallel(parallel) => parallel.arguments.as_ref(),
        Kind::Pass(pass) => pass.parameters.as_ref(),
        _ => None,
    }
}

fn items_of(state: &State) -> Option<&Template> {
    match &state.kind {
        Kind::Map(map) => map.items.as_ref(),
        _ => None,
    }
}

fn item_selector_of(state: &State) -> Option<&Template> {
    match &state.kind {
        Kind::Map(map) => map.item_selector.as_ref(),
        _ => None,
    }
}

fn assign_of(state: &State) -> Option<&Template> {
    state.assign.as_ref()
}

fn output_of(state: &State) -> Option<&Template> {
    state.output.as_ref()
}
