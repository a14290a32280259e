//! What the 18 functions do.

use std::fmt;

use super::IntrinsicError;
use super::{encoding, format, java};
use crate::value::{Number, Object, Value};
use crate::world::Chance;

/// How long the texts may be that are encoded, decoded and hashed. (AWS guide)
const MAX_TEXT: usize = 10_000;

/// What is said of texts that are too long together.
pub(super) const TOO_LONG: &str = "the texts made by this call and those in it are longer than 4 MiB";

/// How many items `States.ArrayRange` may make. (AWS guide)
const MAX_RANGE: i64 = 1_000;

/// An intrinsic function. (spec, Appendix B)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `States.Format('{} of {}', 1, $.total)`
    Format,
    /// `States.StringToJson('[1]')`
    StringToJson,
    /// `States.JsonToString($.order)`
    JsonToString,
    /// `States.Array(1, 'a', $.b)`
    Array,
    /// `States.ArrayPartition($.items, 4)`
    ArrayPartition,
    /// `States.ArrayContains($.items, 5)`
    ArrayContains,
    /// `States.ArrayRange(1, 9, 2)`
    ArrayRange,
    /// `States.ArrayGetItem($.items, 0)`
    ArrayGetItem,
    /// `States.ArrayLength($.items)`
    ArrayLength,
    /// `States.ArrayUnique($.items)`
    ArrayUnique,
    /// `States.Base64Encode($.text)`
    Base64Encode,
    /// `States.Base64Decode($.text)`
    Base64Decode,
    /// `States.Hash($.text, 'SHA-256')`
    Hash,
    /// `States.JsonMerge($.a, $.b, false)`
    JsonMerge,
    /// `States.MathRandom(1, 7)`, with a seed `States.MathRandom(1, 7, 42)`
    MathRandom,
    /// `States.MathAdd($.count, -1)`
    MathAdd,
    /// `States.StringSplit('a,b', ',')`
    StringSplit,
    /// `States.UUID()`
    Uuid,
}

impl Function {
    /// Name without `States.`, function, and how many arguments it takes at least and at most.
    const ALL: [(&'static str, Function, usize, usize); 18] = [
        ("Format", Function::Format, 1, usize::MAX),
        ("StringToJson", Function::StringToJson, 1, 1),
        ("JsonToString", Function::JsonToString, 1, 1),
        ("Array", Function::Array, 0, usize::MAX),
        ("ArrayPartition", Function::ArrayPartition, 2, 2),
        ("ArrayContains", Function::ArrayContains, 2, 2),
        ("ArrayRange", Function::ArrayRange, 3, 3),
        ("ArrayGetItem", Function::ArrayGetItem, 2, 2),
        ("ArrayLength", Function::ArrayLength, 1, 1),
        ("ArrayUnique", Function::ArrayUnique, 1, 1),
        ("Base64Encode", Function::Base64Encode, 1, 1),
        ("Base64Decode", Function::Base64Decode, 1, 1),
        ("Hash", Function::Hash, 2, 2),
        ("JsonMerge", Function::JsonMerge, 3, 3),
        ("MathRandom", Function::MathRandom, 2, 3),
        ("MathAdd", Function::MathAdd, 2, 2),
        ("StringSplit", Function::StringSplit, 2, 2),
        ("UUID", Function::Uuid, 0, 0),
    ];

    /// The function of a name such as `States.Format`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Function> {
        let name = name.strip_prefix("States.")?;
        Function::ALL.iter().find(|entry| entry.0 == name).map(|entry| entry.1)
    }

    /// The names of all functions, for whoever offers them.
    pub fn names() -> impl Iterator<Item = String> {
        Function::ALL.iter().map(|entry| entry.1.to_string())
    }

    /// What the table says of the function: it stands there in the order of the variants.
    fn entry(self) -> (&'static str, Function, usize, usize) {
        Function::ALL[self as usize]
    }

    /// Whether the function takes so many arguments.
    #[must_use]
    pub fn takes(self, count: usize) -> bool {
        let (_, _, least, most) = self.entry();
        (least..=most).contains(&count)
    }
}

/// `States.Format`
impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "States.{}", self.entry().0)
    }
}

