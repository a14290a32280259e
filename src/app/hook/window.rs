use yew::prelude::*;

use super::use_window_event;

/// Where there is no window, as when a test renders the page.
const USUAL_WIDTH: f64 = 1440.0;

/// Screens up to this width show one pane at a time; as in the style sheets.
pub const NARROW: f64 = 800.0;

/// What a finger needs, in CSS pixels.
const FINGER: f64 = 44.0;

/// The height of a row that can be chosen: the usual one where there is a pointer, more on narrow screens.
#[hook]
pub fn use_row_height(usual: f64) -> f64 {
    if use_window_width() > NARROW { usual } else { usual.max(FINGER) }
}

/// The width of the window in CSS pixels, kept up to date.
#[hook]
pub fn use_window_width() -> f64 {
    let width = use_state_eq(|| USUAL_WIDTH);
    let measure = {
        let width = width.clone();
        move || {
            let inner = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
            width.set(inner.unwrap_or(USUAL_WIDTH));
        }
    };
    {
        let measure = measure.clone();
        use_effect_with((), move |()| measure());
    }
    use_window_event("resize", move |_| measure());
    *width
}
