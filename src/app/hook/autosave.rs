use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;
use yew::prelude::*;

use super::use_window_event;
use crate::app::state::{Action, AppState, Saving, View};
use crate::app::store;
use crate::workspace::Workspace;

/// How long nothing must have been typed before the work is written, in milliseconds.
const PAUSE: u32 = 400;

/// Keeps the work in the browser: soon after every change, and at once when the page goes away.
///
/// Another tab's work is never overwritten: what is there must be what this tab wrote or read last.
#[hook]
pub fn use_autosave(state: &AppState, dispatch: &Callback<Action>) {
    let writer = use_memo(dispatch.clone(), |dispatch| Writer {
        dispatch: dispatch.clone(),
        last: RefCell::default(),
        pending: RefCell::default(),
        pending_view: RefCell::default(),
    });
    {
        // What could not be opened was not read, so it is not ours to write over.
        let (writer, is_ours) = (writer.clone(), state.aside.is_none());
        use_effect_with((), move |()| *writer.last.borrow_mut() = store::saved_text().filter(|_| is_ours));
    }
    {
        let writer = writer.clone();
        let deps = (state.workspace.clone(), state.saving.clone());
        use_effect_with(deps, move |(workspace, saving)| {
            let timer = writer.schedule(workspace, saving);
            move || drop(timer)
        });
    }
    use_effect_with(state.previous.clone(), |previous| {
        if let Some(previous) = previous {
            store::save_previous(previous);
        }
    });
    {
        let writer = writer.clone();
        use_effect_with(state.view.clone(), move |view| {
            *writer.pending_view.borrow_mut() = Some(view.clone());
            let timer = Timeout::new(PAUSE, move || writer.flush_view());
            move || drop(timer)
        });
    }
    {
        let writer = writer.clone();
        use_window_event("pagehide", move |_| {
            writer.flush();
            writer.flush_view();
        });
    }
    use_window_event("storage", move |event| {
        if let Some(event) = event.dyn_ref::<StorageEvent>()
            && event.key().as_deref() == Some(store::WORKSPACE)
            && let Some(theirs) = event.new_value()
        {
            writer.pending.take();
            writer.dispatch.emit(Action::Saving(Saving::Conflict { theirs: theirs.into() }));
        }
    });
}

struct Writer {
    dispatch: Callback<Action>,
    /// What this tab wrote or read last.
    last: RefCell<Option<Arc<str>>>,
    /// What is to be written.
    pending: RefCell<Option<String>>,
    pending_view: RefCell<Option<View>>,
}

impl Writer {
    fn schedule(self: &Rc<Self>, workspace: &Workspace, saving: &Saving) -> Option<Timeout> {
        match saving {
            Saving::Conflict { .. } => return None,
            // The person has chosen this tab's work.
            Saving::Chosen => *self.last.borrow_mut() = store::saved_text(),
            _ => {}
        }
        let text = workspace.to_text();
        if self.last.borrow().as_deref() == Some(&*text) {
            self.pending.take();
            self.say(saving, Saving::Saved);
            return None;
        }
        *self.pending.borrow_mut() = Some(text);
        if *saving == Saving::Saved {
            self.dispatch.emit(Action::Saving(Saving::Pending));
        }
        let writer = self.clone();
        Some(Timeout::new(PAUSE, move || writer.flush()))
    }

    fn flush(&self) {
        let Some(text) = self.pending.take() else { return };
        let last = self.last.borrow().clone();
        let saving = store::save(&text, last.as_deref());
        if saving == Saving::Saved {
            *self.last.borrow_mut() = Some(text.into());
        }
        self.dispatch.emit(Action::Saving(saving));
    }

    fn flush_view(&self) {
        if let Some(view) = self.pending_view.take() {
            store::save_view(&view);
        }
    }

    fn say(&self, now: &Saving, saving: Saving) {
        if *now != saving {
            self.dispatch.emit(Action::Saving(saving));
        }
    }
}
