//! Making, combining and following unknown values.
//!
//! An unknown value that *is* an attribute of a resource stays an exact reference for as long as it is only
//! passed on: following an attribute of it extends the path. As soon as something is computed from it, the
//! references stay but are no longer exact.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{
    Address, AddressKind, Entry, Key, Kind, MAX_HOPS, Marks, OneOf, Open, Origin, RefPath, Reference, Refinement, Step,
    Tri, Type, Unknown, Value, Why,
};
use tollgate_source::Span;

/// More possibilities than this are not kept apart.
pub(crate) const ALTERNATIVES: usize = 16;
/// More references than this say nothing to a reader.
const REFERENCES: usize = 64;

/// The attribute at `path` of `target`, which only the provider (or whoever else decides it) knows.
pub(crate) fn attribute(target: Arc<Address>, path: Vec<Step>, ty: Type, why: Why, span: Span) -> Value {
    let reference = Reference { path: RefPath { target, path }, exact: true, span };
    Value::unknown(Unknown { refs: vec![reference], ..of(ty, why) }, Origin::at(span))
}

/// An unknown of this type and for this reason, of which nothing else is known.
pub(crate) fn of(ty: Type, why: Why) -> Unknown {
    Unknown { ty, ..Unknown::new(why) }
}

/// An unknown value without references.
pub(crate) fn plain(ty: Type, why: Why, span: Span) -> Value {
    Value::unknown(of(ty, why), Origin::at(span))
}

/// What a value that could not be computed stands for.
pub(crate) fn failed(message: &str, span: Span) -> Value {
    plain(Type::Any, Why::EvalError(message.into()), span)
}

/// Something computed from `inputs`, of which at least one is not wholly known.
pub(crate) fn derived(inputs: &[&Value], ty: Type, span: Span) -> Value {
    let (mut why, mut refs, mut marks) = (None, Vec::new(), Marks::default());
    for input in inputs {
        marks = marks.and(deep_marks(input));
        visit_unknowns(input, &mut |unknown| {
            why.get_or_insert_with(|| unknown.why.clone());
            merge_references(&mut refs, &unknown.refs, false);
        });
    }
    let refinement = Refinement { not_null: true, ..Refinement::default() };
    let unknown = Unknown { ty, refinement, why: why.unwrap_or(Why::Condition), refs, one_of: OneOf::new() };
    Value::unknown(unknown, Origin::at(span)).marked(marks)
}

/// One of `alternatives`, decided by `deciders`; the value itself where they are all equal.
pub(crate) fn one_of(alternatives: Vec<Value>, deciders: &[&Value], why: Why, span: Span) -> Value {
    let mut flat: Vec<Value> = Vec::new();
    for alternative in alternatives {
        match &alternative.kind {
            Kind::Unknown(unknown) if !unknown.one_of.is_empty() => flat.extend(unknown.one_of.iter().cloned()),
            _ => flat.push(alternative),
        }
    }
    let mut distinct: Vec<Value> = Vec::new();
    for value in flat {
        // Of more than are kept apart, nothing but their number is of use.
        if distinct.len() > ALTERNATIVES || !distinct.iter().any(|seen| same(seen, &value)) {
            distinct.push(value);
        }
    }
    let marks = deciders.iter().fold(Marks::default(), |marks, value| marks.and(value.marks));
    if let [only] = distinct.as_slice() {
        return only.clone().marked(marks);
    }
    let ty = common_type(&distinct);
    let mut refs = Vec::new();
    for value in distinct.iter().chain(deciders.iter().copied()) {
        visit_unknowns(value, &mut |unknown| merge_references(&mut refs, &unknown.refs, false));
    }
    let marks = distinct.iter().fold(marks, |marks, value| marks.and(value.marks));
    let not_null = distinct.iter().all(never_null);
    let refinement = Refinement { not_null, ..Refinement::default() };
    let one_of = if distinct.len() <= ALTERNATIVES { distinct } else { OneOf::new() };
    Value::unknown(Unknown { ty, refinement, why, refs, one_of }, Origin::at(span)).marked(marks)
}

