//! `count` and `for_each`: which instances of a block there are.
//!
//! Known keys give real instances, each with its own existence. Keys that cannot be known give one symbolic
//! instance ([`Key::Any`]) that stands for any number of real ones.

use std::{cell::OnceCell, collections::HashMap, rc::Rc, sync::Arc};

use tollgate_hcl::ast::{Block, Expr};
use tollgate_ir::{Address, Key, Kind, Number, Origin, Step, Tri, Type, Value, Why};
use tollgate_source::Span;

use crate::{
    convert,
    expr::{
        eval::{Fault, Repetition, Scope, describe, seen_through},
        repeat::instance_key,
        unknown,
    },
    instance::{Evaluation, Instance, Slot},
    limits::{self, INSTANCES},
};

/// What repeats a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    Single,
    Count,
    ForEach,
}

/// One instance of a block: its key, what `each` and `count` are in it, and whether it exists.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    pub(crate) key: Key,
    pub(crate) repetition: Repetition,
    pub(crate) exists: Tri,
}

#[derive(Clone, Debug)]
pub(crate) struct Expansion {
    pub(crate) shape: Shape,
    pub(crate) occurrences: Vec<Occurrence>,
}

pub(crate) struct ExpandedResource {
    pub(crate) shape: Shape,
    pub(crate) instances: Vec<ResourceInstance>,
    pub(crate) by_key: HashMap<Key, usize>,
    /// All instances as one value, once all of them are known.
    pub(crate) collection: OnceCell<Value>,
}

pub(crate) struct ResourceInstance {
    pub(crate) address: Arc<Address>,
    pub(crate) occurrence: Occurrence,
    /// What is configured, and what references to the instance see.
    pub(crate) body: Slot<(Value, Value)>,
}

pub(crate) struct ExpandedCall {
    pub(crate) shape: Shape,
    pub(crate) instances: Vec<(Occurrence, Rc<Instance>)>,
    pub(crate) by_key: HashMap<Key, usize>,
    /// Why there is nothing behind the call.
    pub(crate) missing: Option<Why>,
}

impl Expansion {
    pub(crate) fn by_key(&self) -> HashMap<Key, usize> {
        self.occurrences.iter().enumerate().map(|(n, occurrence)| (occurrence.key.clone(), n)).collect()
    }
}

