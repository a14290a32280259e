//! The order of level lines in the gap between two rows.
//!
//! Every level line gets a track of its own, unless those beside it do not reach so far. Which is above
//! which is chosen so that few cross; two lines that would run over each other never do.

/// A level line in a gap, with the upright ends that hang on it. Lines from one box, and lines to one
/// box, are one net: they may touch.
#[derive(Debug, Default)]
pub(super) struct Net {
    /// Where lines come down to it from the row above.
    pub(super) above: Vec<i32>,
    /// Where lines go down from it to the row below.
    pub(super) below: Vec<i32>,
}

/// Upright lines nearer than this look like one.
const TOO_NEAR: i32 = 10;
/// What it costs when two lines run over each other, in crossings.
const OVERLAP: usize = 1000;

impl Net {
    /// From where to where it reaches.
    pub(super) fn span(&self) -> (i32, i32) {
        let ends = || self.above.iter().chain(&self.below).copied();
        (ends().min().unwrap_or(0), ends().max().unwrap_or(0))
    }

    /// What it costs to have this net above another.
    fn cost_above(&self, other: &Net) -> usize {
        let (own, others) = (self.span(), other.span());
        let inside = |x: i32, span: (i32, i32)| span.0 < x && x < span.1;
        let down = self.below.iter().filter(|&&x| inside(x, others)).count();
        let up = other.above.iter().filter(|&&x| inside(x, own)).count();
        let over = |x: &&i32| other.above.iter().any(|above| (**x - above).abs() < TOO_NEAR);
        down + up + OVERLAP * self.below.iter().filter(over).count()
    }

    fn touches(&self, other: &Net) -> bool {
        let (own, others) = (self.span(), other.span());
        own.0 - TOO_NEAR < others.1 && others.0 - TOO_NEAR < own.1
    }
}

/// The nets of a gap on their tracks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tracks {
    /// The track of each net, counted from 0 downwards.
    pub(super) of_net: Vec<usize>,
    /// How many tracks there are.
    pub(super) count: usize,
    /// How many lines run over each other all the same: each would have to be above the other.
    pub(super) overlaps: usize,
}

/// Puts nets on tracks.
pub(super) fn tracks(nets: &[Net]) -> Tracks {
    let (order, cost) = order(nets);
    let mut track = vec![0; nets.len()];
    for (at, &net) in order.iter().enumerate() {
        let above = order[..at].iter().filter(|&&other| nets[other].touches(&nets[net]));
        track[net] = above.map(|&other| track[other] + 1).max().unwrap_or(0);
    }
    let count = track.iter().map(|track| track + 1).max().unwrap_or(0);
    Tracks { of_net: track, count, overlaps: cost / OVERLAP }
}

/// From top to bottom, and what this order costs: each net goes where it costs least among those that
/// are there.
fn order(nets: &[Net]) -> (Vec<usize>, usize) {
    let mut sum = 0;
    let mut by_place: Vec<usize> = (0..nets.len()).collect();
    by_place.sort_unstable_by_key(|&net| (nets[net].span(), net));
    let mut order: Vec<usize> = Vec::with_capacity(nets.len());
    for net in by_place {
        // Beginning with all others above it, move it up past one after the other.
        let mut cost =
            order.iter().map(|&other: &usize| nets[other].cost_above(&nets[net])).sum::<usize>() as i64;
        let (mut best, mut best_at) = (cost, order.len());
        for at in (0..order.len()).rev() {
            let other = &nets[order[at]];
            cost += nets[net].cost_above(other) as i64 - other.cost_above(&nets[net]) as i64;
            if cost < best {
                (best, best_at) = (cost, at);
            }
        }
        order.insert(best_at, net);
        sum += usize::try_from(best).unwrap_or(0);
    }
    (order, sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(above: &[i32], below: &[i32]) -> Net {
        Net { above: above.to_vec(), below: below.to_vec() }
    }

    #[test]
    fn lines_that_do_not_meet_share_a_track() {
        assert_eq!(
            tracks(&[net(&[0], &[50]), net(&[100], &[150])]),
            Tracks { of_net: vec![0, 0], count: 1, overlaps: 0 }
        );
    }

    #[test]
    fn of_two_lines_to_the_right_the_right_one_is_above() {
        assert_eq!(
            tracks(&[net(&[0], &[100]), net(&[50], &[150])]),
            Tracks { of_net: vec![1, 0], count: 2, overlaps: 0 }
        );
    }

    #[test]
    fn of_two_lines_to_the_left_the_left_one_is_above() {
        assert_eq!(
            tracks(&[net(&[150], &[50]), net(&[100], &[0])]),
            Tracks { of_net: vec![1, 0], count: 2, overlaps: 0 }
        );
    }

    #[test]
    fn lines_never_run_over_each_other() {
        // The first comes down at 0, where the second goes down: the second has to be below.
        assert_eq!(
            tracks(&[net(&[0], &[100]), net(&[200], &[0])]),
            Tracks { of_net: vec![0, 1], count: 2, overlaps: 0 }
        );
    }

    #[test]
    fn err_two_lines_that_each_have_to_be_above_the_other_are_counted() {
        assert_eq!(tracks(&[net(&[0], &[100]), net(&[100], &[0])]).overlaps, 1);
    }
}
