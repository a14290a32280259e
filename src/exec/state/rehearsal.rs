//! A Map that is tested alone: it makes the inputs of its iterations as it would in an execution, and asks for
//! what they yield instead of running them. (AWS guide, "TestState", "Understanding Map state testing")

use super::children::Items;
use super::map::MapItem;
use super::{Branch, Execution, Failure, Visit};
use crate::asl::model::{ItemReader, Map};
use crate::history::Stage;
use crate::value::Value;

impl Execution {
    pub(super) fn rehearse_map(&mut self, branch: &mut Branch, visit: Visit, map: &Map, items: Items) {
        match self.rehearse_iterations(branch, &visit, map, items) {
            Ok(()) => self.ask_for_branches(branch, visit, Value::Null),
            Err(failure) => self.fail(branch, visit, failure),
        }
    }

    /// Selects and batches what the iterations would be given, and traces it.
    fn rehearse_iterations(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        map: &Map,
        items: Items,
    ) -> Result<(), Failure> {
        let reader = map.distributed.as_ref().and_then(|distributed| distributed.item_reader.as_ref());
        let items = match reader {
            Some(reader) => match self.items_of_test(branch, visit, map, reader)? {
                Some(items) => items,
                None => return Ok(()),
            },
            None => items,
        };
        let mut inputs = Vec::with_capacity(items.len());
        for index in 0..items.len() {
            let Some((key, value)) = items.get(index) else { break };
            let item = MapItem { index, key, value, source: None };
            inputs.push(self.select_item(branch, visit, map, &item)?);
        }
        let batcher = map.distributed.as_ref().and_then(|distributed| distributed.item_batcher.as_ref());
        if let Some(batcher) = batcher {
            let batches = self.batches(branch, visit, batcher, inputs)?;
            let batches = Value::array(batches.into_iter().map(|(batch, _)| batch));
            self.trace(branch, visit, Stage::AfterItemBatcher, batches);
        }
        Ok(())
    }

    /// The items of a Map with a reader, which reads nothing in a test: what the test says was read, or else
    /// what stands in the input, "as if it had already been read". Nothing where neither has items.
    /// (AWS API, `mapItemReaderData`; AWS guide, "Testing Distributed Map states")
    fn items_of_test(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        map: &Map,
        reader: &ItemReader,
    ) -> Result<Option<Items>, Failure> {
        let items = match self.settings.items_read.clone() {
            Some(items) => Items::Array(items),
            None if map.items.is_some() || visit.effective.as_array().is_some() => {
                self.items(branch, visit, map)?
            }
            None => return Ok(None),
        };
        let Items::Array(items) = items else { return Ok(Some(items)) };
        let most = self.max_items(branch, visit, reader)?;
        let kept = &items[..most.min(items.len())];
        self.trace(branch, visit, Stage::AfterItems, Value::array(kept.iter().cloned()));
        Ok(Some(Items::Array(kept.into())))
    }
}
