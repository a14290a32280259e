//! What can go wrong, in JSONata's own codes and words.
//!
//! `S…` codes are found while reading, `T…` are wrong types, `D…` wrong values, `U…` the limits of this
//! engine. The first three families are those of the reference implementation, with its sentences, because
//! people search for them.

use std::fmt;

use crate::source::Span;
use crate::value::Value;

/// Why an expression cannot be read, or has no value.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// `T2001`, `S0202`, …
    pub code: &'static str,
    /// Where in the text of the expression.
    pub span: Span,
    /// The token that was read, or the operator or function that failed.
    pub token: Option<Value>,
    /// What else the sentence speaks of.
    details: Details,
}

/// The values that are filled into a sentence.
#[derive(Clone, Debug, Default, PartialEq)]
struct Details {
    value: Option<Value>,
    value2: Option<Value>,
    index: Option<u32>,
    /// A sentence of its own, as `$error` and host functions give it.
    message: Option<String>,
}

pub(super) type Res<T> = Result<T, Box<Error>>;

impl Error {
    /// An error of a code, at no place yet.
    #[must_use]
    pub fn new(code: &'static str) -> Box<Error> {
        Box::new(Error { code, span: Span::default(), token: None, details: Details::default() })
    }

    /// The budget of steps is used up. The code is that of too deep a recursion, as in the reference
    /// implementation; only the sentence differs.
    pub(super) fn out_of_steps() -> Box<Error> {
        Error::custom("U1001", "Expression evaluation timeout: Check for infinite loop")
    }

    /// An error with a sentence of its own: how a host function fails.
    #[must_use]
    pub fn custom(code: &'static str, message: impl Into<String>) -> Box<Error> {
        let mut error = Error::new(code);
        error.details.message = Some(message.into());
        error
    }

    pub(super) fn at(mut self: Box<Self>, span: Span) -> Box<Self> {
        self.span = span;
        self
    }

    pub(super) fn token(mut self: Box<Self>, token: impl Into<Value>) -> Box<Self> {
        self.token = Some(token.into());
        self
    }

    pub(super) fn value(mut self: Box<Self>, value: impl Into<Value>) -> Box<Self> {
        self.details.value = Some(value.into());
        self
    }

    pub(super) fn value2(mut self: Box<Self>, value: impl Into<Value>) -> Box<Self> {
        self.details.value2 = Some(value.into());
        self
    }

    pub(super) fn index(mut self: Box<Self>, index: u32) -> Box<Self> {
        self.details.index = Some(index);
        self
    }

    /// Gives a place and a token to an error that has none: the innermost call knows best.
    pub(super) fn within(mut self: Box<Self>, span: Span, token: Option<&str>) -> Box<Self> {
        if self.span == Span::default() {
            self.span = span;
        }
        if self.token.is_none() {
            self.token = token.map(Value::from);
        }
        self
    }

    /// The value the sentence speaks of, if any.
    #[must_use]
    pub fn subject(&self) -> Option<&Value> {
        self.details.value.as_ref()
    }

    /// The sentence, with the values filled in.
    #[must_use]
    pub fn message(&self) -> String {
        let details = &self.details;
        if let Some(message) = &details.message {
            return message.clone();
        }
        let mut out = String::new();
        let mut rest = template(self.code);
        while let Some(start) = rest.find("{{") {
            let Some(end) = rest[start..].find("}}") else { break };
            out.push_str(&rest[..start]);
            let raw = rest[start..].starts_with("{{{");
            let name = rest[start..start + end].trim_matches('{');
            let filled = match name {
                "token" => self.token.as_ref(),
                "value" => details.value.as_ref(),
                _ => details.value2.as_ref(),
            };
            match (name, filled) {
                ("index", _) => out.push_str(&details.index.unwrap_or(1).to_string()),
                (_, Some(Value::String(text))) if raw => out.push_str(text),
                (_, Some(value)) => out.push_str(&super::text::json(value)),
                (_, None) => out.push_str("undefined"),
            }
            rest = rest[start + end..].trim_start_matches('}');
        }
        out + rest
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message())
    }
}

impl std::error::Error for Error {}

/// The sentence of a code. `{{value}}` is filled in as JSON, `{{{value}}}` as it is; `type`, `exp` and the
/// like share the place of the second value.
fn template(code: &str) -> &'static str {
    match code.as_bytes().first() {
        Some(b'S') => syntax(code),
        Some(b'T') => types(code),
        Some(b'D') if code < "D3" => operators(code),
        Some(b'D') => functions(code),
        _ => limits(code),
    }
}

