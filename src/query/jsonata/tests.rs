use std::sync::Arc;

use super::*;
use crate::source::LineIndex;
use crate::value::Object;

/// The value of an expression as JSON, or what is said about it.
fn value(text: &str) -> String {
    let states = Value::parse(r#"{"input": {"price": 3, "items": [1, 2, 3]}}"#).unwrap();
    let variables = Arc::new(Object::from_iter([(Arc::from("rate"), Value::from(2i64))]));
    let bindings = Bindings { states, variables };
    match Jsonata::read(text).evaluate(&bindings, 1_704_067_200_000, &mut Chance::from_seed(1)) {
        Ok(value) => value.to_string(),
        Err(QueryError::Undefined) => "undefined".to_owned(),
        Err(QueryError::Unsupported) => "unsupported".to_owned(),
        Err(QueryError::Failed { message, span }) => format!("{message} at {}..{}", span.start, span.end),
    }
}

/// What is said about an expression before it runs: the code, the marked text, the message.
fn faults(text: &str) -> Vec<String> {
    let jsonata = Jsonata::read(text);
    let said = jsonata.faults().iter().map(|fault| {
        let marked = &text[fault.span.start as usize..fault.span.end as usize];
        format!("{} [{marked}] {}", fault.code, fault.message)
    });
    said.collect()
}

#[test]
fn states_and_variables_are_the_roots() {
    assert_eq!(value("$states.input.price * $rate"), "6");
    assert_eq!(value("$states.input.items[$ > 1]"), "[2,3]");
}

#[test]
fn the_context_is_made_where_an_expression_may_read_it() {
    let reads = |text: &str| Jsonata::read(text).reads_context();
    for text in [
        "$states.context.Execution.Id",
        "$states . context",
        "$states.`context`",
        "$states.*",
        "$states.(context)",
        "$states",
        "$states.input.%.context",
        "$lookup($states, 'con' & 'text')",
        "$states.input & $states/* the rest */.context",
    ] {
        assert!(reads(text), "{text}");
    }
    for text in ["1", "$rate", "$states.input.context", "$states.result + $states . errorOutput.n"] {
        assert!(!reads(text), "{text}");
    }
}

#[test]
fn partition_cuts_an_array_into_parts() {
    assert_eq!(value("$partition([1..5], 2)"), "[[1,2],[3,4],[5]]");
    assert_eq!(value("$partition([1..5], 9)"), "[[1,2,3,4,5]]");
    assert!(value("$partition([1..5], 0)").starts_with("D3137: "));
}

#[test]
fn a_range_includes_its_end_if_it_hits_it() {
    assert_eq!(value("$range(1, 9, 4)"), "[1,5,9]");
    assert_eq!(value("$range(1, 8, 4)"), "[1,5]");
    assert_eq!(value("$range(3, 1, -1)"), "[3,2,1]");
    assert_eq!(value("$range(1, 3, -1)"), "[]");
    assert!(value("$range(1, 3, 0)").starts_with("D3137: "));
    assert!(value("$range(1, 1e9, 1)").starts_with("D2014: "));
}

#[test]
fn hashes_are_named_as_in_java() {
    assert_eq!(value(r#"$hash("a", "MD5")"#), r#""0cc175b9c0f1b6a831c399e269772661""#);
    assert_eq!(value(r#"$length($hash("a", "SHA-512"))"#), "128");
    assert!(value(r#"$hash("a", "sha-1")"#).starts_with("D3137: "));
}

#[test]
fn a_seed_gives_the_number_java_gives() {
    assert_eq!(value("$random(42)"), "0.7275636800328681");
    assert_eq!(value("$random(0)"), "0.730967787376657");
}

#[test]
fn chance_is_the_executions() {
    assert_eq!(value("[$random(), $uuid()]"), value("[$random(), $uuid()]"));
    assert_eq!(value("$random() = $random()"), "false");
    assert_eq!(value("$uuid() = $uuid()"), "false");
}

#[test]
fn time_is_the_executions() {
    assert_eq!(value("$now()"), r#""2024-01-01T00:00:00.000Z""#);
    assert_eq!(value("$now('[Y]')"), r#""2024""#);
    assert_eq!(value("$millis()"), "1704067200000");
}

#[test]
fn parse_reads_json() {
    assert_eq!(value(r#"$parse('{"a": [1, null]}')"#), r#"{"a":[1,null]}"#);
    assert!(value("$parse('{')").starts_with("D3140: Malformed JSON"));
}

#[test]
fn nothing_given_is_nothing_gained() {
    assert_eq!(value("$partition($states.input.none, 2)"), "undefined");
    assert_eq!(value("$parse($states.input.none)"), "undefined");
}

#[test]
fn err_wrong_types() {
    assert!(
        value("$partition('x', 2)").starts_with("T0410: Argument 2")
            || value("$partition('x', 'y')").starts_with("T0410")
    );
    assert!(value("$hash(1, 'MD5')").starts_with("T0410: Argument 1 of function \"hash\""));
    assert!(value("$range('a', 2, 1)").starts_with("T0410: Argument 1 of function \"range\""));
}

#[test]
fn err_functions_are_no_values() {
    assert_eq!(value("$sum"), "unsupported");
    assert_eq!(value("function($x) { $x }"), "unsupported");
}

#[test]
fn err_undefined() {
    assert_eq!(value("$states.input.prize"), "undefined");
    assert_eq!(value("$total"), "undefined");
}

#[test]
fn err_says_where() {
    let found = "T2001: The left side of the \"+\" operator must evaluate to a number";
    assert!(value("1 + ('a' + 2)").starts_with(found));
    assert!(value("$nothing(1)").starts_with("T1006: Attempted to invoke a non-function"));
}

#[test]
fn err_eval_is_no_function() {
    assert!(value("$eval('1')").starts_with("T1006: Attempted to invoke a non-function"));
    assert_eq!(
        faults("$eval('1')"),
        ["UNSUPPORTED_JSONATA_EXPRESSION [$eval] there is no function `$eval`: calling it fails"]
    );
}

#[test]
fn err_nothing_newer_than_2_0_6() {
    assert!(faults("$a ?: 1")[0].starts_with("INVALID_JSONATA_EXPRESSION"));
    assert!(faults("$a ?? 1")[0].starts_with("INVALID_JSONATA_EXPRESSION"));
}

#[test]
fn err_no_value_is_at_hand_at_the_top_level() {
    let top = |text: &str| faults(text).join("; ");
    let refused = |name: &str| {
        format!("UNSUPPORTED_JSONATA_EXPRESSION [{name}] `{name}` at the top level refers to nothing")
    };
    assert_eq!(top("phone"), refused("phone"));
    assert_eq!(top("$states.input.a + b.c"), refused("b"));
    assert_eq!(top("$"), refused("$"));
    assert_eq!(top("$$.a"), refused("$$"));
    assert_eq!(top("$map($states.input.items, function($item) { $item + phone })"), refused("phone"));
}

#[test]
fn a_value_is_at_hand_in_paths_and_predicates() {
    for text in [
        "$states.input.items[$ > 1]",
        "$states.input.orders[total > 9].(id & name)",
        "$states.input.orders^(total)",
        "$states.input.orders{id: name}",
        "$states.input ~> |items|{'seen': true}|",
    ] {
        assert_eq!(faults(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn err_all_that_cannot_be_read() {
    assert_eq!(faults(""), ["INVALID_JSONATA_EXPRESSION [] the expression is empty"]);
    let found = faults("$a + ) + [1");
    assert!(found.len() > 1, "{found:?}");
}

#[test]
fn what_is_not_a_function_is_found_with_what_was_meant() {
    let jsonata = Jsonata::read("$uppercse('a')");
    let [fault] = jsonata.faults() else { panic!("{:?}", jsonata.faults()) };
    assert_eq!(fault.severity, Severity::Warning);
    assert_eq!(fault.hint.as_deref(), Some("did you mean `$uppercase`?"));
    assert_eq!(faults("($f := function($x) { $x }; $f(1))"), [] as [&str; 0]);
}

#[test]
fn parts_are_found_behind_the_escapes_of_json() {
    let definition = r#"{"Output": "{% 'é\u00e9\"😀' & nothing %}"}"#;
    let start = definition.find("\"{%").unwrap();
    let span = Span::new(start, definition.len() - 1);
    let string = Value::parse(&definition[start..definition.len() - 1]).unwrap();
    let expression = crate::query::Expression::opt_jsonata(string.as_str().unwrap(), span).unwrap();
    let crate::query::Query::Jsonata(jsonata) = &expression.query else { unreachable!() };
    let place = expression.places(definition)(jsonata.faults()[0].span);
    assert_eq!(&definition[place.start as usize..place.end as usize], "nothing");
    assert_eq!(LineIndex::new(definition).utf16(place.start), 31);
}

#[test]
fn looking_inside_shows_the_value_of_every_part() {
    let bindings =
        Bindings { states: Value::parse(r#"{"input": {"a": 2}}"#).unwrap(), ..Bindings::default() };
    let text = "$states.input.a + $states.input.b";
    let (value, inspection) = Jsonata::read(text).inspect(&bindings, 0, &mut Chance::from_seed(1), 1_000);
    assert_eq!(value, Err(QueryError::Undefined));
    let [end] = &inspection.dead_ends[..] else { panic!("{:?}", inspection.dead_ends) };
    assert_eq!(&text[end.span.start as usize..end.span.end as usize], "b");
    assert_eq!(end.names, ["a"]);
}
