//! The page without a browser: its state, and what it shows.

mod support;

use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use stepyard::app::checked::CheckedDefinition;
use stepyard::app::example;
use stepyard::app::execution::{Execution, Standing};
use stepyard::app::flow::{FlowContent, stages};
use stepyard::app::map_run::{MapRun, map_runs};
use stepyard::app::state::{
    Action, AppState, ChildAction, Columns, Document, Edit, EditTab, FailureKind, InspectTab, MomentAction,
    Obstacle, Phase, Redrive, RunAction, Side, View, ViewAction, What,
};
use stepyard::app::track::{Tone, segments};
use stepyard::app::{Playground, PlaygroundProps, Shared};
use stepyard::asl::model::ExecutionType;
use stepyard::exec::{Execution as Engine, Settings, Step};
use stepyard::history::{EventId, History, Status};
use stepyard::service::{self, HandlerAnswer, HandlerError};
use stepyard::validate::check;
use stepyard::value::Value;
use stepyard::workspace::Workspace;
use support::markdown::{Case, Fence};
use support::run::{Order, execute};
use yew::LocalServerRenderer;

/// The history of a definition whose handlers answer as told.
fn history(definition: &str, input: &str, tasks: &str) -> History {
    let fence = |name: &str, text: &str| Fence { name: name.to_owned(), text: text.to_owned(), range: 0..0 };
    let fences = vec![fence("input", input), fence("tasks", tasks)];
    let case = Case { title: "page".to_owned(), fences, known_failure: None };
    execute(&case, definition, Order::AtOnce).expect("it runs").history
}

/// Runs on to the next end; `answer` stands for all handlers.
fn drive(execution: &mut Engine, answer: impl Fn(&Value) -> Result<Value, &'static str>) {
    let names = ["pay", "ship"].map(str::to_owned);
    loop {
        match execution.step() {
            Step::Task(request) => {
                let outcome = match service::route(&request, &names) {
                    Ok(call) => {
                        let result =
                            answer(&call.event).map_err(|name| HandlerError::of_node(name, "no", &[]));
                        service::answer(
                            &call,
                            HandlerAnswer { result, took: Duration::from_secs(1), logs: None },
                        )
                    }
                    Err(failure) => failure.into(),
                };
                execution.complete(request.token, outcome);
            }
            Step::Finished(_) => return,
            Step::Recorded | Step::Waiting(_) | Step::Blocked => {}
        }
    }
}

fn engine(definition: &str, input: &str) -> Engine {
    let checked = check(definition);
    let machine = checked.machine.clone().filter(|_| checked.is_valid());
    let machine = machine.unwrap_or_else(|| panic!("refused: {:?}", checked.diagnostics));
    Engine::new(machine, Value::parse(input).expect("it is JSON"), Settings::default())
}

/// What the engine tells of its Map Runs.
fn told(execution: &Engine) -> Vec<MapRun> {
    let runs = execution.map_runs();
    map_runs(&Value::object([("mapRuns", Value::array(runs.iter().map(|run| run.to_value())))]))
}

/// Two Tasks side by side, of which the second fails as long as the handlers do.
const SIDE_BY_SIDE: &str = r#"{"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Next": "After", "Branches": [
    {"StartAt": "Wrap", "States": {"Wrap": {"Type": "Wait", "Seconds": 9, "Next": "Send"},
        "Send": {"Type": "Pass", "End": true}}},
    {"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "End": true,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay"}}}]},
    "After": {"Type": "Succeed"}}}"#;

/// It, failed and redriven.
fn redriven() -> History {
    let mut execution = engine(SIDE_BY_SIDE, "{}");
    drive(&mut execution, |_| Err("Busy"));
    execution.redrive().expect("it failed");
    drive(&mut execution, |_| Ok(Value::from(true)));
    execution.history().clone()
}

/// A Map in distributed mode whose items below 0 fail.
const SHIPMENTS: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "Each", "States": {"Each": {"Type": "Map",
    "Items": "{% $states.input %}", "ToleratedFailureCount": 1, "End": true, "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Ship", "States": {
            "Ship": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ship",
                "End": true}}}}}}"#;

fn ship(item: &Value) -> Result<Value, &'static str> {
    if item.as_i64().is_some_and(|item| item < 0) { Err("Lost") } else { Ok(item.clone()) }
}

