//! What may be typed in an expression whose data is known.

use super::brief::written;
use super::jsonata::inspect;
use super::{Scope, Site, explore, sites};
use crate::assist::{
    Completion, Completions, Hover, Place, complete_expression, hover_expression, start_of_word,
};
use crate::query::{Jsonata, QueryLanguage};
use crate::source::Span;
use crate::value::Value;
use crate::world::Chance;

/// Chance is not what one looks at here.
const SEED: u64 = 1;

/// A name that no object has.
const NO_NAME: &str = "`\u{1}`";

/// What may be typed at a byte of an expression: names that are in the data there, variables, functions.
#[must_use]
pub fn complete(text: &str, offset: usize, scope: &Scope) -> Option<Completions> {
    let before = text.get(..offset)?;
    let word = start_of_word(before);
    let names = match scope.language() {
        QueryLanguage::Jsonata => members_in_jsonata(&before[..word], scope),
        QueryLanguage::JsonPath => members_in_path(&before[..word], scope),
    };
    if names.is_empty() {
        return complete_expression(scope.language(), before, || {
            scope.variables().map(str::to_owned).collect()
        });
    }
    Some(Completions { from: Span::new(word, word).start, options: names })
}

/// An expression of a definition, and a byte of it.
struct Spot {
    place: Place,
    site: Site,
    /// Where the expression begins in the string, of which JSONata's begins with `{%`.
    start: usize,
    scope: Scope,
}

impl Spot {
    fn find(definition: &str, offset: usize, scope_of: impl FnOnce(&Site) -> Option<Scope>) -> Option<Spot> {
        let place = Place::find(definition, offset)?;
        let touches = |site: &Site| site.span.touches(Span::new(offset, offset).start);
        let site = sites(definition).into_iter().find(touches)?;
        let scope = scope_of(&site)?;
        let inner = place.string.strip_prefix("{%").filter(|_| place.language == QueryLanguage::Jsonata);
        let start = inner.map_or(0, |inner| 2 + inner.len() - inner.trim_start().len());
        Some(Spot { place, site, start, scope })
    }
}

/// What may be typed at a byte of a definition that is in an expression, where `scope_of` tells what the
/// expression sees, if that is known.
#[must_use]
pub fn complete_in(
    definition: &str,
    offset: usize,
    scope_of: impl FnOnce(&Site) -> Option<Scope>,
) -> Option<Completions> {
    let Spot { place, start, scope, .. } = Spot::find(definition, offset, scope_of)?;
    let found = complete(&place.string[start..], place.caret.checked_sub(start)?, &scope)?;
    Some(Completions { from: place.in_definition(found.from as usize + start), ..found })
}

/// What is to be known about a byte of a definition that is in an expression: the value of the part there, and
/// of a function what it does.
#[must_use]
pub fn hover_in(
    definition: &str,
    offset: usize,
    scope_of: impl FnOnce(&Site) -> Option<Scope>,
) -> Option<Hover> {
    let Spot { place, site, start, scope } = Spot::find(definition, offset, scope_of)?;
    let caret = place.caret.checked_sub(start)?;
    let holds = |span: Span| span.start as usize <= caret && caret < span.end as usize;
    let parts = explore(&site.text, &scope, SEED).parts;
    let part =
        parts.iter().filter(|part| holds(part.span)).min_by_key(|part| part.span.end - part.span.start)?;
    let in_definition = |at: u32| place.in_definition(start + at as usize);
    let mut text = format!("Value: `{}`", part.text);
    if let Some(help) = hover(&site.text, caret, &scope) {
        text = format!("{text}\n{}", help.text);
    }
    Some(Hover {
        span: Span { start: in_definition(part.span.start), end: in_definition(part.span.end) },
        text,
    })
}

/// What is to be known about a byte of an expression: of a function what it does.
#[must_use]
pub fn hover(text: &str, offset: usize, scope: &Scope) -> Option<Hover> {
    hover_expression(scope.language(), text, offset)
}

/// The names that may follow. To find out, the expression up to there is evaluated with a name that leads
/// nowhere: the dead end tells what is there instead.
fn members_in_jsonata(before: &str, scope: &Scope) -> Vec<Completion> {
    let trimmed = before.trim_end();
    // A variable, or a name of which a part was typed already.
    if trimmed.ends_with(['$', '`']) {
        return Vec::new();
    }
    let Some(closing) = closing(before) else { return Vec::new() };
    let text = format!("{before}{NO_NAME}{closing}");
    let (_, inspection) = inspect(&Jsonata::read(&text), scope, &mut Chance::from_seed(SEED));
    let place = Span::new(before.len(), before.len() + NO_NAME.len());
    let Some(end) = inspection.dead_ends.iter().find(|end| end.span == place) else { return Vec::new() };
    end.names.iter().map(|name| member(name, "")).collect()
}

/// The members of what a path leads to so far.
fn members_in_path(before: &str, scope: &Scope) -> Vec<Completion> {
    let Some(before) = before.strip_suffix('.') else { return Vec::new() };
    let start = before.rfind(['(', ',', ' ']).map_or(0, |at| at + 1);
    let path = &before[start..];
    if !path.starts_with('$') {
        return Vec::new();
    }
    match explore(path, scope, SEED).outcome.value() {
        Some(Value::Object(members)) => {
            members.iter().map(|(name, value)| member(name, value.type_name())).collect()
        }
        _ => Vec::new(),
    }
}

fn member(name: &str, detail: &str) -> Completion {
    Completion { label: written(name), detail: detail.to_owned(), info: String::new() }
}

/// The brackets that close what an expression has opened; nothing inside of a text or a comment.
fn closing(expression: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut chars = expression.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' | '\'' | '`' => loop {
                match chars.next()? {
                    '\\' => drop(chars.next()),
                    end if end == c => break,
                    _ => {}
                }
            },
            '/' if chars.peek() == Some(&'*') => {
                let mut last = ' ';
                loop {
                    let next = chars.next()?;
                    if (last, next) == ('*', '/') {
                        break;
                    }
                    last = next;
                }
            }
            '(' => open.push(')'),
            '[' => open.push(']'),
            '{' => open.push('}'),
            ')' | ']' | '}' => drop(open.pop()),
            _ => {}
        }
    }
    Some(open.into_iter().rev().collect())
}
