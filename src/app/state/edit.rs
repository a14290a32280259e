use std::rc::Rc;
use std::sync::Arc;

use super::{AppState, EditTab, Moment, Run, Saving, Subject, Unsaved};
use crate::app::example;
use crate::workspace::{Case, Handler, Settings, Workspace, unused_name};

/// The name of a handler or case that outlasts renaming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(pub u32);

/// The keys of all texts of a workspace, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keys {
    /// Of the workspace itself: changes when it is replaced.
    pub workspace: u32,
    /// Of its handlers.
    pub handlers: Vec<Key>,
    /// Of its cases.
    pub cases: Vec<Key>,
    next: u32,
}

impl Keys {
    /// Keys for a workspace that has none yet.
    #[must_use]
    pub fn of(workspace: &Workspace) -> Keys {
        let mut keys = Keys::default();
        keys.renew(workspace);
        keys
    }

    fn renew(&mut self, workspace: &Workspace) {
        self.workspace += 1;
        self.handlers = workspace.handlers.iter().map(|_| self.fresh()).collect();
        self.cases = workspace.cases.iter().map(|_| self.fresh()).collect();
    }

    fn fresh(&mut self) -> Key {
        self.next += 1;
        Key(self.next)
    }

    /// Where a handler stands.
    #[must_use]
    pub fn handler(&self, key: Key) -> Option<usize> {
        self.handlers.iter().position(|&other| other == key)
    }

    /// Where a case stands.
    #[must_use]
    pub fn case(&self, key: Key) -> Option<usize> {
        self.cases.iter().position(|&other| other == key)
    }
}

/// A change of the work.
#[derive(Clone, Debug)]
pub enum Edit {
    /// The definition was typed.
    Definition(Arc<str>),
    /// A handler was typed.
    HandlerCode(Key, Arc<str>),
    /// An input was typed.
    CaseInput(Key, Arc<str>),
    /// The workspace is called something else.
    Rename(Arc<str>),
    /// One more handler, which is then shown.
    AddHandler {
        /// The function's name.
        name: Arc<str>,
        /// Its code.
        code: Arc<str>,
    },
    /// A handler is called something else.
    RenameHandler(Key, Arc<str>),
    /// A handler goes.
    DeleteHandler(Key),
    /// A handler is shown.
    OpenHandler(Key),
    /// One more case, empty, which is then selected.
    AddCase,
    /// A copy of a case, which is then selected.
    DuplicateCase(Key),
    /// A case is called something else.
    RenameCase(Key, Arc<str>),
    /// A case goes, unless it is the only one.
    DeleteCase(Key),
    /// Another case runs.
    SelectCase(Key),
    /// How the workspace runs.
    Settings(Settings),
    /// Another workspace takes the place of this one, which stays within reach if it is anybody's work.
    Replace(Rc<Workspace>),
    /// What another tab saved takes the place of this work, which stays within reach.
    TakeOver(Rc<Workspace>),
    /// The unsaved work under this key takes the place of this one.
    OpenUnsaved(Arc<str>),
    /// The unsaved work under this key goes.
    DeleteUnsaved(Arc<str>),
    /// Brings back what the toast offers.
    Undo,
}

/// What can be brought back.
#[derive(Clone, Debug)]
pub enum Undo {
    /// The work before it was replaced.
    Replace(Rc<Workspace>),
    /// A handler and where it stood.
    DeleteHandler(usize, Handler, Key),
    /// A case and where it stood.
    DeleteCase(usize, Case, Key),
    /// Unsaved work that was deleted.
    DeleteUnsaved(Unsaved),
    /// What was typed about an expression.
    Expression(Subject, Arc<str>),
}

