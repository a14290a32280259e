use yew::prelude::*;

use crate::app::component::{Icon, icon, sentence, ticked};
use crate::app::shared::Shared;
use crate::app::state::{Action, Document, ViewAction};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::LineIndex;

#[derive(Properties, PartialEq)]
pub struct ProblemsProps {
    pub diagnostics: Shared<Vec<Diagnostic>>,
    pub lines: Shared<LineIndex>,
    pub dispatch: Callback<Action>,
}

/// More findings than this are of one cause.
const SHOWN: usize = 200;

/// What is wrong with the definition; a click goes there.
#[component]
pub fn Problems(props: &ProblemsProps) -> Html {
    if props.diagnostics.is_empty() {
        return html! {
            <div class="empty">
                <h3>{ "No problems" }</h3>
                <p>{ "The definition is checked while you type. What AWS would refuse is listed here, with its place." }</p>
            </div>
        };
    }
    let mut found: Vec<&Diagnostic> = props.diagnostics.iter().collect();
    found.sort_by_key(|diagnostic| diagnostic.severity);
    let rows = found.iter().take(SHOWN).map(|diagnostic| draw(diagnostic, props));
    html! {
        <>
            <ul class="problems">{ for rows }</ul>
            if found.len() > SHOWN { <p class="aside">{ format!("And {} more.", found.len() - SHOWN) }</p> }
        </>
    }
}

fn draw(found: &Diagnostic, props: &ProblemsProps) -> Html {
    let span = found.span;
    let onclick = props
        .dispatch
        .reform(move |_: MouseEvent| Action::View(ViewAction::Reveal(Document::Definition, span)));
    let (tone, sign, said) = match found.severity {
        Severity::Error => ("bad", Icon::Cross, "Error"),
        Severity::Warning => ("warn", Icon::Warning, "Warning"),
    };
    let at = props.lines.line_column(span.start);
    html! {
        <li>
            <button type="button" class="problem" {onclick}>
                <span class={classes!("sign", tone)}>{ icon(sign) }<span class="unseen">{ said }</span></span>
                <span class="problem-text">
                    <span class="problem-message">{ ticked(&sentence(&found.message)) }</span>
                    if let Some(hint) = &found.hint { <span class="hint">{ ticked(&sentence(hint)) }</span> }
                    <span class="problem-place">
                        <span class="figures">{ format!("Line {}:{}", at.line + 1, at.column + 1) }</span>
                        if !found.location.is_empty() { <code class="cut">{ found.location.clone() }</code> }
                    </span>
                </span>
            </button>
        </li>
    }
}
