use yew::prelude::*;

use super::header::status_words;
use super::message_of;
use crate::app::component::{VirtualList, icon};
use crate::app::execution::{Execution, Visit};
use crate::app::format::{grouped, plural, preview};
use crate::app::hook::use_row_height;
use crate::app::map_run::{At, Child, MapRun};
use crate::app::shared::Shared;
use crate::app::state::{Action, ChildAction};
use crate::history::{Details, EventId, Status};
use crate::value::Value;

const ROW: f64 = 30.0;
const NO_ITEM: &str = "There was no item, so nothing had to run.";
const NONE_BEGAN: &str = "The Map ended before any of them could begin.";

#[derive(Properties, PartialEq)]
pub struct ChildrenProps {
    pub map_runs: Shared<Vec<MapRun>>,
    /// Which of them it is about.
    pub map_run: usize,
    /// Whether the Map ended well in the end.
    pub succeeded: bool,
    pub execution: Shared<Execution>,
    pub head: EventId,
    /// The child execution that was looked at last.
    pub seen: Option<usize>,
    pub dispatch: Callback<Action>,
}

/// Whether the visit began a Map Run that is not told of yet.
pub fn begins_map_run(execution: &Execution, visit: &Visit, head: EventId) -> bool {
    let mut events = visit.events.iter().take_while(|&&event| event <= head);
    events.any(|&event| {
        let event = execution.history.event(event);
        event.is_some_and(|event| matches!(event.details, Details::MapRunStarted { .. }))
    })
}

/// The Map Run of a Map in distributed mode: how its child executions stand, and each of them.
#[component]
pub fn Children(props: &ChildrenProps) -> Html {
    let row_height = use_row_height(ROW);
    let active = use_state_eq(|| props.seen.unwrap_or_default());
    let Some(map_run) = props.map_runs.get(props.map_run) else { return html! {} };
    let at = At::of(&props.execution, props.head);
    let counts = map_run.count(&props.execution, props.head);
    let running = counts.total - counts.succeeded - counts.failed - counts.aborted;
    let tallies = [
        (counts.succeeded, Status::Succeeded, "succeeded"),
        (counts.failed, Status::Failed, "failed"),
        (counts.aborted, Status::Aborted, "aborted"),
        (running, Status::Running, "running"),
    ];
    let tallies = tallies.into_iter().filter(|(count, ..)| *count > 0).map(|(count, status, word)| {
        let (tone, sign, _) = status_words(status);
        html! { <span class={classes!("chip", tone)}>{ icon(sign) }{ format!("{} {word}", grouped(count as usize)) }</span> }
    });
    let index = props.map_run;
    let open =
        props.dispatch.reform(move |child: usize| Action::Child(ChildAction::Open { map_run: index, child }));
    let row = {
        let (map_runs, open, active) = (props.map_runs.clone(), open.clone(), *active);
        Callback::from(move |number: usize| {
            let child = map_runs.get(index).and_then(|map_run| map_run.children.get(number));
            child.map(|child| draw(child, number, at, number == active, &open)).unwrap_or_default()
        })
    };
    let last = map_run.children.len().saturating_sub(1);
    let onkeydown = {
        let (active, open) = (active.clone(), open.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => active.set((*active + 1).min(last)),
                "ArrowUp" => active.set(active.saturating_sub(1)),
                "Home" => active.set(0),
                "End" => active.set(last),
                "Enter" | " " => open.emit(*active),
                _ => return,
            }
            event.prevent_default();
        })
    };
    html! {
        <section class="stage-card map-run" aria-label="Map Run">
            <h3>
                <span class="stage-title">{ "Map Run" }</span>
                <span class="aside">{ plural(map_run.children.len(), "child execution") }</span>
            </h3>
            <p class="tallies figures">{ for tallies }</p>
            if map_run.children.is_empty() {
                <p class="aside none">
                    { if props.succeeded { NO_ITEM } else { NONE_BEGAN } }
                </p>
            } else {
                <div class="children-head" aria-hidden="true">
                    <span>{ "#" }</span><span /><span>{ "Was given" }</span><span>{ "Ended with" }</span>
                </div>
                <VirtualList class="children" role="listbox" label="Child executions" count={map_run.children.len()}
                    {row_height} {row} keep={Some(*active)} onkeydown={Some(onkeydown)}
                    active={Some(AttrValue::from(row_id(*active)))} takes_focus={props.seen.is_some()} />
            }
        </section>
    }
}

fn row_id(number: usize) -> String {
    format!("child-{number}")
}

/// What a child execution was given; of a batch its items.
fn given(child: &Child) -> String {
    let input = child.input();
    match input.get("Items").and_then(Value::as_array) {
        Some(items) => {
            let first = items.first().map(preview).unwrap_or_default();
            format!("{} · {first}", plural(items.len(), "item"))
        }
        None => preview(&input),
    }
}

fn draw(child: &Child, number: usize, at: At, is_active: bool, open: &Callback<usize>) -> Html {
    let status = child.status_at(at);
    let (tone, sign, word) = status_words(status);
    let given = given(child);
    let ended = match status {
        Status::Running => String::new(),
        Status::Succeeded => child.outcome.output.as_ref().map(preview).unwrap_or_default(),
        // Before a redrive it ended otherwise than in the end.
        _ if child.outcome.status == Status::Succeeded => word.to_owned(),
        _ => match (&child.outcome.error, &child.outcome.cause) {
            (None, _) => word.to_owned(),
            (Some(error), None) => error.to_string(),
            (Some(error), Some(cause)) => format!("{error} · {}", message_of(cause)),
        },
    };
    let onclick = open.reform(move |_: MouseEvent| number);
    let spoken = format!("{}, {}, was given {given}, ended with {ended}", number + 1, word.to_lowercase());
    html! {
        <div key={number} id={row_id(number)} role="option" aria-selected={is_active.to_string()} {onclick}
            class={classes!("child", is_active.then_some("active"))} aria-label={spoken}
            title={format!("{}\nLook at this child execution", child.name)}>
            <span class="event-id">{ grouped(number + 1) }</span>
            <span class={classes!("sign", tone)}>{ icon(sign) }</span>
            <code class="cut">{ given }</code>
            <code class={classes!("cut", (tone == "bad").then_some("bad"))}>{ ended }</code>
        </div>
    }
}
