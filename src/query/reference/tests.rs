use std::collections::BTreeSet;

use super::*;
use crate::query::intrinsic::{Function, Intrinsic};
use crate::query::{Bindings, Jsonata, functions};
use crate::value::{Object, Value};
use crate::world::Chance;

const BOTH: [QueryLanguage; 2] = [QueryLanguage::Jsonata, QueryLanguage::JsonPath];

fn everything() -> impl Iterator<Item = &'static FunctionHelp> {
    BOTH.into_iter().flat_map(all)
}

/// The names of what is found, in order.
fn found(language: QueryLanguage, query: &str) -> Vec<&'static str> {
    search(language, query).iter().map(|help| help.name).collect()
}

fn first(query: &str) -> &'static str {
    found(QueryLanguage::Jsonata, query).first().copied().unwrap_or_default()
}

#[test]
fn every_function_of_jsonata_has_one_entry() {
    let mut known: Vec<String> = functions().names().iter().map(|name| format!("${name}")).collect();
    let is_function = |help: &&FunctionHelp| help.family != Family::Syntax;
    let mut told: Vec<&str> = all(QueryLanguage::Jsonata).filter(is_function).map(|help| help.name).collect();
    known.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, known);
}

#[test]
fn every_intrinsic_function_has_one_entry() {
    let mut known: Vec<String> = Function::names().collect();
    let mut told: Vec<&str> = all(QueryLanguage::JsonPath).map(|help| help.name).collect();
    known.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, known);
}

#[test]
fn every_example_of_jsonata_has_its_result() {
    for help in all(QueryLanguage::Jsonata) {
        let example = Jsonata::read(help.example);
        assert_eq!(example.faults(), [], "{}", help.name);
        // No moment and no seed may matter to an example.
        for (now, seed) in [(0, 1), (1_767_225_600_123, 2)] {
            let value = example.evaluate(&Bindings::default(), now, &mut Chance::from_seed(seed));
            assert_eq!(value.map(|value| value.to_string()), Ok(help.result.to_owned()), "{}", help.name);
        }
    }
}

#[test]
fn every_example_of_an_intrinsic_function_has_its_result() {
    let (nothing, no_variables) = (Value::Null, Object::default());
    for help in all(QueryLanguage::JsonPath) {
        let example = Intrinsic::parse(help.example).expect(help.name);
        assert_eq!(example.wrong_count(), None, "{}", help.name);
        for seed in [1, 2] {
            let mut chance = Chance::from_seed(seed);
            let value = example.evaluate(&nothing, &nothing, &no_variables, &mut chance);
            assert_eq!(value.map(|value| value.to_string()), Ok(help.result.to_owned()), "{}", help.name);
        }
    }
}

#[test]
fn every_example_uses_what_it_is_for() {
    for help in everything().filter(|help| help.family != Family::Syntax) {
        assert!(help.example.contains(&format!("{}(", help.name)), "{}", help.name);
        assert!(help.usage.starts_with(&format!("{}(", help.name)), "{}", help.name);
    }
}

#[test]
fn what_may_be_left_out_is_in_brackets() {
    for name in functions().names() {
        let signature = functions().signature_of(name).expect(name);
        // Its signature lets `$sift` go without a function, but nothing can come of that.
        let optional = if name == "sift" { 0 } else { signature.matches('?').count() };
        let usage = find(name).expect(name).usage;
        assert_eq!(usage.matches('[').count(), optional, "{usage}, {signature}");
    }
}

#[test]
fn summaries_are_one_short_sentence() {
    for help in everything() {
        let summary = help.summary;
        assert!(summary.chars().count() <= 110, "{}: {}", help.name, summary.chars().count());
        assert!(summary.ends_with('.') && !summary.contains('\n'), "{}", help.name);
        assert!(summary.starts_with(char::is_uppercase), "{}", help.name);
        assert!(summary.matches('`').count() % 2 == 0, "{}", help.name);
    }
}

#[test]
fn operators_have_a_word_for_them() {
    for help in all(QueryLanguage::Jsonata) {
        assert_eq!(term(help).is_some(), help.family == Family::Syntax, "{}", help.name);
    }
}

#[test]
fn names_are_unique_and_families_stay_together() {
    let names: BTreeSet<&str> = everything().map(|help| help.name).collect();
    assert_eq!(names.len(), everything().count());
    let mut families: Vec<&str> = everything().map(|help| help.family.title()).collect();
    families.dedup();
    let unique: BTreeSet<&str> = families.iter().copied().collect();
    assert_eq!(unique.len(), families.len());
}

#[test]
fn help_is_found_by_name() {
    for help in everything() {
        assert_eq!(find(help.name), Some(help));
    }
    assert_eq!(find("sum"), find("$sum"));
    assert_eq!(find("$eval"), None);
    assert_eq!(find(""), None);
}

#[test]
fn names_that_start_with_the_query_come_first() {
    let substrings = ["$substring", "$substringBefore", "$substringAfter"];
    for query in ["sub", "$sub", " SUB "] {
        assert!(found(QueryLanguage::Jsonata, query).starts_with(&substrings), "{query}");
    }
    assert_eq!(found(QueryLanguage::Jsonata, "millis")[..3], ["$millis", "$fromMillis", "$toMillis"]);
    assert_eq!(found(QueryLanguage::Jsonata, "parse")[..2], ["$parse", "$parseInteger"]);
}

#[test]
fn words_of_the_help_are_found() {
    for (query, name) in [
        ("uuid", "$uuid"),
        ("md5", "$hash"),
        ("SHA-256", "$hash"),
        ("capitals", "$uppercase"),
        ("unique", "$distinct"),
        ("chunks", "$partition"),
        ("array length", "$count"),
        ("roman", "$formatInteger"),
        ("concat", "a & b"),
        ("if", "a ? b : c"),
        ("lambda", "function"),
        ("join", "$join"),
        ("variable", "$v := a"),
        ("group by", "a{b: c}"),
        ("~>", "a ~> f"),
        (":=", "$v := a"),
    ] {
        assert_eq!(first(query), name, "{query}");
    }
}

#[test]
fn intrinsic_functions_are_found_with_and_without_their_prefix() {
    for query in ["array", "States.Array", "states.array"] {
        assert_eq!(found(QueryLanguage::JsonPath, query)[..2], ["States.Array", "States.ArrayPartition"]);
    }
    assert_eq!(found(QueryLanguage::JsonPath, "sha-512"), ["States.Hash"]);
    assert_eq!(found(QueryLanguage::JsonPath, "guid"), ["States.UUID"]);
}

#[test]
fn an_empty_query_gives_everything() {
    for language in BOTH {
        for query in ["", "  ", "$"] {
            assert!(search(language, query).into_iter().eq(all(language)));
        }
    }
}

#[test]
fn nothing_is_found_for_what_is_not_there() {
    for query in ["qwertz", "?!", "sum qwertz"] {
        assert_eq!(found(QueryLanguage::Jsonata, query), [""; 0], "{query}");
    }
}
