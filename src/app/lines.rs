//! A JSON value as lines to look at: short things on one line, long things folded.

use std::collections::HashSet;

use super::format::plural;
use crate::value::Value;

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// How deep it stands.
    pub depth: usize,
    /// What it says, piece by piece.
    pub pieces: Vec<Piece>,
    /// The object or array that begins here, if it can be folded.
    pub fold: Option<Fold>,
    /// Whether it differs from what it is compared with.
    pub changed: bool,
}

/// An object or array over several lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Fold {
    /// Where it is in the value: `/a/0`.
    pub path: String,
    /// Whether its lines are hidden.
    pub folded: bool,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Its text.
    pub text: String,
}

/// What a piece of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// The name of a member.
    Key,
    /// A string.
    Text,
    /// A number.
    Number,
    /// `true`, `false`, `null`
    Word,
    /// Brackets, commas, colons.
    Punctuation,
    /// What a fold or a cut hides.
    Hidden,
}

/// How a value is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// What the value is compared with, if it is.
    pub base: Option<&'a Value>,
    /// The folds that are not as they are at first.
    pub toggled: &'a HashSet<String>,
    /// Whether long strings are shown whole.
    pub whole: bool,
    /// How many characters fit on a line.
    pub width: usize,
}

/// How many characters indenting takes.
const INDENT: usize = 2;
/// Longer strings are cut.
const LONGEST: usize = 100;
/// Values of more lines are folded below this depth at first.
const MANY_LINES: usize = 14;
const FOLD_DEPTH: usize = 2;
const MANY_PARTS: usize = 300;

/// The lines of a value.
#[must_use]
pub fn lines(value: &Value, layout: Layout) -> Vec<Line> {
    let base = layout.base.map_or(Base::Ignored, Base::Is);
    let write = |folds| {
        let mut writer = Writer { lines: Vec::new(), layout, folds };
        writer.write(Vec::new(), value, base, 0, "", false);
        writer.lines
    };
    // A value of so many parts has so many lines, and need not be written to know.
    if count(value, MANY_PARTS) >= MANY_PARTS {
        return write(true);
    }
    let lines = write(false);
    let is_long = lines.len() > MANY_LINES
        || !layout.toggled.is_empty() && {
            let untouched = Layout { toggled: &HashSet::new(), ..layout };
            let mut writer = Writer { lines: Vec::new(), layout: untouched, folds: false };
            writer.write(Vec::new(), value, base, 0, "", false);
            writer.lines.len() > MANY_LINES
        };
    if is_long { write(true) } else { lines }
}

/// What a part of a value is compared with.
#[derive(Clone, Copy)]
enum Base<'a> {
    Ignored,
    Missing,
    Is(&'a Value),
}

impl<'a> Base<'a> {
    fn differs(self, value: &Value) -> bool {
        match self {
            Base::Ignored => false,
            Base::Missing => true,
            Base::Is(base) => base != value,
        }
    }

    fn part(self, find: impl Fn(&'a Value) -> Option<&'a Value>) -> Base<'a> {
        match self {
            Base::Is(base) => find(base).map_or(Base::Missing, Base::Is),
            other => other,
        }
    }
}

struct Writer<'a> {
    lines: Vec<Line>,
    layout: Layout<'a>,
    /// Whether deep parts are folded at first.
    folds: bool,
}

impl<'a> Writer<'a> {
    fn write(
        &mut self,
        mut pieces: Vec<Piece>,
        value: &Value,
        base: Base<'a>,
        depth: usize,
        path: &str,
        comma: bool,
    ) {
        let taken = depth * INDENT + pieces.iter().map(|piece| piece.text.chars().count()).sum::<usize>();
        if width(value, self.layout.width.saturating_sub(taken)).is_some() || !has_parts(value) {
            self.inline(value, &mut pieces);
            return self.push(depth, pieces, None, base.differs(value), comma);
        }
        let folded = (self.folds && depth >= FOLD_DEPTH) != self.layout.toggled.contains(path);
        let fold = Some(Fold { path: path.to_owned(), folded });
        let (open, close, hidden) = match value {
            Value::Array(items) => ("[", "]", format!(" {} ", plural(items.len(), "item"))),
            Value::Object(members) => ("{", "}", format!(" {} ", plural(members.len(), "member"))),
            _ => return,
        };
        pieces.push(punctuation(open));
        if folded {
            pieces.push(Piece { kind: PieceKind::Hidden, text: hidden });
            pieces.push(punctuation(close));
            return self.push(depth, pieces, fold, base.differs(value), comma);
        }
        self.push(depth, pieces, fold, matches!(base, Base::Missing), false);
        match value {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    let base = base.part(|base| base.as_array()?.get(at));
                    let comma = at + 1 < items.len();
                    self.write(Vec::new(), item, base, depth + 1, &format!("{path}/{at}"), comma);
                }
            }
            Value::Object(members) => {
                for (at, (key, member)) in members.iter().enumerate() {
                    let base = base.part(|base| base.get(key));
                    let pieces = vec![key_piece(key), punctuation(": ")];
                    let comma = at + 1 < members.len();
                    self.write(pieces, member, base, depth + 1, &format!("{path}/{key}"), comma);
                }
            }
            _ => {}
        }
        self.push(depth, vec![punctuation(close)], None, matches!(base, Base::Missing), comma);
    }

    fn inline(&self, value: &Value, pieces: &mut Vec<Piece>) {
        let mut push = |kind, text: String| pieces.push(Piece { kind, text });
        match value {
            Value::Null | Value::Bool(_) => push(PieceKind::Word, value.to_string()),
            Value::Number(_) => push(PieceKind::Number, value.to_string()),
            Value::String(text) => {
                let cut = if self.layout.whole { None } else { text.char_indices().nth(LONGEST) };
                match cut {
                    None => push(PieceKind::Text, value.to_string()),
                    Some((at, _)) => {
                        let shown = Value::from(&text[..at]).to_string();
                        push(PieceKind::Text, shown.trim_end_matches('"').to_owned());
                        push(PieceKind::Hidden, format!("… {} more characters", text[at..].chars().count()));
                    }
                }
            }
            Value::Array(items) => {
                pieces.push(punctuation("["));
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        pieces.push(punctuation(", "));
                    }
                    self.inline(item, pieces);
                }
                pieces.push(punctuation("]"));
            }
            Value::Object(members) if members.is_empty() => pieces.push(punctuation("{}")),
            Value::Object(members) => {
                pieces.push(punctuation("{ "));
                for (at, (key, member)) in members.iter().enumerate() {
                    if at > 0 {
                        pieces.push(punctuation(", "));
                    }
                    pieces.push(key_piece(key));
                    pieces.push(punctuation(": "));
                    self.inline(member, pieces);
                }
                pieces.push(punctuation(" }"));
            }
        }
    }

    fn push(&mut self, depth: usize, mut pieces: Vec<Piece>, fold: Option<Fold>, changed: bool, comma: bool) {
        if comma {
            pieces.push(punctuation(","));
        }
        self.lines.push(Line { depth, pieces, fold, changed });
    }
}

