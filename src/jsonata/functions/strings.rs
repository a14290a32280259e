//! Strings, counted in characters.

use super::{Caller, number, take, text};
use crate::jsonata::error::Res;
use crate::jsonata::evaluate::Evaluator;
use crate::jsonata::item::{Item, List};
use crate::value::Value;

pub(super) fn string(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let pretty = matches!(arguments.get(1), Some(Item::Json(Value::Bool(true))));
    let item = match take(arguments, 0) {
        Item::Undefined => return Ok(Item::Undefined),
        text @ Item::Json(Value::String(_)) => return Ok(text),
        // An input that is an array has one around it.
        Item::Array(array) if array.marks.outer => array.list().get(0),
        item => item,
    };
    let text = engine.stringify(&item, pretty)?;
    engine.string(&text)
}

pub(super) fn length(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(text) = text(arguments, 0) else { return Ok(Item::Undefined) };
    engine.charge(text.len() / 16)?;
    Ok(Item::number(text.chars().count() as f64))
}

/// JavaScript's `slice` over characters.
fn slice(text: &str, count: usize, start: f64, end: f64) -> &str {
    let place = |x: f64| {
        let whole = if x.is_nan() { 0.0 } else { x.trunc() };
        let from_start = if whole < 0.0 { count as f64 + whole } else { whole };
        from_start.clamp(0.0, count as f64) as usize
    };
    let (start, end) = (place(start), place(end));
    if start >= end {
        return "";
    }
    if count == text.len() {
        return &text[start..end];
    }
    let mut offsets = text.char_indices().map(|(offset, _)| offset).chain([text.len()]);
    let from = offsets.nth(start).unwrap_or(text.len());
    let to = offsets.nth(end - start - 1).unwrap_or(text.len());
    &text[from..to]
}

pub(super) fn substring(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(text) = text(arguments, 0) else { return Ok(Item::Undefined) };
    let count = if text.is_ascii() { text.len() } else { text.chars().count() };
    let size = count as f64;
    // Without a start a length means nothing, as for JavaScript.
    let start = number(arguments, 1).unwrap_or(f64::NAN);
    let start = if size + start < 0.0 { 0.0 } else { start };
    let part = match number(arguments, 2) {
        Some(length) if length <= 0.0 => "",
        Some(length) => {
            let end = if start >= 0.0 { start + length } else { size + start + length };
            slice(&text, count, start, end)
        }
        None => slice(&text, count, start, size),
    };
    engine.string(part)
}

pub(super) fn substring_before(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let (Some(whole), Some(mark)) = (text(arguments, 0), text(arguments, 1)) else {
        return Ok(take(arguments, 0));
    };
    engine.charge(whole.len() / 16)?;
    match whole.find(&*mark) {
        Some(at) => engine.string(&whole[..at]),
        None => Ok(take(arguments, 0)),
    }
}

pub(super) fn substring_after(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let (Some(whole), Some(mark)) = (text(arguments, 0), text(arguments, 1)) else {
        return Ok(take(arguments, 0));
    };
    engine.charge(whole.len() / 16)?;
    match whole.find(&*mark) {
        Some(at) => engine.string(&whole[at + mark.len()..]),
        None => Ok(take(arguments, 0)),
    }
}

pub(super) fn lowercase(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    match text(arguments, 0) {
        Some(text) => engine.string(&text.to_lowercase()),
        None => Ok(Item::Undefined),
    }
}

pub(super) fn uppercase(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    match text(arguments, 0) {
        Some(text) => engine.string(&text.to_uppercase()),
        None => Ok(Item::Undefined),
    }
}

pub(super) fn trim(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(text) = text(arguments, 0) else { return Ok(Item::Undefined) };
    let words = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
    let mut out = String::with_capacity(text.len());
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    engine.string(&out)
}

pub(super) fn pad(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(whole) = text(arguments, 0) else { return Ok(Item::Undefined) };
    let width = number(arguments, 1).unwrap_or(0.0);
    let filling = text(arguments, 2).filter(|filling| !filling.is_empty());
    let filling = filling.as_deref().unwrap_or(" ");
    let missing = width.abs() - whole.chars().count() as f64;
    if missing <= 0.0 {
        return Ok(take(arguments, 0));
    }
    // What is asked for may be longer than any memory.
    let limit = engine.budget.string as usize + 1;
    let missing = (missing as usize).min(limit);
    engine.check_string(whole.len() + missing)?;
    let padding: String = filling.chars().cycle().take(missing).collect();
    match width > 0.0 {
        true => engine.string(&format!("{whole}{padding}")),
        false => engine.string(&format!("{padding}{whole}")),
    }
}

pub(super) fn join(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(list) = arguments[0].as_list() else { return Ok(Item::Undefined) };
    let separator = text(arguments, 1);
    let separator = separator.as_deref().unwrap_or("");
    engine.charge(list.len())?;
    let mut out = String::new();
    match list {
        List::Json(values) => {
            for (at, value) in values.iter().enumerate() {
                out.push_str(if at > 0 { separator } else { "" });
                out.push_str(value.as_str().unwrap_or_default());
                engine.check_growth(out.len())?;
            }
        }
        _ => {
            for at in 0..list.len() {
                out.push_str(if at > 0 { separator } else { "" });
                out.push_str(list.get(at).as_text().map_or("", |text| text));
                engine.check_growth(out.len())?;
            }
        }
    }
    engine.string(&out)
}
