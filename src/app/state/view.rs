use serde::{Deserialize, Serialize};

use super::{AppState, Document, Explorer, What};
use crate::source::Span;

/// What is remembered of the page beside the work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct View {
    /// The editors' tab.
    pub edit: EditTab,
    /// The inspector's tab.
    pub inspect: InspectTab,
    /// Which handler is open.
    pub handler: usize,
    /// The columns of a wide screen.
    pub columns: Columns,
    /// Light or dark.
    pub theme: Theme,
    /// How fast executions play.
    pub speed: Speed,
    /// Whether the selection stays where it is when the head moves.
    pub pinned: bool,
    /// Whether only the selected state's events are listed.
    pub only_selected: bool,
    /// The expression that is looked at by itself.
    pub explorer: Explorer,
}

/// The editors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EditTab {
    /// The definition.
    #[default]
    Definition,
    /// The handlers.
    Handlers,
    /// The cases.
    Cases,
}

/// What the inspector shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InspectTab {
    /// The data of the selected state.
    #[default]
    DataFlow,
    /// One expression by itself.
    Expression,
    /// All events.
    Events,
    /// What handlers wrote to their console.
    Logs,
    /// What is wrong with the definition.
    Problems,
}

/// The panes, of which a narrow screen shows one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The editors.
    Edit,
    /// Graph and track.
    #[default]
    Graph,
    /// The inspector.
    Inspect,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How fast executions play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Speed {
    /// ½×
    Half,
    /// 1×
    #[default]
    Normal,
    /// 2×
    Double,
    /// 4×
    Quadruple,
}

impl Speed {
    /// All of them, slowest first.
    pub const ALL: [Speed; 4] = [Speed::Half, Speed::Normal, Speed::Double, Speed::Quadruple];

    /// `1×`
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Speed::Half => "½×",
            Speed::Normal => "1×",
            Speed::Double => "2×",
            Speed::Quadruple => "4×",
        }
    }

    /// What the pace is multiplied by.
    #[must_use]
    pub fn factor(self) -> f64 {
        match self {
            Speed::Half => 0.5,
            Speed::Normal => 1.0,
            Speed::Double => 2.0,
            Speed::Quadruple => 4.0,
        }
    }
}

/// A column at the side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The editors.
    Left,
    /// The inspector.
    Right,
}

/// The widths of the columns at the sides, in CSS pixels; nothing where the person has not chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Columns {
    /// The editors' width.
    pub left: Option<f64>,
    /// The inspector's width.
    pub right: Option<f64>,
    /// Whether only a rail is left of the editors.
    pub left_closed: bool,
    /// Whether only a rail is left of the inspector.
    pub right_closed: bool,
}

/// What a closed column leaves.
pub const RAIL: f64 = 36.0;
const LEFT_LEAST: f64 = 260.0;
const MIDDLE_LEAST: f64 = 300.0;
const RIGHT_LEAST: f64 = 240.0;

impl Columns {
    /// The widths that fit a screen: what the person chose, as far as the graph keeps its room.
    #[must_use]
    pub fn fit(&self, total: f64) -> (f64, f64) {
        let wanted_left = self.left.unwrap_or((total * 0.32).clamp(LEFT_LEAST, 860.0)).max(LEFT_LEAST);
        let wanted_right = self.right.unwrap_or((total * 0.285).clamp(RIGHT_LEAST, 660.0)).max(RIGHT_LEAST);
        let left = if self.left_closed { RAIL } else { wanted_left };
        let right = if self.right_closed { RAIL } else { wanted_right };
        let excess = (left + right + MIDDLE_LEAST - total).max(0.0);
        // The wider side gives way first.
        let spare_left = if self.left_closed { 0.0 } else { left - LEFT_LEAST };
        let spare_right = if self.right_closed { 0.0 } else { right - RIGHT_LEAST };
        let spare = spare_left + spare_right;
        if excess <= 0.0 || spare <= 0.0 {
            return (left, right);
        }
        let share = (excess / spare).min(1.0);
        ((left - spare_left * share).round(), (right - spare_right * share).round())
    }

