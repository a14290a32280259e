//! Which rows there are, and where labels stand.

use super::rank::{Ranks, Sort};
use super::{Link, Sketch};

/// Where a label stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// There is none.
    None,
    /// In a row of its own, on the upright line.
    Row,
    /// Beside its box, on the level line.
    Beside,
}

/// The rows that boxes and labels need. Ranks in which no box begins get none.
#[derive(Debug)]
pub(super) struct Shelves {
    /// The first row of each box.
    pub(super) first: Vec<usize>,
    /// The last row of each box.
    pub(super) last: Vec<usize>,
    /// How many rows there are.
    pub(super) count: usize,
    /// Where the label of each link stands.
    pub(super) tags: Vec<Tag>,
}

/// Decides for every label whether it gets a row or stands beside its box: where several links share a
/// trunk, labels beside their boxes make a comb that is easy to read.
fn tags(sketch: &Sketch, ranks: &Ranks) -> Vec<Tag> {
    let nodes = sketch.shapes.len();
    let (mut rising, mut joining, mut is_long) = (vec![0; nodes], vec![0; nodes], vec![false; nodes]);
    // A side of a box, the right or the left, has room for one.
    let mut taken = vec![[false; 2]; nodes];
    for (index, link) in sketch.links.iter().enumerate() {
        match ranks.sort[index] {
            Sort::Up => rising[link.to] += 1,
            Sort::Down if !ranks.is_happy(link, index) => {
                joining[link.to] += 1;
                is_long[link.to] |= ranks.rank[link.to] > ranks.rank[link.from] + 1;
            }
            Sort::Loop => taken[link.from][0] = true,
            Sort::Down => {}
        }
    }
    let mut tag = |index: usize, link: &Link| {
        let Some(label) = link.label else { return Tag::None };
        let shared = match ranks.sort[index] {
            Sort::Loop => return Tag::Beside,
            Sort::Up => rising[link.to] > 1,
            Sort::Down => joining[link.to] > 1 && is_long[link.to] && !ranks.is_happy(link, index),
        };
        let fits = label.height <= sketch.shapes[link.from].size.height;
        let taken = &mut taken[link.from][usize::from(ranks.sort[index] == Sort::Up)];
        if shared && fits && !std::mem::replace(taken, true) { Tag::Beside } else { Tag::Row }
    };
    sketch.links.iter().enumerate().map(|(index, link)| tag(index, link)).collect()
}

impl Shelves {
    /// The rows for boxes of these ranks that are so many ranks tall.
    pub(super) fn new(sketch: &Sketch, ranks: &Ranks, spans: &[usize]) -> Shelves {
        let tags = tags(sketch, ranks);
        let last_rank = |node: usize| ranks.rank[node] + spans[node] - 1;
        let nodes = 0..sketch.shapes.len();
        let rank_count = nodes.clone().map(|node| last_rank(node) + 1).max().unwrap_or(0);
        // Even places are for boxes, odd ones for the labels below them.
        let mut used = vec![false; 2 * rank_count];
        ranks.rank.iter().for_each(|rank| used[2 * rank] = true);
        for (index, link) in sketch.links.iter().enumerate() {
            match (tags[index], ranks.sort[index]) {
                (Tag::Row, Sort::Down) => used[2 * last_rank(link.from) + 1] = true,
                (Tag::Row, Sort::Up) => used[2 * ranks.rank[link.from] - 1] = true,
                _ => {}
            }
        }
        let mut count = 0;
        let mut number = |used: bool| {
            count += usize::from(used);
            count
        };
        let up_to: Vec<usize> = used.into_iter().map(&mut number).collect();
        let first = ranks.rank.iter().map(|rank| up_to[2 * rank] - 1).collect();
        let last = nodes.map(|node| up_to[2 * last_rank(node)] - 1).collect();
        Shelves { first, last, count, tags }
    }

    /// The row below the box a link leaves and below its label.
    pub(super) fn below_label(&self, index: usize, link: &Link) -> usize {
        self.last[link.from] + 1 + usize::from(self.tags[index] == Tag::Row)
    }
}
