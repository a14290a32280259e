//! An edge: a line with round corners, an arrow, labels.

use std::fmt::Write;

use super::element::Element;
use crate::graph::geometry::Point;
use crate::graph::layout::{PlacedEdge, PlacedLabel};
use crate::graph::marks::{Decision, Marks, Status, Via};
use crate::graph::model::{Cause, EdgeKind};

const RADIUS: i32 = 12;
/// From the tip of an arrow to its base.
const ARROW: i32 = 8;
/// Half the width of an arrow's base.
const BARB: i32 = 4;

/// What is known about an edge's use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It was not taken.
    None,
    /// It was taken.
    Taken {
        /// For each label whether it was the reason.
        labels: Vec<bool>,
    },
}

impl Use {
    /// Reads from the marks whether and why an edge was taken.
    pub(super) fn of(edge: &PlacedEdge, marks: &Marks) -> Use {
        let reasons = marks.taken(&edge.from, &edge.to);
        let fits = |via: &&Via| (edge.kind == EdgeKind::Catch) == (**via == Via::Catch);
        let mut reasons = reasons.iter().filter(fits).peekable();
        let taken = match edge.kind {
            EdgeKind::Start => marks.state(&edge.to).visits > 0,
            EdgeKind::End => marks.state(&edge.from).status == Status::Succeeded,
            _ => reasons.peek().is_some(),
        };
        if !taken {
            return Use::None;
        }
        let reasons: Vec<&Via> = reasons.collect();
        // A history does not tell which of several rules or catchers it was; if there is only one, it
        // must have been that.
        let only = edge.labels.len() == 1 && edge.labels[0].causes.len() == 1;
        let is_reason =
            |label: &PlacedLabel| only || label.causes.iter().any(|&cause| is_among(cause, &reasons));
        Use::Taken { labels: edge.labels.iter().map(is_reason).collect() }
    }

    /// Whether the edge was taken.
    pub(super) fn is_taken(&self) -> bool {
        *self != Use::None
    }

    fn is_reason(&self, label: usize) -> bool {
        matches!(self, Use::Taken { labels } if labels.get(label) == Some(&true))
    }
}

fn is_among(cause: Cause, reasons: &[&Via]) -> bool {
    let decision = match cause {
        Cause::Rule(number) => Decision::Rule(number),
        Cause::Default => Decision::Default,
        Cause::Catch(_) => return false,
    };
    reasons.contains(&&Via::Decision(decision))
}

/// Draws an edge. Assistive technology hears of transitions from the nodes, so the line is hidden from it.
pub(super) fn element(edge: &PlacedEdge, usage: &Use) -> Element {
    let on = if usage.is_taken() { " on" } else { "" };
    let kind = if edge.kind == EdgeKind::Catch { " catch" } else { "" };
    let labels = edge.labels.iter().enumerate().map(|(index, each)| label(each, usage.is_reason(index)));
    Element::new("g")
        .with("class", format!("link{kind}{on}"))
        .with("aria-hidden", "true")
        .with("data-edge", &edge.key)
        .holding(Element::new("path").with("class", format!("edge{on}")).with("d", line(&edge.points)))
        .holding(Element::new("path").with("class", format!("arrow{on}")).with("d", arrow(&edge.points)))
        .holding_all(labels)
}

fn label(label: &PlacedLabel, is_reason: bool) -> Element {
    let query = if label.query { " query" } else { "" };
    let on = if is_reason { " on" } else { "" };
    let rect = label.rect;
    let outline = Element::new("rect")
        .with("x", rect.x)
        .with("y", rect.y)
        .with("width", rect.width)
        .with("height", rect.height)
        .with("rx", format!("{}.5", rect.height / 2));
    let text = Element::new("text")
        .with("x", rect.x + rect.width / 2)
        .with("y", rect.y + 13)
        .with("text-anchor", "middle")
        .text(&label.text);
    Element::new("g")
        .with("class", format!("rule{query}{on}"))
        .holding(Element::new("title").text(&label.title))
        .holding(outline)
        .holding(text)
}

fn length(a: Point, b: Point) -> i32 {
    (a.x - b.x).abs() + (a.y - b.y).abs()
}

/// The point that far from one on the straight way to another.
fn toward(from: Point, to: Point, distance: i32) -> Point {
    let step = |from: i32, to: i32| from + (to - from).signum() * distance;
    Point { x: step(from.x, to.x), y: step(from.y, to.y) }
}

/// The points without those that change nothing.
fn corners(points: &[Point]) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points {
        if let [.., a, b] = corners[..]
            && ((a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y))
        {
            corners.pop();
        }
        if corners.last() != Some(&point) {
            corners.push(point);
        }
    }
    corners
}

/// A line through the points, with round corners, up to where the arrow begins.
fn line(points: &[Point]) -> String {
    let corners = corners(points);
    let [first, .., end] = corners[..] else { return String::new() };
    let count = corners.len();
    let end = toward(end, corners[count - 2], ARROW - 2);
    let mut path = format!("M{} {}", first.x, first.y);
    for index in 1..count - 1 {
        let (before, here, after) = (corners[index - 1], corners[index], corners[index + 1]);
        // A stretch between two corners is shared by them.
        let share = |other: Point, is_outer: bool| length(here, other) / if is_outer { 1 } else { 2 };
        let room = share(before, index == 1).min(share(after, index == count - 2));
        let radius = RADIUS.min(room);
        let (enter, leave) = (toward(here, before, radius), toward(here, after, radius));
        // Clockwise on a screen, where y grows downwards.
        let turn = (here.x - before.x) * (after.y - here.y) - (here.y - before.y) * (after.x - here.x) > 0;
        let _ = write!(path, "L{} {}", enter.x, enter.y);
        if radius > 0 {
            let _ = write!(path, "A{radius} {radius} 0 0 {} {} {}", u8::from(turn), leave.x, leave.y);
        }
    }
    let _ = write!(path, "L{} {}", end.x, end.y);
    path
}

/// The arrow at the end of the points.
fn arrow(points: &[Point]) -> String {
    let corners = corners(points);
    let [.., before, tip] = corners[..] else { return String::new() };
    let base = toward(tip, before, ARROW);
    let (dx, dy) = if tip.x == before.x { (BARB, 0) } else { (0, BARB) };
    format!("M{} {}L{} {}L{} {}z", tip.x, tip.y, base.x + dx, base.y + dy, base.x - dx, base.y - dy)
}
