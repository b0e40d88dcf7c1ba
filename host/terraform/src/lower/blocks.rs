//! Bodies of blocks to objects: attributes, nested blocks and `dynamic` blocks.
//!
//! Nested blocks of one type become one tuple of objects, whether they are written out, generated, or given
//! as an attribute.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_hcl::ast::{Attribute, Block, Body, Expr, ExprKind};
use tollgate_ir::{Entry, How, Kind, Open, Origin, Step, Value};
use tollgate_source::Span;

use crate::{
    expr::{
        eval::{Binding, Fault, Scope, open_end},
        unknown,
    },
    instance::Evaluation,
    limits,
};

pub(crate) type Entries = BTreeMap<Arc<str>, Entry>;

/// Arguments that say something about a block rather than about what it describes.
const META_ARGUMENTS: [&str; 4] = ["count", "for_each", "provider", "depends_on"];
const META_BLOCKS: [&str; 3] = ["lifecycle", "provisioner", "connection"];

impl Evaluation<'_> {
    /// The entries of a resource's own body.
    pub(crate) fn resource_entries(&self, body: &Body, scope: &Scope<'_>) -> Entries {
        let own = |attribute: &&Attribute| !META_ARGUMENTS.contains(&&*attribute.name.name);
        let mut entries = self.attributes(body.attributes.iter().filter(own), scope);
        self.blocks(body.blocks.iter().filter(|block| !META_BLOCKS.contains(&&*block.ty.name)), scope, &mut entries);
        entries
    }

    /// The entries of any other body.
    pub(crate) fn entries(&self, body: &Body, scope: &Scope<'_>) -> Entries {
        let mut entries = self.attributes(body.attributes.iter(), scope);
        self.blocks(body.blocks.iter(), scope, &mut entries);
        entries
    }

    fn attributes<'t>(&self, attributes: impl Iterator<Item = &'t Attribute>, scope: &Scope<'_>) -> Entries {
        attributes.map(|attribute| (Arc::clone(&attribute.name.name), self.entry(attribute, scope))).collect()
    }

    pub(crate) fn entry(&self, attribute: &Attribute, scope: &Scope<'_>) -> Entry {
        let value = self.eval_or_report(&attribute.value, scope);
        let value = self.handed_on(value, attribute.value.span);
        Entry { key_span: attribute.name.span, value: settled(value, &attribute.value) }
    }

    pub(crate) fn blocks<'t>(&self, blocks: impl Iterator<Item = &'t Block>, scope: &Scope<'_>, entries: &mut Entries) {
        let mut lists: BTreeMap<Arc<str>, BlockList> = BTreeMap::new();
        for block in blocks {
            if &*block.ty.name == "dynamic" && block.labels.len() == 1 {
                let ty = &block.labels[0].name;
                let list = lists.entry(Arc::clone(ty)).or_insert_with(|| BlockList::at(block.header));
                if let Err(fault) = self.dynamic(block, ty, scope, list) {
                    self.report(fault.diagnostic());
                    let failed = unknown::failed(&fault.message, fault.span);
                    list.open = unknown::open_with(&failed);
                }
            } else {
                let object = self.block_object(&block.body, block.header, scope);
                lists
                    .entry(Arc::clone(&block.ty.name))
                    .or_insert_with(|| BlockList::at(block.header))
                    .items
                    .push(object);
            }
        }
        for (ty, mut list) in lists {
            // The same written partly as an attribute.
            if let Some(Entry { value, .. }) = entries.get(&ty)
                && let Some(written) = value.elements()
            {
                list.items.splice(0..0, written.iter().cloned());
            }
            let value = Value::new(Kind::Tuple(Arc::new(list.items), list.open), Origin::at(list.span));
            entries.insert(ty, Entry { key_span: list.span, value });
        }
    }

    fn block_object(&self, body: &Body, header: Span, scope: &Scope<'_>) -> Value {
        Value::object(self.entries(body, scope), Origin::at(header))
    }

    fn dynamic(&self, block: &Block, ty: &Arc<str>, scope: &Scope<'_>, list: &mut BlockList) -> Result<(), Fault> {
        let Some(for_each) = block.body.attribute("for_each") else {
            return Err(Fault::new(block.header, "a `dynamic` block needs `for_each`"));
        };
        let Some(content) = block.body.blocks_of("content").next() else {
            return Err(Fault::new(block.header, "a `dynamic` block needs a `content` block"));
        };
        let name = match block.body.attribute("iterator").map(|iterator| &iterator.value.kind) {
            Some(ExprKind::Variable(name)) => Arc::clone(name),
            Some(ExprKind::String(name)) => Arc::clone(name),
            _ => Arc::clone(ty),
        };
        let over = self.eval(&for_each.value, scope)?;
        let made = |key: Value, value: Value| {
            let pair =
                unknown::object_at([("key".into(), key), ("value".into(), value)], Open::Closed, for_each.value.span);
            let how = Some(How::Dynamic(Arc::clone(ty)));
            let binding = Binding { name: &name, value: pair, how, next: scope.bindings };
            self.block_object(&content.body, content.header, &scope.with(&binding)).marked(over.marks)
        };
        let at = for_each.value.span;
        let key = |over: &Value| unknown::derived(&[over], tollgate_ir::Type::Any, at);
        match &over.kind {
            Kind::Unknown(whole) if whole.one_of.is_empty() => {
                let element = unknown::follow(whole, &Step::Splat, at);
                list.open = unknown::open_with(&made(key(&over), element));
            }
            // What there is in one case or the other: possible elements, none of them certain.
            Kind::Unknown(whole) => {
                let mut maybe = Vec::new();
                for alternative in whole.one_of.iter().filter(|value| !value.is_null()) {
                    if let Kind::Unknown(further) = &alternative.kind {
                        let element = unknown::follow(further, &Step::Splat, at);
                        maybe.push((over.clone(), made(key(&over), element)));
                        continue;
                    }
                    for (key, value) in self.iterate(alternative, at)? {
                        maybe.push((over.clone(), made(key, value)));
                    }
                    if let Some(open) = alternative.open() {
                        maybe.push((over.clone(), made(key(&over), unknown::further_element(open, at))));
                    }
                }
                list.open = open_end(&maybe, at);
            }
            _ => {
                for (key, value) in self.iterate(&over, at)? {
                    if !self.take_block(block.header) {
                        list.open = unknown::open_with(&limits::stopped("the size of a configuration", at));
                        return Ok(());
                    }
                    list.items.push(made(key, value));
                }
                if let Some(open) = over.open() {
                    list.open = unknown::open_with(&made(key(&over), unknown::further_element(open, at)));
                }
            }
        }
        Ok(())
    }
}

