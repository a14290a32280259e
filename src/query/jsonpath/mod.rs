//! JSONPath, in the dialect that AWS runs: Jayway's JsonPath of 2015 (2.0), not RFC 9535.
//!
//! What gives it away is what AWS answers. `.length()` and `.sum()` are names of members, and
//! `Property ['length()'] not found in path $['list']`; several names in one bracket stand only at the end;
//! an unquoted word in a filter is a string; an index past the end is null. The lexical operators of later
//! Jayway (`in`, `subsetof`, `empty`, …) are syntax errors. (AWS guide, "Paths"; recorded; causes that people
//! posted of real executions)
//!
//! A path is read once, kept with the definition and shared: [`Path`] is a counter to clone.

mod evaluate;
mod filter;
mod parse;
mod set;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::SyntaxError;
use crate::source::Span;
use crate::value::{Object, Value};
use filter::Condition;

pub use set::SetError;

/// How many steps a path may have: more than anybody writes, and little enough to walk.
const MAX_STEPS: usize = 256;

/// A JSONPath expression that was read: `$.orders[?(@.total > 10)].id`, `$$.Execution.Id`, `$total`.
#[derive(Clone, Debug, PartialEq)]
pub struct Path(Arc<Parts>);

#[derive(Debug, PartialEq)]
struct Parts {
    text: Arc<str>,
    root: Root,
    steps: Vec<Step>,
}

/// What a path starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// `$`: the data at hand.
    Data,
    /// `$$`: the context object. (spec, "The Context Object")
    Context,
    /// `$name`: a variable of the machine. (spec, "Variables")
    Variable(Arc<str>),
}

/// One step down from the root.
#[derive(Debug, PartialEq)]
enum Step {
    /// `.a`, `['a']`
    Name(Arc<str>),
    /// `['a', 'b']`: an object of these members.
    Names(Vec<Arc<str>>),
    /// `.*`, `[*]`
    Wildcard,
    /// `[0]`
    Index(i64),
    /// `[0, 2]`
    Indexes(Vec<i64>),
    /// `[1:3]`, `[1:]`, `[:3]`
    Slice(Option<i64>, Option<i64>),
    /// `[(@.length-1)]`, by how much less than the length.
    FromEnd(i64),
    /// `..`
    Descent,
    /// `[?(@.a == 1)]`
    Filter(Condition),
}

/// Why a path has no value. As text, the sentence of AWS, which is Jayway's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    /// The last member of the path is not there: `No results for path: $['a']['b']`. (recorded)
    NoResults {
        /// The normalised path up to that member.
        path: String,
    },
    /// A member before the last is not there: `Missing property in path $['a']`. (recorded)
    MissingProperty {
        /// The normalised path up to that member.
        path: String,
    },
    /// A member is asked of something other than an object: `Property ['b'] not found in path $['a']`.
    NotAnObject {
        /// The member in brackets.
        property: String,
        /// The normalised path of what has no members.
        path: String,
    },
    /// An index or slice meets something other than an array:
    /// `Filter: [0] can only be applied to arrays. Current context is: 1`.
    NotAnArray {
        /// The rest of the path, from the index on.
        rest: String,
        /// The JSON text of what was met.
        found: String,
    },
    /// A filter meets something that has no parts:
    /// `Filter: [?] can not be applied to primitives. Current context is: 1`.
    NoParts {
        /// The rest of the path, from the filter on.
        rest: String,
        /// The JSON text of what was met.
        found: String,
    },
    /// Several names in one bracket are followed by more:
    /// `Multi properties can only be used as path leafs: $['a', 'b']`.
    NamesBeforeEnd {
        /// The normalised path up to the names.
        path: String,
    },
    /// The path starts from a variable that was never assigned.
    NoVariable {
        /// The variable, without its dollar sign.
        name: Arc<str>,
    },
    /// The path meets more values than fit a state's data many times over. AWS has no such sentence.
    TooMany,
}

