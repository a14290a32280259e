//! `"Assign"`: the names of variables. (spec, "Variables")

use unicode_xid::UnicodeXID;

use crate::asl::fields::{Fields, SCHEMA, describe};
use crate::asl::json::Member;
use crate::diagnostic::Diagnostic;
use crate::query::{QueryLanguage, Template};

/// How many characters the name of a variable may have. (AWS guide, "Passing data between states with
/// variables")
const MAX_LENGTH: usize = 80;

pub(super) fn assign(fields: &mut Fields) -> Option<Template> {
    let member = fields.opt("Assign")?;
    let location = format!("{}/Assign", fields.location);
    let Some(variables) = member.value.as_object() else {
        report_no_object(fields, member);
        return None;
    };
    for variable in variables {
        let name = match fields.language {
            QueryLanguage::JsonPath => variable.key.strip_suffix(".$").unwrap_or(&variable.key),
            QueryLanguage::Jsonata => &variable.key,
        };
        if let Some((message, hint)) = refused(name) {
            let found = Diagnostic::error(SCHEMA, variable.key_span, &*location, message);
            fields.diagnostics.push(found.with_hint(hint));
        }
    }
    fields.opt_template("Assign")
}

/// One expression for all variables would hide their names, which are to be known before anything runs. (AWS
/// guide, "Passing data between states with variables": `Assign` takes an object, and scopes are checked)
fn report_no_object(fields: &mut Fields, member: &Member) {
    let hint = match fields.language {
        QueryLanguage::Jsonata => "name each variable: `{\"total\": \"{% $states.input.total %}\"}`",
        QueryLanguage::JsonPath => "name each variable: `{\"total.$\": \"$.total\"}`",
    };
    let message = format!("`Assign` is {} instead of an object", describe(&member.value));
    fields.report(member, message, Some(hint));
}

/// Why a variable cannot have the name, and what to do.
fn refused(name: &str) -> Option<(String, &'static str)> {
    let length = name.chars().count();
    if name == "states" {
        let message = "`states` is the name of what AWS itself provides".to_owned();
        return Some((message, "take another name: `$states` is always there"));
    }
    if name.is_empty() {
        return Some(("a variable has no name".to_owned(), "name it, or delete it"));
    }
    if length > MAX_LENGTH {
        let message = format!("the name of a variable has {length} characters instead of 1 to {MAX_LENGTH}");
        return Some((message, "take a shorter name"));
    }
    (!is_identifier(name)).then(|| {
        let hint =
            "names begin with a letter, and go on with letters, digits and `_`; they are set as a whole";
        (format!("`{name}` cannot be the name of a variable"), hint)
    })
}

/// Unicode's identifiers, UAX #31.
fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(UnicodeXID::is_xid_start) && characters.all(UnicodeXID::is_xid_continue)
}
