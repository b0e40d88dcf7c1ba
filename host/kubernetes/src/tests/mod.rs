//! What comes out of manifests and kustomizations: objects, who refers to whom, and what is refused.

mod bad_input;
mod kustomize;
mod objects;
mod relations;

use tollgate_ir::{Kind, Project, Resource, Value};
use tollgate_source::{MemoryWorld, SourceMap, WorldPath};

use crate::{KUSTOMIZATION_FILES, Request, evaluate};

fn path(text: &str) -> WorldPath {
    WorldPath::new(text).expect("inside")
}

/// The root made of `files`: of the first when that is a kustomization, else of all of them.
fn project(files: &[(&str, &str)]) -> (Project, SourceMap) {
    let mut world = MemoryWorld::new();
    for (name, text) in files {
        world.insert(path(name), text);
    }
    let sources = SourceMap::new();
    let first = path(files[0].0);
    let is_kustomization = KUSTOMIZATION_FILES.contains(&first.file_name());
    let all = files.iter().map(|(name, _)| path(name));
    let request = Request {
        world: &world,
        sources: &sources,
        root: WorldPath::root(),
        files: if is_kustomization { vec![first] } else { all.collect() },
        is_kustomization,
        variant: "".into(),
    };
    (evaluate(&request), sources)
}

fn resource<'p>(project: &'p Project, address: &str) -> &'p Resource {
    let found = project.resources.iter().find(|resource| resource.address.to_string() == address);
    found.unwrap_or_else(|| panic!("no {address} in {:?}", addresses(project)))
}

fn addresses(project: &Project) -> Vec<String> {
    project.resources.iter().map(|resource| resource.address.to_string().replace("kubernetes:", "")).collect()
}

/// The value at a path of keys and indexes.
fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    path.split('.').fold(value, |value, step| {
        let found = match step.parse::<usize>() {
            Ok(index) => value.elements().and_then(|items| items.get(index)),
            Err(_) => value.get(step),
        };
        found.unwrap_or_else(|| panic!("no {step} of {path}"))
    })
}

/// `?` for what is not known.
fn show(value: &Value) -> String {
    match &value.kind {
        _ if value.marks.sensitive => "secret".into(),
        Kind::Unknown(_) => "?".into(),
        Kind::Null(_) => "null".into(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(value) => value.to_string(),
        Kind::String(text) => text.to_string(),
        Kind::Tuple(items, _) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Kind::Object(entries, _) => {
            let entries = entries.iter().map(|(key, entry)| format!("{key}: {}", show(&entry.value)));
            let rest = value.open().map(|_| "…".to_owned());
            format!("{{{}}}", entries.chain(rest).collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}"),
    }
}

/// The text at the place of a value, and the steps back to where it is decided.
fn way(value: &Value, sources: &SourceMap) -> Vec<String> {
    let mut way = vec![sources.get(value.origin.span.file).slice(value.origin.span).to_owned()];
    for hop in value.origin.hops() {
        let file = sources.get(hop.origin.span.file);
        way.push(format!("{}: {} ({})", hop.how.describe(), file.slice(hop.origin.span), file.path));
    }
    way
}

/// What is wrong, as `file:line: message (help)`.
fn complaints(files: &[(&str, &str)]) -> Vec<String> {
    let (project, sources) = project(files);
    let show = |diagnostic: &tollgate_source::Diagnostic| {
        let place = diagnostic.span.map_or_else(String::new, |span| {
            let file = sources.get(span.file);
            format!("{}:{}: ", file.path, file.line_column(span.start).line)
        });
        let help = diagnostic.help.as_deref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{place}{}{help}", diagnostic.message)
    };
    project.roots[0].diagnostics.iter().map(show).collect()
}
