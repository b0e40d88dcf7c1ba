//! Maps and objects: `merge`, `lookup`, `keys`, `values`, `zipmap`, `transpose`.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{Entry, How, Kind, Open, RefPath, Reference, Refinement, Step, Type, Unknown, Value};

use super::{Call, FunctionError, Outcome, outline, picked, unknowns::MAX_ONE_OF};
use crate::convert::{convert, unify};

/// Later arguments win. An unknown argument leaves the result open, and what stood before it undecided: it may
/// be replaced.
pub(super) fn merge(call: &Call<'_>) -> Outcome {
    let mut out: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
    let mut map_of: Option<Type> = None;
    let mut all_maps = true;
    for (index, arg) in call.args.iter().enumerate() {
        match &arg.kind {
            Kind::Null(_) => continue,
            Kind::Map(ty, ..) => all_maps &= map_of.get_or_insert_with(|| ty.clone()) == ty,
            Kind::Unknown(unknown) => match &unknown.ty {
                Type::Map(ty) => all_maps &= *map_of.get_or_insert_with(|| (**ty).clone()) == **ty,
                Type::Any | Type::Object(_) => all_maps = false,
                other => return Err(not_a_map(index, other)),
            },
            Kind::Object(..) => all_maps = false,
            _ => return Err(not_a_map(index, &arg.ty())),
        }
        let (entries, behind) = parts(arg);
        if let Some(behind) = behind {
            for (key, entry) in &mut out {
                if !entries.contains_key(key) {
                    entry.value = maybe_replaced(&entry.value, behind);
                }
            }
        }
        out.extend(entries);
    }
    let open = call.open(call.args.iter().filter(|arg| parts(arg).1.is_some()));
    let kind = match map_of {
        Some(ty) if all_maps => Kind::Map(ty, Arc::new(out), open),
        _ => Kind::Object(Arc::new(out), open),
    };
    // Where a merged map comes from is told by the first of its parts: what it lacks is best added there.
    let first = call.args.iter().find(|arg| !arg.is_null());
    let origin =
        first.map_or_else(|| call.origin(), |first| first.origin.via(call.origin().span, How::Call("merge".into())));
    Ok(Value::new(kind, origin))
}

/// What is listed, and what stands behind more of it. An unknown object of a known type lists its attributes.
fn parts(arg: &Value) -> (BTreeMap<Arc<str>, Entry>, Option<&Unknown>) {
    match &arg.kind {
        Kind::Unknown(unknown) => match &unknown.ty {
            Type::Object(fields) if unknown.one_of.is_empty() => {
                let entry = |(name, field): (&Arc<str>, &tollgate_ir::ObjectField)| {
                    let value = attribute_of(arg, unknown, name, &field.ty);
                    (Arc::clone(name), Entry { key_span: arg.origin.span, value })
                };
                (fields.iter().map(entry).collect(), None)
            }
            _ => (BTreeMap::new(), Some(unknown)),
        },
        _ => (arg.entries().cloned().unwrap_or_default(), arg.open().map(|open| &**open)),
    }
}

/// An attribute of an unknown object, which is the referenced object's attribute where the object is one.
fn attribute_of(object: &Value, unknown: &Unknown, name: &Arc<str>, ty: &Type) -> Value {
    let step = |reference: &Reference| {
        let mut path = reference.path.path.clone();
        path.push(Step::Attr(Arc::clone(name)));
        Reference { path: RefPath { target: Arc::clone(&reference.path.target), path }, ..reference.clone() }
    };
    let refs = unknown.refs.iter().map(step).collect();
    let unknown = Unknown { ty: ty.clone(), refs, ..Unknown::new(unknown.why.clone()) };
    Value::unknown(unknown, object.origin.clone()).marked(object.marks)
}

/// `value`, unless the unknown map has an entry of the same key.
fn maybe_replaced(value: &Value, by: &Unknown) -> Value {
    let refs: Vec<Reference> =
        by.refs.iter().map(|reference| Reference { exact: false, ..reference.clone() }).collect();
    let other = Unknown { refs: refs.clone(), ..Unknown::new(by.why.clone()) };
    let one_of = vec![value.clone(), Value::unknown(other, value.origin.clone())];
    let unknown = Unknown { refs, one_of, ..Unknown::new(by.why.clone()) };
    Value::unknown(unknown, value.origin.clone()).marked(value.marks)
}

