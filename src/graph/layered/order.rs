//! The order of each row, so that few lines cross.
//!
//! Rows are sorted by where their lines come from, downwards and upwards in turn, and the best order
//! seen is kept. The first order is the one people wrote, so it stays where nothing better is found.

use super::rows::{Body, Pull, Rows};

/// Sweeps over all rows; after that many without a gain the order is as good as this method makes it.
const SWEEPS: usize = 10;
const PATIENCE: usize = 3;
/// No line may run through a tall box, so crossing one costs more than any number of lines.
const BOX_WEIGHT: u64 = 1_000_000;
/// What it costs when a line has to go around a box, in crossings.
const DETOUR: u64 = 3;

/// Sorts the rows.
pub(super) fn arrange(rows: &mut Rows) {
    let neighbours = Neighbours::of(rows);
    let mut positions = vec![0; rows.items.len()];
    let mut best = cost(rows, &mut positions);
    let mut best_rows = rows.rows.clone();
    let mut without_gain = 0;
    for sweep in 0..SWEEPS {
        if best == 0 || without_gain == PATIENCE {
            break;
        }
        sort_rows(rows, &neighbours, &mut positions, sweep % 2 == 0);
        swap_neighbours(rows, &neighbours, &mut positions);
        let now = cost(rows, &mut positions);
        without_gain += 1;
        if now < best {
            (best, without_gain) = (now, 0);
            best_rows.clone_from(&rows.rows);
        }
    }
    rows.rows = best_rows;
}

/// The items above and below each item.
struct Neighbours {
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
}

impl Neighbours {
    fn of(rows: &Rows) -> Neighbours {
        let empty = || vec![Vec::new(); rows.items.len()];
        let mut neighbours = Neighbours { above: empty(), below: empty() };
        for stretch in rows.stretches.iter().flatten() {
            neighbours.above[stretch.lower].push(stretch.upper);
            neighbours.below[stretch.upper].push(stretch.lower);
        }
        neighbours
    }
}

fn number(row: &[usize], positions: &mut [usize]) {
    for (position, &item) in row.iter().enumerate() {
        positions[item] = position;
    }
}

/// Sorts every row by the mean position of what it is joined to in the row before. Items that are joined
/// to nothing keep their position.
fn sort_rows(rows: &mut Rows, neighbours: &Neighbours, positions: &mut [usize], downwards: bool) {
    let joined = if downwards { &neighbours.above } else { &neighbours.below };
    let count = rows.rows.len();
    for step in 0..count {
        let row = &mut rows.rows[if downwards { step } else { count - 1 - step }];
        let mean = |item: &usize| {
            let others = &joined[*item];
            let sum: usize = others.iter().map(|&other| positions[other]).sum();
            // In fractions of 1/2520, which all numbers up to 10 divide: no rounding decides a tie.
            if others.is_empty() { positions[*item] * 2520 } else { sum * 2520 / others.len() }
        };
        let mut keyed: Vec<(usize, usize)> = row.iter().map(|item| (mean(item), *item)).collect();
        keyed.sort_by_key(|&(mean, _)| mean);
        *row = keyed.into_iter().map(|(_, item)| item).collect();
        number(row, positions);
    }
}

/// Swaps items that stand side by side as long as that saves crossings.
fn swap_neighbours(rows: &mut Rows, neighbours: &Neighbours, positions: &mut [usize]) {
    for row in &mut rows.rows {
        for _ in 0..row.len().min(4) {
            let mut swapped = false;
            for left in 0..row.len().saturating_sub(1) {
                let (a, b) = (row[left], row[left + 1]);
                let saved = |side: &[Vec<usize>]| {
                    let (now, then) = pair_crossings(&side[a], &side[b], positions);
                    now as i64 - then as i64
                };
                if saved(&neighbours.above) + saved(&neighbours.below) > 0 {
                    row.swap(left, left + 1);
                    (positions[a], positions[b]) = (left + 1, left);
                    swapped = true;
                }
            }
            if !swapped {
                break;
            }
        }
    }
}

/// How often the lines of two items cross with the first to the left, and with the second to the left.
fn pair_crossings(first: &[usize], second: &[usize], positions: &[usize]) -> (usize, usize) {
    let (mut now, mut then) = (0, 0);
    for &a in first {
        for &b in second {
            now += usize::from(positions[a] > positions[b]);
            then += usize::from(positions[a] < positions[b]);
        }
    }
    (now, then)
}

/// What keeps lines from running level between an item and one beside it: the boxes between them.
fn detours(rows: &Rows, positions: &[usize]) -> u64 {
    let between = |&(a, b): &(usize, usize)| {
        let (start, end) = (positions[a].min(positions[b]), positions[a].max(positions[b]));
        let row = &rows.rows[rows.items[a].row];
        row[start + 1..end.max(start + 1)]
            .iter()
            .filter(|&&item| matches!(rows.items[item].body, Body::Box(_)))
            .count() as u64
    };
    rows.beside.iter().map(between).sum()
}

/// What an order costs: crossings in all gaps, by weight, and detours.
fn cost(rows: &Rows, positions: &mut [usize]) -> u64 {
    rows.rows.iter().for_each(|row| number(row, positions));
    let mut sum = 0;
    for (gap, stretches) in rows.stretches.iter().enumerate().filter(|(_, stretches)| stretches.len() > 1) {
        let mut ends: Vec<(usize, usize, u64)> = stretches
            .iter()
            .filter(|stretch| stretch.pull != Pull::Nearness)
            .map(|stretch| {
                let weight = if stretch.pull == Pull::Rigid { BOX_WEIGHT } else { 1 };
                (positions[stretch.upper], positions[stretch.lower], weight)
            })
            .collect();
        ends.sort_unstable();
        sum += inversions(&ends, rows.rows[gap].len());
    }
    sum + DETOUR * detours(rows, positions)
}

/// The summed weight of all pairs of stretches of which one begins further left and ends further right.
/// The stretches are sorted; a tree of partial sums counts those that end further right. (Barth, Jünger
/// and Mutzel, "Simple and efficient bilayer cross counting")
fn inversions(ends: &[(usize, usize, u64)], width: usize) -> u64 {
    let mut tree = vec![0_u64; width + 1];
    let mut total = 0;
    let mut sum = 0;
    for &(_, lower, weight) in ends {
        let mut up_to_here = 0;
        let mut at = lower + 1;
        while at > 0 {
            up_to_here += tree[at];
            at &= at - 1;
        }
        sum += weight.max(1) * (total - up_to_here);
        total += weight;
        let mut at = lower + 1;
        while at <= width {
            tree[at] += weight;
            at += at & at.wrapping_neg();
        }
    }
    sum
}
