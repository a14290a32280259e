//! What follows from the state: checked definition, picture, data of the selection.

use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use crate::app::checked::CheckedDefinition;
use crate::app::component::ShownChild;
use crate::app::editor::{LiveValue, Mark, Stretch};
use crate::app::execution::Execution;
use crate::app::flow::{FlowStage, stages, state_of};
use crate::app::live_values::live_values;
use crate::app::map_run::MapRun;
use crate::app::marks::{of_diagnostics, stretch};
use crate::app::shared::Shared;
use crate::app::sight::{Source, Viewpoint, sight};
use crate::app::state::{AppState, Subject};
use crate::asl::model::ExecutionType;
use crate::exec::Identity;
use crate::explore::{Scope, Site};
use crate::graph::{Graph, Layout, Marks, Scene};
use crate::history::EventId;
use crate::source::Span;

/// Checks the definition whenever it changes.
#[hook]
pub fn use_checked(definition: &Arc<str>, execution_type: ExecutionType) -> Shared<CheckedDefinition> {
    Shared(use_memo((definition.clone(), execution_type), |(text, execution_type)| {
        CheckedDefinition::of(text, *execution_type)
    }))
}

/// The findings, for the definition's editor.
#[hook]
pub fn use_marks(checked: &Shared<CheckedDefinition>) -> Rc<Vec<Mark>> {
    let marks =
        use_memo(checked.clone(), |checked| Rc::new(of_diagnostics(&checked.lines, &checked.diagnostics)));
    (*marks).clone()
}

/// The child execution that is looked at, if it is one.
pub fn shown_child(state: &AppState) -> Option<ShownChild> {
    let (map_run, child) = state.shown_child()?;
    let [around @ .., within] = state.run.within.as_slice() else { return None };
    Some(ShownChild {
        map: within.map.clone(),
        at: within.child,
        of: map_run.children.len(),
        status: child.outcome.status,
        around: around.last().map(|around| (around.map.clone(), around.child)),
    })
}

/// The names of the execution that is looked at.
#[hook]
pub fn use_identity(state: &AppState) -> Shared<Identity> {
    let child = state.shown_child().map(|(_, child)| (child.name.clone(), child.arn.clone()));
    Shared(use_memo(child, |child| match child {
        Some((name, arn)) => Identity::of_child(name, arn),
        None => Identity::default(),
    }))
}

/// What an expression of the definition sees at the moment, if the execution came to its state.
#[hook]
pub fn use_scope_of(
    execution: &Shared<Execution>,
    identity: &Shared<Identity>,
    state: &AppState,
    visit: Option<EventId>,
) -> Callback<Site, Option<Scope>> {
    let (head, execution_type) = (state.moment.head, state.run.execution_type);
    use_callback((execution.clone(), identity.clone(), head, visit), move |site: Site, of| {
        let (execution, identity, head, shown) = of;
        let from = Viewpoint {
            language: site.language,
            subject: Some(Subject::of(&site)),
            by_hand: None,
            execution: execution.clone(),
            identity: identity.clone(),
            execution_type,
            head: *head,
            shown: *shown,
            chosen: None,
            input: "".into(),
        };
        let sight = sight(&from);
        sight.scope.ok().filter(|_| sight.source != Source::Case)
    })
}

/// The graph as it looks at the moment.
pub struct Picture {
    pub layout: Shared<Layout>,
    pub marks: Rc<Marks>,
    pub scene: Shared<Scene>,
}

impl Picture {
    /// Whether there is no state to draw.
    pub fn is_empty(&self) -> bool {
        !self.layout.nodes.iter().any(|node| node.kind.is_state())
    }
}