/// The value of a function, the longest text it may make being given; an argument that it cannot use is an error
/// without more words, as on AWS.
pub(super) fn call(
    function: Function,
    values: &[Value],
    chance: &mut Chance,
    longest: usize,
) -> Result<Value, IntrinsicError> {
    let refused = || IntrinsicError::Arguments { function, detail: None };
    if !function.takes(values.len()) {
        return Err(refused());
    }
    match (function, values) {
        (Function::Format, [template, arguments @ ..]) => format::format(template, arguments, longest),
        (Function::StringToJson, [text]) => string_to_json(text).ok_or_else(refused),
        (Function::JsonToString, [value]) => match value.to_text_within(longest) {
            Some(text) => Ok(Value::from(text)),
            None => Err(IntrinsicError::Arguments { function, detail: Some(TOO_LONG) }),
        },
        (Function::Array, items) => Ok(Value::array(items.iter().cloned())),
        (Function::ArrayPartition, [array, size]) => array_partition(array, size).ok_or_else(refused),
        (Function::ArrayContains, [array, value]) => {
            array.as_array().map(|items| Value::Bool(items.contains(value))).ok_or_else(refused)
        }
        (Function::ArrayRange, [first, last, step]) => array_range(first, last, step).ok_or_else(refused),
        (Function::ArrayGetItem, [array, index]) => array_get_item(array, index).ok_or_else(refused),
        (Function::ArrayLength, [array]) => array
            .as_array()
            .and_then(|items| i64::try_from(items.len()).ok())
            .map(Value::from)
            .ok_or_else(refused),
        (Function::ArrayUnique, [array]) => {
            array.as_array().map(|items| Value::from(java::unique(items))).ok_or_else(refused)
        }
        (Function::Base64Encode, [text]) => {
            short_text(text).map(|text| Value::from(encoding::encode(text.as_bytes()))).ok_or_else(refused)
        }
        (Function::Base64Decode, [text]) => {
            short_text(text).map(|text| Value::from(encoding::decode(text))).ok_or_else(refused)
        }
        (Function::Hash, [data, algorithm]) => hash(data, algorithm).ok_or_else(refused),
        (Function::JsonMerge, [a, b, deep]) => json_merge(a, b, deep).ok_or_else(refused),
        (Function::MathRandom, [start, end, seed @ ..]) => {
            math_random(start, end, seed.first(), chance).ok_or_else(refused)
        }
        (Function::MathAdd, [a, b]) => math_add(a, b).ok_or_else(refused),
        (Function::StringSplit, [text, delimiters]) => string_split(text, delimiters).ok_or_else(refused),
        (Function::Uuid, []) => Ok(Value::from(chance.uuid())),
        _ => Err(refused()),
    }
}

/// Text that is blank is null. (recorded)
fn string_to_json(text: &Value) -> Option<Value> {
    let text = text.as_str()?;
    if text.trim().is_empty() { Some(Value::Null) } else { Value::parse(text).ok() }
}

fn array_partition(array: &Value, size: &Value) -> Option<Value> {
    let size = usize::try_from(cut_off(size)?).ok().filter(|size| *size > 0)?;
    Some(Value::array(array.as_array()?.chunks(size).map(|chunk| Value::array(chunk.iter().cloned()))))
}

fn array_range(first: &Value, last: &Value, step: &Value) -> Option<Value> {
    let (first, last, step) = (cut_off(first)?, cut_off(last)?, cut_off(step)?);
    if step == 0 {
        return None;
    }
    let steps = (last - first) / step;
    // A step that leads away from the end makes nothing.
    let count = if (last - first).signum() * step.signum() < 0 { 0 } else { steps + 1 };
    (count <= MAX_RANGE).then(|| Value::array((0..count).map(|i| Value::from(first + i * step))))
}

fn array_get_item(array: &Value, index: &Value) -> Option<Value> {
    let (items, index) = (array.as_array()?, cut_off(index)?);
    if items.is_empty() {
        // AWS forgives an empty array any index.
        return Some(Value::Null);
    }
    items.get(usize::try_from(index).ok()?).cloned()
}

fn hash(data: &Value, algorithm: &Value) -> Option<Value> {
    let mut text = String::new();
    // A unit of UTF-16 has at most three bytes of UTF-8.
    java::write_text(data, 3 * MAX_TEXT, &mut text)?;
    let digest = is_short(&text).then(|| encoding::digest(text.as_bytes(), algorithm.as_str()?))?;
    digest.map(Value::from)
}

/// Members of the second replace those of the first, whole. A deep merge is refused, and what is not
/// `true` means a shallow one. (AWS guide; executions on AWS)
fn json_merge(a: &Value, b: &Value, deep: &Value) -> Option<Value> {
    let (a, b) = (a.as_object()?, b.as_object()?);
    let all = a.iter().chain(b.iter()).map(|(key, value)| (key.clone(), value.clone()));
    (*deep != Value::Bool(true)).then(|| Value::from(all.collect::<Object>()))
}

