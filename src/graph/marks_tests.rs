//! A tour of what marks say. The histories are those AWS recorded, without their data.

use super::marks::{Decision, Iterations, Mark, Marks, Status, Via};
use super::testing::history;
use crate::history::EventId;

fn marks(lines: &str) -> Marks {
    Marks::at(&history(lines), EventId(u32::MAX))
}

fn statuses(marks: &Marks, names: &[&str]) -> Vec<Status> {
    names.iter().map(|name| marks.state(name).status).collect()
}

const TWO_STATES: &str = "
    1 < 0 ExecutionStarted
    2 < 0 PassStateEntered A
    3 < 2 PassStateExited A
    4 < 3 TaskStateEntered B
    5 < 4 TaskScheduled
    6 < 5 TaskStarted
    7 < 6 TaskSucceeded
    8 < 7 TaskStateExited B
    9 < 8 ExecutionSucceeded";

#[test]
fn nothing_has_happened_before_the_first_event() {
    let marks = Marks::at(&history(TWO_STATES), EventId(0));
    assert!(marks.is_empty());
    assert_eq!(marks.state("A"), Mark::default());
}

#[test]
fn a_state_runs_from_its_entry_to_its_exit() {
    let history = history(TWO_STATES);
    let at = |event| statuses(&Marks::at(&history, EventId(event)), &["A", "B"]);
    assert_eq!(at(2), [Status::Running, Status::NotReached]);
    assert_eq!(at(3), [Status::Succeeded, Status::NotReached]);
    assert_eq!(at(7), [Status::Succeeded, Status::Running]);
    assert_eq!(at(9), [Status::Succeeded, Status::Succeeded]);
}

#[test]
fn a_transition_is_taken_when_the_next_state_is_entered() {
    let history = history(TWO_STATES);
    assert!(Marks::at(&history, EventId(3)).taken("A", "B").is_empty());
    assert_eq!(Marks::at(&history, EventId(4)).taken("A", "B"), [Via::Plain]);
    assert!(Marks::at(&history, EventId(4)).taken("B", "A").is_empty());
}

#[test]
fn a_moment_is_about_the_state_whose_event_it_is() {
    let history = history(TWO_STATES);
    let moment = |event| Marks::at(&history, EventId(event)).moment.map(|m| (m.state.to_string(), m.visit));
    assert_eq!(moment(1), None);
    assert_eq!(moment(3), Some(("A".to_owned(), EventId(2))));
    assert_eq!(moment(6), Some(("B".to_owned(), EventId(4))));
    assert_eq!(moment(9), None);
}

const RETRIED: &str = "
    1 < 0 ExecutionStarted
    2 < 0 TaskStateEntered Pay
    3 < 2 LambdaFunctionScheduled
    4 < 3 LambdaFunctionStarted
    5 < 4 LambdaFunctionFailed
    6 < 5 LambdaFunctionScheduled
    7 < 6 LambdaFunctionStarted
    8 < 7 LambdaFunctionFailed
    9 < 8 ExecutionFailed";

#[test]
fn tries_are_counted() {
    assert_eq!(marks(RETRIED).state("Pay").attempts, 2);
}

#[test]
fn a_failed_try_is_forgotten_when_the_next_begins() {
    let history = history(RETRIED);
    let at = |event| Marks::at(&history, EventId(event)).state("Pay").status;
    assert_eq!((at(5), at(6), at(8)), (Status::Retrying, Status::Running, Status::Failed));
}

#[test]
fn nobody_knows_yet_what_follows_the_last_failure_of_an_execution_that_goes_on() {
    let so_far = RETRIED.rsplit_once('\n').expect("it has an end").0;
    assert_eq!(marks(so_far).state("Pay").status, Status::Retrying);
}

#[test]
fn a_try_whose_arguments_cannot_be_made_counts() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 TaskStateEntered Pay
         3 < 0 EvaluationFailed Pay
         4 < 2 EvaluationFailed Pay
         5 < 4 TaskScheduled",
    );
    assert_eq!((marks.state("Pay").attempts, marks.state("Pay").status), (3, Status::Running));
}