/// The page after a run of it.
fn shipped(input: &str) -> AppState {
    let mut execution = engine(SHIPMENTS, input);
    drive(&mut execution, ship);
    let mut state = start();
    state.workspace.definition = text(SHIPMENTS);
    let finish = RunAction::Finish { refused: Vec::new(), map_runs: told(&execution) };
    after(ran(state, execution.history().clone()), [Action::Run(finish)])
}

/// A Task that fails twice, and then does what it should.
fn retried() -> History {
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "Pay", "States": {
        "Pay": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2}], "Assign": {"paid": "{% $states.result %}"},
            "Next": "Done"},
        "Done": {"Type": "Succeed"}}}"#;
    history(definition, "{}", "pay: Busy, Busy, true")
}

const PARALLEL: &str = r#"{"QueryLanguage": "JSONata", "StartAt": "Both", "States": {
    "Both": {"Type": "Parallel", "Next": "After", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Mend"}],
        "Branches": [
            {"StartAt": "Slow", "States": {"Slow": {"Type": "Wait", "Seconds": 9, "End": true}}},
            {"StartAt": "Quick", "States": {"Quick": {"Type": "Fail", "Error": "Oops"}}}]},
    "After": {"Type": "Succeed"}, "Mend": {"Type": "Succeed"}}}"#;

fn standing(execution: &Execution, state: &str, head: u32) -> Standing {
    let visit = execution.visits_to(state).next().expect("it was reached");
    execution.standing(visit, EventId(head))
}

fn start() -> AppState {
    AppState::new(example::first(), View::default())
}

/// The state after a run that was recorded.
fn ran(state: AppState, history: History) -> AppState {
    let checked = checked(&state);
    let machine = Obstacle::of(&state, &checked).expect("nothing stands in the way");
    let definition = state.workspace.definition.clone();
    let record = RunAction::Record { events: history.events, trace: history.trace.entries, state: None };
    [
        RunAction::Start { definition, machine },
        record,
        RunAction::Finish { refused: Vec::new(), map_runs: Vec::new() },
    ]
    .into_iter()
    .fold(state, |state, action| state.after(Action::Run(action)))
}

fn after(state: AppState, actions: impl IntoIterator<Item = Action>) -> AppState {
    actions.into_iter().fold(state, AppState::after)
}

fn checked(state: &AppState) -> CheckedDefinition {
    CheckedDefinition::of(&state.workspace.definition, state.workspace.settings.execution_type)
}

fn text(text: &str) -> Arc<str> {
    text.into()
}

// The execution, read from its history.

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
    let runs = told(&execution);
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

// The state of the page.

#[test]
fn a_failed_run_can_be_redriven_until_its_definition_is_edited() {
    let mut state = shipped("[-1, -2]");
    assert_eq!(state.redrive(), Redrive::Possible);
    state.run.execution_type = ExecutionType::Express;
    assert_eq!(state.redrive(), Redrive::Never);
    state.run.execution_type = ExecutionType::Standard;
    let edited = after(state.clone(), [Action::Edit(Edit::Definition(text("{}")))]);
    assert_eq!(edited.redrive(), Redrive::Edited);
    assert_eq!(after(state, [Action::Run(RunAction::Stop)]).redrive(), Redrive::Never);
    assert_eq!(shipped("[1, -2]").redrive(), Redrive::Never);
}

#[test]
fn a_redrive_adds_to_what_was_recorded() {
    let state = shipped("[-1, -2]");
    let end = state.run.execution.end();
    let state = after(state, [Action::Run(RunAction::Redrive)]);
    assert!(state.run.is_running() && state.redrive() == Redrive::Never);
    assert_eq!((state.run.execution.end(), state.moment.head), (end, end));
    let state = after(state, [Action::Run(RunAction::Break(FailureKind::Lost, text("gone")))]);
    assert!(words(&page(state)).contains("The execution cannot go on"));
}

#[test]
fn a_child_execution_takes_the_place_of_the_one_around_it() {
    let open = Action::Child(ChildAction::Open { map_run: 0, child: 1 });
    let state = after(shipped("[1, -2, 3]"), [Action::Moment(MomentAction::Select(Some(text("Each"))))]);
    let around = state.moment.clone();
    let state = after(state, [open]);
    assert_eq!(&*state.run.within[0].map, "Each");
    assert_eq!(&*state.moment.selected.as_ref().unwrap().state, "Ship", "it failed there");
    assert_eq!(state.moment.head, state.shown().end());
    let shown = words(&page(state.clone()));
    assert!(shown.contains("Child execution 2 of 3 of “Each”Failed"), "{shown}");

    let next = Action::Child(ChildAction::Step(1));
    let state = after(state, [next.clone(), next]);
    assert_eq!(state.run.within[0].child, 2, "there is none after the last");
    let state = after(state, [Action::Child(ChildAction::Leave)]);
    assert!(state.run.within.is_empty());
    assert_eq!((state.moment, state.run.seen_child), (around, Some((0, 2))));
}

