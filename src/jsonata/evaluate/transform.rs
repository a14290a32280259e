//! `|pattern|update,delete|`: a copy with changes.
//!
//! The reference implementation copies the value and changes the copy in place. Here the copy is made so
//! that each object is a piece of memory of its own; the pattern then finds objects in it, what is to change
//! is noted for each, and at the end the copy is built anew along the changes.

use std::collections::HashMap;
use std::sync::Arc;

use super::frame::Env;
use super::operators::subject;
use super::{Evaluator, Found, Function};
use crate::jsonata::compile::{Op, Transform};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::item::{Item, List, View};
use crate::jsonata::text;
use crate::value::{Members, Object, Value};

/// The objects that were changed, by where they are in memory. It is never walked through, so that its
/// order does not matter.
type Changes = HashMap<usize, Members<Item>>;

impl Evaluator<'_> {
    pub(super) fn transform(&mut self, transform: &Transform, input: Item, env: Env) -> Res<Item> {
        self.enter(2)?;
        let result = self.transformed(transform, input, env)?;
        self.leave(2);
        Ok(result)
    }

    fn transformed(&mut self, transform: &Transform, input: Item, env: Env) -> Res<Item> {
        match input.view().letter() {
            b'm' => return Ok(Item::Undefined),
            b'o' | b'a' => {}
            _ => return Err(Error::new("T0410").at(transform.at).index(1).value(subject(&input))),
        }
        let copy = self.copy_for(transform, input, env)?;
        let matches = match self.evaluate(&transform.pattern, View::Json(&copy), env)? {
            Item::Undefined => return Ok(Item::Json(copy)),
            found => found.into_items(),
        };
        let mut changes = Changes::default();
        for found in &matches {
            let Item::Json(Value::Object(object)) = found else {
                self.check_update(transform, found.view(), env)?;
                self.deleted(transform, found.view(), env)?;
                continue;
            };
            let place = Arc::as_ptr(object) as usize;
            let members = match changes.remove(&place) {
                // Found once more, and changed already.
                Some(members) => {
                    let changed = Item::record(members.clone());
                    self.change(transform, changed.view(), members, env)?
                }
                None => {
                    let members = object.iter().map(|(name, value)| (name.clone(), value.clone().into()));
                    let members = members.collect();
                    self.change(transform, found.view(), members, env)?
                }
            };
            changes.insert(place, members);
        }
        self.rebuild(&copy, &mut changes)
    }

    fn copy_for(&mut self, transform: &Transform, input: Item, env: Env) -> Res<Value> {
        let clone = match &transform.clone.op {
            Op::Variable(variable) => self.find(variable, env),
            _ => None,
        };
        match clone {
            Some(Found::Builtin(builtin)) if builtin.is("clone") => self.deep_copy(input.view()),
            Some(Found::Item(Item::Function(function))) => {
                let copied = match &*function {
                    Function::Builtin(builtin) if builtin.is("clone") => input,
                    _ => self.apply_alone(&function, vec![input])?,
                };
                self.deep_copy(copied.view())
            }
            _ => Err(Error::new("T2013").at(transform.at)),
        }
    }

    /// A copy in which every object is its own, with numbers as `$string` writes them.
    pub fn deep_copy(&mut self, item: View) -> Res<Value> {
        self.charge(1)?;
        if let Some(list) = item.as_list() {
            return self.copy_list(list);
        }
        Ok(match item {
            View::Undefined => Value::Null,
            View::Function(_) => Value::from(""),
            View::Json(Value::Number(number)) => {
                let mut out = String::new();
                text::write_rounded(number, &mut out);
                match number {
                    crate::value::Number::Int(whole) if whole.unsigned_abs() < 1_000_000_000_000_000 => {
                        Value::Number(number.clone())
                    }
                    _ => crate::jsonata::item::number(out.parse().unwrap_or(0.0)),
                }
            }
            View::Json(Value::Object(members)) => {
                let mut copy = Members::with_capacity(members.len());
                for (name, value) in members.iter() {
                    copy.insert(name.clone(), self.deep_copy(View::Json(value))?);
                }
                Value::from(Object::from(copy))
            }
            View::Json(scalar) => scalar.clone(),
            _ => {
                let mut copy = Members::default();
                for (name, member) in item.members() {
                    if !matches!(member, View::Undefined) {
                        copy.insert(name.clone(), self.deep_copy(member)?);
                    }
                }
                Value::from(Object::from(copy))
            }
        })
    }

    fn copy_list(&mut self, list: List) -> Res<Value> {
        let mut copy = Vec::with_capacity(list.len());
        let mut held = Value::Null;
        for at in 0..list.len() {
            copy.push(self.deep_copy(list.view(at, &mut held))?);
        }
        Ok(Value::from(copy))
    }

    fn check_update(&mut self, transform: &Transform, found: View, env: Env) -> Res<Item> {
        let update = self.evaluate(&transform.update, found, env)?;
        match update.view().letter() {
            b'o' | b'm' => Ok(update),
            _ => Err(Error::new("T2011").at(transform.update.span).value(subject(&update))),
        }
    }

    fn change(
        &mut self,
        transform: &Transform,
        found: View,
        members: Members<Item>,
        env: Env,
    ) -> Res<Members<Item>> {
        let mut members = members;
        let update = self.check_update(transform, found, env)?;
        for (name, value) in update.view().members() {
            members.insert(name.clone(), value.to_item());
        }
        let deleted = match update {
            Item::Undefined => self.deleted(transform, found, env)?,
            // The deletion sees the object as it is by now.
            _ if transform.delete.is_none() => return Ok(members),
            _ => self.deleted(transform, Item::record(members.clone()).view(), env)?,
        };
        for name in deleted.iter().filter_map(Item::as_text) {
            members.remove(name);
        }
        Ok(members)
    }

    /// The names that go, which are all strings.
    fn deleted(&mut self, transform: &Transform, found: View, env: Env) -> Res<Vec<Item>> {
        let Some(delete) = &transform.delete else { return Ok(Vec::new()) };
        let deleted = self.evaluate(delete, found, env)?;
        let names = deleted.clone().into_items();
        if names.iter().any(|name| name.as_text().is_none()) {
            return Err(Error::new("T2012").at(delete.span).value(subject(&deleted)));
        }
        Ok(names)
    }

    /// The copy with the changes in it; what has none below it stays as it is.
    fn rebuild(&mut self, value: &Value, changes: &mut Changes) -> Res<Item> {
        Ok(self.rebuilt(View::Json(value), changes)?.unwrap_or_else(|| Item::Json(value.clone())))
    }

    fn rebuilt(&mut self, item: View, changes: &mut Changes) -> Res<Option<Item>> {
        if changes.is_empty() {
            return Ok(None);
        }
        self.charge(1)?;
        if let Some(list) = item.as_list() {
            let mut new: Option<Vec<Item>> = None;
            let mut held = Value::Null;
            for at in 0..list.len() {
                let rebuilt = self.rebuilt(list.view(at, &mut held), changes)?;
                if let Some(item) = rebuilt {
                    new.get_or_insert_with(|| list.to_vec())[at] = item;
                }
            }
            return new.map(Item::array).map(Self::check_nesting).transpose();
        }
        let View::Json(Value::Object(object)) = item else { return Ok(None) };
        let mut changed = changes.remove(&(Arc::as_ptr(object) as usize));
        for (name, value) in object.iter() {
            let stays = match &changed {
                Some(members) => is_same(members.get(name), value),
                None => true,
            };
            if !stays {
                continue;
            }
            if let Some(item) = self.rebuilt(View::Json(value), changes)? {
                let members = changed.get_or_insert_with(|| {
                    object.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect()
                });
                members.insert(name.clone(), item);
            }
        }
        changed.map(Item::record).map(Self::check_nesting).transpose()
    }
}

/// Whether a member still holds the value of the copy.
fn is_same(member: Option<&Item>, value: &Value) -> bool {
    match (member, value) {
        (Some(Item::Json(Value::Array(a))), Value::Array(b)) => Arc::ptr_eq(a, b),
        (Some(Item::Json(Value::Object(a))), Value::Object(b)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}
