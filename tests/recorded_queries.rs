//! Intrinsic functions, Choice operators and paths against what AWS answered.
//!
//! The recordings are no part of the project; where they are missing, these tests say so and pass.

mod support;

use std::fs;

use stepyard::query::comparison::Operator;
use stepyard::query::intrinsic::PayloadExpression;
use stepyard::query::jsonpath::Path;
use stepyard::value::{Object, Value};
use stepyard::world::Chance;

use support::shared::recorded;

fn rows(table: &str) -> Vec<Value> {
    let Some(path) = recorded(table) else { return Vec::new() };
    let text = fs::read_to_string(path).expect("a table can be read");
    text.lines().map(|line| Value::parse(line).expect("a row is JSON")).collect()
}

fn at<'a>(row: &'a Value, keys: &[&str]) -> &'a Value {
    static NULL: Value = Value::Null;
    keys.iter().fold(row, |value, key| value.get(key).unwrap_or(&NULL))
}

#[test]
fn intrinsic_functions_answer_as_on_aws() {
    let mut differences = Vec::new();
    let mut compared = 0;
    for row in rows("tables/intrinsic-functions.jsonl") {
        if at(&row, &["query_language"]).as_str() != Some("JSONPath") {
            continue;
        }
        let input = at(&row, &["input"]);
        let context = Value::object([
            ("Execution", Value::object([("Input", input.clone())])),
            ("StateMachine", Value::object([("Name", "<ArnPart_0idx>")])),
        ]);
        for (key, expression) in at(&row, &["expression"]).as_object().expect("it is a template").iter() {
            let expression =
                PayloadExpression::parse(expression.as_str().expect("it is text")).expect("it is read");
            let value = expression.evaluate(input, &context, &Object::new(), &mut Chance::from_seed(1));
            let output = at(&row, &["outcome", "output"]);
            let wanted = output.get(key.trim_end_matches(".$")).unwrap_or(output);
            let masked = wanted.as_str() == Some("RandomNumberGenerated") && value.is_ok();
            compared += 1;
            if !masked && value.as_ref() != Ok(wanted) {
                differences.push(format!("{expression:?}\n  of {input}\n  gives {value:?}\n  not {wanted}"));
            }
        }
    }
    println!("{compared} rows of intrinsic functions");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn choice_operators_answer_as_on_aws() {
    let mut differences = Vec::new();
    let rows = rows("tables/choice-operators.jsonl");
    for row in &rows {
        let input = at(row, &["input"]);
        let value = |path: &str| {
            let path = Path::parse(path).expect("it is a path");
            path.evaluate(input, &Value::Null, &Object::new()).expect("it leads somewhere")
        };
        let rule = at(row, &["rule"]).as_object().expect("it is a rule");
        let (field, operand) =
            rule.iter().find(|(key, _)| &***key != "Variable").expect("it has an operator");
        let (operator, is_path) = Operator::parse(field).expect("it is an operator");
        let operand = if is_path { value(operand.as_str().expect("it is text")) } else { operand.clone() };
        let actual = value(at(row, &["rule", "Variable"]).as_str().expect("it is text"));
        if Some(operator.test(&actual, &operand)) != at(row, &["matches"]).as_bool() {
            differences.push(format!("{row}"));
        }
    }
    println!("{} rows of Choice operators", rows.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Whether AWS takes the field's text for a path or an intrinsic function.
fn is_expression(key: &str, text: &str) -> bool {
    let field = key.ends_with(".$") || key == "Variable" || (key.ends_with("Path") && text.starts_with('$'));
    field && !text.starts_with("{%")
}

fn expressions(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) if is_expression(key, text) => found.push(text.to_string()),
        Value::Array(items) => items.iter().for_each(|item| expressions(item, key, found)),
        Value::Object(members) => members.iter().for_each(|(key, member)| expressions(member, key, found)),
        _ => {}
    }
}

#[test]
fn expressions_of_real_definitions_are_read() {
    let Some(folder) = recorded("real-world") else { return };
    let mut found = Vec::new();
    for file in fs::read_dir(folder).expect("the folder can be read").flatten() {
        let text = fs::read_to_string(file.path()).expect("a definition can be read");
        expressions(at(&Value::parse(&text).expect("it is JSON"), &["definition"]), "", &mut found);
    }
    println!("{} expressions", found.len());
    let refused =
        found.iter().filter_map(|text| Some(format!("{text}: {}", PayloadExpression::parse(text).err()?)));
    let refused: Vec<String> = refused.collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
