//! The track: the whole execution as one strip, coloured by what happened.

use super::execution::{Execution, Standing, VisitIndex, is_aborted, is_failure};
use crate::history::EventId;

/// A stretch of the track in which the same went on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Where it begins, from 0 to 1.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// How it went.
    pub tone: Tone,
}

/// How a stretch went, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// It was stopped because of something else.
    Stopped,
    /// It went well.
    Well,
    /// It failed, and was retried or caught.
    Mended,
    /// It failed for good.
    Badly,
}

/// More stretches than this are too thin to be seen.
const MOST: usize = 300;

/// The stretches of the whole track.
#[must_use]
pub fn segments(execution: &Execution) -> Vec<Segment> {
    let mut segments: Vec<(Option<VisitIndex>, Segment)> = Vec::new();
    let mut from = 0.0;
    for event in execution.history.events.iter().skip(1) {
        let owner = execution.owner(event.id);
        let (to, tone) = (execution.position(event.id), tone(execution, event.id));
        match segments.last_mut() {
            // What ends an execution needs no stretch of its own.
            Some((last, segment)) if (*last == owner || owner.is_none()) && segment.tone == tone => {
                segment.to = to
            }
            _ => segments.push((owner, Segment { from, to, tone })),
        }
        from = to;
    }
    let segments: Vec<Segment> = segments.into_iter().map(|(_, segment)| segment).collect();
    if segments.len() > MOST { thin_out(&segments) } else { segments }
}

/// How things went up to an event from the one before it.
fn tone(execution: &Execution, id: EventId) -> Tone {
    let Some(event) = execution.history.event(id) else { return Tone::Well };
    if is_aborted(event.event_type) {
        return Tone::Stopped;
    }
    let visit = execution.visit_of(id);
    if is_failure(event.event_type) {
        let standing = visit.map(|visit| execution.standing(visit, id));
        return match standing {
            Some(Standing::Retrying | Standing::Caught) => Tone::Mended,
            _ => Tone::Badly,
        };
    }
    // The time before a retry belongs to the failure that made it necessary.
    let before = visit.and_then(|visit| {
        let at = visit.events.binary_search(&id).ok()?.checked_sub(1)?;
        execution.history.event(visit.events[at])
    });
    if before.is_some_and(|before| is_failure(before.event_type)) { Tone::Mended } else { Tone::Well }
}

/// As many stretches of one width, each as bad as the worst in it.
fn thin_out(segments: &[Segment]) -> Vec<Segment> {
    let mut thin: Vec<Segment> = Vec::new();
    let mut at = 0;
    for slot in 0..MOST {
        let (from, to) = (slot as f64 / MOST as f64, (slot + 1) as f64 / MOST as f64);
        while segments.get(at).is_some_and(|segment| segment.to <= from) {
            at += 1;
        }
        let inside = segments[at..].iter().take_while(|segment| segment.from < to);
        let Some(tone) = inside.map(|segment| segment.tone).max() else { continue };
        match thin.last_mut() {
            Some(last) if last.tone == tone => last.to = to,
            _ => thin.push(Segment { from, to, tone }),
        }
    }
    thin
}
