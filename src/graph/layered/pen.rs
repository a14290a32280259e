//! Heights, and with them the finished plan.
//!
//! A row is as high as its highest box; a gap is as high as the tracks of its level lines need.

use super::route::{APART, Courses, Path, Port, Side};
use super::rows::{Body, Course, Rows, STUB};
use super::shelves::Tag;
use super::track::tracks;
use super::{Plan, Route, Sketch};
use crate::graph::geometry::{Point, Rect, Size};

/// From one track to the next.
const TRACK: i32 = 12;
/// The half of the height of a line that leads back to its own box.
const LOOP: i32 = 17;
/// A tall box reaches this far into its last row, so that lines can leave there.
const FOOT: i32 = 50;

/// Decides on heights and draws the lines.
pub(super) fn draw(sketch: &Sketch, rows: &Rows, x: &[i32], courses: &Courses) -> Plan {
    let extents = || rows.items.iter().zip(x);
    let left = extents().map(|(item, x)| x - item.left).min().unwrap_or(0);
    let right = extents().map(|(item, x)| x + item.right).max().unwrap_or(0);
    let pen = Pen { sketch, rows, x, courses, left, heights: Heights::new(sketch, rows, courses) };
    Plan {
        size: Size { width: right - left, height: pen.heights.bottom },
        boxes: (0..sketch.shapes.len()).map(|node| pen.outline(node)).collect(),
        axes: rows.boxes.iter().map(|pieces| pieces.first().map_or(0, |&first| pen.x_of(first))).collect(),
        routes: (0..sketch.links.len()).map(|index| pen.route(index)).collect(),
    }
}

/// Where rows and tracks are.
struct Heights {
    /// The upper side of each row.
    top: Vec<i32>,
    /// The lower side of each row.
    foot: Vec<i32>,
    /// The first track in each gap.
    first_track: Vec<i32>,
    /// The track of each net in each gap.
    track: Vec<Vec<usize>>,
    bottom: i32,
}

impl Heights {
    fn new(sketch: &Sketch, rows: &Rows, courses: &Courses) -> Heights {
        let mut heights = Heights {
            top: Vec::new(),
            foot: Vec::new(),
            first_track: Vec::new(),
            track: Vec::new(),
            bottom: 0,
        };
        for gap in 0..=rows.rows.len() {
            let (track, count) = tracks(&courses.nets[gap]);
            heights.track.push(track);
            heights.gap(
                gap.checked_sub(1).map(|row| Use::of(rows, row)),
                rows.rows.get(gap).map(|_| Use::of(rows, gap)),
                count,
            );
            if let Some(row) = rows.rows.get(gap) {
                heights.row(sketch, rows, row);
            }
        }
        heights
    }

    /// Adds a gap. Lines need room to turn, arrows and labels need room to be seen.
    fn gap(&mut self, above: Option<Use>, below: Option<Use>, tracks: usize) {
        let (above, below) = (above.unwrap_or_default(), below.unwrap_or_default());
        let plain = match (above, below) {
            _ if below.boxes && above.labels => 20,
            _ if below.boxes && above.boxes => 28,
            _ if below.labels => 16,
            _ => 0,
        };
        let (before, after) = (if above.labels { 12 } else { 17 }, if below.boxes { 22 } else { 14 });
        self.first_track.push(self.bottom + before);
        let steps = i32::try_from(tracks).unwrap_or(i32::MAX / TRACK) - 1;
        self.bottom += if tracks == 0 { plain } else { plain.max(before + steps * TRACK + after) };
    }

    fn row(&mut self, sketch: &Sketch, rows: &Rows, row: &[usize]) {
        let top = self.bottom;
        self.top.push(top);
        for &item in row {
            let foot = match rows.items[item].body {
                Body::Line => top,
                Body::Label(link) => top + sketch.links[link].label.map_or(0, |label| label.height),
                Body::Box(node) if rows.boxes[node].last() == Some(&item) => {
                    let first_row = rows.items[rows.boxes[node][0]].row;
                    let height = sketch.shapes[node].size.height;
                    (self.top[first_row] + height).max(top + height.min(FOOT))
                }
                Body::Box(_) => top,
            };
            self.bottom = self.bottom.max(foot);
        }
        self.foot.push(self.bottom);
    }
}

/// What is in a row, beside lines.
#[derive(Clone, Copy, Debug, Default)]
struct Use {
    boxes: bool,
    labels: bool,
}

impl Use {
    fn of(rows: &Rows, row: usize) -> Use {
        let mut found = Use::default();
        for &item in &rows.rows[row] {
            match rows.items[item].body {
                Body::Box(_) => found.boxes = true,
                Body::Label(_) => found.labels = true,
                Body::Line => {}
            }
        }
        found
    }
}

struct Pen<'a> {
    sketch: &'a Sketch,
    rows: &'a Rows,
    x: &'a [i32],
    courses: &'a Courses,
    /// The left side of everything.
    left: i32,
    heights: Heights,
}

