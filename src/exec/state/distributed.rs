//! A Map in distributed mode: its iterations are executions of their own, together a Map Run.
//! (AWS guide, "Distributed Map")

use std::sync::Arc;

use super::children::{Children, Items};
use super::map::MapItem;
use super::{Branch, Execution, Failure, RunId, Visit, io};
use crate::asl::model::{Distributed, ExecutionType, Flow, ItemBatcher, ItemReader, Map, ResultWriter};
use crate::exec::TaskOutcome;
use crate::exec::branch::{BranchId, Parent};
use crate::exec::error::{EXCEED_TOLERATED, ITEM_READER};
use crate::exec::map_run::MapRunRecord;
use crate::history::{Details, EventId, EventType, Stage};
use crate::query::Location;
use crate::value::{Object, Value};

/// How many child executions run side by side at the most. (AWS guide, "Quotas")
const MOST_AT_ONCE: i64 = 10_000;

impl Execution {
    pub(super) fn distribute(
        &mut self,
        branch: &mut Branch,
        mut visit: Visit,
        map: &Map,
        distributed: &Distributed,
    ) {
        let prepared = match distributed.item_reader {
            Some(_) => Ok(Items::Array([].into())),
            None => self.items(branch, &visit, map),
        };
        let prepared = prepared.and_then(|items| Ok((items, self.max_concurrency(branch, &visit, map)?)));
        let (items, at_once) = match prepared {
            Ok(prepared) => prepared,
            Err(failure) => return self.fail(branch, visit, failure),
        };
        self.record_map_started(branch, items.len());
        if let Err(failure) = self.tolerated(branch, &visit, map) {
            return self.fail(branch, visit, failure);
        }
        if self.settings.asks_for_branches {
            return self.rehearse_map(branch, visit, map, items);
        }
        let map_run = self.start_map_run(branch, distributed, at_once);
        let mut children = Children::new(items, 0);
        children.map_run = Some(map_run);
        visit.children = Some(Box::new(children));
        match &distributed.item_reader {
            Some(reader) => self.read_items(branch, visit, reader),
            None => self.run_children(branch, visit, map, distributed),
        }
    }

    /// How many failures are borne, and how many percent; nothing where the Map does not say.
    fn tolerated(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        map: &Map,
    ) -> Result<(Option<i64>, Option<f64>), Failure> {
        let count = match &map.tolerated_failure_count {
            Some(setting) => Some(self.natural(branch, visit, setting, "ToleratedFailureCount")?),
            None => None,
        };
        if let Some(count) = count {
            self.trace(branch, visit, Stage::ToleratedFailureCount, Value::from(count));
        }
        let Some(setting) = &map.tolerated_failure_percentage else { return Ok((count, None)) };
        let field = "ToleratedFailurePercentage";
        let read = |value: &Value| value.as_number().map(crate::value::Number::as_f64);
        let percent = self.resolve_setting(branch, visit, setting, field, "number", read)?;
        if !(0.0..=100.0).contains(&percent) {
            let reason = "ToleratedFailurePercentage must be between 0 and 100.";
            return Err(self.field_failed(branch, visit, reason, Some(field)));
        }
        self.trace(branch, visit, Stage::ToleratedFailurePercentage, Value::from_f64(percent));
        Ok((count, Some(percent)))
    }

    fn start_map_run(&mut self, branch: &mut Branch, distributed: &Distributed, at_once: i64) -> usize {
        let label: Arc<str> = match &distributed.label {
            Some(label) => label.clone(),
            None => self.chance.uuid().into(),
        };
        let identity = &self.settings.identity;
        let (region, account, machine) = (&identity.region, &identity.account, &identity.state_machine);
        let prefix = format!("arn:aws:states:{region}:{account}:mapRun:{machine}/{label}");
        let arn: Arc<str> = format!("{prefix}:{}", self.chance.uuid()).into();
        let details = Details::MapRunStarted { map_run_arn: arn.clone() };
        branch.previous = self.record(branch.run, branch.previous, EventType::MapRunStarted, details);
        self.map_runs.push(MapRunRecord {
            arn,
            label,
            run: branch.run,
            started: branch.previous,
            max_concurrency: at_once,
            children: Vec::new(),
            redrives: 0,
        });
        self.map_runs.len() - 1
    }

