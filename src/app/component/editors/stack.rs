use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use super::CodeEditor;
use crate::app::editor::Mark;
use crate::app::marks::of_json;
use crate::app::state::{Document, Key, Wish};

/// A text of several.
#[derive(Clone, PartialEq)]
pub struct Sheet {
    pub key: Key,
    pub document: Document,
    pub label: AttrValue,
    pub text: Arc<str>,
}

/// What the texts are written in.
#[derive(Clone, Copy, PartialEq)]
pub enum Language {
    Json,
    /// The editor itself sees what is wrong with it.
    JavaScript,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Language::Json => "json",
            Language::JavaScript => "javascript",
        }
    }

    fn check(self, text: &str) -> Vec<Mark> {
        match self {
            Language::Json => of_json(text),
            Language::JavaScript => Vec::new(),
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct StackProps {
    pub sheets: Vec<Sheet>,
    pub open: Option<Key>,
    pub language: Language,
    pub wish: Option<Wish>,
    pub on_change: Callback<(Key, Arc<str>)>,
    /// A text is to be formatted, but is not JSON yet.
    #[prop_or_default]
    pub on_unable: Callback<()>,
    pub on_run: Callback<()>,
}

/// Editors of which one is open. Those that were open before stay, with their undo and their place.
#[component]
pub fn Stack(props: &StackProps) -> Html {
    let opened = use_mut_ref(HashSet::<Key>::new);
    opened.borrow_mut().extend(props.open);
    let opened = opened.borrow();
    let sheets = props.sheets.iter().filter(|sheet| opened.contains(&sheet.key)).map(|sheet| {
        let wish = props.wish.filter(|wish| wish.document == sheet.document);
        html! {
            <OneSheet key={sheet.key.0} sheet={sheet.clone()} shown={props.open == Some(sheet.key)} {wish}
                language={props.language} on_change={props.on_change.clone()}
                on_unable={props.on_unable.clone()} on_run={props.on_run.clone()} />
        }
    });
    html! { { for sheets } }
}

#[derive(Properties, PartialEq)]
struct OneSheetProps {
    sheet: Sheet,
    shown: bool,
    language: Language,
    wish: Option<Wish>,
    on_change: Callback<(Key, Arc<str>)>,
    on_unable: Callback<()>,
    on_run: Callback<()>,
}

#[component]
fn OneSheet(props: &OneSheetProps) -> Html {
    let Sheet { key, label, text, .. } = props.sheet.clone();
    let language = props.language;
    let marks = use_memo(text.clone(), |text| Rc::new(language.check(text)));
    let on_change = use_callback(props.on_change.clone(), move |text, on_change| on_change.emit((key, text)));
    html! {
        <CodeEditor {text} language={language.name()} {label} shown={props.shown} marks={(*marks).clone()}
            wish={props.wish} {on_change} on_unable={props.on_unable.clone()} on_run={props.on_run.clone()} />
    }
}
