//! Maps.

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    ledger::Sources,
    value::{Data, Element, List, Map, Value},
};

use super::{Call, Function, Type, shared};
use shared::{passes, text_of};

pub(super) const FUNCTIONS: &[Function] = &[
    passes("dict", &[], Some(Type::Any), dict),
    passes("dig", &[], Some(Type::Any), dig),
    passes("get", &[Type::Map, Type::Text], None, get),
    passes("hasKey", &[Type::Map, Type::Text], None, has_key),
    passes("keys", &[], Some(Type::Map), keys),
    passes("omit", &[Type::Map], Some(Type::Text), omit),
    passes("pick", &[Type::Map], Some(Type::Text), pick),
    passes("pluck", &[Type::Text], Some(Type::Map), pluck),
    passes("set", &[Type::Map, Type::Text, Type::Any], None, set),
    passes("unset", &[Type::Map, Type::Text], None, unset),
    passes("values", &[Type::Map], None, values),
];

/// What `sources` is the place of has no such entry, or what it has there.
fn entry(call: &mut Call<'_>, map: &Value, key: &str) -> (Option<Value>, Sources) {
    match map.as_map().and_then(|map| map.get(key)) {
        Some(value) => {
            let from = value.from;
            (Some(value), from)
        }
        None => (None, call.ledger.absent(map.from, key)),
    }
}

fn dict(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut entries = BTreeMap::new();
    let mut from = Sources::NONE;
    for pair in arguments.chunks(2) {
        let steering = call.steering(&pair[0]);
        from = call.ledger.union(from, steering);
        let value = pair.get(1).cloned().unwrap_or_else(|| Value::text(""));
        entries.insert(Rc::from(text_of(&pair[0]).to_str()), value);
    }
    Ok(Value::map(entries).with(from))
}

fn get(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [map, key] = arguments else { return Ok(Value::NIL) };
    let (value, from) = entry(call, map, &text_of(key).to_str());
    let value = value.unwrap_or_else(|| Value::text("").with(from));
    let steering = call.steering(key);
    Ok(call.also(value, steering))
}

fn has_key(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [map, key] = arguments else { return Ok(Value::NIL) };
    let (value, from) = entry(call, map, &text_of(key).to_str());
    let steering = call.steering(key);
    Ok(call.also(Value::from(value.is_some()).with(from), steering))
}

fn set(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [target, key, value] = arguments else { return Ok(Value::NIL) };
    let Some(map) = target.as_map() else { return Err("assignment to entry in nil map".to_owned()) };
    let steering = call.steering(key);
    let stored = call.stored(value);
    let stored = call.also(stored, steering);
    map.insert(text_of(key).to_str(), stored);
    Ok(Value { data: Data::Map(map.unnamed()), from: target.from })
}

fn unset(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [target, key] = arguments else { return Ok(Value::NIL) };
    let Some(map) = target.as_map() else { return Ok(Value::map(BTreeMap::new()).with(target.from)) };
    map.remove(&text_of(key).to_str());
    Ok(Value { data: Data::Map(map.unnamed()), from: target.from })
}

fn pluck(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [key, maps @ ..] = arguments else { return Ok(Value::NIL) };
    let name = text_of(key);
    let mut from = call.steering(key);
    let mut found = Vec::new();
    for map in maps {
        let (value, decides) = entry(call, map, &name.to_str());
        found.extend(value);
        from = call.ledger.union(from, decides);
    }
    Ok(Value::list(found).with(from))
}

fn keys(call: &mut Call<'_>, maps: &[Value]) -> Result<Value, String> {
    let mut all = Vec::new();
    let mut from = Sources::NONE;
    for value in maps {
        from = call.ledger.union(from, value.from);
        let Some(map) = value.as_map() else { continue };
        // Go's order is any; this one is the same in every run.
        all.extend(map.entries().into_iter().map(|(key, value)| Value::text(&*key).with(value.from)));
    }
    Ok(Value { data: Data::List(List::new(Element::Text, all)), from })
}

fn values(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [value] = arguments else { return Ok(Value::NIL) };
    let entries = value.as_map().map(Map::entries).unwrap_or_default();
    Ok(Value::list(entries.into_iter().map(|(_, value)| value).collect()).with(value.from))
}

fn pick(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    select(call, arguments, true)
}

fn omit(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    select(call, arguments, false)
}

