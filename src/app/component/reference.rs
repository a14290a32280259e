use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

use super::{Icon, icon, ticked};
use crate::app::state::{Action, ExploreAction};
use crate::query::QueryLanguage;
use crate::query::reference::{self, FunctionHelp};

#[derive(Properties, PartialEq)]
pub struct ReferenceProps {
    pub open: bool,
    /// The language that is asked about at first.
    pub language: QueryLanguage,
    pub dispatch: Callback<Action>,
}

/// What every function does, to be searched.
#[component]
pub fn Reference(props: &ReferenceProps) -> Html {
    let dialog = use_node_ref();
    let field = use_node_ref();
    let query = use_state_eq(String::new);
    let chosen = use_state_eq(|| None::<QueryLanguage>);
    let language = chosen.unwrap_or(props.language);
    {
        let (dialog, field, chosen) = (dialog.clone(), field.clone(), chosen.clone());
        use_effect_with(props.open, move |&open| {
            let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
            if open && !dialog.open() {
                chosen.set(None);
                let _ = dialog.show_modal();
                if let Some(field) = field.cast::<HtmlInputElement>() {
                    let _ = field.focus();
                    field.select();
                }
            } else if !open && dialog.open() {
                dialog.close();
            }
        });
    }
    let close = props.dispatch.reform(|()| Action::Reference(false));
    let oninput = {
        let query = query.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                query.set(field.value());
            }
        })
    };
    let choice = |name: &'static str, of: QueryLanguage| {
        let chosen = chosen.clone();
        let onclick = Callback::from(move |_: MouseEvent| chosen.set(Some(of)));
        html! {
            <button type="button" class="small" aria-pressed={(language == of).to_string()} {onclick}>{ name }</button>
        }
    };
    html! {
        <dialog ref={dialog} class="reference" aria-labelledby="reference-title"
            onclose={close.reform(|_: Event| ())}>
            <header>
                <h2 id="reference-title">{ "Functions" }</h2>
                <div class="pair" role="group" aria-label="Language">
                    { choice("JSONata", QueryLanguage::Jsonata) }
                    { choice("JSONPath", QueryLanguage::JsonPath) }
                </div>
                <span class="grow" />
                <button type="button" class="icon" aria-label="Close" onclick={close.reform(|_: MouseEvent| ())}>
                    { icon(Icon::Close) }
                </button>
            </header>
            <input ref={field} type="search" aria-label="Search functions" spellcheck="false" autocomplete="off"
                placeholder="A name, or what it should do: split, date, sort …" {oninput} />
            // Some hundred entries, of no use while nobody looks.
            if props.open { { entries(language, &query, &props.dispatch) } }
        </dialog>
    }
}

fn entries(language: QueryLanguage, query: &str, dispatch: &Callback<Action>) -> Html {
    let found = reference::search(language, query);
    if found.is_empty() {
        return html! {
            <div class="empty">
                <h3>{ "Nothing found" }</h3>
                <p>{ "Try another word for what it does, or empty the search to see everything." }</p>
            </div>
        };
    }
    // In order of fit while one searches, else by family.
    let is_search = !query.trim().is_empty();
    let mut family = None;
    let rows = found.into_iter().map(|help| {
        let heading = (!is_search && family != Some(help.family)).then(|| help.family.title());
        family = Some(help.family);
        html! {
            <>
                if let Some(heading) = heading { <h3>{ heading }</h3> }
                { entry(language, help, dispatch) }
            </>
        }
    });
    html! { <div class="reference-list" tabindex="-1">{ for rows }</div> }
}

fn entry(language: QueryLanguage, help: &'static FunctionHelp, dispatch: &Callback<Action>) -> Html {
    let onclick = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Reference(false));
            dispatch.emit(Action::Explore(ExploreAction::Try(language, help.example.into())));
        })
    };
    html! {
        <article aria-label={help.name}>
            <h4><code class="query">{ help.usage }</code></h4>
            <p>{ ticked(help.summary) }</p>
            <p class="example">
                <code>{ help.example }</code><span class="p">{ "→" }</span><code class="result">{ help.result }</code>
                <button type="button" class="small quiet" aria-label={format!("Try {}", help.name)} {onclick}>
                    { icon(Icon::Run) }{ "Try" }
                </button>
            </p>
        </article>
    }
}
