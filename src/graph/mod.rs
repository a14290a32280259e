//! The picture of a state machine: the definition to nodes and edges, to places, to SVG; a history only
//! colours it.
//!
//! [`Graph::of`] reads the definition, [`Layout::of`] finds a place for everything, [`Marks::at`] says
//! what has happened, and [`Scene::of`] is what to draw; [`render`] makes a picture of it that needs
//! nothing else.

mod describe;
#[cfg(test)]
mod gallery;
pub mod geometry;
mod layered;
pub mod layout;
#[cfg(test)]
mod layout_tests;
pub mod marks;
#[cfg(test)]
mod marks_tests;
pub mod model;
#[cfg(test)]
mod model_tests;
pub mod svg;
#[cfg(test)]
mod testing;
mod text;
mod visits;

pub use layout::Layout;
pub use marks::Marks;
pub use model::Graph;
pub use svg::{Options, Scene, Theme, render};
