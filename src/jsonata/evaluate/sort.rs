//! Sorting.

use std::cmp::Ordering;
use std::sync::Arc;

use super::Evaluator;
use super::operators::subject;
use crate::jsonata::compile::{Code, SortTerm};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::item::Item;
use crate::jsonata::text;
use crate::source::Span;

/// Sorts positions by merging, asking whether two are to be swapped in the order in which the reference
/// implementation asks: a function that decides by whim gives the same result.
pub(super) fn merge_sort(count: usize, swap: &mut dyn FnMut(usize, usize) -> Res<bool>) -> Res<Vec<usize>> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut spare = order.clone();
    sort_part(&mut order, &mut spare, swap)?;
    Ok(order)
}

fn sort_part(
    part: &mut [usize],
    spare: &mut [usize],
    swap: &mut dyn FnMut(usize, usize) -> Res<bool>,
) -> Res<()> {
    if part.len() <= 1 {
        return Ok(());
    }
    let middle = part.len() / 2;
    sort_part(&mut part[..middle], &mut spare[..middle], swap)?;
    sort_part(&mut part[middle..], &mut spare[middle..], swap)?;
    spare.copy_from_slice(part);
    let (left, right) = spare.split_at(middle);
    let (mut l, mut r) = (0, 0);
    for place in part.iter_mut() {
        let take_right = l == left.len() || r < right.len() && swap(left[l], right[r])?;
        if take_right {
            *place = right[r];
            r += 1;
        } else {
            *place = left[l];
            l += 1;
        }
    }
    Ok(())
}

/// What an order-by term gave for an item.
#[derive(Clone, Debug)]
pub(super) enum Key {
    Unknown,
    Undefined,
    Number(f64),
    Text(Arc<str>),
    Other(Item),
}

impl Key {
    pub fn of(item: Item) -> Key {
        match (&item, item.as_f64(), item.as_text()) {
            (Item::Undefined, ..) => Key::Undefined,
            (_, Some(x), _) => Key::Number(x),
            (_, _, Some(text)) => Key::Text(text.clone()),
            _ => Key::Other(item),
        }
    }

    fn value(&self) -> crate::value::Value {
        match self {
            Key::Number(x) => crate::jsonata::item::number(*x),
            Key::Text(text) => crate::value::Value::String(text.clone()),
            Key::Other(item) => subject(item),
            _ => crate::value::Value::Null,
        }
    }

    /// The order of two keys; undefined comes last, whatever the direction.
    fn compare(&self, other: &Key, term: &SortTerm, at: Span) -> Res<Ordering> {
        let order = match (self, other) {
            (Key::Undefined, Key::Undefined) => return Ok(Ordering::Equal),
            (Key::Undefined, _) => return Ok(Ordering::Greater),
            (_, Key::Undefined) => return Ok(Ordering::Less),
            (Key::Number(a), Key::Number(b)) => match a.partial_cmp(b) {
                Some(order) => order,
                None => Ordering::Greater,
            },
            (Key::Text(a), Key::Text(b)) => text::compare(a, b),
            (Key::Other(_), _) => return Err(Error::new("T2008").at(at).value(self.value())),
            (_, Key::Other(_)) => return Err(Error::new("T2008").at(at).value(other.value())),
            _ => return Err(Error::new("T2007").at(at).value(self.value()).value2(other.value())),
        };
        Ok(if term.descending { order.reverse() } else { order })
    }
}

/// The order of `count` items by order-by terms. Each term is evaluated once for an item, and only if the
/// terms before it do not decide.
pub(super) fn sorted_by_terms(
    engine: &mut Evaluator,
    terms: &[SortTerm],
    count: usize,
    at: Span,
    mut evaluate: impl FnMut(&mut Evaluator, usize, &Code) -> Res<Item>,
) -> Res<Vec<usize>> {
    let mut keys = vec![Key::Unknown; count * terms.len()];
    if let [term] = terms {
        for (index, key) in keys.iter_mut().enumerate() {
            *key = Key::of(evaluate(engine, index, &term.code)?);
        }
        if let Some(order) = simple_order(&keys, term.descending) {
            engine.charge(count)?;
            return Ok(order);
        }
    }
    merge_sort(count, &mut |a, b| {
        engine.charge(1)?;
        for (number, term) in terms.iter().enumerate() {
            for index in [a, b] {
                let place = index * terms.len() + number;
                if matches!(keys[place], Key::Unknown) {
                    keys[place] = Key::of(evaluate(engine, index, &term.code)?);
                }
            }
            let (left, right) = (&keys[a * terms.len() + number], &keys[b * terms.len() + number]);
            match left.compare(right, term, at)? {
                Ordering::Equal => {}
                order => return Ok(order == Ordering::Greater),
            }
        }
        Ok(false)
    })
}

/// The order by numbers alone, or by texts alone, which cannot fail.
pub(super) fn simple_order(keys: &[Key], descending: bool) -> Option<Vec<usize>> {
    let numbers: Option<Vec<f64>> = keys
        .iter()
        .map(|key| match key {
            // −0 is not below 0, and is 0 here.
            Key::Number(x) if !x.is_nan() => Some(*x + 0.0),
            _ => None,
        })
        .collect();
    let turn = |order: Ordering| if descending { order.reverse() } else { order };
    let mut order: Vec<usize> = (0..keys.len()).collect();
    if let Some(numbers) = numbers {
        order.sort_by(|a, b| turn(numbers[*a].total_cmp(&numbers[*b])));
        return Some(order);
    }
    let texts: Option<Vec<&str>> = keys
        .iter()
        .map(|key| match key {
            Key::Text(text) => Some(&**text),
            _ => None,
        })
        .collect();
    let texts = texts?;
    order.sort_by(|a, b| turn(text::compare(texts[*a], texts[*b])));
    Some(order)
}
