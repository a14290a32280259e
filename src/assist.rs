//! What an editor knows of the expressions in a definition: what may be typed at a place, and what a place
//! means.

use std::sync::Arc;

use crate::asl::model::{Kind, State};
use crate::asl::parse::parse;
use crate::query::reference::{self, FunctionHelp};
use crate::query::{QueryLanguage, Template};
use crate::source::Span;
use crate::value::{Literal, Value};

/// What may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completions {
    /// Where in the text begins what they replace, in bytes.
    pub from: u32,
    /// All that may stand there, whatever of it is typed already.
    pub options: Vec<Completion>,
}

/// Something that may be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The text.
    pub label: String,
    /// What kind of thing it is, or how it is called, in a few characters.
    pub detail: String,
    /// One line of help, with code in backticks.
    pub info: String,
}

/// What a place means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The place, in bytes.
    pub span: Span,
    /// What is to be known about it, with code in backticks.
    pub text: String,
}

/// `$states` and its members, with what they hold. (AWS guide, "Transforming data with JSONata")
const STATES: [(&str, &str); 5] = [
    ("$states", "What AWS provides: `input`, `context`, and where they exist `result` or `errorOutput`."),
    ("input", "What the state was entered with."),
    ("result", "What the task, the branches or the iterations yielded; in `Output` and `Assign`."),
    ("errorOutput", "The caught error, `{\"Error\", \"Cause\"}`; in a catcher's `Output` and `Assign`."),
    ("context", "The execution, the machine and the state: names, times, counts."),
];

/// What may be typed at a byte of a definition, if that is in an expression.
#[must_use]
pub fn complete(definition: &str, offset: usize) -> Option<Completions> {
    let place = Place::find(definition, offset)?;
    let found =
        complete_expression(place.language, place.string.get(..place.caret)?, || variables(definition))?;
    Some(Completions { from: place.in_definition(found.from as usize), ..found })
}

/// What may be typed behind the beginning of an expression, where `variables` are there by name.
#[must_use]
pub fn complete_expression(
    language: QueryLanguage,
    before: &str,
    variables: impl FnOnce() -> Vec<String>,
) -> Option<Completions> {
    let (from, options) = match language {
        QueryLanguage::Jsonata if is_quoted(before) => return None,
        QueryLanguage::Jsonata => {
            let word = start_of_word(before);
            if before[..word].ends_with("$states.") {
                (word, STATES[1..].iter().map(|(name, info)| plain(name, "", info)).collect())
            } else if before[..word].ends_with('$') {
                (word - 1, names(&variables()))
            } else {
                return None;
            }
        }
        QueryLanguage::JsonPath => {
            let is_name = |c: char| is_word(c) || c == '.';
            let word = before.rfind(|c: char| !is_name(c)).map_or(0, |at| at + width(before, at));
            let typed = &before[word..];
            if typed.is_empty() || !(typed.starts_with("States.") || "States.".starts_with(typed)) {
                return None;
            }
            (word, reference::all(QueryLanguage::JsonPath).map(function).collect())
        }
    };
    Some(Completions { from: Span::new(from, from).start, options })
}

/// Where the word begins that is being typed at the end of a text.
#[must_use]
pub fn start_of_word(before: &str) -> usize {
    before.rfind(|c: char| !is_word(c)).map_or(0, |at| at + width(before, at))
}

/// What is to be known about a byte of a definition, if there is a function.
#[must_use]
pub fn hover(definition: &str, offset: usize) -> Option<Hover> {
    let place = Place::find(definition, offset)?;
    let Hover { span, text } = hover_expression(place.language, &place.string, place.caret)?;
    let [start, end] = [span.start, span.end].map(|at| place.in_definition(at as usize));
    Some(Hover { span: Span { start, end }, text })
}

