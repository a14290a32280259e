//! The page.

mod browser;
mod component;
pub mod example;
pub mod execution;
mod format;
mod hook;
mod page;
mod shared;
pub mod state;

pub use page::{Playground, PlaygroundProps};
pub use shared::Shared;

/// Mounts the page, or does nothing where there is no window: the engine's worker runs the same
/// module and only wants the exports.
pub fn start() {
    if web_sys::window().is_some() {
        let state = Shared::new(state::AppState::new(example::first(), state::View::default()));
        yew::Renderer::<Playground>::with_props(PlaygroundProps { state }).render();
    }
}
