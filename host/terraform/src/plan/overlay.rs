//! What a plan knows, laid over the resources of a configuration.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use tollgate_hcl::json::Json;
use tollgate_ir::{
    Address, AddressKind, Entry, Key, Kind, Mode, Open, Origin, Project, RefPath, Reference, Resource, Step, Tri, Value,
};
use tollgate_source::{Diagnostic, Span};

use super::{
    address,
    model::{Plan, Planned, items},
    value,
};
use crate::instance::Instance;

/// As many addresses as a message names.
const NAMED: usize = 5;

/// Lays `plan` over `project`, the configuration evaluated with the plan's variables, or nothing.
pub(super) fn lay(plan: &Plan<'_>, project: &mut Project, configuration: Option<&Instance>) {
    let mut met: BTreeSet<AddressKind> = BTreeSet::new();
    let mut newer: Vec<String> = Vec::new();
    for resource in &mut project.resources {
        let kind = &resource.address.kind;
        let AddressKind::Terraform { mode, .. } = kind else { continue };
        let mode = *mode;
        match plan.resources.get(kind) {
            Some(planned) => {
                met.insert(kind.clone());
                resource.exists = planned.exists.into();
                if planned.exists {
                    resource.body = value::over_block(planned.change, &resource.body);
                }
            }
            // Made in no instance, or planned to go before the plan was made.
            None if plan.has_block(kind) => {
                let is_left_out = mode == Mode::Managed && plan.is_complete;
                resource.exists = if is_left_out { Tri::No } else { resource.exists };
            }
            // Data sources that nothing asks for are in no plan, nor is what is ephemeral.
            None if mode == Mode::Managed => newer.push(resource.address.to_string()),
            None => {}
        }
    }
    // What installed modules declare is in the plan also where the modules themselves are not at hand.
    let seen: BTreeSet<Vec<Arc<str>>> = project.resources.iter().filter_map(|one| names(&one.address.kind)).collect();
    let mut older: Vec<String> = Vec::new();
    for (kind, planned) in plan.resources.iter().filter(|(kind, _)| !met.contains(*kind)) {
        let is_of_absent_module = names(kind).is_some_and(|path| !path.is_empty() && !seen.contains(&path));
        let is_managed = matches!(kind, AddressKind::Terraform { mode: Mode::Managed, .. });
        if configuration.is_some() && is_managed && planned.exists && !is_of_absent_module {
            older.push(plan.address(kind).to_string());
        }
        project.resources.push(made(plan, kind, planned, configuration));
    }
    project.resources.sort_by(|a, b| a.address.cmp(&b.address));
    outputs(plan, project);
    let root = &mut project.roots[0];
    if !newer.is_empty() {
        let message = format!("{} in the configuration, but not in the plan, which is older", are(&newer));
        let help = "make the plan again; until then they are checked as far as the configuration says";
        root.diagnostics.push(Diagnostic::warning(message).at(plan.span).help(help));
    }
    if !older.is_empty() {
        let message = format!("{} in the plan, but not in the configuration beside it", are(&older));
        let help = "make the plan again, from this configuration; until then they are checked as planned";
        root.diagnostics.push(Diagnostic::warning(message).at(plan.span).help(help));
    }
}

fn outputs(plan: &Plan<'_>, project: &mut Project) {
    let outputs = &mut project.roots[0].outputs;
    for (name, change) in &plan.outputs {
        match outputs.iter_mut().find(|(other, _)| other == name) {
            Some((_, configured)) => *configured = value::over(*change, configured),
            None => outputs.push((Arc::clone(name), value::alone(*change, &[], plan.span))),
        }
    }
    outputs.sort_by(|a, b| a.0.cmp(&b.0));
}

/// A resource that only the plan speaks of.
fn made(plan: &Plan<'_>, kind: &AddressKind, planned: &Planned<'_>, configuration: Option<&Instance>) -> Resource {
    Resource {
        address: plan.address(kind),
        body: body(plan, kind, planned),
        span: planned.span,
        block_span: planned.block_span,
        exists: planned.exists.into(),
        condition: None,
        calls: configuration.and_then(|root| call(root, kind)).into_iter().collect(),
    }
}

