//! One expression by itself, without a browser: which one it is, and what it sees.

mod support;

use std::rc::Rc;

use stepyard::app::Shared;
use stepyard::app::execution::Execution;
use stepyard::app::sight::{Sight, Source, Viewpoint, sight};
use stepyard::app::state::{Action, AppState, Edit, ExploreAction, MomentAction, Subject, View};
use stepyard::asl::model::ExecutionType;
use stepyard::exec::Identity;
use stepyard::explore::sites;
use stepyard::history::{Details, EventId, History};
use stepyard::query::QueryLanguage;
use stepyard::value::Value;
use stepyard::workspace::Workspace;
use support::history::history;

const MACHINE: &str = r#"{"StartAt": "Each", "States": {
  "Each": {"Type": "Map", "QueryLanguage": "JSONata", "Items": "{% $states.input.list %}",
    "ItemSelector": {"n": "{% $states.context.Map.Item.Value %}"},
    "ItemProcessor": {"StartAt": "Double", "States": {
      "Double": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.n * 2 %}", "End": true}}},
    "Output": {"sum": "{% $sum($states.result) %}"}, "Assign": {"seen": true}, "Next": "Last"},
  "Last": {"Type": "Pass", "InputPath": "$.sum",
    "Parameters": {"all.$": "$", "name.$": "$$.State.Name"}, "End": true}}}"#;

