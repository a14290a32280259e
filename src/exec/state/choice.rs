//! `"Type": "Choice"`: goes where the first true rule says.

use std::borrow::Cow;

use super::{Branch, Execution, Exit, Failure, RUNTIME, Visit, io, own_exit};
use crate::asl::condition::{Condition, Operand, Test};
use crate::asl::model::{Choice, Rule, State};
use crate::history::Stage;
use crate::query::Location;
use crate::query::comparison::{Operator, invalid_condition_path};
use crate::query::jsonpath::{Path, PathError, Root};
use crate::value::Value;

impl Execution {
    pub(super) fn choose(&mut self, branch: &mut Branch, visit: Visit, state: &State, choice: &Choice) {
        let rule = match self.first_true_rule(branch, &visit, choice) {
            Ok(rule) => rule,
            Err(failure) => return self.fail(branch, visit, failure),
        };
        let (exit, target) = match rule {
            // A rule's own Output and Assign stand in for the state's. (spec, "Choice")
            Some((at, rule)) => (rule_exit(at, rule), &rule.next),
            None => (own_exit(state), &choice.default),
        };
        let taken = rule.and_then(|(at, _)| i64::try_from(at).ok()).map_or(Value::Null, Value::from);
        self.trace(branch, &visit, Stage::Rule, taken);
        match target {
            Some(target) => self.leave(branch, visit, exit, io::Data::Input, Some(target)),
            None => {
                let reason =
                    "Failed to transition out of the state. The state does not point to a next state.";
                let failure = Failure::fatal(RUNTIME, io::sentence(&visit, reason));
                self.fail(branch, visit, failure);
            }
        }
    }

    fn first_true_rule<'a>(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        choice: &'a Choice,
    ) -> Result<Option<(usize, &'a Rule)>, Failure> {
        for (at, rule) in choice.rules.iter().enumerate() {
            let holds = match &rule.condition {
                None => false,
                Some(Condition::Jsonata(condition)) => {
                    let list = Location::Root("Choices");
                    let rule = Location::Index(&list, at);
                    let field = Location::Field(&rule, "Condition");
                    self.resolve_setting(branch, visit, condition, field, "boolean", Value::as_bool)?
                }
                Some(Condition::Test(test)) => self.holds(branch, visit, test)?,
            };
            if holds {
                return Ok(Some((at, rule)));
            }
        }
        Ok(None)
    }

    /// `And` and `Or` look no further than they must. (spec, "Choice State") The reader has bounded how deep
    /// tests stand in each other.
    fn holds(&self, branch: &Branch, visit: &Visit, test: &Test) -> Result<bool, Failure> {
        match test {
            Test::And(tests) => {
                for test in tests {
                    if !self.holds(branch, visit, test)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Test::Or(tests) => {
                for test in tests {
                    if self.holds(branch, visit, test)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Test::Not(test) => Ok(!self.holds(branch, visit, test)?),
            Test::Compare { variable, operator, operand } => {
                self.compare(branch, visit, variable, *operator, operand)
            }
        }
    }

    fn compare(
        &self,
        branch: &Branch,
        visit: &Visit,
        variable: &Path,
        operator: Operator,
        operand: &Operand,
    ) -> Result<bool, Failure> {
        let starts_there = |path: &Path| *path.root() == Root::Context;
        let reads_context =
            starts_there(variable) || matches!(operand, Operand::Path(path) if starts_there(path));
        let context = if reads_context { self.context(branch, visit) } else { Value::Null };
        let invalid =
            |path: &Path| Failure::fatal(RUNTIME, io::sentence(visit, &invalid_condition_path(path)));
        let wanted = match operand {
            Operand::Literal(value) => Cow::Borrowed(value),
            Operand::Path(path) => value(path, branch, visit, &context).map_err(|_| invalid(path))?,
        };
        match variable.find(&visit.effective, &context, &branch.variables) {
            Ok(Some(actual)) => Ok(operator.test(&actual, &wanted)),
            // An index past the end is null, but not there.
            Ok(None) => {
                let missing = operator.test_missing(&wanted);
                Ok(missing.unwrap_or_else(|| operator.test(&Value::Null, &wanted)))
            }
            Err(_) => operator.test_missing(&wanted).ok_or_else(|| invalid(variable)),
        }
    }
}

/// What a path of a rule leads to; an index past the end gives null.
fn value<'a>(
    path: &'a Path,
    branch: &'a Branch,
    visit: &'a Visit,
    context: &'a Value,
) -> Result<Cow<'a, Value>, PathError> {
    path.find(&visit.effective, context, &branch.variables).map(Option::unwrap_or_default)
}

fn rule_exit(at: usize, rule: &Rule) -> Exit<'_> {
    Exit {
        output: rule.output.as_ref(),
        assign: rule.assign.as_ref(),
        result_path: None,
        within: Some(("Choices", at)),
    }
}
