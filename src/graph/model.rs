//! The definition as nodes and edges.
//!
//! Every flow becomes a lane of its own: no transition leaves a branch of a Parallel or the processor
//! of a Map, so lanes share no edges. What is wrong in a definition is drawn too, since people look at
//! the graph while they type: a transition to a state that is not there ends at a node that says so.

use std::sync::Arc;

use indexmap::IndexMap;

use super::describe;
use crate::asl::model::{Flow, Kind, Next, State, StateMachine, Target};

/// A state machine as a picture sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The machine's own flow.
    pub lane: Lane,
}

/// A flow: the machine's, a branch's or an item processor's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// The states in the order they were written, then what was made up for the picture.
    pub nodes: Vec<Node>,
    /// The transitions, each state's in the order AWS considers them.
    pub edges: Vec<Edge>,
    /// The node where it begins: the start dot of the machine, the first state of an inner lane.
    pub start: Option<usize>,
}

/// Something to draw as one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What tells it from all other nodes of the graph: a state's name, as long as names are unique.
    pub key: Arc<str>,
    /// The state's name, whole.
    pub name: Arc<str>,
    /// What it is.
    pub kind: NodeKind,
    /// The sign for it.
    pub icon: Icon,
    /// What it does, in a few words: `lambda · CheckInformation`.
    pub subtitle: String,
    /// How many rules a Choice has.
    pub rules: usize,
    /// Whether it is a Map in distributed mode: what is inside runs in executions of its own.
    pub is_distributed: bool,
    /// The flows inside it.
    pub lanes: Vec<Lane>,
    /// Whether any path leads here from the start of its lane.
    pub reachable: bool,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// The dot an execution starts from.
    Start,
    /// The ring that a state with `"End": true` leads to.
    End,
    /// A state that is named but not there.
    Missing,
    /// `"Type": "Pass"`
    Pass,
    /// `"Type": "Task"`
    Task,
    /// `"Type": "Choice"`
    Choice,
    /// `"Type": "Wait"`
    Wait,
    /// `"Type": "Succeed"`
    Succeed,
    /// `"Type": "Fail"`
    Fail,
    /// `"Type": "Parallel"`
    Parallel,
    /// `"Type": "Map"`
    Map,
}

impl NodeKind {
    /// The kind of a state.
    fn of(kind: &Kind) -> NodeKind {
        match kind {
            Kind::Pass(_) => NodeKind::Pass,
            Kind::Task(_) => NodeKind::Task,
            Kind::Choice(_) => NodeKind::Choice,
            Kind::Wait(_) => NodeKind::Wait,
            Kind::Succeed => NodeKind::Succeed,
            Kind::Fail { .. } => NodeKind::Fail,
            Kind::Parallel(_) => NodeKind::Parallel,
            Kind::Map(_) => NodeKind::Map,
        }
    }

    /// `Task`, `Choice`, … as `"Type"` says it; what else there is in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            NodeKind::Start => "Start",
            NodeKind::End => "End",
            NodeKind::Missing => "Missing state",
            NodeKind::Pass => "Pass",
            NodeKind::Task => "Task",
            NodeKind::Choice => "Choice",
            NodeKind::Wait => "Wait",
            NodeKind::Succeed => "Succeed",
            NodeKind::Fail => "Fail",
            NodeKind::Parallel => "Parallel",
            NodeKind::Map => "Map",
        }
    }

    /// Whether this is a state of the definition.
    #[must_use]
    pub fn is_state(self) -> bool {
        !matches!(self, NodeKind::Start | NodeKind::End | NodeKind::Missing)
    }
}

/// The sign for a sort of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// None: it has a shape of its own.
    None,
    /// A Task that calls a Lambda function.
    Function,
    /// A Task that waits for a worker.
    Activity,
    /// Any other Task.
    Service,
    /// `"Type": "Choice"`
    Choice,
    /// `"Type": "Wait"`
    Wait,
    /// `"Type": "Pass"`
    Pass,
    /// `"Type": "Succeed"`
    Succeed,
    /// `"Type": "Fail"`
    Fail,
    /// `"Type": "Parallel"`
    Parallel,
    /// `"Type": "Map"`
    Map,
    /// A state that is not there.
    Missing,
}

