//! Blocks that are no resources, as documents that rules read: `terraform/provider`, `terraform/module`,
//! `terraform/backend`, `terraform/variable` and so on.
//!
//! Arguments are values as in resources. What names something rather than having a value (`depends_on`,
//! `from`, a variable's `type`) is its text.

use std::{collections::BTreeMap, rc::Rc, sync::Arc};

use tollgate_hcl::ast::{Attribute, Block, Expr, ExprKind, ObjectItem, ObjectKey};
use tollgate_ir::{Entry, Kind, Marks, Mode, Origin, Resource, Tri, Value};
use tollgate_source::Span;

use crate::{
    expr::{eval::Scope, unknown},
    instance::{Evaluation, Instance},
    load::{
        model::{Module, Variable},
        names::{name, names},
    },
    lower::{
        blocks::{Entries, settled},
        made,
    },
};

impl Evaluation<'_> {
    /// Everything in `instance` that is no resource. What only says how the module is written (its variables
    /// and settings) comes with the first instance of the module.
    pub(crate) fn documents(&self, instance: &Rc<Instance>, out: &mut Vec<Resource>) {
        let module = &instance.module;
        let scope = Scope::module(instance);
        let mut add = |block: &Block, ty: &str, name: &str, entries: Entries| {
            let address = Arc::new(self.block_address(instance, ty, name));
            let body = Value::object(entries, Origin::at(block.header));
            out.push(made(instance, block, address, body, instance.exists));
        };
        for provider in &module.providers {
            let name = match &provider.alias {
                Some(alias) => format!("{}.{alias}", provider.name),
                None => provider.name.to_string(),
            };
            add(&provider.block, "provider", &name, self.entries(&provider.block.body, &scope));
        }
        for (at, call) in module.calls.iter().enumerate() {
            let mut call_in = |key: String, scope: &Scope<'_>, callee: Option<&Module>| {
                let mut entries = self.call_entries(&call.block, scope);
                for variable in callee.into_iter().flat_map(|callee| &callee.variables) {
                    if let Some(entry) = entries.get_mut(&variable.name).filter(|_| variable.is_sensitive()) {
                        entry.value.marks.sensitive = true;
                    }
                }
                add(&call.block, "module", &format!("{}{key}", call.name), entries);
            };
            match self.calls(instance, at, call.block.header) {
                Ok(calls) if calls.missing.is_none() => {
                    for (occurrence, child) in &calls.instances {
                        let scope = Scope { repetition: &occurrence.repetition, ..scope };
                        call_in(occurrence.key.to_string(), &scope, Some(&child.module));
                    }
                }
                _ => {
                    for occurrence in self.expand(&call.block, instance).occurrences {
                        let scope = Scope { repetition: &occurrence.repetition, ..scope };
                        call_in(occurrence.key.to_string(), &scope, None);
                    }
                }
            }
        }
        for (at, output) in module.outputs.iter().enumerate() {
            let label = output.labels.first().map_or("", |label| &label.name);
            add(output, "output", label, self.output_entries(instance, at, output, &scope));
        }
        for block in &module.others {
            match &*block.ty.name {
                "moved" => {
                    let from = block.body.attribute("from").map(|from| name(&from.value));
                    add(block, "moved", from.as_deref().unwrap_or(""), named_entries(block));
                }
                "removed" => {
                    let from = block.body.attribute("from").map(|from| name(&from.value));
                    let mut entries = named_entries(block);
                    let lifecycle = block.body.blocks.iter().filter(|nested| &*nested.ty.name == "lifecycle");
                    self.blocks(lifecycle, &scope, &mut entries);
                    add(block, "removed", from.as_deref().unwrap_or(""), entries);
                }
                "check" => {
                    let label = block.labels.first().map_or("", |label| &label.name);
                    let mut entries = Entries::new();
                    self.blocks(block.body.blocks_of("assert"), &scope, &mut entries);
                    add(block, "check", label, entries);
                }
                _ => {
                    for occurrence in self.expand(block, instance).occurrences {
                        let scope = Scope { repetition: &occurrence.repetition, ..scope };
                        let (to, entries) = self.import_entries(block, &scope);
                        add(block, "import", &to, entries);
                    }
                }
            }
        }
        if !self.declared.borrow_mut().insert(module.path.clone()) {
            return;
        }
        for variable in &module.variables {
            add(&variable.block, "variable", &variable.name, self.variable_entries(variable, &scope));
        }
        for block in &module.settings {
            self.settings(block, &scope, &mut add);
        }
    }

    /// A `terraform` block: its backend and its required providers are documents of their own.
    fn settings(&self, block: &Block, scope: &Scope<'_>, add: &mut dyn FnMut(&Block, &str, &str, Entries)) {
        let mut entries = Entries::new();
        for attribute in &block.body.attributes {
            let entry = match &*attribute.name.name {
                "experiments" => text_entry(attribute, names(&attribute.value)),
                _ => self.entry(attribute, scope),
            };
            entries.insert(Arc::clone(&attribute.name.name), entry);
        }
        let is_apart = |nested: &&Block| matches!(&*nested.ty.name, "backend" | "required_providers");
        self.blocks(block.body.blocks.iter().filter(|nested| !is_apart(nested)), scope, &mut entries);
        add(block, "settings", "settings", entries);
        for nested in block.body.blocks.iter().filter(is_apart) {
            let mut entries = Entries::new();
            if &*nested.ty.name == "required_providers" {
                for attribute in &nested.body.attributes {
                    let value = self.requirement(&attribute.value, scope);
                    entries.insert(Arc::clone(&attribute.name.name), text_entry(attribute, value));
                }
                add(nested, "required_providers", "required_providers", entries);
            } else if let Some(label) = nested.labels.first() {
                entries = self.entries(&nested.body, scope);
                let ty = Value::string(Arc::clone(&label.name), Origin::at(label.span));
                entries.entry("type".into()).or_insert(Entry { key_span: label.span, value: ty });
                add(nested, "backend", &label.name, entries);
            }
        }
    }

    /// `{ source = …, version = …, configuration_aliases = [aws.west] }`; the aliases are names.
    fn requirement(&self, expr: &Expr, scope: &Scope<'_>) -> Value {
        let ExprKind::Object(items) = &expr.kind else { return self.eval_or_report(expr, scope) };
        let is_aliases = |item: &&ObjectItem| match &item.key {
            ObjectKey::Word(word) => &*word.name == "configuration_aliases",
            ObjectKey::Expr(_) => false,
        };
        let others: Vec<ObjectItem> = items.iter().filter(|item| !is_aliases(item)).cloned().collect();
        let value = self.eval_or_report(&Expr { kind: ExprKind::Object(others), span: expr.span }, scope);
        let Some(mut entries) = value.entries().cloned() else { return value };
        for item in items.iter().filter(is_aliases) {
            let entry = Entry { key_span: item.key.span(), value: names(&item.value) };
            entries.insert("configuration_aliases".into(), entry);
        }
        Value::object(entries, value.origin)
    }

    fn call_entries(&self, block: &Block, scope: &Scope<'_>) -> Entries {
        let mut entries = Entries::new();
        for attribute in &block.body.attributes {
            let entry = match &*attribute.name.name {
                "count" | "for_each" => continue,
                "depends_on" => text_entry(attribute, names(&attribute.value)),
                "providers" => text_entry(attribute, provider_names(&attribute.value)),
                _ => self.entry(attribute, scope),
            };
            entries.insert(Arc::clone(&attribute.name.name), entry);
        }
        entries
    }

    fn variable_entries(&self, variable: &Variable, scope: &Scope<'_>) -> Entries {
        let marks =
            Marks { sensitive: variable.is_sensitive(), ephemeral: variable.is_ephemeral(), ..Marks::default() };
        let mut entries = Entries::new();
        for attribute in &variable.block.body.attributes {
            let entry = match &*attribute.name.name {
                "type" => {
                    let source = self.request.sources.get(attribute.value.span.file);
                    let text = source.slice(attribute.value.span).to_owned();
                    text_entry(attribute, Value::string(text, Origin::at(attribute.value.span)))
                }
                "default" => {
                    let value = settled(self.literal(&attribute.value), &attribute.value);
                    text_entry(attribute, if is_nothing(&value) { value } else { value.marked(marks) })
                }
                _ => self.entry(attribute, &Scope::constant()),
            };
            entries.insert(Arc::clone(&attribute.name.name), entry);
        }
        self.blocks(variable.block.body.blocks.iter(), scope, &mut entries);
        entries
    }

    fn output_entries(&self, instance: &Rc<Instance>, at: usize, block: &Block, scope: &Scope<'_>) -> Entries {
        let mut entries = Entries::new();
        for attribute in &block.body.attributes {
            let entry = match &*attribute.name.name {
                "value" => {
                    let value = self.output(instance, at, block.header).unwrap_or_else(|fault| {
                        self.report(fault.diagnostic());
                        unknown::failed(&fault.message, attribute.value.span)
                    });
                    text_entry(attribute, settled(value, &attribute.value))
                }
                "depends_on" => text_entry(attribute, names(&attribute.value)),
                _ => self.entry(attribute, scope),
            };
            entries.insert(Arc::clone(&attribute.name.name), entry);
        }
        self.blocks(block.body.blocks.iter(), scope, &mut entries);
        entries
    }

    /// An `import` block and the address it imports to.
    fn import_entries(&self, block: &Block, scope: &Scope<'_>) -> (String, Entries) {
        let (mut to, mut entries) = (String::new(), Entries::new());
        for attribute in &block.body.attributes {
            let entry = match &*attribute.name.name {
                "for_each" => continue,
                "to" => {
                    to = self.address_text(&attribute.value, scope);
                    text_entry(attribute, Value::string(to.as_str(), Origin::at(attribute.value.span)))
                }
                "provider" => text_entry(attribute, names(&attribute.value)),
                _ => self.entry(attribute, scope),
            };
            entries.insert(Arc::clone(&attribute.name.name), entry);
        }
        (to, entries)
    }

    /// Where a `removed` block of this module, or of one around it, says that the managed resource is no more.
    /// Instance keys do not count there.
    fn removed(&self, instance: &Rc<Instance>, ty: &str, resource: &str) -> Option<Span> {
        let around = || std::iter::successors(Some(instance), |at| at.caller.as_ref().map(|caller| &caller.instance));
        let is_removed = |block: &&Block| &*block.ty.name == "removed";
        if !around().any(|at| at.module.others.iter().any(|block| is_removed(&block))) {
            return None;
        }
        let mut path = format!("{ty}.{resource}");
        for at in around() {
            for block in at.module.others.iter().filter(is_removed) {
                let Some(from) = block.body.attribute("from").map(|from| name(&from.value)) else { continue };
                let rest = path.strip_prefix(&from);
                if !from.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) {
                    return Some(block.header);
                }
            }
            if let Some((call, _)) = at.path.last() {
                path = format!("module.{call}.{path}");
            }
        }
        None
    }

    /// What exists of a resource that is declared: nothing when it is also said to be removed.
    pub(crate) fn exists_unless_removed(&self, instance: &Rc<Instance>, at: usize, exists: Tri) -> Tri {
        let resource = &instance.module.resources[at];
        if resource.mode != Mode::Managed {
            return exists;
        }
        let Some(removed) = self.removed(instance, &resource.ty, &resource.name) else { return exists };
        self.report(
            tollgate_source::Diagnostic::error(format!(
                "`{}.{}` is declared here, and said to be removed",
                resource.ty, resource.name
            ))
            .at(resource.block.header)
            .label(removed, "removed here")
            .help("remove one of the two blocks: Terraform refuses to have both"),
        );
        Tri::No
    }
}

