//! Module instances to resources of the common model.

pub(crate) mod blocks;
pub(crate) mod checks;
pub(crate) mod declarations;
pub(crate) mod providers;
pub(crate) mod secrets;
pub(crate) mod tags;

use std::{rc::Rc, sync::Arc};

use tollgate_hcl::ast::Block;
use tollgate_ir::{
    Address, Entry, Input, Kind, Mode, Open, Origin, Project, RefPath, Reference, Refinement, Resource, Root, Step,
    Tri, Type, Unknown, Value, Why,
};
use tollgate_providers::Identity;
use tollgate_source::Span;

use crate::{
    data::Source,
    document::documented,
    expand::ResourceInstance,
    expr::{
        eval::{Fault, Scope},
        references::whole,
        unknown,
    },
    instance::{Evaluation, Instance},
    load::names::names,
    lower::{blocks::Entries, providers::provider_name},
};

impl Evaluation<'_> {
    /// Everything in `root` and below it.
    pub(crate) fn lower(&self, root: Option<&Rc<Instance>>) -> Project {
        let (mut resources, mut outputs) = (Vec::new(), Vec::new());
        if let Some(root) = root {
            self.lower_instance(root, &mut resources);
            for (at, block) in root.module.outputs.iter().enumerate() {
                if let (Some(label), Ok(value)) = (block.labels.first(), self.output(root, at, block.header))
                    && root.module.index.outputs.get(&label.name) == Some(&at)
                {
                    let value = self.handed_on(value, block.header);
                    outputs.push((Arc::clone(&label.name), value));
                }
            }
        }
        self.tell_missing();
        outputs.sort_by(|a, b| a.0.cmp(&b.0));
        resources.sort_by(|a: &Resource, b: &Resource| a.address.cmp(&b.address));
        let root = Root {
            input: Input::Terraform,
            kind: "terraform-module",
            path: Arc::clone(&self.root),
            variant: Arc::clone(&self.request.variant),
            outputs,
            diagnostics: self.take_diagnostics(),
            secrets: self.secrets.take().into_iter().collect(),
        };
        Project { roots: vec![root], resources }
    }

    fn lower_instance(&self, instance: &Rc<Instance>, out: &mut Vec<Resource>) {
        if let Some(call) = instance.calls.last()
            && self.is_full(*call)
        {
            return;
        }
        self.settle_names(instance);
        for (at, resource) in instance.module.resources.iter().enumerate() {
            if let Some(written) = resource.block.body.attribute("provider")
                && let Some(wanted) = provider_name(&written.value)
            {
                self.check_provider(instance, &wanted, written.value.span);
            }
            let expanded = match self.resource(instance, at, resource.block.header) {
                Ok(expanded) => expanded,
                Err(fault) => {
                    self.report(fault.diagnostic());
                    continue;
                }
            };
            for one in &expanded.instances {
                match self.body(instance, at, one, resource.block.header) {
                    Ok((body, view)) => {
                        self.check_conditions(instance, &resource.block, one, &view);
                        let exists = instance.exists.and(one.occurrence.exists);
                        let exists = self.exists_unless_removed(instance, at, exists);
                        let body = documented(&body, self.request.sources);
                        out.push(made(instance, &resource.block, Arc::clone(&one.address), body, exists));
                    }
                    Err(fault) => self.report(fault.diagnostic()),
                }
            }
        }
        self.documents(instance, out);
        for (at, call) in instance.module.calls.iter().enumerate() {
            match self.calls(instance, at, call.block.header) {
                Ok(expanded) => expanded.instances.iter().for_each(|(_, child)| self.lower_instance(child, out)),
                Err(fault) => self.report(fault.diagnostic()),
            }
        }
        self.check_blocks(instance);
    }

    /// Evaluates what nothing may ask for, so that its errors are told as Terraform would tell them.
    fn settle_names(&self, instance: &Rc<Instance>) {
        let module = &instance.module;
        let tell = |result: Result<(), Fault>| {
            if let Err(fault) = result {
                self.report(fault.diagnostic());
            }
        };
        for (at, variable) in module.variables.iter().enumerate() {
            tell(self.variable(instance, at, variable.block.header).map(drop));
            self.check_default(instance, at);
            self.check_validations(instance, at);
        }
        for (at, local) in module.locals.iter().enumerate() {
            tell(self.local(instance, at, local.name.span).map(drop));
        }
        for (at, output) in module.outputs.iter().enumerate() {
            tell(self.output(instance, at, output.header).map(drop));
        }
    }

    /// The body of one resource instance, and what references to the instance see.
    pub(crate) fn body(
        &self,
        instance: &Rc<Instance>,
        at: usize,
        one: &ResourceInstance,
        span: Span,
    ) -> Result<(Value, Value), Fault> {
        let resource = &instance.module.resources[at];
        self.demand(
            &one.body,
            || one.address.to_string(),
            span,
            || {
                let scope = Scope { repetition: &one.occurrence.repetition, ..Scope::module(instance) };
                let mut entries = self.resource_entries(&resource.block.body, &scope);
                if resource.mode == Mode::Data {
                    self.add_facts(&Source { instance, block: resource, address: &one.address }, &mut entries);
                }
                let view = view(one, resource.mode, &resource.ty, &entries, &resource.block);
                if resource.mode == Mode::Managed {
                    for (name, tags) in self.provided_tags(instance, resource, &entries) {
                        entries.insert(name.into(), tags);
                    }
                }
                if let Some(lifecycle) = self.lifecycle(&resource.block, &scope) {
                    entries.insert("lifecycle".into(), lifecycle);
                }
                (Value::object(entries, Origin::at(resource.block.header)), view)
            },
        )
    }

    /// `lifecycle` without its conditions: what may be ignored is a list of names, not of values.
    fn lifecycle(&self, block: &Block, scope: &Scope<'_>) -> Option<Entry> {
        let written = block.body.blocks_of("lifecycle").next()?;
        let mut entries = Entries::new();
        for attribute in &written.body.attributes {
            let entry = match &*attribute.name.name {
                "ignore_changes" | "replace_triggered_by" => {
                    let value = names(&attribute.value);
                    Entry { key_span: attribute.name.span, value }
                }
                _ => self.entry(attribute, scope),
            };
            entries.insert(Arc::clone(&attribute.name.name), entry);
        }
        let value = Value::tuple(vec![Value::object(entries, Origin::at(written.header))], Origin::at(written.header));
        Some(Entry { key_span: written.header, value })
    }
}

