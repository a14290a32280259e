use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

use crate::app::browser;
use crate::app::hook::use_document_event;

#[derive(Properties, PartialEq)]
pub struct PopupProps {
    /// What the button shows.
    pub label: Html,
    /// What the button is called, where it shows an icon only.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    #[prop_or_default]
    pub title: Option<AttrValue>,
    /// `menu` for things to choose from, `dialog` for fields.
    #[prop_or("menu")]
    pub role: &'static str,
    /// Of the whole: `end` aligns the sheet with the button's end, `up` opens it upwards.
    #[prop_or_default]
    pub class: Classes,
    #[prop_or(classes!("quiet"))]
    pub button_class: Classes,
    /// Whether the button takes the focus when it comes.
    #[prop_or_default]
    pub takes_focus: bool,
    pub children: Html,
}

/// A button that opens a sheet.
///
/// The sheet closes when an entry is chosen, when something outside is pressed, and by Escape. The first
/// and the last give the focus back to the button.
#[component]
pub fn Popup(props: &PopupProps) -> Html {
    let open = use_state_eq(|| false);
    let whole = use_node_ref();

    {
        let (open, whole) = (open.clone(), whole.clone());
        use_document_event("pointerdown", *open, move |event: &web_sys::Event| {
            let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
            let inside = whole.cast::<Node>().is_some_and(|whole| whole.contains(target.as_ref()));
            if !inside {
                open.set(false);
            }
        });
    }
    {
        let whole = whole.clone();
        use_effect_with(*open, move |&open| {
            if open && let Some(first) = entries(&whole).first() {
                let _ = first.focus();
            }
        });
    }

    {
        let (whole, takes_focus) = (whole.clone(), props.takes_focus);
        use_effect_with((), move |()| {
            if takes_focus {
                focus_button(&whole);
            }
        });
    }

    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let onclick = {
        let (open, whole) = (open.clone(), whole.clone());
        Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let entry =
                target.and_then(|target| target.closest("[role^=menuitem], [data-close]").ok().flatten());
            if entry.is_some() {
                open.set(false);
                // What the entry opens may take the focus afterwards.
                focus_button(&whole);
            }
        })
    };
    let onkeydown = {
        let (open, whole) = (open.clone(), whole.clone());
        Callback::from(move |event: KeyboardEvent| on_key(&event, &open, &whole))
    };
    html! {
        <div class={classes!("popup", props.class.clone())} ref={whole} {onkeydown}>
            <button type="button" class={props.button_class.clone()} onclick={toggle}
                aria-haspopup={props.role} aria-expanded={open.to_string()}
                aria-label={props.name.clone()} title={props.title.clone()}>
                { props.label.clone() }
            </button>
            if *open {
                <div class="sheet" role={props.role} aria-label={props.name.clone()} {onclick}>
                    { props.children.clone() }
                </div>
            }
        </div>
    }
}

fn focus_button(whole: &NodeRef) {
    if let Some(whole) = whole.cast::<Element>() {
        browser::focus_first(&whole, "button");
    }
}

fn on_key(event: &KeyboardEvent, open: &UseStateHandle<bool>, whole: &NodeRef) {
    let key = event.key();
    if key == "Escape" && **open {
        event.stop_propagation();
        open.set(false);
        focus_button(whole);
        return;
    }
    if !**open || !matches!(key.as_str(), "ArrowDown" | "ArrowUp") {
        return;
    }
    let entries = entries(whole);
    let focused = entries.iter().position(|entry| entry.matches(":focus").unwrap_or(false));
    let next = match (focused, key == "ArrowDown") {
        (None, true) => 0,
        (Some(at), true) => (at + 1) % entries.len(),
        (None, false) | (Some(0), false) => entries.len().saturating_sub(1),
        (Some(at), false) => at - 1,
    };
    if let Some(entry) = entries.get(next) {
        event.prevent_default();
        let _ = entry.focus();
    }
}

/// The things in the open sheet that take the focus.
fn entries(whole: &NodeRef) -> Vec<HtmlElement> {
    let Some(list) = whole
        .cast::<Element>()
        .and_then(|whole| whole.query_selector_all(".sheet [role^=menuitem], .sheet input").ok())
    else {
        return Vec::new();
    };
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()
}

#[derive(Properties, PartialEq)]
pub struct EntryProps {
    pub onclick: Callback<MouseEvent>,
    /// Whether it is the chosen one of several; nothing if it is not one of several.
    #[prop_or_default]
    pub checked: Option<bool>,
    #[prop_or_default]
    pub icon: Html,
    pub children: Html,
    /// A line below.
    #[prop_or_default]
    pub note: Option<AttrValue>,
}

/// An entry of a menu.
#[component]
pub fn Entry(props: &EntryProps) -> Html {
    let role = if props.checked.is_some() { "menuitemradio" } else { "menuitem" };
    let mark = match props.checked {
        Some(true) => super::icon(super::Icon::Check),
        Some(false) => html! {},
        None => props.icon.clone(),
    };
    html! {
        <button type="button" {role} aria-checked={props.checked.map(|checked| checked.to_string())}
            tabindex="-1" onclick={props.onclick.clone()}>
            <span class="mark">{ mark }</span>
            <span>
                { props.children.clone() }
                if let Some(note) = &props.note { <small>{ note.clone() }</small> }
            </span>
        </button>
    }
}
