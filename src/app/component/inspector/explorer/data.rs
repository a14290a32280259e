use std::rc::Rc;
use std::sync::Arc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::app::component::CodeEditor;
use crate::app::component::inspector::json_view::JsonView;
use crate::app::marks::of_json;
use crate::app::shared::Shared;
use crate::app::sight::{Sight, Source};
use crate::app::state::{Action, ExploreAction, Subject};
use crate::value::Value;

#[derive(Properties, PartialEq)]
pub struct DataProps {
    pub sight: Shared<Sight>,
    pub subject: Subject,
    /// What was typed.
    pub data: Option<Arc<str>>,
    /// Whether only child executions entered the state.
    pub ran_in_children: bool,
    pub on_run: Callback<()>,
    pub dispatch: Callback<Action>,
}

/// What an expression sees, and where that comes from.
#[component]
pub fn Data(props: &DataProps) -> Html {
    let Sight { source, scope, .. } = &*props.sight;
    html! {
        <section class="stage-card explorer-data" aria-label="Data">
            <h3>
                <span class="stage-title">{ "Data" }</span>
                <span class="grow" />
                { chooser(props) }
            </h3>
            { note(props) }
            if *source == Source::Hand {
                { by_hand(props) }
                if let Err(reason) = scope { <p class="explorer-said bad">{ reason.clone() }</p> }
            } else if let Ok(scope) = scope {
                <div class="variables">{ for rows(scope.roots()) }</div>
            }
        </section>
    }
}

fn note(props: &DataProps) -> Html {
    let said = match (props.sight.source, props.sight.missing) {
        (Source::Case, _) if props.ran_in_children => html! {
            { "It ran in child executions: open one from the Map around it to see what it saw there. Until then the \
               case’s input stands for the data." }
        },
        (Source::Case, _) if matches!(props.subject, Subject::Site { .. }) => html! {
            { "Nothing has run here, so the case’s input stands for the data. Run to see what there really is." }
        },
        (Source::Case, _) => html! {
            { "The case’s input stands for the data. After a run, select a state to have what that saw." }
        },
        (_, Some("$")) => html! { { "What it will see is not there yet at this moment." } },
        (_, Some(name)) => html! { <><code>{ name }</code>{ " is not there yet at this moment." }</> },
        _ => return html! {},
    };
    html! { <p class="explorer-said">{ said }</p> }
}

/// Where the data comes from.
fn chooser(props: &DataProps) -> Html {
    let Sight { source, head, visits, .. } = &*props.sight;
    let mut sources = vec![match visits.is_empty() {
        true => (Source::Case, "The case’s input".to_owned()),
        false => (Source::Moment(*head), format!("This moment: event {}", head.0)),
    }];
    sources.extend(visits.iter().map(|(entered, name)| (Source::Visit(*entered), name.clone())));
    sources.push((Source::Hand, "Typed by hand".to_owned()));
    let option = |(of, name): &(Source, String)| {
        html! { <option selected={of == source}>{ name.clone() }</option> }
    };
    let options: Vec<Html> = sources.iter().map(option).collect();
    let onchange = {
        let (dispatch, subject, sight) = (props.dispatch.clone(), props.subject.clone(), props.sight.clone());
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            let at = usize::try_from(select.selected_index()).unwrap_or_default();
            let subject = subject.clone();
            dispatch.emit(Action::Explore(match sources.get(at).map(|(source, _)| *source) {
                Some(Source::Hand) => {
                    let text = sight.scope.as_ref().map(|scope| scope.to_text()).unwrap_or_default();
                    ExploreAction::SeeByHand(subject, text.into())
                }
                Some(Source::Visit(entered)) => ExploreAction::See(subject, Some(entered)),
                _ => ExploreAction::See(subject, None),
            }));
        })
    };
    html! { <select class="small" aria-label="Where the data comes from" {onchange}>{ for options }</select> }
}

fn by_hand(props: &DataProps) -> Html {
    let text = props.data.clone().unwrap_or_default();
    let subject = props.subject.clone();
    let on_change =
        props.dispatch.reform(move |text| Action::Explore(ExploreAction::Data(subject.clone(), text)));
    let marks = Rc::new(of_json(&text));
    html! {
        <div class="by-hand">
            <CodeEditor {text} language="json" label="Data by hand" {marks} {on_change}
                on_run={props.on_run.clone()} />
        </div>
    }
}

/// A row for each name; of `$states` one for each member, since that is how they are written.
fn rows(roots: &crate::value::Object) -> Vec<Html> {
    let mut rows = Vec::new();
    for (name, value) in roots.iter() {
        match (&**name, value) {
            ("$states", Value::Object(members)) => {
                rows.extend(members.iter().map(|(member, value)| row(&format!("$states.{member}"), value)));
            }
            _ => rows.push(row(name, value)),
        }
    }
    rows
}

fn row(name: &str, value: &Value) -> Html {
    // The context is long, and seldom what one looks for.
    let folded = matches!(name, "$states.context" | "$$");
    html! {
        <div key={name.to_owned()} class="variable">
            <code class="variable-name">{ name.to_owned() }</code><span class="p">{ "=" }</span>
            <div class="variable-value"><JsonView value={value.clone()} label={name.to_owned()} {folded} /></div>
        </div>
    }
}
