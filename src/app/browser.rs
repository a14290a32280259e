//! Small services of the browser.

use std::sync::Arc;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Element, File, HtmlAnchorElement, HtmlElement, Storage, Url};

/// Whether any element has the focus.
pub fn has_focus() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let active = document.and_then(|document| document.active_element());
    active.is_some_and(|active| active.tag_name() != "BODY")
}

/// Gives the focus to the first element of that kind inside another, if there is one.
pub fn focus_first(within: &Element, selector: &str) {
    let first = within.query_selector(selector).ok().flatten();
    if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        let _ = first.focus();
    }
}

/// Offers a text as a file to keep.
pub fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let parts = js_sys::Array::of1(&text.into());
    let url = Url::create_object_url_with_blob(&Blob::new_with_str_sequence_and_options(&parts, &options)?)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}

/// Reads a file that was chosen.
pub fn read(file: &File, then: impl FnOnce(Option<String>) + 'static) {
    let text = wasm_bindgen_futures::JsFuture::from(file.text());
    wasm_bindgen_futures::spawn_local(async move {
        then(text.await.ok().and_then(|text| text.as_string()));
    });
}

/// Puts a text on the clipboard.
pub fn copy(text: &str, then: impl FnOnce(bool) + 'static) {
    let Some(window) = web_sys::window() else { return then(false) };
    // Absent where the page did not come over HTTPS or from this machine.
    let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|clipboard| clipboard.is_undefined()) {
        return then(false);
    }
    let written = wasm_bindgen_futures::JsFuture::from(window.navigator().clipboard().write_text(text));
    wasm_bindgen_futures::spawn_local(async move { then(written.await.is_ok()) });
}

/// The browser's memory for this page, if it allows one.
pub fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// When this page was opened, in milliseconds with their fractions: no two tabs have the same.
pub fn opened_at() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.time_origin())
}

/// Whether the command key takes the place of Control.
pub fn is_apple() -> bool {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    agent.is_some_and(|agent| agent.contains("Mac OS") || agent.contains("iPhone") || agent.contains("iPad"))
}

/// A name that every file system takes: letters, digits and dashes.
pub fn file_stem(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let stem: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    if stem.is_empty() { "workspace".to_owned() } else { stem.join("-") }
}

/// What a JavaScript error says.
pub fn message(error: &JsValue) -> Arc<str> {
    let message = js_sys::Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| format!("{error:?}")).into()
}
