//! The layout of one lane: boxes in rows, lines between them.
//!
//! The steps are Sugiyama's: break cycles and give every box a rank (`rank`), put boxes, labels and the
//! lines that pass into rows (`rows`), order the rows so that few lines cross (`order`), find columns
//! (`place`), lead the lines (`route`, `track`), and give everything its height (`pen`). Three things
//! are made for state machines:
//!
//! * The path that goes on when nothing goes wrong is one straight column.
//! * Long lines to one box share a trunk, so that a handler with a hundred catchers costs one column
//!   and not a hundred, and the work stays proportional to the number of rows.
//! * A label is a box of the layout, so nothing can be drawn over it.
//!
//! Everything is counted in whole pixels: the same picture on every machine.

mod lists;
mod order;
mod pen;
mod place;
mod rank;
mod route;
mod rows;
mod score;
mod shelves;
mod track;

use super::geometry::{Point, Rect, Size};

/// What to lay out.
#[derive(Debug, Default)]
pub(super) struct Sketch {
    pub(super) shapes: Vec<Shape>,
    pub(super) links: Vec<Link>,
    /// The shape where everything begins.
    pub(super) start: Option<usize>,
}

/// A box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) size: Size,
    /// How far from its left side the upright line through it stands.
    pub(super) axis: i32,
    /// How far below its top lines arrive at its side.
    pub(super) head: i32,
    /// How far above its bottom lines leave from its side.
    pub(super) foot: i32,
    /// Whether the happy path rather not ends here.
    pub(super) unwanted: bool,
}

/// A line from one box to another or to itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The extent of its label.
    pub(super) label: Option<Size>,
    /// Whether it is taken when something went wrong.
    pub(super) error: bool,
}

/// A finished layout, its upper left corner at 0, 0.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) size: Size,
    /// Where the boxes are; a tall one may have grown.
    pub(super) boxes: Vec<Rect>,
    /// Where the upright lines through the boxes are.
    pub(super) axes: Vec<i32>,
    pub(super) routes: Vec<Route>,
}

/// The course of a line.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// Its corners, from box to box; every stretch is upright or level.
    pub(super) points: Vec<Point>,
    pub(super) label: Option<Rect>,
}

/// Lays a lane out.
pub(super) fn lay_out(sketch: &Sketch) -> Plan {
    if sketch.shapes.is_empty() {
        return Plan::default();
    }
    // A tall box stands beside several rows of its neighbours, unless lines would run through it.
    let mut spans = rank::spans(sketch);
    for _ in 0..ATTEMPTS {
        match attempt(sketch, &spans) {
            Ok(plan) => return plan,
            Err(cut) => cut.into_iter().for_each(|node| spans[node] = 1),
        }
    }
    attempt(sketch, &vec![1; sketch.shapes.len()]).unwrap_or_default()
}

/// How often a layout with tall boxes is tried before all boxes get one row each.
const ATTEMPTS: usize = 3;
/// Up to so many boxes, several orders are drawn to see which looks best.
const SMALL: usize = 120;

/// Lays a lane out with boxes so many ranks tall.
///
/// # Errors
/// The tall boxes that lines run through.
fn attempt(sketch: &Sketch, spans: &[usize]) -> Result<Plan, Vec<usize>> {
    let mut rows = rows::build(sketch, &rank::rank(sketch, spans), spans);
    let orders = order::candidates(&rows, sketch.shapes.len() <= SMALL);
    let mut draw = |order: Vec<Vec<usize>>| {
        rows.rows = order;
        let columns = place::place(&rows);
        let courses = route::find(sketch, &rows, &columns);
        let cut = route::cut_boxes(&rows, &columns, &courses);
        if cut.is_empty() { Ok(pen::draw(sketch, &rows, &columns, &courses)) } else { Err(cut) }
    };
    let mut best: Result<Plan, Vec<usize>> = Err(Vec::new());
    for order in orders {
        let plan = draw(order);
        let is_better = match (&plan, &best) {
            (Ok(plan), Ok(best)) => score::cost(sketch, plan) < score::cost(sketch, best),
            (plan, best) => plan.is_ok() || best.is_err(),
        };
        if is_better {
            best = plan;
        }
    }
    best
}
