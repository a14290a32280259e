//! Names and what they stand for, in the order they came.
//!
//! Objects of a few members are searched one by one, which is faster than any table; larger ones have an
//! index beside their entries. The hash is fixed, so that nothing depends on the machine or the run; names
//! that are chosen to have the same hash find their way into a tree instead.
//!
//! Not `indexmap`: with the hasher of `rustc-hash` it takes, natively, 30 % more time to build objects, 25 % to
//! read JSON, 32 % for a transform, and 12 % over the expressions of `tests/bench/expressions.mjs`.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Up to this many entries are searched one by one.
const FEW: usize = 8;

/// A place of the index that is not taken.
const FREE: u32 = u32::MAX;

/// How far a name may stand from the place of its hash. With at least half of the places free it is never a
/// tenth of this by chance.
const FAR: usize = 512;

/// An ordered map from names to values.
#[derive(Clone, Debug)]
pub struct Members<V> {
    entries: Vec<(Arc<str>, V)>,
    index: Index,
}

/// Positions by name.
#[derive(Clone, Debug, Default)]
enum Index {
    /// There are few entries.
    #[default]
    None,
    /// By hash, with linear probing.
    Hashed(Vec<u32>),
    /// In order, where too many names have hashes that are close to each other.
    Sorted(BTreeMap<Arc<str>, u32>),
}

impl<V> Default for Members<V> {
    fn default() -> Self {
        Members { entries: Vec::new(), index: Index::None }
    }
}

/// What spreads the bits of a name: 2⁶⁴ divided by the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

fn hash(name: &str) -> usize {
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

/// Whether two names are equal. Many are one and the same; most are short, so that a call that compares memory
/// would cost more than the loop.
fn same(a: &str, b: &str) -> bool {
    std::ptr::eq(a, b) || a.len() == b.len() && a.bytes().zip(b.bytes()).all(|(a, b)| a == b)
}

/// Puts an entry into the index, unless it would be too far from the place of its hash.
fn take_place<V>(index: &mut [u32], entries: &[(Arc<str>, V)], at: usize) -> bool {
    let mask = index.len() - 1;
    let first = hash(&entries[at].0);
    let free =
        (0..FAR).map(|distance| (first.wrapping_add(distance)) & mask).find(|place| index[*place] == FREE);
    if let Some(place) = free {
        index[place] = at as u32;
    }
    free.is_some()
}

impl<V> Members<V> {
    /// No members, with room for some.
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Members { entries: Vec::with_capacity(count), index: Index::None }
    }

    /// Members of names that are known to differ from each other.
    #[must_use]
    pub fn from_distinct(entries: Vec<(Arc<str>, V)>) -> Self {
        let mut members = Members { entries, index: Index::None };
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
        let index = match &self.index {
            Index::None => return self.entries.iter().position(|(known, _)| same(known, name)),
            Index::Hashed(index) => index,
            Index::Sorted(positions) => return positions.get(name).map(|at| *at as usize),
        };
        let mask = index.len() - 1;
        let first = hash(name);
        for distance in 0..FAR {
            match index[(first.wrapping_add(distance)) & mask] {
                FREE => return None,
                at if same(&self.entries[at as usize].0, name) => return Some(at as usize),
                _ => {}
            }
        }
        None
    }

    /// What a name stands for.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&V> {
        if let Index::None = self.index {
            return self.entries.iter().find(|(known, _)| same(known, name)).map(|(_, value)| value);
        }
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
            match &mut self.index {
                Index::Hashed(index) if index.len() >= self.entries.len() * 2 => {
                    if !take_place(index, &self.entries, at) {
                        self.sort_index();
                    }
                }
                Index::Sorted(positions) => {
                    positions.insert(self.entries[at].0.clone(), at as u32);
                }
                _ => self.build_index(),
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
            self.index = Index::None;
        }
        Some(value)
    }

    fn build_index(&mut self) {
        let size = (self.entries.len() * 4).next_power_of_two();
        let mut index = match std::mem::take(&mut self.index) {
            Index::Hashed(index) => index,
            _ => Vec::new(),
        };
        index.clear();
        index.resize(size, FREE);
        if (0..self.entries.len()).all(|at| take_place(&mut index, &self.entries, at)) {
            self.index = Index::Hashed(index);
        } else {
            self.sort_index();
        }
    }

    fn sort_index(&mut self) {
        let names = self.entries.iter().zip(0..);
        self.index = Index::Sorted(names.map(|((name, _), at)| (name.clone(), at)).collect());
    }

    /// The members in order.
    #[must_use]
    pub fn entries(&self) -> &[(Arc<str>, V)] {
        &self.entries
    }

    /// The values in order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> {
        self.entries.iter().map(|(_, value)| value)
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

    /// Names of 16 letters that all have one hash: the second half undoes what the first half did.
    fn of_one_hash(count: usize) -> Vec<Arc<str>> {
        let mut names = Vec::new();
        let mut i = 0u64;
        while names.len() < count {
            i += 1;
            // Seven bits in each byte.
            let first = i & 0x7f | (i & 0x3f80) << 1 | (i & 0x1f_c000) << 2 | (i & 0xfe0_0000) << 3;
            let second = (16u64.rotate_left(5) ^ first).wrapping_mul(FACTOR).rotate_left(5);
            if second & 0x8080_8080_8080_8080 == 0 {
                let name = [first.to_be_bytes(), second.to_be_bytes()].concat();
                names.push(String::from_utf8(name).unwrap().into());
            }
        }
        names
    }

    #[test]
    fn names_of_one_hash_are_found_without_trying_all_of_them() {
        let names = of_one_hash(100_000);
        assert!(names.iter().all(|name| hash(name) == hash(&names[0])));
        let mut members: Members<usize> = names.iter().cloned().zip(0..).collect();
        assert!(matches!(members.index, Index::Sorted(_)));
        assert!(names.iter().enumerate().all(|(i, name)| members.get(name) == Some(&i)));
        assert_eq!(members.get("name"), None);
        assert!(!members.insert_new(names[7].clone(), 0));
        members.insert("name".into(), 7);
        assert_eq!((members.get("name"), members.len()), (Some(&7), 100_001));
        let few = Members::from_distinct(names[..100].iter().cloned().zip(0..).collect());
        assert_eq!(few.get(&names[99]), Some(&99));
    }

    #[test]
    fn a_name_that_comes_again_keeps_its_place() {
        let mut members = many(12);
        members.insert("name0".into(), 99);
        assert_eq!(members.entries()[0].1, 99);
        assert_eq!(members.len(), 12);
    }
}
