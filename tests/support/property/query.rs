//! Paths, intrinsic functions, JSONata and data, made from bytes: most of them plausible, some odd.

use stepyard::value::{Object, Value};

use super::bytes::Bytes;

const NAMES: [&str; 10] = ["a", "n", "list", "s", "deep", "missing", "ü", "a b", "x-1", "length()"];

/// JSON of a few values; deep only where the bytes insist.
pub fn value(bytes: &mut Bytes, depth: usize) -> Value {
    match bytes.below(if depth == 0 { 11 } else { 14 }) {
        0 => Value::Null,
        1 => Value::from(i64::from(bytes.byte())),
        2 => Value::Bool(bytes.once_in(2)),
        3 => Value::from(-i64::from(bytes.byte()) * 1_000_000_007),
        4 => Value::from_f64(f64::from(bytes.byte()) / 7.0),
        5 => Value::from(bytes.one_of(&[
            "",
            "text",
            "ü😀",
            "{\"a\":1}",
            "2026-03-14T01:59:26Z",
            "a,b;c",
            "\"\\",
        ])),
        6 => literal("12345678901234567890123"),
        7 => literal("1e300"),
        8 => literal("-0.5"),
        9 => Value::empty_object(),
        10 => Value::array([]),
        11 | 12 => {
            let count = bytes.below(5);
            (0..count).map(|_| (bytes.one_of(&NAMES), value(bytes, depth - 1))).collect::<Object>().into()
        }
        _ => {
            let count = bytes.below(7);
            Value::array((0..count).map(|_| value(bytes, depth - 1)))
        }
    }
}

fn literal(json: &str) -> Value {
    Value::parse(json).expect("it is JSON")
}

