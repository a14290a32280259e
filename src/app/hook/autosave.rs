use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::StorageEvent;
use yew::prelude::*;

use super::use_window_event;
use crate::app::example::is_untouched;
use crate::app::state::{Action, AppState, Saving, Unsaved, View};
use crate::app::store;
use crate::workspace::Workspace;

/// How long nothing must have been typed before the work is written, in milliseconds.
const PAUSE: u32 = 400;

/// Keeps the work in the browser: soon after every change, and at once when the page goes away.
///
/// Another tab's work is never overwritten: what is there must be what this tab wrote or read last. If it
/// is not, this tab's work is put aside under a key of its own until somebody decides.
#[hook]
pub fn use_autosave(state: &AppState, dispatch: &Callback<Action>) {
    let writer = use_memo(dispatch.clone(), |dispatch| Writer {
        dispatch: dispatch.clone(),
        last: RefCell::default(),
        found: RefCell::default(),
        pending: RefCell::default(),
        pending_aside: RefCell::default(),
        aside_key: RefCell::default(),
        pending_view: RefCell::default(),
    });
    {
        // What could not be opened was not read, so it is not ours to write over.
        let (writer, is_ours) = (writer.clone(), state.aside.is_none());
        use_effect_with((), move |()| writer.find(store::saved_text().filter(|_| is_ours)));
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
    use_unsaved(&state.unsaved);
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
            writer.flush_aside();
            writer.flush_view();
        });
    }
    use_window_event("storage", move |event| {
        if let Some(event) = event.dyn_ref::<StorageEvent>()
            && event.key().as_deref() == Some(store::WORKSPACE)
            && let Some(theirs) = event.new_value()
        {
            writer.give_up();
            writer.dispatch.emit(Action::Saving(Saving::Conflict { theirs: theirs.into() }));
        }
    });
}

/// Keeps what other tabs could not save for as long as it is offered.
#[hook]
fn use_unsaved(unsaved: &[Unsaved]) {
    let kept = use_mut_ref(|| unsaved.to_vec());
    use_effect_with(unsaved.to_vec(), move |unsaved| {
        let before = kept.replace(unsaved.clone());
        for gone in before.iter().filter(|old| !unsaved.contains(old)) {
            store::remove_unsaved(&gone.key);
        }
        for back in unsaved.iter().filter(|new| !before.contains(new)) {
            store::save_unsaved(&back.key, &back.workspace.to_text());
        }
    });
}

struct Writer {
    dispatch: Callback<Action>,
    /// What this tab wrote or read last.
    last: RefCell<Option<Arc<str>>>,
    /// What this tab read last: if its work is still that, there is nothing of its own to keep.
    found: RefCell<Option<Arc<str>>>,
    /// What is to be written.
    pending: RefCell<Option<String>>,
    /// What is to be put aside.
    pending_aside: RefCell<Option<String>>,
    /// Where this tab has put something aside.
    aside_key: RefCell<Option<String>>,
    pending_view: RefCell<Option<View>>,
}

impl Writer {
    fn find(&self, text: Option<Arc<str>>) {
        self.last.borrow_mut().clone_from(&text);
        *self.found.borrow_mut() = text;
    }

    fn schedule(self: &Rc<Self>, workspace: &Workspace, saving: &Saving) -> Option<Timeout> {
        match saving {
            Saving::Conflict { theirs } if **theirs != *workspace.to_text() => {
                return self.schedule_aside(workspace);
            }
            // The other tab has saved the very same.
            Saving::Conflict { theirs } => self.find(Some(theirs.clone())),
            // The person has chosen which work stays.
            Saving::Chosen => self.find(store::saved_text()),
            _ => {}
        }
        let text = workspace.to_text();
        if self.last.borrow().as_deref() == Some(&*text) {
            self.pending.take();
            self.forget_aside();
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

    fn schedule_aside(self: &Rc<Self>, workspace: &Workspace) -> Option<Timeout> {
        let text = workspace.to_text();
        let is_own = self.found.borrow().as_deref() != Some(&*text) && !is_untouched(workspace);
        *self.pending_aside.borrow_mut() = is_own.then_some(text);
        let writer = self.clone();
        Some(Timeout::new(PAUSE, move || writer.flush_aside()))
    }

    /// What was to be written is only to be put aside.
    fn give_up(&self) {
        if let Some(text) = self.pending.take() {
            *self.pending_aside.borrow_mut() = Some(text);
        }
    }

    fn flush(&self) {
        let Some(text) = self.pending.take() else { return };
        let last = self.last.borrow().clone();
        let saving = store::save(&text, last.as_deref());
        match saving {
            Saving::Saved => {
                *self.last.borrow_mut() = Some(text.into());
                self.forget_aside();
            }
            Saving::Conflict { .. } => *self.pending_aside.borrow_mut() = Some(text),
            _ => {}
        }
        self.dispatch.emit(Action::Saving(saving));
    }

    fn flush_aside(&self) {
        let Some(text) = self.pending_aside.take() else { return };
        let mut key = self.aside_key.borrow_mut();
        store::save_unsaved(key.get_or_insert_with(store::unsaved_key), &text);
    }

    fn forget_aside(&self) {
        self.pending_aside.take();
        if let Some(key) = self.aside_key.take() {
            store::remove_unsaved(&key);
        }
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
