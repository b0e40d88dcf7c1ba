//! Patches: which objects they are for, and what they do there.

use std::sync::Arc;

use tollgate_ir::{Entry, Kind, Tri, Value};

use super::merge::{make_opaque, make_unknown, merge};
use crate::{object::Object, scope::has_name};

/// What a patch is laid over.
pub(super) struct Target<'v> {
    said: &'v Value,
    /// Names are patterns rather than the names of what was read.
    is_pattern: bool,
}

impl<'v> Target<'v> {
    /// The `target` of a patch.
    pub(super) fn written(target: &'v Value) -> Self {
        Self { said: target, is_pattern: true }
    }

    /// What a patch itself says it is for.
    pub(super) fn of_patch(patch: &'v Value) -> Self {
        Self { said: patch, is_pattern: false }
    }

    /// Whether the patch is for `object`; unknown where labels decide as well, which are not looked at.
    pub(super) fn is(&self, object: &Object) -> Tri {
        let said = |key: &str| self.said.get(key).and_then(Value::as_str);
        let within = |key: &str| self.said.get("metadata").and_then(|metadata| metadata.get(key)?.as_str());
        let is_kind = said("kind").is_none_or(|kind| kind == &*object.id.kind);
        if !self.is_pattern {
            let api_version = said("apiVersion").unwrap_or_default();
            let group = api_version.split_once('/').map_or("", |(group, _)| group);
            let namespace =
                within("namespace").is_none_or(|namespace| Some(namespace) == object.id.namespace.as_deref());
            let is_name = within("name") == Some(&*object.written);
            return Tri::from(is_kind && group == &*object.id.group && namespace && is_name);
        }
        let is_group = said("group").is_none_or(|group| group == &*object.id.group);
        let is_version = said("version").is_none_or(|version| version == &*object.id.version);
        let namespace = object.id.namespace.as_deref().unwrap_or("default");
        let is_name = said("name").map_or(Tri::Yes, |of| matches(of, &object.written).or(matches(of, &object.id.name)));
        let is_there = said("namespace").map_or(Tri::Yes, |of| matches(of, namespace));
        let by_labels = ["labelSelector", "annotationSelector"].iter().any(|key| self.said.get(key).is_some());
        let labels = if by_labels { Tri::Unknown } else { Tri::Yes };
        Tri::from(is_kind && is_group && is_version).and(is_name).and(is_there).and(labels)
    }
}

/// Whether a name is that of a pattern, a regular expression of the whole name. What people write is read: names,
/// `.*` at either end, and several of these between bars.
fn matches(pattern: &str, name: &str) -> Tri {
    let part = |part: &str| {
        let (start, rest) = part.strip_prefix(".*").map_or((false, part), |rest| (true, rest));
        let (end, word) = rest.strip_suffix(".*").map_or((false, rest), |word| (true, word));
        if !word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            return Tri::Unknown;
        }
        Tri::from(match (start, end) {
            (false, false) => name == word,
            (true, false) => name.ends_with(word),
            (false, true) => name.starts_with(word),
            (true, true) => name.contains(word),
        })
    };
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let pattern = pattern.strip_suffix('$').unwrap_or(pattern);
    if pattern == ".*" { Tri::Yes } else { pattern.split('|').map(part).fold(Tri::No, Tri::or) }
}

/// Lays a merge patch over an object.
pub(super) fn merge_into(object: &mut Object, patch: &Value, by: &Arc<str>) {
    let is_builtin = has_name(&object.id.group, &object.id.kind);
    let Kind::Object(entries, _) = &patch.kind else { return };
    // What says whom the patch is for changes nobody's name.
    let entries = entries.iter().filter(|(key, _)| !matches!(&***key, "apiVersion" | "kind"));
    let mut body = entries.map(|(key, entry)| (Arc::clone(key), entry.clone())).collect();
    drop_names(&mut body);
    let patch = Value { kind: Kind::Object(Arc::new(body), tollgate_ir::Open::Closed), ..patch.clone() };
    merge(&mut object.body, &patch, "", is_builtin, by);
}

