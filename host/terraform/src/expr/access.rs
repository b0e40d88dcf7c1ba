//! Steps into values: attributes, indexes and splats.

use std::sync::Arc;

use tollgate_hcl::ast::{Traverse, TraverseKind};
use tollgate_ir::{Hop, How, Kind, Number, OneOf, Origin, RefPath, Step, Type, Unknown, Value, Why};
use tollgate_source::{Span, did_you_mean};

use crate::{
    convert,
    expr::{
        eval::{Evaluated, Fault, Scope, describe, lift, seen_through},
        unknown,
    },
    instance::Evaluation,
};

impl Evaluation<'_> {
    /// What `steps` lead to from `base`; `span` is the whole expression.
    pub(crate) fn follow(&self, base: Value, steps: &[Traverse], span: Span, scope: &Scope<'_>) -> Evaluated {
        let mut value = base;
        let mut rest = steps;
        while let [step, after @ ..] = rest {
            rest = after;
            value = match &step.kind {
                TraverseKind::Attr(name) => {
                    self.doubt_if(may_lack(&value, &Value::string(Arc::clone(name), Origin::at(step.span))));
                    attribute(&value, name, step.span, span)?
                }
                TraverseKind::LegacyIndex(n) => {
                    let key = Value::number(*n, Origin::at(step.span));
                    self.doubt_if(may_lack(&value, &key));
                    index(&value, &key, step.span, span)?
                }
                TraverseKind::Index(expr) => {
                    let key = self.eval(expr, scope)?;
                    self.doubt_if(may_lack(&value, &key));
                    index(&value, &key, step.span, span)?
                }
                TraverseKind::AttrSplat => {
                    let own = after
                        .iter()
                        .take_while(|step| matches!(step.kind, TraverseKind::Attr(_) | TraverseKind::LegacyIndex(_)))
                        .count();
                    rest = &after[own..];
                    self.each_of(&value, span, &mut |item| self.follow(item, &after[..own], span, scope))?
                }
                TraverseKind::FullSplat => {
                    rest = &[];
                    self.each_of(&value, span, &mut |item| self.follow(item, after, span, scope))?
                }
            };
        }
        if value.origin.from.is_some() {
            value.origin.span = span;
        }
        Ok(value)
    }
}

/// Whether there may be no such element, though what it would be is known: the step is then one that may fail.
fn may_lack(value: &Value, key: &Value) -> bool {
    let listed = match (&key.kind, value.elements(), value.entries()) {
        (Kind::String(name), _, Some(entries)) => entries.contains_key(name),
        (Kind::Number(n), Some(items), _) => {
            n.to_i64().is_some_and(|n| usize::try_from(n).is_ok_and(|n| n < items.len()))
        }
        (Kind::Unknown(_), Some(_), _) | (Kind::Unknown(_), _, Some(_)) => return true,
        _ => true,
    };
    // What a resource does not list is computed.
    !listed && value.open().is_some() && whole_resource(value).is_none()
}

/// `value.name`
pub(crate) fn attribute(value: &Value, name: &Arc<str>, at: Span, span: Span) -> Evaluated {
    match &value.kind {
        Kind::Map(_, entries, open) | Kind::Object(entries, open) => {
            if let Some(entry) = entries.get(name) {
                return Ok(child(value, &entry.value, Step::Attr(Arc::clone(name)), span));
            }
            if let tollgate_ir::Open::Open(unknown) = open {
                let is_object = matches!(value.kind, Kind::Object(..));
                return Ok(missing(value, unknown, &Step::Attr(Arc::clone(name)), is_object, span));
            }
            let what =
                if matches!(value.kind, Kind::Map(..)) { "map has no element" } else { "object has no attribute" };
            let fault = Fault::new(at, format!("this {what} `{name}`"));
            Err(match did_you_mean(name, entries.keys().map(|key| &**key)) {
                Some(close) => fault.help(format!("did you mean `{close}`?")),
                None => fault,
            })
        }
        // Whatever it is, its type says that there is no such attribute.
        Kind::Unknown(unknown) if !may_have(&unknown.ty, name) => Err(Fault::new(
            at,
            format!(
                "`{name}` is read from a value of type {}, which has no such attribute",
                unknown.ty.friendly_name()
            ),
        )),
        Kind::Unknown(unknown) => through_unknown(value, unknown, &Step::Attr(Arc::clone(name)), span, |value| {
            attribute(value, name, at, span)
        }),
        Kind::Null(_) => Err(Fault::new(at, format!("`{name}` is read from a value that is null"))
            .help("test for null first, or use `try()`")),
        Kind::List(..) | Kind::Set(..) | Kind::Tuple(..) => Err(Fault::new(
            at,
            format!("`{name}` is read from a {}, which has elements but no attributes", describe(value)),
        )
        .help("choose an element with `[…]`, or use `[*]` for all of them")),
        _ => Err(Fault::new(at, format!("`{name}` is read from a {}, which has no attributes", describe(value)))),
    }
}

