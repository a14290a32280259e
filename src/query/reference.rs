//! The reference: what every function does, with an example that runs.
//!
//! Plain tables by family, in words of our own, for completion and for whoever looks something up. The
//! tests hold them to the functions that there are, and every example to its value.

mod arrays;
mod encoding;
mod intrinsic;
mod numbers;
mod objects;
mod step_functions;
mod syntax;
mod text;

use super::QueryLanguage;

/// What a function does, for completion and the reference.
#[derive(Debug, PartialEq, Eq)]
pub struct FunctionHelp {
    /// `$sum`, `States.Format`; of an operator its form, `a.b`.
    pub name: &'static str,
    /// The heading it stands under.
    pub family: Family,
    /// How to call it, what may be left out in brackets: `$substring(text, start [, length])`.
    pub usage: &'static str,
    /// One line of help: a sentence, with code in backticks. Of an operator it starts with the word for it:
    /// `Chain: hands a value …`.
    pub summary: &'static str,
    /// An expression that runs on its own: `$substring("Stepyard", 0, 4)`.
    pub example: &'static str,
    /// The example's value as JSON text: `"Step"`, with its quotes.
    pub result: &'static str,
}

/// The headings of the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `$substring`
    Text,
    /// `$round`
    Numbers,
    /// `$count`
    Arrays,
    /// `$keys`
    Objects,
    /// `$exists`
    Logic,
    /// `$map`: functions that are given a function.
    Functions,
    /// `$now`
    Dates,
    /// `$base64encode`
    Encoding,
    /// `$uuid`: what AWS adds to JSONata.
    StepFunctions,
    /// `a ~> f`: operators and forms of JSONata.
    Syntax,
    /// `States.Format`: everything that JSONPath states can call.
    Intrinsic,
}

impl Family {
    /// The heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Family::Text => "Text",
            Family::Numbers => "Numbers",
            Family::Arrays => "Arrays",
            Family::Objects => "Objects",
            Family::Logic => "Logic and types",
            Family::Functions => "Higher-order functions",
            Family::Dates => "Dates and times",
            Family::Encoding => "Encoding",
            Family::StepFunctions => "Added by Step Functions",
            Family::Syntax => "Syntax",
            Family::Intrinsic => "Intrinsic functions",
        }
    }
}

const JSONATA: &[&[FunctionHelp]] = &[
    text::TEXT,
    numbers::NUMBERS,
    arrays::ARRAYS,
    objects::OBJECTS,
    objects::LOGIC,
    arrays::FUNCTIONS,
    encoding::DATES,
    encoding::ENCODING,
    step_functions::STEP_FUNCTIONS,
    syntax::SYNTAX,
];

const JSON_PATH: &[&[FunctionHelp]] = &[intrinsic::INTRINSIC];

/// Everything a language has, family by family.
pub fn all(language: QueryLanguage) -> impl Iterator<Item = &'static FunctionHelp> {
    let families = match language {
        QueryLanguage::JsonPath => JSON_PATH,
        QueryLanguage::Jsonata => JSONATA,
    };
    families.iter().copied().flatten()
}

/// The help of a function of either language, by its name: `$sum` or `sum`, `States.Format`.
#[must_use]
pub fn find(name: &str) -> Option<&'static FunctionHelp> {
    let mut everything = all(QueryLanguage::Jsonata).chain(all(QueryLanguage::JsonPath));
    let bare = |help: &FunctionHelp| help.name.strip_prefix('$') == Some(name);
    everything.find(|help| help.name == name || bare(help))
}

/// What fits a query: first the function of that very name, then names that start with it, names that
/// contain it, and last those whose help has all its words, at least their beginnings.
///
/// Upper and lower case are one, and `$` and `States.` may be left out. An empty query gives everything.
#[must_use]
pub fn search(language: QueryLanguage, query: &str) -> Vec<&'static FunctionHelp> {
    let query = query.trim().to_lowercase();
    let query = query.strip_prefix('$').unwrap_or(&query);
    let mut found: Vec<(Fit, &FunctionHelp)> =
        all(language).filter_map(|help| Some((fit(help, query)?, help))).collect();
    found.sort_by_key(|(fit, _)| *fit);
    found.into_iter().map(|(_, help)| help).collect()
}

/// How well something fits a query, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Name,
    StartOfName,
    InName,
    Words,
}

/// The query is in lower case and without `$`.
fn fit(help: &FunctionHelp, query: &str) -> Option<Fit> {
    let name = help.name.to_lowercase();
    let name = name.strip_prefix('$').unwrap_or(&name);
    let term = term(help).unwrap_or_default().to_lowercase();
    // Nobody types `States.` to look for `States.Format`, but may have copied it.
    let names = [name, name.strip_prefix("states.").unwrap_or(name), &term];
    if query.is_empty() || names.contains(&query) {
        Some(Fit::Name)
    } else if names.iter().any(|name| name.starts_with(query)) {
        Some(Fit::StartOfName)
    } else if name.contains(query) {
        Some(Fit::InName)
    } else {
        has_words(help, name, query).then_some(Fit::Words)
    }
}

/// What people call an operator, whose name is signs: the beginning of its summary, up to the colon.
fn term(help: &FunctionHelp) -> Option<&'static str> {
    let (term, _) = help.summary.split_once(':').filter(|_| help.family == Family::Syntax)?;
    Some(term)
}

/// Whether each word of the query is in the name, or starts a word of the help.
fn has_words(help: &FunctionHelp, name: &str, query: &str) -> bool {
    let text = [help.family.title(), help.usage, help.summary].join(" ").to_lowercase();
    let mut wanted = words(query).peekable();
    wanted.peek().is_some()
        && wanted.all(|word| name.contains(word) || words(&text).any(|known| known.starts_with(word)))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests;
