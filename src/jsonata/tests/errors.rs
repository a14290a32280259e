use super::evaluate;
use crate::jsonata::{Error, Expression};
use crate::value::Value;

#[track_caller]
fn error(text: &str) -> Box<Error> {
    evaluate(text, "{}").unwrap_err()
}

/// The part of the text that an error points at.
fn pointed(text: &str) -> &str {
    let span = error(text).span;
    &text[span.start as usize..span.end as usize]
}

#[test]
fn sentences_are_those_of_the_reference() {
    assert_eq!(error("1 + 'a'").message(), "The right side of the \"+\" operator must evaluate to a number");
    assert_eq!(error("$error('out of ink')").message(), "out of ink");
    assert_eq!(error("'a' < 1").to_string(), {
        "T2009: The values \"a\" and 1 either side of operator \"<\" must be of the same data type"
    });
    assert_eq!(error("$length(1)").message(), {
        "Argument 1 of function \"length\" does not match function signature"
    });
    assert_eq!(error("{1: 2}").message(), "Key in object structure must evaluate to a string; got: 1");
}

#[test]
fn errors_know_their_place_and_token() {
    assert_eq!(pointed("[1, 2 + 'a']"), "+");
    assert_eq!(pointed("1 + (2 * (3 - 'x'))"), "-");
    assert_eq!(pointed("( $sum(['a']) )"), "(");
    assert_eq!(error("$sum(['a'])").token, Some(Value::from("sum")));
}

#[test]
fn the_innermost_place_is_told() {
    assert_eq!(pointed("($f := function() { 1 & (2 / 'x') }; $f())"), "/");
}

#[test]
fn all_mistakes_of_a_text_are_found() {
    let reading = Expression::read("{'a': 1 +, 'b': [2, }");
    let codes: Vec<&str> = reading.errors.iter().map(|error| error.code).collect();
    assert_eq!(codes, ["S0211", "S0211"]);
    assert!(Expression::read("$a.b[c = 1]").errors.is_empty());
}

#[test]
fn half_an_expression_still_has_a_tree() {
    let reading = Expression::read("$states.input.");
    let analysis = reading.analyse();
    assert_eq!(analysis.paths[0].names, ["input".into()]);
    assert_eq!(reading.errors[0].code, "S0207");
}

#[test]
fn what_fails_in_evaluated_text_is_told_at_the_call() {
    let endless = "(1; $eval('($f := function() { 1 + $f() }; 1 + 2 + 3 + $f())'))";
    assert_eq!((error(endless).code, pointed(endless)), ("U1001", "("));
    let made = "($f := $eval('function($n) { $n + 1 + 2 + 3 + 4 + 5 + 6 }'); $f('a'))";
    assert_eq!((error(made).code, pointed(made)), ("T2001", "("));
}
