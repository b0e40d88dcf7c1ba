//! Choosing one of several: `coalesce`, `coalescelist`, `one`.

use tollgate_ir::{Kind, Refinement, Type, Value, Why};

use super::{Call, FunctionError, Outcome, lists::never_empty, maps::common, outline};

/// The first argument that is neither null nor an empty string.
pub(super) fn coalesce(call: &Call<'_>) -> Outcome {
    let (ty, args) = common(call)?;
    let mut candidates = Vec::new();
    for arg in args {
        match &arg.kind {
            Kind::Null(_) => continue,
            Kind::String(text) if text.is_empty() => continue,
            Kind::Unknown(unknown) => {
                let settled = never_empty(unknown) || (unknown.refinement.not_null && is_no_string(&unknown.ty));
                candidates.push(arg);
                if settled {
                    break;
                }
            }
            _ => {
                candidates.push(arg);
                break;
            }
        }
    }
    match candidates.len() {
        0 => Err(FunctionError::new("all arguments are null or empty strings")),
        // The only one that is left is either the answer or the call fails.
        1 => Ok(candidates.remove(0)),
        _ => {
            let unsure = candidates.clone();
            let decider = unsure.iter().filter(|value| value.is_unknown());
            Ok(call.one_of_unknown(candidates, decider, ty))
        }
    }
}

fn is_no_string(ty: &Type) -> bool {
    !matches!(ty, Type::Any | Type::String)
}

/// The first argument that is not an empty list.
pub(super) fn coalescelist(call: &Call<'_>) -> Outcome {
    if call.args.is_empty() {
        return Err(FunctionError::new("`coalescelist` takes at least one argument"));
    }
    let is_list = |arg: &Value| !arg.is_null() && matches!(outline(arg), Type::List(_) | Type::Tuple(_) | Type::Any);
    if !call.args.iter().all(is_list) {
        return Err(FunctionError::new("the arguments must be lists or tuples"));
    }
    for arg in &call.args {
        match arg.elements() {
            Some([]) if arg.open().is_none() => {}
            Some(items) if !items.is_empty() => return Ok(arg.clone()),
            _ => return Ok(call.depends_on(call.args.iter(), Type::Any, Refinement::default())),
        }
    }
    Err(FunctionError::new("all arguments are empty"))
}

/// The only element, or null where there is none.
pub(super) fn one(call: &Call<'_>) -> Outcome {
    let arg = &call.args[0];
    let wrong = || FunctionError::at(0, "a list, set or tuple with no more than one element is required");
    let ty = match outline(arg) {
        Type::List(element) | Type::Set(element) => (*element).clone(),
        Type::Tuple(_) | Type::Any => Type::Any,
        _ => return Err(wrong()),
    };
    match (arg.elements(), arg.open()) {
        (Some([]), None) => Ok(Value::new(Kind::Null(ty), call.origin())),
        // Where there is one element and the call succeeds, that is it.
        (Some([only]), _) => Ok(only.clone()),
        // Of instances whose keys are unknown: the one there is, or null.
        (Some([]), Some(open)) if open.why == Why::UnknownKey => {
            let null = Value::new(Kind::Null(ty), call.origin());
            let mut element = (**open).clone();
            element.refinement = Refinement::default();
            if !element.one_of.is_empty() {
                element.one_of.push(null);
            }
            Ok(Value::unknown(element, call.origin()))
        }
        (Some([]), Some(_)) => Ok(call.depends_on([arg].into_iter(), ty, Refinement::default())),
        (Some(items), _) if matches!(arg.kind, Kind::Set(..)) && items.iter().any(Value::is_unknown) => {
            // Distinct as written, they may still turn out to be one.
            Ok(call.depends_on([arg].into_iter(), ty, Refinement::default()))
        }
        (Some(_), _) => Err(wrong()),
        (None, _) if arg.is_unknown() => Ok(call.depends_on([arg].into_iter(), ty, Refinement::default())),
        (None, _) => Err(wrong()),
    }
}