struct BlockList {
    items: Vec<Value>,
    open: Open,
    span: Span,
}

impl BlockList {
    fn at(span: Span) -> Self {
        Self { items: Vec::new(), open: Open::Closed, span }
    }
}

/// The value of an attribute in which every part starts at the attribute and leads from there to its source.
pub(crate) fn settled(value: Value, expr: &Expr) -> Value {
    settle(&value, expr.span, &called(expr)).unwrap_or(value)
}

/// The function whose result the expression is, for parts that nothing else says the way of.
fn called(expr: &Expr) -> How {
    match &expr.kind {
        ExprKind::Call(call) => How::Call(Arc::clone(&call.name.name)),
        ExprKind::Parenthesis(inner) => called(inner),
        ExprKind::Conditional { then, otherwise, .. } => match called(then) {
            How::Call(name) if !name.is_empty() => How::Call(name),
            _ => called(otherwise),
        },
        ExprKind::Traversal { target, .. } => called(target),
        ExprKind::For(parts) => called(&parts.collection),
        _ => How::Call("".into()),
    }
}

/// `None` when nothing changes.
fn settle(value: &Value, within: Span, how: &How) -> Option<Value> {
    let part = |child: &Value| -> Option<Value> {
        let origin = if value.origin.from.is_some() {
            Some(unknown::inherit(&value.origin, &child.origin))
        } else if within.contains(child.origin.span) {
            None
        } else {
            Some(child.origin.via(value.origin.span, how.clone()))
        };
        match origin {
            Some(origin) => {
                let moved = Value { origin, ..child.clone() };
                Some(settle(&moved, within, how).unwrap_or(moved))
            }
            None => settle(child, within, how),
        }
    };
    let sequence = |items: &Arc<Vec<Value>>| -> Option<Arc<Vec<Value>>> {
        let parts: Vec<Option<Value>> = items.iter().map(part).collect();
        parts.iter().any(Option::is_some).then(|| {
            Arc::new(parts.into_iter().zip(items.iter()).map(|(new, old)| new.unwrap_or_else(|| old.clone())).collect())
        })
    };
    let mapping = |entries: &Arc<Entries>| -> Option<Arc<Entries>> {
        let parts: Vec<Option<Value>> = entries.values().map(|entry| part(&entry.value)).collect();
        parts.iter().any(Option::is_some).then(|| {
            let new = |(new, (key, old)): (Option<Value>, (&Arc<str>, &Entry))| {
                let value = new.unwrap_or_else(|| old.value.clone());
                (Arc::clone(key), Entry { key_span: old.key_span, value })
            };
            Arc::new(parts.into_iter().zip(entries.iter()).map(new).collect())
        })
    };
    let kind = match &value.kind {
        Kind::List(ty, items, open) => Kind::List(ty.clone(), sequence(items)?, open.clone()),
        Kind::Set(ty, items, open) => Kind::Set(ty.clone(), sequence(items)?, open.clone()),
        Kind::Tuple(items, open) => Kind::Tuple(sequence(items)?, open.clone()),
        Kind::Map(ty, entries, open) => Kind::Map(ty.clone(), mapping(entries)?, open.clone()),
        Kind::Object(entries, open) => Kind::Object(mapping(entries)?, open.clone()),
        _ => return None,
    };
    Some(Value { kind, ..value.clone() })
}
