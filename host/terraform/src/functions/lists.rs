//! Lists and tuples: `concat`, `flatten`, `distinct`, `slice`, `range`, …

use std::{collections::HashSet, sync::Arc};

use tollgate_ir::{Kind, Number, Open, Refinement, Step, Tri, Type, Unknown, Value, Why};

use super::{Call, FunctionError, MAX_ELEMENTS, Outcome, outline, picked, unknowns::MAX_ONE_OF};
use crate::convert::{convert, equal, is_whole, spell, unify};

/// What can be said about the length of a string or collection: the least and, if bounded, the most.
pub(super) fn length(call: &Call<'_>) -> Outcome {
    let arg = &call.args[0];
    let (least, most) = match &arg.kind {
        Kind::String(text) => {
            return Ok(call.number(super::strings::graphemes(text).count()));
        }
        Kind::List(_, items, Open::Closed) | Kind::Tuple(items, Open::Closed) => return Ok(call.number(items.len())),
        Kind::Map(_, entries, Open::Closed) | Kind::Object(entries, Open::Closed) => {
            return Ok(call.number(entries.len()));
        }
        Kind::Set(_, items, open) => {
            let decided = items.iter().filter(|item| is_whole(item)).count();
            if !open.is_open() && (decided == items.len() || items.len() == 1) {
                return Ok(call.number(items.len()));
            }
            let most = if open.is_open() { None } else { Some(items.len() as u64) };
            (decided.max(usize::from(!items.is_empty())) as u64, most)
        }
        // Unknown elements of an open list may be equal to others where the list came from `distinct`.
        Kind::List(_, items, _) | Kind::Tuple(items, _) => {
            let decided = items.iter().filter(|item| is_whole(item)).count();
            (decided.max(usize::from(!items.is_empty())) as u64, None)
        }
        Kind::Map(_, entries, _) | Kind::Object(entries, _) => (entries.len() as u64, None),
        Kind::Unknown(unknown) => match &unknown.ty {
            Type::Tuple(items) => return Ok(call.number(items.len())),
            Type::Object(fields) => return Ok(call.number(fields.len())),
            Type::Bool | Type::Number => return Err(not_countable(&unknown.ty)),
            _ => match (unknown.refinement.length_min, unknown.refinement.length_max) {
                (least, Some(most)) if least == most => return Ok(call.number(least)),
                bounds => bounds,
            },
        },
        _ => return Err(not_countable(&arg.ty())),
    };
    let refinement = Refinement {
        not_null: true,
        number_min: Some(Number::from(least)),
        number_max: most.map(Number::from),
        ..Refinement::default()
    };
    Ok(call.depends_on([arg].into_iter(), Type::Number, refinement))
}

fn not_countable(ty: &Type) -> FunctionError {
    FunctionError::new(format!("a string or a collection is required, not {}", ty.friendly_name()))
}

pub(super) fn concat(call: &Call<'_>) -> Outcome {
    if call.args.is_empty() {
        return Err(FunctionError::new("`concat` takes at least one argument"));
    }
    let mut all_lists = true;
    let mut types = Vec::with_capacity(call.args.len());
    for (index, arg) in call.args.iter().enumerate() {
        match outline(arg) {
            Type::List(element) => types.push((*element).clone()),
            Type::Tuple(_) => all_lists = false,
            Type::Any => all_lists &= matches!(arg.kind, Kind::Unknown(_)),
            other => {
                let message = format!("all arguments must be lists or tuples, not {}", other.friendly_name());
                return Err(FunctionError::at(index, message));
            }
        }
    }
    let element = if all_lists && !types.is_empty() { unify(&types) } else { None };
    let mut out = Vec::new();
    for (index, arg) in call.args.iter().enumerate() {
        let items = elements_of(arg);
        match &element {
            Some(ty) => {
                for item in items {
                    out.push(convert(&item, ty).map_err(|why| FunctionError::at(index, why))?);
                }
            }
            None => out.extend(items),
        }
    }
    let open = call.open(call.args.iter().filter(|arg| !has_known_length(arg)));
    let kind = match element {
        Some(ty) => Kind::List(ty, Arc::new(out), open),
        None => Kind::Tuple(Arc::new(out), open),
    };
    Ok(Value::new(kind, call.origin()))
}

