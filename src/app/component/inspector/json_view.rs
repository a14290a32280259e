use std::collections::HashSet;
use std::rc::Rc;

use yew::prelude::*;

use crate::app::component::{Icon, VirtualList, icon};
use crate::app::format::grouped;
use crate::app::lines::{Layout, Line, Piece, PieceKind, lines};
use crate::value::Value;

/// Longer values show so many lines at first.
const SHOWN: usize = 120;
const ROW: f64 = 19.0;

/// How many characters fit on a line of the inspector.
#[derive(Clone, Copy, PartialEq)]
pub struct LineWidth(usize);

impl Default for LineWidth {
    fn default() -> Self {
        LineWidth(44)
    }
}

impl LineWidth {
    /// In a column of so many pixels, cards and their padding taken off.
    pub fn of_column(pixels: f64) -> LineWidth {
        LineWidth(((pixels.min(760.0) - 76.0) / 7.23).clamp(24.0, 120.0) as usize)
    }
}

#[derive(Properties, PartialEq)]
pub struct JsonViewProps {
    pub value: Value,
    /// What is marked is what differs from it.
    #[prop_or_default]
    pub base: Option<Value>,
    pub label: AttrValue,
    /// Whether only its extent is shown at first.
    #[prop_or_default]
    pub folded: bool,
}

/// A JSON value that can be folded; large ones are shown in part until all is asked for.
#[component]
pub fn JsonView(props: &JsonViewProps) -> Html {
    let toggled = use_state_eq(|| HashSet::from_iter(props.folded.then(String::new)));
    let whole = use_state_eq(|| false);
    let width = use_context::<LineWidth>().unwrap_or_default().0;
    let deps = (props.value.clone(), props.base.clone(), (*toggled).clone(), *whole, width);
    let lines = use_memo(deps, |(value, base, toggled, whole, width)| {
        mark_less(lines(value, Layout { base: base.as_ref(), toggled, whole: *whole, width: *width }))
    });
    let toggle = {
        let toggled = toggled.clone();
        Callback::from(move |path: String| {
            let mut next = (*toggled).clone();
            if !next.remove(&path) {
                next.insert(path);
            }
            toggled.set(next);
        })
    };
    let row =
        use_callback((lines.clone(), toggle.clone()), |at: usize, (lines, toggle): &(Rc<Vec<Line>>, _)| {
            lines.get(at).map(|line| draw(at, line, toggle)).unwrap_or_default()
        });
    let count = lines.len();
    if *whole && count > SHOWN {
        return html! {
            <VirtualList class="json fixed" label={props.label.clone()} {count} row_height={ROW} {row} />
        };
    }
    let cut = lines.iter().any(|line| {
        line.fold.is_none() && line.pieces.last().is_some_and(|piece| piece.text.starts_with('…'))
    });
    let shown = (0..count.min(SHOWN)).map(|at| row.emit(at));
    let show_all = {
        let whole = whole.clone();
        Callback::from(move |_: MouseEvent| whole.set(true))
    };
    html! {
        <>
            <div class="json" role="group" aria-label={props.label.clone()}>{ for shown }</div>
            if count > SHOWN {
                <button type="button" class="small more" onclick={show_all}>
                    { format!("Show all {} lines", grouped(count)) }
                </button>
            } else if cut {
                <button type="button" class="small more" onclick={show_all}>{ "Show all" }</button>
            }
        </>
    }
}

/// Where everything is different, marks say nothing.
fn mark_less(mut lines: Vec<Line>) -> Vec<Line> {
    let inner = |line: &Line| line.depth > 0 || line.fold.is_none() && line.pieces.len() > 1;
    if lines.iter().filter(|line| inner(line)).all(|line| line.changed) {
        for line in &mut lines {
            line.changed = false;
        }
    }
    lines
}

fn draw(at: usize, line: &Line, toggle: &Callback<String>) -> Html {
    let pieces = line.pieces.iter().map(|Piece { kind, text }| {
        let class = match kind {
            PieceKind::Key => "k",
            PieceKind::Text => "s",
            PieceKind::Number => "n",
            PieceKind::Word => "w",
            PieceKind::Punctuation => "p",
            PieceKind::Hidden => "h",
        };
        html! { <span {class}>{ text.clone() }</span> }
    });
    let fold = line.fold.as_ref().map(|fold| {
        let path = fold.path.clone();
        let sign = if fold.folded { Icon::Right } else { Icon::Down };
        let label = if fold.folded { "Unfold" } else { "Fold" };
        html! {
            <button type="button" class="fold" aria-label={label} aria-expanded={(!fold.folded).to_string()}
                onclick={toggle.reform(move |_: MouseEvent| path.clone())}>
                { icon(sign) }
            </button>
        }
    });
    let style = format!("--depth: {}", line.depth);
    html! {
        <div key={at} class={classes!("jl", line.changed.then_some("new"))} {style}>
            if line.changed { <span class="unseen">{ "changed: " }</span> }
            { for fold }<span class="jt">{ for pieces }</span>
        </div>
    }
}
