//! Short forms written out, defaults filled in, and every value in the one shape that it has in the merged model.

mod finish;
mod ports;
mod shell;
mod units;
mod volumes;

use std::sync::Arc;

use crate::{
    load::Session,
    merge::names_to_map,
    model::{Entry, Kind, Map, Node, Path},
};

pub(crate) use finish::finish;
pub(crate) use volumes::target as volume_target;

/// Short forms at these paths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    Build,
    /// `source`
    FileMount,
    KeyValue,
    DependsOn,
    EnvFiles,
    TextOrList,
    Gpus,
    Names,
    Volume,
    Device,
    Ports,
    Ssh,
    External,
}

const FORMS: &[(&str, Form)] = &[
    ("services.*.build", Form::Build),
    ("services.*.build.secrets.[]", Form::FileMount),
    ("services.*.build.additional_contexts", Form::KeyValue),
    ("services.*.build.ssh", Form::Ssh),
    ("services.*.depends_on", Form::DependsOn),
    ("services.*.env_file", Form::EnvFiles),
    ("services.*.label_file", Form::TextOrList),
    ("services.*.gpus", Form::Gpus),
    ("services.*.networks", Form::Names),
    ("services.*.models", Form::Names),
    ("services.*.volumes.[]", Form::Volume),
    ("services.*.dns", Form::TextOrList),
    ("services.*.devices.[]", Form::Device),
    ("services.*.secrets.[]", Form::FileMount),
    ("services.*.configs.[]", Form::FileMount),
    ("services.*.ports", Form::Ports),
    ("services.*.develop.watch.[].ignore", Form::TextOrList),
    ("services.*.develop.watch.[].include", Form::TextOrList),
    ("volumes.*", Form::External),
    ("networks.*", Form::External),
    ("secrets.*", Form::External),
    ("configs.*", Form::External),
];

/// Writes short forms out.
pub(crate) fn canonical(session: &mut Session<'_>, node: &mut Node) {
    walk(session, node, &Path::root());
}

fn walk(session: &mut Session<'_>, node: &mut Node, path: &Path) {
    if let Some((_, form)) = FORMS.iter().find(|(pattern, _)| path.matches(pattern)) {
        apply(session, node, *form, path);
    }
    if path.matches("services.*.dns")
        && let Kind::List(items) = &mut node.kind
    {
        items.retain(|item| !item.is_null() && item.as_str() != Some(""));
    }
    match &mut node.kind {
        Kind::Map(map) => map.iter_mut().for_each(|(key, entry)| walk(session, &mut entry.value, &path.then(key))),
        Kind::List(items) => {
            let path = path.item();
            items.retain_mut(|item| {
                walk(session, item, &path);
                // What cannot be read is told and left out.
                !is_dropped(item, &path)
            });
        }
        _ => {}
    }
}

/// A mount that is still a text is none.
fn is_dropped(item: &Node, path: &Path) -> bool {
    let is_mount = ["services.*.volumes.[]", "services.*.devices.[]"].iter().any(|pattern| path.matches(pattern));
    is_mount && !matches!(item.kind, Kind::Map(_))
}

