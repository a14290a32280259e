//! Sorting by a function.
//!
//! A function that compares asks the same of an item in every comparison, as `$a.price` in
//! `function($a, $b) { $a.price > $b.price }`. A part that depends on one of the two items, and on nothing
//! that changes meanwhile, is evaluated once for an item, when it is first asked for; only what joins such
//! parts is evaluated each time. The comparisons are the same, in the same order, as if the function was
//! called.

use std::rc::Rc;

use super::frame::Env;
use super::path::plain_name;
use super::sort::{Key, merge_sort, simple_order};
use super::{Closure, Evaluator, Function};
use crate::jsonata::compile::{Call, Code, Lambda, Op, Place, Stage, Variable};
use crate::jsonata::error::Res;
use crate::jsonata::item::{Item, View};
use crate::jsonata::tree::Operator;
use crate::value::Value;

/// The first of the two items, the second, and both.
const FIRST: u8 = 1;
const SECOND: u8 = 2;
const BOTH: u8 = 3;

/// A function of two items, taken apart.
enum Plan<'c> {
    Part(Part),
    Binary(&'c Code, Operator, Box<(Plan<'c>, Plan<'c>)>),
    Condition(Box<(Plan<'c>, Plan<'c>, Option<Plan<'c>>)>),
}

/// What depends on one item.
#[derive(Clone, Copy)]
struct Part {
    /// Its place among the parts; the parts of the two items may be one.
    number: usize,
    /// Whether it depends on the second item.
    second: bool,
}

/// The value of a part of the function.
enum Found {
    Kept(usize),
    Made(Item),
}

struct Comparator<'c> {
    closure: &'c Closure,
    items: &'c [Item],
    env: Env,
    /// Each with the slot of the item it depends on.
    parts: Vec<(&'c Code, u16)>,
    /// The values of all items for the first part, then for the next.
    kept: Vec<Option<Item>>,
}

impl Evaluator<'_> {
    /// The order of items by a function that says whether two are to be swapped.
    pub fn order_by(&mut self, function: &Rc<Function>, items: &[Item]) -> Res<Vec<usize>> {
        if let Function::Lambda(closure) = &**function
            && let Some((plan, parts)) = self.plan(&closure.lambda)
        {
            self.enter(1)?;
            let env = self.frames.push(closure.env, closure.lambda.names.len());
            let kept = vec![None; items.len() * parts.len()];
            let mut comparator = Comparator { closure, items, env, parts, kept };
            let order = match comparator.simple_order(self, &plan)? {
                Some(order) => order,
                None => merge_sort(items.len(), &mut |a, b| {
                    let found = comparator.evaluate(self, &plan, a, b)?;
                    Ok(is_true(comparator.item(&found)))
                })?,
            };
            self.frames.pop(env);
            self.leave(1);
            return Ok(order);
        }
        merge_sort(items.len(), &mut |a, b| {
            Ok(is_true(&self.apply_alone(function, vec![items[a].clone(), items[b].clone()])?))
        })
    }

    fn plan<'c>(&self, lambda: &'c Lambda) -> Option<(Plan<'c>, Vec<(&'c Code, u16)>)> {
        let [first, second] = lambda.slots[..] else { return None };
        if first == second || lambda.signature.is_some() || self.recorder.is_some() || self.uses_eval {
            return None;
        }
        let mut parts = Vec::new();
        let plan = self.plan_code(&lambda.body, (first, second), &mut parts)?;
        Some((plan, parts))
    }

    fn plan_code<'c>(
        &self,
        code: &'c Code,
        slots: (u16, u16),
        parts: &mut Vec<(&'c Code, u16)>,
    ) -> Option<Plan<'c>> {
        let depends = self.depends(code, slots)?;
        if depends != BOTH {
            let second = depends == SECOND;
            let known = parts.iter().position(|(other, _)| is_same(code, other));
            let number = known.unwrap_or(parts.len());
            if known.is_none() {
                parts.push((code, if second { slots.1 } else { slots.0 }));
            }
            return Some(Plan::Part(Part { number, second }));
        }
        if code.extra.is_some() || code.keep_array {
            return None;
        }
        match &code.op {
            Op::Binary(operator, sides) if *operator != Operator::Range => {
                let left = self.plan_code(&sides.0, slots, parts)?;
                let right = self.plan_code(&sides.1, slots, parts)?;
                Some(Plan::Binary(code, *operator, Box::new((left, right))))
            }
            Op::Condition(cases) => {
                let condition = self.plan_code(&cases.0, slots, parts)?;
                let then = self.plan_code(&cases.1, slots, parts)?;
                let otherwise = match &cases.2 {
                    Some(otherwise) => Some(self.plan_code(otherwise, slots, parts)?),
                    None => None,
                };
                Some(Plan::Condition(Box::new((condition, then, otherwise))))
            }
            Op::Block(block) if block.names.is_empty() => match &block.parts[..] {
                [only] => self.plan_code(only, slots, parts),
                _ => None,
            },
            _ => None,
        }
    }

    /// On which of the items code depends; nothing if it may depend on when it is evaluated as well.
    fn depends(&self, code: &Code, slots: (u16, u16)) -> Option<u8> {
        if code.tuple {
            return None;
        }
        let mut all = match &code.op {
            Op::Constant(_) | Op::Name(_) | Op::Context | Op::Root | Op::Wildcard | Op::Descendants => 0,
            Op::Variable(variable) => depends_on_variable(variable, slots)?,
            Op::Binary(_, sides) => self.depends(&sides.0, slots)? | self.depends(&sides.1, slots)?,
            Op::Negation(inner) => self.depends(inner, slots)?,
            Op::Array(items) => self.depend(items, slots)?,
            Op::Path(path) => self.depend(&path.steps, slots)?,
            Op::Block(block) if block.names.is_empty() => self.depend(&block.parts, slots)?,
            Op::Condition(cases) => {
                let otherwise = cases.2.as_ref().map_or(Some(0), |code| self.depends(code, slots))?;
                self.depends(&cases.0, slots)? | self.depends(&cases.1, slots)? | otherwise
            }
            Op::Call(call) if self.is_pure(call) => self.depend(&call.arguments, slots)?,
            _ => return None,
        };
        if let Some(extra) = &code.extra {
            if extra.group.is_some() {
                return None;
            }
            all |= self.depend(&extra.predicates, slots)?;
            for stage in &extra.stages {
                let Stage::Filter(filter) = stage else { return None };
                all |= self.depends(filter, slots)?;
            }
        }
        Some(all)
    }

    fn depend(&self, codes: &[Code], slots: (u16, u16)) -> Option<u8> {
        codes.iter().try_fold(0, |all, code| Some(all | self.depends(code, slots)?))
    }

    /// Whether a call is one of a function of JSONata that gives the same each time.
    fn is_pure(&self, call: &Call) -> bool {
        let Op::Variable(variable) = &call.procedure.op else { return false };
        let name = &variable.name;
        !call.tail
            && call.procedure.extra.is_none()
            && variable.places.is_empty()
            && variable.builtin.is_some_and(|builtin| builtin.is_pure())
            && self.variables.get(name).is_none()
            && self.library.find(name).is_none()
            && !self.library.hides(name)
    }
}

