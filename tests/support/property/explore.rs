//! One expression by itself: what is said of it lies in its text, and what is offered fits its place.

use stepyard::explore::{Outcome, Scope, complete, explore, sites};
use stepyard::query::QueryLanguage;
use stepyard::source::Span;
use stepyard::value::{Object, Value};

use super::Data;

fn lies_in(span: Span, text: &str) {
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} lies outside of {text:?}");
}

/// Looks at an expression of which it is known that it soon comes to an end.
pub fn explored(language: QueryLanguage, text: &str, data: &Data) -> Outcome {
    let mut roots: Object = [("$w", Value::from(1_i64)), ("$v", data.input.clone())].into_iter().collect();
    let given = [("input", data.input.clone()), ("context", data.context.clone())];
    match language {
        QueryLanguage::Jsonata => roots.insert("$states", Value::object(given)),
        QueryLanguage::JsonPath => {
            roots.insert("$", data.input.clone());
            roots.insert("$$", data.context.clone());
        }
    }
    let scope = Scope::new(language, roots);
    let found = explore(text, &scope, 1);
    // As text, because an error may tell of NaN, which differs from itself.
    assert_eq!(format!("{found:?}"), format!("{:?}", explore(text, &scope, 1)), "a second look differs");
    found.parts.iter().for_each(|part| lies_in(part.span, text));
    for finding in &found.findings {
        lies_in(finding.span, text);
        assert!(!finding.message.is_empty());
    }
    let has_reason = !matches!(found.outcome, Outcome::Failed(_) | Outcome::Unreadable);
    assert!(has_reason || !found.findings.is_empty(), "{text} fails, and nothing says why");
    for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)).step_by(7) {
        if let Some(offered) = complete(text, offset, &scope) {
            lies_in(Span::new(offered.from as usize, offset), text);
        }
    }
    found.outcome
}

/// The expressions of a definition lie in it, and can be written anew.
pub fn rewritten(definition: &str) {
    let found = sites(definition);
    for site in &found {
        lies_in(site.span, definition);
    }
    if Value::parse(definition).is_err() {
        return;
    }
    for (at, site) in found.iter().enumerate().take(3) {
        let changed = sites(&site.replace(definition, &site.text));
        assert_eq!(changed.len(), found.len(), "{site:?} is not where it was");
        assert_eq!((&changed[at].field, &changed[at].text), (&site.field, &site.text));
    }
}
