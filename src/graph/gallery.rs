//! Pictures to look at: `DRAW=1 cargo test gallery` writes them to `target/graph`, light and dark.
//! `DRAW_SEEDS` names generated machines, `DRAW_ALSO` a folder of files with a `definition` to draw as well.

use std::fs;
use std::path::Path;

use super::testing::{generated, history, layout};
use super::{Marks, Options, Theme, render};
use crate::history::{EventId, History};
use crate::value::Value;

const DAYCARE: &str = include_str!("gallery/daycare.json");
const DAYCARE_RUN: &str = include_str!("gallery/daycare.txt");
const PARALLEL: &str = include_str!("gallery/parallel.json");
const PARALLEL_RUN: &str = include_str!("gallery/parallel.txt");
const POLL: &str = include_str!("gallery/poll.json");
const POLL_RUN: &str = include_str!("gallery/poll.txt");
const SIX: &str = include_str!("gallery/six.json");
const NAMES: &str = include_str!("gallery/names.json");
const FAULTS: &str = include_str!("gallery/faults.json");

#[test]
fn gallery() {
    if std::env::var("DRAW").is_err() {
        return;
    }
    let folder = Path::new("target/graph");
    fs::create_dir_all(folder).unwrap();
    let none = History::default();
    let chain = chain(60);
    let pictures = [
        ("daycare", DAYCARE, history(DAYCARE_RUN), Some("Check Information")),
        ("daycare-idle", DAYCARE, none.clone(), None),
        ("parallel", PARALLEL, history(PARALLEL_RUN), None),
        ("parallel-idle", PARALLEL, none.clone(), None),
        ("poll", POLL, history(POLL_RUN), Some("Get status")),
        ("six", SIX, none.clone(), None),
        ("names", NAMES, none.clone(), None),
        ("faults", FAULTS, none.clone(), None),
        ("chain", &chain, none.clone(), None),
    ];
    for (name, definition, history, selected) in pictures {
        write(folder, name, definition, &history, selected);
    }
    for seed in
        std::env::var("DRAW_SEEDS").unwrap_or_default().split(',').filter_map(|seed| seed.parse().ok())
    {
        write(folder, &format!("seed-{seed}"), &generated(seed, 3 + seed as usize % 28), &none, None);
    }
    let Ok(also) = std::env::var("DRAW_ALSO") else { return };
    for entry in fs::read_dir(also).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let Ok(value) = Value::parse(&text) else { continue };
        let Some(definition) = value.get("definition") else { continue };
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        write(folder, &name, &definition.to_string(), &none, None);
    }
}

fn write(folder: &Path, name: &str, definition: &str, history: &History, selected: Option<&str>) {
    let layout = layout(definition);
    let marks = Marks::at(history, EventId(u32::MAX));
    for (theme, ground, suffix) in [(Theme::Light, "#f6f7f9", ""), (Theme::Dark, "#0e131b", "-dark")] {
        let options = Options { theme, selected: selected.map(str::to_owned), label: None };
        let svg = render(&layout, &marks, &options);
        let (width, height) = (layout.size.width, layout.size.height);
        let page = format!(
            "<!doctype html><meta charset=utf-8><!--{width} {height}--><body style='margin:0;background:{ground}'>{svg}"
        );
        fs::write(folder.join(format!("{name}{suffix}.html")), page).unwrap();
    }
}

/// A long machine: every third state is a Choice, every fifth has a catcher for all.
fn chain(length: usize) -> String {
    let mut states = Vec::new();
    for n in 0..length {
        let (next, skip) = ((n + 1).min(length - 1), (n + 3).min(length - 1));
        let body = match n {
            _ if n == length - 1 => "\"Type\":\"Succeed\"".to_owned(),
            _ if n % 3 == 1 => format!(
                "\"Type\":\"Choice\",\"Choices\":[{{\"Condition\":\"{{% $n > {n} %}}\",\"Next\":\"Step {next}\"}}],\"Default\":\"Step {skip}\""
            ),
            _ if n % 5 == 2 => format!(
                "\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage\",\"Arguments\":{{}},\"Next\":\"Step {next}\",\"Catch\":[{{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"Give up\"}}]"
            ),
            _ => format!("\"Type\":\"Pass\",\"Next\":\"Step {next}\""),
        };
        states.push(format!("\"Step {n}\":{{{body}}}"));
    }
    states.push("\"Give up\":{\"Type\":\"Fail\",\"Error\":\"GaveUp\"}".to_owned());
    format!("{{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"Step 0\",\"States\":{{{}}}}}", states.join(","))
}
