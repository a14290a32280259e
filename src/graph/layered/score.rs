//! How good a finished layout looks.

use super::{Plan, Sketch};

/// What a crossing of two lines costs, in pixels of line.
const CROSSING: i64 = 160;
/// What a corner costs.
const CORNER: i64 = 24;

/// What a layout costs, in pixels of line: long lines, crossings, corners and width.
pub(super) fn cost(sketch: &Sketch, plan: &Plan) -> i64 {
    let (mut level, mut upright) = (Vec::new(), Vec::new());
    let mut cost = 2 * i64::from(plan.size.width);
    for (index, route) in plan.routes.iter().enumerate() {
        for pair in route.points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            cost += i64::from((a.x - b.x).abs() + (a.y - b.y).abs());
            if a.y == b.y && a.x != b.x {
                cost += 2 * CORNER;
                level.push((index, a.y, a.x.min(b.x), a.x.max(b.x)));
            } else if a.y != b.y {
                upright.push((index, a.x, a.y.min(b.y), a.y.max(b.y)));
            }
        }
    }
    let share_an_end = |a: usize, b: usize| {
        let (a, b) = (&sketch.links[a], &sketch.links[b]);
        a.from == b.from || a.to == b.to
    };
    for &(level, y, left, right) in &level {
        for &(upright, x, top, bottom) in &upright {
            if left < x && x < right && top < y && y < bottom && !share_an_end(level, upright) {
                cost += CROSSING;
            }
        }
    }
    cost
}
