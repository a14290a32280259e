//! The signs: strokes in a square of 30, and in a circle of 16.

use crate::graph::marks::Status;
use crate::graph::model::Icon;

/// The strokes of a sort of state, around 0, 0.
pub(super) fn strokes(icon: Icon) -> &'static str {
    match icon {
        Icon::None => "",
        Icon::Function => "M-5.5-8h2.6L4 8h2.5M-1 .5-5.5 8",
        Icon::Activity => {
            "M0-8a3.6 3.6 0 1 1 0 7.2a3.6 3.6 0 1 1 0-7.2M-7 8.2c.4-3.6 3.2-5.6 7-5.6s6.6 2 7 5.6"
        }
        Icon::Service => "M0-8.5 7.4-4.3v8.5L0 8.5-7.4 4.2v-8.5zM-7.2-4.2 0 0l7.2-4.2M0 0v8.3",
        Icon::Choice => "M0-9 9 0 0 9-9 0z",
        Icon::Wait => "M0-8.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 1 1 0-17M0-4.5V.3L3.4 2.6",
        Icon::Pass => "M-8 0H7.4M2.2-5.4 7.6 0 2.2 5.4",
        Icon::Succeed => "M-7 .5-2.2 5.4 7.2-5.2",
        Icon::Fail => "M-6-6 6 6M6-6-6 6",
        Icon::Parallel => "M-6.5-8V8M0-8V8M6.5-8V8",
        Icon::Map => "M-8-3.6 0-8l8 4.4L0 .8zM-8 .4 0 4.8 8 .4M-8 4.2 0 8.6l8-4.4",
        Icon::Missing => "M-4-3.6a4 4 0 1 1 6 3.4C.6.8 0 1.5 0 3M0 7.2v.2",
    }
}

/// The class of a status; colours hang on it.
pub(super) fn class(status: Status) -> &'static str {
    match status {
        Status::NotReached => "off",
        Status::Running => "run",
        Status::Succeeded => "ok",
        Status::Failed => "bad",
        Status::Retrying | Status::Caught => "warn",
        Status::Aborted => "stop",
    }
}

/// The sign of a status, around 0, 0; nothing for states that were not reached. A tick, a cross, an
/// arrow that turns back, a dot, a bar.
pub(super) fn sign(status: Status) -> Option<&'static str> {
    match status {
        Status::NotReached => None,
        Status::Running => Some("M-.1 0h.2"),
        Status::Succeeded => Some("M-3.5.2-1 2.8 3.6-2.4"),
        Status::Failed => Some("M-2.7-2.7 2.7 2.7M2.7-2.7-2.7 2.7"),
        Status::Retrying | Status::Caught => Some("M2.9-2.4A3.8 3.8 0 1 0 3.8.6M3.2-4.6v2.5H.7"),
        Status::Aborted => Some("M-3 0h6"),
    }
}
