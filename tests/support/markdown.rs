//! Cases written down in Markdown.
//!
//! A heading of the second level states a behaviour; below it stand prose and fences. A fence's first
//! word after the language, or the language alone, names it: ```` ```json definition ````.

use std::ops::Range;

/// One heading with what stands below it.
pub struct Case {
    /// The heading.
    pub title: String,
    /// The fences, in order.
    pub fences: Vec<Fence>,
    /// `known-failure: why`
    pub known_failure: Option<String>,
}

/// One fenced block.
pub struct Fence {
    /// `definition`, `history`, …
    pub name: String,
    /// The text between the fences.
    pub text: String,
    /// Where that text stands in the file.
    pub range: Range<usize>,
}

impl Case {
    /// The text of a fence.
    pub fn fence(&self, name: &str) -> Option<&str> {
        self.fences.iter().find(|fence| fence.name == name).map(|fence| &*fence.text)
    }
}

/// Reads a file of cases.
pub fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open: Option<(String, usize)> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let trimmed = line.trim_end();
        match &open {
            Some((name, from)) if trimmed == "```" => {
                if let Some(case) = cases.last_mut() {
                    let range = *from..start;
                    case.fences.push(Fence {
                        name: name.clone(),
                        text: text[range.clone()].to_owned(),
                        range,
                    });
                }
                open = None;
            }
            Some(_) => {}
            None if trimmed.starts_with("```") => {
                let words: Vec<&str> = trimmed[3..].split_whitespace().collect();
                open = Some(((*words.last().unwrap_or(&"")).to_owned(), offset));
            }
            None if trimmed.starts_with("## ") => {
                cases.push(Case { title: trimmed[3..].to_owned(), fences: Vec::new(), known_failure: None });
            }
            None => {
                if let (Some(why), Some(case)) = (trimmed.strip_prefix("known-failure: "), cases.last_mut()) {
                    case.known_failure = Some(why.to_owned());
                }
            }
        }
    }
    cases
}