/// All transitions of one sort between two nodes, drawn as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// What tells it from all other edges of the graph.
    pub key: Arc<str>,
    /// Where it leaves, as an index into the lane's nodes.
    pub from: usize,
    /// Where it arrives, as an index into the lane's nodes.
    pub to: usize,
    /// What sort of transition it is.
    pub kind: EdgeKind,
    /// When it is taken; several for rules or catchers that lead to the same state.
    pub labels: Vec<Label>,
}

/// A sort of transitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// From the start dot.
    Start,
    /// `"Next"`
    Next,
    /// A rule or the default of a Choice.
    Choice,
    /// A catcher.
    Catch,
    /// To the end ring.
    End,
}

/// When an edge is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Why.
    pub cause: Cause,
    /// The reason in words, whole: `$total > 100`, `Default`, `Catch · States.ALL`.
    pub text: String,
    /// Whether the text is an expression.
    pub query: bool,
}

/// Why an edge is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The rule of that number was true, counted from 0.
    Rule(u32),
    /// No rule was true.
    Default,
    /// The state failed, and the catcher of that number took it, counted from 0.
    Catch(u32),
}

impl Graph {
    /// The picture's view of a definition, however unfinished.
    #[must_use]
    pub fn of(machine: &StateMachine) -> Graph {
        let mut keys = Keys::default();
        Graph { lane: Lane::of(&machine.flow, true, &mut keys) }
    }

    /// How many states there are, inner ones too.
    #[must_use]
    pub fn state_count(&self) -> usize {
        self.lane.state_count()
    }
}

/// Hands out keys; a name that is there twice, which AWS refuses, gets a number.
#[derive(Default)]
struct Keys(IndexMap<Arc<str>, u32>);

impl Keys {
    fn take(&mut self, wanted: &Arc<str>) -> Arc<str> {
        let times = self.0.entry(wanted.clone()).or_insert(0);
        *times += 1;
        if *times == 1 { wanted.clone() } else { format!("{wanted}#{times}").into() }
    }
}

impl Lane {
    fn of(flow: &Flow, outermost: bool, keys: &mut Keys) -> Lane {
        let mut builder = Builder { lane: Lane::default(), missing: IndexMap::new(), flow, keys };
        for state in flow.states.values() {
            builder.state(state);
        }
        for (index, state) in flow.states.values().enumerate() {
            builder.transitions(index, state, outermost);
        }
        builder.start(outermost);
        builder.mark_unreachable();
        builder.lane
    }

    fn state_count(&self) -> usize {
        let inner = |node: &Node| node.lanes.iter().map(Lane::state_count).sum::<usize>();
        self.nodes.iter().map(|node| usize::from(node.kind.is_state()) + inner(node)).sum()
    }
}

struct Builder<'a> {
    lane: Lane,
    missing: IndexMap<Arc<str>, usize>,
    flow: &'a Flow,
    keys: &'a mut Keys,
}

