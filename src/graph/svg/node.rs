//! A node: a box with a tile, a name and a line of what it does; a badge and chips for what happened.

use super::Look;
use super::element::Element;
use super::icon::{class, sign, strokes};
use crate::graph::describe::count;
use crate::graph::geometry::Rect;
use crate::graph::layout::{NODE_HEIGHT, PlacedNode, SECOND_LINE, STACK, TEXT_X};
use crate::graph::marks::{Children, Decision, Mark, Status};
use crate::graph::model::NodeKind;
use crate::graph::text::{Font, cut, width};

const RADIUS: i32 = 9;
const CHIP_HEIGHT: i32 = 17;
/// From the ends of a chip's text to the ends of the chip.
const CHIP_PADDING: i32 = 7;
/// How far chips stay away from a node's right side, where the badge may be.
const CHIP_END: i32 = 12;

/// Draws the ground of a container: what its lanes stand on.
pub(super) fn ground(node: &PlacedNode) -> Element {
    let rect = node.rect;
    let stack = if node.kind == NodeKind::Map { STACK } else { 0 };
    let body = Rect { height: rect.height - stack, ..rect };
    let card = |inset: i32, down: i32| {
        outline(Rect { x: body.x + inset, y: body.y + down, width: body.width - 2 * inset, ..body }, "card")
    };
    let cards = [(12, STACK), (6, STACK / 2)].into_iter().filter(|_| stack > 0);
    let dividers = node.lanes.iter().skip(1).map(|lane| {
        let line = format!("M{} {}V{}", lane.rect.x, lane.rect.y, lane.rect.bottom());
        Element::new("path").with("class", "divider").with("d", line)
    });
    let empty = node.lanes.iter().filter(|lane| lane.is_empty).map(|lane| {
        let (x, y) = (lane.rect.x + lane.rect.width / 2, lane.rect.y + lane.rect.height / 2);
        text("sub", x, y + 4, "no states yet").with("text-anchor", "middle")
    });
    Element::new("g")
        .with("class", "ground")
        .with("aria-hidden", "true")
        .holding_all(cards.map(|(inset, down)| card(inset, down)))
        .holding(outline(body, "floor"))
        .holding_all(dividers)
        .holding_all(empty)
}

fn outline(rect: Rect, class: &'static str) -> Element {
    Element::new("rect")
        .with("class", class)
        .with("x", rect.x)
        .with("y", rect.y)
        .with("width", rect.width)
        .with("height", rect.height)
        .with("rx", RADIUS)
}

/// Draws a node.
pub(super) fn element(node: &PlacedNode, look: &Look) -> Element {
    match node.kind {
        NodeKind::Start | NodeKind::End => dot(node, look),
        _ => state(node, look),
    }
}

fn dot(node: &PlacedNode, look: &Look) -> Element {
    let (x, y) = (node.rect.x + node.rect.width / 2, node.rect.y + node.rect.height / 2);
    let circle = |class: &'static str, radius: &str| {
        Element::new("circle").with("class", class).with("cx", x).with("cy", y).with("r", radius)
    };
    let group = |class: &'static str| Element::new("g").with("class", class).with("aria-hidden", "true");
    if node.kind == NodeKind::Start {
        return group("start").holding(circle("hub", "7"));
    }
    let class = if look.mark.status == Status::Succeeded { "end on" } else { "end" };
    group(class).holding(circle("rim", "6")).holding(circle("hub", "2.75"))
}

fn state(node: &PlacedNode, look: &Look) -> Element {
    let rect = node.rect;
    let body = if node.kind == NodeKind::Map { rect.height - STACK } else { rect.height };
    let is_container = !node.lanes.is_empty();
    let local = |height: i32| Rect { x: 0, y: 0, width: rect.width, height };
    let header = is_container.then(|| outline(local(NODE_HEIGHT), "header"));
    let rule = is_container.then(|| {
        let line = format!("M0 {NODE_HEIGHT}H{}", rect.width);
        Element::new("path").with("class", "divider").with("d", line)
    });
    Element::new("g")
        .with("class", classes(node, look, is_container))
        .with("transform", format!("translate({} {})", rect.x, rect.y))
        .with("role", "button")
        .with("tabindex", "0")
        .with("aria-label", spoken(node, &look.mark))
        .with("aria-pressed", look.selected)
        .with("data-state", &node.name)
        .holding(Element::new("title").text(format!("{}\n{}", node.name, node.purpose)))
        .holding_all(header)
        .holding_all(rule)
        .holding(outline(local(body), "box"))
        .holding_all(face(node, &look.mark))
        .holding_all(badge(&look.mark, rect.width))
        .holding_all(chips(&look.mark, rect.width, if is_container { 0 } else { body }))
}

/// The tile with the sign, the name and the line below it.
fn face(node: &PlacedNode, mark: &Mark) -> Vec<Element> {
    let more = SECOND_LINE * i32::try_from(node.title.len().saturating_sub(1)).unwrap_or(0);
    let middle = (NODE_HEIGHT + more) / 2;
    let tile = Rect { x: 9, y: middle - 15, width: 30, height: 30 };
    let icon = Element::new("path")
        .with("class", "ico")
        .with("transform", format!("translate(24 {middle})"))
        .with("d", strokes(node.icon));
    let mut face = vec![outline(tile, "tile"), icon];
    let lines = (0..).zip(&node.title);
    face.extend(lines.map(|(index, line)| text("name", TEXT_X, 22 + 14 * index, line)));
    face.push(text("sub", TEXT_X, 37 + more, &subtitle(node, mark)));
    face
}

