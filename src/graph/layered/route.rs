//! The courses of lines.
//!
//! A line leaves its box at the side if nothing stands between the box and the line's next corner, else
//! at the bottom. It runs upright through the rows, in the room its items keep, and level in the gaps
//! between the rows. It arrives at the top; a line that comes up arrives at the side, if it can.

use super::rows::{Body, Course, Pull, Rows, STUB};
use super::shelves::Tag;
use super::track::Net;
use super::{Link, Sketch};

/// How far arrivals and departures at one side of a box stand from the middle between them.
pub(super) const APART: i32 = 9;

/// The least length of a level line beside a box, so that its corner can be round.
pub(super) const CORNER: i32 = 12;

/// The tall boxes that level lines run through. It happens where a line goes up or comes from the bottom
/// of a box, since the order of the rows knows nothing of its level stretch.
pub(super) fn cut_boxes(rows: &Rows, x: &[i32], courses: &Courses) -> Vec<usize> {
    let mut cut = Vec::new();
    for (gap, stretches) in rows.stretches.iter().enumerate() {
        for stretch in stretches.iter().filter(|stretch| stretch.pull == Pull::Rigid) {
            let (item, axis) = (rows.items[stretch.upper], x[stretch.upper]);
            let crosses = |net: &Net| {
                let (start, end) = net.span();
                start < axis + item.right && axis - item.left < end
            };
            if let Body::Box(node) = item.body
                && courses.nets[gap].iter().any(crosses)
            {
                cut.push(node);
            }
        }
    }
    cut
}

/// Left or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    /// -1 or 1.
    pub(super) fn sign(self) -> i32 {
        match self {
            Side::Left => -1,
            Side::Right => 1,
        }
    }
}

/// A line whose heights are not known yet.
#[derive(Debug, Default)]
pub(super) struct Path {
    /// The side of its box where it leaves; nothing for the bottom.
    pub(super) leaves: Option<Side>,
    /// Where it turns upright: beside its box, or at its axis.
    pub(super) turn: i32,
    /// The gaps in which it runs level: the gap, the net, and where it goes on.
    pub(super) levels: Vec<(usize, usize, i32)>,
    /// The side of the box where it arrives; nothing for the top.
    pub(super) arrives: Option<Side>,
}

/// The courses of all lines, and what they need of the gaps and of the boxes' sides.
#[derive(Debug)]
pub(super) struct Courses {
    pub(super) paths: Vec<Path>,
    /// The nets of each gap.
    pub(super) nets: Vec<Vec<Net>>,
    /// The left and the right side of each box.
    pub(super) ports: Vec<[Port; 2]>,
}

/// What happens at a side of a box.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Port {
    pub(super) leaves: bool,
    pub(super) arrives: bool,
}

/// Finds the course of every line between items at these places.
pub(super) fn find(sketch: &Sketch, rows: &Rows, x: &[i32]) -> Courses {
    let mut finder = Finder::new(sketch, rows, x);
    let paths = (0..sketch.links.len()).map(|index| finder.course(index)).collect();
    let nets = finder.nets.into_iter().map(|nets| nets.into_iter().map(|(_, net)| net).collect()).collect();
    Courses { paths, nets, ports: finder.ports }
}

/// What lines are one net.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// Those that leave the bottom of this box.
    From(usize),
    /// Those that go on through this item.
    Into(usize),
}

/// What stands at a side of a box, so that other lines cannot leave there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    Nothing,
    /// A label, so high.
    Label(i32),
    /// A line that leads back to the box.
    Loop,
}

struct Finder<'a> {
    sketch: &'a Sketch,
    rows: &'a Rows,
    x: &'a [i32],
    /// The place of each item in its row.
    position: Vec<usize>,
    /// How many links leave each box.
    leaving: Vec<usize>,
    /// What stands at each side of each box.
    holds: Vec<[Hold; 2]>,
    nets: Vec<Vec<(Joint, Net)>>,
    ports: Vec<[Port; 2]>,
    /// The level lines beside the boxes of each row: whose they are, from where to where.
    levels: Vec<Vec<(usize, i32, i32)>>,
}

