//! The functions that AWS adds to JSONata or gives a meaning of its own. (AWS guide, "Transforming data
//! with JSONata")

use std::cell::RefCell;
use std::rc::Rc;

use jsonata_core::evaluator::{Context, Evaluator as Engine, EvaluatorError};
use jsonata_core::value::JValue;

use super::parse;
use crate::value::Value;
use crate::world::{Chance, Timestamp};

type Answer = Result<JValue, EvaluatorError>;

/// Makes the functions known to an engine.
pub(super) fn register(
    engine: &mut Engine,
    now: i64,
    chance: &Rc<RefCell<Chance>>,
) -> Result<(), EvaluatorError> {
    let source = chance.clone();
    engine.register_fn_override("random", move |args: &[JValue]| random(args, &source))?;
    let source = chance.clone();
    engine.register_fn("uuid", move |_: &[JValue]| Ok(JValue::string(source.borrow_mut().uuid())))?;
    engine.register_fn_override("now", move |args: &[JValue]| now_text(args, now))?;
    engine.register_fn_override("millis", move |_: &[JValue]| Ok(JValue::Number(now as f64)))?;
    engine.register_fn_override("eval", |_: &[JValue]| fail("T1006: Attempted to invoke a non-function"))?;
    engine.register_fn("parse", parse_json)?;
    engine.register_fn("partition", partition)?;
    engine.register_fn("range", range)
}

fn fail(message: &str) -> Answer {
    Err(EvaluatorError::EvaluationError(message.to_owned()))
}

fn number(args: &[JValue], at: usize) -> Option<f64> {
    args.get(at).and_then(JValue::as_f64)
}

/// `$random()` from the execution's chance, `$random(seed)` as `java.util.Random` gives it.
fn random(args: &[JValue], chance: &RefCell<Chance>) -> Answer {
    Ok(JValue::Number(match number(args, 0) {
        Some(seed) => java_random(seed as i64),
        None => chance.borrow_mut().unit(),
    }))
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

/// `$now()`, or with a picture what `$fromMillis` makes of the moment.
fn now_text(args: &[JValue], now: i64) -> Answer {
    if args.is_empty() {
        return Ok(JValue::string(Timestamp(now).to_string()));
    }
    let mut context = Context::new();
    context.bind("moment".to_owned(), JValue::Number(now as f64));
    context.bind("picture".to_owned(), args[0].clone());
    context.bind("zone".to_owned(), args.get(1).cloned().unwrap_or(JValue::Undefined));
    let tree = parse("$fromMillis($moment, $picture, $zone)").map_err(EvaluatorError::EvaluationError)?;
    Engine::with_context(context).evaluate(&tree, &JValue::Undefined)
}

fn parse_json(args: &[JValue]) -> Answer {
    match args.first() {
        Some(JValue::Undefined) | None => Ok(JValue::Undefined),
        Some(JValue::String(text)) => match Value::parse(text) {
            Ok(value) => Ok(super::convert::to_engine(&value)),
            Err(error) => fail(&format!("D3140: Malformed JSON passed to $parse(): {error}")),
        },
        Some(_) => fail("T0410: Argument 1 of function \"parse\" does not match function signature"),
    }
}

fn partition(args: &[JValue]) -> Answer {
    let (Some(items), Some(size)) = (args.first().and_then(JValue::as_array), number(args, 1)) else {
        return fail("T0410: Argument 1 of function \"partition\" does not match function signature");
    };
    if size < 1.0 {
        return fail("D3137: the size of a part must be positive");
    }
    let parts = items.chunks(size as usize).map(|part| JValue::array(part.to_vec()));
    Ok(JValue::array(parts.collect()))
}

/// `$range(start, end, step)`: the end is part of it if it is hit.
fn range(args: &[JValue]) -> Answer {
    let (Some(start), Some(end), Some(step)) = (number(args, 0), number(args, 1), number(args, 2)) else {
        return fail("T0410: Argument 1 of function \"range\" does not match function signature");
    };
    if step == 0.0 {
        return fail("D3137: the step of a range must not be zero");
    }
    let count = ((end - start) / step).floor() + 1.0;
    if count > super::MAX_SEQUENCE as f64 {
        return fail("D2014: the range has too many items");
    }
    let items = (0..count.max(0.0) as u64).map(|i| JValue::Number(start + i as f64 * step));
    Ok(JValue::array(items.collect()))
}
