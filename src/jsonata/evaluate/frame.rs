//! Where the values of variables are kept while an expression is evaluated.
//!
//! Frames and their slots lie on a stack. A call or a block takes its frame off again when it ends, unless
//! a function was made in it that may outlive it: then the frame stays to the end of the evaluation. That
//! needs no counting, and functions that hold themselves leak nothing.

use std::rc::Rc;
use std::sync::Arc;

use crate::jsonata::compile::Place;
use crate::jsonata::item::Item;

/// A frame, and with it those around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::jsonata) struct Env(u32);

/// What a step of a path hands on beside its value.
#[derive(Clone, Debug, Default)]
pub(in crate::jsonata) struct Tuple {
    pub item: Item,
    pub bindings: Vec<(Label, Item)>,
}

/// What a value of a tuple is called.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::jsonata) enum Label {
    /// `@$name`, `#$name`
    Name(Arc<str>),
    /// `%`
    Ancestor(u32),
}

impl Tuple {
    pub fn of(item: Item) -> Tuple {
        Tuple { item, bindings: Vec::new() }
    }

    pub fn bind(&mut self, label: Label, item: Item) {
        match self.bindings.iter_mut().find(|(known, _)| *known == label) {
            Some((_, old)) => *old = item,
            None => self.bindings.push((label, item)),
        }
    }

    pub fn get(&self, label: &Label) -> Option<&Item> {
        self.bindings.iter().find(|(known, _)| known == label).map(|(_, item)| item)
    }
}

struct Frame {
    parent: u32,
    /// Its first slot.
    base: u32,
    captured: bool,
    tuple: Option<Rc<Tuple>>,
    /// The names of its slots, where `$eval` may ask for them.
    names: Option<Arc<[Arc<str>]>>,
}

#[derive(Default)]
pub(super) struct Frames {
    frames: Vec<Frame>,
    slots: Vec<Option<Item>>,
}

impl Frames {
    pub const TOP: Env = Env(0);

    fn add(&mut self, parent: Env, slots: usize) -> Env {
        let base = self.slots.len();
        self.frames.push(Frame {
            parent: parent.0,
            base: base as u32,
            captured: false,
            tuple: None,
            names: None,
        });
        self.slots.resize_with(base + slots, || None);
        Env(self.frames.len() as u32 - 1)
    }

    pub fn push(&mut self, parent: Env, slots: usize) -> Env {
        self.add(parent, slots)
    }

    pub fn push_tuple(&mut self, parent: Env, tuple: Rc<Tuple>) -> Env {
        let env = self.add(parent, 0);
        self.frames[env.0 as usize].tuple = Some(tuple);
        env
    }

    pub fn name(&mut self, env: Env, names: Arc<[Arc<str>]>) {
        self.frames[env.0 as usize].names = Some(names);
    }

    /// Ends a frame.
    pub fn pop(&mut self, env: Env) {
        let at = env.0 as usize;
        let frame = &mut self.frames[at];
        if frame.captured {
            return;
        }
        let base = frame.base as usize;
        frame.tuple = None;
        let end = self.frames.get(at + 1).map_or(self.slots.len(), |next| next.base as usize);
        if at + 1 == self.frames.len() {
            self.slots.truncate(base);
            self.frames.truncate(at);
        } else {
            // Something above was captured; at least let go of the values.
            self.slots[base..end].fill(None);
        }
    }

    /// Keeps a frame and those around it to the end.
    pub fn capture(&mut self, env: Env) {
        let mut at = env.0 as usize;
        while !self.frames[at].captured {
            self.frames[at].captured = true;
            at = self.frames[at].parent as usize;
        }
    }

    /// How many frames and slots there are.
    pub fn size(&self) -> usize {
        self.frames.len() + self.slots.len()
    }

    fn up(&self, env: Env, count: u16) -> &Frame {
        let mut frame = &self.frames[env.0 as usize];
        for _ in 0..count {
            frame = &self.frames[frame.parent as usize];
        }
        frame
    }

    pub fn set(&mut self, env: Env, place: Place, item: Item) {
        let at = self.up(env, place.up).base as usize + place.slot as usize;
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Some(item);
        }
    }

    /// The value at a place, if it was set.
    pub fn get(&self, env: Env, place: Place) -> Option<&Item> {
        let at = self.up(env, place.up).base as usize + place.slot as usize;
        self.slots.get(at)?.as_ref()
    }

    pub fn in_tuple(&self, env: Env, place: Place, label: &Label) -> Option<&Item> {
        self.up(env, place.up).tuple.as_ref()?.get(label)
    }

    /// Looks through all frames for a name, as only code from `$eval` must.
    pub fn by_name(&self, env: Env, name: &str) -> Option<&Item> {
        let mut at = env.0 as usize;
        loop {
            let frame = &self.frames[at];
            let slot = frame.names.as_ref().and_then(|names| names.iter().position(|known| &**known == name));
            let slot = slot.and_then(|slot| self.slots.get(frame.base as usize + slot)?.as_ref());
            let in_tuple = || frame.tuple.as_ref()?.get(&Label::Name(name.into()));
            match slot.or_else(in_tuple) {
                Some(item) => return Some(item),
                None if at == 0 => return None,
                None => at = frame.parent as usize,
            }
        }
    }
}
