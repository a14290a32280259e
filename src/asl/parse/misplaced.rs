//! Fields that exist, but not where they stand.

use crate::asl::fields::Misplaced;
use crate::query::QueryLanguage;
use crate::query::comparison::Operator;

/// Fields that only one of the query languages has. (spec, "JSONata")
const ONLY_JSONPATH: [&str; 20] = [
    "InputPath",
    "OutputPath",
    "ResultPath",
    "ResultSelector",
    "Parameters",
    "Variable",
    "ItemsPath",
    "Result",
    "MaxConcurrencyPath",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentagePath",
    "TimeoutSecondsPath",
    "HeartbeatSecondsPath",
    "SecondsPath",
    "TimestampPath",
    "ErrorPath",
    "CausePath",
    "MaxItemsPath",
    "MaxItemsPerBatchPath",
    "MaxInputBytesPerBatchPath",
];
const ONLY_JSONATA: [&str; 4] = ["Arguments", "Output", "Items", "Condition"];

/// What an `Output` is made of: in a state that does no work, in one that does, and in a catcher.
pub(super) const INPUT: &str = "{% $states.input %}";
const RESULT: &str = "{% $states.result %}";
pub(super) const ERROR_OUTPUT: &str = "{% $states.errorOutput %}";

/// Whether a field is a part of a test in JSONPath.
fn is_test(field: &str) -> bool {
    matches!(field, "And" | "Or" | "Not") || Operator::FIELDS.contains(&field)
}

/// Why a field does not belong into a state.
pub(super) fn in_state(field: &str, type_name: &str, language: QueryLanguage) -> Option<Misplaced> {
    let output = if matches!(type_name, "Task" | "Parallel" | "Map") { RESULT } else { INPUT };
    if let Some(misplaced) = of_other_language(field, language, output) {
        // What would not help in the other language either is not explained.
        let hint = misplaced.hint.filter(|_| would_belong(field, type_name));
        return Some(Misplaced { hint, ..misplaced });
    }
    let ends = matches!(type_name, "Choice" | "Succeed" | "Fail");
    let known = matches!(
        field,
        "Next"
            | "End"
            | "Retry"
            | "Catch"
            | "Assign"
            | "Output"
            | "Arguments"
            | "InputPath"
            | "OutputPath"
            | "ResultPath"
            | "ResultSelector"
            | "Parameters"
    );
    (known || (ends && field == "Default"))
        .then(|| Misplaced { reason: format!("is not allowed in a {type_name} state"), hint: None })
}

/// Why a field does not belong into a test within a test: only the rule itself has a target. (spec, "Choice
/// State")
pub(super) fn in_nested_test(field: &str) -> Option<Misplaced> {
    matches!(field, "Next" | "Assign")
        .then(|| Misplaced { reason: "belongs to the rule itself".to_owned(), hint: None })
}

/// Why a field does not belong into a state of the language, and what does its work there. `output` is what an
/// `Output` in its place would be made of.
pub(super) fn of_other_language(field: &str, language: QueryLanguage, output: &str) -> Option<Misplaced> {
    let (there, here, hint) = match language {
        QueryLanguage::Jsonata if ONLY_JSONPATH.contains(&field) || is_test(field) => {
            ("JSONPath", "JSONata", in_jsonata(field, output))
        }
        QueryLanguage::JsonPath if ONLY_JSONATA.contains(&field) => {
            let hint = format!(
                "write {}, or let the state speak JSONata: `\"QueryLanguage\": \"JSONata\"`",
                in_json_path(field)
            );
            ("JSONata", "JSONPath", hint)
        }
        _ => return None,
    };
    let reason = format!("exists only in {there} states, and this one speaks {here}");
    Some(Misplaced { reason, hint: Some(hint) })
}

/// Whether a field of the other language would stand rightly in a state of the type. (spec, "Fields by state
/// type")
fn would_belong(field: &str, type_name: &str) -> bool {
    match field {
        "InputPath" | "OutputPath" | "Output" => type_name != "Fail",
        "Parameters" | "ResultPath" => matches!(type_name, "Task" | "Parallel" | "Map" | "Pass"),
        "ResultSelector" => matches!(type_name, "Task" | "Parallel" | "Map"),
        "Arguments" => matches!(type_name, "Task" | "Parallel" | "Pass"),
        "Result" => type_name == "Pass",
        "TimeoutSecondsPath" | "HeartbeatSecondsPath" => type_name == "Task",
        "SecondsPath" | "TimestampPath" => type_name == "Wait",
        "ErrorPath" | "CausePath" => type_name == "Fail",
        "Items" | "ItemsPath" => type_name == "Map",
        _ => type_name == "Map" && field.ends_with("Path"),
    }
}

fn in_jsonata(field: &str, output: &str) -> String {
    match field {
        "InputPath" => "read what is needed in the expressions: `{% $states.input.order %}`".to_owned(),
        "OutputPath" | "ResultPath" | "ResultSelector" | "Result" => {
            format!("write what is passed on as `Output`: `{output}`")
        }
        "Parameters" => "write `Arguments`; in a Pass state `Output`, in a Map `ItemSelector`".to_owned(),
        "ItemsPath" => "write `Items`: `{% $states.input.items %}`".to_owned(),
        _ => match field.strip_suffix("Path").filter(|_| !is_test(field)) {
            Some(name) => format!("write `{name}`, which takes an expression, too"),
            None => "write the whole test as `Condition`: `{% $states.input.total > 5 %}`".to_owned(),
        },
    }
}

fn in_json_path(field: &str) -> &'static str {
    match field {
        "Arguments" => "`Parameters`",
        "Output" => "`OutputPath`",
        "Items" => "`ItemsPath`",
        _ => "`Variable` with an operator",
    }
}
