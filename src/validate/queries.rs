//! Expressions can be read, and name only what exists. (AWS, `INVALID_JSONATA_EXPRESSION`)

use super::for_each_state;
use crate::asl::condition::Condition;
use crate::asl::model::{Kind, Setting, State, StateMachine, Wait};
use crate::diagnostic::Diagnostic;
use crate::query::{Expression, Query, Template};

pub(super) fn check(text: &str, machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    for_each_state(machine, &mut |state, location| {
        for_each_expression(state, &mut |expression, field| {
            if let Query::Jsonata(jsonata) = &expression.query {
                let location = format!("{location}/{field}");
                diagnostics.extend(jsonata.faults().iter().map(|fault| Diagnostic {
                    code: fault.code,
                    severity: fault.severity,
                    message: fault.message.clone(),
                    location: location.clone(),
                    span: expression.place(text, fault.span),
                    hint: fault.hint.clone(),
                    aws_sentence: fault.aws_sentence.clone(),
                }));
            }
        });
    });
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
