//! Which box stands above which.

use super::Sketch;

/// What is known of boxes and links before anything has a place.
#[derive(Debug)]
pub(super) struct Ranks {
    /// The rank of each box, counted from 0 downwards.
    pub(super) rank: Vec<usize>,
    /// What each link is.
    pub(super) sort: Vec<Sort>,
    /// The link by which the happy path leaves each box.
    pub(super) happy: Vec<Option<usize>>,
    /// The links that leave each box.
    pub(super) out: Vec<Vec<usize>>,
    /// Where to begin: the start, then boxes that no other leads to.
    pub(super) roots: Vec<usize>,
}

/// How a link runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Downwards.
    Down,
    /// Upwards: it closes a loop.
    Up,
    /// Back to its own box.
    Loop,
}

/// A row of ordinary boxes with the gap below it, in pixels, more or less.
const PITCH: i32 = 84;
/// Lines are cheap, but a container of a thousand states must not fill the layout with them.
const LONGEST_SPAN: usize = 40;

/// How many ranks each box takes: a tall one stands beside several ordinary ones.
pub(super) fn spans(sketch: &Sketch) -> Vec<usize> {
    let span = |height: i32| usize::try_from((height + PITCH / 2) / PITCH).unwrap_or(1);
    sketch.shapes.iter().map(|shape| span(shape.size.height).clamp(1, LONGEST_SPAN)).collect()
}

/// Gives every box a rank below all that lead to it.
pub(super) fn rank(sketch: &Sketch, spans: &[usize]) -> Ranks {
    let out = out_links(sketch);
    let roots = roots(sketch);
    let sort = sorts(sketch, &out, &roots);
    let order = top_down(sketch, &sort, &out);
    let happy = happy_links(sketch, &sort, &out, &order);
    // The start stands above all others, also above those that nothing leads to.
    let least = usize::from(sketch.start.is_some());
    let mut rank = vec![least; sketch.shapes.len()];
    sketch.start.into_iter().for_each(|start| rank[start] = 0);
    for &node in &order {
        for link in down_links(sketch, &sort, &out, node) {
            let below = rank[node] + spans[node];
            rank[link.to] = rank[link.to].max(below);
        }
    }
    for &orphan in roots.iter().filter(|&&root| Some(root) != sketch.start) {
        let below = down_links(sketch, &sort, &out, orphan).map(|link| rank[link.to]).min();
        rank[orphan] = below.map_or(rank[orphan], |below| (below - spans[orphan].min(below)).max(least));
    }
    Ranks { rank, sort, happy, out, roots }
}

fn out_links(sketch: &Sketch) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); sketch.shapes.len()];
    for (index, link) in sketch.links.iter().enumerate() {
        out[link.from].push(index);
    }
    out
}

fn down_links<'a>(
    sketch: &'a Sketch,
    sort: &'a [Sort],
    out: &'a [Vec<usize>],
    node: usize,
) -> impl Iterator<Item = &'a super::Link> {
    out[node].iter().filter(|&&link| sort[link] == Sort::Down).map(|&link| &sketch.links[link])
}

fn roots(sketch: &Sketch) -> Vec<usize> {
    let mut has_parent = vec![false; sketch.shapes.len()];
    for link in sketch.links.iter().filter(|link| link.from != link.to) {
        has_parent[link.to] = true;
    }
    let orphans = (0..sketch.shapes.len()).filter(|&node| !has_parent[node] && Some(node) != sketch.start);
    sketch.start.into_iter().chain(orphans).collect()
}

/// Finds the links that close a loop, by a walk from the start that looks at each box's links in order.
/// Loops that nothing leads to are walked last.
fn sorts(sketch: &Sketch, out: &[Vec<usize>], roots: &[usize]) -> Vec<Sort> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        Open,
        Done,
    }
    let mut sort = vec![Sort::Down; sketch.links.len()];
    let mut seen = vec![Seen::No; sketch.shapes.len()];
    let mut stack: Vec<(usize, usize)> = Vec::new();
    for root in roots.iter().copied().chain(0..sketch.shapes.len()) {
        if seen[root] == Seen::No {
            stack.push((root, 0));
            seen[root] = Seen::Open;
        }
        while let Some((node, next)) = stack.last_mut() {
            let Some(&link) = out[*node].get(*next) else {
                seen[*node] = Seen::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            let (from, to) = (*node, sketch.links[link].to);
            match seen[to] {
                Seen::Open => sort[link] = if to == from { Sort::Loop } else { Sort::Up },
                // The start is never below anything.
                Seen::Done if sketch.start == Some(to) => sort[link] = Sort::Up,
                Seen::Done => {}
                Seen::No => {
                    seen[to] = Seen::Open;
                    stack.push((to, 0));
                }
            }
        }
    }
    sort
}

/// The boxes in an order in which every link down leads to a later one.
fn top_down(sketch: &Sketch, sort: &[Sort], out: &[Vec<usize>]) -> Vec<usize> {
    let mut waiting_for = vec![0_usize; sketch.shapes.len()];
    for (link, sort) in sketch.links.iter().zip(sort) {
        waiting_for[link.to] += usize::from(*sort == Sort::Down);
    }
    let mut order: Vec<usize> = (0..sketch.shapes.len()).filter(|&node| waiting_for[node] == 0).collect();
    let mut next = 0;
    while let Some(&node) = order.get(next) {
        next += 1;
        for link in down_links(sketch, sort, out, node) {
            waiting_for[link.to] -= 1;
            if waiting_for[link.to] == 0 {
                order.push(link.to);
            }
        }
    }
    order
}

/// Picks the link that goes straight down: the first that is no catcher, unless it leads to a Fail or
/// to a short end while another goes on for long. Otherwise a machine that begins with three checks
/// would begin with three steps to the right.
fn happy_links(sketch: &Sketch, sort: &[Sort], out: &[Vec<usize>], order: &[usize]) -> Vec<Option<usize>> {
    let mut depth = vec![1_usize; sketch.shapes.len()];
    for &node in order.iter().rev() {
        let deepest = down_links(sketch, sort, out, node).map(|link| depth[link.to]).max();
        depth[node] += deepest.unwrap_or(0);
    }
    let pick = |links: &Vec<usize>| {
        let forward = |&&link: &&usize| sort[link] == Sort::Down && !sketch.links[link].error;
        let target = |link: usize| sketch.links[link].to;
        let deepest = links.iter().filter(forward).map(|&link| depth[target(link)]).max()?;
        let wanted =
            |link: usize| !sketch.shapes[target(link)].unwanted && 2 * depth[target(link)] >= deepest;
        let mut candidates = links.iter().filter(forward).copied();
        let first = candidates.next()?;
        Some(std::iter::once(first).chain(candidates).find(|&link| wanted(link)).unwrap_or(first))
    };
    out.iter().map(pick).collect()
}

impl Ranks {
    /// Whether the happy path leaves its box by this link.
    pub(super) fn is_happy(&self, link: &super::Link, index: usize) -> bool {
        self.happy[link.from] == Some(index)
    }
}