pub(crate) fn made(instance: &Instance, block: &Block, address: Arc<Address>, body: Value, exists: Tri) -> Resource {
    let calls = instance.calls.clone();
    Resource { address, body, span: block.header, block_span: block.span, exists, condition: None, calls }
}

/// What references see: configured attributes with a value, facts about others, and unknown for the rest.
fn view(one: &ResourceInstance, mode: Mode, ty: &str, entries: &Entries, block: &Block) -> Value {
    let identity = whole(one, mode, block.header);
    let mut seen = Entries::new();
    for (name, entry) in entries {
        // Null means unset: the provider may still decide a value.
        if entry.value.is_null() {
            continue;
        }
        let written_as_block = block.body.attribute(name).is_none();
        if written_as_block && is_none(&entry.value) {
            continue;
        }
        let path = [Step::Attr(Arc::clone(name))];
        let value = if written_as_block { opened(&entry.value, &identity, &path) } else { entry.value.clone() };
        seen.insert(Arc::clone(name), Entry { key_span: entry.key_span, value });
    }
    for fact in tollgate_providers::identities(ty) {
        let (attribute, from, prefix) = match fact {
            Identity::Same { attribute, argument } => (attribute, argument, None),
            Identity::Prefixed { attribute, prefix, argument } => (attribute, argument, Some(prefix)),
        };
        let Some(Value { kind: Kind::String(text), origin, .. }) = entries.get(*from).map(|entry| &entry.value) else {
            continue;
        };
        if seen.contains_key(*attribute) {
            continue;
        }
        let value = match prefix {
            None => Value::string(Arc::clone(text), origin.clone()),
            Some(prefix) => {
                let refinement = Refinement {
                    not_null: true,
                    prefix: Some(format!("{prefix}{text}").into()),
                    ..Refinement::default()
                };
                let path = RefPath { target: Arc::clone(&one.address), path: vec![Step::Attr((*attribute).into())] };
                let refs = vec![Reference { path, exact: true, span: block.header }];
                Value::unknown(Unknown { refs, refinement, ..unknown::of(Type::String, Why::Computed) }, origin.clone())
            }
        };
        seen.insert((*attribute).into(), Entry { key_span: origin.span, value });
    }
    Value::new(Kind::Object(Arc::new(seen), Open::Open(Arc::new(identity))), Origin::at(block.header))
}

/// A `dynamic` block that makes none is as good as not written: the provider may answer with one all the same.
fn is_none(blocks: &Value) -> bool {
    blocks.open().is_none() && blocks.elements().is_some_and(<[_]>::is_empty)
}

/// Nested blocks have attributes that are not configured, too. A list in them that is empty may be blocks or an
/// argument: that is not known then.
fn opened(value: &Value, identity: &Unknown, path: &[Step]) -> Value {
    let Kind::Tuple(items, open) = &value.kind else { return value.clone() };
    let object = |(n, item): (usize, &Value)| -> Value {
        let Kind::Object(entries, Open::Closed) = &item.kind else { return item.clone() };
        let at: Vec<Step> = path.iter().cloned().chain([Step::Index(n as u64)]).collect();
        let mut seen = Entries::new();
        let written = entries.iter().filter(|(_, entry)| !entry.value.is_null() && !is_none(&entry.value));
        for (name, entry) in written {
            let inside: Vec<Step> = at.iter().cloned().chain([Step::Attr(Arc::clone(name))]).collect();
            let value = opened(&entry.value, identity, &inside);
            seen.insert(Arc::clone(name), Entry { key_span: entry.key_span, value });
        }
        let refs = identity.refs.iter().map(|reference| Reference {
            path: RefPath { target: Arc::clone(&reference.path.target), path: at.clone() },
            ..reference.clone()
        });
        let open = Unknown { refs: refs.collect(), ..unknown::of(Type::Any, identity.why.clone()) };
        Value { kind: Kind::Object(Arc::new(seen), Open::Open(Arc::new(open))), ..item.clone() }
    };
    let items = items.iter().enumerate().map(object).collect();
    Value { kind: Kind::Tuple(Arc::new(items), open.clone()), ..value.clone() }
}
