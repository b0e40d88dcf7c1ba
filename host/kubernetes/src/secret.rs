//! What a manifest says that is nobody's to see.

use std::sync::Arc;

use tollgate_ir::{Entry, Kind, Marks};
use tollgate_source::Span;

use crate::{object::Object, read::value_at};

/// Marks the contents of a Secret, so that nobody gets to see them, and says where they stand. What only stands in
/// for a secret is no secret.
pub fn withhold(object: &mut Object) -> Vec<Span> {
    let mut found = Vec::new();
    if !object.id.is("", "Secret") {
        return found;
    }
    for key in ["data", "stringData"] {
        let Some(data) = value_at(&mut object.body, &[key]) else { continue };
        let Kind::Object(entries, _) = &mut data.kind else { continue };
        for entry in Arc::make_mut(entries).values_mut().filter(|entry| is_secret(entry)) {
            found.push(entry.value.origin.source());
            entry.value = entry.value.clone().marked(Marks { sensitive: true, ..Marks::default() });
        }
    }
    found
}

/// `${TOKEN}`, `<path:vault#key>`, `ref+vault://…` and the like are filled in by somebody else, and `ENC[…]` is
/// encrypted.
fn is_secret(entry: &Entry) -> bool {
    let Some(text) = entry.value.as_str().map(str::trim) else {
        return !entry.value.is_null() && !entry.value.is_unknown();
    };
    let is_within = |start: &str, end: &str| text.starts_with(start) && text.ends_with(end);
    let is_stored = ["ref+", "vault:", "op://"].iter().any(|start| text.starts_with(start));
    !(text.is_empty()
        || is_stored
        || is_within("ENC[", "]")
        || is_within("${", "}")
        || is_within("$(", ")")
        || is_within("<", ">")
        || is_within("{{", "}}"))
}
