//! `"Type": "Map"`

use std::sync::Arc;

use super::state::resource;
use super::{flow, misplaced};
use crate::asl::fields::{Fields, SCHEMA};
use crate::asl::model::{
    Distributed, ExecutionType, Flow, ItemBatcher, ItemReader, Map, ResultWriter, Setting,
};
use crate::diagnostic::Diagnostic;
use crate::query::{QueryLanguage, Template};
use crate::value::Value;

/// The fields that only a Map in distributed mode has. (AWS guide, "Distributed Map")
const ONLY_DISTRIBUTED: [&str; 4] = ["ItemReader", "ItemBatcher", "ResultWriter", "Label"];
/// Those that AWS takes on an inline Map, too, where they do nothing. (recorded)
const IDLE_INLINE: [&str; 4] = [
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
];

/// The settings of `ReaderConfig` that are one of a few words. (AWS guide, "ItemReader")
const READER_WORDS: [(&str, &[&str]); 5] = [
    ("InputType", &["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"]),
    ("Transformation", &["NONE", "LOAD_AND_FLATTEN"]),
    ("ManifestType", &["S3_INVENTORY", "ATHENA_DATA"]),
    ("CSVDelimiter", &["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]),
    ("CSVHeaderLocation", &["FIRST_ROW", "GIVEN"]),
];

/// What a part of a Map Run's ARN cannot hold. (AWS guide, "Label")
const NOT_IN_LABELS: &str = "?*<>{}[]:;,\\|^~$#%&`\" ";

/// How large a batch may be. (AWS guide, "ItemBatcher")
const MAX_BATCH_BYTES: i64 = 262_144;

pub(super) fn map(fields: &mut Fields, machine_language: QueryLanguage) -> Map {
    fields.exclude("ItemProcessor", "Iterator");
    let key =
        if fields.has("Iterator") && !fields.has("ItemProcessor") { "Iterator" } else { "ItemProcessor" };
    let (processor, distributed) = processor(fields, key, machine_language);
    let distributed = match distributed {
        Some(execution_type) => Some(Box::new(distributed_fields(fields, execution_type))),
        None => {
            report_inline(fields);
            None
        }
    };
    Map {
        items: items(fields),
        item_selector: item_selector(fields),
        max_concurrency: fields.opt_integer_setting("MaxConcurrency", "MaxConcurrencyPath", 0..=i64::MAX),
        tolerated_failure_count: fields.opt_integer_setting(
            "ToleratedFailureCount",
            "ToleratedFailureCountPath",
            0..=i64::MAX,
        ),
        tolerated_failure_percentage: percentage(fields),
        processor: Arc::new(processor),
        processor_field: key,
        distributed,
    }
}

/// The processor, and in distributed mode what kind of executions it is run as.
fn processor(
    fields: &mut Fields,
    key: &'static str,
    machine_language: QueryLanguage,
) -> (Flow, Option<ExecutionType>) {
    let Some(member) = fields.expect(key) else { return Default::default() };
    let location = format!("{}/{key}", fields.location);
    let inner = Fields::of(&member.value, location, machine_language, fields.diagnostics);
    let Some(mut inner) = inner else { return Default::default() };
    let distributed = processor_config(&mut inner);
    let processor = flow(&mut inner, machine_language);
    inner.opt_text("Comment");
    inner.finish(|_| None);
    (processor, distributed)
}

fn processor_config(fields: &mut Fields) -> Option<ExecutionType> {
    let member = fields.opt("ProcessorConfig")?;
    let location = format!("{}/ProcessorConfig", fields.location);
    let mut config = Fields::of(&member.value, location, fields.language, fields.diagnostics)?;
    let types = [("STANDARD", ExecutionType::Standard), ("EXPRESS", ExecutionType::Express)];
    let execution_type = config.opt_word("ExecutionType", &types);
    let distributed = config.opt_word("Mode", &[("INLINE", false), ("DISTRIBUTED", true)]);
    if distributed == Some(true) && !config.has("ExecutionType") {
        config.expect("ExecutionType");
    }
    config.finish(|_| None);
    (distributed == Some(true)).then(|| execution_type.unwrap_or_default())
}

fn items(fields: &mut Fields) -> Option<Template> {
    match fields.language {
        QueryLanguage::Jsonata => fields.opt_template("Items"),
        QueryLanguage::JsonPath => fields.opt_path("ItemsPath").map(Template::Expression),
    }
}

/// `ItemSelector`, in JSONPath also under its older name. (spec, "Map State")
fn item_selector(fields: &mut Fields) -> Option<Template> {
    if fields.language == QueryLanguage::JsonPath {
        fields.exclude("ItemSelector", "Parameters");
    }
    if fields.language == QueryLanguage::JsonPath && !fields.has("ItemSelector") {
        return fields.opt_object_template("Parameters");
    }
    fields.opt_object_template("ItemSelector")
}

fn percentage(fields: &mut Fields) -> Option<Setting<f64>> {
    let key = "ToleratedFailurePercentage";
    let found = fields.opt_number_setting(key, "ToleratedFailurePercentagePath", 0.0);
    if let (Some(Setting::Literal(percent)), Some(member)) = (&found, fields.opt(key))
        && *percent > 100.0
    {
        fields.report(member, format!("`{key}` is {percent} instead of a number from 0 to 100"), None);
    }
    found
}

/// Fields that ask for the distributed mode, where the Map is inline.
fn report_inline(fields: &mut Fields) {
    for key in ONLY_DISTRIBUTED {
        if !fields.has(key) {
            continue;
        }
        let Some(member) = fields.opt(key) else { continue };
        let hint = "add `\"ProcessorConfig\": {\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"STANDARD\"}`";
        fields.report(member, format!("`{key}` belongs to a Map in distributed mode"), Some(hint));
    }
    for key in IDLE_INLINE {
        if !fields.has(key) {
            continue;
        }
        let Some(member) = fields.opt(key) else { continue };
        let (location, span) = (format!("{}/{key}", fields.location), member.key_span);
        let message = format!("`{key}` does nothing on a Map in inline mode");
        fields.diagnostics.push(
            Diagnostic::warning(SCHEMA, span, location, message)
                .with_hint("with `\"Mode\": \"DISTRIBUTED\"` failures are borne"),
        );
    }
}

fn distributed_fields(fields: &mut Fields, execution_type: ExecutionType) -> Distributed {
    Distributed {
        execution_type,
        label: label(fields),
        item_reader: item_reader(fields),
        item_batcher: item_batcher(fields),
        result_writer: result_writer(fields),
    }
}

fn label(fields: &mut Fields) -> Option<Arc<str>> {
    let label = fields.opt_text("Label")?;
    if label.is_empty()
        && let Some(member) = fields.opt("Label")
    {
        fields.report_empty(member, "`Label` is empty", "leave it out, or take a word");
        return None;
    }
    let fits = (1..=40).contains(&label.chars().count())
        && !label.chars().any(|c| c.is_control() || NOT_IN_LABELS.contains(c));
    if !fits && let Some(member) = fields.opt("Label") {
        let hint = "take 1 to 40 letters, digits, `-` and `_`";
        fields.report(member, format!("`{label}` cannot be a part of an ARN"), Some(hint));
    }
    Some(label)
}

fn inner<'f>(fields: &'f mut Fields<'_, '_>, key: &'static str) -> Option<Fields<'f, 'f>> {
    let member = fields.opt(key)?;
    let location = format!("{}/{key}", fields.location);
    Fields::of(&member.value, location, fields.language, fields.diagnostics)
}

/// A configuration that is kept as it stands.
fn config(fields: &mut Fields, key: &'static str) -> Value {
    let member = fields.opt(key);
    let value = member.map(|member| member.value.to_value()).unwrap_or_else(Value::empty_object);
    if let Some(member) = member.filter(|_| value.as_object().is_none()) {
        fields.report(member, format!("`{key}` is not an object"), None);
    }
    value
}

fn item_reader(fields: &mut Fields) -> Option<ItemReader> {
    let mut reader = inner(fields, "ItemReader")?;
    let found = resource(&mut reader, "use `arn:aws:states:::s3:getObject` or `…s3:listObjectsV2`");
    let arguments = reader.opt_arguments();
    let config = config(&mut reader, "ReaderConfig");
    let max_items = reader_config(&mut reader);
    reader.finish(|_| None);
    Some(ItemReader { resource: found?, arguments, max_items, config })
}

/// `ReaderConfig`, of which only `MaxItems` is kept here: what the rest means is a matter of whoever reads the
/// items.
fn reader_config(reader: &mut Fields) -> Option<Setting<i64>> {
    let mut config = inner(reader, "ReaderConfig")?;
    for (key, words) in READER_WORDS {
        let words: Vec<_> = words.iter().map(|word| (*word, ())).collect();
        config.opt_word(key, &words);
    }
    config.opt("CSVHeaders");
    config.opt("ItemsPointer");
    let max_items = config.opt_integer_setting("MaxItems", "MaxItemsPath", 0..=i64::MAX);
    report_input_type(&mut config);
    finish(config);
    max_items
}

/// An inventory is always CSV, and objects that are loaded have to be of a known type. (AWS guide, "ItemReader")
fn report_input_type(config: &mut Fields) {
    let input_type = config.opt("InputType");
    let mut of_word = |key, word| config.opt(key).filter(|member| member.value.as_str() == Some(word));
    let inventory = of_word("ManifestType", "S3_INVENTORY");
    let flattened = of_word("Transformation", "LOAD_AND_FLATTEN");
    match input_type {
        Some(member) if inventory.is_some() => {
            let message = "`InputType` stands beside `S3_INVENTORY`, which is always CSV".to_owned();
            config.report(member, message, Some("delete it"));
        }
        None if let Some(member) = flattened => {
            let message = "`LOAD_AND_FLATTEN` stands without `InputType`".to_owned();
            config.report(member, message, Some("say what the objects are: `\"InputType\": \"JSON\"`"));
        }
        _ => {}
    }
}

/// Reports what nobody took, fields of the other language with what does their work in this one.
fn finish(fields: Fields) {
    let language = fields.language;
    fields.finish(|field| misplaced::of_other_language(field, language, misplaced::INPUT));
}

fn item_batcher(fields: &mut Fields) -> Option<ItemBatcher> {
    let mut batcher = inner(fields, "ItemBatcher")?;
    let found = ItemBatcher {
        max_items: batcher.opt_integer_setting("MaxItemsPerBatch", "MaxItemsPerBatchPath", 1..=i64::MAX),
        max_bytes: batcher.opt_integer_setting(
            "MaxInputBytesPerBatch",
            "MaxInputBytesPerBatchPath",
            1..=MAX_BATCH_BYTES,
        ),
        input: batcher.opt_object_template("BatchInput"),
    };
    let named =
        ["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"];
    if !named.iter().any(|key| batcher.has(key)) {
        let (span, location) = (batcher.head(), batcher.location.clone());
        let message = "neither `MaxItemsPerBatch` nor `MaxInputBytesPerBatch`";
        let hint = "say how large a batch may be";
        let found = Diagnostic::error(SCHEMA, span, location, message);
        batcher.diagnostics.push(found.with_hint(hint));
    }
    finish(batcher);
    Some(found)
}

fn result_writer(fields: &mut Fields) -> Option<ResultWriter> {
    let mut writer = inner(fields, "ResultWriter")?;
    let found = match writer.has("Resource") {
        true => resource(&mut writer, "use `arn:aws:states:::s3:putObject`"),
        false => None,
    };
    let arguments = writer.opt_arguments();
    report_half_writer(&mut writer);
    let config = config(&mut writer, "WriterConfig");
    if let Some(mut config) = inner(&mut writer, "WriterConfig") {
        config.opt_word("OutputType", &["JSON", "JSONL"].map(|word| (word, ())));
        config.opt_word("Transformation", &["NONE", "COMPACT", "FLATTEN"].map(|word| (word, ())));
        config.finish(|_| None);
    }
    writer.finish(|_| None);
    Some(ResultWriter { resource: found, arguments, config })
}

/// A writer has a place, a form, or both. (AWS guide, "ResultWriter", required field combinations; our words)
fn report_half_writer(writer: &mut Fields) {
    let arguments = match writer.language {
        QueryLanguage::Jsonata => "Arguments",
        QueryLanguage::JsonPath => "Parameters",
    };
    // Those of the other language are reported as such, and nothing is missed beside them.
    let has_arguments = writer.has("Arguments") || writer.has("Parameters");
    let (message, hint) = match (writer.has("Resource"), has_arguments) {
        (true, true) => return,
        (false, false) if writer.has("WriterConfig") => return,
        (false, false) => (
            "`ResultWriter` is empty".to_owned(),
            format!("say where the results go with `Resource` and `{arguments}`, or how with `WriterConfig`"),
        ),
        (true, false) => (
            format!("`Resource` stands without `{arguments}`"),
            format!("say where the results go: `\"{arguments}\": {{\"Bucket\": …, \"Prefix\": …}}`"),
        ),
        (false, true) => (
            format!("`{arguments}` stands without `Resource`"),
            "add `\"Resource\": \"arn:aws:states:::s3:putObject\"`".to_owned(),
        ),
    };
    let (span, location) = (writer.head(), writer.location.clone());
    writer.diagnostics.push(Diagnostic::error(SCHEMA, span, location, message).with_hint(hint));
}
