use yew::prelude::*;

use super::InspectorProps;
use crate::app::component::{Icon, ShownChild, icon};
use crate::app::execution::{Execution, Standing, Visit};
use crate::app::format::{duration, grouped, plural};
use crate::app::state::{Action, Document, MomentAction, ViewAction};
use crate::history::{EventId, Status};

/// Whom the inspector is about: the selected state, or the execution.
pub fn header(props: &InspectorProps, visit: Option<&Visit>) -> Html {
    match (&props.selected, visit) {
        (None, _) => of_execution(props),
        (Some(name), None) => html! {
            <div class="insp-head">
                { title(props, name, html! {}) }
                <p class="facts">{ for props.kind }</p>
            </div>
        },
        (Some(name), Some(visit)) => html! {
            <div class="insp-head">
                { title(props, name, chip(props.execution.standing(visit, props.head))) }
                { facts(props, visit) }
                { failure(&props.execution, visit, props.head) }
            </div>
        },
    }
}

/// The name, how it stands, and what can be done with it.
fn title(props: &InspectorProps, name: &str, chip: Html) -> Html {
    let deselect = props.dispatch.reform(|_: MouseEvent| Action::Moment(MomentAction::Select(None)));
    let show = props.place.map(|span| {
        let onclick = props
            .dispatch
            .reform(move |_: MouseEvent| Action::View(ViewAction::Reveal(Document::Definition, span)));
        html! {
            <button type="button" class="small icon" aria-label="Show in the definition"
                title="Show in the definition" {onclick}>
                { icon(Icon::Code) }
            </button>
        }
    });
    html! {
        <>
            <h2 class="cut" title={name.to_owned()}>{ name.to_owned() }</h2>
            <span class="insp-chip">{ chip }</span>
            <span class="insp-actions">
                { for show }
                <button type="button" class="small icon" aria-label="Look at the whole execution"
                    title="Look at the whole execution" onclick={deselect}>
                    { icon(Icon::Close) }
                </button>
            </span>
        </>
    }
}

/// How something stands, in a word, a colour and a sign.
pub fn chip(standing: Standing) -> Html {
    let (tone, sign, word) = match standing {
        Standing::NotReached => ("", None, "Not reached"),
        Standing::Running => ("run", Some(Icon::Dot), "Running"),
        Standing::Retrying => ("warn", Some(Icon::Again), "Retrying"),
        Standing::Caught => ("warn", Some(Icon::Again), "Caught"),
        Standing::Succeeded => ("ok", Some(Icon::Check), "Succeeded"),
        Standing::Failed => ("bad", Some(Icon::Cross), "Failed"),
        Standing::Aborted => ("", Some(Icon::Stop), "Aborted"),
    };
    html! { <span class={classes!("chip", tone)}>{ for sign.map(icon) }{ word }</span> }
}

/// How an execution stands.
pub fn status_chip(status: Status) -> Html {
    let (tone, sign, word) = status_words(status);
    html! { <span class={classes!("chip", tone)}>{ icon(sign) }{ word }</span> }
}

/// The colour, the sign and the word of a status.
pub fn status_words(status: Status) -> (&'static str, Icon, &'static str) {
    match status {
        Status::Running => ("run", Icon::Dot, "Running"),
        Status::Succeeded => ("ok", Icon::Check, "Succeeded"),
        Status::Failed => ("bad", Icon::Cross, "Failed"),
        Status::TimedOut => ("bad", Icon::Cross, "Timed out"),
        Status::Aborted => ("", Icon::Stop, "Aborted"),
    }
}

fn facts(props: &InspectorProps, visit: &Visit) -> Html {
    let (execution, head) = (&props.execution, props.head);
    let attempts = execution.attempts(visit, head);
    let first = visit.entered.0;
    let last = visit.events.iter().rev().find(|&&event| event <= head).map_or(first, |event| event.0);
    let reached = visit.entered <= head;
    html! {
        <div class="facts figures">
            <span>{ visit.kind }</span>
            if attempts > 1 { <span>{ plural(attempts as usize, "attempt") }</span> }
            if let Some(iteration) = visit.iteration { <span>{ format!("item {iteration}") }</span> }
            if reached {
                <span title="On the virtual clock">{ duration(execution.duration(visit, head)) }{ " virtual" }</span>
                if last > first {
                    <span>{ format!("events {}–{}", grouped(first as usize), grouped(last as usize)) }</span>
                } else {
                    <span>{ format!("event {}", grouped(first as usize)) }</span>
                }
            }
            { picker(props, visit) }
        </div>
    }
}