impl PathError {
    /// Whether the path leads to nothing, rather than being one that its data forbids. AWS words some
    /// causes by this: a payload template that finds nothing "could not be found in the input".
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(
            self,
            PathError::NoResults { .. }
                | PathError::MissingProperty { .. }
                | PathError::NotAnObject { .. }
                | PathError::NoVariable { .. }
        )
    }

    /// The member that is not there.
    #[must_use]
    pub fn missing_member(&self) -> Option<&str> {
        let path = match self {
            PathError::NoResults { path } | PathError::MissingProperty { path } => path,
            PathError::NotAnObject { property, .. } => property,
            _ => return None,
        };
        path.rsplit_once("['")?.1.strip_suffix("']")
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PathError::NoResults { path } => write!(f, "No results for path: {path}"),
            PathError::MissingProperty { path } => write!(f, "Missing property in path {path}"),
            PathError::NotAnObject { property, path } => {
                write!(f, "Property {property} not found in path {path}")
            }
            PathError::NotAnArray { rest, found } => {
                write!(f, "Filter: {rest} can only be applied to arrays. Current context is: {found}")
            }
            PathError::NoParts { rest, found } => {
                write!(f, "Filter: {rest} can not be applied to primitives. Current context is: {found}")
            }
            PathError::NamesBeforeEnd { path } => {
                write!(f, "Multi properties can only be used as path leafs: {path}")
            }
            PathError::NoVariable { name } => write!(f, "The variable ${name} is not defined"),
            PathError::TooMany => f.write_str("The path meets too many values"),
        }
    }
}

impl std::error::Error for PathError {}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// Where the text stops being a path.
    pub fn parse(text: &str) -> Result<Path, SyntaxError> {
        let (root, steps) = parse::parse(text)?;
        Ok(Path(Arc::new(Parts { text: text.into(), root, steps })))
    }

    /// The path as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// What the path starts from.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.0.root
    }

    /// Whether the path leads to one value at most; the value of any other path is an array.
    #[must_use]
    pub fn is_definite(&self) -> bool {
        self.0.steps.iter().all(Step::is_definite)
    }

    /// Whether the path is made of single names and indexes only. (spec, "Reference Paths"; AWS guide,
    /// "Reference Paths": no `*` and `..` either)
    #[must_use]
    pub fn is_reference_path(&self) -> bool {
        self.0.steps.iter().all(|step| matches!(step, Step::Name(_) | Step::Index(0..)))
    }

    /// The first name that looks like a call, `sum()`. On AWS it is the name of a member all the same, so
    /// the path finds nothing. (AWS guide, "Paths")
    #[must_use]
    pub fn seeming_call(&self) -> Option<Span> {
        let name = self.0.steps.iter().find_map(|step| match step {
            Step::Name(name) if name.ends_with(')') && name.contains('(') => Some(name),
            _ => None,
        })?;
        let start = self.0.text.find(&**name)?;
        Some(Span::new(start, start + name.len()))
    }

    /// The value of the path: for a definite one what it leads to, for any other an array of all it leads
    /// to, which may be empty.
    ///
    /// An index past the end gives null. (observed on AWS)
    ///
    /// # Errors
    /// A definite path leads to nothing, or a step does not fit the data.
    pub fn evaluate(&self, data: &Value, context: &Value, variables: &Object) -> Result<Value, PathError> {
        self.find(data, context, variables).map(|found| found.map(Cow::into_owned).unwrap_or_default())
    }

    /// The value like [`Path::evaluate`], but nothing for an index past the end: AWS takes that for null in
    /// a payload template and for a miss in the argument of an intrinsic function.
    ///
    /// # Errors
    /// Those of [`Path::evaluate`].
    pub fn find<'a>(
        &'a self,
        data: &'a Value,
        context: &'a Value,
        variables: &'a Object,
    ) -> Result<Option<Cow<'a, Value>>, PathError> {
        let root = match &self.0.root {
            Root::Data => data,
            Root::Context => context,
            Root::Variable(name) => {
                variables.get(name).ok_or_else(|| PathError::NoVariable { name: name.clone() })?
            }
        };
        evaluate::find(&self.0.steps, root)
    }

    /// The root with the value put where the path leads, as `ResultPath` does it: missing objects on the
    /// way are made, what stands there is replaced. (spec, "ResultPath")
    ///
    /// # Errors
    /// The path is no reference path, or the root has no place for it: `States.ReferencePathConflict`.
    pub fn set(&self, root: &Value, value: Value) -> Result<Value, SetError> {
        let refused = || SetError { path: self.0.text.to_string(), input: root.to_string() };
        set::set(&self.0.steps, root, value).ok_or_else(refused)
    }

    /// AWS's cause where a field such as `InputPath` cannot be followed: `Invalid path '$.x' : …`.
    /// (recorded)
    #[must_use]
    pub fn invalid(&self, error: &PathError) -> String {
        format!("Invalid path '{}' : {error}", self.0.text)
    }

    /// AWS's cause where a payload template finds nothing. (recorded)
    ///
    /// The input is the data at hand, or the context object for a path into that.
    #[must_use]
    pub fn not_found(&self, field: &str, input: &Value) -> String {
        let text = &self.0.text;
        format!(
            "The JSONPath '{text}' specified for the field '{field}' could not be found in the input '{input}'"
        )
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl Step {
    /// Whether the step leads from one value to one value.
    fn is_single(&self) -> bool {
        matches!(self, Step::Name(_) | Step::Index(_) | Step::FromEnd(_))
    }

    fn is_definite(&self) -> bool {
        matches!(self, Step::Name(_) | Step::Names(_) | Step::Index(_) | Step::FromEnd(_))
    }
}

/// The step as Jayway writes it in its messages.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |items: Vec<String>| items.join(", ");
        match self {
            Step::Name(name) => write!(f, "['{name}']"),
            Step::Names(names) => {
                write!(f, "[{}]", list(names.iter().map(|name| format!("'{name}'")).collect()))
            }
            Step::Wildcard => f.write_str("[*]"),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Indexes(indexes) => {
                write!(f, "[{}]", indexes.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
            }
            Step::Slice(from, to) => {
                let bound = |bound: &Option<i64>| bound.map(|n| n.to_string()).unwrap_or_default();
                write!(f, "[{}:{}]", bound(from), bound(to))
            }
            Step::FromEnd(less) => write!(f, "[@.size()-{less}]"),
            Step::Descent => f.write_str(".."),
            Step::Filter(_) => f.write_str("[?]"),
        }
    }
}