/// The members that are set, as the configuration would have them.
fn body(plan: &Plan<'_>, kind: &AddressKind, planned: &Planned<'_>) -> Value {
    let arguments = plan.arguments(kind);
    let mut entries = BTreeMap::new();
    let mut add = |name: &Arc<str>, key_span: Span| {
        let change = planned.change.member(name);
        let argument = arguments.and_then(|arguments| arguments.get(name));
        if argument.is_none() && value::is_unset(change) {
            return;
        }
        let refs = argument.map_or_else(Vec::new, |argument| references(plan, kind, argument));
        let value = without_unset(value::alone(change, &refs, key_span), argument);
        entries.insert(Arc::clone(name), Entry { key_span, value });
    };
    for member in planned.change.after.map_or(&[][..], Json::members) {
        add(&member.key.name, member.key.span);
    }
    for member in planned.change.unknown.map_or(&[][..], Json::members) {
        if planned.change.after.is_none_or(|after| after.get(&member.key.name).is_none()) {
            add(&member.key.name, planned.span);
        }
    }
    Value::object(entries, Origin::at(planned.span))
}

/// Nested blocks without the members that nobody set.
fn without_unset(value: Value, argument: Option<&Json>) -> Value {
    let Kind::Tuple(blocks, open) = &value.kind else { return value };
    let block = |(at, block): (usize, &Value)| {
        let Kind::Object(entries, Open::Closed) = &block.kind else { return block.clone() };
        let argument = items(argument).get(at).or(items(argument).first());
        let kept = entries.iter().filter_map(|(name, entry)| {
            let inner = argument.and_then(|argument| argument.get(name));
            let says_nothing = entry.value.is_null() || entry.value.elements().is_some_and(<[Value]>::is_empty);
            if inner.is_none() && says_nothing {
                return None;
            }
            let value = without_unset(entry.value.clone(), inner);
            Some((Arc::clone(name), Entry { key_span: entry.key_span, value }))
        });
        Value { kind: Kind::Object(Arc::new(kept.collect()), Open::Closed), ..block.clone() }
    };
    let blocks = blocks.iter().enumerate().map(block).collect();
    Value { kind: Kind::Tuple(Arc::new(blocks), open.clone()), ..value.clone() }
}

/// What an argument refers to. Plans say that for each argument as a whole, and never how: no reference is exact.
fn references(plan: &Plan<'_>, kind: &AddressKind, argument: &Json) -> Vec<Reference> {
    let AddressKind::Terraform { module, .. } = kind else { return Vec::new() };
    let mut found: Vec<Reference> = Vec::new();
    let mut last = "";
    for json in items(argument.get("references")) {
        let Some(text) = json.as_str() else { continue };
        // `a.b.c`, then `a.b` and `a`: the same reference, told in ever fewer words.
        let is_shorter = last.starts_with(text);
        last = text;
        if is_shorter {
            continue;
        }
        if let Some(path) = reference(plan, module, text) {
            found.push(Reference { path, exact: false, span: json.span });
        }
    }
    found
}

fn reference(plan: &Plan<'_>, module: &[(Arc<str>, Key)], text: &str) -> Option<RefPath> {
    let (mode, text) = match text.strip_prefix("data.") {
        Some(rest) => (Mode::Data, rest),
        None => (Mode::Managed, text),
    };
    let (ty, rest) = text.split_once('.')?;
    if ["var", "local", "module", "each", "count", "path", "self", "terraform", "ephemeral"].contains(&ty) {
        return None;
    }
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    let (key, rest) =
        address::key(&rest[end..]).filter(|_| end > 0).map(|(key, after)| (key, (&rest[..end], after)))?;
    let (name, after) = rest;
    let kind = AddressKind::Terraform { module: module.to_vec(), mode, ty: ty.into(), name: name.into(), key };
    let path = after.strip_prefix('.').and_then(|path| path.split(['.', '[']).next()).filter(|step| !step.is_empty());
    let target: Arc<Address> = plan.address(&kind);
    Some(RefPath { target, path: path.map(|step| Step::Attr(step.into())).into_iter().collect() })
}

/// The call in the root module that a resource comes from.
fn call(root: &Instance, kind: &AddressKind) -> Option<Span> {
    let AddressKind::Terraform { module, .. } = kind else { return None };
    let at = root.module.index.calls.get(&module.first()?.0)?;
    Some(root.module.calls[*at].block.header)
}

fn names(kind: &AddressKind) -> Option<Vec<Arc<str>>> {
    match kind {
        AddressKind::Terraform { module, .. } => Some(module.iter().map(|(name, _)| Arc::clone(name)).collect()),
        _ => None,
    }
}

/// `a` is, or `a`, `b` and 3 more are.
fn are(addresses: &[String]) -> String {
    let named: Vec<String> = addresses.iter().take(NAMED).map(|address| format!("`{address}`")).collect();
    match (addresses.len(), addresses.len().saturating_sub(NAMED)) {
        (1, _) => format!("{} is", named[0]),
        (_, 0) => format!("{} and {} are", named[..named.len() - 1].join(", "), named[named.len() - 1]),
        (_, more) => format!("{} and {more} more are", named.join(", ")),
    }
}
