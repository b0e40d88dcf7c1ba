//! Copies that share nothing with what they were made of.

use crate::value::{Data, List, Map, Value};

use super::{Call, Function, Type, shared};
use shared::{MAX_DEPTH, MAX_ITEMS, passes};

pub(super) const FUNCTIONS: &[Function] =
    &[passes("deepCopy", &[Type::Any], None, deep_copy), passes("mustDeepCopy", &[Type::Any], None, deep_copy)];

fn deep_copy(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [value] = arguments else { return Ok(Value::NIL) };
    if value.is_nil() {
        return Err("reflect: call of reflect.Value.Type on zero Value".to_owned());
    }
    let mut copied = 0;
    let copy = copy(value, &mut copied, 0)?;
    call.worked(copied as u64)?;
    Ok(copy)
}

fn copy(value: &Value, copied: &mut usize, depth: usize) -> Result<Value, String> {
    *copied += 1;
    if depth > MAX_DEPTH {
        return Err("maps that hold themselves cannot be copied".to_owned());
    }
    if *copied > MAX_ITEMS {
        return Err(format!("a copy would have more than {MAX_ITEMS} elements"));
    }
    let mut inner = |value: &Value| stacker::maybe_grow(64 << 10, 1 << 20, || copy(value, copied, depth + 1));
    let data = match &value.data {
        Data::List(list) if !list.is_nil() => {
            Data::List(List::new(list.of, list.items().iter().map(inner).collect::<Result<_, _>>()?))
        }
        Data::Map(map) => {
            let mut copy = Map::new(map.of, Default::default());
            copy.name = map.name;
            for (key, value) in map.entries() {
                copy.insert(key, inner(&value)?);
            }
            Data::Map(copy)
        }
        other => other.clone(),
    };
    Ok(Value { data, from: value.from })
}
