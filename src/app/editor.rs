//! The code editor: a JavaScript module that is fetched when it is first wanted, after the page stands.

use std::rc::Rc;
use std::sync::Arc;

use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use crate::assist::{Completions, Hover};
use crate::source::{LineIndex, byte_offset};

// Only a call fetches the module: the engine's worker loads this glue too, and must not have it run.
#[wasm_bindgen(
    inline_js = "export const fetchModule = (name) => import(new URL(name, document.baseURI).href);"
)]
extern "C" {
    #[wasm_bindgen(js_name = fetchModule, catch)]
    fn fetch_module(name: &str) -> Result<js_sys::Promise, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    type EditorModule;

    #[wasm_bindgen(method, js_name = createEditor, catch)]
    fn create_editor(this: &EditorModule, parent: &Element, options: &JsValue) -> Result<RawEditor, JsValue>;

    #[derive(Clone)]
    type RawEditor;

    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &RawEditor, text: &str);

    #[wasm_bindgen(method, js_name = setDiagnostics)]
    fn set_diagnostics(this: &RawEditor, diagnostics: &JsValue);

    #[wasm_bindgen(method, js_name = setHighlight)]
    fn set_highlight(this: &RawEditor, places: &JsValue);

    #[wasm_bindgen(method, js_name = setValues)]
    fn set_values(this: &RawEditor, values: &JsValue);

    #[wasm_bindgen(method, js_name = setParts)]
    fn set_parts(this: &RawEditor, parts: &JsValue);

    #[wasm_bindgen(method)]
    fn reveal(this: &RawEditor, from: u32, to: u32);

    #[wasm_bindgen(method)]
    fn format(this: &RawEditor);

    #[wasm_bindgen(method)]
    fn focus(this: &RawEditor);

    #[wasm_bindgen(method)]
    fn destroy(this: &RawEditor);
}

/// Fetches a module that lies beside the page.
pub async fn fetch(name: &str) -> Result<JsValue, JsValue> {
    JsFuture::from(fetch_module(name)?).await
}

/// A finding at its place, in UTF-16 units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    pub from: u32,
    pub to: u32,
    /// `error` or `warning`
    pub severity: &'static str,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A stretch of the text, in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    pub from: u32,
    pub to: u32,
}

impl Stretch {
    /// Whether a caret there is in it.
    pub fn holds(self, offset: u32) -> bool {
        self.from <= offset && offset <= self.to
    }
}

/// A value that stands behind the expression which made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LiveValue {
    /// Where, in UTF-16 units.
    pub at: u32,
    /// The value, cut short.
    pub text: String,
    /// The value, with what it is.
    pub title: String,
}

/// What a part of an expression yielded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartValue {
    pub from: u32,
    pub to: u32,
    /// Its values, cut short.
    pub text: String,
    /// Its values.
    pub title: String,
}

/// Knows what may be typed in a text, and what is there; offsets are in bytes.
pub trait Assistant {
    /// What may be typed at an offset.
    fn complete(&self, text: &str, offset: usize) -> Option<Completions>;
    /// What is to be known about an offset.
    fn hover(&self, text: &str, offset: usize) -> Option<Hover>;
}

/// What may be typed at a place, as the editor takes it.
#[derive(Serialize)]
struct CompletionsDto {
    from: u32,
    options: Vec<CompletionDto>,
}

#[derive(Serialize)]
struct CompletionDto {
    label: String,
    detail: String,
    info: String,
}

#[derive(Serialize)]
struct HoverDto {
    from: u32,
    to: u32,
    text: String,
}

/// What may be typed at an offset in UTF-16 units, or null.
fn complete(assistant: &dyn Assistant, text: &str, offset: u32) -> JsValue {
    let lines = LineIndex::new(text);
    let found = assistant.complete(text, byte_offset(text, offset) as usize);
    let dto = found.map(|found| CompletionsDto {
        from: lines.utf16(found.from),
        options: found
            .options
            .into_iter()
            .map(|it| CompletionDto { label: it.label, detail: it.detail, info: it.info })
            .collect(),
    });
    dto.map_or(JsValue::NULL, |dto| to_js(&dto))
}

