use super::{ORDER, World};
use crate::jsonata::{Answer, Expression, Inspection, Seen};
use crate::value::Value;

fn inspect(text: &str) -> Inspection {
    let input = Value::parse(ORDER).unwrap();
    Expression::parse(text).unwrap().inspect(Some(&input), &mut World::still()).1
}

/// What the part of this text yielded.
fn values(text: &str, part: &str) -> Vec<String> {
    let found = inspect(text)
        .parts
        .into_iter()
        .find(|seen| &text[seen.span.start as usize..seen.span.end as usize] == part);
    let show = |seen: &Seen| match seen {
        Seen::Value(value) => value.to_string(),
        other => format!("{other:?}"),
    };
    found.map_or(Vec::new(), |part| part.values.iter().map(show).collect())
}

#[test]
fn every_part_shows_its_values() {
    assert_eq!(values("$sum(lines.(price * count))", "price * count"), ["10", "12", "30"]);
    assert_eq!(values("$sum(lines.(price * count))", "lines.(price * count)"), ["[10,12,30]"]);
    assert_eq!(values("lines[count > 3].sku", "count > 3"), ["true", "false", "true"]);
}

#[test]
fn a_name_by_itself_is_noted_once_for_every_value() {
    assert_eq!(values("lines.(price * count)", "price").len(), 3);
}

#[test]
fn a_predicate_that_lets_nothing_through_is_a_dead_end() {
    let inspection = inspect("lines[count > 99].sku");
    let [end] = &inspection.dead_ends[..] else { panic!("there is one") };
    assert_eq!((end.span.start, end.span.end), (0, 5));
}

#[test]
fn values_are_counted_beyond_those_that_are_kept() {
    let inspection = inspect("[1..100].($ + 1)");
    let part = inspection.parts.iter().find(|part| part.count == 100).unwrap();
    assert!(part.values.len() < 100);
}

#[test]
fn a_dead_end_says_where_and_what_was_there() {
    let inspection = inspect("customer.nmae.first");
    let [end] = &inspection.dead_ends[..] else { panic!("there is one") };
    assert_eq!((end.span.start, end.span.end), (9, 13));
    assert_eq!(end.names, ["name", "city"]);
    assert_eq!(end.looked_in, [Seen::Value(Value::parse(r#"{"name":"Ada","city":"London"}"#).unwrap())]);
}

#[test]
fn looking_draws_the_same_chance_once() {
    let expression = Expression::parse("[$random(), [1..2].$random()]").unwrap();
    let mut draws = 0;
    let mut random = || {
        draws += 1;
        f64::from(draws) / 8.0
    };
    let (answer, inspection) = expression.inspect(None, &mut World { random: &mut random, ..World::still() });
    let value = Value::parse("[0.125,0.25,0.375]").unwrap();
    assert_eq!(answer, Ok(Answer::Value(value.clone())));
    assert_eq!(inspection.parts[0].values, [Seen::Value(value)]);
    assert_eq!(draws, 3);
}

#[test]
fn looking_changes_nothing() {
    for text in
        ["lines.tags", "lines^(>price)[0].sku", "**.price", "lines#$i.%.id", "($f := λ($n){$n}; $f(id))"]
    {
        let input = Value::parse(ORDER).unwrap();
        let expression = Expression::parse(text).unwrap();
        let plain = expression.evaluate(Some(&input), &mut World::still());
        assert_eq!(expression.inspect(Some(&input), &mut World::still()).0, plain, "{text}");
    }
}