/// Whether two values are the same for sure, types included.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    if a.is_null() && b.is_null() {
        return true;
    }
    crate::convert::equal(a, b) == Tri::Yes && (!wholly_known(a) || a.ty() == b.ty())
}

fn common_type(values: &[Value]) -> Type {
    let mut types = values.iter().filter(|value| !value.is_null()).map(Value::ty);
    let Some(first) = types.next() else { return Type::Any };
    if types.all(|ty| ty == first) { first } else { Type::Any }
}

/// The possibilities of a value: itself, or those of an unknown with a finite list of them.
pub(crate) fn alternatives(value: &Value) -> &[Value] {
    match &value.kind {
        Kind::Unknown(unknown) if !unknown.one_of.is_empty() => &unknown.one_of,
        _ => std::slice::from_ref(value),
    }
}

/// Whether `value` is certainly not null.
pub(crate) fn never_null(value: &Value) -> bool {
    match &value.kind {
        Kind::Null(_) => false,
        Kind::Unknown(unknown) => unknown.refinement.not_null,
        _ => true,
    }
}

/// Whether nothing in `value` is unknown.
pub(crate) fn wholly_known(value: &Value) -> bool {
    let mut known = true;
    visit_unknowns(value, &mut |_| known = false);
    known
}

/// Calls `see` for every unknown in `value`, open ends of collections included.
pub(crate) fn visit_unknowns(value: &Value, see: &mut dyn FnMut(&Unknown)) {
    if let Some(unknown) = value.open() {
        see(unknown);
    }
    match &value.kind {
        Kind::Unknown(unknown) => see(unknown),
        _ => {
            for item in value.elements().into_iter().flatten() {
                visit_unknowns(item, see);
            }
            for entry in value.entries().into_iter().flat_map(BTreeMap::values) {
                visit_unknowns(&entry.value, see);
            }
        }
    }
}

/// The marks of a value and of everything in it.
pub(crate) fn deep_marks(value: &Value) -> Marks {
    let mut marks = value.marks;
    for item in value.elements().into_iter().flatten() {
        marks = marks.and(deep_marks(item));
    }
    for entry in value.entries().into_iter().flat_map(BTreeMap::values) {
        marks = marks.and(deep_marks(&entry.value));
    }
    marks
}

/// Adds what is not in there yet, as far as a reader is interested; exact only where they were and `exact` says so.
pub(crate) fn merge_references(into: &mut Vec<Reference>, more: &[Reference], exact: bool) {
    for reference in more {
        if into.len() >= REFERENCES {
            return;
        }
        if !into.iter().any(|seen| seen.path == reference.path) {
            into.push(Reference { exact: exact && reference.exact, ..reference.clone() });
        }
    }
}

/// What `step` leads to from an unknown value.
pub(crate) fn follow(unknown: &Unknown, step: &Step, span: Span) -> Value {
    let refs = unknown
        .refs
        .iter()
        .map(|reference| Reference {
            path: RefPath { target: Arc::clone(&reference.path.target), path: extended(&reference.path.path, step) },
            exact: reference.exact,
            span: if reference.exact { span } else { reference.span },
        })
        .collect();
    let ty = match (&unknown.ty, step) {
        (Type::List(ty) | Type::Set(ty), Step::Index(_) | Step::Splat) | (Type::Map(ty), _) => (**ty).clone(),
        (Type::Tuple(types), Step::Index(n)) => {
            usize::try_from(*n).ok().and_then(|n| types.get(n)).cloned().unwrap_or(Type::Any)
        }
        (Type::Object(fields), Step::Attr(name)) => fields.get(name).map_or(Type::Any, |field| field.ty.clone()),
        _ => Type::Any,
    };
    let mut result = Unknown { refs, ..of(ty, unknown.why.clone()) };
    if let Step::Attr(name) = step {
        result.refinement.not_null = result.exact_ref().is_some_and(|path| always_set(path, name));
    }
    Value::unknown(result, Origin::at(span))
}

/// Attributes that every resource has once it exists.
fn always_set(path: &RefPath, name: &str) -> bool {
    path.path.len() == 1
        && matches!(path.target.kind, AddressKind::Terraform { .. })
        && tollgate_providers::is_always_set(name)
}

