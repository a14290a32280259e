use std::sync::Arc;

use yew::prelude::*;

use crate::app::execution::Execution;
use crate::app::format::moment;
use crate::app::shared::Shared;
use crate::app::state::{Action, MomentAction};
use crate::history::{EventId, Stage};
use crate::value::Value;

/// More lines than this make nobody wiser; the last ones are shown.
const SHOWN: usize = 1_000;

/// What a handler wrote to its console in one try.
#[derive(Clone, Debug, PartialEq)]
pub struct LogGroup {
    pub state: Arc<str>,
    pub event: EventId,
    pub visit: EventId,
    /// The items it was about, of the outermost Map first.
    pub items: Vec<u32>,
    pub attempt: u32,
    pub lines: Vec<(Arc<str>, Arc<str>)>,
}

/// Everything handlers wrote up to a moment, and how many lines it is.
pub fn logs(execution: &Execution, head: EventId) -> (Vec<LogGroup>, usize) {
    let mut groups = Vec::new();
    let mut count = 0;
    let entries = execution.history.trace.entries.iter();
    for entry in entries.filter(|entry| entry.stage == Stage::Logs && entry.event <= head) {
        let Some(visit) = execution.visit_entered(entry.visit) else { continue };
        let text = |line: &Value, key: &str| line.get(key).and_then(Value::as_str).unwrap_or_default().into();
        let lines: Vec<_> = entry
            .value
            .as_array()
            .unwrap_or_default()
            .iter()
            .map(|line| (text(line, "level"), text(line, "text")))
            .collect();
        count += lines.len();
        groups.push(LogGroup {
            state: visit.state.clone(),
            event: entry.event,
            visit: entry.visit,
            items: execution.items_around(visit),
            attempt: entry.attempt,
            lines,
        });
    }
    (groups, count)
}

#[derive(Properties, PartialEq)]
pub struct LogsProps {
    pub execution: Shared<Execution>,
    pub groups: Vec<LogGroup>,
    pub dispatch: Callback<Action>,
}

/// What handlers wrote to their console.
#[component]
pub fn Logs(props: &LogsProps) -> Html {
    if props.groups.is_empty() {
        return html! {
            <div class="empty">
                <h3>{ "No output" }</h3>
                <p>{ "What a handler writes with " }<code>{ "console.log" }</code>
                    { " stands here, with the state and the try that wrote it." }</p>
            </div>
        };
    }
    let mut room = SHOWN;
    let groups = props.groups.iter().rev().take_while(|group| {
        let fits = room > 0;
        room = room.saturating_sub(group.lines.len());
        fits
    });
    let mut groups: Vec<_> = groups.collect();
    groups.reverse();
    let groups = groups.into_iter().map(|group| draw(group, props));
    html! { <ol class="logs">{ for groups }</ol> }
}

fn draw(group: &LogGroup, props: &LogsProps) -> Html {
    let visit = group.visit;
    let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Moment(MomentAction::Visit(visit)));
    let lines = group.lines.iter().map(|(level, text)| {
        let tone = match &**level {
            "error" => Some("bad"),
            "warn" => Some("warn"),
            _ => None,
        };
        html! {
            <li class={classes!("log-line", tone)}>
                if tone.is_some() { <span class="level">{ &**level }</span> }
                <span>{ &**text }</span>
            </li>
        }
    });
    let items: String = group.items.iter().map(|item| format!("item {item} · ")).collect();
    html! {
        <li class="log-group" key={format!("{}-{}", group.visit.0, group.attempt)}>
            <h3>
                <button type="button" class="link" {onclick}>{ &*group.state }</button>
                <span>{ format!("{items}attempt {}", group.attempt + 1) }</span>
                <span class="grow" />
                <span class="figures">{ moment(props.execution.elapsed(group.event)) }</span>
            </h3>
            <ul>{ for lines }</ul>
        </li>
    }
}
