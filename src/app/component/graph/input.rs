use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement, SvgElement, WheelEvent};
use yew::prelude::*;

use super::Chosen;
use crate::app::camera::{Camera, Stage};
use crate::app::shared::Shared;
use crate::graph::Layout;
use crate::graph::geometry::Rect;

/// A hand that shakes by less than this many pixels means to press, not to drag.
const SHAKE: f64 = 5.0;

/// What the stage's input acts on, as last drawn.
pub struct Input {
    pub stage: NodeRef,
    pub camera: Camera,
    pub size: Stage,
    pub layout: Shared<Layout>,
    pub choose: Callback<Chosen>,
    /// Whether the camera glides to its next place or jumps.
    pub glide: Callback<bool>,
    pub select: Callback<Arc<str>>,
    pub deselect: Callback<()>,
}

impl Input {
    pub fn zoom(&self, factor: f64) {
        self.glide.emit(true);
        self.choose.emit(Some(self.camera.zoomed(factor, (self.size.0 / 2.0, self.size.1 / 2.0))));
    }

    pub fn fit(&self) {
        self.glide.emit(true);
        self.choose.emit(Some(Camera::whole(self.layout.size, self.size)));
    }

    pub fn as_large_as_life(&self) {
        self.zoom(1.0 / self.camera.scale);
    }

    fn zoom_at(&self, camera: Camera, factor: f64, client: (f64, f64)) -> Camera {
        camera.zoomed(factor, self.on_stage(client))
    }

    fn on_stage(&self, client: (f64, f64)) -> (f64, f64) {
        let rect = self.stage.cast::<Element>().map(|stage| stage.get_bounding_client_rect());
        rect.map_or(client, |rect| (client.0 - rect.left(), client.1 - rect.top()))
    }

    fn jump(&self, camera: Camera) {
        self.glide.emit(false);
        self.choose.emit(Some(camera));
    }

    /// Puts the focus on the state that lies next in a direction.
    fn walk(&self, from: &str, key: &str) {
        let places = || self.layout.nodes.iter().filter(|node| node.kind.is_state());
        let Some(here) = places().find(|node| &*node.name == from).map(|node| node.rect) else { return };
        let nearest = places()
            .filter(|node| &*node.name != from)
            .filter_map(|node| Some((distance(here, node.rect, key)?, node)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, node)) = nearest else { return };
        self.jump(self.camera.seeing(node.rect, self.size));
        let Some(stage) = self.stage.cast::<Element>() else { return };
        let Ok(found) = stage.query_selector_all("[data-state]") else { return };
        for at in 0..found.length() {
            let element = found.get(at).and_then(|found| found.dyn_into::<SvgElement>().ok());
            if let Some(element) = element
                && element.get_attribute("data-state").as_deref() == Some(&*node.name)
            {
                let _ = element.focus();
            }
        }
    }
}

/// How far a place is in a direction; nothing if it does not lie there.
fn distance(from: Rect, to: Rect, key: &str) -> Option<f64> {
    let middle = |rect: Rect| {
        (
            f64::from(rect.x) + f64::from(rect.width) / 2.0,
            f64::from(rect.y) + f64::from(rect.height.min(50)) / 2.0,
        )
    };
    let ((x, y), (to_x, to_y)) = (middle(from), middle(to));
    let (ahead, aside) = match key {
        "ArrowDown" => (to_y - y, to_x - x),
        "ArrowUp" => (y - to_y, to_x - x),
        "ArrowRight" => (to_x - x, to_y - y),
        _ => (x - to_x, to_y - y),
    };
    (ahead > 8.0).then(|| ahead + 2.0 * aside.abs())
}

/// What the stage listens to.
pub struct Handlers {
    pub onkeydown: Callback<KeyboardEvent>,
    pub onpointerdown: Callback<PointerEvent>,
    pub onpointermove: Callback<PointerEvent>,
    pub onpointerup: Callback<PointerEvent>,
    pub onclick: Callback<MouseEvent>,
}

/// The pointers that are down.
#[derive(Default)]
struct Pointers {
    at: HashMap<i32, (f64, f64)>,
    /// Where the first one went down.
    from: (f64, f64),
    /// Whether it is a drag by now; the click that follows one means nothing.
    dragged: bool,
    /// The camera as of the last movement: several come between two drawings.
    camera: Option<Camera>,
}