/// A variable that is set outside of the function does not change while items are sorted.
fn depends_on_variable(variable: &Variable, slots: (u16, u16)) -> Option<u8> {
    match variable.places.first() {
        Some(Place { up: 0, slot }) if *slot == slots.0 => Some(FIRST),
        Some(Place { up: 0, slot }) if *slot == slots.1 => Some(SECOND),
        Some(Place { up: 0, .. }) => None,
        None if variable.builtin.is_some() => None,
        _ => Some(0),
    }
}

/// Whether two parts are the same of either item: `$a.price` and `$b.price`.
fn is_same(a: &Code, b: &Code) -> bool {
    let (Some(a), Some(b)) = (names(a), names(b)) else { return false };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| plain_name(a) == plain_name(b))
}

/// The names that a path follows from an item.
fn names(code: &Code) -> Option<&[Code]> {
    let Op::Path(path) = &code.op else { return None };
    let (item, names) = path.steps.split_first()?;
    let plain = matches!(item.op, Op::Variable(_)) && item.extra.is_none() && !item.keep_array;
    let follows = plain && names.iter().all(|step| plain_name(step).is_some());
    (follows && code.extra.is_none() && !code.keep_array && !path.keep_single).then_some(names)
}

/// JavaScript's own idea of truth, not JSONata's.
fn is_true(swap: &Item) -> bool {
    match swap {
        Item::Undefined | Item::Json(Value::Null) => false,
        Item::Json(Value::Bool(truth)) => *truth,
        Item::Json(Value::Number(number)) => number.as_f64() != 0.0 && !number.as_f64().is_nan(),
        Item::Json(Value::String(text)) => !text.is_empty(),
        _ => true,
    }
}

