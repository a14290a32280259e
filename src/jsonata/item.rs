//! What an expression works with: JSON values, and what JSON lacks.
//!
//! A value that comes from outside stays what it is, [`Item::Json`], and is passed on by counting. What an
//! expression builds is an [`Array`] or a [`Record`], because it may hold functions, and because JSONata has
//! marks on arrays that JSON cannot carry: a sequence of one is that one.

use std::rc::Rc;
use std::sync::Arc;

use super::evaluate::Function;
use crate::value::{Members, Number, Value};

/// A value during an evaluation.
#[derive(Clone, Debug, Default)]
pub(super) enum Item {
    /// No value at all.
    #[default]
    Undefined,
    /// A value from outside, or a scalar.
    Json(Value),
    /// An array that the expression built.
    Array(Rc<Array>),
    /// An object that the expression built.
    Record(Rc<Record>),
    Function(Rc<Function>),
}

/// An array that the expression built.
#[derive(Clone, Debug, Default)]
pub(super) struct Array {
    pub items: Items,
    pub marks: Marks,
    /// How deep arrays and objects are nested in it that the expression built.
    pub depth: u32,
}

/// The items of an array.
#[derive(Clone, Debug)]
pub(super) enum Items {
    List(Vec<Item>),
    /// Whole numbers one after the other, which `[1..1e7]` need not write out.
    Range {
        first: i64,
        length: u32,
    },
}

impl Default for Items {
    fn default() -> Self {
        Items::List(Vec::new())
    }
}

/// What distinguishes arrays from each other beside their items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// The result of a path or a filter: empty it is undefined, with one item it is that item.
    pub sequence: bool,
    /// A sequence that stays an array even with one item: `[]`.
    pub keep_single: bool,
    /// Built by brackets as a step of a path, and not to be flattened into the path's result.
    pub constructed: bool,
    /// The array around an input that is itself an array.
    pub outer: bool,
}

/// An object that the expression built.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub members: Members<Item>,
    pub depth: u32,
}

