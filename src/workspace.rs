//! A workspace: everything a person works on, and its file.
//!
//! The format is versioned. A file of a newer version is refused rather than half understood, and one
//! that is damaged is refused with a sentence that can be shown as it is.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::asl::model::ExecutionType;
use crate::history::Timestamp;

/// The newest version this program reads and writes.
pub const VERSION: u64 = 2;

/// Everything a person works on.
#[derive(Clone, Debug, PartialEq)]
pub struct Workspace {
    /// What the person calls it.
    pub name: Arc<str>,
    /// The definition as typed.
    pub definition: Arc<str>,
    /// Named inputs; there is always one.
    pub cases: Vec<Case>,
    /// Which of `cases` runs.
    pub selected_case: usize,
    /// The user's functions, each with a name of its own.
    pub handlers: Vec<Handler>,
    /// How it runs.
    pub settings: Settings,
}

/// A named input.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What the person calls it.
    pub name: Arc<str>,
    /// The input as typed.
    pub input: Arc<str>,
}

/// A function that does the work of Tasks.
#[derive(Clone, Debug, PartialEq)]
pub struct Handler {
    /// The function's name, or the ARN of a resource.
    pub name: Arc<str>,
    /// JavaScript, in the shape of a Lambda function for Node.js.
    pub code: Arc<str>,
}

/// How a workspace runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What kind of executions it has.
    pub execution_type: ExecutionType,
    /// What all randomness comes from.
    pub seed: u64,
    /// When executions start on the virtual clock; without it, at the moment of the run.
    pub start_time: Option<Timestamp>,
    /// How long a handler may take in real time.
    pub handler_timeout_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            execution_type: ExecutionType::Standard,
            seed: 42,
            start_time: None,
            handler_timeout_seconds: 3,
        }
    }
}

/// Why a text is no workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkspaceError {
    /// A later version of this program wrote it.
    Newer {
        /// The version it says it has.
        version: u64,
    },
    /// It is not JSON, or not of the right shape.
    Damaged {
        /// What is wrong, as one clause.
        reason: String,
    },
}

impl fmt::Display for WorkspaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorkspaceError::Newer { version } => write!(
                f,
                "It was written by a newer Stepyard (format {version}; this one reads up to {VERSION}). \
                 Reload the page to get the newest."
            ),
            WorkspaceError::Damaged { reason } => write!(f, "It is not a Stepyard workspace: {reason}."),
        }
    }
}

impl std::error::Error for WorkspaceError {}

