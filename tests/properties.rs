//! What must hold for every input: for the corpus of fuzzing, and for inputs made from a fixed seed.
//!
//! `make fuzz` searches on from there.

mod support;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use stepyard::world::Chance;
use support::property::{ALL, Property, describe};

/// How many inputs of each kind are made for each property.
const CASES: u64 = 1000;

/// The longest input that is made.
const MOST_BYTES: u64 = 300;

fn corpus(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let entries = fs::read_dir(folder).expect("each property has a corpus");
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    files.sort();
    files
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).expect("a file of the corpus can be read")
}

/// Checks a property; where it does not hold, says how to keep the input.
fn check(name: &str, property: Property, data: &[u8]) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| property(data))) {
        let escaped: String = data.iter().map(|byte| format!("\\x{byte:02x}")).collect();
        eprintln!("`{name}` does not hold for\n{}", describe(name, data));
        eprintln!("To keep the input:\nprintf '{escaped}' > fuzz/corpus/{name}/NAME");
        resume_unwind(panic);
    }
}

fn below(chance: &mut Chance, n: u64) -> usize {
    usize::try_from(chance.bits() % n).expect("the numbers are small")
}

fn bytes(chance: &mut Chance) -> Vec<u8> {
    (0..below(chance, MOST_BYTES)).map(|_| below(chance, 256) as u8).collect()
}

/// A file of the corpus with a few bytes changed, left out or taken from another.
fn changed(chance: &mut Chance, corpus: &[Vec<u8>]) -> Vec<u8> {
    let pick = |chance: &mut Chance| corpus[below(chance, corpus.len() as u64)].clone();
    let (mut data, other) = (pick(chance), pick(chance));
    for _ in 0..=below(chance, 3) {
        let from = below(chance, data.len() as u64 + 1);
        let to = (from + below(chance, 12)).min(data.len());
        let piece: Vec<u8> = match below(chance, 4) {
            0 => vec![below(chance, 256) as u8],
            1 => vec![b"\"{}[]:,\\$.'()@?*0"[below(chance, 17)]],
            2 => Vec::new(),
            _ => {
                let start = below(chance, other.len() as u64 + 1);
                other[start..].iter().take(below(chance, 20)).copied().collect()
            }
        };
        data.splice(from..to, piece);
    }
    data
}

#[test]
fn all_hold_for_the_corpus() {
    for (name, property) in ALL {
        for file in corpus(name) {
            check(name, property, &read(&file));
        }
    }
}

#[test]
fn all_hold_for_generated_inputs() {
    for (name, property) in ALL {
        let mut chance = Chance::from_seed(1);
        for _ in 0..CASES {
            // A first byte that is no character: the rest are choices of the generator.
            let data = [vec![0], bytes(&mut chance)].concat();
            check(name, property, &data);
        }
    }
}

#[test]
fn all_hold_for_changed_files_of_the_corpus() {
    for (name, property) in ALL {
        let files: Vec<Vec<u8>> = corpus(name).iter().map(|file| read(file)).collect();
        let mut chance = Chance::from_seed(2);
        for _ in 0..CASES {
            check(name, property, &changed(&mut chance, &files));
        }
    }
}
