//! What shines through of the language that AWS's interpreter is written in.

use std::collections::HashMap;

use crate::value::{Number, Object, Value};

/// Writes a value as text: a string as it is, an object as `{Arg1=1, Arg2=[]}` (recorded). Nothing is said
/// where the whole text would be too long.
pub(super) fn write_text(value: &Value, longest: usize, out: &mut String) -> Option<()> {
    match value {
        Value::String(text) => out.push_str(text),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_text(item, longest, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (at, (key, member)) in members.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                out.push_str(key);
                out.push('=');
                write_text(member, longest, out)?;
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
    (out.len() <= longest).then_some(())
}

/// Every item once, in the order of a `java.util.HashSet`: `[true, false]` becomes `[false, true]`, and
/// small whole numbers come out sorted. (executions on AWS)
///
/// Within the set's buckets the order is that of the array. A set doubles its buckets from 16 on whenever
/// it is three quarters full.
pub(super) fn unique(items: &[Value]) -> Vec<Value> {
    let mut seen: HashMap<i32, Vec<&Value>> = HashMap::new();
    let mut kept: Vec<(i32, &Value)> = Vec::new();
    for item in items {
        let hash = hash(item);
        let same = seen.entry(hash).or_default();
        if !same.contains(&item) {
            same.push(item);
            kept.push((hash, item));
        }
    }
    let mut buckets = 16_usize;
    while kept.len() > buckets / 4 * 3 {
        buckets *= 2;
    }
    kept.sort_by_key(|(hash, _)| (*hash as u32 ^ (*hash as u32 >> 16)) as usize & (buckets - 1));
    kept.into_iter().map(|(_, item)| item.clone()).collect()
}

/// `hashCode`
fn hash(value: &Value) -> i32 {
    match value {
        Value::Null => 0,
        Value::Bool(truth) => {
            if *truth {
                1231
            } else {
                1237
            }
        }
        Value::Number(Number::Int(int)) => match i32::try_from(*int) {
            Ok(int) => int,
            Err(_) => fold(*int as u64),
        },
        Value::Number(Number::Double(x)) => fold(x.to_bits()),
        Value::Number(Number::Big(digits)) => hash_text(digits),
        Value::String(text) => hash_text(text),
        Value::Array(items) => {
            items.iter().fold(1_i32, |all, item| all.wrapping_mul(31).wrapping_add(hash(item)))
        }
        Value::Object(members) => hash_members(members),
    }
}

fn hash_text(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |all, unit| all.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

fn hash_members(members: &Object) -> i32 {
    members.iter().fold(0_i32, |all, (key, value)| all.wrapping_add(hash_text(key) ^ hash(value)))
}

fn fold(bits: u64) -> i32 {
    (bits ^ (bits >> 32)) as i32
}

/// `java.util.Random`, which AWS uses for `$random(seed)` in JSONata. That `States.MathRandom` draws from it
/// by `nextInt` is our guess: what AWS gave is not recorded.
pub(super) struct Random(u64);

impl Random {
    const MASK: u64 = (1 << 48) - 1;

    pub(super) fn from_seed(seed: i64) -> Random {
        Random((seed as u64 ^ 0x5_deec_e66d) & Random::MASK)
    }

    fn bits(&mut self, count: u32) -> i64 {
        self.0 = self.0.wrapping_mul(0x5_deec_e66d).wrapping_add(0xb) & Random::MASK;
        (self.0 >> (48 - count)) as i64
    }

    /// A number from the start up to, not including, the end; both of 32 bits.
    pub(super) fn between(&mut self, start: i64, end: i64) -> i64 {
        let span = end - start;
        if span > i64::from(i32::MAX) {
            return start + self.bits(32).rem_euclid(span);
        }
        if span & (span - 1) == 0 {
            return start + ((span * self.bits(31)) >> 31);
        }
        loop {
            let bits = self.bits(31);
            let drawn = bits % span;
            // The last, incomplete run of numbers would make the small ones more likely.
            if bits - drawn + (span - 1) <= i64::from(i32::MAX) {
                return start + drawn;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_java() {
        for (json, expected) in [
            ("null", 0),
            ("true", 1231),
            ("7", 7),
            ("4294967296", 1),
            ("1.5", 1_073_217_536),
            ("\"hello\"", 99_162_322),
            ("[1,2]", 994),
            ("{\"a\":1}", 96),
        ] {
            assert_eq!(hash(&Value::parse(json).unwrap()), expected, "{json}");
        }
    }

    #[test]
    fn a_seed_gives_the_numbers_of_java() {
        let mut random = Random::from_seed(42);
        let drawn: Vec<i64> = (0..5).map(|_| random.between(0, 10)).collect();
        assert_eq!(drawn, [0, 3, 8, 4, 0]);
        assert_eq!(Random::from_seed(42).between(0, 16), 11);
    }

    #[test]
    fn the_widest_range_is_kept() {
        let (low, high) = (i64::from(i32::MIN), i64::from(i32::MAX));
        for seed in 0..100 {
            assert!((low..high).contains(&Random::from_seed(seed).between(low, high)));
        }
    }
}
