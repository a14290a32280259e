use super::{alone, order};

#[test]
fn variables_live_in_their_block() {
    alone("($a := 1; $b := ($a := 2; $a + 1); [$a, $b])", "[1,3]");
    alone("(($a := 1); $a)", "undefined");
}

#[test]
fn a_block_sees_the_outer_value_until_it_has_its_own() {
    alone("($a := 1; ($b := $a; $a := 2; [$b, $a]))", "[1,2]");
}

#[test]
fn functions_remember_where_they_were_made() {
    alone("($counter := function($n) { function() { $n + 1 } }; $c := $counter(41); $c())", "42");
    alone("($f := function() { $later }; $later := 'now'; $f())", r#""now""#);
}

#[test]
fn functions_call_themselves() {
    alone("($fib := λ($n) { $n < 2 ? $n : $fib($n - 1) + $fib($n - 2) }; $fib(15))", "610");
}

#[test]
fn a_call_at_the_end_takes_no_stack() {
    alone("($sum := function($n, $s) { $n = 0 ? $s : $sum($n - 1, $s + $n) }; $sum(50000, 0))", "1250025000");
    alone(
        "($even := function($n) { $n = 0 ? true : $odd($n - 1) };
          $odd := function($n) { $n = 0 ? false : $even($n - 1) };
          $even(20001))",
        "false",
    );
}

#[test]
fn missing_arguments_are_undefined_and_more_are_ignored() {
    alone("function($a, $b) { $exists($b) }(1)", "false");
    alone("function($a) { $a }(1, 2)", "1");
}

#[test]
fn signatures_are_checked_and_fill_in_the_context() {
    alone("function($s, $n)<s-n:s> { $s & $n }('a', 1)", r#""a1""#);
    order("customer.name.(λ($s, $n)<s-n:s> { $s & $n }(1))", r#""Ada1""#);
    alone("function($a)<a<n>:n> { $count($a) }(7)", "1");
    alone("function($n)<n:n> { $n }('a')", "T0410");
}

#[test]
fn some_arguments_can_be_given_beforehand() {
    alone("($add := function($a, $b) { $a + $b }; $inc := $add(?, 1); $inc(2))", "3");
    alone("($first := $substring(?, 0, ?); $first('word', 2))", r#""wo""#);
}

#[test]
fn functions_are_values() {
    alone("{'double': function($x) { $x * 2 }}.double(4)", "8");
    alone("[$uppercase, $lowercase].$('Mix')", r#"["MIX","mix"]"#);
    alone("$uppercase", "a function");
    alone("{'f': $sum, 'n': 1}", r#"{"n":1}"#);
}

#[test]
fn the_context_of_a_function_is_that_of_its_making() {
    order("($f := function() { id }; customer.$f())", r#""A7""#);
}

#[test]
fn variables_of_a_step_are_seen_in_functions_made_there() {
    order("$map(lines#$i.{'f': function() { $i }}, function($o) { ($f := $o.f; $f()) })", "[0,1,2]");
}

#[test]
fn err_what_is_no_function_cannot_be_called() {
    alone("$nothing()", "T1006");
    alone("sum([1])", "T1005");
    alone("sum(?)", "T1007");
    alone("1(?)", "T1008");
}
