use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::derived::{
    selected_state, shown_child, use_checked, use_identity, use_marks, use_picture, use_reading, use_scope_of,
};
use crate::app::browser;
use crate::app::component::{
    Banners, ChildBar, Definition, Dock, Editors, Explorer, GraphView, Help, Icon, Inspector, OutcomePill,
    Reference, Scrubber, Separator, StatusLine, Toasts, Toolbar, icon,
};
use crate::app::editor::has_focus;
use crate::app::hook::{
    NARROW, RunControl, use_autosave, use_player, use_run, use_theme, use_window_event, use_window_width,
};
use crate::app::needs::{Need, needs};
use crate::app::shared::Shared;
use crate::app::state::{
    Action, AppState, ChildAction, ExploreAction, MomentAction, Obstacle, Pane, Redrive, RunAction, Side,
    Subject, ViewAction,
};
use crate::query::QueryLanguage;

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
    let checked = use_checked(&state.workspace.definition, state.workspace.settings.execution_type);
    let marks = use_marks(&checked);
    let execution = Shared(state.shown().clone());
    let selected = selected_state(&checked, &execution, &state);
    let picture = use_picture(&checked, &execution, &selected, &state);
    let reading = use_reading(&checked, &execution, &selected, &picture.marks, &state);
    let width = use_window_width();
    use_theme(state.view.theme);
    use_autosave(&state, &dispatch);
    use_player(&execution, state.moment.head, state.moment.playing, state.view.speed, &dispatch);
    let RunControl { start, redrive, stop } = use_run(&dispatch);
    let on_run = {
        let (state, checked, dispatch) = (state.clone(), checked.clone(), dispatch.clone());
        Callback::from(move |()| {
            let machine = match Obstacle::of(&state, &checked) {
                Ok(machine) => machine,
                Err(obstacle) => return dispatch.emit(Action::Run(RunAction::Refuse(obstacle))),
            };
            let definition = state.workspace.definition.clone();
            dispatch.emit(Action::Run(RunAction::Start { definition, machine }));
            start.emit(state.workspace.clone());
        })
    };
    let on_redrive = {
        let (state, dispatch) = (state.clone(), dispatch.clone());
        use_steady(Callback::from(move |()| {
            if state.redrive() == Redrive::Possible {
                dispatch.emit(Action::Run(RunAction::Redrive));
                redrive.emit(state.workspace.clone());
            }
        }))
    };
    let identity = use_identity(&state);
    let running = state.run.is_running();
    let child = shown_child(&state);
    use_shortcuts(running, child.is_some(), &on_run, &stop, &dispatch);
    // The latest of it, under an identity that stays: no editor need be told that it changed.
    let on_run = use_steady(on_run);
    let on_download = {
        let workspace = state.workspace.clone();
        let dispatch = dispatch.clone();
        use_steady(Callback::from(move |()| {
            let name = format!("{}.stepyard.json", browser::file_stem(&workspace.name));
            if browser::download(&name, &workspace.to_text()).is_err() {
                let text = "The browser did not take the file.".into();
                dispatch.emit(Action::Tell { text, is_error: true });
            }
        }))
    };
    let on_caret = {
        let (dispatch, checked) = (dispatch.clone(), checked.clone());
        let (selected, explored) = (selected.clone(), state.view.explorer.subject.clone());
        use_steady(Callback::from(move |offset: u32| {
            // Where nothing is under the caret, what was selected stays.
            let state = checked.state_at(offset);
            if state.is_some() && state != selected {
                dispatch.emit(Action::Moment(MomentAction::Select(state)));
            }
            let expression =
                checked.site_at(offset).map(Subject::of).filter(|it| explored.as_ref() != Some(it));
            if let Some(expression) = expression {
                dispatch.emit(Action::Explore(ExploreAction::Choose(expression)));
            }
        }))
    };

    let workspace = &state.workspace;
    let needs = use_memo(checked.clone(), |checked| {
        checked.machine.as_ref().map(|machine| needs(machine)).unwrap_or_default()
    });
    let (left, right) = state.view.columns.fit(width);
    let missing = needs.iter().find(|need| {
        let asked = selected.as_ref().is_some_and(|selected| need.states.contains(selected));
        asked && workspace.handlers.iter().all(|handler| handler.name != need.name)
    });
    let missing = missing.map(|need| Need { states: selected.iter().cloned().collect(), ..need.clone() });
    let scope_of = use_scope_of(&execution, &identity, &state, reading.visit);
    let definition = html! {
        <Definition text={workspace.definition.clone()} {marks} highlight={reading.highlight}
            values={reading.values.clone()} {scope_of} wish={state.wish} on_caret={on_caret} on_run={on_run.clone()}
            dispatch={dispatch.clone()} />
    };
    let ran_in_children = selected.as_ref().is_some_and(|selected| state.ran_in_children(selected));
    let explorer = html! {
        <Explorer explorer={state.view.explorer.clone()} sites={checked.sites().clone()}
            selected={selected.clone()} execution={execution.clone()} {identity}
            execution_type={state.run.execution_type} head={state.moment.head} visit={reading.visit}
            input={workspace.case().map(|case| case.input.clone()).unwrap_or_default()}
            seed={workspace.settings.seed} {ran_in_children} wish={state.wish} on_run={on_run.clone()}
            dispatch={dispatch.clone()} />
    };
    let separator = |side: Side, width_of: f64| {
        let (least, most) = state.view.columns.range(side, width);
        html! {
            <Separator {side} width={width_of} {least} {most} closed={state.view.columns.is_closed(side)}
                dispatch={dispatch.clone()} />
        }
    };
    let column = |side: Side, label: &'static str, class: &'static str, content: Html| {
        let closed = state.view.columns.is_closed(side) && width > NARROW;
        html! { <Column {side} {label} {class} {closed} dispatch={dispatch.clone()}>{ content }</Column> }
    };
    let cases = state.keys.cases.iter().zip(&workspace.cases);
    let cases: Vec<_> = cases.map(|(key, case)| (*key, case.name.clone())).collect();
    let pane = match state.pane {
        Pane::Edit => "edit",
        Pane::Graph => "graph",
        Pane::Inspect => "inspect",
    };
    let language =
        checked.machine.as_ref().map(|machine| machine.query_language).unwrap_or(QueryLanguage::Jsonata);
    let is_old = state.is_edited();
    html! {
        <div class="app">
            <Toolbar name={workspace.name.clone()} previous={state.previous.clone()} {cases}
                case={workspace.selected_case} {running} theme={state.view.theme} on_run={on_run.clone()}
                on_stop={stop} on_download={on_download.clone()} dispatch={dispatch.clone()} />
            <Banners phase={state.run.phase.clone()} saving={state.saving.clone()} aside={state.aside.clone()}
                unsaved={state.unsaved.clone()} on_run={on_run.clone()} on_download={on_download} dispatch={dispatch.clone()} />
            <main class="columns" data-pane={pane} style={format!("--left: {left}px; --right: {right}px")}>
                { column(Side::Left, "Editors", "left", html! {
                    <Editors key={state.keys.workspace} tab={state.view.edit} {definition}
                        errors={checked.errors} handlers={workspace.handlers.clone()}
                        handler_keys={state.keys.handlers.clone()} handler={state.view.handler}
                        needs={(*needs).clone()} cases={workspace.cases.clone()}
                        case_keys={state.keys.cases.clone()} case={workspace.selected_case} settings={workspace.settings.clone()} wish={state.wish}
                        on_run={on_run.clone()} dispatch={dispatch.clone()} />
                }) }
                { separator(Side::Left, left) }
                <section class="column middle" aria-label="Graph and time">
                    if let Some(child) = child.clone() { <ChildBar {child} dispatch={dispatch.clone()} /> }
                    <GraphView key={state.keys.workspace} layout={picture.layout.clone()}
                        scene={picture.scene.clone()} selected={selected.clone()}
                        home={child.as_ref().map(|child| child.map.clone())} dispatch={dispatch.clone()}>
                        <OutcomePill phase={state.run.phase.clone()} execution={execution.clone()}
                            working_on={state.run.working_on.clone()} {is_old}
                            redrive={if child.is_some() { Redrive::Never } else { state.redrive() }}
                            {on_redrive} dispatch={dispatch.clone()} />
                        if picture.is_empty() { { empty_graph() } }
                    </GraphView>
                    <Scrubber execution={execution.clone()} head={state.moment.head}
                        playing={state.moment.playing} speed={state.view.speed} pinned={state.view.pinned}
                        dispatch={dispatch.clone()} />
                </section>
                { separator(Side::Right, right) }
                { column(Side::Right, "Inspector", "right", html! {
                    <Inspector key={state.keys.workspace} tab={state.view.inspect} execution={execution.clone()}
                        phase={state.run.phase.clone()} case={case_name(&state)} head={state.moment.head} {selected}
                        visit={reading.visit} stages={reading.stages.clone()}
                        map_runs={Shared(state.run.map_runs.clone())} {child} {ran_in_children} seen_child={state.run.seen_child} kind={reading.kind}
                        place={reading.place} {missing} diagnostics={checked.diagnostics.clone()}
                        explorer={explorer} lines={checked.lines.clone()} only_selected={state.view.only_selected}
                        width={if width > NARROW { right } else { width }}
                        on_run={on_run.clone()} dispatch={dispatch.clone()} />
                }) }
            </main>
            <Dock pane={state.pane} dispatch={dispatch.clone()} />
            <StatusLine errors={checked.errors} warnings={checked.diagnostics.len() - checked.errors}
                language={checked.language()} reached={checked.coverage(state.reached())}
                settings={workspace.settings.clone()} saving={state.saving.clone()} dispatch={dispatch.clone()} />
            <Toasts toast={state.toast.clone()} dispatch={dispatch.clone()} />
            <Help open={state.help} dispatch={dispatch.clone()} />
            <Reference open={state.reference} language={language} {dispatch} />
        </div>
    }
}

