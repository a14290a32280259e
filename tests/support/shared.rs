//! Recordings and real definitions, which stand beside the project and are no part of it.

use std::path::{Path, PathBuf};

/// A file or folder below `shared/recorded`, in the folder that `STEPYARD_SHARED` names or beside the project;
/// nothing, after saying so, where it is missing.
pub fn recorded(path: &str) -> Option<PathBuf> {
    let shared = match std::env::var_os("STEPYARD_SHARED") {
        Some(shared) => PathBuf::from(shared),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
    };
    let path = shared.join("recorded").join(path);
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
    }
    path.exists().then_some(path)
}
