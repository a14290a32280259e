mod derived;
mod playground;

pub use playground::{Playground, PlaygroundProps};
