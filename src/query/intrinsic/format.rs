//! `States.Format`.

use super::functions::TOO_LONG;
use super::{Function, IntrinsicError, java};
use crate::value::Value;

/// The template with each `{}` replaced by its argument.
pub(super) fn format(template: &Value, arguments: &[Value], longest: usize) -> Result<Value, IntrinsicError> {
    let refused = |detail| IntrinsicError::Arguments { function: Function::Format, detail };
    let template = template.as_str().ok_or_else(|| refused(None))?;
    let pieces = pieces(template).map_err(|detail| IntrinsicError::Template { detail })?;
    if pieces.len() != arguments.len() + 1 {
        return Err(refused(Some("number of arguments do not match the occurrences of {}")));
    }
    let mut out = String::new();
    for (i, piece) in pieces.iter().enumerate() {
        if i > 0 {
            java::write_text(&arguments[i - 1], longest, &mut out).ok_or_else(|| refused(Some(TOO_LONG)))?;
        }
        out += piece;
    }
    Ok(Value::from(out))
}

/// The text around the placeholders, without its escapes. A brace has to be escaped or part of `{}`.
fn pieces(template: &str) -> Result<Vec<String>, &'static str> {
    let mut pieces = vec![];
    let mut piece = String::new();
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' if chars.next_if_eq(&'}').is_some() => pieces.push(std::mem::take(&mut piece)),
            '{' => return Err("matching '}' not found for '{'"),
            '}' => return Err("matching '{' not found for '}'"),
            // Only a template that comes from data can have other backslashes; they stay.
            '\\' => piece.push(chars.next_if(|next| matches!(next, '\'' | '{' | '}' | '\\')).unwrap_or('\\')),
            c => piece.push(c),
        }
    }
    pieces.push(piece);
    Ok(pieces)
}
