//! Operators between values.

use std::cmp::Ordering;
use std::rc::Rc;
use std::sync::Arc;

use super::Evaluator;
use super::frame::Env;
use crate::jsonata::compile::Code;
use crate::jsonata::error::{Error, Res};
use crate::jsonata::item::{Array, Item, Items, List, Marks, View};
use crate::jsonata::text;
use crate::jsonata::tree::Operator;
use crate::value::Value;

/// How many numbers a range may have.
const MAX_RANGE: f64 = 1e7;

impl Evaluator<'_> {
    pub(super) fn binary(
        &mut self,
        code: &Code,
        operator: Operator,
        left: &Code,
        right: &Code,
        input: View,
        env: Env,
    ) -> Res<Item> {
        let left = self.evaluate(left, input, env)?;
        if matches!(operator, Operator::And | Operator::Or) {
            let truth = self.truth(left.view())?;
            if truth == (operator == Operator::Or) {
                return Ok(Item::bool(truth));
            }
            let right = self.evaluate(right, input, env)?;
            return Ok(Item::bool(self.truth(right.view())?));
        }
        let right = self.evaluate(right, input, env)?;
        self.combine(code, operator, &left, &right)
    }

    /// What an operator that looks at both its sides makes of them.
    pub(super) fn combine(
        &mut self,
        code: &Code,
        operator: Operator,
        left: &Item,
        right: &Item,
    ) -> Res<Item> {
        let result = match operator {
            Operator::Equal | Operator::Unequal => {
                if left.is_undefined() || right.is_undefined() {
                    return Ok(Item::bool(false));
                }
                let equal = self.equal(left.view(), right.view())?;
                return Ok(Item::bool(equal == (operator == Operator::Equal)));
            }
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
                comparison(operator, left, right)
            }
            Operator::Concatenate => self.concatenate(left, right),
            Operator::In => self.includes(left, right),
            Operator::Range => range(left, right),
            _ => arithmetic(operator, left, right),
        };
        result.map_err(|error| error.within(code.at, Some(operator.symbol())))
    }

    pub(super) fn negation(&mut self, code: &Code, inner: &Code, input: View, env: Env) -> Res<Item> {
        let item = self.evaluate(inner, input, env)?;
        match (&item, operand(&item)) {
            (Item::Undefined, _) => Ok(Item::Undefined),
            (_, Some(x)) if x.is_infinite() => Err(Error::new("D1001").at(code.at).value(subject(&item))),
            (_, Some(x)) => Ok(Item::number(-x)),
            _ => Err(Error::new("D1002").at(code.at).token("-").value(subject(&item))),
        }
    }

    fn concatenate(&mut self, left: &Item, right: &Item) -> Res<Item> {
        let mut out = std::mem::take(&mut self.buffer);
        out.clear();
        for side in [left, right] {
            match side {
                Item::Undefined => {}
                Item::Json(Value::String(text)) => out.push_str(text),
                _ => out.push_str(&self.stringify(side, false)?),
            }
        }
        let joined = self.string(&out);
        self.buffer = out;
        joined
    }

    /// The text of an item, as `$string` gives it.
    pub fn stringify(&mut self, item: &Item, pretty: bool) -> Res<String> {
        match item {
            Item::Json(Value::String(text)) => Ok(text.to_string()),
            Item::Function(_) => Ok(String::new()),
            Item::Json(Value::Number(number)) if !number.as_f64().is_finite() => {
                Err(Error::new("D3001").value(subject(item)))
            }
            _ => {
                let limit = self.budget.string as usize;
                let text = text::stringify(item, pretty, limit)?;
                self.check_string(text.len())?;
                Ok(text)
            }
        }
    }

    fn includes(&mut self, left: &Item, right: &Item) -> Res<Item> {
        if left.is_undefined() || right.is_undefined() {
            return Ok(Item::bool(false));
        }
        let Some(list) = right.as_list() else {
            return Ok(Item::bool(identical(right.view(), left.view())));
        };
        self.charge(list.len())?;
        let mut held = Value::Null;
        let found = (0..list.len()).any(|at| identical(list.view(at, &mut held), left.view()));
        Ok(Item::bool(found))
    }

    /// What a value counts as where true or false is asked for; undefined is false.
    pub fn truth(&mut self, item: View) -> Res<bool> {
        Ok(match item {
            View::Undefined | View::Json(Value::Null) => false,
            View::Json(Value::Bool(truth)) => *truth,
            View::Json(Value::String(text)) => !text.is_empty(),
            View::Json(Value::Number(number)) => {
                let x = number.as_f64();
                if x.is_infinite() {
                    return Err(Error::new("D1001").value(Value::Number(number.clone())));
                }
                x != 0.0 && !x.is_nan()
            }
            View::Json(Value::Object(members)) => !members.is_empty(),
            View::Record(record) => !record.members.is_empty(),
            View::Function(function) => !function.is_bare(),
            View::Array(_) | View::Json(Value::Array(_)) => {
                let Some(list) = item.as_list() else { return Ok(false) };
                self.charge(list.len())?;
                let mut held = Value::Null;
                for at in 0..list.len() {
                    if self.truth(list.view(at, &mut held))? {
                        return Ok(true);
                    }
                }
                false
            }
        })
    }

    /// Whether two values are the same all the way down.
    pub fn equal(&mut self, a: View, b: View) -> Res<bool> {
        self.charge(1)?;
        if let (View::Json(a), View::Json(b)) = (a, b) {
            match (a, b) {
                (Value::Number(a), Value::Number(b)) => return Ok(a.as_f64() == b.as_f64()),
                (Value::String(a), Value::String(b)) => return Ok(a == b),
                (Value::Bool(a), Value::Bool(b)) => return Ok(a == b),
                (Value::Null, Value::Null) => return Ok(true),
                _ => {}
            }
        }
        if identical(a, b) {
            return Ok(true);
        }
        if let (Some(a), Some(b)) = (a.as_list(), b.as_list()) {
            return self.equal_lists(a, b);
        }
        if a.letter() != b'o' || b.letter() != b'o' {
            return Ok(false);
        }
        let members = a.members();
        if members.len() != b.members().len() {
            return Ok(false);
        }
        for (name, member) in members {
            let other = b.member(name);
            if matches!(other, View::Undefined) != matches!(member, View::Undefined) {
                return Ok(false);
            }
            if !matches!(other, View::Undefined) && !self.equal(member, other)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn equal_lists(&mut self, a: List, b: List) -> Res<bool> {
        if a.len() != b.len() {
            return Ok(false);
        }
        let (mut held_a, mut held_b) = (Value::Null, Value::Null);
        for at in 0..a.len() {
            if !self.equal(a.view(at, &mut held_a), b.view(at, &mut held_b))? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// JavaScript's `===`: arrays and objects are only the same as themselves.
pub(in crate::jsonata) fn identical(a: View, b: View) -> bool {
    match (a, b) {
        (View::Undefined, View::Undefined) => true,
        (View::Array(a), View::Array(b)) => Rc::ptr_eq(a, b),
        (View::Record(a), View::Record(b)) => Rc::ptr_eq(a, b),
        (View::Function(a), View::Function(b)) => Rc::ptr_eq(a, b),
        (View::Json(a), View::Json(b)) => match (a, b) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Array(a), Value::Array(b)) => Arc::ptr_eq(a, b),
            (Value::Object(a), Value::Object(b)) => Arc::ptr_eq(a, b),
            _ => false,
        },
        _ => false,
    }
}

/// The value a message speaks of; functions have none.
pub(in crate::jsonata) fn subject(item: &Item) -> Value {
    match item {
        Item::Json(value) => value.clone(),
        _ => text::stringify(item, false, 1000)
            .ok()
            .and_then(|text| Value::parse(&text).ok())
            .unwrap_or(Value::Null),
    }
}

/// A number, where an operator can use it; NaN is none.
fn operand(item: &Item) -> Option<f64> {
    item.as_f64().filter(|x| !x.is_nan())
}

fn side(item: &Item, code: &'static str) -> Res<Option<f64>> {
    match (item, operand(item)) {
        (Item::Undefined, _) => Ok(None),
        (_, Some(x)) if x.is_infinite() => Err(Error::new("D1001").value(subject(item))),
        (_, Some(x)) => Ok(Some(x)),
        _ => Err(Error::new(code).value(subject(item))),
    }
}

fn arithmetic(operator: Operator, left: &Item, right: &Item) -> Res<Item> {
    let (left, right) = (side(left, "T2001")?, side(right, "T2002")?);
    let (Some(left), Some(right)) = (left, right) else { return Ok(Item::Undefined) };
    Ok(Item::number(match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        _ => left % right,
    }))
}

fn comparison(operator: Operator, left: &Item, right: &Item) -> Res<Item> {
    let comparable = |item: &Item| matches!(item.view().letter(), b'm' | b's' | b'n');
    if !comparable(left) || !comparable(right) {
        let wrong = if matches!(left.view().letter(), b's' | b'n') { right } else { left };
        return Err(Error::new("T2010").value(subject(wrong)));
    }
    if left.is_undefined() || right.is_undefined() {
        return Ok(Item::Undefined);
    }
    let order = match (left.as_f64(), right.as_f64(), left.as_text(), right.as_text()) {
        (Some(left), Some(right), ..) => left.partial_cmp(&right),
        (_, _, Some(left), Some(right)) => Some(text::compare(left, right)),
        _ => return Err(Error::new("T2009").value(subject(left)).value2(subject(right))),
    };
    Ok(Item::bool(match operator {
        Operator::Less => order == Some(Ordering::Less),
        Operator::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Operator::Greater => order == Some(Ordering::Greater),
        _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }))
}

fn range(left: &Item, right: &Item) -> Res<Item> {
    let whole = |item: &Item, code| match item.as_f64() {
        Some(x) if x.is_finite() && x.fract() == 0.0 => Ok(Some(x)),
        None if item.is_undefined() => Ok(None),
        _ => Err(Error::new(code).value(subject(item))),
    };
    let (first, last) = (whole(left, "T2003")?, whole(right, "T2004")?);
    let (Some(first), Some(last)) = (first, last) else { return Ok(Item::Undefined) };
    if first > last {
        return Ok(Item::Undefined);
    }
    let length = last - first + 1.0;
    if length > MAX_RANGE {
        return Err(Error::new("D2014").value(crate::jsonata::item::number(length)));
    }
    let items = Items::Range { first: first as i64, length: length as u32 };
    let marks = Marks { sequence: true, ..Marks::default() };
    Ok(Item::Array(Rc::new(Array { items, marks, depth: 1 })))
}
