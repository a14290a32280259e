//! Numbers from lists of numbers.

use super::Caller;
use crate::jsonata::error::Res;
use crate::jsonata::evaluate::Evaluator;
use crate::jsonata::item::{Item, List, View};
use crate::value::Value;

/// Goes through the numbers of the argument; nothing if there is no argument.
fn fold(
    engine: &mut Evaluator,
    arguments: &[Item],
    start: f64,
    step: impl Fn(f64, f64) -> f64,
) -> Res<Option<(f64, usize)>> {
    let Some(list) = arguments.first().and_then(Item::as_list) else { return Ok(None) };
    engine.charge(list.len() / 8)?;
    let mut result = start;
    let mut held = Value::Null;
    for at in 0..list.len() {
        if let View::Json(Value::Number(number)) = list.view(at, &mut held) {
            result = step(result, number.as_f64());
        }
    }
    Ok(Some((result, list.len())))
}

pub(super) fn sum(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let total = fold(engine, arguments, 0.0, |total, x| total + x)?;
    Ok(total.map_or(Item::Undefined, |(total, _)| Item::number(total)))
}

pub(super) fn count(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    Ok(Item::number(arguments[0].as_list().map_or(0, List::len) as f64))
}

/// The result of a fold, unless the list is empty.
fn unless_empty(result: Option<(f64, usize)>) -> Item {
    match result {
        Some((x, count)) if count > 0 => Item::number(x),
        _ => Item::Undefined,
    }
}

pub(super) fn max(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    fold(engine, arguments, f64::NEG_INFINITY, f64::max).map(unless_empty)
}

pub(super) fn min(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    fold(engine, arguments, f64::INFINITY, f64::min).map(unless_empty)
}

pub(super) fn average(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let total = fold(engine, arguments, 0.0, |total, x| total + x)?;
    Ok(unless_empty(total.map(|(total, count)| (total / count as f64, count))))
}
