//! Boxes, labels and passing lines, put into rows.
//!
//! A link that skips rows gets an item in each of them, so that room is kept for its line. All links
//! down to one box share these items, its trunk; so do all links up to one box, its riser. The happy
//! path keeps to itself, so that it can be straight.

use super::rank::{Ranks, Sort};
use super::shelves::{Shelves, Tag};
use super::{Link, Sketch};
use crate::graph::geometry::Size;

/// From a box to the label beside it, and from there to the line's next corner.
pub(super) const STUB: i32 = 14;

/// Rows of items, and how links run through them.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) items: Vec<Item>,
    /// The items of each row from left to right.
    pub(super) rows: Vec<Vec<usize>>,
    /// The stretches of lines in each gap; gap 0 is above row 0.
    pub(super) stretches: Vec<Vec<Stretch>>,
    /// The items of each box, one for each row it takes, from the top.
    pub(super) boxes: Vec<Vec<usize>>,
    /// How each link runs.
    pub(super) courses: Vec<Course>,
    /// For each box the line on which links come up to it, from its own row downwards.
    pub(super) risers: Vec<Vec<usize>>,
    /// For each box the line on which links come down to it, from the top.
    pub(super) trunks: Vec<Vec<usize>>,
    /// Lines and boxes in the same row that should stand side by side.
    pub(super) beside: Vec<(usize, usize)>,
}

/// Something that takes room in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) row: usize,
    /// How far it reaches to the left of its axis.
    pub(super) left: i32,
    /// How far it reaches to the right of its axis.
    pub(super) right: i32,
    pub(super) body: Body,
    /// Where the line through it goes on below.
    pub(super) down: Option<usize>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// A box, or one row of a tall one.
    Box(usize),
    /// The label of a link.
    Label(usize),
    /// A line that passes.
    Line,
}

/// A stretch of a line between two rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) upper: usize,
    pub(super) lower: usize,
    pub(super) pull: Pull,
    /// How far to the right of the upper item's axis the line leaves it.
    pub(super) shift: i32,
}

/// How much a stretch wants to be upright, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pull {
    /// The rows of one box have to be.
    Rigid,
    /// The path when nothing goes wrong.
    Happy,
    /// A line that passes.
    Line,
    /// The last stretch to a box.
    Arrival,
    /// The first stretch from a box, or onto a trunk.
    Departure,
    /// There is no line; the two only want to be near each other.
    Nearness,
}

/// How a link runs.
#[derive(Clone, Copy, Debug)]
pub(super) enum Course {
    /// Down, by way of this item.
    Down {
        /// The item in the row below the box.
        first: usize,
        /// Where the label stands.
        tag: Tag,
    },
    /// Up, along the riser of the box it leads to.
    Up {
        /// Where the label stands.
        tag: Tag,
    },
    /// Around the corner to its own box.
    Loop,
}

/// Puts everything into rows, in a first order: the happy path on the left, what branches off it to the
/// right in the order it is written, what goes back up to the left of where it arrives.
pub(super) fn build(sketch: &Sketch, ranks: &Ranks, spans: &[usize]) -> Rows {
    let shelves = Shelves::new(sketch, ranks, spans);
    let (nodes, rows) = (sketch.shapes.len(), shelves.count);
    let rows = Rows {
        items: Vec::new(),
        rows: vec![Vec::new(); rows],
        stretches: vec![Vec::new(); rows + 1],
        boxes: vec![Vec::new(); nodes],
        courses: vec![Course::Loop; sketch.links.len()],
        risers: vec![Vec::new(); nodes],
        trunks: vec![Vec::new(); nodes],
        beside: Vec::new(),
    };
    let mut builder = Builder { sketch, ranks, rising: Vec::new(), trunk_tops: Vec::new(), shelves, rows };
    builder.survey();
    builder.make_boxes();
    builder.walk();
    builder.keep_near();
    builder.rows
}

struct Builder<'a> {
    sketch: &'a Sketch,
    ranks: &'a Ranks,
    shelves: Shelves,
    /// The links up to each box.
    rising: Vec<Vec<usize>>,
    /// The highest row of each box's trunk; the box's own row if it needs none.
    trunk_tops: Vec<usize>,
    rows: Rows,
}

enum Step {
    Box(usize),
    Link(usize),
}

