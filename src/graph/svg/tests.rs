//! A tour of what is drawn.

use super::element::{Child, Element};
use super::{Drawing, Options, Scene, Theme, render};
use crate::graph::Marks;
use crate::graph::marks::Children;
use crate::graph::testing::{history, layout};
use crate::history::EventId;

const MACHINE: &str = r#"{"QueryLanguage":"JSONata","StartAt":"Pay","States":{
    "Pay":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Arguments":{"FunctionName":"pay"},
        "Next":"Paid?","Catch":[{"ErrorEquals":["Busy"],"Next":"Stop"}]},
    "Paid?":{"Type":"Choice","Choices":[{"Condition":"{% $total < 100 & $ok %}","Next":"Each"}],"Default":"Stop"},
    "Each":{"Type":"Map","ItemProcessor":{"StartAt":"Ship","States":{"Ship":{"Type":"Pass","End":true}}},"End":true},
    "Stop":{"Type":"Fail"}}}"#;

const RUN: &str = "
    1 < 0 ExecutionStarted
    2 < 0 TaskStateEntered Pay
    3 < 2 TaskScheduled
    4 < 3 TaskFailed
    5 < 4 TaskScheduled
    6 < 5 TaskSucceeded
    7 < 6 TaskStateExited Pay
    8 < 7 ChoiceStateEntered Paid?
    rule 8 0
    9 < 8 ChoiceStateExited Paid?
    10 < 9 MapStateEntered Each
    11 < 10 MapStateStarted 40
    12 < 11 MapIterationStarted Each 0
    13 < 12 PassStateEntered Ship
    14 < 13 PassStateExited Ship
    15 < 14 MapIterationSucceeded Each 0
    16 < 14 MapIterationStarted Each 1
    17 < 16 PassStateEntered Ship";

fn marks(until: u32) -> Marks {
    Marks::at(&history(RUN), EventId(until))
}

fn scene(until: u32, selected: Option<&str>) -> Scene {
    Scene::of(&layout(MACHINE), &marks(until), selected)
}

fn node(scene: &Scene, key: &str) -> Element {
    scene.nodes.iter().find(|drawing| &*drawing.key == key).expect("there is such a node").element()
}

