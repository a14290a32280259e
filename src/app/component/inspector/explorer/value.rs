use std::sync::Arc;

use yew::prelude::*;

use crate::app::component::inspector::data_flow::CopyButton;
use crate::app::component::inspector::json_view::JsonView;
use crate::app::component::{Icon, icon, sentence, ticked};
use crate::app::format::{grouped, plural};
use crate::app::shared::Shared;
use crate::app::state::{Action, ExploreAction, Subject};
use crate::diagnostic::Severity;
use crate::explore::{Exploration, Finding, Outcome};
use crate::value::Value;

#[derive(Properties, PartialEq)]
pub struct ValueCardProps {
    pub found: Shared<Exploration>,
    /// The expression.
    pub text: Arc<str>,
    pub subject: Subject,
    pub dispatch: Callback<Action>,
}

/// What an expression comes to, and if it comes to nothing, why.
#[component]
pub fn ValueCard(props: &ValueCardProps) -> Html {
    let Exploration { outcome, findings, .. } = &*props.found;
    let (tone, title) = match outcome {
        Outcome::Value(_) => (None, "Value"),
        Outcome::Undefined | Outcome::Unsupported => (Some("warn"), "No value"),
        Outcome::Failed(_) => (Some("bad"), "Fails"),
        Outcome::Unreadable => (Some("bad"), "Cannot be read"),
    };
    html! {
        <section class={classes!("stage-card", "explorer-value", tone)} aria-label="Value">
            <h3>
                <span class="stage-title">{ title }</span>
                if let Outcome::Value(value) = outcome {
                    <span class="aside figures cut">{ facts(value) }</span>
                    <span class="grow" />
                    <CopyButton text={value.to_pretty()} what="Value" />
                }
            </h3>
            if let Outcome::Value(value) = outcome { <JsonView value={value.clone()} label="Value" /> }
            if let Some(said) = said(outcome) { <p class="explorer-said">{ ticked(said) }</p> }
            if !findings.is_empty() {
                <ul class="explorer-findings">{ for findings.iter().map(|finding| draw(props, finding)) }</ul>
            }
        </section>
    }
}

/// The type and the size.
fn facts(value: &Value) -> String {
    let bytes = format!("{} {}", grouped(value.size()), if value.size() == 1 { "byte" } else { "bytes" });
    match value {
        Value::Array(items) => format!("array of {} · {bytes}", plural(items.len(), "item")),
        Value::Object(members) => format!("object of {} · {bytes}", plural(members.len(), "member")),
        _ => format!("{} · {bytes}", value.type_name()),
    }
}

/// What becomes of a state whose expression has no value.
fn said(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Undefined => {
            Some("The expression is undefined: the state fails with `States.QueryEvaluationError`.")
        }
        Outcome::Unsupported => Some(
            "The value is a function, which JSON cannot hold: the state fails with `States.QueryEvaluationError`.",
        ),
        _ => None,
    }
}

fn draw(props: &ValueCardProps, finding: &Finding) -> Html {
    let (tone, sign, said) = match finding.severity {
        Severity::Error => ("bad", Icon::Cross, "Error"),
        Severity::Warning => ("warn", Icon::Warning, "Warning"),
    };
    let mend = finding.replacement.as_ref().map(|replacement| {
        let (start, end) = (finding.span.start as usize, finding.span.end as usize);
        let text: Arc<str> = [&props.text[..start], replacement, &props.text[end..]].concat().into();
        let subject = props.subject.clone();
        let onclick = props.dispatch.reform(move |_: MouseEvent| {
            Action::Explore(ExploreAction::Draft(subject.clone(), text.clone()))
        });
        html! {
            <button type="button" class="small quiet" {onclick}>{ "Write " }<code>{ replacement.clone() }</code></button>
        }
    });
    html! {
        <li>
            <span class={classes!("sign", tone)}>{ icon(sign) }<span class="unseen">{ said }</span></span>
            <span>
                { ticked(&sentence(&finding.message)) }
                if let Some(hint) = &finding.hint { <span class="hint">{ ticked(&sentence(hint)) }</span> }
                { for mend }
            </span>
        </li>
    }
}
