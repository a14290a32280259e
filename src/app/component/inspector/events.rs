use std::rc::Rc;

use yew::prelude::*;

use crate::app::component::{Icon, VirtualList, icon};
use crate::app::execution::{Execution, is_aborted, is_failure};
use crate::app::format::moment;
use crate::app::hook::use_row_height;
use crate::app::shared::Shared;
use crate::app::state::{Action, MomentAction, ViewAction};
use crate::history::{EventId, EventType};

const ROW: f64 = 28.0;

#[derive(Properties, PartialEq)]
pub struct EventsProps {
    pub execution: Shared<Execution>,
    pub head: EventId,
    /// The selected state.
    pub selected: Option<std::sync::Arc<str>>,
    /// Whether only its events are listed.
    pub only_selected: bool,
    pub dispatch: Callback<Action>,
}

/// All events; the one at the head is marked, and a click moves the head.
#[component]
pub fn Events(props: &EventsProps) -> Html {
    let filter = props.selected.clone().filter(|_| props.only_selected);
    let ids = use_memo((props.execution.clone(), filter.clone()), |(execution, filter)| {
        let events = &execution.history.events;
        match filter {
            None => events.iter().map(|event| event.id).collect::<Vec<_>>(),
            Some(state) => {
                let visits = execution.visits_to(state);
                let mut ids: Vec<EventId> = visits.flat_map(|visit| visit.events.iter().copied()).collect();
                ids.sort_unstable();
                ids
            }
        }
    });
    let row_height = use_row_height(ROW);
    let keep = ids.partition_point(|id| *id <= props.head).checked_sub(1);
    let row = use_callback(
        (props.execution.clone(), ids.clone(), props.head, props.dispatch.clone()),
        |at: usize, (execution, ids, head, dispatch): &(Shared<Execution>, Rc<Vec<EventId>>, EventId, _)| {
            ids.get(at).map(|id| draw(execution, *id, *head, dispatch)).unwrap_or_default()
        },
    );
    let onkeydown = {
        let (dispatch, ids) = (props.dispatch.clone(), ids.clone());
        Callback::from(move |event: KeyboardEvent| {
            let at = keep.unwrap_or(0);
            let next = match event.key().as_str() {
                "ArrowDown" => at + 1,
                "ArrowUp" => at.saturating_sub(1),
                "PageDown" => at + 12,
                "PageUp" => at.saturating_sub(12),
                "Home" => 0,
                "End" => ids.len(),
                _ => return,
            };
            event.prevent_default();
            if let Some(id) = ids.get(next.min(ids.len().saturating_sub(1))) {
                dispatch.emit(Action::Moment(MomentAction::Go(*id)));
            }
        })
    };
    let only = props.only_selected;
    let set_only = props.dispatch.reform(move |_: Event| Action::View(ViewAction::OnlySelected(!only)));
    html! {
        <>
            if let Some(state) = &props.selected {
                <label class="filter">
                    <input type="checkbox" checked={only} onchange={set_only} />
                    <span class="cut">{ "Only those of “" }{ &**state }{ "”" }</span>
                </label>
            }
            <VirtualList class="events" role="listbox" label="Events" count={ids.len()} {row_height} {row} {keep}
                onkeydown={Some(onkeydown)} active={Some(AttrValue::from(row_id(props.head)))} />
        </>
    }
}

fn row_id(event: EventId) -> String {
    format!("event-{}", event.0)
}

fn draw(execution: &Execution, id: EventId, head: EventId, dispatch: &Callback<Action>) -> Html {
    let Some(event) = execution.history.event(id) else { return html! {} };
    let state = execution.visit_of(id).map(|visit| AttrValue::from(&*visit.state));
    let (tone, sign) = tone(event.event_type);
    let is_head = id == head;
    let onclick = dispatch.reform(move |_: MouseEvent| Action::Moment(MomentAction::Go(id)));
    html! {
        <div key={id.0} id={row_id(id)} role="option" aria-selected={is_head.to_string()} {onclick}
            class={classes!("event", is_head.then_some("head"), (id > head).then_some("later"))}>
            <span class="event-id">{ id.0 }</span>
            <span class={classes!("sign", tone)}>{ for sign.map(icon) }</span>
            <span class="event-type cut" title={event.event_type.as_str()}>{ event.event_type.as_str() }</span>
            <span class="event-state cut" title={state.clone()}>{ for state }</span>
            <span class="event-time">{ moment(execution.elapsed(id)) }</span>
        </div>
    }
}

/// How an event went: its colour, and its sign for those who see no colour.
fn tone(event_type: EventType) -> (Option<&'static str>, Option<Icon>) {
    use EventType as T;
    match event_type {
        _ if is_failure(event_type) => (Some("bad"), Some(Icon::Cross)),
        _ if is_aborted(event_type) => (None, Some(Icon::Stop)),
        T::ExecutionSucceeded
        | T::TaskSucceeded
        | T::LambdaFunctionSucceeded
        | T::ActivitySucceeded
        | T::ParallelStateSucceeded
        | T::MapStateSucceeded
        | T::MapIterationSucceeded
        | T::MapRunSucceeded => (Some("ok"), Some(Icon::Check)),
        T::ExecutionRedriven | T::MapRunRedriven => (Some("warn"), Some(Icon::Again)),
        _ => (None, None),
    }
}
