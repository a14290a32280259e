//! Layout and marks as SVG.
//!
//! A [`Scene`] holds one [`Drawing`] for everything that is drawn as a whole. A drawing is cheap to make
//! and to compare, and only becomes elements when somebody asks; so a page that plays an execution draws
//! what changed and nothing else. There are no ids: several pictures fit on one page.

mod edge;
mod element;
mod icon;
mod node;
mod page;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use super::geometry::Size;
use super::layout::{Layout, PlacedEdge, PlacedNode};
use super::marks::{Mark, Marks};
use super::model::EdgeKind;

pub use element::{Child, Element};
pub use page::{Options, Theme, render};

/// Everything to draw, from the back to the front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The extent of the picture.
    pub size: Size,
    /// The grounds of containers, outer ones first.
    pub grounds: Vec<Drawing>,
    /// The edges; those that were taken come last, so that they are never covered.
    pub edges: Vec<Drawing>,
    /// The nodes, in the order in which one goes through them with the keyboard.
    pub nodes: Vec<Drawing>,
}

/// Something that is drawn as a whole. Two that are equal look the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// What tells it from all others in its list, whatever happens to it.
    pub key: Arc<str>,
    subject: Subject,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Subject {
    Ground(Arc<PlacedNode>),
    Edge(Arc<PlacedEdge>, edge::Use),
    Node(Arc<PlacedNode>, Look),
}

/// What changes about a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    mark: Mark,
    /// Whether it is what the inspector shows.
    selected: bool,
    /// Whether an execution is shown at all: without one no state stands back.
    idle: bool,
}

impl Scene {
    /// What to draw of a laid out graph when that much has happened and that state is selected.
    #[must_use]
    pub fn of(layout: &Layout, marks: &Marks, selected: Option<&str>) -> Scene {
        let containers = layout.nodes.iter().filter(|node| !node.lanes.is_empty());
        let ground = |node: &Arc<PlacedNode>| Drawing {
            key: node.key.clone(),
            subject: Subject::Ground(node.clone()),
        };
        // An end ring is reached when the state before it has ended.
        let ends = layout.edges.iter().filter(|edge| edge.kind == EdgeKind::End);
        let ends: HashMap<&str, &str> = ends.map(|edge| (&*edge.to_key, &*edge.from)).collect();
        let around: HashMap<&str, Option<&str>> = layout
            .nodes
            .iter()
            .filter(|node| node.is_distributed)
            .map(|node| (&*node.name, node.within.as_deref()))
            .collect();
        // What runs in executions of its own tells nothing here: it has not been missed out.
        let is_elsewhere = |node: &PlacedNode| {
            let home = marks.home.as_deref();
            let outer = |at: &Option<&str>| at.map(|at| around.get(at).copied().flatten());
            let mut line = std::iter::successors(Some(node.within.as_deref()), outer);
            node.within.as_deref() != home && line.any(|at| at == home)
        };
        let node = |node: &Arc<PlacedNode>| {
            let selected = node.kind.is_state() && selected == Some(&*node.name);
            let about = ends.get(&*node.key).copied().unwrap_or(&node.name);
            let idle = marks.is_empty() || is_elsewhere(node);
            let look = Look { mark: marks.state(about), selected, idle };
            Drawing { key: node.key.clone(), subject: Subject::Node(node.clone(), look) }
        };
        let edge = |edge: &Arc<PlacedEdge>| {
            let subject = Subject::Edge(edge.clone(), edge::Use::of(edge, marks));
            Drawing { key: edge.key.clone(), subject }
        };
        let is_taken = |edge: &Drawing| matches!(&edge.subject, Subject::Edge(_, usage) if usage.is_taken());
        let (taken, mut edges): (Vec<Drawing>, Vec<Drawing>) =
            layout.edges.iter().map(edge).partition(is_taken);
        edges.extend(taken);
        Scene {
            size: layout.size,
            grounds: containers.map(ground).collect(),
            edges,
            nodes: layout.nodes.iter().map(node).collect(),
        }
    }
}

impl Drawing {
    /// The drawing as SVG.
    #[must_use]
    pub fn element(&self) -> Element {
        match &self.subject {
            Subject::Ground(node) => node::ground(node),
            Subject::Edge(edge, usage) => edge::element(edge, usage),
            Subject::Node(node, look) => node::element(node, look),
        }
    }
}
