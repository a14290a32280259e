//! Following a path through data.
//!
//! Step by step over the list of everything met so far, and never by recursion: neither a long path nor
//! deep data can exhaust the stack.

use std::borrow::Cow;

use super::{PathError, Step, fragment, normalised};
use crate::value::{Object, Value};

/// How many values one path may meet. A state's data has 256 KiB, so this is reached by paths such as
/// `$..*..*..*` only.
const MAX_MET: usize = 1_000_000;

/// The values met, and whether one path leads to one value so far.
struct Met<'a> {
    values: Vec<&'a Value>,
    definite: bool,
}

/// What the steps lead to; nothing for an index past the end, where the path is definite.
pub(super) fn find<'a>(steps: &'a [Step], root: &'a Value) -> Result<Option<Cow<'a, Value>>, PathError> {
    let found = match reach(steps, root) {
        Ok((at, Some(value))) if at < steps.len() => follow(steps, root, at, value),
        Ok((_, value)) => return Ok(value.map(Cow::Borrowed)),
        Err(error) => Err(error),
    };
    let definite = steps.iter().all(Step::is_definite);
    let found = match found {
        Ok(found) if definite => found.into_iter().next(),
        Ok(found) => Some(Value::from(found)),
        // `$.items[*]` of `{}` is `[]`. (recorded)
        Err(error) if !definite && error.is_missing() => Some(Value::array([])),
        Err(error) => return Err(error),
    };
    Ok(found.map(Cow::Owned))
}

/// How many steps from the start are single, which is all of them in most paths, and what they lead to.
fn reach<'a>(steps: &'a [Step], root: &'a Value) -> Result<(usize, Option<&'a Value>), PathError> {
    let mut value = root;
    for (at, step) in steps.iter().enumerate() {
        // Most steps are names that are there.
        if let (Step::Name(name), Value::Object(members)) = (step, value)
            && let Some(member) = members.get(name)
        {
            value = member;
            continue;
        }
        if !step.is_single() {
            return Ok((at, Some(value)));
        }
        match (Place { steps, at, root }).single(value)? {
            Some(next) => value = next,
            None => return Ok((steps.len(), None)),
        }
    }
    Ok((steps.len(), Some(value)))
}

/// What the steps from a place on lead to, given what those before it led to.
fn follow(steps: &[Step], root: &Value, from: usize, value: &Value) -> Result<Vec<Value>, PathError> {
    let mut met = Met { values: vec![value], definite: true };
    let mut walked = 0;
    for (at, step) in steps.iter().enumerate().skip(from) {
        let place = Place { steps, at, root };
        if let Step::Names(names) = step {
            return place.pick(names, &met);
        }
        let below_descent = at > 0 && steps[at - 1] == Step::Descent;
        let mut next = Vec::new();
        for value in &met.values {
            if below_descent {
                place.descend(value, &mut next, &mut walked)?;
            } else {
                place.apply(value, met.definite, &mut next)?;
            }
            if next.len() > MAX_MET {
                return Err(PathError::TooMany);
            }
        }
        met = Met { values: next, definite: met.definite && step.is_definite() };
    }
    Ok(met.values.into_iter().cloned().collect())
}

/// The value of an index past the end, where more than one value is looked for.
static PAST_THE_END: Value = Value::Null;

/// A step with the steps around it.
struct Place<'a> {
    steps: &'a [Step],
    at: usize,
    root: &'a Value,
}