fn not_a_map(index: usize, ty: &Type) -> FunctionError {
    FunctionError::at(index, format!("arguments must be maps or objects, not {}", ty.friendly_name()))
}

pub(super) fn lookup(call: &Call<'_>) -> Outcome {
    let (map, key) = (&call.args[0], &call.args[1]);
    let default = call.args.get(2);
    if call.args.len() > 3 {
        return Err(FunctionError::at(3, "`lookup` takes two or three arguments"));
    }
    let element = match outline(map) {
        Type::Map(element) => (*element).clone(),
        Type::Object(_) | Type::Any => Type::Any,
        _ => return Err(FunctionError::at(0, "a map or object is required")),
    };
    let default = match default {
        Some(default) => Some(convert(default, &element).map_err(|why| {
            FunctionError::at(2, format!("the default must have the type of the map's elements: {why}"))
        })?),
        None => None,
    };
    let all = || call.args.iter();
    let Some(entries) = map.entries() else {
        return Ok(call.depends_on(all(), element, Refinement::default()));
    };
    let Some(name) = key.as_str() else {
        let mut one_of: Vec<Value> = entries.values().map(|entry| picked(map, &entry.value)).collect();
        one_of.extend(default);
        let closed = map.open().is_none() && one_of.len() <= MAX_ONE_OF;
        return Ok(call.one_of_unknown(if closed { one_of } else { Vec::new() }, [key].into_iter(), element));
    };
    match (entries.get(name), map.open(), default) {
        (Some(entry), ..) => Ok(picked(map, &entry.value)),
        (None, Some(_), default) => {
            Ok(call.depends_on([map].into_iter().chain(&default), element, Refinement::default()))
        }
        (None, None, Some(default)) => Ok(default),
        (None, None, None) => Err(FunctionError::at(0, format!("there is no key \"{name}\" and no default"))),
    }
}

pub(super) fn keys(call: &Call<'_>) -> Outcome {
    let arg = &call.args[0];
    let key =
        |(name, entry): (&Arc<str>, &Entry)| Value::string(Arc::clone(name), tollgate_ir::Origin::at(entry.key_span));
    match &arg.kind {
        Kind::Map(_, entries, open) => {
            Ok(call.list(Type::String, entries.iter().map(key).collect(), more_keys(call, open)))
        }
        Kind::Object(entries, open) => Ok(Value::new(
            Kind::Tuple(Arc::new(entries.iter().map(key).collect()), more_keys(call, open)),
            call.origin(),
        )),
        Kind::Unknown(unknown) => match &unknown.ty {
            Type::Object(fields) => {
                let names = fields.keys().map(|name| call.string(Arc::clone(name))).collect();
                Ok(Value::tuple(names, call.origin()))
            }
            Type::Map(_) | Type::Any => {
                Ok(call.depends_on([arg].into_iter(), Type::list(Type::String), sized(unknown)))
            }
            _ => Err(FunctionError::at(0, "a map or object is required")),
        },
        _ => Err(FunctionError::at(0, "a map or object is required")),
    }
}

/// The keys of further entries are not these entries.
fn more_keys(call: &Call<'_>, open: &Open) -> Open {
    if open.is_open() { call.open_by_anything() } else { Open::Closed }
}

fn sized(unknown: &Unknown) -> Refinement {
    let Refinement { length_min, length_max, .. } = unknown.refinement;
    Refinement { not_null: true, length_min, length_max, ..Refinement::default() }
}