/// Data that the paths of [`path`] lead into.
pub fn input(bytes: &mut Bytes) -> Value {
    if bytes.once_in(4) {
        return value(bytes, 3);
    }
    let list = [r#"[{"n":1,"s":"x"},{"n":2},3]"#, "[1,2,3,4]", "[]", r#"["a","b"]"#, "[[1],[2,[3]]]", "{}"];
    let list = literal(bytes.one_of(&list));
    Value::object([
        ("a", value(bytes, 2)),
        ("n", Value::from(i64::from(bytes.byte()) - 4)),
        ("list", list),
        ("s", Value::from(bytes.one_of(&["text", "a,b", "", "2026-01-01T00:00:05Z", "$.a"]))),
        ("deep", literal(r#"{"a":{"b":[{"c":1}]},"ü":"ö"}"#)),
    ])
}

/// Paths that lead somewhere in most data.
const SAFE_PATHS: [&str; 7] = ["$", "$", "$.n", "$.list", "$.s", "$$.Execution.Input", "$$.State.Name"];

const ODD_PATHS: [&str; 16] = [
    "$.a",
    "$.deep",
    "$.list[0]",
    "$$.Map.Item.Value",
    "$$.Map.Item.Index",
    "$$.Task.Token",
    "$v",
    "$v.n",
    "$w",
    "$.missing",
    "$.list[*].n",
    "$..n",
    "$.list[?(@.n > 1)]",
    "$.list[0,1]",
    "$['a','n']",
    "$.list[-1:]",
];

/// A path, mostly a plausible one.
pub fn path(bytes: &mut Bytes) -> String {
    match bytes.below(8) {
        0..=4 => bytes.one_of(&SAFE_PATHS).to_owned(),
        5 | 6 => bytes.one_of(&ODD_PATHS).to_owned(),
        _ => any_path(bytes, 1),
    }
}

/// A path for `ResultPath`, which may only say names and indexes.
pub fn reference_path(bytes: &mut Bytes) -> String {
    bytes
        .one_of(&["$.r", "$", "$.a.b", "$.list[0]", "$.deep['new'].x", "$.n", "$.s.t", "$.list[9]"])
        .to_owned()
}

/// A path of any steps; filters hold paths of their own.
pub fn any_path(bytes: &mut Bytes, filters: usize) -> String {
    let mut path = bytes.one_of(&["$", "$", "$$", "$v", "@", ""]).to_owned();
    for _ in 0..bytes.below(6) {
        path += &step(bytes, filters);
    }
    path
}

fn step(bytes: &mut Bytes, filters: usize) -> String {
    let name = bytes.one_of(&NAMES);
    let number = i64::from(bytes.byte()) - 8;
    match bytes.below(14) {
        0..=2 => format!(".{name}"),
        3 => format!("['{name}']"),
        4 => format!("[\"{name}\"]"),
        5 => format!("['{name}', '{}']", bytes.one_of(&NAMES)),
        6 => bytes.one_of(&["[*]", ".*", "..", "..*", ".['a']", "...", "[]", "['"]).to_owned(),
        7 => format!("[{number}]"),
        8 => format!("[{number},{}]", bytes.byte()),
        9 => format!("[{number}:{}]", bytes.byte()),
        10 => bytes
            .one_of(&["[1:]", "[:1]", "[(@.length-1)]", "[-1:]", "[0:2:1]", "[9999999999999999999]"])
            .to_owned(),
        11 => format!("..{name}"),
        _ if filters > 0 => filter(bytes, filters - 1),
        _ => ".a".to_owned(),
    }
}

fn filter(bytes: &mut Bytes, filters: usize) -> String {
    let mut text = "[?(".to_owned();
    for i in 0..=bytes.below(3) {
        if i > 0 {
            text += bytes.one_of(&[" && ", " || ", "&&"]);
        }
        let item = any_path(bytes, filters).replacen('$', "@", usize::from(!bytes.once_in(4)));
        let other = bytes
            .one_of(&["1", "'x'", "x", "true", "null", "/t.*/i", "@.a", "$.n", "-0.5", "\"q\"", "/(/", "'"]);
        text += &match bytes.below(8) {
            0..=2 => item,
            3 => format!("!{item}"),
            4 => format!("({item})"),
            _ => format!("{item} {} {other}", bytes.one_of(&["==", "!=", "<", ">=", "=~", "in", "<=", ">"])),
        };
    }
    text + bytes.one_of(&[")]", ")]", ")]", "]", ""])
}

/// A call of an intrinsic function, with arguments that mostly fit.
pub fn intrinsic(bytes: &mut Bytes, depth: usize) -> String {
    let (name, fitting) = *bytes.one_of(&[
        &("MathAdd", "nn"),
        &("Format", "tv"),
        &("Array", "vvv"),
        &("ArrayLength", "l"),
        &("StringToJson", "s"),
        &("JsonToString", "v"),
        &("ArrayPartition", "ln"),
        &("ArrayContains", "lv"),
        &("ArrayRange", "nnn"),
        &("ArrayGetItem", "ln"),
        &("ArrayUnique", "l"),
        &("Base64Encode", "s"),
        &("Base64Decode", "s"),
        &("Hash", "sh"),
        &("JsonMerge", "oob"),
        &("MathRandom", "nn"),
        &("MathRandom", "nnn"),
        &("StringSplit", "ss"),
        &("UUID", ""),
    ]);
    let mut arguments: Vec<String> = fitting.chars().map(|kind| argument(bytes, kind, depth)).collect();
    match bytes.below(16) {
        14 => arguments.push(argument(bytes, 'v', depth)),
        15 => drop(arguments.pop()),
        _ => {}
    }
    format!("States.{name}({})", arguments.join(bytes.one_of(&[", ", ","])))
}

fn argument(bytes: &mut Bytes, kind: char, depth: usize) -> String {
    let kind = if bytes.once_in(8) { 'v' } else { kind };
    if depth > 0 && bytes.once_in(4) {
        return intrinsic(bytes, depth - 1);
    }
    match kind {
        'n' if bytes.once_in(3) => "$.n".to_owned(),
        'n' => bytes
            .one_of(&["1", "0", "-3", "1.5", "1000", "2147483647", "-2147483648", "1e9", "$.n"])
            .to_owned(),
        't' => bytes
            .one_of(&["'{}'", "'a {} b'", "'{} {}'", "'\\{{}\\}'", "'{'", "$.s", "'\\''", "'ü😀{}'"])
            .to_owned(),
        's' => bytes
            .one_of(&["'a,b'", "$.s", "','", "''", "'W10='", "'{\"a\":[1]}'", "'\\\\'", "$.a"])
            .to_owned(),
        'l' => bytes.one_of(&["$.list", "$.list", "$.a", "$", "$..n", "$.list[*]"]).to_owned(),
        'h' => bytes
            .one_of(&["'MD5'", "'SHA-1'", "'SHA-256'", "'SHA-384'", "'SHA-512'", "'md5'", "$.s"])
            .to_owned(),
        'o' => bytes.one_of(&["$", "$.deep", "$.a", "$.list"]).to_owned(),
        'b' => bytes.one_of(&["false", "true", "null"]).to_owned(),
        _ => match bytes.below(4) {
            0 => "null".to_owned(),
            1 => path(bytes),
            2 => any_path(bytes, 1),
            _ => bytes.one_of(&["'x'", "0", "true", "-1e400", "'", "01", "", "$.a,"]).to_owned(),
        },
    }
}

/// JSONata that is sure to end.
pub fn jsonata(bytes: &mut Bytes) -> String {
    let safe = [
        "$states.input",
        "$merge([$states.input, {\"n\": $states.input.n + 1}])",
        "$states.input.n < 7",
        "true",
        "$states.context.Execution.Input",
        "$random() < 0.5",
    ];
    let odd = [
        "$states.input.n + 1",
        "$states.input.list",
        "$v",
        "$v.n",
        "$states.context.State.Name",
        "$states.context.Map.Item.Value",
        "$states.context.Task.Token",
        "$states.result",
        "$states.errorOutput.Error",
        "$count($states.input.list)",
        "$map($states.input.list, function($x, $i) { {\"i\": $i, \"x\": $x} })",
        "$uuid()",
        "$now()",
        "$parse($states.input.s)",
        "$partition($states.input.list, 2)",
        "$hash($states.input.s, 'MD5')",
        "$range(1, $states.input.n, 2)",
        "$error('Busy', 'now')",
        "$states.input.missing",
        "function($x) { $x }",
        "1 / 0",
        "[1..40]",
        "'text' & $states.input.n",
        "$string($states)",
        "$states.input.list[n > 1]",
        "$eval('1')",
    ];
    let text = if bytes.once_in(3) { bytes.one_of(&odd) } else { bytes.one_of(&safe) };
    format!("{{% {text} %}}")
}
