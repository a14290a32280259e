//! Searching strings, for text, for regular expressions, and by functions that search.

use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use super::objects::{function_of, is_match};
use super::{Caller, number, take, text};
use crate::jsonata::error::{Error, Res};
use crate::jsonata::evaluate::{Evaluator, Function};
use crate::jsonata::item::Item;
use crate::jsonata::text::units;
use crate::regex::{Regex, Scratch};
use crate::value::{Members, Object, Value};

/// One match of a matcher.
struct Match {
    /// The place, in UTF-16 units as JavaScript counts.
    start: usize,
    source: Source,
    /// An array.
    groups: Item,
}

/// Who found a match.
enum Source {
    /// A regular expression, between these bytes.
    Regex(usize, usize),
    /// A function: the text it says, and the object it returned.
    Function(Arc<str>, Item),
}

/// The matches of a matcher in a text, one after the other.
struct Matches {
    text: Arc<str>,
    state: State,
    /// Whether anybody asks what the groups of a regular expression caught.
    groups: bool,
}

/// A place in a text, counted twice.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::jsonata) struct Place {
    bytes: usize,
    units: usize,
}

enum State {
    /// The place to go on from, in bytes and in UTF-16 units.
    Regex {
        regex: Arc<Regex>,
        from: Place,
        begun: bool,
    },
    Function(Rc<Function>, bool),
    Done,
}

fn found_in(
    engine: &mut Evaluator,
    regex: &Regex,
    text: &str,
    from: Place,
    wants_groups: bool,
) -> Res<Option<Match>> {
    let found = regex
        .find(text, from.bytes, &mut engine.steps, &mut engine.scratch)
        .map_err(|_| Error::out_of_steps())?;
    let Some(found) = found else { return Ok(None) };
    Ok(Some(Match {
        start: from.units + units(&text[from.bytes..found.start]),
        source: Source::Regex(found.start, found.end),
        groups: if wants_groups { groups(&engine.scratch, regex.groups(), text) } else { Item::Undefined },
    }))
}

/// What the groups caught in the last search. They are a value unless one caught nothing, which JSON cannot
/// tell.
fn groups(scratch: &Scratch, count: usize, text: &str) -> Item {
    let caught = |group: usize| scratch.group(group).map(|(start, end)| &text[start..end]);
    if (1..=count).all(|group| caught(group).is_some()) {
        let caught = |group| Value::String(caught(group).unwrap_or_default().into());
        return Item::Json(Value::Array((1..=count).map(caught).collect()));
    }
    Item::array((1..=count).map(|group| caught(group).map_or(Item::Undefined, Item::string)).collect())
}

/// The regular expression that a matcher is, if it is one.
fn as_regex(matcher: &Function) -> Option<&Arc<Regex>> {
    match matcher {
        Function::Regex(regex) => Some(regex),
        Function::Passed(inner) => as_regex(inner),
        _ => None,
    }
}

impl Match {
    /// What was found in a text.
    fn text<'a>(&'a self, searched: &'a str) -> &'a str {
        match &self.source {
            Source::Regex(start, end) => &searched[*start..*end],
            Source::Function(text, _) => text,
        }
    }

    /// Where the search goes on.
    fn end(&self, searched: &str) -> Place {
        let bytes = match self.source {
            Source::Regex(_, end) => end,
            Source::Function(..) => 0,
        };
        Place { bytes, units: self.start + units(self.text(searched)) }
    }
}

impl Matches {
    fn new(text: Arc<str>, matcher: Rc<Function>) -> Matches {
        let state = match as_regex(&matcher) {
            Some(regex) => State::Regex { regex: regex.clone(), from: Place::default(), begun: false },
            None => State::Function(matcher, false),
        };
        Matches { text, state, groups: true }
    }

    /// The same for who only asks for the places.
    fn without_groups(self) -> Matches {
        Matches { groups: false, ..self }
    }

