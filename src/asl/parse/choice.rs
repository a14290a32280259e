//! `"Type": "Choice"`

use super::assign::assign;
use super::{entries, misplaced};
use crate::asl::condition::{Condition, Operand, Test};
use crate::asl::fields::{Fields, SCHEMA};
use crate::asl::json::Member;
use crate::asl::model::{Choice, Rule};
use crate::asl::settings::looks_evaluated;
use crate::diagnostic::{Diagnostic, guess};
use crate::query::QueryLanguage;
use crate::query::comparison::Operator;
use crate::query::jsonpath::Path;

/// How deep `And`, `Or` and `Not` may stand in each other: far more than anybody writes, and little enough
/// for the stack.
const MAX_DEPTH: usize = 64;

pub(super) fn choice(fields: &mut Fields) -> Choice {
    fields.expect("Choices");
    let rules = entries(fields, "Choices", |fields| {
        fields.expect("Next");
        fields.opt_text("Comment");
        let (condition, output) = match fields.language {
            // What is there in the other language is reported as such, and nothing missed beside it.
            QueryLanguage::Jsonata if fields.has("Variable") => (None, None),
            QueryLanguage::JsonPath if fields.has("Condition") => (None, None),
            QueryLanguage::Jsonata => {
                fields.expect("Condition");
                let condition = fields.opt_bool_setting("Condition").map(Condition::Jsonata);
                (condition, fields.opt_template("Output"))
            }
            QueryLanguage::JsonPath => (test(fields, 0).map(Condition::Test), None),
        };
        Some(Rule {
            condition,
            next: fields.opt_target("Next"),
            assign: assign(fields),
            output,
            span: fields.span,
        })
    });
    Choice { rules, default: fields.opt_target("Default") }
}

/// A boolean expression or a data test. (spec, "Choice State")
fn test(fields: &mut Fields, depth: usize) -> Option<Test> {
    if depth > MAX_DEPTH {
        report(fields, format!("tests stand more than {MAX_DEPTH} deep in each other"), "take a level out");
        return None;
    }
    if fields.has("Not") {
        return not(fields, depth);
    }
    match () {
        () if fields.has("And") => tests(fields, "And", depth).map(Test::And),
        () if fields.has("Or") => tests(fields, "Or", depth).map(Test::Or),
        () => comparison(fields),
    }
}

fn not(fields: &mut Fields, depth: usize) -> Option<Test> {
    let member = fields.opt("Not")?;
    let location = format!("{}/Not", fields.location);
    let mut inner = Fields::of(&member.value, location, fields.language, fields.diagnostics)?;
    let found = test(&mut inner, depth + 1);
    inner.opt_text("Comment");
    inner.finish(misplaced::in_nested_test);
    found.map(|found| Test::Not(Box::new(found)))
}

fn tests(fields: &mut Fields, key: &'static str, depth: usize) -> Option<Vec<Test>> {
    let mut complete = true;
    let found = entries(fields, key, |inner| {
        let found = test(inner, depth + 1);
        complete &= found.is_some();
        inner.opt_text("Comment");
        found
    });
    complete.then_some(found)
}

fn comparison(fields: &mut Fields) -> Option<Test> {
    fields.expect("Variable");
    let variable = fields.opt_path("Variable");
    let operators = fields.operators();
    let [(field, operator, is_path)] = operators[..] else {
        report_count(fields, &operators);
        return None;
    };
    let member = fields.opt(field)?;
    let operand = operand(fields, member, operator, is_path);
    Some(Test::Compare { variable: variable?.as_path()?.clone(), operator, operand: operand? })
}

fn operand(fields: &mut Fields, member: &Member, operator: Operator, is_path: bool) -> Option<Operand> {
    let value = member.value.to_value();
    if is_path {
        let path = value.as_str().and_then(|text| Path::parse(text).ok());
        if path.is_none() {
            let message = format!("`{}` is not a path", member.key);
            fields.report(member, message, Some("paths start with `$`: `$.limit`"));
        }
        return path.map(Operand::Path);
    }
    if value.as_str().is_some_and(|text| is_path_field(&member.key) && looks_evaluated(text)) {
        let message = format!("`{}` compares with the text {value}, which looks like a path", member.key);
        let (location, span) = (format!("{}/{}", fields.location, member.key), member.value.span);
        let found = Diagnostic::warning("NO_PATH", span, location, message);
        let hint = format!("use `{}Path` to compare with what it leads to", member.key);
        fields.diagnostics.push(found.with_hint(hint));
    }
    if !operator.accepts(&value) {
        let message = format!("`{}` cannot be compared with {value}", member.key);
        fields.report(member, message, Some(operator.wanted()));
        return None;
    }
    Some(Operand::Literal(value))
}

/// Whether there is a field of the same name with `Path` after it.
fn is_path_field(field: &str) -> bool {
    Operator::FIELDS.iter().any(|other| other.strip_suffix("Path") == Some(field))
}

fn report_count(fields: &mut Fields, operators: &[(&'static str, Operator, bool)]) {
    match operators {
        [] => {
            let untaken = fields.untaken();
            let guess = |(i, key): (usize, &&str)| guess(key, Operator::FIELDS.into_iter(), i);
            let near = untaken.iter().enumerate().find_map(guess);
            match near {
                Some(near) => {
                    report(fields, "the test has no operator".to_owned(), &format!("did you mean `{near}`?"));
                }
                None => report(
                    fields,
                    "the test has no operator".to_owned(),
                    "add one, such as `\"StringEquals\": \"paid\"`",
                ),
            }
        }
        several => {
            for (field, ..) in several {
                fields.opt(field);
            }
            let names: Vec<String> = several.iter().map(|(field, ..)| format!("`{field}`")).collect();
            let message = format!("the test has several operators: {}", names.join(", "));
            report(fields, message, "join two tests with `And` or `Or`");
        }
    }
}

fn report(fields: &mut Fields, message: String, hint: &str) {
    let (span, location) = (fields.head(), fields.location.clone());
    fields.diagnostics.push(Diagnostic::error(SCHEMA, span, location, message).with_hint(hint));
}