/// The case of the run, or of the next one while there is none.
fn case_name(state: &AppState) -> std::sync::Arc<str> {
    if state.run.has_history() {
        return state.run.case.clone();
    }
    state.workspace.case().map(|case| case.name.clone()).unwrap_or_default()
}

#[derive(Properties, PartialEq)]
struct ColumnProps {
    side: Side,
    label: &'static str,
    class: &'static str,
    closed: bool,
    children: Html,
    dispatch: Callback<Action>,
}

/// A column beside the graph; closed, there is only the button that opens it.
#[component]
fn Column(props: &ColumnProps) -> Html {
    let &ColumnProps { side, label, class, closed, .. } = props;
    let whole = use_node_ref();
    {
        let (whole, was_closed) = (whole.clone(), use_mut_ref(|| closed));
        use_effect_with(closed, move |&closed| {
            if was_closed.replace(closed) != closed
                && let Some(column) = whole.cast::<Element>()
                // What is hidden may hold the focus for a moment longer; what is opened may have been given it.
                && (!browser::has_focus() || (closed && has_focus(&column)))
            {
                let next = if closed { ".rail" } else { "[role=tab][aria-selected=true]" };
                browser::focus_first(&column, next);
            }
        });
    }
    let open = props.dispatch.reform(move |_: MouseEvent| Action::View(ViewAction::Close(side, false)));
    let sign = if side == Side::Left { Icon::FoldRight } else { Icon::FoldLeft };
    html! {
        <section ref={whole} class={classes!("column", class)} aria-label={label}>
            if closed {
                <button type="button" class="rail" onclick={open} title={format!("Open: {label}")}>
                    { icon(sign) }<span class="label">{ label }</span>
                </button>
            }
            <div class="column-body" hidden={closed}>{ props.children.clone() }</div>
        </section>
    }
}

