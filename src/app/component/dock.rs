use yew::prelude::*;

use super::{Icon, icon};
use crate::app::state::{Action, Pane, ViewAction};

#[derive(Properties, PartialEq)]
pub struct DockProps {
    pub pane: Pane,
    pub dispatch: Callback<Action>,
}

/// Chooses the pane on a narrow screen.
#[component]
pub fn Dock(props: &DockProps) -> Html {
    let panes = [
        (Pane::Edit, "Edit", Icon::Code),
        (Pane::Graph, "Graph", Icon::Graph),
        (Pane::Inspect, "Inspect", Icon::List),
    ];
    let buttons = panes.into_iter().map(|(pane, name, sign)| {
        let onclick = props.dispatch.reform(move |_: MouseEvent| Action::View(ViewAction::Pane(pane)));
        let is_shown = pane == props.pane;
        html! {
            <button key={name} type="button" aria-current={is_shown.then_some("page")} {onclick}>
                { icon(sign) }{ name }
            </button>
        }
    });
    html! { <nav class="dock" aria-label="Panes">{ for buttons }</nav> }
}
