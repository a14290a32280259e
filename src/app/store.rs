//! Where the work is kept: the browser's memory for this page.

use std::rc::Rc;
use std::sync::Arc;

use web_sys::Storage;

use super::browser::{self, storage};
use super::example;
use super::state::{AppState, Aside, Saving, Unsaved, View};
use crate::workspace::{Workspace, WorkspaceError};

/// The workspace.
pub const WORKSPACE: &str = "stepyard.workspace";
/// The workspace that it replaced.
const PREVIOUS: &str = "stepyard.previous";
/// A saved workspace that could not be opened.
const UNREADABLE: &str = "stepyard.unreadable";
/// Begins the keys of work that a tab could not save; each tab has one of its own.
const UNSAVED: &str = "stepyard.unsaved.";
/// Tabs, columns, theme. `index.html` reads the theme from it before anything is drawn.
const VIEW: &str = "stepyard.view";

/// The page as it was left, or as a new visitor finds it.
pub fn load() -> AppState {
    let Some(storage) = storage() else {
        let mut state = AppState::new(example::first(), View::default());
        state.saving = Saving::Refused("This browser keeps nothing for this page.".into());
        return state;
    };
    let view = read(&storage, VIEW).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let (workspace, aside) = match read(&storage, WORKSPACE) {
        None => (example::first(), None),
        Some(text) => match Workspace::from_text(&text) {
            Ok(workspace) => (workspace, None),
            Err(error) => (example::first(), Some(put_aside(&storage, text, &error))),
        },
    };
    let mut state = AppState::new(workspace, view);
    state.aside = aside;
    state.unsaved = unsaved(&storage, &state.workspace);
    state.previous = read(&storage, PREVIOUS).and_then(|text| Workspace::from_text(&text).ok()).map(Rc::new);
    state
}

fn put_aside(storage: &Storage, text: String, error: &WorkspaceError) -> Aside {
    // Only when it is safe elsewhere may its place be taken.
    if storage.set_item(UNREADABLE, &text).is_ok() {
        let _ = storage.remove_item(WORKSPACE);
    }
    Aside { reason: error.to_string().into(), text: text.into() }
}

/// The work that tabs could not save, the latest first. What cannot be read stays where it is.
fn unsaved(storage: &Storage, saved: &Workspace) -> Vec<Unsaved> {
    let count = storage.length().unwrap_or_default();
    let keys = (0..count).filter_map(|at| storage.key(at).ok().flatten());
    let mut keys: Vec<String> = keys.filter(|key| key.starts_with(UNSAVED)).collect();
    keys.sort_unstable_by(|one, other| other.cmp(one));
    let mut found = Vec::new();
    for key in keys {
        match read(storage, &key).and_then(|text| Workspace::from_text(&text).ok()) {
            // It has been saved since.
            Some(workspace) if workspace == *saved => remove_unsaved(&key),
            Some(workspace) => found.push(Unsaved { key: key.into(), workspace: Rc::new(workspace) }),
            None => {}
        }
    }
    found
}

/// A key for what this tab cannot save.
pub fn unsaved_key() -> String {
    format!("{UNSAVED}{:.3}", browser::opened_at())
}

/// Puts work aside that cannot be saved.
pub fn save_unsaved(key: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(key, text);
    }
}

/// The work under that key is safe elsewhere, or nobody wants it.
pub fn remove_unsaved(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

fn read(storage: &Storage, key: &str) -> Option<String> {
    storage.get_item(key).ok().flatten()
}

/// Writes the view; if it cannot be kept, nothing is lost that matters.
pub fn save_view(view: &View) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(view)) {
        let _ = storage.set_item(VIEW, &text);
    }
}

/// Writes the work that was replaced.
pub fn save_previous(previous: &Workspace) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(PREVIOUS, &previous.to_text());
    }
}

/// What is kept of the workspace now.
pub fn saved_text() -> Option<Arc<str>> {
    storage().and_then(|storage| read(&storage, WORKSPACE)).map(Arc::from)
}

/// Writes the workspace, unless somebody else has since `last` was written.
pub fn save(text: &str, last: Option<&str>) -> Saving {
    let Some(storage) = storage() else {
        return Saving::Refused("This browser keeps nothing for this page.".into());
    };
    match read(&storage, WORKSPACE) {
        Some(theirs) if last != Some(&*theirs) && theirs != text => {
            return Saving::Conflict { theirs: theirs.into() };
        }
        _ => {}
    }
    match storage.set_item(WORKSPACE, text) {
        Ok(()) => Saving::Saved,
        Err(_) => Saving::Refused("The browser’s storage for this page is full.".into()),
    }
}
