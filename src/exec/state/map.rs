//! `"Type": "Map"`: runs its processor once for each item.

use std::sync::Arc;

use super::children::{Children, Items};
use super::{Branch, Execution, Failure, Visit, io};
use crate::asl::model::{Map, Setting, State};
use crate::exec::branch::BranchId;
use crate::history::{Details, EventType, Stage};
use crate::query::{Location, QueryLanguage, Template};
use crate::value::{Object, Value};

/// How many iterations of an inline Map AWS runs side by side at the most. (AWS guide, "Map")
const MOST_AT_ONCE: usize = 40;

impl Execution {
    pub(super) fn iterate(&mut self, branch: &mut Branch, mut visit: Visit, map: &Map) {
        if let Some(distributed) = &map.distributed {
            return self.distribute(branch, visit, map, distributed);
        }
        let prepared = self.items(branch, &visit, map).and_then(|items| {
            let at_once = self.max_concurrency(branch, &visit, map)?;
            Ok((items, at_once))
        });
        let (items, at_once) = match prepared {
            Ok(prepared) => prepared,
            Err(failure) => return self.fail(branch, visit, failure),
        };
        self.record_map_started(branch, items.len());
        if self.settings.asks_for_branches {
            return self.rehearse_map(branch, visit, map, items);
        }
        let count = items.len();
        visit.children = Some(Box::new(Children::new(items, count)));
        let at_once = usize::try_from(at_once).ok().filter(|n| (1..MOST_AT_ONCE).contains(n));
        for _ in 0..at_once.unwrap_or(MOST_AT_ONCE) {
            if let Err(failure) = self.start_iteration(branch, &mut visit, map) {
                return self.map_failed(branch, visit, failure);
            }
        }
        self.leave_if_done(branch, visit);
    }

    pub(super) fn record_map_started(&mut self, branch: &mut Branch, length: usize) {
        let details = Details::MapStateStarted { length: u32::try_from(length).unwrap_or(u32::MAX) };
        branch.previous = self.record(branch.run, branch.previous, EventType::MapStateStarted, details);
    }

    /// What is iterated: an array, or the pairs of an object where the field says so.
    pub(super) fn items(&mut self, branch: &mut Branch, visit: &Visit, map: &Map) -> Result<Items, Failure> {
        let (field, stage) = match visit.state.query_language {
            QueryLanguage::Jsonata => ("Items", Stage::AfterItems),
            QueryLanguage::JsonPath => ("ItemsPath", Stage::AfterItemsPath),
        };
        let items = match &map.items {
            Some(Template::Expression(expression))
                if visit.state.query_language == QueryLanguage::JsonPath =>
            {
                let found = self.query(branch, visit, expression, &visit.effective);
                found.map_err(|error| error.in_items_path(visit))?
            }
            Some(template) => {
                self.resolve(branch, visit, template, Location::Root(field), io::Data::Input)?
            }
            None => visit.effective.clone(),
        };
        match &items {
            Value::Array(array) => {
                self.trace(branch, visit, stage, items.clone());
                return Ok(Items::Array(array.clone()));
            }
            Value::Object(members) if map.items.is_some() && iterates_objects(visit, map) => {
                self.trace(branch, visit, stage, items.clone());
                return Ok(Items::Object(members.clone()));
            }
            _ => {}
        }
        Err(match (&map.items, visit.state.query_language) {
            (_, QueryLanguage::JsonPath) => {
                // A path into the context object is worded as seen from there. (recorded)
                let path = match &map.items {
                    Some(Template::Expression(expression)) => expression.text.replacen("$$", "$", 1),
                    _ => "$".to_owned(),
                };
                let reason = format!("Reference path \"{path}\" must point to array.");
                self.field_failed(branch, visit, &reason, None)
            }
            (Some(Template::Expression(expression)), _) => {
                let expected = io::unexpected_type("array", &items);
                let reason = io::expression_sentence(expression, "Items", &expected);
                self.evaluation_failed(branch, visit, &reason, Some("Items"))
            }
            (_, QueryLanguage::Jsonata) => {
                let reason = format!("Map state input must be an array but was: {items}");
                self.evaluation_failed(branch, visit, &reason, None)
            }
        })
    }

    /// `MaxConcurrency`; 0 is without limit.
    pub(super) fn max_concurrency(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        map: &Map,
    ) -> Result<i64, Failure> {
        let most = match &map.max_concurrency {
            Some(setting) => self.natural(branch, visit, setting, "MaxConcurrency")?,
            None => 0,
        };
        self.trace(branch, visit, Stage::MaxConcurrency, Value::from(most));
        Ok(most)
    }

