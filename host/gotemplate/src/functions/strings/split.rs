//! Text in parts, and lists of them in order.

use std::{collections::BTreeMap, ops::Range, rc::Rc};

use crate::{
    functions::{
        Call, Function, Type,
        arguments::{MAX_ITEMS, find, int, keeps, text, too_long},
        runes::runes,
    },
    text::Text,
    value::{Data, Element, Map, Value},
};

pub(in crate::functions) const FUNCTIONS: &[Function] = &[
    keeps("split", &[Type::Text, Type::Text], split),
    keeps("splitn", &[Type::Text, Type::Int, Type::Text], splitn),
    keeps("splitList", &[Type::Text, Type::Text], split_list),
];

fn split(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let parts = parts(&text(arguments, 0), &text(arguments, 1), -1)?;
    Ok(numbered(call, parts, arguments))
}

fn splitn(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let parts = parts(&text(arguments, 0), &text(arguments, 2), int(arguments, 1))?;
    Ok(numbered(call, parts, arguments))
}

fn split_list(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let parts = parts(&text(arguments, 0), &text(arguments, 1), -1)?;
    Ok(call.parts(parts, arguments))
}

/// `{_0: …, _1: …}`.
fn numbered(call: &mut Call<'_>, parts: Vec<Text>, arguments: &[Value]) -> Value {
    let entries: BTreeMap<Rc<str>, Value> = parts
        .into_iter()
        .enumerate()
        .map(|(index, part)| (format!("_{index}").into(), call.made(part, arguments)))
        .collect();
    let from = call.sources_of(arguments);
    Value { data: Data::Map(Map::new(Element::Text, entries)), from }
}

/// At most `limit` parts, when it is not negative; the last one has all that is left. An empty separator stands
/// between characters.
fn parts(separator: &Text, whole: &Text, limit: i64) -> Result<Vec<Text>, String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let bytes = whole.as_bytes();
    let mut out: Vec<Range<usize>> = Vec::new();
    if limit == 0 {
        return Ok(Vec::new());
    }
    let mut start = 0;
    if separator.is_empty() {
        for rune in runes(bytes).take_while(|_| limit > 1).take(limit.saturating_sub(1)) {
            out.push(rune.at..rune.at + rune.len);
            start = rune.at + rune.len;
        }
        if start < bytes.len() {
            out.push(start..bytes.len());
        }
    } else {
        while out.len() + 1 < limit {
            let Some(at) = find(bytes, separator.as_bytes(), start) else { break };
            out.push(start..at);
            start = at + separator.len();
            if out.len() > MAX_ITEMS {
                break;
            }
        }
        out.push(start..bytes.len());
    }
    if out.len() > MAX_ITEMS {
        return Err(too_long("split"));
    }
    Ok(out.into_iter().map(|range| whole.slice(range)).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn parts_are_of_the_value() {
        let template = "{{ range splitList \",\" .Values.a }}[{{ . }}]{{ end }}{{ (split \",\" .Values.a)._1 }}";
        let expected = [
            r#""[" 1:36"#,
            r#""x" 1:40 a"#,
            r#""]" 1:44"#,
            r#""[" 1:36"#,
            r#""y" 1:40 a"#,
            r#""]" 1:44"#,
            r#""y" 1:57 a"#,
        ];
        assert_eq!(marks(template, &json!({"a": "x,y"})), expected);
    }
}
