//! From where the graph is looked at: how large, and which part of it.

use crate::graph::geometry::{Rect, Size};

/// A place to look from. A point p of the graph appears at `p * scale + (x, y)` of the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// How large things appear.
    pub scale: f64,
    /// Where the graph's left side appears.
    pub x: f64,
    /// Where its top appears.
    pub y: f64,
}

/// The room of the stage, in CSS pixels.
pub type Stage = (f64, f64);

const LEAST: f64 = 0.05;
const MOST: f64 = 3.0;
/// Names can be read down to here, so a large graph is not shown smaller at first.
const READABLE: f64 = 0.5;
/// What floats above the graph takes so much room at the top.
pub const TOP: f64 = 48.0;
/// Between the graph and the other sides of the stage.
const SIDE: f64 = 8.0;
/// On a stage no wider than this the tools float at the bottom (`www/style/stage.css`), and take so much room.
const TOOLS_BELOW: f64 = 560.0;
const BOTTOM: f64 = 56.0;

impl Camera {
    /// Sees the whole graph, but nothing larger than life.
    #[must_use]
    pub fn whole(graph: Size, stage: Stage) -> Camera {
        let (width, height) = (f64::from(graph.width).max(1.0), f64::from(graph.height).max(1.0));
        let bottom = if stage.0 <= TOOLS_BELOW { BOTTOM } else { SIDE };
        let room = ((stage.0 - 2.0 * SIDE).max(1.0), (stage.1 - TOP - bottom).max(1.0));
        let scale = (room.0 / width).min(room.1 / height).clamp(LEAST, 1.0);
        Camera { scale, x: (stage.0 - width * scale) / 2.0, y: TOP + (room.1 - height * scale) / 2.0 }
    }

    /// Sees the whole graph if its names can still be read, else its beginning.
    #[must_use]
    pub fn first(graph: Size, start: Option<Rect>, stage: Stage) -> Camera {
        let whole = Camera::whole(graph, stage);
        if whole.scale >= READABLE {
            return whole;
        }
        let middle = start
            .map_or(f64::from(graph.width) / 2.0, |start| f64::from(start.x) + f64::from(start.width) / 2.0);
        let width = f64::from(graph.width) * READABLE;
        // The start in the middle, but no empty room at a side while something is hidden at the other.
        let x = stage.0 / 2.0 - middle * READABLE;
        let x =
            if width <= stage.0 { (stage.0 - width) / 2.0 } else { x.clamp(stage.0 - width - SIDE, SIDE) };
        Camera { scale: READABLE, x, y: TOP }
    }

    /// Larger by a factor, around a point of the stage.
    #[must_use]
    pub fn zoomed(self, factor: f64, around: (f64, f64)) -> Camera {
        let scale = (self.scale * factor).clamp(LEAST, MOST);
        let factor = scale / self.scale;
        Camera {
            scale,
            x: around.0 - (around.0 - self.x) * factor,
            y: around.1 - (around.1 - self.y) * factor,
        }
    }

    /// Moved by so many pixels, as far as some of the graph stays in sight.
    #[must_use]
    pub fn moved(self, dx: f64, dy: f64, graph: Size, stage: Stage) -> Camera {
        let keep = 60.0;
        let (width, height) = (f64::from(graph.width) * self.scale, f64::from(graph.height) * self.scale);
        let within =
            |at: f64, extent: f64, room: f64| at.clamp((keep - extent).min(0.0), (room - keep).max(0.0));
        Camera { x: within(self.x + dx, width, stage.0), y: within(self.y + dy, height, stage.1), ..self }
    }

    /// Moved no further than it takes to see a place whole.
    #[must_use]
    pub fn seeing(self, place: Rect, stage: Stage) -> Camera {
        let margin = 24.0;
        let shift = |at: f64, extent: f64, from: f64, to: f64| {
            if at < from || extent > to - from {
                from - at
            } else if at + extent > to {
                to - at - extent
            } else {
                0.0
            }
        };
        let (width, height) = (f64::from(place.width) * self.scale, f64::from(place.height) * self.scale);
        let (left, top) =
            (f64::from(place.x) * self.scale + self.x, f64::from(place.y) * self.scale + self.y);
        Camera {
            x: self.x + shift(left, width, margin, stage.0 - margin),
            y: self.y + shift(top, height, TOP + 8.0, stage.1 - margin),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGE: Stage = (600.0, 648.0);

    #[test]
    fn a_small_graph_stands_in_the_middle_as_large_as_life() {
        let camera = Camera::whole(Size { width: 200, height: 100 }, STAGE);
        assert_eq!((camera.scale, camera.x), (1.0, 200.0));
    }

    #[test]
    fn a_whole_graph_stands_clear_of_what_floats_above_and_below_it() {
        let (graph, stage) = (Size { width: 100, height: 2_000 }, (400.0, 600.0));
        let camera = Camera::whole(graph, stage);
        assert!(camera.y >= TOP && camera.y + 2_000.0 * camera.scale <= stage.1 - BOTTOM + 1e-6);
    }

    #[test]
    fn a_large_graph_begins_where_it_can_be_read() {
        let graph = Size { width: 3_000, height: 9_000 };
        let start = Rect { x: 1_400, y: 20, width: 200, height: 50 };
        let camera = Camera::first(graph, Some(start), STAGE);
        assert_eq!((camera.scale, camera.y), (READABLE, TOP));
        assert!((1_500.0 * camera.scale + camera.x - 300.0).abs() < 1e-6);
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let camera = Camera { scale: 1.0, x: 10.0, y: 20.0 }.zoomed(2.0, (110.0, 120.0));
        assert_eq!((camera.x, camera.y), (-90.0, -80.0));
    }

    #[test]
    fn what_is_in_sight_stays_where_it_is() {
        let camera = Camera { scale: 1.0, x: 0.0, y: 0.0 };
        let seen = Rect { x: 100, y: 100, width: 50, height: 50 };
        assert_eq!(camera.seeing(seen, STAGE), camera);
        let below = Rect { x: 100, y: 900, width: 50, height: 50 };
        assert_eq!(camera.seeing(below, STAGE).y, 648.0 - 24.0 - 950.0);
    }
}
