//! The one type that several types convert to.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{Entry, Kind, ObjectField, Open, Type, Value};

/// The type all of `types` convert to without loss; `None` when there is none, `Any` for no types.
///
/// `Any` stands for a type that is not known: beside strings the result is a string whatever it is, since
/// everything that converts at all converts to that; beside anything else the result is not known either.
pub(crate) fn unify(types: &[Type]) -> Option<Type> {
    let (first, rest) = match types {
        [] => return Some(Type::Any),
        [first, rest @ ..] => (first, rest),
    };
    if rest.iter().all(|ty| ty == first) {
        return Some(first.clone());
    }
    if types.contains(&Type::Any) {
        let known: Vec<Type> = types.iter().filter(|ty| **ty != Type::Any).cloned().collect();
        return Some(if unify(&known) == Some(Type::String) { Type::String } else { Type::Any });
    }
    let all = |test: fn(&Type) -> bool| types.iter().all(test);
    if all(Type::is_primitive) {
        return types.contains(&Type::String).then_some(Type::String);
    }
    if all(|ty| matches!(ty, Type::Object(_))) {
        return objects(types);
    }
    if all(|ty| matches!(ty, Type::Object(_) | Type::Map(_))) {
        return unify(&inner(types)).map(Type::map);
    }
    if all(|ty| matches!(ty, Type::Tuple(_))) {
        return tuples(types);
    }
    // A set becomes a list without losing anything, a list that becomes a set may.
    let has_list = types.iter().any(|ty| matches!(ty, Type::List(_)));
    if all(|ty| matches!(ty, Type::Tuple(_) | Type::List(_) | Type::Set(_))) && has_list {
        return unify(&inner(types)).map(Type::list);
    }
    if all(|ty| matches!(ty, Type::Tuple(_) | Type::List(_) | Type::Set(_))) {
        return unify(&inner(types)).map(Type::set);
    }
    None
}

/// As [`unify`] for the types of values, where an untyped null fits anything.
pub(crate) fn unify_values<'a>(values: impl Iterator<Item = &'a Value>) -> Option<Type> {
    let values: Vec<&Value> = values.filter(|value| !matches!(value.kind, Kind::Null(Type::Any))).collect();
    if let Some(ty) = unify_objects(&values).or_else(|| unify_tuples(&values)) {
        return Some(ty);
    }
    unify(&values.iter().map(|value| value.ty()).collect::<Vec<_>>())
}

/// Objects with the same names, attribute by attribute: this is where a null of no type meets a typed value.
fn unify_objects(values: &[&Value]) -> Option<Type> {
    let mut all = Vec::with_capacity(values.len());
    for value in values {
        match &value.kind {
            Kind::Object(entries, Open::Closed) => all.push(entries),
            _ => return None,
        }
    }
    let first = all.first()?;
    if !all.iter().all(|entries| entries.keys().eq(first.keys())) {
        return None;
    }
    let mut fields = BTreeMap::new();
    for name in first.keys() {
        let ty = unify_values(all.iter().filter_map(|entries| entries.get(name)).map(|entry: &Entry| &entry.value))?;
        fields.insert(Arc::clone(name), ObjectField::required(ty));
    }
    Some(Type::Object(fields))
}

fn unify_tuples(values: &[&Value]) -> Option<Type> {
    let mut all = Vec::with_capacity(values.len());
    for value in values {
        match &value.kind {
            Kind::Tuple(items, Open::Closed) => all.push(items),
            _ => return None,
        }
    }
    let length = all.first()?.len();
    if !all.iter().all(|items| items.len() == length) {
        return None;
    }
    (0..length).map(|at| unify_values(all.iter().map(|items| &items[at]))).collect::<Option<Vec<_>>>().map(Type::Tuple)
}

fn objects(types: &[Type]) -> Option<Type> {
    let all: Vec<&BTreeMap<Arc<str>, ObjectField>> = types
        .iter()
        .filter_map(|ty| match ty {
            Type::Object(fields) => Some(fields),
            _ => None,
        })
        .collect();
    let first = all.first()?;
    if !all.iter().all(|fields| fields.keys().eq(first.keys())) {
        return unify(&inner(types)).map(Type::map);
    }
    let mut out = BTreeMap::new();
    for name in first.keys() {
        let column: Vec<Type> =
            all.iter().filter_map(|fields| fields.get(name)).map(|field| field.ty.clone()).collect();
        out.insert(Arc::clone(name), ObjectField::required(unify(&column)?));
    }
    Some(Type::Object(out))
}

fn tuples(types: &[Type]) -> Option<Type> {
    let all: Vec<&Vec<Type>> = types
        .iter()
        .filter_map(|ty| match ty {
            Type::Tuple(items) => Some(items),
            _ => None,
        })
        .collect();
    let length = all.first()?.len();
    if !all.iter().all(|items| items.len() == length) {
        return unify(&inner(types)).map(Type::list);
    }
    (0..length)
        .map(|at| unify(&all.iter().map(|items| items[at].clone()).collect::<Vec<_>>()))
        .collect::<Option<Vec<_>>>()
        .map(Type::Tuple)
}

/// The types of the elements of all of them.
fn inner(types: &[Type]) -> Vec<Type> {
    let mut out = Vec::new();
    for ty in types {
        match ty {
            Type::List(e) | Type::Set(e) | Type::Map(e) => out.push((**e).clone()),
            Type::Tuple(items) => out.extend(items.iter().cloned()),
            Type::Object(fields) => out.extend(fields.values().map(|field| field.ty.clone())),
            Type::Any | Type::Bool | Type::Number | Type::String => {}
        }
    }
    out
}
