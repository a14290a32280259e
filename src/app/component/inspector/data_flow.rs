use std::sync::Arc;

use yew::prelude::*;

use super::json_view::JsonView;
use crate::app::browser;
use crate::app::component::{Icon, icon};
use crate::app::flow::{FlowContent, FlowRule, FlowStage};
use crate::app::state::{Action, ExploreAction, MomentAction};
use crate::value::{Object, Value};

#[derive(Properties, PartialEq)]
pub struct DataFlowProps {
    pub stages: Vec<FlowStage>,
    pub dispatch: Callback<Action>,
}

/// The data of a visit, downwards from input to output.
#[component]
pub fn DataFlow(props: &DataFlowProps) -> Html {
    let stages = props.stages.iter().enumerate().map(|(at, stage)| {
        html! { <Stage key={format!("{at} {}", stage.title)} stage={stage.clone()} dispatch={props.dispatch.clone()} /> }
    });
    html! { <ol class="flow">{ for stages }</ol> }
}

#[derive(Properties, PartialEq)]
struct StageProps {
    stage: FlowStage,
    dispatch: Callback<Action>,
}

#[component]
fn Stage(props: &StageProps) -> Html {
    let FlowStage { title, expressions, note, content } = &props.stage;
    let tone = match content {
        FlowContent::Error { retried: true, .. } => Some("warn"),
        FlowContent::Error { retried: false, .. } => Some("bad"),
        _ => None,
    };
    let text = match content {
        FlowContent::Data { value, .. } => Some(value.to_pretty()),
        FlowContent::Variables { variables, .. } => Some(Value::Object(variables.clone()).to_pretty()),
        FlowContent::Error { name, cause, .. } => Some(format!("{name}: {cause}")),
        FlowContent::Rules(_) => None,
    };
    html! {
        <li class={classes!("stage-card", tone)}>
            <h3>
                <span class="stage-title">{ title.clone() }</span>
                { expressions_of(expressions, &props.dispatch) }
                if let Some(note) = note {
                    <span class="aside cut">{ note.clone() }</span>
                } else if is_same(content) {
                    <span class="aside">{ "same as the input" }</span>
                }
                <span class="grow" />
                if let Some(text) = text { <CopyButton {text} what={title.clone()} /> }
            </h3>
            { body(content, title, &props.dispatch) }
        </li>
    }
}

/// Whether data is what it is compared with, so that there is little to see.
fn is_same(content: &FlowContent) -> bool {
    matches!(content, FlowContent::Data { value, base: Some(base) } if value == base)
}

fn expressions_of(expressions: &[Arc<str>], dispatch: &Callback<Action>) -> Html {
    let Some(first) = expressions.first() else { return html! {} };
    let title = format!("Look at this expression by itself:\n{}", expressions.join("\n"));
    let text = first.clone();
    let onclick =
        dispatch.reform(move |_: MouseEvent| Action::Explore(ExploreAction::OpenText(text.clone())));
    html! {
        <>
            <button type="button" class="bare" {title} {onclick}><code class="query cut">{ &**first }</code></button>
            if expressions.len() > 1 { <span class="aside">{ format!("+{}", expressions.len() - 1) }</span> }
        </>
    }
}

fn body(content: &FlowContent, title: &str, dispatch: &Callback<Action>) -> Html {
    match content {
        FlowContent::Data { value, base } => {
            let folded = is_same(content);
            html! { <JsonView key={folded.to_string()} value={value.clone()} base={base.clone()} label={title.to_owned()} {folded} /> }
        }
        FlowContent::Variables { variables, before } => variables_of(variables, before.as_deref()),
        FlowContent::Rules(rules) => rules_of(rules, dispatch),
        FlowContent::Error { name, cause, retried } => html! {
            <div class="error">
                <p class={classes!("error-name", if *retried { "warn" } else { "bad" })}>
                    { icon(if *retried { Icon::Again } else { Icon::Cross }) }{ &**name }
                </p>
                { cause_of(cause) }
            </div>
        },
    }
}

/// The text of an error. Lambda's is JSON, of which the message is what one wants to read.
pub fn cause_of(cause: &str) -> Html {
    match Value::parse(cause) {
        Ok(value @ Value::Object(_)) => {
            let message = value.get("errorMessage").and_then(Value::as_str).unwrap_or_default().to_owned();
            html! {
                <>
                    if !message.is_empty() { <p>{ message }</p> }
                    <JsonView {value} label="Cause" />
                </>
            }
        }
        _ if cause.is_empty() => html! {},
        _ => html! { <p>{ cause.to_owned() }</p> },
    }
}

fn variables_of(variables: &Object, before: Option<&Object>) -> Html {
    let rows = variables.iter().map(|(name, value)| {
        let changed = before.is_some_and(|before| before.get(name) != Some(value));
        html! {
            <div key={name.to_string()} class={classes!("variable", changed.then_some("new"))}>
                <code class="variable-name">{ format!("${name}") }</code><span class="p">{ "=" }</span>
                <div class="variable-value"><JsonView value={value.clone()} label={format!("${name}")} /></div>
            </div>
        }
    });
    html! { <div class="variables">{ for rows }</div> }
}

fn rules_of(rules: &[FlowRule], dispatch: &Callback<Action>) -> Html {
    let rows = rules.iter().enumerate().map(|(at, rule)| {
        let (sign, class, said) = match rule.holds {
            Some(true) => (Some(Icon::Check), "taken", "true"),
            Some(false) => (Some(Icon::Cross), "refused", "false"),
            None => (None, "unasked", "not asked"),
        };
        let next = rule.next.as_ref().map(|next| {
            let state = next.clone();
            let onclick =
                dispatch.reform(move |_: MouseEvent| Action::Moment(MomentAction::Select(Some(state.clone()))));
            html! { <button type="button" class="link" {onclick}>{ &**next }</button> }
        });
        html! {
            <li key={at} class={classes!("flow-rule", class)}>
                <span class="sign" title={said}>{ for sign.map(icon) }<span class="unseen">{ said }</span></span>
                <span class="rule-what">
                    if let Some(condition) = &rule.condition {
                        <code class="query">{ &**condition }</code>
                    } else {
                        { "Default" }
                    }
                    <span class="rule-next">{ "→ " }{ for next }</span>
                </span>
            </li>
        }
    });
    html! { <ul class="flow-rules">{ for rows }</ul> }
}

#[derive(Properties, PartialEq)]
pub struct CopyButtonProps {
    pub text: String,
    pub what: String,
}

/// Puts a text on the clipboard and says whether it did.
#[component]
pub fn CopyButton(props: &CopyButtonProps) -> Html {
    let done = use_state_eq(|| None::<bool>);
    let onclick = {
        let (text, done) = (props.text.clone(), done.clone());
        Callback::from(move |_: MouseEvent| {
            let done = done.clone();
            browser::copy(&text, move |copied| done.set(Some(copied)));
        })
    };
    let onblur = {
        let done = done.clone();
        Callback::from(move |_: FocusEvent| done.set(None))
    };
    let (sign, title) = match *done {
        None => (Icon::Copy, "Copy"),
        Some(true) => (Icon::Check, "Copied"),
        Some(false) => (Icon::Cross, "The browser does not allow it"),
    };
    html! {
        <button type="button" class="small icon copy" aria-label={format!("{title}: {}", props.what)} {title}
            {onclick} {onblur}>
            { icon(sign) }
        </button>
    }
}
