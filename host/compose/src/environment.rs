//! Environment files: those of the project, and those of services, whose variables end up in `environment`.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_source::{Diagnostic, ReadError, Span, UNREADABLE, WorldPath, read_configuration};

use crate::{
    interpolate::{
        dotenv::{self, EnvFile},
        variables::Variables,
    },
    load::{Base, Session},
    model::{Entry, Kind, Map, Node, Supply, Text},
};

/// The variables of `files`, the later the stronger. Each may use those of `outer` and of the files before it.
pub(crate) fn env_files(
    session: &mut Session<'_>,
    files: &[(WorldPath, Option<Span>)],
    outer: &Variables,
) -> Variables {
    let mut all = Variables::default();
    for (path, named_at) in files {
        if let Some(found) = read(session, path, *named_at, outer, &all, false) {
            for (name, variable) in found.variables.all() {
                all.set(name, variable.clone());
            }
        }
    }
    all
}

/// Gives the names in lists of variables that stand alone the value they have outside: an included project has
/// variables of its own, which are gone later.
pub(crate) fn bare_names(whole: &mut Node, variables: &Variables) {
    let services = whole.as_map_mut().and_then(|map| map.get_mut("services"));
    for (_, entry) in services.and_then(|entry| entry.value.as_map_mut()).into_iter().flatten() {
        let environment = entry.value.as_map_mut().and_then(|service| service.get_mut("environment"));
        let Some(Kind::List(items)) = environment.map(|entry| &mut entry.value.kind) else { continue };
        for item in items {
            let Some(text) = item.as_text().filter(|text| !text.chars.contains('=')) else { continue };
            let Some(outside) = variables.get(&text.chars) else { continue };
            let whole = text.then(&Text::new("=")).then(&outside.value);
            let supply = Supply { variable: true, ..whole.supply };
            if let Some((how, from)) = outside.origin.clone() {
                item.origin = from.via(item.origin.span, how);
            }
            item.kind = Kind::Text(Text { supply, ..whole });
        }
    }
}

