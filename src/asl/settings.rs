//! Fields whose value is of one type, or an expression that yields it.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::fields::{Fields, describe};
use super::model::Setting;
use super::template::no_expression;
use crate::diagnostic::Diagnostic;
use crate::query::intrinsic::PayloadExpression;
use crate::query::{Expression, QueryLanguage};
use crate::value::Value;

/// The longest time in seconds that a field may give. (AWS guide, "Task", "Wait")
pub(super) const MAX_SECONDS: i64 = 99_999_999;

/// What to do about a text where an expression belongs.
const BRACES: &str = "write `{% … %}` around a JSONata expression";

/// Whether a text that is passed on as it stands looks like one that is evaluated.
pub(super) fn looks_evaluated(text: &str) -> bool {
    PayloadExpression::parse(text).is_ok()
}

impl Fields<'_, '_> {
    /// A whole number in the range.
    pub fn opt_integer(&mut self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let member = self.opt(key)?;
        match member.value.to_value() {
            Value::Number(number) if number.as_i64().is_some_and(|n| range.contains(&n)) => number.as_i64(),
            Value::Number(number) => {
                let wanted = match (range.start(), *range.end()) {
                    (start, i64::MAX) => format!("{start} up"),
                    (start, end) => format!("{start} to {end}"),
                };
                let message = format!("`{key}` is {number} instead of a whole number from {wanted}");
                self.report(member, message, None);
                None
            }
            _ => {
                self.wrong(member, "a whole number");
                None
            }
        }
    }

    /// Any number not below `least`.
    pub fn opt_number(&mut self, key: &'static str, least: f64) -> Option<f64> {
        let member = self.opt(key)?;
        let value = member.value.to_value();
        let Some(number) = value.as_number() else {
            self.wrong(member, "a number");
            return None;
        };
        if number.as_f64() < least {
            let message = format!("`{key}` is {number} instead of a number from {least} up");
            self.report(member, message, None);
            return None;
        }
        Some(number.as_f64())
    }

    /// A whole number in the range, or an expression: in JSONata instead of the number, in JSONPath
    /// in the field of the other name.
    pub fn opt_integer_setting(
        &mut self,
        key: &'static str,
        path_key: &'static str,
        range: RangeInclusive<i64>,
    ) -> Option<Setting<i64>> {
        self.opt_setting(key, path_key, |fields| match fields.report_text(key, "a whole number") {
            true => None,
            false => fields.opt_integer(key, range),
        })
    }

    /// Any number not below `least`, or an expression.
    pub fn opt_number_setting(
        &mut self,
        key: &'static str,
        path_key: &'static str,
        least: f64,
    ) -> Option<Setting<f64>> {
        self.opt_setting(key, path_key, |fields| match fields.report_text(key, "a number") {
            true => None,
            false => fields.opt_number(key, least),
        })
    }

    /// A text, or an expression.
    pub fn opt_text_setting(
        &mut self,
        key: &'static str,
        path_key: &'static str,
    ) -> Option<Setting<Arc<str>>> {
        self.opt_setting(key, path_key, |fields| {
            match fields.language {
                QueryLanguage::JsonPath => fields.warn_of_path(key, path_key),
                QueryLanguage::Jsonata => fields.report_no_expression(key),
            }
            fields.opt_text(key)
        })
    }

    fn opt_setting<T>(
        &mut self,
        key: &'static str,
        path_key: &'static str,
        literal: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Setting<T>> {
        if let Some(expression) = self.opt_jsonata(key) {
            return Some(Setting::Expression(expression));
        }
        if self.language == QueryLanguage::JsonPath && self.opt(path_key).is_some() {
            self.exclude(key, path_key);
            // The older fields take a path only, those of a Fail state also a call.
            let expression = match path_key {
                "ErrorPath" | "CausePath" => self.opt_query(path_key),
                _ => self.opt_path(path_key),
            };
            self.opt(key);
            return expression.map(Setting::Expression);
        }
        literal(self).map(Setting::Literal)
    }

    /// A truth value, or an expression of JSONata.
    pub fn opt_bool_setting(&mut self, key: &'static str) -> Option<Setting<bool>> {
        if let Some(expression) = self.opt_jsonata(key) {
            return Some(Setting::Expression(expression));
        }
        let member = self.opt(key)?;
        let literal = member.value.to_value().as_bool();
        if literal.is_none() {
            let message = format!("`{key}` is {} instead of a condition", describe(&member.value));
            self.report(member, message, Some(BRACES));
        }
        literal.map(Setting::Literal)
    }

    /// Whether there is a text where JSONata has a value or an expression; says so.
    fn report_text(&mut self, key: &'static str, wanted: &str) -> bool {
        let member = self.opt(key).filter(|_| self.language == QueryLanguage::Jsonata);
        let Some((member, text)) = member.and_then(|member| Some((member, member.value.as_str()?))) else {
            return false;
        };
        let hint = match text.trim() {
            text if text.parse::<f64>().is_ok() => format!("take the quotes off: `\"{key}\": {text}`"),
            text if text.starts_with("{%") => "close the expression with `%}`".to_owned(),
            _ => BRACES.to_owned(),
        };
        self.report(member, format!("`{key}` is a string instead of {wanted}"), Some(&hint));
        true
    }

    /// A text that was probably meant to be an expression of JSONata.
    fn report_no_expression(&mut self, key: &'static str) {
        let Some(value) = self.opt(key).map(|member| &member.value) else { return };
        let Some(text) = value.as_str() else { return };
        let location = format!("{}/{key}", self.location);
        self.diagnostics.extend(no_expression(text, value.span, &location));
    }

    fn opt_jsonata(&mut self, key: &'static str) -> Option<Expression> {
        if self.language == QueryLanguage::JsonPath {
            return None;
        }
        let value = &self.opt(key)?.value;
        Expression::opt_jsonata(value.as_str()?, value.span)
    }

    /// A path where text is wanted was probably meant for the field of the other name.
    fn warn_of_path(&mut self, key: &'static str, path_key: &str) {
        let Some(member) = self.opt(key) else { return };
        let Some(text) = member.value.as_str().filter(|text| looks_evaluated(text)) else { return };
        let location = format!("{}/{key}", self.location);
        let message = format!("`{key}` is the text `{text}`, which looks like a path");
        let found = Diagnostic::warning("NO_PATH", member.value.span, location, message);
        self.diagnostics.push(found.with_hint(format!("use `{path_key}` for what it leads to")));
    }
}
