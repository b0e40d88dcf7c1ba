//! Conversions by name, and marks: `tostring`, `tolist`, `sensitive`, …

use std::sync::Arc;

use tollgate_ir::{Entry, Kind, Marks, Tri, Type, Value};

use super::{Call, FunctionError, Outcome};
use crate::convert::convert;

pub(super) fn tostring(call: &Call<'_>) -> Outcome {
    to(call, &Type::String)
}

pub(super) fn tonumber(call: &Call<'_>) -> Outcome {
    to(call, &Type::Number)
}

pub(super) fn tobool(call: &Call<'_>) -> Outcome {
    to(call, &Type::Bool)
}

pub(super) fn tolist(call: &Call<'_>) -> Outcome {
    to(call, &Type::list(Type::Any))
}

pub(super) fn toset(call: &Call<'_>) -> Outcome {
    to(call, &Type::set(Type::Any))
}

pub(super) fn tomap(call: &Call<'_>) -> Outcome {
    to(call, &Type::map(Type::Any))
}

fn to(call: &Call<'_>, ty: &Type) -> Outcome {
    let value = &call.args[0];
    convert(value, ty).map_err(|why| {
        let what = match &value.kind {
            Kind::String(text) if !value.marks.sensitive && text.len() <= 80 => format!("{text:?}"),
            _ => value.ty().friendly_name(),
        };
        FunctionError::at(
            0,
            format!("cannot convert {what} to {}: {why}", ty.friendly_name().replace("dynamic", "any single type")),
        )
    })
}

pub(super) fn sensitive(call: &Call<'_>) -> Outcome {
    Ok(call.args[0].clone().marked(Marks { sensitive: true, ..Marks::default() }))
}

/// Takes the mark off the value itself, not off what is inside of it.
pub(super) fn nonsensitive(call: &Call<'_>) -> Outcome {
    let mut value = call.args[0].clone();
    value.marks.sensitive = false;
    Ok(value)
}

pub(super) fn issensitive(call: &Call<'_>) -> Outcome {
    let value = &call.args[0];
    let answer = match &value.kind {
        _ if value.marks.sensitive => Tri::Yes,
        // Providers may mark what they compute.
        Kind::Unknown(_) => Tri::Unknown,
        _ => Tri::No,
    };
    Ok(match answer {
        Tri::Yes => call.bool(true),
        Tri::No => call.bool(false),
        Tri::Unknown => call.unknown_result(Type::Bool),
    })
}

/// `try` and `can` look at their arguments before these are evaluated: only the evaluator can do that.
pub(super) fn lazy(call: &Call<'_>) -> Outcome {
    Err(FunctionError::new(format!("`{}` cannot be called with values", call.name)))
}

/// Ephemeral parts become null.
pub(super) fn ephemeralasnull(call: &Call<'_>) -> Outcome {
    Ok(without_ephemeral(&call.args[0]))
}

fn without_ephemeral(value: &Value) -> Value {
    let mut out = value.clone();
    if value.marks.ephemeral {
        out.kind = Kind::Null(value.ty());
        out.marks.ephemeral = false;
        return out;
    }
    match &mut out.kind {
        Kind::List(_, items, _) | Kind::Set(_, items, _) | Kind::Tuple(items, _) => {
            *items = Arc::new(items.iter().map(without_ephemeral).collect());
        }
        Kind::Map(_, entries, _) | Kind::Object(entries, _) => {
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                (Arc::clone(key), Entry { key_span: entry.key_span, value: without_ephemeral(&entry.value) })
            };
            *entries = Arc::new(entries.iter().map(entry).collect());
        }
        _ => {}
    }
    out
}
