//! Many short lists in one piece of memory.

/// A list for each of a number of owners.
#[derive(Debug)]
pub(super) struct Lists<T> {
    /// Where each owner's list begins; one more entry says where the last ends.
    starts: Vec<usize>,
    entries: Vec<T>,
}

impl<T: Copy> Lists<T> {
    /// The lists of `count` owners. Each keeps the order of its entries.
    pub(super) fn new(count: usize, entries: impl Iterator<Item = (usize, T)> + Clone) -> Lists<T> {
        let mut starts = vec![0; count + 2];
        for (owner, _) in entries.clone() {
            starts[owner + 2] += 1;
        }
        for owner in 0..=count {
            starts[owner + 1] += starts[owner];
        }
        // Filling a list moves its start to its end, which is the next one's start.
        let mut sorted: Vec<Option<T>> = vec![None; starts[count + 1]];
        for (owner, entry) in entries {
            sorted[starts[owner + 1]] = Some(entry);
            starts[owner + 1] += 1;
        }
        starts.pop();
        Lists { starts, entries: sorted.into_iter().flatten().collect() }
    }

    /// The list of an owner.
    pub(super) fn of(&self, owner: usize) -> &[T] {
        &self.entries[self.starts[owner]..self.starts[owner + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_the_order_of_their_entries() {
        let lists = Lists::new(3, [(2, 'a'), (0, 'b'), (2, 'c')].into_iter());
        assert_eq!((lists.of(0), lists.of(1), lists.of(2)), (&['b'][..], &[][..], &['a', 'c'][..]));
    }
}
