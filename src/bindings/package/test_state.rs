//! Testing one state from JavaScript.

use std::sync::Arc;

use js_sys::{Error, Function};
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::bindings::simulation::IdentityDto;
use crate::bridge;
use crate::history::Timestamp;
use crate::service::shape::FieldValidation;
use crate::test_state::{InspectionLevel, Mock, StateConfiguration, StateTest, TestError, TestRequest};
use crate::value::{Object, Value};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestDto {
    definition: String,
    state_name: Option<String>,
    input: Option<String>,
    inspection_level: Option<String>,
    mock: Option<MockDto>,
    context: Option<String>,
    variables: Option<String>,
    #[serde(default)]
    state_configuration: ConfigurationDto,
    #[serde(default)]
    reveal_secrets: bool,
    #[serde(default)]
    handlers: Vec<String>,
    #[serde(default)]
    identity: IdentityDto,
    has_role: Option<bool>,
    seed: Option<u64>,
    start_time: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MockDto {
    result: Option<String>,
    error_output: Option<ErrorOutputDto>,
    field_validation_mode: Option<String>,
}

#[derive(Deserialize)]
struct ErrorOutputDto {
    error: Option<String>,
    cause: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ConfigurationDto {
    retrier_retry_count: Option<u32>,
    error_caused_by_state: Option<String>,
    map_iteration_failure_count: Option<i64>,
    map_item_reader_data: Option<String>,
}

/// Tests one state. `request` is JSON text with the members of AWS's `TestState`, data as texts; `handlers`
/// names what answers Tasks without a mock, `call` calls it as in a simulation.
///
/// Returns JSON text of AWS's answer.
///
/// # Errors
/// An error with AWS's name and message where the state is not tested, and whatever `call` throws.
#[wasm_bindgen(js_name = testState)]
pub async fn test_state(request: String, call: Function) -> Result<String, JsValue> {
    let dto: RequestDto = serde_json::from_str(&request)
        .map_err(|error| refuse("ValidationException", &format!("the request is damaged: {error}")))?;
    let handlers = dto.handlers.clone();
    let request = dto.into_request().map_err(|message| refuse("ValidationException", &message))?;
    let refused = |TestError { name, message }: TestError| refuse(name, &message);
    let mut test = StateTest::new(request).map_err(refused)?;
    while let Some(asked) = test.advance().map_err(refused)? {
        let outcome = bridge::ask(&asked, &handlers, &call).await?;
        test.complete(&asked, outcome);
    }
    Ok(test.report().to_string())
}

fn refuse(name: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name(name);
    error.into()
}

impl RequestDto {
    fn into_request(self) -> Result<TestRequest, String> {
        let json = |what: &str, text: &str| {
            Value::parse(text).map_err(|error| format!("{what} is not JSON: {error}"))
        };
        let mut request = TestRequest::new(self.definition);
        request.state_name = self.state_name;
        if let Some(input) = &self.input {
            request.input = json("the input", input)?;
        }
        request.context = self.context.as_deref().map(|text| json("the context", text)).transpose()?;
        if let Some(text) = &self.variables {
            let variables = json("the value of `variables`", text)?;
            let members = variables.as_object().ok_or("the variables are not an object")?;
            request.variables = Some(Arc::new(members.iter().map(own).collect::<Object>()));
        }
        request.inspection_level = match self.inspection_level.as_deref() {
            Some("DEBUG") => InspectionLevel::Debug,
            Some("TRACE") => InspectionLevel::Trace,
            _ => InspectionLevel::Info,
        };
        if let Some(mock) = self.mock {
            request.has_two_mocks = mock.result.is_some() && mock.error_output.is_some();
            request.field_validation = match mock.field_validation_mode.as_deref() {
                Some("NONE") => FieldValidation::None,
                Some("PRESENT") => FieldValidation::Present,
                _ => FieldValidation::Strict,
            };
            request.mock = match (mock.result, mock.error_output) {
                (Some(result), _) => Some(Mock::Result(result)),
                (None, Some(ErrorOutputDto { error, cause })) => {
                    Some(Mock::ErrorOutput { error: error.map(Into::into), cause: cause.map(Into::into) })
                }
                (None, None) => None,
            };
        }
        request.configuration = StateConfiguration {
            retrier_retry_count: self.state_configuration.retrier_retry_count,
            error_caused_by_state: self.state_configuration.error_caused_by_state,
            map_iteration_failure_count: self.state_configuration.map_iteration_failure_count,
            map_item_reader_data: self.state_configuration.map_item_reader_data,
        };
        request.reveals_secrets = self.reveal_secrets;
        request.identity = self.identity.into_identity();
        if self.has_role == Some(false) {
            request.identity.role_arn = None;
        }
        request.seed = self.seed.unwrap_or(request.seed);
        if let Some(text) = &self.start_time {
            request.start =
                Timestamp::parse(text).ok_or_else(|| format!("`{text}` is not a moment of RFC 3339"))?;
        }
        Ok(request)
    }
}

fn own((name, value): (&Arc<str>, &Value)) -> (Arc<str>, Value) {
    (name.clone(), value.clone())
}
