//! `"Type": "Wait"`: lets virtual time pass.

use std::sync::Arc;
use std::time::Duration;

use super::{Branch, Execution, Failure, Visit, io, next, own_exit};
use crate::asl::model::Wait;
use crate::exec::Wake;
use crate::history::Timestamp;
use crate::value::Value;

/// The longest Wait AWS allows. (AWS guide, "Wait")
const MAX_SECONDS: i64 = 99_999_999;

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

    /// A moment that has passed counts as now.
    fn wait_until(&mut self, branch: &mut Branch, visit: &Visit, wait: &Wait) -> Result<Timestamp, Failure> {
        match wait {
            Wait::Seconds(setting) => {
                let seconds =
                    self.resolve_setting(branch, visit, setting, "Seconds", "integer", Value::as_i64)?;
                if !(0..=MAX_SECONDS).contains(&seconds) {
                    let reason = if seconds < 0 {
                        "references a negative value"
                    } else {
                        "Wait state delay is too long."
                    };
                    return Err(self.evaluation_failed(branch, visit, reason, Some("Seconds")));
                }
                Ok(self.now() + Duration::from_secs(seconds.unsigned_abs()))
            }
            Wait::Timestamp(setting) => {
                let text: Arc<str> =
                    self.resolve_setting(branch, visit, setting, "Timestamp", "string", |value| {
                        value.as_str().map(Into::into)
                    })?;
                Timestamp::parse(&text).ok_or_else(|| {
                    let reason = format!(
                        "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}"
                    );
                    self.evaluation_failed(branch, visit, &reason, Some("Timestamp"))
                })
            }
            Wait::Missing => Ok(self.now()),
        }
    }
}
