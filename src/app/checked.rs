//! The definition, checked: what follows from its text alone.

use std::cell::OnceCell;
use std::sync::Arc;

use super::shared::Shared;
use crate::asl::model::{ExecutionType, Flow, State, StateMachine};
use crate::diagnostic::{Diagnostic, Severity};
use crate::explore::{Site, sites};
use crate::query::QueryLanguage;
use crate::source::LineIndex;
use crate::validate;

/// A definition and everything that is known of it.
#[derive(Debug)]
pub struct CheckedDefinition {
    /// The definition as far as it could be read.
    pub machine: Option<Arc<StateMachine>>,
    /// What there is to say about it, in the order of the text.
    pub diagnostics: Shared<Vec<Diagnostic>>,
    /// How many of `diagnostics` keep it from running.
    pub errors: usize,
    /// Where its lines are.
    pub lines: Shared<LineIndex>,
    states: usize,
    text: Arc<str>,
    /// Found when they are first asked for.
    sites: OnceCell<Shared<Vec<Site>>>,
}

impl CheckedDefinition {
    /// Checks the definition of a machine of that type.
    #[must_use]
    pub fn of(text: &Arc<str>, execution_type: ExecutionType) -> CheckedDefinition {
        let checked = validate::check_as(text, execution_type);
        let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        let mut states = 0;
        if let Some(machine) = &checked.machine {
            machine.flow.for_each_state(&mut |_| states += 1);
        }
        CheckedDefinition {
            machine: checked.machine,
            diagnostics: Shared::new(checked.diagnostics),
            errors,
            lines: Shared::new(LineIndex::new(text)),
            states,
            text: text.clone(),
            sites: OnceCell::new(),
        }
    }

    /// The machine's query language, if there is a machine.
    #[must_use]
    pub fn language(&self) -> Option<&'static str> {
        self.machine.as_ref().map(|machine| match machine.query_language {
            QueryLanguage::Jsonata => "JSONata",
            QueryLanguage::JsonPath => "JSONPath",
        })
    }

    /// The expressions in it.
    #[must_use]
    pub fn sites(&self) -> &Shared<Vec<Site>> {
        self.sites.get_or_init(|| Shared::new(sites(&self.text)))
    }

    /// The expression around a byte.
    #[must_use]
    pub fn site_at(&self, offset: u32) -> Option<&Site> {
        self.sites().iter().find(|site| site.span.start < offset && offset < site.span.end)
    }

    /// How many states were entered, of how many there are.
    #[must_use]
    pub fn coverage(&self, entered: usize) -> Option<(usize, usize)> {
        (entered > 0 && self.states > 0).then(|| (entered.min(self.states), self.states))
    }

    /// The innermost state around a byte.
    #[must_use]
    pub fn state_at(&self, offset: u32) -> Option<Arc<str>> {
        fn inside(flow: &Flow, offset: u32) -> Option<&Arc<State>> {
            let state = flow.states.values().find(|state| state.span.touches(offset))?;
            state.flows().iter().find_map(|flow| inside(flow, offset)).or(Some(state))
        }
        inside(&self.machine.as_ref()?.flow, offset).map(|state| state.name.text())
    }
}
