//! `for` expressions, and walking a collection for everything else that repeats.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_hcl::ast::{ForExpr, Ident};
use tollgate_ir::{Entry, How, Key, Kind, Marks, Open, Origin, Step, Tri, Type, Unknown, Value, Why};
use tollgate_source::Span;

use crate::{
    convert,
    expr::{
        eval::{Binding, Evaluated, Fault, Scope, describe, open_end, seen_through},
        unknown,
    },
    instance::Evaluation,
};

impl Evaluation<'_> {
    pub(crate) fn for_expr(&self, parts: &ForExpr, span: Span, scope: &Scope<'_>) -> Evaluated {
        let over = self.eval(&parts.collection, scope)?;
        if let Kind::Unknown(unknown) = &over.kind {
            if unknown.one_of.is_empty() {
                return self.for_unknown(parts, unknown, &over, span, scope);
            }
            return in_any_case(&over, span, |alternative| match &alternative.kind {
                Kind::Unknown(unknown) => self.for_unknown(parts, unknown, alternative, span, scope),
                _ => self.for_known(parts, alternative, span, scope),
            });
        }
        self.for_known(parts, &over, span, scope)
    }

    fn for_known(&self, parts: &ForExpr, over: &Value, span: Span, scope: &Scope<'_>) -> Evaluated {
        let mut result = Collected::new(parts.key.is_some(), parts.grouping);
        result.marks = over.marks;
        for (key, value) in self.iterate(over, parts.collection.span)? {
            self.with_element(parts.key_var.as_ref(), &parts.value_var, &key, &value, scope, |inner| {
                self.collect(parts, inner, &mut result)
            })?;
        }
        if let Some(open) = over.open() {
            let element = unknown::further_element(open, span);
            self.collect_further(parts, open, element, scope, &mut result, span)?;
        }
        Ok(result.finish(span))
    }

    /// Over a collection of which nothing is known, the result is as open as it is.
    fn for_unknown(
        &self,
        parts: &ForExpr,
        unknown: &Arc<Unknown>,
        over: &Value,
        span: Span,
        scope: &Scope<'_>,
    ) -> Evaluated {
        let mut result = Collected::new(parts.key.is_some(), parts.grouping);
        result.marks = over.marks;
        let element = unknown::follow(unknown, &Step::Splat, span);
        self.collect_further(parts, unknown, element, scope, &mut result, span)?;
        Ok(result.finish(span))
    }

    /// What every further element of an open collection would give.
    fn collect_further(
        &self,
        parts: &ForExpr,
        open: &Unknown,
        element: Value,
        scope: &Scope<'_>,
        result: &mut Collected,
        span: Span,
    ) -> Result<(), Fault> {
        let key = unknown::plain(Type::Any, Why::UnknownKey, span);
        let Kind::Unknown(base) = &key.kind else { return Ok(()) };
        let refs = open.refs.iter().map(|r| tollgate_ir::Reference { exact: false, ..r.clone() }).collect();
        let key = Value::unknown(Unknown { refs, ..(**base).clone() }, Origin::at(span));
        let how = (key, element);
        self.with_element(parts.key_var.as_ref(), &parts.value_var, &how.0, &how.1, scope, |inner| {
            let (kept, _) = self.kept(parts, inner)?;
            if kept != Tri::No {
                let value = self.eval(&parts.value, inner)?;
                result.further = Some(unknown::open_with(&result.grouped(value)));
            }
            Ok(())
        })
    }

    fn kept(&self, parts: &ForExpr, scope: &Scope<'_>) -> Result<(Tri, Marks), Fault> {
        let Some(condition) = &parts.condition else { return Ok((Tri::Yes, Marks::default())) };
        let value = self.condition(condition, scope, "the `if` of the `for` expression")?;
        Ok((value.as_bool().map_or(Tri::Unknown, Tri::from), value.marks))
    }

    fn collect(&self, parts: &ForExpr, scope: &Scope<'_>, result: &mut Collected) -> Result<(), Fault> {
        let (kept, marks) = self.kept(parts, scope)?;
        result.marks = result.marks.and(marks);
        if kept == Tri::No {
            return Ok(());
        }
        let key = match &parts.key {
            Some(expr) => {
                let key = self.eval(expr, scope)?;
                result.marks = result.marks.and(key.marks);
                Some((self.key_text(&key, expr.span, "the key of the `for` expression")?, key, expr.span))
            }
            None => None,
        };
        let value = self.eval(&parts.value, scope)?;
        if kept == Tri::Unknown {
            let value = result.grouped(value);
            result.maybe.push((Value::null(value.origin.clone()), value));
            return Ok(());
        }
        match key {
            None => result.items.push(value),
            Some((None, key, _)) => {
                let value = result.grouped(value);
                result.maybe.push((key, value));
            }
            Some((Some(text), _, span)) => {
                let group = result.groups.entry(Arc::clone(&text)).or_insert((span, Vec::new()));
                if !result.grouping && !group.1.is_empty() {
                    return Err(Fault::new(
                        span,
                        format!("two elements of the `for` expression have the key \"{text}\""),
                    )
                    .help("write `...` after the value to collect the values of one key"));
                }
                group.1.push(value);
            }
        }
        Ok(())
    }

    /// The keys and values of a collection that is known as such.
    pub(crate) fn iterate(&self, over: &Value, span: Span) -> Result<Vec<(Value, Value)>, Fault> {
        let at = |n: usize| Value::number(n, Origin::at(span));
        if let Some(entries) = over.entries() {
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                (Value::string(Arc::clone(key), Origin::at(entry.key_span)), seen_through(over, &entry.value))
            };
            return Ok(entries.iter().map(entry).collect());
        }
        match &over.kind {
            Kind::List(_, items, _) | Kind::Tuple(items, _) => {
                Ok(items.iter().enumerate().map(|(n, item)| (at(n), seen_through(over, item))).collect())
            }
            Kind::Set(_, items, _) => {
                Ok(items.iter().map(|item| (seen_through(over, item), seen_through(over, item))).collect())
            }
            Kind::Null(_) => {
                Err(Fault::new(span, "the collection is null").help("use `coalesce(…, [])` where it may be null"))
            }
            _ => Err(Fault::new(span, format!("a list, set, map or object is needed here, not {}", describe(over)))),
        }
    }

    /// Calls `then` with the names of one element bound.
    pub(crate) fn with_element<T>(
        &self,
        key_var: Option<&Ident>,
        value_var: &Ident,
        key: &Value,
        value: &Value,
        scope: &Scope<'_>,
        then: impl FnOnce(&Scope<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let how = Some(How::Each(instance_key(key)));
        let value = Binding { name: &value_var.name, value: value.clone(), how, next: scope.bindings };
        let scope = scope.with(&value);
        let Some(key_var) = key_var else { return then(&scope) };
        let key = Binding { name: &key_var.name, value: key.clone(), how: None, next: Some(&value) };
        then(&scope.with(&key))
    }

    /// One element of a splat: what the steps after it lead to.
    pub(crate) fn each_of(&self, over: &Value, span: Span, then: &mut dyn FnMut(Value) -> Evaluated) -> Evaluated {
        let collected =
            |items: Vec<Value>, open: &Open| -> Evaluated { Ok(splat_result(over, items, open.clone(), span)) };
        match &over.kind {
            // A null that may be anything counts as no element; one of a collection is a missing collection.
            Kind::Null(Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
                Err(Fault::new(span, format!("`[*]` is applied to a {} that is null", over.ty().friendly_name()))
                    .help("use `coalesce()` or a conditional to give an empty list instead"))
            }
            Kind::Null(_) => Ok(Value::tuple(Vec::new(), Origin::at(span))),
            Kind::List(_, items, open) | Kind::Set(_, items, open) | Kind::Tuple(items, open) => {
                let mut out = Vec::with_capacity(items.len());
                for item in items.iter() {
                    out.push(then(seen_through(over, item))?);
                }
                // What no element of this type could have is wrong where there are none, too.
                if let (Kind::List(ty, ..) | Kind::Set(ty, ..), [], Open::Closed) = (&over.kind, items.as_slice(), open)
                    && *ty != Type::Any
                {
                    then(unknown::plain(ty.clone(), Why::UnknownKey, span))?;
                }
                match open {
                    Open::Closed => collected(out, open),
                    Open::Open(u) => collected(out, &unknown::open_with(&then(unknown::further_element(u, span))?)),
                }
            }
            Kind::Unknown(u) if !u.one_of.is_empty() => {
                in_any_case(over, span, |alternative| self.each_of(alternative, span, then))
            }
            Kind::Unknown(u) if matches!(u.ty, Type::Any | Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
                let element = then(unknown::follow(u, &Step::Splat, span))?;
                let Open::Open(further) = unknown::open_with(&element) else { return Ok(element) };
                Ok(Value::new(Kind::Tuple(Arc::default(), Open::Open(further)), Origin::at(span)).marked(over.marks))
            }
            _ => Ok(Value::tuple(vec![then(over.clone())?], Origin::at(span))),
        }
    }
}

