use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AppState, Document, Edit, Undo};
use crate::explore::{Site, sites};
use crate::history::EventId;
use crate::query::{QueryLanguage, reference};
use crate::source::Span;

/// Which expression is looked at by itself, and what was typed about it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Explorer {
    /// The expression that was chosen; nothing before one was.
    pub subject: Option<Subject>,
    /// What was typed, for each expression; the one typed last is the last.
    sketches: Vec<Sketch>,
    /// The same of the work that the present one replaced.
    previous: Vec<Sketch>,
    /// The visit whose data is seen; nothing for the visit and the moment that the page shows.
    #[serde(skip)]
    pub visit: Option<EventId>,
}

/// An expression that is looked at by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// It stands in the definition.
    Site {
        /// Its state.
        state: Arc<str>,
        /// Where in the state: `Output/total`.
        field: Arc<str>,
    },
    /// It stands nowhere: JSONata to try something with.
    OwnJsonata,
    /// It stands nowhere: a path or an intrinsic function to try something with.
    OwnJsonPath,
}

/// What was typed about an expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sketch {
    subject: Subject,
    /// The expression, where it differs from the definition's.
    expression: Option<Arc<str>>,
    /// The data, as JSON.
    data: Option<Arc<str>>,
    /// Whether that data is what the expression sees.
    by_hand: bool,
}

/// So many expressions are remembered.
const REMEMBERED: usize = 50;

impl Subject {
    /// An expression of a definition.
    #[must_use]
    pub fn of(site: &Site) -> Subject {
        Subject::Site { state: site.state.clone(), field: site.field.as_str().into() }
    }

    /// The expression that this names, if it is there.
    #[must_use]
    pub fn find<'s>(&self, sites: &'s [Site]) -> Option<&'s Site> {
        let Subject::Site { state, field } = self else { return None };
        sites.iter().find(|site| site.state == *state && site.field == **field)
    }
}

impl Explorer {
    /// The expression to look at: the chosen one, as long as it belongs to the selected state, or else that
    /// state's first.
    #[must_use]
    pub fn subject(&self, sites: &[Site], selected: Option<&str>) -> Option<Subject> {
        match &self.subject {
            Some(Subject::Site { state, .. }) if selected.is_some_and(|selected| selected != &**state) => {}
            // What was typed about an expression is not lost with it.
            Some(Subject::Site { .. }) if !self.is_known(sites) => {}
            subject @ Some(_) => return subject.clone(),
            None => {}
        }
        let selected = selected?;
        sites.iter().find(|site| *site.state == *selected).map(Subject::of)
    }

    fn is_known(&self, sites: &[Site]) -> bool {
        let subject = self.subject.as_ref();
        subject.is_some_and(|subject| subject.find(sites).is_some() || self.draft(subject).is_some())
    }

    fn sketch(&self, subject: &Subject) -> Option<&Sketch> {
        self.sketches.iter().find(|sketch| sketch.subject == *subject)
    }

    /// The expression as it was changed, if it was.
    #[must_use]
    pub fn draft(&self, subject: &Subject) -> Option<&Arc<str>> {
        self.sketch(subject)?.expression.as_ref()
    }

    /// The data that was typed.
    #[must_use]
    pub fn data(&self, subject: &Subject) -> Option<&Arc<str>> {
        self.sketch(subject)?.data.as_ref()
    }

    /// Whether the expression sees the data that was typed.
    #[must_use]
    pub fn is_by_hand(&self, subject: &Subject) -> bool {
        self.sketch(subject).is_some_and(|sketch| sketch.by_hand)
    }

    /// The work is another: what was typed about its expressions stays with the one before it, and comes back
    /// with it (`is_back`). Where the work before is not kept (`!is_kept`), nor is that.
    pub(super) fn replace_work(&mut self, is_back: bool, is_kept: bool) {
        let (of_work, own) = std::mem::take(&mut self.sketches)
            .into_iter()
            .partition(|sketch: &Sketch| matches!(sketch.subject, Subject::Site { .. }));
        self.sketches = own;
        if is_kept {
            let before = std::mem::replace(&mut self.previous, of_work);
            self.sketches.extend(before.into_iter().filter(|_| is_back));
        }
        (self.subject, self.visit) = (None, None);
    }

    fn change(&mut self, subject: Subject, change: impl FnOnce(&mut Sketch)) {
        let at = self.sketches.iter().position(|sketch| sketch.subject == subject);
        let mut sketch = match at {
            Some(at) => self.sketches.remove(at),
            None => Sketch { subject, expression: None, data: None, by_hand: false },
        };
        change(&mut sketch);
        if sketch.expression.is_some() || sketch.data.is_some() {
            self.sketches.push(sketch);
        }
        let forgotten = self.sketches.len().saturating_sub(REMEMBERED);
        self.sketches.drain(..forgotten);
    }
}