fn read(
    session: &mut Session<'_>,
    path: &WorldPath,
    named_at: Option<Span>,
    outer: &Variables,
    inner: &Variables,
    is_raw: bool,
) -> Option<EnvFile> {
    let bytes = match read_configuration(session.world, path) {
        Ok(bytes) => bytes,
        Err(error) => {
            missing(session, &error, named_at);
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let file = session.sources.add(path.clone(), text.clone());
    let name = path.as_str();
    let (found, error) = if is_raw {
        (dotenv::read_raw(file, name, &text, outer), None)
    } else {
        dotenv::read(file, name, &text, outer, inner, session.unset)
    };
    session.secrets.extend(&found.values);
    for name in &found.unset {
        session.unset_variable(name, Span::start_of(file));
    }
    if let Some(error) = error {
        // Whatever it was meant to be: from this line on it is nobody's to see.
        let line = text[..error.span.range().start].rfind('\n').map_or(0, |at| at + 1);
        session.secrets.push(Span::new(file, line, text.len()));
        let message = format!("`{path}` cannot be read as an environment file: {}", error.message);
        session.report(Diagnostic::error(message).code(crate::INVALID).at(error.span));
    }
    Some(found)
}

fn missing(session: &mut Session<'_>, error: &ReadError, named_at: Option<Span>) {
    match (error, named_at) {
        // Often it is made on the machine that runs the project and not committed.
        (ReadError::NotFound { path }, Some(span)) => {
            let message = format!("the environment file `{path}` does not exist");
            let help = "without it the project does not start: create it, or write `required: false`";
            session.report(Diagnostic::error(message).code(UNREADABLE).at(span).help(help));
        }
        _ => session.unreadable(error, named_at),
    }
}

/// Puts the variables of `env_file` into the `environment` of each service, below what is written there, and gives
/// variables without a value the one they have outside. What came from where is told beside.
/// Only services that `is_read` are looked at.
pub(crate) fn resolve(
    session: &mut Session<'_>,
    whole: &mut Node,
    base: &Base,
    variables: &Variables,
    is_read: &dyn Fn(&Node) -> bool,
) -> Sources {
    let mut sources = Sources::default();
    let services = whole.as_map_mut().and_then(|map| map.get_mut("services"));
    for (name, entry) in services.and_then(|entry| entry.value.as_map_mut()).into_iter().flatten() {
        if !is_read(&entry.value) {
            continue;
        }
        service(session, name, &mut entry.value, base, variables, &mut sources);
        labels(session, &mut entry.value, base);
    }
    sources
}

/// Where the variables of services come from, when they are not written as they are: by service and name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources(pub(crate) BTreeMap<Arc<str>, BTreeMap<Arc<str>, &'static str>>);

fn service(
    session: &mut Session<'_>,
    service_name: &Arc<str>,
    service: &mut Node,
    base: &Base,
    variables: &Variables,
    sources: &mut Sources,
) {
    let origin = service.origin.clone();
    let Some(map) = service.as_map_mut() else { return };
    let mut own = match map.get_mut("environment").map(|entry| &mut entry.value.kind) {
        Some(Kind::Map(own)) => std::mem::take(own),
        _ => Map::new(),
    };
    let mut told: BTreeMap<Arc<str>, &'static str> = BTreeMap::new();
    for (name, entry) in &mut own {
        if entry.value.is_null()
            && let Some(outside) = variables.get(name)
        {
            let span = entry.value.origin.span;
            let origin = outside.origin.clone().map(|(how, from)| from.via(span, how));
            entry.value = Node::new(Kind::Text(outside.value.clone()), origin.unwrap_or(entry.value.origin.clone()));
            told.insert(Arc::clone(name), "variable");
        }
        match entry.value.as_text().map(|text| text.supply) {
            Some(Supply { variable: true, .. }) => told.insert(Arc::clone(name), "variable"),
            Some(Supply { default: true, .. }) => told.insert(Arc::clone(name), "default"),
            _ => None,
        };
    }
    // What a file may use besides the project's variables.
    let mut visible = Variables::default();
    for (name, entry) in &own {
        if let Some(text) = entry.value.as_text() {
            let origin = Some((tollgate_ir::How::EnvironmentVariable(Arc::clone(name)), entry.value.origin.clone()));
            visible.set(name, crate::interpolate::variables::Variable { value: text.clone(), origin });
        }
    }
    let mut from_files = Map::new();
    let files: Vec<Node> = map.get("env_file").map(|entry| entry.value.items().to_vec()).unwrap_or_default();
    for file in &files {
        let Some(path) = file.get("path") else { continue };
        let span = path.origin.span;
        let Some(written) = path.as_str() else { continue };
        let is_required = file.get("required").and_then(Node::as_bool).unwrap_or(true);
        let format = file.get("format").and_then(Node::as_str);
        if let Some(format) = format.filter(|format| !format.is_empty() && *format != "raw") {
            session.invalid(span, format!("`{format}` is no format of environment files: the only one is `raw`"));
            continue;
        }
        let Some(located) = base.project.join(written) else {
            let message = format!("`{written}` leads out of the scanned folder and was not read");
            session.report(Diagnostic::warning(message).at(span));
            continue;
        };
        if !is_required && matches!(session.world.size(&located), Err(ReadError::NotFound { .. })) {
            continue;
        }
        let found = read(session, &located, Some(span), variables, &visible, format == Some("raw"));
        for (name, variable) in found.iter().flat_map(|found| found.variables.all()) {
            let origin = variable.origin.clone().map_or(path.origin.clone(), |(how, from)| from.via(span, how));
            let value = Node::new(Kind::Text(variable.value.clone()), origin);
            visible.set(name, variable.clone());
            from_files.insert(Arc::clone(name), Entry { key_span: span, value });
        }
    }
    for (name, entry) in from_files {
        if let std::collections::btree_map::Entry::Vacant(place) = own.entry(name) {
            told.insert(Arc::clone(place.key()), "env_file");
            place.insert(entry);
        }
    }
    match map.get_mut("environment") {
        Some(entry) if matches!(entry.value.kind, Kind::Map(_)) => entry.value.kind = Kind::Map(own),
        None if !own.is_empty() => {
            let at = map.get("env_file").map_or(origin, |entry| entry.value.origin.clone());
            let value = Node::new(Kind::Map(own), at.clone());
            map.insert("environment".into(), Entry { key_span: at.span, value });
        }
        _ => {}
    }
    sources.0.insert(Arc::clone(service_name), told);
}

/// Labels of `label_file`, below those that are written.
fn labels(session: &mut Session<'_>, service: &mut Node, base: &Base) {
    let Some(map) = service.as_map_mut() else { return };
    let files: Vec<Node> = map.get("label_file").map(|entry| entry.value.items().to_vec()).unwrap_or_default();
    let mut found = Map::new();
    let mut seen = Variables::default();
    for file in &files {
        let span = file.origin.span;
        let Some(located) = file.as_str().and_then(|path| base.project.join(path)) else { continue };
        let read = read(session, &located, Some(span), &Variables::default(), &seen, false);
        for (name, variable) in read.iter().flat_map(|read| read.variables.all()) {
            let origin = variable.origin.clone().map_or(file.origin.clone(), |(how, from)| from.via(span, how));
            let value = Node::new(Kind::Text(variable.value.clone()), origin);
            seen.set(name, variable.clone());
            found.insert(Arc::clone(name), Entry { key_span: span, value });
        }
    }
    if found.is_empty() {
        return;
    }
    let at = files[0].origin.clone();
    let entry = map
        .entry("labels".into())
        .or_insert_with(|| Entry { key_span: at.span, value: Node::new(Kind::Map(Map::new()), at.clone()) });
    if let Some(labels) = entry.value.as_map_mut() {
        for (name, entry) in found {
            labels.entry(name).or_insert(entry);
        }
    }
}
