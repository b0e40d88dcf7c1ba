//! Conversion of values between types, with Terraform's rules.
//!
//! Converting never loses what is known beside the value: marks, origins, references, refinements and the
//! openness of collections come through. A value of an unknown type is left as it is and only told what it
//! has to become.

mod equal;
mod order;
mod unify;

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{Entry, Kind, Number, ObjectField, Open, Origin, Refinement, Type, Unknown, Value, Why};

pub(crate) use equal::{equal, is_whole};
pub(crate) use order::{sorted_set, spell};
pub(crate) use unify::{unify, unify_values};

/// Converts `value` to `ty`, where `Any` asks for nothing by itself and for one common type as the element
/// type of a collection.
///
/// # Errors
/// Says what is required, with the path to it: `attribute "port": a number is required`.
pub(crate) fn convert(value: &Value, ty: &Type) -> Result<Value, String> {
    let kind = match (&value.kind, ty) {
        (_, Type::Any) => return Ok(value.clone()),
        (Kind::Unknown(unknown), _) => return unknown_to(value, unknown, ty),
        (Kind::Null(from), _) if convertible(from, ty) => Kind::Null(ty.clone()),
        (Kind::Bool(_), Type::Bool) | (Kind::Number(_), Type::Number) | (Kind::String(_), Type::String) => {
            return Ok(value.clone());
        }
        (Kind::Bool(b), Type::String) => Kind::String(if *b { "true" } else { "false" }.into()),
        (Kind::Number(n), Type::String) => Kind::String(n.to_string().into()),
        (Kind::String(text), Type::Bool) => Kind::Bool(parse_bool(text)?),
        (Kind::String(text), Type::Number) => Kind::Number(parse_number(text).ok_or("a number is required")?),
        // Without elements, the types alone say that it cannot be.
        (Kind::List(from, items, _) | Kind::Set(from, items, _), Type::List(to) | Type::Set(to))
            if items.is_empty() && !convertible(from, to) =>
        {
            return Err(incorrect_element(if matches!(value.kind, Kind::Set(..)) { "set" } else { "list" }, to));
        }
        (Kind::Map(from, entries, _), Type::Map(to)) if entries.is_empty() && !convertible(from, to) => {
            return Err(incorrect_element("map", to));
        }
        (Kind::List(_, items, open) | Kind::Set(_, items, open) | Kind::Tuple(items, open), Type::List(element)) => {
            let (element, items) = elements(items, element, "list")?;
            let open = each_unlisted(open, &value.origin, |rest| convert(rest, &element))?;
            Kind::List(element, Arc::new(items), open)
        }
        (Kind::List(_, items, open) | Kind::Set(_, items, open) | Kind::Tuple(items, open), Type::Set(element)) => {
            let (element, items) = elements(items, element, "set")?;
            let open = each_unlisted(open, &value.origin, |rest| convert(rest, &element))?;
            // A set has no place for marks on its elements: they are on all of it.
            let marks = items.iter().fold(value.marks, |marks, item| marks.and(crate::expr::unknown::deep_marks(item)));
            let kind = Kind::Set(element, Arc::new(sorted_set(items)), open);
            return Ok(Value { kind, marks, ..value.clone() });
        }
        (Kind::Map(_, entries, open) | Kind::Object(entries, open), Type::Map(element)) => {
            let element = match &**element {
                Type::Any => unify_values(entries.values().map(|entry| &entry.value))
                    .ok_or("all map elements must have the same type")?,
                fixed => fixed.clone(),
            };
            let mut out = BTreeMap::new();
            for (key, entry) in &**entries {
                let converted = convert(&entry.value, &element).map_err(|e| format!("element \"{key}\": {e}"))?;
                out.insert(Arc::clone(key), Entry { key_span: entry.key_span, value: converted });
            }
            let open = each_unlisted(open, &value.origin, |rest| convert(rest, &element))?;
            Kind::Map(element, Arc::new(out), open)
        }
        (Kind::Map(_, entries, open) | Kind::Object(entries, open), Type::Object(fields)) => {
            Kind::Object(Arc::new(attributes(entries, open, fields, &value.origin)?), open.clone())
        }
        (Kind::Tuple(items, open), Type::Tuple(types)) => {
            if items.len() > types.len() || (items.len() < types.len() && !open.is_open()) {
                return Err(format!("tuple of {} elements is required, not of {}", types.len(), items.len()));
            }
            let mut out = Vec::with_capacity(items.len());
            for (index, (item, ty)) in items.iter().zip(types).enumerate() {
                out.push(convert(item, ty).map_err(|e| format!("element {index}: {e}"))?);
            }
            Kind::Tuple(Arc::new(out), open.clone())
        }
        _ => return Err(required(ty)),
    };
    Ok(Value::new(kind, value.origin.clone()).marked(value.marks))
}

/// What stands behind an open collection, with `change` made to the elements that are not listed: where their
/// keys alone are unknown, it describes such an element.
///
/// # Errors
/// Those of `change`.
pub(crate) fn each_unlisted(
    open: &Open,
    origin: &Origin,
    change: impl FnOnce(&Value) -> Result<Value, String>,
) -> Result<Open, String> {
    match open {
        Open::Open(rest) if rest.why == Why::UnknownKey => {
            let changed = change(&Value::unknown((**rest).clone(), origin.clone()))?;
            Ok(match changed.kind {
                Kind::Unknown(rest) => Open::Open(rest),
                _ => open.clone(),
            })
        }
        _ => Ok(open.clone()),
    }
}

/// The value as a string; numbers and bools are written out.
pub(crate) fn to_string_value(value: &Value) -> Result<Value, String> {
    convert(value, &Type::String)
}

