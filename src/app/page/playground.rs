use yew::prelude::*;

use crate::app::component::{
    Banners, Dock, Help, Icon, Panel, Separator, StatusLine, Tab, Tabs, Toasts, Toolbar, icon,
};
use crate::app::hook::{use_theme, use_window_width};
use crate::app::shared::Shared;
use crate::app::state::{Action, AppState, EditTab, InspectTab, Pane, Side, ViewAction};

/// With what the page begins.
#[derive(Properties, PartialEq)]
pub struct PlaygroundProps {
    /// The state it begins with.
    pub state: Shared<AppState>,
}

/// The whole page.
#[component]
pub fn Playground(props: &PlaygroundProps) -> Html {
    let start = props.state.clone();
    let state = use_reducer(move || (*start).clone());
    let dispatch = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    use_theme(state.view.theme);
    let width = use_window_width();
    let on_run = use_callback((), |(), ()| ());
    let on_download = use_callback((), |(), ()| ());

    let (left, right) = state.view.columns.fit(width);
    let pane = match state.pane {
        Pane::Edit => "edit",
        Pane::Graph => "graph",
        Pane::Inspect => "inspect",
    };
    let separator = |side: Side, width_of: f64| {
        let (least, most) = state.view.columns.range(side, width);
        html! {
            <Separator {side} width={width_of} {least} {most} closed={state.view.columns.is_closed(side)}
                dispatch={dispatch.clone()} />
        }
    };
    let cases = state.keys.cases.iter().zip(&state.workspace.cases);
    let cases: Vec<_> = cases.map(|(key, case)| (*key, case.name.clone())).collect();
    html! {
        <div class="app">
            <Toolbar name={state.workspace.name.clone()} previous={state.previous.clone()} {cases}
                case={state.workspace.selected_case} running={state.run.is_running()} theme={state.view.theme}
                on_run={on_run.clone()} on_stop={on_run.clone()} on_download={on_download.clone()}
                dispatch={dispatch.clone()} />
            <Banners phase={state.run.phase.clone()} saving={state.saving.clone()} aside={state.aside.clone()}
                on_run={on_run.clone()} on_download={on_download.clone()} dispatch={dispatch.clone()} />
            <main class="columns" data-pane={pane} style={format!("--left: {left}px; --right: {right}px")}>
                <section class="column left" aria-label="Editors">{ editors(&state, &dispatch) }</section>
                { separator(Side::Left, left) }
                <section class="column middle" aria-label="Execution">
                  <div class="stage"></div>
                </section>
                { separator(Side::Right, right) }
                <section class="column right" aria-label="Inspector">{ inspector(&state, &dispatch) }</section>
            </main>
            <Dock pane={state.pane} dispatch={dispatch.clone()} />
            <StatusLine errors=0 warnings=0 language={Some("JSONata")} reached={Some((7, 10))}
                settings={state.workspace.settings.clone()} saving={state.saving.clone()} dispatch={dispatch.clone()} />
            <Toasts toast={state.toast.clone()} dispatch={dispatch.clone()} />
            <Help open={state.help} dispatch={dispatch.clone()} />
        </div>
    }
}

fn rail(side: Side, label: &'static str, dispatch: &Callback<Action>) -> Html {
    let open = dispatch.reform(move |_: MouseEvent| Action::View(ViewAction::Close(side, false)));
    let sign = if side == Side::Left { Icon::FoldRight } else { Icon::FoldLeft };
    html! {
        <button type="button" class="rail" onclick={open} title={format!("Open the {label}")}>
            { icon(sign) }<span class="label">{ label }</span>
        </button>
    }
}

fn editors(state: &AppState, dispatch: &Callback<Action>) -> Html {
    if state.view.columns.left_closed {
        return rail(Side::Left, "editors", dispatch);
    }
    let tabs = vec![
        Tab::new("Definition"),
        Tab::new("Handlers").count(state.workspace.handlers.len()),
        Tab::new("Cases").count(state.workspace.cases.len()),
    ];
    let on_select = dispatch.reform(|at| {
        let tab = [EditTab::Definition, EditTab::Handlers, EditTab::Cases][at];
        Action::View(ViewAction::Edit(tab))
    });
    let close = dispatch.reform(|_: MouseEvent| Action::View(ViewAction::Close(Side::Left, true)));
    html! {
        <>
            <Tabs id="edit" label="Editors" {tabs} selected={state.view.edit as usize} {on_select}>
                <button type="button" class="icon small not-narrow" aria-label="Close the editors" title="Close the editors" onclick={close}>
                    { icon(Icon::FoldLeft) }
                </button>
            </Tabs>
            <Panel id="edit" at=0 shown=true>{ "…" }</Panel>
        </>
    }
}

fn inspector(state: &AppState, dispatch: &Callback<Action>) -> Html {
    if state.view.columns.right_closed {
        return rail(Side::Right, "inspector", dispatch);
    }
    let tabs =
        vec![Tab::new("Data flow"), Tab::new("Events"), Tab::new("Logs").count(2), Tab::new("Problems")];
    let on_select = dispatch.reform(|at| {
        let tab = [InspectTab::DataFlow, InspectTab::Events, InspectTab::Logs, InspectTab::Problems][at];
        Action::View(ViewAction::Inspect(tab))
    });
    html! {
        <Tabs id="inspect" label="Inspector" {tabs} selected={state.view.inspect as usize} {on_select} />
    }
}
