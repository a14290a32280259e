//! What a state does and when a transition is taken, in a few words.

use super::model::{Cause, Icon, Label};
use crate::asl::condition::Condition;
use crate::asl::model::{Catcher, Kind, Map, Rule, Setting, State, Task, Wait};
use crate::asl::resource::{Resource, function_name};
use crate::query::Template;
use crate::value::Value;

/// The second line of a node for a state that is not there.
pub(super) const MISSING: &str = "no such state here";

/// The sign for a state.
pub(super) fn icon(kind: &Kind) -> Icon {
    match kind {
        Kind::Pass(_) => Icon::Pass,
        Kind::Task(task) => match &task.resource {
            Resource::LambdaFunction { .. } => Icon::Function,
            Resource::Activity { .. } => Icon::Activity,
            Resource::Service { service, .. } if &**service == "lambda" => Icon::Function,
            _ => Icon::Service,
        },
        Kind::Choice(_) => Icon::Choice,
        Kind::Wait(_) => Icon::Wait,
        Kind::Succeed => Icon::Succeed,
        Kind::Fail { .. } => Icon::Fail,
        Kind::Parallel(_) => Icon::Parallel,
        Kind::Map(_) => Icon::Map,
    }
}

/// The second line of a state's node.
pub(super) fn subtitle(state: &State) -> String {
    match &state.kind {
        Kind::Pass(_) | Kind::Succeed => state.kind.name().to_owned(),
        Kind::Task(task) => of_task(task),
        Kind::Choice(choice) => format!("Choice · {}", count(choice.rules.len(), "rule")),
        Kind::Wait(wait) => of_wait(wait),
        Kind::Fail { error, .. } => match error {
            Some(Setting::Literal(name)) => format!("Fail · {name}"),
            Some(Setting::Expression(expression)) => format!("Fail · {}", one_line(&expression.text)),
            None => "Fail".to_owned(),
        },
        Kind::Parallel(parallel) => count(parallel.branches.len(), "branch"),
        Kind::Map(map) => of_map(map),
    }
}

/// The label of a Choice's rule; rules are counted from 0, and shown from 1.
pub(super) fn rule(number: usize, rule: &Rule) -> Label {
    let cause = Cause::Rule(u32::try_from(number).unwrap_or(u32::MAX));
    let (text, query) = match &rule.condition {
        Some(condition) => {
            let is_literal = matches!(condition, Condition::Jsonata(Setting::Literal(_)));
            (one_line(&condition.text()), !is_literal)
        }
        None => (format!("rule {}", number + 1), false),
    };
    Label { cause, text, query }
}

/// The label of a Choice's default.
pub(super) fn default() -> Label {
    Label { cause: Cause::Default, text: "Default".to_owned(), query: false }
}

/// The label of a catcher.
pub(super) fn catcher(number: usize, catcher: &Catcher) -> Label {
    let cause = Cause::Catch(u32::try_from(number).unwrap_or(u32::MAX));
    let text = match catcher.error_equals.as_slice() {
        [] => "Catch".to_owned(),
        errors => format!("Catch · {}", errors.join(", ")),
    };
    Label { cause, text, query: false }
}

fn of_task(task: &Task) -> String {
    let argument = |key| task.arguments.as_ref().and_then(|arguments| literal(arguments, key));
    match &task.resource {
        Resource::LambdaFunction { arn } => format!("lambda · {}", function_name(arn)),
        Resource::Activity { arn } => format!("activity · {}", last_part(arn)),
        Resource::Service { service, api, .. } => {
            let service = service.strip_prefix("aws-sdk:").unwrap_or(service);
            let (action, pattern) = pattern_of(api);
            let subject = match service {
                "lambda" if action == "invoke" => {
                    argument("FunctionName").map(|name| function_name(&name).to_owned())
                }
                "states" => argument("StateMachineArn").map(|arn| last_part(&arn).to_owned()),
                _ => None,
            };
            format!("{service} · {}{pattern}", subject.as_deref().unwrap_or(action))
        }
        Resource::Unknown { arn } if arn.is_empty() => "Task".to_owned(),
        Resource::Unknown { arn } => format!("Task · {arn}"),
    }
}

/// Splits `startJobRun.sync:2` into the action and how the state waits for it, in words.
fn pattern_of(api: &str) -> (&str, &'static str) {
    match api.split_once('.') {
        Some((action, "waitForTaskToken")) => (action, " · callback"),
        Some((action, "sync" | "sync:2")) => (action, " · sync"),
        _ => (api, ""),
    }
}

/// The name at the end of an ARN.
fn last_part(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or(arn)
}

/// The text of a member of the arguments, if no expression makes it.
fn literal(arguments: &Template, key: &str) -> Option<String> {
    let value = match arguments {
        Template::Literal(value) => value.get(key),
        Template::Object(members) => members.iter().find_map(|(name, member)| match member {
            Template::Literal(value) if &**name == key => Some(value),
            _ => None,
        }),
        _ => None,
    };
    value.and_then(Value::as_str).map(str::to_owned)
}

fn of_wait(wait: &Wait) -> String {
    match wait {
        Wait::Seconds(Setting::Literal(seconds)) => format!("Wait · {}", duration(*seconds)),
        Wait::Seconds(Setting::Expression(expression)) => format!("Wait · {} s", one_line(&expression.text)),
        Wait::Timestamp(Setting::Literal(moment)) => format!("Wait · until {moment}"),
        Wait::Timestamp(Setting::Expression(expression)) => {
            format!("Wait · until {}", one_line(&expression.text))
        }
        Wait::Missing => "Wait".to_owned(),
    }
}

/// `90` is `1 min 30 s`, `7200` is `2 h`.
fn duration(seconds: i64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut rest = seconds.max(0);
    let mut parts = Vec::new();
    for (length, unit) in units {
        if rest >= length {
            parts.push(format!("{} {unit}", rest / length));
            rest %= length;
        }
    }
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

fn of_map(map: &Map) -> String {
    let items = items_of(map);
    if map.distributed.is_some() { format!("{items} · distributed") } else { items }
}

fn items_of(map: &Map) -> String {
    let number = match &map.items {
        None => {
            let reads = map.distributed.as_ref().is_some_and(|distributed| distributed.item_reader.is_some());
            let source = if reads { "a data set" } else { "the input" };
            return format!("for each item of {source}");
        }
        Some(Template::Expression(expression)) => {
            return format!("for each item of {}", one_line(&expression.text));
        }
        Some(Template::Literal(value)) => value.as_array().map(<[Value]>::len),
        Some(Template::Array(items)) => Some(items.len()),
        Some(Template::Object(members)) => Some(members.len()),
    };
    number.map_or("for each item".to_owned(), |number| format!("for each of {}", count(number, "item")))
}

/// `1 rule`, `3 rules`, `2 branches`
pub(super) fn count(number: usize, noun: &str) -> String {
    match (number, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "branch") => format!("{number} branches"),
        _ => format!("{number} {noun}s"),
    }
}

/// An expression without its line breaks and runs of blanks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
