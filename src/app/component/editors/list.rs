use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use web_sys::Element;
use yew::prelude::*;

use crate::app::browser;
use crate::app::component::{Icon, NameField, Named, icon};
use crate::app::state::Key;

/// An entry of a list of texts.
#[derive(Clone, PartialEq)]
pub struct Item {
    pub key: Key,
    pub name: Arc<str>,
    /// A few words behind the name.
    pub note: Option<AttrValue>,
    /// Whether something is wrong with it.
    pub is_bad: bool,
}

#[derive(Properties, PartialEq)]
pub struct ListProps {
    pub label: &'static str,
    /// What one entry is called: `handler`, `case`.
    pub noun: &'static str,
    pub sign: Icon,
    pub items: Vec<Item>,
    pub open: Option<Key>,
    pub on_open: Callback<Key>,
    pub on_rename: Callback<(Key, Arc<str>)>,
    pub on_delete: Callback<Key>,
    #[prop_or_default]
    pub on_copy: Option<Callback<Key>>,
}

/// The texts there are, by name; one is open.
#[component]
pub fn List(props: &ListProps) -> Html {
    let renaming = use_state_eq(|| None::<Key>);
    // The entry that gets the focus back when it stands there again.
    let renamed = use_mut_ref(|| None::<Key>);
    let whole = use_node_ref();
    {
        let (renamed, whole) = (renamed.clone(), whole.clone());
        let keys: Vec<Key> = props.items.iter().map(|item| item.key).collect();
        use_effect_with(*renaming, move |_| {
            let at = renamed.take().and_then(|key| keys.iter().position(|&other| other == key));
            if let (Some(at), Some(list)) = (at, whole.cast::<Element>()) {
                browser::focus_first(&list, &format!(".row:nth-child({}) .open-row", at + 1));
            }
        });
    }
    let rows = props.items.iter().map(|item| row(props, item, &renaming, &renamed));
    html! { <ul ref={whole.clone()} class="list" aria-label={props.label}>{ for rows }</ul> }
}

/// Before an entry goes that holds the focus: gives it to a neighbour, or to the button that adds one.
fn leave(row: &Element) {
    let panel = row.closest("[role=tabpanel]").ok().flatten();
    if let Some(neighbour) = row.next_element_sibling().or_else(|| row.previous_element_sibling()) {
        browser::focus_first(&neighbour, ".open-row");
    } else if let Some(panel) = panel {
        browser::focus_first(&panel, ".list-head button");
    }
}

fn row(
    props: &ListProps,
    item: &Item,
    renaming: &UseStateHandle<Option<Key>>,
    renamed: &Rc<RefCell<Option<Key>>>,
) -> Html {
    let key = item.key;
    if **renaming == Some(key) {
        let (on_rename, renaming, renamed) = (props.on_rename.clone(), renaming.clone(), renamed.clone());
        let on_done = Callback::from(move |Named { name, by_key }: Named| {
            *renamed.borrow_mut() = by_key.then_some(key);
            renaming.set(None);
            if let Some(name) = name {
                on_rename.emit((key, name));
            }
        });
        return html! {
            <li key={key.0} class="row"><NameField name={item.name.clone()} label="Name" {on_done} /></li>
        };
    }
    let is_open = props.open == Some(key);
    let rename = {
        let renaming = renaming.clone();
        Callback::from(move |_: MouseEvent| renaming.set(Some(key)))
    };
    let start_renaming = {
        let renaming = renaming.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "F2" {
                renaming.set(Some(key));
            }
        })
    };
    let action = |what: &str, sign: Icon, onclick: Callback<MouseEvent>| {
        let label = format!("{what} {} {}", props.noun, item.name);
        html! {
            <button type="button" class="icon small" aria-label={label} title={what.to_owned()} {onclick}>
                { icon(sign) }
            </button>
        }
    };
    let delete = props.on_delete.reform(move |event: MouseEvent| {
        let button = event.target_dyn_into::<Element>();
        if let Some(row) = button.and_then(|button| button.closest("li").ok().flatten()) {
            leave(&row);
        }
        key
    });
    let copy = props.on_copy.as_ref().map(|on_copy| on_copy.reform(move |_: MouseEvent| key));
    html! {
        <li key={key.0} class={classes!("row", is_open.then_some("open"))}>
            <button type="button" class="open-row" aria-current={is_open.then_some("true")}
                onclick={props.on_open.reform(move |_: MouseEvent| key)} ondblclick={rename.clone()}
                onkeydown={start_renaming} title={item.name.to_string()}>
                <span class={classes!("sign", item.is_bad.then_some("bad"))}>
                    { icon(if item.is_bad { Icon::Warning } else { props.sign }) }
                </span>
                <span class="cut">{ &*item.name }</span>
                if let Some(note) = &item.note { <span class="note cut">{ note.clone() }</span> }
            </button>
            <span class="row-actions">
                { action("Rename", Icon::Pencil, rename) }
                { for copy.map(|copy| action("Duplicate", Icon::Copy, copy)) }
                { action("Delete", Icon::Trash, delete) }
            </span>
        </li>
    }
}
