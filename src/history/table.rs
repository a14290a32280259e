//! A history as tables, for whoever reads it in JavaScript.
//!
//! Objects with their names in each of thousands of events are most of what such a text is, and reading it most
//! of the time. Here an event is a row of numbers: what many events have in common stands in lists beside the
//! rows. `npm/index.js` makes AWS's events of them.

use std::collections::HashMap;
use std::fmt::Write;
use std::hash::Hash;

use super::write::{Members, inline, write_value};
use super::{Details, Event, History, Timestamp};
use crate::value::{Value, write_int, write_string};

// Writing to a String cannot fail, so what `write!` returns is dropped throughout.

/// Texts of JSON that rows call by their numbers, each written once.
struct List<K> {
    numbers: HashMap<K, usize>,
    /// The last one that was asked for: neighbours have much in common.
    last: Option<(K, usize)>,
    count: usize,
    text: String,
}

impl<K: Hash + Eq + Copy> List<K> {
    fn new() -> List<K> {
        List { numbers: HashMap::new(), last: None, count: 0, text: String::new() }
    }

    /// The number of what has the key; nothing tells it from others where there is no key.
    fn number(&mut self, key: Option<K>, write: impl FnOnce(&mut String)) -> usize {
        let Some(key) = key else { return self.add(write) };
        if let Some((last, number)) = self.last
            && last == key
        {
            return number;
        }
        let number = match self.numbers.get(&key) {
            Some(number) => *number,
            None => {
                let number = self.add(write);
                self.numbers.insert(key, number);
                number
            }
        };
        self.last = Some((key, number));
        number
    }

    fn add(&mut self, write: impl FnOnce(&mut String)) -> usize {
        if self.count > 0 {
            self.text.push(',');
        }
        write(&mut self.text);
        self.count += 1;
        self.count - 1
    }
}

/// The lists beside the events.
struct Lists {
    types: List<usize>,
    times: List<Timestamp>,
    /// By their addresses. The history keeps them all, so that none moves or goes.
    names: List<usize>,
    payloads: List<usize>,
}

impl Lists {
    fn name(&mut self, name: &str) -> usize {
        self.names.number(Some(name.as_ptr().addr()), |out| {
            let _ = write_string(name, out);
        })
    }

    fn payload(&mut self, value: &Value) -> usize {
        self.payloads.number(value.address(), |out| inline(value, out))
    }

    fn write_row(&mut self, event: &Event, out: &mut String) {
        let event_type = self.types.number(Some(event.event_type as usize), |out| {
            let _ = write!(out, r#"["{}","{}"]"#, event.event_type.as_str(), event.event_type.details_key());
        });
        let time = self.times.number(Some(event.timestamp), |out| {
            let _ = write!(out, "\"{}\"", event.timestamp);
        });
        begin_row(out, &[event_type, event.previous.0 as usize, time]);
        match &event.details {
            Details::None => {}
            Details::StateEntered { name, input: payload }
            | Details::StateExited { name, output: payload, assigned_variables: None } => {
                add(out, self.name(name));
                add(out, self.payload(payload));
            }
            Details::MapIteration { name, index } => {
                add(out, self.name(name));
                add(out, *index as usize);
            }
            details => {
                let mut payload = |value: &Value, out: &mut String| {
                    let _ = write_int(self.payload(value) as i64, out);
                };
                out.push(',');
                let mut members = Members::begin(out, &mut payload);
                details.write(&mut members);
                members.end();
            }
        }
        out.push(']');
    }
}

impl History {
    /// JSON text of all events: `{"types": [[type, key], …], "times": [text, …], "names": [text, …],
    /// "payloads": [text, …], "rows": [row, …]}`.
    ///
    /// A row is `[type, previous, time]`, followed by nothing, by `name, payload` for a state that is entered or left,
    /// by `name, index` for an iteration, or by an object of the details. All are numbers in the lists, and so are the
    /// payloads in the details, but for the number of the previous event and the index.
    #[must_use]
    pub fn events_table(&self) -> String {
        let mut lists =
            Lists { types: List::new(), times: List::new(), names: List::new(), payloads: List::new() };
        let rows = rows(self.events.iter(), |event, out| lists.write_row(event, out));
        let Lists { types, times, names, payloads } = lists;
        format!(
            r#"{{"types":[{}],"times":[{}],"names":[{}],"payloads":[{}],"rows":[{rows}]}}"#,
            types.text, times.text, names.text, payloads.text
        )
    }

