//! The graph on its stage: zoomed, moved, and walked through with the keyboard.

mod input;
mod places;
mod scene;

use std::rc::Rc;
use std::sync::Arc;

use yew::prelude::*;

use super::{Icon, icon};
use crate::app::camera::Camera;
use crate::app::hook::use_size;
use crate::app::shared::Shared;
use crate::app::state::{Action, MomentAction};
use crate::graph::layout::PlacedNode;
use crate::graph::{Layout, Scene};
use input::{Input, use_stage_input};
use places::{Places, in_sight};
use scene::SceneView;

#[derive(Properties, PartialEq)]
pub struct GraphViewProps {
    pub layout: Shared<Layout>,
    pub scene: Shared<Scene>,
    pub selected: Option<Arc<str>>,
    /// The Map whose child execution is shown, if it is one.
    pub home: Option<Arc<str>>,
    pub dispatch: Callback<Action>,
    /// What floats above it.
    pub children: Html,
}

/// Seen smaller than this, nothing can be read, and nothing is written.
const FAR: f64 = 0.22;

/// Where a person has put the camera; nothing while it looks at everything by itself.
pub type Chosen = Option<Camera>;

#[component]
pub fn GraphView(props: &GraphViewProps) -> Html {
    let stage = use_node_ref();
    let size = use_size(&stage);
    let chosen = use_state_eq(|| None::<Camera>);
    let moving = use_state_eq(|| false);
    let layout = &props.layout;
    let camera = size.map(|size| {
        let own = || Camera::first(layout.size, start_of(layout), size);
        chosen.unwrap_or_else(own)
    });
    let select = props.dispatch.reform(|state: Arc<str>| Action::Moment(MomentAction::Select(Some(state))));
    let deselect = props.dispatch.reform(|()| Action::Moment(MomentAction::Select(None)));
    let input = Rc::new(Input {
        stage: stage.clone(),
        camera: camera.unwrap_or(Camera { scale: 1.0, x: 0.0, y: 0.0 }),
        size: size.unwrap_or((1.0, 1.0)),
        layout: layout.clone(),
        choose: {
            let chosen = chosen.clone();
            Callback::from(move |camera: Chosen| chosen.set(camera))
        },
        glide: {
            let moving = moving.clone();
            Callback::from(move |glides: bool| moving.set(glides))
        },
        select,
        deselect,
    });
    let handlers = use_stage_input(&stage, &input);
    {
        // What is selected comes into sight, and the Map that one looks into, unless it is all in sight anyway.
        let (input, chosen) = (input.clone(), chosen.clone());
        let deps = (props.selected.clone(), props.home.clone(), size.is_some());
        use_effect_with(deps, move |(selected, home, _)| {
            if let Some(place) =
                selected.as_ref().or(home.as_ref()).and_then(|name| place_of(&input.layout, name))
            {
                let camera = input.camera.seeing(place.rect, input.size);
                if camera != input.camera {
                    input.glide.emit(true);
                    chosen.set(Some(camera));
                }
            }
        });
    }
    let places = Shared(use_memo(layout.clone(), |layout| Places::of(layout)));
    let sight = camera.zip(size).and_then(|(camera, size)| in_sight(layout, camera, size));
    let is_far = camera.is_some_and(|camera| camera.scale < FAR);
    let transform = camera.map(|camera| {
        format!("transform: translate({:.2}px, {:.2}px) scale({:.4})", camera.x, camera.y, camera.scale)
    });
    let dots = camera.map(|camera| {
        // The dots move with the graph, and keep their distance on the screen.
        let step = 18.0 * if camera.scale < 0.5 { camera.scale * 2.0 } else { camera.scale };
        format!(
            "background-size: {step:.2}px {step:.2}px; background-position: {:.2}px {:.2}px",
            camera.x, camera.y
        )
    });
    html! {
        <div class="stage" ref={stage} style={dots} tabindex="-1" onkeydown={handlers.onkeydown}
            onpointerdown={handlers.onpointerdown} onpointermove={handlers.onpointermove}
            onpointerup={handlers.onpointerup.clone()} onpointercancel={handlers.onpointerup}
            onclick={handlers.onclick}>
            if transform.is_some() {
                <svg class={classes!("stepyard-graph", moving.then_some("glides"), is_far.then_some("far"))} role="group"
                    aria-label="State machine">
                    <g class="camera" style={transform}><SceneView scene={props.scene.clone()} {places} {sight} /></g>
                </svg>
            }
            { props.children.clone() }
            { tools(&input, camera) }
        </div>
    }
}

fn tools(input: &Rc<Input>, camera: Option<Camera>) -> Html {
    let press = |act: fn(&Input)| {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| act(&input))
    };
    let scale = camera.map_or(100.0, |camera| camera.scale * 100.0).round();
    html! {
        <div class="tools" role="group" aria-label="Zoom">
            <button type="button" class="icon" aria-label="Zoom out" title="Zoom out (−)"
                onclick={press(|input| input.zoom(1.0 / 1.25))}>
                { icon(Icon::Minus) }
            </button>
            <button type="button" class="scale figures" title="As large as life" onclick={press(Input::as_large_as_life)}>
                { format!("{scale} %") }
            </button>
            <button type="button" class="icon" aria-label="Zoom in" title="Zoom in (+)"
                onclick={press(|input| input.zoom(1.25))}>
                { icon(Icon::Plus) }
            </button>
            <button type="button" class="icon" aria-label="Fit the whole graph" title="Fit the whole graph (0)"
                onclick={press(Input::fit)}>
                { icon(Icon::Fit) }
            </button>
        </div>
    }
}

fn start_of(layout: &Layout) -> Option<crate::graph::geometry::Rect> {
    layout.nodes.first().map(|node| node.rect)
}

fn place_of<'a>(layout: &'a Layout, name: &str) -> Option<&'a Arc<PlacedNode>> {
    layout.nodes.iter().find(|node| node.kind.is_state() && &*node.name == name)
}
