//! The right column: the data, events, logs and problems of what is selected.

mod children;
mod data_flow;
mod events;
mod explorer;
mod header;
mod json_view;
mod logs;
mod problems;

use std::sync::Arc;

use yew::prelude::*;

use super::{HandlerOffer, Icon, Panel, ShownChild, Tab, Tabs, icon};
use crate::app::execution::{Execution, Standing, Visit};
use crate::app::flow::{FlowContent, FlowStage};
use crate::app::map_run::MapRun;
use crate::app::needs::Need;
use crate::app::shared::Shared;
use crate::app::state::{Action, InspectTab, MomentAction, Phase, Side, ViewAction};
use crate::diagnostic::{Diagnostic, Severity};
use crate::history::{Details, EventId, Status};
use crate::source::{LineIndex, Span};
use crate::value::Value;
use children::{Children, begins_map_run};
use data_flow::DataFlow;
use events::Events;
pub use explorer::Explorer;
pub use header::status_words;
use json_view::LineWidth;
use logs::{Logs, logs};
use problems::Problems;

#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    pub tab: InspectTab,
    pub execution: Shared<Execution>,
    pub phase: Phase,
    pub case: Arc<str>,
    pub head: EventId,
    pub selected: Option<Arc<str>>,
    /// The `…StateEntered` event of the visit that is looked at.
    pub visit: Option<EventId>,
    pub stages: Shared<Vec<FlowStage>>,
    pub map_runs: Shared<Vec<MapRun>>,
    /// The child execution that is looked at, if it is one.
    pub child: Option<ShownChild>,
    /// Whether only child executions entered the selected state.
    pub ran_in_children: bool,
    /// The child execution that was looked at last, and its Map Run.
    pub seen_child: Option<(usize, usize)>,
    /// The selected state's type and place, as the definition has them.
    pub kind: Option<&'static str>,
    pub place: Option<Span>,
    /// The handler that the selected state needs, if it is missing.
    pub missing: Option<Need>,
    pub diagnostics: Shared<Vec<Diagnostic>>,
    pub lines: Shared<LineIndex>,
    pub only_selected: bool,
    /// How wide the column is, in CSS pixels.
    pub width: f64,
    /// One expression by itself.
    pub explorer: Html,
    pub on_run: Callback<()>,
    pub dispatch: Callback<Action>,
}

const TABS: [InspectTab; 5] = [
    InspectTab::DataFlow,
    InspectTab::Expression,
    InspectTab::Events,
    InspectTab::Logs,
    InspectTab::Problems,
];

/// What is known of the selected state at the moment of the head.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let logged = use_memo((props.execution.clone(), props.head), |(execution, head)| logs(execution, *head));
    let (groups, logged) = (&logged.0, logged.1);
    let visit = props.visit.and_then(|entered| props.execution.visit_entered(entered));
    let problems = Tab::new("Problems");
    let errors = props.diagnostics.iter().any(|found| found.severity == Severity::Error);
    let problems = match props.diagnostics.len() {
        0 => problems,
        count => problems.count(count).tone(if errors { "bad" } else { "warn" }),
    };
    let logs_tab = Tab::new("Logs");
    let tabs = vec![
        Tab::new("Data flow"),
        Tab::new("Expression"),
        Tab::new("Events"),
        if logged > 0 { logs_tab.count(logged) } else { logs_tab },
        problems,
    ];
    let selected = TABS.iter().position(|tab| *tab == props.tab).unwrap_or_default();
    let on_select = props
        .dispatch
        .reform(|at: usize| Action::View(ViewAction::Inspect(TABS.get(at).copied().unwrap_or_default())));
    let close = props.dispatch.reform(|_: MouseEvent| Action::View(ViewAction::Close(Side::Right, true)));
    let is = |tab: InspectTab| props.tab == tab;
    html! {
        <ContextProvider<LineWidth> context={LineWidth::of_column(props.width)}>
            { header::header(props, visit) }
            <Tabs id="inspect" label="Inspector" {tabs} {selected} {on_select}>
                <button type="button" class="small icon not-narrow" aria-label="Close the inspector"
                    title="Close the inspector" onclick={close}>
                    { icon(Icon::FoldRight) }
                </button>
            </Tabs>
            <Panel id="inspect" at=0 shown={is(InspectTab::DataFlow)} class="scrolls">
                if is(InspectTab::DataFlow) {
                    if let Some(need) = &props.missing {
                        <div class="flow-offer">
                            <HandlerOffer need={need.clone()} dispatch={props.dispatch.clone()} />
                        </div>
                    }
                    { data(props, visit) }
                }
            </Panel>
            <Panel id="inspect" at=1 shown={is(InspectTab::Expression)} class="scrolls">
                if is(InspectTab::Expression) { { props.explorer.clone() } }
            </Panel>
            <Panel id="inspect" at=2 shown={is(InspectTab::Events)}>
                if is(InspectTab::Events) {
                    if props.execution.history.is_empty() {
                        { before_any_run(props) }
                    } else {
                        <Events execution={props.execution.clone()} head={props.head}
                            selected={props.selected.clone()} only_selected={props.only_selected}
                            dispatch={props.dispatch.clone()} />
                    }
                }
            </Panel>
            <Panel id="inspect" at=3 shown={is(InspectTab::Logs)} class="scrolls">
                if is(InspectTab::Logs) {
                    <Logs execution={props.execution.clone()} groups={groups.clone()}
                        dispatch={props.dispatch.clone()} />
                }
            </Panel>
            <Panel id="inspect" at=4 shown={is(InspectTab::Problems)} class="scrolls">
                if is(InspectTab::Problems) {
                    <Problems diagnostics={props.diagnostics.clone()} lines={props.lines.clone()}
                        dispatch={props.dispatch.clone()} />
                }
            </Panel>
        </ContextProvider<LineWidth>>
    }
}

