//! Definitions made from bytes: all types of states, both query languages, mostly valid.

use stepyard::value::{Object, Value};

use super::bytes::Bytes;
use super::query;

/// How deep Parallel and Map may hold each other.
const MAX_DEPTH: usize = 2;

/// A whole definition.
pub fn definition(bytes: &mut Bytes) -> Value {
    let speaks_jsonata = bytes.once_in(2);
    let mut writer = Writer { bytes, states: 0 };
    let mut machine = Object::new();
    if speaks_jsonata {
        machine.insert("QueryLanguage", "JSONata");
    }
    if writer.bytes.once_in(8) {
        machine.insert("TimeoutSeconds", 1 + i64::from(writer.bytes.byte()));
    }
    writer.flow(&mut machine, Language { machine: speaks_jsonata, state: speaks_jsonata }, 0);
    machine.into()
}

/// Damages a text in a few places, never inside a character.
pub fn mutate(text: &str, bytes: &mut Bytes) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=bytes.below(4) {
        let place = |bytes: &mut Bytes| (bytes.below(256) * 256 + bytes.below(256)) % (chars.len() + 1);
        let (from, length) = (place(bytes), bytes.below(24));
        let to = (from + length).min(chars.len());
        match bytes.below(5) {
            0 => drop(chars.drain(from..to)),
            1 => {
                let piece: Vec<char> = chars[from..to].to_vec();
                let at = place(bytes);
                chars.splice(at..at, piece);
            }
            2 => {
                let odd = bytes.one_of(&[
                    "\"", "{", "}", "[", ",", ":", "\\", "\\u00", "é😀", "\n", "null", "1e9", "{%", "$", "/*",
                ]);
                chars.splice(from..from, odd.chars());
            }
            3 => chars.truncate(from),
            _ => {
                let value = query::value(bytes, 1).to_string();
                chars.splice(from..to, value.chars());
            }
        }
    }
    chars.into_iter().collect()
}

#[derive(Clone, Copy)]
struct Language {
    /// Whether the machine speaks JSONata, and the state.
    machine: bool,
    state: bool,
}

struct Writer<'a, 'b> {
    bytes: &'a mut Bytes<'b>,
    /// How many states there are, since each needs a name of its own.
    states: usize,
}

impl Writer<'_, '_> {
    /// Adds `StartAt` and `States`.
    fn flow(&mut self, members: &mut Object, language: Language, depth: usize) {
        let count = 1 + self.bytes.below(if depth == 0 { 6 } else { 3 });
        let names: Vec<String> = (0..count).map(|_| self.name()).collect();
        let mut states = Object::new();
        for at in 0..count {
            let next = Next { names: &names, at };
            states.insert(&*names[at], self.state(next, language, depth));
        }
        members.insert("StartAt", &*names[0]);
        members.insert("States", states);
    }

    fn name(&mut self) -> String {
        self.states += 1;
        match self.bytes.below(16) {
            14 => format!("Ünï/~ \"{}\"", self.states),
            15 if self.bytes.once_in(8) => "Twice".to_owned(),
            _ => format!("S{}", self.states),
        }
    }

    fn state(&mut self, next: Next, machine: Language, depth: usize) -> Value {
        let speaks_jsonata = machine.machine || self.bytes.once_in(6);
        let language = Language { state: speaks_jsonata, ..machine };
        let mut state = Object::new();
        if speaks_jsonata && !machine.machine {
            state.insert("QueryLanguage", "JSONata");
        }
        let types = if depth == MAX_DEPTH { 8 } else { 12 };
        match self.bytes.below(types) {
            0 | 1 => self.pass(&mut state, language),
            2 | 3 => self.task(&mut state, next, language),
            4 | 5 if next.onward().is_some() => return self.choice(state, next, language),
            7 if next.onward().is_none() => return self.terminal(state, language),
            4..=7 => self.wait(&mut state, language),
            8 | 9 => self.parallel(&mut state, next, language, depth),
            _ => self.map(&mut state, next, language, depth),
        }
        self.common(&mut state, language);
        match next.onward() {
            _ if self.bytes.once_in(40) => state.insert("Next", self.target(next)),
            Some(name) => state.insert("Next", name),
            None => state.insert("End", true),
        }
        state.into()
    }

