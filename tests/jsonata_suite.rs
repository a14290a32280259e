//! The official cases of JSONata 2.0.6, which are no part of the project; where they are missing, this says so.
//!
//! What fails must be in `tests/jsonata/known-failures.md`, with the reason; what is there must fail.

mod support;

use std::collections::BTreeMap;

use stepyard::jsonata::{Answer, Expression, World};
use stepyard::value::Value;

/// What is wrong with the answer to a case; nothing if it is right.
fn difference(case: &Value) -> Option<String> {
    let text = |name: &str| case.get(name).and_then(Value::as_str);
    let expected = case.get("exp").and_then(|exp| exp.get("kind")).and_then(Value::as_str).unwrap_or("");
    let parse = |text: &str| Value::parse(text).expect("the cases hold JSON");
    let input = text("input").map(parse);
    let bindings = text("bindings").map_or(Value::empty_object(), parse);
    let mut random = || 0.5;
    let mut world = World {
        variables: bindings.as_object()?,
        now: 1_700_000_000_000,
        random: &mut random,
        ..World::still()
    };
    let answer = Expression::parse(text("expr")?).and_then(|read| read.evaluate(input.as_ref(), &mut world));
    let found = match &answer {
        Ok(Answer::Value(value)) => value.to_string(),
        Ok(Answer::Undefined) => "undefined".to_owned(),
        Ok(Answer::Function) => "a function".to_owned(),
        Err(error) => error.to_string(),
    };
    let right = match (expected, &answer) {
        ("error", Err(error)) => case.get("exp")?.get("code").and_then(Value::as_str) == Some(error.code),
        // The reference has no result for a function, either.
        ("undefined", Ok(Answer::Undefined | Answer::Function)) => true,
        ("result", Ok(Answer::Value(value))) => {
            let expected = parse(case.get("exp")?.get("result")?.as_str()?);
            let unordered = case.get("unordered").and_then(Value::as_bool) == Some(true);
            if unordered { same_items(&expected, value) } else { expected == *value }
        }
        _ => false,
    };
    (!right)
        .then(|| format!("wanted {}, got {found}", case.get("exp").map_or(String::new(), Value::to_string)))
}

fn same_items(a: &Value, b: &Value) -> bool {
    let sorted = |value: &Value| {
        let mut texts: Vec<String> = value.as_array().unwrap_or(&[]).iter().map(Value::to_string).collect();
        texts.sort();
        texts
    };
    sorted(a) == sorted(b)
}

/// The numbers of the cases that are known to fail: the first column of the table.
fn known_failures() -> Vec<i64> {
    let text = include_str!("jsonata/known-failures.md");
    text.lines().filter_map(|line| line.strip_prefix('|')?.split('|').next()?.trim().parse().ok()).collect()
}

#[test]
fn the_official_cases_pass() {
    let Some(path) = support::shared::shared("jsonata/cases.jsonl") else { return };
    let text = std::fs::read_to_string(path).expect("the cases can be read");
    let known = known_failures();
    let mut groups: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut surprises = Vec::new();
    for line in text.lines() {
        let case = Value::parse(line).expect("a case is JSON");
        let id = case.get("id").and_then(Value::as_i64).unwrap_or(-1);
        let group = case.get("group").and_then(Value::as_str).unwrap_or("").to_owned();
        let counts = groups.entry(group.clone()).or_default();
        let difference = difference(&case);
        match &difference {
            None => counts.0 += 1,
            Some(difference) => {
                counts.1 += 1;
                let expr = case.get("expr").map_or(String::new(), Value::to_string);
                println!("{id} {group}: {expr}\n    {difference}");
            }
        }
        if difference.is_some() != known.contains(&id) {
            surprises.push(id);
        }
    }
    for (group, (passed, failed)) in &groups {
        println!("{group:32} {passed:5} {failed:5}");
    }
    let passed: u32 = groups.values().map(|counts| counts.0).sum();
    let failed: u32 = groups.values().map(|counts| counts.1).sum();
    println!("{passed} passed, {failed} failed");
    assert_eq!(surprises, [] as [i64; 0], "cases that went otherwise than known");
}
