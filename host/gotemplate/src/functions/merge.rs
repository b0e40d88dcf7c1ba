//! Maps into maps, as the library `mergo` does it for Sprig: what is empty in the destination is filled, or, to
//! overwrite, what the source has replaces it. Nested maps of the destination are changed where they are; those that
//! only a source has are held by both afterwards.

use std::collections::BTreeMap;

use crate::value::{Data, Element, List, Map, Value};

use super::{Call, Function, Type, shared};
use shared::{MAX_DEPTH, passes};

pub(super) const FUNCTIONS: &[Function] = &[
    passes("merge", &[Type::Map], Some(Type::Map), |call, maps| Ok(or_nothing(merge_all(call, maps, Winner::First)))),
    passes("mergeOverwrite", &[Type::Map], Some(Type::Map), |call, maps| {
        Ok(or_nothing(merge_all(call, maps, Winner::Last)))
    }),
    passes("mustMerge", &[Type::Map], Some(Type::Map), |call, maps| merge_all(call, maps, Winner::First)),
    passes("mustMergeOverwrite", &[Type::Map], Some(Type::Map), |call, maps| merge_all(call, maps, Winner::Last)),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Winner {
    First,
    Last,
}

/// Sprig drops the error of a merge, and what was merged so far.
fn or_nothing(outcome: Result<Value, String>) -> Value {
    outcome.unwrap_or_else(|_| Value::text(""))
}

fn merge_all(call: &mut Call<'_>, maps: &[Value], winner: Winner) -> Result<Value, String> {
    let [destination, sources @ ..] = maps else { return Ok(Value::NIL) };
    let target = destination.as_map().cloned().unwrap_or_else(|| Map::new(Element::Any, BTreeMap::new()));
    let mut from = destination.from;
    for source in sources {
        from = call.ledger.union(from, source.from);
        if let Some(source) = source.as_map() {
            merge_map(call, &target, source, winner, 0)?;
        }
    }
    Ok(Value { data: Data::Map(target.unnamed()), from })
}

fn merge_map(call: &mut Call<'_>, target: &Map, source: &Map, winner: Winner, depth: usize) -> Result<(), String> {
    if depth > MAX_DEPTH {
        return Err("maps that hold themselves cannot be merged".to_owned());
    }
    if target.is(source) && winner == Winner::First {
        return Ok(());
    }
    let overwrites = winner == Winner::Last;
    let entries = source.entries();
    call.worked(entries.len() as u64)?;
    for (key, value) in entries {
        let existing = target.get(&key);
        if value.is_nil() {
            if overwrites {
                store(call, target, &key, &value)?;
            }
            continue;
        }
        match (&value.data, existing.as_ref().map(|existing| &existing.data)) {
            (Data::Map(inner), Some(Data::Map(held))) => {
                stacker::maybe_grow(64 << 10, 1 << 20, || merge_map(call, held, inner, winner, depth + 1))?;
                if !held.is_empty() {
                    // What is read from it, or not found there, may be of either.
                    if let Some(existing) = &existing {
                        let both = call.also(existing.clone(), value.from);
                        store(call, target, &key, &both)?;
                    }
                    continue;
                }
            }
            (Data::Map(_), Some(Data::Object(object))) if !overwrites && object.kind() == "ptr" => {
                return Err("src and dst must be of same type".to_owned());
            }
            // Replaced, even by an empty one.
            (Data::List(_) | Data::Bytes(_), Some(_)) if overwrites => store(call, target, &key, &value)?,
            (Data::List(list), None | Some(Data::Nil)) if !overwrites => {
                let empty = Data::List(List::new(list.of, Vec::new()));
                store(call, target, &key, &Value { data: empty, from: value.from })?;
            }
            _ => {}
        }
        let is_kept = existing.as_ref().is_some_and(|existing| !is_empty(existing));
        if is_kept && matches!(value.data, Data::List(_) | Data::Bytes(_)) {
            continue;
        }
        let is_pointer = matches!(&value.data, Data::Object(object) if object.kind() == "ptr");
        if !is_kept || overwrites && !is_pointer {
            store(call, target, &key, &value)?;
        }
    }
    Ok(())
}

fn store(call: &mut Call<'_>, target: &Map, key: &str, value: &Value) -> Result<(), String> {
    if target.of == Element::Text && value.as_text().is_none() {
        let ty = if value.is_nil() { "interface {}".to_owned() } else { value.type_name() };
        return Err(format!("reflect.Value.SetMapIndex: value of type {ty} is not assignable to type string"));
    }
    let stored = call.stored(value);
    target.insert(key, stored);
    Ok(())
}

/// What may be filled.
fn is_empty(value: &Value) -> bool {
    match &value.data {
        Data::Object(_) => false,
        _ => !value.is_true(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn entries_keep_the_place_of_the_winner() {
        let values = json!({"a": {"x": "1", "n": {"p": "2"}}, "b": {"x": "3", "y": "4", "n": {"p": "5", "q": "6"}}});
        let check = |template: &str, expected: &[&str]| assert_eq!(marks(template, &values), expected, "{template}");
        check(
            "{{ $m := merge .Values.a .Values.b }}{{ $m.x }}{{ $m.y }}{{ $m.n.p }}{{ $m.n.q }}",
            &[r#""1" 1:41 a.x"#, r#""4" 1:51 b.y"#, r#""2" 1:61 a.n.p"#, r#""6" 1:73 b.n.q"#],
        );
        check(
            "{{ $m := mergeOverwrite .Values.a .Values.b }}{{ $m.x }}{{ $m.y }}{{ $m.n.p }}{{ $m.n.q }}",
            &[r#""3" 1:50 b.x"#, r#""4" 1:60 b.y"#, r#""5" 1:70 b.n.p"#, r#""6" 1:82 b.n.q"#],
        );
        check(
            "{{ $m := merge (deepCopy .Values.a) .Values.b }}{{ .Values.a.x }}{{ $m.x }}",
            &[r#""1" 1:52 a.x"#, r#""1" 1:69 a.x"#],
        );
    }
    #[test]
    fn maps_that_hold_themselves_end() {
        let m = r#"{{ $m := dict "a" 1 }}{{ $_ := set $m "me" $m }}"#;
        let n = r#"{{ $n := dict "a" 1 }}{{ $_ := set $n "me" $n }}"#;
        let check = |template: &str, expected: Result<&str, &str>| {
            let got = crate::tests::run(&format!("{m}{n}{template}"), &json!({}));
            match (got, expected) {
                (Ok(got), Ok(expected)) => assert_eq!(got, expected),
                (Err(got), Err(expected)) => assert!(got.ends_with(expected), "{got}"),
                (got, _) => panic!("{got:?}"),
            }
        };
        check("{{ deepEqual $m $n }}", Ok("true"));
        check("{{ deepCopy $m }}", Err("maps that hold themselves cannot be copied"));
        check("{{ mustMerge $m $n }}", Err("maps that hold themselves cannot be merged"));
        check("{{ mergeOverwrite $m $n }}", Ok(""));
        check("{{ len (merge (dict) $m) }}", Ok("2"));
    }

    #[test]
    fn what_grows_by_doubling_ends() {
        let double =
            "{{ $l := list 1 }}{{ range $x := list 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 }}";
        let got = crate::tests::run(&format!("{double}{{{{ $l = concat $l $l }}}}{{{{ end }}}}"), &json!({}));
        assert!(got.is_err_and(|error| error.ends_with("a list of more than 1048576 elements")));
        let got = crate::tests::run(
            &format!("{double}{{{{ $l = list $l $l }}}}{{{{ end }}}}{{{{ len (deepCopy $l) }}}}"),
            &json!({}),
        );
        assert!(got.is_err_and(|error| error.ends_with("a copy would have more than 1048576 elements")));
        let twice = "{{ $k := list 1 }}{{ range list 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 }}";
        let template = format!(
            "{double}{{{{ $l = list $l $l }}}}{{{{ end }}}}{twice}{{{{ $k = list $k $k }}}}{{{{ end }}}}{{{{ deepEqual $k $l }}}}"
        );
        assert_eq!(crate::tests::run(&template, &json!({})).as_deref(), Ok("true"));
    }
}