    fn target(&mut self, next: Next) -> String {
        match self.bytes.below(40) {
            39 => "Nowhere".to_owned(),
            at => next.names[at % next.names.len()].clone(),
        }
    }

    fn sometimes(
        &mut self,
        members: &mut Object,
        n: usize,
        key: &str,
        make: impl FnOnce(&mut Bytes) -> Value,
    ) {
        if self.bytes.once_in(n) {
            members.insert(key, make(self.bytes));
        }
    }

    /// The fields that most types have.
    fn common(&mut self, state: &mut Object, language: Language) {
        if language.state {
            self.sometimes(state, 3, "Output", |bytes| template(bytes, language, 2));
            self.sometimes(state, 4, "Assign", |bytes| assign(bytes, language));
            return;
        }
        let kind = state.get("Type").and_then(Value::as_str).unwrap_or_default().to_owned();
        self.sometimes(state, 6, "InputPath", selection);
        self.sometimes(state, 6, "OutputPath", selection);
        if matches!(&*kind, "Pass" | "Task" | "Parallel" | "Map") {
            self.sometimes(state, 3, "ResultPath", |bytes| match bytes.below(4) {
                0 => Value::Null,
                _ => Value::from(query::reference_path(bytes)),
            });
        }
        if matches!(&*kind, "Task" | "Parallel" | "Map") {
            self.sometimes(state, 5, "ResultSelector", |bytes| object_template(bytes, language, 1));
        }
        self.sometimes(state, 5, "Assign", |bytes| assign(bytes, language));
    }

    fn pass(&mut self, state: &mut Object, language: Language) {
        state.insert("Type", "Pass");
        if !language.state {
            self.sometimes(state, 2, "Parameters", |bytes| object_template(bytes, language, 2));
            self.sometimes(state, 4, "Result", |bytes| query::value(bytes, 2));
        }
    }

    fn task(&mut self, state: &mut Object, next: Next, language: Language) {
        state.insert("Type", "Task");
        let resource = self.bytes.one_of(&[
            "arn:aws:lambda:us-east-1:123456789012:function:pay",
            "arn:aws:states:::lambda:invoke",
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "arn:aws:states:::states:startExecution.sync:2",
            "arn:aws:states:us-east-1:123456789012:activity:sign",
            "arn:aws:states:::aws-sdk:s3:getObject",
            "arn:aws:states:::batch:submitJob.sync",
        ]);
        state.insert("Resource", resource);
        let arguments = if language.state { "Arguments" } else { "Parameters" };
        self.sometimes(state, 2, arguments, |bytes| object_template(bytes, language, 2));
        self.sometimes(state, 8, "Credentials", |_| {
            Value::object([("RoleArn", "arn:aws:iam::123456789012:role/R")])
        });
        self.setting(state, 3, "TimeoutSeconds", language, &[60, 1, 99_999_999, 3]);
        self.setting(state, 5, "HeartbeatSeconds", language, &[2, 1, 59]);
        self.retry_and_catch(state, next, language);
    }

    /// A field that is a number, or an expression for one.
    fn setting(&mut self, state: &mut Object, n: usize, field: &str, language: Language, numbers: &[i64]) {
        if !self.bytes.once_in(n) {
            return;
        }
        match (self.bytes.once_in(4), language.state) {
            (false, _) => state.insert(field, numbers[self.bytes.below(numbers.len())]),
            (true, true) => state.insert(field, query::jsonata(self.bytes)),
            (true, false) => state.insert(format!("{field}Path"), query::path(self.bytes)),
        }
    }

    fn retry_and_catch(&mut self, state: &mut Object, next: Next, language: Language) {
        if self.bytes.once_in(3) {
            let count = 1 + self.bytes.below(2);
            let retriers: Vec<Value> = (0..count).map(|at| self.retrier(at + 1 == count)).collect();
            state.insert("Retry", retriers);
        }
        if self.bytes.once_in(3) {
            let count = 1 + self.bytes.below(2);
            let catchers = (0..count).map(|at| self.catcher(at + 1 == count, next, language));
            let catchers: Vec<Value> = catchers.collect();
            state.insert("Catch", catchers);
        }
    }