fn syntax(code: &str) -> &'static str {
    match code {
        "S0101" => "String literal must be terminated by a matching quote",
        "S0102" => "Number out of range: {{token}}",
        "S0103" => "Unsupported escape sequence: \\{{token}}",
        "S0104" => "The escape sequence \\u must be followed by 4 hex digits",
        "S0105" => "Quoted property name must be terminated with a backquote (`)",
        "S0106" => "Comment has no closing tag",
        "S0201" => "Syntax error: {{token}}",
        "S0202" => "Expected {{value}}, got {{token}}",
        "S0203" => "Expected {{value}} before end of expression",
        "S0204" => "Unknown operator: {{token}}",
        "S0205" => "Unexpected token: {{token}}",
        "S0206" => "Unknown expression type: {{token}}",
        "S0207" => "Unexpected end of expression",
        "S0208" => "Parameter {{value}} of function definition must be a variable name (start with $)",
        "S0209" => "A predicate cannot follow a grouping expression in a step",
        "S0210" => "Each step can only have one grouping expression",
        "S0211" => "The symbol {{token}} cannot be used as a unary operator",
        "S0212" => "The left side of := must be a variable name (start with $)",
        "S0213" => "The literal value {{value}} cannot be used as a step within a path expression",
        "S0214" => "The right side of {{token}} must be a variable name (start with $)",
        "S0215" => "A context variable binding must precede any predicates on a step",
        "S0216" => "A context variable binding must precede the 'order-by' clause on a step",
        "S0217" => "The object representing the 'parent' cannot be derived from this expression",
        "S0301" => "Empty regular expressions are not allowed",
        "S0302" => "No terminating / in regular expression",
        "S0303" => "Invalid regular expression: {{{value}}}",
        "S0401" => "Type parameters can only be applied to functions and arrays",
        "S0402" => "Choice groups containing parameterized types are not supported",
        "S0500" => "Attempted to evaluate an expression containing syntax error(s)",
        _ => "The expression is nested too deeply",
    }
}

fn types(code: &str) -> &'static str {
    match code {
        "T0410" => "Argument {{index}} of function {{token}} does not match function signature",
        "T0411" => "Context value is not a compatible type with argument {{index}} of function {{token}}",
        "T0412" => "Argument {{index}} of function {{token}} must be an array of {{type}}",
        "T1003" => "Key in object structure must evaluate to a string; got: {{value}}",
        "T1005" => "Attempted to invoke a non-function. Did you mean ${{{token}}}?",
        "T1006" => "Attempted to invoke a non-function",
        "T1007" => "Attempted to partially apply a non-function. Did you mean ${{{token}}}?",
        "T1008" => "Attempted to partially apply a non-function",
        "T1010" => {
            "The matcher function argument passed to function {{token}} does not return the correct object structure"
        }
        "T2001" => "The left side of the {{token}} operator must evaluate to a number",
        "T2002" => "The right side of the {{token}} operator must evaluate to a number",
        "T2003" => "The left side of the range operator (..) must evaluate to an integer",
        "T2004" => "The right side of the range operator (..) must evaluate to an integer",
        "T2006" => "The right side of the function application operator ~> must be a function",
        "T2007" => "Type mismatch when comparing values {{value}} and {{value2}} in order-by clause",
        "T2008" => "The expressions within an order-by clause must evaluate to numeric or string values",
        "T2009" => {
            "The values {{value}} and {{value2}} either side of operator {{token}} must be of the same data type"
        }
        "T2010" => {
            "The expressions either side of operator {{token}} must evaluate to numeric or string values"
        }
        "T2011" => {
            "The insert/update clause of the transform expression must evaluate to an object: {{value}}"
        }
        "T2012" => {
            "The delete clause of the transform expression must evaluate to a string or array of strings: {{value}}"
        }
        _ => {
            "The transform expression clones the input object using the $clone() function.  This has been overridden in the current scope by a non-function."
        }
    }
}

fn operators(code: &str) -> &'static str {
    match code {
        "D1001" => "Number out of range: {{value}}",
        "D1002" => "Cannot negate a non-numeric value: {{value}}",
        "D1004" => "Regular expression matches zero length string",
        "D1009" => "Multiple key definitions evaluate to same key: {{value}}",
        "D2014" => {
            "The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate {{value}}."
        }
        _ => "The maximum sequence length of {{value}} was exceeded.",
    }
}