    fn next(&mut self, engine: &mut Evaluator) -> Res<Option<Match>> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Done => Ok(None),
            State::Regex { regex, from, begun } => {
                if begun && from.bytes >= self.text.len() {
                    return Ok(None);
                }
                let found = found_in(engine, &regex, &self.text, from, self.groups)?;
                let Some(found) = found else { return Ok(None) };
                if begun && found.text(&self.text).is_empty() {
                    return Err(Error::new("D1004").value(regex.source()));
                }
                self.state = State::Regex { regex, from: found.end(&self.text), begun: true };
                Ok(Some(found))
            }
            State::Function(function, begun) => {
                let arguments = match begun {
                    true => Vec::new(),
                    false => vec![Item::Json(Value::String(self.text.clone()))],
                };
                let result = engine.apply_alone(&function, arguments)?;
                if result.is_undefined() {
                    return Ok(None);
                }
                if !is_match(&result) {
                    return Err(Error::new("T1010"));
                }
                let view = result.view();
                if let Some(next) = function_of(view.member("next")) {
                    self.state = State::Function(next, true);
                }
                let member = |name| view.member(name).to_item();
                let text = member("match").as_text().cloned().unwrap_or_else(|| "".into());
                Ok(Some(Match {
                    start: member("start").as_f64().unwrap_or(0.0) as usize,
                    groups: Item::array(member("groups").into_items()),
                    source: Source::Function(text, result),
                }))
            }
        }
    }
}

/// Where a match is in the bytes of a text.
fn bytes(text: &str, found: &Match) -> (usize, usize) {
    let said = match &found.source {
        Source::Regex(start, end) => return (*start, *end),
        Source::Function(said, _) => said,
    };
    let mut left = found.start;
    let mut start = text.len();
    for (at, c) in text.char_indices() {
        if left == 0 {
            start = at;
            break;
        }
        left = left.saturating_sub(c.len_utf16());
    }
    let mut end = (start + said.len()).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    (start, end)
}

/// Calls a regular expression, or the function `next` of one of its matches.
pub(in crate::jsonata) fn search(
    engine: &mut Evaluator,
    function: &Function,
    argument: Option<Item>,
) -> Res<Item> {
    let (regex, text, from, begun) = match function {
        Function::Regex(regex) => match argument.as_ref().and_then(Item::as_text) {
            Some(text) => (regex, text.clone(), Place::default(), false),
            None => return Ok(Item::Undefined),
        },
        Function::Next(regex, text, from) => (regex, text.clone(), *from, true),
        _ => return Ok(Item::Undefined),
    };
    if begun && from.bytes >= text.len() {
        return Ok(Item::Undefined);
    }
    let Some(found) = found_in(engine, regex, &text, from, true)? else { return Ok(Item::Undefined) };
    let end = found.end(&text);
    if begun && end.units == found.start {
        return Err(Error::new("D1004").value(regex.source()));
    }
    let next = Function::Next(regex.clone(), text.clone(), end);
    Ok(match_object(&found, &text, Some(next)))
}

/// A match as the object that matchers return.
fn match_object(found: &Match, searched: &str, next: Option<Function>) -> Item {
    let mut members = vec![
        (name(MemberName::Match), Item::string(found.text(searched))),
        (name(MemberName::Start), Item::number(found.start as f64)),
        (name(MemberName::End), Item::number(found.end(searched).units as f64)),
        (name(MemberName::Groups), found.groups.clone()),
    ];
    if let Some(next) = next {
        members.push((name(MemberName::Next), Item::Function(Rc::new(next))));
    }
    Item::record(Members::from_distinct(members))
}

/// A match as `$match` returns it: a value, unless a group is none.
fn match_result(found: Match, searched: &str) -> Item {
    let Match { start, source, groups } = found;
    let text = match source {
        Source::Regex(start, end) => searched[start..end].into(),
        Source::Function(text, _) => text,
    };
    let names = [name(MemberName::Match), name(MemberName::Index), name(MemberName::Groups)];
    let [matched, at, caught] = names;
    let (text, index) = (Value::String(text), crate::jsonata::item::number(start as f64));
    match groups {
        Item::Json(groups) => {
            let members = Members::from_distinct(vec![(matched, text), (at, index), (caught, groups)]);
            Item::Json(Value::from(Object::from(members)))
        }
        groups => {
            let members = vec![(matched, Item::Json(text)), (at, Item::Json(index)), (caught, groups)];
            Item::record(Members::from_distinct(members))
        }
    }
}

/// The name of a member of a match, made once.
fn name(name: MemberName) -> Arc<str> {
    static NAMES: OnceLock<[Arc<str>; 6]> = OnceLock::new();
    let names = ["match", "start", "end", "groups", "next", "index"];
    NAMES.get_or_init(|| names.map(Arc::from))[name as usize].clone()
}

#[derive(Clone, Copy)]
enum MemberName {
    Match,
    Start,
    End,
    Groups,
    Next,
    Index,
}

fn function(arguments: &[Item], at: usize) -> Option<Rc<Function>> {
    arguments.get(at).and_then(|item| function_of(item.view()))
}