/// The value as a number; digits in a string are read.
pub(crate) fn to_number(value: &Value) -> Result<Value, String> {
    convert(value, &Type::Number)
}

/// The value as a bool; `"true"` and `"false"` are read.
pub(crate) fn to_bool(value: &Value) -> Result<Value, String> {
    convert(value, &Type::Bool)
}

/// Whether a value of type `from` may become one of type `to`; some strings are no numbers all the same.
pub(crate) fn convertible(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::Bool, Type::Number) | (Type::Number, Type::Bool) => false,
        (Type::List(a) | Type::Set(a), Type::List(b) | Type::Set(b)) | (Type::Map(a), Type::Map(b)) => {
            convertible(a, b)
        }
        (Type::Tuple(items), Type::List(element) | Type::Set(element)) => {
            items.iter().all(|item| convertible(item, element))
        }
        (Type::Tuple(a), Type::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| convertible(a, b)),
        (Type::Object(fields), Type::Map(element)) => fields.values().all(|field| convertible(&field.ty, element)),
        (Type::Map(element), Type::Object(fields)) => fields.values().all(|field| convertible(element, &field.ty)),
        (Type::Object(from), Type::Object(to)) => to.iter().all(|(name, field)| match from.get(name) {
            Some(given) => convertible(&given.ty, &field.ty),
            None => field.optional,
        }),
        (from, to) => from.is_primitive() && to.is_primitive(),
    }
}

/// Digits as Terraform reads them from a string; `None` when it is no number.
pub(crate) fn parse_number(text: &str) -> Option<Number> {
    match text.strip_prefix(['+', '-']).unwrap_or(text) {
        "Inf" | "inf" => Some(if text.starts_with('-') { Number::NEG_INFINITY } else { Number::INFINITY }),
        _ => text.parse().ok(),
    }
}

fn parse_bool(text: &str) -> Result<bool, String> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        "True" | "TRUE" => Err("a bool is required; to convert from string, use lowercase \"true\"".into()),
        "False" | "FALSE" => Err("a bool is required; to convert from string, use lowercase \"false\"".into()),
        _ => Err("a bool is required".into()),
    }
}

fn required(ty: &Type) -> String {
    match ty {
        Type::Bool => "a bool is required".into(),
        Type::Number => "a number is required".into(),
        Type::String => "string required".into(),
        Type::List(e) | Type::Set(e) | Type::Map(e) if **e == Type::Any => {
            format!("{} required", ty.friendly_name().replace("dynamic", "any single type"))
        }
        other => format!("{} required", other.friendly_name()),
    }
}

fn incorrect_element(noun: &str, wanted: &Type) -> String {
    format!("incorrect {noun} element type: {}", required(wanted))
}

fn elements(items: &[Value], element: &Type, noun: &str) -> Result<(Type, Vec<Value>), String> {
    let element = match element {
        Type::Any => {
            unify_values(items.iter()).ok_or_else(|| format!("all {noun} elements must have the same type"))?
        }
        fixed => fixed.clone(),
    };
    let mut out = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        out.push(convert(item, &element).map_err(|e| format!("element {index}: {e}"))?);
    }
    Ok((element, out))
}

fn attributes(
    entries: &BTreeMap<Arc<str>, Entry>,
    open: &Open,
    fields: &BTreeMap<Arc<str>, ObjectField>,
    origin: &Origin,
) -> Result<BTreeMap<Arc<str>, Entry>, String> {
    let mut out = BTreeMap::new();
    for (name, field) in fields {
        let entry = match entries.get(name) {
            Some(entry) => Entry {
                key_span: entry.key_span,
                value: convert(&entry.value, &field.ty).map_err(|e| format!("attribute \"{name}\": {e}"))?,
            },
            // Among the entries that are not known it may be there.
            None if open.is_open() => continue,
            None if field.optional => {
                Entry { key_span: origin.span, value: Value::new(Kind::Null(field.ty.clone()), origin.clone()) }
            }
            None => return Err(format!("attribute \"{name}\" is required")),
        };
        out.insert(Arc::clone(name), entry);
    }
    Ok(out)
}

/// An unknown value keeps everything that stays true of it under the new type.
fn unknown_to(value: &Value, unknown: &Unknown, ty: &Type) -> Result<Value, String> {
    if !convertible(&unknown.ty, ty) {
        return Err(required(ty));
    }
    let old = &unknown.refinement;
    let same = unknown.ty == *ty || unknown.ty == Type::Any;
    let lengths = same || (ty.is_collection() && !ty.is_primitive());
    let refinement = Refinement {
        not_null: old.not_null,
        prefix: if same { old.prefix.clone() } else { None },
        length_min: match ty {
            // Equal elements fall together.
            Type::Set(_) if !same => old.length_min.min(1),
            _ if lengths => old.length_min,
            _ => 0,
        },
        length_max: if lengths { old.length_max } else { None },
        number_min: if same { old.number_min.clone() } else { None },
        number_max: if same { old.number_max.clone() } else { None },
    };
    let mut one_of = Vec::with_capacity(unknown.one_of.len());
    let mut failed = None;
    for possibility in &unknown.one_of {
        match convert(possibility, ty) {
            Ok(converted) => one_of.push(converted),
            Err(error) => failed = Some(error),
        }
    }
    if let Some(error) = failed
        && one_of.is_empty()
    {
        return Err(error);
    }
    let unknown = Unknown { ty: ty.clone(), refinement, why: unknown.why.clone(), refs: unknown.refs.clone(), one_of };
    let document = value.document.clone().filter(|_| same);
    Ok(Value { document, ..Value::unknown(unknown, value.origin.clone()).marked(value.marks) })
}

#[cfg(test)]
mod tests;
