//! `"Type": "Task"`: has work done by somebody else.

use std::sync::Arc;
use std::time::Duration;

use super::{Branch, Execution, Failure, Visit, io};
use crate::asl::model::Task;
use crate::asl::resource::Resource;
use crate::exec::error::TIMEOUT;
use crate::exec::{Pending, TaskOutcome, TaskRequest, TaskToken, Wake};
use crate::history::{Details, EventType, Stage};
use crate::query::Location;
use crate::value::Value;

impl Execution {
    pub(super) fn schedule_task(&mut self, branch: &mut Branch, visit: Visit, task: &Task) {
        match self.task_request(branch, &visit, task) {
            Ok((request, timeout)) => {
                // The answer has its place in line before the timeout: a task that takes exactly as
                // long as it may has answered in time.
                let place = self.scheduler.reserve();
                let pending = Pending { branch: branch.id, visit: visit.number, place };
                self.unanswered.insert(request.token, pending);
                if let Some(seconds) = timeout {
                    let wake =
                        Wake::TimedOut { branch: branch.id, visit: visit.number, attempt: visit.attempt };
                    let due = self.now() + Duration::from_secs(seconds.unsigned_abs());
                    self.scheduler.push_at(due, wake);
                }
                self.requests.push_back(request);
                branch.visit = Some(visit);
            }
            Err(failure) => self.fail(branch, visit, failure),
        }
    }

    fn task_request(
        &mut self,
        branch: &mut Branch,
        visit: &Visit,
        task: &Task,
    ) -> Result<(TaskRequest, Option<i64>), Failure> {
        let arguments = match &task.arguments {
            Some(template) => {
                self.resolve(branch, visit, template, Location::Root("Arguments"), io::Data::Input)?
            }
            None => visit.input.clone(),
        };
        let mut seconds = |setting: &Option<_>, field: &str| match setting {
            Some(setting) => {
                let positive = |value: &Value| value.as_i64().filter(|seconds| *seconds > 0);
                self.resolve_setting(branch, visit, setting, field, "integer", positive).map(Some)
            }
            None => Ok(None),
        };
        let timeout = seconds(&task.timeout_seconds, "TimeoutSeconds")?;
        let heartbeat = seconds(&task.heartbeat_seconds, "HeartbeatSeconds")?;
        self.trace(visit, Stage::AfterArguments, arguments.clone());
        self.record_scheduled(branch, &task.resource, &arguments, timeout, heartbeat);
        let bits = self.chance.bits();
        let request = TaskRequest {
            token: TaskToken(bits),
            resource: task.resource.clone(),
            arguments,
            state: visit.state.name.clone(),
            attempt: visit.attempt,
            now: self.now(),
            seed: (bits >> 32) as u32,
        };
        Ok((request, timeout))
    }

    fn record_scheduled(
        &mut self,
        branch: &mut Branch,
        resource: &Resource,
        arguments: &Value,
        timeout_in_seconds: Option<i64>,
        heartbeat_in_seconds: Option<i64>,
    ) {
        use EventType as T;
        let by_arn = |arn: &Arc<str>| Details::ResourceScheduled {
            resource: arn.clone(),
            input: arguments.clone(),
            timeout_in_seconds,
            heartbeat_in_seconds,
        };
        let (scheduled, details, started, started_details) = match resource {
            Resource::LambdaFunction { arn } => {
                (T::LambdaFunctionScheduled, by_arn(arn), T::LambdaFunctionStarted, Details::None)
            }
            Resource::Activity { arn } => {
                let started = Details::ActivityStarted { worker_name: None };
                (T::ActivityScheduled, by_arn(arn), T::ActivityStarted, started)
            }
            Resource::Service { .. } | Resource::Unknown { .. } => {
                let (resource_type, resource) = service_and_api(resource);
                let details = Details::TaskScheduled {
                    resource_type: resource_type.clone(),
                    resource: resource.clone(),
                    region: self.settings.identity.region.clone(),
                    parameters: arguments.clone(),
                    timeout_in_seconds,
                    heartbeat_in_seconds,
                };
                (T::TaskScheduled, details, T::TaskStarted, Details::TaskStarted { resource_type, resource })
            }
        };
        branch.previous = self.record(branch.previous, scheduled, details);
        branch.previous = self.record(branch.previous, started, started_details);
    }

    pub(in crate::exec) fn task_answered(&mut self, branch: &mut Branch, visit: Visit, outcome: TaskOutcome) {
        let Some(resource) = resource(&visit) else { return };
        if let Some(logs) = outcome.logs {
            self.trace(&visit, Stage::Logs, logs);
        }
        match outcome.result {
            Ok(result) => {
                let (event_type, details) = succeeded(&resource, &result);
                branch.previous = self.record(branch.previous, event_type, details);
                self.leave_with(branch, visit, &result);
            }
            Err(failure) => {
                let failure = Failure::from(failure);
                let types = failure_types(&resource);
                self.record_failure(branch, &resource, types.failed, &failure);
                self.fail(branch, visit, failure);
            }
        }
    }

    pub(in crate::exec) fn task_timed_out(&mut self, branch: &mut Branch, visit: Visit) {
        let Some(resource) = resource(&visit) else { return };
        let failure = Failure { error: Some(TIMEOUT.into()), cause: None };
        let types = failure_types(&resource);
        self.record_failure(branch, &resource, types.timed_out, &failure);
        self.fail(branch, visit, failure);
    }

    fn record_failure(
        &mut self,
        branch: &mut Branch,
        resource: &Resource,
        event_type: EventType,
        failure: &Failure,
    ) {
        let Failure { error, cause } = failure.clone();
        let details = match resource {
            Resource::LambdaFunction { .. } | Resource::Activity { .. } => Details::Failure { error, cause },
            Resource::Service { .. } | Resource::Unknown { .. } => {
                let (resource_type, resource) = service_and_api(resource);
                Details::TaskFailure { resource_type, resource, error, cause }
            }
        };
        branch.previous = self.record(branch.previous, event_type, details);
    }
}

/// The resource of a visit's Task. There always is one, since only Tasks are answered and time out.
fn resource(visit: &Visit) -> Option<Resource> {
    match &visit.state.kind {
        crate::asl::model::Kind::Task(task) => Some(task.resource.clone()),
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
    timed_out: EventType,
}

fn failure_types(resource: &Resource) -> FailureTypes {
    use EventType as T;
    let (failed, timed_out) = match resource {
        Resource::LambdaFunction { .. } => (T::LambdaFunctionFailed, T::LambdaFunctionTimedOut),
        Resource::Activity { .. } => (T::ActivityFailed, T::ActivityTimedOut),
        Resource::Service { .. } | Resource::Unknown { .. } => (T::TaskFailed, T::TaskTimedOut),
    };
    FailureTypes { failed, timed_out }
}