/// The entries whose keys are named, or the others.
fn select(call: &mut Call<'_>, arguments: &[Value], named: bool) -> Result<Value, String> {
    let [map, keys @ ..] = arguments else { return Ok(Value::NIL) };
    let mut from = map.from;
    for key in keys {
        let steering = call.steering(key);
        from = call.ledger.union(from, steering);
    }
    let names: std::collections::HashSet<Rc<str>> = keys.iter().map(|key| text_of(key).to_str().into()).collect();
    let entries = map.as_map().map(Map::entries).unwrap_or_default();
    let kept = entries.into_iter().filter(|(key, _)| names.contains(key) == named).collect();
    Ok(Value::map(kept).with(from))
}

fn dig(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let [path @ .., otherwise, map] = arguments else { return Err("dig needs at least three arguments".to_owned()) };
    if path.is_empty() {
        return Err("dig needs at least three arguments".to_owned());
    }
    let mut current = asserted(map)?;
    if let Some(key) = path.iter().find(|key| key.as_text().is_none()) {
        return Err(not_a(key, "string"));
    }
    let mut steering = Sources::NONE;
    for (depth, key) in path.iter().enumerate() {
        let more = call.steering(key);
        steering = call.ledger.union(steering, more);
        let (value, from) = entry(call, &current, &text_of(key).to_str());
        let Some(value) = value else {
            let from = call.ledger.union(from, steering);
            return Ok(call.also(otherwise.clone(), from));
        };
        if depth + 1 == path.len() {
            return Ok(call.also(value, steering));
        }
        current = asserted(&value)?;
    }
    Ok(Value::NIL)
}

/// What Go's type assertion accepts: the type itself and no other name of it.
fn asserted(value: &Value) -> Result<Value, String> {
    match &value.data {
        Data::Map(map) if map.of == Element::Any && map.name.is_none() => Ok(value.clone()),
        _ => Err(not_a(value, "map[string]interface {}")),
    }
}

fn not_a(value: &Value, wanted: &str) -> String {
    let got = if value.is_nil() { "nil".to_owned() } else { value.type_name() };
    format!("interface conversion: interface {{}} is {got}, not {wanted}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn entries_keep_their_places() {
        let values = json!({"m": {"a": "x", "b": {"c": "y"}}, "key": "a", "other": "z"});
        let check = |template: &str, expected: &[&str]| assert_eq!(marks(template, &values), expected, "{template}");
        check(r#"{{ get .Values.m "a" }}"#, &[r#""x" 1:4 m.a"#]);
        check("{{ get .Values.m .Values.key }}", &[r#""x" 1:4 key m.a"#]);
        check(
            r#"{{ if get .Values.m "no" }}y{{ else }}n{{ end }}{{ hasKey .Values.m "no" }}"#,
            &[r#""n" 1:39"#, r#""false" 1:52 m.no"#],
        );
        check(r#"{{ hasKey .Values.m "a" }}"#, &[r#""true" 1:4 m.a"#]);
        check(r#"{{ dig "b" "c" "" .Values.m }}"#, &[r#""y" 1:4 m.b.c"#]);
        check(r#"{{ dig "b" "d" "e" .Values.other .Values.m }}"#, &[r#""z" 1:4 m.b.d other"#]);
        check(r#"{{ (dict "k" .Values.other).k }}"#, &[r#""z" 1:4 other"#]);
        check(
            r#"{{ (pick .Values.m "a").a }}{{ (omit .Values.m "a").b.c }}"#,
            &[r#""x" 1:4 m.a"#, r#""y" 1:32 m.b.c"#],
        );
        check(
            "{{ range keys .Values.m }}{{ . }} {{ end }}",
            &[r#""a" 1:30 m.a"#, r#"" " 1:34"#, r#""b" 1:30 m.b"#, r#"" " 1:34"#],
        );
        check(r#"{{ first (pluck "a" .Values.m) }}"#, &[r#""x" 1:4 m.a"#]);
    }

    #[test]
    fn what_is_set_depends_on_what_decided_it() {
        let values = json!({"on": true, "name": "x"});
        let template = "{{ $d := dict }}{{ if .Values.on }}{{ $_ := set $d \"k\" .Values.name }}{{ end }}{{ $d.k }}";
        assert_eq!(marks(template, &values), [r#""x" 1:83 name on"#]);
    }
}
