//! JSONata: what is read of any text, and what any expression comes to on any input.

use stepyard::jsonata::{Answer, Budget, Error, Expression, World};
use stepyard::query::QueryLanguage;
use stepyard::source::Span;
use stepyard::value::Value;

use super::bytes::Bytes;
use super::explore::explored;
use super::{Data, MOST_BYTES, expression, is_text};

/// So little that a few thousand evaluations take a second.
const BUDGET: Budget =
    Budget { steps: 20_000, depth: 200, sequence: 10_000, string: 100_000, result: 100_000 };

/// Names of fields that the input often has.
const NAMES: [&str; 8] = ["a", "n", "list", "s", "deep", "missing", "`a b`", "ü"];

/// JSONata's own functions, and two that variables may hold.
const FUNCTIONS: &str = "sum count max average string length substring substringBefore uppercase trim pad contains split \
    join match replace number abs floor round power sqrt formatNumber formatBase formatInteger \
    parseInteger boolean not exists append sort reverse shuffle distinct zip keys lookup spread \
    merge each sift error assert type map filter single reduce now toMillis fromMillis eval \
    base64encode base64decode encodeUrl encodeUrlComponent decodeUrl decodeUrlComponent random \
    millis clone min v f";

const PATTERNS: [&str; 14] = [
    "/a/",
    "/[a-z]+/i",
    "/(a+)+$/",
    "/(.)(.)?/",
    "/^$/m",
    "/\\b/",
    "/(?=x)x/",
    "/(['\"]).*?\\1/",
    "/[^,;]/",
    "/\\d{2,4}/",
    "/(?:a|ab)*c/",
    "/(?<n>t)\\k<n>?/",
    "/ü|😀/",
    "/(?<!\\$)\\w/",
];

const PICTURES: [&str; 7] =
    ["'#,##0.00'", "'00%'", "'w'", "'[Y]-[M01]-[D01]'", "'[FNn], [D1o] [MNn]'", "'I'", "'0.0e0'"];

/// An expression, mostly one that can be read.
pub fn any(bytes: &mut Bytes, depth: usize) -> String {
    if depth == 0 || bytes.is_empty() {
        return leaf(bytes);
    }
    let one = |bytes: &mut Bytes| any(bytes, depth - 1);
    match bytes.below(26) {
        0 => leaf(bytes),
        1..=3 => format!("{}.{}", one(bytes), one(bytes)),
        4 | 5 => format!("{}[{}]", one(bytes), one(bytes)),
        6 => {
            let operator = bytes.one_of(&[
                "+", "-", "*", "/", "%", "&", "=", "!=", "<", "<=", ">", ">=", " in ", " and ", " or ", "??",
                "?:", "~>",
            ]);
            format!("({} {operator} {})", one(bytes), one(bytes))
        }
        7..=9 => {
            let names: Vec<&str> = FUNCTIONS.split(' ').collect();
            let name = bytes.one_of(&names);
            let arguments: Vec<String> = (0..bytes.below(4)).map(|_| argument(bytes, depth - 1)).collect();
            format!("${name}({})", arguments.join(", "))
        }
        10 => format!("[{}, {}]", one(bytes), one(bytes)),
        11 => format!("[{}..{}]", one(bytes), one(bytes)),
        12 => format!("{{{}: {}, 'k': {}}}", one(bytes), one(bytes), one(bytes)),
        13 => format!("{}{{{}: {}}}", one(bytes), one(bytes), one(bytes)),
        14 => format!("{}^({}{}, {})", one(bytes), bytes.one_of(&["", "<", ">"]), one(bytes), one(bytes)),
        15 => format!("({} ? {} : {})", one(bytes), one(bytes), one(bytes)),
        16 => format!("($f := {}; {})", one(bytes), one(bytes)),
        17 => format!("function($f{}) {{ {} }}", bytes.one_of(&["", ", $v", ", $i, $a"]), one(bytes)),
        18 => format!("{}@$v.{}", one(bytes), one(bytes)),
        19 => format!("{}#$i[{}]", one(bytes), one(bytes)),
        20 => format!("({} ~> |{}|{}, {}|)", one(bytes), one(bytes), one(bytes), one(bytes)),
        21 => format!("{}.%.{}", one(bytes), one(bytes)),
        22 => format!("-{}", one(bytes)),
        23 => format!("{}[]", one(bytes)),
        24 => format!("({}; {})", one(bytes), one(bytes)),
        _ => format!("$f({})", one(bytes)),
    }
}

