//! Conversions by name, and marks: `tostring`, `tolist`, `sensitive`, …

use tollgate_ir::{Kind, Marks, Tri, Type, Value};

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
