//! `"Type": "Task"`: has work done by somebody else.

use std::sync::Arc;
use std::time::Duration;

use super::{Branch, Execution, Failure, Visit, io};
use crate::asl::model::{Kind, Setting, Task};
use crate::asl::resource::{Pattern, Resource};
use crate::exec::error::DATA_LIMIT;
use crate::exec::{Pending, TaskOutcome, TaskRequest, TaskToken, Wake};
use crate::history::{Details, EventType, Scheduled, Stage};
use crate::query::{Location, QueryLanguage};
use crate::value::Value;

impl Execution {
    pub(super) fn schedule_task(&mut self, branch: &mut Branch, mut visit: Visit, task: &Task) {
        if task.resource.pattern() != Pattern::RequestResponse {
            visit.token = Some(self.task_token());
        }
        match self.schedule(branch, &mut visit, task) {
            Ok((arguments, timeout)) => {
                // The answer has its place in line before the timeout: a task that takes exactly as
                // long as it may has answered in time.
                self.ask(branch, &visit, &task.resource, arguments);
                if let Some(seconds) = timeout {
                    let wake =
                        Wake::TimedOut { branch: branch.id, visit: visit.number, attempt: visit.attempt };
                    self.wake_after(seconds, wake);
                }
                self.listen(branch, &visit);
                branch.visit = Some(visit);
            }
            Err(failure) => self.fail(branch, visit, failure),
        }
    }

    /// `Task.Token` of the context object. Its form is AWS's, its content is chance.
    fn task_token(&mut self) -> Arc<str> {
        let parts: Vec<String> = (0..4).map(|_| format!("{:016x}", self.chance.bits())).collect();
        format!("AQCkAAAAKgAAAAMAAAAAAAAAA{}", parts.concat()).into()
    }

    fn wake_after(&mut self, seconds: i64, wake: Wake) {
        let due = self.now() + Duration::from_secs(seconds.unsigned_abs());
        self.scheduler.push_at(due, wake);
    }

    /// Waits for the next sign of life, if the task owes any.
    fn listen(&mut self, branch: &Branch, visit: &Visit) {
        if let Some(seconds) = visit.heartbeat {
            let (branch, visit, attempt, sign) =
                (branch.id, visit.number, visit.attempt, visit.signs_of_life);
            self.wake_after(seconds, Wake::Silent { branch, visit, attempt, sign });
        }
    }

    /// Asks for work. The answer keeps the place in line that it gets here.
    pub(super) fn ask(&mut self, branch: &Branch, visit: &Visit, resource: &Resource, arguments: Value) {
        let bits = self.chance.bits();
        let request = TaskRequest {
            token: TaskToken(bits),
            resource: resource.clone(),
            arguments,
            state: visit.state.name.clone(),
            attempt: visit.attempt,
            task_token: visit.token.clone(),
            now: self.now(),
            seed: (bits >> 32) as u32,
        };
        let place = self.scheduler.reserve();
        self.unanswered.insert(request.token, Pending { branch: branch.id, visit: visit.number, place });
        self.requests.push_back(request);
    }

    /// Evaluates what the task is given and how long it may take, and records that it is scheduled.
    fn schedule(
        &mut self,
        branch: &mut Branch,
        visit: &mut Visit,
        task: &Task,
    ) -> Result<(Value, Option<i64>), Failure> {
        let (field, stage) = match visit.state.query_language {
            QueryLanguage::Jsonata => ("Arguments", Stage::AfterArguments),
            QueryLanguage::JsonPath => ("Parameters", Stage::AfterParameters),
        };
        let arguments = match &task.arguments {
            Some(template) => {
                let arguments =
                    self.resolve(branch, visit, template, Location::Root(field), io::Data::Input)?;
                io::check_input_size(&visit.state.name, &arguments)?;
                arguments
            }
            None => visit.effective.clone(),
        };
        let timeout = self.seconds(branch, visit, &task.timeout_seconds, "TimeoutSeconds")?;
        let heartbeat = self.seconds(branch, visit, &task.heartbeat_seconds, "HeartbeatSeconds")?;
        let credentials = match &task.credentials {
            Some(template) => {
                let at = Location::Root("Credentials");
                Some(self.resolve(branch, visit, template, at, io::Data::Input)?)
            }
            None => None,
        };
        // What answers at once has no time to be silent.
        visit.heartbeat = heartbeat.filter(|_| task.resource.pattern() != Pattern::RequestResponse);
        visit.signs_of_life = 0;
        self.trace(branch, visit, stage, arguments.clone());
        let scheduled = Scheduled {
            parameters: arguments.clone(),
            timeout_in_seconds: timeout,
            heartbeat_in_seconds: heartbeat,
            role_arn: credentials.as_ref().and_then(|c| c.get("RoleArn")?.as_str().map(Arc::from)),
        };
        self.record_scheduled(branch, &task.resource, scheduled);
        Ok((arguments, timeout))
    }

