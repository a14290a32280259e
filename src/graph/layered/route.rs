//! The courses of lines.
//!
//! A line leaves its box at the side if nothing stands between the box and the line's next corner, else
//! at the bottom. It runs upright through the rows, in the room its items keep, and level in the gaps
//! between the rows. It arrives at the top; a line that comes up arrives at the side, if it can.

use super::rows::{Body, Course, Rows, STUB};
use super::shelves::Tag;
use super::track::Net;
use super::{Link, Sketch};

/// The least length of a level line beside a box, so that its corner can be round.
pub(super) const CORNER: i32 = 12;

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

struct Finder<'a> {
    sketch: &'a Sketch,
    rows: &'a Rows,
    x: &'a [i32],
    /// The place of each item in its row.
    position: Vec<usize>,
    /// How many links leave each box.
    leaving: Vec<usize>,
    /// Whether a link of each box leads back to it, which takes its right side.
    loops: Vec<bool>,
    nets: Vec<Vec<(Joint, Net)>>,
    ports: Vec<[Port; 2]>,
}

impl<'a> Finder<'a> {
    fn new(sketch: &'a Sketch, rows: &'a Rows, x: &'a [i32]) -> Finder<'a> {
        let mut position = vec![0; rows.items.len()];
        for row in &rows.rows {
            row.iter().enumerate().for_each(|(at, &item)| position[item] = at);
        }
        let nets = (0..=rows.rows.len()).map(|_| Vec::new()).collect();
        let ports = vec![[Port::default(); 2]; sketch.shapes.len()];
        let (mut leaving, mut loops) = (vec![0; ports.len()], vec![false; ports.len()]);
        for link in &sketch.links {
            leaving[link.from] += 1;
            loops[link.from] |= link.from == link.to;
        }
        Finder { sketch, rows, x, position, leaving, loops, nets, ports }
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

    /// Half the width of a box.
    fn half(&self, node: usize) -> i32 {
        self.sketch.shapes[node].size.width / 2
    }

    /// How far from a box's side the line may turn: behind the label that stands there.
    fn stub(&self, link: &Link, tag: Tag) -> i32 {
        let label = link.label.filter(|_| tag == Tag::Beside);
        label.map_or(CORNER, |label| STUB + label.width + STUB)
    }

    fn down(&mut self, link: &Link, first: usize, tag: Tag) -> Path {
        let box_item = self.last_item(link.from);
        let row = self.rows.items[box_item].row;
        let stub = self.stub(link, tag);
        let mut path = Path { turn: self.x[box_item], ..Path::default() };
        let trunk = self.trunk_in_row(link.to, row).filter(|_| tag != Tag::Row);
        let goal = trunk.filter(|&trunk| self.is_free(link.from, trunk, stub)).unwrap_or(first);
        let mut at = goal;
        if self.is_free(link.from, goal, stub) {
            path.turn = self.x[goal];
            path.leaves = Some(if path.turn < self.x[box_item] { Side::Left } else { Side::Right });
        } else {
            at = first;
            let joint = if tag == Tag::Beside {
                path.leaves = Some(Side::Right);
                path.turn += self.half(link.from) + stub;
                Joint::Into(first)
            } else {
                self.joint_below(link.from, box_item, first)
            };
            let turn = (path.turn, true);
            self.level(&mut path, row + 1, joint, turn, (self.x[first], false));
        }
        self.mark_leaving(link.from, path.leaves);
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
        let stub = self.stub(link, tag);
        let mut path = Path { turn: self.x[from], ..Path::default() };
        if self.is_free(link.from, start, stub) && (tag != Tag::Beside || self.x[start] < self.x[from]) {
            path.turn = self.x[start];
            path.leaves = Some(if path.turn < self.x[from] { Side::Left } else { Side::Right });
        } else {
            if tag == Tag::Beside {
                path.leaves = Some(Side::Left);
                path.turn -= self.half(link.from) + stub;
            }
            let turn = (path.turn, true);
            self.level(&mut path, bottom + 1, Joint::From(from), turn, (self.x[start], true));
        }
        self.mark_leaving(link.from, path.leaves);
        for pair in riser[..=bottom - top].windows(2).rev() {
            let ends = ((self.x[pair[1]], false), (self.x[pair[0]], true));
            self.level(&mut path, self.rows.items[pair[1]].row, Joint::Into(pair[1]), ends.0, ends.1);
        }
        if self.is_free_at(to, end, CORNER, true) {
            let side = if self.x[end] < self.x[to] { Side::Left } else { Side::Right };
            path.arrives = Some(side);
            self.ports[link.to][side as usize].arrives = true;
        } else {
            self.level(&mut path, top, Joint::Into(to), (self.x[end], false), (self.x[to], false));
        }
        path
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

    /// Whether a line can leave a box at its side and turn where the goal is.
    fn is_free(&self, node: usize, goal: usize, stub: i32) -> bool {
        self.is_free_at(self.last_item(node), goal, stub, false)
    }

    /// Whether a level line fits between a box and the axis of another item, in the box's row. It may
    /// cross lines that it has to cross anyway; nothing else may be in its way, nor in the way of the
    /// upright line that follows.
    fn is_free_at(&self, box_item: usize, goal: usize, stub: i32, arriving: bool) -> bool {
        let Body::Box(node) = self.rows.items[box_item].body else { return false };
        let (x, goal_x) = (self.x[box_item], self.x[goal]);
        let side = if goal_x < x { Side::Left } else { Side::Right };
        if self.loops[node] && side == Side::Right || (goal_x - x).abs() < self.half(node) + stub {
            return false;
        }
        let row = &self.rows.rows[self.rows.items[box_item].row];
        let at = self.position[box_item];
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
            let crossed_anyway = || match item.down {
                Some(below) => (self.x[below] - goal_x) * side.sign() <= 0,
                None => arriving,
            };
            if item.body != Body::Line || beyond > -CORNER || !(arriving || crossed_anyway()) {
                return false;
            }
        }
        true
    }
}
