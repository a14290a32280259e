use std::sync::Arc;

use yew::prelude::*;

use super::list::{Item, List};
use super::stack::{Language, Sheet, Stack};
use crate::app::component::{Icon, icon};
use crate::app::needs::{Need, template};
use crate::app::state::{Action, Document, Edit, Key, Wish};
use crate::workspace::Handler;

#[derive(Properties, PartialEq)]
pub struct HandlersProps {
    pub handlers: Vec<Handler>,
    pub keys: Vec<Key>,
    pub open: usize,
    /// What the definition asks for.
    pub needs: Vec<Need>,
    pub wish: Option<Wish>,
    pub on_run: Callback<()>,
    pub dispatch: Callback<Action>,
}

/// The user's functions: which there are, which are missing, and the code of one.
#[component]
pub fn Handlers(props: &HandlersProps) -> Html {
    let open = props.keys.get(props.open).copied();
    let edit = |edit: fn(Key) -> Edit| props.dispatch.reform(move |key| Action::Edit(edit(key)));
    let on_rename = props.dispatch.reform(|(key, name)| Action::Edit(Edit::RenameHandler(key, name)));
    let on_change = use_callback(props.dispatch.clone(), |(key, text), dispatch: &Callback<Action>| {
        dispatch.emit(Action::Edit(Edit::HandlerCode(key, text)));
    });
    let items = props.keys.iter().zip(&props.handlers).map(|(&key, handler)| Item {
        key,
        name: handler.name.clone(),
        note: Some(note_of(props, &handler.name)),
        is_bad: false,
    });
    let sheets = props.keys.iter().zip(&props.handlers).map(|(&key, handler)| Sheet {
        key,
        document: Document::Handler(key),
        label: format!("Code of the handler {}", handler.name).into(),
        text: handler.code.clone(),
    });
    html! {
        <>
            <div class="list-head">
                <p class="cut">{ "Functions that do the work of Tasks" }</p>
                { add_button(props) }
            </div>
            { missing(props) }
            if props.handlers.is_empty() {
                { empty(props) }
            } else {
                <List label="Handlers" noun="handler" sign={Icon::Function} items={items.collect::<Vec<_>>()} {open}
                    on_open={edit(Edit::OpenHandler)} {on_rename} on_delete={edit(Edit::DeleteHandler)} />
            }
            <Stack sheets={sheets.collect::<Vec<_>>()} {open} language={Language::JavaScript}
                wish={props.wish} {on_change} on_run={props.on_run.clone()} />
        </>
    }
}

/// Which states a handler serves.
fn note_of(props: &HandlersProps, name: &str) -> AttrValue {
    let need = props.needs.iter().find(|need| &*need.name == name);
    match need.map(|need| need.states.as_slice()) {
        None | Some([]) => "not used".into(),
        Some([state]) => state.to_string().into(),
        Some([state, rest @ ..]) => format!("{state} and {} more", rest.len()).into(),
    }
}

fn missing_needs(props: &HandlersProps) -> impl Iterator<Item = &Need> {
    let exists = |need: &&Need| props.handlers.iter().any(|handler| handler.name == need.name);
    props.needs.iter().filter(move |need| !exists(need))
}

fn add(dispatch: &Callback<Action>, name: Arc<str>, code: Arc<str>) -> Callback<MouseEvent> {
    dispatch.reform(move |_| Action::Edit(Edit::AddHandler { name: name.clone(), code: code.clone() }))
}

fn add_button(props: &HandlersProps) -> Html {
    let onclick = add(&props.dispatch, "NewFunction".into(), template(None));
    html! {
        <button type="button" class="small" {onclick} title="Add a handler">
            { icon(Icon::Plus) }{ "Add" }
        </button>
    }
}

/// A Task without its handler would fail, so each is offered.
fn missing(props: &HandlersProps) -> Html {
    let offers = missing_needs(props).map(|need| {
        html! { <HandlerOffer key={need.name.to_string()} need={need.clone()} dispatch={props.dispatch.clone()} /> }
    });
    html! { { for offers } }
}

#[derive(Properties, PartialEq)]
pub struct HandlerOfferProps {
    pub need: Need,
    pub dispatch: Callback<Action>,
}

/// Says that a handler is missing, and adds it.
#[component]
pub fn HandlerOffer(props: &HandlerOfferProps) -> Html {
    let need = &props.need;
    let onclick = add(&props.dispatch, need.name.clone(), template(Some(need)));
    html! {
        <div class="offer">
            <span class="warn">{ icon(Icon::Warning) }</span>
            <p>{ "“" }{ need.states.first().map(|state| &**state).unwrap_or_default() }{ "” needs it" }</p>
            <button type="button" class="small quiet" {onclick} title={need.name.to_string()}>
                { icon(Icon::Plus) }<span class="cut">{ "Add handler " }{ end_of(&need.name) }</span>
            </button>
        </div>
    }
}

/// What tells an ARN from others: `dynamodb:putItem` of `arn:aws:states:::dynamodb:putItem`.
fn end_of(name: &str) -> String {
    let end = name.strip_prefix("arn:").and_then(|arn| arn.splitn(5, ':').nth(4));
    end.unwrap_or(name).to_owned()
}

fn empty(props: &HandlersProps) -> Html {
    if missing_needs(props).next().is_some() {
        return html! {};
    }
    html! {
        <div class="empty">
            <h3>{ "No handlers yet" }</h3>
            <p>
                { "A Task is done by a handler: a JavaScript function of the shape of a Lambda function, \
                   found by its name. No Task of this definition asks for one." }
            </p>
        </div>
    }
}
