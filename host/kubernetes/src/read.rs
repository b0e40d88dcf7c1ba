//! From the documents of one text to objects: lists taken apart, shapes that would hide everything told.

use std::sync::Arc;

use tollgate_ir::{Kind, Tri, Unknown, Value, Why};
use tollgate_source::{Diagnostic, Span};
use tollgate_yaml::{Budget, Document};

use crate::{
    INVALID,
    object::{Id, Object},
    pods,
    scope::has_name,
    value::{Place, Reader},
};

/// What documents say.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// In the order of the text; the items of a list in the place of the list.
    pub objects: Vec<Object>,
    /// Documents that say something and are no objects: values, configuration, notes.
    pub strays: Vec<Span>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The objects of `documents`. Total: an object that cannot be read costs a diagnostic and itself.
///
/// All spans in the result are those that `place` gives.
pub fn read(documents: &[Document], place: &Place<'_>) -> Read {
    let mut budget = Budget::default();
    let mut reader = Reader::new(place);
    let mut found = Read::default();
    for document in documents {
        if let Some(value) = reader.document(document, &mut budget) {
            object(&value, &Outside::default(), &mut found);
        }
    }
    let mut diagnostics = reader.diagnostics;
    diagnostics.append(&mut found.diagnostics);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    Read { diagnostics, ..found }
}

/// What a list says for its items.
#[derive(Clone, Copy, Default)]
struct Outside<'v> {
    api_version: Option<&'v str>,
    kind: Option<&'v str>,
}

fn object(value: &Value, outside: &Outside<'_>, found: &mut Read) {
    let is_said = |key: &str| value.get(key).is_some_and(|value| !value.is_null());
    let (has_version, has_kind) =
        (is_said("apiVersion") || outside.api_version.is_some(), is_said("kind") || outside.kind.is_some());
    if !(has_version && has_kind) {
        return stray(value, has_kind, found);
    }
    let api_version = text(value, "apiVersion", outside.api_version, found);
    let kind = text(value, "kind", outside.kind, found);
    let (Some(api_version), Some(kind)) = (api_version, kind) else { return };
    if let Some((of, items)) = items(value, &kind) {
        let outside = Outside { api_version: of.map(|_| &*api_version), kind: of };
        items.iter().for_each(|item| object(item, &outside, found));
        return;
    }
    let Some((id, span)) = identity(value, &api_version, &kind, found) else { return };
    let mut object = Object {
        written: Arc::clone(&id.name),
        id,
        body: value.clone(),
        span,
        block_span: value.origin.span,
        exists: Tri::Yes,
        condition: None,
    };
    shape(&mut object, &mut found.diagnostics);
    found.objects.push(object);
}

/// A document without the two keys: what was meant for an object is told, all else is none of our business.
fn stray(value: &Value, has_kind: bool, found: &mut Read) {
    if value.is_null() {
        return;
    }
    let is_named = || value.get("metadata").is_some_and(|metadata| metadata.get("name").is_some());
    let (key, missing) = if has_kind { ("kind", "apiVersion") } else { ("apiVersion", "kind") };
    match value.get(key).filter(|value| value.as_str().is_some() && is_named()) {
        Some(written) => {
            let message = format!("this object has no `{missing}`");
            let help = "every object says `apiVersion` and `kind`; without them nothing can read it";
            found.diagnostics.push(invalid(written.origin.span, message, help));
        }
        None => found.strays.push(value.origin.span),
    }
}

/// The items of a list of objects, and their kind where the list is of one.
fn items<'v>(value: &'v Value, kind: &'v str) -> Option<(Option<&'v str>, &'v [Value])> {
    let of = kind.strip_suffix("List")?;
    let items = value.get("items")?;
    let items = if items.is_null() { &[] } else { items.elements()? };
    Some(((!of.is_empty()).then_some(of), items))
}

fn text(value: &Value, key: &str, outside: Option<&str>, found: &mut Read) -> Option<Arc<str>> {
    match value.get(key).filter(|value| !value.is_null()) {
        None => outside.map(Arc::from),
        Some(Value { kind: Kind::String(text), .. }) if !text.is_empty() => Some(Arc::clone(text)),
        Some(other) => {
            let message = format!("`{key}` must be a text, and this is {}", what(other));
            found.diagnostics.push(invalid(
                other.origin.span,
                message,
                "write it as the documentation of the kind does",
            ));
            None
        }
    }
}

/// What tells the object from others, and where its name stands. `None` for configuration that has no name, and where
/// that is a mistake, which is told.
fn identity(value: &Value, api_version: &str, kind: &str, found: &mut Read) -> Option<(Id, Span)> {
    let kind_span = value.get("kind").map_or(value.origin.span, |kind| kind.origin.span);
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let metadata = value.get("metadata").filter(|metadata| !metadata.is_null());
    if let Some(metadata) = metadata.filter(|metadata| metadata.entries().is_none()) {
        let message = format!("`metadata` must be a mapping, and this is {}", what(metadata));
        found.diagnostics.push(invalid(metadata.origin.span, message, "write `metadata:` and `name:` below it"));
        return None;
    }
    let said = |key: &str| metadata.and_then(|metadata| metadata.get(key)).filter(|value| !value.is_null());
    let mut word = |key: &str| match said(key) {
        None => None,
        Some(name @ Value { kind: Kind::String(text), .. }) if !text.is_empty() => {
            Some((Arc::clone(text), name.origin.span))
        }
        Some(other) => {
            let (message, text) = match &other.kind {
                Kind::String(_) => (format!("`metadata.{key}` is empty"), None),
                Kind::Number(number) => (wrong_text(key, other), Some(number.to_string())),
                Kind::Bool(word) => (wrong_text(key, other), Some(word.to_string())),
                _ => (wrong_text(key, other), None),
            };
            let help = if text.is_some() { "write it in quotes" } else { "write a name" };
            found.diagnostics.push(invalid(other.origin.span, message, help));
            // Half a name is better for messages about it than none.
            Some((text.unwrap_or_default().into(), other.origin.span))
        }
    };
    let namespace = word("namespace").map(|(name, _)| name).filter(|name| !name.is_empty());
    let name = word("name").or_else(|| {
        let (beginning, span) = word("generateName")?;
        Some((format!("{beginning}*").into(), span))
    });
    let Some((name, span)) = name else {
        if has_name(group, kind) {
            let help = "add `metadata:` with `name:` below it, or `generateName:` to let the server choose one";
            found.diagnostics.push(invalid(kind_span, format!("this {kind} has no name"), help));
        }
        return None;
    };
    if name.is_empty() {
        return None;
    }
    Some((Id::new(api_version, kind, namespace, name), span))
}

