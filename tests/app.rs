//! The page without a browser: its state, and what it shows.

mod support;

use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use stepyard::app::checked::CheckedDefinition;
use stepyard::app::example;
use stepyard::app::map_run::map_runs;
use stepyard::app::state::{
    Action, AppState, ChildAction, Columns, Document, Edit, EditTab, FailureKind, InspectTab, MomentAction,
    Obstacle, Phase, Redrive, RunAction, Saving, Side, Unsaved, View, ViewAction, What,
};
use stepyard::app::{Playground, PlaygroundProps, Shared};
use stepyard::asl::model::ExecutionType;
use stepyard::history::{EventId, History, Stage, TraceEntry};
use stepyard::value::Value;
use stepyard::workspace::{Settings, Workspace};
use support::history::{SHIPMENTS, drive, engine, history, retried, ship, told};
use yew::LocalServerRenderer;

/// The page after a run of it.
fn shipped(input: &str) -> AppState {
    let mut execution = engine(SHIPMENTS, input);
    drive(&mut execution, ship);
    let mut state = start();
    state.workspace.definition = text(SHIPMENTS);
    let finish = RunAction::Finish { refused: Vec::new(), map_runs: map_runs(&told(&execution)) };
    after(ran(state, execution.history().clone()), [Action::Run(finish)])
}

fn start() -> AppState {
    AppState::new(example::first(), View::default())
}

/// The state after a run that was recorded.
fn ran(state: AppState, history: History) -> AppState {
    let checked = checked(&state);
    let machine = Obstacle::of(&state, &checked).expect("nothing stands in the way");
    let definition = state.workspace.definition.clone();
    let events = history.events.into_iter().collect();
    let trace = history.trace.entries.into_iter().collect();
    let record = RunAction::Record { events, trace, state: None };
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
fn a_run_is_old_once_it_would_be_given_something_else() {
    let state = ran(start(), retried());
    let (case, other) = (state.keys.cases[0], state.keys.cases[1]);
    let handler = state.keys.handlers[0];
    let settings = Settings { seed: 7, ..Settings::default() };
    let edited = |edit: Edit| after(state.clone(), [Action::Edit(edit)]);
    for edit in [
        Edit::Definition(text("{}")),
        Edit::CaseInput(case, text("{}")),
        Edit::HandlerCode(handler, text("")),
        Edit::Settings(settings),
    ] {
        let shown = words(&page(edited(edit.clone())));
        assert!(shown.contains("edited since"), "{edit:?}");
    }
    for edit in [
        Edit::SelectCase(other),
        Edit::CaseInput(other, text("{}")),
        Edit::RenameCase(case, text("Whole form")),
        Edit::AddCase,
    ] {
        assert!(!edited(edit.clone()).is_edited(), "{edit:?}");
    }
    let back = after(edited(Edit::DeleteCase(case)), [Action::Edit(Edit::Undo)]);
    assert!(!back.is_edited() && edited(Edit::DeleteCase(case)).is_edited());
}

#[test]
fn a_redrive_goes_on_with_the_handlers_as_they_are_now() {
    let state = shipped("[-1, -2]");
    let handler = state.keys.handlers[0];
    let state = after(state, [Action::Edit(Edit::HandlerCode(handler, text("")))]);
    assert!(state.is_edited());
    assert!(!after(state, [Action::Run(RunAction::Redrive)]).is_edited());
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
fn the_handler_that_reads_the_items_of_a_map_is_offered() {
    let definition = r#"{"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
        "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": {"Bucket": "b"}},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "Same", "States": {"Same": {"Type": "Succeed"}}}}}}"#;
    let mut execution = engine(definition, "{}");
    drive(&mut execution, ship);
    let mut state = start();
    state.workspace.definition = text(definition);
    let finish = RunAction::Finish { refused: Vec::new(), map_runs: map_runs(&told(&execution)) };
    let state = after(
        ran(state, execution.history().clone()),
        [Action::Run(finish), Action::Moment(MomentAction::Select(Some(text("Each"))))],
    );
    let shown = words(&page(state));
    assert!(shown.contains("Add handler s3:listObjectsV2"), "{shown}");
    assert!(shown.contains("The Map ended before any of them could begin"), "{shown}");
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
fn looking_at_examples_leaves_ones_own_work_within_reach() {
    let open = |workspace: &Workspace| Action::Edit(Edit::Replace(Rc::new(workspace.clone())));
    let [coffee, mut water] = [1, 2].map(|at| example::EXAMPLES[at].workspace());
    let mut mine = start();
    mine.workspace.definition = text("mine");
    let work = mine.workspace.clone();
    let state = after(mine, [open(&coffee), open(&water), Action::Edit(Edit::Undo)]);
    assert_eq!((&state.workspace, state.previous.as_deref()), (&coffee, Some(&work)));
    let back = after(state.clone(), [open(&work)]);
    assert_eq!((&back.workspace, back.previous.as_deref()), (&work, Some(&coffee)));

    water.definition = text("mine too");
    let state = after(state, [open(&water), open(&coffee)]);
    assert_eq!(state.previous.as_deref(), Some(&water));
}