fn apply(session: &mut Session<'_>, node: &mut Node, form: Form, path: &Path) {
    let origin = node.origin.clone();
    let taken = |node: &mut Node| std::mem::replace(node, Node::null(origin.clone()));
    match form {
        Form::Build if node.as_text().is_some() => *node = Node::object([("context", taken(node))], origin.clone()),
        Form::FileMount if node.as_text().is_some() => *node = Node::object([("source", taken(node))], origin.clone()),
        Form::TextOrList if node.as_text().is_some() => {
            *node = Node::new(Kind::List(vec![taken(node)]), origin.clone())
        }
        Form::KeyValue => {
            for item in node.items() {
                if item.as_text().is_some_and(|text| !text.chars.contains('=')) {
                    session.invalid(item.origin.span, format!("an element of `{path}` must be `name=value`"));
                }
            }
            finish::key_values(node, true);
        }
        Form::DependsOn => {
            *node = names_to_map(taken(node), true);
            for (_, entry) in node.as_map_mut().into_iter().flatten() {
                let usual = crate::merge::started(entry.value.origin.clone());
                if entry.value.is_null() {
                    entry.value = usual;
                } else if let (Some(map), Kind::Map(usual)) = (entry.value.as_map_mut(), usual.kind) {
                    for (key, value) in usual {
                        map.entry(key).or_insert(value);
                    }
                }
            }
        }
        Form::Names => *node = names_to_map(taken(node), false),
        Form::EnvFiles => {
            let items = match taken(node) {
                Node { kind: Kind::List(items), .. } => items,
                text @ Node { kind: Kind::Text(_), .. } => vec![text],
                other => {
                    *node = other;
                    return;
                }
            };
            let file = |item: Node| {
                let origin = item.origin.clone();
                let required = || Node::new(Kind::Bool(true), origin.clone());
                match item.kind {
                    Kind::Map(mut map) => {
                        let entry = || Entry { key_span: origin.span, value: required() };
                        map.entry("required".into()).or_insert_with(entry);
                        Node::new(Kind::Map(map), item.origin)
                    }
                    _ => Node::object([("path", item), ("required", required())], origin.clone()),
                }
            };
            *node = Node::new(Kind::List(items.into_iter().map(file).collect()), origin.clone());
        }
        Form::Gpus if node.as_text().is_some() => {
            let all = Node::object([("count", Node::text("all", origin.clone()))], origin.clone());
            *node = Node::new(Kind::List(vec![all]), origin.clone());
        }
        Form::Volume if node.as_text().is_some() => match volumes::long(node) {
            Ok(long) => *node = long,
            Err(reason) => invalid(session, node, path, "a volume", &reason),
        },
        Form::Device if node.as_text().is_some() => match device(node) {
            Some(long) => *node = long,
            None => invalid(session, node, path, "a device", "it has too many colons"),
        },
        Form::Volume | Form::Device if node.as_map().is_some() && node.get("target").is_none() => {
            session.invalid(
                node.origin.span,
                format!("an element of `{path}` lacks `target`: where it is in the container"),
            );
        }
        Form::Volume if node.get("type").and_then(Node::as_str) == Some("bind") && node.get("source").is_none() => {
            session.invalid(
                node.origin.span,
                format!("an element of `{path}` lacks `source`: what of the host is mounted"),
            );
        }
        Form::Ports => {
            if let Kind::List(items) = &mut node.kind {
                let mut long = Vec::new();
                for item in std::mem::take(items) {
                    if item.as_map().is_some() && item.get("target").is_none() {
                        let message = format!("an element of `{path}` lacks `target`: the port in the container");
                        session.invalid(item.origin.span, message);
                        continue;
                    }
                    match ports::long(&item) {
                        Ok(ports) => long.extend(ports),
                        Err(reason) => invalid(session, &item, path, "a port", &reason),
                    }
                }
                *items = long;
            }
        }
        Form::Ssh => {
            if let Kind::List(items) = &mut node.kind {
                let mut map = Map::new();
                for item in std::mem::take(items) {
                    let Some(text) = item.as_text().cloned() else { continue };
                    let (key, value) = match text.chars.split_once('=') {
                        Some((id, path)) => {
                            let start = text.chars.len() - path.len();
                            (Arc::from(id), item.part(&text, start..text.chars.len()))
                        }
                        None => {
                            if &*text.chars != "default" {
                                let message = format!("`{}` has no path: write `{0}=path`", text.shown());
                                session.invalid(item.origin.span, message);
                            }
                            (Arc::clone(&text.chars), Node::null(item.origin.clone()))
                        }
                    };
                    map.insert(key, Entry { key_span: item.origin.span, value });
                }
                node.kind = Kind::Map(map);
            }
        }
        Form::External => external(session, node, path),
        _ => {}
    }
}

fn invalid(session: &mut Session<'_>, node: &Node, path: &Path, what: &str, reason: &str) {
    let shown = node.printed().map(|text| text.shown()).unwrap_or_default();
    session.invalid(node.origin.span, format!("`{shown}` at `{path}` cannot be read as {what}: {reason}"));
}

