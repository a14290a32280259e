//! The language by example: every heading in `tests/cases` is a test, named by its path.
//!
//! `UPDATE_EXPECT=1 cargo test --test cases` rewrites what is expected; read the difference like code.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};

use support::{markdown, run};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files = Vec::new();
    find_files(&root, &mut files);
    files.sort();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        files.iter().for_each(|file| update(file));
    }
    let trials = files.iter().flat_map(|file| trials(&root, file)).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn find_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("tests/cases is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            find_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "md") {
            files.push(path);
        }
    }
}

fn trials(root: &Path, file: &Path) -> Vec<Trial> {
    let area = file.strip_prefix(root).unwrap_or(file).with_extension("").display().to_string();
    let text = fs::read_to_string(file).expect("a case file can be read");
    let cases = markdown::cases(&text).into_iter();
    cases.map(|case| Trial::test(format!("{area}: {}", case.title), move || judge(&case))).collect()
}

fn judge(case: &markdown::Case) -> Result<(), Failed> {
    let result = check(case);
    match (&case.known_failure, result) {
        (None, result) => result,
        (Some(_), Err(_)) => Ok(()),
        (Some(why), Ok(())) => Err(format!("this known failure passes now; delete the line: {why}").into()),
    }
}

fn check(case: &markdown::Case) -> Result<(), Failed> {
    let expected: Vec<_> = case.fences.iter().filter(|fence| run::EXPECTED.contains(&&*fence.name)).collect();
    if expected.is_empty() {
        return Err("the case expects nothing".into());
    }
    for fence in expected {
        let actual = run::actual(case, &fence.name)?;
        if actual != fence.text {
            let name = &fence.name;
            return Err(format!("{name} expected:\n{}\n{name} found:\n{actual}", fence.text).into());
        }
    }
    Ok(())
}

fn update(file: &Path) {
    let mut text = fs::read_to_string(file).expect("a case file can be read");
    // From the end, so that the places of earlier fences stay right.
    for case in markdown::cases(&text).iter().rev().filter(|case| case.known_failure.is_none()) {
        for fence in case.fences.iter().rev().filter(|fence| run::EXPECTED.contains(&&*fence.name)) {
            match run::actual(case, &fence.name) {
                Ok(actual) => text.replace_range(fence.range.clone(), &actual),
                Err(error) => eprintln!("{}: {}: {error}", file.display(), case.title),
            }
        }
    }
    fs::write(file, text).expect("a case file can be written");
}