impl AppState {
    pub(super) fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Definition(text) => self.workspace.definition = text,
            Edit::HandlerCode(key, text) => {
                if let Some(handler) = self.handler_mut(key) {
                    handler.code = text;
                }
            }
            Edit::CaseInput(key, text) => {
                if let Some(case) = self.case_mut(key) {
                    case.input = text;
                }
            }
            Edit::Rename(name) => {
                if let Some(name) = typed_name(&name) {
                    self.workspace.name = name;
                }
            }
            Edit::AddHandler { name, code } => self.add_handler(&name, code),
            Edit::RenameHandler(key, name) => self.rename_handler(key, &name),
            Edit::DeleteHandler(key) => self.delete_handler(key),
            Edit::OpenHandler(key) => {
                self.view.edit = EditTab::Handlers;
                self.view.handler = self.keys.handler(key).unwrap_or_default();
            }
            Edit::AddCase => {
                self.insert_case(self.workspace.cases.len(), "Case 1", "{\n  \n}\n".into());
            }
            Edit::DuplicateCase(key) => {
                if let Some(at) = self.keys.case(key) {
                    let Case { name, input } = self.workspace.cases[at].clone();
                    self.insert_case(at + 1, &name, input);
                }
            }
            Edit::RenameCase(key, name) => self.rename_case(key, &name),
            Edit::DeleteCase(key) => self.delete_case(key),
            Edit::SelectCase(key) => {
                self.workspace.selected_case = self.keys.case(key).unwrap_or(self.workspace.selected_case);
            }
            Edit::Settings(settings) => self.workspace.settings = settings,
            Edit::Replace(workspace) => {
                let text = format!("Opened “{}”.", workspace.name);
                self.replace(&workspace, text);
            }
            Edit::TakeOver(workspace) => {
                self.saving = Saving::Chosen;
                self.replace(&workspace, "Opened the other tab’s workspace.");
            }
            Edit::OpenUnsaved(key) => {
                if let Some(Unsaved { workspace, .. }) = self.take_unsaved(&key) {
                    self.edit(Edit::Replace(workspace));
                }
            }
            Edit::DeleteUnsaved(key) => {
                if let Some(unsaved) = self.take_unsaved(&key) {
                    let text = format!("Deleted the unsaved “{}”.", unsaved.workspace.name);
                    self.tell(text, false, Some(Undo::DeleteUnsaved(unsaved)));
                }
            }
            Edit::Undo => self.undo(),
        }
    }

    fn replace(&mut self, workspace: &Workspace, text: impl Into<Arc<str>>) {
        let old = self.exchange(workspace);
        self.tell(text, false, Some(Undo::Replace(old)));
    }

    /// Puts another workspace in the place of this one, and gives this one back.
    ///
    /// There is one place for what was replaced. An example that nobody has touched can be opened again at any
    /// time, so it takes that place from nobody's work.
    fn exchange(&mut self, workspace: &Workspace) -> Rc<Workspace> {
        let old = Rc::new(std::mem::replace(&mut self.workspace, workspace.clone()));
        let is_back = self.previous.as_deref() == Some(workspace);
        let is_kept = is_back
            || !example::is_untouched(&old)
            || self.previous.as_deref().is_none_or(example::is_untouched);
        self.view.explorer.replace_work(is_back, is_kept);
        if is_kept {
            self.previous = Some(old.clone());
        }
        self.start_over();
        old
    }

    fn undo(&mut self) {
        match self.toast.take().and_then(|toast| toast.undo) {
            None => {}
            Some(Undo::Replace(workspace)) => {
                self.exchange(&workspace);
            }
            Some(Undo::DeleteHandler(at, handler, key)) => {
                let at = at.min(self.workspace.handlers.len());
                self.workspace.handlers.insert(at, handler);
                self.keys.handlers.insert(at, key);
                self.view.handler = at;
            }
            Some(Undo::DeleteCase(at, case, key)) => {
                let at = at.min(self.workspace.cases.len());
                self.workspace.cases.insert(at, case);
                self.keys.cases.insert(at, key);
                self.workspace.selected_case = at;
            }
            Some(Undo::DeleteUnsaved(unsaved)) => self.unsaved.insert(0, unsaved),
            Some(Undo::Expression(subject, text)) => self.restore_expression(subject, text),
        }
    }

    fn take_unsaved(&mut self, key: &str) -> Option<Unsaved> {
        let at = self.unsaved.iter().position(|unsaved| &*unsaved.key == key)?;
        Some(self.unsaved.remove(at))
    }

    /// After the work was replaced: no editor, run or selection of the old one is left.
    fn start_over(&mut self) {
        self.keys.renew(&self.workspace);
        self.view.handler = 0;
        self.run = Run { number: self.run.number + 1, ..Run::default() };
        self.moment = Moment::default();
        self.wish = None;
    }

    fn handler_mut(&mut self, key: Key) -> Option<&mut Handler> {
        self.workspace.handlers.get_mut(self.keys.handler(key)?)
    }

    fn case_mut(&mut self, key: Key) -> Option<&mut Case> {
        self.workspace.cases.get_mut(self.keys.case(key)?)
    }

    fn add_handler(&mut self, name: &str, code: Arc<str>) {
        let Some(name) = typed_name(name) else { return };
        let name = unused_name(&name, self.workspace.handlers.iter().map(|handler| &*handler.name));
        self.workspace.handlers.push(Handler { name, code });
        let key = self.keys.fresh();
        self.keys.handlers.push(key);
        self.view.edit = EditTab::Handlers;
        self.view.handler = self.workspace.handlers.len() - 1;
    }

    fn rename_handler(&mut self, key: Key, name: &str) {
        let (Some(at), Some(name)) = (self.keys.handler(key), typed_name(name)) else { return };
        let others = self.workspace.handlers.iter().enumerate().filter(|&(other, _)| other != at);
        let taken = others.map(|(_, handler)| &*handler.name).any(|other| other == &*name);
        if taken {
            self.tell(format!("There is a handler `{name}` already."), true, None);
        } else {
            self.workspace.handlers[at].name = name;
        }
    }

    fn delete_handler(&mut self, key: Key) {
        let Some(at) = self.keys.handler(key) else { return };
        let handler = self.workspace.handlers.remove(at);
        self.keys.handlers.remove(at);
        self.view.handler = self.view.handler.min(self.workspace.handlers.len().saturating_sub(1));
        let text = format!("Deleted the handler `{}`.", handler.name);
        self.tell(text, false, Some(Undo::DeleteHandler(at, handler, key)));
    }

    fn insert_case(&mut self, at: usize, name: &str, input: Arc<str>) {
        let name = unused_name(name, self.workspace.cases.iter().map(|case| &*case.name));
        self.workspace.cases.insert(at, Case { name, input });
        let key = self.keys.fresh();
        self.keys.cases.insert(at, key);
        self.workspace.selected_case = at;
    }

    fn rename_case(&mut self, key: Key, name: &str) {
        let (Some(at), Some(name)) = (self.keys.case(key), typed_name(name)) else { return };
        let others = self.workspace.cases.iter().enumerate().filter(|&(other, _)| other != at);
        let taken = others.map(|(_, case)| &*case.name).any(|other| other == &*name);
        if taken {
            self.tell(format!("There is a case “{name}” already."), true, None);
        } else {
            self.workspace.cases[at].name = name;
        }
    }

    fn delete_case(&mut self, key: Key) {
        let Some(at) = self.keys.case(key) else { return };
        if self.workspace.cases.len() == 1 {
            self.tell("An execution needs an input, so the last case stays.", true, None);
            return;
        }
        let case = self.workspace.cases.remove(at);
        self.keys.cases.remove(at);
        if self.workspace.selected_case > at || self.workspace.selected_case == self.workspace.cases.len() {
            self.workspace.selected_case -= 1;
        }
        let text = format!("Deleted the case “{}”.", case.name);
        self.tell(text, false, Some(Undo::DeleteCase(at, case, key)));
    }
}

/// A name without blanks around it; nothing if nothing was typed.
fn typed_name(typed: &str) -> Option<Arc<str>> {
    let name = typed.trim();
    (!name.is_empty()).then(|| name.into())
}
