use std::sync::Arc;

use web_sys::HtmlElement;
use yew::prelude::*;

use super::inspector::status_words;
use super::{Icon, icon};
use crate::app::format::grouped;
use crate::app::state::{Action, ChildAction};
use crate::history::Status;

/// Which child execution is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownChild {
    /// The Map that started it.
    pub map: Arc<str>,
    /// Which one it is, from 0, and of how many.
    pub at: usize,
    pub of: usize,
    pub status: Status,
    /// The child execution around it, if there is one: its Map, and which one it is.
    pub around: Option<(Arc<str>, usize)>,
}

impl ShownChild {
    /// `Child execution 2 of 5`
    pub fn title(&self) -> String {
        format!("Child execution {} of {}", grouped(self.at + 1), grouped(self.of))
    }
}

#[derive(Properties, PartialEq)]
pub struct ChildBarProps {
    pub child: ShownChild,
    pub dispatch: Callback<Action>,
}

/// Says that it is a child execution what all views show, and leads out of it.
#[component]
pub fn ChildBar(props: &ChildBarProps) -> Html {
    let ShownChild { map, at, of, status, around } = &props.child;
    let bar = use_node_ref();
    {
        let bar = bar.clone();
        use_effect_with((), move |()| {
            if let Some(bar) = bar.cast::<HtmlElement>() {
                let _ = bar.focus();
            }
        });
    }
    let press = |action: ChildAction| props.dispatch.reform(move |_: MouseEvent| Action::Child(action));
    let (tone, sign, word) = status_words(*status);
    let title = props.child.title();
    let back = match around {
        None => "Back to the execution".to_owned(),
        Some((map, at)) => format!("Back to child execution {} of “{map}”", grouped(at + 1)),
    };
    html! {
        <div ref={bar} class="child-bar" role="group" tabindex="-1"
            aria-label={format!("{title} of “{map}”, {}", word.to_lowercase())}>
            <button type="button" class="small quiet" onclick={press(ChildAction::Leave)}
                title={format!("{back} (Esc)")}>
                { icon(Icon::Back) }<span class="cut">{ back.clone() }</span>
            </button>
            <p class="figures">
                <strong>{ title }</strong>
                <span class="cut">{ " of “" }{ &**map }{ "”" }</span>
                <span class={classes!("chip", tone)}>{ icon(sign) }{ word }</span>
            </p>
            <span class="steps">
                <button type="button" class="small icon" aria-label="Previous child execution"
                    title="Previous child execution" disabled={*at == 0} onclick={press(ChildAction::Step(-1))}>
                    { icon(Icon::Previous) }
                </button>
                <button type="button" class="small icon" aria-label="Next child execution"
                    title="Next child execution" disabled={at + 1 >= *of} onclick={press(ChildAction::Step(1))}>
                    { icon(Icon::Next) }
                </button>
            </span>
        </div>
    }
}
