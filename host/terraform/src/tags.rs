//! `tags_all`: what a provider's `default_tags` and a resource's own `tags` come to.

use std::{rc::Rc, sync::Arc};

use tollgate_ir::{Entry, How, Kind, Open, Origin, Refinement, Type, Unknown, Value};
use tollgate_source::Span;

use crate::{
    blocks::Entries,
    eval::Scope,
    instance::{Evaluation, Instance},
    model::ResourceBlock,
    modules::provider_name,
    unknown,
};

impl Evaluation<'_> {
    /// The tags a resource ends up with; `None` when it cannot be tagged.
    pub(crate) fn tags_all(
        &self,
        instance: &Rc<Instance>,
        resource: &ResourceBlock,
        entries: &Entries,
    ) -> Option<Entry> {
        if !tollgate_providers::is_taggable(&resource.ty) {
            return None;
        }
        let header = resource.block.header;
        let wanted = match resource.block.body.attribute("provider") {
            Some(attribute) => provider_name(&attribute.value)?,
            None => (resource.ty.split('_').next().unwrap_or("").into(), None),
        };
        let defaults = self.provider(instance, &wanted).and_then(|(owner, at)| self.default_tags(&owner, at));
        let own = entries.get("tags").filter(|entry| !entry.value.is_null());
        let value = merged(defaults.as_ref(), own.map(|entry| &entry.value), header);
        Some(Entry { key_span: own.map_or(header, |entry| entry.key_span), value })
    }

    fn default_tags(&self, owner: &Rc<Instance>, at: usize) -> Option<Value> {
        if let Some(known) = owner.default_tags.borrow().get(&at) {
            return Some(known.clone());
        }
        let block = &owner.module.providers[at].block;
        let tags = block.body.blocks_of("default_tags").next()?.body.attribute("tags")?;
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
