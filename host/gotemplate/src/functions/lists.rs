//! Lists: their ends, their parts and their growth. What is made is `[]interface {}`, whatever it was made of.

use crate::{
    ledger::Sources,
    value::{Data, Element, List, UintKind, Value},
};

use super::{Call, Function, Type, shared};
use shared::{MAX_ITEMS, NIL_POINTER, int_of, passes};

pub(super) const FUNCTIONS: &[Function] = &[
    passes("append", &[Type::Any, Type::Any], None, push),
    passes("chunk", &[Type::Int, Type::Any], None, chunk),
    passes("concat", &[], Some(Type::Any), concat),
    passes("first", &[Type::Any], None, first),
    passes("initial", &[Type::Any], None, initial),
    passes("last", &[Type::Any], None, last),
    passes("list", &[], Some(Type::Any), list),
    passes("mustAppend", &[Type::Any, Type::Any], None, push),
    passes("mustChunk", &[Type::Int, Type::Any], None, chunk),
    passes("mustFirst", &[Type::Any], None, first),
    passes("mustInitial", &[Type::Any], None, initial),
    passes("mustLast", &[Type::Any], None, last),
    passes("mustPrepend", &[Type::Any, Type::Any], None, prepend),
    passes("mustPush", &[Type::Any, Type::Any], None, push),
    passes("mustRest", &[Type::Any], None, rest),
    passes("mustReverse", &[Type::Any], None, reverse),
    passes("mustSlice", &[Type::Any], Some(Type::Any), slice),
    passes("prepend", &[Type::Any, Type::Any], None, prepend),
    passes("push", &[Type::Any, Type::Any], None, push),
    passes("rest", &[Type::Any], None, rest),
    passes("reverse", &[Type::Any], None, reverse),
    passes("slice", &[Type::Any], Some(Type::Any), slice),
    passes("tuple", &[], Some(Type::Any), list),
];

/// The elements of what Go's reflection takes for a slice; `refusal` is what is said, before the kind, of other things.
pub(super) fn items(value: &Value, refusal: &str) -> Result<Vec<Value>, String> {
    match elements(value) {
        Some(items) => Ok(items),
        None if value.is_nil() => Err(NIL_POINTER.to_owned()),
        None => Err(format!("{refusal} {}", value.kind())),
    }
}

/// The elements of what Go's reflection takes for a slice.
pub(super) fn elements(value: &Value) -> Option<Vec<Value>> {
    match &value.data {
        Data::List(list) => Some(list.items()),
        Data::Bytes(bytes) => {
            let byte = |byte: &u8| Value { data: Data::Uint(u64::from(*byte), UintKind::Uint8), from: value.from };
            Some(bytes.iter().map(byte).collect())
        }
        Data::Object(object) if object.kind() == "slice" => {
            object.as_data()?.as_list().map(List::items).or_else(|| Some(Vec::new()))
        }
        _ => None,
    }
}

pub(super) fn grown(items: Vec<Value>) -> Result<Value, String> {
    if items.len() > MAX_ITEMS {
        return Err(format!("this would make a list of more than {MAX_ITEMS} elements"));
    }
    Ok(Value::list(items))
}

/// `[]interface {}` that is nil.
fn nothing() -> Value {
    Data::List(List::nil(Element::Any)).into()
}

fn list(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    grown(arguments.to_vec())
}

fn push(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list, value] = arguments else { return Ok(Value::NIL) };
    let mut items = items(list, "Cannot push on type")?;
    items.push(value.clone());
    Ok(grown(items)?.with(list.from))
}

fn prepend(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list, value] = arguments else { return Ok(Value::NIL) };
    let mut items = items(list, "Cannot prepend on type")?;
    items.insert(0, value.clone());
    Ok(grown(items)?.with(list.from))
}

fn concat(call: &mut Call<'_>, lists: &[Value]) -> Result<Value, String> {
    let mut all = Vec::new();
    let mut from = Sources::NONE;
    for list in lists {
        let Some(items) = elements(list) else {
            return Err(match list.is_nil() {
                true => NIL_POINTER.to_owned(),
                false => format!("Cannot concat type {} as list", list.kind()),
            });
        };
        all.extend(items);
        from = call.ledger.union(from, list.from);
        if all.len() > MAX_ITEMS {
            break;
        }
    }
    if all.is_empty() {
        return Ok(nothing().with(from));
    }
    Ok(grown(all)?.with(from))
}

fn first(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let items = items(list, "Cannot find first on type")?;
    Ok(items.into_iter().next().unwrap_or_else(|| Value::NIL.with(list.from)))
}

fn last(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let items = items(list, "Cannot find last on type")?;
    Ok(items.into_iter().next_back().unwrap_or_else(|| Value::NIL.with(list.from)))
}