impl Pen<'_> {
    fn x_of(&self, item: usize) -> i32 {
        self.x[item] - self.left
    }

    fn outline(&self, node: usize) -> Rect {
        let size = self.sketch.shapes[node].size;
        let pieces = &self.rows.boxes[node];
        let (Some(&first), Some(&last)) = (pieces.first(), pieces.last()) else { return Rect::default() };
        let y = self.heights.top[self.rows.items[first].row];
        // A tall box begins in one row and ends in another, and its foot stands in that one.
        let least = self.heights.top[self.rows.items[last].row] + size.height.min(FOOT) - y;
        let size = Size { height: size.height.max(least), ..size };
        Rect::at(Point { x: self.x_of(first) - self.sketch.shapes[node].axis, y }, size)
    }

    fn port(&self, node: usize, side: Side) -> Port {
        self.courses.ports[node][side as usize]
    }

    /// Where lines leave a side of a box.
    fn exit(&self, node: usize, side: Side) -> Point {
        let outline = self.outline(node);
        let depth = outline.height - self.sketch.shapes[node].foot;
        self.at_side(outline, side, depth + if self.port(node, side).arrives { APART } else { 0 })
    }

    /// Where lines arrive at a side of a box.
    fn entry(&self, node: usize, side: Side) -> Point {
        let depth = self.sketch.shapes[node].head;
        self.at_side(self.outline(node), side, depth - if self.port(node, side).leaves { APART } else { 0 })
    }

    fn at_side(&self, outline: Rect, side: Side, depth: i32) -> Point {
        let x = if side == Side::Left { outline.x } else { outline.right() };
        Point { x, y: outline.y + depth }
    }

    fn route(&self, index: usize) -> Route {
        let path = &self.courses.paths[index];
        let link = self.sketch.links[index];
        match self.rows.courses[index] {
            Course::Loop => self.around(index),
            Course::Down { first, tag } => {
                let label = self.label(index, path, tag, Some(first));
                Route { points: self.points(path, link.from, link.to), label }
            }
            Course::Up { tag } => {
                let riser = self.rows.risers[link.to].iter().copied();
                let item = riser.into_iter().find(|&item| self.rows.items[item].body == Body::Label(index));
                Route {
                    points: self.points(path, link.from, link.to),
                    label: self.label(index, path, tag, item),
                }
            }
        }
    }

    fn points(&self, path: &Path, from: usize, to: usize) -> Vec<Point> {
        let mut points = Vec::with_capacity(2 * path.levels.len() + 4);
        let mut x = path.turn - self.left;
        match path.leaves {
            Some(side) => {
                let exit = self.exit(from, side);
                points.extend([exit, Point { x, y: exit.y }]);
            }
            None => points.push(Point { x, y: self.outline(from).bottom() }),
        }
        for &(gap, net, next) in &path.levels {
            let track = i32::try_from(self.heights.track[gap][net]).unwrap_or(0);
            let y = self.heights.first_track[gap] + track * TRACK;
            let next = next - self.left;
            points.extend([Point { x, y }, Point { x: next, y }]);
            x = next;
        }
        match path.arrives {
            Some(side) => {
                let entry = self.entry(to, side);
                points.extend([Point { x, y: entry.y }, entry]);
            }
            None => points.push(Point { x, y: self.outline(to).y }),
        }
        points
    }

    fn label(&self, index: usize, path: &Path, tag: Tag, item: Option<usize>) -> Option<Rect> {
        let size = self.sketch.links[index].label?;
        let corner = match (tag, path.leaves, item) {
            (Tag::Beside, Some(side), _) => {
                let exit = self.exit(self.sketch.links[index].from, side);
                let x = if side == Side::Left { exit.x - STUB - size.width } else { exit.x + STUB };
                Point { x, y: exit.y - size.height / 2 }
            }
            (_, _, Some(item)) => {
                let row = self.rows.items[item].row;
                let spare = self.heights.foot[row] - self.heights.top[row] - size.height;
                Point { x: self.x_of(item) - size.width / 2, y: self.heights.top[row] + spare / 2 }
            }
            _ => return None,
        };
        Some(Rect::at(corner, size))
    }

    /// The line from a box to itself, around its label.
    fn around(&self, index: usize) -> Route {
        let link = self.sketch.links[index];
        let outline = self.outline(link.from);
        let (x, middle) = (outline.right(), outline.y + self.sketch.shapes[link.from].head);
        // Several such lines at one box are one; only one of them has a label.
        let others =
            self.sketch.links.iter().filter(|other| other.from == link.from && other.to == link.from);
        let size = others.filter_map(|other| other.label).next().unwrap_or_default();
        let far = x + STUB + if size.width > 0 { size.width + STUB } else { STUB };
        let (lower, upper) = (middle + LOOP, middle - LOOP);
        let points =
            [(x, lower), (far, lower), (far, upper), (x, upper)].map(|(x, y)| Point { x, y }).to_vec();
        let corner = Point { x: x + STUB, y: middle - size.height / 2 };
        Route { points, label: link.label.map(|size| Rect::at(corner, size)) }
    }
}
