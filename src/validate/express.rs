//! What an Express machine cannot do. (AWS guide, "Choosing workflow type"; recorded)

use super::for_each_state;
use crate::asl::model::{Kind, StateMachine};
use crate::asl::resource::{Pattern, Resource};
use crate::diagnostic::Diagnostic;

pub(super) fn check(machine: &StateMachine, diagnostics: &mut Vec<Diagnostic>) {
    for_each_state(machine, &mut |state, location| {
        let mut report = |field: &str, message: String, sentence: String| {
            let location = format!("{location}{field}");
            let found = Diagnostic::error("SCHEMA_VALIDATION_FAILED", state.name_span, location, message);
            let hint = "make it a Standard machine, or take another resource";
            diagnostics.push(found.with_hint(hint).with_aws_sentence(sentence));
        };
        match &state.kind {
            Kind::Map(map) if map.distributed.is_some() => {
                let message = "an Express machine cannot have a Map in distributed mode".to_owned();
                let sentence = "Express state machine does not support Distributed Map states".to_owned();
                report("", message, sentence);
            }
            Kind::Task(task) => match (&task.resource, task.resource.pattern()) {
                (Resource::Activity { .. }, _) => {
                    let message = "an Express machine cannot wait for an activity".to_owned();
                    report(
                        "/Resource",
                        message,
                        "Express state machine does not support Activity ARN".to_owned(),
                    );
                }
                (_, Pattern::Sync) => {
                    let message = "an Express machine cannot wait for a job with `.sync`".to_owned();
                    let sentence = "Express state machine does not support '.sync' service integration";
                    report("/Resource", message, sentence.to_owned());
                }
                (_, Pattern::TaskToken) => {
                    let message = "an Express machine cannot wait for an answer with `.waitForTaskToken`";
                    // AWS's sentence ends with a blank.
                    let sentence =
                        "Express state machine does not support '.waitForTaskToken' service integration ";
                    report("/Resource", message.to_owned(), sentence.to_owned());
                }
                (_, Pattern::RequestResponse) => {}
            },
            _ => {}
        }
    });
}
