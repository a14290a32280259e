mod playground;

pub use playground::{Playground, PlaygroundProps};
