//! `[source:]target[:options]`

use std::ops::Range;

use tollgate_source::clean_path;

use crate::model::{HOLE, Kind, Node, Text};

/// The mount that a text stands for.
pub(super) fn long(item: &Node) -> Result<Node, String> {
    let Some(text) = item.as_text() else { return Ok(item.clone()) };
    let whole = &*text.chars;
    let origin = &item.origin;
    let word = |chars: &str| Node::text(chars, origin.clone());
    if whole.is_empty() {
        return Err("it is empty".to_owned());
    }
    if whole.chars().eq([HOLE]) {
        return Ok(Node::object(
            [("type", item.clone()), ("source", item.clone()), ("target", item.clone())],
            origin.clone(),
        ));
    }
    if whole.len() <= 2 {
        return Ok(Node::object([("type", word("volume")), ("target", item.clone())], origin.clone()));
    }
    let sections = sections(whole);
    if sections.iter().any(Range::is_empty) {
        return Err("there is nothing between two colons".to_owned());
    }
    let (source, target, options) = match sections.as_slice() {
        [target] => (None, target.clone(), None),
        [source, target] => (Some(source.clone()), target.clone(), None),
        [source, target, options] => (Some(source.clone()), target.clone(), Some(options.clone())),
        _ => return Err("it has too many colons".to_owned()),
    };
    let mut entries: Vec<(&'static str, Node)> = Vec::new();
    let mut bind: Vec<(&'static str, Node)> = Vec::new();
    let mut volume: Vec<(&'static str, Node)> = Vec::new();
    for range in options.into_iter().flat_map(|range| inner(whole, range, ',')) {
        let part = || item.part(text, range.clone());
        let flag = |value| Node::new(Kind::Bool(value), part().origin);
        match &whole[range.clone()] {
            "ro" => entries.push(("read_only", flag(true))),
            "nocopy" => volume.push(("nocopy", flag(true))),
            "z" | "Z" => bind.push(("selinux", part())),
            "rprivate" | "private" | "rshared" | "shared" | "rslave" | "slave" => bind.push(("propagation", part())),
            // An option that depends on a variable may be `ro`.
            option if option.contains(HOLE) => entries.push(("read_only", part())),
            _ => {}
        }
    }
    let kind = match &source {
        Some(range) if whole[range.clone()].starts_with(HOLE) => item.part(text, range.clone()),
        Some(range) if is_path(&whole[range.clone()]) => word("bind"),
        _ => word("volume"),
    };
    match kind.as_str() {
        Some("bind") => {
            bind.push(("create_host_path", Node::new(Kind::Bool(true), origin.clone())));
            entries.push(("bind", Node::object(bind, origin.clone())));
            entries.extend((!volume.is_empty()).then(|| ("volume", Node::object(volume, origin.clone()))));
        }
        Some(_) => {
            entries.push(("volume", Node::object(volume, origin.clone())));
            entries.extend((!bind.is_empty()).then(|| ("bind", Node::object(bind, origin.clone()))));
        }
        None => {}
    }
    entries.push(("type", kind));
    entries.extend(source.map(|range| ("source", item.part(text, range))));
    let cleaned = clean_path(&whole[target.clone()]);
    let mut target = item.part(text, target);
    if let Kind::Text(text) = &mut target.kind
        && *text.chars != *cleaned
    {
        *text = Text { chars: cleaned.into(), ..text.clone() };
    }
    entries.push(("target", target));
    Ok(Node::object(entries, origin.clone()))
}

/// Where the short form `text` mounts.
pub(crate) fn target(text: &str) -> String {
    let sections = sections(text);
    let range = if sections.len() > 1 { sections[1].clone() } else { 0..text.len() };
    text[range].to_owned()
}

/// The ranges between colons; one behind a letter alone belongs to a drive of Windows, as does one within `${…}`.
fn sections(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0usize);
    for (at, c) in text.char_indices() {
        match c {
            '{' if text[..at].ends_with('$') => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ':' if depth == 0
                && !(at - start == 1 && text[start..at].starts_with(|c: char| c.is_ascii_alphabetic())) =>
            {
                found.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(start..text.len());
    found
}

fn inner(text: &str, range: Range<usize>, separator: char) -> Vec<Range<usize>> {
    let offset = range.start;
    super::parts(&text[range], separator).into_iter().map(|part| part.start + offset..part.end + offset).collect()
}

/// Whether a source is a path rather than the name of a volume.
fn is_path(source: &str) -> bool {
    let mut chars = source.chars();
    match chars.next() {
        Some('.' | '/' | '~') => true,
        Some('\\') => source.starts_with("\\\\"),
        Some(c) => c.is_ascii_alphabetic() && chars.next() == Some(':'),
        None => false,
    }
}
