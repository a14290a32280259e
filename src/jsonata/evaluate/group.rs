//! Objects in braces, and grouping by them.

use std::sync::Arc;

use super::Evaluator;
use super::frame::{Env, Tuple};
use super::operators::subject;
use crate::jsonata::compile::{Op, Pairs};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::item::{Item, List, View};
use crate::value::{Members, Value};

/// The items that share a key.
struct Group {
    first: Item,
    /// All of them, as soon as there are several.
    all: Option<Vec<Item>>,
    /// The pair whose key it is.
    pair: usize,
}

impl Group {
    /// Adds an item the way `$append` does: arrays are joined.
    fn add(&mut self, item: Item) {
        if item.is_undefined() {
            return;
        }
        if self.first.is_undefined() && self.all.is_none() {
            self.first = item;
            return;
        }
        let all = self.all.get_or_insert_with(|| std::mem::take(&mut self.first).into_items());
        match item.as_list() {
            Some(_) => all.extend(item.into_items()),
            None => all.push(item),
        }
    }

    fn into_item(self) -> Item {
        match self.all {
            Some(all) => Item::array(all),
            None => self.first,
        }
    }
}

impl Evaluator<'_> {
    /// `{key: value}` for one value, or for the items of an array, by key.
    pub(super) fn group(&mut self, pairs: &Pairs, input: View, env: Env) -> Res<Item> {
        self.enter(1)?;
        let result = self.grouped(pairs, input, env)?;
        self.leave(1);
        Ok(result)
    }

    fn grouped(&mut self, pairs: &Pairs, input: View, env: Env) -> Res<Item> {
        let list = input.as_list().filter(|list| list.len() != 0);
        if list.is_none() {
            let input = if input.as_list().is_some() { View::Undefined } else { input };
            if let Some(object) = self.plain_object(pairs, input, env)? {
                return Ok(object);
            }
            let one = [input.to_item()];
            return self.group_items(pairs, List::Items(&one), env);
        }
        self.group_items(pairs, list.unwrap_or(List::Items(&[])), env)
    }

    /// An object with constant keys for a single value.
    fn plain_object(&mut self, pairs: &Pairs, input: View, env: Env) -> Res<Option<Item>> {
        let mut members = Members::with_capacity(pairs.pairs.len());
        let constant = |op: &Op| matches!(op, Op::Constant(Value::String(_)));
        if !pairs.pairs.iter().all(|(key, _)| constant(&key.op) && key.extra.is_none()) {
            return Ok(None);
        }
        let mut left_out: Vec<&Arc<str>> = Vec::new();
        for (key, code) in &pairs.pairs {
            let Op::Constant(Value::String(name)) = &key.op else { continue };
            let value = self.evaluate(code, input, env)?;
            let new = match value {
                // A member without a value is left out, but its name is taken.
                Item::Undefined => {
                    let new = members.get(name).is_none() && !left_out.contains(&name);
                    left_out.push(name);
                    new
                }
                value => members.insert_new(name.clone(), value) && !left_out.contains(&name),
            };
            if !new {
                return Err(Error::new("D1009").at(pairs.at).value(&**name));
            }
        }
        Self::check_nesting(Item::record(members)).map(Some)
    }

    fn group_items(&mut self, pairs: &Pairs, list: List, env: Env) -> Res<Item> {
        let mut groups: Members<Group> = Members::default();
        let mut held = Value::Null;
        for at in 0..list.len() {
            let item = list.view(at, &mut held);
            for (number, (key, _)) in pairs.pairs.iter().enumerate() {
                let key = self.evaluate(key, item, env)?;
                if let Some(key) = key_text(&key, pairs)? {
                    collect(&mut groups, key, number, item.to_item(), pairs)?;
                }
            }
        }
        let mut members = Members::with_capacity(groups.len());
        for (key, group) in groups.into_entries() {
            let pair = group.pair;
            let context = group.into_item();
            let value = self.evaluate(&pairs.pairs[pair].1, context.view(), env)?;
            if !value.is_undefined() {
                members.insert(key, value);
            }
        }
        Self::check_nesting(Item::record(members))
    }

    /// Groups the tuples of a path. In a value, each binding is that of all tuples of its group.
    pub(super) fn group_tuples(
        &mut self,
        pairs: &Pairs,
        tuples: Vec<std::rc::Rc<Tuple>>,
        env: Env,
    ) -> Res<Item> {
        let mut groups: Members<(Vec<std::rc::Rc<Tuple>>, usize)> = Members::default();
        let tuples = if tuples.is_empty() { vec![std::rc::Rc::default()] } else { tuples };
        for tuple in tuples {
            for (number, (key, _)) in pairs.pairs.iter().enumerate() {
                let inner = self.frames.push_tuple(env, tuple.clone());
                let key = self.evaluate(key, tuple.item.view(), inner)?;
                self.frames.pop(inner);
                let Some(key) = key_text(&key, pairs)? else { continue };
                match groups.get_mut(&key) {
                    Some((all, known)) if *known == number => all.push(tuple.clone()),
                    Some(_) => return Err(Error::new("D1009").at(pairs.at).value(&*key)),
                    None => groups.insert(key, (vec![tuple.clone()], number)),
                }
            }
        }
        let mut members = Members::with_capacity(groups.len());
        for (key, (tuples, pair)) in groups.into_entries() {
            let joined = join(&tuples);
            let inner = self.frames.push_tuple(env, std::rc::Rc::new(joined.clone()));
            let value = self.evaluate(&pairs.pairs[pair].1, joined.item.view(), inner)?;
            self.frames.pop(inner);
            if !value.is_undefined() {
                members.insert(key, value);
            }
        }
        Self::check_nesting(Item::record(members))
    }
}

fn key_text(key: &Item, pairs: &Pairs) -> Res<Option<Arc<str>>> {
    match (key, key.as_text()) {
        (Item::Undefined, _) => Ok(None),
        (_, Some(text)) => Ok(Some(text.clone())),
        _ => Err(Error::new("T1003").at(pairs.at).value(subject(key))),
    }
}

fn collect(groups: &mut Members<Group>, key: Arc<str>, pair: usize, item: Item, pairs: &Pairs) -> Res<()> {
    match groups.get_mut(&key) {
        Some(group) if group.pair == pair => group.add(item),
        Some(_) => return Err(Error::new("D1009").at(pairs.at).value(&*key)),
        None => groups.insert(key, Group { first: item, all: None, pair }),
    }
    Ok(())
}

/// The tuples of a group as one, each of its values joined.
fn join(tuples: &[std::rc::Rc<Tuple>]) -> Tuple {
    let mut groups: Vec<(Option<super::Label>, Group)> = Vec::new();
    for tuple in tuples {
        let all = std::iter::once((None, &tuple.item))
            .chain(tuple.bindings.iter().map(|(label, item)| (Some(label.clone()), item)));
        for (label, item) in all {
            match groups.iter_mut().find(|(known, _)| *known == label) {
                Some((_, group)) => group.add(item.clone()),
                None => groups.push((label, Group { first: item.clone(), all: None, pair: 0 })),
            }
        }
    }
    let mut joined = Tuple::default();
    for (label, group) in groups {
        match label {
            None => joined.item = group.into_item(),
            Some(label) => joined.bind(label, group.into_item()),
        }
    }
    joined
}