pub(super) fn values(call: &Call<'_>) -> Outcome {
    let arg = &call.args[0];
    let value = |entry: &Entry| entry.value.clone();
    match &arg.kind {
        Kind::Map(ty, entries, open) => Ok(call.list(ty.clone(), entries.values().map(value).collect(), open.clone())),
        Kind::Object(entries, open) => {
            Ok(Value::new(Kind::Tuple(Arc::new(entries.values().map(value).collect()), open.clone()), call.origin()))
        }
        Kind::Unknown(unknown) => match &unknown.ty {
            Type::Object(_) => {
                let values = parts(arg).0.into_values().map(|entry| entry.value).collect();
                Ok(Value::tuple(values, call.origin()))
            }
            Type::Map(ty) => Ok(call.depends_on([arg].into_iter(), Type::List(Arc::clone(ty)), sized(unknown))),
            Type::Any => Ok(call.depends_on([arg].into_iter(), Type::Any, sized(unknown))),
            _ => Err(FunctionError::new("a map or object is required")),
        },
        _ => Err(FunctionError::new("a map or object is required")),
    }
}

pub(super) fn zipmap(call: &Call<'_>) -> Outcome {
    let (keys, values) = (&call.args[0], &call.args[1]);
    let element = match outline(values) {
        Type::List(element) => Some((*element).clone()),
        Type::Tuple(_) | Type::Any => None,
        _ => return Err(FunctionError::at(1, "a list or tuple is required")),
    };
    let result = || element.clone().map_or(Type::Any, Type::map);
    let (Some(names), Some(items)) = (keys.elements(), values.elements()) else {
        return Ok(call.depends_on(call.args.iter(), result(), Refinement::default()));
    };
    if keys.open().is_some() || values.open().is_some() {
        return Ok(call.depends_on(call.args.iter(), result(), Refinement::default()));
    }
    if names.len() != items.len() {
        return Err(FunctionError::new(format!(
            "the number of keys ({}) does not match the number of values ({})",
            names.len(),
            items.len()
        )));
    }
    let mut out = BTreeMap::new();
    for (index, (name, item)) in names.iter().zip(items).enumerate() {
        match &name.kind {
            Kind::String(text) => {
                out.insert(Arc::clone(text), Entry { key_span: name.origin.span, value: item.clone() });
            }
            Kind::Unknown(_) => return Ok(call.depends_on(call.args.iter(), result(), Refinement::default())),
            _ => return Err(FunctionError::new(format!("key {index} is null"))),
        }
    }
    let marks = names.iter().fold(keys.marks, |marks, name| marks.and(name.marks));
    let kind = match element {
        Some(ty) => Kind::Map(ty, Arc::new(out), Open::Closed),
        None => Kind::Object(Arc::new(out), Open::Closed),
    };
    Ok(Value::new(kind, call.origin()).marked(marks))
}

pub(super) fn transpose(call: &Call<'_>) -> Outcome {
    let mut out: BTreeMap<Arc<str>, (tollgate_source::Span, Vec<Value>)> = BTreeMap::new();
    for (key, entry) in call.args[0].entries().into_iter().flatten() {
        let Some(items) = entry.value.elements() else {
            return Err(FunctionError::at(0, format!("the list of key \"{key}\" is null")));
        };
        for item in items {
            let Some(text) = item.as_str() else {
                return Err(FunctionError::new("the lists must not contain null"));
            };
            let (_, list) = out.entry(text.into()).or_insert_with(|| (item.origin.span, Vec::new()));
            list.push(Value::string(Arc::clone(key), tollgate_ir::Origin::at(entry.key_span)));
        }
    }
    let entry = |(key, (key_span, list))| (key, Entry { key_span, value: call.list(Type::String, list, Open::Closed) });
    let out = out.into_iter().map(entry).collect();
    Ok(Value::new(Kind::Map(Type::list(Type::String), Arc::new(out), Open::Closed), call.origin()))
}

/// Arguments that are all lists, as one list of the type that their elements have in common.
pub(super) fn common(call: &Call<'_>) -> Result<(Type, Vec<Value>), FunctionError> {
    let types: Vec<Type> =
        call.args.iter().filter(|arg| !matches!(arg.kind, Kind::Null(Type::Any))).map(Value::ty).collect();
    let ty = unify(&types).ok_or_else(|| FunctionError::new("all arguments must have the same type"))?;
    let convert = |(index, arg)| convert(arg, &ty).map_err(|why| FunctionError::at(index, why));
    let args = call.args.iter().enumerate().map(convert).collect::<Result<Vec<_>, _>>()?;
    Ok((ty, args))
}
