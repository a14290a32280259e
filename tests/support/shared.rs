//! Recordings, suites and real definitions, which stand beside the project and are no part of it.

use std::path::{Path, PathBuf};

/// A file or folder in the folder that `STEPYARD_SHARED` names, or in `shared` beside the project; nothing, after
/// saying so, where it is missing.
pub fn shared(path: &str) -> Option<PathBuf> {
    let shared = match std::env::var_os("STEPYARD_SHARED") {
        Some(shared) => PathBuf::from(shared),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
    };
    let path = shared.join(path);
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
    }
    path.exists().then_some(path)
}

/// The same below its folder of what was recorded on AWS.
pub fn recorded(path: &str) -> Option<PathBuf> {
    shared(&format!("recorded/{path}"))
}