fn may_have(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Any | Type::Map(_) => true,
        Type::Object(fields) => fields.contains_key(name),
        Type::Bool | Type::Number | Type::String | Type::List(_) | Type::Set(_) | Type::Tuple(_) => false,
    }
}

/// `value[key]`
pub(crate) fn index(value: &Value, key: &Value, at: Span, span: Span) -> Evaluated {
    if key.is_null() {
        return Err(Fault::new(at, "the index is null"));
    }
    if let Kind::Unknown(unknown) = &key.kind {
        // Too many possibilities are as good as none.
        return if unknown.one_of.is_empty() || unknown.one_of.len() > unknown::ALTERNATIVES {
            Ok(unknown_key(value, key, span))
        } else {
            lift(std::slice::from_ref(key), span, &mut |keys| index(value, &keys[0], at, span))
        };
    }
    let result = match &value.kind {
        Kind::List(_, items, open) | Kind::Tuple(items, open) => {
            let number = whole_number(key, at)?;
            match (usize::try_from(number).ok().and_then(|n| items.get(n).map(|item| (n, item))), open) {
                (Some((n, item)), _) => child(value, item, Step::Index(n as u64), span),
                (None, tollgate_ir::Open::Open(unknown)) if number >= 0 => {
                    missing(value, unknown, &Step::Index(number.unsigned_abs()), false, span)
                }
                _ => {
                    let elements =
                        if items.len() == 1 { "1 element".into() } else { format!("{} elements", items.len()) };
                    return Err(Fault::new(
                        at,
                        format!("there is no element {number} in a {} of {elements}", describe(value)),
                    ));
                }
            }
        }
        Kind::Map(..) | Kind::Object(..) => {
            let Ok(Value { kind: Kind::String(name), .. }) = convert::to_string_value(key) else {
                return Err(Fault::new(
                    at,
                    format!("a {} is indexed by a string, not by {}", describe(value), describe(key)),
                ));
            };
            attribute(value, &name, at, span)?
        }
        Kind::Set(..) => {
            return Err(Fault::new(at, "the elements of a set have no index").help("use `tolist()` or `one()`"));
        }
        Kind::Null(_) => {
            return Err(Fault::new(at, "an element is read from a value that is null")
                .help("test for null first, or use `try()`"));
        }
        Kind::Unknown(unknown) => {
            let step = match &key.kind {
                Kind::Number(n) => n.to_i64().and_then(|n| u64::try_from(n).ok()).map(Step::Index),
                Kind::String(text) => Some(match text.parse() {
                    Ok(n) if matches!(unknown.ty, tollgate_ir::Type::List(_) | tollgate_ir::Type::Tuple(_)) => {
                        Step::Index(n)
                    }
                    _ => Step::Attr(Arc::clone(text)),
                }),
                _ => None,
            };
            let Some(step) = step else { return Err(Fault::new(at, format!("{} is no index", describe(key)))) };
            through_unknown(value, unknown, &step, span, |value| index(value, key, at, span))?
        }
        _ => return Err(Fault::new(at, format!("a {} has no elements", describe(value)))),
    };
    Ok(result.marked(key.marks))
}

