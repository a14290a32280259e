use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use super::{Icon, icon};
use crate::app::browser;
use crate::app::state::{Action, Aside, Edit, FailureKind, MomentAction, Phase, RunAction, Saving, Unsaved};
use crate::workspace::Workspace;

#[derive(Properties, PartialEq)]
pub struct BannersProps {
    pub phase: Phase,
    pub saving: Saving,
    pub aside: Option<Aside>,
    pub unsaved: Vec<Unsaved>,
    pub on_run: Callback<()>,
    pub on_download: Callback<()>,
    pub dispatch: Callback<Action>,
}

/// What is wrong and does not go away by itself: what, where, and how to mend it.
#[component]
pub fn Banners(props: &BannersProps) -> Html {
    html! {
        <div class="banners" role="alert">
            { engine(props) }
            { saving(props) }
            { aside(props) }
            { unsaved(props) }
        </div>
    }
}

fn engine(props: &BannersProps) -> Html {
    let dismiss = props.dispatch.reform(|_: MouseEvent| Action::Run(RunAction::Dismiss));
    let again = props.on_run.reform(|_: MouseEvent| ());
    let failure = match &props.phase {
        Phase::Broken(failure) => failure,
        Phase::Refused(reasons) => {
            let reasons = reasons.iter().map(|reason| html! { <>{ " " }{ &**reason }{ "." }</> });
            let what = html! { <><strong>{ "Not run." }</strong>{ for reasons }</> };
            return banner("bad", what, html! { <Press onclick={dismiss}>{ "Dismiss" }</Press> });
        }
        _ => return html! {},
    };
    let state = failure.state.as_ref().map(|state| {
        let state = state.clone();
        let name = state.clone();
        let show = props.dispatch.reform(move |_: MouseEvent| {
            Action::Moment(MomentAction::Select(Some(state.clone())))
        });
        html! { <>{ " while it worked on " }<button type="button" class="link" onclick={show}>{ &*name }</button></> }
    });
    let what = match failure.kind {
        FailureKind::Crashed => html! {
            <><strong>{ "The engine crashed" }{ for state }{ "." }</strong>{ " It said: " }{ &*failure.message }
            { ". What was recorded until then is still here." }</>
        },
        FailureKind::Unresponsive => html! {
            <><strong>{ "The engine did not answer any more" }{ for state }{ " and was ended." }</strong>
            { " An expression there probably never comes to an end. What was recorded until then is still here." }</>
        },
        FailureKind::Lost => html! {
            <><strong>{ "The execution cannot go on." }</strong>
            { " The engine that ran it is gone, and only that engine knows where it failed. Run it again." }</>
        },
        FailureKind::Unavailable => html! {
            <><strong>{ "The engine could not be started." }</strong>
            { " Executions need Web Workers and WebAssembly, which this browser does not allow here: " }
            { &*failure.message }{ ". Editing, checking and the graph work without them." }</>
        },
    };
    banner(
        "bad",
        what,
        html! {
            <>
                <Press onclick={again}>{ "Run again" }</Press>
                <Press onclick={dismiss}>{ "Dismiss" }</Press>
            </>
        },
    )
}

fn saving(props: &BannersProps) -> Html {
    let download = props.on_download.reform(|_: MouseEvent| ());
    match &props.saving {
        Saving::Saved | Saving::Pending | Saving::Chosen => html! {},
        Saving::Refused(reason) => banner(
            "bad",
            html! {
                <><strong>{ "The work is not saved. " }</strong>{ &**reason }
                { " Download it, so that nothing is lost." }</>
            },
            html! { <Press onclick={download}>{ "Download the workspace" }</Press> },
        ),
        Saving::Conflict { theirs } => {
            let keep = props.dispatch.reform(|_: MouseEvent| Action::KeepMine);
            let take = props.dispatch.reform({
                let theirs = theirs.clone();
                move |_: MouseEvent| take_over(&theirs)
            });
            banner(
                "warn",
                html! {
                    <><strong>{ "Another tab has saved a different workspace. " }</strong>
                    { "This one is only put aside until you choose which one stays." }</>
                },
                html! {
                    <>
                        <Press onclick={take}>{ "Show the other tab’s" }</Press>
                        <Press onclick={keep}>{ "Keep this one" }</Press>
                        <Press onclick={download}>{ "Download this one" }</Press>
                    </>
                },
            )
        }
    }
}

fn take_over(theirs: &Arc<str>) -> Action {
    match Workspace::from_text(theirs) {
        Ok(workspace) => Action::Edit(Edit::TakeOver(Rc::new(workspace))),
        Err(error) => Action::Tell { text: format!("It cannot be shown. {error}").into(), is_error: true },
    }
}

fn aside(props: &BannersProps) -> Html {
    let Some(Aside { reason, text }) = &props.aside else { return html! {} };
    let download = {
        let text = text.clone();
        Callback::from(move |_: MouseEvent| {
            let _ = browser::download("stepyard-unreadable.json", &text);
        })
    };
    let dismiss = props.dispatch.reform(|_: MouseEvent| Action::DismissAside);
    banner(
        "warn",
        html! {
            <><strong>{ "The saved workspace could not be opened. " }</strong>{ &**reason }
            { " It was put aside, not overwritten." }</>
        },
        html! {
            <>
                <Press onclick={download}>{ "Download it" }</Press>
                <Press onclick={dismiss}>{ "Dismiss" }</Press>
            </>
        },
    )
}

/// One at a time: the next one comes when this one is dealt with.
fn unsaved(props: &BannersProps) -> Html {
    let Some(Unsaved { key, workspace }) = props.unsaved.first() else { return html! {} };
    let edit = |edit: fn(Arc<str>) -> Edit| {
        let key = key.clone();
        props.dispatch.reform(move |_: MouseEvent| Action::Edit(edit(key.clone())))
    };
    banner(
        "warn",
        html! {
            <><strong>{ "There is work that is not saved. " }</strong>
            { format!("“{}” was put aside when another tab saved a different workspace.", workspace.name) }</>
        },
        html! {
            <>
                <Press onclick={edit(Edit::OpenUnsaved)}>{ "Open it" }</Press>
                <Press onclick={edit(Edit::DeleteUnsaved)}>{ "Delete it" }</Press>
            </>
        },
    )
}

fn banner(tone: &'static str, what: Html, actions: Html) -> Html {
    html! {
        <div class={classes!("banner", tone)}>
            <span class="sign">{ icon(Icon::Warning) }</span>
            <p>{ what }</p>
            <div class="actions">{ actions }</div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PressProps {
    onclick: Callback<MouseEvent>,
    children: Html,
}

#[component]
fn Press(props: &PressProps) -> Html {
    html! {
        <button type="button" class="quiet small" onclick={props.onclick.clone()}>{ props.children.clone() }</button>
    }
}
