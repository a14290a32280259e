//! Expressions can be read, and name only what exists. (AWS, `INVALID_JSONATA_EXPRESSION`)

use super::for_each_state;
use crate::asl::condition::Condition;
use crate::asl::model::{Distributed, Kind, Setting, State, StateMachine, Wait};
use crate::diagnostic::Diagnostic;
use crate::query::{Expression, Fault, Location, Query, States, Template};
use crate::source::Span;

pub(super) fn check(text: &str, machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    for_each_state(machine, &mut |state, location| {
        for_each_expression(state, location, &mut |expression, location, states| {
            let Query::Jsonata(jsonata) = &expression.query else { return };
            let mut faults = jsonata.faults().iter().cloned().chain(jsonata.absent(states)).peekable();
            if faults.peek().is_some() {
                let place = expression.places(text);
                diagnostics.extend(faults.map(|fault| {
                    let span = place(fault.span);
                    diagnostic(fault, span, location)
                }));
            }
        });
    });
}

fn diagnostic(fault: Fault, span: Span, location: Location) -> Diagnostic {
    let Fault { severity, code, message, hint, aws_sentence, .. } = fault;
    Diagnostic { code, severity, message, location: location.to_string(), span, hint, aws_sentence }
}

/// Calls `visit` for every expression of a state with its location, given that of the state, and with what
/// `$states` has there.
fn for_each_expression(state: &State, at: Location, visit: &mut impl FnMut(&Expression, Location, States)) {
    let states = match state.kind {
        Kind::Task(_) | Kind::Parallel(_) | Kind::Map(_) => States::Result,
        _ => States::Input,
    };
    let mut at_exit = |found: &Option<Template>, at: Location, states: States| {
        if let Some(found) = found {
            found.for_each(&mut |expression| visit(expression, at, states));
        }
    };
    at_exit(&state.assign, Location::Field(&at, "Assign"), states);
    at_exit(&state.output, Location::Field(&at, "Output"), states);
    let catchers = Location::Field(&at, "Catch");
    for (i, catcher) in state.catch.iter().enumerate() {
        let at = Location::Index(&catchers, i);
        at_exit(&catcher.assign, Location::Field(&at, "Assign"), States::ErrorOutput);
        at_exit(&catcher.output, Location::Field(&at, "Output"), States::ErrorOutput);
    }
    for_each_of_kind(state, at, &mut |expression, at| visit(expression, at, States::Input));
}

/// Calls `visit` for the expressions that stand in the fields of the state's type.
fn for_each_of_kind(state: &State, at: Location, visit: &mut impl FnMut(&Expression, Location)) {
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
                for_each_of_distributed(distributed, at, visit);
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

fn for_each_of_distributed(
    distributed: &Distributed,
    at: Location,
    visit: &mut impl FnMut(&Expression, Location),
) {
    if let Some(reader) = &distributed.item_reader {
        let at = Location::Field(&at, "ItemReader");
        template(&reader.arguments, Location::Field(&at, "Arguments"), visit);
        let config = Location::Field(&at, "ReaderConfig");
        opt_setting(&reader.max_items, Location::Field(&config, "MaxItems"), visit);
    }
    if let Some(batcher) = &distributed.item_batcher {
        let at = Location::Field(&at, "ItemBatcher");
        template(&batcher.input, Location::Field(&at, "BatchInput"), visit);
        opt_setting(&batcher.max_items, Location::Field(&at, "MaxItemsPerBatch"), visit);
        opt_setting(&batcher.max_bytes, Location::Field(&at, "MaxInputBytesPerBatch"), visit);
    }
    if let Some(writer) = &distributed.result_writer {
        let at = Location::Field(&at, "ResultWriter");
        template(&writer.arguments, Location::Field(&at, "Arguments"), visit);
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
