//! Values in a few characters.

use crate::value::Value;

/// How many characters a value gets.
const LONGEST: usize = 28;

/// A value in a few characters: small ones whole, of large ones their extent.
#[must_use]
pub fn brief(value: &Value) -> String {
    match value {
        Value::Array(items) if value.size() > LONGEST => count(items.len(), "item"),
        Value::Object(members) if value.size() > LONGEST => count(members.len(), "member"),
        _ => {
            let text = value.to_string();
            match text.char_indices().nth(LONGEST) {
                Some((at, _)) => format!("{}…", &text[..at]),
                None => text,
            }
        }
    }
}

/// `1 item`, `2 items`
fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
