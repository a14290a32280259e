//! The order of each row, so that few lines cross.
//!
//! Rows are sorted by where their lines come from, downwards and upwards in turn, and the best order
//! seen is kept. The first order is the one people wrote, so it stays where nothing better is found.

use super::lists::Lists;
use super::rows::{Body, Pull, Rows};

/// Sweeps over all rows; after that many without a gain the order is as good as this method makes it.
const SWEEPS: usize = 10;
const PATIENCE: usize = 3;
/// No line may run through a tall box, so crossing one costs more than any number of lines.
const BOX_WEIGHT: u64 = 1_000_000;

/// Orders of the rows that are worth a look, the first order among them. They differ in how much it
/// costs when a line has to go around a box, counted in crossings. Only the last of them if one has to
/// do.
pub(super) fn candidates(rows: &Rows, several: bool) -> Vec<Vec<Vec<usize>>> {
    let mut sorter = Sorter::new(rows);
    let mut candidates = Vec::new();
    if several {
        candidates.push(rows.rows.clone());
    }
    for detour in [3, 0, 1] {
        if several || detour == 1 {
            let order = sorter.arrange(rows, detour);
            if !candidates.contains(&order) {
                candidates.push(order);
            }
        }
    }
    candidates
}

/// What all sweeps need.
struct Sorter {
    /// What each item is joined to in the row above.
    above: Lists<usize>,
    /// What each item is joined to in the row below.
    below: Lists<usize>,
    /// The place of each item in its row.
    positions: Vec<usize>,
    /// Room to work in.
    /// The wish, the place and the number of each item of a row.
    keyed: Vec<(usize, usize, usize)>,
    ends: Vec<(usize, usize, u64)>,
    tree: Vec<u64>,
}

impl Sorter {
    /// The best order that can be found from the first one.
    fn arrange(&mut self, rows: &Rows, detour: u64) -> Vec<Vec<usize>> {
        let mut order = rows.rows.clone();
        let mut best = self.cost(rows, &order, detour);
        let mut best_order = order.clone();
        let mut without_gain = 0;
        for sweep in 0..SWEEPS {
            if best == 0 || without_gain == PATIENCE {
                break;
            }
            self.sort_rows(&mut order, sweep % 2 == 0);
            self.swap_neighbours(&mut order);
            let now = self.cost(rows, &order, detour);
            without_gain += 1;
            if now < best {
                (best, without_gain) = (now, 0);
                best_order.clone_from(&order);
            }
        }
        best_order
    }

    fn new(rows: &Rows) -> Sorter {
        let (count, stretches) = (rows.items.len(), || rows.stretches.iter().flatten());
        Sorter {
            above: Lists::new(count, stretches().map(|stretch| (stretch.lower, stretch.upper))),
            below: Lists::new(count, stretches().map(|stretch| (stretch.upper, stretch.lower))),
            positions: vec![0; count],
            keyed: Vec::new(),
            ends: Vec::new(),
            tree: Vec::new(),
        }
    }

    fn number(&mut self, row: &[usize]) {
        for (position, &item) in row.iter().enumerate() {
            self.positions[item] = position;
        }
    }

    /// Sorts every row by the mean position of what it is joined to in the row before. Items that are
    /// joined to nothing keep their position.
    fn sort_rows(&mut self, order: &mut [Vec<usize>], downwards: bool) {
        let count = order.len();
        for step in 0..count {
            let row = &mut order[if downwards { step } else { count - 1 - step }];
            let joined = if downwards { &self.above } else { &self.below };
            let mean = |item: usize| {
                let others = joined.of(item);
                let sum: usize = others.iter().map(|&other| self.positions[other]).sum();
                // In parts of 2520, which all numbers up to 10 divide: no rounding decides a tie.
                if others.is_empty() { self.positions[item] * 2520 } else { sum * 2520 / others.len() }
            };
            self.keyed.clear();
            self.keyed.extend(row.iter().enumerate().map(|(place, &item)| (mean(item), place, item)));
            if self.keyed.is_sorted() {
                continue;
            }
            self.keyed.sort_unstable();
            for (place, &(_, _, item)) in row.iter_mut().zip(&self.keyed) {
                *place = item;
            }
            self.number(row);
        }
    }

