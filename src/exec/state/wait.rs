//! `"Type": "Wait"`: lets virtual time pass.

use std::sync::Arc;
use std::time::Duration;

use super::{Branch, Execution, Failure, RUNTIME, Visit, io, next, own_exit};
use crate::asl::model::{Setting, Wait};
use crate::exec::Wake;
use crate::history::Timestamp;
use crate::query::{Expression, QueryLanguage};
use crate::value::Value;

/// The longest Wait AWS allows in seconds. (AWS guide, "Wait")
const MAX_SECONDS: i64 = 99_999_999;

/// The longest way to a moment in seconds: so many days. (recorded: 24,855 days are allowed, 24,856 are not)
const MAX_SECONDS_TO_MOMENT: i64 = i32::MAX as i64;

const TOO_LONG: &str = "Wait state delay is too long.";

impl Execution {
    pub(super) fn wait(&mut self, branch: &mut Branch, visit: Visit, wait: &Wait) {
        match self.wait_until(branch, &visit, wait) {
            Ok(due) => {
                self.scheduler.push_at(due, Wake::WaitOver { branch: branch.id, visit: visit.number });
                branch.visit = Some(visit);
            }
            Err(failure) => self.fail(branch, visit, failure),
        }
    }

    pub(in crate::exec) fn leave_wait(&mut self, branch: &mut Branch, visit: Visit) {
        let state = visit.state.clone();
        self.leave(branch, visit, own_exit(&state), io::Data::Input, next(&state));
    }

    fn wait_until(&mut self, branch: &mut Branch, visit: &Visit, wait: &Wait) -> Result<Timestamp, Failure> {
        match (wait, visit.state.query_language) {
            (Wait::Seconds(Setting::Expression(path)), QueryLanguage::JsonPath) => {
                self.seconds_at(branch, visit, path)
            }
            (Wait::Timestamp(Setting::Expression(path)), QueryLanguage::JsonPath) => {
                self.moment_at(branch, visit, path)
            }
            (Wait::Seconds(setting), _) => {
                let seconds =
                    self.resolve_setting(branch, visit, setting, "Seconds", "integer", Value::as_i64)?;
                let reason = match seconds {
                    ..0 => format!("The Seconds parameter references a negative value: {seconds}"),
                    0..=MAX_SECONDS => return Ok(self.now() + Duration::from_secs(seconds.unsigned_abs())),
                    _ => TOO_LONG.to_owned(),
                };
                Err(self.field_failed(branch, visit, &reason, Some("Seconds")))
            }
            (Wait::Timestamp(setting), _) => {
                let read = |value: &Value| value.as_str().map(Arc::from);
                let text: Arc<str> =
                    self.resolve_setting(branch, visit, setting, "Timestamp", "string", read)?;
                let reason = match Timestamp::parse(&text).map(|moment| self.reachable(moment)) {
                    Some(Some(moment)) => return Ok(moment),
                    Some(None) => TOO_LONG.to_owned(),
                    None => format!(
                        "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}"
                    ),
                };
                Err(self.field_failed(branch, visit, &reason, Some("Timestamp")))
            }
            (Wait::Missing, _) => Ok(self.now()),
        }
    }

    /// A moment that has passed counts as now; one too far away does not count. Fractions of seconds count
    /// for nothing. (AWS guide, "Wait")
    fn reachable(&self, moment: Timestamp) -> Option<Timestamp> {
        let moment = moment.to_second();
        (moment.since(self.now()) / 1000 <= MAX_SECONDS_TO_MOMENT).then_some(moment)
    }

    /// `SecondsPath`. (its sentences: recorded)
    fn seconds_at(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        path: &Expression,
    ) -> Result<Timestamp, Failure> {
        let value = self.waited_for(branch, visit, path, "SecondsPath")?;
        let text = &path.text;
        let reason = match value.as_i64() {
            None => format!("The SecondsPath parameter cannot be parsed as a long value: {text} == {value}"),
            Some(..0) => format!("The SecondsPath parameter references a negative value: {text} == {value}"),
            Some(seconds @ 0..=MAX_SECONDS) => {
                return Ok(self.now() + Duration::from_secs(seconds.unsigned_abs()));
            }
            Some(_) => TOO_LONG.to_owned(),
        };
        Err(self.field_failed(branch, visit, &reason, None))
    }

    /// `TimestampPath`. (its sentences: recorded)
    fn moment_at(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        path: &Expression,
    ) -> Result<Timestamp, Failure> {
        let value = self.waited_for(branch, visit, path, "TimestampPath")?;
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let reason = match Timestamp::parse(&shown).map(|moment| self.reachable(moment)) {
            Some(Some(moment)) => return Ok(moment),
            Some(None) => TOO_LONG.to_owned(),
            None => format!(
                "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: {} == {shown}",
                path.text
            ),
        };
        Err(self.field_failed(branch, visit, &reason, None))
    }

    fn waited_for(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        path: &Expression,
        field: &str,
    ) -> Result<Value, Failure> {
        let found = self.query(branch, visit, path, &visit.effective);
        found.map_err(|error| match error.is_missing() {
            true => {
                let reason =
                    format!("The {field} parameter does not reference an input value: {}", path.text);
                Failure::fatal(RUNTIME, io::sentence(visit, &reason))
            }
            false => error.in_path(visit),
        })
    }
}