#[test]
fn an_error_is_caught_as_soon_as_it_is_there() {
    let history = history(
        "1 < 0 ExecutionStarted
         2 < 0 TaskStateEntered Pay
         3 < 2 TaskScheduled
         4 < 3 TaskFailed
         5 < 4 TaskStateExited Pay
         6 < 5 PassStateEntered Refund",
    );
    let at = |event| Marks::at(&history, EventId(event)).state("Pay").status;
    assert_eq!((at(3), at(4), at(5)), (Status::Running, Status::Caught, Status::Caught));
}

#[test]
fn a_state_that_fails_the_execution_has_failed_though_it_was_never_left() {
    let pay = marks(RETRIED).state("Pay");
    assert_eq!((pay.status, pay.failures), (Status::Failed, 1));
    let before_any_try = marks("1 < 0 ExecutionStarted\n2 < 0 WaitStateEntered Wait\n3 < 2 ExecutionFailed");
    assert_eq!(before_any_try.state("Wait").status, Status::Failed);
}

#[test]
fn a_caught_error_colours_the_state_and_the_way_to_the_handler() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 TaskStateEntered Pay
         3 < 2 TaskScheduled
         4 < 3 TaskFailed
         5 < 4 TaskStateExited Pay
         6 < 5 PassStateEntered Refund
         7 < 6 PassStateExited Refund
         8 < 7 ExecutionSucceeded",
    );
    assert_eq!(statuses(&marks, &["Pay", "Refund"]), [Status::Caught, Status::Succeeded]);
    assert_eq!(marks.taken("Pay", "Refund"), [Via::Catch]);
}

#[test]
fn an_expression_that_fails_is_linked_to_the_event_before_the_state() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 PassStateEntered State0
         3 < 2 PassStateExited State0
         4 < 3 PassStateEntered State1
         5 < 3 EvaluationFailed State1
         6 < 5 ExecutionFailed",
    );
    assert_eq!(statuses(&marks, &["State0", "State1"]), [Status::Succeeded, Status::Failed]);
}

#[test]
fn the_trace_tells_which_rule_a_choice_took() {
    let lines = "
        1 < 0 ExecutionStarted
        2 < 0 ChoiceStateEntered Which?
        3 < 2 ChoiceStateExited Which?
        4 < 3 PassStateEntered A";
    let by_rule = marks(&format!("{lines}\nrule 2 1"));
    assert_eq!(by_rule.state("Which?").decision, Some(Decision::Rule(1)));
    assert_eq!(by_rule.taken("Which?", "A"), [Via::Decision(Decision::Rule(1))]);
    let by_default = marks(&format!("{lines}\nrule 2 -"));
    assert_eq!(by_default.taken("Which?", "A"), [Via::Decision(Decision::Default)]);
    assert_eq!(marks(lines).taken("Which?", "A"), [Via::Plain]);
}

#[test]
fn a_loop_counts_visits_and_shows_the_last() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 TaskStateEntered Poll
         3 < 2 TaskScheduled
         4 < 3 TaskFailed
         5 < 4 TaskScheduled
         6 < 5 TaskStateExited Poll
         7 < 6 TaskStateEntered Poll
         8 < 7 TaskScheduled",
    );
    let poll = marks.state("Poll");
    assert_eq!((poll.visits, poll.attempts, poll.status), (2, 1, Status::Running));
    assert_eq!(marks.taken("Poll", "Poll"), [Via::Plain]);
}

#[test]
fn a_fail_has_failed_at_once_and_a_catcher_around_it_takes_the_error() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 ParallelStateEntered Both
         3 < 2 ParallelStateStarted
         4 < 3 FailStateEntered Stop
         5 < 4 ParallelStateFailed
         6 < 5 ParallelStateExited Both
         7 < 6 PassStateEntered Caught",
    );
    assert_eq!(statuses(&marks, &["Stop", "Both"]), [Status::Failed, Status::Caught]);
    assert_eq!(marks.taken("Both", "Caught"), [Via::Catch]);
}