/// Goes from one visit to a state to the next.
fn picker(props: &InspectorProps, visit: &Visit) -> Html {
    let visits: Vec<EventId> = props.execution.visits_to(&visit.state).map(|visit| visit.entered).collect();
    if visits.len() < 2 {
        return html! {};
    }
    let at = visits.iter().position(|entered| *entered == visit.entered).unwrap_or_default();
    let button = |label: &'static str, sign: Icon, target: Option<EventId>| {
        let onclick = props
            .dispatch
            .reform(move |_: MouseEvent| Action::Moment(MomentAction::Visit(target.unwrap_or_default())));
        html! {
            <button type="button" class="small icon" aria-label={label} title={label}
                disabled={target.is_none()} {onclick}>
                { icon(sign) }
            </button>
        }
    };
    html! {
        <span class="picker">
            { button("Previous visit", Icon::Previous, at.checked_sub(1).map(|at| visits[at])) }
            <span>{ format!("visit {} of {}", grouped(at + 1), grouped(visits.len())) }</span>
            { button("Next visit", Icon::Next, visits.get(at + 1).copied()) }
            { for next_failed(props, visit).map(|next| next_failed_button(props, next)) }
        </span>
    }
}

fn next_failed_button(props: &InspectorProps, next: EventId) -> Html {
    let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Moment(MomentAction::Visit(next)));
    html! {
        <button type="button" class="small next-failed" aria-label="Next failed visit" title="Next failed visit" {onclick}>
            { icon(Icon::Cross) }{ icon(Icon::Next) }
        </button>
    }
}

/// Of many visits the next one that failed, caught or not, at this moment or in the end; after the last one
/// the first.
fn next_failed(props: &InspectorProps, visit: &Visit) -> Option<EventId> {
    let execution = &props.execution;
    let has_failed = |other: &&Visit| {
        let stands = |head| matches!(execution.standing(other, head), Standing::Failed | Standing::Caught);
        stands(props.head) || stands(execution.end())
    };
    let failed = || execution.visits_to(&visit.state).filter(has_failed).map(|other| other.entered);
    let next = failed().find(|&entered| entered > visit.entered).or_else(|| failed().next());
    next.filter(|&entered| entered != visit.entered)
}

/// The error of a visit that stands failed, caught or about to be retried.
fn failure(execution: &Execution, visit: &Visit, head: EventId) -> Html {
    let (tone, sign) = match execution.standing(visit, head) {
        Standing::Failed => ("bad", Icon::Cross),
        Standing::Caught | Standing::Retrying => ("warn", Icon::Again),
        _ => return html! {},
    };
    let Some((error, cause)) = execution.failure_of(visit, head) else { return html! {} };
    html! {
        <p class={classes!("insp-error", tone)}>
            { icon(sign) }
            <span><strong>{ &*error }</strong>{ " " }{ super::message_of(&cause) }</span>
        </p>
    }
}

fn of_execution(props: &InspectorProps) -> Html {
    let execution = &props.execution;
    if execution.history.is_empty() {
        return html! { <div class="insp-head"><h2>{ "Execution" }</h2></div> };
    }
    let outcome = execution.outcome_at(props.head);
    let name = props.child.as_ref().map_or("Execution".to_owned(), ShownChild::title);
    html! {
        <div class="insp-head">
            <h2 class="cut">{ name }</h2>
            <span class="insp-chip">{ status_chip(outcome.status) }</span>
            <div class="facts figures">
                if let Some(child) = &props.child {
                    <span class="cut">{ "of “" }{ &*child.map }{ "”" }</span>
                } else {
                    <span class="cut">{ "case “" }{ &*props.case }{ "”" }</span>
                }
                <span>{ plural(execution.states_reached(), "state") }</span>
                <span>{ plural(execution.history.len(), "event") }</span>
                <span>{ duration(execution.elapsed(execution.end())) }{ " virtual" }</span>
            </div>
            if let Some(error) = outcome.error {
                <p class="insp-error bad">
                    { icon(Icon::Cross) }
                    <span>
                        <strong>{ &*error }</strong>{ " " }
                        { super::message_of(outcome.cause.as_deref().unwrap_or_default()) }
                    </span>
                </p>
            }
        </div>
    }
}
