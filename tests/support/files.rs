//! The cases that run in wasm, too, where there are no files to read.

/// Name and text of every file below `tests/cases/execute`.
pub const EXECUTE: [(&str, &str); 23] = [
    ("catch", include_str!("../cases/execute/catch.md")),
    ("choice", include_str!("../cases/execute/choice.md")),
    ("conditions", include_str!("../cases/execute/conditions.md")),
    ("data", include_str!("../cases/execute/data.md")),
    ("distributed", include_str!("../cases/execute/distributed.md")),
    ("distributed_failures", include_str!("../cases/execute/distributed_failures.md")),
    ("errors", include_str!("../cases/execute/errors.md")),
    ("languages", include_str!("../cases/execute/languages.md")),
    ("limits", include_str!("../cases/execute/limits.md")),
    ("map", include_str!("../cases/execute/map.md")),
    ("map_failures", include_str!("../cases/execute/map_failures.md")),
    ("map_paths", include_str!("../cases/execute/map_paths.md")),
    ("parallel", include_str!("../cases/execute/parallel.md")),
    ("paths", include_str!("../cases/execute/paths.md")),
    ("redrive", include_str!("../cases/execute/redrive.md")),
    ("retry", include_str!("../cases/execute/retry.md")),
    ("states", include_str!("../cases/execute/states.md")),
    ("stop", include_str!("../cases/execute/stop.md")),
    ("task", include_str!("../cases/execute/task.md")),
    ("templates", include_str!("../cases/execute/templates.md")),
    ("timeouts", include_str!("../cases/execute/timeouts.md")),
    ("variables", include_str!("../cases/execute/variables.md")),
    ("wait", include_str!("../cases/execute/wait.md")),
];