/// From the start up to, not including, the end.
fn math_random(start: &Value, end: &Value, seed: Option<&Value>, chance: &mut Chance) -> Option<Value> {
    let (start, end) = (cut_off(start)?, cut_off(end)?);
    if start >= end {
        return None;
    }
    Some(Value::from(match seed {
        Some(seed) => java::Random::from_seed(cut_off(seed)?).between(start, end),
        None => start + (chance.unit() * (end - start) as f64) as i64,
    }))
}

/// Halves are rounded up, `-1.5` to `-1`; arguments and sum have 32 bits. (recorded; executions on AWS)
fn math_add(a: &Value, b: &Value) -> Option<Value> {
    let rounded = |value: &Value| {
        let number = value.as_number()?;
        let x = number.as_f64();
        let rounded = x.floor() + if x - x.floor() >= 0.5 { 1.0 } else { 0.0 };
        in_32_bits(rounded)
    };
    let sum = rounded(a)? + rounded(b)?;
    i32::try_from(sum).is_ok().then(|| Value::from(sum))
}

/// Every character of the second is a delimiter, and there are no empty pieces. (recorded)
fn string_split(text: &Value, delimiters: &Value) -> Option<Value> {
    let (text, delimiters) = (text.as_str()?, delimiters.as_str()?);
    let pieces = text.split(|c| delimiters.contains(c)).filter(|piece| !piece.is_empty());
    Some(Value::array(pieces.map(Value::from)))
}

fn short_text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| is_short(text))
}

fn is_short(text: &str) -> bool {
    text.encode_utf16().count() <= MAX_TEXT
}

/// A number without its fraction, of 32 bits. AWS's guide says that such arguments are rounded; AWS cuts.
fn cut_off(value: &Value) -> Option<i64> {
    value.as_number().map(Number::as_f64).map(f64::trunc).and_then(in_32_bits)
}

fn in_32_bits(whole: f64) -> Option<i64> {
    (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&whole).then_some(whole as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call_with(function: Function, values: &[Value]) -> Result<Value, IntrinsicError> {
        call(function, values, &mut Chance::from_seed(1), 10_000)
    }

    #[test]
    fn the_18_names_are_read_and_written() {
        assert_eq!(Function::names().count(), 18);
        for name in Function::names() {
            assert_eq!(Function::parse(&name).map(|function| function.to_string()), Some(name));
        }
        assert_eq!(Function::parse("States.uuid"), None);
        assert_eq!(Function::parse("UUID"), None);
    }

    #[test]
    fn err_texts_longer_than_10_000() {
        for function in [Function::Base64Encode, Function::Base64Decode, Function::Hash] {
            for (length, fits) in [(10_000, true), (10_001, false)] {
                let mut values = vec![Value::from("A".repeat(length))];
                values.extend((function == Function::Hash).then(|| Value::from("MD5")));
                assert_eq!(call_with(function, &values).is_ok(), fits, "{function} {length}");
            }
        }
    }

    #[test]
    fn err_ranges_of_more_than_1000_items() {
        let range = |last: i64| [Value::from(1_i64), Value::from(last), Value::from(1_i64)];
        assert!(call_with(Function::ArrayRange, &range(1000)).is_ok());
        assert!(call_with(Function::ArrayRange, &range(1001)).is_err());
        assert!(call_with(Function::ArrayRange, &range(i64::from(i32::MAX))).is_err());
    }

    #[test]
    fn random_numbers_reach_both_ends_of_their_range() {
        let mut chance = Chance::from_seed(5);
        let bounds = [Value::from(-1_i64), Value::from(2_i64)];
        let mut drawn: Vec<i64> = (0..100)
            .filter_map(|_| call(Function::MathRandom, &bounds, &mut chance, 0).ok()?.as_i64())
            .collect();
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn, [-1, 0, 1]);
    }

    #[test]
    fn err_no_arguments_make_a_function_panic() {
        let values = ["null", "true", "-1e300", "12345678901234567890", "\"\"", "[]", "{\"a\":[1]}", "0"];
        let values: Vec<Value> = values.iter().map(|json| Value::parse(json).unwrap()).collect();
        for (_, function, ..) in Function::ALL {
            for a in &values {
                for b in &values {
                    for c in &values {
                        let all = [a.clone(), b.clone(), c.clone()];
                        for count in 0..=3 {
                            let _ = call_with(function, &all[..count]);
                        }
                    }
                }
            }
        }
    }
}
