use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

/// A tab: its name, perhaps a count behind it.
#[derive(Clone, PartialEq)]
pub struct Tab {
    pub name: AttrValue,
    pub count: Option<usize>,
    /// `bad` or `warn` where the count tells of trouble.
    pub tone: Option<&'static str>,
}

impl Tab {
    pub fn new(name: &'static str) -> Tab {
        Tab { name: name.into(), count: None, tone: None }
    }

    pub fn count(self, count: usize) -> Tab {
        Tab { count: Some(count), ..self }
    }

    pub fn tone(self, tone: &'static str) -> Tab {
        Tab { tone: Some(tone), ..self }
    }
}

#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// Begins the ids of tabs and panels; see [`tab_id`] and [`panel_id`].
    pub id: &'static str,
    pub label: &'static str,
    pub tabs: Vec<Tab>,
    pub selected: usize,
    pub on_select: Callback<usize>,
    /// Buttons at the end of the row.
    #[prop_or_default]
    pub children: Html,
}

/// A row of tabs; arrow keys go from one to the next.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let (selected, last) = (props.selected, props.tabs.len().saturating_sub(1));
    let list = use_node_ref();
    let onkeydown = {
        let (on_select, list) = (props.on_select.clone(), list.clone());
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowRight" if selected < last => selected + 1,
                "ArrowRight" | "Home" => 0,
                "ArrowLeft" if selected > 0 => selected - 1,
                "ArrowLeft" | "End" => last,
                _ => return,
            };
            event.prevent_default();
            on_select.emit(next);
            focus_child(list.cast(), next);
        })
    };
    let tabs = props.tabs.iter().enumerate().map(|(at, tab)| {
        let is_selected = at == selected;
        let onclick = props.on_select.reform(move |_: MouseEvent| at);
        html! {
            <button key={at} type="button" role="tab" id={tab_id(props.id, at)} {onclick}
                aria-selected={is_selected.to_string()} aria-controls={panel_id(props.id, at)}
                tabindex={if is_selected { "0" } else { "-1" }}>
                <span class="name" data-name={tab.name.clone()}>{ tab.name.clone() }</span>
                if let Some(count) = tab.count {
                    <span class={classes!("count", tab.tone)}>{ short(count) }</span>
                }
            </button>
        }
    });
    html! {
        <div class="tabs">
            <div ref={list} role="tablist" aria-label={props.label} {onkeydown}>{ for tabs }</div>
            <div class="actions">{ props.children.clone() }</div>
        </div>
    }
}

/// A count in the room there is beside a name.
fn short(count: usize) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

fn focus_child(list: Option<web_sys::Element>, at: usize) {
    let child = list.and_then(|list| list.children().item(u32::try_from(at).unwrap_or(0)));
    if let Some(child) = child.and_then(|child| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(child).ok()) {
        let _ = child.focus();
    }
}

/// The id of a tab.
pub fn tab_id(id: &str, at: usize) -> String {
    format!("{id}-tab-{at}")
}

/// The id of the panel that a tab shows.
pub fn panel_id(id: &str, at: usize) -> String {
    format!("{id}-panel-{at}")
}

#[derive(Properties, PartialEq)]
pub struct PanelProps {
    pub id: &'static str,
    pub at: usize,
    pub shown: bool,
    #[prop_or_default]
    pub class: Classes,
    pub children: Html,
}

/// What a tab shows; hidden rather than gone while another is selected.
#[component]
pub fn Panel(props: &PanelProps) -> Html {
    html! {
        <div role="tabpanel" id={panel_id(props.id, props.at)} class={props.class.clone()}
            aria-labelledby={tab_id(props.id, props.at)} hidden={!props.shown}>
            { props.children.clone() }
        </div>
    }
}
