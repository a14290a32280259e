//! How much an evaluation may use.

/// The limits of one evaluation. They are counted, never timed: the same expression stops at the same place
/// on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// How many steps it may take: expressions evaluated, items looked at, characters matched. `U1001`
    pub steps: u64,
    /// How deep expressions and function calls may be nested. `U1001`
    pub depth: u32,
    /// How many items an array may get. `D2015`
    pub sequence: u32,
    /// How long a string may get, in bytes. `U1003`
    pub string: u32,
    /// How large the result may be as JSON text, in bytes. `U1004`
    pub result: u64,
}

/// How deep arrays and objects may be nested that an expression builds: deeper ones could not be written as
/// JSON that anybody reads again.
pub(super) const MAX_NESTING: u32 = 300;

impl Budget {
    /// Enough for any expression somebody would write, and a second or two at most.
    pub const DEFAULT: Budget =
        Budget { steps: 20_000_000, depth: 500, sequence: 1_000_000, string: 8 << 20, result: 64 << 20 };
}

impl Default for Budget {
    fn default() -> Self {
        Budget::DEFAULT
    }
}