impl Builder<'_> {
    fn state(&mut self, state: &State) {
        let name = state.name.text();
        let key = self.keys.take(&name);
        let lanes = state.flows().iter().map(|flow| Lane::of(flow, false, self.keys)).collect();
        let (kind, icon, subtitle) =
            (NodeKind::of(&state.kind), describe::icon(&state.kind), describe::subtitle(state));
        let rules = if let Kind::Choice(choice) = &state.kind { choice.rules.len() } else { 0 };
        let is_distributed = matches!(&state.kind, Kind::Map(map) if map.distributed.is_some());
        self.lane.nodes.push(Node {
            key,
            name,
            kind,
            icon,
            subtitle,
            rules,
            is_distributed,
            lanes,
            reachable: true,
        });
    }

    fn transitions(&mut self, from: usize, state: &State, outermost: bool) {
        if let Kind::Choice(choice) = &state.kind {
            for (number, rule) in choice.rules.iter().enumerate() {
                let label = describe::rule(number, rule);
                self.opt_edge(from, rule.next.as_ref(), EdgeKind::Choice, Some(label));
            }
            self.opt_edge(from, choice.default.as_ref(), EdgeKind::Choice, Some(describe::default()));
        }
        match &state.next {
            Some(Next::State(target)) => self.opt_edge(from, Some(target), EdgeKind::Next, None),
            Some(Next::End) if outermost => self.end(from),
            _ => {}
        }
        for (number, catcher) in state.catch.iter().enumerate() {
            let label = describe::catcher(number, catcher);
            self.opt_edge(from, catcher.next.as_ref(), EdgeKind::Catch, Some(label));
        }
    }

    fn opt_edge(&mut self, from: usize, target: Option<&Target>, kind: EdgeKind, label: Option<Label>) {
        let Some(target) = target else { return };
        let to = self.node_named(target);
        let same = |edge: &&mut Edge| edge.from == from && edge.to == to && edge.kind == kind;
        // A state's edges are made one after the other, so an equal one is among the last.
        let own = self.lane.edges.iter_mut().rev().take_while(|edge| edge.from == from);
        match own.into_iter().find(same) {
            Some(edge) => edge.labels.extend(label),
            None => self.edge(from, to, kind, label),
        }
    }

    fn edge(&mut self, from: usize, to: usize, kind: EdgeKind, label: Option<Label>) {
        let nodes = &self.lane.nodes;
        let sort = match kind {
            EdgeKind::Start => "start",
            EdgeKind::Next => "next",
            EdgeKind::Choice => "choice",
            EdgeKind::Catch => "catch",
            EdgeKind::End => "end",
        };
        let key = format!("{sort}: {} → {}", nodes[from].key, nodes[to].key).into();
        self.lane.edges.push(Edge { key, from, to, kind, labels: label.into_iter().collect() });
    }

    /// The node of a state, or one that says that there is no such state.
    fn node_named(&mut self, target: &Target) -> usize {
        if let Some(index) = self.flow.states.position(target.name.as_str()) {
            return index;
        }
        let name = target.name.text();
        if let Some(&index) = self.missing.get(&name) {
            return index;
        }
        let index = self.made_up(&format!("missing: {name}").into(), name.clone(), NodeKind::Missing);
        let node = &mut self.lane.nodes[index];
        (node.icon, node.subtitle) = (Icon::Missing, describe::MISSING.to_owned());
        self.missing.insert(name, index);
        index
    }

    fn made_up(&mut self, key: &Arc<str>, name: Arc<str>, kind: NodeKind) -> usize {
        let key = self.keys.take(key);
        let (icon, subtitle, lanes) = (Icon::None, String::new(), Vec::new());
        self.lane.nodes.push(Node {
            key,
            name,
            kind,
            icon,
            subtitle,
            rules: 0,
            is_distributed: false,
            lanes,
            reachable: true,
        });
        self.lane.nodes.len() - 1
    }

    fn end(&mut self, from: usize) {
        let key = format!("end: {}", self.lane.nodes[from].key).into();
        let end = self.made_up(&key, "End".into(), NodeKind::End);
        self.edge(from, end, EdgeKind::End, None);
    }

    fn start(&mut self, outermost: bool) {
        let first = self.flow.start_at.as_ref().map(|target| self.node_named(target));
        if !outermost {
            self.lane.start = first;
            return;
        }
        let Some(first) = first else { return };
        let dot = self.made_up(&"start".into(), "Start".into(), NodeKind::Start);
        self.edge(dot, first, EdgeKind::Start, None);
        self.lane.start = Some(dot);
    }

    /// Without a start nothing could be reached, and there is nothing to tell the states apart by.
    fn mark_unreachable(&mut self) {
        let Some(start) = self.lane.start else { return };
        let mut successors = vec![Vec::new(); self.lane.nodes.len()];
        for edge in &self.lane.edges {
            successors[edge.from].push(edge.to);
        }
        let mut reached = vec![false; self.lane.nodes.len()];
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut reached[node], true) {
                open.extend(&successors[node]);
            }
        }
        for (node, reached) in self.lane.nodes.iter_mut().zip(reached) {
            node.reachable = reached;
        }
    }
}
