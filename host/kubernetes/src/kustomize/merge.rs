//! A patch over an object, as `kubectl` and `kustomize` lay it: mappings are merged, a null removes, lists are
//! replaced, but for those whose items have a key.

use std::sync::Arc;

use tollgate_ir::{Kind, Open, Unknown, Value, Why};

/// Lists of the API whose items are told apart by an entry, by the name of their field.
/// Source: `patchMergeKey` in the types of `k8s.io/api`.
const KEYED: &[(&str, &str)] = &[
    ("containers", "name"),
    ("initContainers", "name"),
    ("ephemeralContainers", "name"),
    ("volumes", "name"),
    ("env", "name"),
    ("imagePullSecrets", "name"),
    ("volumeMounts", "mountPath"),
    ("volumeDevices", "devicePath"),
    ("hostAliases", "ip"),
    ("topologySpreadConstraints", "topologyKey"),
    ("secrets", "name"),
];

/// Directives that only the real program follows.
fn is_directive(key: &str) -> bool {
    key.starts_with('$')
}

/// Lays `patch` over `value`, which is the field `field`. `is_builtin`: of a kind whose lists have keys; those of
/// custom resources are replaced.
pub(super) fn merge(value: &mut Value, patch: &Value, field: &str, is_builtin: bool, by: &Arc<str>) {
    match (&mut value.kind, &patch.kind) {
        (_, Kind::Object(patches, _)) if patches.keys().any(|key| is_directive(key)) => make_unknown(value, by),
        (Kind::Object(entries, _), Kind::Object(patches, _)) => {
            let entries = Arc::make_mut(entries);
            for (key, patch) in patches.iter() {
                if patch.value.is_null() {
                    entries.remove(key);
                    continue;
                }
                match entries.get_mut(key) {
                    Some(entry) => merge(&mut entry.value, &patch.value, key, is_builtin, by),
                    None => {
                        entries.insert(Arc::clone(key), patch.clone());
                    }
                }
            }
        }
        (Kind::Tuple(items, _), Kind::Tuple(patches, _)) if is_builtin => {
            match KEYED.iter().find(|(name, _)| *name == field) {
                Some((_, key)) => merge_items(Arc::make_mut(items), patches, key, by),
                // Of ports, the key differs with the version that is applied; of all others, lists are replaced.
                None if field == "ports" => make_unknown(value, by),
                None => *value = patch.clone(),
            }
        }
        _ => *value = patch.clone(),
    }
}

fn merge_items(items: &mut Vec<Value>, patches: &[Value], key: &str, by: &Arc<str>) {
    for patch in patches {
        let name = patch.get(key).and_then(Value::as_str);
        match items.iter_mut().find(|item| name.is_some() && item.get(key).and_then(Value::as_str) == name) {
            Some(item) => merge(item, patch, "", true, by),
            // A new container stands before the others.
            None => items.insert(0, patch.clone()),
        }
    }
}

/// Nobody here knows what it becomes.
pub(super) fn make_unknown(value: &mut Value, by: &Arc<str>) {
    value.kind = Kind::Unknown(Arc::new(why(by)));
}

pub(super) fn why(by: &Arc<str>) -> Unknown {
    Unknown::new(Why::Kustomize(Arc::clone(by)))
}

/// All of an object but what it is called may become anything.
pub(super) fn make_opaque(body: &mut Value, by: &Arc<str>) {
    let Kind::Object(entries, open) = &mut body.kind else { return };
    *open = Open::Open(Arc::new(why(by)));
    for (key, entry) in Arc::make_mut(entries) {
        if !matches!(&**key, "apiVersion" | "kind" | "metadata") {
            make_unknown(&mut entry.value, by);
        }
    }
}
