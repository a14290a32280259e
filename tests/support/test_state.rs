//! Tests one state and writes down what AWS would answer.

use std::sync::Arc;

use stepyard::test_state::{InspectionLevel, Mock, StateTest, TestError, TestRequest};
use stepyard::value::Value;

use super::markdown::Case;

/// The members of the answer, those of the inspection data among them, each on a line; or how it is refused.
pub fn report(case: &Case, definition: &str) -> Result<String, String> {
    let tested = StateTest::new(request(case, definition)?).and_then(|mut test| {
        let asked = test.advance()?;
        Ok((test, asked))
    });
    match tested {
        Ok((_, Some(asked))) => Err(format!("the test asks for {}", asked.resource)),
        Ok((test, None)) => Ok(lines(&test.report())),
        Err(TestError { name, message }) => Ok(format!("{name}: {message}\n")),
    }
}

/// The fences `definition`, `input` and `test`, which has the other members of AWS's request.
fn request(case: &Case, definition: &str) -> Result<TestRequest, String> {
    let json = |name: &str| {
        Value::parse(case.fence(name).unwrap_or("{}")).map_err(|error| format!("the {name}: {error}"))
    };
    let test = json("test")?;
    let text = |of: &Value, name: &str| of.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut request = TestRequest::new(definition);
    request.input = json("input")?;
    request.inspection_level = InspectionLevel::Debug;
    request.state_name = text(&test, "stateName");
    request.context = test.get("context").cloned();
    if let Some(mock) = test.get("mock") {
        request.mock = Some(match mock.get("errorOutput") {
            Some(error) => Mock::ErrorOutput {
                error: text(error, "error").map(Arc::from),
                cause: text(error, "cause").map(Arc::from),
            },
            None => Mock::Result(mock.get("result").map(Value::to_string).unwrap_or_default()),
        });
    }
    if let Some(given) = test.get("stateConfiguration") {
        let configuration = &mut request.configuration;
        configuration.map_iteration_failure_count =
            given.get("mapIterationFailureCount").and_then(Value::as_i64);
        configuration.map_item_reader_data = given.get("mapItemReaderData").map(Value::to_string);
    }
    Ok(request)
}

fn lines(report: &Value) -> String {
    let mut out = String::new();
    for (name, value) in report.as_object().into_iter().flat_map(|members| members.iter()) {
        out += &match (&**name, value) {
            ("inspectionData", inner) => lines(inner),
            (name, Value::String(text)) => format!("{name} {text}\n"),
            (name, value) => format!("{name} {value}\n"),
        };
    }
    out
}
