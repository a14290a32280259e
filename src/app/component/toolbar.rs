use std::rc::Rc;
use std::sync::Arc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Entry, Icon, NameField, Named, Popup, brand, icon};
use crate::app::browser;
use crate::app::example::EXAMPLES;
use crate::app::state::{Action, Edit, Key, Theme, ViewAction};
use crate::workspace::Workspace;

#[derive(Properties, PartialEq)]
pub struct ToolbarProps {
    pub name: Arc<str>,
    /// The name of the work that the present one replaced, if it can be brought back.
    pub previous: Option<Rc<Workspace>>,
    pub cases: Vec<(Key, Arc<str>)>,
    pub case: usize,
    pub running: bool,
    pub theme: Theme,
    pub on_run: Callback<()>,
    pub on_stop: Callback<()>,
    pub on_download: Callback<()>,
    pub dispatch: Callback<Action>,
}

/// The row at the top.
#[component]
pub fn Toolbar(props: &ToolbarProps) -> Html {
    html! {
        <header class="toolbar">
            { brand() }
            <WorkspaceMenu name={props.name.clone()} previous={props.previous.clone()}
                on_download={props.on_download.clone()} dispatch={props.dispatch.clone()} />
            <span class="rule not-narrow" />
            <RunButton running={props.running} on_run={props.on_run.clone()} on_stop={props.on_stop.clone()} />
            { case_menu(props) }
            <span class="grow not-narrow" />
            { theme_menu(props) }
            <button type="button" class="icon not-narrow" aria-label="Keyboard shortcuts"
                title="Keyboard shortcuts (?)" onclick={props.dispatch.reform(|_: MouseEvent| Action::Help(true))}>
                { icon(Icon::Keyboard) }
            </button>
        </header>
    }
}

#[derive(Properties, PartialEq)]
struct RunButtonProps {
    running: bool,
    on_run: Callback<()>,
    on_stop: Callback<()>,
}

/// Run, and while something runs, Stop.
#[component]
fn RunButton(props: &RunButtonProps) -> Html {
    let shortcut = use_state_eq(|| "Ctrl ↵");
    {
        let shortcut = shortcut.clone();
        use_effect_with((), move |()| {
            if browser::is_apple() {
                shortcut.set("⌘ ↵");
            }
        });
    }
    if props.running {
        html! {
            <button type="button" class="run-button stop" onclick={props.on_stop.reform(|_: MouseEvent| ())}>
                { icon(Icon::Stop) }{ "Stop" }<kbd class="not-narrow">{ *shortcut }</kbd>
            </button>
        }
    } else {
        html! {
            <button type="button" class="run-button primary" onclick={props.on_run.reform(|_: MouseEvent| ())}>
                { icon(Icon::Run) }{ "Run" }<kbd class="not-narrow">{ *shortcut }</kbd>
            </button>
        }
    }
}

fn case_menu(props: &ToolbarProps) -> Html {
    let name = props.cases.get(props.case).map(|(_, name)| name.clone()).unwrap_or_default();
    let label = html! {
        <>
            { icon(Icon::Case) }
            <span class="cut not-narrow"><span class="lead">{ "Case: " }</span>{ &*name }</span>
            <span class="not-narrow">{ icon(Icon::Down) }</span>
        </>
    };
    let entries = props.cases.iter().enumerate().map(|(at, (key, name))| {
        let key = *key;
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::Edit(Edit::SelectCase(key)));
        html! { <Entry key={key.0} checked={at == props.case} {onclick}>{ &**name }</Entry> }
    });
    let edit = props.dispatch.reform(|_: MouseEvent| Action::View(ViewAction::ShowCases));
    html! {
        <Popup class="cases-menu" {label} name={format!("Case: {name}")} title="The input that runs">
            <h3>{ "Input of the next run" }</h3>
            { for entries }
            <hr />
            <Entry icon={icon(Icon::Pencil)} onclick={edit}>{ "Edit the inputs" }</Entry>
        </Popup>
    }
}

fn theme_menu(props: &ToolbarProps) -> Html {
    let themes = [
        (Theme::System, "As the system has it", Icon::System),
        (Theme::Light, "Light", Icon::Sun),
        (Theme::Dark, "Dark", Icon::Moon),
    ];
    let sign = themes.iter().find(|(theme, ..)| *theme == props.theme).map_or(Icon::System, |theme| theme.2);
    let entries = themes.into_iter().map(|(theme, name, _)| {
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::View(ViewAction::Theme(theme)));
        html! { <Entry key={name} checked={theme == props.theme} {onclick}>{ name }</Entry> }
    });
    html! {
        <Popup class="end" button_class="icon" label={icon(sign)} name="Theme" title="Theme">{ for entries }</Popup>
    }
}

