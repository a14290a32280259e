use super::{Answer, Expression, World};
use crate::jsonata::Budget;
use crate::value::Value;

/// The answer of an expression that may take three million steps, or the code of the error.
fn code(expression: &str) -> String {
    let budget = Budget { steps: 3_000_000, ..Budget::default() };
    let input = Value::empty_object();
    let answer = Expression::parse(expression)
        .and_then(|read| read.evaluate(Some(&input), &mut World { budget, ..World::still() }));
    match answer {
        Ok(Answer::Value(value)) => value.to_string(),
        Ok(_) => "nothing".to_owned(),
        Err(error) => error.code.to_owned(),
    }
}

#[track_caller]
fn alone(expression: &str, expected: &str) {
    assert_eq!(code(expression), expected, "{expression}");
}

#[test]
fn endless_recursion_ends() {
    alone("($f := function($n) { 1 + $f($n + 1) }; $f(0))", "U1001");
    alone("($f := function() { $f() }; $f())", "U1001");
    alone("($f := function($n) { $reduce([1, 2], function($a, $b) { $f($n + 1) }) }; $f(1))", "U1001");
    alone("($f := function($n) { $map([$n], $f) }; $f(1))", "U1001");
    alone("($f := function($n) { $eval('$f(1)') & 'x' }; $f(1))", "U1001");
}

#[test]
fn a_step_that_is_too_much_is_always_the_same() {
    let expression = Expression::parse("$sum([1..100].($ * 2))").unwrap();
    let with = |steps| {
        let budget = Budget { steps, ..Budget::default() };
        expression.evaluate(None, &mut World { budget, ..World::still() })
    };
    let least = (1..10_000).find(|steps| with(*steps).is_ok()).unwrap();
    assert_eq!(with(least), Ok(Answer::Value(Value::from(10_100i64))));
    assert_eq!(least, 419);
    // Looking inside finds the same, and each part of it.
    for (steps, code) in [(least, None), (least - 1, Some("U1001"))] {
        let budget = Budget { steps, ..Budget::default() };
        let (answer, inspection) = expression.inspect(None, &mut World { budget, ..World::still() });
        assert_eq!(answer.as_ref().err().map(|error| error.code), code);
        assert!(inspection.parts.iter().any(|part| part.count == 100));
    }
}

#[test]
fn whatever_is_too_much_has_a_place() {
    let budget = Budget { steps: 10_000, string: 1000, sequence: 1000, depth: 60, result: 1000 };
    let place = |text: &'static str| {
        let read = Expression::parse(text).unwrap();
        let error = read.evaluate(None, &mut World { budget: budget.clone(), ..World::still() }).unwrap_err();
        (error.code, &text[error.span.start as usize..error.span.end as usize])
    };
    assert_eq!(place("1 + $length($pad('', 2000))"), ("U1003", "("));
    assert_eq!(place("'a' & [1..2000].($ * 1)"), ("D2015", "[1..2000].($ * 1)"));
    assert_eq!(place("2 + $sum([1..900].$sum([1..900]))").0, "U1001");
    assert_ne!(place("2 + $sum([1..900].$sum([1..900]))").1, "");
    assert_eq!(place("[1..2000]"), ("D2015", "[1..2000]"));
    assert_eq!(place("[1..900].(1 + 1)"), ("U1004", "[1..900].(1 + 1)"));
    assert_eq!(place("($f := function($n) { 1 + $f($n) }; $f(0))").0, "U1001");
    assert_ne!(place("($f := function($n) { 1 + $f($n) }; $f(0))").1, "");
}

#[test]
fn nothing_grows_beyond_its_limit() {
    alone("$pad('', 1e9)", "U1003");
    alone("[1..1e9]", "D2014");
    alone("$count([1..1e7])", "10000000");
    alone("[1..1e7]", "D2015");
    alone("[1..1e6].([$, $])", "U1001");
    alone("$reduce([1..100], function($s, $i) { $s & $s }, 'double me')", "U1003");
    alone("$reduce([1..100], function($s, $i) { $append($s, $s) }, [1, 2])", "D2015");
    alone("$formatInteger(1e12, 'I')", "U1003");
    alone("$fromMillis(0, '[Y,*-100000000]')", "U1003");
}

#[test]
fn results_are_bounded() {
    let expression = Expression::parse("[1..1000]").unwrap();
    let budget = Budget { result: 1000, ..Budget::default() };
    let error = expression.evaluate(None, &mut World { budget, ..World::still() }).unwrap_err();
    assert_eq!(error.to_string(), "U1004: The result of the expression is larger than 1000 bytes");
    // Forty doublings are little memory, and more than anybody can write down.
    alone("$reduce([1..40], function($a, $i) { {'l': $a, 'r': $a} }, 1)", "U1004");
    alone("$reduce([1..40], function($a, $i) { [[$a, $a]] }, 1)", "U1004");
}

#[test]
fn a_pattern_that_never_comes_to_an_end_is_stopped() {
    alone("$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+$/)", "U1001");
    alone("$contains($pad('', 100000, 'a'), /(.*)*b/)", "U1001");
}

#[test]
fn values_cannot_be_nested_without_end() {
    alone("$reduce([1..100000], function($a, $i) { [$a, [$a]] })", "U1001");
    alone("$reduce([1..100000], function($a, $i) { {'a': $a} })", "U1001");
    alone("$reduce([1..100000], function($a, $i) { {'a': [[$a.a]]} }, {})", "U1001");
}

#[test]
fn functions_that_hold_each_other_are_let_go() {
    alone("($f := $reduce([1..50000], function($f, $i) { function() { $f } }, 1); 1)", "1");
}

#[test]
fn text_that_is_nested_deeply_is_refused() {
    for (open, inner, close) in [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{'a':", "1", "}"),
        ("-", "a", ""),
        ("a[", "1", "]"),
        ("$f(", "1", ")"),
        ("function(){", "1", "}"),
        ("1+(", "1", ")"),
        ("a.(", "1", ")"),
        ("a ? (", "1", ") : 2"),
        ("|a|", "1", ""),
        ("a^(", "1", ")"),
        ("1 & ", "1", ""),
        ("a@$x[", "1", "]"),
        ("a.%[", "1", "]"),
    ] {
        for depth in [100, 240, 1000, 100_000] {
            let text = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
            let answer = code(&text);
            assert!(!answer.is_empty(), "{open} {depth}");
        }
    }
    for separator in ["+", "&", " and ", ".", ";", ",", " ~> ", "[0]."] {
        for count in [200, 1000, 100_000] {
            let text = format!("({})", vec!["a"; count].join(separator));
            assert!(!code(&text).is_empty());
        }
    }
}
