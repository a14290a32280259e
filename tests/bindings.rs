//! What JavaScript sees of the library, called in wasm as a page calls it.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn a_string_becomes_a_javascript_string() {
    let string = serde_wasm_bindgen::to_value("Stepyard").unwrap();
    assert_eq!(string, JsValue::from_str("Stepyard"));
}
