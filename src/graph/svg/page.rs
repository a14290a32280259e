//! A picture that needs nothing else: for documentation builds and downloads.

use std::fmt::Write;

use super::Scene;
use super::element::{Child, Element};
use crate::graph::layout::Layout;
use crate::graph::marks::Marks;

/// What the classes look like; the page uses the same text.
const STYLE: &str = include_str!("../../../www/style/graph.css");
/// The tokens the style uses, for a light and for a dark ground; `www/style` has them for the page.
const LIGHT: &str = include_str!("../../../www/style/graph.light.css");
const DARK: &str = include_str!("../../../www/style/graph.dark.css");

/// For which ground a picture is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// A light one.
    Light,
    /// A dark one.
    Dark,
    /// Whichever the reader prefers.
    #[default]
    Auto,
}

/// How a picture is made.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// For which ground it is coloured.
    pub theme: Theme,
    /// Which state is selected.
    pub selected: Option<String>,
    /// What the picture shows, for those who cannot see it.
    pub label: Option<String>,
}

/// Draws a laid out graph as one SVG document.
#[must_use]
pub fn render(layout: &Layout, marks: &Marks, options: &Options) -> String {
    let scene = Scene::of(layout, marks, options.selected.as_deref());
    let label = options.label.as_deref().unwrap_or("State machine");
    let group = |class: &'static str, drawings: &[super::Drawing]| {
        Element::new("g").with("class", class).holding_all(drawings.iter().map(super::Drawing::element))
    };
    let picture = Element::new("svg")
        .with("xmlns", "http://www.w3.org/2000/svg")
        .with("class", "stepyard-graph")
        .with("viewBox", format!("0 0 {} {}", scene.size.width, scene.size.height))
        .with("width", scene.size.width)
        .with("height", scene.size.height)
        .with("role", "group")
        .with("aria-label", label)
        .holding(group("grounds", &scene.grounds))
        .holding(group("edges", &scene.edges))
        .holding(group("nodes", &scene.nodes))
        .to_string();
    // CSS is no place for entities in HTML, and has no need of them in XML: it goes in as it is.
    let style = format!("<style>{}</style>", style(options.theme));
    match picture.split_once('>') {
        Some((open, rest)) => format!("{open}>{style}{rest}"),
        None => picture,
    }
}

fn style(theme: Theme) -> String {
    let mut style = String::new();
    let mut tokens = |selector: &str, tokens: &str| {
        let _ = write!(style, "{selector}{{{}}}", tokens.trim());
    };
    match theme {
        Theme::Light => tokens(".stepyard-graph", LIGHT),
        Theme::Dark => tokens(".stepyard-graph", DARK),
        Theme::Auto => {
            tokens(".stepyard-graph", LIGHT);
            style.push_str("@media (prefers-color-scheme:dark){");
            let _ = write!(style, ".stepyard-graph{{{}}}}}", DARK.trim());
        }
    }
    style.push_str(STYLE);
    style
}

/// Whether an element holds nothing but text; used where markup is checked.
#[cfg(test)]
pub(super) fn is_text(element: &Element) -> bool {
    element.children.iter().all(|child| matches!(child, Child::Text(_)))
}
