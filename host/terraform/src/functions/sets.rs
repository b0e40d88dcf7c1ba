//! Sets and questions about membership.

use std::sync::Arc;

use tollgate_ir::{Kind, Marks, Open, Tri, Type, Value};

use super::{Call, FunctionError, MAX_ELEMENTS, Outcome, outline};
use crate::convert::{convert, equal, is_whole, sorted_set, unify};

pub(super) fn contains(call: &Call<'_>) -> Outcome {
    let (list, value) = (&call.args[0], &call.args[1]);
    match outline(list) {
        Type::List(_) | Type::Set(_) | Type::Tuple(_) | Type::Any => {}
        other => {
            return Err(FunctionError::new(format!("a list, set or tuple is required, not {}", other.friendly_name())));
        }
    }
    let Some(items) = list.elements() else { return Ok(call.unknown_result(Type::Bool)) };
    let more = if list.open().is_some() { Tri::Unknown } else { Tri::No };
    match items.iter().map(|item| equal(item, value)).fold(more, Tri::or) {
        Tri::Yes => Ok(call.bool(true)),
        Tri::No => Ok(call.bool(false)),
        Tri::Unknown => Ok(call.unknown_result(Type::Bool)),
    }
}

pub(super) fn alltrue(call: &Call<'_>) -> Outcome {
    Ok(decide(call, items_as_tri(call).fold(Tri::Yes, Tri::and)))
}

pub(super) fn anytrue(call: &Call<'_>) -> Outcome {
    Ok(decide(call, items_as_tri(call).fold(Tri::No, Tri::or)))
}

fn items_as_tri<'c>(call: &'c Call<'_>) -> impl Iterator<Item = Tri> + 'c {
    let more = (call.args[0].elements().is_none() || call.args[0].open().is_some()).then_some(Tri::Unknown);
    let tri = |item: &Value| match &item.kind {
        Kind::Bool(b) => Tri::from(*b),
        Kind::Unknown(_) => Tri::Unknown,
        _ => Tri::No,
    };
    call.items(0).iter().map(tri).chain(more)
}

fn decide(call: &Call<'_>, answer: Tri) -> Value {
    match answer {
        Tri::Yes => call.bool(true),
        Tri::No => call.bool(false),
        Tri::Unknown => call.unknown_result(Type::Bool),
    }
}

/// The sets in the arguments, converted to the element type they have in common.
fn common(call: &Call<'_>) -> Result<(Type, Vec<Value>), FunctionError> {
    let mut types = Vec::with_capacity(call.args.len());
    for arg in &call.args {
        // The elements of an empty set are of any type.
        if let Type::Set(element) = arg.ty()
            && !arg.elements().is_some_and(|items| items.is_empty())
        {
            types.push((*element).clone());
        }
    }
    let element = unify(&types).ok_or_else(|| FunctionError::new("the sets must have elements of one type"))?;
    let ty = Type::set(element.clone());
    let convert = |(index, arg)| convert(arg, &ty).map_err(|why| FunctionError::at(index, why));
    Ok((element, call.args.iter().enumerate().map(convert).collect::<Result<_, _>>()?))
}

fn set(call: &Call<'_>, element: Type, items: Vec<Value>, open: Open) -> Value {
    let marks = items.iter().fold(Marks::default(), |marks, item| marks.and(super::deep_marks(item)));
    Value::new(Kind::Set(element, Arc::new(sorted_set(items)), open), call.origin()).marked(marks)
}

pub(super) fn union(call: &Call<'_>) -> Outcome {
    let (element, sets) = common(call)?;
    let items = sets.iter().flat_map(|set| set.elements().unwrap_or_default()).cloned().collect();
    let open = call.open(sets.iter());
    Ok(set(call, element, items, open))
}

