//! The parts of an image's name. What is behind the last literal slash is known, whatever a variable before it says.

use std::{collections::BTreeMap, ops::Range};

use tollgate_ir::Value;

use super::{derived, text};
use crate::model::{HOLE, Node, Text};

/// `registry`, `repository`, `name`, `tag` and `digest` of an image.
pub(super) fn reference(node: &Node, image: &Text) -> Value {
    let chars = &*image.chars;
    let part = |range: Range<usize>| {
        let part = node.part(image, range);
        let part_text = part.as_text().cloned().unwrap_or_default();
        text(&part_text, part.origin)
    };
    let mut entries = BTreeMap::new();
    let span = node.origin.span;
    let mut add = |key: &str, value: Value| entries.extend([derived(key, span, value)]);
    // A hole alone may be everything.
    if chars.chars().eq([HOLE]) {
        for key in ["registry", "repository", "name", "tag", "digest"] {
            add(key, part(0..chars.len()));
        }
        return Value::object(entries, node.origin.clone());
    }
    let (named, digest) = match chars.find('@') {
        Some(at) => (0..at, Some(at + 1..chars.len())),
        None => (0..chars.len(), None),
    };
    if let Some(digest) = digest {
        add("digest", part(digest));
    }
    let name_start = chars[named.clone()].rfind('/').map_or(0, |at| at + 1);
    let tail = &chars[name_start..named.end];
    let (name, tag) = match tail.find(':') {
        Some(at) => (name_start..name_start + at, Some(name_start + at + 1..named.end)),
        None => (name_start..named.end, None),
    };
    // `app${SUFFIX}` may have a tag in its suffix, or more.
    let is_open = chars[name.clone()].contains(HOLE);
    match tag {
        Some(tag) => add("tag", part(tag)),
        None if is_open => add("tag", part(name.clone())),
        None => {}
    }
    add("name", part(name.clone()));
    let first = chars[..name.end].find('/').map(|at| 0..at);
    let registry = first.filter(|range| {
        let first = &chars[range.clone()];
        first.contains(['.', ':', HOLE]) || first == "localhost"
    });
    let repository_start = registry.as_ref().map_or(0, |range| range.end + 1);
    if let Some(registry) = registry {
        let is_open = chars[registry.clone()].contains(HOLE);
        add("registry", part(registry.clone()));
        // A variable for the registry may bring a part of the path along.
        if is_open {
            add("repository", part(0..name.end));
            return Value::object(entries, node.origin.clone());
        }
    }
    add("repository", part(repository_start..name.end));
    Value::object(entries, node.origin.clone())
}