/// A step into a list of which one end is symbolic names one element of what was a splat.
fn extended(path: &[Step], step: &Step) -> Vec<Step> {
    let mut path = path.to_vec();
    match (step, path.iter().position(|step| *step == Step::Splat)) {
        (Step::Index(_), Some(at)) => path[at] = step.clone(),
        _ => path.push(step.clone()),
    }
    path
}

/// What a further element of an open collection is: [`Why::UnknownKey`] marks an unknown that already
/// describes the element (an instance of a resource whose keys are unknown); any other one describes the
/// collection that the element is in.
pub(crate) fn further_element(open: &Unknown, span: Span) -> Value {
    if open.why != Why::UnknownKey {
        return follow(open, &Step::Splat, span);
    }
    match open.one_of.as_slice() {
        [only] => only.clone(),
        _ => Value::unknown(open.clone(), Origin::at(span)),
    }
}

/// The open end of a collection whose further elements look like `element`.
pub(crate) fn open_with(element: &Value) -> Open {
    let unknown = match &element.kind {
        Kind::Unknown(unknown) if unknown.one_of.len() != 1 => Unknown { why: Why::UnknownKey, ..(**unknown).clone() },
        _ => {
            let mut refs = Vec::new();
            visit_unknowns(element, &mut |unknown| merge_references(&mut refs, &unknown.refs, true));
            Unknown { refs, one_of: vec![element.clone()], ..of(element.ty(), Why::UnknownKey) }
        }
    };
    Open::Open(Arc::new(unknown))
}

/// Whether two references name the same thing or different ones; `None` when that cannot be said.
///
/// A symbolic instance stands for many resources: two of its attributes need not be of the same one. Ids and
/// ARNs of different resources of one type are different.
pub(crate) fn same_reference(a: &RefPath, b: &RefPath) -> Option<bool> {
    if is_symbolic(a) || is_symbolic(b) {
        return None;
    }
    if a == b {
        return Some(true);
    }
    let one_type = match (&a.target.kind, &b.target.kind) {
        (
            AddressKind::Terraform { mode: tollgate_ir::Mode::Managed, ty: left, .. },
            AddressKind::Terraform { mode: tollgate_ir::Mode::Managed, ty: right, .. },
        ) => left == right,
        _ => false,
    };
    let unique =
        a.path == b.path && matches!(a.path.as_slice(), [Step::Attr(name)] if &**name == "id" || &**name == "arn");
    (one_type && unique && a.target != b.target).then_some(false)
}

fn is_symbolic(path: &RefPath) -> bool {
    let in_address = match &path.target.kind {
        AddressKind::Terraform { module, key, .. } => {
            *key == Key::Any || module.iter().any(|(_, key)| *key == Key::Any)
        }
        AddressKind::TerraformBlock { module, .. } => module.iter().any(|(_, key)| *key == Key::Any),
        AddressKind::Compose { .. } | AddressKind::Kubernetes { .. } => false,
    };
    in_address || path.path.contains(&Step::Splat)
}

/// The origin of `child`, found inside of a collection that came here along the chain of `parent`.
pub(crate) fn inherit(parent: &Origin, child: &Origin) -> Origin {
    if parent.from.is_some() && parent.hops().count() + child.hops().count() > MAX_HOPS {
        return Origin { span: parent.span, from: child.from.clone() };
    }
    match &parent.from {
        None => child.clone(),
        // What a function was given is the way of the collection it made, not of each element.
        Some(hop) if matches!(hop.how, tollgate_ir::How::Call(_)) => child.clone(),
        Some(hop) => Origin {
            span: parent.span,
            from: Some(Arc::new(tollgate_ir::Hop { how: hop.how.clone(), origin: inherit(&hop.origin, child) })),
        },
    }
}

/// An object of `entries` whose keys stand at `span`.
pub(crate) fn object_at(entries: impl IntoIterator<Item = (Arc<str>, Value)>, open: Open, span: Span) -> Value {
    let entries = entries.into_iter().map(|(key, value)| (key, Entry { key_span: value.origin.span, value })).collect();
    Value::new(Kind::Object(Arc::new(entries), open), Origin::at(span))
}
