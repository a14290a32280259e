use super::super::{Answer, Expression, World};
use super::{alone, order};
use crate::value::Value;

#[test]
fn arithmetic_is_that_of_doubles() {
    alone("1 + 2 * 3 - 4 / 8", "6.5");
    alone("7 % 4", "3");
    alone("-(2 - 3)", "1");
    alone("0.1 + 0.2", "0.30000000000000004");
    alone("9007199254740993 - 1", "9007199254740991");
}

#[test]
fn what_is_undefined_makes_the_result_undefined() {
    alone("1 + missing", "undefined");
    alone("missing < 1", "undefined");
    alone("missing = missing", "false");
    alone("'a' & missing", r#""a""#);
}

#[test]
fn values_are_equal_all_the_way_down() {
    alone(r#"{"a": [1, 2], "b": null} = {"b": null, "a": [1, 2]}"#, "true");
    alone("[1, 2] != [2, 1]", "true");
    alone("1 = '1'", "false");
}

#[test]
fn numbers_and_strings_are_ordered() {
    alone("'B' < 'a'", "true");
    alone("2 >= 2", "true");
    alone(r#""\ud83d\ude00" < "\uff01""#, "true");
}

#[test]
fn truth_is_in_most_things() {
    alone("[0, '', false, null] or {}", "false");
    alone("'no' and [0, 1]", "true");
    alone("missing ? 1 : 2", "2");
    alone("false ? 1", "undefined");
}

#[test]
fn strings_are_joined_with_the_text_of_anything() {
    alone("1 & [2, '3'] & true", r#""1[2,\"3\"]true""#);
}

#[test]
fn ranges_are_filled() {
    alone("[1..3, 7, 9..8]", "[1,2,3,7]");
    alone("[1..3].($ * $)", "[1,4,9]");
}

#[test]
fn membership_is_by_identity() {
    order("'pen' in lines.sku", "true");
    alone("{} in [{}]", "false");
    alone("1 in 1", "true");
}

#[test]
fn results_are_chained_from_left_to_right() {
    order("customer.name ~> $uppercase() ~> $substring(0, 2)", r#""AD""#);
    alone("($f := $uppercase ~> $length; $f('four'))", "4");
}

#[test]
fn objects_are_copied_with_changes() {
    order("$ ~> |lines|{'total': price * count}, ['tags', 'price']| ~> $lookup('lines')", {
        r#"[{"sku":"ink","count":4,"total":10},{"sku":"pen","count":1,"total":12},{"sku":"pad","count":10,"total":30}]"#
    });
    order(
        "($copy := $ ~> |customer|{'name': 'Eve'}|; [customer.name, $copy.customer.name])",
        r#"["Ada","Eve"]"#,
    );
}

#[test]
fn a_transform_leaves_its_input_and_what_is_held_elsewhere_alone() {
    order(
        "$ ~> |lines[price > 2.7]|{'sku': $$.lines[0].sku}| ~> $lookup('lines') ~> $map(function($line) { $line.sku })",
        r#"["ink","ink","ink"]"#,
    );
    order(
        "lines ~> |$|{'n': 1}, ['tags', 'price']|",
        r#"[{"sku":"ink","count":4,"n":1},{"sku":"pen","count":1,"n":1},{"sku":"pad","count":10,"n":1}]"#,
    );
    order("($ ~> |lines|{'here': $ in $$.lines}|).lines.here", "[false,false,false]");
    // One object in two places is two in the copy.
    order(
        "{'a': lines[2], 'b': lines[2]} ~> |a|{'n': 1}|",
        r#"{"a":{"sku":"pad","price":3,"count":10,"n":1},"b":{"sku":"pad","price":3,"count":10}}"#,
    );
    let one = Value::parse(r#"{"n": 0.30000000000000004}"#).unwrap();
    let two = Value::object([("a", one.clone()), ("b", one)]);
    let changed = Expression::parse("$ ~> |a|{'m': 1}|").unwrap().evaluate(Some(&two), &mut World::still());
    assert_eq!(changed, Ok(Answer::Value(Value::parse(r#"{"a":{"n":0.3,"m":1},"b":{"n":0.3}}"#).unwrap())));
    // What an update puts in is not what the pattern found.
    order("($ ~> |customer|{'in': $$.lines[0]}| ~> |customer.in|{'n': 1}|).lines[0].n", "undefined");
    order("($ ~> |$|{'customer': $$.customer}| ~> |customer|{'n': 1}|).customer.n", "1");
    order("($ ~> |[$, customer]|{'customer': $$.customer}|).customer.customer.name", "undefined");
}

#[test]
fn a_change_meets_only_what_the_pattern_finds() {
    // The same value stands in two places; only one of them is to change.
    alone("($x := {'n': 1}; {'a': $x, 'b': $x} ~> |a|{'n': 2}|)", r#"{"a":{"n":2},"b":{"n":1}}"#);
    alone("{'a': 1} ~> |a|{}, 'n'|", r#"{"a":1}"#);
    alone("{'a': 1} ~> |a|{}, 5|", "T2012");
}

#[test]
fn err_operands_have_the_wrong_type() {
    alone("1 + 'a'", "T2002");
    alone("true - 1", "T2001");
    alone("-'a'", "D1002");
    alone("1 < 'a'", "T2009");
    alone("true < 1", "T2010");
    alone("[1.5..2]", "T2003");
    alone("1 ~> 2", "T2006");
    order("lines^(tags[0] = 'x' ? 1 : 'a', [1])", "T2008");
}

#[test]
fn err_infinity_is_no_operand_and_no_answer() {
    alone("1 / 0 + 1", "D1001");
    alone("1 / 0", "D1001");
    alone("$string(1 / 0)", "D3001");
}
