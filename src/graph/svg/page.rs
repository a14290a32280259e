//! A picture that needs nothing else: for documentation builds and downloads.

use std::fmt::Write;

use super::element::Element;
use super::{Drawing, Scene};
use crate::graph::layout::Layout;
use crate::graph::marks::Marks;

/// What the classes look like; the page uses the same text.
const STYLE: &str = include_str!("../../../www/style/graph.css");
/// The page's colours and faces.
const TOKENS: &str = include_str!("../../../www/style/tokens.css");

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    let group = |class: &'static str, drawings: &[Drawing]| {
        Element::new("g").with("class", class).holding_all(drawings.iter().map(Drawing::element))
    };
    let picture = Element::new("svg")
        .with("xmlns", "http://www.w3.org/2000/svg")
        .with("class", "stepyard-graph")
        .with("viewBox", format!("0 0 {} {}", scene.size.width, scene.size.height))
        .with("width", scene.size.width)
        .with("height", scene.size.height)
        .with("role", "group")
        .with("aria-label", options.label.as_deref().unwrap_or("State machine"))
        .holding(group("grounds", &scene.grounds))
        .holding(group("edges", &scene.edges))
        .holding(group("nodes", &scene.nodes))
        .to_string();
    // The style goes in as it is: HTML knows no entities there, and it holds nothing XML would mind.
    match picture.split_once('>') {
        Some((open, rest)) => format!("{open}><style>{}</style>{rest}", style(options.theme)),
        None => picture,
    }
}

fn style(theme: Theme) -> String {
    let mut style = String::new();
    let (light, dark) = (tokens(true), tokens(false));
    let _ = match theme {
        Theme::Light => write!(style, ".stepyard-graph{{{light}}}"),
        Theme::Dark => write!(style, ".stepyard-graph{{{dark}}}"),
        Theme::Auto => write!(
            style,
            ".stepyard-graph{{{light}}}@media (prefers-color-scheme:dark){{.stepyard-graph{{{dark}}}}}"
        ),
    };
    style.push_str(STYLE);
    style
}

/// The tokens that the graph's style asks for, each with its value for one ground. The values are
/// written out, so that programs can show the picture that know neither variables set elsewhere nor
/// `light-dark()`.
fn tokens(light: bool) -> String {
    let mut found = String::new();
    for declaration in TOKENS.split(';') {
        let Some((name, value)) = declaration.rsplit_once("--").and_then(|(_, rest)| rest.split_once(':'))
        else {
            continue;
        };
        if STYLE.contains(&format!("var(--{name})")) {
            let _ = write!(found, "--{name}:{};", one_ground(value, light));
        }
    }
    found
}

/// Picks one side of every `light-dark(…, …)` of a value that has no brackets inside.
fn one_ground(value: &str, light: bool) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((before, rest)) = value.split_once("light-dark(") else { return value };
    let Some((pair, after)) = rest.split_once(')') else { return value.clone() };
    let Some((on_light, on_dark)) = pair.split_once(',') else { return value.clone() };
    format!("{before}{}{}", if light { on_light } else { on_dark.trim() }, one_ground(after, light))
}
