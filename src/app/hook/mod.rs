//! Hooks: everything that touches the browser outside of an element.

mod autosave;
mod event;
mod player;
mod run;
mod size;
mod theme;
mod window;

pub use autosave::use_autosave;
pub use event::{use_document_event, use_window_event};
pub use player::use_player;
pub use run::{RunControl, use_run};
pub use size::use_size;
pub use theme::use_theme;
pub use window::{NARROW, use_row_height, use_window_width};