impl Builder<'_> {
    fn links(&self) -> impl Iterator<Item = (usize, Link)> + use<'_> {
        self.sketch.links.iter().copied().enumerate()
    }

    /// Finds out which trunks and risers are needed, and how long.
    fn survey(&mut self) {
        let mut rising = vec![Vec::new(); self.sketch.shapes.len()];
        let mut tops = self.shelves.first.clone();
        for (index, link) in self.links() {
            match self.ranks.sort[index] {
                Sort::Up => rising[link.to].push(index),
                Sort::Down if !self.ranks.is_happy(&link, index) => {
                    tops[link.to] = tops[link.to].min(self.shelves.below_label(index, &link));
                }
                _ => {}
            }
        }
        (self.rising, self.trunk_tops) = (rising, tops);
    }

    fn make_boxes(&mut self) {
        for node in 0..self.sketch.shapes.len() {
            let shape = self.sketch.shapes[node];
            for row in self.shelves.first[node]..=self.shelves.last[node] {
                let item = self.item(row, 0, Body::Box(node));
                self.rows.items[item].left = shape.axis;
                self.rows.items[item].right = shape.size.width - shape.axis;
                self.rows.boxes[node].push(item);
            }
        }
        for (index, link) in self.sketch.links.iter().enumerate() {
            let label = link.label.map_or(0, |label| label.width + STUB);
            match self.ranks.sort[index] {
                Sort::Loop => self.widen(link.from, 0, STUB + label),
                Sort::Down if self.shelves.tags[index] == Tag::Beside => self.widen(link.from, 0, 20 + label),
                Sort::Up if self.shelves.tags[index] == Tag::Beside => self.widen(link.from, 20 + label, 0),
                _ => {}
            }
        }
    }

    /// Keeps room beside a box for a label.
    fn widen(&mut self, node: usize, left: i32, right: i32) {
        for &item in &self.rows.boxes[node] {
            self.rows.items[item].left += left;
            self.rows.items[item].right += right;
        }
    }

    fn item(&mut self, row: usize, width: i32, body: Body) -> usize {
        self.rows.items.push(Item { row, left: width / 2, right: width / 2, body, down: None });
        self.rows.items.len() - 1
    }

    fn stretch(&mut self, upper: usize, lower: usize, pull: Pull) {
        self.shifted_stretch(upper, lower, pull, 0);
    }

    fn shifted_stretch(&mut self, upper: usize, lower: usize, pull: Pull, shift: i32) {
        let gap = self.rows.items[lower].row;
        self.rows.stretches[gap].push(Stretch { upper, lower, pull, shift });
    }

    fn place(&mut self, item: usize) {
        let row = self.rows.items[item].row;
        self.rows.rows[row].push(item);
    }

    /// Puts everything into its row in the order in which a walk meets it. The walk goes down the happy
    /// path to its end before it turns to what branches off, so what branches off stands to the right.
    fn walk(&mut self) {
        let ranks = self.ranks;
        let mut stack: Vec<Step> = (0..self.sketch.shapes.len()).rev().map(Step::Box).collect();
        stack.extend(ranks.roots.iter().rev().map(|&node| Step::Box(node)));
        let mut seen = vec![false; self.sketch.shapes.len()];
        while let Some(step) = stack.pop() {
            match step {
                Step::Box(node) => {
                    if !std::mem::replace(&mut seen[node], true) {
                        self.enter(node);
                        let others =
                            ranks.out[node].iter().rev().filter(|&&link| ranks.happy[node] != Some(link));
                        stack.extend(others.copied().chain(ranks.happy[node]).map(Step::Link));
                    }
                }
                Step::Link(index) => {
                    let link = self.sketch.links[index];
                    match ranks.sort[index] {
                        Sort::Down => self.go_down(index, &link),
                        Sort::Up => self.rows.courses[index] = Course::Up { tag: self.shelves.tags[index] },
                        Sort::Loop => {}
                    }
                    stack.push(Step::Box(link.to));
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.make_riser(node);
        let pieces = self.rows.boxes[node].clone();
        for pair in pieces.windows(2) {
            self.stretch(pair[0], pair[1], Pull::Rigid);
            self.rows.items[pair[0]].down = Some(pair[1]);
        }
        pieces.into_iter().for_each(|piece| self.place(piece));
    }

    /// Makes the line on which links come up to a box, from its row down to the lowest that needs it.
    fn make_riser(&mut self, node: usize) {
        let from = |&index: &usize| self.sketch.links[index].from;
        let Some(bottom) = self.rising[node].iter().map(|link| self.shelves.last[from(link)]).max() else {
            return;
        };
        let labelled = match self.rising[node][..] {
            [only] if self.shelves.tags[only] == Tag::Row => {
                self.sketch.links[only].label.map(|label| (only, label, self.shelves.first[from(&only)] - 1))
            }
            _ => None,
        };
        let riser: Vec<usize> = (self.shelves.first[node]..=bottom)
            .map(|row| match labelled {
                Some((index, label, label_row)) if label_row == row => {
                    self.item(row, label.width, Body::Label(index))
                }
                _ => self.item(row, 0, Body::Line),
            })
            .collect();
        self.string(&riser, Pull::Line);
        self.rows.risers[node] = riser;
    }

    /// Joins items of successive rows to one line, and places them.
    fn string(&mut self, items: &[usize], pull: Pull) {
        for pair in items.windows(2) {
            self.stretch(pair[0], pair[1], pull);
            self.rows.items[pair[0]].down = Some(pair[1]);
        }
        items.iter().for_each(|&item| self.place(item));
    }

    fn go_down(&mut self, index: usize, link: &Link) {
        let happy = self.ranks.is_happy(link, index);
        let below = self.shelves.below_label(index, link);
        let line = if happy { self.private_line(below, link.to) } else { self.trunk_from(below, link.to) };
        let tag = self.shelves.tags[index];
        let first = match link.label {
            Some(label) if tag == Tag::Row => {
                let item = self.item(below - 1, label.width, Body::Label(index));
                self.place(item);
                self.rows.items[item].down = Some(line);
                let pull = self.pull_from_label(happy, line, link.to);
                self.stretch(item, line, pull);
                item
            }
            _ => line,
        };
        let pull = if happy { Pull::Happy } else { Pull::Departure };
        if let Some(&last) = self.rows.boxes[link.from].last() {
            let shape = self.sketch.shapes[link.from];
            let label = link.label.filter(|_| tag == Tag::Beside);
            let behind_label = |label: Size| shape.size.width - shape.axis + label.width + 2 * STUB;
            self.shifted_stretch(last, first, pull, label.map_or(0, behind_label));
        }
        self.rows.courses[index] = Course::Down { first, tag };
    }

    fn pull_from_label(&self, happy: bool, line: usize, to: usize) -> Pull {
        match self.rows.items[line].body {
            _ if happy => Pull::Happy,
            Body::Box(_) => Pull::Arrival,
            _ if self.rows.trunks[to].first() == Some(&line) => Pull::Line,
            _ => Pull::Departure,
        }
    }

    /// A line for one link alone, from the given row down to a box; returns its first item.
    fn private_line(&mut self, top: usize, to: usize) -> usize {
        let mut line: Vec<usize> =
            (top..self.shelves.first[to]).map(|row| self.item(row, 0, Body::Line)).collect();
        self.string(&line, Pull::Happy);
        self.land(&mut line, to, Pull::Happy)
    }

    /// The trunk of a box where it passes the given row, or the box itself.
    fn trunk_from(&mut self, row: usize, to: usize) -> usize {
        let (top, first) = (self.trunk_tops[to], self.shelves.first[to]);
        if self.rows.trunks[to].is_empty() {
            let mut line: Vec<usize> = (top..first).map(|row| self.item(row, 0, Body::Line)).collect();
            self.string(&line, Pull::Line);
            self.land(&mut line, to, Pull::Arrival);
            self.rows.trunks[to] = line;
        }
        self.rows.trunks[to].get(row - top).copied().unwrap_or(self.rows.boxes[to][0])
    }

    /// Leads a line into a box; returns the first item of the line, or the box if the line is empty.
    fn land(&mut self, line: &mut [usize], to: usize, pull: Pull) -> usize {
        let target = self.rows.boxes[to][0];
        if let Some(&last) = line.last() {
            self.stretch(last, target, pull);
            self.rows.items[last].down = Some(target);
        }
        line.first().copied().unwrap_or(target)
    }

    /// Draws risers towards the boxes they join, with which they share a row and no stretch.
    fn keep_near(&mut self) {
        for (index, link) in self.sketch.links.iter().enumerate() {
            if self.ranks.sort[index] != Sort::Up {
                continue;
            }
            let top = self.shelves.first[link.to];
            let line = |row: usize| self.rows.risers[link.to].get(row.checked_sub(top)?).copied();
            let near_target = line(self.shelves.last[link.to] + 1);
            let near_source = line(self.shelves.first[link.from].wrapping_sub(1));
            let (target, source) =
                (self.rows.boxes[link.to].last().copied(), self.rows.boxes[link.from].first().copied());
            let pairs = [(target, near_target), (near_source, source)];
            let stretches: Vec<_> = pairs.into_iter().filter_map(|(upper, lower)| upper.zip(lower)).collect();
            let ends = [
                line(top).zip(self.rows.boxes[link.to].first().copied()),
                line(self.shelves.last[link.from]).zip(self.rows.boxes[link.from].last().copied()),
            ];
            self.rows.beside.extend(ends.into_iter().flatten());
            stretches.into_iter().for_each(|(upper, lower)| self.stretch(upper, lower, Pull::Nearness));
        }
    }
}