#[derive(Properties, PartialEq)]
struct WorkspaceMenuProps {
    name: Arc<str>,
    previous: Option<Rc<Workspace>>,
    on_download: Callback<()>,
    dispatch: Callback<Action>,
}

/// The work by its name, and what can be done with it as a whole.
#[component]
fn WorkspaceMenu(props: &WorkspaceMenuProps) -> Html {
    let renaming = use_state_eq(|| false);
    let renamed_by_key = use_mut_ref(|| false);
    let file = use_node_ref();
    let replace =
        props.dispatch.reform(|workspace: Workspace| Action::Edit(Edit::Replace(Rc::new(workspace))));

    if *renaming {
        let on_done = {
            let (dispatch, renaming) = (props.dispatch.clone(), renaming.clone());
            Callback::from(move |Named { name, by_key }: Named| {
                *renamed_by_key.borrow_mut() = by_key;
                renaming.set(false);
                if let Some(name) = name {
                    dispatch.emit(Action::Edit(Edit::Rename(name)));
                }
            })
        };
        return html! {
            <div class="popup workspaces"><NameField name={props.name.clone()} label="Name of the workspace" {on_done} /></div>
        };
    }
    let rename = {
        let renaming = renaming.clone();
        Callback::from(move |_: MouseEvent| renaming.set(true))
    };
    let choose = {
        let file = file.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(file) = file.cast::<HtmlInputElement>() {
                file.click();
            }
        })
    };
    let onchange = open_file(&props.dispatch, &replace);
    let examples = EXAMPLES.iter().map(|example| {
        let onclick = replace.reform(move |_: MouseEvent| example.workspace());
        html! { <Entry key={example.name} note={example.note} {onclick}>{ example.name }</Entry> }
    });
    let back = props.previous.as_ref().map(|previous| {
        let (onclick, name) = (replace.clone(), previous.name.clone());
        let previous = previous.clone();
        let onclick = onclick.reform(move |_: MouseEvent| (*previous).clone());
        html! {
            <Entry icon={icon(Icon::Again)} {onclick} note="The work that this one replaced">
                { format!("Back to “{name}”") }
            </Entry>
        }
    });
    let label = html! { <><span class="cut">{ &*props.name }</span>{ icon(Icon::Down) }</> };
    html! {
        <>
            <Popup class="workspaces" {label} name={format!("Workspace: {}", props.name)} title={props.name.to_string()}
                takes_focus={*renamed_by_key.borrow()}>
                <h3>{ "This workspace" }</h3>
                <Entry icon={icon(Icon::Pencil)} onclick={rename}>{ "Rename…" }</Entry>
                <Entry icon={icon(Icon::Saved)} onclick={props.on_download.reform(|_: MouseEvent| ())}>
                    { "Download as a file" }
                </Entry>
                { for back }
                <hr />
                <h3>{ "Open another" }</h3>
                <Entry icon={icon(Icon::Plus)} onclick={replace.reform(|_: MouseEvent| Workspace::blank())}
                    note="One state, one input">
                    { "New" }
                </Entry>
                <Entry icon={icon(Icon::Folder)} onclick={choose}>{ "Open a file…" }</Entry>
                <hr />
                <h3>{ "Examples" }</h3>
                { for examples }
            </Popup>
            <input ref={file} type="file" accept=".json,application/json" hidden=true aria-label="Workspace file"
                {onchange} />
        </>
    }
}

fn open_file(dispatch: &Callback<Action>, replace: &Callback<Workspace>) -> Callback<Event> {
    let (dispatch, replace) = (dispatch.clone(), replace.clone());
    Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // So that the same file can be chosen again.
        input.set_value("");
        let (dispatch, replace, name) = (dispatch.clone(), replace.clone(), file.name());
        browser::read(&file, move |text| {
            let opened = match text {
                Some(text) => Workspace::from_file(&name, &text).map_err(|error| error.to_string()),
                None => Err("The browser could not read it.".to_owned()),
            };
            match opened {
                Ok(workspace) => replace.emit(workspace),
                Err(error) => dispatch.emit(Action::Tell {
                    text: format!("“{name}” was not opened. {error}").into(),
                    is_error: true,
                }),
            }
        });
    })
}