fn has_known_length(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(unknown) => matches!(unknown.ty, Type::Tuple(_)),
        _ => value.open().is_none(),
    }
}

/// The listed elements; those of an unknown tuple are unknown elements of its types.
fn elements_of(value: &Value) -> Vec<Value> {
    match &value.kind {
        Kind::Unknown(unknown) => match &unknown.ty {
            Type::Tuple(types) => {
                types.iter().enumerate().map(|(index, ty)| element_of(value, unknown, index, ty)).collect()
            }
            _ => Vec::new(),
        },
        _ => value.elements().unwrap_or_default().to_vec(),
    }
}

fn element_of(list: &Value, unknown: &Unknown, index: usize, ty: &Type) -> Value {
    let mut refs = unknown.refs.clone();
    refs.iter_mut().for_each(|reference| reference.path.path.push(Step::Index(index as u64)));
    let unknown = Unknown { ty: ty.clone(), refs, ..Unknown::new(unknown.why.clone()) };
    Value::unknown(unknown, list.origin.clone()).marked(list.marks)
}

pub(super) fn flatten(call: &Call<'_>) -> Outcome {
    let arg = &call.args[0];
    if let Kind::Unknown(unknown) = &arg.kind {
        if unknown.ty == Type::Any || matches!(unknown.ty, Type::List(_) | Type::Set(_) | Type::Tuple(_)) {
            return Ok(call.depends_on([arg].into_iter(), Type::Any, Refinement::default()));
        }
        return Err(FunctionError::new("only lists, sets and tuples can be flattened"));
    }
    if arg.elements().is_none() {
        return Err(FunctionError::new("only lists, sets and tuples can be flattened"));
    }
    let mut flat = Flat { marks: arg.marks, ..Flat::default() };
    flat.add(arg);
    let open = flat.open(call);
    Ok(Value::new(Kind::Tuple(Arc::new(flat.items), open), call.origin()).marked(flat.marks))
}

/// A flattened list while it grows.
#[derive(Default)]
struct Flat {
    items: Vec<Value>,
    /// What further elements may be.
    possible: Vec<Value>,
    /// Collections with further elements of which nothing is known.
    more: Vec<Value>,
    marks: tollgate_ir::Marks,
}

impl Flat {
    fn add(&mut self, list: &Value) {
        for item in list.elements().unwrap_or_default() {
            // Beyond this the result is given up for its size.
            if self.items.len() > MAX_ELEMENTS {
                return;
            }
            match &item.kind {
                Kind::Unknown(unknown) if may_be_list(unknown) => self.more.push(item.clone()),
                _ if item.elements().is_some() => {
                    self.marks = self.marks.and(item.marks);
                    self.add(item);
                }
                _ => self.items.push(item.clone()),
            }
        }
        match list.open() {
            Some(open) if open.why == Why::UnknownKey && !open.one_of.is_empty() => {
                open.one_of.iter().for_each(|element| self.add_possible(element));
            }
            Some(_) => self.more.push(list.clone()),
            None => {}
        }
    }

    /// An element that there may be, any number of times.
    fn add_possible(&mut self, element: &Value) {
        match &element.kind {
            Kind::Unknown(unknown) if may_be_list(unknown) => self.more.push(element.clone()),
            _ if element.elements().is_some() => {
                let mut inner = Flat::default();
                inner.add(element);
                self.marks = self.marks.and(element.marks).and(inner.marks);
                self.more.append(&mut inner.more);
                self.possible.append(&mut inner.items);
                self.possible.append(&mut inner.possible);
            }
            _ => self.possible.push(element.clone()),
        }
    }

    fn open(&mut self, call: &Call<'_>) -> Open {
        let open = call.open(self.more.iter());
        if self.possible.is_empty() {
            return open;
        }
        if let Open::Open(open) = &open {
            self.possible.push(crate::expr::unknown::further_element(open, call.origin().span));
        }
        let element =
            crate::expr::unknown::one_of(std::mem::take(&mut self.possible), &[], Why::UnknownKey, call.origin().span);
        crate::expr::unknown::open_with(&element)
    }
}

