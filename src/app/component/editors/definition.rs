use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use super::not_formatted;
use crate::app::component::{CodeEditor, Helper};
use crate::app::editor::{Assistant, LiveValue, Mark, Stretch};
use crate::app::state::{Action, Document, Edit, ExploreAction, Wish};
use crate::assist::{Completions, Hover, complete, hover};
use crate::explore::{Scope, Site, complete_in, hover_in};
use crate::source::byte_offset;

#[derive(Properties, PartialEq)]
pub struct DefinitionProps {
    pub text: Arc<str>,
    pub marks: Rc<Vec<Mark>>,
    /// The selected state's place.
    pub highlight: Option<Stretch>,
    pub values: Rc<Vec<LiveValue>>,
    pub wish: Option<Wish>,
    /// Where the caret is, in bytes.
    pub on_caret: Callback<u32>,
    pub on_run: Callback<()>,
    /// What an expression sees in the run, if that came to it.
    pub scope_of: Callback<Site, Option<Scope>>,
    pub dispatch: Callback<Action>,
}

/// Helps with a definition, as far as it knows with names and values from the data of the run.
struct OfDefinition(RefCell<Callback<Site, Option<Scope>>>);

impl Assistant for OfDefinition {
    fn complete(&self, text: &str, offset: usize) -> Option<Completions> {
        let scope_of = self.0.borrow().clone();
        complete_in(text, offset, |site| scope_of.emit(site.clone())).or_else(|| complete(text, offset))
    }

    fn hover(&self, text: &str, offset: usize) -> Option<Hover> {
        let scope_of = self.0.borrow().clone();
        hover_in(text, offset, |site| scope_of.emit(site.clone())).or_else(|| hover(text, offset))
    }
}

/// The definition's editor.
#[component]
pub fn Definition(props: &DefinitionProps) -> Html {
    let on_change = use_callback(props.dispatch.clone(), |text, dispatch: &Callback<Action>| {
        dispatch.emit(Action::Edit(Edit::Definition(text)));
    });
    let on_caret = use_callback(
        (props.text.clone(), props.on_caret.clone()),
        |offset: u32, (text, on_caret): &(Arc<str>, Callback<u32>)| on_caret.emit(byte_offset(text, offset)),
    );
    // The caret is in the expression, and has chosen it.
    let on_explore = use_callback(props.dispatch.clone(), |(), dispatch: &Callback<Action>| {
        dispatch.emit(Action::Explore(ExploreAction::Open(None)));
    });
    let on_unable = use_callback(props.dispatch.clone(), |(), dispatch: &Callback<Action>| {
        dispatch.emit(not_formatted());
    });
    let known = use_memo((), |()| Rc::new(OfDefinition(RefCell::new(props.scope_of.clone()))));
    (*known.0.borrow_mut()).clone_from(&props.scope_of);
    let assistant = use_memo((), |()| Helper((*known).clone()));
    let wish = props.wish.filter(|wish| wish.document == Document::Definition);
    html! {
        <CodeEditor text={props.text.clone()} language="asl" label="Definition" marks={props.marks.clone()}
            highlight={props.highlight} values={props.values.clone()} {wish} {on_change} {on_caret} {on_unable}
            on_run={props.on_run.clone()} {on_explore} assistant={(*assistant).clone()} />
    }
}
