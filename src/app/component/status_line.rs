use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Icon, Popup, icon};
use crate::app::format::plural;
use crate::app::state::{Action, Edit, Saving, ViewAction};
use crate::asl::model::ExecutionType;
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
            { settings(props) }
            <span class="grow" />
            <span class="saved">{ for sign.map(icon) }{ saved }</span>
            <span class="wide">{ concat!("Stepyard ", env!("CARGO_PKG_VERSION")) }</span>
        </footer>
    }
}

/// The seed, and with it how a run goes.
fn settings(props: &StatusLineProps) -> Html {
    let change = |apply: fn(&mut Settings, u64)| {
        let settings = props.settings.clone();
        props.dispatch.reform(move |event: Event| {
            let mut settings = settings.clone();
            let typed = event.target_dyn_into::<HtmlInputElement>().map(|field| field.value());
            if let Some(number) = typed.and_then(|typed| typed.trim().parse().ok()) {
                apply(&mut settings, number);
            }
            Action::Edit(Edit::Settings(settings))
        })
    };
    let seed = change(|settings, number| settings.seed = number.min(MOST_EXACT));
    let timeout = change(|settings, number| {
        settings.handler_timeout_seconds = u32::try_from(number.clamp(1, 900)).unwrap_or(900);
    });
    let kind = |execution_type: ExecutionType, name: &'static str, note: &'static str| {
        let settings = Settings { execution_type, ..props.settings.clone() };
        let onchange = props.dispatch.reform(move |_: Event| Action::Edit(Edit::Settings(settings.clone())));
        let checked = props.settings.execution_type == execution_type;
        html! {
            <label class="kind">
                <input type="radio" name="execution-type" {checked} {onchange} />
                <span>{ name }<small>{ note }</small></span>
            </label>
        }
    };
    let name = match props.settings.execution_type {
        ExecutionType::Standard => "Standard",
        ExecutionType::Express => "Express",
    };
    let label =
        html! { <>{ name }<span class="lead">{ " · " }</span>{ format!("Seed {}", props.settings.seed) }</> };
    html! {
        <Popup class="up" role="dialog" button_class="" {label}
            name={format!("{name}, Seed {}: how it runs", props.settings.seed)}>
            <div class="fields">
                <fieldset>
                    <legend>{ "Type of the state machine" }</legend>
                    { kind(ExecutionType::Standard, "Standard", "Up to a year, and can be redriven") }
                    { kind(ExecutionType::Express, "Express",
                        "Up to 5 minutes; no callbacks, activities, distributed Maps or redrive") }
                </fieldset>
                <label>
                    { "Seed: every run with it draws the same random numbers" }
                    <input type="number" min="0" step="1" value={props.settings.seed.to_string()} onchange={seed} />
                </label>
                <label>
                    { "Seconds a handler may take before it is ended" }
                    <input type="number" min="1" max="900" step="1"
                        value={props.settings.handler_timeout_seconds.to_string()} onchange={timeout} />
                </label>
            </div>
        </Popup>
    }
}

/// The largest whole number that JavaScript keeps exactly.
const MOST_EXACT: u64 = (1 << 53) - 1;