/// Certain members are in every set; a member that may be in every one leaves the result open.
pub(super) fn intersection(call: &Call<'_>) -> Outcome {
    let (element, sets) = common(call)?;
    let [first, rest @ ..] = sets.as_slice() else { return Err(FunctionError::new("a set is required")) };
    if rest.is_empty() {
        return Ok(first.clone());
    }
    let everywhere = |item: &Value| rest.iter().map(|set| member(item, set)).fold(Tri::Yes, Tri::and);
    let mut items = Vec::new();
    let mut doubtful = false;
    for item in first.elements().unwrap_or_default() {
        match everywhere(item) {
            Tri::Yes => items.push(item.clone()),
            Tri::Unknown => doubtful = true,
            Tri::No => {}
        }
    }
    let open = if doubtful || !is_listed(first) { call.open_by_anything() } else { Open::Closed };
    Ok(set(call, element, items, open))
}

pub(super) fn subtract(call: &Call<'_>) -> Outcome {
    let (element, sets) = common(call)?;
    let [from, without] = sets.as_slice() else { return Err(FunctionError::new("two sets are required")) };
    let mut items = Vec::new();
    let mut doubtful = false;
    for item in from.elements().unwrap_or_default() {
        match member(item, without) {
            Tri::No => items.push(item.clone()),
            Tri::Unknown => doubtful = true,
            Tri::Yes => {}
        }
    }
    let open = if doubtful || !is_listed(from) { call.open_by_anything() } else { Open::Closed };
    Ok(set(call, element, items, open))
}

fn is_listed(set: &Value) -> bool {
    set.elements().is_some() && set.open().is_none()
}

fn member(item: &Value, set: &Value) -> Tri {
    let more = if is_listed(set) { Tri::No } else { Tri::Unknown };
    set.elements().unwrap_or_default().iter().map(|other| equal(item, other)).fold(more, Tri::or)
}

/// Every combination of one element of each argument: a set when one of the arguments is a set, else a list.
pub(super) fn product(call: &Call<'_>) -> Outcome {
    if call.args.len() < 2 {
        return Err(FunctionError::new("`setproduct` takes at least two arguments"));
    }
    let mut any_set = false;
    let mut count = 1usize;
    let mut types = Vec::with_capacity(call.args.len());
    for (index, arg) in call.args.iter().enumerate() {
        types.push(match arg.ty() {
            Type::Set(element) => {
                any_set = true;
                (*element).clone()
            }
            Type::List(element) => (*element).clone(),
            Type::Tuple(items) => {
                unify(&items).ok_or_else(|| FunctionError::at(index, "the elements must have one type"))?
            }
            Type::Any => Type::Any,
            _ => return Err(FunctionError::new("a set or a list is required")),
        });
        let listed = arg.elements().is_some() && arg.open().is_none();
        let certain = !matches!(arg.ty(), Type::Set(_)) || is_whole(arg);
        if !listed || !certain {
            return Ok(call.unknown_result(Type::Any));
        }
        count = count.saturating_mul(arg.elements().map_or(0, <[_]>::len));
    }
    if count > MAX_ELEMENTS {
        return Ok(call.limit("the number of combinations", Type::Any));
    }
    let mut combinations: Vec<Vec<Value>> = vec![Vec::new()];
    for (index, (arg, ty)) in call.args.iter().zip(&types).enumerate() {
        let items = arg.elements().unwrap_or_default();
        let items: Vec<Value> = items
            .iter()
            .map(|item| convert(item, ty).map_err(|why| FunctionError::at(index, why)))
            .collect::<Result<_, _>>()?;
        let extended = |start: &Vec<Value>| {
            let start = start.clone();
            items.iter().map(move |item| start.iter().cloned().chain([item.clone()]).collect()).collect::<Vec<_>>()
        };
        combinations = combinations.iter().flat_map(extended).collect();
    }
    let element = Type::Tuple(types);
    let tuples = combinations.into_iter().map(|items| Value::tuple(items, call.origin())).collect();
    Ok(if any_set { set(call, element, tuples, Open::Closed) } else { call.list(element, tuples, Open::Closed) })
}
