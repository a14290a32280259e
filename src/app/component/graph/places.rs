use std::collections::HashMap;
use std::sync::Arc;

use crate::app::camera::{Camera, Stage};
use crate::graph::Layout;
use crate::graph::geometry::Rect;

/// Graphs of more nodes than this are drawn only where they can be seen.
const MANY: usize = 120;
/// What is drawn changes when the camera has moved by so much.
const TILE: f64 = 400.0;

/// Where everything of a graph stands, by key.
#[derive(Debug, Default, PartialEq)]
pub struct Places {
    nodes: HashMap<Arc<str>, Rect>,
    edges: HashMap<Arc<str>, Rect>,
}

impl Places {
    pub fn of(layout: &Layout) -> Places {
        let nodes = layout.nodes.iter().map(|node| (node.key.clone(), node.rect));
        let edges = layout.edges.iter().map(|edge| {
            let points = edge.points.iter().map(|point| Rect { x: point.x, y: point.y, width: 1, height: 1 });
            let labels = edge.labels.iter().map(|label| label.rect);
            let around = points.chain(labels).reduce(around).unwrap_or_default();
            (edge.key.clone(), around)
        });
        Places { nodes: nodes.collect(), edges: edges.collect() }
    }

    pub fn node(&self, key: &str) -> Rect {
        self.nodes.get(key).copied().unwrap_or_default()
    }

    pub fn edge(&self, key: &str) -> Rect {
        self.edges.get(key).copied().unwrap_or_default()
    }
}

/// The smallest rectangle around two.
fn around(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let right = (a.x + a.width).max(b.x + b.width);
    let bottom = (a.y + a.height).max(b.y + b.height);
    Rect { x, y, width: right - x, height: bottom - y }
}

/// Whether two rectangles have a point in common.
pub fn meet(a: Rect, b: Rect) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/// The part of a large graph that is worth drawing: what is in sight, and as much again around it.
/// Nothing if all of it is drawn.
pub fn in_sight(layout: &Layout, camera: Camera, stage: Stage) -> Option<Rect> {
    if layout.nodes.len() <= MANY {
        return None;
    }
    let side = |from: f64, room: f64| {
        let (start, extent) = (-from / camera.scale, room / camera.scale);
        let first = ((start - extent / 2.0) / TILE).floor() * TILE;
        let last = ((start + extent * 1.5) / TILE).ceil() * TILE;
        (first as i32, (last - first) as i32)
    };
    let ((x, width), (y, height)) = (side(camera.x, stage.0), side(camera.y, stage.1));
    Some(Rect { x, y, width, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_is_not_meeting() {
        let rect = |x, y| Rect { x, y, width: 10, height: 10 };
        assert!(meet(rect(0, 0), rect(9, 9)));
        assert!(!meet(rect(0, 0), rect(10, 0)));
    }

    #[test]
    fn a_small_graph_is_drawn_whole() {
        let camera = Camera { scale: 1.0, x: 0.0, y: 0.0 };
        assert_eq!(in_sight(&Layout::default(), camera, (100.0, 100.0)), None);
    }
}