/// Whether an unknown element may turn out to be a list: ids, ARNs and names of resources never do.
fn may_be_list(unknown: &Unknown) -> bool {
    match &unknown.ty {
        Type::List(_) | Type::Set(_) | Type::Tuple(_) => true,
        Type::Any => !matches!(
            unknown.exact_ref().and_then(|path| path.path.last()),
            Some(Step::Attr(name)) if matches!(&**name, "id" | "arn" | "name")
        ),
        _ => false,
    }
}

/// Elements that are known to be equal to one before are dropped; where that is not known the list is open.
pub(super) fn distinct(call: &Call<'_>) -> Outcome {
    let Kind::List(ty, items, open) = &call.args[0].kind else { return Ok(call.unknown_result(call.args[0].ty())) };
    let (mut out, mut doubtful): (Vec<Value>, bool) = (Vec::new(), false);
    let mut spelled = HashSet::new();
    let whole = call.args[0].open().is_none() && is_whole(&call.args[0]);
    for item in &**items {
        if whole {
            // Wholly known values of one type are equal when they are spelled alike.
            if spelled.insert(spell(item)) {
                out.push(item.clone());
            }
            continue;
        }
        let same = out.iter().map(|kept| equal(kept, item)).fold(Tri::No, Tri::or);
        match same {
            Tri::Yes => continue,
            Tri::Unknown => doubtful = true,
            Tri::No => {}
        }
        out.push(item.clone());
    }
    let open = if doubtful && !open.is_open() { call.open_by_anything() } else { open.clone() };
    Ok(call.list(ty.clone(), out, open))
}

/// Empty strings and nulls are dropped; whether an unknown string is empty may not be known.
pub(super) fn compact(call: &Call<'_>) -> Outcome {
    let Kind::List(_, items, open) = &call.args[0].kind else {
        return Ok(call.unknown_result(Type::list(Type::String)));
    };
    let (mut out, mut doubtful) = (Vec::new(), Vec::new());
    for item in &**items {
        match &item.kind {
            Kind::Null(_) => continue,
            Kind::String(text) if text.is_empty() => continue,
            Kind::Unknown(unknown) if !never_empty(unknown) => doubtful.push(item),
            _ => {}
        }
        out.push(item.clone());
    }
    let open = if open.is_open() { open.clone() } else { call.open(doubtful.into_iter()) };
    Ok(call.list(Type::String, out, open))
}

/// Whether an unknown string is neither null nor empty.
pub(super) fn never_empty(unknown: &Unknown) -> bool {
    let refinement = &unknown.refinement;
    let identity = || {
        matches!(
            unknown.exact_ref().and_then(|path| path.path.last()),
            Some(Step::Attr(name)) if matches!(&**name, "id" | "arn")
        )
    };
    refinement.not_null
        && (refinement.length_min > 0 || refinement.prefix.as_deref().is_some_and(|p| !p.is_empty()) || identity())
}

pub(super) fn sort(call: &Call<'_>) -> Outcome {
    let mut items = call.items(0).to_vec();
    if let Some(index) = items.iter().position(Value::is_null) {
        return Err(FunctionError::new(format!("element {index} is null, which cannot be sorted")));
    }
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Ok(call.list(Type::String, items, Open::Closed))
}

