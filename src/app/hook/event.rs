use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use web_sys::{Event, EventTarget};
use yew::prelude::*;

/// Calls the latest `handler` for every event of the document while `active`.
#[hook]
pub fn use_document_event(name: &'static str, active: bool, handler: impl Fn(&Event) + 'static) {
    use_event(name, active, || Some(web_sys::window()?.document()?.into()), handler);
}

/// Calls the latest `handler` for every event of the window, before any element hears of it.
#[hook]
pub fn use_window_event(name: &'static str, handler: impl Fn(&Event) + 'static) {
    use_event(name, true, || Some(web_sys::window()?.into()), handler);
}

#[hook]
fn use_event(
    name: &'static str,
    active: bool,
    target: fn() -> Option<EventTarget>,
    handler: impl Fn(&Event) + 'static,
) {
    let latest = use_mut_ref(|| None::<Rc<dyn Fn(&Event)>>);
    *latest.borrow_mut() = Some(Rc::new(handler));
    use_effect_with(active, move |&active| {
        let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
        let target = if active { target() } else { None };
        let listener = target.map(|target| {
            EventListener::new_with_options(&target, name, options, move |event| {
                let handler = latest.borrow().clone();
                if let Some(handler) = handler {
                    handler(event);
                }
            })
        });
        move || drop(listener)
    });
}
