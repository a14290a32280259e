use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Where nothing can be measured, as when a test renders the page.
const USUAL: (f64, f64) = (560.0, 640.0);

/// The size of an element in CSS pixels, kept up to date; nothing before it was measured.
#[hook]
pub fn use_size(element: &NodeRef) -> Option<(f64, f64)> {
    let size = use_state_eq(|| None::<(f64, f64)>);
    {
        let (element, size) = (element.clone(), size.clone());
        use_effect_with((), move |()| {
            let observed = element.cast::<Element>();
            let measured = observed.clone();
            let on_resize = Closure::<dyn Fn()>::new(move || {
                if let Some(element) = &measured {
                    let (width, height) =
                        (f64::from(element.client_width()), f64::from(element.client_height()));
                    // A hidden pane has no size worth knowing.
                    if width > 0.0 && height > 0.0 {
                        size.set(Some((width, height)));
                    }
                }
            });
            let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(element)) = (&observer, &observed) {
                observer.observe(element);
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop(on_resize);
            }
        });
    }
    if cfg!(target_arch = "wasm32") { *size } else { Some(USUAL) }
}
