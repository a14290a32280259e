use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use crate::app::component::{CodeEditor, Helper};
use crate::app::editor::{Assistant, LiveValue, Mark, Stretch};
use crate::app::state::{Action, Document, Edit, ExploreAction, Wish};
use crate::assist::{Completions, Hover, complete, hover};
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
    pub dispatch: Callback<Action>,
}

/// Helps with a definition.
struct OfDefinition;

impl Assistant for OfDefinition {
    fn complete(&self, text: &str, offset: usize) -> Option<Completions> {
        complete(text, offset)
    }

    fn hover(&self, text: &str, offset: usize) -> Option<Hover> {
        hover(text, offset)
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
    let assistant = use_memo((), |()| Helper(Rc::new(OfDefinition)));
    let wish = props.wish.filter(|wish| wish.document == Document::Definition);
    html! {
        <CodeEditor text={props.text.clone()} language="asl" label="Definition" marks={props.marks.clone()}
            highlight={props.highlight} values={props.values.clone()} {wish} {on_change} {on_caret}
            on_run={props.on_run.clone()} {on_explore} assistant={(*assistant).clone()} />
    }
}
