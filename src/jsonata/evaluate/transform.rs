//! `|pattern|update,delete|`: a copy with changes.
//!
//! The reference implementation copies the value and changes the copy in place. Here nothing is changed: the
//! pattern finds objects, what is to change is noted for each by where it is in memory, and at the end the
//! value is built anew along the changes, sharing the rest. That needs each object to be a piece of memory
//! of its own, and that nobody can tell the value from a copy; where this is not so, a copy is made first.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::frame::Env;
use super::operators::subject;
use super::{Evaluator, Found, Function};
use crate::jsonata::compile::{Code, Op, Pairs, Transform};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::item::{Item, List, Record, View};
use crate::jsonata::text;
use crate::value::{Members, Object, Value};

/// The objects that were changed, by where they are in memory. It is never walked through, so that its
/// order does not matter.
type Changes = BTreeMap<usize, Members<Item>>;

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
        let copy = match &input {
            Item::Json(value) if self.is_its_own_copy(transform, value, env)? => value.clone(),
            _ => self.copy_for(transform, input, env)?,
        };
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
                None => self.change(transform, found.view(), members_of(object), env)?,
            };
            changes.insert(place, members);
        }
        self.rebuild(&copy, &mut changes)
    }

    /// Whether a value can stand for its copy.
    fn is_its_own_copy(&mut self, transform: &Transform, value: &Value, env: Env) -> Res<bool> {
        let clones = match &transform.clone.op {
            Op::Variable(variable) => {
                matches!(self.find(variable, env), Some(Found::Builtin(builtin)) if builtin.is("clone"))
            }
            _ => false,
        };
        let within = !brings_others(&transform.pattern) && !brings_others(&transform.update);
        Ok(clones && within && !self.uses_identity && self.is_alone(value, &mut BTreeSet::new())?)
    }

    /// Whether every object in a value is held in one place only, and every number is as `$string` writes it.
    /// What is counted once can be in no other place; the addresses of the others are noted.
    fn is_alone(&mut self, value: &Value, seen: &mut BTreeSet<usize>) -> Res<bool> {
        self.charge(1)?;
        let is_counted_once = match value {
            Value::Null | Value::Bool(_) | Value::String(_) => return Ok(true),
            Value::Number(number) => return Ok(text::is_rounded(number)),
            Value::Array(items) if items.is_empty() => return Ok(true),
            Value::Array(items) => Arc::strong_count(items) == 1,
            Value::Object(members) => Arc::strong_count(members) == 1,
        };
        if !is_counted_once && !value.address().is_some_and(|address| seen.insert(address)) {
            return Ok(false);
        }
        let mut inner = |value: &Value| self.is_alone(value, seen);
        match value {
            Value::Array(items) => all(items.iter(), &mut inner),
            Value::Object(members) => all(members.iter().map(|(_, member)| member), &mut inner),
            _ => Ok(true),
        }
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
        match &update {
            Item::Undefined => {
                for name in self.deleted(transform, found, env)? {
                    members.remove(&name);
                }
                return Ok(members);
            }
            Item::Record(record) => {
                for (name, item) in record.members.entries() {
                    members.insert(name.clone(), item.clone());
                }
            }
            other => {
                for (name, value) in other.view().members() {
                    members.insert(name.clone(), value.to_item());
                }
            }
        }
        if transform.delete.is_none() {
            return Ok(members);
        }
        // The deletion sees the object as it is by now.
        let changed = Rc::new(Record::new(members));
        let deleted = self.deleted(transform, View::Record(&changed), env)?;
        let mut members = Rc::unwrap_or_clone(changed).members;
        for name in deleted {
            members.remove(&name);
        }
        Ok(members)
    }

    /// The names that go, which are all strings.
    fn deleted(&mut self, transform: &Transform, found: View, env: Env) -> Res<Vec<Arc<str>>> {
        let Some(delete) = &transform.delete else { return Ok(Vec::new()) };
        let deleted = self.evaluate(delete, found, env)?;
        let names: Option<Vec<Arc<str>>> = match deleted.as_list() {
            _ if deleted.is_undefined() => Some(Vec::new()),
            Some(list) => (0..list.len()).map(|at| list.get(at).as_text().cloned()).collect(),
            None => deleted.as_text().map(|name| vec![name.clone()]),
        };
        names.ok_or_else(|| Error::new("T2012").at(delete.span).value(subject(&deleted)))
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
            // A scalar has nothing in it, and what the change has replaced is gone.
            let is_scalar = !matches!(value, Value::Array(_) | Value::Object(_));
            if is_scalar || changed.as_ref().is_some_and(|members| !is_same(members.get(name), value)) {
                continue;
            }
            if let Some(item) = self.rebuilt(View::Json(value), changes)? {
                let members = changed.get_or_insert_with(|| members_of(object));
                members.insert(name.clone(), item);
            }
        }
        changed.map(Item::record).map(Self::check_nesting).transpose()
    }
}

fn all<'v>(values: impl Iterator<Item = &'v Value>, holds: &mut dyn FnMut(&Value) -> Res<bool>) -> Res<bool> {
    for value in values {
        if !holds(value)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether code may lead to an object that is not reached from where it is evaluated.
fn brings_others(code: &Code) -> bool {
    let any = |codes: &[Code]| codes.iter().any(brings_others);
    let pairs = |pairs: &Pairs| pairs.pairs.iter().any(|(_, value)| brings_others(value));
    let group = code.extra.as_ref().and_then(|extra| extra.group.as_ref());
    group.is_some_and(pairs)
        || match &code.op {
            Op::Constant(_) | Op::Name(_) | Op::Context | Op::Wildcard | Op::Descendants => false,
            // What they yield is no object.
            Op::Binary(..) | Op::Negation(_) | Op::Regex(_) => false,
            Op::Path(path) => any(&path.steps),
            Op::Array(items) => any(items),
            Op::Object(object) => pairs(object),
            Op::Block(block) => any(&block.parts),
            Op::Condition(cases) => brings_others(&cases.1) || cases.2.as_ref().is_some_and(brings_others),
            Op::Sort(_) => false,
            Op::Call(call) => {
                let is_known = matches!(&call.procedure.op,
                    Op::Variable(variable) if variable.places.is_empty() && variable.builtin.is_some());
                !is_known || any(&call.arguments)
            }
            _ => true,
        }
}

fn members_of(object: &Object) -> Members<Item> {
    let members = object.iter().map(|(name, value)| (name.clone(), Item::Json(value.clone())));
    Members::from_distinct(members.collect())
}

/// Whether a member still holds the value of the copy.
fn is_same(member: Option<&Item>, value: &Value) -> bool {
    match (member, value) {
        (Some(Item::Json(Value::Array(a))), Value::Array(b)) => Arc::ptr_eq(a, b),
        (Some(Item::Json(Value::Object(a))), Value::Object(b)) => Arc::ptr_eq(a, b),
        _ => false,
    }
}
