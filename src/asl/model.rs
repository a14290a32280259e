//! The definition as types.
//!
//! Names are the specification's. What a type here allows, the reader has checked; whether transitions
//! arrive anywhere is `validate`'s business.

use std::fmt;
use std::sync::Arc;

use super::condition::Condition;
use super::resource::Resource;
use crate::query::{Expression, QueryLanguage, Template};
use crate::source::Span;
use crate::value::{Members, Value};

/// The name of a state, unique in its whole machine. (spec, "States")
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StateName(Arc<str>);

impl StateName {
    /// A name that was read from a definition.
    pub fn new(name: impl Into<Arc<str>>) -> StateName {
        StateName(name.into())
    }

    /// The text of the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text of the name, shared.
    #[must_use]
    pub fn text(&self) -> Arc<str> {
        self.0.clone()
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for StateName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A whole definition.
#[derive(Clone, Debug)]
pub struct StateMachine {
    /// `"Comment"`
    pub comment: Option<Arc<str>>,
    /// `"QueryLanguage"`: what a state without one of its own speaks.
    pub query_language: QueryLanguage,
    /// `"TimeoutSeconds"`: how long an execution may take.
    pub timeout_seconds: Option<i64>,
    /// `"StartAt"` and `"States"`.
    pub flow: Arc<Flow>,
}

/// `"StartAt"` and `"States"`: a machine's, a branch's or an item processor's. No transition leaves it.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// `"StartAt"`: where it begins; nothing if the definition does not say.
    pub start_at: Option<Target>,
    /// `"States"`, in the order they were written.
    pub states: Members<Arc<State>>,
    /// The object in the text.
    pub span: Span,
}

/// The name of a state where a definition points to one.
#[derive(Clone, Debug)]
pub struct Target {
    /// The state's name.
    pub name: StateName,
    /// Where it is named, with its quotes.
    pub span: Span,
}

/// One state: what all types have, and the rest in `kind`.
#[derive(Clone, Debug)]
pub struct State {
    /// The key in `"States"`.
    pub name: StateName,
    /// `"Comment"`
    pub comment: Option<Arc<str>>,
    /// Its own `"QueryLanguage"`, or the machine's.
    pub query_language: QueryLanguage,
    /// `"Type"`, with the fields that only this type has.
    pub kind: Kind,
    /// `"Next"` or `"End"`; nothing for Choice, Succeed and Fail, or if it is missing.
    pub next: Option<Next>,
    /// What JSONPath selects before and after the work; everything in a JSONata state.
    pub paths: Paths,
    /// `"Assign"`: the variables it sets.
    pub assign: Option<Template>,
    /// `"Output"`
    pub output: Option<Template>,
    /// `"Retry"`
    pub retry: Vec<Retrier>,
    /// `"Catch"`
    pub catch: Vec<Catcher>,
    /// From the name to the end of the object.
    pub span: Span,
    /// The name in the text, with its quotes.
    pub name_span: Span,
}

/// The fields of a JSONPath state that select data. (spec, "Input and Output Processing")
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// `"InputPath"`
    pub input: Selection,
    /// `"ResultSelector"`
    pub result_selector: Option<Template>,
    /// `"ResultPath"`
    pub result: ResultPath,
    /// `"OutputPath"`
    pub output: Selection,
}

/// `"InputPath"` or `"OutputPath"`
#[derive(Clone, Debug, Default)]
pub enum Selection {
    /// The field is absent, or `"$"`.
    #[default]
    All,
    /// `null`: an empty object.
    Nothing,
    /// What the path leads to.
    Path(Expression),
}

/// `"ResultPath"`
#[derive(Clone, Debug, Default)]
pub enum ResultPath {
    /// The field is absent, or `"$"`: the result takes the input's place.
    #[default]
    Replace,
    /// `null`: the result is dropped, and the input passed on.
    Discard,
    /// Where in the input the result is put.
    Into(Expression),
}

/// Where a state goes.
#[derive(Clone, Debug)]
pub enum Next {
    /// `"Next": "Ship"`
    State(Target),
    /// `"End": true`
    End,
}

/// `"Type"`
#[derive(Clone, Debug)]
pub enum Kind {
    /// Passes its input on.
    Pass(Pass),
    /// Has work done by somebody else.
    Task(Task),
    /// Goes where the first true rule says.
    Choice(Choice),
    /// Lets time pass.
    Wait(Wait),
    /// Ends well.
    Succeed,
    /// Ends badly.
    Fail {
        /// `"Error"`
        error: Option<Text>,
        /// `"Cause"`
        cause: Option<Text>,
    },
    /// Runs its branches side by side.
    Parallel(Parallel),
    /// Runs its processor once for each item.
    Map(Map),
}

