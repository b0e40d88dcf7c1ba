//! Objects that a kustomization makes: ConfigMaps and Secrets, of whose contents no more is claimed than that they
//! are there.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{Entry, Origin, Tri, Value};

use super::{
    file::items,
    merge::{make_unknown, why},
};
use crate::object::{Id, Object};

/// The object that one entry of `configMapGenerator` or `secretGenerator` makes, or adds to.
pub(super) fn add(objects: &mut Vec<Object>, entry: &Value, kind: &str, field: &str) {
    let Some(name) = entry.get("name").filter(|name| name.as_str().is_some()) else { return };
    let by: Arc<str> = format!("`{field}`").into();
    let text: Arc<str> = name.as_str().unwrap_or_default().into();
    let namespace = entry.get("namespace").and_then(Value::as_str).map(Arc::from);
    let is_it = |object: &&mut Object| object.id.is("", kind) && object.written == text;
    // With `behavior: merge` or `replace` it changes what is there.
    if let Some(there) = objects.iter_mut().find(is_it) {
        for key in ["data", "stringData", "binaryData"] {
            if let Some(data) = crate::read::value_at(&mut there.body, &[key]) {
                make_unknown(data, &by);
            }
        }
        return;
    }
    let origin = entry.origin.clone();
    let entries = |all: Vec<(&str, Value)>| {
        let entry = |(key, value): (&str, Value)| (Arc::from(key), Entry { key_span: origin.span, value });
        Value::object(all.into_iter().map(entry).collect::<BTreeMap<_, _>>(), origin.clone())
    };
    let at = |text: &str| Value::string(text, Origin::at(origin.span));
    let metadata = entries(vec![("name", Value::string(Arc::clone(&text), name.origin.clone()))]);
    let data = Value::unknown(why(&by), origin.clone());
    let body = entries(vec![("apiVersion", at("v1")), ("data", data), ("kind", at(kind)), ("metadata", metadata)]);
    objects.push(Object {
        id: Id::new("v1", kind, namespace, Arc::clone(&text)),
        body,
        span: name.origin.span,
        block_span: entry.origin.span,
        exists: Tri::Yes,
        condition: None,
        written: text,
    });
}

/// All that both generators make.
pub(super) fn all(objects: &mut Vec<Object>, kustomization: &Value) {
    for (field, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
        items(kustomization, field).iter().for_each(|entry| add(objects, entry, kind, field));
    }
}
