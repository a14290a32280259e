//! Values beside the expressions that made them, for the definition's editor.

use super::editor::LiveValue;
use super::flow::{FlowContent, FlowStage};
use crate::asl::condition::Condition;
use crate::asl::model::{Kind, Selection, Setting, State};
use crate::explore::brief;
use crate::query::{Expression, Template};
use crate::source::LineIndex;
use crate::value::Value;

/// The values of a state's expressions at the stages that were reached.
pub fn live_values(state: &State, stages: &[FlowStage], lines: &LineIndex) -> Vec<LiveValue> {
    let mut values = Vec::new();
    let mut add = |expression: &Expression, value: &Value| {
        values.push(LiveValue {
            at: lines.utf16(expression.span.end),
            text: brief(value),
            title: value.to_pretty(),
        });
    };
    let mut tests = Vec::new();
    for stage in stages {
        match (&stage.content, stage.title.as_str()) {
            (FlowContent::Data { value, .. }, "Arguments" | "Parameters") => match &state.kind {
                Kind::Pass(pass) => each(pass.parameters.as_ref(), value, &mut add),
                Kind::Task(task) => each(task.arguments.as_ref(), value, &mut add),
                Kind::Parallel(parallel) => each(parallel.arguments.as_ref(), value, &mut add),
                _ => {}
            },
            (FlowContent::Data { value, .. }, "InputPath") => of_path(&state.paths.input, value, &mut add),
            (FlowContent::Data { value, .. }, "Items" | "ItemsPath") => {
                if let Kind::Map(map) = &state.kind {
                    each(map.items.as_ref(), value, &mut add);
                }
            }
            (FlowContent::Data { value, .. }, "ResultSelector") => {
                each(state.paths.result_selector.as_ref(), value, &mut add);
            }
            (FlowContent::Data { value, .. }, "Output") => {
                each(state.output.as_ref(), value, &mut add);
                of_path(&state.paths.output, value, &mut add);
            }
            (FlowContent::Variables { variables, before: Some(_) }, _) => {
                each(state.assign.as_ref(), &Value::Object(variables.clone()), &mut add);
            }
            (FlowContent::Rules(rules), _) => {
                let Kind::Choice(choice) = &state.kind else { continue };
                for (rule, shown) in choice.rules.iter().zip(rules) {
                    match (&rule.condition, shown.holds) {
                        (Some(Condition::Jsonata(Setting::Expression(condition))), Some(holds)) => {
                            add(condition, &Value::from(holds));
                        }
                        // A test has many parts; whether they hold stands behind the last.
                        (Some(Condition::Test(test)), Some(holds)) => tests.push(LiveValue {
                            at: lines.utf16(rule.span.end),
                            text: holds.to_string(),
                            title: test.to_string(),
                        }),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    values.append(&mut tests);
    values.sort_by_key(|value| value.at);
    values.dedup_by_key(|value| value.at);
    values
}

/// Calls `add` for every expression of a template with the part of the value it became.
fn each(template: Option<&Template>, value: &Value, add: &mut impl FnMut(&Expression, &Value)) {
    match template {
        Some(Template::Expression(expression)) => add(expression, value),
        Some(Template::Array(items)) => {
            for (item, value) in items.iter().zip(value.as_array().unwrap_or_default()) {
                each(Some(item), value, add);
            }
        }
        Some(Template::Object(members)) => {
            for (key, member) in members {
                if let Some(value) = value.get(key) {
                    each(Some(member), value, add);
                }
            }
        }
        Some(Template::Literal(_)) | None => {}
    }
}

fn of_path(path: &Selection, value: &Value, add: &mut impl FnMut(&Expression, &Value)) {
    if let Selection::Path(expression) = path {
        add(expression, value);
    }
}
