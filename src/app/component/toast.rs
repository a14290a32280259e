use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::{Icon, icon, ticked};
use crate::app::state::{Action, Edit, Toast};

/// How long a toast stays, in milliseconds: long enough to read two sentences and decide.
const STAY: u32 = 10_000;

#[derive(Properties)]
pub struct ToastsProps {
    pub toast: Option<Toast>,
    pub dispatch: Callback<Action>,
}

impl PartialEq for ToastsProps {
    fn eq(&self, other: &Self) -> bool {
        let serial = |props: &Self| props.toast.as_ref().map(|toast| toast.serial);
        serial(self) == serial(other) && self.dispatch == other.dispatch
    }
}

/// What the page says in passing. It stays while the pointer is on it.
#[component]
pub fn Toasts(props: &ToastsProps) -> Html {
    let held = use_state_eq(|| false);
    let serial = props.toast.as_ref().map(|toast| toast.serial);
    let dismiss = props.dispatch.reform(move |()| Action::DismissToast(serial.unwrap_or_default()));
    {
        let dismiss = dismiss.clone();
        use_effect_with((serial, *held), move |&(serial, held)| {
            let waits = serial.is_some() && !held;
            let timeout = waits.then(|| Timeout::new(STAY, move || dismiss.emit(())));
            move || drop(timeout)
        });
    }
    let hold = |on: bool| {
        let held = held.clone();
        Callback::from(move |_: PointerEvent| held.set(on))
    };
    let toast = props.toast.as_ref().map(|toast| {
        html! {
            <div key={toast.serial} class="toast" onpointerenter={hold(true)} onpointerleave={hold(false)}>
                if toast.is_error { <span class="bad">{ icon(Icon::Warning) }</span> }
                <p>{ ticked(&toast.text) }</p>
                if toast.undo.is_some() {
                    <button type="button" class="small undo"
                        onclick={props.dispatch.reform(|_: MouseEvent| Action::Edit(Edit::Undo))}>
                        { "Undo" }
                    </button>
                }
                <button type="button" class="small icon" aria-label="Dismiss"
                    onclick={dismiss.reform(|_: MouseEvent| ())}>
                    { icon(Icon::Close) }
                </button>
            </div>
        }
    });
    html! { <div class="toasts" role="status" aria-live="polite">{ for toast }</div> }
}
