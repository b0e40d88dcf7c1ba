//! Recorded answers of the real Docker Compose, see `conformance/README.md`.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use tollgate_source::{Level, MemoryWorld, SourceMap, WorldPath};

use crate::{Model, Request, Unset, default_files, load};

const CASES: &str = include_str!("../../conformance/cases.jsonl");
/// The folder that every project was in.
const FOLDER: &str = "project";

fn path(name: &str) -> WorldPath {
    WorldPath::new(FOLDER).and_then(|folder| folder.join(name)).expect("inside")
}

fn names(case: &Json, key: &str) -> Vec<String> {
    case[key].as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// As recorded, with names for the folders of the machine.
fn printed(model: &Model, files: &[WorldPath]) -> String {
    let folder = files.first().and_then(WorldPath::parent).unwrap_or_else(WorldPath::root);
    let text = model.to_yaml(&format!("/parent/{folder}"), "/own");
    text.replace("/parent/project", "$PROJECT").replace("/parent", "$PARENT").replace("/own", "$HOME")
}

/// What is different, if anything.
fn difference(case: &Json) -> Option<String> {
    let mut world = MemoryWorld::new();
    for (name, text) in case["files"].as_object().into_iter().flatten() {
        world.insert(path(name), text.as_str().expect("text"));
    }
    let named = names(case, "files_args");
    let files = match named.as_slice() {
        [] => default_files(&world, &path(".")),
        named => named.iter().map(|name| path(name)).collect(),
    };
    let env: BTreeMap<String, String> = serde_json::from_value(case["env"].clone()).unwrap_or_default();
    let request = Request {
        world: &world,
        sources: &SourceMap::new(),
        files: files.clone(),
        variant: "".into(),
        env: env.into_iter().collect(),
        env_files: names(case, "env_files").iter().map(|name| path(name)).collect(),
        profiles: names(case, "profiles"),
        root_name: None,
        unset: Unset::Empty,
    };
    let model = load(&request);
    let errors: Vec<&str> = model
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.level == Level::Error)
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    // Some models have no JSON, which is asked for as well.
    if let Some(expected) = case["expect"]["error"].as_str().filter(|_| case["yaml"].is_null()) {
        return errors.is_empty().then(|| format!("must be an error: {expected}\n{}", printed(&model, &files)));
    }
    if !errors.is_empty() {
        return Some(format!("is no error, and is one here: {}", errors.join("; ")));
    }
    let expected = case["yaml"].as_str().expect("text");
    let printed = printed(&model, &files);
    (printed != expected).then(|| format!("expected\n{expected}\nand here\n{printed}"))
}

#[test]
fn all_answers_are_as_recorded() {
    let cases: Vec<Json> = CASES.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let failed: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(format!("{} ({}): {}", case["id"], case["title"], difference(case)?)))
        .collect();
    assert!(failed.is_empty(), "{} of {} differ\n{}", failed.len(), cases.len(), failed.join("\n---\n"));
}
