//! Expressions can be read, and name only what exists. (AWS, `INVALID_JSONATA_EXPRESSION`)

use super::for_each_state;
use crate::asl::condition::Condition;
use crate::asl::model::{Kind, Setting, State, StateMachine, Wait};
use crate::diagnostic::Diagnostic;
use crate::query::{Expression, Location, Query, Template};

pub(super) fn check(text: &str, machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    for_each_state(machine, &mut |state, location| {
        for_each_expression(state, location, &mut |expression, location| {
            if let Query::Jsonata(jsonata) = &expression.query {
                diagnostics.extend(jsonata.faults().iter().map(|fault| Diagnostic {
                    code: fault.code,
                    severity: fault.severity,
                    message: fault.message.clone(),
                    location: location.to_string(),
                    span: expression.place(text, fault.span),
                    hint: fault.hint.clone(),
                    aws_sentence: fault.aws_sentence.clone(),
                }));
            }
        });
    });
}

/// Calls `visit` for every expression of a state with its location, given that of the state.
fn for_each_expression(state: &State, at: Location, visit: &mut impl FnMut(&Expression, Location)) {
    template(&state.assign, Location::Field(&at, "Assign"), visit);
    template(&state.output, Location::Field(&at, "Output"), visit);
    let catchers = Location::Field(&at, "Catch");
    for (i, catcher) in state.catch.iter().enumerate() {
        let at = Location::Index(&catchers, i);
        template(&catcher.assign, Location::Field(&at, "Assign"), visit);
        template(&catcher.output, Location::Field(&at, "Output"), visit);
    }
    let field = |field: &'static str| Location::Field(&at, field);
    match &state.kind {
        Kind::Task(task) => {
            template(&task.arguments, field("Arguments"), visit);
            template(&task.credentials, field("Credentials"), visit);
            opt_setting(&task.timeout_seconds, field("TimeoutSeconds"), visit);
            opt_setting(&task.heartbeat_seconds, field("HeartbeatSeconds"), visit);
        }
        Kind::Parallel(parallel) => template(&parallel.arguments, field("Arguments"), visit),
        Kind::Map(map) => {
            template(&map.items, field("Items"), visit);
            template(&map.item_selector, field("ItemSelector"), visit);
            if let Some(distributed) = &map.distributed {
                if let Some(reader) = &distributed.item_reader {
                    template(&reader.arguments, Location::Field(&field("ItemReader"), "Arguments"), visit);
                }
                if let Some(batcher) = &distributed.item_batcher {
                    template(&batcher.input, Location::Field(&field("ItemBatcher"), "BatchInput"), visit);
                }
                if let Some(writer) = &distributed.result_writer {
                    template(&writer.arguments, Location::Field(&field("ResultWriter"), "Arguments"), visit);
                }
            }
            opt_setting(&map.max_concurrency, field("MaxConcurrency"), visit);
            opt_setting(&map.tolerated_failure_count, field("ToleratedFailureCount"), visit);
            opt_setting(&map.tolerated_failure_percentage, field("ToleratedFailurePercentage"), visit);
        }
        Kind::Choice(choice) => {
            let choices = field("Choices");
            for (i, rule) in choice.rules.iter().enumerate() {
                let at = Location::Index(&choices, i);
                template(&rule.assign, Location::Field(&at, "Assign"), visit);
                template(&rule.output, Location::Field(&at, "Output"), visit);
                if let Some(Condition::Jsonata(condition)) = &rule.condition {
                    setting(condition, Location::Field(&at, "Condition"), visit);
                }
            }
        }
        Kind::Wait(Wait::Seconds(seconds)) => setting(seconds, field("Seconds"), visit),
        Kind::Wait(Wait::Timestamp(timestamp)) => setting(timestamp, field("Timestamp"), visit),
        Kind::Fail { error, cause } => {
            opt_setting(error, field("Error"), visit);
            opt_setting(cause, field("Cause"), visit);
        }
        Kind::Wait(Wait::Missing) | Kind::Pass(_) | Kind::Succeed => {}
    }
}

fn template(template: &Option<Template>, at: Location, visit: &mut impl FnMut(&Expression, Location)) {
    if let Some(template) = template {
        template.for_each(&mut |expression| visit(expression, at));
    }
}

fn opt_setting<T>(found: &Option<Setting<T>>, at: Location, visit: &mut impl FnMut(&Expression, Location)) {
    if let Some(found) = found {
        setting(found, at, visit);
    }
}

fn setting<T>(setting: &Setting<T>, at: Location, visit: &mut impl FnMut(&Expression, Location)) {
    if let Setting::Expression(expression) = setting {
        visit(expression, at);
    }
}
