//! Hooks: everything that touches the browser outside of an element.

mod event;
mod theme;
mod window;

pub use event::{use_document_event, use_window_event};
pub use theme::use_theme;
pub use window::use_window_width;
