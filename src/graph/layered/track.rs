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

/// The track of each net, counted from 0 downwards, and how many tracks there are.
pub(super) fn tracks(nets: &[Net]) -> (Vec<usize>, usize) {
    let order = order(nets);
    let mut track = vec![0; nets.len()];
    for (at, &net) in order.iter().enumerate() {
        let above = order[..at].iter().filter(|&&other| nets[other].touches(&nets[net]));
        track[net] = above.map(|&other| track[other] + 1).max().unwrap_or(0);
    }
    let count = track.iter().map(|track| track + 1).max().unwrap_or(0);
    (track, count)
}

/// From top to bottom: each net goes where it costs least among those that are there.
fn order(nets: &[Net]) -> Vec<usize> {
    let mut by_place: Vec<usize> = (0..nets.len()).collect();
    by_place.sort_by_key(|&net| nets[net].span());
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
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(above: &[i32], below: &[i32]) -> Net {
        Net { above: above.to_vec(), below: below.to_vec() }
    }

    #[test]
    fn lines_that_do_not_meet_share_a_track() {
        assert_eq!(tracks(&[net(&[0], &[50]), net(&[100], &[150])]), (vec![0, 0], 1));
    }

    #[test]
    fn of_two_lines_to_the_right_the_right_one_is_above() {
        assert_eq!(tracks(&[net(&[0], &[100]), net(&[50], &[150])]), (vec![1, 0], 2));
    }

    #[test]
    fn of_two_lines_to_the_left_the_left_one_is_above() {
        assert_eq!(tracks(&[net(&[150], &[50]), net(&[100], &[0])]), (vec![1, 0], 2));
    }

    #[test]
    fn lines_never_run_over_each_other() {
        // The first comes down at 0, where the second goes down: the second has to be below.
        assert_eq!(tracks(&[net(&[0], &[100]), net(&[200], &[0])]), (vec![0, 1], 2));
    }
}
