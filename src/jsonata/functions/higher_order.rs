//! Functions that call functions.

use std::rc::Rc;

use super::{Caller, take};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::evaluate::{Evaluator, Function};
use crate::jsonata::item::{Item, List, View};
use crate::value::{Members, Value};

fn function(arguments: &mut [Item], at: usize) -> Option<Rc<Function>> {
    match take(arguments, at) {
        Item::Function(function) => Some(function),
        _ => None,
    }
}

/// Calls a function with as many of value, place and whole as it takes.
fn call(
    engine: &mut Evaluator,
    function: &Rc<Function>,
    arity: usize,
    value: Item,
    place: impl FnOnce() -> Item,
    whole: &Item,
) -> Res<Item> {
    let mut arguments = Vec::with_capacity(arity.clamp(1, 3));
    arguments.push(value);
    if arity >= 2 {
        arguments.push(place());
    }
    if arity >= 3 {
        arguments.push(whole.clone());
    }
    engine.apply_alone(function, arguments)
}

/// Calls a function for each item of the array in the first argument.
fn for_each(
    engine: &mut Evaluator,
    arguments: &mut [Item],
    mut see: impl FnMut(&mut Evaluator, View, Item) -> Res<()>,
) -> Res<bool> {
    let array = take(arguments, 0);
    let (Some(list), Some(function)) = (array.as_list(), function(arguments, 1)) else { return Ok(false) };
    let arity = function.arity(engine.library);
    let mut held = Value::Null;
    for at in 0..list.len() {
        let item = list.view(at, &mut held);
        let result = call(engine, &function, arity, item.to_item(), || Item::number(at as f64), &array)?;
        see(engine, item, result)?;
    }
    Ok(true)
}

pub(super) fn map(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let mut results = Vec::with_capacity(arguments[0].as_list().map_or(0, List::len).min(100_000));
    let there = for_each(engine, arguments, |engine, _, result| {
        if !result.is_undefined() {
            results.push(result);
        }
        engine.check_length(results.len())
    })?;
    Ok(if there { Item::sequence(results) } else { Item::Undefined })
}

pub(super) fn filter(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let mut kept = Vec::new();
    let there = for_each(engine, arguments, |engine, item, result| {
        if engine.truth(result.view())? {
            kept.push(item.to_item());
        }
        engine.check_length(kept.len())
    })?;
    Ok(if there { Item::sequence(kept) } else { Item::Undefined })
}

pub(super) fn single(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let mut found: Option<Item> = None;
    let mut see = |item: View, fits: bool| {
        if fits && found.is_some() {
            return Err(Error::new("D3138"));
        }
        if fits {
            found = Some(item.to_item());
        }
        Ok(())
    };
    if matches!(arguments.get(1), Some(Item::Function(_))) {
        let there =
            for_each(engine, arguments, |engine, item, result| see(item, engine.truth(result.view())?))?;
        if !there {
            return Ok(Item::Undefined);
        }
    } else {
        let array = take(arguments, 0);
        let Some(list) = array.as_list() else { return Ok(Item::Undefined) };
        let mut held = Value::Null;
        for at in 0..list.len() {
            see(list.view(at, &mut held), true)?;
        }
    }
    found.ok_or_else(|| Error::new("D3139"))
}

pub(super) fn reduce(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let array = take(arguments, 0);
    let start = take(arguments, 2);
    let (Some(list), Some(function)) = (array.as_list(), function(arguments, 1)) else {
        return Ok(Item::Undefined);
    };
    let arity = function.arity(engine.library);
    if arity < 2 {
        return Err(Error::new("D3050").index(1));
    }
    let (mut result, first) = match start {
        Item::Undefined if list.len() > 0 => (list.get(0), 1),
        start => (start, 0),
    };
    for at in first..list.len() {
        let mut arguments = Vec::with_capacity(arity.min(4));
        arguments.push(result);
        arguments.push(list.get(at));
        if arity >= 3 {
            arguments.push(Item::number(at as f64));
        }
        if arity >= 4 {
            arguments.push(array.clone());
        }
        result = engine.apply_alone(&function, arguments)?;
    }
    Ok(result)
}

pub(super) fn each(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let object = take(arguments, 0);
    let Some(function) = function(arguments, 1) else { return Ok(Item::Undefined) };
    let arity = function.arity(engine.library);
    let mut results = Vec::new();
    for (name, value) in object.view().members() {
        let name = || Item::Json(Value::String(name.clone()));
        let result = call(engine, &function, arity, value.to_item(), name, &object)?;
        if !result.is_undefined() {
            results.push(result);
        }
    }
    Ok(Item::sequence(results))
}

pub(super) fn sift(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let object = take(arguments, 0);
    let Some(function) = function(arguments, 1) else { return Ok(Item::Undefined) };
    let arity = function.arity(engine.library);
    let mut kept = Members::default();
    for (name, value) in object.view().members() {
        let key = || Item::Json(Value::String(name.clone()));
        let result = call(engine, &function, arity, value.to_item(), key, &object)?;
        if engine.truth(result.view())? {
            kept.insert(name.clone(), value.to_item());
        }
    }
    Ok(if kept.is_empty() { Item::Undefined } else { Item::record(kept) })
}

pub(super) fn sort(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let array = take(arguments, 0);
    let Some(list) = array.as_list() else { return Ok(Item::Undefined) };
    if list.len() <= 1 {
        return Ok(array);
    }
    engine.check_length(list.len())?;
    let items = list.to_vec();
    let order = match function(arguments, 1) {
        Some(function) => engine.order_by(&function, &items)?,
        None => plain_order(engine, &items)?,
    };
    Ok(Item::array(order.into_iter().map(|at| items[at].clone()).collect()))
}

/// The order of numbers alone, or of texts alone.
fn plain_order(engine: &mut Evaluator, items: &[Item]) -> Res<Vec<usize>> {
    engine.charge(items.len())?;
    let mut order: Vec<usize> = (0..items.len()).collect();
    // −0 is not below 0, and is 0 here.
    let numbers: Option<Vec<f64>> = items.iter().map(|item| item.as_f64().map(|x| x + 0.0)).collect();
    if let Some(numbers) = numbers {
        if let Some(at) = numbers.iter().position(|x| !x.is_finite()) {
            let code = if numbers[at].is_nan() { "D3070" } else { "D1001" };
            return Err(Error::new(code).index(1));
        }
        order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
        return Ok(order);
    }
    let texts: Option<Vec<&str>> = items.iter().map(|item| item.as_text().map(|text| &**text)).collect();
    match texts {
        Some(texts) => {
            order.sort_by(|a, b| crate::jsonata::text::compare(texts[*a], texts[*b]));
            Ok(order)
        }
        None => Err(Error::new("D3070").index(1)),
    }
}