fn text(class: &'static str, x: i32, y: i32, text: &str) -> Element {
    Element::new("text").with("class", class).with("x", x).with("y", y).text(text)
}

fn classes(node: &PlacedNode, look: &Look, is_container: bool) -> String {
    let mut classes = vec!["node"];
    let parts = [
        (is_container, "container"),
        (!node.reachable, "lost"),
        (node.kind == NodeKind::Missing, "missing"),
        (!look.idle, class(look.mark.status)),
        (look.selected, "sel"),
    ];
    classes.extend(parts.into_iter().filter(|(applies, _)| *applies).map(|(_, class)| class));
    classes.join(" ")
}

/// What is said of a node: `Check Information, Task, succeeded, 3 attempts`.
fn spoken(node: &PlacedNode, mark: &Mark) -> String {
    let mut parts = vec![node.name.to_string(), node.kind.name().to_owned()];
    if node.kind == NodeKind::Missing {
        parts.push(node.purpose.clone());
    } else if !node.reachable {
        parts.push("no path leads here".to_owned());
    }
    if mark.visits > 0 {
        parts.push(mark.status.words().to_owned());
    }
    if mark.attempts > 1 {
        parts.push(count(mark.attempts as usize, "attempt"));
    }
    if mark.visits > 1 {
        parts.push(count(mark.visits as usize, "visit"));
    }
    if let Some(children) = mark.children {
        parts.push(of_children(children));
    }
    if mark.failures > 0 && mark.visits > 1 {
        parts.push(format!("{} failed", mark.failures));
    }
    parts.join(", ")
}

/// The second line: what a Choice decided or how far a Map is, once that is known.
fn subtitle(node: &PlacedNode, mark: &Mark) -> String {
    let known = match (mark.decision, mark.iterations) {
        _ if node.is_distributed && mark.visits > 0 => match (mark.children, mark.iterations) {
            (Some(children), _) => of_children(children),
            (None, Some(iterations)) => {
                format!("{} in child executions", count(iterations.total as usize, "item"))
            }
            (None, None) => return node.subtitle.clone(),
        },
        (Some(Decision::Rule(number)), _) => {
            format!("Choice · rule {} of {}", number + 1, node.rules)
        }
        (Some(Decision::Default), _) => "Choice · default".to_owned(),
        (_, Some(iterations)) => {
            let failed = if iterations.failed > 0 {
                format!(" · {} failed", iterations.failed)
            } else {
                String::new()
            };
            format!("{} of {} done{failed}", iterations.succeeded, count(iterations.total as usize, "item"))
        }
        _ => return node.subtitle.clone(),
    };
    cut(&known, Font::Sub, node.rect.width - TEXT_X - CHIP_END)
}

/// `5 child executions`, and how they ended if not all of them well.
fn of_children(children: Children) -> String {
    let mut text = count(children.total as usize, "child execution");
    let over = children.succeeded + children.failed + children.aborted;
    if over < children.total {
        text = format!("{over} of {text} over");
    }
    for (number, word) in [(children.failed, "failed"), (children.aborted, "aborted")] {
        if number > 0 {
            text += &format!(" · {number} {word}");
        }
    }
    text
}

fn badge(mark: &Mark, x: i32) -> Option<Element> {
    let sign = sign(mark.status)?;
    let circle = Element::new("circle").with("r", 8);
    let group = Element::new("g").with("class", "badge").with("transform", format!("translate({x} 0)"));
    Some(group.holding(circle).holding(Element::new("path").with("d", sign)))
}

/// The chips, from right to left, across the lower side of a node or the upper side of a container.
fn chips(mark: &Mark, node_width: i32, y: i32) -> Vec<Element> {
    let hidden_failures = mark.failures > 0 && mark.visits > 1;
    let wanted = [
        (mark.attempts > 1, "chip", count(mark.attempts as usize, "attempt")),
        (mark.visits > 1, "chip plain", format!("×{}", mark.visits)),
        (hidden_failures && mark.status != Status::Failed, "chip bad", format!("{} failed", mark.failures)),
    ];
    let mut end = node_width - CHIP_END;
    let mut chips = Vec::new();
    for (_, class, text) in wanted.into_iter().filter(|(applies, ..)| *applies) {
        let chip_width = width(&text, Font::Chip) + 2 * CHIP_PADDING;
        let start = end - chip_width;
        chips.push(chip(
            class,
            &text,
            Rect { x: start, y: y - CHIP_HEIGHT / 2, width: chip_width, height: CHIP_HEIGHT },
        ));
        end = start - 4;
    }
    chips
}

fn chip(class: &'static str, label: &str, rect: Rect) -> Element {
    let outline = Element::new("rect")
        .with("x", rect.x)
        .with("y", rect.y)
        .with("width", rect.width)
        .with("height", rect.height)
        .with("rx", "8.5");
    let text = Element::new("text")
        .with("x", format!("{:.1}", f64::from(2 * rect.x + rect.width) / 2.0))
        .with("y", rect.y + 12)
        .with("text-anchor", "middle")
        .text(label);
    Element::new("g").with("class", class).holding(outline).holding(text)
}
