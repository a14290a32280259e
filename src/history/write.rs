//! Writing a history as JSON text.
//!
//! Straight into the text, without values in between: a history is most of what leaves the engine, and
//! one value for each field of each event would cost more than running the machine.

use super::History;
use crate::value::{Value, write_int, write_string};

// Writing to a String cannot fail, so what `write!` returns is dropped throughout.

/// Writes a payload as AWS shows it in an event: as JSON text in a string.
pub(super) fn inline(value: &Value, out: &mut String) {
    let _ = write_string(&value.to_json(), out);
}

/// Writes a payload as it is.
pub(super) fn write_value(value: &Value, out: &mut String) {
    value.write_json(out);
}

/// The members of an object that is being written; what is absent is left out.
pub(super) struct Members<'a, P> {
    out: &'a mut String,
    payload: &'a mut P,
    is_first: bool,
}

impl<'a, P: FnMut(&Value, &mut String)> Members<'a, P> {
    pub fn begin(out: &'a mut String, payload: &'a mut P) -> Self {
        out.push('{');
        Members { out, payload, is_first: true }
    }

    pub fn end(self) {
        self.out.push('}');
    }

    /// Writes a key, which must need no escape, in two parts.
    fn key(&mut self, key: &str, ending: &str) {
        self.out.push_str(if std::mem::take(&mut self.is_first) { "\"" } else { ",\"" });
        self.out.push_str(key);
        self.out.push_str(ending);
        self.out.push_str("\":");
    }

    pub fn text(&mut self, key: &str, text: &str) {
        self.key(key, "");
        let _ = write_string(text, self.out);
    }

    /// A text under a name that may need escapes.
    pub fn named_text(&mut self, name: &str, text: &str) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(',');
        }
        let _ = write_string(name, self.out);
        self.out.push(':');
        let _ = write_string(text, self.out);
    }

    pub fn opt_text(&mut self, key: &str, text: Option<&std::sync::Arc<str>>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    pub fn number(&mut self, key: &str, number: i64) {
        self.key(key, "");
        let _ = write_int(number, self.out);
    }

    pub fn object(&mut self, key: &str, write: impl FnOnce(&mut Members<P>)) {
        self.key(key, "");
        let mut members = Members::begin(self.out, self.payload);
        write(&mut members);
        members.end();
    }

    pub fn bare_payload(&mut self, key: &str, value: &Value) {
        self.key(key, "");
        (self.payload)(value, self.out);
    }

    /// A payload, followed by AWS's note whether it was cut.
    pub fn payload(&mut self, key: &str, value: &Value) {
        self.bare_payload(key, value);
        self.not_truncated(key);
    }

    pub fn not_truncated(&mut self, key: &str) {
        self.key(key, "Details");
        self.out.push_str(r#"{"truncated":false}"#);
    }
}

/// `[…]` of what `write` makes of each item.
fn array<'a, T: 'a>(
    items: impl Iterator<Item = &'a T>,
    out: &mut String,
    mut write: impl FnMut(&T, &mut String),
) {
    out.push('[');
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

impl History {
    /// JSON text of the events and the trace from the given places on: `"events":[…],"trace":[…]`, to stand in
    /// an object.
    #[must_use]
    pub fn news_json(&self, (events, entries): (usize, usize)) -> String {
        let mut out = r#""events":"#.to_owned();
        array(self.events.iter_from(events), &mut out, |event, out| event.write_json(out));
        out.push_str(r#","trace":"#);
        array(self.trace.entries.iter_from(entries), &mut out, |entry, out| entry.write_json(out));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Details, Event, EventId, EventType, Stage, Timestamp, Trace, TraceEntry};

    fn history() -> History {
        let payload = Value::parse(r#"{"a":1}"#).unwrap();
        let entered = |id: u32, input: Value| Event {
            id: EventId(id),
            previous: EventId(id - 1),
            timestamp: Timestamp(0),
            event_type: EventType::PassStateEntered,
            details: Details::StateEntered { name: "A".into(), input },
        };
        let entry = |value: Value| TraceEntry {
            visit: EventId(1),
            event: EventId(1),
            attempt: 0,
            stage: Stage::Output,
            value,
        };
        let events = [entered(1, payload.clone()), entered(2, payload.clone()), entered(3, Value::Null)];
        let entries = [entry(payload.clone()), entry(payload)].into_iter().collect();
        History { events: events.into_iter().collect(), trace: Trace { entries } }
    }

    #[test]
    fn news_are_the_events_and_stages_as_they_are() {
        let history = history();
        let news = Value::parse(&format!("{{{}}}", history.news_json((1, 1)))).unwrap();
        let events = history.events.iter().skip(1).map(Event::to_value);
        assert_eq!(news.get("events"), Some(&Value::array(events)));
        assert_eq!(news.get("trace").and_then(Value::as_array).map(<[Value]>::len), Some(1));
    }
}
