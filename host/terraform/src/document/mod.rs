//! Documents within strings: policies, container definitions and dashboards that are written as JSON.
//!
//! A string that is the encoding of a value carries that value ([`tollgate_ir::Value::document`]): so it comes
//! from `jsonencode()`, and so it is read out of quoted strings, heredocs, templates and files. Every value in
//! it has its place in the text that people edit.

mod places;
mod read;

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{Entry, How, Kind, Origin, Refinement, Type, Unknown, Value, Why};
use tollgate_source::SourceMap;

pub(crate) use places::Places;
pub(crate) use read::read;

use crate::{convert::is_whole, expr::unknown};

/// Longer texts are not read: no provider takes a document of this size, in bytes.
const MAX_TEXT: usize = 1 << 18;
/// Parts of a document that rules are given.
const MAX_PARTS: usize = 1 << 16;
/// Documents within strings of documents.
const MAX_DEPTH: usize = 3;

/// `value` with the documents that its strings are.
pub(crate) fn documented(value: &Value, sources: &SourceMap) -> Value {
    found(value, sources, 0).unwrap_or_else(|| value.clone())
}

/// What the text made of `parts`, some of which may be unknown, says.
pub(crate) fn of_template(parts: &[Value], sources: &SourceMap) -> Option<Value> {
    let first = parts.iter().find(|part| part.as_str().is_none_or(|text| !text.trim().is_empty()))?;
    if !first.as_str().is_some_and(begins) {
        return None;
    }
    let hole = unused(parts)?;
    let (mut text, mut holes, mut places) = (String::new(), Vec::new(), Places::default());
    for part in parts {
        let at = text.len();
        match part.as_str() {
            Some(known) if part.document.is_none() && !part.marks.any() => text.push_str(known),
            _ => {
                text.push(hole);
                holes.push(part.clone());
            }
        }
        if text.len() > MAX_TEXT {
            return None;
        }
        places.add(part, &text[at..], at, sources);
    }
    let around = first.origin.span;
    let place = |range| places.origin(&range).unwrap_or_else(|| Origin::at(around).via(around, How::Text));
    read::read_around(&text, Some(hole), &holes, &place).ok()
}

/// What is read from the encoding of `value`: lists and objects of no particular type.
pub(crate) fn decoded(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::Null(_) => Kind::Null(Type::Any),
        // In which order they are written is not known.
        Kind::Set(_, items, open) if open.is_open() || !items.iter().all(is_whole) => {
            return unknown::derived(&[value], Type::Any, value.origin.span);
        }
        Kind::List(_, items, open) | Kind::Set(_, items, open) | Kind::Tuple(items, open) => {
            Kind::Tuple(Arc::new(items.iter().map(decoded).collect()), open.clone())
        }
        Kind::Map(_, entries, open) | Kind::Object(entries, open) => {
            let entry =
                |(key, entry): (&Arc<str>, &Entry)| (Arc::clone(key), Entry { value: decoded(&entry.value), ..*entry });
            Kind::Object(Arc::new(entries.iter().map(entry).collect()), open.clone())
        }
        _ => return value.clone(),
    };
    Value { kind, ..value.clone() }
}

/// `None` when nothing changes.
fn found(value: &Value, sources: &SourceMap, depth: usize) -> Option<Value> {
    let kind = match &value.kind {
        Kind::String(_) | Kind::Unknown(_) => return said(value, sources, depth),
        Kind::List(ty, items, open) => Kind::List(ty.clone(), in_items(items, sources, depth)?, open.clone()),
        Kind::Set(ty, items, open) => Kind::Set(ty.clone(), in_items(items, sources, depth)?, open.clone()),
        Kind::Tuple(items, open) => Kind::Tuple(in_items(items, sources, depth)?, open.clone()),
        Kind::Map(ty, entries, open) => Kind::Map(ty.clone(), in_entries(entries, sources, depth)?, open.clone()),
        Kind::Object(entries, open) => Kind::Object(in_entries(entries, sources, depth)?, open.clone()),
        Kind::Null(_) | Kind::Bool(_) | Kind::Number(_) => return None,
    };
    Some(Value { kind, ..value.clone() })
}

