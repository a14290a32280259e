//! The left column: definition, handlers, cases.

mod cases;
mod definition;
mod handlers;
mod list;
mod stack;

use yew::prelude::*;

use super::{CodeEditor, Icon, Panel, Tab, Tabs, icon};
use crate::app::needs::Need;
use crate::app::state::{Action, Document, EditTab, Key, Side, ViewAction, Wish};
use crate::workspace::{Case, Handler, Settings};
use cases::Cases;
pub use definition::Definition;
pub use handlers::HandlerOffer;
use handlers::Handlers;

#[derive(Properties, PartialEq)]
pub struct EditorsProps {
    pub tab: EditTab,
    /// The editor of the definition.
    pub definition: Html,
    /// How many errors the definition has.
    pub errors: usize,
    pub handlers: Vec<Handler>,
    pub handler_keys: Vec<Key>,
    pub handler: usize,
    pub needs: Vec<Need>,
    pub cases: Vec<Case>,
    pub case_keys: Vec<Key>,
    pub case: usize,
    pub settings: Settings,
    pub wish: Option<Wish>,
    pub on_run: Callback<()>,
    pub dispatch: Callback<Action>,
}

/// What to say where a text is to be formatted that cannot be.
fn not_formatted() -> Action {
    Action::Tell { text: "Not formatted: the text is not JSON yet.".into(), is_error: true }
}

const TABS: [EditTab; 3] = [EditTab::Definition, EditTab::Handlers, EditTab::Cases];

/// The editors behind their tabs. All of them stay, so that none loses its undo or its place.
#[component]
pub fn Editors(props: &EditorsProps) -> Html {
    let missing =
        props.needs.iter().any(|need| props.handlers.iter().all(|handler| handler.name != need.name));
    let handlers = Tab::new("Handlers").count(props.handlers.len());
    let definition = Tab::new("Definition");
    let tabs = vec![
        if props.errors > 0 { definition.count(props.errors).tone("bad") } else { definition },
        if missing { handlers.tone("warn") } else { handlers },
        Tab::new("Cases").count(props.cases.len()),
    ];
    let selected = TABS.iter().position(|tab| *tab == props.tab).unwrap_or_default();
    let on_select = props
        .dispatch
        .reform(|at: usize| Action::View(ViewAction::Edit(TABS.get(at).copied().unwrap_or_default())));
    let close = props.dispatch.reform(|_: MouseEvent| Action::View(ViewAction::Close(Side::Left, true)));
    let shown = match props.tab {
        EditTab::Definition => Some(Document::Definition),
        EditTab::Handlers => props.handler_keys.get(props.handler).copied().map(Document::Handler),
        EditTab::Cases => props.case_keys.get(props.case).copied().map(Document::Case),
    };
    let format = props
        .dispatch
        .reform(move |_: MouseEvent| Action::View(ViewAction::Format(shown.unwrap_or(Document::Definition))));
    html! {
        <>
            <Tabs id="edit" label="Editors" {tabs} {selected} {on_select}>
                if props.tab != EditTab::Handlers {
                    <button type="button" class="small icon" aria-label="Format" title="Format: indent anew"
                        onclick={format}>
                        { icon(Icon::Format) }
                    </button>
                }
                <button type="button" class="small icon not-narrow" aria-label="Close the editors"
                    title="Close the editors" onclick={close}>
                    { icon(Icon::FoldLeft) }
                </button>
            </Tabs>
            <Panel id="edit" at=0 shown={props.tab == EditTab::Definition}>{ props.definition.clone() }</Panel>
            <Panel id="edit" at=1 shown={props.tab == EditTab::Handlers}>
                <Handlers handlers={props.handlers.clone()} keys={props.handler_keys.clone()} open={props.handler}
                    needs={props.needs.clone()} wish={props.wish} on_run={props.on_run.clone()}
                    dispatch={props.dispatch.clone()} />
            </Panel>
            <Panel id="edit" at=2 shown={props.tab == EditTab::Cases}>
                <Cases cases={props.cases.clone()} keys={props.case_keys.clone()} open={props.case}
                    settings={props.settings.clone()} wish={props.wish} on_run={props.on_run.clone()} dispatch={props.dispatch.clone()} />
            </Panel>
        </>
    }
}