#[test]
fn a_failing_branch_aborts_the_others() {
    let lines = "
        1 < 0 ExecutionStarted
        2 < 0 ParallelStateEntered Both
        3 < 2 ParallelStateStarted
        4 < 3 WaitStateEntered Left
        5 < 3 TaskStateEntered Right
        6 < 5 TaskScheduled
        7 < 6 TaskFailed
        8 < 7 TaskStateAborted
        9 < 7 ParallelStateFailed
        10 < 9 ExecutionFailed";
    let all = ["Left", "Right", "Both"];
    assert_eq!(statuses(&marks(lines), &all), [Status::Aborted, Status::Failed, Status::Failed]);
    let early = Marks::at(&history(lines), EventId(7));
    assert_eq!(statuses(&early, &all), [Status::Running, Status::Failed, Status::Running]);
}

#[test]
fn a_parallel_that_starts_again_has_tried_again() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 ParallelStateEntered Both
         3 < 2 ParallelStateStarted
         4 < 3 TaskStateEntered Left
         5 < 3 WaitStateEntered Right
         6 < 4 TaskScheduled
         7 < 6 TaskFailed
         8 < 7 ParallelStateStarted
         9 < 8 TaskStateEntered Left",
    );
    assert_eq!(marks.state("Both").attempts, 2);
    assert_eq!(
        statuses(&marks, &["Left", "Right", "Both"]),
        [Status::Running, Status::Aborted, Status::Running]
    );
    assert_eq!((marks.state("Left").visits, marks.state("Left").failures), (2, 1));
}

#[test]
fn iterations_are_counted_and_each_follows_the_one_before() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 MapStateEntered Outer
         3 < 2 MapStateStarted 2
         4 < 3 MapIterationStarted Outer 0
         5 < 4 MapStateEntered Inner
         6 < 5 MapStateStarted 2
         7 < 6 MapIterationStarted Inner 0
         8 < 7 PassStateEntered P
         9 < 8 PassStateExited P
         10 < 9 MapIterationSucceeded Inner 0
         11 < 9 MapIterationStarted Inner 1
         12 < 11 PassStateEntered P
         13 < 12 PassStateExited P
         14 < 13 MapIterationSucceeded Inner 1
         15 < 14 MapStateSucceeded
         16 < 14 MapStateExited Inner
         17 < 16 MapIterationSucceeded Outer 0
         18 < 16 MapIterationStarted Outer 1
         19 < 18 MapStateEntered Inner",
    );
    let total = |succeeded, total| Some(Iterations { succeeded, failed: 0, total });
    assert_eq!(marks.state("Outer").iterations, total(1, 2));
    assert_eq!(marks.state("Inner").iterations, None);
    assert_eq!(marks.state("P").visits, 2);
    assert_eq!(
        statuses(&marks, &["P", "Inner", "Outer"]),
        [Status::Succeeded, Status::Running, Status::Running]
    );
    assert!(marks.taken("P", "P").is_empty(), "the next iteration is no transition");
}

#[test]
fn an_iteration_fails_its_map_as_often_as_the_map_tries() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 MapStateEntered Each
         3 < 2 MapStateStarted 1
         4 < 3 MapIterationStarted Each 0
         5 < 4 FailStateEntered Stop
         6 < 5 MapIterationFailed Each 0
         7 < 5 MapStateStarted 1
         8 < 7 MapIterationStarted Each 0
         9 < 8 FailStateEntered Stop
         10 < 9 MapIterationFailed Each 0
         11 < 9 MapStateFailed
         12 < 11 ExecutionFailed",
    );
    let each = marks.state("Each");
    assert_eq!((each.status, each.attempts), (Status::Failed, 2));
    assert_eq!(each.iterations, Some(Iterations { succeeded: 0, failed: 1, total: 1 }));
    assert_eq!(marks.state("Stop").visits, 2);
}