fn wrong_text(key: &str, value: &Value) -> String {
    format!("`metadata.{key}` must be a text, and this is {}", what(value))
}

/// Looks at the parts that every rule goes through. What has the wrong shape is unknown from then on, so that nobody
/// takes it for absent.
fn shape(object: &mut Object, diagnostics: &mut Vec<Diagnostic>) {
    let is_own = has_name(&object.id.group, &object.id.kind);
    for key in ["labels", "annotations"] {
        texts(&mut object.body, &["metadata", key], diagnostics);
    }
    if is_own {
        expect(&mut object.body, &["spec"], Shape::Mapping, diagnostics);
    }
    let Some(template) = pods::template(object) else { return };
    let path = |rest: &[&'static str]| [template, rest].concat();
    // From the outside in: what is no mapping has nothing in it.
    for length in 1..=template.len() {
        expect(&mut object.body, &template[..length], Shape::Mapping, diagnostics);
    }
    expect(&mut object.body, &path(&["spec"]), Shape::Mapping, diagnostics);
    for key in ["labels", "annotations"] {
        if !template.is_empty() {
            texts(&mut object.body, &path(&["metadata", key]), diagnostics);
        }
    }
    for key in ["containers", "initContainers", "ephemeralContainers", "volumes"] {
        expect(&mut object.body, &path(&["spec", key]), Shape::Mappings, diagnostics);
    }
    expect(&mut object.body, &path(&["spec", "securityContext"]), Shape::Mapping, diagnostics);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Mapping,
    /// A list of mappings.
    Mappings,
}

fn expect(body: &mut Value, path: &[&'static str], shape: Shape, diagnostics: &mut Vec<Diagnostic>) {
    let Some(value) = value_at(body, path) else { return };
    if value.is_null() || value.is_unknown() {
        return;
    }
    let name = path.join(".");
    match shape {
        Shape::Mapping if value.entries().is_none() => {
            let message = format!("`{name}` must be a mapping, and this is {}", what(value));
            refuse(value, message, "write its fields as `name: value` below it", diagnostics);
        }
        Shape::Mappings if value.elements().is_none() => {
            let message = format!("`{name}` must be a list, and this is {}", what(value));
            refuse(value, message, "begin each item with `- `", diagnostics);
        }
        Shape::Mappings => {
            if let Kind::Tuple(items, _) = &mut value.kind {
                for item in Arc::make_mut(items).iter_mut().filter(|item| item.entries().is_none()) {
                    let message = format!("each item of `{name}` must be a mapping, and this is {}", what(item));
                    refuse(item, message, "write its fields as `name: value` below `- `", diagnostics);
                }
            }
        }
        Shape::Mapping => {}
    }
}

/// Labels and annotations: texts by name.
fn texts(body: &mut Value, path: &[&'static str], diagnostics: &mut Vec<Diagnostic>) {
    expect(body, path, Shape::Mapping, diagnostics);
    let Some(Value { kind: Kind::Object(entries, _), .. }) = value_at(body, path) else { return };
    let is_wrong = |value: &Value| !matches!(value.kind, Kind::String(_) | Kind::Null(_) | Kind::Unknown(_));
    for (key, entry) in entries.iter().filter(|(_, entry)| is_wrong(&entry.value)) {
        let message = format!("`{key}` in `{}` must be a text, and this is {}", path.join("."), what(&entry.value));
        diagnostics.push(invalid(entry.value.origin.span, message, "write it in quotes"));
    }
}

fn refuse(value: &mut Value, message: String, help: &str, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.push(invalid(value.origin.span, message.clone(), help));
    value.kind = Kind::Unknown(Arc::new(Unknown::new(Why::EvalError(message.into()))));
}

/// The value at a path of keys.
pub(crate) fn value_at<'v>(body: &'v mut Value, path: &[&str]) -> Option<&'v mut Value> {
    let mut value = body;
    for key in path {
        let Kind::Object(entries, _) = &mut value.kind else { return None };
        // What is not there must not be copied to find that out.
        if !entries.contains_key(*key) {
            return None;
        }
        value = &mut Arc::make_mut(entries).get_mut(*key)?.value;
    }
    Some(value)
}

fn invalid(span: Span, message: String, help: &str) -> Diagnostic {
    Diagnostic::error(message).code(INVALID).at(span).help(help)
}

fn what(value: &Value) -> &'static str {
    match &value.kind {
        Kind::Null(_) => "nothing",
        Kind::Bool(_) => "`true` or `false`",
        Kind::Number(_) => "a number",
        Kind::String(_) => "a text",
        Kind::List(..) | Kind::Set(..) | Kind::Tuple(..) => "a list",
        Kind::Map(..) | Kind::Object(..) => "a mapping",
        Kind::Unknown(_) => "not known",
    }
}
