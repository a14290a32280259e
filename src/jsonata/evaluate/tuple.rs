//! Paths whose results carry more than themselves: `@`, `#` and `%`.

use std::rc::Rc;

use super::Evaluator;
use super::frame::{Env, Label, Tuple};
use super::path::{Source, position};
use super::sort::sorted_by_terms;
use crate::jsonata::compile::{Code, Op, Path, SortTerm, Stage};
use crate::jsonata::error::Res;
use crate::jsonata::item::{Item, Marks};
use crate::value::{Number, Value};

impl Evaluator<'_> {
    /// The steps of a path from the first on that needs tuples.
    pub(super) fn tuple_path(
        &mut self,
        code: &Code,
        path: &Path,
        from: usize,
        source: Source,
        env: Env,
    ) -> Res<Item> {
        let steps = &path.steps[from..];
        let mut tuples: Option<Vec<Rc<Tuple>>> = None;
        for step in steps {
            let reached = match (&step.op, tuples.take()) {
                (Op::Sort(terms), Some(tuples)) => self.sort_tuples(step, terms, tuples, env)?,
                (Op::Sort(terms), None) => self.sort_into_tuples(step, terms, &source, env)?,
                (_, Some(tuples)) => self.tuple_step(step, tuples, env)?,
                (_, None) => {
                    let tuples = source.to_items().into_iter().map(|item| Rc::new(Tuple::of(item)));
                    self.tuple_step(step, tuples.collect(), env)?
                }
            };
            tuples = Some(self.tuple_stages(step, reached, env)?);
        }
        let tuples = tuples.unwrap_or_default();
        if let Some(group) = code.extra.as_ref().and_then(|extra| extra.group.as_ref()) {
            return self.group_tuples(group, tuples, env);
        }
        if code.tuple {
            self.stream = Some(tuples);
            return Ok(Item::Undefined);
        }
        let marks = Marks { sequence: true, keep_single: path.keep_single, ..Marks::default() };
        Ok(Item::marked(tuples.iter().map(|tuple| tuple.item.clone()).collect(), marks))
    }

    fn tuple_step(&mut self, step: &Code, tuples: Vec<Rc<Tuple>>, env: Env) -> Res<Vec<Rc<Tuple>>> {
        let mut reached = Vec::new();
        for tuple in tuples {
            let inner = self.frames.push_tuple(env, tuple.clone());
            let result = self.evaluate(step, tuple.item.view(), inner)?;
            self.frames.pop(inner);
            if let Some(stream) = self.stream.take() {
                for other in stream {
                    let mut joined = (*tuple).clone();
                    joined.item = other.item.clone();
                    other.bindings.iter().for_each(|(label, item)| joined.bind(label.clone(), item.clone()));
                    reached.push(Rc::new(joined));
                }
                continue;
            }
            if result.is_undefined() {
                continue;
            }
            for (at, item) in result.into_items().into_iter().enumerate() {
                reached.push(Rc::new(next_tuple(step, &tuple, item, at)));
            }
            self.charge(reached.len() / 64)?;
            self.check_length(reached.len())?;
        }
        Ok(reached)
    }

    fn sort_tuples(
        &mut self,
        step: &Code,
        terms: &[SortTerm],
        tuples: Vec<Rc<Tuple>>,
        env: Env,
    ) -> Res<Vec<Rc<Tuple>>> {
        let order = sorted_by_terms(self, terms, tuples.len(), step.at, |engine, at, code| {
            let inner = engine.frames.push_tuple(env, tuples[at].clone());
            let key = engine.evaluate(code, tuples[at].item.view(), inner)?;
            engine.frames.pop(inner);
            Ok(key)
        })?;
        Ok(order.into_iter().map(|at| tuples[at].clone()).collect())
    }

    fn sort_into_tuples(
        &mut self,
        step: &Code,
        terms: &[SortTerm],
        source: &Source,
        env: Env,
    ) -> Res<Vec<Rc<Tuple>>> {
        let items = source.to_items();
        let order = sorted_by_terms(self, terms, items.len(), step.at, |engine, at, code| {
            engine.evaluate(code, items[at].view(), env)
        })?;
        let position = step.extra.as_ref().and_then(|extra| extra.position.clone());
        let tuple = |(at, index): (usize, usize)| {
            let mut tuple = Tuple::of(items[index].clone());
            if let Some(name) = &position {
                tuple.bind(Label::Name(name.clone()), count(at));
            }
            Rc::new(tuple)
        };
        Ok(order.into_iter().enumerate().map(tuple).collect())
    }

    fn tuple_stages(&mut self, step: &Code, tuples: Vec<Rc<Tuple>>, env: Env) -> Res<Vec<Rc<Tuple>>> {
        let mut tuples = tuples;
        for stage in step.stages() {
            match stage {
                Stage::Position(name) => {
                    for (at, tuple) in tuples.iter_mut().enumerate() {
                        Rc::make_mut(tuple).bind(Label::Name(name.clone()), count(at));
                    }
                }
                Stage::Filter(predicate) => tuples = self.filter_tuples(predicate, tuples, env)?,
            }
        }
        Ok(tuples)
    }

    /// The predicates of a block whose path hands on tuples.
    pub(super) fn filter_block(&mut self, predicates: &[Code], result: Item, env: Env) -> Res<Item> {
        let mut result = result;
        match self.stream.take() {
            Some(stream) => {
                let mut tuples = stream;
                for predicate in predicates {
                    tuples = self.filter_tuples(predicate, tuples, env)?;
                }
                self.stream = Some(tuples);
            }
            None => {
                let inner = self.frames.push_tuple(env, Rc::default());
                for predicate in predicates {
                    result = self.filter(predicate, result, inner)?;
                }
                self.frames.pop(inner);
            }
        }
        Ok(result)
    }

    fn filter_tuples(&mut self, predicate: &Code, tuples: Vec<Rc<Tuple>>, env: Env) -> Res<Vec<Rc<Tuple>>> {
        if let Op::Constant(Value::Number(number)) = &predicate.op {
            let at = position(number.as_f64(), tuples.len());
            return Ok(at.map(|at| tuples[at].clone()).into_iter().collect());
        }
        let mut kept = Vec::new();
        for (at, tuple) in tuples.iter().enumerate() {
            let inner = self.frames.push_tuple(env, tuple.clone());
            let result = self.evaluate(predicate, tuple.item.view(), inner)?;
            self.frames.pop(inner);
            for _ in 0..self.passes(&result, at, tuples.len())? {
                kept.push(tuple.clone());
            }
        }
        Ok(kept)
    }
}

fn count(at: usize) -> Item {
    Item::Json(Value::Number(Number::Int(at as i64)))
}

/// The tuple for one result of a step.
fn next_tuple(step: &Code, from: &Tuple, item: Item, at: usize) -> Tuple {
    let mut tuple = from.clone();
    let Some(extra) = &step.extra else {
        tuple.item = item;
        return tuple;
    };
    match &extra.focus {
        Some(name) => tuple.bind(Label::Name(name.clone()), item),
        None => tuple.item = item,
    }
    if let Some(name) = &extra.position {
        tuple.bind(Label::Name(name.clone()), count(at));
    }
    if let Some(label) = extra.ancestor {
        tuple.bind(Label::Ancestor(label), from.item.clone());
    }
    tuple
}