    /// `States.ALL` may stand in the last entry only.
    fn error_names(&mut self, is_last: bool) -> Value {
        if is_last && self.bytes.once_in(2) {
            return Value::array([Value::from("States.ALL")]);
        }
        let names = [
            "Busy",
            "States.TaskFailed",
            "States.Timeout",
            "States.HeartbeatTimeout",
            "States.QueryEvaluationError",
            "States.DataLimitExceeded",
        ];
        Value::array([Value::from(self.bytes.one_of(&names))])
    }

    fn retrier(&mut self, is_last: bool) -> Value {
        let mut members = Object::new();
        members.insert("ErrorEquals", self.error_names(is_last));
        let number = |bytes: &mut Bytes, numbers: &[i64]| Value::from(numbers[bytes.below(numbers.len())]);
        self.sometimes(&mut members, 2, "IntervalSeconds", |bytes| number(bytes, &[1, 7, 99_999_999]));
        self.sometimes(&mut members, 2, "MaxAttempts", |bytes| number(bytes, &[2, 0, 99_999_999]));
        self.sometimes(&mut members, 3, "BackoffRate", |bytes| number(bytes, &[1, 2, 1000]));
        self.sometimes(&mut members, 4, "MaxDelaySeconds", |bytes| number(bytes, &[8, 31_622_400]));
        self.sometimes(&mut members, 4, "JitterStrategy", |_| Value::from("FULL"));
        members.into()
    }

    fn catcher(&mut self, is_last: bool, next: Next, language: Language) -> Value {
        let mut members = Object::new();
        members.insert("ErrorEquals", self.error_names(is_last));
        members.insert("Next", self.target(next));
        self.sometimes(&mut members, 5, "Assign", |bytes| assign(bytes, language));
        match language.state {
            true => self.sometimes(&mut members, 3, "Output", |bytes| template(bytes, language, 1)),
            false => {
                self.sometimes(&mut members, 3, "ResultPath", |bytes| {
                    Value::from(query::reference_path(bytes))
                });
            }
        }
        members.into()
    }

    fn choice(&mut self, mut state: Object, next: Next, language: Language) -> Value {
        state.insert("Type", "Choice");
        let count = 1 + self.bytes.below(3);
        let rules = (0..count).map(|_| {
            let mut rule = self.test(language, 2);
            rule.insert("Next", self.target(next));
            self.sometimes(&mut rule, 6, "Assign", |bytes| assign(bytes, language));
            Value::from(rule)
        });
        let rules: Vec<Value> = rules.collect();
        state.insert("Choices", rules);
        if let Some(onward) = next.onward().filter(|_| !self.bytes.once_in(20)) {
            state.insert("Default", onward);
        }
        self.common(&mut state, language);
        state.into()
    }

    fn test(&mut self, language: Language, depth: usize) -> Object {
        let mut rule = Object::new();
        if language.state {
            rule.insert("Condition", query::jsonata(self.bytes));
            return rule;
        }
        match self.bytes.below(if depth == 0 { 5 } else { 8 }) {
            5 => rule.insert("Not", self.test(language, depth - 1)),
            6 => rule.insert(
                "And",
                vec![self.test(language, depth - 1).into(), self.test(language, depth - 1).into()],
            ),
            7 => rule.insert("Or", vec![self.test(language, depth - 1).into()]),
            _ => {
                rule.insert("Variable", query::path(self.bytes));
                let (operator, operand) = self.comparison();
                rule.insert(operator, operand);
            }
        }
        rule
    }

