//! What happens when, on the virtual clock.
//!
//! Three rules make the order of everything a matter of the definition alone:
//! - what is ready happens in the order it became ready, before the clock moves;
//! - the clock moves to the earliest thing that is due; of those due at one instant, the one scheduled
//!   first goes first;
//! - the clock stands still while an answer is missing, because nobody knows yet when it is due. So it
//!   does not matter in which order answers arrive.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::history::Timestamp;

/// A queue of events to come, of whatever kind.
#[derive(Debug)]
pub(super) struct Scheduler<T> {
    now: Timestamp,
    ready: VecDeque<T>,
    timed: BinaryHeap<Reverse<Timed<T>>>,
    sequence: u64,
}

#[derive(Debug)]
struct Timed<T> {
    due: Timestamp,
    place: Reservation,
    item: T,
}

/// The place in line of things whose time is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reservation {
    sequence: u64,
    /// How many things have taken the place.
    taken: u32,
}

impl<T> Scheduler<T> {
    pub fn new(now: Timestamp) -> Self {
        Scheduler { now, ready: VecDeque::new(), timed: BinaryHeap::new(), sequence: 0 }
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Lets something happen at this instant.
    pub fn push_ready(&mut self, item: T) {
        self.ready.push_back(item);
    }

    /// Lets something happen at a moment to come; a moment that has passed counts as now.
    pub fn push_at(&mut self, due: Timestamp, item: T) {
        let mut place = self.reserve();
        self.push_reserved(due, &mut place, item);
    }

    /// Takes a place in line for what will be scheduled later.
    pub fn reserve(&mut self) -> Reservation {
        self.sequence += 1;
        Reservation { sequence: self.sequence, taken: 0 }
    }

    /// Lets something happen as if it had been scheduled when its place was taken; of several things with
    /// one place, the one scheduled first goes first.
    pub fn push_reserved(&mut self, due: Timestamp, place: &mut Reservation, item: T) {
        self.timed.push(Reverse(Timed { due: due.max(self.now), place: *place, item }));
        place.taken += 1;
    }

    /// What comes next.
    pub fn peek(&self) -> Option<&T> {
        self.ready.front().or_else(|| self.timed.peek().map(|Reverse(timed)| &timed.item))
    }

    /// What is ready at this instant.
    pub fn pop_ready(&mut self) -> Option<T> {
        self.ready.pop_front()
    }

    /// Moves the clock to the next timed thing and takes it.
    pub fn pop_timed(&mut self) -> Option<T> {
        let Reverse(timed) = self.timed.pop()?;
        self.now = timed.due;
        Some(timed.item)
    }

    /// Keeps of what is ready only what `keep` accepts.
    pub fn retain_ready(&mut self, keep: impl FnMut(&T) -> bool) {
        self.ready.retain(keep);
    }
}

impl<T> PartialEq for Timed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T> Eq for Timed<T> {}

impl<T> PartialOrd for Timed<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

// Two waits can end at the same instant. Without the sequence number the heap would pick, and two
// runs of one seed could differ.
impl<T> Ord for Timed<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due, self.place).cmp(&(other.due, other.place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_is_next_and_the_clock_follows() {
        let mut scheduler = Scheduler::new(Timestamp(0));
        scheduler.push_at(Timestamp(20), 'b');
        scheduler.push_at(Timestamp(10), 'a');
        assert_eq!((scheduler.pop_timed(), scheduler.now()), (Some('a'), Timestamp(10)));
        assert_eq!((scheduler.pop_timed(), scheduler.now()), (Some('b'), Timestamp(20)));
    }

    #[test]
    fn at_one_instant_the_first_come_goes_first() {
        let mut scheduler = Scheduler::new(Timestamp(0));
        let mut place = scheduler.reserve();
        scheduler.push_at(Timestamp(5), 'c');
        scheduler.push_reserved(Timestamp(5), &mut place, 'a');
        scheduler.push_reserved(Timestamp(5), &mut place, 'b');
        let order: Vec<_> = std::iter::from_fn(|| scheduler.pop_timed()).collect();
        assert_eq!(order, ['a', 'b', 'c']);
    }

    #[test]
    fn the_clock_never_runs_backwards() {
        let mut scheduler = Scheduler::new(Timestamp(100));
        scheduler.push_at(Timestamp(1), 'a');
        scheduler.pop_timed();
        assert_eq!(scheduler.now(), Timestamp(100));
    }
}
