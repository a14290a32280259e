//! What a test is asked. (AWS API, `TestState`)

use std::sync::Arc;

use super::ALONE;
use crate::exec::{Identity, Settings};
use crate::service::shape::FieldValidation;
use crate::value::{Object, Value};
use crate::world::Timestamp;

/// How much a test tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectionLevel {
    /// `INFO`: what came of it.
    #[default]
    Info,
    /// `DEBUG`: also the data at each stage.
    Debug,
    /// `TRACE`: also the requests of HTTP Tasks.
    Trace,
}

/// What stands in for the work of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mock {
    /// `result`: JSON text of what the work yields.
    Result(String),
    /// `errorOutput`: how the work fails.
    ErrorOutput {
        /// The error's name.
        error: Option<Arc<str>>,
        /// Its text.
        cause: Option<Arc<str>>,
    },
}

/// Where a state stands when it is tested.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateConfiguration {
    /// `retrierRetryCount`: how often its retriers have been used.
    pub retrier_retry_count: Option<u32>,
    /// `errorCausedByState`: the state inside it that fails.
    pub error_caused_by_state: Option<String>,
    /// `mapIterationFailureCount`: how many iterations have failed.
    pub map_iteration_failure_count: Option<i64>,
    /// `mapItemReaderData`: the text that its `ItemReader` reads.
    pub map_item_reader_data: Option<String>,
}

/// A test.
#[derive(Clone, Debug)]
pub struct TestRequest {
    /// Text of a state, or of a machine where a name is given.
    pub definition: String,
    /// The state's name in the machine.
    pub state_name: Option<String>,
    /// The state's input.
    pub input: Value,
    /// How much is told.
    pub inspection_level: InspectionLevel,
    /// What stands in for its work.
    pub mock: Option<Mock>,
    /// Whether both a result and an error were given.
    pub has_two_mocks: bool,
    /// How closely the mock must look like its service's answer.
    pub field_validation: FieldValidation,
    /// The context object.
    pub context: Option<Value>,
    /// The variables it sees.
    pub variables: Option<Arc<Object>>,
    /// Where it stands.
    pub configuration: StateConfiguration,
    /// `revealSecrets`, of HTTP Tasks.
    pub reveals_secrets: bool,
    /// Whom its execution says it is.
    pub identity: Identity,
    /// Where chance starts.
    pub seed: u64,
    /// When it starts.
    pub start: Timestamp,
}

impl TestRequest {
    /// A test of a state alone, with an empty object as its input.
    #[must_use]
    pub fn new(definition: impl Into<String>) -> TestRequest {
        let Settings { seed, start, identity, .. } = Settings::default();
        TestRequest {
            definition: definition.into(),
            state_name: None,
            input: Value::empty_object(),
            inspection_level: InspectionLevel::Info,
            mock: None,
            has_two_mocks: false,
            field_validation: FieldValidation::Strict,
            context: None,
            variables: None,
            configuration: StateConfiguration::default(),
            reveals_secrets: false,
            identity,
            seed,
            start,
        }
    }

    /// The items that a Map's reader is said to have read: only a JSON array tells them without a reader.
    pub(super) fn items_read(&self) -> Option<Arc<[Value]>> {
        match Value::parse(self.configuration.map_item_reader_data.as_ref()?) {
            Ok(Value::Array(items)) => Some(items),
            _ => None,
        }
    }

    pub(super) fn state_name(&self) -> String {
        self.state_name.clone().unwrap_or_else(|| ALONE.to_owned())
    }
}