fn rest(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let items = items(list, "Cannot find rest on type")?;
    Ok(items.split_first().map_or_else(nothing, |(_, rest)| Value::list(rest.to_vec())).with(list.from))
}

fn initial(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let items = items(list, "Cannot find initial on type")?;
    Ok(items.split_last().map_or_else(nothing, |(_, initial)| Value::list(initial.to_vec())).with(list.from))
}

fn reverse(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list] = arguments else { return Ok(Value::NIL) };
    let mut items = items(list, "Cannot find reverse on type")?;
    items.reverse();
    Ok(Value::list(items).with(list.from))
}

/// Sprig's, which stands in for Go's own of this name: only of lists.
fn slice(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [list, indices @ ..] = arguments else { return Ok(Value::NIL) };
    let items = items(list, "list should be type of slice or array but")?;
    let mut steering = Sources::NONE;
    for index in indices {
        let more = call.steering(index);
        steering = call.ledger.union(steering, more);
    }
    let items = call.steered(items, steering);
    let from = call.ledger.union(list.from, steering);
    if items.is_empty() {
        return Ok(Value::NIL.with(from));
    }
    let start = indices.first().map_or(0, int_of);
    let end = indices.get(1).map_or(items.len() as i64, int_of);
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    let Some(part) = range.and_then(|(start, end)| items.get(start..end)) else {
        return Err("reflect.Value.Slice: slice index out of bounds".to_owned());
    };
    let data = match &list.data {
        Data::List(list) => Data::List(List::new(list.of, part.to_vec())),
        Data::Bytes(bytes) => Data::Bytes(bytes[start as usize..end as usize].into()),
        _ => Data::List(List::new(Element::Text, part.to_vec())),
    };
    Ok(Value { data, from })
}

/// With sizes below one, what Go's floats make of them.
fn chunk(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [Value { data: Data::Int(size, _), .. }, list] = arguments else { return Ok(Value::NIL) };
    let steering = call.steering(&arguments[0]);
    let from = call.ledger.union(list.from, steering);
    let items = call.steered(items(list, "Cannot chunk type")?, steering);
    let length = items.len() as i64;
    // Of nothing there are none, but that is computed.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "as Go computes it")]
    let count = if *size == 0 { -1 } else { ((length - 1) as f64 / *size as f64).floor() as i64 + 1 };
    let chunks = match (count, *size) {
        (count, _) if count < 0 => return Err(BAD_LENGTH.to_owned()),
        (0, _) => Vec::new(),
        (_, size) if size > 0 => items.chunks(size as usize).map(|chunk| Value::list(chunk.to_vec())).collect(),
        // One chunk of what little there is.
        _ if length == 0 => return Err(BAD_LENGTH.to_owned()),
        _ => vec![Value::list(items)],
    };
    let chunks = chunks.into_iter().map(|chunk| chunk.with(from)).collect();
    Ok(Value { data: Data::List(List::new(Element::List, chunks)), from })
}

const BAD_LENGTH: &str = "runtime error: makeslice: len out of range";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn elements_keep_their_places() {
        let values = json!({"l": ["x", "y"], "e": [], "s": "z", "i": "1"});
        let check = |template: &str, expected: &[&str]| assert_eq!(marks(template, &values), expected, "{template}");
        check("{{ first .Values.l }}{{ last .Values.l }}", &[r#""x" 1:4 l[0]"#, r#""y" 1:25 l[1]"#]);
        check(
            "{{ range append .Values.l .Values.s }}{{ . }}{{ end }}",
            &[r#""x" 1:42 l[0]"#, r#""y" 1:42 l[1]"#, r#""z" 1:42 s"#],
        );
        check(
            r#"{{ range concat .Values.l (list "q") }}{{ . }}{{ end }}"#,
            &[r#""x" 1:43 l[0]"#, r#""y" 1:43 l[1]"#, r#""q" 1:43"#],
        );
        check("{{ range reverse .Values.l }}{{ . }}{{ end }}", &[r#""y" 1:33 l[1]"#, r#""x" 1:33 l[0]"#]);
        check("{{ first (slice .Values.l .Values.i) }}", &[r#""y" 1:4 i l[1]"#]);
        check("{{ first .Values.e }}", &[r#""<no value>" 1:4 e"#]);
        check(r#"{{ range without (uniq .Values.l) "x" }}{{ . }}{{ end }}"#, &[r#""y" 1:44 l[1]"#]);
        check(r#"{{ has "x" .Values.l }}"#, &[r#""true" 1:4 l l[0] l[1]"#]);
        check("{{ range sortAlpha .Values.l }}{{ . }}{{ end }}", &[r#""x" 1:35 l[0]"#, r#""y" 1:35 l[1]"#]);
    }
}
