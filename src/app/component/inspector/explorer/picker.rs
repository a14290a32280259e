use std::sync::Arc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::app::component::{Icon, icon};
use crate::app::state::{Action, ExploreAction, Explorer, Subject};
use crate::explore::Site;

/// An expression that can be chosen.
#[derive(Clone, PartialEq)]
pub struct Choice {
    subject: Subject,
    name: String,
}

impl Choice {
    pub fn of(site: &Site, explorer: &Explorer) -> Choice {
        let subject = Subject::of(site);
        let changed = if explorer.draft(&subject).is_some() { " (changed)" } else { "" };
        Choice { name: format!("{}{changed}", site.field), subject }
    }

    /// One that the definition has no more.
    pub fn gone(subject: &Subject, field: &str) -> Choice {
        Choice { subject: subject.clone(), name: format!("{field} (no longer there)") }
    }
}

#[derive(Properties, PartialEq)]
pub struct PickerProps {
    /// The state that the choices belong to.
    pub state: Option<Arc<str>>,
    pub choices: Vec<Choice>,
    /// What is chosen.
    pub subject: Subject,
    pub dispatch: Callback<Action>,
}

/// Which expression it is, and the way to the reference.
#[component]
pub fn Picker(props: &PickerProps) -> Html {
    let own = |subject, name: &str| Choice { subject, name: name.to_owned() };
    let own = [own(Subject::OwnJsonata, "JSONata"), own(Subject::OwnJsonPath, "JSONPath")];
    let all: Vec<Subject> = props.choices.iter().chain(&own).map(|choice| choice.subject.clone()).collect();
    let onchange = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: Event| {
            let at = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.selected_index());
            if let Some(subject) = at.and_then(|at| all.get(usize::try_from(at).ok()?)) {
                dispatch.emit(Action::Explore(ExploreAction::Choose(subject.clone())));
            }
        })
    };
    let option = |choice: &Choice| {
        html! { <option selected={choice.subject == props.subject}>{ choice.name.clone() }</option> }
    };
    let reference = props.dispatch.reform(|_: MouseEvent| Action::Reference(true));
    html! {
        <div class="explorer-head">
            <select aria-label="Which expression" {onchange}>
                if let Some(state) = props.state.as_ref().filter(|_| !props.choices.is_empty()) {
                    <optgroup label={state.to_string()}>{ for props.choices.iter().map(option) }</optgroup>
                }
                <optgroup label="One of your own">{ for own.iter().map(option) }</optgroup>
            </select>
            <button type="button" class="quiet" title="All functions, with examples (F1)" onclick={reference}>
                { icon(Icon::Function) }{ "Functions" }<kbd class="not-narrow">{ "F1" }</kbd>
            </button>
        </div>
    }
}