pub(super) fn reverse(call: &Call<'_>) -> Outcome {
    let arg = &call.args[0];
    let reversed = |items: &[Value]| Arc::new(items.iter().rev().cloned().collect::<Vec<_>>());
    let kind = match &arg.kind {
        Kind::List(ty, items, open) | Kind::Set(ty, items, open) => {
            Kind::List(ty.clone(), reversed(items), open.clone())
        }
        Kind::Tuple(items, open) => Kind::Tuple(reversed(items), open.clone()),
        Kind::Unknown(unknown) => match &unknown.ty {
            Type::List(_) | Type::Any => {
                return Ok(call.depends_on([arg].into_iter(), unknown.ty.clone(), Refinement::default()));
            }
            Type::Set(e) => {
                return Ok(call.depends_on([arg].into_iter(), Type::List(Arc::clone(e)), Refinement::default()));
            }
            Type::Tuple(_) => {
                let items = elements_of(arg);
                Kind::Tuple(reversed(&items), Open::Closed)
            }
            other => return Err(not_reversible(other)),
        },
        _ => return Err(not_reversible(&arg.ty())),
    };
    Ok(Value::new(kind, call.origin()))
}

fn not_reversible(ty: &Type) -> FunctionError {
    FunctionError::at(0, format!("only lists and tuples can be reversed, not {}", ty.friendly_name()))
}

pub(super) fn slice(call: &Call<'_>) -> Outcome {
    let list = &call.args[0];
    if matches!(outline(list), Type::Set(_)) {
        return Err(FunctionError::at(0, "the elements of a set have no indices; convert it with `tolist` first"));
    }
    let unknown_bounds = call.args[1..].iter().any(Value::is_unknown);
    let items = match (list.elements(), list.open()) {
        (Some(items), None) if !unknown_bounds => items.to_vec(),
        _ if matches!(&list.kind, Kind::Unknown(u) if matches!(u.ty, Type::Tuple(_))) && !unknown_bounds => {
            elements_of(list)
        }
        (None, _) if !list.is_unknown() => return Err(FunctionError::at(0, "a list or tuple is required")),
        _ => {
            let ty = if matches!(list.ty(), Type::List(_)) { list.ty() } else { Type::Any };
            return Ok(call.depends_on(call.args.iter(), ty, Refinement::default()));
        }
    };
    let (start, end) = (call.int(1)?, call.int(2)?);
    let start_at = usize::try_from(start).map_err(|_| FunctionError::at(1, "the start index must not be negative"))?;
    let end_at = usize::try_from(end).map_err(|_| FunctionError::at(2, "the end index must not be negative"))?;
    if end_at > items.len() {
        return Err(FunctionError::at(2, format!("the end index {end} is beyond the {} elements", items.len())));
    }
    if start_at > end_at {
        return Err(FunctionError::at(1, format!("the start index {start} is beyond the end index {end}")));
    }
    let part = items[start_at..end_at].to_vec();
    Ok(match &list.kind {
        Kind::List(ty, ..) => call.list(ty.clone(), part, Open::Closed),
        _ => Value::tuple(part, call.origin()),
    })
}

pub(super) fn chunklist(call: &Call<'_>) -> Outcome {
    let Kind::List(ty, items, Open::Closed) = &call.args[0].kind else {
        return Ok(call.unknown_result(Type::list(call.args[0].ty())));
    };
    if call.args[1].is_unknown() {
        return Ok(call.unknown_result(Type::list(Type::list(ty.clone()))));
    }
    let size = usize::try_from(call.int(1)?).map_err(|_| FunctionError::new("the size must not be negative"))?;
    let size = if size == 0 { items.len().max(1) } else { size };
    let chunks = items.chunks(size).map(|chunk| call.list(ty.clone(), chunk.to_vec(), Open::Closed)).collect();
    Ok(call.list(Type::list(ty.clone()), chunks, Open::Closed))
}

/// Terraform stops at this many numbers.
const MAX_RANGE: usize = 1024;

pub(super) fn range(call: &Call<'_>) -> Outcome {
    let one = Number::from(1i64);
    let (start, end, step) = match call.args.len() {
        1 => (Number::ZERO, call.num(0), None),
        2 => (call.num(0), call.num(1), None),
        3 => (call.num(0), call.num(1), Some(call.num(2))),
        _ => return Err(FunctionError::new("`range` takes one, two or three arguments")),
    };
    let step = step.unwrap_or_else(|| if end < start { one.neg() } else { one });
    let down = step.is_negative();
    if !down && end < start {
        return Err(FunctionError::at(1, "the end must be greater than the start when the step is positive"));
    }
    if down && end > start {
        return Err(FunctionError::at(1, "the end must be less than the start when the step is negative"));
    }
    let (mut out, mut at) = (Vec::new(), start);
    while if down { at > end } else { at < end } {
        if out.len() == MAX_RANGE {
            return Err(FunctionError::new(format!("more than {MAX_RANGE} values; use a larger step")));
        }
        out.push(call.number(at.clone()));
        at = at.checked_add(&step).ok_or_else(|| FunctionError::new("infinity has no successor"))?;
    }
    Ok(call.list(Type::Number, out, Open::Closed))
}

