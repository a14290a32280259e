//! The branches of an execution, found by their numbers at once.

use super::branch::{Branch, BranchId};

/// Every branch that waits for something, and those that were stopped; the one at work is taken out.
///
/// Numbers count up and are never given again, so one that is gone is not taken for another.
#[derive(Default)]
pub(super) struct Branches {
    places: Vec<Option<Box<Branch>>>,
}

impl Branches {
    /// The number of the branch that is added next.
    pub fn next_id(&self) -> BranchId {
        BranchId(u32::try_from(self.places.len()).unwrap_or(u32::MAX))
    }

    /// Adds a branch, which has the next number.
    pub fn add(&mut self, branch: Box<Branch>) {
        self.places.push(Some(branch));
    }

    pub fn get(&self, id: BranchId) -> Option<&Branch> {
        self.places.get(id.0 as usize)?.as_deref()
    }

    pub fn get_mut(&mut self, id: BranchId) -> Option<&mut Branch> {
        self.places.get_mut(id.0 as usize)?.as_deref_mut()
    }

    /// Takes a branch out, for good or to do something to it.
    pub fn take(&mut self, id: BranchId) -> Option<Box<Branch>> {
        self.places.get_mut(id.0 as usize)?.take()
    }

    /// Puts back a branch that was taken out.
    pub fn put_back(&mut self, branch: Box<Branch>) {
        let place = branch.id.0 as usize;
        self.places[place] = Some(branch);
    }
}
