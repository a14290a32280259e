use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use super::{Entry, Icon, Popup, icon};
use crate::app::execution::Execution;
use crate::app::format::{grouped, moment};
use crate::app::shared::Shared;
use crate::app::state::{Action, MomentAction, Speed, ViewAction};
use crate::app::track::{Tone, segments};
use crate::history::EventId;

#[derive(Properties, PartialEq)]
pub struct ScrubberProps {
    pub execution: Shared<Execution>,
    pub head: EventId,
    pub playing: bool,
    pub speed: Speed,
    /// Whether the selection stays where it is when the head moves.
    pub pinned: bool,
    pub dispatch: Callback<Action>,
}

/// Time: one strip, one head that moves everything.
#[component]
pub fn Scrubber(props: &ScrubberProps) -> Html {
    let (head, end) = (props.head, props.execution.end());
    let is_empty = end.0 == 0;
    let go = |label: &'static str, sign: Icon, action: MomentAction, disabled: bool| {
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Moment(action.clone()));
        html! {
            <button type="button" class="icon" aria-label={label} title={label} {disabled} {onclick}>
                { icon(sign) }
            </button>
        }
    };
    let play = match props.playing {
        true => go("Pause", Icon::Pause, MomentAction::Pause, false),
        false => go("Play", Icon::Play, MomentAction::Play, end.0 < 2),
    };
    let pinned = props.pinned;
    let pin = props.dispatch.reform(move |_: MouseEvent| Action::View(ViewAction::Pin(!pinned)));
    html! {
        <div class="scrub" role="group" aria-label="Time">
            <div class="scrub-row">
                { go("First event", Icon::First, MomentAction::First, is_empty || head.0 <= 1) }
                { go("Previous event", Icon::Previous, MomentAction::Step(-1), is_empty || head.0 <= 1) }
                { play }
                { go("Next event", Icon::Next, MomentAction::Step(1), head >= end) }
                { go("Last event", Icon::Last, MomentAction::Last, head >= end) }
                <span class="time figures" aria-hidden="true">{ spoken(&props.execution, head) }</span>
                <button type="button" class="icon" aria-pressed={pinned.to_string()} onclick={pin}
                    aria-label="Keep the selection when time moves"
                    title={if pinned { "The selection stays when time moves" } else { "The selection follows time" }}>
                    { icon(Icon::Pin) }
                </button>
                { speed_menu(props) }
            </div>
            <Track execution={props.execution.clone()} {head} playing={props.playing} dispatch={props.dispatch.clone()} />
        </div>
    }
}

fn label(execution: &Execution, head: EventId) -> String {
    match execution.history.event(head) {
        None => "no events yet".to_owned(),
        Some(event) => format!(
            "event {} of {} · {} · {}",
            grouped(head.0 as usize),
            grouped(execution.history.len()),
            event.event_type.as_str(),
            moment(execution.elapsed(head))
        ),
    }
}

/// The label for the eye; where there is little room, a word gives way, and then the event's name.
fn spoken(execution: &Execution, head: EventId) -> Html {
    let label = label(execution, head);
    let parts: Vec<&str> = label.split(" · ").collect();
    let [number, name, moment] = parts[..] else { return html! { { label.clone() } } };
    html! {
        <>
            <span class="gives-way">{ "event " }</span>
            <span>{ number.trim_start_matches("event ").to_owned() }{ " · " }</span>
            <span class="cut">{ name.to_owned() }</span>
            <span>{ " · " }{ moment.to_owned() }</span>
        </>
    }
}

fn speed_menu(props: &ScrubberProps) -> Html {
    let entries = Speed::ALL.into_iter().map(|speed| {
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::View(ViewAction::Speed(speed)));
        html! { <Entry key={speed.label()} checked={speed == props.speed} {onclick}>{ speed.label() }</Entry> }
    });
    let label = html! { <>{ props.speed.label() }{ icon(Icon::Down) }</> };
    html! {
        <Popup class="up end speed" {label} name={format!("Speed: {}", props.speed.label())} title="Speed">
            { for entries }
        </Popup>
    }
}

