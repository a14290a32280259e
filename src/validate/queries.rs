//! Expressions can be read, and name only what exists. (AWS, `INVALID_JSONATA_EXPRESSION`)

use super::for_each_state;
use crate::asl::condition::Condition;
use crate::asl::model::{Kind, Setting, State, StateMachine, Wait};
use crate::diagnostic::Diagnostic;
use crate::query::{self, Expression, QueryLanguage, Template};

pub(super) fn check(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    for_each_state(machine, &mut |state, location| {
        if state.query_language == QueryLanguage::Jsonata {
            for_each_expression(state, &mut |expression, field| {
                if let Err(message) = query::check(&expression.text) {
                    let location = format!("{location}/{field}");
                    let found =
                        Diagnostic::error("INVALID_JSONATA_EXPRESSION", expression.span, location, message);
                    diagnostics.push(found.with_hint(hint(&expression.text)));
                }
            });
        }
    });
}

fn hint(expression: &str) -> &'static str {
    match expression {
        "" => "write JSONata between `{%` and `%}`: `{% $states.input %}`",
        _ => "mend the JSONata between `{%` and `%}`",
    }
}

/// Calls `visit` for every expression of a state with the field it stands in.
fn for_each_expression(state: &State, visit: &mut impl FnMut(&Expression, &str)) {
    let mut template = |template: &Option<Template>, field: &str| {
        if let Some(template) = template {
            template.for_each(&mut |expression| visit(expression, field));
        }
    };
    template(&state.assign, "Assign");
    template(&state.output, "Output");
    for (i, catcher) in state.catch.iter().enumerate() {
        template(&catcher.assign, &format!("Catch[{i}]/Assign"));
        template(&catcher.output, &format!("Catch[{i}]/Output"));
    }
    match &state.kind {
        Kind::Task(task) => {
            template(&task.arguments, "Arguments");
            template(&task.credentials, "Credentials");
            setting(&task.timeout_seconds, "TimeoutSeconds", visit);
            setting(&task.heartbeat_seconds, "HeartbeatSeconds", visit);
        }
        Kind::Parallel(parallel) => template(&parallel.arguments, "Arguments"),
        Kind::Map(map) => {
            template(&map.items, "Items");
            template(&map.item_selector, "ItemSelector");
            if let Some(distributed) = &map.distributed {
                let reader = distributed.item_reader.as_ref();
                template(&reader.and_then(|reader| reader.arguments.clone()), "ItemReader/Arguments");
                let batcher = distributed.item_batcher.as_ref();
                template(&batcher.and_then(|batcher| batcher.input.clone()), "ItemBatcher/BatchInput");
                let writer = distributed.result_writer.as_ref();
                template(&writer.and_then(|writer| writer.arguments.clone()), "ResultWriter/Arguments");
            }
            setting(&map.max_concurrency, "MaxConcurrency", visit);
            setting(&map.tolerated_failure_count, "ToleratedFailureCount", visit);
            setting(&map.tolerated_failure_percentage, "ToleratedFailurePercentage", visit);
        }
        Kind::Choice(choice) => {
            for (i, rule) in choice.rules.iter().enumerate() {
                template(&rule.assign, &format!("Choices[{i}]/Assign"));
                template(&rule.output, &format!("Choices[{i}]/Output"));
            }
            for (i, rule) in choice.rules.iter().enumerate() {
                if let Some(Condition::Jsonata(Setting::Expression(condition))) = &rule.condition {
                    visit(condition, &format!("Choices[{i}]/Condition"));
                }
            }
        }
        Kind::Wait(Wait::Seconds(seconds)) => setting(&Some(seconds.clone()), "Seconds", visit),
        Kind::Wait(Wait::Timestamp(timestamp)) => setting(&Some(timestamp.clone()), "Timestamp", visit),
        Kind::Fail { error, cause } => {
            setting(error, "Error", visit);
            setting(cause, "Cause", visit);
        }
        Kind::Wait(Wait::Missing) | Kind::Pass(_) | Kind::Succeed => {}
    }
}

fn setting<T>(setting: &Option<Setting<T>>, field: &str, visit: &mut impl FnMut(&Expression, &str)) {
    if let Some(Setting::Expression(expression)) = setting {
        visit(expression, field);
    }
}