    /// Swaps items that stand side by side as long as that saves crossings.
    fn swap_neighbours(&mut self, order: &mut [Vec<usize>]) {
        for row in order {
            for _ in 0..row.len().min(4) {
                let mut swapped = false;
                for left in 0..row.len().saturating_sub(1) {
                    let (a, b) = (row[left], row[left + 1]);
                    if self.saved_by_swapping(a, b) > 0 {
                        row.swap(left, left + 1);
                        (self.positions[a], self.positions[b]) = (left + 1, left);
                        swapped = true;
                    }
                }
                if !swapped {
                    break;
                }
            }
        }
    }

    /// How many crossings of the lines of two items are fewer with the second to the left.
    fn saved_by_swapping(&self, a: usize, b: usize) -> i64 {
        let mut saved = 0;
        for side in [&self.above, &self.below] {
            for &of_a in side.of(a) {
                for &of_b in side.of(b) {
                    saved += match self.positions[of_a].cmp(&self.positions[of_b]) {
                        std::cmp::Ordering::Greater => 1,
                        std::cmp::Ordering::Equal => 0,
                        std::cmp::Ordering::Less => -1,
                    };
                }
            }
        }
        saved
    }

    /// What an order costs: crossings in all gaps, by weight, and detours.
    fn cost(&mut self, rows: &Rows, order: &[Vec<usize>], detour: u64) -> u64 {
        order.iter().for_each(|row| self.number(row));
        let mut sum = detour * self.detours(rows, order);
        for (gap, stretches) in rows.stretches.iter().enumerate().filter(|(_, all)| all.len() > 1) {
            self.ends.clear();
            for stretch in stretches.iter().filter(|stretch| stretch.pull != Pull::Nearness) {
                let weight = if stretch.pull == Pull::Rigid { BOX_WEIGHT } else { 1 };
                let (upper, lower) = (self.positions[stretch.upper], self.positions[stretch.lower]);
                self.ends.push((upper, lower, weight));
            }
            self.ends.sort_unstable();
            sum += self.inversions(order[gap].len());
        }
        sum
    }

    /// What keeps lines from running level between an item and one beside it: the boxes between them.
    fn detours(&self, rows: &Rows, order: &[Vec<usize>]) -> u64 {
        let between = |&(a, b): &(usize, usize)| {
            let (start, end) =
                (self.positions[a].min(self.positions[b]), self.positions[a].max(self.positions[b]));
            let between = order[rows.items[a].row].get(start + 1..end).unwrap_or_default();
            between.iter().filter(|&&item| matches!(rows.items[item].body, Body::Box(_))).count() as u64
        };
        rows.beside.iter().map(between).sum()
    }

    /// The summed weight of all pairs of stretches of which one begins further left and ends further
    /// right. The stretches are sorted; a tree of partial sums counts those that end further right.
    /// (Barth, Jünger and Mutzel, "Simple and efficient bilayer cross counting")
    fn inversions(&mut self, width: usize) -> u64 {
        if self.ends.is_sorted_by_key(|&(_, lower, _)| lower) {
            return 0;
        }
        self.tree.clear();
        self.tree.resize(width + 1, 0);
        let (mut total, mut sum) = (0, 0);
        for &(_, lower, weight) in &self.ends {
            let mut up_to_here = 0;
            let mut at = lower + 1;
            while at > 0 {
                up_to_here += self.tree[at];
                at &= at - 1;
            }
            sum += weight * (total - up_to_here);
            total += weight;
            let mut at = lower + 1;
            while at <= width {
                self.tree[at] += weight;
                at += at & at.wrapping_neg();
            }
        }
        sum
    }
}