fn device(node: &Node) -> Option<Node> {
    let text = node.as_text()?.clone();
    let parts = parts(&text.chars, ':');
    if parts.len() > 3 {
        return None;
    }
    let source = node.part(&text, parts.first()?.clone());
    let target = parts.get(1).filter(|range| !range.is_empty()).map(|range| node.part(&text, range.clone()));
    let permissions = match parts.get(2) {
        Some(range) => node.part(&text, range.clone()),
        None => Node::text("rwm", node.origin.clone()),
    };
    let target = target.unwrap_or_else(|| source.clone());
    let entries = [("source", source), ("target", target), ("permissions", permissions)];
    Some(Node::object(entries, node.origin.clone()))
}

/// The ranges between separators.
fn parts(text: &str, separator: char) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.match_indices(separator) {
        found.push(start..at);
        start = at + c.len();
    }
    found.push(start..text.len());
    found
}

/// `external: {name: x}` of old files.
fn external(session: &mut Session<'_>, node: &mut Node, path: &Path) {
    let Some(map) = node.as_map_mut() else { return };
    let Some(entry) = map.get_mut("external") else { return };
    let Kind::Map(old) = &mut entry.value.kind else { return };
    let name = old.remove("name");
    let span = entry.value.origin.span;
    entry.value.kind = Kind::Bool(true);
    if let Some(name) = name {
        let message = format!("`{path}.external.name` is deprecated");
        let help = "write `name` beside `external: true`";
        session.report(tollgate_source::Diagnostic::warning(message).at(span).help(help));
        if let Some(own) = map.get("name")
            && !own.value.says_the_same(&name.value)
        {
            session.invalid(span, format!("`{path}` has a `name` and another one within `external`"));
            return;
        }
        map.insert("name".into(), name);
    }
}

/// Fills in what a project has without saying so.
pub(crate) fn defaults(node: &mut Node) {
    let services = node.as_map_mut().and_then(|map| map.get_mut("services"));
    for (_, entry) in services.and_then(|entry| entry.value.as_map_mut()).into_iter().flatten() {
        let Some(service) = entry.value.as_map_mut() else { continue };
        if let Some(build) = service.get_mut("build") {
            default(&mut build.value, "context", |origin| Node::text(".", origin));
        }
        each(service, "secrets", |secret| {
            let source = secret.get("source").and_then(Node::printed).map(|text| text.shown()).unwrap_or_default();
            default(secret, "target", |origin| Node::text(format!("/run/secrets/{source}"), origin));
        });
        each(service, "ports", |port| {
            default(port, "protocol", |origin| Node::text("tcp", origin));
            default(port, "mode", |origin| Node::text("ingress", origin));
        });
        each(service, "gpus", default_count);
        let devices = service.get_mut("deploy").and_then(|entry| entry.value.as_map_mut());
        let devices = devices.and_then(|map| map.get_mut("resources")).and_then(|entry| entry.value.as_map_mut());
        let devices = devices.and_then(|map| map.get_mut("reservations")).and_then(|entry| entry.value.as_map_mut());
        if let Some(reservations) = devices {
            each(reservations, "devices", default_count);
        }
    }
}

fn default_count(request: &mut Node) {
    if request.get("device_ids").is_none() {
        default(request, "count", |origin| Node::text("all", origin));
    }
}

fn each(map: &mut Map, key: &str, mut f: impl FnMut(&mut Node)) {
    if let Some(Entry { value: Node { kind: Kind::List(items), .. }, .. }) = map.get_mut(key) {
        items.iter_mut().for_each(&mut f);
    }
}

fn default(node: &mut Node, key: &str, value: impl FnOnce(tollgate_ir::Origin) -> Node) {
    let origin = node.origin.clone();
    if let Some(map) = node.as_map_mut()
        && !map.contains_key(key)
    {
        map.insert(key.into(), Entry { key_span: origin.span, value: value(origin) });
    }
}