/// Null, and texts and collections that are empty: of a sensitive variable, no secret is written.
fn is_nothing(value: &Value) -> bool {
    let is_empty = match &value.kind {
        Kind::Null(_) => return true,
        Kind::String(text) => text.is_empty(),
        _ => value.elements().is_some_and(<[Value]>::is_empty) || value.entries().is_some_and(BTreeMap::is_empty),
    };
    is_empty && value.open().is_none()
}

fn text_entry(attribute: &Attribute, value: Value) -> Entry {
    Entry { key_span: attribute.name.span, value }
}

/// The arguments of a block that only names things.
fn named_entries(block: &Block) -> Entries {
    let attributes = block.body.attributes.iter();
    attributes.map(|one| (Arc::clone(&one.name.name), text_entry(one, names(&one.value)))).collect()
}

/// `{ aws = aws.west }` with texts on both sides.
fn provider_names(expr: &Expr) -> Value {
    let ExprKind::Object(items) = &expr.kind else { return names(expr) };
    let entry = |item: &ObjectItem| {
        let key = match &item.key {
            ObjectKey::Word(word) => Arc::clone(&word.name),
            ObjectKey::Expr(key) => name(key).into(),
        };
        (key, Entry { key_span: item.key.span(), value: names(&item.value) })
    };
    Value::object(items.iter().map(entry).collect(), Origin::at(expr.span))
}
