//! Functions of text: whole texts and whether they contain others. The others have a file each.

pub(super) mod case;
pub(super) mod cut;
pub(super) mod lines;
pub(super) mod split;
pub(super) mod trim;
pub(super) mod words;

use crate::{
    text::{Text, TextBuilder},
    value::Value,
};

use super::{
    Call, Function, Type,
    arguments::{MAX_BYTES, computes, find, int, keeps, text, too_large},
    runes::runes,
};

pub(super) const FUNCTIONS: &[Function] = &[
    computes("hello", &[], |_, _| Ok("Hello!".into())),
    computes("contains", &[Type::Text, Type::Text], contains),
    computes("hasPrefix", &[Type::Text, Type::Text], has_prefix),
    computes("hasSuffix", &[Type::Text, Type::Text], has_suffix),
    keeps("replace", &[Type::Text, Type::Text, Type::Text], replace),
    keeps("repeat", &[Type::Int, Type::Text], repeat),
    keeps("plural", &[Type::Text, Type::Text, Type::Int], plural),
];

fn contains(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (part, whole) = (text(arguments, 0), text(arguments, 1));
    Ok(find(whole.as_bytes(), part.as_bytes(), 0).is_some().into())
}

fn has_prefix(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (part, whole) = (text(arguments, 0), text(arguments, 1));
    Ok(whole.as_bytes().starts_with(part.as_bytes()).into())
}

fn has_suffix(_: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (part, whole) = (text(arguments, 0), text(arguments, 1));
    Ok(whole.as_bytes().ends_with(part.as_bytes()).into())
}

fn replace(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (old, new, whole) = (text(arguments, 0), text(arguments, 1), text(arguments, 2));
    let places = occurrences(whole.as_bytes(), old.as_bytes());
    if places.is_empty() {
        return Ok(call.made(whole, arguments));
    }
    if places.len().saturating_mul(new.len()).saturating_add(whole.len()) > MAX_BYTES {
        return Err(too_large("replace"));
    }
    let mut out = TextBuilder::default();
    let mut kept = 0;
    for at in places {
        out.push(&whole, kept..at);
        out.push_all(&new);
        kept = at + old.len();
    }
    out.push(&whole, kept..whole.len());
    Ok(call.made(out.finish(), arguments))
}

/// Where `part` occurs in `whole`, without overlaps; an empty one before each character and at the end.
fn occurrences(whole: &[u8], part: &[u8]) -> Vec<usize> {
    if part.is_empty() {
        return runes(whole).map(|rune| rune.at).chain([whole.len()]).collect();
    }
    let mut at = 0;
    std::iter::from_fn(|| {
        let found = find(whole, part, at)?;
        at = found + part.len();
        Some(found)
    })
    .collect()
}

fn repeat(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let part = text(arguments, 1);
    let count = times(int(arguments, 0))?;
    if count.saturating_mul(part.len()) > MAX_BYTES {
        return Err(too_large("repeat"));
    }
    let mut out = TextBuilder::default();
    if !part.is_empty() {
        (0..count).for_each(|_| out.push_all(&part));
    }
    Ok(call.made(out.finish(), arguments))
}

/// How often text is to be repeated.
fn times(count: i64) -> Result<usize, String> {
    usize::try_from(count).map_err(|_| "strings: negative Repeat count".to_owned())
}

fn plural(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let Some(chosen) = arguments.get(usize::from(int(arguments, 2) != 1)) else { return Ok(Value::NIL) };
    let decided = arguments.get(2).map_or_else(Default::default, |count| call.sources(count));
    let from = call.ledger.union(chosen.from, decided);
    Ok(chosen.clone().with(from))
}

/// What is left when `cut` bytes are taken from the start and the end.
fn between(whole: &Text, start: usize, end: usize) -> Text {
    if start >= end { Text::default() } else { whole.slice(start..end) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn replaced_text_depends_on_what_replaces_it() {
        let template = "{{ define \"x\" }}a-{{ .Values.a }}{{ end }}{{ include \"x\" . | replace \"-\" .Values.b }}";
        let expected = [r#""a" 1:17 b"#, r#""_" 1:46 b"#, r#""one" 1:22 a b"#];
        assert_eq!(marks(template, &json!({"a": "one", "b": "_"})), expected);
    }

    #[test]
    fn repeated_text_keeps_its_marks() {
        let template = "{{ define \"x\" }}.{{ .Values.a }}{{ end }}{{ include \"x\" . | repeat 2 }}";
        let part = [r#""." 1:17"#, r#""one" 1:21 a"#];
        assert_eq!(marks(template, &json!({"a": "one"})), [part, part].concat());
    }
}
