//! What holds for the layout of any definition.

use super::geometry::{Point, Rect};
use super::layout::{PlacedEdge, PlacedNode};
use super::testing::{generated, layout};
use super::{Layout, Marks, Options, render};

#[allow(non_snake_case)]
fn SEEDS() -> u64 {
    std::env::var("SEEDS").ok().and_then(|s| s.parse().ok()).unwrap_or(400)
}

/// Small machines and large ones, each different.
fn machines() -> impl Iterator<Item = (u64, Layout)> {
    (0..SEEDS()).map(|seed| (seed, layout(&generated(seed, 3 + seed as usize % 28))))
}

fn contains(outer: Rect, inner: Rect) -> bool {
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

fn labels(layout: &Layout) -> Vec<Rect> {
    layout.edges.iter().flat_map(|edge| edge.labels.iter().map(|label| label.rect)).collect()
}

/// A stretch as a rectangle one pixel wide.
fn stretches(edge: &PlacedEdge) -> Vec<Rect> {
    let stretch = |pair: &[Point]| {
        let (a, b) = (pair[0], pair[1]);
        assert!(a.x == b.x || a.y == b.y, "{} is slanted", edge.key);
        Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
    };
    edge.points.windows(2).map(stretch).collect()
}

/// Whether a stretch runs through the inside of a rectangle.
fn cuts(stretch: Rect, rect: Rect) -> bool {
    stretch.x < rect.right()
        && stretch.right() > rect.x
        && stretch.y < rect.bottom()
        && stretch.bottom() > rect.y
}

fn is_container(node: &PlacedNode) -> bool {
    !node.lanes.is_empty()
}

#[test]
fn nodes_overlap_only_if_one_is_inside_the_other() {
    for (seed, layout) in machines() {
        for (at, a) in layout.nodes.iter().enumerate() {
            for b in &layout.nodes[at + 1..] {
                let is_inside = is_container(a) && contains(a.rect, b.rect);
                assert!(is_inside || !a.rect.overlaps(b.rect), "seed {seed}: {} and {}", a.key, b.key);
            }
        }
    }
}

#[test]
fn no_edge_runs_through_a_node() {
    for (seed, layout) in machines() {
        for edge in &layout.edges {
            for stretch in stretches(edge) {
                for node in &layout.nodes {
                    let is_inside = is_container(node) && contains(node.rect, stretch);
                    assert!(
                        is_inside || !cuts(stretch, node.rect),
                        "seed {seed}: {} cuts {}",
                        edge.key,
                        node.key
                    );
                }
            }
        }
    }
}

#[test]
fn labels_overlap_no_node_and_no_label() {
    for (seed, layout) in machines() {
        let labels = labels(&layout);
        for (at, label) in labels.iter().enumerate() {
            let other = labels[at + 1..].iter().find(|other| label.overlaps(**other));
            assert_eq!(other, None, "seed {seed}: {label:?}");
            for node in &layout.nodes {
                let is_inside = is_container(node) && contains(node.rect, *label);
                assert!(is_inside || !label.overlaps(node.rect), "seed {seed}: {label:?} and {}", node.key);
            }
        }
    }
}

#[test]
fn no_edge_runs_through_the_label_of_another() {
    for (seed, layout) in machines() {
        for edge in &layout.edges {
            for label in &edge.labels {
                for other in layout.edges.iter().filter(|other| other.key != edge.key) {
                    let cut = stretches(other).into_iter().any(|stretch| cuts(stretch, label.rect));
                    assert!(!cut, "seed {seed}: {} cuts the label of {}", other.key, edge.key);
                }
            }
        }
    }
}

#[test]
fn edges_run_over_each_other_only_if_they_share_an_end() {
    for (seed, layout) in machines() {
        for (at, a) in layout.edges.iter().enumerate() {
            for b in layout.edges[at + 1..].iter().filter(|b| a.from != b.from && a.to != b.to) {
                for (one, other) in
                    stretches(a).into_iter().flat_map(|s| stretches(b).into_iter().map(move |o| (s, o)))
                {
                    let upright = one.width == 0 && other.width == 0 && one.x == other.x;
                    let level = one.height == 0 && other.height == 0 && one.y == other.y;
                    let runs_over = upright && one.y < other.bottom() && other.y < one.bottom()
                        || level && one.x < other.right() && other.x < one.right();
                    assert!(!runs_over, "seed {seed}: {} and {}", a.key, b.key);
                }
            }
        }
    }
}

#[test]
fn everything_is_inside_the_picture() {
    for (seed, layout) in machines() {
        let picture = Rect { x: 0, y: 0, width: layout.size.width, height: layout.size.height };
        let nodes = layout.nodes.iter().map(|node| node.rect);
        let edges = layout.edges.iter().flat_map(|edge| stretches(edge));
        for rect in nodes.chain(edges).chain(labels(&layout)) {
            assert!(contains(picture, rect), "seed {seed}: {rect:?} in {picture:?}");
        }
    }
}

#[test]
fn edges_begin_and_end_at_their_nodes() {
    for (seed, layout) in machines() {
        for edge in &layout.edges {
            let touches = |point: Option<&Point>, name: &str| {
                let Some(&Point { x, y }) = point else { return false };
                let at = Rect { x, y, width: 0, height: 0 };
                layout.nodes.iter().any(|node| &*node.name == name && contains(node.rect, at))
            };
            let (first, last) = (edge.points.first(), edge.points.last());
            assert!(touches(first, &edge.from) && touches(last, &edge.to), "seed {seed}: {}", edge.key);
        }
    }
}

#[test]
fn the_same_definition_gives_the_same_bytes() {
    for seed in 0..20 {
        let definition = generated(seed, 20);
        let draw = || render(&layout(&definition), &Marks::default(), &Options::default());
        assert_eq!(draw(), draw());
    }
}

#[test]
fn keys_are_unique() {
    for (seed, layout) in machines() {
        let mut keys: Vec<_> = layout.nodes.iter().map(|node| &node.key).collect();
        keys.sort();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "seed {seed}");
        let mut keys: Vec<_> = layout.edges.iter().map(|edge| &edge.key).collect();
        keys.sort();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "seed {seed}");
    }
}
