use yew::prelude::*;

use super::list::{Item, List};
use super::not_formatted;
use super::stack::{Language, Sheet, Stack};
use crate::app::component::{Icon, RunSettings, icon};
use crate::app::state::{Action, Document, Edit, Key, Wish};
use crate::value::Value;
use crate::workspace::{Case, Settings};

#[derive(Properties, PartialEq)]
pub struct CasesProps {
    pub cases: Vec<Case>,
    pub keys: Vec<Key>,
    pub open: usize,
    /// How the next run goes; a narrow screen has no status line to say it.
    pub settings: Settings,
    pub wish: Option<Wish>,
    pub on_run: Callback<()>,
    pub dispatch: Callback<Action>,
}

/// The named inputs, and the text of the one that runs.
#[component]
pub fn Cases(props: &CasesProps) -> Html {
    let open = props.keys.get(props.open).copied();
    let edit = |edit: fn(Key) -> Edit| props.dispatch.reform(move |key| Action::Edit(edit(key)));
    let on_rename = props.dispatch.reform(|(key, name)| Action::Edit(Edit::RenameCase(key, name)));
    let on_change = use_callback(props.dispatch.clone(), |(key, text), dispatch: &Callback<Action>| {
        dispatch.emit(Action::Edit(Edit::CaseInput(key, text)));
    });
    let on_unable = use_callback(props.dispatch.clone(), |(), dispatch: &Callback<Action>| {
        dispatch.emit(not_formatted());
    });
    let items = props.keys.iter().zip(&props.cases).map(|(&key, case)| {
        let is_bad = Value::parse(&case.input).is_err();
        Item { key, name: case.name.clone(), note: is_bad.then_some(AttrValue::Static("not JSON")), is_bad }
    });
    let sheets = props.keys.iter().zip(&props.cases).map(|(&key, case)| Sheet {
        key,
        document: Document::Case(key),
        label: format!("Input of the case {}", case.name).into(),
        text: case.input.clone(),
    });
    let add = props.dispatch.reform(|_: MouseEvent| Action::Edit(Edit::AddCase));
    html! {
        <>
            <div class="list-head">
                <p class="cut">{ "Inputs; the selected one runs" }</p>
                <span class="grow" />
                <button type="button" class="small" onclick={add} title="Add a case">
                    { icon(Icon::Plus) }{ "Add" }
                </button>
                <RunSettings class="end only-narrow" settings={props.settings.clone()}
                    dispatch={props.dispatch.clone()} />
            </div>
            <List label="Cases" noun="case" sign={Icon::Case} items={items.collect::<Vec<_>>()} {open}
                on_open={edit(Edit::SelectCase)} {on_rename} on_delete={edit(Edit::DeleteCase)}
                on_copy={edit(Edit::DuplicateCase)} />
            <Stack sheets={sheets.collect::<Vec<_>>()} {open} language={Language::Json}
                wish={props.wish} {on_change} {on_unable} on_run={props.on_run.clone()} />
        </>
    }
}
