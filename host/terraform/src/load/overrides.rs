//! Override files: `override.tf`, `*_override.tf` and their JSON and OpenTofu forms.
//!
//! They are read last, in order of name, and change blocks that other files declare: argument by argument,
//! while nested blocks of one type replace all of that type. Where an argument is replaced, its value stands in
//! the override file and is seen at its old place: [`Module::overridden`] leads from the one to the other.

use std::{collections::HashMap, sync::Arc};

use tollgate_hcl::ast::{Attribute, Block, Body, Expr, Ident};
use tollgate_ir::{Hop, How, Origin, Value};
use tollgate_source::{Diagnostic, Span};

use crate::{
    expr::eval::Scope,
    load::model::{Module, Provider, literal, mode},
};

/// From the value of an override file to the value it replaces.
pub(crate) type Overridden = HashMap<Span, Span>;

impl Module {
    /// Merges a block of an override file into the one it overrides.
    pub(crate) fn override_by(&mut self, block: Block, diagnostics: &mut Vec<Diagnostic>) {
        let label = |n: usize| block.labels.get(n).map(|label| Arc::clone(&label.name));
        let base = match (&*block.ty.name, label(0), label(1)) {
            ("locals", ..) => {
                for attribute in block.body.attributes {
                    match self.index.locals.get(&attribute.name.name) {
                        Some(at) => replace(&mut self.locals[*at], attribute, &mut self.overridden),
                        None => diagnostics.push(nothing_to_override("local", &attribute.name)),
                    }
                }
                return;
            }
            ("terraform", ..) => {
                self.override_settings(block);
                return;
            }
            ("moved" | "import" | "removed" | "check", ..) => {
                diagnostics.push(
                    Diagnostic::error(format!("`{}` blocks cannot stand in override files", block.ty.name))
                        .at(block.header)
                        .help("move it into a file that is no override file"),
                );
                return;
            }
            ("resource" | "data" | "ephemeral", Some(ty), Some(name)) => {
                let at = self.index.resources.get(&(mode(&block.ty), ty, name));
                at.map(|at| &mut self.resources[*at].block)
            }
            ("variable", Some(name), None) => self.index.variables.get(&name).map(|at| &mut self.variables[*at].block),
            ("output", Some(name), None) => self.index.outputs.get(&name).map(|at| &mut self.outputs[*at]),
            ("module", Some(name), None) => self.index.calls.get(&name).map(|at| &mut self.calls[*at].block),
            ("provider", Some(name), None) => {
                let alias = block.body.attribute("alias").and_then(|a| literal(&a.value));
                let same = |provider: &&mut Provider| provider.name == name && provider.alias.as_deref() == alias;
                match self.providers.iter_mut().find(same) {
                    Some(provider) => Some(&mut provider.block),
                    // A provider needs no block to be configured.
                    None => return self.add(block, diagnostics),
                }
            }
            _ => return self.add(block, diagnostics),
        };
        let Some(base) = base else {
            diagnostics.push(nothing_to_override(&block.ty.name, block.labels.last().unwrap_or(&block.ty)));
            return;
        };
        let mut body = block.body;
        body.attributes.retain(|attribute| {
            let may_change = &*attribute.name.name != "depends_on";
            if !may_change {
                diagnostics.push(
                    Diagnostic::error("`depends_on` cannot be overridden")
                        .at(attribute.name.span)
                        .help("write it into the block itself"),
                );
            }
            may_change
        });
        merge(&mut base.body, body, &mut self.overridden);
    }