    fn seconds(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        setting: &Option<Setting<i64>>,
        field: &str,
    ) -> Result<Option<i64>, Failure> {
        let Some(setting) = setting else { return Ok(None) };
        let seconds = self.resolve_setting(branch, visit, setting, field, "integer", Value::as_i64)?;
        if seconds <= 0 {
            // AWS's words are not known.
            let reason = format!("{field} must be positive, but was {seconds}.");
            return Err(self.field_failed(branch, visit, &reason, Some(field)));
        }
        Ok(Some(seconds))
    }

    fn record_scheduled(&mut self, branch: &mut Branch, resource: &Resource, scheduled: Scheduled) {
        let scheduled = Box::new(scheduled);
        use EventType as T;
        let by_arn =
            |arn: &Arc<str>, scheduled| Details::ResourceScheduled { resource: arn.clone(), scheduled };
        let (event_type, details, started, started_details) = match resource {
            Resource::LambdaFunction { arn } => {
                let details = by_arn(arn, scheduled);
                (T::LambdaFunctionScheduled, details, T::LambdaFunctionStarted, Details::None)
            }
            Resource::Activity { arn } => {
                let started = Details::ActivityStarted { worker_name: None };
                (T::ActivityScheduled, by_arn(arn, scheduled), T::ActivityStarted, started)
            }
            Resource::Service { .. } | Resource::Unknown { .. } => {
                let (resource_type, resource) = service_and_api(resource);
                let details = Details::TaskScheduled {
                    resource_type: resource_type.clone(),
                    resource: resource.clone(),
                    region: self.settings.identity.region.clone(),
                    scheduled,
                };
                (T::TaskScheduled, details, T::TaskStarted, Details::TaskStarted { resource_type, resource })
            }
        };
        branch.previous = self.record(branch.run, branch.previous, event_type, details);
        branch.previous = self.record(branch.run, branch.previous, started, started_details);
    }

    /// The service has taken the task on, and goes on with it.
    pub(in crate::exec) fn task_submitted(&mut self, branch: &mut Branch, visit: Visit, output: Value) {
        if let Some(resource @ Resource::Service { .. }) = resource(&visit) {
            let (resource_type, resource) = service_and_api(&resource);
            let details = Details::TaskOutput { resource_type, resource, output };
            branch.previous = self.record(branch.run, branch.previous, EventType::TaskSubmitted, details);
        }
        branch.visit = Some(visit);
    }

    pub(in crate::exec) fn task_gave_sign(&mut self, branch: &mut Branch, mut visit: Visit) {
        visit.signs_of_life += 1;
        self.listen(branch, &visit);
        branch.visit = Some(visit);
    }

    pub(in crate::exec) fn task_answered(&mut self, branch: &mut Branch, visit: Visit, outcome: TaskOutcome) {
        if let Some(logs) = &outcome.logs {
            self.trace(branch, &visit, Stage::Logs, logs.clone());
        }
        let state = visit.state.clone();
        match &state.kind {
            Kind::Task(task) => self.answer(branch, visit, &task.resource, outcome),
            Kind::Map(map) if visit.children.is_some() => {
                if let Some(distributed) = &map.distributed {
                    self.items_read(branch, visit, map, distributed, outcome);
                }
            }
            // A test says what a Parallel or Map yields.
            _ => match outcome.result {
                Ok(result) => self.leave_with(branch, visit, &result),
                Err(failure) => self.fail(branch, visit, failure.into()),
            },
        }
    }

