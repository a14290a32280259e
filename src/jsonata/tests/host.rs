use super::{Answer, Expression, World};
use crate::jsonata::{Error, Library};
use crate::value::{Object, Value};

fn library() -> Library {
    let mut library = Library::new();
    library
        .register("range", "<nnn:a<n>>", |_, arguments| {
            let number = |at: usize| arguments[at].as_ref().and_then(Value::as_i64).unwrap_or(0);
            let step = number(2).max(1) as usize;
            Ok(Some(Value::array((number(0)..=number(1)).step_by(step).map(Value::from))))
        })
        .unwrap();
    library
        .register("dice", "<:n>", |host, _| Ok(Some(Value::from(((host.random)() * 6.0) as i64 + host.now))))
        .unwrap();
    library
        .register("shout", "<s-:s>", |_, arguments| {
            let text = arguments[0].as_ref().and_then(Value::as_str);
            Ok(text.map(|text| Value::from(format!("{text}!"))))
        })
        .unwrap();
    library.register("fail", "<:x>", |_, _| Err(Error::custom("X1", "no such luck"))).unwrap();
    library.register("uppercase", "<s-:s>", |_, _| Ok(None)).unwrap();
    library.hide("eval");
    library
}

fn with_library(expression: &str) -> String {
    let library = library();
    let variables = Object::from_iter([("states", Value::parse(r#"{"input": {"n": 3}}"#).unwrap())]);
    let mut world = World { library: &library, variables: &variables, now: 10, ..World::still() };
    let answer = Expression::parse(expression).and_then(|read| read.evaluate(None, &mut world));
    match answer {
        Ok(Answer::Value(value)) => value.to_string(),
        Ok(other) => format!("{other:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn variables_come_from_outside() {
    assert_eq!(with_library("$states.input.n + 1"), "4");
    assert_eq!(with_library("($states := 1; $states)"), "1");
}

#[test]
fn functions_can_be_added() {
    assert_eq!(with_library("$range(1, 7, 3)"), "[1,4,7]");
    assert_eq!(with_library("$map(['a', 'b'], $shout)"), r#"["a!","b!"]"#);
    assert_eq!(with_library("('a').$shout()"), r#""a!""#);
}

#[test]
fn they_see_the_moment_and_chance_of_the_evaluation() {
    assert_eq!(with_library("$dice()"), "13");
}

#[test]
fn own_functions_can_be_replaced_and_taken_away() {
    assert_eq!(with_library("$uppercase('a')"), "Undefined");
    assert_eq!(with_library("$eval('1')"), "T1006: Attempted to invoke a non-function");
    let library = library();
    assert!(library.knows("range") && library.knows("sum") && !library.knows("eval"));
    assert_eq!(library.signature_of("substring"), Some("<s-nn?:s>"));
    assert!(!library.names().contains(&"eval"));
}

#[test]
fn err_they_fail_in_their_own_words() {
    assert_eq!(with_library("$fail()"), "X1: no such luck");
    assert_eq!(with_library("$range('a', 1, 1)"), {
        "T0410: Argument 1 of function \"range\" does not match function signature"
    });
}

#[test]
fn expressions_can_be_shared_between_threads() {
    fn is_shareable<T: Send + Sync>() {}
    is_shareable::<Expression>();
    is_shareable::<Library>();
    is_shareable::<Error>();
}
