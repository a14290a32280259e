//! One expression by itself: its text, its value as one types, and the data it sees.

mod data;
mod picker;
mod value;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use crate::app::component::{CodeEditor, Helper};
use crate::app::editor::{Assistant, Mark, PartValue, Stretch};
use crate::app::execution::Execution;
use crate::app::marks::{of_findings, stretch};
use crate::app::shared::Shared;
use crate::app::sight::{Viewpoint, sight};
use crate::app::state::{Action, Document, ExploreAction, Explorer as Explored, Subject, Wish};
use crate::asl::model::ExecutionType;
use crate::assist::{Completions, Hover};
use crate::exec::Identity;
use crate::explore::{self, Exploration, Scope, Site, explore};
use crate::history::EventId;
use crate::query::QueryLanguage;
use crate::source::LineIndex;
use crate::value::Object;
use data::Data;
use picker::{Choice, Picker};
use value::ValueCard;

#[derive(Properties, PartialEq)]
pub struct ExplorerProps {
    pub explorer: Explored,
    /// The expressions of the definition.
    pub sites: Shared<Vec<Site>>,
    pub selected: Option<Arc<str>>,
    pub execution: Shared<Execution>,
    /// The names of that execution.
    pub identity: Shared<Identity>,
    pub execution_type: ExecutionType,
    pub head: EventId,
    /// The `…StateEntered` event of the visit that is looked at.
    pub visit: Option<EventId>,
    /// The input of the case that would run.
    pub input: Arc<str>,
    pub seed: u64,
    /// Whether only child executions entered the selected state.
    pub ran_in_children: bool,
    pub wish: Option<Wish>,
    pub on_run: Callback<()>,
    pub dispatch: Callback<Action>,
}

/// The expression under the caret, or one of the person's own.
#[component]
pub fn Explorer(props: &ExplorerProps) -> Html {
    let ExplorerProps { explorer, sites, dispatch, .. } = props;
    let subject = explorer.subject(sites, props.selected.as_deref());
    let site = subject.as_ref().and_then(|subject| subject.find(sites));
    let language = language_of(subject.as_ref(), site);
    let draft = subject.as_ref().and_then(|subject| explorer.draft(subject));
    let text = draft.or(site.map(|site| &site.text)).cloned().unwrap_or_default();

    let sight = Shared(use_memo(viewpoint(props, subject.as_ref(), language), sight));
    let scope = Shared(use_memo((sight.clone(), language), |(sight, language)| match &sight.scope {
        Ok(scope) => scope.clone(),
        Err(_) => Scope::new(*language, Object::new()),
    }));
    let deps = (text.clone(), scope.clone(), props.seed);
    let found = Shared(use_memo(deps, |(text, scope, seed)| explore(text, scope, *seed)));
    let drawn = use_memo((text.clone(), found.clone()), |(text, found)| Drawn::of(text, found));
    let helper = use_helper(&scope);
    let wish = use_wish(props.wish, subject.as_ref());

    let Some(subject) = subject else { return nothing(props) };
    let state = state_of(props, &subject);
    let mut choices: Vec<Choice> = sites
        .iter()
        .filter(|site| Some(&site.state) == state.as_ref())
        .map(|site| Choice::of(site, explorer))
        .collect();
    if let (Subject::Site { field, .. }, None) = (&subject, site) {
        choices.push(Choice::gone(&subject, field));
    }
    let on_change = {
        let subject = subject.clone();
        dispatch.reform(move |text| Action::Explore(ExploreAction::Draft(subject.clone(), text)))
    };
    let editor = match language {
        QueryLanguage::Jsonata => "jsonata",
        QueryLanguage::JsonPath => "jsonpath",
    };
    html! {
        <div class="explorer">
            <Picker {choices} subject={subject.clone()} {state} dispatch={dispatch.clone()} />
            <div class="expression">
                // Of every expression the editor is another, so that what can be undone is its own.
                <CodeEditor key={key_of(&subject)} text={text.clone()} language={editor} label="Expression"
                    marks={drawn.marks.clone()} parts={drawn.parts.clone()} assistant={helper} {wish} {on_change}
                    on_run={props.on_run.clone()} />
                if draft.is_some() { { change(props, &subject, site.is_some()) } }
            </div>
            <ValueCard {found} {text} subject={subject.clone()} dispatch={dispatch.clone()} />
            <Data {sight} ran_in_children={props.ran_in_children} data={explorer.data(&subject).cloned()} {subject} on_run={props.on_run.clone()}
                dispatch={dispatch.clone()} />
        </div>
    }
}

/// The state whose expressions one can choose from.
fn state_of(props: &ExplorerProps, subject: &Subject) -> Option<Arc<str>> {
    match subject {
        Subject::Site { state, .. } => Some(state.clone()),
        Subject::OwnJsonata | Subject::OwnJsonPath => props.selected.clone(),
    }
}

fn key_of(subject: &Subject) -> String {
    match subject {
        Subject::Site { state, field } => format!("{state}/{field}"),
        Subject::OwnJsonata => "JSONata".to_owned(),
        Subject::OwnJsonPath => "JSONPath".to_owned(),
    }
}

