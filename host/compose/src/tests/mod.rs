//! What Docker Compose says, and what has to come out here: recorded answers, and what is known beyond them.

mod bad_input;
mod hostile;
mod recorded;
mod values;

use tollgate_ir::Project;
use tollgate_source::{MemoryWorld, SourceMap, WorldPath};

use crate::{Request, Unset, evaluate};

fn path(text: &str) -> WorldPath {
    WorldPath::new(text).expect("inside")
}

/// The project of `files`, of which the first ones whose names begin with `compose` are merged.
fn project(files: &[(&str, &str)]) -> (Project, SourceMap) {
    let mut world = MemoryWorld::new();
    for (name, text) in files {
        world.insert(path(name), text);
    }
    let sources = SourceMap::new();
    let named = files.iter().map(|(name, _)| *name).filter(|name| name.starts_with("compose"));
    let request = Request {
        world: &world,
        sources: &sources,
        files: named.map(path).collect(),
        variant: "".into(),
        env: Vec::new(),
        env_files: Vec::new(),
        profiles: Vec::new(),
        root_name: None,
        unset: Unset::Unknown,
    };
    (evaluate(&request), sources)
}

/// What is wrong, as `file:line: message (help)`, for `text` as the only file.
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
