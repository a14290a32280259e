//! Where evaluations stop: at the same step natively and in wasm.

use stepyard::jsonata::{Answer, Budget, Expression, World};
use stepyard::value::Value;

/// Expressions that take all kinds of steps, none of them many.
const EXPRESSIONS: [&str; 9] = [
    "$sum([1..100].($ * 2))",
    "items{name: $sum(price)}",
    "items^(>price, name).{'name': name, 'price': price}",
    "$sort(items, function($a, $b) { $a.price > $b.price * 2 }).name",
    "$ ~> |items|{'twice': price * 2}, 'name'|",
    "$map(items, function($item, $i) { $item.price + $i }) ~> $filter(function($x) { $x > 20 })",
    "($f := function($n) { $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(12))",
    "$match($join(items.name, ', '), /n(a|b)*?[0-9]+/).match ~> $count()",
    "items@$a.items[price = $a.price + 7].{'one': $a.name, 'other': name}",
];

/// What [`least`] gives natively and in wasm.
pub const EXPECTED: &str = "\
419 steps: U1001 at 4..5
110 steps: U1001 at 0..24
448 steps: U1001 at 0..51
793 steps: U1001 at 0..63
489 steps: U1001 at 0..41
362 steps: U1001 at 0..90
4186 steps: U1001 at 31..33
300 steps: U1001 at 65..66
13609 steps: U1001 at 0..68
depth: U1001 at 30..32
";

/// The fewest steps with which each expression has a value, and what it fails with when it has one step less.
/// Then the depth at which endless recursion is stopped.
pub fn least() -> String {
    let items = (0..40).map(|i| format!(r#"{{"name": "n{}", "price": {}}}"#, i % 7, i * 7 % 50));
    let input = format!(r#"{{"items": [{}]}}"#, items.collect::<Vec<_>>().join(","));
    let input = Value::parse(&input).expect("it is JSON");
    let mut text = String::new();
    for expression in EXPRESSIONS {
        let read = Expression::parse(expression).expect("it can be read");
        let with = |steps| {
            let budget = Budget { steps, ..Budget::default() };
            read.evaluate(Some(&input), &mut World { budget, ..World::still() })
        };
        let (mut fails, mut works) = (0, 1_000_000);
        while works - fails > 1 {
            let middle = (works + fails) / 2;
            *(if with(middle).is_ok() { &mut works } else { &mut fails }) = middle;
        }
        assert!(matches!(with(works), Ok(Answer::Value(_))));
        let error = with(fails).expect_err("a step is missing");
        text += &format!("{works} steps: {} at {}..{}\n", error.code, error.span.start, error.span.end);
    }
    let endless = "($f := function($n) { $assert($n < 10000) + $n + $f($n + 1) }; $f(0))";
    let error = Expression::parse(endless).expect("it can be read").evaluate(None, &mut World::still());
    let error = error.expect_err("it has no end");
    text += &format!("depth: {} at {}..{}\n", error.code, error.span.start, error.span.end);
    text
}
