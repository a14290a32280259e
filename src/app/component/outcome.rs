use std::sync::Arc;

use yew::prelude::*;

use super::inspector::{message_of, status_words};
use super::{Icon, icon};
use crate::app::execution::Execution;
use crate::app::format::{duration, plural};
use crate::app::shared::Shared;
use crate::app::state::{Action, MomentAction, Phase, Redrive};
use crate::history::Status;

/// As many milliseconds as a Standard execution may take at the least.
const YEAR: i64 = 365 * 24 * 60 * 60 * 1_000;

#[derive(Properties, PartialEq)]
pub struct OutcomeProps {
    pub phase: Phase,
    pub execution: Shared<Execution>,
    pub working_on: Option<Arc<str>>,
    /// Whether the definition was edited after the run.
    pub is_old: bool,
    pub redrive: Redrive,
    pub on_redrive: Callback<()>,
    pub dispatch: Callback<Action>,
}

/// How the execution ended, or how far it is.
#[component]
pub fn OutcomePill(props: &OutcomeProps) -> Html {
    let body = match &props.phase {
        Phase::Never => html! {},
        Phase::Running => {
            let what = props.working_on.as_ref().map(|state| format!("“{state}”"));
            pill(
                props,
                "run",
                Icon::Dot,
                "Running",
                html! { <span class="cut">{ what.unwrap_or_default() }</span> },
            )
        }
        Phase::Stopped => pill(props, "", Icon::Stop, "Stopped", facts(props)),
        Phase::Broken(_) => pill(props, "bad", Icon::Cross, "The engine ended", facts(props)),
        Phase::Refused(_) => pill(props, "bad", Icon::Cross, "Not run", html! {}),
        Phase::Ended => ended(props),
    };
    html! { <div class="outcome-place" role="status" aria-live="polite">{ body }</div> }
}

fn ended(props: &OutcomeProps) -> Html {
    let outcome = props.execution.history.outcome();
    let (tone, sign, word) = status_words(outcome.status);
    let Some(error) = outcome.error.filter(|_| outcome.status != Status::Succeeded) else {
        let rest = if outcome.status == Status::TimedOut { timed_out(props) } else { facts(props) };
        return pill(props, tone, sign, word, rest);
    };
    let failed = props.execution.culprit().map(|visit| (visit.entered, visit.state.clone()));
    let place = failed.as_ref().map(|(_, state)| format!("in “{state}”"));
    let title = failed.as_ref().map(|(_, state)| format!("Show “{state}”"));
    let onclick = props.dispatch.reform(move |_: MouseEvent| match &failed {
        Some((entered, _)) => Action::Moment(MomentAction::Visit(*entered)),
        None => Action::Moment(MomentAction::Select(None)),
    });
    let cause = message_of(outcome.cause.as_deref().unwrap_or_default());
    html! {
        <div class={classes!("outcome", "tall", tone)}>
            <button type="button" class="outcome-main" {title} {onclick}>
                <span class="outcome-line">
                    { icon(sign) }<strong>{ word }</strong>
                    if let Some(place) = place { <span class="outcome-facts">{ place }{ edited(props) }</span> }
                </span>
                <span class="outcome-cause"><code>{ &*error }</code>{ " " }{ reason_of(&cause).to_owned() }</span>
            </button>
            { redrive(props) }
        </div>
    }
}

/// A cause without AWS's usual beginning, which names the state: `An error occurred while executing the
/// state 'Pay' (entered at the event id #2). `
fn reason_of(cause: &str) -> &str {
    let place = cause.strip_prefix("An error occurred while executing the state '");
    let number = place.and_then(|place| place.split_once("(entered at the event id #"));
    number.and_then(|(_, number)| number.split_once("). ")).map_or(cause, |(_, reason)| reason)
}

/// What lets an execution go on from where it failed.
fn redrive(props: &OutcomeProps) -> Html {
    let (title, is_possible) = match props.redrive {
        Redrive::Never => return html! {},
        Redrive::Possible => ("Go on from the state that failed, with the handlers as they are now", true),
        Redrive::Edited => {
            ("The definition was edited since, and AWS redrives the one that failed: run it again", false)
        }
    };
    let onclick = props.on_redrive.reform(|_: MouseEvent| ());
    html! {
        <button type="button" class="small quiet redrive" {title} {onclick}
            aria-disabled={(!is_possible).then_some("true")}>
            { icon(Icon::Again) }{ "Redrive" }
        </button>
    }
}

fn pill(props: &OutcomeProps, tone: &'static str, sign: Icon, word: &'static str, rest: Html) -> Html {
    html! {
        <div class={classes!("outcome", tone)}>
            <div class="outcome-line">{ icon(sign) }<strong>{ word }</strong>{ rest }</div>
            { redrive(props) }
        </div>
    }
}

fn facts(props: &OutcomeProps) -> Html {
    let execution = &props.execution;
    let facts = [
        plural(execution.states_reached(), "state"),
        plural(execution.history.len(), "event"),
        format!("{} virtual", duration(execution.elapsed(execution.end()))),
    ];
    html! {
        <span class="outcome-facts figures">
            { facts.join(" · ") }{ edited(props) }
        </span>
    }
}

/// Where an execution was when its time was over, and how much it had.
fn timed_out(props: &OutcomeProps) -> Html {
    let execution = &props.execution;
    let place = execution.culprit().map(|visit| format!("in “{}” ", visit.state));
    let end = execution.end();
    let begin = execution.last_redrive(end).unwrap_or_default();
    let time = match execution.elapsed(end) - execution.elapsed(begin) {
        YEAR.. => "a year, the longest that AWS allows".to_owned(),
        time => duration(time),
    };
    html! { <span class="outcome-facts figures">{ place }{ format!("after {time}") }{ edited(props) }</span> }
}

fn edited(props: &OutcomeProps) -> Html {
    if !props.is_old {
        return html! {};
    }
    html! { <em title="Run again to see what it does now">{ " · edited since" }</em> }
}
