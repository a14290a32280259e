use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::app::browser;
use crate::app::hook::use_window_event;

/// Rows above and below the visible ones that are drawn too, so that scrolling shows no gaps.
const MARGIN: usize = 8;
/// Where nothing can be measured, as when a test renders the page.
const USUAL_HEIGHT: f64 = 640.0;

#[derive(Properties, PartialEq)]
pub struct VirtualListProps {
    pub count: usize,
    /// The height of every row in CSS pixels; the style sheets know it as `--row`.
    pub row_height: f64,
    /// Draws a row.
    pub row: Callback<usize, Html>,
    /// A row to keep in sight when it changes.
    #[prop_or_default]
    pub keep: Option<usize>,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or("list")]
    pub role: &'static str,
    pub label: AttrValue,
    /// Hears keys pressed in the list, which then takes the focus itself.
    #[prop_or_default]
    pub onkeydown: Option<Callback<KeyboardEvent>>,
    /// The id of the row in focus.
    #[prop_or_default]
    pub active: Option<AttrValue>,
    /// Whether it takes the focus as it appears, if nothing else has it.
    #[prop_or_default]
    pub takes_focus: bool,
}

/// A list of which only the visible rows are drawn.
#[component]
pub fn VirtualList(props: &VirtualListProps) -> Html {
    let host = use_node_ref();
    // First visible row, and how many are visible.
    let window = use_state_eq(|| (0_usize, (USUAL_HEIGHT / props.row_height).ceil() as usize));
    let measure = {
        let (host, window, height) = (host.clone(), window.clone(), props.row_height);
        move || {
            if let Some(host) = host.cast::<Element>() {
                let first = (f64::from(host.scroll_top()) / height).floor().max(0.0) as usize;
                let visible = (f64::from(host.client_height()) / height).ceil() as usize + 1;
                window.set((first, visible));
            }
        }
    };
    {
        let measure = measure.clone();
        use_effect_with((props.count, props.row_height.to_bits()), move |_| measure());
    }
    {
        let measure = measure.clone();
        use_window_event("resize", move |_| measure());
    }
    {
        let (host, height) = (host.clone(), props.row_height);
        use_effect_with((props.keep, props.count), move |&(keep, _)| {
            if let (Some(keep), Some(host)) = (keep, host.cast::<Element>()) {
                bring_into_view(&host, keep as f64 * height, height);
            }
        });
    }
    {
        let (host, takes_focus) = (host.clone(), props.takes_focus);
        use_effect_with((), move |()| {
            if takes_focus
                && !browser::has_focus()
                && let Some(host) = host.cast::<HtmlElement>()
            {
                let _ = host.focus();
            }
        });
    }
    let onscroll = Callback::from(move |_: Event| measure());
    let (first, visible) = *window;
    let from = first.saturating_sub(MARGIN).min(props.count);
    let to = (first + visible + MARGIN).min(props.count);
    let rows = (from..to).map(|at| props.row.emit(at));
    let above = from as f64 * props.row_height;
    let whole = props.count as f64 * props.row_height;
    html! {
        <div ref={host} class={classes!("virtual", props.class.clone())} role={props.role} {onscroll}
            aria-label={props.label.clone()} aria-activedescendant={props.active.clone()}
            style={format!("--row: {}px", props.row_height)} tabindex="0" onkeydown={props.onkeydown.clone()}>
            <div class="virtual-whole" role="presentation" style={format!("height: {whole}px")}>
                <div class="virtual-rows" role="presentation" style={format!("transform: translateY({above}px)")}>
                    { for rows }
                </div>
            </div>
        </div>
    }
}

fn bring_into_view(host: &Element, top: f64, height: f64) {
    let (from, room) = (f64::from(host.scroll_top()), f64::from(host.client_height()));
    let to = if top < from {
        top - height
    } else if top + height > from + room {
        top + 2.0 * height - room
    } else {
        return;
    };
    host.unchecked_ref::<Element>().set_scroll_top(to.max(0.0) as i32);
}
