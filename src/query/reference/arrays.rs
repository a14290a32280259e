//! Functions on arrays, and those that call a function for each item.

use super::{Family, FunctionHelp};

/// Functions that only look at an array or put it together anew.
pub(super) const ARRAYS: &[FunctionHelp] = &[
    FunctionHelp {
        name: "$count",
        family: Family::Arrays,
        usage: "$count(array)",
        summary: "Counts the items of an array, its length; a single value counts as 1, nothing as 0.",
        example: r#"$count(["ink", "pen", "pad"])"#,
        result: "3",
    },
    FunctionHelp {
        name: "$append",
        family: Family::Arrays,
        usage: "$append(first, second)",
        summary: "Puts two arrays or values together into one array.",
        example: "$append([1, 2], [3, 4])",
        result: "[1,2,3,4]",
    },
    FunctionHelp {
        name: "$sort",
        family: Family::Arrays,
        usage: "$sort(array [, function])",
        summary: "Sorts numbers or texts, or anything by a function that says when to swap two items.",
        example: "$sort([3, 1, 2], function($a, $b) { $a < $b })",
        result: "[3,2,1]",
    },
    FunctionHelp {
        name: "$reverse",
        family: Family::Arrays,
        usage: "$reverse(array)",
        summary: "Turns the order of an array round.",
        example: "$reverse([1, 2, 3])",
        result: "[3,2,1]",
    },
    FunctionHelp {
        name: "$shuffle",
        family: Family::Arrays,
        usage: "$shuffle(array)",
        summary: "Puts an array into a random order.",
        example: "$sort($shuffle([3, 1, 2]))",
        result: "[1,2,3]",
    },
    FunctionHelp {
        name: "$distinct",
        family: Family::Arrays,
        usage: "$distinct(array)",
        summary: "Keeps the first of equal items, so that all that are left are unique.",
        example: r#"$distinct(["ink", "pen", "ink"])"#,
        result: r#"["ink","pen"]"#,
    },
    FunctionHelp {
        name: "$zip",
        family: Family::Arrays,
        usage: "$zip(array, …)",
        summary: "Pairs the items of arrays by position, as far as the shortest goes.",
        example: r#"$zip(["a", "b"], [1, 2])"#,
        result: r#"[["a",1],["b",2]]"#,
    },
];

/// Functions that call a function for each item.
pub(super) const FUNCTIONS: &[FunctionHelp] = &[
    FunctionHelp {
        name: "$map",
        family: Family::Functions,
        usage: "$map(array, function)",
        summary: "Calls a function for each item, its index and the array, and collects the results.",
        example: "$map([1, 2, 3], function($x) { $x * 10 })",
        result: "[10,20,30]",
    },
    FunctionHelp {
        name: "$filter",
        family: Family::Functions,
        usage: "$filter(array, function)",
        summary: "Keeps the items for which a function gives true.",
        example: "$filter([5, 12, 8, 20], function($x) { $x >= 10 })",
        result: "[12,20]",
    },
    FunctionHelp {
        name: "$single",
        family: Family::Functions,
        usage: "$single(array [, function])",
        summary: "Finds the only item for which a function gives true; none or several are an error.",
        example: "$single([5, 12, 8], function($x) { $x > 10 })",
        result: "12",
    },
    FunctionHelp {
        name: "$reduce",
        family: Family::Functions,
        usage: "$reduce(array, function [, start])",
        summary: "Folds an array into one value: calls a function with the result so far and the next item.",
        example: "$reduce([2, 3, 4], function($sofar, $x) { $sofar * $x })",
        result: "24",
    },
];