impl Kind {
    /// `Task`, `Choice`, …
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Pass(_) => "Pass",
            Kind::Task(_) => "Task",
            Kind::Choice(_) => "Choice",
            Kind::Wait(_) => "Wait",
            Kind::Succeed => "Succeed",
            Kind::Fail { .. } => "Fail",
            Kind::Parallel(_) => "Parallel",
            Kind::Map(_) => "Map",
        }
    }
}

/// A field that holds a value of one type, or an expression that yields it.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting<T> {
    /// `"TimeoutSeconds": 5`
    Literal(T),
    /// `"TimeoutSeconds": "{% $limit %}"`
    Expression(Expression),
}

/// `"Error": "Busy"` or `"Error": "{% $name %}"`
pub type Text = Setting<Arc<str>>;

/// `"Type": "Pass"`
#[derive(Clone, Debug, Default)]
pub struct Pass {
    /// `"Result"`
    pub result: Option<Value>,
    /// `"Parameters"`
    pub parameters: Option<Template>,
}

/// `"Type": "Task"`
#[derive(Clone, Debug)]
pub struct Task {
    /// `"Resource"`
    pub resource: Resource,
    /// `"Arguments"`, or `"Parameters"` in JSONPath.
    pub arguments: Option<Template>,
    /// `"Credentials"`
    pub credentials: Option<Template>,
    /// `"TimeoutSeconds"`, or `"TimeoutSecondsPath"`.
    pub timeout_seconds: Option<Setting<i64>>,
    /// `"HeartbeatSeconds"`, or `"HeartbeatSecondsPath"`.
    pub heartbeat_seconds: Option<Setting<i64>>,
}

/// `"Type": "Choice"`
#[derive(Clone, Debug)]
pub struct Choice {
    /// `"Choices"`
    pub rules: Vec<Rule>,
    /// `"Default"`
    pub default: Option<Target>,
}

/// An entry of `"Choices"`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// When it is taken; nothing if the definition does not say.
    pub condition: Option<Condition>,
    /// `"Next"`
    pub next: Option<Target>,
    /// `"Assign"`: instead of the state's own.
    pub assign: Option<Template>,
    /// `"Output"`: instead of the state's own.
    pub output: Option<Template>,
    /// The entry in the text.
    pub span: Span,
}

/// `"Type": "Wait"`
#[derive(Clone, Debug)]
pub enum Wait {
    /// `"Seconds": 10`, or `"SecondsPath"`.
    Seconds(Setting<i64>),
    /// `"Timestamp": "2026-03-14T01:59:00Z"`, or `"TimestampPath"`.
    Timestamp(Text),
    /// None of them: the definition is at fault.
    Missing,
}

/// `"Type": "Parallel"`
#[derive(Clone, Debug)]
pub struct Parallel {
    /// `"Arguments"`, or `"Parameters"` in JSONPath: the input of every branch.
    pub arguments: Option<Template>,
    /// `"Branches"`
    pub branches: Vec<Arc<Flow>>,
}

/// `"Type": "Map"`
#[derive(Clone, Debug)]
pub struct Map {
    /// `"Items"`, or `"ItemsPath"` in JSONPath; without it the input is iterated.
    pub items: Option<Template>,
    /// `"ItemSelector"`, or the older `"Parameters"`: the input of an iteration.
    pub item_selector: Option<Template>,
    /// `"MaxConcurrency"`, or `"MaxConcurrencyPath"`; 0 is without limit.
    pub max_concurrency: Option<Setting<i64>>,
    /// `"ToleratedFailureCount"`, or `"ToleratedFailureCountPath"`.
    pub tolerated_failure_count: Option<Setting<i64>>,
    /// `"ToleratedFailurePercentage"`, or `"ToleratedFailurePercentagePath"`.
    pub tolerated_failure_percentage: Option<Setting<f64>>,
    /// `"ItemProcessor"`, or the older `"Iterator"`.
    pub processor: Arc<Flow>,
    /// Which of the two names the definition uses.
    pub processor_field: &'static str,
    /// What only a Map has whose `"ProcessorConfig"` says `"DISTRIBUTED"`.
    pub distributed: Option<Box<Distributed>>,
}

/// The fields of a Map in distributed mode. (AWS guide, "Distributed Map")
#[derive(Clone, Debug, Default)]
pub struct Distributed {
    /// `"ExecutionType"` of the child executions.
    pub execution_type: ExecutionType,
    /// `"Label"`: a part of the Map Run's ARN.
    pub label: Option<Arc<str>>,
    /// `"ItemReader"`
    pub item_reader: Option<ItemReader>,
    /// `"ItemBatcher"`
    pub item_batcher: Option<ItemBatcher>,
    /// `"ResultWriter"`
    pub result_writer: Option<ResultWriter>,
}

