//! Arrays as wholes.

use super::{Caller, take};
use crate::jsonata::error::Res;
use crate::jsonata::evaluate::Evaluator;
use crate::jsonata::item::{Item, List, View};
use crate::value::{Members, Value};

pub(super) fn append(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let (first, second) = (take(arguments, 0), take(arguments, 1));
    if first.is_undefined() {
        return Ok(second);
    }
    if second.is_undefined() {
        return Ok(first);
    }
    let mut all = first.into_items();
    let more = second.into_items();
    engine.check_length(all.len() + more.len())?;
    engine.charge(all.len() + more.len())?;
    all.extend(more);
    Ok(Item::array(all))
}

pub(super) fn reverse(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    reordered(engine, arguments, |_, items| items.reverse())
}

pub(super) fn shuffle(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    reordered(engine, arguments, |engine, items| {
        for at in 1..items.len() {
            let other = ((engine.random)() * (at + 1) as f64) as usize;
            items.swap(at, other.min(at));
        }
    })
}

/// The array in the first argument with its items in another order.
fn reordered(
    engine: &mut Evaluator,
    arguments: &mut [Item],
    reorder: impl FnOnce(&mut Evaluator, &mut [Item]),
) -> Res<Item> {
    let array = take(arguments, 0);
    let Some(list) = array.as_list() else { return Ok(Item::Undefined) };
    if list.len() <= 1 {
        return Ok(array);
    }
    engine.check_length(list.len())?;
    engine.charge(list.len())?;
    let mut items = array.into_items();
    reorder(engine, &mut items);
    Ok(Item::array(items))
}

pub(super) fn distinct(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let array = take(arguments, 0);
    let Some(list) = array.as_list() else { return Ok(array) };
    if list.len() <= 1 {
        return Ok(array);
    }
    engine.check_length(list.len())?;
    let mut kept: Vec<Item> = Vec::new();
    // Scalars are found by their text; only arrays and objects must be compared with each other.
    let mut scalars: Members<()> = Members::default();
    let mut wholes: Vec<usize> = Vec::new();
    let mut held = Value::Null;
    for at in 0..list.len() {
        engine.charge(1)?;
        let view = list.view(at, &mut held);
        if let Some(key) = scalar_key(view) {
            if scalars.get(&key).is_none() {
                scalars.insert(key.into(), ());
                kept.push(view.to_item());
            }
            continue;
        }
        let mut known = false;
        for other in &wholes {
            if engine.equal(kept[*other].view(), view)? {
                known = true;
                break;
            }
        }
        if !known {
            wholes.push(kept.len());
            kept.push(view.to_item());
        }
    }
    Ok(match array.view().is_sequence() {
        true => Item::sequence(kept),
        false => Item::array(kept),
    })
}

fn scalar_key(view: View) -> Option<String> {
    match view {
        View::Json(Value::Null) => Some("null".to_owned()),
        View::Json(Value::Bool(truth)) => Some(truth.to_string()),
        View::Json(Value::String(text)) => Some(format!("\"{text}")),
        View::Json(Value::Number(number)) => {
            let x = number.as_f64();
            // −0 equals 0.
            Some(format!("{}", if x == 0.0 { 0.0 } else { x }))
        }
        _ => None,
    }
}

pub(super) fn zip(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let lists: Vec<Option<List>> = arguments.iter().map(Item::as_list).collect();
    let shortest = lists.iter().map(|list| list.map_or(0, List::len)).min().unwrap_or(0);
    engine.check_length(shortest)?;
    engine.charge(shortest * lists.len())?;
    let row = |at: usize| {
        Item::array(lists.iter().map(|list| list.map_or(Item::Undefined, |list| list.get(at))).collect())
    };
    Ok(Item::array((0..shortest).map(row).collect()))
}
