//! The cases that run in wasm, too, where there are no files to read.

/// Name and text of every file below `tests/cases/execute`.
pub const EXECUTE: [(&str, &str); 13] = [
    ("catch", include_str!("../cases/execute/catch.md")),
    ("choice", include_str!("../cases/execute/choice.md")),
    ("conditions", include_str!("../cases/execute/conditions.md")),
    ("data", include_str!("../cases/execute/data.md")),
    ("languages", include_str!("../cases/execute/languages.md")),
    ("map", include_str!("../cases/execute/map.md")),
    ("parallel", include_str!("../cases/execute/parallel.md")),
    ("paths", include_str!("../cases/execute/paths.md")),
    ("retry", include_str!("../cases/execute/retry.md")),
    ("states", include_str!("../cases/execute/states.md")),
    ("task", include_str!("../cases/execute/task.md")),
    ("templates", include_str!("../cases/execute/templates.md")),
    ("variables", include_str!("../cases/execute/variables.md")),
];