#[test]
fn a_failing_iteration_aborts_the_others() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 MapStateEntered Each
         3 < 2 MapStateStarted 2
         4 < 3 MapIterationStarted Each 0
         5 < 3 MapIterationStarted Each 1
         6 < 4 WaitStateEntered Wait
         7 < 5 WaitStateEntered Wait
         8 < 6 WaitStateExited Wait
         9 < 8 PassStateEntered Work
         10 < 8 EvaluationFailed Work
         11 < 10 MapIterationFailed Each 0
         12 < 10 MapStateFailed
         13 < 12 MapStateExited Each
         14 < 13 PassStateEntered Mend",
    );
    assert_eq!(
        statuses(&marks, &["Work", "Wait", "Each", "Mend"]),
        [Status::Failed, Status::Aborted, Status::Caught, Status::Running]
    );
}

#[test]
fn the_visit_that_failed_outdoes_those_that_were_aborted() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 MapStateEntered Each
         3 < 2 MapStateStarted 3
         4 < 3 MapIterationStarted Each 0
         5 < 3 MapIterationStarted Each 1
         6 < 3 MapIterationStarted Each 2
         7 < 4 TaskStateEntered Work
         8 < 7 TaskScheduled
         9 < 5 TaskStateEntered Work
         10 < 9 TaskScheduled
         11 < 6 TaskStateEntered Work
         12 < 11 TaskScheduled
         13 < 10 TaskFailed
         14 < 13 MapIterationFailed Each 1
         15 < 13 MapStateFailed
         16 < 15 ExecutionFailed",
    );
    let work = marks.state("Work");
    assert_eq!((work.status, work.visit, work.failures), (Status::Failed, EventId(9), 1));
}

#[test]
fn of_visits_that_stand_alike_the_last_one_is_shown() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 MapStateEntered Each
         3 < 2 MapStateStarted 2
         4 < 3 MapIterationStarted Each 0
         5 < 3 MapIterationStarted Each 1
         6 < 4 PassStateEntered Work
         7 < 5 PassStateEntered Work
         8 < 7 PassStateExited Work
         9 < 6 PassStateExited Work",
    );
    let work = marks.state("Work");
    assert_eq!((work.status, work.visit), (Status::Succeeded, EventId(7)));
}

#[test]
fn a_stopped_execution_aborts_what_was_running() {
    for end in ["ExecutionAborted", "ExecutionTimedOut"] {
        let lines = format!(
            "1 < 0 ExecutionStarted
             2 < 0 ParallelStateEntered Both
             3 < 2 ParallelStateStarted
             4 < 3 WaitStateEntered Left
             5 < 0 {end}"
        );
        assert_eq!(statuses(&marks(&lines), &["Both", "Left"]), [Status::Aborted, Status::Aborted], "{end}");
    }
}

const REDRIVEN: &str = "
    1 < 0 ExecutionStarted
    2 < 0 ParallelStateEntered Both
    3 < 2 ParallelStateStarted
    4 < 3 TaskStateEntered Left
    5 < 3 TaskStateEntered Right
    6 < 4 TaskScheduled
    7 < 5 TaskScheduled
    8 < 6 TaskFailed
    9 < 8 TaskStateAborted
    10 < 8 ParallelStateFailed
    11 < 10 ExecutionFailed
    12 < 11 ExecutionRedriven
    13 < 12 TaskScheduled
    14 < 12 TaskScheduled
    15 < 14 TaskSucceeded
    16 < 15 TaskStateExited Right
    17 < 13 TaskSucceeded
    18 < 17 TaskStateExited Left
    19 < 18 ParallelStateSucceeded
    20 < 18 ParallelStateExited Both
    21 < 20 PassStateEntered After";

