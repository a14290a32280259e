//! Values and names in a few characters.

use crate::value::Value;

/// How many characters a value gets.
const LONGEST: usize = 28;

/// How many names are listed.
const NAMED: usize = 12;

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

/// A name as it is written in an expression.
pub(super) fn written(name: &str) -> String {
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let is_plain = starts && chars.all(|c| c.is_alphanumeric() || c == '_');
    let is_word = matches!(name, "and" | "or" | "in" | "true" | "false" | "null" | "function");
    if is_plain && !is_word { name.to_owned() } else { format!("`{name}`") }
}

/// What names there are, as a clause: `` there are `a`, `b` and 3 more ``
pub(super) fn there_are(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let shown = shown.join(", ");
    match names.len() {
        1 => format!("there is only {shown}"),
        count if count > NAMED => format!("there are {shown} and {} more", count - NAMED),
        _ => format!("there are {shown}"),
    }
}

/// `an empty array`, `the number 12`
pub(super) fn article(value: &Value) -> String {
    match value {
        Value::Array(items) if items.is_empty() => "an empty array".to_owned(),
        Value::Object(members) if members.is_empty() => "an empty object".to_owned(),
        Value::Array(_) | Value::Object(_) => brief(value),
        Value::Null => "`null`".to_owned(),
        Value::String(_) => format!("the text {}", brief(value)),
        _ => format!("the {} `{}`", value.type_name(), brief(value)),
    }
}

/// `1 item`, `2 items`
fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