fn functions(code: &str) -> &'static str {
    match code {
        "D3001" => "Attempting to invoke string function on Infinity or NaN",
        "D3010" => "Second argument of replace function cannot be an empty string",
        "D3011" => "Fourth argument of replace function must evaluate to a positive number",
        "D3012" => "Attempted to replace a matched string with a non-string value",
        "D3020" => "Third argument of split function must evaluate to a positive number",
        "D3030" => "Unable to cast value to a number: {{value}}",
        "D3040" => "Third argument of match function must evaluate to a positive number",
        "D3050" => "The second argument of reduce function must be a function with at least two arguments",
        "D3060" => "The sqrt function cannot be applied to a negative number: {{value}}",
        "D3061" => {
            "The power function has resulted in a value that cannot be represented as a JSON number: base={{value}}, exponent={{exp}}"
        }
        "D3070" => {
            "The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function"
        }
        "D3100" => "The radix of the formatBase function must be between 2 and 36.  It was given {{value}}",
        "D3110" => {
            "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given {{value}}"
        }
        "D3120" => "Syntax error in expression passed to function eval: {{value}}",
        "D3121" => "Dynamic error evaluating the expression passed to function eval: {{value}}",
        "D3138" => "The $single() function expected exactly 1 matching result.  Instead it matched more.",
        "D3139" => "The $single() function expected exactly 1 matching result.  Instead it matched 0.",
        "D3140" => "Malformed URL passed to ${{{functionName}}}(): {{value}}",
        _ => pictures(code),
    }
}

fn pictures(code: &str) -> &'static str {
    match code {
        "D3080" => "The picture string must only contain a maximum of two sub-pictures",
        "D3081" => {
            "The sub-picture must not contain more than one instance of the 'decimal-separator' character"
        }
        "D3082" => "The sub-picture must not contain more than one instance of the 'percent' character",
        "D3083" => "The sub-picture must not contain more than one instance of the 'per-mille' character",
        "D3084" => "The sub-picture must not contain both a 'percent' and a 'per-mille' character",
        "D3085" => {
            "The mantissa part of a sub-picture must contain at least one character that is either an 'optional digit character' or a member of the 'decimal digit family'"
        }
        "D3086" => {
            "The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character"
        }
        "D3087" => {
            "The sub-picture must not contain a 'grouping-separator' character that appears adjacent to a 'decimal-separator' character"
        }
        "D3088" => "The sub-picture must not contain a 'grouping-separator' at the end of the integer part",
        "D3089" => {
            "The sub-picture must not contain two adjacent instances of the 'grouping-separator' character"
        }
        "D3090" => {
            "The integer part of the sub-picture must not contain a member of the 'decimal digit family' that is followed by an instance of the 'optional digit character'"
        }
        "D3091" => {
            "The fractional part of the sub-picture must not contain an instance of the 'optional digit character' that is followed by a member of the 'decimal digit family'"
        }
        "D3092" => {
            "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a character treated as an 'exponent-separator'"
        }
        "D3093" => {
            "The exponent part of the sub-picture must comprise only of one or more characters that are members of the 'decimal digit family'"
        }
        "D3130" => {
            "Formatting or parsing an integer as a sequence starting with {{value}} is not supported by this implementation"
        }
        "D3131" => "In a decimal digit pattern, all digits must be from the same decimal group",
        "D3132" => "Unknown component specifier {{value}} in date/time picture string",
        "D3133" => {
            "The 'name' modifier can only be applied to months and days in the date/time picture string, not {{value}}"
        }
        "D3134" => "The timezone integer format specifier cannot have more than four digits",
        "D3135" => "No matching closing bracket ']' in date/time picture string",
        _ => "The date/time picture string is missing specifiers required to parse the timestamp",
    }
}

fn limits(code: &str) -> &'static str {
    match code {
        "U1001" => {
            "Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive."
        }
        "U1003" => "A string of the expression is longer than {{value}} characters",
        _ => "The result of the expression is larger than {{value}} bytes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in_as_json() {
        let error = Error::new("T2009").token("<").value("a").value2(1i64);
        assert_eq!(
            error.to_string(),
            "T2009: The values \"a\" and 1 either side of operator \"<\" must be of the same data type"
        );
    }

    #[test]
    fn a_missing_value_is_undefined() {
        assert_eq!(Error::new("S0201").message(), "Syntax error: undefined");
    }

    #[test]
    fn names_are_filled_in_as_they_are() {
        let error = Error::new("T1005").token("sum");
        assert_eq!(error.message(), "Attempted to invoke a non-function. Did you mean $sum?");
    }
}
