//! Places in a text.
//!
//! Everything in the core counts in bytes. An editor counts lines and UTF-16 columns; the step from
//! one to the other is made here and nowhere else.

/// A place in a text, as half-open byte offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to, not including, `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Span {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end) }
    }

    /// The smallest place that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether the byte at `offset` lies in this place; its end counts, so that a caret behind the
    /// last character still belongs to it.
    #[must_use]
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }
}

/// A line and a column, both counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// The line.
    pub line: u32,
    /// The column, in the units of the call that made it.
    pub column: u32,
}

/// Turns byte offsets of one text into lines and into UTF-16 offsets.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// For every character outside ASCII: where it ends in bytes, and how many UTF-16 units the
    /// text up to there is shorter than its bytes.
    wide: Vec<(u32, u32)>,
}

impl LineIndex {
    /// Reads the text once.
    #[must_use]
    pub fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        let mut wide = Vec::new();
        let mut shorter = 0;
        for (at, c) in text.char_indices() {
            let end = Span::new(at, at + c.len_utf8()).end;
            if c == '\n' {
                starts.push(end);
            } else if !c.is_ascii() {
                shorter += (c.len_utf8() - c.len_utf16()) as u32;
                wide.push((end, shorter));
            }
        }
        LineIndex { starts, wide }
    }

    /// The offset in UTF-16 units, which JavaScript's strings count in.
    #[must_use]
    pub fn utf16(&self, offset: u32) -> u32 {
        let before = self.wide.partition_point(|&(end, _)| end <= offset);
        let shorter = if before == 0 { 0 } else { self.wide[before - 1].1 };
        offset - shorter
    }

    /// The line and the UTF-16 column of a byte.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let column = self.utf16(offset) - self.utf16(self.starts[line]);
        LineColumn { line: line as u32, column }
    }
}

/// The byte at which an offset in UTF-16 units stands; the end of the text for one beyond it.
#[must_use]
pub fn byte_offset(text: &str, utf16: u32) -> u32 {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= utf16 {
            return Span::new(at, at).start;
        }
        units += c.len_utf16() as u32;
    }
    Span::new(text.len(), text.len()).start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_zero() {
        let index = LineIndex::new("a\nbc\n");
        assert_eq!(index.line_column(3), LineColumn { line: 1, column: 1 });
    }

    #[test]
    fn columns_count_utf16_units() {
        let index = LineIndex::new("é😀x");
        assert_eq!(index.utf16(2), 1);
        assert_eq!(index.utf16(6), 3);
        assert_eq!(index.line_column(6), LineColumn { line: 0, column: 3 });
    }

    #[test]
    fn the_end_of_a_text_without_a_last_newline_is_on_its_last_line() {
        assert_eq!(LineIndex::new("a\nb").line_column(3).line, 1);
    }

    #[test]
    fn an_offset_in_utf16_is_a_byte() {
        assert_eq!(byte_offset("é😀x", 3), 6);
        assert_eq!(byte_offset("ab", 9), 2);
    }
}