/// An item that is looked at where it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum View<'a> {
    Undefined,
    Json(&'a Value),
    Array(&'a Rc<Array>),
    Record(&'a Rc<Record>),
    Function(&'a Rc<Function>),
}

/// The items of an array of either kind.
#[derive(Clone, Copy, Debug)]
pub(super) enum List<'a> {
    Json(&'a [Value]),
    Items(&'a [Item]),
    Range { first: i64, length: u32 },
}

/// A number as JavaScript has it; one that is not finite is found out before it leaves the engine.
pub(super) fn number(x: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = x as i64;
    let exact = whole as f64 == x && x.abs() < EXACT;
    Value::Number(if exact { Number::Int(whole) } else { Number::Double(x) })
}

impl Item {
    pub fn number(x: f64) -> Item {
        Item::Json(number(x))
    }

    pub fn bool(truth: bool) -> Item {
        Item::Json(Value::Bool(truth))
    }

    pub fn string(text: &str) -> Item {
        Item::Json(Value::String(text.into()))
    }

    pub fn array(items: Vec<Item>) -> Item {
        Item::marked(items, Marks::default())
    }

    /// A sequence as it is: whoever evaluates the expression around it takes single items out.
    pub fn sequence(items: Vec<Item>) -> Item {
        Item::marked(items, Marks { sequence: true, ..Marks::default() })
    }

    pub fn marked(items: Vec<Item>, marks: Marks) -> Item {
        let depth = 1 + items.iter().map(Item::depth).max().unwrap_or(0);
        Item::Array(Rc::new(Array { items: Items::List(items), marks, depth }))
    }

    pub fn record(members: Members<Item>) -> Item {
        Item::Record(Rc::new(Record::new(members)))
    }

    pub fn depth(&self) -> u32 {
        match self {
            Item::Array(array) => array.depth,
            Item::Record(record) => record.depth,
            _ => 0,
        }
    }

    pub fn view(&self) -> View<'_> {
        match self {
            Item::Undefined => View::Undefined,
            Item::Json(value) => View::Json(value),
            Item::Array(array) => View::Array(array),
            Item::Record(record) => View::Record(record),
            Item::Function(function) => View::Function(function),
        }
    }

    pub fn is_undefined(&self) -> bool {
        matches!(self, Item::Undefined)
    }

    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Item::Json(Value::Number(number)) => Some(number.as_f64()),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&Arc<str>> {
        match self {
            Item::Json(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<List<'_>> {
        self.view().as_list()
    }

    /// The items of an array; anything else is an array of itself.
    pub fn into_items(self) -> Vec<Item> {
        match self {
            Item::Undefined => Vec::new(),
            Item::Json(Value::Array(items)) => items.iter().cloned().map(Item::Json).collect(),
            Item::Array(array) => match Rc::try_unwrap(array) {
                Ok(Array { items: Items::List(items), .. }) => items,
                Ok(Array { items: Items::Range { first, length }, .. }) => {
                    List::Range { first, length }.to_vec()
                }
                Err(shared) => shared.list().to_vec(),
            },
            other => vec![other],
        }
    }

    /// Puts the rule of sequences into effect: none is undefined, one is itself.
    pub fn unwrap_sequence(self, keep_single: bool) -> Item {
        let Item::Array(array) = &self else { return self };
        if !array.marks.sequence {
            return self;
        }
        match array.list().len() {
            0 => Item::Undefined,
            1 if !array.marks.keep_single && !keep_single => array.list().get(0),
            1 if keep_single && !array.marks.keep_single => {
                let marks = Marks { keep_single: true, ..array.marks };
                Item::marked(self.into_items(), marks)
            }
            _ => self,
        }
    }
}

impl Record {
    pub fn new(members: Members<Item>) -> Record {
        let depth = 1 + members.entries().iter().map(|(_, item)| item.depth()).max().unwrap_or(0);
        Record { members, depth }
    }
}

impl Array {
    pub fn list(&self) -> List<'_> {
        match &self.items {
            Items::List(items) => List::Items(items),
            Items::Range { first, length } => List::Range { first: *first, length: *length },
        }
    }
}

impl<'a> View<'a> {
    pub fn to_item(self) -> Item {
        match self {
            View::Undefined => Item::Undefined,
            View::Json(value) => Item::Json(value.clone()),
            View::Array(array) => Item::Array(array.clone()),
            View::Record(record) => Item::Record(record.clone()),
            View::Function(function) => Item::Function(function.clone()),
        }
    }

    pub fn as_list(self) -> Option<List<'a>> {
        match self {
            View::Json(Value::Array(items)) => Some(List::Json(items)),
            View::Array(array) => Some(array.list()),
            _ => None,
        }
    }

    pub fn is_sequence(self) -> bool {
        matches!(self, View::Array(array) if array.marks.sequence)
    }

    /// The type in the letters of signatures; `m` is for a missing value.
    pub fn letter(self) -> u8 {
        match self {
            View::Undefined => b'm',
            View::Function(_) => b'f',
            View::Array(_) | View::Json(Value::Array(_)) => b'a',
            View::Record(_) | View::Json(Value::Object(_)) => b'o',
            View::Json(Value::String(_)) => b's',
            View::Json(Value::Number(_)) => b'n',
            View::Json(Value::Bool(_)) => b'b',
            View::Json(Value::Null) => b'l',
        }
    }

    /// The member of an object.
    pub fn member(self, name: &str) -> View<'a> {
        match self {
            View::Json(Value::Object(members)) => members.get(name).map_or(View::Undefined, View::Json),
            View::Record(record) => record.members.get(name).map_or(View::Undefined, Item::view),
            _ => View::Undefined,
        }
    }

    /// The members of an object in order; nothing for anything else.
    pub fn members(self) -> Vec<(&'a Arc<str>, View<'a>)> {
        match self {
            View::Json(Value::Object(members)) => {
                members.iter().map(|(name, value)| (name, View::Json(value))).collect()
            }
            View::Record(record) => {
                record.members.entries().iter().map(|(name, item)| (name, item.view())).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl<'a> List<'a> {
    pub fn len(self) -> usize {
        match self {
            List::Json(items) => items.len(),
            List::Items(items) => items.len(),
            List::Range { length, .. } => length as usize,
        }
    }

    /// The item at a place, undefined past the end.
    pub fn get(self, at: usize) -> Item {
        match self {
            List::Json(items) => items.get(at).cloned().map_or(Item::Undefined, Item::Json),
            List::Items(items) => items.get(at).cloned().unwrap_or_default(),
            List::Range { first, length } if at < length as usize => {
                Item::Json(Value::from(first + at as i64))
            }
            List::Range { .. } => Item::Undefined,
        }
    }

    /// The item at a place where there is one, without taking it; `held` keeps what is made on the way.
    pub fn view<'s>(self, at: usize, held: &'s mut Value) -> View<'s>
    where
        'a: 's,
    {
        match self {
            List::Json(items) => View::Json(&items[at]),
            List::Items(items) => items[at].view(),
            List::Range { first, .. } => {
                *held = Value::from(first + at as i64);
                View::Json(held)
            }
        }
    }

    pub fn to_vec(self) -> Vec<Item> {
        match self {
            List::Json(items) => items.iter().cloned().map(Item::Json).collect(),
            List::Items(items) => items.to_vec(),
            List::Range { .. } => (0..self.len()).map(|at| self.get(at)).collect(),
        }
    }
}

impl From<Value> for Item {
    fn from(value: Value) -> Self {
        Item::Json(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_as_small_as_values() {
        assert_eq!(size_of::<Item>(), size_of::<Value>());
    }

    #[test]
    fn a_sequence_of_one_is_that_one() {
        let one = || Item::sequence(vec![Item::number(1.0)]);
        assert_eq!(one().unwrap_sequence(false).as_f64(), Some(1.0));
        let kept = one().unwrap_sequence(true);
        assert_eq!(kept.as_list().map(List::len), Some(1));
        assert_eq!(kept.unwrap_sequence(false).as_list().map(List::len), Some(1));
        assert!(Item::sequence(vec![]).unwrap_sequence(true).is_undefined());
        assert_eq!(Item::array(vec![]).unwrap_sequence(false).as_list().map(List::len), Some(0));
    }

    #[test]
    fn numbers_are_whole_where_they_can_be() {
        assert_eq!(number(3.0), Value::from(3i64));
        assert!(matches!(number(1e300), Value::Number(Number::Double(_))));
        assert!(matches!(number(f64::NAN), Value::Number(Number::Double(_))));
    }
}