fn argument(bytes: &mut Bytes, depth: usize) -> String {
    match bytes.below(8) {
        5 => bytes.one_of(&PATTERNS).to_owned(),
        6 => bytes.one_of(&PICTURES).to_owned(),
        7 => format!("function($x, $i) {{ {} }}", any(bytes, depth)),
        _ => any(bytes, depth),
    }
}

fn leaf(bytes: &mut Bytes) -> String {
    match bytes.below(12) {
        0..=3 => bytes.one_of(&NAMES).to_owned(),
        4 => bytes.byte().to_string(),
        5 => bytes.one_of(&["$", "$$", "*", "**", "%", "$v", "$w", "$f", "$i", "$x"]).to_owned(),
        6 => bytes.one_of(&["true", "false", "null", "''", "'text'", "\"ü😀\"", "'a,b'"]).to_owned(),
        7 => bytes.one_of(&["1e300", "0.1", "1e-7", "9007199254740993", "1000000", "-0"]).to_owned(),
        8 => bytes.one_of(&["[]", "{}", "[1..20]", "()", "$sum", "$uppercase", "/* */ a"]).to_owned(),
        _ => bytes.one_of(&NAMES).to_owned(),
    }
}

fn generated(bytes: &mut Bytes) -> String {
    any(bytes, 4)
}

fn lies_in(span: Span, text: &str) {
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(start <= end && text.get(start..end).is_some(), "{start}..{end} is no place in {text:?}");
}

fn is_told(error: &Error, text: &str) {
    lies_in(error.span, text);
    assert!(!error.code.is_empty() && !error.to_string().is_empty());
}

/// Text as it stands, or an expression that is generated and damaged.
fn read_text(data: &[u8]) -> String {
    let mut bytes = Bytes::new(&data[..data.len().min(MOST_BYTES)]);
    if is_text(data) {
        return bytes.text();
    }
    bytes.byte();
    let text = generated(&mut bytes);
    if bytes.is_empty() { text } else { super::definition::mutate(&text, &mut bytes) }
}

/// Reading a text, whatever it is.
pub fn reading(data: &[u8]) {
    let text = read_text(data);
    let reading = Expression::read(&text);
    lies_in(reading.tree.span, &text);
    reading.errors.iter().for_each(|error| is_told(error, &text));
    assert_eq!(reading.errors, Expression::read(&text).errors, "a second reading differs");
    assert!(reading.errors.is_sorted_by_key(|error| error.span), "errors are out of order");
    match Expression::parse(&text) {
        Ok(expression) => {
            assert!(reading.errors.is_empty(), "what can be read has errors");
            assert_eq!(expression.text(), text);
        }
        Err(error) => {
            is_told(&error, &text);
            assert!(!reading.errors.is_empty(), "what cannot be read has no errors");
        }
    }
    let uses = reading.analyse();
    let names = uses.variables.iter().chain(&uses.bound).chain(&uses.functions).map(|(_, span)| *span);
    let places = uses.context.iter().chain(&uses.root).chain(&uses.constants).copied();
    let paths = uses.paths.iter().map(|path| path.span);
    names.chain(places).chain(paths).for_each(|span| lies_in(span, &text));
}

/// Whether the budget came to its end.
fn is_exhausted(answer: &Result<Answer, Box<Error>>) -> bool {
    answer.as_ref().is_err_and(|error| matches!(error.code, "U1001" | "U1003" | "U1004" | "D2015"))
}

