//! The functions that AWS adds to JSONata or gives a meaning of its own. (AWS guide, "Transforming data
//! with JSONata")

use crate::jsonata::{Error, Host, Library};
use crate::query::intrinsic::digest;
use crate::value::{Number, Value};
use crate::world::Chance;

type Arguments<'a> = &'a [Option<Value>];
type Answer = Result<Option<Value>, Box<Error>>;

/// How many items `$range` and `$partition` may give: what the engine lets a sequence have.
const MAX_ITEMS: f64 = 1e6;

/// JSONata's functions and AWS's, without `$eval`.
pub(super) fn of_aws() -> Library {
    let mut library = Library::new();
    library.hide("eval");
    let mut add = |name: &str, signature: &str, run: fn(&mut Host, Arguments) -> Answer| {
        library.register(name, signature, run).expect("the signatures below can be read");
    };
    add("partition", "<a-n:a>", partition);
    add("range", "<n-n-n:a>", range);
    add("hash", "<s-s:s>", hash);
    add("random", "<n?:n>", random);
    add("uuid", "<:s>", uuid);
    add("parse", "<s-:x>", parse);
    library
}

fn number(arguments: Arguments, at: usize) -> Option<f64> {
    match arguments.get(at)? {
        Some(Value::Number(number)) => Some(number.as_f64()),
        _ => None,
    }
}

/// A number as JSON can hold it.
fn value(x: f64) -> Option<Value> {
    Number::from_f64(x).map(Value::Number)
}

fn text(arguments: Arguments<'_>, at: usize) -> Option<&str> {
    arguments.get(at)?.as_ref()?.as_str()
}

/// `$partition(array, size)`: parts of that many items, the last one with the rest.
fn partition(_: &mut Host, arguments: Arguments) -> Answer {
    let items = arguments.first().and_then(Option::as_ref).and_then(Value::as_array);
    let (Some(items), Some(size)) = (items, number(arguments, 1)) else { return Ok(None) };
    if size < 1.0 {
        return Err(Error::custom(
            "D3137",
            "The second argument of partition function must be a positive number",
        ));
    }
    Ok(Some(Value::from(
        items.chunks(size as usize).map(|part| Value::from(part.to_vec())).collect::<Vec<_>>(),
    )))
}

/// `$range(start, end, step)`: the end is part of it if it is hit.
fn range(_: &mut Host, arguments: Arguments) -> Answer {
    let (Some(start), Some(end), Some(step)) =
        (number(arguments, 0), number(arguments, 1), number(arguments, 2))
    else {
        return Ok(None);
    };
    if step == 0.0 {
        return Err(Error::custom("D3137", "The third argument of range function must not be zero"));
    }
    let count = ((end - start) / step).floor() + 1.0;
    if count > MAX_ITEMS {
        return Err(Error::custom("D2014", format!("The range function would make {count} items")));
    }
    let items = (0..count.max(0.0) as u32).filter_map(|at| value(start + f64::from(at) * step));
    Ok(Some(Value::from(items.collect::<Vec<_>>())))
}

/// `$hash(text, algorithm)` in hexadecimal digits.
fn hash(_: &mut Host, arguments: Arguments) -> Answer {
    let (Some(data), Some(algorithm)) = (text(arguments, 0), text(arguments, 1)) else { return Ok(None) };
    match digest(data.as_bytes(), algorithm) {
        Some(digest) => Ok(Some(Value::from(digest))),
        None => Err(Error::custom(
            "D3137",
            format!(
                "The algorithm of hash function must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512, not \"{algorithm}\""
            ),
        )),
    }
}

/// `$random()` from the execution's chance, `$random(seed)` as `java.util.Random` gives it.
fn random(host: &mut Host, arguments: Arguments) -> Answer {
    let drawn = match number(arguments, 0) {
        Some(seed) => java_random(seed as i64),
        None => (host.random)(),
    };
    Ok(value(drawn))
}

/// The first `nextDouble` of a `java.util.Random`: seed 42 gives 0.7275636800328681.
fn java_random(seed: i64) -> f64 {
    const MASK: u64 = (1 << 48) - 1;
    let mut state = (seed as u64 ^ 0x5_deec_e66d) & MASK;
    let mut next = |bits: u32| {
        state = state.wrapping_mul(0x5_deec_e66d).wrapping_add(0xb) & MASK;
        state >> (48 - bits)
    };
    ((next(26) << 27) + next(27)) as f64 / (1u64 << 53) as f64
}

/// `$uuid()`, of version 4, from the execution's chance.
fn uuid(host: &mut Host, _: Arguments) -> Answer {
    let seed = (host.random)() * (1u64 << 53) as f64;
    Ok(Some(Value::from(Chance::from_seed(seed as u64).uuid())))
}

/// `$parse(text)`: the value that a JSON text stands for.
fn parse(_: &mut Host, arguments: Arguments) -> Answer {
    let Some(text) = text(arguments, 0) else { return Ok(None) };
    match Value::parse(text) {
        Ok(value) => Ok(Some(value)),
        Err(error) => Err(Error::custom("D3140", format!("Malformed JSON passed to $parse(): {error}"))),
    }
}