/// What comes of each possibility of `over`. One that fails is one that cannot be meant, unless all do.
pub(crate) fn in_any_case(over: &Value, span: Span, mut then: impl FnMut(&Value) -> Evaluated) -> Evaluated {
    let (mut results, mut failed) = (Vec::new(), None);
    for alternative in unknown::alternatives(over) {
        match then(alternative) {
            Ok(result) => results.push(result),
            Err(fault) => failed = failed.or(Some(fault)),
        }
    }
    match failed {
        Some(fault) if results.is_empty() => Err(fault),
        _ => Ok(unknown::one_of(results, &[over], Why::Condition, span)),
    }
}

fn splat_result(over: &Value, items: Vec<Value>, open: Open, span: Span) -> Value {
    let kind = match &over.kind {
        // A splat over a list is a list when its elements are of one type.
        Kind::List(..) | Kind::Set(..) => match convert::unify_values(items.iter()) {
            Some(ty) if items.iter().all(|item| item.ty() == ty) => Kind::List(ty, Arc::new(items), open),
            _ => Kind::Tuple(Arc::new(items), open),
        },
        _ => Kind::Tuple(Arc::new(items), open),
    };
    Value::new(kind, Origin::at(span)).marked(over.marks)
}

/// The instance key that a key of a collection becomes.
pub(crate) fn instance_key(key: &Value) -> Key {
    match &key.kind {
        Kind::String(text) => Key::Str(Arc::clone(text)),
        Kind::Number(n) => n.to_i64().and_then(|n| u64::try_from(n).ok()).map_or(Key::Any, Key::Int),
        _ => Key::Any,
    }
}

