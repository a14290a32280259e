//! Functions that AWS adds to JSONata.

use super::{Family, FunctionHelp};

/// Not part of JSONata; `$random` takes a seed only here.
pub(super) const STEP_FUNCTIONS: &[FunctionHelp] = &[
    FunctionHelp {
        name: "$partition",
        family: Family::StepFunctions,
        usage: "$partition(array, size)",
        summary: "Cuts an array into parts (chunks, batches) of a size; the last one may be shorter.",
        example: "$partition([1, 2, 3, 4, 5], 2)",
        result: "[[1,2],[3,4],[5]]",
    },
    FunctionHelp {
        name: "$range",
        family: Family::StepFunctions,
        usage: "$range(start, end, step)",
        summary: "Makes an array of numbers from the start up to the end, a step apart.",
        example: "$range(0, 10, 5)",
        result: "[0,5,10]",
    },
    FunctionHelp {
        name: "$hash",
        family: Family::StepFunctions,
        usage: "$hash(text, algorithm)",
        summary: "Gives the hash of a text in hexadecimal: MD5, SHA-1, SHA-256, SHA-384 or SHA-512.",
        example: r#"$hash("Stepyard", "MD5")"#,
        result: r#""d1e93159ecbc5ec3d66b0da718cb2fe4""#,
    },
    FunctionHelp {
        name: "$random",
        family: Family::StepFunctions,
        usage: "$random([seed])",
        summary: "Gives a random number from 0 to below 1; a seed always gives the same one.",
        example: "$random(42)",
        result: "0.7275636800328681",
    },
    FunctionHelp {
        name: "$uuid",
        family: Family::StepFunctions,
        usage: "$uuid()",
        summary: "Makes a random id: a UUID (GUID) of version 4.",
        example: "$length($uuid())",
        result: "36",
    },
    FunctionHelp {
        name: "$parse",
        family: Family::StepFunctions,
        usage: "$parse(text)",
        summary: "Reads JSON text into a value; AWS has it in place of `$eval`.",
        example: r#"$parse('{"paid": true}').paid"#,
        result: "true",
    },
];
