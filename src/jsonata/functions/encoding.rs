//! Base64 and URLs.

use super::{Caller, text};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::evaluate::Evaluator;
use crate::jsonata::item::Item;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Each character is taken for a byte, as JavaScript's `btoa` does; of larger ones the low byte is left.
pub(super) fn base64encode(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(text) = text(arguments, 0) else { return Ok(Item::Undefined) };
    let bytes: Vec<u8> = text.encode_utf16().map(|unit| unit as u8).collect();
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            out.push(if place <= chunk.len() {
                char::from(ALPHABET[(word >> (18 - 6 * place)) as usize & 63])
            } else {
                '='
            });
        }
    }
    engine.string(&out)
}

pub(super) fn base64decode(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(text) = text(arguments, 0) else { return Ok(Item::Undefined) };
    let mut out = String::with_capacity(text.len());
    let (mut word, mut bits) = (0u32, 0);
    for byte in text.bytes() {
        let byte = match byte {
            b'-' => b'+',
            b'_' => b'/',
            b'=' => break,
            other => other,
        };
        let Some(digit) = ALPHABET.iter().position(|letter| *letter == byte) else { continue };
        word = word << 6 | digit as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(char::from((word >> bits) as u8));
        }
    }
    engine.string(&out)
}

const UNRESERVED: &[u8] = b"-_.!~*'()";
const RESERVED: &[u8] = b";/?:@&=+$,#";

fn encode(text: &str, keep_reserved: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let keep = byte.is_ascii_alphanumeric()
            || UNRESERVED.contains(&byte)
            || keep_reserved && RESERVED.contains(&byte);
        match keep {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Decodes; nothing if the text is malformed.
fn decode(text: &str, keep_reserved: bool) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'%' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let digits =
            text.get(at + 1..at + 3).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let byte = u8::from_str_radix(digits, 16).ok()?;
        match keep_reserved && RESERVED.contains(&byte) {
            true => out.extend(&bytes[at..at + 3]),
            false => out.push(byte),
        }
        at += 3;
    }
    String::from_utf8(out).ok()
}

fn encoded(engine: &mut Evaluator, arguments: &[Item], keep_reserved: bool) -> Res<Item> {
    match text(arguments, 0) {
        Some(text) => engine.string(&encode(&text, keep_reserved)),
        None => Ok(Item::Undefined),
    }
}

fn decoded(engine: &mut Evaluator, arguments: &[Item], keep_reserved: bool, name: &str) -> Res<Item> {
    let Some(text) = text(arguments, 0) else { return Ok(Item::Undefined) };
    match decode(&text, keep_reserved) {
        Some(decoded) => engine.string(&decoded),
        None => Err(Error::new("D3140").value(&*text).value2(name)),
    }
}

pub(super) fn encode_url(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    encoded(engine, arguments, true)
}

pub(super) fn encode_url_component(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    encoded(engine, arguments, false)
}

pub(super) fn decode_url(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    decoded(engine, arguments, true, "decodeUrl")
}

pub(super) fn decode_url_component(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    decoded(engine, arguments, false, "decodeUrlComponent")
}
