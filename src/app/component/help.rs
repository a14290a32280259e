use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::{Icon, icon};
use crate::app::state::Action;

#[derive(Properties, PartialEq)]
pub struct HelpProps {
    pub open: bool,
    pub dispatch: Callback<Action>,
}

/// A name, and the shortcuts below it: keys and what they do.
type Group = (&'static str, &'static [(&'static [&'static str], &'static str)]);

const GROUPS: [Group; 4] = [
    (
        "Anywhere",
        &[
            (&["Ctrl", "Enter"], "Run; with a run going on, stop it"),
            (&["F1"], "Look up a function"),
            (&["Alt", "Enter"], "Look at the expression under the caret, in the definition"),
            (&["Shift", "Alt", "F"], "Format the text of the editor"),
            (&["?"], "Show this list"),
            (&["Esc"], "Close what is open; leave a child execution; leave the editor, so that Tab goes on"),
        ],
    ),
    (
        "Time",
        &[
            (&["←", "→"], "Previous and next event, on the track"),
            (&["Home", "End"], "First and last event"),
            (&["Space"], "Play and pause, on the track"),
        ],
    ),
    (
        "Graph",
        &[
            (&["Enter"], "Inspect the state in focus"),
            (&["↑", "↓", "←", "→"], "Go from state to state"),
            (&["+", "−"], "Zoom; also Ctrl and the wheel"),
            (&["0"], "Fit the whole graph"),
        ],
    ),
    ("Columns", &[(&["←", "→"], "Move the line in focus"), (&["Enter"], "Close or open the column")]),
];

/// The list of keyboard shortcuts.
#[component]
pub fn Help(props: &HelpProps) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(props.open, move |&open| {
            let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
            if open && !dialog.open() {
                let _ = dialog.show_modal();
            } else if !open && dialog.open() {
                dialog.close();
            }
        });
    }
    let close = props.dispatch.reform(|()| Action::Help(false));
    let groups = GROUPS.iter().map(|(name, shortcuts)| {
        let shortcuts = shortcuts.iter().map(|(keys, what)| {
            let keys = keys.iter().map(|key| html! { <kbd>{ *key }</kbd> });
            html! { <><dt>{ for keys }</dt><dd>{ *what }</dd></> }
        });
        html! { <><h3>{ *name }</h3><dl>{ for shortcuts }</dl></> }
    });
    html! {
        <dialog ref={dialog} aria-labelledby="help-title" onclose={close.reform(|_: Event| ())}>
            <header>
                <h2 id="help-title">{ "Keyboard shortcuts" }</h2>
                <button type="button" class="icon" aria-label="Close" onclick={close.reform(|_: MouseEvent| ())}>
                    { icon(Icon::Close) }
                </button>
            </header>
            <div class="keys">{ for groups }</div>
        </dialog>
    }
}
