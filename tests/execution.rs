//! An execution as the page sees it: visits, stages and Map Runs, read from the history.

mod support;

use stepyard::app::execution::{Execution, Standing};
use stepyard::app::flow::{FlowContent, stages};
use stepyard::app::map_run::map_runs;
use stepyard::app::track::{Tone, segments};
use stepyard::graph::Marks;
use stepyard::graph::marks::Status as Drawn;
use stepyard::history::{EventId, History, Status, Trace};
use stepyard::validate::check;
use stepyard::value::Value;
use support::history::*;

fn standing(execution: &Execution, state: &str, head: u32) -> Standing {
    let visit = execution.visits_to(state).next().expect("it was reached");
    execution.standing(visit, EventId(head))
}

#[test]
fn a_retried_task_is_one_visit_with_three_tries() {
    let execution = Execution::of(retried());
    let visit = execution.visits_to("Pay").next().unwrap();
    assert_eq!(execution.attempts(visit, execution.end()), 3);
    assert_eq!(execution.duration(visit, execution.end()), 6_000);
    assert_eq!(standing(&execution, "Pay", 3), Standing::Running);
    assert_eq!(standing(&execution, "Pay", 5), Standing::Retrying);
    assert_eq!(standing(&execution, "Pay", 12), Standing::Succeeded);
    assert_eq!(standing(&execution, "Done", 3), Standing::NotReached);
}

#[test]
fn a_try_counts_when_it_has_begun_and_the_graph_counts_the_same() {
    let execution = Execution::of(retried());
    let visit = execution.visits_to("Pay").next().unwrap();
    for head in (2..=execution.end().0).map(EventId) {
        let drawn = Marks::at(&execution.history, head).state("Pay").attempts.max(1);
        assert_eq!(execution.attempts(visit, head), drawn, "at event {}", head.0);
    }
    let at = |head: u32| execution.attempts(visit, EventId(head));
    assert_eq!((at(5), at(6), at(8)), (1, 2, 2));
}

#[test]
fn the_graph_and_the_inspector_say_the_same_of_a_visit() {
    for history in [retried(), redriven(), history(PARALLEL, "{}", ""), unmatched()] {
        let execution = Execution::of(history);
        for head in (1..=execution.end().0).map(EventId) {
            let marks = Marks::at(&execution.history, head);
            for name in execution.states() {
                let mark = marks.state(name);
                let Some(visit) = execution.visit_entered(mark.visit) else { continue };
                // The graph hears of an abort with what failed around it, an event later.
                if mark.status == Drawn::Running {
                    continue;
                }
                let standing = format!("{:?}", execution.standing(visit, head));
                assert_eq!(format!("{:?}", mark.status), standing, "{name} at event {}", head.0);
            }
        }
    }
}

#[test]
fn what_leaves_a_parallel_belongs_to_the_parallel() {
    let execution = Execution::of(history(PARALLEL, "{}", ""));
    let types = |state: &str| {
        let visit = execution.visits_to(state).next().unwrap();
        let name = |id: &EventId| execution.history.event(*id).unwrap().event_type.as_str();
        visit.events.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(
        types("Both"),
        ["ParallelStateEntered", "ParallelStateStarted", "ParallelStateFailed", "ParallelStateExited"]
    );
    assert_eq!(types("Slow"), ["WaitStateEntered", "WaitStateAborted"]);
    let end = execution.end().0;
    assert_eq!(standing(&execution, "Both", end), Standing::Caught);
    assert_eq!(standing(&execution, "Quick", end), Standing::Failed);
    assert_eq!(standing(&execution, "Slow", end), Standing::Aborted);
    assert_eq!(execution.visits_to("Mend").next().unwrap().parent, None);
}

#[test]
fn iterations_stand_inside_their_map() {
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "Each", "States": {"Each": {"Type": "Map",
        "End": true, "ItemProcessor": {"StartAt": "Same", "States": {"Same": {"Type": "Pass", "End": true}}}}}}"#;
    let execution = Execution::of(history(definition, "[7, 8]", ""));
    let iterations: Vec<_> =
        execution.visits_to("Same").map(|visit| (visit.parent, visit.iteration)).collect();
    assert_eq!(iterations, [(Some(0), Some(0)), (Some(0), Some(1))]);
    assert_eq!(execution.states_reached(), 2);
}