impl Workspace {
    /// A workspace to start from nothing: one state that passes its input on, one empty case.
    #[must_use]
    pub fn blank() -> Workspace {
        let definition = r#"{
  "QueryLanguage": "JSONata",
  "StartAt": "Hello",
  "States": {
    "Hello": {
      "Type": "Pass",
      "Output": "{% 'Hello, ' & $states.input.name & '!' %}",
      "End": true
    }
  }
}
"#;
        Workspace {
            name: "Untitled".into(),
            definition: definition.into(),
            cases: vec![Case { name: "Default".into(), input: "{\n  \"name\": \"world\"\n}\n".into() }],
            selected_case: 0,
            handlers: Vec::new(),
            settings: Settings::default(),
        }
    }

    /// The case that runs.
    #[must_use]
    pub fn case(&self) -> Option<&Case> {
        self.cases.get(self.selected_case)
    }

    /// The workspace as the text of its file, of the oldest version that can say it all.
    #[must_use]
    pub fn to_text(&self) -> String {
        let is_express = self.settings.execution_type == ExecutionType::Express;
        let dto = WorkspaceDto {
            version: if is_express { 2 } else { 1 },
            name: self.name.to_string(),
            definition: self.definition.to_string(),
            cases: self
                .cases
                .iter()
                .map(|case| CaseDto { name: case.name.to_string(), input: case.input.to_string() })
                .collect(),
            selected_case: self.selected_case,
            handlers: self
                .handlers
                .iter()
                .map(|handler| HandlerDto { name: handler.name.to_string(), code: handler.code.to_string() })
                .collect(),
            settings: SettingsDto {
                r#type: is_express.then_some(TypeDto::Express),
                seed: self.settings.seed,
                start_time: self.settings.start_time.map(|time| time.to_string()),
                handler_timeout_seconds: self.settings.handler_timeout_seconds,
            },
        };
        // Strings and numbers alone cannot fail to be JSON.
        serde_json::to_string_pretty(&dto).unwrap_or_default() + "\n"
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// The text comes from a newer version, or is no workspace.
    pub fn from_text(text: &str) -> Result<Workspace, WorkspaceError> {
        let damaged = |reason: String| WorkspaceError::Damaged { reason };
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|error| damaged(format!("the text is not JSON, {error}")))?;
        match json.get("version").and_then(serde_json::Value::as_u64) {
            None | Some(0) => return Err(damaged("it has no `version`".to_owned())),
            Some(version) if version > VERSION => return Err(WorkspaceError::Newer { version }),
            Some(_) => {}
        }
        let dto: WorkspaceDto = serde_json::from_value(json).map_err(|error| damaged(error.to_string()))?;
        let start_time = match &dto.settings.start_time {
            None => None,
            Some(text) => Some(
                Timestamp::parse(text)
                    .ok_or_else(|| damaged(format!("`{text}` is not a time of RFC 3339")))?,
            ),
        };
        let workspace = Workspace {
            name: dto.name.into(),
            definition: plain_line_ends(&dto.definition),
            cases: dto
                .cases
                .into_iter()
                .map(|case| Case { name: case.name.into(), input: plain_line_ends(&case.input) })
                .collect(),
            selected_case: dto.selected_case,
            handlers: dto
                .handlers
                .into_iter()
                .map(|handler| Handler { name: handler.name.into(), code: plain_line_ends(&handler.code) })
                .collect(),
            settings: Settings {
                execution_type: match dto.settings.r#type {
                    None | Some(TypeDto::Standard) => ExecutionType::Standard,
                    Some(TypeDto::Express) => ExecutionType::Express,
                },
                seed: dto.settings.seed,
                start_time,
                handler_timeout_seconds: dto.settings.handler_timeout_seconds.clamp(1, 900),
            },
        };
        Ok(workspace.made_whole())
    }

    /// Reads the text of a file that is a workspace, or a definition of its own.
    ///
    /// # Errors
    /// It is neither.
    pub fn from_file(name: &str, text: &str) -> Result<Workspace, WorkspaceError> {
        let error = match Workspace::from_text(text) {
            Ok(workspace) => return Ok(workspace),
            Err(error) => error,
        };
        let json: Option<serde_json::Value> = serde_json::from_str(text).ok();
        let is_definition = json.is_some_and(|json| json.get("States").is_some());
        if !is_definition {
            return Err(error);
        }
        let stem = name.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("Untitled");
        let case = Case { name: "Default".into(), input: "{}\n".into() };
        let definition = plain_line_ends(text);
        Ok(Workspace { name: stem.into(), definition, cases: vec![case], ..Workspace::blank() })
    }

    /// The same with at least one case, a selected case that exists, and no name given to two handlers.
    fn made_whole(mut self) -> Workspace {
        if self.cases.is_empty() {
            self.cases.push(Case { name: "Default".into(), input: "{}\n".into() });
        }
        self.selected_case = self.selected_case.min(self.cases.len() - 1);
        for at in 1..self.handlers.len() {
            let (before, rest) = self.handlers.split_at_mut(at);
            if let Some(handler) = rest.first_mut() {
                handler.name = unused_name(&handler.name, before.iter().map(|other| &*other.name));
            }
        }
        self
    }
}

/// The text with `\n` at the end of each line, as editors have it: places are counted in this text.
fn plain_line_ends(text: &str) -> Arc<str> {
    text.replace("\r\n", "\n").replace('\r', "\n").into()
}

