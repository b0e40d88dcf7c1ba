//! The fields that change all objects alike: namespace, names, labels, annotations, numbers of replicas.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{Entry, How, Kind, Value};

use crate::{object::Object, pods, read::value_at};

/// Puts every object that lives in a namespace into the one of the kustomization.
pub(super) fn namespace(object: &mut Object, namespace: &Value) {
    let Some(name) = namespace.as_str().filter(|_| !object.id.is_of_cluster()) else { return };
    object.id.namespace = Some(name.into());
    let at = value_at(&mut object.body, &["metadata", "namespace"]).map_or(object.span, |value| value.origin.span);
    let origin = namespace.origin.via(at, How::Kustomize("namespace".into()));
    insert(&mut object.body, &["metadata"], "namespace", Value::string(name, origin));
}

/// Adds what stands before and after all names. Kinds that are known by their names keep them.
pub(super) fn rename(object: &mut Object, prefix: Option<&str>, suffix: Option<&str>) {
    let keeps = object.id.is("", "Namespace")
        || object.id.is("apiextensions.k8s.io", "CustomResourceDefinition")
        || object.id.is("apiregistration.k8s.io", "APIService");
    if keeps || prefix.is_none() && suffix.is_none() {
        return;
    }
    object.id.name = format!("{}{}{}", prefix.unwrap_or(""), object.id.name, suffix.unwrap_or("")).into();
    let field = if prefix.is_some() { "namePrefix" } else { "nameSuffix" };
    if let Some(name) = value_at(&mut object.body, &["metadata", "name"]) {
        let origin = name.origin.via(name.origin.span, How::Kustomize(field.into()));
        *name = Value::string(Arc::clone(&object.id.name), origin);
    }
}

/// Which labels of an object a field adds to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Onto {
    /// Its own.
    Object,
    /// Those of its pods as well.
    Template,
    /// And what selects them.
    Selectors,
}

pub(super) fn labels(object: &mut Object, labels: &Value, field: &str, onto: Onto) {
    texts(&mut object.body, &["metadata"], "labels", labels, field);
    let Some(template) = pods::template(object) else {
        if onto == Onto::Selectors && object.id.is("", "Service") {
            select(&mut object.body, &["spec", "selector"], labels, field);
        }
        if onto == Onto::Selectors {
            for path in [&["spec", "selector", "matchLabels"], &["spec", "podSelector", "matchLabels"]] {
                select(&mut object.body, path, labels, field);
            }
        }
        return;
    };
    if onto != Onto::Object && !template.is_empty() {
        texts(&mut object.body, &[template, &["metadata"]].concat(), "labels", labels, field);
    }
    if onto == Onto::Selectors {
        select(&mut object.body, &["spec", "selector", "matchLabels"], labels, field);
    }
}

/// Selectors that are written get the labels that what they select got.
fn select(body: &mut Value, path: &[&str], labels: &Value, field: &str) {
    if let Some((last, around)) = path.split_last()
        && value_at(body, path).is_some_and(|value| value.entries().is_some())
    {
        texts(body, around, last, labels, field);
    }
}

pub(super) fn annotations(object: &mut Object, annotations: &Value) {
    texts(&mut object.body, &["metadata"], "annotations", annotations, "commonAnnotations");
    if let Some(template) = pods::template(object).filter(|template| !template.is_empty()) {
        let path = [template, &["metadata"]].concat();
        texts(&mut object.body, &path, "annotations", annotations, "commonAnnotations");
    }
}

pub(super) fn replicas(object: &mut Object, replicas: &Value) {
    for item in replicas.elements().unwrap_or_default() {
        let name = item.get("name").and_then(Value::as_str);
        let (Some(name), Some(count)) = (name, item.get("count")) else { continue };
        let scales = matches!(&*object.id.kind, "Deployment" | "ReplicationController" | "ReplicaSet" | "StatefulSet");
        if scales && (name == &*object.written || name == &*object.id.name) {
            let at = value_at(&mut object.body, &["spec", "replicas"]).map_or(count.origin.span, |old| old.origin.span);
            let origin = count.origin.via(at, How::Kustomize("replicas".into()));
            insert(&mut object.body, &["spec"], "replicas", Value { origin, ..count.clone() });
        }
    }
}

/// Adds the entries of `new` to the mapping `key` of the mapping at `path`.
fn texts(body: &mut Value, path: &[&str], key: &str, new: &Value, field: &str) {
    let Some(entries) = new.entries() else { return };
    if value_at(body, &[path, &[key]].concat()).is_none_or(|old| old.is_null()) {
        let Some(holder) = value_at(body, path) else { return };
        let origin = holder.origin.clone();
        insert(body, path, key, Value::object(BTreeMap::new(), origin));
    }
    for (name, entry) in entries {
        let at = [path, &[key]].concat();
        let Some(holder) = value_at(body, &at) else { return };
        let origin = entry.value.origin.via(holder.origin.span, How::Kustomize(field.into()));
        insert(body, &at, name, Value { origin, ..entry.value.clone() });
    }
}

fn insert(body: &mut Value, path: &[&str], key: &str, value: Value) {
    if let Some(Value { kind: Kind::Object(entries, _), .. }) = value_at(body, path) {
        let key_span = entries.get(key).map_or(value.origin.span, |entry| entry.key_span);
        Arc::make_mut(entries).insert(key.into(), Entry { key_span, value });
    }
}