#[derive(Properties, PartialEq)]
struct TrackProps {
    execution: Shared<Execution>,
    head: EventId,
    playing: bool,
    dispatch: Callback<Action>,
}

#[component]
fn Track(props: &TrackProps) -> Html {
    let track = use_node_ref();
    let dragged = use_state_eq(|| false);
    let (head, end) = (props.head, props.execution.end());

    let seek = {
        let (track, execution, dispatch) = (track.clone(), props.execution.clone(), props.dispatch.clone());
        move |event: &PointerEvent| {
            let Some(rect) = track.cast::<Element>().map(|track| track.get_bounding_client_rect()) else {
                return;
            };
            if rect.width() > 0.0 && !execution.history.is_empty() {
                let position = (f64::from(event.client_x()) - rect.left()) / rect.width();
                let event = execution.nearest_event(position.clamp(0.0, 1.0));
                dispatch.emit(Action::Moment(MomentAction::Go(event)));
            }
        }
    };
    let onpointerdown = {
        let (seek, dragged, track) = (seek.clone(), dragged.clone(), track.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                if let Some(track) = track.cast::<Element>() {
                    let _ = track.set_pointer_capture(event.pointer_id());
                }
                dragged.set(true);
                seek(&event);
            }
        })
    };
    let onpointermove = {
        let dragged = dragged.clone();
        Callback::from(move |event: PointerEvent| {
            if *dragged {
                seek(&event);
            }
        })
    };
    let release = {
        let dragged = dragged.clone();
        Callback::from(move |_: PointerEvent| dragged.set(false))
    };
    let onkeydown = {
        let (dispatch, playing) = (props.dispatch.clone(), props.playing);
        Callback::from(move |event: KeyboardEvent| {
            let action = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => MomentAction::Step(1),
                "ArrowLeft" | "ArrowDown" => MomentAction::Step(-1),
                "PageUp" => MomentAction::Step(10),
                "PageDown" => MomentAction::Step(-10),
                "Home" => MomentAction::First,
                "End" => MomentAction::Last,
                " " if playing => MomentAction::Pause,
                " " => MomentAction::Play,
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(Action::Moment(action));
        })
    };
    let at = props.execution.position(head) * 100.0;
    let is_empty = end.0 == 0;
    html! {
        <div ref={track} class={classes!("track", dragged.then_some("dragged"), is_empty.then_some("empty-track"))}
            role="slider" tabindex="0" aria-label="Moment" aria-valuemin="1" aria-valuemax={end.0.max(1).to_string()}
            aria-valuenow={head.0.max(1).to_string()} aria-valuetext={label(&props.execution, head)}
            aria-disabled={is_empty.then_some("true")}
            {onpointerdown} {onpointermove} onpointerup={release.clone()} onpointercancel={release} {onkeydown}>
            <Segments execution={props.execution.clone()} />
            if !is_empty {
                <span class="track-future" style={format!("left: {at}%")} />
                <span class="track-head" style={format!("left: {at}%")} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct SegmentsProps {
    execution: Shared<Execution>,
}

/// What happened, as colours; drawn again only when more has happened.
#[component]
fn Segments(props: &SegmentsProps) -> Html {
    let segments = segments(&props.execution).into_iter().enumerate().map(|(at, segment)| {
        let tone = match segment.tone {
            Tone::Stopped => "stopped",
            Tone::Well => "well",
            Tone::Mended => "mended",
            Tone::Badly => "badly",
        };
        let style =
            format!("left: {:.3}%; width: {:.3}%", segment.from * 100.0, (segment.to - segment.from) * 100.0);
        html! { <i key={at} class={tone} {style} /> }
    });
    html! { <span class="segments">{ for segments }</span> }
}
