//! `"Type": "Map"`: runs its processor once for each item.

use std::sync::Arc;

use super::{Branch, Execution, Failure, Visit, io};
use crate::asl::model::Map;
use crate::exec::branch::Children;
use crate::history::{Details, EventType, Stage};
use crate::query::{Location, Template};
use crate::value::Value;

/// How many iterations of an inline Map AWS runs side by side at the most. (AWS guide, "Map")
const MOST_AT_ONCE: usize = 40;

impl Execution {
    pub(super) fn iterate(&mut self, branch: &mut Branch, mut visit: Visit, map: &Map) {
        let prepared = self.items(branch, &visit, map).and_then(|items| {
            let at_once = self.at_once(branch, &visit, map)?;
            Ok((items, at_once))
        });
        let (items, at_once) = match prepared {
            Ok(prepared) => prepared,
            Err(failure) => return self.fail(branch, visit, failure),
        };
        let details = Details::MapStateStarted { length: u32::try_from(items.len()).unwrap_or(u32::MAX) };
        branch.previous = self.record(branch.previous, EventType::MapStateStarted, details);
        visit.children =
            Some(Children { running: Vec::new(), results: vec![None; items.len()], items, next: 0 });
        for _ in 0..at_once {
            if let Err(failure) = self.start_iteration(branch, &mut visit, map) {
                return self.map_failed(branch, visit, failure);
            }
        }
        self.leave_if_done(branch, visit);
    }

    fn items(&mut self, branch: &mut Branch, visit: &Visit, map: &Map) -> Result<Arc<[Value]>, Failure> {
        let items = match &map.items {
            Some(template) => {
                self.resolve(branch, visit, template, Location::Root("Items"), io::Data::Input)?
            }
            None => visit.input.clone(),
        };
        self.trace(visit, Stage::AfterItems, items.clone());
        match (items, &map.items) {
            (Value::Array(items), _) => Ok(items),
            (other, Some(Template::Expression(expression))) => {
                let expected = io::unexpected_type("array", &other);
                let reason = io::expression_sentence(expression, "Items", &expected);
                Err(self.evaluation_failed(branch, visit, &reason, Some("Items")))
            }
            (other, _) => {
                let reason = format!("Map state input must be an array but was: {other}");
                Err(self.evaluation_failed(branch, visit, &reason, None))
            }
        }
    }

    fn at_once(&mut self, branch: &mut Branch, visit: &Visit, map: &Map) -> Result<usize, Failure> {
        let Some(setting) = &map.max_concurrency else { return Ok(MOST_AT_ONCE) };
        let natural = |value: &Value| value.as_i64().filter(|n| *n >= 0);
        let wanted = self.resolve_setting(branch, visit, setting, "MaxConcurrency", "integer", natural)?;
        Ok(usize::try_from(wanted).ok().filter(|n| (1..MOST_AT_ONCE).contains(n)).unwrap_or(MOST_AT_ONCE))
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
        let Some(item) = children.items.get(index).cloned() else { return Ok(()) };
        children.next += 1;
        let mut child = branch.child(&map.processor, index);
        let position = Value::from(u32::try_from(index).unwrap_or(u32::MAX));
        let context = Value::object([("Index", position), ("Value", item.clone())]);
        child.map = Some(Value::object([("Item", context)]));
        let input = match &map.item_selector {
            Some(template) => self.select_item(branch, &child, visit, template)?,
            None => item,
        };
        let details = iteration(visit, index);
        child.previous = self.record(branch.previous, EventType::MapIterationStarted, details);
        let id = self.start_branch(child, input);
        if let Some(children) = &mut visit.children {
            children.running.push(id);
        }
        Ok(())
    }

    /// `ItemSelector` sees `$states.context.Map.Item` as the iteration will.
    fn select_item(
        &mut self,
        branch: &mut Branch,
        child: &Branch,
        visit: &Visit,
        template: &Template,
    ) -> Result<Value, Failure> {
        let outer = std::mem::replace(&mut branch.map, child.map.clone());
        let selected = self.resolve(branch, visit, template, Location::Root("ItemSelector"), io::Data::Input);
        branch.map = outer;
        if let Ok(input) = &selected {
            self.trace(visit, Stage::AfterItemSelector, input.clone());
        }
        selected
    }

    pub(super) fn map_failed(&mut self, branch: &mut Branch, visit: Visit, failure: Failure) {
        let running = visit.children.as_ref().map(|children| children.running.clone()).unwrap_or_default();
        self.abort_branches(&running, branch.previous);
        self.fail(branch, visit, failure);
    }
}

/// The details of an event about one iteration.
pub(super) fn iteration(visit: &Visit, index: usize) -> Details {
    Details::MapIteration { name: visit.state.name.text(), index: u32::try_from(index).unwrap_or(u32::MAX) }
}
