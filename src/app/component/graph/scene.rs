use yew::prelude::*;
use yew::virtual_dom::{VTag, VText};

use crate::app::shared::Shared;
use crate::graph::Scene;
use crate::graph::svg::{Child, Drawing, Element};

#[derive(Properties, PartialEq)]
pub struct SceneViewProps {
    pub scene: Shared<Scene>,
}

/// Everything that is drawn of the graph.
#[component]
pub fn SceneView(props: &SceneViewProps) -> Html {
    let list = |drawings: &[Drawing]| {
        let drawings = drawings.iter().map(|drawing| {
            html! { <DrawingView key={drawing.key.to_string()} drawing={drawing.clone()} /> }
        });
        html! { { for drawings } }
    };
    html! {
        <>
            <g class="grounds">{ list(&props.scene.grounds) }</g>
            <g class="edges">{ list(&props.scene.edges) }</g>
            <g class="nodes">{ list(&props.scene.nodes) }</g>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct DrawingViewProps {
    drawing: Drawing,
}

/// One thing; drawn again only when it looks different.
#[component]
fn DrawingView(props: &DrawingViewProps) -> Html {
    node_of(&props.drawing.element())
}

fn node_of(element: &Element) -> Html {
    let mut tag = VTag::new(element.tag);
    for (name, value) in &element.attributes {
        tag.add_attribute(name, value.clone());
    }
    for child in &element.children {
        tag.add_child(match child {
            Child::Element(child) => node_of(child),
            Child::Text(text) => VText::new(text.clone()).into(),
        });
    }
    tag.into()
}
