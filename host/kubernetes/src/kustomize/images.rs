//! `images`: other names, tags and digests for the images of containers.

use std::sync::Arc;

use tollgate_ir::{How, Kind, Origin, Value};

use crate::{object::Object, pods, read::value_at};

/// One entry of the list.
struct Change<'v> {
    name: &'v str,
    new_name: Option<&'v Value>,
    new_tag: Option<&'v Value>,
    digest: Option<&'v Value>,
}

/// Changes the images of all pods in `object`.
pub(super) fn change(object: &mut Object, images: &[Value]) {
    let changes: Vec<Change<'_>> = images
        .iter()
        .filter_map(|item| {
            let said = |key: &str| item.get(key).filter(|value| !value.is_null());
            let name = said("name")?.as_str()?;
            Some(Change { name, new_name: said("newName"), new_tag: said("newTag"), digest: said("digest") })
        })
        .collect();
    let Some(template) = pods::template(object) else { return };
    for list in ["containers", "initContainers", "ephemeralContainers"] {
        let path = [template, &["spec", list]].concat();
        let Some(Value { kind: Kind::Tuple(items, _), .. }) = value_at(&mut object.body, &path) else { continue };
        for container in Arc::make_mut(items) {
            if let Some(image) = value_at(container, &["image"]) {
                changes.iter().for_each(|one| one.apply(image));
            }
        }
    }
}

impl Change<'_> {
    fn apply(&self, image: &mut Value) {
        let Some(text) = image.as_str() else { return };
        let (name, tag, digest) = split(text);
        if name != self.name {
            return;
        }
        let said = |value: Option<&Value>| value.and_then(text_of);
        let new_name = said(self.new_name).unwrap_or_else(|| name.to_owned());
        let (tag, digest) = match (said(self.new_tag), said(self.digest)) {
            (None, None) => (tag.map(str::to_owned), digest.map(str::to_owned)),
            (tag, digest) => (tag, digest),
        };
        let tag = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
        let digest = digest.map(|digest| format!("@{digest}")).unwrap_or_default();
        let decides = self.digest.or(self.new_tag).or(self.new_name);
        let from = decides.map_or_else(|| image.origin.clone(), |value| value.origin.clone());
        let origin: Origin = from.via(image.origin.span, How::Kustomize("images".into()));
        *image = Value::string(format!("{new_name}{tag}{digest}"), origin);
    }
}

/// A tag that looks like a number is one for YAML, and a tag all the same.
fn text_of(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::String(text) => Some(text.to_string()),
        Kind::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Name, tag and digest.
fn split(image: &str) -> (&str, Option<&str>, Option<&str>) {
    let (named, digest) = image.split_once('@').map_or((image, None), |(named, digest)| (named, Some(digest)));
    let last = named.rfind('/').map_or(0, |at| at + 1);
    match named[last..].find(':') {
        Some(at) => (&named[..last + at], Some(&named[last + at + 1..]), digest),
        None => (named, None, digest),
    }
}
