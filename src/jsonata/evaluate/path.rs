//! Paths: step by step, from each value to what it leads to, in one flat sequence.

use std::rc::Rc;

use super::Evaluator;
use super::frame::Env;
use super::sort::sorted_by_terms;
use crate::jsonata::compile::{Code, Op, Path, Stage};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::item::{Array, Item, Items, List, Marks, View};
use crate::value::Value;

/// The values a step starts from.
pub(super) enum Source<'a> {
    One(View<'a>),
    List(List<'a>),
    Values(Vec<&'a Value>),
    Items(Vec<Item>),
    /// The items of an array.
    Shared(Item),
}

/// What a step led to.
enum Reached {
    Items(Vec<Item>),
    /// A single array, not yet flattened.
    Array(Item),
}

/// What names alone led to.
enum Walked<'a> {
    Nothing,
    One(&'a Value),
    Many(Vec<&'a Value>),
}

impl Source<'_> {
    pub fn len(&self) -> usize {
        match self {
            Source::One(_) => 1,
            Source::List(list) => list.len(),
            Source::Values(values) => values.len(),
            Source::Items(items) => items.len(),
            Source::Shared(item) => item.as_list().map_or(0, List::len),
        }
    }

    pub fn view<'s>(&'s self, at: usize, held: &'s mut Value) -> View<'s> {
        match self {
            Source::One(view) => *view,
            Source::List(list) => list.view(at, held),
            Source::Values(values) => View::Json(values[at]),
            Source::Items(items) => items[at].view(),
            Source::Shared(item) => item.as_list().map_or(View::Undefined, |list| list.view(at, held)),
        }
    }

    pub fn to_items(&self) -> Vec<Item> {
        let mut held = Value::Null;
        (0..self.len()).map(|at| self.view(at, &mut held).to_item()).collect()
    }
}

/// A name and nothing else, which needs no evaluation.
pub(super) fn plain_name(step: &Code) -> Option<&str> {
    match &step.op {
        Op::Name(name) if step.extra.is_none() && !step.tuple && !step.keep_array => Some(name),
        _ => None,
    }
}

impl Evaluator<'_> {
    pub(super) fn path(&mut self, code: &Code, path: &Path, input: View, env: Env) -> Res<Item> {
        // Most paths are one name in an object.
        if let ([step], View::Json(Value::Object(members))) = (&path.steps[..], input)
            && let Some(name) = plain_name(step)
            && code.extra.is_none()
            && self.recorder.is_none()
        {
            let found = members.get(name).map_or(Walked::Nothing, Walked::One);
            return Ok(finish_walk(found, path.keep_single));
        }
        self.enter(2)?;
        let result = self.long_path(code, path, input, env)?;
        self.leave(2);
        Ok(result)
    }

    fn long_path(&mut self, code: &Code, path: &Path, input: View, env: Env) -> Res<Item> {
        let group = code.extra.as_ref().and_then(|extra| extra.group.as_ref());
        let absolute =
            matches!(path.steps.first().map(|step| &step.op), Some(Op::Context | Op::Root | Op::Variable(_)));
        let held;
        let mut source = match input.as_list() {
            Some(list) if !absolute => Source::List(list),
            _ => Source::One(input),
        };
        let mut from = 0;
        if absolute && path.steps.len() > 1 && self.recorder.is_none() && is_plain(&path.steps[0]) {
            // `$.a.b` and `$x.a.b`: go on from the value as if it were the input.
            held = self.evaluate(&path.steps[0], input, env)?;
            source = match held.as_list() {
                Some(_) if is_constructed(&held) => Source::One(held.view()),
                Some(list) => Source::List(list),
                None if held.is_undefined() => Source::Items(Vec::new()),
                None => Source::One(held.view()),
            };
            from = 1;
        }
        let names = path.steps[from..].iter().take_while(|step| plain_name(step).is_some()).count();
        if names > 0 && self.recorder.is_none() {
            let last = from + names == path.steps.len();
            let start = match &source {
                Source::One(View::Json(value)) => Some(Walked::One(value)),
                Source::List(List::Json(values)) => Some(Walked::Many(values.iter().collect())),
                _ => None,
            };
            if let Some(start) = start {
                let walked = self.walk(start, &path.steps[from..from + names], last)?;
                if last && group.is_none() {
                    return Ok(finish_walk(walked, path.keep_single));
                }
                source = match walked {
                    Walked::Nothing => Source::Items(Vec::new()),
                    Walked::One(Value::Array(values)) => Source::List(List::Json(values)),
                    Walked::One(value) => Source::One(View::Json(value)),
                    Walked::Many(values) => Source::Values(values),
                };
                from += names;
            }
        }
        self.steps(code, path, from, source, input, env)
    }

    /// The steps from one on, each evaluated for every value of the one before.
    fn steps(
        &mut self,
        code: &Code,
        path: &Path,
        from: usize,
        source: Source,
        input: View,
        env: Env,
    ) -> Res<Item> {
        let group = code.extra.as_ref().and_then(|extra| extra.group.as_ref());
        let mut source = source;
        let mut whole = None;
        let mut emptied = source.len() == 0 && from > 0;
        for (at, step) in path.steps.iter().enumerate().skip(from) {
            if emptied {
                break;
            }
            let last = at + 1 == path.steps.len();
            if at == 0 && step.constructed && matches!(step.op, Op::Array(_)) {
                // Brackets at the start of a path see the whole input.
                let array = match input.as_list() {
                    Some(_) => self.evaluate(step, input, env)?,
                    None => {
                        let one = Item::sequence(vec![input.to_item()]);
                        self.evaluate(step, one.view(), env)?
                    }
                };
                emptied = array.as_list().is_none_or(|list| list.len() == 0);
                if step.tuple {
                    return self.tuple_path(code, path, at + 1, Source::Shared(array), env);
                }
                if last || emptied {
                    whole = Some(array);
                    break;
                }
                source = Source::Shared(array);
                continue;
            }
            if step.tuple {
                return self.tuple_path(code, path, at, source, env);
            }
            let reached = match self.step(step, &source, last, env)? {
                Reached::Array(array) if last => {
                    whole = Some(array);
                    break;
                }
                Reached::Array(array) => Source::Shared(array),
                Reached::Items(items) => Source::Items(items),
            };
            emptied = reached.len() == 0;
            if emptied && let Some(recorder) = &mut self.recorder {
                recorder.dead_end(step.span, &source.to_items());
            }
            source = reached;
        }
        let result = match whole {
            Some(array) => keep_whole(array, path.keep_single),
            None => as_sequence(source, path.keep_single),
        };
        match group {
            Some(group) => self.group(group, result.view(), env),
            None => Ok(result),
        }
    }

    /// Evaluates a step for every value, and flattens what arrays it leads to.
    fn step(&mut self, step: &Code, source: &Source, last: bool, env: Env) -> Res<Reached> {
        if let Op::Sort(terms) = &step.op {
            let sorted = self.sort_step(step, terms, source, env)?;
            return self.sort_stages(step, sorted, env);
        }
        let mut out = Vec::new();
        let mut first: Option<Item> = None;
        let mut count = 0;
        let mut held = Value::Null;
        for at in 0..source.len() {
            let mut result = self.evaluate(step, source.view(at, &mut held), env)?;
            for stage in step.stages() {
                if let Stage::Filter(filter) = stage {
                    result = self.filter(filter, result, env)?;
                }
            }
            if result.is_undefined() {
                continue;
            }
            count += 1;
            if count == 1 && result.as_list().is_some() {
                first = Some(result);
                continue;
            }
            if let Some(first) = first.take() {
                self.flatten(first, &mut out)?;
            }
            self.flatten(result, &mut out)?;
        }
        match first {
            Some(array) if last && !array.view().is_sequence() => Ok(Reached::Array(array)),
            Some(array) if is_constructed(&array) => Ok(Reached::Items(vec![array])),
            Some(array) => Ok(match array {
                // Flattened it would be the same.
                Item::Array(array) if last => Reached::Items(Item::Array(array).into_items()),
                array => Reached::Array(array),
            }),
            None => Ok(Reached::Items(out)),
        }
    }

    fn flatten(&mut self, item: Item, out: &mut Vec<Item>) -> Res<()> {
        match &item {
            Item::Array(array) if array.marks.constructed => out.push(item),
            Item::Array(_) | Item::Json(Value::Array(_)) => {
                let items = item.into_items();
                self.charge(items.len())?;
                out.extend(items);
            }
            _ => out.push(item),
        }
        self.check_length(out.len())
    }

    fn sort_step(
        &mut self,
        step: &Code,
        terms: &[crate::jsonata::compile::SortTerm],
        source: &Source,
        env: Env,
    ) -> Res<Item> {
        if source.len() <= 1 {
            return Ok(Item::sequence(source.to_items()));
        }
        let items = source.to_items();
        let order = sorted_by_terms(self, terms, items.len(), step.at, |engine, at, code| {
            engine.evaluate(code, items[at].view(), env)
        })?;
        Ok(Item::array(order.into_iter().map(|at| items[at].clone()).collect()))
    }

    fn sort_stages(&mut self, step: &Code, sorted: Item, env: Env) -> Res<Reached> {
        let mut sorted = sorted;
        for stage in step.stages() {
            if let Stage::Filter(filter) = stage {
                sorted = self.filter(filter, sorted, env)?;
            }
        }
        Ok(match sorted.view().is_sequence() {
            true => Reached::Items(sorted.into_items()),
            false => Reached::Array(sorted),
        })
    }

    /// What a predicate in brackets lets through: a number picks by position, anything else by its truth.
    pub(super) fn filter(&mut self, predicate: &Code, input: Item, env: Env) -> Res<Item> {
        let one;
        let list = match input.as_list() {
            Some(list) => list,
            None => {
                one = [input.clone()];
                List::Items(&one)
            }
        };
        if let Op::Constant(Value::Number(number)) = &predicate.op {
            let Some(at) = position(number.as_f64(), list.len()) else { return Ok(Item::sequence(vec![])) };
            let item = list.get(at);
            return Ok(match item.as_list() {
                _ if item.is_undefined() => Item::sequence(vec![]),
                Some(_) => item,
                None => Item::sequence(vec![item]),
            });
        }
        let mut out = Vec::new();
        let mut held = Value::Null;
        for at in 0..list.len() {
            let item = list.view(at, &mut held);
            let result = self.evaluate(predicate, item, env)?;
            for _ in 0..self.passes(&result, at, list.len())? {
                out.push(item.to_item());
            }
            self.check_length(out.len())?;
        }
        Ok(Item::sequence(out))
    }

    /// How many times the result of a predicate lets the item at a position through.
    pub(super) fn passes(&mut self, result: &Item, at: usize, length: usize) -> Res<usize> {
        if let Item::Json(Value::Bool(truth)) = result {
            return Ok(usize::from(*truth));
        }
        let numeric = |item: View| match item {
            View::Json(Value::Number(number)) if number.as_f64().is_infinite() => {
                Err(Error::new("D1001").value(Value::Number(number.clone())))
            }
            View::Json(Value::Number(number)) if !number.as_f64().is_nan() => Ok(Some(number.as_f64())),
            _ => Ok(None),
        };
        if let Some(x) = numeric(result.view())? {
            return Ok(usize::from(position(x, length) == Some(at)));
        }
        if let Some(list) = result.as_list() {
            self.charge(list.len())?;
            let mut held = Value::Null;
            let mut hits = Some(0);
            for index in 0..list.len() {
                hits = match (hits, numeric(list.view(index, &mut held))?) {
                    (Some(hits), Some(x)) => Some(hits + usize::from(position(x, length) == Some(at))),
                    _ => None,
                };
            }
            if let Some(hits) = hits {
                return Ok(hits);
            }
        }
        Ok(usize::from(self.truth(result.view())?))
    }

    /// The member of an object; of an array, those of all its items.
    pub fn name_step(&mut self, name: &str, input: View) -> Res<Item> {
        match input.as_list() {
            None => Ok(input.member(name).to_item()),
            Some(list) => {
                let mut out = Vec::new();
                self.lookup(name, list, &mut out)?;
                Ok(Item::sequence(out))
            }
        }
    }

    fn lookup(&mut self, name: &str, list: List, out: &mut Vec<Item>) -> Res<()> {
        self.charge(list.len())?;
        let mut held = Value::Null;
        for at in 0..list.len() {
            let item = list.view(at, &mut held);
            if let Some(inner) = item.as_list() {
                self.lookup(name, inner, out)?;
                continue;
            }
            let member = item.member(name);
            match member.as_list() {
                Some(items) => out.extend(items.to_vec()),
                None if matches!(member, View::Undefined) => {}
                None => out.push(member.to_item()),
            }
            self.check_length(out.len())?;
        }
        Ok(())
    }

    /// Follows names through JSON, touching no counter on the way.
    fn walk<'a>(&mut self, start: Walked<'a>, names: &[Code], to_end: bool) -> Res<Walked<'a>> {
        let mut walked = start;
        for (at, step) in names.iter().enumerate() {
            let Some(name) = plain_name(step) else { break };
            let last = to_end && at + 1 == names.len();
            walked = match walked {
                Walked::Nothing => return Ok(Walked::Nothing),
                Walked::One(Value::Object(members)) => {
                    self.charge(1)?;
                    match members.get(name) {
                        Some(Value::Array(items)) if !last && at + 1 < names.len() => {
                            Walked::Many(items.iter().collect())
                        }
                        Some(value) => Walked::One(value),
                        None => Walked::Nothing,
                    }
                }
                Walked::One(_) => Walked::Nothing,
                Walked::Many(values) => self.walk_many(name, &values, last)?,
            };
        }
        Ok(walked)
    }

    fn walk_many<'a>(&mut self, name: &str, values: &[&'a Value], last: bool) -> Res<Walked<'a>> {
        self.charge(values.len())?;
        let mut out: Vec<&'a Value> = Vec::with_capacity(values.len());
        let mut results = 0;
        let mut array = None;
        for value in values {
            let member = match value {
                Value::Object(members) => members.get(name),
                Value::Array(items) => {
                    let mut inner = Vec::new();
                    self.look_into(name, items, &mut inner)?;
                    if inner.len() != 1 {
                        results += usize::from(!inner.is_empty()) * 2;
                        out.extend(inner);
                        continue;
                    }
                    inner.first().copied()
                }
                _ => None,
            };
            match member {
                None => continue,
                Some(member @ Value::Array(items)) => {
                    array = Some(member);
                    out.extend(items.iter());
                }
                Some(member) => out.push(member),
            }
            results += 1;
            self.check_length(out.len())?;
        }
        Ok(match (out.len(), array) {
            (_, Some(array)) if last && results == 1 => Walked::One(array),
            (0, _) => Walked::Nothing,
            (1, _) if !matches!(out[0], Value::Array(_)) => Walked::One(out[0]),
            _ => Walked::Many(out),
        })
    }

    /// [`Evaluator::lookup`] without taking the items.
    fn look_into<'a>(&mut self, name: &str, items: &'a [Value], out: &mut Vec<&'a Value>) -> Res<()> {
        self.charge(items.len())?;
        for item in items {
            match item {
                Value::Object(members) => match members.get(name) {
                    Some(Value::Array(items)) => out.extend(items.iter()),
                    Some(value) => out.push(value),
                    None => {}
                },
                Value::Array(inner) => self.look_into(name, inner, out)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// `*`: the values of all members, arrays flattened.
    pub(super) fn wildcard(&mut self, input: View) -> Res<Item> {
        let inner;
        let input = match input {
            View::Array(array) if array.marks.outer => {
                inner = array.list().get(0);
                inner.view()
            }
            other => other,
        };
        let mut out = Vec::new();
        let mut arrays = false;
        let mut add = |engine: &mut Self, item: View| match item.as_list() {
            Some(list) => {
                arrays = true;
                engine.flatten_all(list, &mut out)
            }
            None => {
                out.push(item.to_item());
                Ok(())
            }
        };
        match input.as_list() {
            Some(list) => {
                self.charge(list.len())?;
                let mut held = Value::Null;
                for at in 0..list.len() {
                    add(self, list.view(at, &mut held))?;
                }
            }
            None => {
                for (_, member) in input.members() {
                    add(self, member)?;
                }
            }
        }
        // With an array among them the values are an array of their own, as in the reference implementation.
        Ok(if arrays { Item::array(out) } else { Item::sequence(out) })
    }

    fn flatten_all(&mut self, list: List, out: &mut Vec<Item>) -> Res<()> {
        self.charge(list.len())?;
        let mut held = Value::Null;
        for at in 0..list.len() {
            let item = list.view(at, &mut held);
            match item.as_list() {
                Some(inner) => self.flatten_all(inner, out)?,
                None => out.push(item.to_item()),
            }
        }
        self.check_length(out.len())
    }

    /// `**`: a value and everything in it, arrays flattened.
    pub(super) fn descendants(&mut self, input: View) -> Res<Item> {
        if matches!(input, View::Undefined) {
            return Ok(Item::Undefined);
        }
        let mut out = Vec::new();
        self.descend(input, &mut out)?;
        Ok(if out.len() == 1 { out.remove(0) } else { Item::sequence(out) })
    }

    fn descend(&mut self, item: View, out: &mut Vec<Item>) -> Res<()> {
        self.charge(1)?;
        if let Some(list) = item.as_list() {
            let mut held = Value::Null;
            for at in 0..list.len() {
                self.descend(list.view(at, &mut held), out)?;
            }
            return Ok(());
        }
        out.push(item.to_item());
        self.check_length(out.len())?;
        for (_, member) in item.members() {
            self.descend(member, out)?;
        }
        Ok(())
    }
}

fn is_constructed(item: &Item) -> bool {
    matches!(item, Item::Array(array) if array.marks.constructed)
}

fn is_plain(step: &Code) -> bool {
    step.extra.is_none() && !step.tuple && !step.keep_array
}

/// Where a number in brackets points: rounded down, and from the end if negative.
pub(super) fn position(x: f64, length: usize) -> Option<usize> {
    let at = x.floor();
    let at = if at < 0.0 { length as f64 + at } else { at };
    (at >= 0.0 && at < length as f64).then_some(at as usize)
}

fn kept(keep_single: bool) -> Marks {
    Marks { sequence: true, keep_single, ..Marks::default() }
}

fn finish_walk(walked: Walked, keep_single: bool) -> Item {
    match walked {
        Walked::Nothing => Item::Undefined,
        Walked::One(value) if keep_single && !matches!(value, Value::Array(_)) => {
            Item::marked(vec![Item::Json(value.clone())], kept(true))
        }
        Walked::One(value) => Item::Json(value.clone()),
        Walked::Many(values) => {
            let items = values.into_iter().cloned().map(Item::Json).collect();
            Item::marked(items, kept(keep_single))
        }
    }
}

/// A single array as the result: `[]` after a constructed one puts it into a sequence.
fn keep_whole(array: Item, keep_single: bool) -> Item {
    if keep_single && is_constructed(&array) { Item::marked(vec![array], kept(true)) } else { array }
}

fn as_sequence(source: Source, keep_single: bool) -> Item {
    let items = match source {
        Source::Items(items) => items,
        Source::Shared(item) => match item {
            Item::Array(array) if matches!(array.items, Items::Range { .. }) => {
                let array = Array { marks: kept(keep_single), ..(*array).clone() };
                return Item::Array(Rc::new(array));
            }
            item => item.into_items(),
        },
        other => other.to_items(),
    };
    Item::marked(items, kept(keep_single))
}