fn attribute<'a>(element: &'a Element, name: &str) -> &'a str {
    let found = element.attributes.iter().find(|(other, _)| *other == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// All text in an element, piece by piece.
fn texts(element: &Element) -> Vec<&str> {
    let mut found = Vec::new();
    for child in &element.children {
        match child {
            Child::Text(text) => found.push(text.as_str()),
            Child::Element(element) => found.extend(texts(element)),
        }
    }
    found
}

#[test]
fn a_node_is_a_button_that_says_what_there_is_to_see() {
    let pay = node(&scene(7, None), "Pay");
    assert_eq!((attribute(&pay, "role"), attribute(&pay, "tabindex")), ("button", "0"));
    assert_eq!(attribute(&pay, "data-state"), "Pay");
    assert_eq!(attribute(&pay, "aria-label"), "Pay, Task, succeeded, 2 attempts");
    let ship = node(&scene(17, None), "Ship");
    assert_eq!(attribute(&ship, "aria-label"), "Ship, Pass, running, 2 visits");
}

#[test]
fn the_class_is_that_of_the_status() {
    let classes = |until, key| attribute(&node(&scene(until, Some("Pay")), key), "class").to_owned();
    assert_eq!(classes(0, "Paid?"), "node");
    assert_eq!(classes(2, "Paid?"), "node off");
    assert_eq!(classes(2, "Pay"), "node run sel");
    assert_eq!(classes(4, "Pay"), "node warn sel");
    assert_eq!(classes(7, "Pay"), "node ok sel");
    assert_eq!(classes(17, "Each"), "node container run");
}

#[test]
fn chips_count_attempts_and_visits() {
    assert!(texts(&node(&scene(7, None), "Pay")).contains(&"2 attempts"));
    assert!(texts(&node(&scene(17, None), "Ship")).contains(&"×2"));
}

#[test]
fn the_second_line_tells_what_was_decided_and_how_far_a_map_is() {
    assert!(texts(&node(&scene(9, None), "Paid?")).contains(&"Choice · rule 1 of 1"));
    assert!(texts(&node(&scene(17, None), "Each")).contains(&"1 of 40 items done"));
}

#[test]
fn taken_edges_come_last_and_are_on() {
    let scene = scene(10, None);
    let is_on = |drawing: &Drawing| attribute(&drawing.element(), "class").contains(" on");
    let on: Vec<bool> = scene.edges.iter().map(is_on).collect();
    assert!(on.is_sorted(), "{on:?}");
    let taken: Vec<&str> = scene.edges.iter().filter(|edge| is_on(edge)).map(|edge| &*edge.key).collect();
    assert_eq!(taken, ["next: Pay → Paid?", "choice: Paid? → Each", "start: start → Pay"]);
}

#[test]
fn an_end_ring_is_on_when_the_state_before_it_has_ended() {
    let each = |end: &str| format!("{RUN}\n18 < 17 PassStateExited Ship\n19 < 18 MapStateSucceeded\n{end}");
    let class = |lines: &str| {
        let marks = Marks::at(&history(lines), EventId(u32::MAX));
        attribute(&node(&Scene::of(&layout(MACHINE), &marks, None), "end: Each"), "class").to_owned()
    };
    assert_eq!(class(&each("")), "end");
    assert_eq!(class(&each("20 < 18 MapStateExited Each")), "end on");
}

#[test]
fn the_rule_that_was_true_is_on() {
    let scene = scene(10, None);
    let edge = scene.edges.iter().find(|edge| &*edge.key == "choice: Paid? → Each").expect("it is there");
    let markup = edge.element().to_string();
    assert!(markup.contains("class=\"rule query on\""), "{markup}");
    assert!(markup.contains("$total &lt; 100 &amp; $ok"), "{markup}");
}

#[test]
fn what_looks_the_same_is_equal_and_what_changed_is_not() {
    let (before, after) = (scene(7, None), scene(8, None));
    let changed: Vec<&str> = before
        .nodes
        .iter()
        .zip(&after.nodes)
        .filter(|(before, after)| before != after)
        .map(|(_, after)| &*after.key)
        .collect();
    assert_eq!(changed, ["Paid?"]);
}

#[test]
fn a_picture_has_the_colours_of_its_ground() {
    let picture =
        |theme| render(&layout(MACHINE), &Marks::default(), &Options { theme, ..Options::default() });
    let (light, dark, both) = (picture(Theme::Light), picture(Theme::Dark), picture(Theme::Auto));
    assert!(light.contains("--panel:#ffffff;") && !light.contains("prefers-color-scheme"));
    assert!(dark.contains("--panel:#151c27;") && !dark.contains("#ffffff"));
    assert!(both.contains("--panel:#ffffff;") && both.contains("--panel:#151c27;"));
}

#[test]
fn a_picture_needs_nothing_else() {
    let picture = render(&layout(MACHINE), &marks(17), &Options::default());
    let asked = picture.split("var(--").skip(1).map(|rest| rest.split(')').next().unwrap_or_default());
    for token in asked {
        assert!(picture.contains(&format!("--{token}:")), "{token} has no value");
    }
    assert!(!picture.contains("light-dark("));
    assert!(!picture.contains(" id="));
}

#[test]
fn err_an_empty_machine_is_an_empty_picture() {
    for definition in [r#"{"States":{}}"#, "{}"] {
        let layout = layout(definition);
        assert!(layout.nodes.is_empty() && layout.edges.is_empty());
        assert!(render(&layout, &Marks::default(), &Options::default()).ends_with("</svg>"));
    }
}

const DISTRIBUTED: &str = r#"{"QueryLanguage":"JSONata","StartAt":"Each","States":{
    "Each":{"Type":"Map","Items":"{% $orders %}","End":true,"ItemProcessor":{
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Ship","States":{
            "Ship":{"Type":"Pass","Next":"All"},
            "All":{"Type":"Map","End":true,"ItemProcessor":{
                "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
                "StartAt":"Deep","States":{"Deep":{"Type":"Pass","End":true}}}}}}}}}"#;

#[test]
fn what_runs_in_child_executions_is_not_missed_out_in_the_history_around_them() {
    let class = |marks: &Marks, state: &str| {
        let scene = Scene::of(&layout(DISTRIBUTED), marks, None);
        attribute(&node(&scene, state), "class").to_owned()
    };
    let lines = "1 < 0 ExecutionStarted\n2 < 0 MapStateEntered Each\n3 < 2 MapStateStarted 40";
    let around = Marks::at(&history(lines), EventId(3));
    assert_eq!([class(&around, "Ship"), class(&around, "Deep")], ["node", "node"]);
    let lines = "1 < 0 ExecutionStarted\n2 < 0 PassStateEntered Ship";
    let mut child = Marks::at(&history(lines), EventId(2));
    child.home = Some("Each".into());
    assert_eq!(class(&child, "Each"), "node container off");
    assert_eq!([class(&child, "Ship"), class(&child, "All")], ["node run", "node container off"]);
    assert_eq!(class(&child, "Deep"), "node");
}

#[test]
fn a_distributed_map_counts_its_child_executions() {
    let lines = "1 < 0 ExecutionStarted\n2 < 0 MapStateEntered Each\n3 < 2 MapStateStarted 40";
    let mut marks = Marks::at(&history(lines), EventId(3));
    let line =
        |marks: &Marks| texts(&node(&Scene::of(&layout(DISTRIBUTED), marks, None), "Each"))[2].to_owned();
    assert_eq!(line(&Marks::default()), "for each item of $orders · distributed");
    assert_eq!(line(&marks), "40 items in child executions");
    marks.set_children("Each", Children { succeeded: 3, failed: 1, aborted: 0, total: 5 });
    assert_eq!(line(&marks), "4 of 5 child executions over · 1 failed");
    marks.set_children("Each", Children { succeeded: 5, failed: 0, aborted: 0, total: 5 });
    assert_eq!(line(&marks), "5 child executions");
}
