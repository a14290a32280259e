//! JSONata behind a wall: the rest of the program knows an expression, its bindings, its value or its
//! error, and no crate's types.
