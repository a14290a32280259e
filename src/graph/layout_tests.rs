//! Where things stand: some examples, and what holds for the layout of any definition.

use std::sync::LazyLock;

use super::geometry::{Point, Rect};
use super::layout::{PlacedEdge, PlacedNode};
use super::testing::{generated, layout};
use super::{Layout, Marks, Options, render};

/// Small machines and large ones, each different.
fn machines() -> impl Iterator<Item = (u64, &'static Layout)> {
    static LAYOUTS: LazyLock<Vec<Layout>> =
        LazyLock::new(|| (0..300).map(|seed| layout(&generated(seed, 3 + seed as usize % 28))).collect());
    (0..).zip(LAYOUTS.iter())
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

fn named<'a>(layout: &'a Layout, name: &str) -> &'a PlacedNode {
    layout.nodes.iter().find(|node| &*node.name == name).expect("there is such a node")
}

fn between<'a>(layout: &'a Layout, from: &str, to: &str) -> &'a PlacedEdge {
    let found = layout.edges.iter().find(|edge| &*edge.from == from && &*edge.to == to);
    found.expect("there is such an edge")
}

fn middle(node: &PlacedNode) -> i32 {
    node.rect.x + node.rect.width / 2
}

#[test]
fn the_happy_path_runs_straight_down() {
    let layout = layout(include_str!("gallery/daycare.json"));
    let path = ["Check Information", "Information Check Result", "Check age range", "Spot Check Result"];
    let column = middle(named(&layout, "Start"));
    assert!(path.iter().all(|name| middle(named(&layout, name)) == column));
    let edge = between(&layout, "Information Check Result", "Check age range");
    assert!(edge.points.iter().all(|point| point.x == column));
}

#[test]
fn what_branches_off_leaves_at_the_side_and_arrives_at_the_top() {
    let layout = layout(include_str!("gallery/daycare.json"));
    let (choice, end) = (named(&layout, "Spot Check Result"), named(&layout, "Notify No Spot"));
    let edge = between(&layout, "Spot Check Result", "Notify No Spot");
    let [start, corner, tip] = edge.points[..] else { panic!("{:?}", edge.points) };
    assert_eq!(start, Point { x: choice.rect.right(), y: choice.rect.y + choice.rect.height / 2 });
    assert_eq!(corner, Point { x: middle(end), y: start.y });
    assert_eq!(tip, Point { x: middle(end), y: end.rect.y });
}

#[test]
fn a_loop_runs_around_the_side() {
    let layout = layout(include_str!("gallery/poll.json"));
    let (choice, wait) = (named(&layout, "Job complete?"), named(&layout, "Wait a minute"));
    let edge = between(&layout, "Job complete?", "Wait a minute");
    assert!(edge.points.iter().all(|point| point.x <= choice.rect.x));
    assert_eq!(edge.points.last(), Some(&Point { x: wait.rect.x, y: wait.rect.y + wait.rect.height / 2 }));
}

#[test]
fn states_side_by_side_stand_at_one_height() {
    let layout = layout(include_str!("gallery/six.json"));
    let tops = ["Basic", "Plus", "Family", "Trial", "Other plan"].map(|name| named(&layout, name).rect.y);
    assert!(tops.iter().all(|top| *top == tops[0]), "{tops:?}");
}

#[test]
fn catchers_of_one_handler_share_a_trunk() {
    let task = |next: &str| {
        format!(
            r#"{{"Type":"Task","Resource":"arn:aws:states:::sns:publish",{next},
                "Catch":[{{"ErrorEquals":["States.ALL"],"Next":"H"}}]}}"#
        )
    };
    let states = [
        format!(r#""A":{}"#, task(r#""Next":"B""#)),
        format!(r#""B":{}"#, task(r#""Next":"C""#)),
        format!(r#""C":{}"#, task(r#""End":true"#)),
        r#""H":{"Type":"Fail"}"#.to_owned(),
    ];
    let layout = layout(&format!(r#"{{"StartAt":"A","States":{{{}}}}}"#, states.join(",")));
    let trunk = middle(named(&layout, "H"));
    for from in ["A", "B", "C"] {
        let edge = between(&layout, from, "H");
        let [start, corner, _tip] = edge.points[..] else { panic!("{:?}", edge.points) };
        assert_eq!((start.x, corner.x), (named(&layout, from).rect.right(), trunk));
        let label = edge.labels[0].rect;
        assert!(start.x < label.x && label.right() < trunk, "the label stands on the level line");
    }
}

#[test]
fn the_line_to_a_map_goes_on_inside_it() {
    let layout = layout(
        r#"{"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"Which?",
            "States":{"Which?":{"Type":"Choice","Choices":[{"Condition":"{% $a %}","Next":"A"}],"Default":"B"},
            "A":{"Type":"Succeed"},"B":{"Type":"Succeed"}}}}}}"#,
    );
    let column = middle(named(&layout, "Start"));
    assert_eq!((middle(named(&layout, "Which?")), middle(named(&layout, "A"))), (column, column));
    assert!(named(&layout, "B").rect.x > column);
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
        let labels = labels(layout);
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
        for rect in nodes.chain(edges).chain(labels(layout)) {
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
