//! Definitions that AWS took or refused, in the recordings.
//!
//! The recordings are no part of the project; where they are missing, these tests say so and pass.

mod support;

use std::fs;

use stepyard::asl::model::ExecutionType;
use stepyard::diagnostic::{Diagnostic, Severity};
use stepyard::validate::check_as;
use stepyard::value::Value;

use support::shared::recorded;

struct Case {
    id: String,
    kind: String,
    definition: String,
    execution_type: ExecutionType,
    expected: Value,
}

fn cases(kinds: &[&str]) -> Vec<Case> {
    let Some(folder) = recorded("cases") else { return Vec::new() };
    let files = fs::read_dir(folder).expect("the folder can be read").flatten();
    let case = |path: std::path::PathBuf| {
        let text = fs::read_to_string(path).expect("a case can be read");
        let case = Value::parse(&text).expect("it is JSON");
        let text = |key: &str| case.get(key).and_then(Value::as_str).map(str::to_owned);
        let definition = match case.get("definition").filter(|definition| definition.as_object().is_some()) {
            Some(definition) => definition.to_string(),
            None => text("definition_text")?,
        };
        let asked = case.get("request").and_then(|request| request.get("type")?.as_str());
        let is_express = asked.or(text("state_machine_type").as_deref()) == Some("EXPRESS");
        Some(Case {
            id: text("id")?,
            kind: text("kind")?,
            definition,
            execution_type: if is_express { ExecutionType::Express } else { ExecutionType::Standard },
            expected: case.get("expected").cloned().unwrap_or_default(),
        })
    };
    let cases = files.filter_map(|file| case(file.path()));
    cases.filter(|case| kinds.contains(&&*case.kind)).collect()
}

fn errors(case: &Case) -> Vec<Diagnostic> {
    let found = check_as(&case.definition, case.execution_type).diagnostics;
    found.into_iter().filter(|found| found.severity == Severity::Error).collect()
}

#[test]
fn what_ran_on_aws_is_taken() {
    let cases = cases(&["execution", "express_sync", "express_async"]);
    println!("{} definitions", cases.len());
    let describe = |case: &Case| {
        let found = errors(case);
        (!found.is_empty()).then(|| format!("{}: {found:#?}", case.id))
    };
    let refused: Vec<String> = cases.iter().filter_map(describe).collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// AWS's sentences with their places, as one text.
fn sentences(case: &Case) -> Vec<String> {
    let sentence = |found: Diagnostic| {
        let sentence = found.aws_sentence.unwrap_or(found.message);
        let location = if found.location.is_empty() { "/" } else { &found.location };
        format!("{}: {sentence} at {location}", found.code)
    };
    errors(case).into_iter().map(sentence).collect()
}

#[test]
fn what_aws_refused_is_refused_in_its_words() {
    let mut differences = Vec::new();
    for case in cases(&["create_error", "validate"]) {
        let expected = case.expected.to_string();
        let response = case.expected.get("response");
        let diagnostics = response.and_then(|response| response.get("diagnostics")?.as_array());
        let wanted: Vec<String> = match diagnostics {
            Some(found) => found
                .iter()
                .map(|found| {
                    let text = |key: &str| found.get(key).and_then(Value::as_str).unwrap_or_default();
                    format!("{}: {} at {}", text("code"), text("message"), text("location"))
                })
                .collect(),
            None => vec![expected],
        };
        let found = sentences(&case);
        let agrees = match diagnostics {
            Some(_) => wanted == found,
            None => found.iter().any(|sentence| wanted[0].contains(&**sentence)),
        };
        if !agrees {
            differences.push(format!("{}\n  AWS: {wanted:#?}\n  found: {found:#?}", case.id));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
