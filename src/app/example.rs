//! The examples that come with the page: folders of `www/examples`, readable as files.

use crate::workspace::{Case, Handler, Settings, Workspace};

/// An example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its name.
    pub name: &'static str,
    /// What it shows, in a few words.
    pub note: &'static str,
    definition: &'static str,
    handlers: &'static [(&'static str, &'static str)],
    cases: &'static [(&'static str, &'static str)],
}

/// Takes a file of an example.
macro_rules! file {
    ($path:literal) => {
        include_str!(concat!("../../www/examples/", $path))
    };
}

/// All examples; the first greets a new visitor.
pub const EXAMPLES: &[Example] = &[DAYCARE, COFFEE, WATER];

const DAYCARE: Example = Example {
    name: "Daycare registration",
    note: "Tasks, choices and retries, all JSONata",
    definition: file!("daycare-registration/definition.asl.json"),
    handlers: &[
        ("CheckInformation", file!("daycare-registration/handlers/CheckInformation.mjs")),
        ("CheckAgeRange", file!("daycare-registration/handlers/CheckAgeRange.mjs")),
        ("CheckSpotAvailable", file!("daycare-registration/handlers/CheckSpotAvailable.mjs")),
    ],
    cases: &[
        ("Complete form", file!("daycare-registration/cases/complete-form.json")),
        ("Parents are missing", file!("daycare-registration/cases/missing-parents.json")),
        ("Too young", file!("daycare-registration/cases/too-young.json")),
        ("Too old", file!("daycare-registration/cases/too-old.json")),
        ("No spot on Friday", file!("daycare-registration/cases/no-spot.json")),
    ],
};

const COFFEE: Example = Example {
    name: "Coffee order",
    note: "JSONPath: paths, intrinsic functions, an inline Map",
    definition: file!("coffee-order/definition.asl.json"),
    handlers: &[
        ("ReserveBeans", file!("coffee-order/handlers/ReserveBeans.mjs")),
        ("ChargeCard", file!("coffee-order/handlers/ChargeCard.mjs")),
    ],
    cases: &[
        ("Two bags", file!("coffee-order/cases/two-bags.json")),
        ("Warehouse is busy", file!("coffee-order/cases/busy-warehouse.json")),
        ("Card is declined", file!("coffee-order/cases/declined-card.json")),
        ("No customs form", file!("coffee-order/cases/no-customs-form.json")),
    ],
};

const WATER: Example = Example {
    name: "Water bills",
    note: "A distributed Map: batches, child executions, redrive",
    definition: file!("water-bills/definition.asl.json"),
    handlers: &[("WorkBillsOut", file!("water-bills/handlers/WorkBillsOut.mjs"))],
    cases: &[
        ("One new meter is borne", file!("water-bills/cases/one-new-meter.json")),
        ("Two new meters are too many", file!("water-bills/cases/two-new-meters.json")),
        ("All meters make sense", file!("water-bills/cases/all-is-well.json")),
        ("Nothing was read", file!("water-bills/cases/nothing-read.json")),
    ],
};

impl Example {
    /// The example as work of one's own.
    #[must_use]
    pub fn workspace(&self) -> Workspace {
        let case = |&(name, input): &(&str, &str)| Case { name: name.into(), input: input.into() };
        let handler = |&(name, code): &(&str, &str)| Handler { name: name.into(), code: code.into() };
        Workspace {
            name: self.name.into(),
            definition: self.definition.into(),
            cases: self.cases.iter().map(case).collect(),
            selected_case: 0,
            handlers: self.handlers.iter().map(handler).collect(),
            settings: Settings::default(),
        }
    }
}

/// What a new visitor finds.
#[must_use]
pub fn first() -> Workspace {
    EXAMPLES.first().map_or_else(Workspace::blank, Example::workspace)
}

/// Whether a workspace is as it comes with the page, whichever of its cases is selected.
#[must_use]
pub fn is_untouched(workspace: &Workspace) -> bool {
    let is_same =
        |shipped: Workspace| *workspace == Workspace { selected_case: workspace.selected_case, ..shipped };
    EXAMPLES.iter().map(Example::workspace).chain([Workspace::blank()]).any(is_same)
}
