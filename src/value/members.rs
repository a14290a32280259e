//! Names and what they stand for, in the order they came.
//!
//! Objects of a few members are searched one by one, which is faster than any table; larger ones have an
//! index beside their entries. The hash is fixed, so that nothing depends on the machine or the run.

use std::sync::Arc;

/// Up to this many entries are searched one by one.
const FEW: usize = 8;

/// A place of the index that is not taken.
const FREE: u32 = u32::MAX;

/// An ordered map from names to values.
#[derive(Clone, Debug)]
pub struct Members<V> {
    entries: Vec<(Arc<str>, V)>,
    /// Positions in `entries` by hash, with linear probing; empty while there are few entries.
    index: Vec<u32>,
}

impl<V> Default for Members<V> {
    fn default() -> Self {
        Members { entries: Vec::new(), index: Vec::new() }
    }
}

fn hash(name: &str) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = name.len() as u64;
    let mut chunks = name.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
        state = (state.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    }
    let rest = chunks.remainder().iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
    state = (state.rotate_left(5) ^ rest).wrapping_mul(FACTOR);
    (state ^ (state >> 29)) as usize
}

impl<V> Members<V> {
    /// No members, with room for some.
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Members { entries: Vec::with_capacity(count), index: Vec::new() }
    }

    /// Members of names that are known to differ from each other.
    #[must_use]
    pub fn from_distinct(entries: Vec<(Arc<str>, V)>) -> Self {
        let mut members = Members { entries, index: Vec::new() };
        if members.entries.len() > FEW {
            members.build_index();
        }
        members
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Where a name stands among the others.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().position(|(known, _)| &**known == name);
        }
        let mask = self.index.len() - 1;
        let mut place = hash(name) & mask;
        loop {
            match self.index[place] {
                FREE => return None,
                at if &*self.entries[at as usize].0 == name => return Some(at as usize),
                _ => place = (place + 1) & mask,
            }
        }
    }

    /// What a name stands for.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&V> {
        self.position(name).map(|at| &self.entries[at].1)
    }

    /// What a name stands for, to be changed in place.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        self.position(name).map(|at| &mut self.entries[at].1)
    }

    /// The value at a position, to be changed in place.
    pub fn value_mut(&mut self, position: usize) -> Option<&mut V> {
        self.entries.get_mut(position).map(|(_, value)| value)
    }

    /// Sets a member; a new one goes to the end, an old one keeps its place.
    pub fn insert(&mut self, name: Arc<str>, value: V) {
        match self.position(&name) {
            Some(at) => self.entries[at].1 = value,
            None => self.push(name, value),
        }
    }

    /// Adds a member, unless there is one of that name already: then it says so.
    pub fn insert_new(&mut self, name: Arc<str>, value: V) -> bool {
        let new = self.position(&name).is_none();
        if new {
            self.push(name, value);
        }
        new
    }

    /// Adds a member of a name that is known to be new.
    fn push(&mut self, name: Arc<str>, value: V) {
        let at = self.entries.len();
        self.entries.push((name, value));
        if self.entries.len() > FEW {
            if self.index.len() < self.entries.len() * 2 {
                self.build_index();
            } else {
                self.take_place(at);
            }
        }
    }

    /// Takes a member out; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<V> {
        let at = self.position(name)?;
        let (_, value) = self.entries.remove(at);
        if self.entries.len() > FEW {
            self.build_index();
        } else {
            self.index.clear();
        }
        Some(value)
    }

    fn build_index(&mut self) {
        let size = (self.entries.len() * 4).next_power_of_two();
        self.index.clear();
        self.index.resize(size, FREE);
        for at in 0..self.entries.len() {
            self.take_place(at);
        }
    }

    fn take_place(&mut self, at: usize) {
        let mask = self.index.len() - 1;
        let mut place = hash(&self.entries[at].0) & mask;
        while self.index[place] != FREE {
            place = (place + 1) & mask;
        }
        self.index[place] = at as u32;
    }

    /// The members in order.
    #[must_use]
    pub fn entries(&self) -> &[(Arc<str>, V)] {
        &self.entries
    }

    /// The members in order, to be taken.
    #[must_use]
    pub fn into_entries(self) -> Vec<(Arc<str>, V)> {
        self.entries
    }

    /// The same names with other values.
    pub fn map<W>(self, change: impl FnMut((Arc<str>, V)) -> (Arc<str>, W)) -> Members<W> {
        Members { entries: self.entries.into_iter().map(change).collect(), index: self.index }
    }
}

/// Equal with the same members, in whatever order.
impl<V: PartialEq> PartialEq for Members<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.entries.iter().all(|(name, value)| other.get(name).is_some_and(|theirs| theirs == value))
    }
}

impl<V> FromIterator<(Arc<str>, V)> for Members<V> {
    fn from_iter<T: IntoIterator<Item = (Arc<str>, V)>>(members: T) -> Self {
        let members = members.into_iter();
        let mut all = Members::with_capacity(members.size_hint().0);
        for (name, value) in members {
            all.insert(name, value);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(count: usize) -> Members<usize> {
        (0..count).map(|i| (Arc::from(format!("name{i}")), i)).collect()
    }

    #[test]
    fn few_and_many_are_found() {
        for count in [0, 1, 8, 9, 100, 1000] {
            let members = many(count);
            assert_eq!(members.len(), count);
            assert!((0..count).all(|i| members.get(&format!("name{i}")) == Some(&i)));
            assert_eq!(members.get("name"), None);
        }
    }

    #[test]
    fn a_member_that_goes_leaves_the_others_in_order() {
        let mut members = many(20);
        assert_eq!(members.remove("name3"), Some(3));
        assert_eq!(members.remove("name3"), None);
        assert_eq!(members.get("name19"), Some(&19));
        assert_eq!(members.entries()[3].1, 4);
        for i in 4..20 {
            members.remove(&format!("name{i}"));
        }
        assert_eq!(members.entries().len(), 3);
        assert_eq!(members.get("name2"), Some(&2));
    }

    #[test]
    fn a_name_that_comes_again_keeps_its_place() {
        let mut members = many(12);
        members.insert("name0".into(), 99);
        assert_eq!(members.entries()[0].1, 99);
        assert_eq!(members.len(), 12);
    }
}
