//! Numbers and moments as pictures show them: `#,##0.00`, `[D01]/[M01]/[Y]`.

pub(super) mod calendar;
pub(super) mod integer;
pub(super) mod iso;
pub(super) mod moment;
pub(super) mod moment_parse;
pub(super) mod number;
pub(super) mod number_picture;
pub(super) mod words;