#[test]
fn what_another_tab_replaces_stays_within_reach() {
    let mut mine = start();
    mine.workspace.definition = text("mine");
    let work = mine.workspace.clone();
    let theirs = Rc::new(Workspace::blank());
    let conflict = Saving::Conflict { theirs: theirs.to_text().into() };
    let state = after(mine, [Action::Saving(conflict), Action::Edit(Edit::TakeOver(theirs.clone()))]);
    assert_eq!((&state.workspace, &state.saving), (&*theirs, &Saving::Chosen));
    assert_eq!(state.previous.as_deref(), Some(&work));
    assert_eq!(after(state, [Action::Edit(Edit::Undo)]).workspace, work);
}

#[test]
fn what_a_tab_could_not_save_is_offered_until_it_is_opened_or_deleted() {
    let work = Rc::new(Workspace { name: text("Mine"), ..Workspace::blank() });
    let key = text("stepyard.unsaved.1");
    let mut state = start();
    state.unsaved = vec![Unsaved { key: key.clone(), workspace: work.clone() }];
    let shown = words(&page(state.clone()));
    assert!(shown.contains("There is work that is not saved. “Mine” was put aside"), "{shown}");

    let opened = after(state.clone(), [Action::Edit(Edit::OpenUnsaved(key.clone()))]);
    assert_eq!((&opened.workspace, opened.unsaved.len()), (&*work, 0));
    assert_eq!(opened.previous.as_deref(), Some(&state.workspace));

    let deleted = after(state.clone(), [Action::Edit(Edit::DeleteUnsaved(key))]);
    assert!(deleted.unsaved.is_empty());
    assert_eq!(after(deleted, [Action::Edit(Edit::Undo)]).unsaved, state.unsaved);
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
fn two_cases_cannot_have_one_name() {
    let state = start();
    let key = state.keys.cases[0];
    let state = after(state, [Action::Edit(Edit::RenameCase(key, text(" Too young ")))]);
    assert_eq!(&*state.workspace.cases[0].name, "Complete form");
    assert_eq!(&*state.toast.unwrap().text, "There is a case “Too young” already.");
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
fn an_input_that_aws_starts_no_execution_with_is_refused() {
    let state = start();
    let key = state.keys.cases[0];
    let input = format!("\"{}\"", "x".repeat(262_143));
    let state = after(state, [Action::Edit(Edit::CaseInput(key, input.into()))]);
    let obstacle = Obstacle::of(&state, &checked(&state)).unwrap_err();
    let state = after(state, [Action::Run(RunAction::Refuse(obstacle))]);
    assert!(
        state.toast.unwrap().text.ends_with("has more than 256 KiB, and AWS starts no execution with it.")
    );
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
fn a_selected_state_shows_the_visit_that_failed_and_the_way_to_others() {
    let mut state = start();
    state.workspace.definition = text(
        r#"{"QueryLanguage": "JSONata", "StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true,
            "ItemProcessor": {"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "End": true,
                "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay"}}}}}}"#,
    );
    let history = history(
        &state.workspace.definition,
        "[1, 2, 3, 4]",
        "pay: 1 after 9s, Busy after 1s, 1 after 9s, 1 after 9s",
    );
    let state = after(ran(state, history), [Action::Moment(MomentAction::Select(Some(text("Pay"))))]);
    let shown = words(&page(state.clone()));
    assert!(shown.contains("PayFailed") && shown.contains("visit 2 of 4"), "{shown}");
    let first = state.shown().visits_to("Pay").next().unwrap().entered;
    let markup = page(after(state, [Action::Moment(MomentAction::Visit(first))]));
    assert!(words(&markup).contains("visit 1 of 4"));
    assert!(markup.contains("aria-label=\"Next failed visit\""), "{markup}");
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
fn logs_say_which_item_they_are_about() {
    let mut state = start();
    state.workspace.definition = text(
        r#"{"StartAt": "Outer", "States": {"Outer": {"Type": "Map", "End": true, "ItemProcessor": {
            "StartAt": "Inner", "States": {"Inner": {"Type": "Map", "End": true, "ItemProcessor": {
                "StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
                    {"StartAt": "Go", "States": {"Go": {"Type": "Succeed"}}}]}}}}}}}}}"#,
    );
    let mut history = history(&state.workspace.definition, "[[1], [1, 2]]", "");
    let last = history
        .events
        .iter()
        .rfind(|event| event.is_entered() && event.state_name().is_some_and(|name| &**name == "Go"));
    let visit = last.unwrap().id;
    let value = Value::parse(r#"[{"level": "log", "text": "hello"}]"#).unwrap();
    history.trace.entries.push(TraceEntry { visit, event: visit, attempt: 0, stage: Stage::Logs, value });
    let state = after(ran(state, history), [Action::View(ViewAction::Inspect(InspectTab::Logs))]);
    let shown = words(&page(state));
    assert!(shown.contains("Goitem 1 · item 1 · attempt 1"), "{shown}");
}