#[hook]
pub fn use_stage_input(stage: &NodeRef, input: &Rc<Input>) -> Handlers {
    let latest = use_mut_ref(|| input.clone());
    *latest.borrow_mut() = input.clone();
    use_wheel(stage, &latest);
    let pointers = use_mut_ref(Pointers::default);

    let onpointerdown = {
        let (pointers, input) = (pointers.clone(), input.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() != 0 || is_control(event.target()) {
                return;
            }
            let place = place_of(&event);
            let mut pointers = pointers.borrow_mut();
            if pointers.at.is_empty() {
                (pointers.from, pointers.dragged) = (place, false);
            }
            pointers.camera = Some(input.camera);
            pointers.at.insert(event.pointer_id(), place);
        })
    };
    let onpointermove = {
        let (pointers, input) = (pointers.clone(), input.clone());
        Callback::from(move |event: PointerEvent| drag(&mut pointers.borrow_mut(), &input, &event))
    };
    let onpointerup = {
        let pointers = pointers.clone();
        Callback::from(move |event: PointerEvent| {
            pointers.borrow_mut().at.remove(&event.pointer_id());
        })
    };
    let onclick = {
        let (pointers, input) = (pointers.clone(), input.clone());
        Callback::from(move |event: MouseEvent| {
            if std::mem::take(&mut pointers.borrow_mut().dragged) || is_control(event.target()) {
                return;
            }
            match state_at(event.target()) {
                Some(state) => input.select.emit(state.into()),
                None => input.deselect.emit(()),
            }
        })
    };
    let onkeydown = {
        let input = input.clone();
        Callback::from(move |event: KeyboardEvent| on_key(&input, &event))
    };
    Handlers { onkeydown, onpointerdown, onpointermove, onpointerup, onclick }
}

fn drag(pointers: &mut Pointers, input: &Input, event: &PointerEvent) {
    let place = place_of(event);
    let Some(before) = pointers.at.get(&event.pointer_id()).copied() else { return };
    let other = pointers.at.iter().find(|(id, _)| **id != event.pointer_id()).map(|(_, place)| *place);
    let camera = pointers.camera.unwrap_or(input.camera);
    let apart = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1);
    if !pointers.dragged {
        if apart(place, pointers.from) < SHAKE && other.is_none() {
            return;
        }
        pointers.dragged = true;
        let stage = input.stage.cast::<Element>();
        if let Some(stage) = stage {
            // From now on it is ours, wherever it goes.
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
    }
    let camera = match other {
        // Two fingers: what is between them grows and moves with them.
        Some(other) => {
            let middle = |a: (f64, f64)| ((a.0 + other.0) / 2.0, (a.1 + other.1) / 2.0);
            let (from, to) = (middle(before), middle(place));
            let factor = apart(place, other) / apart(before, other).max(1.0);
            let moved = camera.moved(to.0 - from.0, to.1 - from.1, input.layout.size, input.size);
            input.zoom_at(moved, factor, to)
        }
        None => camera.moved(place.0 - before.0, place.1 - before.1, input.layout.size, input.size),
    };
    pointers.at.insert(event.pointer_id(), place);
    pointers.camera = Some(camera);
    input.jump(camera);
}

fn on_key(input: &Input, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let state = state_at(event.target());
    match (event.key().as_str(), state) {
        ("+" | "=", _) => input.zoom(1.25),
        ("-" | "−", _) => input.zoom(1.0 / 1.25),
        ("0", _) => input.fit(),
        ("Escape", _) => input.deselect.emit(()),
        ("Enter" | " ", Some(state)) => input.select.emit(state.into()),
        (key @ ("ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight"), Some(state)) => {
            input.walk(&state, key)
        }
        (key, None) if !is_control(event.target()) => {
            let (dx, dy) = match key {
                "ArrowUp" => (0.0, 60.0),
                "ArrowDown" => (0.0, -60.0),
                "ArrowLeft" => (60.0, 0.0),
                "ArrowRight" => (-60.0, 0.0),
                _ => return,
            };
            input.jump(input.camera.moved(dx, dy, input.layout.size, input.size));
        }
        _ => return,
    }
    event.prevent_default();
}

fn place_of(event: &PointerEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}

fn state_at(target: Option<EventTarget>) -> Option<String> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest("[data-state]").ok()??.get_attribute("data-state")
}

/// Whether something that floats above the graph was meant.
fn is_control(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| {
        element.closest("button, .outcome, .tools, .empty-graph").is_ok_and(|found| found.is_some())
    })
}

/// The wheel moves the graph; with Control, or the fingers on a touchpad, it zooms. Yew's listeners
/// could not keep the browser from zooming the page.
#[hook]
fn use_wheel(stage: &NodeRef, latest: &Rc<RefCell<Rc<Input>>>) {
    let (stage, latest) = (stage.clone(), latest.clone());
    use_effect_with((), move |()| {
        let options = EventListenerOptions { phase: EventListenerPhase::Bubble, passive: false };
        let listener = stage.cast::<Element>().map(|stage| {
            EventListener::new_with_options(&stage, "wheel", options, move |event| {
                let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
                event.prevent_default();
                on_wheel(&latest.borrow().clone(), event);
            })
        });
        move || drop(listener)
    });
}

fn on_wheel(input: &Input, event: &WheelEvent) {
    // Some count in lines rather than in pixels.
    let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { 20.0 } else { 1.0 };
    let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
    if event.ctrl_key() || event.meta_key() {
        let factor = (-dy / 300.0).clamp(-0.4, 0.4).exp();
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        input.jump(input.zoom_at(input.camera, factor, at));
    } else {
        let (dx, dy) = if event.shift_key() && dx == 0.0 { (dy, 0.0) } else { (dx, dy) };
        input.jump(input.camera.moved(-dx, -dy, input.layout.size, input.size));
    }
}