/// Something that is done to an expression by itself.
#[derive(Clone, Debug)]
pub enum ExploreAction {
    /// It is the one to look at, wherever it is shown.
    Choose(Subject),
    /// The same, and it is brought into view, with the caret in it.
    Open(Option<Subject>),
    /// The selected state's expression with this text is brought into view.
    OpenText(Arc<str>),
    /// An example is brought into view.
    Try(QueryLanguage, Arc<str>),
    /// It was changed.
    Draft(Subject, Arc<str>),
    /// It is to be as the definition has it.
    Discard(Subject),
    /// The definition is to have it as it was changed.
    PutBack(Subject),
    /// It sees the data of a visit, or of the visit and the moment that the page shows.
    See(Subject, Option<EventId>),
    /// It sees the data that was typed, at first this.
    SeeByHand(Subject, Arc<str>),
    /// The data was typed.
    Data(Subject, Arc<str>),
}

impl AppState {
    pub(super) fn explore(&mut self, action: ExploreAction) {
        let explorer = &mut self.view.explorer;
        match action {
            ExploreAction::Choose(subject) => self.choose(subject),
            ExploreAction::Open(subject) => {
                if let Some(subject) = subject {
                    self.choose(subject);
                }
                self.bring(Document::Expression, Span::default());
            }
            ExploreAction::OpenText(text) => {
                let selected = self.moment.selected.as_ref().map(|selected| selected.state.clone());
                let sites = sites(&self.workspace.definition);
                let is_meant = |site: &&Site| Some(&site.state) == selected.as_ref() && site.text == text;
                if let Some(site) = sites.iter().find(is_meant) {
                    self.choose(Subject::of(site));
                }
                self.bring(Document::Expression, Span::default());
            }
            ExploreAction::Try(language, text) => {
                let subject = match language {
                    QueryLanguage::Jsonata => Subject::OwnJsonata,
                    QueryLanguage::JsonPath => Subject::OwnJsonPath,
                };
                let before = explorer.draft(&subject).cloned();
                explorer.change(subject.clone(), |sketch| sketch.expression = Some(text));
                self.choose(subject.clone());
                let is_example =
                    |before: &Arc<str>| reference::all(language).any(|help| *help.example == **before);
                if let Some(before) = before.filter(|before| !before.trim().is_empty() && !is_example(before))
                {
                    let undo = Undo::Expression(subject, before);
                    self.tell("The example took the place of your expression.", false, Some(undo));
                }
                self.bring(Document::Expression, Span::default());
            }
            ExploreAction::Draft(subject, text) => {
                let sites = sites(&self.workspace.definition);
                let is_same = subject.find(&sites).is_some_and(|site| site.text == text);
                explorer.change(subject, |sketch| sketch.expression = (!is_same).then_some(text));
            }
            ExploreAction::Discard(subject) => {
                let Some(draft) = explorer.draft(&subject).cloned() else { return };
                explorer.change(subject.clone(), |sketch| sketch.expression = None);
                self.tell("Discarded the change.", false, Some(Undo::Expression(subject, draft)));
            }
            ExploreAction::PutBack(subject) => {
                let definition = &self.workspace.definition;
                let Some(draft) = explorer.draft(&subject).cloned() else { return };
                let Some(site) = subject.find(&sites(definition)).cloned() else { return };
                let changed = site.replace(definition, &draft);
                explorer.change(subject, |sketch| sketch.expression = None);
                self.edit(Edit::Definition(changed.into()));
            }
            ExploreAction::See(subject, visit) => {
                explorer.visit = visit;
                explorer.change(subject, |sketch| sketch.by_hand = false);
            }
            ExploreAction::SeeByHand(subject, data) => explorer.change(subject, |sketch| {
                sketch.data.get_or_insert(data);
                sketch.by_hand = true;
            }),
            ExploreAction::Data(subject, data) => explorer.change(subject, |sketch| sketch.data = Some(data)),
        }
    }

    /// Brings back what was typed.
    pub(super) fn restore_expression(&mut self, subject: Subject, text: Arc<str>) {
        self.view.explorer.change(subject.clone(), |sketch| sketch.expression = Some(text));
        self.choose(subject);
    }

    fn choose(&mut self, subject: Subject) {
        let explorer = &mut self.view.explorer;
        if explorer.subject.as_ref() != Some(&subject) {
            explorer.visit = None;
        }
        explorer.subject = Some(subject);
    }
}