/// Draws the definition, coloured by the execution.
///
/// While a definition cannot be read at all, the last one that could stays to be seen.
#[hook]
pub fn use_picture(
    checked: &Shared<CheckedDefinition>,
    execution: &Shared<Execution>,
    selected: &Option<Arc<str>>,
    state: &AppState,
) -> Picture {
    let last = use_mut_ref(|| None::<Rc<Graph>>);
    let graph = use_memo((checked.clone(), state.keys.workspace), |(checked, _)| {
        let graph = checked.machine.as_ref().map(|machine| Rc::new(Graph::of(machine)));
        let graph = graph.or_else(|| last.borrow().clone());
        (*last.borrow_mut()).clone_from(&graph);
        graph
    });
    // Compared by what it shows: typing that changes nothing in it lays nothing out.
    let layout = Shared(use_memo((*graph).clone(), |graph| {
        graph.as_ref().map(|graph| Layout::of(graph)).unwrap_or_default()
    }));
    let map_runs = Shared(state.run.map_runs.clone());
    let home = state.run.within.last().map(|within| within.map.clone());
    let deps = (execution.clone(), state.moment.head, map_runs, home, layout.clone());
    let marks = use_memo(deps, |(execution, head, map_runs, home, layout)| {
        let mut marks = Marks::at(&execution.history, *head);
        marks.home.clone_from(home);
        for map in layout.nodes.iter().filter(|node| node.is_distributed) {
            let visit = execution.visits_to(&map.name).rfind(|visit| visit.entered <= *head);
            let map_run = visit.and_then(|visit| MapRun::of_visit(map_runs, execution, visit, *head));
            if let Some((_, map_run)) = map_run {
                marks.set_children(&map.name, map_run.count(execution, *head));
            }
        }
        marks
    });
    let scene =
        Shared(use_memo((layout.clone(), marks.clone(), selected.clone()), |(layout, marks, selected)| {
            Scene::of(layout, marks, selected.as_deref())
        }));
    Picture { layout, marks, scene }
}

/// What there is to read about the selected state.
pub struct Reading {
    /// The `…StateEntered` event of the visit that is looked at.
    pub visit: Option<EventId>,
    pub stages: Shared<Vec<FlowStage>>,
    /// The state's type and place, as the definition has them now.
    pub kind: Option<&'static str>,
    pub place: Option<Span>,
    /// The same place for the editor.
    pub highlight: Option<Stretch>,
    /// Values beside their expressions in the editor.
    pub values: Rc<Vec<LiveValue>>,
}

/// The selected state, as long as there is such a state in the definition or in the execution.
pub fn selected_state(
    checked: &CheckedDefinition,
    execution: &Execution,
    state: &AppState,
) -> Option<Arc<str>> {
    let name = &state.moment.selected.as_ref()?.state;
    let is_known = match &checked.machine {
        Some(machine) => state_of(machine, name).is_some() || execution.visits_to(name).len() > 0,
        // A definition that cannot be read for a moment has not lost its states.
        None => true,
    };
    is_known.then(|| name.clone())
}

/// Gathers what there is to read about the selected state at the moment.
#[hook]
pub fn use_reading(
    checked: &Shared<CheckedDefinition>,
    execution: &Shared<Execution>,
    selected: &Option<Arc<str>>,
    marks: &Marks,
    state: &AppState,
) -> Reading {
    let visit = state.shown_visit(marks).map(|visit| visit.entered);
    let head = state.moment.head;
    let machine = state.run.machine.clone();
    let stages = Shared(use_memo((execution.clone(), visit, head), move |(execution, visit, head)| {
        let visit = visit.and_then(|entered| execution.visit_entered(entered));
        visit.map(|visit| stages(execution, visit, *head, machine.as_deref())).unwrap_or_default()
    }));
    let found = use_memo((checked.clone(), selected.clone()), |(checked, selected)| {
        state_of(checked.machine.as_ref()?, selected.as_ref()?)
    });
    let place = found.as_ref().as_ref().map(|state| state.span);
    // Places are those of the definition that ran; once it is edited they mean nothing.
    let is_current = state.run.definition == state.workspace.definition;
    let values = use_memo((found.clone().is_some(), stages.clone(), is_current, checked.clone()), |deps| {
        let (_, stages, is_current, checked) = deps;
        match found.as_ref() {
            Some(state) if *is_current => Rc::new(live_values(state, stages, &checked.lines)),
            _ => Rc::default(),
        }
    });
    Reading {
        visit,
        stages,
        kind: found.as_ref().as_ref().map(|state| state.kind.name()),
        place,
        highlight: place.map(|span| stretch(&checked.lines, span)),
        values: (*values).clone(),
    }
}
