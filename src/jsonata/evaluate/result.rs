//! What an expression built, as JSON.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Evaluator;
use crate::jsonata::error::{Error, Res};
use crate::jsonata::item::{Array, Item, Items, List, Record};
use crate::value::{Number, Object, Value};

/// How deep a result may be nested, the values that were passed on included.
const MAX_DEPTH: usize = 512;

/// The values of arrays and objects that are held in several places, by their addresses; the item keeps the
/// address from being another's. Without this, thirty objects that hold each other twice would be a billion.
type Shared = BTreeMap<usize, (Item, Value)>;

impl Evaluator<'_> {
    /// An item as JSON; nothing for undefined. As with `JSON.stringify`, functions and undefined values are
    /// left out of objects and null in arrays.
    pub fn value_of(&mut self, item: Item) -> Res<Option<Value>> {
        self.convert(item, &mut Shared::new())
    }

    fn convert(&mut self, item: Item, shared: &mut Shared) -> Res<Option<Value>> {
        let place = match &item {
            Item::Array(array) if Rc::strong_count(array) > 1 => Rc::as_ptr(array) as usize,
            Item::Record(record) if Rc::strong_count(record) > 1 => Rc::as_ptr(record) as usize,
            _ => return self.convert_anew(item, shared),
        };
        if let Some((_, value)) = shared.get(&place) {
            return Ok(Some(value.clone()));
        }
        let value = self.convert_anew(item.clone(), shared)?;
        if let Some(value) = &value {
            shared.insert(place, (item, value.clone()));
        }
        Ok(value)
    }

    fn convert_anew(&mut self, item: Item, shared: &mut Shared) -> Res<Option<Value>> {
        Ok(match item {
            Item::Undefined | Item::Function(_) => None,
            Item::Json(value) => Some(value),
            Item::Array(array) => Some(self.array_to_value(array, shared)?),
            Item::Record(record) => {
                let members = match Rc::try_unwrap(record) {
                    Ok(Record { members, .. }) => members,
                    Err(held) => held.members.clone(),
                };
                self.charge(members.len())?;
                let leaves_out = |item: &Item| matches!(item, Item::Undefined | Item::Function(_));
                if members.entries().iter().any(|(_, item)| leaves_out(item)) {
                    let kept = members.into_entries().into_iter().filter(|(_, item)| !leaves_out(item));
                    let kept =
                        kept.map(|(name, item)| Ok((name, self.convert(item, shared)?.unwrap_or_default())));
                    return Ok(Some(Value::from(kept.collect::<Res<Object>>()?)));
                }
                let mut failed = None;
                let members = members.map(|(name, item)| {
                    let value = match item {
                        Item::Json(value) => value,
                        item => self
                            .convert(item, shared)
                            .unwrap_or_else(|error| {
                                failed.get_or_insert(error);
                                None
                            })
                            .unwrap_or_default(),
                    };
                    (name, value)
                });
                match failed {
                    Some(error) => return Err(error),
                    None => Some(Value::from(Object::from(members))),
                }
            }
        })
    }

    fn array_to_value(&mut self, array: Rc<Array>, shared: &mut Shared) -> Res<Value> {
        let items = match Rc::try_unwrap(array) {
            Ok(Array { items, .. }) => items,
            Err(held) => held.items.clone(),
        };
        let items = match items {
            Items::List(items) => items,
            Items::Range { first, length } => {
                self.check_length(length as usize)?;
                List::Range { first, length }.to_vec()
            }
        };
        self.charge(items.len())?;
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            values.push(match item {
                Item::Json(value) => value,
                item => self.convert(item, shared)?.unwrap_or_default(),
            });
        }
        Ok(Value::from(values))
    }

    /// Checks that a result is JSON that anybody can read: not too large, not too deep, no infinities.
    pub fn check_result(&self, value: &Value) -> Res<()> {
        let mut left = self.budget.result;
        check(value, 0, &mut left).map_err(|error| match error.code {
            "U1004" => error.value(self.budget.result as i64),
            _ => error,
        })
    }
}

fn check(value: &Value, depth: usize, left: &mut u64) -> Res<()> {
    if depth > MAX_DEPTH {
        return Err(Error::new("U1001"));
    }
    let size = match value {
        Value::Null | Value::Bool(_) => 4,
        Value::Number(Number::Double(x)) if !x.is_finite() => {
            return Err(Error::new("D1001").value(value.clone()));
        }
        Value::Number(_) => 4,
        Value::String(text) => text.len() as u64 + 2,
        Value::Array(items) => {
            items.iter().try_for_each(|item| check(item, depth + 1, left))?;
            items.len() as u64 + 2
        }
        Value::Object(members) => {
            let mut size = 2;
            for (name, member) in members.iter() {
                check(member, depth + 1, left)?;
                size += name.len() as u64 + 4;
            }
            size
        }
    };
    *left = left.checked_sub(size).ok_or_else(|| Error::new("U1004"))?;
    Ok(())
}