/// A limit, which may not be negative; none if there is none.
fn limit(arguments: &[Item], at: usize, code: &'static str) -> Res<f64> {
    match number(arguments, at) {
        Some(limit) if limit < 0.0 => {
            Err(Error::new(code).index(at as u32 + 1).value(crate::jsonata::item::number(limit)))
        }
        limit => Ok(limit.unwrap_or(f64::INFINITY)),
    }
}

pub(super) fn contains(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(whole) = text(arguments, 0) else { return Ok(Item::Undefined) };
    if let Some(part) = text(arguments, 1) {
        engine.charge(whole.len() / 16)?;
        return Ok(Item::bool(whole.contains(&*part)));
    }
    match function(arguments, 1) {
        Some(matcher) => {
            let found = Matches::new(whole, matcher).without_groups().next(engine)?;
            Ok(Item::bool(found.is_some()))
        }
        None => Ok(Item::bool(false)),
    }
}

pub(super) fn match_(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(whole) = text(arguments, 0) else { return Ok(Item::Undefined) };
    let limit = limit(arguments, 2, "D3040")?;
    let mut out = Vec::new();
    if let Some(matcher) = function(arguments, 1).filter(|_| limit > 0.0) {
        let mut matches = Matches::new(whole.clone(), matcher);
        // One more is looked for than is asked for, which may be an error.
        let mut next = matches.next(engine)?;
        while let Some(found) = next.take().filter(|_| (out.len() as f64) < limit) {
            out.push(match_result(found, &whole));
            engine.check_length(out.len())?;
            next = matches.next(engine)?;
        }
    }
    Ok(Item::sequence(out))
}

pub(super) fn split(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(whole) = text(arguments, 0) else { return Ok(Item::Undefined) };
    let limit = limit(arguments, 2, "D3020")?;
    let mut parts = Vec::new();
    if let Some(separator) = text(arguments, 1) {
        engine.charge(whole.len() / 16)?;
        let most = if limit.is_finite() { limit.floor() as usize } else { usize::MAX };
        if separator.is_empty() {
            parts.extend(whole.chars().take(most).map(|c| Item::string(c.encode_utf8(&mut [0; 4]))));
        } else {
            parts.extend(whole.split(&*separator).take(most).map(Item::string));
        }
        engine.charge(parts.len())?;
        engine.check_length(parts.len())?;
        return Ok(Item::array(parts));
    }
    let Some(matcher) = function(arguments, 1).filter(|_| limit > 0.0) else {
        return Ok(Item::array(parts));
    };
    let mut matches = Matches::new(whole.clone(), matcher).without_groups();
    let mut from = 0;
    let mut next = matches.next(engine)?;
    while let Some(found) = next.take().filter(|_| (parts.len() as f64) < limit) {
        let (start, end) = bytes(&whole, &found);
        parts.push(engine.string(whole.get(from..start).unwrap_or_default())?);
        from = end;
        engine.check_length(parts.len())?;
        next = matches.next(engine)?;
    }
    if (parts.len() as f64) < limit {
        parts.push(engine.string(&whole[from..])?);
    }
    Ok(Item::array(parts))
}

pub(super) fn replace(engine: &mut Evaluator, arguments: &mut [Item], _: Caller) -> Res<Item> {
    let Some(whole) = text(arguments, 0) else { return Ok(Item::Undefined) };
    let pattern = text(arguments, 1);
    if pattern.as_deref() == Some("") {
        return Err(Error::new("D3010").index(2).value(""));
    }
    let limit = limit(arguments, 3, "D3011")?;
    if limit <= 0.0 {
        return Ok(take(arguments, 0));
    }
    let replacement = take(arguments, 2);
    match (pattern, function(arguments, 1)) {
        (Some(pattern), _) => replace_text(engine, &whole, &pattern, &replacement, limit),
        (None, Some(matcher)) => replace_matches(engine, &whole, matcher, &replacement, limit),
        _ => Ok(take(arguments, 0)),
    }
}

fn replace_text(
    engine: &mut Evaluator,
    whole: &str,
    pattern: &str,
    replacement: &Item,
    limit: f64,
) -> Res<Item> {
    engine.charge(whole.len() / 16)?;
    let replacement = match replacement.as_text() {
        Some(text) => text.to_string(),
        None if replacement.is_undefined() => "undefined".to_owned(),
        None => engine.stringify(replacement, false)?,
    };
    let mut out = String::with_capacity(whole.len());
    let mut rest = whole;
    let mut count = 0.0;
    while count < limit
        && let Some(at) = rest.find(pattern)
    {
        out.push_str(&rest[..at]);
        out.push_str(&replacement);
        engine.check_growth(out.len())?;
        rest = &rest[at + pattern.len()..];
        count += 1.0;
    }
    out.push_str(rest);
    engine.string(&out)
}

