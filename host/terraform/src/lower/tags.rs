//! `tags_all` and `terraform_labels`: what a provider's defaults and a resource's own tags or labels come to.

use std::{rc::Rc, sync::Arc};

use tollgate_ir::{Entry, How, Kind, Open, Origin, Refinement, Type, Unknown, Value};
use tollgate_source::Span;

use crate::{
    expr::{eval::Scope, unknown},
    instance::{Evaluation, Instance},
    load::model::ResourceBlock,
    lower::{blocks::Entries, providers::provider_name},
};

impl Evaluation<'_> {
    /// What the provider makes of the tags or labels of a resource: `tags_all`, or `terraform_labels` and
    /// `effective_labels`. Nothing when the resource takes none.
    ///
    /// Labels that Google Cloud or the provider itself adds (`goog-…`) are not among them: they are no
    /// statement of who wrote the configuration.
    pub(crate) fn provided_tags(
        &self,
        instance: &Rc<Instance>,
        resource: &ResourceBlock,
        entries: &Entries,
    ) -> Vec<(&'static str, Entry)> {
        let labels = tollgate_providers::labels_argument(&resource.ty);
        let (argument, results): (&str, &[&'static str]) = match labels {
            Some(labels) => (labels, &["effective_labels", "terraform_labels"]),
            None if tollgate_providers::is_taggable(&resource.ty) => ("tags", &["tags_all"]),
            None => return Vec::new(),
        };
        let header = resource.block.header;
        let wanted = match resource.block.body.attribute("provider") {
            Some(attribute) => match provider_name(&attribute.value) {
                Some(name) => name,
                None => return Vec::new(),
            },
            None => (resource.ty.split('_').next().unwrap_or("").into(), None),
        };
        let defaults = self.provider(instance, &wanted).and_then(|(owner, at)| self.default_tags(&owner, at));
        let own = entries.get(argument).filter(|entry| !entry.value.is_null());
        let value = merged(defaults.as_ref(), own.map(|entry| &entry.value), header);
        let key_span = own.map_or(header, |entry| entry.key_span);
        results.iter().map(|name| (*name, Entry { key_span, value: value.clone() })).collect()
    }

    /// `default_tags` of AWS, or `default_labels` of Google Cloud.
    pub(crate) fn default_tags(&self, owner: &Rc<Instance>, at: usize) -> Option<Value> {
        if let Some(known) = owner.default_tags.borrow().get(&at) {
            return Some(known.clone());
        }
        let body = &owner.module.providers[at].block.body;
        let of_aws = || body.blocks_of("default_tags").next()?.body.attribute("tags");
        let tags = body.attribute("default_labels").or_else(of_aws)?;
        let value = self.entry(tags, &Scope::module(owner)).value;
        owner.default_tags.borrow_mut().insert(at, value.clone());
        Some(value)
    }
}

fn merged(defaults: Option<&Value>, own: Option<&Value>, header: Span) -> Value {
    let mut entries = Entries::new();
    let own_open = own.and_then(open_end);
    for (key, entry) in defaults.and_then(Value::entries).into_iter().flatten() {
        let origin = entry.value.origin.via(header, How::ProviderDefault);
        let value = match &own_open {
            // The resource's own tags may say something else.
            Some(open) => {
                let refinement = Refinement { not_null: true, ..Refinement::default() };
                let refs = open.refs.iter().map(|r| tollgate_ir::Reference { exact: false, ..r.clone() }).collect();
                let unknown = Unknown { refinement, refs, ..unknown::of(Type::String, open.why.clone()) };
                Value::unknown(unknown, origin)
            }
            None => Value { origin, ..entry.value.clone() },
        };
        entries.insert(Arc::clone(key), Entry { key_span: entry.key_span, value });
    }
    for (key, entry) in own.and_then(Value::entries).into_iter().flatten() {
        entries.insert(Arc::clone(key), entry.clone());
    }
    let open = own_open.or_else(|| defaults.and_then(open_end)).map_or(Open::Closed, Open::Open);
    let origin = own.map_or_else(|| Origin::at(header), |own| own.origin.clone());
    let marks = own
        .into_iter()
        .chain(defaults)
        .fold(Default::default(), |marks: tollgate_ir::Marks, value| marks.and(value.marks));
    Value::new(Kind::Object(Arc::new(entries), open), origin).marked(marks)
}

/// The unknown that more tags may come from.
fn open_end(value: &Value) -> Option<Arc<Unknown>> {
    match &value.kind {
        Kind::Unknown(unknown) => Some(Arc::clone(unknown)),
        _ => value.open().cloned(),
    }
}
