use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use crate::app::browser;
use crate::app::runner::{Finished, Heard, Report, Runner};
use crate::app::state::{Action, FailureKind, RunAction};
use crate::workspace::Workspace;

/// How long reports are gathered before the page takes note of them, in milliseconds: a loop of
/// thousands of states must not draw thousands of pages.
const GATHER: u32 = 40;

/// Runs workspaces.
#[derive(Clone, PartialEq)]
pub struct RunControl {
    pub start: Callback<Workspace>,
    /// Lets the last run go on with the handlers as they are now.
    pub redrive: Callback<Workspace>,
    pub stop: Callback<()>,
}

/// The engine. Its worker is started with the page, so that the first run need not wait for it.
#[hook]
pub fn use_run(dispatch: &Callback<Action>) -> RunControl {
    let engine = use_memo(dispatch.clone(), |dispatch| Engine::new(dispatch.clone()));
    {
        let engine = (*engine).clone();
        use_effect_with((), move |()| {
            engine.create();
            move || engine.end()
        });
    }
    let start = {
        let engine = (*engine).clone();
        use_callback((), move |workspace: Workspace, ()| engine.start(workspace))
    };
    let redrive = {
        let engine = (*engine).clone();
        use_callback((), move |workspace: Workspace, ()| engine.redrive(&workspace))
    };
    let stop = use_callback((), move |(), ()| engine.stop());
    RunControl { start, redrive, stop }
}

#[derive(Clone)]
struct Engine(Rc<Inner>);

struct Inner {
    dispatch: Callback<Action>,
    runner: RefCell<Option<Runner>>,
    creating: Cell<bool>,
    /// What is to run as soon as there is a runner.
    waiting: RefCell<Option<Workspace>>,
    gathered: RefCell<Vec<String>>,
    timer: RefCell<Option<Timeout>>,
}

impl Engine {
    fn new(dispatch: Callback<Action>) -> Engine {
        Engine(Rc::new(Inner {
            dispatch,
            runner: RefCell::default(),
            creating: Cell::new(false),
            waiting: RefCell::default(),
            gathered: RefCell::default(),
            timer: RefCell::default(),
        }))
    }

    fn create(&self) {
        if self.0.creating.replace(true) {
            return;
        }
        let engine = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let ear = engine.clone();
            let created = Runner::create(move |heard| ear.hear(heard)).await;
            engine.0.creating.set(false);
            let waiting = engine.0.waiting.take();
            match created {
                Ok(runner) => {
                    *engine.0.runner.borrow_mut() = Some(runner);
                    if let Some(workspace) = waiting {
                        engine.start(workspace);
                    }
                }
                // Nobody has asked for it yet: it is tried again when somebody does.
                Err(error) if waiting.is_some() => {
                    engine.say(RunAction::Break(FailureKind::Unavailable, browser::message(&error)));
                }
                Err(_) => {}
            }
        });
    }

    fn start(&self, workspace: Workspace) {
        self.0.gathered.take();
        self.0.timer.take();
        let Some(runner) = &*self.0.runner.borrow() else {
            *self.0.waiting.borrow_mut() = Some(workspace);
            return self.create();
        };
        if let Err(error) = runner.run(&workspace) {
            self.say(RunAction::Break(FailureKind::Unavailable, browser::message(&error)));
        }
    }

    fn redrive(&self, workspace: &Workspace) {
        let failure = match &*self.0.runner.borrow() {
            Some(runner) => runner.redrive(workspace).err().map(|error| browser::message(&error)),
            None => Some("the engine is not there".into()),
        };
        if let Some(message) = failure {
            self.say(RunAction::Break(FailureKind::Lost, message));
        }
    }

    fn stop(&self) {
        let was_waiting = self.0.waiting.take().is_some();
        match &*self.0.runner.borrow() {
            Some(runner) if !was_waiting => runner.stop(),
            _ => self.say(RunAction::Stop),
        }
    }

    fn end(&self) {
        self.0.timer.take();
        self.0.runner.take();
    }

    fn hear(&self, heard: Heard) {
        match heard {
            Heard::Report(text) => {
                self.0.gathered.borrow_mut().push(text);
                let mut timer = self.0.timer.borrow_mut();
                if timer.is_none() {
                    let engine = self.clone();
                    *timer = Some(Timeout::new(GATHER, move || engine.flush()));
                }
            }
            Heard::Finished(text) => {
                self.flush();
                let Finished { refused, map_runs } = Finished::parse(&text);
                self.say(RunAction::Finish { refused, map_runs });
            }
            Heard::Failed(kind, message) => {
                self.flush();
                self.say(RunAction::Break(kind, message));
            }
            Heard::Stopped => {
                self.flush();
                self.say(RunAction::Stop);
            }
        }
    }

    /// Tells the page of what was gathered.
    fn flush(&self) {
        self.0.timer.take();
        let texts = self.0.gathered.take();
        if texts.is_empty() {
            return;
        }
        let mut report = Report::default();
        let read = texts.iter().try_for_each(|text| report.add(text));
        let Report { events, trace, state } = report;
        self.say(RunAction::Record { events, trace, state });
        if let Err(reason) = read {
            let message = format!("The engine reported what the page cannot read: {reason}");
            self.say(RunAction::Break(FailureKind::Crashed, message.into()));
            if let Some(runner) = &*self.0.runner.borrow() {
                runner.stop();
            }
        }
    }

    fn say(&self, action: RunAction) {
        self.0.dispatch.emit(Action::Run(action));
    }
}
