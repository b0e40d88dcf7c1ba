//! Go's own functions that look into a value of any type.

use crate::{
    ledger::Sources,
    value::{Data, Element, UintKind, Value},
};

use super::{Call, Function, Type, lists, shared};
use shared::passes;

pub(super) const FUNCTIONS: &[Function] =
    &[passes("index", &[Type::Value], Some(Type::Value), index), passes("len", &[Type::Value], None, length)];

fn index(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [item, indices @ ..] = arguments else { return Ok(Value::NIL) };
    if item.is_nil() {
        return Err("index of untyped nil".to_owned());
    }
    let mut steering = Sources::NONE;
    let mut item = item.clone();
    for index in indices {
        let more = call.steering(index);
        steering = call.ledger.union(steering, more);
        item = step(call, &item, index)?;
    }
    Ok(call.also(item, steering))
}

fn step(call: &mut Call<'_>, item: &Value, index: &Value) -> Result<Value, String> {
    let map = match &item.data {
        Data::Nil => return Err("index of nil pointer".to_owned()),
        Data::Map(map) => Some(map.clone()),
        Data::Object(object) => object.as_map(),
        _ => None,
    };
    if let Some(map) = map {
        let Some(key) = index.as_text() else {
            return Err(match index.is_nil() {
                true => "value is nil; should be of type string".to_owned(),
                false => format!("value has type {}; should be string", index.type_name()),
            });
        };
        return Ok(map.get(&key.to_str()).unwrap_or_else(|| {
            let from = call.ledger.absent(item.from, &key.to_str());
            zero(map.of).with(from)
        }));
    }
    if let Data::Text(text) = &item.data {
        let at = position(index, text.len())?;
        let Some(byte) = text.as_bytes().get(at) else {
            return Err("reflect: string index out of range".to_owned());
        };
        let from = call.sources(item);
        return Ok(Value { data: Data::Uint(u64::from(*byte), UintKind::Uint8), from });
    }
    let Some(items) = lists::elements(item) else {
        return Err(format!("can't index item of type {}", item.type_name()));
    };
    let at = position(index, items.len())?;
    items.into_iter().nth(at).ok_or_else(|| "reflect: slice index out of range".to_owned())
}

/// What a map has where it has nothing.
fn zero(of: Element) -> Value {
    match of {
        Element::Text => Value::text(""),
        Element::Int => Value::int(0),
        Element::Any | Element::List => Value::NIL,
    }
}

/// An index, at most `length`: the one behind the end is somebody else's error.
fn position(index: &Value, length: usize) -> Result<usize, String> {
    let number = match index.data {
        Data::Int(number, _) => number,
        Data::Uint(number, _) => number.cast_signed(),
        Data::Nil => return Err("cannot index slice/array with nil".to_owned()),
        _ => return Err(format!("cannot index slice/array with type {}", index.type_name())),
    };
    let position = usize::try_from(number).ok().filter(|position| *position <= length);
    position.ok_or_else(|| format!("index out of range: {number}"))
}

fn length(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [value] = arguments else { return Ok(Value::NIL) };
    let (length, from) = match &value.data {
        Data::Nil => return Err("len of nil pointer".to_owned()),
        Data::Text(text) => (text.len(), call.sources(value)),
        Data::Map(map) => (map.len(), value.from),
        Data::Object(object) if object.as_map().is_some() => (object.as_map().map_or(0, |map| map.len()), value.from),
        _ => match lists::elements(value) {
            Some(items) => (items.len(), value.from),
            None => return Err(format!("len of type {}", value.type_name())),
        },
    };
    Ok(Value::int(i64::try_from(length).unwrap_or(i64::MAX)).with(from))
}