pub(super) fn element(call: &Call<'_>) -> Outcome {
    let (list, index) = (&call.args[0], &call.args[1]);
    let ty = match outline(list) {
        Type::List(element) => (*element).clone(),
        Type::Tuple(_) | Type::Any => Type::Any,
        other => return Err(FunctionError::new(format!("a list or tuple is required, not {}", other.friendly_name()))),
    };
    let known_length = has_known_length(list) && (list.elements().is_some() || list.is_unknown());
    if !known_length {
        if !list.is_unknown() && list.elements().is_none() {
            return Err(FunctionError::new("a list or tuple is required"));
        }
        return Ok(call.depends_on(call.args.iter(), ty, Refinement::default()));
    }
    let made;
    let items = match list.elements() {
        Some(items) => items,
        None => {
            made = elements_of(list);
            &made
        }
    };
    if items.is_empty() {
        return Err(FunctionError::new("an empty list has no elements"));
    }
    let pick = |item: &Value| if list.is_unknown() { item.clone() } else { picked(list, item) };
    if index.is_unknown() {
        let few = items.len() <= MAX_ONE_OF;
        let one_of = if few { items.iter().map(pick).collect() } else { Vec::new() };
        return Ok(call.one_of_unknown(one_of, [index].into_iter(), ty));
    }
    // Both ends wrap around: -1 is the last one.
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let at = usize::try_from(call.int(1)?.rem_euclid(length)).unwrap_or(0);
    Ok(pick(&items[at]))
}

pub(super) fn index(call: &Call<'_>) -> Outcome {
    let (list, value) = (&call.args[0], &call.args[1]);
    if !matches!(outline(list), Type::List(_) | Type::Tuple(_) | Type::Any) {
        return Err(FunctionError::new("a list or tuple is required"));
    }
    let Some(items) = list.elements() else { return Ok(call.unknown_result(Type::Number)) };
    if items.is_empty() && list.open().is_none() {
        return Err(FunctionError::new("an empty list has no elements"));
    }
    for (at, item) in items.iter().enumerate() {
        match equal(item, value) {
            Tri::Yes if list.open().is_none() => return Ok(call.number(at)),
            Tri::No => {}
            _ => return Ok(call.unknown_result(Type::Number)),
        }
    }
    if list.open().is_some() {
        return Ok(call.unknown_result(Type::Number));
    }
    Err(FunctionError::new("the list has no such element"))
}

pub(super) fn matchkeys(call: &Call<'_>) -> Outcome {
    let (values, keys) = (call.items(0), call.items(1));
    if values.len() != keys.len() {
        return Err(FunctionError::new("there must be as many keys as values"));
    }
    let common = unify(&[call.args[1].ty(), call.args[2].ty()])
        .ok_or_else(|| FunctionError::new("the keys and the searched set must be of the same type"))?;
    let convert = |index: usize| convert(&call.args[index], &common).map_err(|why| FunctionError::at(index, why));
    let (keys, search) = (convert(1)?, convert(2)?);
    let search = search.elements().unwrap_or_default();
    let found = |key: &Value| search.iter().any(|wanted| equal(key, wanted) == Tri::Yes);
    let keys = keys.elements().unwrap_or_default();
    let items = values.iter().zip(keys).filter(|(_, key)| found(key)).map(|(value, _)| value.clone()).collect();
    let ty = match call.args[0].ty() {
        Type::List(element) => (*element).clone(),
        _ => Type::Any,
    };
    Ok(call.list(ty, items, Open::Closed))
}