    /// A whole number that is not negative. (its sentences: recorded)
    pub(super) fn natural(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        setting: &Setting<i64>,
        field: &str,
    ) -> Result<i64, Failure> {
        let number = self.resolve_setting(branch, visit, setting, field, "integer", Value::as_i64)?;
        if number < 0 {
            let reason = format!("{field} cannot be negative.");
            return Err(self.field_failed(branch, visit, &reason, Some(field)));
        }
        Ok(number)
    }

    /// Begins with the next item, if one is left.
    pub(super) fn start_iteration(
        &mut self,
        branch: &mut Branch,
        visit: &mut Visit,
        map: &Map,
    ) -> Result<(), Failure> {
        let Some(children) = &mut visit.children else { return Ok(()) };
        let index = children.next;
        let Some((key, item)) = children.items.get(index) else { return Ok(()) };
        children.next += 1;
        let item = MapItem { index, key, value: item, source: None };
        let input = self.select_item(branch, visit, map, &item)?;
        let mut child = branch.child(&map.processor, index);
        child.map = Some(item);
        let details = iteration(&visit.state, index);
        child.previous = self.record(branch.run, branch.previous, EventType::MapIterationStarted, details);
        let id = self.start_branch(child, input);
        if let Some(children) = &mut visit.children {
            children.running.push(id);
        }
        Ok(())
    }

    /// The input of an iteration. `ItemSelector` sees `Map.Item` of the context object as the iteration will.
    pub(super) fn select_item(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        map: &Map,
        item: &MapItem,
    ) -> Result<Value, Failure> {
        let input = match &map.item_selector {
            Some(template) => {
                let outer = branch.map.replace(item.clone());
                let at = Location::Root("ItemSelector");
                let selected = self.resolve(branch, visit, template, at, io::Data::Input);
                branch.map = outer;
                let input = selected?;
                self.trace(branch, visit, Stage::AfterItemSelector, input.clone());
                input
            }
            None => item.value.clone(),
        };
        io::check_input_size(&visit.state.name, &input)?;
        Ok(input)
    }

    /// The Map itself is at fault, not an iteration: those that run are aborted.
    pub(super) fn map_failed(&mut self, branch: &mut Branch, mut visit: Visit, failure: Failure) {
        let running: Vec<BranchId> = match &mut visit.children {
            Some(children) => std::mem::take(&mut children.running),
            None => Vec::new(),
        };
        self.abort_branches(branch.run, &visit.state, &running, branch.previous);
        if let Some(children) = &mut visit.children {
            children.unfinished.extend(running);
        }
        self.fail(branch, visit, failure);
    }
}

/// What an iteration is about.
#[derive(Clone, Debug)]
pub(in crate::exec) struct MapItem {
    pub index: usize,
    /// Its name, if it is a member of an object.
    pub key: Option<Arc<str>>,
    pub value: Value,
    /// The object it was read from, if it was: `S3://bucket/key`.
    pub source: Option<Arc<str>>,
}

impl MapItem {
    /// The first of a Map's items.
    pub fn first(value: Value) -> MapItem {
        MapItem { index: 0, key: None, value, source: None }
    }

    /// `Map` of the context object. (AWS guide, "Context object")
    pub fn context(&self) -> Value {
        let mut members = Object::new();
        members.insert("Index", Value::from(u32::try_from(self.index).unwrap_or(u32::MAX)));
        if let Some(key) = &self.key {
            members.insert("Key", key.clone());
        }
        members.insert("Value", self.value.clone());
        members.insert("Source", self.source.clone().unwrap_or_else(|| "STATE_DATA".into()));
        Value::object([("Item", members)])
    }
}

/// Whether the pairs of an object are iterated: in JSONata, and in distributed mode. (recorded: an inline Map in
/// JSONPath refuses an object; AWS guide, "ItemsPath")
fn iterates_objects(visit: &Visit, map: &Map) -> bool {
    visit.state.query_language == QueryLanguage::Jsonata || map.distributed.is_some()
}

/// The details of an event about one iteration.
pub(super) fn iteration(state: &State, index: usize) -> Details {
    Details::MapIteration { name: state.name.text(), index: u32::try_from(index).unwrap_or(u32::MAX) }
}