fn in_items(items: &[Value], sources: &SourceMap, depth: usize) -> Option<Arc<Vec<Value>>> {
    let new: Vec<Option<Value>> = items.iter().map(|item| found(item, sources, depth)).collect();
    let or_old = |(new, old): (Option<Value>, &Value)| new.unwrap_or_else(|| old.clone());
    new.iter().any(Option::is_some).then(|| Arc::new(new.into_iter().zip(items).map(or_old).collect()))
}

fn in_entries(
    entries: &BTreeMap<Arc<str>, Entry>,
    sources: &SourceMap,
    depth: usize,
) -> Option<Arc<BTreeMap<Arc<str>, Entry>>> {
    let new: Vec<Option<Value>> = entries.values().map(|entry| found(&entry.value, sources, depth)).collect();
    let or_old = |(new, (key, old)): (Option<Value>, (&Arc<str>, &Entry))| {
        (Arc::clone(key), new.map_or_else(|| old.clone(), |value| Entry { key_span: old.key_span, value }))
    };
    new.iter().any(Option::is_some).then(|| Arc::new(new.into_iter().zip(entries).map(or_old).collect()))
}

/// A string with its document, and with the documents in it.
fn said(value: &Value, sources: &SourceMap, depth: usize) -> Option<Value> {
    if depth >= MAX_DEPTH {
        return None;
    }
    if let Some(document) = &value.document {
        let document = if small(document, &mut MAX_PARTS.clone()) {
            found(document, sources, depth + 1)?
        } else {
            too_large(&value.origin)
        };
        return Some(Value { document: None, ..value.clone() }.saying(document));
    }
    match &value.kind {
        Kind::String(text) if begins(text) => {
            let document =
                if text.len() > MAX_TEXT { too_large(&value.origin) } else { in_text(value, text, sources)? };
            let document = found(&document, sources, depth + 1).unwrap_or(document);
            Some(value.clone().saying(document.marked(value.marks)))
        }
        // Whichever it is, it says what that one says.
        Kind::Unknown(unknown) if !unknown.one_of.is_empty() => {
            let one_of = in_items(&unknown.one_of, sources, depth).map(Arc::unwrap_or_clone);
            let one_of = one_of.unwrap_or_else(|| unknown.one_of.clone());
            let documents: Option<Vec<Value>> =
                one_of.iter().map(|one| one.document.as_ref().map(|document| (**document).clone())).collect();
            let kind = Kind::Unknown(Arc::new(Unknown { one_of, ..(**unknown).clone() }));
            let changed = Value { kind, ..value.clone() };
            Some(match documents {
                Some(documents) => {
                    let refinement = Refinement { not_null: true, ..Refinement::default() };
                    let any = Unknown { ty: Type::Any, refinement, one_of: documents, ..(**unknown).clone() };
                    changed.saying(Value::unknown(any, value.origin.clone()).marked(value.marks))
                }
                None => changed,
            })
        }
        _ => None,
    }
}

fn in_text(value: &Value, text: &str, sources: &SourceMap) -> Option<Value> {
    let places = Places::of(value, sources);
    let place = |range| {
        let found = places.as_ref().and_then(|places| places.origin(&range));
        found.unwrap_or_else(|| value.origin.via(value.origin.span, How::Text))
    };
    read(text, &place).ok().filter(|document| small(document, &mut MAX_PARTS.clone()))
}

fn too_large(origin: &Origin) -> Value {
    unknown::plain(Type::Any, Why::Limit("the size of a document".into()), origin.span)
}

/// Whether a text may be an object or a list.
fn begins(text: &str) -> bool {
    text.trim_start_matches([' ', '\t', '\n', '\r']).starts_with(['{', '['])
}

/// Whether there are no more parts than `budget`, of which it leaves the rest.
fn small(value: &Value, budget: &mut usize) -> bool {
    let Some(rest) = budget.checked_sub(1) else { return false };
    *budget = rest;
    value.elements().unwrap_or_default().iter().all(|item| small(item, budget))
        && value.entries().is_none_or(|entries| entries.values().all(|entry| small(&entry.value, budget)))
}

/// A character for private use that stands in no part.
fn unused(parts: &[Value]) -> Option<char> {
    ('\u{e000}'..='\u{e0ff}').find(|c| !parts.iter().any(|part| part.as_str().is_some_and(|text| text.contains(*c))))
}