impl<'a> Finder<'a> {
    fn new(sketch: &'a Sketch, rows: &'a Rows, x: &'a [i32]) -> Finder<'a> {
        let mut position = vec![0; rows.items.len()];
        for row in &rows.rows {
            row.iter().enumerate().for_each(|(at, &item)| position[item] = at);
        }
        let nets = (0..=rows.rows.len()).map(|_| Vec::new()).collect();
        let levels = vec![Vec::new(); rows.rows.len()];
        let ports = vec![[Port::default(); 2]; sketch.shapes.len()];
        let (mut leaving, mut holds) = (vec![0; ports.len()], vec![[Hold::Nothing; 2]; ports.len()]);
        for (link, course) in sketch.links.iter().zip(&rows.courses) {
            leaving[link.from] += 1;
            let label = Hold::Label(link.label.map_or(0, |label| label.height));
            match course {
                Course::Loop => holds[link.from][Side::Right as usize] = Hold::Loop,
                Course::Down { tag: Tag::Beside, .. } => holds[link.from][Side::Right as usize] = label,
                Course::Up { tag: Tag::Beside } => holds[link.from][Side::Left as usize] = label,
                _ => {}
            }
        }
        Finder { sketch, rows, x, position, leaving, holds, nets, ports, levels }
    }

    fn course(&mut self, index: usize) -> Path {
        let link = self.sketch.links[index];
        match self.rows.courses[index] {
            Course::Down { first, tag } => self.down(&link, first, tag),
            Course::Up { tag } => self.up(&link, tag),
            Course::Loop => Path::default(),
        }
    }

    fn first_item(&self, node: usize) -> usize {
        self.rows.boxes[node].first().copied().unwrap_or(0)
    }

    fn last_item(&self, node: usize) -> usize {
        self.rows.boxes[node].last().copied().unwrap_or(0)
    }

    /// From the axis of a box to one of its sides.
    fn reach(&self, node: usize, side: Side) -> i32 {
        let shape = self.sketch.shapes[node];
        if side == Side::Left { shape.axis } else { shape.size.width - shape.axis }
    }

    /// How far from a box's side the line may turn: behind the label that stands there.
    fn stub(&self, link: &Link, tag: Tag) -> i32 {
        let label = link.label.filter(|_| tag == Tag::Beside);
        label.map_or(CORNER, |label| STUB + label.width + STUB)
    }

    fn down(&mut self, link: &Link, first: usize, tag: Tag) -> Path {
        let from = self.last_item(link.from);
        let row = self.rows.items[from].row;
        let mut path = Path { turn: self.x[from], ..Path::default() };
        let is_straight = self.x[first] == path.turn && tag != Tag::Beside;
        let trunk = self.trunk_in_row(link.to, row).filter(|_| tag != Tag::Row && !is_straight);
        let goals = [trunk, Some(first)].into_iter().flatten();
        let goal = goals.into_iter().find(|&goal| self.can_leave(link, goal, tag, Side::Right));
        if let Some(goal) = goal {
            self.leave_at_side(&mut path, link.from, goal);
        } else {
            let joint = if tag == Tag::Beside {
                self.leave_beside(&mut path, link, Side::Right);
                Joint::Into(first)
            } else {
                self.joint_below(link.from, from, first)
            };
            let turn = (path.turn, true);
            self.level(&mut path, row + 1, joint, turn, (self.x[first], false));
        }
        self.mark_leaving(link.from, path.leaves);
        let mut at = goal.unwrap_or(first);
        while let Some(next) = self.rows.items[at].down.filter(|_| !self.is_box(at)) {
            let gap = self.rows.items[next].row;
            self.level(&mut path, gap, Joint::Into(next), (self.x[at], true), (self.x[next], false));
            at = next;
        }
        path
    }

    fn up(&mut self, link: &Link, tag: Tag) -> Path {
        let (from, to) = (self.last_item(link.from), self.first_item(link.to));
        let (bottom, top) = (self.rows.items[from].row, self.rows.items[to].row);
        let riser = self.rows.risers[link.to].clone();
        let (Some(&start), Some(&end)) = (riser.get(bottom - top), riser.first()) else {
            return Path::default();
        };
        let mut path = Path { turn: self.x[from], ..Path::default() };
        if self.can_leave(link, start, tag, Side::Left) {
            self.leave_at_side(&mut path, link.from, start);
        } else {
            if tag == Tag::Beside {
                self.leave_beside(&mut path, link, Side::Left);
            }
            let turn = (path.turn, true);
            self.level(&mut path, bottom + 1, Joint::From(from), turn, (self.x[start], true));
        }
        self.mark_leaving(link.from, path.leaves);
        for pair in riser[..=bottom - top].windows(2).rev() {
            let ends = ((self.x[pair[1]], false), (self.x[pair[0]], true));
            self.level(&mut path, self.rows.items[pair[1]].row, Joint::Into(pair[1]), ends.0, ends.1);
        }
        if self.can_arrive(link.to, end) {
            let side = self.side_of(to, end);
            path.arrives = Some(side);
            self.keep_level(link.to, to, end);
            self.ports[link.to][side as usize].arrives = true;
        } else {
            self.level(&mut path, top, Joint::Into(to), (self.x[end], false), (self.x[to], false));
        }
        path
    }

    /// Leads a path out of its box to where it turns.
    fn leave_at_side(&mut self, path: &mut Path, node: usize, goal: usize) {
        let from = self.last_item(node);
        path.turn = self.x[goal];
        path.leaves = Some(self.side_of(from, goal));
        self.keep_level(node, from, goal);
    }

    /// Notes the level line between a piece of a box and the axis of another item.
    fn keep_level(&mut self, node: usize, piece: usize, goal: usize) {
        let (a, b) = (self.x[piece], self.x[goal]);
        self.levels[self.rows.items[piece].row].push((node, a.min(b), a.max(b)));
    }

    /// Leads a path out of its box, past the label beside it, to where it can turn down.
    fn leave_beside(&self, path: &mut Path, link: &Link, side: Side) {
        path.leaves = Some(side);
        path.turn += side.sign() * (self.reach(link.from, side) + self.stub(link, Tag::Beside));
    }

    fn is_box(&self, item: usize) -> bool {
        matches!(self.rows.items[item].body, Body::Box(_))
    }

    fn mark_leaving(&mut self, node: usize, side: Option<Side>) {
        if let Some(side) = side {
            self.ports[node][side as usize].leaves = true;
        }
    }

    fn trunk_in_row(&self, to: usize, row: usize) -> Option<usize> {
        let trunk = &self.rows.trunks[to];
        let top = self.rows.items[*trunk.first()?].row;
        trunk.get(row.checked_sub(top)?).copied()
    }

    /// Lines that leave the bottom of a box share a track if there are several; one alone shares it with
    /// others that go where it goes.
    fn joint_below(&self, node: usize, box_item: usize, first: usize) -> Joint {
        if self.leaving[node] > 2 { Joint::From(box_item) } else { Joint::Into(first) }
    }

    /// Adds a level line to a path, between two upright ones of which it is told whether they come from
    /// above. Two upright lines at the same place need none.
    fn level(&mut self, path: &mut Path, gap: usize, joint: Joint, from: (i32, bool), to: (i32, bool)) {
        if from.0 == to.0 {
            return;
        }
        let nets = &mut self.nets[gap];
        let net = nets.iter().position(|(other, _)| *other == joint).unwrap_or_else(|| {
            nets.push((joint, Net::default()));
            nets.len() - 1
        });
        for (x, is_above) in [from, to] {
            let ends = if is_above { &mut nets[net].1.above } else { &mut nets[net].1.below };
            if !ends.contains(&x) {
                ends.push(x);
            }
        }
        path.levels.push((gap, net, to.0));
    }

    /// On which side of an item another stands.
    fn side_of(&self, item: usize, other: usize) -> Side {
        if self.x[other] < self.x[item] { Side::Left } else { Side::Right }
    }

    /// Whether a line can leave its box at the side and turn where the goal is. A line with a label
    /// beside its box has to leave where room was kept for that; others must not run into it.
    fn can_leave(&self, link: &Link, goal: usize, tag: Tag, label_side: Side) -> bool {
        let from = self.last_item(link.from);
        let side = self.side_of(from, goal);
        let is_right_side = match tag {
            Tag::Beside => side == label_side,
            _ => self.holds[link.from][side as usize] == Hold::Nothing,
        };
        is_right_side && self.is_clear(link.from, from, goal, self.stub(link, tag))
    }

    /// Whether a line can come up where the item is and arrive at the box's side.
    fn can_arrive(&self, node: usize, line: usize) -> bool {
        let to = self.first_item(node);
        let side = self.side_of(to, line);
        let fits = match self.holds[node][side as usize] {
            Hold::Nothing => true,
            Hold::Label(height) => height / 2 < 2 * APART,
            Hold::Loop => false,
        };
        fits && self.is_clear(node, to, line, CORNER)
    }

    /// Whether a level line fits between a box and the axis of another item, in the row of the given
    /// piece of the box. It may cross lines that it has to cross anyway; nothing else may be in its way,
    /// nor in the way of the upright line where it ends.
    fn is_clear(&self, node: usize, piece: usize, goal: usize, stub: i32) -> bool {
        let (goal_x, side) = (self.x[goal], self.side_of(piece, goal));
        if (goal_x - self.x[piece]).abs() < self.reach(node, side) + stub {
            return false;
        }
        // Two boxes may face each other, with a line each that goes beyond the other's.
        let (start, end) = (goal_x.min(self.x[piece]), goal_x.max(self.x[piece]));
        let mut levels = self.levels[self.rows.items[piece].row].iter();
        if levels.any(|&(other, from, to)| other != node && start < to && from < end) {
            return false;
        }
        let is_level = self.rows.items[goal].row == self.rows.items[piece].row;
        let row = &self.rows.rows[self.rows.items[piece].row];
        let at = self.position[piece];
        let others: Box<dyn Iterator<Item = &usize>> = match side {
            Side::Right => Box::new(row[at + 1..].iter()),
            Side::Left => Box::new(row[..at].iter().rev()),
        };
        for &other in others.filter(|&&other| other != goal) {
            let item = &self.rows.items[other];
            let near = if side == Side::Right { -item.left } else { item.right };
            // How far beyond the goal the other's near side is.
            let beyond = (self.x[other] + near - goal_x) * side.sign();
            if beyond >= CORNER {
                return true;
            }
            // If the goal is in this row too, the order of the row has decided on the crossing.
            let is_crossed_anyway =
                is_level || item.down.is_some_and(|below| (self.x[below] - goal_x) * side.sign() <= 0);
            if item.body != Body::Line || beyond > -CORNER || !is_crossed_anyway {
                return false;
            }
        }
        true
    }
}
