use super::*;
use crate::query::QueryLanguage::{JsonPath, Jsonata};

const DATA: &str =
    r#"{"order": {"items": [{"sku": "tea", "price": 2}, {"sku": "cup", "price": 3}], "id": "x"}}"#;

fn jsonata() -> Scope {
    Scope::parse(Jsonata, &format!(r#"{{"$states": {{"input": {DATA}, "context": {{}}}}, "$rate": 2}}"#))
        .unwrap()
}

fn jsonpath() -> Scope {
    Scope::parse(JsonPath, &format!(r#"{{"$": {DATA}, "$$": {{"State": {{"Name": "A"}}}}, "$rate": 2}}"#))
        .unwrap()
}

fn value(text: &str, scope: &Scope) -> String {
    match explore(text, scope, 1).outcome {
        Outcome::Value(value) => value.to_string(),
        other => format!("{other:?}"),
    }
}

/// What is shown of the part of this text.
fn part(text: &str, part: &str, scope: &Scope) -> String {
    let parts = explore(text, scope, 1).parts;
    let found = parts.into_iter().find(|it| &text[it.span.start as usize..it.span.end as usize] == part);
    found.unwrap_or_else(|| panic!("`{part}` has no value")).text
}

fn only_finding(text: &str, scope: &Scope) -> (String, String, String) {
    let findings = explore(text, scope, 1).findings;
    let [finding] = &findings[..] else { panic!("there is one: {findings:?}") };
    let place = text[finding.span.start as usize..finding.span.end as usize].to_owned();
    (place, finding.message.clone(), finding.hint.clone().unwrap_or_default())
}

fn labels(text: &str, scope: &Scope) -> Vec<String> {
    let offset = text.find('|').unwrap();
    let found = complete(&text.replacen('|', "", 1), offset, scope);
    found.map_or(Vec::new(), |found| found.options.into_iter().map(|option| option.label).collect())
}

fn places(definition: &str) -> Vec<(String, String, String)> {
    sites(definition)
        .into_iter()
        .map(|site| (site.state.to_string(), site.field, site.text.to_string()))
        .collect()
}

#[test]
fn an_expression_of_either_language_has_a_value() {
    assert_eq!(value("$sum($states.input.order.items.price) * $rate", &jsonata()), "10");
    assert_eq!(value("$.order.items[1].sku", &jsonpath()), r#""cup""#);
    assert_eq!(value("States.Format('{}/{}', $$.State.Name, $rate)", &jsonpath()), r#""A/2""#);
}

#[test]
fn every_part_shows_its_value() {
    let text = "$sum($states.input.order.items.(price * $rate))";
    assert_eq!(part(text, "price * $rate", &jsonata()), "4 · 6");
    assert_eq!(part(text, "items", &jsonata()), "2 items");
    assert_eq!(part(text, text, &jsonata()), "10");
}

#[test]
fn every_step_of_a_path_shows_its_value() {
    assert_eq!(part("$.order.items[0].price", "order", &jsonpath()), "2 members");
    assert_eq!(part("$.order.items[0].price", "[0]", &jsonpath()), r#"{"sku":"tea","price":2}"#);
    let text = "States.Format('{}', States.MathAdd($rate, 1))";
    assert_eq!(part(text, "States.MathAdd($rate, 1)", &jsonpath()), "3");
    assert_eq!(part(text, "$rate", &jsonpath()), "2");
}

#[test]
fn a_step_that_finds_nothing_says_what_is_there() {
    let (place, message, hint) = only_finding("$states.input.ordr.id", &jsonata());
    assert_eq!((&*place, &*message), ("ordr", "`ordr` finds nothing"));
    assert_eq!(hint, "there is only `order`: did you mean `order`?");
    let (place, _, hint) = only_finding("$.order.name", &jsonpath());
    assert_eq!((&*place, &*hint), ("name", "there are `items`, `id`"));
}

#[test]
fn a_condition_that_nothing_meets_is_told_from_a_name_that_is_not_there() {
    let (place, _, hint) = only_finding("$states.input.order.items[price > 9].sku", &jsonata());
    assert_eq!((&*place, &*hint), ("items", "it is there, but no item meets the condition behind it"));
}

#[test]
fn an_error_stands_at_its_place() {
    let (place, message, _) = only_finding("'é😀' & (1 + 'a')", &jsonata());
    assert_eq!((&*place, message.split(':').next().unwrap()), ("+", "T2002"));
    let found = explore("$states.input.[", &jsonata(), 1);
    assert_eq!(found.outcome, Outcome::Unreadable);
    let (place, _, _) = only_finding("States.Format('{}', $.a", &jsonpath());
    assert_eq!(place, "");
}

#[test]
fn what_never_ends_is_stopped() {
    let (_, message, hint) = only_finding("($f := function($n) { $f($n + 1) }; $f(0))", &jsonata());
    assert!(message.starts_with("U1001"), "{message}");
    assert!(hint.contains("20 times"), "{hint}");
}

#[test]
fn names_are_offered_from_the_data_at_the_place() {
    let scope = jsonata();
    assert_eq!(labels("$states.input.order.|", &scope), ["items", "id"]);
    assert_eq!(labels("$states.input.order.it|", &scope), ["items", "id"]);
    assert_eq!(labels("$states.input.order.items[pr|", &scope), ["sku", "price"]);
    assert_eq!(labels("{'a': $sum($states.input.order.items.(price * |", &scope), ["sku", "price"]);
    assert_eq!(labels("$map($states.input.order.items, function($it) { $it.|", &scope), ["sku", "price"]);
    assert_eq!(labels("$.order.|", &jsonpath()), ["items", "id"]);
    assert_eq!(labels("States.Format('{}', $$.State.|", &jsonpath()), ["Name"]);
}

#[test]
fn states_variables_and_functions_are_offered_where_no_data_is() {
    assert_eq!(labels("$states.|", &jsonata()), ["input", "context"]);
    assert!(labels("1 + $|", &jsonata()).contains(&"$rate".to_owned()));
    assert!(labels("$su|", &jsonata()).contains(&"$sum".to_owned()));
    assert_eq!(labels("'text: $|'", &jsonata()), [] as [&str; 0]);
}

#[test]
fn names_are_offered_in_a_definition_too() {
    let text = r#"{"QueryLanguage": "JSONata", "States": {"A": {"Output": "{% 'é\"' & $states.input.order.it %}"}}}"#;
    let offset = text.find("it %}").unwrap() + 2;
    let found = complete_in(text, offset, |site| (site.field == "Output").then(jsonata)).unwrap();
    assert_eq!(&text[found.from as usize..offset], "it");
    assert_eq!(found.options[0].label, "items");
}

#[test]
fn a_part_of_an_expression_in_a_definition_tells_its_value() {
    let text = r#"{"QueryLanguage": "JSONata", "States": {"A": {"Output": "{% '\u00e9\"' & $sum($states.input.order.items.price) %}"}}}"#;
    let about = |part: &str| {
        let found = hover_in(text, text.find(part).unwrap() + 1, |_| Some(jsonata())).unwrap();
        (text[found.span.start as usize..found.span.end as usize].to_owned(), found.text)
    };
    assert_eq!(about("price"), ("price".to_owned(), "Value: `2 · 3`".to_owned()));
    let (part, told) = about("$sum");
    assert_eq!(part, "$sum($states.input.order.items.price)");
    assert!(told.starts_with("Value: `5`\n`$sum("), "{told}");
    assert_eq!(hover_in(text, 3, |_| Some(jsonata())), None);
}

#[test]
fn a_name_that_is_no_word_is_offered_in_backquotes() {
    let scope = Scope::parse(Jsonata, r#"{"$states": {"input": {"first name": 1, "and": 2}}}"#).unwrap();
    assert_eq!(labels("$states.input.|", &scope), ["`first name`", "`and`"]);
}

#[test]
fn a_scope_is_an_object_of_names_with_dollar_signs() {
    assert!(Scope::parse(Jsonata, "{").unwrap_err().starts_with("This is not JSON"));
    assert!(Scope::parse(Jsonata, "[]").is_err());
    assert_eq!(
        Scope::parse(Jsonata, r#"{"total": 1}"#).unwrap_err(),
        "`total` is no name that an expression can see: write `$total`."
    );
}

#[test]
fn the_expressions_of_a_definition_are_found_in_all_states() {
    let definition = r#"{"QueryLanguage": "JSONata", "States": {
        "Each": {"Type": "Map", "Items": "{% $a %}", "ItemProcessor": {"States": {
            "In": {"Type": "Pass", "Output": {"x": ["{% 1 %}", "plain"]}}}}},
        "Old": {"Type": "Choice", "QueryLanguage": "JSONPath", "InputPath": "$.in", "ResultPath": "$.out",
            "Choices": [{"Variable": "$.x", "NumericLessThanPath": "$.y", "Next": "Each"}]}}}"#;
    let text = |state: &str, field: &str, text: &str| (state.to_owned(), field.to_owned(), text.to_owned());
    assert_eq!(
        places(definition),
        [
            text("Each", "Items", "$a"),
            text("In", "Output/x[0]", "1"),
            text("Old", "InputPath", "$.in"),
            text("Old", "Choices[0]/Variable", "$.x"),
            text("Old", "Choices[0]/NumericLessThanPath", "$.y"),
        ]
    );
}

#[test]
fn the_expressions_of_a_definition_that_is_being_typed_are_found() {
    let definition =
        r#"{"QueryLanguage": "JSONata", "States": {"A": {"Output": "{% $states.in", "Assign": {"#;
    assert_eq!(places(definition), [("A".to_owned(), "Output".to_owned(), "$states.in".to_owned())]);
}

#[test]
fn a_changed_expression_is_written_as_json() {
    let definition = r#"{"QueryLanguage": "JSONata", "States": {"A": {"Output": "{%1%}", "End": true}}}"#;
    let [site] = &sites(definition)[..] else { panic!("there is one") };
    let changed = site.replace(definition, " \"é\" &\n'x' ");
    assert_eq!(
        changed,
        r#"{"QueryLanguage": "JSONata", "States": {"A": {"Output": "{% \"é\" &\n'x' %}", "End": true}}}"#
    );
    assert_eq!(&*sites(&changed)[0].text, "\"é\" &\n'x'");
}