#[test]
fn a_new_run_is_looked_at_as_a_whole() {
    let state = after(shipped("[1, -2]"), [Action::Child(ChildAction::Open { map_run: 0, child: 0 })]);
    let state = ran(state, retried());
    assert!(state.run.within.is_empty() && state.run.map_runs.is_empty());
    assert_eq!(state.moment.head, state.run.execution.end());
}

#[test]
fn the_map_run_of_a_selected_map_is_listed() {
    let state = after(shipped("[1, -2, 3]"), [Action::Moment(MomentAction::Select(Some(text("Each"))))]);
    let markup = page(state);
    let shown = words(&markup);
    for expected in ["3 child executions", "2 succeeded", "1 failed", "2 of 2 states"] {
        assert!(shown.contains(expected), "{expected:?} is missing: {shown}");
    }
    assert!(markup.contains("aria-label=\"2, failed, was given -2, ended with Lost · no\""), "{markup}");
}

#[test]
fn replacing_the_work_keeps_the_old_within_reach() {
    let blank = Rc::new(Workspace::blank());
    let state = after(start(), [Action::Edit(Edit::Replace(blank.clone()))]);
    assert_eq!(state.workspace, *blank);
    assert_eq!(state.previous.as_deref(), Some(&example::first()));
    let state = after(state, [Action::Edit(Edit::Undo)]);
    assert_eq!(state.workspace, example::first());
    assert_eq!(state.previous.as_deref(), Some(&*blank));
}

#[test]
fn a_deleted_handler_comes_back_where_it_was() {
    let state = start();
    let key = state.keys.handlers[1];
    let state = after(state, [Action::Edit(Edit::DeleteHandler(key))]);
    assert_eq!(state.workspace.handlers.len(), 2);
    let state = after(state, [Action::Edit(Edit::Undo)]);
    assert_eq!(state.workspace, example::first());
    assert_eq!(state.keys.handler(key), Some(1));
}

#[test]
fn the_last_case_stays() {
    let state = AppState::new(Workspace::blank(), View::default());
    let key = state.keys.cases[0];
    let state = after(state, [Action::Edit(Edit::DeleteCase(key))]);
    assert_eq!(state.workspace.cases.len(), 1);
    assert!(state.toast.unwrap().is_error);
}

#[test]
fn a_copied_case_has_a_name_of_its_own_and_is_selected() {
    let state = start();
    let key = state.keys.cases[0];
    let state = after(state, [Action::Edit(Edit::DuplicateCase(key))]);
    assert_eq!(&*state.workspace.case().unwrap().name, "Complete form 2");
    assert_eq!(state.keys.cases.len(), state.workspace.cases.len());
}

#[test]
fn two_handlers_cannot_have_one_name() {
    let state = start();
    let key = state.keys.handlers[0];
    let state = after(state, [Action::Edit(Edit::RenameHandler(key, text("CheckAgeRange")))]);
    assert_eq!(&*state.workspace.handlers[0].name, "CheckInformation");
    assert!(state.toast.is_some());
}

