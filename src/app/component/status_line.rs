use yew::prelude::*;

use super::{Icon, RunSettings, icon};
use crate::app::format::plural;
use crate::app::state::{Action, Saving, ViewAction};
use crate::workspace::Settings;

#[derive(Properties, PartialEq)]
pub struct StatusLineProps {
    pub errors: usize,
    pub warnings: usize,
    /// The machine's query language, if the definition can be read.
    pub language: Option<&'static str>,
    /// How many states the last run entered, of how many.
    pub reached: Option<(usize, usize)>,
    pub settings: Settings,
    pub saving: Saving,
    pub dispatch: Callback<Action>,
}

/// How things stand, in one line.
#[component]
pub fn StatusLine(props: &StatusLineProps) -> Html {
    let show = props.dispatch.reform(|_: MouseEvent| Action::View(ViewAction::ShowProblems));
    let problems = match (props.errors, props.warnings) {
        (0, 0) => {
            html! { <><span class="ok">{ icon(Icon::Check) }</span><span class="ok">{ "No problems" }</span></> }
        }
        (0, warnings) => html! {
            <><span class="warn">{ icon(Icon::Warning) }</span><span class="warn">{ plural(warnings, "warning") }</span></>
        },
        (errors, warnings) => html! {
            <>
                <span class="bad">{ icon(Icon::Cross) }</span>
                <span class="bad">{ plural(errors, "error") }</span>
                if warnings > 0 { <span class="warn">{ plural(warnings, "warning") }</span> }
            </>
        },
    };
    let (sign, saved) = match &props.saving {
        Saving::Saved => (Some(Icon::Check), "Saved in this browser"),
        Saving::Pending | Saving::Chosen => (None, "Saving…"),
        Saving::Conflict { .. } => (Some(Icon::Warning), "Not saved: another tab"),
        Saving::Refused(_) => (Some(Icon::Warning), "Not saved"),
    };
    html! {
        <footer class="status figures">
            <button type="button" onclick={show} title="Show the problems">{ problems }</button>
            if let Some(language) = props.language { <span>{ language }</span> }
            if let Some((reached, of)) = props.reached {
                <span class="wide">{ format!("{reached} of {of} states reached") }</span>
            }
            <RunSettings class="up" settings={props.settings.clone()} dispatch={props.dispatch.clone()} />
            <span class="grow" />
            <span class="saved">{ for sign.map(icon) }{ saved }</span>
            <span class="wide">{ concat!("Stepyard ", env!("CARGO_PKG_VERSION")) }</span>
        </footer>
    }
}
