//! `"Type": "Parallel"`: runs its branches side by side.

use super::{Branch, Execution, Visit, io};
use crate::asl::model::Parallel;
use crate::exec::branch::Children;
use crate::history::{Details, EventType, Stage};
use crate::query::Location;

impl Execution {
    pub(super) fn fan_out(&mut self, branch: &mut Branch, mut visit: Visit, parallel: &Parallel) {
        let input = match &parallel.arguments {
            Some(template) => {
                let at = Location::Root("Arguments");
                match self.resolve(branch, &visit, template, at, io::Data::Input) {
                    Ok(arguments) => arguments,
                    Err(failure) => return self.fail(branch, visit, failure),
                }
            }
            None => visit.input.clone(),
        };
        self.trace(&visit, Stage::AfterArguments, input.clone());
        branch.previous = self.record(branch.previous, EventType::ParallelStateStarted, Details::None);
        let running = parallel.branches.iter().enumerate().map(|(index, flow)| {
            let child = branch.child(flow, index);
            self.start_branch(child, input.clone())
        });
        let running = running.collect();
        let results = vec![None; parallel.branches.len()];
        visit.children = Some(Children { running, results, items: [].into(), next: 0 });
        branch.visit = Some(visit);
    }
}
