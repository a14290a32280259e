//! `"Type": "Parallel"`: runs its branches side by side.

use super::children::{Children, Items};
use super::{Branch, Execution, Visit, io};
use crate::asl::model::Parallel;
use crate::history::{Details, EventType, Stage};
use crate::query::{Location, QueryLanguage};

impl Execution {
    pub(super) fn fan_out(&mut self, branch: &mut Branch, mut visit: Visit, parallel: &Parallel) {
        let (field, stage) = match visit.state.query_language {
            QueryLanguage::Jsonata => ("Arguments", Stage::AfterArguments),
            QueryLanguage::JsonPath => ("Parameters", Stage::AfterParameters),
        };
        let input = match &parallel.arguments {
            Some(template) => {
                let arguments =
                    self.resolve(branch, &visit, template, Location::Root(field), io::Data::Input);
                let within =
                    |arguments| io::check_input_size(&visit.state.name, &arguments).map(|()| arguments);
                match arguments.and_then(within) {
                    Ok(arguments) => arguments,
                    Err(failure) => return self.fail(branch, visit, failure),
                }
            }
            None => visit.effective.clone(),
        };
        self.trace(branch, &visit, stage, input.clone());
        branch.previous =
            self.record(branch.run, branch.previous, EventType::ParallelStateStarted, Details::None);
        if self.settings.asks_for_branches {
            return self.ask_for_branches(branch, visit, input);
        }
        let count = parallel.branches.len();
        let mut children = Children::new(Items::None, count);
        children.next = count;
        for (index, flow) in parallel.branches.iter().enumerate() {
            let child = branch.child(flow, index);
            let id = self.start_branch(child, input.clone());
            children.running.push(id);
        }
        visit.children = Some(Box::new(children));
        self.leave_if_done(branch, visit);
    }
}