    /// Asks for the items. Whoever answers returns them as an array.
    fn read_items(&mut self, branch: &mut Branch, mut visit: Visit, reader: &ItemReader) {
        let reader_at = Location::Root("ItemReader");
        let at = Location::Field(&reader_at, "Arguments");
        let arguments = match &reader.arguments {
            Some(template) => self.resolve(branch, &visit, template, at, io::Data::Input),
            None => Ok(Value::empty_object()),
        };
        let arguments = match arguments {
            Ok(arguments) => arguments,
            Err(failure) => return self.map_run_failed(branch, visit, failure),
        };
        if let Some(children) = &mut visit.children {
            children.source = source(&arguments);
        }
        self.ask(branch, &visit, &reader.resource, arguments);
        branch.visit = Some(visit);
    }

    /// The items came, or did not.
    pub(super) fn items_read(
        &mut self,
        branch: &mut Branch,
        mut visit: Visit,
        map: &Map,
        distributed: &Distributed,
        outcome: TaskOutcome,
    ) {
        let items = match outcome.result {
            Ok(Value::Array(items)) => items,
            Ok(_) => {
                let failure = Failure::new(ITEM_READER, "Attempting to map over non-iterable node.");
                return self.map_run_failed(branch, visit, failure);
            }
            Err(failure) => {
                let cause = failure.cause.or(failure.error).unwrap_or_default();
                return self.map_run_failed(branch, visit, Failure::new(ITEM_READER, cause));
            }
        };
        let most = match &distributed.item_reader {
            Some(reader) => self.max_items(branch, &visit, reader),
            None => Ok(usize::MAX),
        };
        let most = match most {
            Ok(most) => most,
            Err(failure) => return self.map_run_failed(branch, visit, failure),
        };
        let kept = &items[..most.min(items.len())];
        if let Some(children) = &mut visit.children {
            children.items = Items::Array(kept.into());
        }
        self.run_children(branch, visit, map, distributed);
    }

    /// How many of the items that were read are kept. 0 keeps all, as no `MaxItems` does.
    pub(super) fn max_items(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        reader: &ItemReader,
    ) -> Result<usize, Failure> {
        let Some(setting) = &reader.max_items else { return Ok(usize::MAX) };
        let most = self.natural(branch, visit, setting, "MaxItems")?;
        Ok(usize::try_from(most).ok().filter(|most| *most > 0).unwrap_or(usize::MAX))
    }

    /// Makes the inputs of the child executions and starts as many as may run at once.
    fn run_children(&mut self, branch: &mut Branch, mut visit: Visit, map: &Map, distributed: &Distributed) {
        let inputs = match self.child_inputs(branch, &visit, map, distributed) {
            Ok(inputs) => inputs,
            Err(failure) => return self.map_run_failed(branch, visit, failure),
        };
        let Some(children) = &mut visit.children else { return };
        children.results = vec![None; inputs.len()];
        let (inputs, sizes): (Vec<Value>, Vec<usize>) = inputs.into_iter().unzip();
        children.items = Items::Array(inputs.into());
        children.sizes = sizes;
        let at_once = self.map_run_of(&visit).map_or(0, |record| record.max_concurrency);
        let at_once = if at_once == 0 { MOST_AT_ONCE } else { at_once.min(MOST_AT_ONCE) };
        for _ in 0..at_once {
            if !self.start_child(branch, &mut visit, map, distributed) {
                break;
            }
        }
        self.leave_if_map_run_is_done(branch, visit);
    }