fn punctuation(text: &str) -> Piece {
    Piece { kind: PieceKind::Punctuation, text: text.to_owned() }
}

fn key_piece(key: &str) -> Piece {
    Piece { kind: PieceKind::Key, text: Value::from(key).to_string() }
}

fn has_parts(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    }
}

/// The characters a value takes on one line, if they fit.
fn width(value: &Value, room: usize) -> Option<usize> {
    let mut left = room;
    let mut take = |n: usize| {
        left = left.checked_sub(n)?;
        Some(())
    };
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => take(value.to_string().len())?,
        // Escapes are rare and only make it longer.
        Value::String(text) => take(if text.len() > room { text.chars().count() } else { text.len() } + 2)?,
        Value::Array(items) => {
            take(2)?;
            for item in items.iter() {
                let width = width(item, left)? + 2;
                left = left.checked_sub(width)?;
            }
        }
        Value::Object(members) => {
            take(4)?;
            for (key, member) in members.iter() {
                let width = key.len() + 4 + width(member, left)? + 2;
                left = left.checked_sub(width)?;
            }
        }
    }
    Some(room - left)
}

/// How many parts a value has, counted up to a limit.
fn count(value: &Value, limit: usize) -> usize {
    let parts: &mut dyn Iterator<Item = &Value> = match value {
        Value::Array(items) => &mut items.iter(),
        Value::Object(members) => &mut members.iter().map(|(_, member)| member),
        _ => return 1,
    };
    let mut total = 1;
    for part in parts {
        if total >= limit {
            break;
        }
        total += count(part, limit - total);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str, base: Option<&str>, toggled: &[&str]) -> Vec<String> {
        let value = Value::parse(value).unwrap();
        let base = base.map(|base| Value::parse(base).unwrap());
        let toggled = toggled.iter().map(|path| path.to_string()).collect();
        let layout = Layout { base: base.as_ref(), toggled: &toggled, whole: false, width: 52 };
        let text = |line: Line| {
            let mark = if line.changed { "+" } else { " " };
            let pieces: String = line.pieces.iter().map(|piece| piece.text.as_str()).collect();
            format!("{mark}{}{pieces}", "  ".repeat(line.depth))
        };
        lines(&value, layout).into_iter().map(text).collect()
    }

    const FORM: &str =
        r#"{"registration": {"child": {"name": "Mia", "age": 3}, "days": ["Mon", "Wed"], "x": 12345}}"#;

    #[test]
    fn what_is_short_stands_on_one_line() {
        assert_eq!(shown(r#"{"a":[1,"b",{}]}"#, None, &[]), [r#" { "a": [1, "b", {}] }"#]);
        assert_eq!(
            shown(FORM, None, &[]),
            [
                " {",
                r#"   "registration": {"#,
                r#"     "child": { "name": "Mia", "age": 3 },"#,
                r#"     "days": ["Mon", "Wed"],"#,
                r#"     "x": 12345"#,
                "   }",
                " }"
            ]
        );
    }

    #[test]
    fn a_fold_says_what_it_hides() {
        assert_eq!(
            shown(FORM, None, &["/registration"]),
            [" {", r#"   "registration": { 3 members }"#, " }"]
        );
    }

    #[test]
    fn what_differs_is_marked_at_its_line() {
        let before = r#"{"registration": {"child": {"name": "Mia", "age": 2}, "days": ["Mon", "Wed"]}}"#;
        let marked: Vec<String> =
            shown(FORM, Some(before), &[]).into_iter().filter(|line| line.starts_with('+')).collect();
        assert_eq!(marked, [r#"+    "child": { "name": "Mia", "age": 3 },"#, r#"+    "x": 12345"#]);
    }

    #[test]
    fn a_long_string_is_cut_and_says_so() {
        let long = format!("\"{}\"", "é".repeat(300));
        let line = shown(&long, None, &[]).remove(0);
        assert!(line.ends_with("é… 200 more characters"), "{line}");
    }

    #[test]
    fn many_lines_are_folded_at_first() {
        let item =
            r#"{"name": "a name that takes some room", "nested": {"k": "and another long piece of text"}}"#;
        let many = format!("{{\"list\": [{}]}}", vec![item; 40].join(","));
        let shown = shown(&many, None, &[]);
        assert_eq!(shown.len(), 2 + 2 + 40);
        assert!(shown[2].contains("2 members"), "{}", shown[2]);
    }
}
