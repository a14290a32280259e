use std::sync::Arc;

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct NameFieldProps {
    pub name: Arc<str>,
    pub label: &'static str,
    pub on_done: Callback<Named>,
}

/// What became of a field for a name.
pub struct Named {
    /// The new name, or nothing if it stays as it was.
    pub name: Option<Arc<str>>,
    /// Whether a key ended it, so that the focus has nowhere to go.
    pub by_key: bool,
}

/// A field in the place of a name: Enter or leaving it renames, Escape does not.
#[component]
pub fn NameField(props: &NameFieldProps) -> Html {
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                let _ = field.focus();
                field.select();
            }
        });
    }
    let done = use_mut_ref(|| false);
    let finish = {
        let (on_done, name) = (props.on_done.clone(), props.name.clone());
        let field = field.clone();
        move |keep: bool, by_key: bool| {
            // Removing a field takes the focus from it, which would finish a second time.
            if std::mem::replace(&mut *done.borrow_mut(), true) {
                return;
            }
            let typed = field.cast::<HtmlInputElement>().map(|field| field.value());
            let typed = typed.filter(|typed| keep && !typed.trim().is_empty() && typed.trim() != &*name);
            on_done.emit(Named { name: typed.map(|typed| typed.trim().into()), by_key });
        }
    };
    let onkeydown = {
        let finish = finish.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" => finish(true, true),
            "Escape" => {
                event.stop_propagation();
                finish(false, true);
            }
            _ => event.stop_propagation(),
        })
    };
    let onblur = Callback::from(move |_: FocusEvent| finish(true, false));
    html! {
        <input ref={field} type="text" class="name-field" aria-label={props.label} value={props.name.to_string()}
            maxlength="120" spellcheck="false" autocomplete="off" {onkeydown} {onblur} />
    }
}