fn execution() -> Execution {
    Execution::of(history(MACHINE, r#"{"list": [3, 4]}"#, ""))
}

fn subject(state: &str, field: &str) -> Subject {
    Subject::Site { state: state.into(), field: field.into() }
}

/// Looks at an expression at the end of the run.
fn look(state: &str, field: &str, change: impl FnOnce(&mut Viewpoint)) -> Sight {
    let subject = subject(state, field);
    let language = subject.find(&sites(MACHINE)).map_or(QueryLanguage::Jsonata, |site| site.language);
    let execution = execution();
    let mut from = Viewpoint {
        subject: Some(subject),
        language,
        by_hand: None,
        head: execution.end(),
        execution: Shared::new(execution),
        identity: Shared::new(Identity::default()),
        execution_type: ExecutionType::Standard,
        shown: None,
        chosen: None,
        input: r#"{"case": 1}"#.into(),
    };
    change(&mut from);
    sight(&from)
}

/// A value in what is seen, by the names on the way to it.
fn at(sight: &Sight, path: &str) -> String {
    let roots = Value::from(sight.scope.as_ref().expect("there is data").roots().clone());
    let found = path.split('/').try_fold(&roots, |value, name| value.get(name));
    found.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

fn page() -> AppState {
    let workspace = Workspace { definition: MACHINE.into(), ..Workspace::blank() };
    AppState::new(workspace, View::default())
}

fn done(state: AppState, action: ExploreAction) -> AppState {
    state.after(Action::Explore(action))
}

#[test]
fn an_output_sees_input_result_and_context() {
    let seen = look("Each", "Output/sum", |_| {});
    assert_eq!(at(&seen, "$states/input"), r#"{"list":[3,4]}"#);
    assert_eq!(at(&seen, "$states/result"), "[6,8]");
    assert_eq!(at(&seen, "$states/context/State/Name"), r#""Each""#);
    assert_eq!(at(&seen, "$states/context/Execution/Input"), r#"{"list":[3,4]}"#);
    assert_eq!(at(&seen, "$states/context/StateMachine/Name"), r#""Playground""#);
}

#[test]
fn the_context_is_the_one_that_the_run_saw() {
    let definition = r#"{"QueryLanguage": "JSONata", "StartAt": "Each", "States": {
      "Each": {"Type": "Map", "Items": "{% $states.input %}", "Next": "Last", "ItemProcessor": {"StartAt": "In", "States": {
        "In": {"Type": "Wait", "Seconds": 3, "Output": "{% $states.context %}", "Next": "Work"},
        "Work": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
          "Retry": [{"ErrorEquals": ["Busy"]}], "Output": "{% $states.context %}", "End": true}}}},
      "Last": {"Type": "Pass", "Output": "{% $states.context %}", "End": true}}}"#;
    for input in ["[1]", r#"{"key": 1}"#] {
        let execution = Shared::new(Execution::of(history(definition, input, "pay: Busy, true")));
        for state in ["In", "Work", "Last"] {
            let seen = look(state, "Output", |from| {
                from.execution = execution.clone();
                from.head = from.execution.end();
            });
            let visit = execution.visits_to(state).next().expect("it was reached");
            let exited =
                visit.events.last().and_then(|last| execution.history.event(*last)).expect("it was left");
            let Details::StateExited { output, .. } = &exited.details else { panic!("it was left") };
            assert_eq!(at(&seen, "$states/context"), output.to_string(), "{state} on {input}");
        }
    }
}

#[test]
fn items_see_no_result() {
    assert_eq!(at(&look("Each", "Items", |_| {}), "$states/result"), "nothing");
}

#[test]
fn the_selector_of_a_map_sees_its_first_item() {
    let seen = look("Each", "ItemSelector/n", |_| {});
    assert_eq!(at(&seen, "$states/context/Map/Item/Value"), "3");
}

#[test]
fn a_state_in_a_map_sees_the_item_of_its_iteration() {
    let seen = look("Double", "Output", |_| {});
    assert_eq!(at(&seen, "$states/input"), r#"{"n":4}"#);
    assert_eq!(at(&seen, "$states/context/Map/Item/Index"), "1");
    assert_eq!(at(&seen, "$states/context/Map/Item/Value"), "4");
}

#[test]
fn parameters_see_what_the_input_path_left_and_the_variables() {
    let seen = look("Last", "Parameters/all.$", |_| {});
    assert_eq!((&*at(&seen, "$"), &*at(&seen, "$seen")), ("14", "true"));
    assert_eq!(at(&seen, "$$/State/Name"), r#""Last""#);
    assert_eq!(at(&look("Last", "InputPath", |_| {}), "$"), r#"{"sum":14}"#);
}

#[test]
fn before_the_result_is_there_it_is_said_to_be_missing() {
    let seen = look("Each", "Output/sum", |from| from.head = EventId(3));
    assert_eq!((at(&seen, "$states/result"), seen.missing), ("nothing".to_owned(), Some("$states.result")));
}

#[test]
fn another_visit_is_seen_to_its_end() {
    let all = look("Double", "Output", |_| {});
    let [(first, name), _] = &all.visits[..] else { panic!("there are two visits: {:?}", all.visits) };
    assert!(name.starts_with("Visit 1 of 2: item 0"), "{name}");
    let seen = look("Double", "Output", |from| from.chosen = Some(*first));
    assert_eq!((seen.source, at(&seen, "$states/input")), (Source::Visit(*first), r#"{"n":3}"#.to_owned()));
}

#[test]
fn while_nothing_has_run_the_case_stands_for_the_data() {
    let seen = look("Double", "Output", |from| from.execution = Shared::new(Execution::default()));
    assert_eq!((seen.source, at(&seen, "$states/input/case")), (Source::Case, "1".to_owned()));
}

#[test]
fn data_that_was_typed_takes_the_place_of_all_other() {
    let seen = look("Double", "Output", |from| from.by_hand = Some(r#"{"$x": 1}"#.into()));
    assert_eq!((seen.source, at(&seen, "$x")), (Source::Hand, "1".to_owned()));
    let wrong = look("Double", "Output", |from| from.by_hand = Some("{".into()));
    assert!(wrong.scope.is_err());
}

#[test]
fn a_history_without_a_trace_shows_what_it_has() {
    let whole = execution();
    let bare = History { events: whole.history.events.clone(), ..History::default() };
    let seen = look("Double", "Output", |from| from.execution = Shared::new(Execution::of(bare)));
    assert_eq!(at(&seen, "$states/input"), r#"{"n":4}"#);
}

#[test]
fn the_selected_state_decides_unless_an_expression_of_it_was_chosen() {
    let sites = sites(MACHINE);
    let state = done(page(), ExploreAction::Choose(subject("Each", "Output/sum")));
    let shown = |selected| state.view.explorer.subject(&sites, selected);
    assert_eq!(shown(Some("Each")), Some(subject("Each", "Output/sum")));
    assert_eq!(shown(Some("Double")), Some(subject("Double", "Output")));
    assert_eq!(shown(None), Some(subject("Each", "Output/sum")));
    assert_eq!(page().view.explorer.subject(&sites, None), None);
}

#[test]
fn each_expression_keeps_what_was_typed_about_it() {
    let (one, other) = (subject("Each", "Output/sum"), subject("Double", "Output"));
    let state = done(page(), ExploreAction::Draft(one.clone(), "1".into()));
    let state = done(state, ExploreAction::Draft(other.clone(), "2".into()));
    let draft = |subject: &Subject| state.view.explorer.draft(subject).map(ToString::to_string);
    assert_eq!((draft(&one).as_deref(), draft(&other).as_deref()), (Some("1"), Some("2")));
}

#[test]
fn typing_what_the_definition_has_is_no_change() {
    let subject = subject("Double", "Output");
    let state = done(page(), ExploreAction::Draft(subject.clone(), "1".into()));
    let state = done(state, ExploreAction::Draft(subject.clone(), "$states.input.n * 2".into()));
    assert_eq!(state.view.explorer.draft(&subject), None);
}

#[test]
fn a_change_is_put_into_the_definition() {
    let subject = subject("Double", "Output");
    let state = done(page(), ExploreAction::Draft(subject.clone(), "\"a\" & 1".into()));
    let state = done(state, ExploreAction::PutBack(subject.clone()));
    assert!(state.workspace.definition.contains(r#""Output": "{% \"a\" & 1 %}""#));
    assert_eq!(state.view.explorer.draft(&subject), None);
}

#[test]
fn what_was_typed_outlives_its_place_in_the_definition() {
    let chosen = subject("Double", "Output");
    let state = done(page(), ExploreAction::Choose(chosen.clone()));
    let state = done(state, ExploreAction::Draft(chosen.clone(), "1".into()));
    let state = state.after(Action::Edit(Edit::Definition("{}".into())));
    assert_eq!(state.view.explorer.subject(&[], None), Some(chosen.clone()));
    let state = done(state, ExploreAction::PutBack(chosen.clone()));
    assert!(state.view.explorer.draft(&chosen).is_some());
}

#[test]
fn what_was_typed_is_kept_with_the_view() {
    let state = done(page(), ExploreAction::Try(QueryLanguage::Jsonata, "1 + 1".into()));
    let text = serde_json::to_string(&state.view).expect("it can be written");
    let view: View = serde_json::from_str(&text).expect("it can be read");
    assert_eq!(view.explorer.draft(&Subject::OwnJsonata).map(|text| &**text), Some("1 + 1"));
}

#[test]
fn an_expression_of_the_data_flow_is_found_by_its_text() {
    let state = page().after(Action::Moment(MomentAction::Select(Some("Double".into()))));
    let state = done(state, ExploreAction::OpenText("$states.input.n * 2".into()));
    assert_eq!(state.view.explorer.subject, Some(subject("Double", "Output")));
}

#[test]
fn what_was_typed_stays_with_its_work_and_comes_back_with_it() {
    let subject = subject("Double", "Output");
    let state = done(page(), ExploreAction::Draft(subject.clone(), "1".into()));
    let state = done(state, ExploreAction::Draft(Subject::OwnJsonata, "2".into()));
    let replace = |state: AppState, workspace: &Rc<Workspace>| {
        state.after(Action::Edit(Edit::Replace(workspace.clone())))
    };
    let first = Rc::new(state.workspace.clone());
    let state = replace(state, &Rc::new(Workspace::blank()));
    assert_eq!(state.view.explorer.draft(&subject), None);
    assert_eq!(state.view.explorer.draft(&Subject::OwnJsonata).map(|text| &**text), Some("2"));
    let state = replace(state, &first);
    assert_eq!(state.view.explorer.draft(&subject).map(|text| &**text), Some("1"));
}

#[test]
fn a_discarded_change_can_be_brought_back() {
    let subject = subject("Double", "Output");
    let state = done(page(), ExploreAction::Draft(subject.clone(), "1".into()));
    let state = done(state, ExploreAction::Discard(subject.clone()));
    assert_eq!(state.view.explorer.draft(&subject), None);
    let state = state.after(Action::Edit(Edit::Undo));
    assert_eq!(state.view.explorer.draft(&subject).map(|text| &**text), Some("1"));
}

#[test]
fn an_example_that_takes_the_place_of_an_own_expression_gives_it_back() {
    let state = done(page(), ExploreAction::Draft(Subject::OwnJsonata, "my own".into()));
    let state = done(state, ExploreAction::Try(QueryLanguage::Jsonata, "1".into()));
    let state = state.after(Action::Edit(Edit::Undo));
    assert_eq!(state.view.explorer.draft(&Subject::OwnJsonata).map(|text| &**text), Some("my own"));
}