fn empty_graph() -> Html {
    html! {
        <div class="empty empty-graph">
            <h3>{ "No states yet" }</h3>
            <p>
                { "The graph is drawn from the definition while you type. Begin with " }<code>{ "\"StartAt\"" }</code>
                { " and " }<code>{ "\"States\"" }</code>{ ", or open an example from the menu at the top." }
            </p>
        </div>
    }
}

/// Shortcuts that work anywhere, in an editor too.
#[hook]
fn use_shortcuts(
    running: bool,
    is_in_child: bool,
    on_run: &Callback<()>,
    on_stop: &Callback<()>,
    dispatch: &Callback<Action>,
) {
    let (on_run, on_stop, dispatch) = (on_run.clone(), on_stop.clone(), dispatch.clone());
    use_window_event("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            event.stop_propagation();
            if running { on_stop.emit(()) } else { on_run.emit(()) }
        } else if event.key() == "F1" {
            event.prevent_default();
            dispatch.emit(Action::Reference(true));
        } else if event.key() == "?" && !is_typing(event) {
            event.prevent_default();
            dispatch.emit(Action::Help(true));
        } else if event.key() == "Escape" && is_in_child && !is_typing(event) && !is_anything_open() {
            event.prevent_default();
            event.stop_propagation();
            dispatch.emit(Action::Child(ChildAction::Leave));
        }
    });
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let field = element.and_then(|element| {
        element.closest("input, textarea, select, [contenteditable=true]").ok().flatten()
    });
    field.is_some()
}

/// Whether there is a sheet or a dialog that Escape closes.
fn is_anything_open() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .is_some_and(|document| document.query_selector(".sheet, dialog[open]").is_ok_and(|it| it.is_some()))
}

/// A callback that always does the latest, and is always the same.
#[hook]
fn use_steady<T: 'static>(callback: Callback<T>) -> Callback<T> {
    let latest = use_mut_ref(|| callback.clone());
    *latest.borrow_mut() = callback;
    let steady = use_memo((), |()| {
        let latest = Rc::clone(&latest);
        Callback::from(move |value: T| {
            let callback = latest.borrow().clone();
            callback.emit(value);
        })
    });
    (*steady).clone()
}