#[test]
fn missing_handlers_are_told_apart_by_the_ends_of_their_arns() {
    let mut state = start();
    state.workspace.definition = text(
        r#"{"StartAt": "Put", "States": {
            "Put": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "Next": "Act"},
            "Act": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:sign", "End": true}}}"#,
    );
    let markup = page(after(state, [Action::View(ViewAction::Edit(EditTab::Handlers))]));
    let shown = words(&markup);
    assert!(
        shown.contains("Add handler dynamodb:putItem") && shown.contains("Add handler activity:sign"),
        "{shown}"
    );
    assert!(markup.contains("title=\"arn:aws:states:::dynamodb:putItem\""), "{markup}");
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
fn the_outcome_begins_with_what_is_special_about_an_error() {
    let mut state = start();
    state.workspace.definition = text(
        r#"{"QueryLanguage": "JSONata", "StartAt": "Add", "States": {
            "Add": {"Type": "Pass", "Output": "{% 1 + 'a' %}", "End": true}}}"#,
    );
    let history = history(&state.workspace.definition, "{}", "");
    let shown = words(&page(ran(state, history)));
    assert!(shown.contains("States.QueryEvaluationError The JSONata expression"), "{shown}");
    assert!(
        shown.contains("An error occurred while executing the state 'Add'"),
        "the inspector has all of it"
    );
}

#[test]
fn an_execution_whose_time_is_over_says_where_and_why() {
    for (timeout, seconds, expected) in [
        (r#""TimeoutSeconds": 90,"#, 100, "Timed outin “Until” after 1 min 30 s"),
        ("", 99_999_999, "Timed outin “Until” after a year, the longest that AWS allows"),
    ] {
        let mut state = start();
        state.workspace.definition = text(&format!(
            r#"{{{timeout} "StartAt": "Both", "States": {{"Both": {{"Type": "Parallel", "End": true, "Branches": [
                {{"StartAt": "Until", "States": {{"Until": {{"Type": "Wait", "Seconds": {seconds}, "End": true}}}}}},
                {{"StartAt": "Soon", "States": {{"Soon": {{"Type": "Wait", "Seconds": 9, "End": true}}}}}}]}}}}}}"#
        ));
        let history = history(&state.workspace.definition, "{}", "");
        let shown = words(&page(ran(state, history)));
        assert!(shown.contains(expected), "{shown}");
    }
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
