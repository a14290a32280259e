use super::{alone, answer, order};

#[test]
fn strings_are_counted_in_characters() {
    alone("$length('größe😀')", "6");
    alone("$substring('größe😀', 2, 2)", r#""öß""#);
    alone("$substring('größe😀', -1)", r#""😀""#);
    alone("$pad('é', -3, '*')", r#""**é""#);
}

#[test]
fn strings_are_cut_and_joined() {
    alone("$split('a, b,c', /, ?/)", r#"["a","b","c"]"#);
    alone("$join(['a', 'b'], '-')", r#""a-b""#);
    alone("$trim('  two \n words ')", r#""two words""#);
    alone("$substringBefore('key=value', '=') & $substringAfter('key=value', '=')", r#""keyvalue""#);
}

#[test]
fn patterns_are_found_and_replaced() {
    alone("$contains('2024-05', /\\d{4}-\\d\\d/)".replace("\\\\", "\\").as_str(), "true");
    alone("$match('a1b22', /[a-z](\\d+)/).groups", r#"["1","22"]"#);
    alone("$replace('John Smith', /(\\w+)\\s(\\w+)/, '$2, $1')", r#""Smith, John""#);
    alone("$replace('3 4', /\\d/, function($m) { $string($number($m.match) * 2) })", r#""6 8""#);
}

#[test]
fn a_function_can_be_a_pattern() {
    alone(
        "$split('a-b', function($s) { {'match': '-', 'start': 1, 'end': 2, 'groups': [], 'next': function() { $nothing }} })",
        r#"["a","b"]"#,
    );
}

#[test]
fn anything_has_a_text() {
    alone("$string({'a': [1, 0.1 + 0.2]})", r#""{\"a\":[1,0.3]}""#);
    alone("$string([1], true)", r#""[\n  1\n]""#);
    alone("$string(1e21)", r#""1e+21""#);
}

#[test]
fn texts_are_read_as_numbers() {
    alone("$number('0x1f') + $number('-1.5e1') + $number(true)", "17");
    alone("$number('1,000')", "D3030");
}

#[test]
fn halves_are_rounded_to_the_even_neighbour() {
    alone("[0.5, 1.5, 2.5, -0.5].$round($)", "[0,2,2,0]");
    alone("$round(1.005, 2)", "1");
    alone("$round(1234, -2)", "1200");
}

#[test]
fn lists_are_summed_up() {
    alone("[$sum([1, 2]), $max([1, 2]), $min([1, 2]), $average([1, 2]), $count([1, 2])]", "[3,2,1,1.5,2]");
    alone("$max([])", "undefined");
    alone("$sum('a')", "T0412");
}

#[test]
fn functions_are_applied_to_lists() {
    alone("$map([1, 2], function($v, $i) { $v * 10 + $i })", "[10,21]");
    alone("$filter([1..6], function($v) { $v % 2 = 0 })", "[2,4,6]");
    alone("$reduce([1..4], function($a, $b) { $a * $b })", "24");
    alone("$single([1, 2, 3], function($v) { $v > 2 })", "3");
    alone("$sort(['b', 'A', 'a'])", r#"["A","a","b"]"#);
    alone("$sort([3, 1, 2], function($l, $r) { $l < $r })", "[3,2,1]");
}

#[test]
fn a_function_compares_by_whatever_it_likes() {
    let by =
        |body: &str, expected| order(&format!("$sort(lines, function($a, $b) {{ {body} }}).sku"), expected);
    by("$a.price > $b.price", r#"["ink","pad","pen"]"#);
    by("$b.price > $a.price", r#"["pen","pad","ink"]"#);
    by("$a.price < $b.price", r#"["pen","pad","ink"]"#);
    by("$uppercase($a.sku) < $uppercase($b.sku)", r#"["pen","pad","ink"]"#);
    by("$a.price - $b.price > 0", r#"["ink","pad","pen"]"#);
    by("$a.price > $b.count", r#"["ink","pad","pen"]"#);
    by("$b.price > 2.7 and $a.count < 5", r#"["pad","pen","ink"]"#);
    by(
        "$count($a.tags) != $count($b.tags) ? $count($a.tags) > $count($b.tags) : $a.sku > $b.sku",
        r#"["pad","pen","ink"]"#,
    );
    by("$a.nothing > $b.nothing", r#"["ink","pen","pad"]"#);
    order(
        "($f := function($x) { -$x.price }; $sort(lines, function($a, $b) { $f($a) > $f($b) }).sku)",
        r#"["pen","pad","ink"]"#,
    );
    alone("($k := 2; $sort([5, 1, 4, 2], function($a, $b) { $a % $k > $b % $k }))", "[4,2,5,1]");
    alone("($n := 0; $sort([5, 1, 4], function($a, $b) { ($n := $n + 1; $a > $b) }))", "[1,4,5]");
}

#[test]
fn a_function_that_compares_may_be_of_no_sense() {
    alone("$sort([3, 1, 2], function($a, $b) { true })", "[2,1,3]");
    alone("$sort([3, 1, 2], function($a, $b) { $a - $b })", "[2,1,3]");
    order("$sort(lines, function($a, $b) { $a.price > 5 }).sku", r#"["ink","pad","pen"]"#);
    order("$sort(lines, function($a) { $a.price > 2.7 }).sku", r#"["ink","pad","pen"]"#);
    alone("$sort([3, 'a', 2], function($a, $b) { $a > $b })", "T2009");
    order("$sort(lines, function($a, $b) { $a.tags > $b.tags })", "T2010");
}

#[test]
fn what_is_equal_stays_in_order() {
    let by = |condition: &str| {
        let items = "[{'n': 0, 'i': 1}, {'n': 1, 'i': 2}, {'n': 1, 'i': 3}, {'n': -0, 'i': 4}]";
        answer(&format!("$sort({items}, function($a, $b) {{ {condition} }}).i"), "{}")
    };
    assert_eq!(by("$a.n > $b.n"), "[1,4,2,3]");
    assert_eq!(by("$a.n < $b.n"), "[2,3,1,4]");
    assert_eq!(by("$a.n >= $b.n"), "[4,1,3,2]");
    let items = r#"{"items": [{"n": 0.0, "i": 1}, {"n": -0.0, "i": 2}]}"#;
    assert_eq!(answer("items^(n).i", items), "[1,2]");
    assert_eq!(answer("$sort(items, function($a, $b) { $a.n > $b.n }).i", items), "[1,2]");
}

#[test]
fn chained_functions_pass_on_single_items_and_nothing() {
    alone("($f := $filter(?, function($v) { $v = 2 }) ~> $type; [1..5] ~> $f)", r#""number""#);
    alone("($f := $filter(?, function($v) { false }) ~> $sum; [1..5] ~> $f)", "undefined");
    alone("$map([[1, 2], [3]], $filter(?, function($v) { $v > 2 }) ~> $count)", "[0,1]");
}

#[test]
fn a_missing_replacement_is_javascripts_word_for_it() {
    alone("$replace('cat', 'a', missing)", r#""cundefinedt""#);
}

#[test]
fn lists_are_taken_as_wholes() {
    alone("$append(1, [2, 3])", "[1,2,3]");
    alone("$reverse([1, 2])", "[2,1]");
    alone("$zip([1, 2], ['a', 'b', 'c'])", r#"[[1,"a"],[2,"b"]]"#);
    alone("$distinct([1, '1', 1, {'a': 1}, {'a': 1}])", r#"[1,"1",{"a":1}]"#);
}

#[test]
fn objects_are_taken_apart_and_put_together() {
    order("$keys(customer)", r#"["name","city"]"#);
    order("$spread(customer)", r#"[{"name":"Ada"},{"city":"London"}]"#);
    order("$merge([customer, {'name': 'Bob'}])", r#"{"name":"Bob","city":"London"}"#);
    order("$each(customer, function($v, $k) { $k & '=' & $v })", r#"["name=Ada","city=London"]"#);
    order("$sift(customer, function($v, $k) { $k = 'city' })", r#"{"city":"London"}"#);
}

#[test]
fn numbers_and_moments_are_shown_by_pictures() {
    alone("$formatNumber(1234.5, '#,##0.00')", r#""1,234.50""#);
    alone("$formatInteger(1999, 'I')", r#""MCMXCIX""#);
    alone("$parseInteger('twelve', 'w')", "12");
    alone("$formatBase(255, 16)", r#""ff""#);
    alone("$fromMillis(0, '[D]. [MNn] [Y]')", r#""1. January 1970""#);
    alone("$toMillis('02/01/1970', '[D01]/[M01]/[Y0001]')", "86400000");
}

#[test]
fn the_moment_and_chance_come_from_outside() {
    alone("$now()", r#""1970-01-01T00:00:00.000Z""#);
    alone("[$millis(), $random()]", "[0,0.5]");
}

#[test]
fn expressions_can_be_evaluated_inside_expressions() {
    alone("($x := 2; $eval('$x * 21'))", "42");
    order("$eval('city', customer)", r#""London""#);
    alone("($f := $eval('function($n) { $n + 1 }'); $f(1))", "2");
}

#[test]
fn urls_and_base64() {
    alone("$encodeUrlComponent('a b&ü')", r#""a%20b%26%C3%BC""#);
    alone("$decodeUrl('a%20b%26')", r#""a b%26""#);
    alone("$base64decode($base64encode('hello?'))", r#""hello?""#);
}

#[test]
fn err_functions_say_what_they_cannot_do() {
    alone("$error('out of ink')", "D3137");
    alone("$assert(1 = 2)", "D3141");
    alone("$single([1, 2], function($v) { true })", "D3138");
    alone("$sqrt(-1)", "D3060");
    alone("$replace('a', '', 'b')", "D3010");
    alone("$match('ab', /x*/)", "D1004");
    alone("$eval('1 +')", "D3120");
    alone("$eval('1 + true')", "D3121");
    alone("$toMillis('yesterday')", "D3110");
    alone("$decodeUrl('%')", "D3140");
}
