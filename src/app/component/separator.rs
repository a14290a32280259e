use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use crate::app::state::{Action, Side, ViewAction};

#[derive(Properties, PartialEq)]
pub struct SeparatorProps {
    pub side: Side,
    /// The column's width, and the narrowest and widest it may be.
    pub width: f64,
    pub least: f64,
    pub most: f64,
    pub closed: bool,
    pub dispatch: Callback<Action>,
}

/// What separates the graph from a column: dragged by the mouse, moved by arrow keys, Enter closes and
/// opens the column, a double click gives it back its own width.
#[component]
pub fn Separator(props: &SeparatorProps) -> Html {
    // Where the pointer went down, and how wide the column was.
    let drag = use_state_eq(|| None::<(f64, f64)>);
    let line = use_node_ref();
    let (side, width, closed) = (props.side, props.width, props.closed);
    let (least, most) = (props.least, props.most);
    let outwards = if side == Side::Left { 1.0 } else { -1.0 };
    let resize = props.dispatch.reform(move |width: f64| {
        Action::View(ViewAction::Resize(side, Some(width.clamp(least, most).round())))
    });

    let onpointerdown = {
        let (drag, line) = (drag.clone(), line.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 && !closed {
                let captured =
                    line.cast::<Element>().map(|line| line.set_pointer_capture(event.pointer_id()));
                if matches!(captured, Some(Ok(()))) {
                    drag.set(Some((f64::from(event.client_x()), width)));
                }
            }
        })
    };
    let onpointermove = {
        let (drag, resize) = (drag.clone(), resize.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some((from, width)) = *drag {
                resize.emit(width + (f64::from(event.client_x()) - from) * outwards);
            }
        })
    };
    let stop = {
        let drag = drag.clone();
        Callback::from(move |_: PointerEvent| drag.set(None))
    };
    let ondblclick = props.dispatch.reform(move |_: MouseEvent| Action::View(ViewAction::Resize(side, None)));
    let onkeydown = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let step = if event.shift_key() { 64.0 } else { 16.0 };
            match event.key().as_str() {
                "ArrowRight" => resize.emit(width + step * outwards),
                "ArrowLeft" => resize.emit(width - step * outwards),
                "Home" => resize.emit(if side == Side::Left { least } else { most }),
                "End" => resize.emit(if side == Side::Left { most } else { least }),
                "Enter" => dispatch.emit(Action::View(ViewAction::Close(side, !closed))),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let label = match side {
        Side::Left => "Width of the editors",
        Side::Right => "Width of the inspector",
    };
    html! {
        <div ref={line} class={classes!("separator", drag.is_some().then_some("dragged"))} role="separator"
            tabindex="0" aria-orientation="vertical" aria-label={label}
            aria-valuenow={width.to_string()} aria-valuemin={least.to_string()}
            aria-valuemax={most.to_string()} title="Drag, or use the arrow keys; double click: own width"
            {onpointerdown} {onpointermove} onpointerup={stop.clone()} onpointercancel={stop}
            {ondblclick} {onkeydown} />
    }
}