impl<'a> Place<'a> {
    fn step(&self) -> &'a Step {
        &self.steps[self.at]
    }

    fn is_last(&self) -> bool {
        self.at + 1 == self.steps.len()
    }

    /// What a single step makes of the only value; nothing for an index past the end of the array at the end
    /// of the path. Before it, null has no members.
    fn single(&self, value: &'a Value) -> Result<Option<&'a Value>, PathError> {
        match (self.step(), value) {
            (Step::Name(name), Value::Object(members)) => {
                members.get(name).map(Some).ok_or_else(|| self.missing())
            }
            (Step::Name(_), _) => Err(self.no_object()),
            (_, Value::Array(items)) => {
                let item = self.item(items);
                Ok(if self.is_last() { item } else { item.or(Some(&PAST_THE_END)) })
            }
            _ => Err(self.no_array(value)),
        }
    }

    /// The item at the index that the step says.
    fn item(&self, items: &'a [Value]) -> Option<&'a Value> {
        match self.step() {
            Step::Index(index) => usize::try_from(*index).ok().and_then(|at| items.get(at)),
            Step::FromEnd(less) => {
                let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
                usize::try_from(length.saturating_sub(*less)).ok().and_then(|at| items.get(at))
            }
            _ => None,
        }
    }

    /// Adds what the step makes of one value. Where several values were met, what does not fit is passed
    /// over; where it is the only one, it is an error.
    fn apply(&self, value: &'a Value, definite: bool, next: &mut Vec<&'a Value>) -> Result<(), PathError> {
        match self.step() {
            Step::Name(name) => next.extend(value.get(name)),
            Step::Wildcard => next.extend(parts(value)),
            Step::Filter(condition) => match value {
                Value::Array(items) => {
                    next.extend(items.iter().filter(|item| condition.accepts(item, self.root)));
                }
                Value::Object(_) if condition.accepts(value, self.root) => next.push(value),
                Value::Object(_) => {}
                _ if definite => return Err(self.no_parts(value)),
                _ => {}
            },
            // The next step walks.
            Step::Descent => next.push(value),
            Step::Names(_) => {}
            Step::Index(_) | Step::Indexes(_) | Step::Slice(..) | Step::FromEnd(_) => match value {
                Value::Array(items) => self.index(items, next),
                _ if definite => return Err(self.no_array(value)),
                _ => {}
            },
        }
        Ok(())
    }

    fn index(&self, items: &'a [Value], next: &mut Vec<&'a Value>) {
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let item = |index: i64| usize::try_from(index).ok().and_then(|at| items.get(at));
        match self.step() {
            Step::Indexes(indexes) => {
                next.extend(indexes.iter().map(|index| item(*index).unwrap_or(&PAST_THE_END)));
            }
            Step::Slice(from, to) => {
                let from_start = |bound: i64| if bound < 0 { length.saturating_add(bound) } else { bound };
                let from = from.map_or(0, from_start).clamp(0, length);
                let to = to.map_or(length, from_start).clamp(from, length);
                next.extend((from..to).filter_map(item));
            }
            _ => next.push(self.item(items).unwrap_or(&PAST_THE_END)),
        }
    }

    /// Applies the step after `..` to the value and to everything below it, from the top down.
    fn descend(
        &self,
        value: &'a Value,
        next: &mut Vec<&'a Value>,
        walked: &mut usize,
    ) -> Result<(), PathError> {
        let mut waiting = vec![value];
        while let Some(value) = waiting.pop() {
            *walked += 1;
            match (self.step(), value) {
                // A filter takes what it accepts; its items come by themselves.
                (Step::Filter(_), Value::Array(_)) => {}
                _ => self.apply(value, false, next)?,
            }
            if next.len() > MAX_MET || *walked > 4 * MAX_MET {
                return Err(PathError::TooMany);
            }
            let start = waiting.len();
            waiting.extend(parts(value));
            waiting[start..].reverse();
        }
        Ok(())
    }

    /// `['a', 'b']`: one object of those members that are there, for each value met.
    fn pick(&self, names: &[std::sync::Arc<str>], met: &Met) -> Result<Vec<Value>, PathError> {
        if !self.is_last() {
            return Err(PathError::NamesBeforeEnd { path: normalised(&self.steps[..=self.at]) });
        }
        let mut picked = Vec::new();
        for value in &met.values {
            match value {
                Value::Object(members) => {
                    let found =
                        names.iter().filter_map(|name| Some((name.clone(), members.get(name)?.clone())));
                    picked.push(Value::from(found.collect::<Object>()));
                }
                _ if met.definite => return Err(self.no_object()),
                _ => {}
            }
        }
        Ok(picked)
    }

    fn missing(&self) -> PathError {
        let path = normalised(&self.steps[..=self.at]);
        match self.is_last() {
            true => PathError::NoResults { path },
            false => PathError::MissingProperty { path },
        }
    }

    fn no_object(&self) -> PathError {
        let (property, path) = (self.step().to_string(), normalised(&self.steps[..self.at]));
        PathError::NotAnObject { property, path }
    }

    fn no_array(&self, found: &Value) -> PathError {
        PathError::NotAnArray { rest: fragment(&self.steps[self.at..]), found: found.to_string() }
    }

    fn no_parts(&self, found: &Value) -> PathError {
        PathError::NoParts { rest: fragment(&self.steps[self.at..]), found: found.to_string() }
    }
}

/// The items of an array, the members of an object.
fn parts(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.iter().map(|(_, member)| member).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Path, PathError};
    use crate::value::{Object, Value};

    #[test]
    fn deep_data_and_long_paths_do_not_exhaust_the_stack() {
        let deep = format!("{}1{}", "[".repeat(400), "]".repeat(400));
        let data = Value::parse(&deep).unwrap();
        let all = Path::parse("$..[0]").unwrap().evaluate(&data, &Value::Null, &Object::new()).unwrap();
        assert_eq!(all.as_array().map(<[Value]>::len), Some(400));
        assert!(Path::parse(&format!("${}", ".a".repeat(10_000))).is_err());
    }

    #[test]
    fn err_a_path_that_meets_too_much_stops() {
        let row = format!("[{}]", vec!["[1]"; 300].join(","));
        let data = Value::parse(&format!("[{}]", vec![row; 60].join(","))).unwrap();
        let nested = Value::array(vec![data; 40]);
        let path = Path::parse("$..*..*..*..*").unwrap();
        let error = path.evaluate(&nested, &Value::Null, &Object::new()).unwrap_err();
        assert_eq!(error, PathError::TooMany);
    }
}