impl Comparator<'_> {
    /// The order where the function only says which of two numbers, or of two texts, is larger.
    fn simple_order(&mut self, engine: &mut Evaluator, plan: &Plan) -> Res<Option<Vec<usize>>> {
        let Plan::Binary(_, operator @ (Operator::Less | Operator::Greater), sides) = plan else {
            return Ok(None);
        };
        let (Plan::Part(left), Plan::Part(right)) = &**sides else { return Ok(None) };
        // Following names cannot fail, so that it does not matter when it is done.
        if left.number != right.number || left.second == right.second || names(self.parts[0].0).is_none() {
            return Ok(None);
        }
        let mut keys = Vec::with_capacity(self.items.len());
        for at in 0..self.items.len() {
            self.keep(engine, *left, at)?;
            keys.push(Key::of(self.kept[at].clone().unwrap_or_default()));
        }
        let descending = (*operator == Operator::Less) != left.second;
        let order = simple_order(&keys, descending);
        if order.is_some() {
            engine.charge(self.items.len())?;
        }
        Ok(order)
    }

    /// Sees to it that the value of a part is there, and says where.
    fn keep(&mut self, engine: &mut Evaluator, part: Part, at: usize) -> Res<usize> {
        let place = part.number * self.items.len() + at;
        if self.kept[place].is_none() {
            let (code, slot) = self.parts[part.number];
            engine.frames.set(self.env, Place { up: 0, slot }, self.items[at].clone());
            let input: View = self.closure.input.view();
            self.kept[place] = Some(engine.evaluate(code, input, self.env)?);
        }
        Ok(place)
    }

    fn evaluate(&mut self, engine: &mut Evaluator, plan: &Plan, a: usize, b: usize) -> Res<Found> {
        engine.charge(1)?;
        match plan {
            Plan::Part(part) => Ok(Found::Kept(self.keep(engine, *part, if part.second { b } else { a })?)),
            Plan::Binary(code, operator, sides) => {
                let left = self.evaluate(engine, &sides.0, a, b)?;
                if matches!(operator, Operator::And | Operator::Or) {
                    let truth = engine.truth(self.item(&left).view())?;
                    if truth == (*operator == Operator::Or) {
                        return Ok(Found::Made(Item::bool(truth)));
                    }
                    let right = self.evaluate(engine, &sides.1, a, b)?;
                    return Ok(Found::Made(Item::bool(engine.truth(self.item(&right).view())?)));
                }
                let right = self.evaluate(engine, &sides.1, a, b)?;
                engine.combine(code, *operator, self.item(&left), self.item(&right)).map(Found::Made)
            }
            Plan::Condition(cases) => {
                let condition = self.evaluate(engine, &cases.0, a, b)?;
                match (engine.truth(self.item(&condition).view())?, &cases.2) {
                    (true, _) => self.evaluate(engine, &cases.1, a, b),
                    (false, Some(otherwise)) => self.evaluate(engine, otherwise, a, b),
                    (false, None) => Ok(Found::Made(Item::Undefined)),
                }
            }
        }
    }

    fn item<'s>(&'s self, found: &'s Found) -> &'s Item {
        match found {
            Found::Kept(place) => self.kept[*place].as_ref().unwrap_or(&Item::Undefined),
            Found::Made(item) => item,
        }
    }
}