    /// JSON text of the whole trace: `{"stages": [name, …], "values": [value, …], "rows": [row, …]}`. A row is `[visit,
    /// event, attempt, stage, value]`, the last two being numbers in the lists.
    #[must_use]
    pub fn trace_table(&self) -> String {
        let (mut stages, mut values) = (List::new(), List::new());
        let rows = rows(self.trace.entries.iter(), |entry, out| {
            let stage = stages.number(Some(entry.stage as usize), |out| {
                let _ = write!(out, "\"{}\"", entry.stage.as_str());
            });
            let value = values.number(entry.value.address(), |out| write_value(&entry.value, out));
            let (visit, event) = (entry.visit.0 as usize, entry.event.0 as usize);
            begin_row(out, &[visit, event, entry.attempt as usize, stage, value]);
            out.push(']');
        });
        format!(r#"{{"stages":[{}],"values":[{}],"rows":[{rows}]}}"#, stages.text, values.text)
    }
}

/// `[1,2`, without its end.
fn begin_row(out: &mut String, numbers: &[usize]) {
    let mut separator = '[';
    for number in numbers {
        out.push(std::mem::replace(&mut separator, ','));
        let _ = write_int(*number as i64, out);
    }
}

/// Adds a number to a row.
fn add(out: &mut String, number: usize) {
    out.push(',');
    let _ = write_int(number as i64, out);
}

/// What `write` makes of each item, with commas between.
fn rows<'a, T: 'a>(items: impl Iterator<Item = &'a T>, mut write: impl FnMut(&T, &mut String)) -> String {
    let mut out = String::new();
    for item in items {
        if !out.is_empty() {
            out.push(',');
        }
        write(item, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{EventId, EventType, Stage, Trace, TraceEntry};

    fn event(id: u32, event_type: EventType, details: Details) -> Event {
        Event { id: EventId(id), previous: EventId(id - 1), timestamp: Timestamp(0), event_type, details }
    }

    fn history() -> History {
        let payload = Value::parse(r#"{"a":1}"#).unwrap();
        let name: std::sync::Arc<str> = "A".into();
        let entered = |input: &Value| Details::StateEntered { name: name.clone(), input: input.clone() };
        let events = [
            event(1, EventType::PassStateEntered, entered(&payload)),
            event(2, EventType::PassStateEntered, entered(&payload)),
            event(3, EventType::MapStateSucceeded, Details::None),
            event(4, EventType::ExecutionSucceeded, Details::Output { output: payload.clone() }),
        ];
        let entry = TraceEntry {
            visit: EventId(1),
            event: EventId(2),
            attempt: 0,
            stage: Stage::Output,
            value: payload.clone(),
        };
        let entries = [entry.clone(), entry].into_iter().collect();
        History { events: events.into_iter().collect(), trace: Trace { entries } }
    }

    #[test]
    fn what_several_events_have_in_common_is_written_once() {
        assert_eq!(
            history().events_table(),
            concat!(
                r#"{"types":[["PassStateEntered","stateEnteredEventDetails"],["MapStateSucceeded",""],"#,
                r#"["ExecutionSucceeded","executionSucceededEventDetails"]],"#,
                r#""times":["1970-01-01T00:00:00.000Z"],"names":["A"],"payloads":["{\"a\":1}"],"#,
                r#""rows":[[0,0,0,0,0],[0,1,0,0,0],[1,2,0],"#,
                r#"[2,3,0,{"output":0,"outputDetails":{"truncated":false}}]]}"#
            )
        );
    }

    #[test]
    fn a_value_of_several_stages_is_written_once() {
        assert_eq!(
            history().trace_table(),
            r#"{"stages":["output"],"values":[{"a":1}],"rows":[[1,2,0,0,0],[1,2,0,0,0]]}"#
        );
    }
}