/// A Map with a Choice that has no rule for its second item.
fn unmatched() -> History {
    let definition = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {
        "StartAt": "Which", "States": {"Which": {"Type": "Choice", "Choices": [
            {"Variable": "$", "NumericGreaterThan": 0, "Next": "Good"}]}, "Good": {"Type": "Succeed"}}}}}}"#;
    history(definition, "[1, -1]", "")
}

#[test]
fn a_state_that_fails_without_an_event_of_its_own_has_failed_with_its_error() {
    let execution = Execution::of(unmatched());
    let end = execution.end();
    let standings: Vec<Standing> =
        execution.visits_to("Which").map(|visit| execution.standing(visit, end)).collect();
    assert_eq!(standings, [Standing::Succeeded, Standing::Failed]);
    assert_eq!(standing(&execution, "Each", end.0), Standing::Failed);
    let culprit = execution.culprit().unwrap();
    assert_eq!(&*culprit.state, "Which");
    assert_eq!(execution.standing(culprit, culprit.entered), Standing::Running);
    assert_eq!(&*execution.failure_of(culprit, end).unwrap().0, "States.Runtime");
}

#[test]
fn an_error_without_an_event_is_read_from_the_execution_s_own() {
    let definition =
        r#"{"StartAt": "Pay", "States": {"Pay": {"Type": "Pass", "InputPath": "$.x", "End": true}}}"#;
    let recorded = History { trace: Trace::default(), ..history(definition, "{}", "") };
    let execution = Execution::of(recorded);
    assert_eq!(standing(&execution, "Pay", execution.end().0), Standing::Failed);
    let visit = execution.visits_to("Pay").next().unwrap();
    assert_eq!(&*execution.failure_of(visit, execution.end()).unwrap().0, "States.Runtime");
}

#[test]
fn the_track_is_coloured_by_what_happened_and_found_again_by_place() {
    let execution = Execution::of(retried());
    let tones: Vec<Tone> = segments(&execution).into_iter().map(|segment| segment.tone).collect();
    assert!(tones.contains(&Tone::Mended) && !tones.contains(&Tone::Badly), "{tones:?}");
    for id in 1..=execution.end().0 {
        let position = execution.position(EventId(id));
        assert_eq!(execution.event_at(position), EventId(id));
        assert_eq!(execution.nearest_event(position + 1e-6), EventId(id));
    }
    assert_eq!((execution.position(EventId(1)), execution.position(execution.end())), (0.0, 1.0));
}

#[test]
fn a_long_wait_leaves_room_for_the_rest() {
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "Wait", "States": {
        "Wait": {"Type": "Wait", "Seconds": 31536000, "Next": "Done"}, "Done": {"Type": "Succeed"}}}"#;
    let execution = Execution::of(history(definition, "{}", ""));
    let before = execution.position(EventId(2));
    assert!(before > 0.03 && execution.position(EventId(3)) < 0.95, "{before}");
}

#[test]
fn the_data_of_a_retried_task_shows_every_try() {
    let execution = Execution::of(retried());
    let visit = execution.visits_to("Pay").next().unwrap();
    let titles = |head: u32| {
        let stages = stages(&execution, visit, EventId(head), None);
        stages.into_iter().map(|stage| stage.title).collect::<Vec<_>>()
    };
    assert_eq!(titles(1), Vec::<String>::new());
    assert_eq!(titles(3), ["Input", "Arguments"]);
    assert_eq!(
        titles(execution.end().0),
        [
            "Input",
            "Arguments",
            "Attempt 1: error",
            "Attempt 2: error",
            "Attempt 3: result",
            "Assign",
            "Output"
        ]
    );
}

#[test]
fn assigned_variables_are_compared_with_those_before() {
    let execution = Execution::of(retried());
    let visit = execution.visits_to("Pay").next().unwrap();
    let assign = stages(&execution, visit, execution.end(), None).into_iter().find(|s| s.title == "Assign");
    let FlowContent::Variables { variables, before } = assign.unwrap().content else {
        panic!("no variables")
    };
    assert_eq!(variables.get("paid"), Some(&Value::from(true)));
    assert!(before.unwrap().is_empty());
}

