//! A tour of what a definition becomes.

use super::model::{Cause, EdgeKind, Icon, Lane, NodeKind};
use super::testing::graph;

/// The lane of a definition with these states, beginning at `A`.
fn lane(states: &str) -> Lane {
    graph(&format!("{{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"A\",\"States\":{{{states}}}}}")).lane
}

fn subtitle(state: &str) -> String {
    lane(&format!("\"A\":{state}")).nodes[0].subtitle.clone()
}

/// The edges as text: `A -next-> B`, with labels.
fn edges(lane: &Lane) -> Vec<String> {
    let text = |edge: &super::model::Edge| {
        let labels: Vec<&str> = edge.labels.iter().map(|label| label.text.as_str()).collect();
        let (from, to) = (&lane.nodes[edge.from].name, &lane.nodes[edge.to].name);
        format!("{from} -{:?}-> {to} {}", edge.kind, labels.join(" | ")).trim_end().to_owned()
    };
    lane.edges.iter().map(text).collect()
}

#[test]
fn a_task_says_whom_it_asks() {
    let task = |resource: &str, arguments: &str| {
        subtitle(&format!(r#"{{"Type":"Task","Resource":"{resource}","Arguments":{arguments},"End":true}}"#))
    };
    assert_eq!(task("arn:aws:states:::lambda:invoke", r#"{"FunctionName":"pay:PROD"}"#), "lambda · pay");
    assert_eq!(task("arn:aws:states:::lambda:invoke", r#"{"FunctionName":"{% $f %}"}"#), "lambda · invoke");
    assert_eq!(
        task("arn:aws:states:::lambda:invoke", r#"{"FunctionName":"pay","Payload":"{% $states.input %}"}"#),
        "lambda · pay"
    );
    assert_eq!(task("arn:aws:lambda:us-east-1:123456789012:function:pay", "{}"), "lambda · pay");
    assert_eq!(task("arn:aws:states:us-east-1:123456789012:activity:sign", "{}"), "activity · sign");
    assert_eq!(
        task("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "{}"),
        "sqs · sendMessage · callback"
    );
    assert_eq!(task("arn:aws:states:::glue:startJobRun.sync", "{}"), "glue · startJobRun · sync");
    assert_eq!(task("arn:aws:states:::aws-sdk:s3:getObject", "{}"), "s3 · getObject");
}

#[test]
fn a_task_has_the_sign_of_what_it_asks() {
    let icon = |resource: &str| {
        lane(&format!(r#""A":{{"Type":"Task","Resource":"{resource}","End":true}}"#)).nodes[0].icon
    };
    assert_eq!(icon("arn:aws:states:::lambda:invoke"), Icon::Function);
    assert_eq!(icon("arn:aws:states:us-east-1:123456789012:activity:sign"), Icon::Activity);
    assert_eq!(icon("arn:aws:states:::sns:publish"), Icon::Service);
}

#[test]
fn other_states_say_what_they_do() {
    let flow = r#"{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}"#;
    assert_eq!(subtitle(r#"{"Type":"Wait","Seconds":90,"End":true}"#), "Wait · 1 min 30 s");
    assert_eq!(subtitle(r#"{"Type":"Wait","Seconds":"{% $n %}","End":true}"#), "Wait · $n s");
    let moment = r#"{"Type":"Wait","Timestamp":"2026-03-14T01:59:00Z","End":true}"#;
    assert_eq!(subtitle(moment), "Wait · until 2026-03-14T01:59:00Z");
    assert_eq!(subtitle(r#"{"Type":"Fail","Error":"Busy"}"#), "Fail · Busy");
    assert_eq!(subtitle(r#"{"Type":"Choice","Choices":[{"Condition":true,"Next":"A"}]}"#), "Choice · 1 rule");
    let parallel = format!(r#"{{"Type":"Parallel","Branches":[{flow}],"End":true}}"#);
    assert_eq!(subtitle(&parallel), "1 branch");
    let map = |items: &str| format!(r#"{{"Type":"Map",{items}"ItemProcessor":{flow},"End":true}}"#);
    assert_eq!(subtitle(&map(r#""Items":"{% $orders %}","#)), "for each item of $orders");
    assert_eq!(subtitle(&map(r#""Items":[1,"{% $two %}"],"#)), "for each of 2 items");
    assert_eq!(subtitle(&map("")), "for each item of the input");
}

#[test]
fn transitions_become_edges_in_the_order_aws_considers_them() {
    let lane = lane(
        r#""A":{"Type":"Choice","Choices":[{"Condition":"{% $x = 1 %}","Next":"B"}],"Default":"C"},
           "B":{"Type":"Pass","Next":"C"},
           "C":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","End":true,
                "Catch":[{"ErrorEquals":["Busy","Down"],"Next":"B"}]}"#,
    );
    assert_eq!(
        edges(&lane),
        [
            "A -Choice-> B $x = 1",
            "A -Choice-> C Default",
            "B -Next-> C",
            "C -End-> End",
            "C -Catch-> B Catch · Busy, Down",
            "Start -Start-> A",
        ]
    );
}

#[test]
fn rules_that_lead_to_one_state_are_one_edge_with_several_labels() {
    let lane = lane(
        r#""A":{"Type":"Choice","Choices":[{"Condition":"{% $x = 1 %}","Next":"B"},
           {"Condition":"{% $x = 2 %}","Next":"C"},{"Condition":"{% $x = 3 %}","Next":"B"}],"Default":"B"},
           "B":{"Type":"Succeed"},"C":{"Type":"Succeed"}"#,
    );
    assert_eq!(edges(&lane)[..2], ["A -Choice-> B $x = 1 | $x = 3 | Default", "A -Choice-> C $x = 2"]);
    let causes: Vec<Cause> = lane.edges[0].labels.iter().map(|label| label.cause).collect();
    assert_eq!(causes, [Cause::Rule(0), Cause::Rule(2), Cause::Default]);
}

#[test]
fn a_next_and_a_catcher_to_one_state_stay_apart() {
    let lane = lane(
        r#""A":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Next":"B",
           "Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}]},"B":{"Type":"Succeed"}"#,
    );
    assert_eq!(edges(&lane)[..2], ["A -Next-> B", "A -Catch-> B Catch · States.ALL"]);
}

#[test]
fn expressions_are_put_on_one_line() {
    let lane = lane(
        r#""A":{"Type":"Choice","Choices":[{"Condition":"{% $a\n   and $b %}","Next":"B"}]},"B":{"Type":"Succeed"}"#,
    );
    assert_eq!(lane.edges[0].labels[0].text, "$a and $b");
    assert!(lane.edges[0].labels[0].query);
}

#[test]
fn inner_flows_are_lanes_without_start_dot_and_end_ring() {
    let lane = lane(
        r#""A":{"Type":"Parallel","End":true,"Branches":[
           {"StartAt":"B","States":{"B":{"Type":"Pass","Next":"C"},"C":{"Type":"Pass","End":true}}},
           {"StartAt":"D","States":{"D":{"Type":"Pass","End":true}}}]}"#,
    );
    let [left, right] = lane.nodes[0].lanes.as_slice() else { panic!("not two lanes") };
    assert_eq!(edges(left), ["B -Next-> C"]);
    assert_eq!((left.start, right.nodes.len(), edges(right).len()), (Some(0), 1, 0));
}

#[test]
fn a_state_that_no_path_leads_to_is_marked() {
    let lane = lane(r#""A":{"Type":"Succeed"},"B":{"Type":"Pass","Next":"A"}"#);
    assert_eq!((lane.nodes[0].reachable, lane.nodes[1].reachable), (true, false));
}

#[test]
fn err_a_target_that_is_not_there_gets_a_node_that_says_so() {
    let lane = lane(r#""A":{"Type":"Pass","Next":"Shp"},"B":{"Type":"Pass","Next":"Shp"}"#);
    let missing: Vec<_> = lane.nodes.iter().filter(|node| node.kind == NodeKind::Missing).collect();
    assert_eq!(missing.len(), 1);
    assert_eq!((&*missing[0].name, &*missing[0].subtitle), ("Shp", "no such state here"));
    let to_it =
        lane.edges.iter().filter(|edge| edge.kind == EdgeKind::Next && lane.nodes[edge.to] == *missing[0]);
    assert_eq!(to_it.count(), 2);
}

#[test]
fn err_a_machine_without_start_has_states_that_stand_alone() {
    let graph = graph(r#"{"States":{"A":{"Type":"Pass","End":true}}}"#);
    assert_eq!(edges(&graph.lane), ["A -End-> End"]);
    assert!(graph.lane.nodes.iter().all(|node| node.reachable));
    assert_eq!((graph.lane.start, graph.state_count()), (None, 1));
}

#[test]
fn err_a_name_that_is_there_twice_gets_two_keys() {
    let lane = lane(
        r#""A":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}}"#,
    );
    let (outer, inner) = (&lane.nodes[0], &lane.nodes[0].lanes[0].nodes[0]);
    assert_eq!((&*outer.key, &*inner.key), ("A", "A#2"));
}