    fn answer(&mut self, branch: &mut Branch, visit: Visit, resource: &Resource, outcome: TaskOutcome) {
        let was_submitted = outcome.submitted.is_some() || outcome.result.is_ok();
        let result = match outcome.result {
            Ok(result) if !result.is_within(io::MAX_PAYLOAD) => {
                let who = match resource {
                    Resource::Service { service, .. } => service,
                    other => other.arn(),
                };
                Err(Failure::new(DATA_LIMIT, io::too_large(who)))
            }
            Ok(result) => Ok(result),
            Err(failure) => Err(failure.into()),
        };
        match result {
            Ok(result) => {
                let (event_type, details) = succeeded(resource, &result);
                branch.previous = self.record(branch.run, branch.previous, event_type, details);
                self.leave_with(branch, visit, &result);
            }
            Err(failure) => {
                let types = failure_types(resource);
                let event_type = if was_submitted { types.failed } else { types.not_submitted };
                self.record_failure(branch, resource, event_type, &failure);
                self.fail(branch, visit, failure);
            }
        }
    }

    pub(in crate::exec) fn task_timed_out(&mut self, branch: &mut Branch, visit: Visit, failure: Failure) {
        let Some(resource) = resource(&visit) else { return };
        self.record_failure(branch, &resource, failure_types(&resource).timed_out, &failure);
        self.unanswered.retain(|_, pending| pending.branch != branch.id);
        self.fail(branch, visit, failure);
    }

    fn record_failure(
        &mut self,
        branch: &mut Branch,
        resource: &Resource,
        event_type: EventType,
        failure: &Failure,
    ) {
        let Failure { error, cause, .. } = failure.clone();
        let details = match resource {
            Resource::LambdaFunction { .. } | Resource::Activity { .. } => Details::Failure { error, cause },
            Resource::Service { .. } | Resource::Unknown { .. } => {
                let (resource_type, resource) = service_and_api(resource);
                Details::TaskFailure { resource_type, resource, error, cause }
            }
        };
        branch.previous = self.record(branch.run, branch.previous, event_type, details);
    }
}

/// The resource of a visit's Task.
fn resource(visit: &Visit) -> Option<Resource> {
    match &visit.state.kind {
        Kind::Task(task) => Some(task.resource.clone()),
        _ => None,
    }
}

fn service_and_api(resource: &Resource) -> (Arc<str>, Arc<str>) {
    match resource {
        Resource::Service { service, api, .. } => (service.clone(), api.clone()),
        other => (other.arn().clone(), "".into()),
    }
}

fn succeeded(resource: &Resource, output: &Value) -> (EventType, Details) {
    let output = output.clone();
    match resource {
        Resource::LambdaFunction { .. } => (EventType::LambdaFunctionSucceeded, Details::Output { output }),
        Resource::Activity { .. } => (EventType::ActivitySucceeded, Details::Output { output }),
        Resource::Service { .. } | Resource::Unknown { .. } => {
            let (resource_type, resource) = service_and_api(resource);
            (EventType::TaskSucceeded, Details::TaskOutput { resource_type, resource, output })
        }
    }
}

struct FailureTypes {
    failed: EventType,
    /// Where the service did not take on a task that would have gone on. (AWS API, `TaskSubmitFailedEventDetails`)
    not_submitted: EventType,
    timed_out: EventType,
}

fn failure_types(resource: &Resource) -> FailureTypes {
    use EventType as T;
    let (failed, timed_out) = match resource {
        Resource::LambdaFunction { .. } => (T::LambdaFunctionFailed, T::LambdaFunctionTimedOut),
        Resource::Activity { .. } => (T::ActivityFailed, T::ActivityTimedOut),
        Resource::Service { .. } | Resource::Unknown { .. } => (T::TaskFailed, T::TaskTimedOut),
    };
    let not_submitted = match resource {
        Resource::Service { .. } if resource.pattern() != Pattern::RequestResponse => T::TaskSubmitFailed,
        _ => failed,
    };
    FailureTypes { failed, not_submitted, timed_out }
}