impl Evaluation<'_> {
    /// The instances of `block` within `instance`.
    pub(crate) fn expand(&self, block: &Block, instance: &Rc<Instance>) -> Expansion {
        let scope = Scope::module(instance);
        let (count, for_each) = (block.body.attribute("count"), block.body.attribute("for_each"));
        if let (Some(_), Some(for_each)) = (count, for_each) {
            self.report(
                Fault::new(for_each.name.span, "a block has either `count` or `for_each`, not both").diagnostic(),
            );
        }
        let (shape, occurrences) = match (count, for_each) {
            (None, None) => {
                (Shape::Single, Ok(vec![Occurrence { key: Key::None, repetition: Repetition::None, exists: Tri::Yes }]))
            }
            (_, Some(each)) => (Shape::ForEach, self.expand_for_each(&each.value, &scope)),
            (Some(count), None) => (Shape::Count, self.expand_count(&count.value, &scope)),
        };
        let mut occurrences = occurrences.unwrap_or_else(|fault| {
            self.report(fault.diagnostic());
            let why = Why::EvalError(fault.message.as_str().into());
            vec![symbolic(shape, &unknown::plain(Type::Any, why, fault.span), fault.span, Tri::Unknown)]
        });
        if let Some(planned) = &self.planned {
            occurrences = planned.settle(block, instance, shape, occurrences);
        }
        // What is written out in the root is as much as somebody wrote.
        let counts = shape != Shape::Single || !instance.path.is_empty();
        if counts && !self.take_instances(occurrences.len(), block.header) && shape != Shape::Single {
            occurrences = vec![too_many(shape, block.header)];
        }
        Expansion { shape, occurrences }
    }

    fn expand_count(&self, expr: &Expr, scope: &Scope<'_>) -> Result<Vec<Occurrence>, Fault> {
        let count = self.eval(expr, scope)?;
        if count.is_null() {
            return Err(Fault::new(expr.span, "`count` is null").help("give it a whole number; 0 means none"));
        }
        let count = convert::to_number(&count)
            .map_err(|reason| Fault::new(expr.span, format!("`count` is unsuitable: {reason}")))?;
        let Kind::Number(number) = &count.kind else {
            let at_least_one = |value: &Value| matches!(&value.kind, Kind::Number(n) if *n >= Number::from(1i64));
            if unknown::alternatives(&count).iter().all(|value| matches!(&value.kind, Kind::Number(n) if n.is_zero())) {
                return Ok(Vec::new());
            }
            let exists = if unknown::alternatives(&count).iter().all(at_least_one) { Tri::Yes } else { Tri::Unknown };
            return Ok(vec![symbolic(Shape::Count, &count, expr.span, exists)]);
        };
        let unsuitable = |what: &str| Fault::new(expr.span, format!("`count` is {number}: {what}"));
        if number.is_negative() && !number.is_zero() {
            return Err(unsuitable("it must not be negative"));
        }
        let Some(n) = number.to_i64().and_then(|n| usize::try_from(n).ok()) else {
            return Err(unsuitable("it must be a whole number"));
        };
        // Nothing beyond the limit needs to be made, and `expand` says that there are too many.
        let occurrence = |at: usize| Occurrence {
            key: Key::Int(at as u64),
            repetition: Repetition::Count(Value::number(at, Origin::at(expr.span))),
            exists: Tri::Yes,
        };
        Ok((0..n.min(INSTANCES + 1)).map(occurrence).collect())
    }

    fn expand_for_each(&self, expr: &Expr, scope: &Scope<'_>) -> Result<Vec<Occurrence>, Fault> {
        let over = self.eval(expr, scope)?;
        if unknown_marks(&over) {
            return Err(Fault::new(
                expr.span,
                "`for_each` comes from a sensitive value, which instance keys would show",
            )
            .help("use `nonsensitive()` on the keys when they are no secret"));
        }
        let alternatives = unknown::alternatives(&over);
        if alternatives.len() == 1 {
            return each_of(&over, expr.span);
        }
        // One of several collections: what is in all of them exists, what is in some may.
        let mut found: Vec<(Occurrence, usize)> = Vec::new();
        let mut at: HashMap<Key, usize> = HashMap::new();
        for alternative in alternatives {
            for occurrence in each_of(alternative, expr.span)? {
                match at.get(&occurrence.key) {
                    Some(n) => {
                        found[*n].1 += 1;
                        merge_repetition(&mut found[*n].0.repetition, &occurrence.repetition, &over, expr.span);
                    }
                    None => {
                        at.insert(occurrence.key.clone(), found.len());
                        found.push((occurrence, 1));
                    }
                }
            }
        }
        let sure = |(occurrence, times): (Occurrence, usize)| Occurrence {
            exists: if times == alternatives.len() { occurrence.exists } else { Tri::Unknown },
            ..occurrence
        };
        let mut occurrences: Vec<Occurrence> = found.into_iter().map(sure).collect();
        occurrences.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(occurrences)
    }
}

/// Only the top level and the keys count: values may be sensitive.
fn unknown_marks(over: &Value) -> bool {
    over.marks.sensitive
        || matches!(&over.kind, Kind::Set(_, items, _) if items.iter().any(|item| unknown::deep_marks(item).sensitive))
}