    /// The narrowest and widest a column may be on a screen.
    #[must_use]
    pub fn range(&self, side: Side, total: f64) -> (f64, f64) {
        let (left, right) = self.fit(total);
        let (least, other) = match side {
            Side::Left => (LEFT_LEAST, right),
            Side::Right => (RIGHT_LEAST, left),
        };
        (least, (total - other - MIDDLE_LEAST).max(least))
    }

    /// Whether only a rail is left of a column.
    #[must_use]
    pub fn is_closed(&self, side: Side) -> bool {
        match side {
            Side::Left => self.left_closed,
            Side::Right => self.right_closed,
        }
    }
}

/// A change of what the page shows.
#[derive(Clone, Copy, Debug)]
pub enum ViewAction {
    /// Another editor.
    Edit(EditTab),
    /// Another tab of the inspector.
    Inspect(InspectTab),
    /// Another pane of a narrow screen.
    Pane(Pane),
    /// A column is made as wide as this; nothing gives it back its own width.
    Resize(Side, Option<f64>),
    /// A column is closed to a rail, or opened.
    Close(Side, bool),
    /// Light or dark.
    Theme(Theme),
    /// How fast executions play.
    Speed(Speed),
    /// Whether the selection stays where it is when the head moves.
    Pin(bool),
    /// Whether only the selected state's events are listed.
    OnlySelected(bool),
    /// Shows the cases, whatever hides them.
    ShowCases,
    /// Shows the problems, whatever hides them.
    ShowProblems,
    /// Goes to a place of a text in its editor.
    Reveal(Document, Span),
    /// Indents a text anew.
    Format(Document),
}

impl AppState {
    pub(super) fn show(&mut self, action: ViewAction) {
        let view = &mut self.view;
        match action {
            ViewAction::Edit(tab) => {
                view.edit = tab;
                view.columns.left_closed = false;
            }
            ViewAction::Inspect(tab) => {
                view.inspect = tab;
                view.columns.right_closed = false;
            }
            ViewAction::Pane(pane) => self.pane = pane,
            ViewAction::Resize(Side::Left, width) => {
                (view.columns.left, view.columns.left_closed) = (width, false);
            }
            ViewAction::Resize(Side::Right, width) => {
                (view.columns.right, view.columns.right_closed) = (width, false);
            }
            ViewAction::Close(Side::Left, closed) => view.columns.left_closed = closed,
            ViewAction::Close(Side::Right, closed) => view.columns.right_closed = closed,
            ViewAction::Theme(theme) => view.theme = theme,
            ViewAction::Speed(speed) => view.speed = speed,
            ViewAction::Pin(pinned) => view.pinned = pinned,
            ViewAction::OnlySelected(only) => view.only_selected = only,
            ViewAction::ShowCases => {
                (view.edit, view.columns.left_closed) = (EditTab::Cases, false);
                self.pane = Pane::Edit;
            }
            ViewAction::ShowProblems => {
                (view.inspect, view.columns.right_closed) = (InspectTab::Problems, false);
                self.pane = Pane::Inspect;
            }
            ViewAction::Reveal(document, span) => self.bring(document, span),
            ViewAction::Format(document) => self.ask(document, What::Format),
        }
    }

    /// Brings a place of a text into view, whatever hides it, and puts the caret there.
    pub(super) fn bring(&mut self, document: Document, span: Span) {
        (self.view.columns.left_closed, self.pane) = match document {
            Document::Expression => (self.view.columns.left_closed, Pane::Inspect),
            _ => (false, Pane::Edit),
        };
        match document {
            Document::Expression => {
                self.view.inspect = InspectTab::Expression;
                self.view.columns.right_closed = false;
            }
            Document::Definition => self.view.edit = EditTab::Definition,
            Document::Handler(key) => {
                self.view.edit = EditTab::Handlers;
                self.view.handler = self.keys.handler(key).unwrap_or(self.view.handler);
            }
            Document::Case(key) => {
                self.view.edit = EditTab::Cases;
                self.workspace.selected_case = self.keys.case(key).unwrap_or(self.workspace.selected_case);
            }
        }
        self.ask(document, What::Go(span));
    }
}