fn data(props: &InspectorProps, visit: Option<&Visit>) -> Html {
    let execution = &props.execution;
    match (&props.selected, visit) {
        _ if execution.history.is_empty() => before_any_run(props),
        (None, _) => whole(props),
        (Some(name), None) if props.ran_in_children => html! {
            <div class="empty">
                <h3>{ "Reached in child executions" }</h3>
                <p>{ "“" }{ &**name }{ "” has data in each of them. Select the Map around it, and open one." }</p>
            </div>
        },
        (Some(name), None) => html! {
            <div class="empty">
                <h3>{ "Not reached" }</h3>
                <p>{ "This run did not come to “" }{ &**name }{ "”, so there is no data to show." }</p>
            </div>
        },
        (Some(_), Some(visit)) if visit.entered > props.head => {
            let entered = visit.entered;
            let go = props.dispatch.reform(move |_: MouseEvent| Action::Moment(MomentAction::Visit(entered)));
            html! {
                <div class="empty">
                    <h3>{ "Not reached yet" }</h3>
                    <p>{ format!("It is entered at event {}, after this moment.", entered.0) }</p>
                    <button type="button" class="quiet" onclick={go}>{ "Go there" }</button>
                </div>
            }
        }
        (Some(_), Some(visit)) => html! {
            <>
                { map_run(props, visit) }
                <DataFlow stages={(*props.stages).clone()} dispatch={props.dispatch.clone()} />
            </>
        },
    }
}

/// The Map Run of a Map in distributed mode.
fn map_run(props: &InspectorProps, visit: &Visit) -> Html {
    let (execution, head) = (&props.execution, props.head);
    let succeeded = execution.standing(visit, execution.end()) == Standing::Succeeded;
    match MapRun::of_visit(&props.map_runs, execution, visit, head) {
        Some((at, _)) => html! {
            <div class="flow-offer">
                <Children key={at} map_runs={props.map_runs.clone()} map_run={at} {succeeded} execution={execution.clone()}
                    {head} seen={props.seen_child.filter(|(seen, _)| *seen == at).map(|(_, child)| child)}
                    dispatch={props.dispatch.clone()} />
            </div>
        },
        None if begins_map_run(execution, visit, head) => html! {
            <p class="next-step first">{ "Its child executions can be looked at when the run has come to its end." }</p>
        },
        None => html! {},
    }
}

fn before_any_run(props: &InspectorProps) -> Html {
    let run = props.on_run.reform(|_: MouseEvent| ());
    if props.phase == Phase::Running {
        return html! { <div class="empty"><h3>{ "Running…" }</h3></div> };
    }
    html! {
        <div class="empty">
            <h3>{ "Nothing has run yet" }</h3>
            <p>
                { "Run the workflow to see what goes into each state, what each expression makes of it, and \
                   what comes out, at every moment of the execution." }
            </p>
            <button type="button" class="quiet" onclick={run}>{ icon(Icon::Run) }{ "Run the case “" }{ &*props.case }{ "”" }</button>
        </div>
    }
}

/// The execution as a whole: what went in, and what came out.
fn whole(props: &InspectorProps) -> Html {
    let history = &props.execution.history;
    let outcome = props.execution.outcome_at(props.head);
    let stage = |title: &str, content| FlowStage {
        title: title.to_owned(),
        expressions: Vec::new(),
        note: None,
        content,
    };
    let mut stages = Vec::new();
    if let Some(Details::ExecutionStarted { input, .. }) = history.events.first().map(|event| &event.details)
    {
        stages.push(stage("Input", FlowContent::Data { value: input.clone(), base: None }));
    }
    if outcome.status != Status::Running {
        if let Some(value) = outcome.output {
            stages.push(stage("Output", FlowContent::Data { value, base: None }));
        }
        if let Some(name) = outcome.error {
            let cause = outcome.cause.unwrap_or_default();
            stages.push(stage("Error", FlowContent::Error { name, cause, retried: false }));
        }
    }
    html! {
        <>
            <DataFlow {stages} dispatch={props.dispatch.clone()} />
            <p class="next-step">{ "Select a state in the graph to follow the data through it." }</p>
        </>
    }
}

/// What a person wants to read of a cause: of Lambda's JSON the message.
pub fn message_of(cause: &str) -> String {
    let message = Value::parse(cause)
        .ok()
        .and_then(|cause| cause.get("errorMessage").and_then(Value::as_str).map(str::to_owned));
    message.unwrap_or_else(|| cause.to_owned())
}
