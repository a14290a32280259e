//! How wide a text is, without asking a font.
//!
//! The graph is laid out in a worker, in documentation builds and in tests, where no font can be asked.
//! So widths are estimated from classes of characters, between the narrow and the wide of the usual
//! system faces; the space beside a text takes up the rest.

/// A face and size that the graph writes in. `www/style/graph.css` says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Font {
    /// A node's name: 12.5 px, semibold.
    Name,
    /// A node's second line: 10.5 px.
    Sub,
    /// A chip: 10 px, semibold.
    Chip,
    /// A rule of a Choice: 10.5 px, the code face.
    Code,
}

impl Font {
    /// The width of a character, in thousandths of a pixel.
    fn width_of(self, c: char) -> i32 {
        match self {
            Font::Name => semibold(c) * 125 / 10,
            Font::Chip => semibold(c) * 10,
            // The regular weight is about a tenth narrower.
            Font::Sub => semibold(c) * 945 / 100,
            Font::Code => code(c) * 105 / 10,
        }
    }
}

/// The width of a text in pixels, rounded up.
pub(super) fn width(text: &str, font: Font) -> i32 {
    let thousandths: i64 = text.chars().map(|c| i64::from(font.width_of(c))).sum();
    i32::try_from(thousandths.div_euclid(1000) + 1).unwrap_or(i32::MAX)
}

/// The text if it is no wider than `max` pixels; else as much of it as fits before an ellipsis.
pub(super) fn cut(text: &str, font: Font, max: i32) -> String {
    if width(text, font) <= max {
        return text.to_owned();
    }
    let room = i64::from(max) * 1000 - i64::from(font.width_of('…'));
    let mut used = 0;
    let fits = text.char_indices().take_while(|&(_, c)| {
        used += i64::from(font.width_of(c));
        used <= room
    });
    let end = fits.last().map_or(0, |(at, c)| at + c.len_utf8());
    format!("{}…", text[..end].trim_end_matches([' ', '-', '_', '.', '\u{200d}']))
}

/// The text on one line if it is no wider than `max` pixels, else on two; what the second has no room
/// for is cut. A line ends after a blank or a mark, or where `camelCase` has a hump.
pub(super) fn wrap(text: &str, font: Font, max: i32) -> Vec<String> {
    if width(text, font) <= max {
        return vec![text.to_owned()];
    }
    let (mut used, mut fitting, mut break_at, mut hump_at, mut before) = (0, 0, 0, 0, ' ');
    for (at, c) in text.char_indices() {
        if at > 0 && matches!(before, ' ' | '-' | '_' | '.' | '/' | ':') && c != ' ' {
            break_at = at;
        }
        if at > 0 && !before.is_uppercase() && c.is_uppercase() {
            hump_at = at;
        }
        used += i64::from(font.width_of(c));
        // A blank at the end of a line needs no room.
        if used > i64::from(max) * 1000 && c != ' ' {
            break;
        }
        (fitting, before) = (at + c.len_utf8(), c);
    }
    // A line that breaks very early looks worse than one that breaks in a word.
    let is_late = |at: &usize| 5 * at >= 2 * fitting;
    let at = [break_at, hump_at].into_iter().find(is_late).unwrap_or(fitting);
    let (first, second) = text.split_at(at);
    vec![first.trim_end().to_owned(), cut(second.trim_start(), font, max)]
}

/// The width of a character of a semibold system face, in thousandths of its size.
fn semibold(c: char) -> i32 {
    match c {
        ' ' | 'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '·' => 340,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '{' | '}' | '-' | '/' | '\\' | '"' | '*' => 450,
        's' | 'c' | 'z' | 'J' | '_' | '`' | '?' => 560,
        'm' | '…' | '%' | '@' => 980,
        'w' => 870,
        'W' | 'M' => 1000,
        'a'..='z' | '0'..='9' | '$' => 660,
        'A'..='Z' | ' '..='~' => 760,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => 0,
        '\u{80}'..='\u{10ff}' => 720,
        // Han, kana, emoji and the like.
        _ => 1200,
    }
}

/// The width of a character of a code face, in thousandths of its size.
fn code(c: char) -> i32 {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => 0,
        '\0'..='\u{10ff}' | '…' => 610,
        _ => 1220,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_are_wider_than_narrow_ones() {
        assert!(width("WWW", Font::Name) > 2 * width("iii", Font::Name));
    }

    #[test]
    fn a_text_that_fits_is_left_alone() {
        assert_eq!(cut("Check Information", Font::Name, 200), "Check Information");
    }

    #[test]
    fn a_text_that_does_not_fit_ends_in_an_ellipsis() {
        let name = cut("Notify Age Not Eligible For Daycare", Font::Name, 130);
        assert_eq!(name, "Notify Age Not El…");
        assert!(width(&name, Font::Name) <= 130);
    }

    #[test]
    fn a_text_breaks_at_blanks_marks_and_humps() {
        let wrap = |text| wrap(text, Font::Name, 130);
        assert_eq!(wrap("Notify Age Not Eligible"), ["Notify Age Not", "Eligible"]);
        assert_eq!(wrap("notify_age_not_eligible"), ["notify_age_not_", "eligible"]);
        assert_eq!(wrap("NotifyAgeNotEligible"), ["NotifyAgeNot", "Eligible"]);
        assert_eq!(wrap("notifyage notelig"), ["notifyage notelig"]);
    }

    #[test]
    fn a_text_without_a_place_to_break_breaks_anywhere() {
        assert_eq!(wrap("pneumonoultramicroscopic", Font::Name, 130), ["pneumonoultramic", "roscopic"]);
    }

    #[test]
    fn a_text_too_long_for_two_lines_ends_in_an_ellipsis() {
        let lines = wrap("Ask the applicant for all documents that are missing", Font::Name, 130);
        assert_eq!(lines, ["Ask the applicant", "for all document…"]);
    }

    #[test]
    fn characters_are_cut_whole() {
        assert_eq!(cut("ééééé", Font::Code, 30), "ééé…");
        assert_eq!(cut("日本語日本語", Font::Name, 60), "日本語…");
    }

    #[test]
    fn nothing_fits_into_nothing() {
        assert_eq!(cut("abc", Font::Name, 0), "…");
    }
}