/// What is to be known about an offset in UTF-16 units, or null.
fn hover(assistant: &dyn Assistant, text: &str, offset: u32) -> JsValue {
    let lines = LineIndex::new(text);
    let found = assistant.hover(text, byte_offset(text, offset) as usize);
    let dto = found.map(|found| HoverDto {
        from: lines.utf16(found.span.start),
        to: lines.utf16(found.span.end),
        text: found.text,
    });
    dto.map_or(JsValue::NULL, |dto| to_js(&dto))
}

/// What an editor is made with.
pub struct EditorOptions {
    pub text: Arc<str>,
    /// `asl`, `json`, `javascript`, `jsonata` or `jsonpath`
    pub language: &'static str,
    pub label: String,
    /// Who helps with typing.
    pub assistant: Option<Rc<dyn Assistant>>,
    pub on_change: Box<dyn Fn(String)>,
    pub on_run: Box<dyn Fn()>,
    pub on_explore: Box<dyn Fn()>,
    pub on_caret: Box<dyn Fn(u32)>,
    /// The text is to be formatted, but is not JSON yet.
    pub on_unable: Box<dyn Fn()>,
}

/// Whether the focus is somewhere inside an element.
pub fn has_focus(element: &Element) -> bool {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    active.is_some_and(|active| element.contains(Some(&active)))
}

/// An editor on the page; dropping it removes it.
pub struct Editor {
    raw: RawEditor,
    _on_change: Closure<dyn Fn(String)>,
    _on_run: Closure<dyn Fn()>,
    _on_explore: Closure<dyn Fn()>,
    _on_caret: Closure<dyn Fn(u32)>,
    _on_unable: Closure<dyn Fn()>,
    _assistance: Option<[Closure<Assist>; 2]>,
}

/// Says something about an offset in a text.
type Assist = dyn Fn(String, u32) -> JsValue;

impl Editor {
    /// Puts an editor into an element.
    pub async fn create(parent: Element, options: EditorOptions) -> Result<Editor, JsValue> {
        let module: EditorModule = fetch("editor.js").await?.unchecked_into();
        let on_change = Closure::wrap(options.on_change);
        let on_run = Closure::wrap(options.on_run);
        let on_caret = Closure::wrap(options.on_caret);
        let on_explore = Closure::wrap(options.on_explore);
        let on_unable = Closure::wrap(options.on_unable);
        let closure = |assistant: Rc<dyn Assistant>, ask: fn(&dyn Assistant, &str, u32) -> JsValue| {
            Closure::<Assist>::new(move |text: String, offset: u32| ask(&*assistant, &text, offset))
        };
        let assistance = options
            .assistant
            .map(|assistant| [closure(assistant.clone(), complete), closure(assistant, hover)]);
        let object = js_sys::Object::new();
        if let Some([complete, hover]) = &assistance {
            js_sys::Reflect::set(&object, &"complete".into(), complete.as_ref())?;
            js_sys::Reflect::set(&object, &"hover".into(), hover.as_ref())?;
        }
        for (key, value) in [
            ("text", &JsValue::from(&*options.text)),
            ("language", &options.language.into()),
            ("label", &options.label.into()),
            ("onChange", on_change.as_ref()),
            ("onRun", on_run.as_ref()),
            ("onExplore", on_explore.as_ref()),
            ("onCaret", on_caret.as_ref()),
            ("onUnable", on_unable.as_ref()),
        ] {
            js_sys::Reflect::set(&object, &key.into(), value)?;
        }
        let raw = module.create_editor(&parent, &object)?;
        Ok(Editor {
            raw,
            _on_change: on_change,
            _on_run: on_run,
            _on_explore: on_explore,
            _on_caret: on_caret,
            _on_unable: on_unable,
            _assistance: assistance,
        })
    }

    pub fn set_text(&self, text: &str) {
        self.raw.set_text(text);
    }

    pub fn set_diagnostics(&self, marks: &[Mark]) {
        self.raw.set_diagnostics(&to_js(marks));
    }

    pub fn set_highlight(&self, places: &[Stretch]) {
        self.raw.set_highlight(&to_js(places));
    }

    pub fn set_values(&self, values: &[LiveValue]) {
        self.raw.set_values(&to_js(values));
    }

    pub fn set_parts(&self, parts: &[PartValue]) {
        self.raw.set_parts(&to_js(parts));
    }

    pub fn reveal(&self, from: u32, to: u32) {
        self.raw.reveal(from, to);
    }

    pub fn format(&self) {
        self.raw.format();
    }

    pub fn focus(&self) {
        self.raw.focus();
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.raw.destroy();
    }
}

fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or_default()
}
