//! Which step provides the value of a `%`.
//!
//! Every `%` has a slot that travels outwards until a step is found as many levels up as there are `%`.
//! That step then notes the value it started from under the slot's label.

use super::code::{Code, Op};
use crate::jsonata::error::{Error, Res};

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Slots of one step share a label.
    label: u32,
    /// How many levels up the value is to be found.
    level: i32,
}

#[derive(Debug, Default)]
pub(super) struct Slots(Vec<Slot>);

impl Slots {
    pub fn add(&mut self) -> u32 {
        let label = self.0.len() as u32;
        self.0.push(Slot { label, level: 1 });
        label
    }

    /// The label under which the value of a slot is kept.
    pub fn label(&self, slot: u32) -> u32 {
        self.0[slot as usize].label
    }

    fn level(&mut self, slot: u32) -> &mut i32 {
        &mut self.0[slot as usize].level
    }

    /// What a part seeks is sought by the whole.
    pub fn pass_on(&self, whole: &mut Code, part: &Code) {
        let own = match part.op {
            Op::Parent(slot, _) => Some(slot),
            _ => None,
        };
        if own.is_some() || !part.seeking().is_empty() {
            whole.extra_mut().seeking.extend(part.seeking().iter().copied().chain(own));
        }
    }

    /// What a predicate seeks may be the step itself, or what is before it.
    pub fn seek_from_predicate(&mut self, step: &mut Code, predicate: &Code) -> Res<()> {
        if predicate.seeking().is_empty() {
            return Ok(());
        }
        for slot in predicate.seeking().to_vec() {
            match *self.level(slot) {
                1 => self.seek(step, slot)?,
                _ => *self.level(slot) -= 1,
            }
        }
        self.pass_on(step, predicate);
        Ok(())
    }

    /// Looks for what the last step of a path seeks among the steps before it.
    pub fn resolve(&mut self, path: &mut Code) -> Res<()> {
        let Op::Path(inner) = &mut path.op else { return Ok(()) };
        let Some(last) = inner.steps.last() else { return Ok(()) };
        let own = match last.op {
            Op::Parent(slot, _) => Some(slot),
            _ => None,
        };
        let slots: Vec<u32> = last.seeking().iter().copied().chain(own).collect();
        let mut unresolved = Vec::new();
        for slot in slots {
            let mut at = inner.steps.len() as i64 - 2;
            while *self.level(slot) > 0 {
                if at < 0 {
                    unresolved.push(slot);
                    break;
                }
                let mut step = at as usize;
                at -= 1;
                // Of several steps in a row that bind the focus, only the first moves on.
                while at >= 0 && has_focus(&inner.steps[step]) && has_focus(&inner.steps[at as usize]) {
                    step = at as usize;
                    at -= 1;
                }
                self.seek(&mut inner.steps[step], slot)?;
            }
        }
        if !unresolved.is_empty() {
            path.extra_mut().seeking.extend(unresolved);
        }
        Ok(())
    }

    fn seek(&mut self, code: &mut Code, slot: u32) -> Res<()> {
        match &mut code.op {
            Op::Name(_) | Op::Wildcard => {
                *self.level(slot) -= 1;
                if *self.level(slot) == 0 {
                    let extra = code.extra_mut();
                    if let Some(known) = extra.ancestor {
                        self.0[slot as usize].label = self.label(known);
                    }
                    extra.ancestor = Some(slot);
                    code.tuple = true;
                }
            }
            Op::Parent(..) => *self.level(slot) += 1,
            Op::Block(block) => {
                if let Some(last) = block.parts.last_mut() {
                    self.seek(last, slot)?;
                    code.tuple = true;
                }
            }
            Op::Path(path) => {
                for (back, step) in path.steps.iter_mut().rev().enumerate() {
                    if back > 0 && *self.level(slot) <= 0 {
                        break;
                    }
                    self.seek(step, slot)?;
                }
                code.tuple = true;
            }
            _ => return Err(Error::new("S0217").at(code.span)),
        }
        Ok(())
    }
}

fn has_focus(code: &Code) -> bool {
    code.extra.as_ref().is_some_and(|extra| extra.focus.is_some())
}
