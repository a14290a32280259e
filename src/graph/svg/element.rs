//! A piece of SVG as data: the page makes virtual DOM of it, everybody else text.

use std::fmt;

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// `rect`, `g`, …
    pub tag: &'static str,
    /// Names and values, in the order they were added; the values are not escaped.
    pub attributes: Vec<(&'static str, String)>,
    /// What is inside.
    pub children: Vec<Child>,
}

/// What an element holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Child {
    /// Another element.
    Element(Element),
    /// Text, not escaped.
    Text(String),
}

impl Element {
    /// An element with nothing in it.
    #[must_use]
    pub fn new(tag: &'static str) -> Element {
        Element { tag, attributes: Vec::new(), children: Vec::new() }
    }

    /// The same with an attribute more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Element {
        self.attributes.push((name, value.to_string()));
        self
    }

    /// The same with an element more inside.
    #[must_use]
    pub fn holding(mut self, child: Element) -> Element {
        self.children.push(Child::Element(child));
        self
    }

    /// The same with elements more inside.
    #[must_use]
    pub fn holding_all(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        self.children.extend(children.into_iter().map(Child::Element));
        self
    }

    /// The same with text more inside.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Element {
        self.children.push(Child::Text(text.into()));
        self
    }
}

/// The markup.
impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<")?;
        f.write_str(self.tag)?;
        for (name, value) in &self.attributes {
            f.write_str(" ")?;
            f.write_str(name)?;
            f.write_str("=\"")?;
            escape(value, f)?;
            f.write_str("\"")?;
        }
        if self.children.is_empty() {
            return f.write_str("/>");
        }
        f.write_str(">")?;
        for child in &self.children {
            match child {
                Child::Element(element) => element.fmt(f)?,
                Child::Text(text) => escape(text, f)?,
            }
        }
        f.write_str("</")?;
        f.write_str(self.tag)?;
        f.write_str(">")
    }
}

/// Writes text so that it means itself, in content and between double quotes. Control characters that
/// XML has no way to write are left out.
fn escape(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rest = text;
    let is_special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    while let Some(at) = rest.find(is_special) {
        f.write_str(&rest[..at])?;
        let mut chars = rest[at..].chars();
        f.write_str(match chars.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            Some('\n') => "&#10;",
            Some('\t') => "&#9;",
            _ => "",
        })?;
        rest = chars.as_str();
    }
    f.write_str(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_in_text_and_attributes() {
        let element = Element::new("text").with("aria-label", "a \"b\" & c").text("1 < 2 > 0 & 'x'");
        assert_eq!(
            element.to_string(),
            "<text aria-label=\"a &quot;b&quot; &amp; c\">1 &lt; 2 &gt; 0 &amp; 'x'</text>"
        );
    }

    #[test]
    fn an_element_without_content_is_closed_at_once() {
        assert_eq!(Element::new("rect").with("x", -3).to_string(), "<rect x=\"-3\"/>");
    }

    #[test]
    fn err_what_xml_cannot_say_is_left_out() {
        assert_eq!(Element::new("t").text("a\u{0}\u{1b}b").to_string(), "<t>ab</t>");
    }
}