/// Evaluating an expression, and looking inside.
pub fn jsonata(data: &[u8]) {
    let (text, data) = expression(data, generated);
    let Ok(expression) = Expression::parse(&text) else { return };
    let evaluate = |input: &Data| {
        let mut world = World { variables: &input.variables, budget: BUDGET, ..World::still() };
        expression.evaluate(Some(&input.input), &mut world)
    };
    let answer = evaluate(&data);
    // As text, because an error may tell of NaN, which differs from itself.
    assert_eq!(format!("{answer:?}"), format!("{:?}", evaluate(&data)), "a second answer differs");
    match &answer {
        Ok(Answer::Value(value)) => {
            let written = value.to_string();
            assert!(written.len() as u64 <= BUDGET.result, "the result is larger than it may be");
            assert_eq!(Value::parse(&written).as_ref(), Ok(value), "the value is no JSON");
        }
        Ok(_) => {}
        Err(error) => is_told(error, &text),
    }
    let mut world = World { variables: &data.variables, budget: BUDGET, ..World::still() };
    let (inspected, inspection) = expression.inspect(Some(&data.input), &mut world);
    // Looking inside takes no short cuts, so that the budget ends elsewhere.
    if !is_exhausted(&answer) && !is_exhausted(&inspected) {
        assert_eq!(format!("{answer:?}"), format!("{inspected:?}"), "looking inside changes the answer");
    }
    inspection.parts.iter().for_each(|part| lies_in(part.span, &text));
    inspection.dead_ends.iter().for_each(|end| lies_in(end.span, &text));
    if !is_exhausted(&inspected) {
        // AWS has no value at hand at the top level.
        explored(QueryLanguage::Jsonata, &format!("$states.input.({text})"), &data);
    }
}

/// A regular expression with its slashes and flags, from pieces.
fn pattern(bytes: &mut Bytes) -> String {
    let mut pattern = String::from("/");
    for _ in 0..=bytes.below(8) {
        pattern += bytes.one_of(&[
            "a", ".", "t", "[a-c]", "[^x]", "\\d", "\\w", "\\b", "^", "$", "|", "(", ")", "(?:", "(?=",
            "(?!", "(?<=", "(?<!", "(?<n>", "\\k<n>", "\\1", "*", "+", "?", "*?", "{2}", "{1,3}", "{0,}?",
            "ü", "😀", "\\u0074", "\\/", "[]", "\\s", "-",
        ]);
    }
    pattern + bytes.one_of(&["/", "/i", "/m", "/im"])
}

/// A pattern and a text to search.
fn search(data: &[u8]) -> (String, Value) {
    let mut bytes = Bytes::new(&data[..data.len().min(MOST_BYTES)]);
    let (pattern, text) = if is_text(data) {
        let text = bytes.text();
        let (pattern, text) = text.split_once('\n').unwrap_or((&text, ""));
        (pattern.to_owned(), text.to_owned())
    } else {
        bytes.byte();
        (pattern(&mut bytes), bytes.text())
    };
    (pattern, Value::from(text))
}

/// Searching a text for a regular expression.
pub fn regex(data: &[u8]) {
    let (pattern, text) = search(data);
    let answer = |expression: &str| {
        let expression = Expression::parse(expression)?;
        expression.evaluate(Some(&text), &mut World { budget: BUDGET, ..World::still() })
    };
    let Ok(matches) = answer(&format!("[$match($, {pattern})]")) else { return };
    let Answer::Value(matches) = matches else { return };
    let units: Vec<u16> = text.as_str().unwrap_or_default().encode_utf16().collect();
    let mut from = 0;
    for found in matches.as_array().unwrap_or_default() {
        // An odd pattern may make an expression of another kind of it, with other values.
        let (Some(part), Some(Value::Number(index))) =
            (found.get("match").and_then(Value::as_str), found.get("index"))
        else {
            return;
        };
        let (start, part) = (index.as_f64() as usize, part.encode_utf16().collect::<Vec<u16>>());
        assert!(start >= from, "a match begins before the end of the one before");
        from = start + part.len();
        assert_eq!(units.get(start..from), Some(&*part), "a match is not what stands there");
    }
    if let Ok(replaced) = answer(&format!("$replace($, {pattern}, '$0')")) {
        assert_eq!(replaced, Answer::Value(text.clone()), "each match put in its own place changes the text");
    }
    if let Ok(contains) = answer(&format!("$contains($, {pattern})")) {
        let any = matches.as_array().is_some_and(|matches| !matches.is_empty());
        assert_eq!(contains, Answer::Value(Value::Bool(any)));
    }
}

/// What the bytes stand for.
pub fn describe(name: &str, data: &[u8]) -> String {
    match name {
        "reading" => read_text(data),
        "regex" => {
            let (pattern, text) = search(data);
            format!("{pattern}\n{text}")
        }
        _ => {
            let (text, data) = expression(data, generated);
            format!("{text}\n{}", data.input)
        }
    }
}
