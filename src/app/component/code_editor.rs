use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use web_sys::{Element, HtmlTextAreaElement};
use yew::prelude::*;

use crate::app::editor::{Assistant, Editor, EditorOptions, LiveValue, Mark, PartValue, Stretch, has_focus};
use crate::app::marks::stretch;
use crate::app::state::{What, Wish};
use crate::source::LineIndex;

#[derive(Properties, PartialEq)]
pub struct CodeEditorProps {
    pub text: Arc<str>,
    /// `asl`, `json`, `javascript`, `jsonata` or `jsonpath`
    pub language: &'static str,
    pub label: AttrValue,
    #[prop_or(true)]
    pub shown: bool,
    pub on_change: Callback<Arc<str>>,
    pub on_run: Callback<()>,
    /// The expression at the caret is to be looked at by itself.
    #[prop_or_default]
    pub on_explore: Callback<()>,
    /// Where the caret is, in UTF-16 units.
    #[prop_or_default]
    pub on_caret: Callback<u32>,
    /// The text is to be formatted, but is not JSON yet.
    #[prop_or_default]
    pub on_unable: Callback<()>,
    #[prop_or_default]
    pub marks: Rc<Vec<Mark>>,
    #[prop_or_default]
    pub highlight: Option<Stretch>,
    #[prop_or_default]
    pub values: Rc<Vec<LiveValue>>,
    /// What the parts of an expression yielded.
    #[prop_or_default]
    pub parts: Rc<Vec<PartValue>>,
    /// Who helps with typing: the one who is there when the editor comes.
    #[prop_or_default]
    pub assistant: Option<Helper>,
    #[prop_or_default]
    pub wish: Option<Wish>,
}

/// Somebody who helps with typing; the same only if it is the very same.
#[derive(Clone)]
pub struct Helper(pub Rc<dyn Assistant>);

impl PartialEq for Helper {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// How far the editor is: until it is there, and if it never comes, a plain field does the work.
#[derive(Clone, Copy, PartialEq)]
enum Progress {
    Coming,
    Here,
    Failed,
}

/// A text in an editor.
///
/// The editor holds the text and tells of every change; it is only told of changes that come from
/// elsewhere, so that undo and caret stay what they were.
#[component]
pub fn CodeEditor(props: &CodeEditorProps) -> Html {
    let host = use_node_ref();
    let editor = use_mut_ref(|| None::<Editor>);
    let progress = use_state_eq(|| Progress::Coming);
    let held = use_mut_ref(|| props.text.clone());
    let plain = use_node_ref();
    // Where the caret was in the plain field, if it had the focus when the editor came.
    let left_off = use_mut_ref(|| None::<(u32, u32)>);
    let caret = use_mut_ref(|| 0_u32);
    let callbacks = use_mut_ref(|| None::<Callbacks>);
    *callbacks.borrow_mut() = Some(Callbacks {
        on_change: props.on_change.clone(),
        on_run: props.on_run.clone(),
        on_explore: props.on_explore.clone(),
        on_unable: props.on_unable.clone(),
        on_caret: {
            let (caret, on_caret) = (caret.clone(), props.on_caret.clone());
            Callback::from(move |offset| {
                *caret.borrow_mut() = offset;
                on_caret.emit(offset);
            })
        },
    });

    {
        let (host, editor, progress) = (host.clone(), editor.clone(), progress.clone());
        let (held, callbacks) = (held.clone(), callbacks.clone());
        let (plain, left_off) = (plain.clone(), left_off.clone());
        let (language, label) = (props.language, props.label.to_string());
        let assistant = props.assistant.clone().map(|helper| helper.0);
        use_effect_with((), move |()| {
            let gone = Rc::new(RefCell::new(false));
            let host = host.cast::<Element>();
            let (is_gone, slot) = (gone.clone(), editor.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let Some(host) = host else { return };
                let options = options(language, label, assistant, held, callbacks);
                let created = Editor::create(host, options).await;
                if *is_gone.borrow() {
                    return;
                }
                match created {
                    Ok(created) => {
                        *left_off.borrow_mut() = caret_of(&plain);
                        *slot.borrow_mut() = Some(created);
                        progress.set(Progress::Here);
                    }
                    Err(_) => progress.set(Progress::Failed),
                }
            });
            move || {
                *gone.borrow_mut() = true;
                editor.borrow_mut().take();
            }
        });
    }

