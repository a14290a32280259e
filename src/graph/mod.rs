//! The picture of a state machine: the definition to nodes and edges, to places, to SVG; a history only
//! colours it.
//!
//! [`Graph::of`] reads the definition, [`Layout::of`] finds a place for everything.

mod describe;
pub mod geometry;
mod layered;
pub mod layout;
pub mod model;
mod text;

pub use layout::Layout;
pub use model::Graph;
