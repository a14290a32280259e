//! The page.

mod browser;
mod camera;
pub mod checked;
mod component;
mod editor;
pub mod example;
pub mod execution;
pub mod flow;
mod format;
mod hook;
mod lines;
mod live_values;
pub mod map_run;
mod marks;
mod needs;
mod page;
mod runner;
mod shared;
pub mod sight;
pub mod state;
mod store;
pub mod track;

pub use page::{Playground, PlaygroundProps};
pub use shared::Shared;

/// Mounts the page, or does nothing where there is no window: the engine's worker runs the same
/// module and only wants the exports.
pub fn start() {
    if web_sys::window().is_some() {
        let state = Shared::new(store::load());
        yew::Renderer::<Playground>::with_props(PlaygroundProps { state }).render();
    }
}