    /// The input of each child execution with the number of its items.
    fn child_inputs(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        map: &Map,
        distributed: &Distributed,
    ) -> Result<Vec<(Value, usize)>, Failure> {
        let Some(children) = &visit.children else { return Ok(Vec::new()) };
        let (items, source) = (children.items.clone(), children.source.clone());
        let mut inputs = Vec::with_capacity(items.len());
        for index in 0..items.len() {
            let Some((key, value)) = items.get(index) else { break };
            let item = MapItem { index, key, value, source: source.clone() };
            inputs.push(self.select_item(branch, visit, map, &item)?);
        }
        match &distributed.item_batcher {
            Some(batcher) => self.batches(branch, visit, batcher, inputs),
            None => Ok(inputs.into_iter().map(|input| (input, 1)).collect()),
        }
    }

    /// `{"Items": […], "BatchInput": …}` for each batch. (AWS guide, "ItemBatcher")
    pub(super) fn batches(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        batcher: &ItemBatcher,
        inputs: Vec<Value>,
    ) -> Result<Vec<(Value, usize)>, Failure> {
        let mut limit = |setting: &Option<_>, field: &str| match setting {
            Some(setting) => self.natural(branch, visit, setting, field).map(Some),
            None => Ok(None),
        };
        let most_items = limit(&batcher.max_items, "MaxItemsPerBatch")?;
        let most_bytes = limit(&batcher.max_bytes, "MaxInputBytesPerBatch")?;
        let bound = |limit: Option<i64>, most: usize| {
            limit.and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit > 0).unwrap_or(most)
        };
        let (most_items, most_bytes) = (bound(most_items, usize::MAX), bound(most_bytes, io::MAX_PAYLOAD));
        let shared = match &batcher.input {
            Some(template) => {
                let batcher = Location::Root("ItemBatcher");
                let at = Location::Field(&batcher, "BatchInput");
                Some(self.resolve(branch, visit, template, at, io::Data::Input)?)
            }
            None => None,
        };
        let around = shared.as_ref().map_or(0, |shared| shared.size() + ",\"BatchInput\":".len());
        let empty = "{\"Items\":[]}".len() + around;
        let mut batches: Vec<(Vec<Value>, usize)> = Vec::new();
        for input in inputs {
            let bytes = input.size() + 1;
            match batches.last_mut() {
                Some((items, size)) if items.len() < most_items && *size + bytes <= most_bytes => {
                    items.push(input);
                    *size += bytes;
                }
                _ => batches.push((vec![input], empty + bytes)),
            }
        }
        let batch = |(items, _): (Vec<Value>, usize)| {
            let (count, mut members) = (items.len(), Object::new());
            if let Some(shared) = &shared {
                members.insert("BatchInput", shared.clone());
            }
            members.insert("Items", items);
            (Value::from(members), count)
        };
        Ok(batches.into_iter().map(batch).collect())
    }

    /// Starts the next child execution, if one is left and the execution is not over: its last event may
    /// have been the last there was room for.
    fn start_child(
        &mut self,
        branch: &mut Branch,
        visit: &mut Visit,
        map: &Map,
        distributed: &Distributed,
    ) -> bool {
        if self.run(RunId::ROOT).is_finished {
            return false;
        }
        let Some(children) = &mut visit.children else { return false };
        let index = children.next;
        let Some((_, input)) = children.items.get(index) else { return false };
        let size = children.sizes.get(index).copied().unwrap_or(1);
        children.next += 1;
        let Some(map_run) = children.map_run else { return false };
        let label = self.map_runs[map_run].label.clone();
        let parent = Parent { branch: branch.id, index };
        let run = self.add_child_run(parent, &label, distributed.execution_type, &input);
        self.map_runs[map_run].children.push((run, size));
        let id = self.start_child_run(run, map.processor.clone(), input);
        if let Some(children) = &mut visit.children {
            children.running.push(id);
        }
        true
    }

    /// Lets a child execution begin.
    pub(in crate::exec) fn start_child_run(&mut self, run: RunId, flow: Arc<Flow>, input: Value) -> BranchId {
        // It sees no variables of the execution around it. (AWS guide, "Variables")
        let id = self.start_run(run, Branch::root(run, flow, Arc::default()), input);
        self.run_mut(run).root = Some(id);
        // The execution around it ends before a Standard one has taken too long.
        if self.run(run).execution_type == ExecutionType::Express {
            self.limit_duration(run);
        }
        id
    }

    /// A child execution is over; it has an output if it ended well.
    pub(super) fn child_execution_ended(
        &mut self,
        branch: &mut Branch,
        mut visit: Visit,
        root: BranchId,
        index: usize,
        output: Option<Value>,
    ) {
        let state = visit.state.clone();
        let crate::asl::model::Kind::Map(map) = &state.kind else { return };
        let (Some(children), Some(distributed)) = (&mut visit.children, &map.distributed) else { return };
        children.ended(root);
        match output {
            Some(output) => children.results[index] = Some(output),
            None => {
                children.failed += 1;
                children.failed_items += children.sizes[index];
                children.unfinished.push(root);
            }
        }
        let (failed, total) = (children.failed_items, children.sizes.iter().sum());
        match self.tolerated(branch, &visit, map) {
            Ok(tolerated) if is_exceeded(tolerated, failed, total) => {
                let cause = "The specified tolerated failure threshold was exceeded";
                return self.map_run_failed(branch, visit, Failure::new(EXCEED_TOLERATED, cause));
            }
            Ok(_) => {}
            Err(failure) => return self.map_run_failed(branch, visit, failure),
        }
        self.start_child(branch, &mut visit, map, distributed);
        self.leave_if_map_run_is_done(branch, visit);
    }

    /// Leaves the state if every child execution has ended.
    ///
    /// What follows the Map follows the start of its Map Run. (recorded since November 2024:
    /// `MapRunStarted 6<-5, MapRunSucceeded 7<-6, MapStateSucceeded 8<-7, MapStateExited 9<-6`; before it
    /// followed the end)
    fn leave_if_map_run_is_done(&mut self, branch: &mut Branch, mut visit: Visit) {
        let state = visit.state.clone();
        let is_done = visit.children.as_ref().is_none_or(|children| children.ended >= children.results.len());
        let crate::asl::model::Kind::Map(map) = &state.kind else { return };
        if !is_done {
            branch.visit = Some(visit);
            return;
        }
        let writer = map.distributed.as_ref().and_then(|distributed| distributed.result_writer.as_ref());
        let result = match writer {
            Some(writer @ ResultWriter { resource: Some(_), .. }) => self.written(branch, &visit, writer),
            writer => Ok(self.results(&visit, writer)),
        };
        let result = match result {
            Ok(result) => result,
            Err(failure) => return self.map_run_failed(branch, visit, failure),
        };
        let started = self.map_run_of(&visit).map_or(branch.previous, |record| record.started);
        let succeeded = self.record(branch.run, started, EventType::MapRunSucceeded, Details::None);
        self.record(branch.run, succeeded, EventType::MapStateSucceeded, Details::None);
        branch.previous = started;
        // If the state fails after all, a redrive begins with a new Map Run. (AWS guide, "Redriving Map Runs")
        self.discard_children(&visit);
        visit.children = None;
        self.leave_with(branch, visit, &result);
    }

    fn map_run_of(&self, visit: &Visit) -> Option<&MapRunRecord> {
        self.map_runs.get(visit.children.as_ref()?.map_run?)
    }

    /// What the Map yields where it writes its results nowhere: the outputs of the child executions, and of those
    /// that failed and were borne all there is to know. (AWS guide, "ResultWriter")
    fn results(&self, visit: &Visit, writer: Option<&ResultWriter>) -> Value {
        let Some(children) = &visit.children else { return Value::array([]) };
        let transformation = writer.and_then(|writer| writer.config.get("Transformation")?.as_str());
        let runs = self.map_run_of(visit).into_iter().flat_map(|record| &record.children);
        let results = children.results.iter().zip(runs).flat_map(|(result, (run, _))| match result {
            Some(Value::Array(items)) if transformation == Some("FLATTEN") => items.to_vec(),
            Some(result) if transformation != Some("NONE") => vec![result.clone()],
            _ => vec![self.run(*run).to_result()],
        });
        Value::array(results)
    }

    /// What the Map yields where it writes its results. (AWS guide, "ResultWriter")
    fn written(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        writer: &ResultWriter,
    ) -> Result<Value, Failure> {
        let writer_at = Location::Root("ResultWriter");
        let at = Location::Field(&writer_at, "Arguments");
        let arguments = match &writer.arguments {
            Some(template) => self.resolve(branch, visit, template, at, io::Data::Input)?,
            None => Value::empty_object(),
        };
        let text = |key: &str| arguments.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (arn, label) = match self.map_run_of(visit) {
            Some(record) => {
                (record.arn.clone(), record.arn.rsplit(':').next().unwrap_or_default().to_owned())
            }
            None => ("".into(), String::new()),
        };
        let details = Value::object([
            ("Bucket", Value::from(text("Bucket"))),
            ("Key", Value::from(format!("{}/{label}/manifest.json", text("Prefix")))),
        ]);
        Ok(Value::object([("MapRunArn", Value::from(arn)), ("ResultWriterDetails", details)]))
    }

    /// Ends a Map Run badly, and the Map with it.
    fn map_run_failed(&mut self, branch: &mut Branch, mut visit: Visit, failure: Failure) {
        let running = match &mut visit.children {
            Some(children) => std::mem::take(&mut children.running),
            None => Vec::new(),
        };
        for root in &running {
            self.abort_child(*root);
        }
        if let Some(children) = &mut visit.children {
            children.unfinished.extend(running);
        }
        if !failure.is_fatal {
            let started = self.map_run_of(&visit).map_or(branch.previous, |record| record.started);
            let details = Details::Failure { error: failure.error.clone(), cause: failure.cause.clone() };
            branch.previous = self.record(branch.run, started, EventType::MapRunFailed, details);
        }
        self.fail(branch, visit, failure);
    }

    /// Stops a Map Run because something else went wrong.
    pub(in crate::exec) fn abort_map_run(&mut self, map_run: usize, running: &[BranchId], blame: EventId) {
        for root in running {
            self.abort_child(*root);
        }
        let run = self.map_runs[map_run].run;
        self.record(run, blame, EventType::MapRunAborted, Details::None);
    }

    /// Aborts a child execution without telling the Map, which knows.
    fn abort_child(&mut self, root: BranchId) {
        let Some(branch) = self.branches.get(root) else { return };
        let run: RunId = branch.run;
        let parent = self.run_mut(run).parent.take();
        self.end(run, EventType::ExecutionAborted, &Failure::default(), EventId(0));
        self.run_mut(run).parent = parent;
    }
}

/// Where a reader with these arguments reads from. (AWS guide, "Context object", `Source`)
fn source(arguments: &Value) -> Option<Arc<str>> {
    let text = |key: &str| arguments.get(key).and_then(Value::as_str);
    let key = text("Key").map_or(String::new(), |key| format!("/{key}"));
    Some(format!("S3://{}{key}", text("Bucket")?).into())
}

/// Whether more items have failed than are borne. Without a limit none is; with two, either counts.
/// (AWS guide, "ToleratedFailureCount")
fn is_exceeded(tolerated: (Option<i64>, Option<f64>), failed: usize, total: usize) -> bool {
    let over_count = |count: i64| usize::try_from(count).is_ok_and(|count| failed > count);
    let over_percent = |percent: f64| failed as f64 * 100.0 > percent * total as f64;
    match tolerated {
        (None, None) => failed > 0,
        (count, percent) => count.is_some_and(over_count) || percent.is_some_and(over_percent),
    }
}
