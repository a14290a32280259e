//! Columns.
//!
//! Items that should stand exactly below each other become one column: first the rows of a tall box,
//! then the happy path, then lines that pass, then whatever fits. Columns are pushed to the left as far
//! as their neighbours allow, and then drawn towards what they are joined to.

use super::lists::Lists;
use super::rows::{Body, Pull, Rows};

/// Rounds of drawing columns together; more change nothing that one would see.
const ROUNDS: usize = 4;

/// The x of every item's axis, with so much more space than usual between items.
pub(super) fn place(rows: &Rows, space: i32) -> Vec<i32> {
    let columns = Columns::of(rows, space);
    let (mut x, mut room) = (columns.pack(), Vec::new());
    for _ in 0..ROUNDS {
        let moved_left = columns.draw_together(&mut x, &mut room, true);
        let moved_right = columns.draw_together(&mut x, &mut room, false);
        if !moved_left && !moved_right {
            break;
        }
    }
    columns.of_item.iter().map(|&column| x[column]).collect()
}

/// A line to another column.
#[derive(Clone, Copy)]
struct Tie {
    other: usize,
    /// How far to the right of the other's axis this column should be.
    shift: i32,
    weight: i64,
}

/// Columns and what keeps them apart.
struct Columns {
    of_item: Vec<usize>,
    /// Every column after all that stand to its left.
    order: Vec<usize>,
    /// For each column others to its right, with the least distance.
    right: Lists<(usize, i32)>,
    /// For each column others to its left, with the least distance.
    left: Lists<(usize, i32)>,
    /// For each column the lines to others that are not upright.
    ties: Lists<Tie>,
    /// How far each column reaches to the left of its axis.
    reach: Vec<i32>,
}

impl Columns {
    fn of(rows: &Rows, space: i32) -> Columns {
        let (of_item, count) = number_columns(rows, &upright(rows));
        let mut sides = neighbours(rows, &of_item, space);
        let order = left_to_right(&sides, count);
        sides.extend(behind_labels(rows, &of_item, &order));
        let mut reach = vec![0; count];
        for (item, &column) in rows.items.iter().zip(&of_item) {
            reach[column] = reach[column].max(item.left);
        }
        let ties = rows.stretches.iter().flatten().flat_map(|stretch| {
            let (a, b) = (of_item[stretch.upper], of_item[stretch.lower]);
            let (shift, weight) = (stretch.shift, weight(stretch.pull));
            let ties = [(a, Tie { other: b, shift: -shift, weight }), (b, Tie { other: a, shift, weight })];
            ties.into_iter().filter(move |_| a != b)
        });
        let ties = Lists::new(count, ties);
        let right = Lists::new(count, sides.iter().map(|&(a, b, distance)| (a, (b, distance))));
        let left = Lists::new(count, sides.iter().map(|&(a, b, distance)| (b, (a, distance))));
        Columns { of_item, order, right, left, ties, reach }
    }

    /// Puts every column as far to the left as its neighbours allow.
    fn pack(&self) -> Vec<i32> {
        let mut x = vec![0; self.order.len()];
        for &column in &self.order {
            let bounds = self.left.of(column).iter().map(|&(neighbour, distance)| x[neighbour] + distance);
            x[column] = bounds.max().unwrap_or(0).max(self.reach[column]);
        }
        x
    }

    /// Moves every column towards the middle of what it is joined to, as far as its neighbours allow.
    /// Whether any column moved.
    fn draw_together(&self, x: &mut [i32], ends: &mut Vec<(i32, i64)>, from_the_right: bool) -> bool {
        let mut moved = false;
        let count = self.order.len();
        for step in 0..count {
            let column = self.order[if from_the_right { count - 1 - step } else { step }];
            let Some(wish) = middle(self.ties.of(column), x, ends) else { continue };
            let low = self.left.of(column).iter().map(|&(neighbour, distance)| x[neighbour] + distance).max();
            let high =
                self.right.of(column).iter().map(|&(neighbour, distance)| x[neighbour] - distance).min();
            let target = wish.min(high.unwrap_or(i32::MAX)).max(low.unwrap_or(i32::MIN));
            moved |= target != x[column];
            x[column] = target;
        }
        moved
    }
}

/// The columns that stand side by side in some row, with their least distance.
fn neighbours(rows: &Rows, of_item: &[usize], space: i32) -> Vec<(usize, usize, i32)> {
    let pairs = rows.rows.iter().flat_map(|row| row.windows(2));
    let mut sides: Vec<_> = pairs
        .map(|pair| (of_item[pair[0]], of_item[pair[1]], distance(rows, pair[0], pair[1], space)))
        .collect();
    // Long columns stand side by side in many rows; the largest distance decides.
    sides.sort_unstable_by_key(|&(a, b, distance)| (a, b, -distance));
    sides.dedup_by_key(|&mut (a, b, _)| (a, b));
    sides
}

