//! Text without what stands at its ends.

use std::collections::HashSet;

use crate::{
    functions::{
        Call, Function, Type,
        arguments::{keeps, text},
        runes::{Rune, runes},
    },
    text::Text,
    value::Value,
};

use super::between;

pub(in crate::functions) const FUNCTIONS: &[Function] = &[
    keeps("trim", &[Type::Text], trim),
    keeps("trimAll", &[Type::Text, Type::Text], trim_all),
    keeps("trimall", &[Type::Text, Type::Text], trim_all),
    keeps("trimPrefix", &[Type::Text, Type::Text], trim_prefix),
    keeps("trimSuffix", &[Type::Text, Type::Text], trim_suffix),
];

fn trim(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let trimmed = trimmed(&text(arguments, 0), |rune| rune.c.is_whitespace());
    Ok(call.made(trimmed, arguments))
}

fn trim_all(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let cut: HashSet<char> = runes(text(arguments, 0).as_bytes()).map(|rune| rune.c).collect();
    let trimmed = trimmed(&text(arguments, 1), |rune| cut.contains(&rune.c));
    Ok(call.made(trimmed, arguments))
}

fn trimmed(whole: &Text, is_cut: impl Fn(Rune) -> bool) -> Text {
    let mut kept = runes(whole.as_bytes()).filter(|rune| !is_cut(*rune));
    let Some(first) = kept.next() else { return Text::default() };
    let last = kept.last().unwrap_or(first);
    between(whole, first.at, last.at + last.len)
}

fn trim_prefix(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (prefix, whole) = (text(arguments, 0), text(arguments, 1));
    let start = if whole.as_bytes().starts_with(prefix.as_bytes()) { prefix.len() } else { 0 };
    Ok(call.made(between(&whole, start, whole.len()), arguments))
}

fn trim_suffix(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let (suffix, whole) = (text(arguments, 0), text(arguments, 1));
    let cut = if whole.as_bytes().ends_with(suffix.as_bytes()) { suffix.len() } else { 0 };
    Ok(call.made(between(&whole, 0, whole.len() - cut), arguments))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn what_is_left_keeps_its_marks() {
        let template =
            "{{ define \"x\" }} {{ .Values.a }}-{{ end }}{{ include \"x\" . | trim | trimSuffix .Values.b }}";
        assert_eq!(marks(template, &json!({"a": "one", "b": "-"})), [r#""one" 1:21 a b"#]);
    }

    #[test]
    fn nothing_at_all_still_depends_on_what_it_was() {
        let template = "{{ define \"x\" }}{{ .Values.a }}{{ end }}{{ include \"x\" . | trim | contains \"z\" }}";
        assert_eq!(marks(template, &json!({"a": "  "})), [r#""false" 1:44 a"#]);
    }
}