    fn comparison(&mut self) -> (String, Value) {
        let operator = self.bytes.one_of(&[
            "NumericLessThan",
            "IsPresent",
            "StringEquals",
            "StringMatches",
            "BooleanEquals",
            "NumericEquals",
            "NumericGreaterThanEquals",
            "StringLessThan",
            "TimestampLessThan",
            "IsNull",
            "IsNumeric",
            "IsTimestamp",
            "IsString",
            "TimestampEquals",
        ]);
        let takes_path = !operator.starts_with("Is") && operator != "StringMatches";
        if takes_path && self.bytes.once_in(4) {
            return (format!("{operator}Path"), Value::from(query::path(self.bytes)));
        }
        let operand = match operator.as_bytes()[0] {
            b'N' => Value::from(i64::from(self.bytes.byte())),
            b'S' => Value::from(self.bytes.one_of(&["text", "*e*t", "a\\*", "", "**"])),
            b'T' => Value::from(self.bytes.one_of(&["2026-01-01T00:00:05Z", "2026-01-01T02:00:05.5+02:00"])),
            _ => Value::Bool(self.bytes.once_in(2)),
        };
        (operator.to_owned(), operand)
    }

    fn wait(&mut self, state: &mut Object, language: Language) {
        state.insert("Type", "Wait");
        let timestamp = "2026-01-01T00:00:09Z";
        match (self.bytes.below(4), language.state) {
            (0, _) => state.insert("Seconds", i64::from(self.bytes.byte())),
            (1, _) => state.insert("Timestamp", timestamp),
            (2, true) => state.insert("Seconds", query::jsonata(self.bytes)),
            (2, false) => state.insert("SecondsPath", query::path(self.bytes)),
            (_, true) => state.insert("Timestamp", "{% $states.input.s %}"),
            (_, false) => state.insert("TimestampPath", timestamp_path(self.bytes)),
        }
    }

    fn terminal(&mut self, mut state: Object, language: Language) -> Value {
        if self.bytes.once_in(2) {
            state.insert("Type", "Fail");
            match (self.bytes.below(3), language.state) {
                (0, _) => state.insert("Error", "Busy"),
                (_, true) => state.insert("Cause", query::jsonata(self.bytes)),
                (1, false) => state.insert("CausePath", query::path(self.bytes)),
                (_, false) => state.insert("ErrorPath", query::intrinsic(self.bytes, 1)),
            }
        } else {
            state.insert("Type", "Succeed");
            if language.state {
                self.sometimes(&mut state, 3, "Output", |bytes| template(bytes, language, 2));
            } else {
                self.sometimes(&mut state, 6, "InputPath", selection);
            }
        }
        state.into()
    }

    fn parallel(&mut self, state: &mut Object, next: Next, language: Language, depth: usize) {
        state.insert("Type", "Parallel");
        let count = 1 + self.bytes.below(3);
        let branches = (0..count).map(|_| self.inner(language, depth));
        let branches: Vec<Value> = branches.collect();
        state.insert("Branches", branches);
        let arguments = if language.state { "Arguments" } else { "Parameters" };
        self.sometimes(state, 4, arguments, |bytes| object_template(bytes, language, 1));
        self.retry_and_catch(state, next, language);
    }

    fn inner(&mut self, language: Language, depth: usize) -> Value {
        let mut flow = Object::new();
        self.flow(&mut flow, language, depth + 1);
        flow.into()
    }

    fn map(&mut self, state: &mut Object, next: Next, language: Language, depth: usize) {
        state.insert("Type", "Map");
        let mut processor = Object::new();
        let is_distributed = self.bytes.once_in(3);
        if is_distributed {
            let kind = self.bytes.one_of(&["STANDARD", "EXPRESS"]);
            let config = Value::object([("Mode", "DISTRIBUTED"), ("ExecutionType", kind)]);
            processor.insert("ProcessorConfig", config);
        }
        self.flow(&mut processor, language, depth + 1);
        state.insert("ItemProcessor", processor);
        match language.state {
            true => {
                let items = match self.bytes.below(5) {
                    0 => Value::from("{% $states.input.list %}"),
                    1 | 2 => Value::from("{% [1..9] %}"),
                    3 => Value::array([Value::from(1_i64), Value::from("{% $states.input %}")]),
                    _ => Value::from(query::jsonata(self.bytes)),
                };
                state.insert("Items", items);
            }
            false => {
                let path = if self.bytes.once_in(3) { query::path(self.bytes) } else { "$.list".to_owned() };
                state.insert("ItemsPath", path);
            }
        }
        self.sometimes(state, 4, "ItemSelector", |bytes| object_template(bytes, language, 1));
        self.setting(state, 3, "MaxConcurrency", language, &[1, 2, 0, 40, 1000]);
        self.setting(state, 5, "ToleratedFailureCount", language, &[1, 0, 1000]);
        self.setting(state, 6, "ToleratedFailurePercentage", language, &[50, 0, 100]);
        if is_distributed {
            self.distributed(state, language);
        }
        self.retry_and_catch(state, next, language);
    }

