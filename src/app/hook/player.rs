use std::cell::RefCell;
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use yew::prelude::*;

use crate::app::execution::Execution;
use crate::app::shared::Shared;
use crate::app::state::{Action, MomentAction, Speed};
use crate::history::EventId;

/// How long an event takes on average at normal speed, and how long the whole may, in milliseconds.
const PER_EVENT: f64 = 200.0;
const SHORTEST: f64 = 1_500.0;
const LONGEST: f64 = 20_000.0;

/// Moves the head along the track while the execution plays.
///
/// The head goes at an even pace, and the track has compressed time already: what took long takes
/// longer, but a year's Wait does not take a year.
#[hook]
pub fn use_player(
    execution: &Shared<Execution>,
    head: EventId,
    playing: bool,
    speed: Speed,
    dispatch: &Callback<Action>,
) {
    let dispatch = dispatch.clone();
    use_effect_with((execution.clone(), playing, speed), move |(execution, playing, speed)| {
        let player = playing.then(|| {
            let whole = (execution.history.len() as f64 * PER_EVENT).clamp(SHORTEST, LONGEST);
            let player = Rc::new(Player {
                execution: execution.clone(),
                pace: speed.factor() / whole,
                dispatch,
                frame: RefCell::default(),
                at: RefCell::new((execution.position(head), head, None)),
            });
            player.clone().request();
            player
        });
        move || {
            if let Some(player) = player {
                player.frame.take();
            }
        }
    });
}

struct Player {
    execution: Shared<Execution>,
    /// How much of the track passes in a millisecond.
    pace: f64,
    dispatch: Callback<Action>,
    frame: RefCell<Option<AnimationFrame>>,
    /// The place on the track, its event, and when that was.
    at: RefCell<(f64, EventId, Option<f64>)>,
}

impl Player {
    fn request(self: Rc<Self>) {
        let player = self.clone();
        *self.frame.borrow_mut() = Some(request_animation_frame(move |now| player.advance(now)));
    }

    fn advance(self: Rc<Self>, now: f64) {
        let (position, event, then) = *self.at.borrow();
        // After a sleep of the tab, time goes on where it was.
        let passed = then.map_or(0.0, |then| (now - then).clamp(0.0, 100.0));
        let position = position + passed * self.pace;
        let next = self.execution.event_at(position.min(1.0));
        *self.at.borrow_mut() = (position, next, Some(now));
        if next != event {
            self.dispatch.emit(Action::Moment(MomentAction::Tick(next)));
        }
        if next < self.execution.end() {
            self.request();
        } else {
            self.frame.take();
        }
    }
}
