//! Places in a string, and the same places in the JSON that it is written in.

use super::json::Reader;

/// A string as JSON writes it, between quotes: which byte of it stands for which byte of the string.
#[derive(Clone, Debug)]
pub struct Literal {
    /// Where the text goes on as it is or an escape begins: the byte of the literal, the byte of the string.
    anchors: Vec<(usize, usize)>,
}

impl Literal {
    /// Reads a literal, as far as it is one.
    #[must_use]
    pub fn new(literal: &str) -> Literal {
        let mut reader = Reader::new(literal);
        reader.opt_byte(b'"');
        let mut anchors = vec![(1, 0)];
        let mut decoded = String::new();
        while let Some(at) = reader.rest().find('\\') {
            decoded.push_str(&reader.rest()[..at]);
            reader.skip(at);
            anchors.push((reader.offset(), decoded.len()));
            if reader.escape(&mut decoded).is_err() {
                break;
            }
            anchors.push((reader.offset(), decoded.len()));
        }
        Literal { anchors }
    }

    /// The byte of the literal that a byte of the string comes from.
    #[must_use]
    pub fn in_literal(&self, offset: usize) -> usize {
        let anchor = self.anchors.partition_point(|(_, string)| *string <= offset).max(1) - 1;
        let (literal, string) = self.anchors[anchor];
        literal + (offset - string)
    }

    /// The byte of the string that a byte of the literal belongs to.
    #[must_use]
    pub fn in_string(&self, offset: usize) -> usize {
        let after = self.anchors.partition_point(|(literal, _)| *literal <= offset).max(1);
        let (literal, string) = self.anchors[after - 1];
        let within = string + offset.saturating_sub(literal);
        self.anchors.get(after).map_or(within, |(_, next)| within.min(*next))
    }
}

#[cfg(test)]
mod tests {
    use super::Literal;

    #[test]
    fn plain_text_is_one_quote_further() {
        let literal = Literal::new(r#""abc""#);
        assert_eq!(literal.in_literal(0), 1);
        assert_eq!(literal.in_literal(3), 4);
        assert_eq!(literal.in_string(4), 3);
    }

    #[test]
    fn escapes_are_longer_than_what_they_stand_for() {
        // The string is `"é😀x`: 1, 2, 4 and 1 bytes.
        let literal = Literal::new(r#""\"\u00e9\ud83d\ude00x""#);
        assert_eq!([0, 1, 3, 7, 8].map(|offset| literal.in_literal(offset)), [1, 3, 9, 21, 22]);
        assert_eq!([1, 3, 9, 21, 22].map(|offset| literal.in_string(offset)), [0, 1, 3, 7, 8]);
    }

    #[test]
    fn the_inside_of_an_escape_belongs_to_its_character() {
        let literal = Literal::new(r#""a\u0041b""#);
        assert_eq!(literal.in_string(4), 2);
        assert_eq!(literal.in_string(8), 2);
    }

    #[test]
    fn a_broken_literal_is_read_as_far_as_it_goes() {
        assert_eq!(Literal::new("\"ab\\x").in_literal(2), 3);
        assert_eq!(Literal::new("").in_literal(0), 1);
    }
}