/// Steps one after the other: `['a'][0]`.
fn fragment(steps: &[Step]) -> String {
    steps.iter().map(Step::to_string).collect()
}

/// The normalised path that AWS's messages show, whatever the root: `$['a'][0]`.
fn normalised(steps: &[Step]) -> String {
    format!("${}", fragment(steps))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        Path::parse(text).unwrap()
    }

    #[test]
    fn a_path_of_single_steps_is_definite() {
        for text in ["$", "$$", "$.a", "$.a[0]['b']", "$v.a", "$['a','b']", "$.a[(@.length-1)]"] {
            assert!(path(text).is_definite(), "{text}");
        }
        for text in ["$.*", "$..a", "$.a[0,1]", "$.a[1:]", "$.a[?(@.b)]", "$.a[*].b"] {
            assert!(!path(text).is_definite(), "{text}");
        }
    }

    #[test]
    fn a_reference_path_has_names_and_indexes_only() {
        for text in ["$", "$.a.b[0]", "$['a b'][2].c", "$$.State.Name", "$total"] {
            assert!(path(text).is_reference_path(), "{text}");
        }
        for text in ["$.*", "$..a", "$.a[0,1]", "$.a[1:]", "$.a[?(@.b)]", "$['a','b']", "$.a[-1]"] {
            assert!(!path(text).is_reference_path(), "{text}");
        }
    }

    #[test]
    fn the_root_is_data_context_or_variable() {
        assert_eq!(path("$.a").root(), &Root::Data);
        assert_eq!(path("$$.a").root(), &Root::Context);
        assert_eq!(path("$größe[0]").root(), &Root::Variable("größe".into()));
    }

    #[test]
    fn what_looks_like_a_call_is_pointed_at() {
        assert_eq!(path("$.jobs.sum()").seeming_call(), Some(Span::new(7, 12)));
        assert_eq!(path("$.jobs").seeming_call(), None);
    }

    #[test]
    fn causes_are_worded_as_on_aws() {
        let (path, nothing) = (path("$.a.b"), Value::empty_object());
        let error = path.evaluate(&nothing, &nothing, &Object::new()).unwrap_err();
        assert_eq!(path.invalid(&error), "Invalid path '$.a.b' : Missing property in path $['a']");
        assert_eq!(
            path.not_found("x.$", &nothing),
            "The JSONPath '$.a.b' specified for the field 'x.$' could not be found in the input '{}'"
        );
    }

    #[test]
    fn a_path_can_be_shared_between_threads() {
        fn shared<T: Send + Sync + Clone>(_: &T) {}
        shared(&path("$.a[?(@.b =~ /x/)]"));
    }
}
