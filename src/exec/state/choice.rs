//! `"Type": "Choice"`: goes where the first true rule says.

use super::{Branch, Execution, Exit, Failure, Visit, io, own_exit};
use crate::asl::model::{Choice, Next, Rule};
use crate::exec::error::RUNTIME;
use crate::history::Stage;
use crate::value::Value;

impl Execution {
    pub(super) fn choose(&mut self, branch: &mut Branch, visit: Visit, choice: &Choice) {
        let rule = match self.first_true_rule(branch, &visit, choice) {
            Ok(rule) => rule,
            Err(failure) => return self.fail(branch, visit, failure),
        };
        let state = visit.state.clone();
        let (exit, target) = match rule {
            // A rule's own Output and Assign stand in for the state's. (spec, "Choice")
            Some((at, rule)) => (rule_exit(at, rule), &rule.next),
            None => (own_exit(&state), &choice.default),
        };
        let taken = rule.and_then(|(at, _)| i64::try_from(at).ok()).map_or(Value::Null, Value::from);
        self.trace(&visit, Stage::Rule, taken);
        match target {
            Some(target) => self.leave(branch, visit, exit, io::Data::Input, &Next::State(target.clone())),
            None => {
                let reason =
                    "Failed to transition out of the state. The state does not have a Default choice.";
                let failure = Failure::new(RUNTIME, io::sentence(&visit, reason));
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
            let Some(condition) = &rule.condition else { continue };
            let field = format!("Choices[{at}]/Condition");
            if self.resolve_setting(branch, visit, condition, &field, "boolean", Value::as_bool)? {
                return Ok(Some((at, rule)));
            }
        }
        Ok(None)
    }
}

fn rule_exit(at: usize, rule: &Rule) -> Exit<'_> {
    Exit { output: rule.output.as_ref(), assign: rule.assign.as_ref(), within: Some(("Choices", at)) }
}