#[test]
fn a_redrive_is_one_history_with_the_failure() {
    let execution = Execution::of(redriven());
    let id = |wanted: &str| {
        execution.history.events.iter().find(|event| event.event_type.as_str() == wanted).unwrap().id.0
    };
    let (failed, redriven) = (id("ExecutionFailed"), id("ExecutionRedriven"));
    let standings = |head: u32| ["Both", "Wrap", "Pay"].map(|state| standing(&execution, state, head));
    assert_eq!(standings(failed), [Standing::Failed, Standing::Aborted, Standing::Failed]);
    assert_eq!(standings(redriven), [Standing::Running, Standing::Running, Standing::Running]);
    assert_eq!(standings(execution.end().0), [Standing::Succeeded, Standing::Succeeded, Standing::Succeeded]);
    assert_eq!(execution.outcome_at(EventId(failed)).status, Status::Failed);
    assert_eq!(execution.outcome_at(EventId(redriven)).status, Status::Running);
    assert_eq!(execution.outcome_at(execution.end()).status, Status::Succeeded);
    let visits: Vec<usize> =
        ["Both", "Wrap", "Pay", "Send"].map(|state| execution.visits_to(state).len()).to_vec();
    assert_eq!(visits, [1, 1, 1, 1]);
    let send = execution.visits_to("Send").next().unwrap();
    assert_eq!(send.parent, Some(0), "what follows after a redrive stands where it would have stood");
}

#[test]
fn the_data_of_a_redriven_task_shows_the_tries_before_it() {
    let execution = Execution::of(redriven());
    let visit = execution.visits_to("Pay").next().unwrap();
    let stages = stages(&execution, visit, execution.end(), None);
    let titles: Vec<String> = stages.into_iter().map(|stage| stage.title).collect();
    assert!(titles.contains(&"Attempt 1: error".to_owned()), "{titles:?}");
    assert!(titles.contains(&"Attempt 2, redriven: result".to_owned()), "{titles:?}");
}

#[test]
fn the_fields_of_a_jsonpath_state_have_a_stage_each() {
    let definition = r#"{"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "End": true,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay", "InputPath": "$.order",
        "Parameters": {"sum.$": "$.total"}, "ResultSelector": {"id.$": "$.receipt"}, "ResultPath": "$.paid",
        "OutputPath": "$.paid"}}}"#;
    let machine = check(definition).machine.unwrap();
    let execution =
        Execution::of(history(definition, r#"{"order": {"total": 5}}"#, r#"pay: {"receipt": 7}"#));
    let visit = execution.visits_to("Pay").next().unwrap();
    let stages = stages(&execution, visit, execution.end(), Some(&machine));
    let shown: Vec<_> = stages
        .iter()
        .map(|stage| (&*stage.title, stage.expressions.first().map_or("", |text| text)))
        .collect();
    assert_eq!(
        shown,
        [
            ("Input", ""),
            ("InputPath", "$.order"),
            ("Parameters", "$.total"),
            ("Result", ""),
            ("ResultSelector", "$.receipt"),
            ("ResultPath", "$.paid"),
            ("Output", "$.paid"),
        ]
    );
    assert_eq!(stages[5].note.as_deref(), Some("where the result stands in the input"));
}

#[test]
fn a_caught_error_says_where_it_stands() {
    let definition = r#"{"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "End": true,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.problem", "Next": "Tell"}]},
        "Tell": {"Type": "Succeed"}}}"#;
    let machine = check(definition).machine.unwrap();
    let execution = Execution::of(history(definition, "{}", "pay: Busy"));
    let visit = execution.visits_to("Pay").next().unwrap();
    let output = stages(&execution, visit, execution.end(), Some(&machine)).pop().unwrap();
    assert_eq!((&*output.title, &*output.expressions[0]), ("Output", "$.problem"));
    assert_eq!(output.note.as_deref(), Some("where the error stands in the input"));
}

#[test]
fn child_executions_stand_as_they_did_at_a_moment() {
    let mut execution = engine(SHIPMENTS, "[1, -1, -2]");
    drive(&mut execution, ship);
    execution.redrive().expect("two failed");
    drive(&mut execution, |item| Ok(item.clone()));
    let page = Execution::of(execution.history().clone());
    let runs = map_runs(&told(&execution));
    let redriven =
        page.history.events.iter().find(|event| event.event_type.as_str() == "ExecutionRedriven").unwrap().id;
    let count = |head: u32| {
        let counts = runs[0].count(&page, EventId(head));
        (counts.succeeded, counts.failed + counts.aborted, counts.total)
    };
    assert_eq!(count(2), (0, 0, 3));
    assert_eq!(count(redriven.0 - 1), (1, 2, 3));
    assert_eq!(count(redriven.0), (1, 0, 3));
    assert_eq!(count(page.end().0), (3, 0, 3));
}
