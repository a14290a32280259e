//! Objects, truth, types and errors.

use std::rc::Rc;
use std::sync::Arc;

use super::{Caller, take, text};
use crate::jsonata::compile::compile;
use crate::jsonata::error::{Error, Res};
use crate::jsonata::evaluate::{Evaluator, Function};
use crate::jsonata::item::{Item, List, Marks, View};
use crate::value::{Members, Value};

pub(super) fn keys(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let mut names = Members::default();
    collect_keys(engine, arguments[0].view(), &mut names)?;
    let names = names.into_entries().into_iter();
    Ok(Item::sequence(names.map(|(name, ())| Item::Json(Value::String(name))).collect()))
}

fn collect_keys(engine: &mut Evaluator, item: View, names: &mut Members<()>) -> Res<()> {
    engine.charge(1)?;
    if let Some(list) = item.as_list() {
        let mut held = Value::Null;
        for at in 0..list.len() {
            collect_keys(engine, list.view(at, &mut held), names)?;
        }
        return Ok(());
    }
    for (name, _) in item.members() {
        names.insert(name.clone(), ());
    }
    Ok(())
}

pub(super) fn lookup(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    match text(arguments, 1) {
        Some(name) => engine.name_step(&name, arguments[0].view()),
        None => Ok(Item::Undefined),
    }
}

pub(super) fn spread(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    spread_item(engine, take(arguments, 0))
}

fn spread_item(engine: &mut Evaluator, item: Item) -> Res<Item> {
    engine.charge(1)?;
    if let Some(list) = item.as_list() {
        let mut all = Vec::new();
        for at in 0..list.len() {
            let inner = spread_item(engine, list.get(at))?;
            all.extend(inner.into_items());
            engine.check_length(all.len())?;
        }
        return Ok(match list.len() {
            0 => Item::sequence(all),
            _ => Item::array(all),
        });
    }
    if item.view().letter() != b'o' {
        return Ok(item);
    }
    let one = |(name, value): (&Arc<str>, View)| {
        let mut members = Members::default();
        members.insert(name.clone(), value.to_item());
        Item::record(members)
    };
    Ok(Item::sequence(item.view().members().into_iter().map(one).collect()))
}

pub(super) fn merge(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(list) = arguments[0].as_list() else { return Ok(Item::Undefined) };
    let mut merged = Members::default();
    let mut held = Value::Null;
    for at in 0..list.len() {
        for (name, value) in list.view(at, &mut held).members() {
            engine.charge(1)?;
            merged.insert(name.clone(), value.to_item());
        }
    }
    Ok(Item::record(merged))
}

pub(super) fn clone(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    match &arguments[0] {
        Item::Undefined => Ok(Item::Undefined),
        item => Ok(Item::Json(engine.deep_copy(item.view())?)),
    }
}

/// The truth of an argument; a function that was passed is false.
fn truth(engine: &mut Evaluator, item: &Item) -> Res<Option<bool>> {
    match item {
        Item::Undefined => Ok(None),
        Item::Function(_) => Ok(Some(false)),
        item => engine.truth(item.view()).map(Some),
    }
}

pub(super) fn boolean(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    Ok(truth(engine, &arguments[0])?.map_or(Item::Undefined, Item::bool))
}

pub(super) fn not(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    Ok(truth(engine, &arguments[0])?.map_or(Item::Undefined, |truth| Item::bool(!truth)))
}

pub(super) fn exists(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    Ok(Item::bool(!arguments[0].is_undefined()))
}

pub(super) fn type_(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    Ok(Item::string(match arguments[0].view().letter() {
        b'm' => return Ok(Item::Undefined),
        b'l' => "null",
        b'n' => {
            let x = arguments[0].as_f64().unwrap_or(0.0);
            if x.is_infinite() {
                return Err(Error::new("D1001").value(crate::jsonata::item::number(x)));
            }
            "number"
        }
        b's' => "string",
        b'b' => "boolean",
        b'a' => "array",
        b'f' => "function",
        _ => "object",
    }))
}

pub(super) fn error(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let message = text(arguments, 0).filter(|message| !message.is_empty());
    Err(Error::custom("D3137", message.as_deref().unwrap_or("$error() function evaluated")))
}

pub(super) fn assert(_: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    if matches!(arguments[0], Item::Json(Value::Bool(true))) {
        return Ok(Item::Undefined);
    }
    let message = text(arguments, 1).filter(|message| !message.is_empty());
    Err(Error::custom("D3141", message.as_deref().unwrap_or("$assert() statement failed")))
}

pub(super) fn eval(engine: &mut Evaluator, arguments: &mut [Item], caller: Caller) -> Res<Item> {
    let Some(source) = text(arguments, 0) else { return Ok(Item::Undefined) };
    engine.check_string(source.len() * 16)?;
    let (tree, mut errors) = crate::jsonata::parser::parse_inner(&source);
    let program = match errors.is_empty() {
        true => compile(&tree, true),
        false => Err(Box::new(errors.remove(0))),
    };
    let program = program.map_err(|error| Error::new("D3120").value(error.message()))?;
    let input = match take(arguments, 1) {
        Item::Undefined => caller.input.to_item(),
        focus => match focus.as_list() {
            Some(_) if !focus.view().is_sequence() => {
                Item::marked(vec![focus], Marks { sequence: true, outer: true, ..Marks::default() })
            }
            _ => focus,
        },
    };
    let result = engine.run_inner(&program, input.view(), caller.env);
    result.map_err(|error| match error.code.starts_with('U') {
        true => error,
        false => Error::new("D3121").value(error.message()),
    })
}

/// Whether something is what a matcher returns.
pub(super) fn is_match(item: &Item) -> bool {
    let view = item.view();
    let numeric = |name| view.member(name).letter() == b'n';
    numeric("start")
        || numeric("end")
        || view.member("groups").as_list().map(List::len).is_some()
        || matches!(view.member("next"), View::Function(_))
}

pub(super) fn function_of(item: View) -> Option<Rc<Function>> {
    match item {
        View::Function(function) => Some(function.clone()),
        _ => None,
    }
}
