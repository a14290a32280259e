//! The state of the page, and the one function that changes it.
//!
//! Plain Rust: no DOM, no timers, no storage. What follows from the state is derived where it is shown.

mod child;
mod edit;
mod explore;
mod moment;
mod run;
mod view;

use std::rc::Rc;
use std::sync::Arc;

use yew::Reducible;

use crate::source::Span;
use crate::workspace::Workspace;

pub use child::{ChildAction, Within};
pub use edit::{Edit, Key, Keys, Undo};
pub use explore::{ExploreAction, Explorer, Subject};
pub use moment::{Moment, MomentAction, Selected};
pub use run::{Failure, FailureKind, Obstacle, Phase, Redrive, Run, RunAction};
pub use view::{Columns, EditTab, InspectTab, Pane, Side, Speed, Theme, View, ViewAction};

/// Everything the page knows.
#[derive(Clone, Debug)]
pub struct AppState {
    /// What the person works on.
    pub workspace: Workspace,
    /// Names of the texts that outlast renaming, so that editors are kept.
    pub keys: Keys,
    /// The work that the present one replaced.
    pub previous: Option<Rc<Workspace>>,
    /// Tabs, columns, theme: what is remembered beside the work.
    pub view: View,
    /// The pane that a narrow screen shows.
    pub pane: Pane,
    /// The present or last execution.
    pub run: Run,
    /// The moment and the state that are looked at.
    pub moment: Moment,
    /// Where the work is kept.
    pub saving: Saving,
    /// Saved work that could not be opened.
    pub aside: Option<Aside>,
    /// Work that a tab could not save, because another had saved something else.
    pub unsaved: Vec<Unsaved>,
    /// Something to say in passing.
    pub toast: Option<Toast>,
    /// Something an editor is asked to do.
    pub wish: Option<Wish>,
    /// Whether the list of keyboard shortcuts is open.
    pub help: bool,
    /// Whether the reference of functions is open.
    pub reference: bool,
    /// Counts what must be told apart though it looks alike.
    serial: u32,
}

/// A text that has an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Document {
    /// The definition.
    Definition,
    /// A handler's code.
    Handler(Key),
    /// A case's input.
    Case(Key),
    /// The expression that is looked at by itself.
    Expression,
}

/// Something an editor is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The text it is about.
    pub document: Document,
    /// What to do.
    pub what: What,
    /// Tells this from an earlier wish for the same.
    pub serial: u32,
}

/// What an editor is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Show a place, in bytes.
    Show(Span),
    /// Show a place and put the caret there.
    Go(Span),
    /// Indent the whole text anew.
    Format,
}

/// Something to say in passing, perhaps with a way back.
#[derive(Clone, Debug)]
pub struct Toast {
    /// One or two sentences.
    pub text: Arc<str>,
    /// Whether it tells why something could not be done.
    pub is_error: bool,
    /// What a press on Undo brings back.
    pub undo: Option<Undo>,
    /// Tells this from an earlier one with the same text.
    pub serial: u32,
}

/// Saved work that could not be opened; it is kept, and told of.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// Why not, as a sentence.
    pub reason: Arc<str>,
    /// The text as it was saved.
    pub text: Arc<str>,
}

/// Work that a tab has put aside in a conflict, where nobody has decided yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsaved {
    /// Where it is kept.
    pub key: Arc<str>,
    /// The work.
    pub workspace: Rc<Workspace>,
}

/// Where the work is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Saving {
    /// In this browser, as it is now.
    #[default]
    Saved,
    /// Soon in this browser.
    Pending,
    /// Of two tabs, this one's work was chosen: it is written over the other's.
    Chosen,
    /// Another tab has saved something else; this tab's work is only put aside until the person decides.
    Conflict {
        /// What the other tab saved.
        theirs: Arc<str>,
    },
    /// The browser refuses; the sentence says why.
    Refused(Arc<str>),
}

/// Everything that can change the state.
#[derive(Clone, Debug)]
pub enum Action {
    /// The work changes.
    Edit(Edit),
    /// The page shows something else.
    View(ViewAction),
    /// An execution goes on.
    Run(RunAction),
    /// Another moment or state is looked at.
    Moment(MomentAction),
    /// Another execution is looked at.
    Child(ChildAction),
    /// An expression is looked at by itself.
    Explore(ExploreAction),
    /// The work was kept, or was not.
    Saving(Saving),
    /// Of two tabs, this one's work stays.
    KeepMine,
    /// The person knows of the work that could not be opened.
    DismissAside,
    /// Says something in passing.
    Tell {
        /// One or two sentences.
        text: Arc<str>,
        /// Whether it tells why something could not be done.
        is_error: bool,
    },
    /// The toast of this serial has been there long enough.
    DismissToast(u32),
    /// Opens or closes the list of shortcuts.
    Help(bool),
    /// Opens or closes the reference of functions.
    Reference(bool),
}

impl AppState {
    /// The page with this work and this view.
    #[must_use]
    pub fn new(workspace: Workspace, view: View) -> AppState {
        let keys = Keys::of(&workspace);
        AppState {
            workspace,
            keys,
            previous: None,
            view,
            pane: Pane::Graph,
            run: Run::default(),
            moment: Moment::default(),
            saving: Saving::Saved,
            aside: None,
            unsaved: Vec::new(),
            toast: None,
            wish: None,
            help: false,
            reference: false,
            serial: 0,
        }
    }

    /// The state after an action.
    #[must_use]
    pub fn after(mut self, action: Action) -> AppState {
        match action {
            Action::Edit(edit) => self.edit(edit),
            Action::View(action) => self.show(action),
            Action::Run(action) => self.run(action),
            Action::Moment(action) => self.look(action),
            Action::Child(action) => self.look_into(action),
            Action::Explore(action) => self.explore(action),
            Action::Saving(saving) => self.saving = saving,
            Action::KeepMine => self.saving = Saving::Chosen,
            Action::DismissAside => self.aside = None,
            Action::Tell { text, is_error } => self.tell(text, is_error, None),
            Action::DismissToast(serial) => {
                self.toast = self.toast.take().filter(|toast| toast.serial != serial);
            }
            Action::Help(open) => self.help = open,
            Action::Reference(open) => self.reference = open,
        }
        self
    }

    fn tell(&mut self, text: impl Into<Arc<str>>, is_error: bool, undo: Option<Undo>) {
        let serial = self.next_serial();
        self.toast = Some(Toast { text: text.into(), is_error, undo, serial });
    }

    fn ask(&mut self, document: Document, what: What) {
        let serial = self.next_serial();
        self.wish = Some(Wish { document, what, serial });
    }

    fn next_serial(&mut self) -> u32 {
        self.serial += 1;
        self.serial
    }
}

impl Reducible for AppState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Rc::unwrap_or_clone(self).after(action))
    }
}
