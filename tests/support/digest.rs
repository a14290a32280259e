//! One number for the bytes of all histories.

use super::{files, markdown, run};

/// The digest of [`histories`], natively and in wasm.
pub const EXPECTED: u64 = 3697493034411947793;

/// Events and traces of every execute case as JSON text, and its child executions.
pub fn histories() -> String {
    let mut text = String::new();
    for (name, file) in files::EXECUTE {
        for case in markdown::cases(file) {
            let events = run::actual(&case, "events").expect("the case runs");
            let trace = run::actual(&case, "trace").expect("the case runs");
            let map_runs = run::actual(&case, "map-runs").expect("the case runs");
            text += &format!("{name}: {}\n{events}{trace}{map_runs}", case.title);
        }
    }
    text
}

/// FNV-1a: short, and the same everywhere.
pub fn digest(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
