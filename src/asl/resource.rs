//! What a Task's `"Resource"` names.

use std::fmt;
use std::sync::Arc;

/// The resource of a Task, taken apart as far as history events tell resources apart. What a resource
/// does is nobody's business here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `arn:aws:lambda:us-east-1:123456789012:function:pay`: events are `LambdaFunctionScheduled`, …
    LambdaFunction {
        /// The whole ARN.
        arn: Arc<str>,
    },
    /// `arn:aws:states:us-east-1:123456789012:activity:sign`: events are `ActivityScheduled`, …
    Activity {
        /// The whole ARN.
        arn: Arc<str>,
    },
    /// `arn:aws:states:::sqs:sendMessage.waitForTaskToken`: events are `TaskScheduled`, …
    Service {
        /// The whole ARN.
        arn: Arc<str>,
        /// `resourceType` of the events: `sqs`, `aws-sdk:s3`.
        service: Arc<str>,
        /// `resource` of the events: `sendMessage.waitForTaskToken`.
        api: Arc<str>,
    },
    /// Anything else; AWS refuses it.
    Unknown {
        /// The text as it stands.
        arn: Arc<str>,
    },
}

impl Resource {
    /// Takes an ARN apart. (AWS guide, "Integrating services"; any partition)
    #[must_use]
    pub fn parse(arn: &str) -> Resource {
        let shared: Arc<str> = arn.into();
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        match parts[..] {
            ["arn", _, "lambda", _, _, rest] if rest.starts_with("function:") => {
                Resource::LambdaFunction { arn: shared }
            }
            ["arn", _, "states", region, _, rest] if !region.is_empty() && rest.starts_with("activity:") => {
                Resource::Activity { arn: shared }
            }
            ["arn", _, "states", _, _, rest] => match rest.rsplit_once(':') {
                Some((service, "2")) => match service.rsplit_once(':') {
                    Some((service, api)) => Resource::service(shared, service, &format!("{api}:2")),
                    None => Resource::Unknown { arn: shared },
                },
                Some((service, api)) => Resource::service(shared, service, api),
                None => Resource::Unknown { arn: shared },
            },
            _ => Resource::Unknown { arn: shared },
        }
    }

    fn service(arn: Arc<str>, service: &str, api: &str) -> Resource {
        Resource::Service { arn, service: service.into(), api: api.into() }
    }

    /// The text as it stands in the definition.
    #[must_use]
    pub fn arn(&self) -> &Arc<str> {
        match self {
            Resource::LambdaFunction { arn }
            | Resource::Activity { arn }
            | Resource::Service { arn, .. }
            | Resource::Unknown { arn } => arn,
        }
    }
}

/// How a Task waits for its resource. (AWS guide, "Service integration patterns")
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// It is answered, and done.
    RequestResponse,
    /// `.sync`, `.sync:2`: it begins a job, and waits for its end.
    Sync,
    /// `.waitForTaskToken`, or an activity: it waits until somebody answers with its token.
    TaskToken,
}

impl Resource {
    /// How a Task waits for the resource.
    #[must_use]
    pub fn pattern(&self) -> Pattern {
        match self {
            Resource::Activity { .. } => Pattern::TaskToken,
            Resource::Service { api, .. } => match api.split_once('.').map(|(_, pattern)| pattern) {
                Some("sync" | "sync:2") => Pattern::Sync,
                Some("waitForTaskToken") => Pattern::TaskToken,
                _ => Pattern::RequestResponse,
            },
            Resource::LambdaFunction { .. } | Resource::Unknown { .. } => Pattern::RequestResponse,
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.arn())
    }
}

/// The name of the function in a function's name, partial ARN or ARN, without version or alias.
///
/// `pay`, `pay:PROD`, `123456789012:function:pay` and
/// `arn:aws:lambda:us-east-1:123456789012:function:pay:$LATEST` all give `pay`. (AWS guide, `Invoke`)
#[must_use]
pub fn function_name(reference: &str) -> &str {
    let name = match reference.split_once("function:") {
        Some((_, rest)) => rest,
        None => reference,
    };
    name.split(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_a_type_and_an_api() {
        let Resource::Service { service, api, .. } = Resource::parse("arn:aws:states:::aws-sdk:s3:getObject")
        else {
            panic!("not a service");
        };
        assert_eq!((&*service, &*api), ("aws-sdk:s3", "getObject"));
    }

    #[test]
    fn the_version_of_a_pattern_belongs_to_the_api() {
        let resource = Resource::parse("arn:aws:states:::states:startExecution.sync:2");
        assert!(matches!(resource, Resource::Service { api, .. } if &*api == "startExecution.sync:2"));
    }

    #[test]
    fn functions_and_activities_have_kinds_of_their_own() {
        let function = Resource::parse("arn:aws-cn:lambda:cn-north-1:123456789012:function:pay:PROD");
        assert!(matches!(function, Resource::LambdaFunction { .. }));
        let activity = Resource::parse("arn:aws:states:us-east-1:123456789012:activity:sign");
        assert!(matches!(activity, Resource::Activity { .. }));
    }

    #[test]
    fn err_anything_else_is_unknown() {
        for text in ["", "pay", "arn:aws:s3:::bucket", "arn:aws:states:::lambda"] {
            assert!(matches!(Resource::parse(text), Resource::Unknown { .. }), "{text}");
        }
    }

    #[test]
    fn a_function_is_found_by_any_form_of_its_name() {
        for reference in
            ["pay", "pay:PROD", "123456789012:function:pay", "arn:aws:lambda:us-east-1:1:function:pay:7"]
        {
            assert_eq!(function_name(reference), "pay");
        }
    }
}