#[test]
fn a_redrive_goes_on_with_what_was_not_left() {
    let history = history(REDRIVEN);
    let at = |event| statuses(&Marks::at(&history, EventId(event)), &["Left", "Right", "Both"]);
    assert_eq!(at(11), [Status::Failed, Status::Aborted, Status::Failed]);
    assert_eq!(at(12), [Status::Running, Status::Running, Status::Running]);
    assert_eq!(at(16), [Status::Running, Status::Succeeded, Status::Running]);
    assert_eq!(at(20), [Status::Succeeded, Status::Succeeded, Status::Succeeded]);
    let marks = Marks::at(&history, EventId(21));
    let left = marks.state("Left");
    assert_eq!((left.visits, left.attempts, left.failures), (1, 2, 0));
    assert_eq!(marks.taken("Both", "After"), [Via::Plain]);
}

#[test]
fn a_redrive_begins_a_loop_s_last_visit_again_and_no_other() {
    let lines = "
        1 < 0 ExecutionStarted
        2 < 0 TaskStateEntered Poll
        3 < 2 TaskScheduled
        4 < 3 TaskStateExited Poll
        5 < 4 TaskStateEntered Poll
        6 < 5 TaskScheduled
        7 < 6 TaskFailed
        8 < 7 ExecutionFailed
        9 < 8 ExecutionRedriven
        10 < 9 TaskScheduled
        11 < 10 TaskFailed
        12 < 11 ExecutionFailed";
    let poll = marks(lines).state("Poll");
    assert_eq!((poll.visits, poll.attempts, poll.failures, poll.status), (2, 2, 1, Status::Failed));
}

#[test]
fn an_execution_that_was_stopped_between_states_goes_on_with_the_next() {
    let marks = marks(
        "1 < 0 ExecutionStarted
         2 < 0 PassStateEntered A
         3 < 2 PassStateExited A
         4 < 0 ExecutionAborted
         5 < 4 ExecutionRedriven
         6 < 5 PassStateEntered B",
    );
    assert_eq!(statuses(&marks, &["A", "B"]), [Status::Succeeded, Status::Running]);
    assert_eq!(marks.taken("A", "B"), [Via::Plain]);
}

#[test]
fn iterations_that_failed_are_counted_anew_after_a_redrive() {
    let lines = "
        1 < 0 ExecutionStarted
        2 < 0 MapStateEntered Each
        3 < 2 MapStateStarted 2
        4 < 3 MapIterationStarted Each 0
        5 < 3 MapIterationStarted Each 1
        6 < 4 TaskStateEntered Do
        7 < 6 TaskScheduled
        8 < 5 TaskStateEntered Do
        9 < 8 TaskScheduled
        10 < 9 TaskSucceeded
        11 < 10 TaskStateExited Do
        12 < 11 MapIterationSucceeded Each 1
        13 < 7 TaskFailed
        14 < 13 MapIterationFailed Each 0
        15 < 13 MapStateFailed
        16 < 15 ExecutionFailed
        17 < 16 ExecutionRedriven
        18 < 17 TaskScheduled
        19 < 18 TaskSucceeded
        20 < 19 TaskStateExited Do
        21 < 20 MapIterationSucceeded Each 0
        22 < 21 MapStateSucceeded";
    let marks = marks(lines);
    assert_eq!(marks.state("Each").iterations, Some(Iterations { succeeded: 2, failed: 0, total: 2 }));
    assert_eq!(statuses(&marks, &["Do", "Each"]), [Status::Succeeded, Status::Running]);
}

#[test]
fn err_a_history_that_makes_no_sense_is_no_reason_to_panic() {
    let marks = marks(
        "1 < 9 TaskScheduled
         2 < 7 PassStateExited Nobody
         3 < 0 ParallelStateFailed
         4 < 4 MapStateEntered Each
         5 < 1 MapIterationFailed Each 0
         6 < 5 MapStateStarted 2
         7 < 2 EvaluationFailed Each
         8 < 6 MapStateAborted
         9 < 8 TaskFailed
         10 < 3 ExecutionFailed",
    );
    assert_eq!(marks.state("Nobody").status, Status::NotReached);
}
