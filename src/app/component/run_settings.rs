use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Popup;
use crate::app::state::{Action, Edit};
use crate::asl::model::ExecutionType;
use crate::workspace::Settings;

#[derive(Properties, PartialEq)]
pub struct RunSettingsProps {
    /// Where the sheet opens, and where the whole is shown.
    pub class: Classes,
    pub settings: Settings,
    pub dispatch: Callback<Action>,
}

/// The type and the seed, and with them how a run goes.
#[component]
pub fn RunSettings(props: &RunSettingsProps) -> Html {
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
        <Popup class={props.class.clone()} role="dialog" button_class="" {label}
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
