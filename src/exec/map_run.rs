//! Map Runs: the Maps in distributed mode with their child executions.

use std::sync::Arc;

use super::Execution;
use super::run::RunId;
use crate::history::{EventId, History, Outcome, Status};
use crate::value::{Object, Value};

/// What the engine keeps of a Map Run.
pub(super) struct MapRunRecord {
    pub arn: Arc<str>,
    pub label: Arc<str>,
    /// The run whose Map it is.
    pub run: RunId,
    /// The event there that it began with, or was redriven with.
    pub started: EventId,
    pub max_concurrency: i64,
    /// The child executions with the number of items each was given.
    pub children: Vec<(RunId, usize)>,
    pub redrives: u32,
}

/// A Map Run and its child executions, as `DescribeMapRun` and the children's histories tell of it.
#[derive(Debug)]
pub struct MapRun<'a> {
    /// `arn:aws:states:us-east-1:123456789012:mapRun:Machine/Label:…`
    pub arn: &'a str,
    /// The execution whose Map it is.
    pub execution_arn: &'a str,
    /// How many child executions may run at once; 0 is without limit.
    pub max_concurrency: i64,
    /// The child executions, in the order of their items.
    pub children: Vec<ChildExecution<'a>>,
}

/// One child execution.
#[derive(Debug)]
pub struct ChildExecution<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its ARN.
    pub arn: &'a str,
    /// How many items it was given.
    pub items: usize,
    /// What happened in it.
    pub history: &'a History,
}

impl Execution {
    /// The Map Runs so far, in the order they began.
    pub fn map_runs(&self) -> impl ExactSizeIterator<Item = MapRun<'_>> {
        self.map_runs.iter().map(|record| MapRun {
            arn: &record.arn,
            execution_arn: &self.run(record.run).arn,
            max_concurrency: record.max_concurrency,
            children: record.children.iter().map(|(id, items)| self.child(*id, *items)).collect(),
        })
    }

    /// JSON text of the Map Runs so far and, in the same order, of the histories of their child executions:
    /// `"mapRuns":[…],"histories":[[{"events":[…],"trace":[…]}, …], …]`, to stand in an object.
    #[must_use]
    pub fn map_runs_json(&self) -> String {
        let history = |child: &ChildExecution| format!("{{{}}}", child.history.news_json((0, 0)));
        let histories = self.map_runs().map(|map_run| list(map_run.children.iter().map(history)));
        let map_runs = self.map_runs().map(|map_run| map_run.to_value().to_json());
        format!(r#""mapRuns":{},"histories":{}"#, list(map_runs), list(histories))
    }

    /// The history of a child execution of a Map Run, both counted from 0.
    #[must_use]
    pub fn child_history(&self, map_run: usize, child: usize) -> Option<&History> {
        let (id, _) = self.map_runs.get(map_run)?.children.get(child)?;
        Some(&self.run(*id).history)
    }

    fn child(&self, id: RunId, items: usize) -> ChildExecution<'_> {
        let run = self.run(id);
        ChildExecution { name: &run.name, arn: &run.arn, items, history: &run.history }
    }
}

impl MapRun<'_> {
    /// The Map Run as JSON: AWS's fields of `DescribeMapRun`, and how its child executions stand, without
    /// their histories.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let outcomes: Vec<_> = self.children.iter().map(|child| child.history.outcome()).collect();
        let count = |of: &dyn Fn(&ChildExecution) -> usize| {
            let counted =
                self.children.iter().zip(&outcomes).map(|(child, outcome)| (outcome.status, of(child)));
            counts(counted)
        };
        let executions = self.children.iter().zip(&outcomes);
        Value::object([
            ("mapRunArn", Value::from(self.arn)),
            ("executionArn", Value::from(self.execution_arn)),
            ("maxConcurrency", Value::from(self.max_concurrency)),
            ("itemCounts", count(&|child| child.items)),
            ("executionCounts", count(&|_| 1)),
            ("executions", Value::array(executions.map(|(child, outcome)| child.to_value(outcome)))),
        ])
    }
}

impl ChildExecution<'_> {
    fn to_value(&self, outcome: &Outcome) -> Value {
        let mut members = outcome.to_object();
        members.insert("name", self.name);
        members.insert("executionArn", self.arn);
        members.insert("itemCount", number(self.items));
        members.into()
    }
}

/// A JSON array of texts.
fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// `{"running": 0, …, "total": 3}` of so many in each status.
fn counts(counted: impl Iterator<Item = (Status, usize)> + Clone) -> Value {
    let all = [
        ("running", Status::Running),
        ("succeeded", Status::Succeeded),
        ("failed", Status::Failed),
        ("timedOut", Status::TimedOut),
        ("aborted", Status::Aborted),
    ];
    let sum = |wanted: Option<Status>| {
        let counted = counted.clone().filter(|(status, _)| wanted.is_none_or(|wanted| wanted == *status));
        number(counted.map(|(_, count)| count).sum())
    };
    let mut members: Object = all.into_iter().map(|(name, status)| (name, sum(Some(status)))).collect();
    members.insert("total", sum(None));
    members.into()
}

fn number(count: usize) -> Value {
    Value::from(i64::try_from(count).unwrap_or(i64::MAX))
}