fn replace_matches(
    engine: &mut Evaluator,
    whole: &Arc<str>,
    matcher: Rc<Function>,
    replacement: &Item,
    limit: f64,
) -> Res<Item> {
    if let (Some(regex), Some(template)) = (as_regex(&matcher), replacement.as_text()) {
        return replace_regex(engine, whole, regex, template, limit);
    }
    let mut out = String::with_capacity(whole.len());
    let mut from = 0;
    let mut count = 0.0;
    let mut matches = Matches::new(whole.clone(), matcher);
    let mut next = matches.next(engine)?;
    while let Some(found) = next.take().filter(|_| count < limit) {
        let (start, end) = bytes(whole, &found);
        out.push_str(whole.get(from..start).unwrap_or_default());
        match replacement {
            Item::Json(Value::String(template)) => {
                let groups = found.groups.clone().into_items();
                let caught = |group: usize| match group {
                    0 => Some(found.text(whole)),
                    _ => groups.get(group - 1).and_then(Item::as_text).map(|text| &**text),
                };
                fill_in(template, groups.len(), caught, &mut out);
            }
            Item::Function(function) => {
                let shown = match &found.source {
                    Source::Function(_, returned) => returned.clone(),
                    Source::Regex(..) => match_object(&found, whole, None),
                };
                let replaced = engine.apply_alone(function, vec![shown])?;
                match replaced.as_text() {
                    Some(text) => out.push_str(text),
                    None => return Err(Error::new("D3012")),
                }
            }
            _ => return Err(Error::new("D3012")),
        }
        engine.check_growth(out.len())?;
        from = end;
        count += 1.0;
        next = matches.next(engine)?;
    }
    out.push_str(whole.get(from..).unwrap_or_default());
    engine.string(&out)
}

/// The commonest replacement, for which no match has to become a value.
fn replace_regex(
    engine: &mut Evaluator,
    whole: &str,
    regex: &Regex,
    template: &str,
    limit: f64,
) -> Res<Item> {
    let mut out = String::with_capacity(whole.len());
    let (mut from, mut count) = (0, 0.0);
    while count == 0.0 || from < whole.len() {
        let found = regex.find(whole, from, &mut engine.steps, &mut engine.scratch);
        let Some(found) = found.map_err(|_| Error::out_of_steps())? else { break };
        if count > 0.0 && found.start == found.end {
            return Err(Error::new("D1004").value(regex.source()));
        }
        if count >= limit {
            break;
        }
        out.push_str(&whole[from..found.start]);
        let caught = |group: usize| match group {
            0 => Some(&whole[found.start..found.end]),
            _ => engine.scratch.group(group).map(|(start, end)| &whole[start..end]),
        };
        fill_in(template, regex.groups(), caught, &mut out);
        engine.check_growth(out.len())?;
        from = found.end;
        count += 1.0;
    }
    out.push_str(&whole[from..]);
    engine.string(&out)
}

/// Fills `$0`, `$1`, … and `$$` into a replacement.
fn fill_in<'a>(template: &str, groups: usize, caught: impl Fn(usize) -> Option<&'a str>, out: &mut String) {
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.as_bytes().first() {
            Some(b'$') => {
                out.push('$');
                rest = &rest[1..];
            }
            Some(b'0') => {
                out.push_str(caught(0).unwrap_or_default());
                rest = &rest[1..];
            }
            Some(b'1'..=b'9') => {
                let (group, length) = group_number(rest, groups);
                if group <= groups {
                    out.push_str(caught(group).unwrap_or_default());
                }
                rest = &rest[length..];
            }
            _ => out.push('$'),
        }
    }
    out.push_str(rest);
}

/// The number of a group after `$`, with no more digits than the groups need, and how many digits it has.
fn group_number(rest: &str, groups: usize) -> (usize, usize) {
    let most = if groups < 10 { 1 } else { groups.to_string().len() };
    let digits = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let read = |digits: usize| rest[..digits].parse().unwrap_or(0);
    let group: usize = read(digits);
    if most > 1 && digits == most && group > groups { (read(most - 1), most - 1) } else { (group, digits) }
}
