//! The data between a state's input and its output.
//!
//! AWS's history shows what goes into a state and what comes out. The trace keeps what lies between, in
//! the words of `TestState`'s `inspectionData`.

use super::{EventId, Pages};
use crate::value::Value;

/// The stages of all states, in the order they were reached.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// One entry for each stage.
    pub entries: Pages<TraceEntry>,
}

/// The data of one visit to a state at one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceEntry {
    /// The `…StateEntered` event of the visit.
    pub visit: EventId,
    /// The last event before this stage was reached.
    pub event: EventId,
    /// Which try of the visit, from 0.
    pub attempt: u32,
    /// The stage.
    pub stage: Stage,
    /// The data.
    pub value: Value,
}

/// Makes the enum and its names from one table.
macro_rules! stages {
    ($($(#[$doc:meta])* $name:ident $wire:literal,)*) => {
        /// Where in a state the data was seen.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Stage {
            $($(#[$doc])* $name,)*
        }

        impl Stage {
            /// The name, as in `inspectionData`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Stage::$name => $wire,)* }
            }

            /// The stage of that name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Stage> {
                match name { $($wire => Some(Stage::$name),)* _ => None }
            }
        }
    };
}

stages! {
    /// The variables the state sees, as an object.
    Variables "variables",
    /// After `InputPath`.
    AfterInputPath "afterInputPath",
    /// After `Parameters`.
    AfterParameters "afterParameters",
    /// After `Arguments`.
    AfterArguments "afterArguments",
    /// The items a Map iterates.
    AfterItems "afterItems",
    /// The items a Map iterates, after `ItemsPath`.
    AfterItemsPath "afterItemsPath",
    /// How many iterations may run at once.
    MaxConcurrency "maxConcurrency",
    /// How many failed iterations are borne.
    ToleratedFailureCount "toleratedFailureCount",
    /// How many percent of failed iterations are borne.
    ToleratedFailurePercentage "toleratedFailurePercentage",
    /// After `ItemSelector`, the input of one iteration.
    AfterItemSelector "afterItemSelector",
    /// After `ItemBatcher`, the inputs of all iterations; only where a Map is tested alone.
    AfterItemBatcher "afterItemBatcher",
    /// What the work yielded.
    Result "result",
    /// After `ResultSelector`.
    AfterResultSelector "afterResultSelector",
    /// After `ResultPath`.
    AfterResultPath "afterResultPath",
    /// The retrier for a failed try: `{"retryIndex", "retryBackoffIntervalSeconds"}`, the second if it leads
    /// to another try.
    Retry "retry",
    /// The catcher that caught the failure, from 0.
    Catcher "catcher",
    /// `{"Error": …, "Cause": …}` of a failed try.
    ErrorOutput "errorOutput",
    /// The rule of a Choice that was true, from 0; `null` for the default.
    Rule "rule",
    /// The variables the state sets, as an object.
    Assign "assign",
    /// What the state passes on.
    Output "output",
    /// What a handler wrote to its console: `[{"level", "text", "atMs"}]`.
    Logs "logs",
}

impl Trace {
    /// The stages of one visit that had been reached when the given event had happened.
    pub fn of_visit(&self, visit: EventId, until: EventId) -> impl Iterator<Item = &TraceEntry> {
        self.entries.iter().filter(move |entry| entry.visit == visit && entry.event <= until)
    }
}
