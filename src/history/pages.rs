//! A list that only grows, page by page: what stands in it is never moved again.
//!
//! A history is written once and may become long. In a `Vec` each doubling copies all of it, and needs the
//! memory of both for a while; that is a tenth of the time of a run of 25,000 events.

use std::fmt;
use std::ops::Index;

/// How many items a page holds. The first one grows up to that, since most histories are short.
const PAGE: usize = 512;

/// A list of items that stay where they are.
#[derive(Clone)]
pub struct Pages<T> {
    /// The pages that have no room left.
    full: Vec<Vec<T>>,
    last: Vec<T>,
    /// How many items there are on all pages.
    len: usize,
}

impl<T> Pages<T> {
    /// Adds an item at the end.
    pub fn push(&mut self, item: T) {
        if self.last.len() == PAGE {
            self.turn();
        }
        self.last.push(item);
        self.len += 1;
    }

    #[cold]
    fn turn(&mut self) {
        let full = std::mem::replace(&mut self.last, Vec::with_capacity(PAGE));
        self.full.push(full);
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The item at a place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&T> {
        match self.full.get(at / PAGE) {
            Some(page) => page.get(at % PAGE),
            None => self.last.get(at - self.full.len() * PAGE),
        }
    }

    /// The first item.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last item.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.last.last()
    }

    /// The items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.full.iter().chain(std::iter::once(&self.last)).flatten()
    }

    /// The items from a place on; none from one past the end on.
    pub fn iter_from(&self, at: usize) -> impl Iterator<Item = &T> {
        let full = self.full.get(at / PAGE..).unwrap_or_default();
        let skipped = (at - at.min(self.full.len() * PAGE)).max(at % PAGE);
        full.iter().chain(std::iter::once(&self.last)).flatten().skip(skipped)
    }
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Pages { full: Vec::new(), last: Vec::new(), len: 0 }
    }
}

impl<T> Index<usize> for Pages<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        match self.full.get(at / PAGE) {
            Some(page) => &page[at % PAGE],
            None => &self.last[at - self.full.len() * PAGE],
        }
    }
}

impl<T> Extend<T> for Pages<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T> FromIterator<T> for Pages<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut pages = Pages::default();
        pages.extend(items);
        pages
    }
}

impl<T> IntoIterator for Pages<T> {
    type Item = T;
    type IntoIter = std::iter::Flatten<std::vec::IntoIter<Vec<T>>>;

    fn into_iter(mut self) -> Self::IntoIter {
        self.full.push(self.last);
        self.full.into_iter().flatten()
    }
}

impl<T: PartialEq> PartialEq for Pages<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<T: fmt::Debug> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_on_every_page() {
        for count in [0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE, 3 * PAGE + 7] {
            let pages: Pages<usize> = (0..count).collect();
            assert_eq!(pages.len(), count);
            assert_eq!(pages.is_empty(), count == 0);
            assert!((0..count).all(|at| pages[at] == at && pages.get(at) == Some(&at)));
            assert_eq!(pages.get(count), None);
            assert_eq!((pages.first(), pages.last().copied()), (pages.get(0), count.checked_sub(1)));
            assert!(pages.iter().copied().eq(0..count));
            assert!(pages.iter().rev().copied().eq((0..count).rev()));
            assert!(pages.into_iter().eq(0..count));
        }
    }

    #[test]
    fn items_from_a_place_on_are_those_after_the_skipped_ones() {
        let count = 2 * PAGE + 3;
        let pages: Pages<usize> = (0..count).collect();
        for at in [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 2, count, count + 1, 9 * PAGE + 1] {
            assert!(pages.iter_from(at).copied().eq(at.min(count)..count), "from {at}");
        }
    }

    #[test]
    fn what_is_added_moves_nothing_on_full_pages() {
        let mut pages: Pages<usize> = (0..=PAGE).collect();
        let first: *const usize = &pages[0];
        pages.extend(0..9 * PAGE);
        assert_eq!(&raw const pages[0], first);
    }
}