/// The wanted name, or with the lowest number behind it that makes it unlike the others: `Case 2`.
#[must_use]
pub fn unused_name<'a>(wanted: &str, others: impl Iterator<Item = &'a str> + Clone) -> Arc<str> {
    let is_free = |name: &str| others.clone().all(|other| other != name);
    if is_free(wanted) {
        return wanted.into();
    }
    let stem = wanted.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let mut number = 2_u32;
    loop {
        let name = format!("{stem} {number}");
        if is_free(&name) {
            return name.into();
        }
        number += 1;
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct WorkspaceDto {
    version: u64,
    name: String,
    definition: String,
    cases: Vec<CaseDto>,
    #[serde(default)]
    selected_case: usize,
    #[serde(default)]
    handlers: Vec<HandlerDto>,
    #[serde(default)]
    settings: SettingsDto,
}

#[derive(Serialize, Deserialize)]
struct CaseDto {
    name: String,
    input: String,
}

#[derive(Serialize, Deserialize)]
struct HandlerDto {
    name: String,
    code: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SettingsDto {
    /// Since version 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<TypeDto>,
    seed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_time: Option<String>,
    handler_timeout_seconds: u32,
}

/// A type of machine, as AWS's API names it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum TypeDto {
    Standard,
    Express,
}

impl Default for SettingsDto {
    fn default() -> Self {
        let Settings { seed, handler_timeout_seconds, .. } = Settings::default();
        SettingsDto { r#type: None, seed, start_time: None, handler_timeout_seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_survives_its_file() {
        let mut workspace = Workspace::blank();
        workspace.handlers.push(Handler { name: "pay".into(), code: "// é\n".into() });
        workspace.settings.start_time = Timestamp::parse("2026-03-14T01:59:26Z");
        assert_eq!(Workspace::from_text(&workspace.to_text()), Ok(workspace));
    }

    #[test]
    fn only_an_express_machine_needs_the_second_version() {
        let mut workspace = Workspace::blank();
        assert!(workspace.to_text().contains("\"version\": 1"));
        workspace.settings.execution_type = ExecutionType::Express;
        let text = workspace.to_text();
        assert!(text.contains("\"version\": 2") && text.contains("\"type\": \"EXPRESS\""), "{text}");
        assert_eq!(Workspace::from_text(&text), Ok(workspace));
    }

    #[test]
    fn what_a_file_leaves_out_has_a_default() {
        let text = r#"{"version": 1, "name": "x", "definition": "", "cases": [], "selectedCase": 7}"#;
        let workspace = Workspace::from_text(text).unwrap();
        assert_eq!(workspace.settings, Settings::default());
        assert_eq!((workspace.cases.len(), workspace.selected_case), (1, 0));
    }

    #[test]
    fn two_handlers_never_share_a_name() {
        let text = r#"{"version": 1, "name": "x", "definition": "", "cases": [],
            "handlers": [{"name": "pay", "code": "1"}, {"name": "pay", "code": "2"}]}"#;
        let workspace = Workspace::from_text(text).unwrap();
        let names: Vec<&str> = workspace.handlers.iter().map(|handler| &*handler.name).collect();
        assert_eq!(names, ["pay", "pay 2"]);
    }

    #[test]
    fn a_definition_is_a_file_too() {
        let text = "{\"StartAt\": \"A\",\r\n\"States\": {}}";
        let workspace = Workspace::from_file("order.asl.json", text).unwrap();
        assert_eq!((&*workspace.name, workspace.definition.contains('\r')), ("order", false));
        assert!(Workspace::from_file("x.json", "{}").is_err());
    }

    #[test]
    fn err_a_newer_file_is_refused() {
        let error = Workspace::from_text(r#"{"version": 3, "name": 5}"#).unwrap_err();
        assert_eq!(error, WorkspaceError::Newer { version: 3 });
        assert!(error.to_string().starts_with("It was written by a newer Stepyard"));
    }

    #[test]
    fn err_a_damaged_file_says_what_is_wrong() {
        for (text, reason) in [
            ("{", "the text is not JSON"),
            ("[]", "it has no `version`"),
            (r#"{"version": 1, "name": "x"}"#, "missing field `definition`"),
            (
                r#"{"version": 1, "name": "x", "definition": "", "cases": [], "settings": {"startTime": "noon"}}"#,
                "`noon` is not a time",
            ),
            (
                r#"{"version": 2, "name": "x", "definition": "", "cases": [], "settings": {"type": "FAST"}}"#,
                "unknown variant `FAST`",
            ),
        ] {
            let error = Workspace::from_text(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let names = ["Case", "Case 2"];
        assert_eq!(&*unused_name("Case", names.into_iter()), "Case 3");
        assert_eq!(&*unused_name("Case 2", names.into_iter()), "Case 3");
        assert_eq!(&*unused_name("Other", names.into_iter()), "Other");
    }
}
