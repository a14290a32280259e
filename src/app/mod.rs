//! The page.
use yew::prelude::*;

/// Mounts the page, or does nothing where there is no window: the engine's worker runs the same
/// module and only wants the exports.
pub fn start() {
    if web_sys::window().is_some() {
        yew::Renderer::<Page>::new().render();
    }
}

#[function_component]
fn Page() -> Html {
    html! { <main><h1>{ "Stepyard" }</h1></main> }
}
