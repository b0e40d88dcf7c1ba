//! What is in a list, and lists without some of it.

use std::collections::HashSet;

use crate::{
    ledger::Sources,
    value::{Data, Element, List, Value},
};

use super::{Call, Function, Type, equal, lists, shared};
use equal::{Scalar, deep_equal};
use shared::{passes, text_of};

pub(super) const FUNCTIONS: &[Function] = &[
    passes("compact", &[Type::Any], None, compact),
    shared::digests("has", &[Type::Any, Type::Any], has),
    passes("mustCompact", &[Type::Any], None, compact),
    shared::digests("mustHas", &[Type::Any, Type::Any], has),
    passes("mustUniq", &[Type::Any], None, uniq),
    passes("mustWithout", &[Type::Any], Some(Type::Any), without),
    passes("sortAlpha", &[Type::Any], None, sort_alpha),
    passes("toStrings", &[Type::Any], None, to_strings),
    passes("uniq", &[Type::Any], None, uniq),
    passes("without", &[Type::Any], Some(Type::Any), without),
];

fn has(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [needle, list] = arguments else { return Ok(Value::NIL) };
    if list.is_nil() {
        return Ok(false.into());
    }
    let items = lists::items(list, "Cannot find has on type")?;
    Ok(is_among(call, &items, needle)?.into())
}

fn compact(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let items = lists::items(list, "Cannot compact on type")?;
    Ok(Value::list(items.into_iter().filter(Value::is_true).collect()).with(list.from))
}

/// Whether `list` has an element that is deeply equal to `needle`.
fn is_among(call: &mut Call<'_>, list: &[Value], needle: &Value) -> Result<bool, String> {
    for item in list {
        if deep_equal(call, needle, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn uniq(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let items = lists::items(list, "Cannot find uniq on type")?;
    // What has no parts is found at once; the others are compared with each other.
    let mut scalars = HashSet::new();
    let mut others = Vec::new();
    let mut kept = Vec::new();
    for item in &items {
        let is_new = match Scalar::of(item) {
            Some(scalar) => scalars.insert(scalar),
            None => !is_among(call, &others, item)?,
        };
        if !is_new {
            continue;
        }
        if Scalar::of(item).is_none() {
            others.push(item.clone());
        }
        kept.push(item.clone());
    }
    Ok(Value::list(kept).with(list.from))
}

fn without(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list, omitted @ ..] = arguments else { return Ok(Value::NIL) };
    let items = lists::items(list, "Cannot find without on type")?;
    let mut steering = Sources::NONE;
    for value in omitted {
        let more = call.steering(value);
        steering = call.ledger.union(steering, more);
    }
    let mut kept = Vec::new();
    for item in items {
        if !is_among(call, omitted, &item)? {
            kept.push(item);
        }
    }
    let kept = call.steered(kept, steering);
    let from = call.ledger.union(list.from, steering);
    Ok(Value::list(kept).with(from))
}

/// The elements as texts, without nil.
fn texts(items: Vec<Value>) -> Vec<Value> {
    let text = |item: Value| Value { data: Data::Text(text_of(&item)), from: item.from };
    items.into_iter().filter(|item| !item.is_nil()).map(text).collect()
}

fn to_strings(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [value] = arguments else { return Ok(Value::NIL) };
    if let Data::List(list) = &value.data
        && list.of == Element::Text
    {
        return Ok(value.clone());
    }
    let items = lists::elements(value).unwrap_or_else(|| vec![value.clone()]);
    Ok(Value { data: Data::List(List::new(Element::Text, texts(items))), from: value.from })
}

/// A list of texts is sorted where it is, for all who hold it.
fn sort_alpha(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [value] = arguments else { return Ok(Value::NIL) };
    if lists::elements(value).is_none() {
        let text = Value { data: Data::Text(text_of(value)), from: value.from };
        return Ok(Value { data: Data::List(List::new(Element::Text, vec![text])), from: value.from });
    }
    let sorted = to_strings(call, arguments)?;
    if let Some(list) = sorted.as_list() {
        let mut items = list.items();
        items.sort_by(|a, b| shared::bytes(a).cmp(shared::bytes(b)));
        items.into_iter().enumerate().for_each(|(index, item)| list.set(index, item));
    }
    Ok(sorted)
}