/// What kind of executions a machine has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExecutionType {
    /// `"STANDARD"`
    #[default]
    Standard,
    /// `"EXPRESS"`
    Express,
}

/// `"ItemReader"`: where the items come from, if not from the input.
#[derive(Clone, Debug)]
pub struct ItemReader {
    /// `"Resource"`
    pub resource: Resource,
    /// `"Arguments"`, or `"Parameters"` in JSONPath.
    pub arguments: Option<Template>,
    /// `"MaxItems"`, or `"MaxItemsPath"`, of `"ReaderConfig"`.
    pub max_items: Option<Setting<i64>>,
    /// `"ReaderConfig"` as it stands.
    pub config: Value,
}

/// `"ItemBatcher"`: how many items a child execution gets at once.
#[derive(Clone, Debug)]
pub struct ItemBatcher {
    /// `"MaxItemsPerBatch"`, or `"MaxItemsPerBatchPath"`.
    pub max_items: Option<Setting<i64>>,
    /// `"MaxInputBytesPerBatch"`, or `"MaxInputBytesPerBatchPath"`.
    pub max_bytes: Option<Setting<i64>>,
    /// `"BatchInput"`: what every batch is given beside its items.
    pub input: Option<Template>,
}

/// `"ResultWriter"`: where the results go, if not to the output.
#[derive(Clone, Debug)]
pub struct ResultWriter {
    /// `"Resource"`; without it the results are only transformed.
    pub resource: Option<Resource>,
    /// `"Arguments"`, or `"Parameters"` in JSONPath.
    pub arguments: Option<Template>,
    /// `"WriterConfig"` as it stands.
    pub config: Value,
}

/// An entry of `"Retry"`.
#[derive(Clone, Debug)]
pub struct Retrier {
    /// `"ErrorEquals"`
    pub error_equals: Vec<Arc<str>>,
    /// `"IntervalSeconds"`, 1 if absent.
    pub interval_seconds: i64,
    /// `"MaxAttempts"`, 3 if absent: how many retries, not tries.
    pub max_attempts: i64,
    /// `"BackoffRate"`, 2.0 if absent.
    pub backoff_rate: f64,
    /// `"MaxDelaySeconds"`
    pub max_delay_seconds: Option<i64>,
    /// `"JitterStrategy"`
    pub jitter: Jitter,
    /// The entry in the text.
    pub span: Span,
}

/// `"JitterStrategy"`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Jitter {
    /// `"NONE"`: the delay as computed.
    #[default]
    None,
    /// `"FULL"`: anything between nothing and the delay as computed.
    Full,
}

/// An entry of `"Catch"`.
#[derive(Clone, Debug)]
pub struct Catcher {
    /// `"ErrorEquals"`
    pub error_equals: Vec<Arc<str>>,
    /// `"Next"`
    pub next: Option<Target>,
    /// `"Assign"`
    pub assign: Option<Template>,
    /// `"Output"`; without it the error output goes on.
    pub output: Option<Template>,
    /// `"ResultPath"`, in JSONPath: where in the input the error output is put.
    pub result_path: ResultPath,
    /// The entry in the text.
    pub span: Span,
}

impl State {
    /// The flows inside this state: the branches of a Parallel, the processor of a Map.
    pub fn flows(&self) -> &[Arc<Flow>] {
        match &self.kind {
            Kind::Parallel(parallel) => &parallel.branches,
            Kind::Map(map) => std::slice::from_ref(&map.processor),
            _ => &[],
        }
    }

    /// Every transition that leaves this state, in the order AWS would consider them.
    pub fn targets(&self) -> Vec<&Target> {
        let mut targets: Vec<&Target> = Vec::new();
        if let Kind::Choice(choice) = &self.kind {
            targets.extend(choice.rules.iter().filter_map(|rule| rule.next.as_ref()));
            targets.extend(&choice.default);
        }
        if let Some(Next::State(target)) = &self.next {
            targets.push(target);
        }
        targets.extend(self.catch.iter().filter_map(|catcher| catcher.next.as_ref()));
        targets
    }
}

impl Flow {
    /// The state of a name.
    #[must_use]
    pub fn state(&self, name: &StateName) -> Option<&Arc<State>> {
        self.states.get(name.as_str())
    }

    /// Calls `visit` for every state of this flow and of the flows inside it, outer ones first.
    pub fn for_each_state<'a>(&'a self, visit: &mut impl FnMut(&'a Arc<State>)) {
        for state in self.states.values() {
            visit(state);
            for flow in state.flows() {
                flow.for_each_state(visit);
            }
        }
    }
}