/// The result of a `for` expression while it grows.
struct Collected {
    is_object: bool,
    grouping: bool,
    items: Vec<Value>,
    groups: BTreeMap<Arc<str>, (Span, Vec<Value>)>,
    /// Keys and values of elements that may not be kept, or whose key is unknown.
    maybe: Vec<(Value, Value)>,
    further: Option<Open>,
    marks: Marks,
}

impl Collected {
    fn new(is_object: bool, grouping: bool) -> Self {
        let (items, groups, maybe) = (Vec::new(), BTreeMap::new(), Vec::new());
        Self { is_object, grouping, items, groups, maybe, further: None, marks: Marks::default() }
    }

    /// What stands in the result for an element whose key is unknown: with grouping, some elements like it.
    fn grouped(&self, value: Value) -> Value {
        if !self.grouping {
            return value;
        }
        let origin = Origin::at(value.origin.span);
        Value::new(Kind::Tuple(Arc::default(), unknown::open_with(&value)), origin)
    }

    fn finish(self, span: Span) -> Value {
        let open = match self.further {
            Some(open) => open,
            None => open_end(&self.maybe, span),
        };
        let kind = if self.is_object {
            let entry = |(key, (key_span, mut values)): (Arc<str>, (Span, Vec<Value>))| {
                let value = match values.pop() {
                    Some(only) if !self.grouping => only,
                    last => {
                        values.extend(last);
                        Value::tuple(values, Origin::at(span))
                    }
                };
                (key, Entry { key_span, value })
            };
            Kind::Object(Arc::new(self.groups.into_iter().map(entry).collect()), open)
        } else {
            Kind::Tuple(Arc::new(self.items), open)
        };
        Value::new(kind, Origin::at(span)).marked(self.marks)
    }
}