fn language_of(subject: Option<&Subject>, site: Option<&Site>) -> QueryLanguage {
    match (subject, site) {
        (_, Some(site)) => site.language,
        (Some(Subject::OwnJsonPath), None) => QueryLanguage::JsonPath,
        _ => QueryLanguage::Jsonata,
    }
}

fn viewpoint(props: &ExplorerProps, subject: Option<&Subject>, language: QueryLanguage) -> Viewpoint {
    let by_hand = subject.filter(|subject| props.explorer.is_by_hand(subject));
    Viewpoint {
        subject: subject.cloned(),
        language,
        by_hand: by_hand.map(|subject| props.explorer.data(subject).cloned().unwrap_or_default()),
        execution: props.execution.clone(),
        identity: props.identity.clone(),
        execution_type: props.execution_type,
        head: props.head,
        shown: props.visit,
        chosen: props.explorer.visit,
        input: props.input.clone(),
    }
}

/// What is drawn into the text.
struct Drawn {
    marks: Rc<Vec<Mark>>,
    parts: Rc<Vec<PartValue>>,
}

impl Drawn {
    fn of(text: &str, found: &Exploration) -> Drawn {
        let lines = LineIndex::new(text);
        let parts = found.parts.iter().map(|part| {
            let Stretch { from, to } = stretch(&lines, part.span);
            PartValue { from, to, text: part.text.clone(), title: part.title.clone() }
        });
        Drawn { marks: Rc::new(of_findings(&lines, &found.findings)), parts: Rc::new(parts.collect()) }
    }
}

/// Helps with an expression whose data changes.
struct OfExpression(RefCell<Shared<Scope>>);

impl Assistant for OfExpression {
    fn complete(&self, text: &str, offset: usize) -> Option<Completions> {
        explore::complete(text, offset, &self.0.borrow())
    }

    fn hover(&self, text: &str, offset: usize) -> Option<Hover> {
        explore::hover(text, offset, &self.0.borrow())
    }
}

#[hook]
fn use_helper(scope: &Shared<Scope>) -> Helper {
    let helper = use_memo((), |()| Rc::new(OfExpression(RefCell::new(scope.clone()))));
    *helper.0.borrow_mut() = scope.clone();
    let helper: Rc<dyn Assistant> = (*helper).clone();
    (*use_memo((), |()| Helper(helper))).clone()
}

/// A wish is for the expression that was there when it came, and for no later one.
#[hook]
fn use_wish(wish: Option<Wish>, subject: Option<&Subject>) -> Option<Wish> {
    let last = use_mut_ref(|| None::<(Wish, Option<Subject>)>);
    let wish = wish.filter(|wish| wish.document == Document::Expression)?;
    let mut last = last.borrow_mut();
    match &mut *last {
        Some((known, of)) if *known == wish => {
            if of.as_ref() != subject {
                *of = None;
            }
        }
        _ => *last = Some((wish, subject.cloned())),
    }
    last.as_ref().filter(|(_, of)| of.is_some()).map(|(wish, _)| *wish)
}

/// What can be done with an expression that was changed.
fn change(props: &ExplorerProps, subject: &Subject, is_placed: bool) -> Html {
    if !matches!(subject, Subject::Site { .. }) {
        return html! {};
    }
    let action = |make: fn(Subject) -> ExploreAction| {
        let subject = subject.clone();
        props.dispatch.reform(move |_: MouseEvent| Action::Explore(make(subject.clone())))
    };
    html! {
        <div class="explorer-change" role="status">
            if is_placed {
                <span class="grow">{ "Changed here only." }</span>
                <button type="button" class="quiet" onclick={action(ExploreAction::Discard)}>{ "Discard" }</button>
                <button type="button" class="primary" onclick={action(ExploreAction::PutBack)}>
                    { "Put into the definition" }
                </button>
            } else {
                <span class="grow">{ "The definition no longer has this expression. Your text is kept here." }</span>
                <button type="button" class="quiet" onclick={action(ExploreAction::Discard)}>{ "Discard" }</button>
            }
        </div>
    }
}

fn nothing(props: &ExplorerProps) -> Html {
    let own = props
        .dispatch
        .reform(|_: MouseEvent| Action::Explore(ExploreAction::Open(Some(Subject::OwnJsonata))));
    let reference = props.dispatch.reform(|_: MouseEvent| Action::Reference(true));
    html! {
        <div class="empty">
            if let Some(state) = &props.selected {
                <h3>{ "No expressions here" }</h3>
                <p>{ "“" }{ &**state }{ "” has no JSONata, no path and no intrinsic function to look at." }</p>
            } else {
                <h3>{ "No expression chosen" }</h3>
                <p>
                    { "Put the caret into an expression of the definition, or press " }<kbd>{ "Alt" }</kbd>
                    { " " }<kbd>{ "Enter" }</kbd>{ " there. Here you see what it comes to on real data, part by \
                      part, while you change it." }
                </p>
            }
            <div class="buttons">
                <button type="button" class="quiet" onclick={own}>{ "Try one of your own" }</button>
                <button type="button" class="quiet" onclick={reference}>{ "Look up a function" }</button>
            </div>
        </div>
    }
}