fn each_of(over: &Value, span: Span) -> Result<Vec<Occurrence>, Fault> {
    let unsuitable = |what: &str| {
        Fault::new(span, format!("`for_each` is {what}; it must be a map or a set of strings"))
            .help("use `toset()` for a list of strings, or `{ for x in list : x.name => x }` for a list of objects")
    };
    let mut occurrences = Vec::new();
    match &over.kind {
        Kind::Map(..) | Kind::Object(..) => {
            for (key, entry) in over.entries().into_iter().flatten() {
                let value = seen_through(over, &entry.value);
                let repetition =
                    Repetition::Each { key: Value::string(Arc::clone(key), Origin::at(entry.key_span)), value };
                occurrences.push(Occurrence { key: Key::Str(Arc::clone(key)), repetition, exists: Tri::Yes });
            }
        }
        Kind::Set(_, items, _) => {
            for item in items.iter() {
                let item = seen_through(over, item);
                match &item.kind {
                    Kind::String(text) => occurrences.push(Occurrence {
                        key: Key::Str(Arc::clone(text)),
                        repetition: Repetition::Each { key: item.clone(), value: item.clone() },
                        exists: Tri::Yes,
                    }),
                    Kind::Unknown(_) => {}
                    Kind::Null(_) => return Err(unsuitable("a set that contains null")),
                    _ => return Err(unsuitable(&format!("a set that contains a {}", describe(&item)))),
                }
            }
            if let Some(strange) = items.iter().find(|item| item.is_unknown()) {
                occurrences.push(symbolic(Shape::ForEach, strange, span, Tri::Unknown));
                return Ok(occurrences);
            }
        }
        Kind::Unknown(_) => return Ok(vec![symbolic(Shape::ForEach, over, span, Tri::Unknown)]),
        Kind::Null(_) => return Err(unsuitable("null")),
        _ => return Err(unsuitable(&format!("a {}", describe(over)))),
    }
    if over.open().is_some() {
        occurrences.push(symbolic(Shape::ForEach, over, span, Tri::Unknown));
    }
    Ok(occurrences)
}

/// What stands for more instances than are looked at one by one.
fn too_many(shape: Shape, span: Span) -> Occurrence {
    symbolic(shape, &limits::stopped("instances of blocks", span), span, Tri::Yes)
}

/// The instance that stands for all whose keys are not known; `over` is what its keys come from.
fn symbolic(shape: Shape, over: &Value, span: Span, exists: Tri) -> Occurrence {
    let key = match &unknown::derived(&[over], Type::String, span).kind {
        Kind::Unknown(base) => Value::unknown(
            tollgate_ir::Unknown {
                ty: if shape == Shape::Count { Type::Number } else { Type::String },
                why: Why::UnknownKey,
                ..(**base).clone()
            },
            Origin::at(span),
        ),
        _ => unknown::plain(Type::Any, Why::UnknownKey, span),
    };
    let repetition = match shape {
        Shape::Single => Repetition::None,
        Shape::Count => Repetition::Count(key),
        Shape::ForEach => {
            let value = match (&over.kind, over.open()) {
                (_, Some(open)) => unknown::further_element(open, span),
                (Kind::Unknown(whole), None) => unknown::follow(whole, &Step::Splat, span),
                _ => key.clone(),
            };
            Repetition::Each { key, value }
        }
    };
    Occurrence { key: Key::Any, repetition, exists }
}

fn merge_repetition(into: &mut Repetition, other: &Repetition, decider: &Value, span: Span) {
    if let (Repetition::Each { value, .. }, Repetition::Each { value: other, .. }) = (into, other) {
        *value = unknown::one_of(vec![value.clone(), other.clone()], &[decider], Why::Condition, span);
    }
}

/// The position in `by_key` that an index expression names: `None` when its value is unknown.
pub(crate) fn named_key(shape: Shape, key: &Value) -> Option<Key> {
    let wanted = match shape {
        Shape::Count => convert::to_number(key),
        _ => convert::to_string_value(key),
    };
    match instance_key(&wanted.ok()?) {
        Key::Any => None,
        key => Some(key),
    }
}