/// The columns so that each comes after all to its left. Two columns never change sides from one row to
/// another, since upright stretches do not cross; so there is such an order.
fn left_to_right(sides: &[(usize, usize, i32)], count: usize) -> Vec<usize> {
    let right = Lists::new(count, sides.iter().map(|&(a, b, _)| (a, b)));
    let mut waiting_for = vec![0_usize; count];
    sides.iter().for_each(|&(_, b, _)| waiting_for[b] += 1);
    let mut order: Vec<usize> = (0..count).filter(|&column| waiting_for[column] == 0).collect();
    let mut next = 0;
    while let Some(&column) = order.get(next) {
        next += 1;
        for &neighbour in right.of(column) {
            waiting_for[neighbour] -= 1;
            if waiting_for[neighbour] == 0 {
                order.push(neighbour);
            }
        }
    }
    // Should it be otherwise, a wrong place is better than none.
    order.extend((0..count).filter(|&column| waiting_for[column] > 0));
    order
}

/// What keeps a column behind the label from which a line comes, so that the line need not turn back.
/// This respects the order of the columns.
fn behind_labels(rows: &Rows, of_item: &[usize], order: &[usize]) -> Vec<(usize, usize, i32)> {
    let mut place = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, &column)| place[column] = at);
    let shifted = rows.stretches.iter().flatten().filter(|stretch| stretch.shift > 0);
    let sides = shifted.map(|stretch| (of_item[stretch.upper], of_item[stretch.lower], stretch.shift));
    sides.filter(|&(a, b, _)| place[a] < place[b]).collect()
}

/// Where the lines to others would be shortest together: the weighted median.
fn middle(ties: &[Tie], x: &[i32], ends: &mut Vec<(i32, i64)>) -> Option<i32> {
    ends.clear();
    ends.extend(ties.iter().map(|tie| (x[tie.other] + tie.shift, tie.weight)));
    ends.sort_unstable();
    let total: i64 = ends.iter().map(|&(_, weight)| weight).sum();
    let mut sum = 0;
    let is_middle = |&(_, weight): &(i32, i64)| {
        sum += weight;
        2 * sum >= total
    };
    ends.iter().copied().find(is_middle).map(|(x, _)| x)
}

fn weight(pull: Pull) -> i64 {
    match pull {
        Pull::Rigid | Pull::Happy => 8,
        Pull::Line | Pull::Arrival => 4,
        Pull::Departure => 2,
        Pull::Nearness => 1,
    }
}

/// What makes stretches upright, the strongest first.
const PULLS: [Pull; 5] = [Pull::Rigid, Pull::Happy, Pull::Line, Pull::Arrival, Pull::Departure];

/// For every item the one below it in the same column. Stronger stretches choose first; one that would
/// cross a stretch that has been chosen is left out.
fn upright(rows: &Rows) -> Vec<Option<usize>> {
    let mut positions = vec![0; rows.items.len()];
    for row in &rows.rows {
        row.iter().enumerate().for_each(|(position, &item)| positions[item] = position);
    }
    let mut below: Vec<Option<usize>> = vec![None; rows.items.len()];
    let mut has_above = vec![false; rows.items.len()];
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    for stretches in &rows.stretches {
        chosen.clear();
        let wishes = PULLS.iter().flat_map(|pull| stretches.iter().filter(move |wish| wish.pull == *pull));
        for wish in wishes {
            let ends = (positions[wish.upper], positions[wish.lower]);
            let at = chosen.partition_point(|other| *other < ends);
            let crosses = chosen[..at].last().is_some_and(|other| other.1 >= ends.1)
                || chosen.get(at).is_some_and(|other| other.1 <= ends.1);
            if below[wish.upper].is_none() && !has_above[wish.lower] && !crosses {
                below[wish.upper] = Some(wish.lower);
                has_above[wish.lower] = true;
                chosen.insert(at, ends);
            }
        }
    }
    below
}

/// Numbers the columns; returns each item's, and how many there are.
fn number_columns(rows: &Rows, below: &[Option<usize>]) -> (Vec<usize>, usize) {
    let mut column = vec![usize::MAX; rows.items.len()];
    let mut count = 0;
    for &item in rows.rows.iter().flatten() {
        if column[item] == usize::MAX {
            column[item] = count;
            count += 1;
        }
        if let Some(below) = below[item] {
            column[below] = column[item];
        }
    }
    (column, count)
}

/// How far apart the axes of two items that stand side by side have to be.
fn distance(rows: &Rows, left: usize, right: usize, more: i32) -> i32 {
    let (left, right) = (&rows.items[left], &rows.items[right]);
    let space = match (left.body, right.body) {
        (Body::Box(_), Body::Box(_)) => 44,
        (Body::Box(_), _) | (_, Body::Box(_)) => 26,
        (Body::Label(_), _) | (_, Body::Label(_)) => 16,
        (Body::Line, Body::Line) => 18,
    };
    left.right + space + more + right.left
}