/// What is to be known about a byte of an expression, if there is a function.
#[must_use]
pub fn hover_expression(language: QueryLanguage, text: &str, offset: usize) -> Option<Hover> {
    let is_part = |c: char| is_word(c) || c == '$' || c == '.' && language == QueryLanguage::JsonPath;
    let (before, after) = text.split_at_checked(offset)?;
    let start = before.rfind(|c: char| !is_part(c)).map_or(0, |at| at + width(before, at));
    let end = offset + after.find(|c: char| !is_part(c)).unwrap_or(after.len());
    let name = &text[start..end];
    let known = name.starts_with('$') || name.starts_with("States.");
    let help = reference::find(name).filter(|_| known)?;
    let FunctionHelp { usage, summary, example, result, .. } = help;
    let text = format!("`{usage}` {summary} For example, `{example}` is `{result}`.");
    Some(Hover { span: Span::new(start, end), text })
}

/// A place in an expression of a definition.
#[derive(Debug)]
pub struct Place {
    /// The string that the literal around the place stands for; of JSONata with `{%`.
    pub string: Arc<str>,
    /// The place in that string, in bytes.
    pub caret: usize,
    /// The expression's language.
    pub language: QueryLanguage,
    literal: Literal,
    /// Where the literal begins.
    start: usize,
}

impl Place {
    /// The place at a byte of a definition, if that is in an expression.
    #[must_use]
    pub fn find(definition: &str, offset: usize) -> Option<Place> {
        let (start, end) = literal_around(definition, offset)?;
        let text = &definition[start..end];
        // The one that is being typed may not be closed yet.
        let string = Value::parse(text).or_else(|_| Value::parse(&format!("{text}\""))).ok()?;
        let Value::String(string) = string else { return None };
        let literal = Literal::new(text);
        let caret = literal.in_string(offset - start);
        let is_jsonata = string.starts_with("{%") && caret >= 2;
        if !is_jsonata && !is_json_path(definition, start) {
            return None;
        }
        let is_over = string.strip_suffix("%}").is_some_and(|inner| caret > inner.len());
        if is_jsonata && is_over {
            return None;
        }
        let language = if is_jsonata { QueryLanguage::Jsonata } else { QueryLanguage::JsonPath };
        Some(Place { string, caret, language, literal, start })
    }

    /// The byte of the definition that a byte of the string comes from.
    #[must_use]
    pub fn in_definition(&self, offset: usize) -> u32 {
        u32::try_from(self.start + self.literal.in_literal(offset)).unwrap_or(u32::MAX)
    }
}

