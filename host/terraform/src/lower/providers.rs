//! Provider configurations: which one a name means in a module, what calls pass down, and what is missing.

use std::{rc::Rc, sync::Arc};

use tollgate_hcl::ast::{Expr, ExprKind, ObjectItem, ObjectKey, Traverse, TraverseKind};
use tollgate_source::{Diagnostic, Span, did_you_mean};

use crate::{
    instance::{Evaluation, Instance, Providers},
    load::model::{Call, Module},
};

impl Evaluation<'_> {
    /// The provider configurations that `call` hands on: those of `providers = { … }`, and the caller's
    /// default ones, which are inherited.
    pub(crate) fn providers_for(&self, instance: &Rc<Instance>, call: &Call) -> Providers {
        let mut providers = Providers::new();
        for ((name, alias), found) in &instance.providers {
            if alias.is_none() {
                providers.insert((Arc::clone(name), None), found.clone());
            }
        }
        for (at, provider) in instance.module.providers.iter().enumerate() {
            if provider.alias.is_none() {
                providers.insert((Arc::clone(&provider.name), None), (Rc::clone(instance), at));
            }
        }
        for (inner, outer, _) in passed(call) {
            match self.provider(instance, &outer) {
                Some(found) => providers.insert(inner, found),
                None => providers.remove(&inner),
            };
        }
        providers
    }

    /// What a call passes must be there, and what the module asks for must be passed.
    pub(crate) fn check_providers(&self, instance: &Rc<Instance>, call: &Call, module: &Module) {
        let passed = passed(call);
        for (_, outer, span) in &passed {
            self.check_provider(instance, outer, *span);
        }
        for (wanted, place) in aliases(module) {
            if passed.iter().any(|(inner, ..)| *inner == wanted) {
                continue;
            }
            let (name, wanted) = (&wanted.0, shown(&wanted));
            self.report(
                Diagnostic::error(format!("module `{}` is called without the provider `{wanted}`", call.name))
                    .at(call.block.header)
                    .label(place, "the module asks for it here")
                    .help(format!("add `providers = {{ {wanted} = {name} }}`, or another configuration of `{name}`")),
            );
        }
    }

    /// A configuration with an alias is there only when it is written. Those without may come from the
    /// environment alone.
    pub(crate) fn check_provider(&self, instance: &Rc<Instance>, wanted: &ProviderName, span: Span) {
        if wanted.1.is_none()
            || self.provider(instance, wanted).is_some()
            || aliases(&instance.module).iter().any(|(declared, _)| declared == wanted)
        {
            return;
        }
        let known = instance.module.providers.iter().filter(|one| one.name == wanted.0);
        let known: Vec<String> = known.map(|one| shown(&(Arc::clone(&one.name), one.alias.clone()))).collect();
        let wanted = shown(wanted);
        let diagnostic =
            Diagnostic::error(format!("there is no provider configuration `{wanted}` in this module")).at(span);
        self.report(match did_you_mean(&wanted, known.iter().map(String::as_str)) {
            Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
            None => diagnostic.help("add a `provider` block with this `alias`, or have the caller pass it"),
        });
    }

    /// The configuration that a provider name and alias mean within `instance`.
    pub(crate) fn provider(&self, instance: &Rc<Instance>, wanted: &ProviderName) -> Option<(Rc<Instance>, usize)> {
        let own = instance.module.providers.iter().position(|own| own.name == wanted.0 && own.alias == wanted.1);
        own.map(|at| (Rc::clone(instance), at)).or_else(|| instance.providers.get(wanted).cloned())
    }
}

/// Local name and alias of a provider configuration.
pub(crate) type ProviderName = (Arc<str>, Option<Arc<str>>);

/// What a call passes: the name within the module, the name here, and its place.
fn passed(call: &Call) -> Vec<(ProviderName, ProviderName, Span)> {
    let Some(attribute) = call.block.body.attribute("providers") else { return Vec::new() };
    let ExprKind::Object(items) = &attribute.value.kind else { return Vec::new() };
    let pair = |item: &ObjectItem| {
        let inner = match &item.key {
            ObjectKey::Word(word) => named(&word.name),
            ObjectKey::Expr(expr) => provider_name(expr)?,
        };
        Some((inner, provider_name(&item.value)?, item.value.span))
    };
    items.iter().filter_map(pair).collect()
}

/// The configurations that a module asks its callers for, in `configuration_aliases`.
fn aliases(module: &Module) -> Vec<(ProviderName, Span)> {
    let mut found = Vec::new();
    for list in module.settings.iter().flat_map(|block| block.body.blocks_of("required_providers")) {
        for attribute in &list.body.attributes {
            let ExprKind::Object(items) = &attribute.value.kind else { continue };
            let is_list = |item: &&ObjectItem| matches!(&item.key, ObjectKey::Word(word) if &*word.name == "configuration_aliases");
            for item in items.iter().filter(is_list) {
                let ExprKind::Tuple(names) = &item.value.kind else { continue };
                found.extend(names.iter().filter_map(|name| Some((provider_name(name)?, name.span))));
            }
        }
    }
    found
}

fn shown((name, alias): &ProviderName) -> String {
    match alias {
        Some(alias) => format!("{name}.{alias}"),
        None => name.to_string(),
    }
}

/// `aws.east` as one text, as it was quoted before Terraform 0.12 and is in JSON.
fn named(text: &Arc<str>) -> ProviderName {
    match text.split_once('.') {
        Some((name, alias)) => (name.into(), Some(alias.into())),
        None => (Arc::clone(text), None),
    }
}

/// `aws` or `aws.east`.
pub(crate) fn provider_name(expr: &Expr) -> Option<ProviderName> {
    match &expr.kind {
        ExprKind::Variable(name) => Some((Arc::clone(name), None)),
        ExprKind::String(text) => Some(named(text)),
        ExprKind::Traversal { target, steps } => match (&target.kind, steps.as_slice()) {
            (ExprKind::Variable(name), [Traverse { kind: TraverseKind::Attr(alias), .. }]) => {
                Some((Arc::clone(name), Some(Arc::clone(alias))))
            }
            _ => None,
        },
        _ => None,
    }
}
