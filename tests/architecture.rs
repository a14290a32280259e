//! The walls between the modules, checked on the source text.

use std::fs;
use std::path::{Path, PathBuf};

/// Every module, in the order in which they may know each other: each only those before it.
const ORDER: [&str; 21] = [
    "source",
    "diagnostic",
    "value",
    "world",
    "regex",
    "jsonata",
    "query",
    "asl",
    "validate",
    "assist",
    "explore",
    "history",
    "exec",
    "service",
    "test_state",
    "graph",
    "workspace",
    "bridge",
    "bindings",
    "app",
    "main",
];

/// From here on the browser is known.
const FIRST_OF_BROWSER: &str = "bridge";

struct Source {
    path: PathBuf,
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("src is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let relative = path.strip_prefix(root).expect("it was found below").with_extension("");
            let module = relative.components().next().expect("it has a name").as_os_str().to_string_lossy();
            let text = fs::read_to_string(&path).expect("a source file can be read");
            sources.push(Source { module: module.into_owned(), path, text });
        }
    }
}

fn rank(module: &str) -> usize {
    let found = ORDER.iter().position(|name| *name == module);
    found.unwrap_or_else(|| panic!("`{module}` has no place in the order of modules: give it one"))
}

/// The modules that a text names after `crate::`.
fn named_modules(text: &str) -> impl Iterator<Item = &str> {
    text.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn modules_know_only_those_before_them() {
    for source in sources().iter().filter(|source| source.module != "lib") {
        for named in named_modules(&source.text).filter(|named| ORDER.contains(named)) {
            let (path, module) = (source.path.display(), &source.module);
            assert!(rank(named) <= rank(module), "{path}: `{module}` must not know `{named}`");
        }
    }
}

#[test]
fn the_core_does_not_know_the_browser() {
    let browser = ["wasm_bindgen", "js_sys", "web_sys", "serde_wasm_bindgen", "yew", "gloo"];
    let core = |source: &&Source| source.module != "lib" && rank(&source.module) < rank(FIRST_OF_BROWSER);
    for source in sources().iter().filter(core) {
        for name in browser {
            let used = source.text.contains(&format!("{name}::"));
            assert!(!used, "{}: the core must not use `{name}`", source.path.display());
        }
    }
}

#[test]
fn jsonata_hides_behind_one_wall() {
    for source in sources() {
        let path = source.path.to_string_lossy().replace('\\', "/");
        let inside = path.contains("src/query/jsonata") || ["jsonata", "bindings"].contains(&&*source.module);
        let used = source.text.contains("crate::jsonata");
        assert!(
            inside || !used,
            "{path}: only `query::jsonata` and the bindings, which offer it bare, may use the engine"
        );
    }
}

#[test]
fn only_the_world_knows_time_and_chance() {
    for source in sources() {
        for name in ["SystemTime::now", "Instant::now", "Math::random", "Date::now"] {
            let used = source.text.contains(name);
            assert!(
                !used,
                "{}: take time and chance from `world` instead of `{name}`",
                source.path.display()
            );
        }
    }
}

#[test]
fn no_file_grows_beyond_one_idea() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= 700, "{} has {lines} lines: is it one idea?", source.path.display());
    }
}
