//! Functions on objects, and on truth and types.

use super::{Family, FunctionHelp};

/// Functions on the members of objects.
pub(super) const OBJECTS: &[FunctionHelp] = &[
    FunctionHelp {
        name: "$keys",
        family: Family::Objects,
        usage: "$keys(object)",
        summary: "Lists the names of an object's members, or of all objects in an array.",
        example: r#"$keys({"sku": "ink", "price": 4})"#,
        result: r#"["sku","price"]"#,
    },
    FunctionHelp {
        name: "$lookup",
        family: Family::Objects,
        usage: "$lookup(object, name)",
        summary: "Gets the member of a name, which can be the value of an expression.",
        example: r#"$lookup({"ink": 4, "pen": 9}, "p" & "en")"#,
        result: "9",
    },
    FunctionHelp {
        name: "$merge",
        family: Family::Objects,
        usage: "$merge(objects)",
        summary: "Merges an array of objects into one; later members replace earlier ones.",
        example: r#"$merge([{"a": 1, "b": 1}, {"b": 2}])"#,
        result: r#"{"a":1,"b":2}"#,
    },
    FunctionHelp {
        name: "$spread",
        family: Family::Objects,
        usage: "$spread(object)",
        summary: "Splits an object into an array of objects with one member each.",
        example: r#"$spread({"a": 1, "b": 2})"#,
        result: r#"[{"a":1},{"b":2}]"#,
    },
    FunctionHelp {
        name: "$each",
        family: Family::Objects,
        usage: "$each(object, function)",
        summary: "Calls a function with value and name of each member and collects the results.",
        example: r#"$each({"ink": 4, "pen": 9}, function($v, $k) { $k & "=" & $v })"#,
        result: r#"["ink=4","pen=9"]"#,
    },
    FunctionHelp {
        name: "$sift",
        family: Family::Objects,
        usage: "$sift(object, function)",
        summary: "Keeps the members for whose value and name a function gives true.",
        example: r#"$sift({"ink": 4, "pen": 9}, function($v, $k) { $v > 5 })"#,
        result: r#"{"pen":9}"#,
    },
    FunctionHelp {
        name: "$clone",
        family: Family::Objects,
        usage: "$clone(value)",
        summary: "Copies an object or array, deep inside too.",
        example: r#"$clone({"a": [1, 2]})"#,
        result: r#"{"a":[1,2]}"#,
    },
];

/// What a value is, and what to do if it is not right.
pub(super) const LOGIC: &[FunctionHelp] = &[
    FunctionHelp {
        name: "$boolean",
        family: Family::Logic,
        usage: "$boolean(value)",
        summary: "Says whether a value counts as true; 0, null, empty text, arrays and objects do not.",
        example: r#"[$boolean(""), $boolean("no")]"#,
        result: "[false,true]",
    },
    FunctionHelp {
        name: "$not",
        family: Family::Logic,
        usage: "$not(value)",
        summary: "Turns true into false and false into true.",
        example: "$not(3 > 2)",
        result: "false",
    },
    FunctionHelp {
        name: "$exists",
        family: Family::Logic,
        usage: "$exists(value)",
        summary: "Says whether an expression gives anything at all; null is something.",
        example: r#"$exists({"a": null}.b)"#,
        result: "false",
    },
    FunctionHelp {
        name: "$type",
        family: Family::Logic,
        usage: "$type(value)",
        summary: "Names the type: null, number, string, boolean, array, object or function.",
        example: "$type([1, 2])",
        result: r#""array""#,
    },
    FunctionHelp {
        name: "$assert",
        family: Family::Logic,
        usage: "$assert(condition [, message])",
        summary: "Fails with the message unless the condition is true.",
        example: r#"($total := 7; $assert($total > 0, "no total"); $total)"#,
        result: "7",
    },
    FunctionHelp {
        name: "$error",
        family: Family::Logic,
        usage: "$error([message])",
        summary: "Fails with the message, as `States.QueryEvaluationError`, which a Catch can handle.",
        example: r#"7 > 0 ? "shipped" : $error("nothing to ship")"#,
        result: r#""shipped""#,
    },
];