fn drop_names(body: &mut std::collections::BTreeMap<Arc<str>, Entry>) {
    let Some(entry) = body.get_mut("metadata") else { return };
    if let Kind::Object(entries, _) = &mut entry.value.kind {
        let entries = Arc::make_mut(entries);
        ["name", "namespace"].iter().for_each(|key| drop(entries.remove(*key)));
    }
}

/// Longer than any path of an object.
const MAX_DEPTH: usize = 64;

/// Does the operations of a JSON patch (RFC 6902) to an object. From the first one on that cannot be followed, what
/// is at its path is unknown.
pub(super) fn operate(object: &mut Object, operations: &[Value], by: &Arc<str>) {
    for operation in operations {
        let said = |key: &str| operation.get(key).and_then(Value::as_str);
        let (Some(op), Some(path)) = (said("op"), said("path")) else { continue };
        let path: Vec<String> =
            path.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
        if matches!(path.first().map(String::as_str), None | Some("apiVersion" | "kind")) {
            continue;
        }
        // Values are walked by recursion, and operations could make them as deep as they are many.
        if path.len() > MAX_DEPTH {
            make_opaque(&mut object.body, by);
            continue;
        }
        match (op, operation.get("value")) {
            ("add" | "replace", Some(value)) => put(&mut object.body, &path, value, op == "add", by),
            ("remove", _) => remove(&mut object.body, &path, by),
            ("test", _) => {}
            _ => blur(&mut object.body, &path, by),
        }
    }
}

fn put(value: &mut Value, path: &[String], new: &Value, is_add: bool, by: &Arc<str>) {
    let Some((first, rest)) = path.split_first() else {
        *value = new.clone();
        return;
    };
    match &mut value.kind {
        Kind::Object(entries, _) => {
            let entries = Arc::make_mut(entries);
            if rest.is_empty() {
                let key_span = new.origin.span;
                entries.insert(first.as_str().into(), Entry { key_span, value: new.clone() });
            } else if let Some(entry) = entries.get_mut(first.as_str()) {
                put(&mut entry.value, rest, new, is_add, by);
            }
        }
        Kind::Tuple(items, _) => {
            let items = Arc::make_mut(items);
            match (first.as_str(), first.parse::<usize>()) {
                ("-", _) if rest.is_empty() => items.push(new.clone()),
                (_, Ok(at)) if rest.is_empty() && is_add && at <= items.len() => items.insert(at, new.clone()),
                (_, Ok(at)) if at < items.len() => put(&mut items[at], rest, new, is_add, by),
                _ => make_unknown(value, by),
            }
        }
        _ => make_unknown(value, by),
    }
}

fn remove(value: &mut Value, path: &[String], by: &Arc<str>) {
    let Some((first, rest)) = path.split_first() else { return };
    match &mut value.kind {
        Kind::Object(entries, _) if rest.is_empty() => drop(Arc::make_mut(entries).remove(first.as_str())),
        Kind::Object(entries, _) => {
            if let Some(entry) = Arc::make_mut(entries).get_mut(first.as_str()) {
                remove(&mut entry.value, rest, by);
            }
        }
        Kind::Tuple(items, _) => match first.parse::<usize>() {
            Ok(at) if at < items.len() => {
                let items = Arc::make_mut(items);
                if rest.is_empty() { drop(items.remove(at)) } else { remove(&mut items[at], rest, by) }
            }
            _ => make_unknown(value, by),
        },
        _ => {}
    }
}

fn blur(value: &mut Value, path: &[String], by: &Arc<str>) {
    match (path.first().map(String::as_str), &mut value.kind) {
        (Some("metadata"), _) => {}
        (Some(first), Kind::Object(entries, _)) if entries.contains_key(first) => {
            if let Some(entry) = Arc::make_mut(entries).get_mut(first) {
                make_unknown(&mut entry.value, by);
            }
        }
        _ => make_opaque(value, by),
    }
}
