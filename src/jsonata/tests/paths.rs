use super::{alone, answer, order};

#[test]
fn names_lead_into_objects() {
    order("customer.name", r#""Ada""#);
    order("customer.`name`", r#""Ada""#);
    order(r#"customer."name""#, r#""Ada""#);
}

#[test]
fn a_path_that_leads_nowhere_is_undefined() {
    order("customer.age", "undefined");
    order("id.name", "undefined");
}

#[test]
fn arrays_are_gone_through_and_flattened() {
    order("lines.sku", r#"["ink","pen","pad"]"#);
    order("lines.tags", r#"["wet","blue","dry"]"#);
}

#[test]
fn a_sequence_of_one_is_that_one() {
    order("lines[sku = 'pen'].price", "12");
    order("lines[sku = 'pen'].price[]", "[12]");
    order("lines[sku = 'pen'].tags", r#"["dry"]"#);
}

#[test]
fn numbers_in_brackets_pick() {
    order("lines[0].sku", r#""ink""#);
    order("lines[-1].sku", r#""pad""#);
    order("lines[1.9].sku", r#""pen""#);
    order("lines[[0, 2]].sku", r#"["ink","pad"]"#);
    order("lines.tags[0]", r#"["wet","dry"]"#);
    order("(lines.tags)[0]", r#""wet""#);
}

#[test]
fn anything_else_in_brackets_filters() {
    order("lines[price > 2 and count > 3].sku", r#"["ink","pad"]"#);
    order("lines[tags].sku", r#"["ink","pen"]"#);
    order("lines[$.sku = $$.lines[2].sku].count", "10");
}

#[test]
fn each_step_can_be_any_expression() {
    order("lines.(price * count)", "[10,12,30]");
    order("lines.[sku, count]", r#"[["ink",4],["pen",1],["pad",10]]"#);
    order("lines.$uppercase(sku)", r#"["INK","PEN","PAD"]"#);
    order(r#"lines[0].{"what": sku, "tags": tags}"#, r#"{"what":"ink","tags":["wet","blue"]}"#);
}

#[test]
fn wildcards_and_descendants() {
    order("customer.*", r#"["Ada","London"]"#);
    order("**.price", "[2.5,12,3]");
    order("$count(lines[0].**)", "6");
}

#[test]
fn results_are_sorted() {
    order("lines^(price).sku", r#"["ink","pad","pen"]"#);
    order("lines^(>price).sku", r#"["pen","pad","ink"]"#);
    order("lines^($count(tags), >sku).sku", r#"["pad","pen","ink"]"#);
}

#[test]
fn results_are_grouped() {
    order("lines{sku: count}", r#"{"ink":4,"pen":1,"pad":10}"#);
    order(r#"lines{count > 3 ? "many" : "few": $sum(price * count)}"#, "T2001");
    order(r#"lines{count > 3 ? "many" : "few": sku}"#, r#"{"many":["ink","pad"],"few":"pen"}"#);
}

#[test]
fn a_position_can_be_kept() {
    order("lines#$i.(sku & $i)", r#"["ink0","pen1","pad2"]"#);
    order("lines#$i[$i > 0].sku", r#"["pen","pad"]"#);
}

#[test]
fn a_context_can_be_kept_while_the_path_goes_on() {
    order("lines@$l.customer.($l.sku & ' for ' & name)", r#"["ink for Ada","pen for Ada","pad for Ada"]"#);
    let input = r#"{"people": [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bob"}],
                    "visits": [{"who": 2, "day": "Mon"}, {"who": 1, "day": "Tue"}]}"#;
    let joined = "visits@$v.people@$p[$v.who = $p.id].($p.name & ' ' & $v.day)";
    assert_eq!(answer(joined, input), r#"["Bob Mon","Ada Tue"]"#);
}

#[test]
fn the_parent_of_a_value_can_be_seen() {
    order("lines.tags.$type(%)", r#"["object","object","object"]"#);
    order("lines.tags.{'tag': $, 'of': %.sku}.of", r#"["ink","ink","pen"]"#);
    order("lines.sku.(%.%.id)", r#"["A7","A7","A7"]"#);
}

#[test]
fn an_input_that_is_an_array_is_one_input() {
    assert_eq!(answer("$count($)", "[1,2,3]"), "3");
    assert_eq!(answer("$[1]", "[1,2,3]"), "2");
    assert_eq!(answer("a", r#"[{"a":1},{"a":2}]"#), "[1,2]");
}

#[test]
fn what_is_passed_on_stays_as_it_was_written() {
    assert_eq!(
        answer("$", r#"{"b":1.0,"a":12345678901234567890123}"#),
        r#"{"b":1.0,"a":12345678901234567890123}"#
    );
    assert_eq!(answer("b + 1", r#"{"b":1.0}"#), "2");
}

#[test]
fn nested_arrays_lose_one_level_at_a_time() {
    assert_eq!(answer("a", r#"{"a":[[1,[2]],3]}"#), "[[1,[2]],3]");
    assert_eq!(answer("a.$", r#"{"a":[[1,[2]],3]}"#), "[1,[2],3]");
    assert_eq!(answer("*", r#"{"a":[[1,[2]],3]}"#), "[1,2,3]");
}

#[test]
fn err_a_literal_is_no_step() {
    alone("a.1", "S0213");
    alone("a.true", "S0213");
    alone("1 + %", "S0217");
}
