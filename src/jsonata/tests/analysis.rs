use crate::jsonata::{Analysis, Expression};

fn analyse(text: &str) -> Analysis {
    Expression::parse(text).unwrap().analyse()
}

fn names(found: &[(std::sync::Arc<str>, crate::source::Span)]) -> Vec<&str> {
    found.iter().map(|(name, _)| &**name).collect()
}

#[test]
fn variables_are_free_or_bound() {
    let found = analyse("($total := $sum($states.input.lines.price); $total > $limit)");
    assert_eq!(names(&found.variables), ["sum", "states", "limit"]);
    assert_eq!(names(&found.bound), ["total"]);
    assert_eq!(names(&found.functions), ["sum"]);
}

#[test]
fn parameters_are_not_free() {
    assert_eq!(names(&analyse("$map([1], function($v) { $v + $w })").variables), ["map", "w"]);
    assert_eq!(names(&analyse("$a.b@$x.c#$i.($x & $i)").variables), ["a"]);
}

#[test]
fn paths_are_told_up_to_the_first_step_that_is_no_name() {
    let found = analyse("$states.input.order[0].lines.(price) & $x.y");
    let paths: Vec<String> = found
        .paths
        .iter()
        .map(|path| format!("{}:{}", path.root.as_deref().unwrap_or(""), path.names.join(".")))
        .collect();
    assert_eq!(paths, ["states:input.order.lines", "x:y"]);
}

#[test]
fn names_without_a_variable_before_them_are_told() {
    assert_eq!(analyse("order.id").context.len(), 1);
    assert_eq!(analyse("$ & $$").context.len(), 2);
    assert_eq!(analyse("$ & $$").root.len(), 1);
    assert_eq!(analyse("$states.input[price > 1].{'a': b}^(c)").context, []);
}

#[test]
fn constant_parts_are_told_at_their_largest() {
    let text = "[1, {'a': -2}, $x, 3 + 4]";
    let found = analyse(text);
    let parts: Vec<&str> =
        found.constants.iter().map(|span| &text[span.start as usize..span.end as usize]).collect();
    assert_eq!(parts, ["1", "{'a': -2}", "3 + 4"]);
    assert_eq!(analyse("1 + 2").constants.len(), 1);
}