/// From the opening quote to behind the closing one, or to the end of the line.
fn literal_around(text: &str, offset: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < offset {
        if bytes.get(at)? != &b'"' {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while at < bytes.len() && bytes[at] != b'"' && bytes[at] != b'\n' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        let inside = at.min(bytes.len());
        at = (inside + usize::from(bytes.get(inside) == Some(&b'"'))).min(bytes.len());
        if start < offset && offset <= inside {
            return Some((start, at));
        }
    }
    None
}

/// Whether a literal is the value of a field whose name ends with `.$`.
fn is_json_path(definition: &str, start: usize) -> bool {
    let before = definition[..start].trim_end();
    before.strip_suffix(':').is_some_and(|before| before.trim_end().ends_with(".$\""))
}

/// Whether an expression so far ends inside of a text in quotes.
fn is_quoted(expression: &str) -> bool {
    let mut quote = None;
    let mut escaped = false;
    for c in expression.chars() {
        match quote {
            _ if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            _ => {}
        }
    }
    quote.is_some()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn width(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

fn plain(label: &str, detail: &str, info: &str) -> Completion {
    Completion { label: label.to_owned(), detail: detail.to_owned(), info: info.to_owned() }
}

fn function(help: &FunctionHelp) -> Completion {
    let arguments = help.usage.find('(').map_or("", |at| &help.usage[at..]);
    plain(help.name, arguments, help.summary)
}

/// `$states`, variables, and the functions.
fn names(variables: &[String]) -> Vec<Completion> {
    let mut options = vec![plain(STATES[0].0, "", STATES[0].1)];
    options.extend(variables.iter().map(|name| plain(&format!("${name}"), "variable", "")));
    let functions = reference::all(QueryLanguage::Jsonata).filter(|help| help.name.starts_with('$'));
    options.extend(functions.filter(|help| help.name[1..].starts_with(is_word)).map(function));
    options
}

/// The names of the variables that a machine's states set.
fn variables(definition: &str) -> Vec<String> {
    let mut variables = Vec::new();
    if let Some(machine) = parse(definition).machine {
        machine.flow.for_each_state(&mut |state| assigned(state, &mut variables));
    }
    variables.sort();
    variables.dedup();
    variables
}

/// Adds the names of the variables that a state sets.
fn assigned(state: &State, names: &mut Vec<String>) {
    let mut add = |template: &Option<Template>| match template {
        Some(Template::Object(members)) => names.extend(members.iter().map(|(name, _)| name.to_string())),
        Some(Template::Literal(value)) => {
            names.extend(
                value.as_object().into_iter().flat_map(|members| members.keys()).map(ToString::to_string),
            );
        }
        _ => {}
    };
    add(&state.assign);
    state.catch.iter().for_each(|catcher| add(&catcher.assign));
    if let Kind::Choice(choice) = &state.kind {
        choice.rules.iter().for_each(|rule| add(&rule.assign));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A definition with one expression in it, at `|` the caret.
    fn jsonata(expression: &str) -> (String, usize) {
        let text = format!(
            r#"{{"QueryLanguage": "JSONata", "StartAt": "A", "States": {{"A": {{"Type": "Pass", "End": true,
              "Assign": {{"total": 1, "größe": 2}}, "Output": "{{% {expression} %}}"}}}}}}"#
        );
        at_caret(&text)
    }

    fn at_caret(text: &str) -> (String, usize) {
        let at = text.find('|').expect("the caret is marked");
        (text.replacen('|', "", 1), at)
    }

    fn labels((text, at): (String, usize)) -> Vec<String> {
        complete(&text, at).map_or(Vec::new(), |found| found.options.into_iter().map(|it| it.label).collect())
    }

    #[test]
    fn functions_and_variables_follow_a_dollar() {
        let found = labels(jsonata("1 + $|"));
        for name in ["$states", "$total", "$größe", "$sum", "$partition"] {
            assert!(found.iter().any(|label| label == name), "{name} is not in {found:?}");
        }
        assert!(!found.iter().any(|label| label == "$eval"));
    }

    #[test]
    fn what_is_typed_is_replaced_from_its_dollar() {
        let (text, at) = jsonata(r#"'\u00e9\"' & $su|"#);
        let found = complete(&text, at).unwrap();
        assert_eq!(&text[found.from as usize..at], "$su");
    }

    #[test]
    fn states_has_members() {
        assert_eq!(labels(jsonata("$states.|")), ["input", "result", "errorOutput", "context"]);
        assert_eq!(labels(jsonata("$states.in|")), ["input", "result", "errorOutput", "context"]);
    }

    #[test]
    fn nothing_is_offered_outside_of_expressions() {
        assert_eq!(labels(jsonata("'cost: $|'")), [] as [&str; 0]);
        assert_eq!(labels(jsonata("total|")), [] as [&str; 0]);
        assert_eq!(labels(at_caret(r#"{"Comment": "$|"}"#)), [] as [&str; 0]);
        assert_eq!(labels(at_caret(r#"{"Comment": "{% 1 %}|"}"#)), [] as [&str; 0]);
        assert_eq!(labels(at_caret(r#"{"Error": "States.|"}"#)), [] as [&str; 0]);
    }

    #[test]
    fn intrinsic_functions_are_offered_in_json_path() {
        let found = labels(at_caret(r#"{"a.$": "States.Format('{}', States.U|)"}"#));
        assert!(found.contains(&"States.UUID".to_owned()), "{found:?}");
    }

    #[test]
    fn a_literal_that_is_not_closed_is_one_to_the_end_of_its_line() {
        let (text, at) = at_caret("{\"Output\": \"{% $|\n}");
        assert!(labels((text, at)).contains(&"$sum".to_owned()));
    }

    #[test]
    fn a_function_is_explained_with_an_example() {
        let (text, at) = jsonata(r"'\\\\' & $su|m([1])");
        let found = hover(&text, at).unwrap();
        assert_eq!(&text[found.span.start as usize..found.span.end as usize], "$sum");
        assert!(found.text.starts_with("`$sum("), "{}", found.text);
        assert!(found.text.contains("For example, `"), "{}", found.text);
        assert_eq!(hover(&text, 3), None);
    }
}