    fn distributed(&mut self, state: &mut Object, language: Language) {
        self.sometimes(state, 4, "Label", |_| Value::from("Lots"));
        if self.bytes.once_in(3) {
            let mut batcher = Object::new();
            self.setting(&mut batcher, 2, "MaxItemsPerBatch", language, &[2, 1, 100]);
            self.setting(&mut batcher, 2, "MaxInputBytesPerBatch", language, &[64, 1, 262_144]);
            self.sometimes(&mut batcher, 3, "BatchInput", |bytes| object_template(bytes, language, 1));
            state.insert("ItemBatcher", batcher);
        }
        let arguments = if language.state { "Arguments" } else { "Parameters" };
        if self.bytes.once_in(5) {
            let mut reader = Object::new();
            reader.insert("Resource", "arn:aws:states:::s3:getObject");
            reader.insert(arguments, Value::object([("Bucket", "b"), ("Key", "k.json")]));
            reader.insert("ReaderConfig", Value::object([("InputType", "JSON")]));
            state.insert("ItemReader", reader);
        }
        if self.bytes.once_in(5) {
            let mut writer = Object::new();
            writer.insert("Resource", "arn:aws:states:::s3:putObject");
            writer.insert(arguments, Value::object([("Bucket", "b"), ("Prefix", "p")]));
            state.insert("ResultWriter", writer);
        }
    }
}

/// Where a state may go.
#[derive(Clone, Copy)]
struct Next<'a> {
    names: &'a [String],
    at: usize,
}

impl<'a> Next<'a> {
    /// The state after this one: each leads to the next in some way, so that all are reached.
    fn onward(self) -> Option<&'a str> {
        self.names.get(self.at + 1).map(String::as_str)
    }
}

fn timestamp_path(bytes: &mut Bytes) -> String {
    bytes.one_of(&["$.s", "$.s", "$.n", "$$.Execution.StartTime"]).to_owned()
}

fn selection(bytes: &mut Bytes) -> Value {
    match bytes.below(4) {
        0 => Value::from("$"),
        1 => Value::Null,
        _ => Value::from(query::path(bytes)),
    }
}

fn assign(bytes: &mut Bytes, language: Language) -> Value {
    let mut members = Object::new();
    let name = bytes.one_of(&["v", "w"]);
    insert_field(&mut members, name, bytes, language, 1);
    members.into()
}

fn object_template(bytes: &mut Bytes, language: Language, depth: usize) -> Value {
    let mut members = Object::new();
    for _ in 0..bytes.below(4) {
        let name = bytes.one_of(&["n", "list", "a", "s", "Payload", "FunctionName", "deep"]);
        insert_field(&mut members, name, bytes, language, depth);
    }
    members.into()
}

fn insert_field(members: &mut Object, name: &str, bytes: &mut Bytes, language: Language, depth: usize) {
    match (bytes.below(4), language.state) {
        (0 | 1, false) => members.insert(format!("{name}.$"), query::path(bytes)),
        (2, false) => members.insert(format!("{name}.$"), query::intrinsic(bytes, 2)),
        _ => members.insert(name, template(bytes, language, depth)),
    }
}

fn template(bytes: &mut Bytes, language: Language, depth: usize) -> Value {
    match (bytes.below(4), language.state) {
        (0 | 1, true) => Value::from(query::jsonata(bytes)),
        (2, _) if depth > 0 => object_template(bytes, language, depth - 1),
        _ => query::value(bytes, depth),
    }
}