    let ready = *progress == Progress::Here;
    {
        let (editor, held) = (editor.clone(), held.clone());
        use_effect_with((props.text.clone(), ready), move |(text, _)| {
            let before = held.replace(text.clone());
            if before != *text
                && let Some(editor) = &*editor.borrow()
            {
                editor.set_text(text);
            }
        });
    }
    let last = held.clone();
    use_told(&editor, ready, (), move |editor, ()| {
        // The plain field is gone now; what was typed into it while the editor came must not be.
        editor.set_text(&last.borrow());
        if let Some((from, to)) = left_off.take() {
            editor.reveal(from, to);
            editor.focus();
        }
    });
    {
        let host = host.clone();
        use_told(&editor, ready, props.label.clone(), move |_, label| {
            let content = host.cast::<Element>().and_then(|host| host.query_selector(".cm-content").ok()?);
            if let Some(content) = content {
                let _ = content.set_attribute("aria-label", label);
            }
        });
    }
    use_told(&editor, ready, props.marks.clone(), |editor, marks| editor.set_diagnostics(marks));
    {
        let (host, caret) = (host.clone(), caret.clone());
        use_told(&editor, ready, props.highlight, move |editor, place| {
            editor.set_highlight(place.as_slice());
            // Whoever types is left where they are; else what stands out comes into sight.
            let typing = host.cast::<Element>().is_some_and(|host| has_focus(&host));
            if let Some(place) = place.filter(|place| !typing && !place.holds(*caret.borrow())) {
                *caret.borrow_mut() = place.from;
                editor.reveal(place.from, place.from);
            }
        });
    }
    use_told(&editor, ready, props.values.clone(), |editor, values| editor.set_values(values));
    use_told(&editor, ready, props.parts.clone(), |editor, parts| editor.set_parts(parts));
    let text = held.clone();
    use_told(&editor, ready, props.wish, move |editor, wish| {
        if let Some(wish) = wish {
            // A copy of the text: formatting tells of the new one at once, which then takes its place.
            let text = text.borrow().clone();
            grant(editor, &text, wish.what);
        }
    });

    let oninput = {
        let (held, on_change) = (held.clone(), props.on_change.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                let text: Arc<str> = field.value().into();
                *held.borrow_mut() = text.clone();
                on_change.emit(text);
            }
        })
    };
    html! {
        <div class={classes!("code", (!ready).then_some("waiting"))} hidden={!props.shown}>
            <div class="code-host" ref={host} />
            if !ready {
                if *progress == Progress::Failed {
                    <p class="code-note">{ "The editor could not be loaded. This plain field does the work." }</p>
                }
                <textarea ref={plain} class="plain" aria-label={props.label.clone()} value={props.text.to_string()}
                    spellcheck="false" autocapitalize="off" autocomplete="off" wrap="off" {oninput} />
            }
        </div>
    }
}

/// Tells the editor of something whenever it changes, and once the editor is there.
#[hook]
fn use_told<T: PartialEq + 'static>(
    editor: &Rc<RefCell<Option<Editor>>>,
    ready: bool,
    what: T,
    tell: impl Fn(&Editor, &T) + 'static,
) {
    let editor = editor.clone();
    use_effect_with((ready, what), move |(_, what)| {
        if let Some(editor) = &*editor.borrow() {
            tell(editor, what);
        }
    });
}

/// The caret of a field, from and to, if the field has the focus.
fn caret_of(field: &NodeRef) -> Option<(u32, u32)> {
    let field = field.cast::<HtmlTextAreaElement>().filter(|field| has_focus(field))?;
    Some((field.selection_start().ok()??, field.selection_end().ok()??))
}

fn grant(editor: &Editor, text: &str, what: What) {
    let show = |span| {
        let Stretch { from, to } = stretch(&LineIndex::new(text), span);
        editor.reveal(from, to);
    };
    match what {
        What::Format => editor.format(),
        What::Show(span) => show(span),
        What::Go(span) => {
            show(span);
            editor.focus();
        }
    }
}

#[derive(Clone)]
struct Callbacks {
    on_change: Callback<Arc<str>>,
    on_run: Callback<()>,
    on_explore: Callback<()>,
    on_unable: Callback<()>,
    on_caret: Callback<u32>,
}

/// The editor is made once; what it says goes to the callbacks of the latest rendering.
fn options(
    language: &'static str,
    label: String,
    assistant: Option<Rc<dyn Assistant>>,
    held: Rc<RefCell<Arc<str>>>,
    callbacks: Rc<RefCell<Option<Callbacks>>>,
) -> EditorOptions {
    let latest = move |callbacks: &Rc<RefCell<Option<Callbacks>>>| callbacks.borrow().clone();
    let [for_change, for_run, for_explore, for_unable] = std::array::from_fn(|_| callbacks.clone());
    let for_caret = callbacks;
    let text = held.borrow().clone();
    EditorOptions {
        text,
        language,
        label,
        assistant,
        on_change: Box::new(move |text: String| {
            let text: Arc<str> = text.into();
            if *held.borrow() == text {
                return;
            }
            *held.borrow_mut() = text.clone();
            if let Some(callbacks) = latest(&for_change) {
                callbacks.on_change.emit(text);
            }
        }),
        on_run: Box::new(move || {
            if let Some(callbacks) = latest(&for_run) {
                callbacks.on_run.emit(());
            }
        }),
        on_explore: Box::new(move || {
            if let Some(callbacks) = latest(&for_explore) {
                callbacks.on_explore.emit(());
            }
        }),
        on_unable: Box::new(move || {
            if let Some(callbacks) = latest(&for_unable) {
                callbacks.on_unable.emit(());
            }
        }),
        on_caret: Box::new(move |offset| {
            if let Some(callbacks) = latest(&for_caret) {
                callbacks.on_caret.emit(offset);
            }
        }),
    }
}
