//! Moments and their text.

use super::{Caller, number, text};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::evaluate::Evaluator;
use crate::jsonata::item::Item;
use crate::jsonata::picture::{iso, moment, moment_parse};

pub(super) fn now(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let (picture, zone) = (text(arguments, 0), text(arguments, 1));
    format(engine, engine.now as f64, picture.as_deref(), zone.as_deref())
}

pub(super) fn millis(engine: &mut Evaluator, _: &mut [Item], _: Caller) -> Res<Item> {
    Ok(Item::number(engine.now as f64))
}

pub(super) fn from_millis(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(millis) = number(arguments, 0) else { return Ok(Item::Undefined) };
    let (picture, zone) = (text(arguments, 1), text(arguments, 2));
    format(engine, millis, picture.as_deref(), zone.as_deref())
}

fn format(engine: &mut Evaluator, millis: f64, picture: Option<&str>, zone: Option<&str>) -> Res<Item> {
    engine.check_string(picture.map_or(0, str::len) * 16)?;
    let out = moment::format(millis, picture, zone)?;
    engine.string(&out)
}

pub(super) fn to_millis(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(stamp) = text(arguments, 0) else { return Ok(Item::Undefined) };
    let millis = match text(arguments, 1) {
        Some(picture) => {
            engine.check_string((picture.len() + stamp.len()) * 16)?;
            moment_parse::parse(engine, &stamp, &picture)?
        }
        None => match iso::parse(&stamp) {
            Some(millis) => Some(millis),
            None => return Err(Error::new("D3110").value(&*stamp)),
        },
    };
    Ok(millis.map_or(Item::Undefined, Item::number))
}