    /// `required_version` and each required provider replace what they stand for; a backend or `cloud` block
    /// replaces either.
    fn override_settings(&mut self, block: Block) {
        let Body { attributes, blocks } = block.body;
        for attribute in attributes {
            let name = Arc::clone(&attribute.name.name);
            let holder = self.settings.iter_mut().find(|base| base.body.attribute(&name).is_some());
            match holder {
                Some(base) => set(&mut base.body, attribute, &mut self.overridden),
                None => {
                    let body = Body { attributes: vec![attribute], blocks: Vec::new() };
                    self.settings.push(Block { body, ..shell(&block.ty, &block.labels, block.header, block.span) });
                }
            }
        }
        for nested in blocks {
            let ty = Arc::clone(&nested.ty.name);
            match &*ty {
                "required_providers" => {
                    let mut left = Vec::new();
                    for attribute in nested.body.attributes {
                        let lists = self.settings.iter_mut().flat_map(|base| &mut base.body.blocks);
                        let mut lists = lists.filter(|list| list.ty.name == ty);
                        match lists.find(|list| list.body.attribute(&attribute.name.name).is_some()) {
                            Some(list) => set(&mut list.body, attribute, &mut self.overridden),
                            None => left.push(attribute),
                        }
                    }
                    if left.is_empty() {
                        continue;
                    }
                    let body = Body { attributes: left, blocks: Vec::new() };
                    let nested = Block { body, ..shell(&nested.ty, &nested.labels, nested.header, nested.span) };
                    self.add_settings(&block.ty, nested);
                }
                _ => {
                    let is_place = |ty: &str| matches!(ty, "backend" | "cloud");
                    for base in &mut self.settings {
                        base.body.blocks.retain(|old| match is_place(&ty) {
                            true => !is_place(&old.ty.name),
                            false => old.ty.name != ty || old.labels.first() != nested.labels.first(),
                        });
                    }
                    self.add_settings(&block.ty, nested);
                }
            }
        }
    }

    /// Adds a nested block of an override file as a `terraform` block of its own.
    fn add_settings(&mut self, ty: &Ident, nested: Block) {
        let block = shell(ty, &[], nested.header, nested.span);
        let body = Body { attributes: Vec::new(), blocks: vec![nested] };
        self.settings.push(Block { body, ..block });
    }

    /// `value` of `expr`, seen where it is overridden.
    pub(crate) fn seen_where_overridden(&self, value: Value, expr: &Expr) -> Value {
        let Some(place) = self.overridden.get(&expr.span) else { return value };
        let hop = Hop { how: How::Override, origin: value.origin.clone() };
        Value { origin: Origin { span: *place, from: Some(Arc::new(hop)) }, ..value }
    }
}

/// As [`Module::seen_where_overridden`], where there is a module.
pub(crate) fn seen_where_overridden(value: Value, expr: &Expr, scope: &Scope<'_>) -> Value {
    match scope.instance {
        Some(instance) if !instance.module.overridden.is_empty() => instance.module.seen_where_overridden(value, expr),
        _ => value,
    }
}

/// A block without content.
fn shell(ty: &Ident, labels: &[Ident], header: Span, span: Span) -> Block {
    Block { ty: ty.clone(), labels: labels.to_vec(), body: Body::default(), header, inside: header, span }
}

/// Arguments replace arguments; nested blocks of one type replace all of that type, `lifecycle` excepted.
fn merge(base: &mut Body, over: Body, overridden: &mut Overridden) {
    for attribute in over.attributes {
        set(base, attribute, overridden);
    }
    let (lifecycle, blocks): (Vec<Block>, Vec<Block>) =
        over.blocks.into_iter().partition(|block| &*block.ty.name == "lifecycle");
    let replaced = |ty: &Arc<str>, block: &Block| {
        block.ty.name == *ty || (&*block.ty.name == "dynamic" && block.labels.first().is_some_and(|l| l.name == *ty))
    };
    for block in &blocks {
        let ty = match &*block.ty.name {
            "dynamic" => block.labels.first().map(|label| Arc::clone(&label.name)),
            _ => Some(Arc::clone(&block.ty.name)),
        };
        if let Some(ty) = ty {
            base.blocks.retain(|old| !replaced(&ty, old));
        }
    }
    base.blocks.extend(blocks);
    for block in lifecycle {
        match base.blocks.iter_mut().find(|old| &*old.ty.name == "lifecycle") {
            Some(old) => merge(&mut old.body, block.body, overridden),
            None => base.blocks.push(block),
        }
    }
}

fn set(base: &mut Body, attribute: Attribute, overridden: &mut Overridden) {
    match base.attributes.iter_mut().rev().find(|old| old.name.name == attribute.name.name) {
        Some(old) => replace(old, attribute, overridden),
        None => base.attributes.push(attribute),
    }
}

fn replace(old: &mut Attribute, new: Attribute, overridden: &mut Overridden) {
    let place = overridden.get(&old.value.span).copied().unwrap_or(old.value.span);
    overridden.insert(new.value.span, place);
    *old = new;
}

fn nothing_to_override(what: &str, name: &Ident) -> Diagnostic {
    Diagnostic::error(format!("there is no {what} `{}` that this override file could override", name.name))
        .at(name.span)
        .help("declare it in a file that is no override file")
}