#[test]
fn a_definition_with_errors_is_not_run_but_shown() {
    let state = after(start(), [Action::Edit(Edit::Definition(text(r#"{"StartAt": "A", "States": {}}"#)))]);
    let obstacle = Obstacle::of(&state, &checked(&state)).unwrap_err();
    let state = after(state, [Action::Run(RunAction::Refuse(obstacle))]);
    assert_eq!(state.run.phase, Phase::Never);
    assert_eq!((state.view.edit, state.view.inspect), (EditTab::Definition, InspectTab::Problems));
    assert_eq!(state.wish.unwrap().document, Document::Definition);
    assert!(state.toast.unwrap().text.starts_with("Not run: the definition has"));
}

#[test]
fn an_input_that_is_not_json_is_shown_at_its_place() {
    let state = start();
    let key = state.keys.cases[0];
    let state = after(state, [Action::Edit(Edit::CaseInput(key, text("{\"a\" 1}")))]);
    let obstacle = Obstacle::of(&state, &checked(&state)).unwrap_err();
    let state = after(state, [Action::Run(RunAction::Refuse(obstacle))]);
    assert_eq!(state.view.edit, EditTab::Cases);
    let wish = state.wish.unwrap();
    assert_eq!(wish.document, Document::Case(key));
    assert!(matches!(wish.what, What::Go(span) if span.start == 5), "{wish:?}");
}

#[test]
fn after_a_run_the_head_is_at_the_end() {
    let state = ran(start(), retried());
    assert_eq!(state.moment.head, state.run.execution.end());
    assert_eq!(state.run.phase, Phase::Ended);
    assert!(state.moment.selected.is_none());
}

#[test]
fn after_a_failure_the_state_that_failed_is_selected() {
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "No", "States": {
        "No": {"Type": "Fail", "Error": "Never"}}}"#;
    let state = ran(start(), history(definition, "{}", ""));
    assert_eq!(&*state.moment.selected.unwrap().state, "No");
}

#[test]
fn the_old_run_stays_until_the_new_one_has_something_to_show() {
    let state = ran(start(), retried());
    let checked = checked(&state);
    let machine = Obstacle::of(&state, &checked).unwrap();
    let definition = state.workspace.definition.clone();
    let state = after(state, [Action::Run(RunAction::Start { definition, machine })]);
    assert!(state.run.is_running() && state.run.has_history());
    let events = retried().events.into_iter().take(2).collect();
    let record = RunAction::Record { events, trace: Vec::new(), state: Some(text("Pay")) };
    let state = after(state, [Action::Run(record)]);
    assert_eq!((state.run.execution.history.len(), state.moment.head), (2, EventId(2)));
}

#[test]
fn an_engine_that_is_gone_leaves_what_was_recorded_and_its_state() {
    let state = ran(start(), retried());
    let checked = checked(&state);
    let machine = Obstacle::of(&state, &checked).unwrap();
    let definition = state.workspace.definition.clone();
    let events = retried().events.into_iter().take(3).collect();
    let state = after(
        state,
        [
            RunAction::Start { definition, machine },
            RunAction::Record { events, trace: Vec::new(), state: Some(text("Pay")) },
            RunAction::Break(FailureKind::Unresponsive, text("silent")),
        ]
        .map(Action::Run),
    );
    let Phase::Broken(failure) = &state.run.phase else { panic!("{:?}", state.run.phase) };
    assert_eq!(failure.state.as_deref(), Some("Pay"));
    assert_eq!(state.run.execution.history.len(), 3);
}

#[test]
fn the_selection_follows_the_head_unless_it_is_pinned() {
    let state = ran(start(), retried());
    let state = after(state, [Action::Moment(MomentAction::Go(EventId(4)))]);
    assert_eq!(&*state.moment.selected.as_ref().unwrap().state, "Pay");
    let state =
        after(state, [Action::View(ViewAction::Pin(true)), Action::Moment(MomentAction::Go(EventId(13)))]);
    assert_eq!(&*state.moment.selected.as_ref().unwrap().state, "Pay");
    let state = after(state, [Action::View(ViewAction::Pin(false)), Action::Moment(MomentAction::Last)]);
    assert!(state.moment.selected.is_none());
}

#[test]
fn the_head_never_leaves_the_events() {
    let state = ran(start(), retried());
    let end = state.run.execution.end();
    let state = after(state, [Action::Moment(MomentAction::Step(5))]);
    assert_eq!(state.moment.head, end);
    let state = after(state, [Action::Moment(MomentAction::Step(-1000))]);
    assert_eq!(state.moment.head, EventId(1));
    let state = after(start(), [Action::Moment(MomentAction::Step(1)), Action::Moment(MomentAction::Play)]);
    assert_eq!((state.moment.head, state.moment.playing), (EventId(0), false));
}

#[test]
fn playing_begins_anew_at_the_end_and_stops_there() {
    let state = after(ran(start(), retried()), [Action::Moment(MomentAction::Play)]);
    assert_eq!((state.moment.head, state.moment.playing), (EventId(1), true));
    let end = state.run.execution.end();
    let state = after(state, [Action::Moment(MomentAction::Tick(end))]);
    assert_eq!((state.moment.head, state.moment.playing), (end, false));
}

#[test]
fn columns_leave_room_for_the_graph() {
    let columns = Columns { left: Some(900.0), right: Some(700.0), ..Columns::default() };
    for total in [801.0, 1_100.0, 1_440.0, 2_560.0] {
        let (left, right) = columns.fit(total);
        assert!(total - left - right >= 299.0, "{total}: {left} {right}");
        assert!(left >= 260.0 && right >= 240.0, "{total}: {left} {right}");
    }
    let closed = Columns { left_closed: true, ..columns };
    assert_eq!(closed.fit(1_440.0).0, 36.0);
    assert_eq!(Columns::default().range(Side::Left, 1_440.0).0, 260.0);
}

#[test]
fn every_example_can_be_run_as_it_comes() {
    for example in example::EXAMPLES {
        let state = AppState::new(example.workspace(), View::default());
        let checked = checked(&state);
        assert!(checked.diagnostics.is_empty(), "{}: {:?}", example.name, *checked.diagnostics);
        for case in &state.workspace.cases {
            assert!(Value::parse(&case.input).is_ok(), "{}: {}", example.name, case.name);
        }
        assert!(Obstacle::of(&state, &checked).is_ok());
    }
}

// What the page shows.

/// The markup of the page in a state.
fn page(state: AppState) -> String {
    let renderer =
        LocalServerRenderer::<Playground>::with_props(PlaygroundProps { state: Shared::new(state) });
    let mut render = pin!(renderer.hydratable(false).render());
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..1_000 {
        if let Poll::Ready(markup) = render.as_mut().poll(&mut context) {
            return markup;
        }
    }
    panic!("the page is never done");
}

/// The text of some markup, tags taken out.
fn words(markup: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for c in markup.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words
}

#[test]
fn a_new_visitor_is_told_what_to_do() {
    let shown = words(&page(start()));
    for expected in ["Daycare registration", "Run", "Nothing has run yet", "No problems", "no events yet"] {
        assert!(shown.contains(expected), "{expected:?} is missing");
    }
}

#[test]
fn a_run_shows_everywhere() {
    let mut state = start();
    state.workspace.definition = text(
        r#"{"QueryLanguage": "JSONata", "StartAt": "Pay", "States": {"Pay": {"Type": "Task",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay", "End": true,
            "Retry": [{"ErrorEquals": ["Busy"]}]}}}"#,
    );
    let history = history(&state.workspace.definition, "{}", "pay: Busy, {\"paid\": 5}");
    let state = after(ran(state, history), [Action::Moment(MomentAction::Select(Some(text("Pay"))))]);
    let markup = page(state);
    let shown = words(&markup);
    for expected in
        ["Succeeded", "1 state · 10 events", "2 attempts", "Attempt 1: error", "\"paid\"", "1 of 1 states"]
    {
        assert!(shown.contains(expected), "{expected:?} is missing");
    }
    assert!(markup.contains("aria-label=\"Pay, Task, succeeded, 2 attempts\""));
    assert!(shown.contains("Add handler pay"));
}

#[test]
fn a_failure_is_told_with_its_cause() {
    let mut state = start();
    state.workspace.definition = text(
        r#"{"QueryLanguage": "JSONata", "StartAt": "No", "States": {
            "No": {"Type": "Fail", "Error": "Never", "Cause": "<b>not today</b>"}}}"#,
    );
    let history = history(&state.workspace.definition, "{}", "");
    let markup = page(ran(state, history));
    assert!(markup.contains("&lt;b&gt;not today"), "the cause is text, not markup");
    assert!(words(&markup).contains("Failed"));
}

#[test]
fn a_broken_engine_names_the_state() {
    let state = ran(start(), retried());
    let checked = checked(&state);
    let machine = Obstacle::of(&state, &checked).unwrap();
    let definition = state.workspace.definition.clone();
    let events = retried().events.into_iter().take(3).collect();
    let state = after(
        state,
        [
            RunAction::Start { definition, machine },
            RunAction::Record { events, trace: Vec::new(), state: Some(text("Check spot available")) },
            RunAction::Break(FailureKind::Unresponsive, text("silent")),
        ]
        .map(Action::Run),
    );
    let shown = words(&page(state));
    assert!(shown.contains("did not answer any more while it worked on Check spot available"), "{shown}");
}

#[test]
fn a_definition_that_cannot_be_read_leaves_the_page_standing() {
    for definition in ["", "{", "[]", "null", "{\"States\": 5}"] {
        let state = after(start(), [Action::Edit(Edit::Definition(text(definition)))]);
        let shown = words(&page(state));
        assert!(shown.contains("No states yet"), "{definition}");
        assert!(!shown.contains("No problems"), "{definition}");
    }
}
