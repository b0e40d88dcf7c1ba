//! `include`: other projects as parts of this one, each with its own folder and environment.

use std::sync::Arc;

use tollgate_source::{Diagnostic, WorldPath};

use super::{Base, Place, Session, is_too_deep, load, paths};
use crate::{
    INVALID,
    environment::env_files,
    model::{Entry, Kind, Map, Node},
};

/// The sections of an included project that become part of this one.
const SECTIONS: [&str; 6] = ["services", "volumes", "networks", "secrets", "configs", "models"];

/// Puts what `root` includes into it.
pub(crate) fn apply(session: &mut Session<'_>, root: &mut Node, file: &WorldPath, place: &Place<'_>) {
    let Some(map) = root.as_map_mut() else { return };
    let Some(include) = map.remove("include") else { return };
    let Kind::List(items) = include.value.kind else {
        if !include.value.is_null() {
            session.invalid(include.value.origin.span, "`include` must be a list of files");
        }
        return;
    };
    let mut included = place.included.clone();
    included.push(file.clone());
    for item in items {
        let Some(wanted) = Included::of(&item) else {
            session.invalid(item.origin.span, "an `include` is a path, or has a `path`");
            continue;
        };
        if is_too_deep(session, included.len(), item.origin.span) {
            return;
        }
        if let Some(imported) = project(session, &wanted, place, &included) {
            import(session, imported, map);
        }
    }
}

/// One element of `include`.
struct Included {
    paths: Vec<Node>,
    project_directory: Option<Node>,
    env_file: Vec<Node>,
}

impl Included {
    fn of(item: &Node) -> Option<Self> {
        let list = |node: Option<&Node>| match node.map(|node| &node.kind) {
            Some(Kind::List(items)) => items.clone(),
            Some(Kind::Text(_)) => node.cloned().into_iter().collect(),
            _ => Vec::new(),
        };
        let included = match &item.kind {
            Kind::Text(_) => Self { paths: vec![item.clone()], project_directory: None, env_file: Vec::new() },
            Kind::Map(_) => Self {
                paths: list(item.get("path")),
                project_directory: item.get("project_directory").filter(|node| node.as_str() != Some("")).cloned(),
                env_file: list(item.get("env_file")),
            },
            _ => return None,
        };
        (!included.paths.is_empty()).then_some(included)
    }
}

/// The tree of an included project.
fn project(session: &mut Session<'_>, wanted: &Included, place: &Place<'_>, included: &[WorldPath]) -> Option<Node> {
    let mut files = Vec::new();
    let mut relative = None;
    for path in &wanted.paths {
        let span = path.origin.span;
        let Some(name) = path.as_str() else {
            let message = "which file is included depends on a variable without a value: it was not read";
            session.report(Diagnostic::note(message).at(span));
            session.is_partial = true;
            return None;
        };
        if paths::is_remote(name) {
            session.is_partial = true;
            session.report(Diagnostic::note(format!("`{name}` is not fetched, so it was not checked")).at(span));
            return None;
        }
        let Some(located) = place.base.locate(name) else {
            session.invalid(span, format!("`{name}` leads out of the scanned folder"));
            return None;
        };
        if relative.is_none() {
            relative = Some(match wanted.project_directory.as_ref().and_then(Node::as_str) {
                Some(directory) => paths::join(&place.base.relative, directory),
                None => paths::folder(&paths::join(&place.base.relative, name)),
            });
            if let Some(first) = included.iter().position(|file| *file == located) {
                let way: Vec<String> = included[first..].iter().map(|file| format!("`{file}`")).collect();
                let message =
                    format!("files include one another in a circle: {} and again `{located}`", way.join(", "));
                session.invalid_with_help(span, message, "move what both need to a file that both include");
                return None;
            }
        }
        files.push((located, Some(span)));
    }
    let base = Base { project: place.base.project.clone(), relative: relative? };
    let mut env: Vec<(WorldPath, Option<tollgate_source::Span>)> = Vec::new();
    for file in &wanted.env_file {
        match file.as_str().map(|name| (name, place.base.locate(name))) {
            Some((_, Some(path))) => env.push((path, Some(file.origin.span))),
            Some((name, None)) => {
                session.invalid(file.origin.span, format!("`{name}` leads out of the scanned folder"));
            }
            None => {}
        }
    }
    if wanted.env_file.is_empty() {
        let own = base.locate(".env");
        env.extend(own.filter(|path| session.world.size(path).is_ok()).map(|path| (path, None)));
    }
    let from_files = env_files(session, &env, place.variables);
    let mut variables = place.variables.clone();
    variables.add_weaker(&from_files);
    let inner = Place { base, variables: &variables, included: included.to_vec() };
    Some(load(session, &files, &inner))
}

/// Adds the sections of `imported`; a name that is there already must say the same.
fn import(session: &mut Session<'_>, imported: Node, into: &mut Map) {
    let Kind::Map(mut imported) = imported.kind else { return };
    for section in SECTIONS {
        let Some(Entry { key_span, value }) = imported.remove(section) else { continue };
        let origin = value.origin.clone();
        let Kind::Map(entries) = value.kind else { continue };
        let empty = || Entry { key_span, value: Node::new(Kind::Map(Map::new()), origin) };
        let target = into.entry(Arc::from(section)).or_insert_with(empty);
        if target.value.is_null() {
            target.value.kind = Kind::Map(Map::new());
        }
        let Some(target) = target.value.as_map_mut() else { continue };
        for (name, entry) in entries {
            match target.get(&name) {
                None => {
                    target.insert(name, entry);
                }
                Some(own) if own.value.says_the_same(&entry.value) => {}
                Some(own) => {
                    let message = format!("`{section}.{name}` is defined here and differently in an included file");
                    let diagnostic = Diagnostic::error(message).code(INVALID).at(own.key_span);
                    let help = "an override file may change what is included; the file that includes it may not";
                    session.report(diagnostic.label(entry.key_span, "in the included file").help(help));
                }
            }
        }
    }
}