fn whole_number(key: &Value, at: Span) -> Result<i64, Fault> {
    match convert::to_number(key).map(|value| value.kind) {
        Ok(Kind::Number(n)) if Number::is_integer(&n) => {
            n.to_i64().ok_or_else(|| Fault::new(at, format!("there is no element {n}")))
        }
        Ok(Kind::Number(n)) => Err(Fault::new(at, format!("an index must be a whole number, not {n}"))),
        _ => Err(Fault::new(at, format!("an index must be a number, not a {}", describe(key)))),
    }
}

/// An element of a collection, with the way both came. An attribute that is configured keeps its identity.
fn child(parent: &Value, element: &Value, step: Step, span: Span) -> Value {
    if let Some(resource) = whole_resource(parent) {
        let path = RefPath { target: Arc::clone(&resource.target), path: vec![step] };
        let origin = element.origin.via(span, How::Attribute(Arc::new(path)));
        return Value { origin, ..element.clone() }.marked(parent.marks);
    }
    let mut value = seen_through(parent, element);
    if let Some(hop) = &value.origin.from
        && let How::Attribute(path) = &hop.how
    {
        let mut path = (**path).clone();
        path.path.push(step);
        let hop = Hop { how: How::Attribute(Arc::new(path)), origin: hop.origin.clone() };
        value.origin = Origin { span, from: Some(Arc::new(hop)) };
    }
    value
}

/// The resource that a value is the whole of.
fn whole_resource(value: &Value) -> Option<&RefPath> {
    value.open()?.exact_ref().filter(|path| path.path.is_empty())
}

/// What an open collection has where it lists nothing.
fn missing(parent: &Value, open: &Unknown, step: &Step, is_object: bool, span: Span) -> Value {
    // An element with an unknown key is described; everything else is a step further into the unknown.
    let mut value = if open.why == Why::UnknownKey && !(is_object && whole_resource(parent).is_some()) {
        unknown::further_element(open, span)
    } else {
        let value = unknown::follow(open, step, span);
        match (&value.kind, step) {
            // Where in the open end of a list an element stands is not known.
            (Kind::Unknown(element), Step::Index(_)) => inexact(element, span),
            _ => value,
        }
    };
    if parent.origin.from.is_some() {
        value.origin = parent.origin.clone();
    }
    value.marked(parent.marks)
}

fn inexact(unknown: &Unknown, span: Span) -> Value {
    let refs = unknown.refs.iter().map(|r| tollgate_ir::Reference { exact: false, ..r.clone() }).collect();
    Value::unknown(Unknown { refs, ..unknown.clone() }, Origin::at(span))
}

fn through_unknown(
    value: &Value,
    unknown: &Unknown,
    step: &Step,
    span: Span,
    then: impl Fn(&Value) -> Evaluated,
) -> Evaluated {
    if !unknown.one_of.is_empty() {
        let results: Vec<Evaluated> = unknown.one_of.iter().map(then).collect();
        let known: Vec<Value> = results.iter().flatten().cloned().collect();
        return match results.into_iter().find_map(Result::err) {
            Some(fault) if known.is_empty() => Err(fault),
            _ => Ok(unknown::one_of(known, &[value], unknown.why.clone(), span)),
        };
    }
    let mut result = unknown::follow(unknown, step, span);
    if value.origin.from.is_some() {
        result.origin = value.origin.clone();
    }
    Ok(result.marked(value.marks))
}

/// Any of the elements, when it is unknown which.
fn unknown_key(value: &Value, key: &Value, span: Span) -> Value {
    let listed: Vec<Value> = match (value.elements(), value.entries()) {
        (Some(items), _) => items.iter().map(|item| seen_through(value, item)).collect(),
        (_, Some(entries)) => entries.values().map(|entry| seen_through(value, &entry.value)).collect(),
        _ => Vec::new(),
    };
    let chosen = if listed.is_empty() || value.open().is_some() {
        let derived = unknown::derived(&[value, key], tollgate_ir::Type::Any, span);
        match &derived.kind {
            Kind::Unknown(base) => Value::unknown(
                Unknown {
                    why: Why::UnknownKey,
                    refinement: Default::default(),
                    one_of: OneOf::new(),
                    ..(**base).clone()
                },
                Origin::at(span),
            ),
            _ => derived,
        }
    } else {
        unknown::one_of(listed, &[key], Why::UnknownKey, span)
    };
    chosen.marked(value.marks.and(key.marks))
}
