//! The same definition, input, seed and answers give the same bytes of history: twice natively here, and
//! in wasm by `tests/bindings.rs`, which compares with the digest that stands here.

mod support;

use std::fs;
use std::path::Path;

use support::{digest, files, markdown, run, steps};

#[test]
fn every_case_gives_the_same_bytes_twice() {
    assert_eq!(digest::histories(), digest::histories());
}

#[test]
fn the_bytes_are_those_that_wasm_gives() {
    let found = digest::digest(&digest::histories());
    assert_eq!(found, digest::EXPECTED, "histories have changed: if that is right, note the new digest");
}

#[test]
fn evaluations_stop_at_the_steps_where_wasm_stops() {
    assert_eq!(
        steps::least(),
        steps::EXPECTED,
        "the steps have changed: if that is right, note the new ones"
    );
}

#[test]
fn every_execute_case_also_runs_in_wasm() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/execute");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("tests/cases/execute is there")
        .flatten()
        .map(|entry| entry.path().file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, files::EXECUTE.map(|(name, _)| name), "tests/support/files.rs lists other files");
}

#[test]
fn answers_may_come_in_any_order() {
    let parallel = files::EXECUTE.iter().find(|(name, _)| *name == "parallel").expect("the file is listed");
    let case = &markdown::cases(parallel.1).pop().expect("the file has cases");
    let definition = case.fence("definition").expect("the case has a definition");
    let at_once = run::execute(case, definition, run::Order::AtOnce).expect("the case runs");
    let late_and_backwards = run::execute(case, definition, run::Order::LastFirst).expect("the case runs");
    assert_eq!(at_once, late_and_backwards);
}
