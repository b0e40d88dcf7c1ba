//! Text in lines: indented and wrapped.

use crate::{
    functions::{
        Call, Function, Type,
        arguments::{MAX_BYTES, find, int, keeps, text, too_large},
    },
    text::{Text, TextBuilder},
    value::Value,
};

use super::times;

pub(in crate::functions) const FUNCTIONS: &[Function] = &[
    keeps("indent", &[Type::Int, Type::Text], indent),
    keeps("nindent", &[Type::Int, Type::Text], nindent),
    keeps("wrap", &[Type::Int, Type::Text], wrap),
    keeps("wrapWith", &[Type::Int, Type::Text, Type::Text], wrap_with),
];

fn indent(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let mut out = TextBuilder::default();
    indented(&mut out, int(arguments, 0), &text(arguments, 1))?;
    Ok(call.made(out.finish(), arguments))
}

fn nindent(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let whole = text(arguments, 1);
    let mut out = TextBuilder::default();
    out.push_bytes(b"\n", whole.mark_at(0));
    indented(&mut out, int(arguments, 0), &whole)?;
    Ok(call.made(out.finish(), arguments))
}

/// Blanks before a line belong to what follows them, and before nothing to the line break.
fn indented(out: &mut TextBuilder, spaces: i64, whole: &Text) -> Result<(), String> {
    let spaces = times(spaces)?;
    let lines = 1 + whole.as_bytes().iter().filter(|byte| **byte == b'\n').count();
    if spaces.saturating_mul(lines).saturating_add(whole.len()) > MAX_BYTES {
        return Err(too_large("indent"));
    }
    let pad = vec![b' '; spaces];
    let mut start = 0;
    for line in whole.as_bytes().split_inclusive(|byte| *byte == b'\n') {
        out.push_bytes(&pad, whole.mark_at(start));
        out.push(whole, start..start + line.len());
        start += line.len();
    }
    if whole.is_empty() || whole.as_bytes().ends_with(b"\n") {
        out.push_bytes(&pad, whole.mark_at(whole.len().saturating_sub(1)));
    }
    Ok(())
}

fn wrap(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let wrapped = wrapped(&text(arguments, 1), int(arguments, 0), &Text::default(), LongWords::Kept)?;
    Ok(call.made(wrapped, arguments))
}

fn wrap_with(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, String> {
    let wrapped = wrapped(&text(arguments, 2), int(arguments, 0), &text(arguments, 1), LongWords::Broken)?;
    Ok(call.made(wrapped, arguments))
}

/// What happens to words longer than a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LongWords {
    Kept,
    Broken,
}

/// Text in lines of at most `width` bytes, broken at blanks. A blank at which a line is broken is gone.
fn wrapped(whole: &Text, width: i64, separator: &Text, long_words: LongWords) -> Result<Text, String> {
    let newline = Text::from("\n");
    let separator = if separator.is_empty() { &newline } else { separator };
    let width = usize::try_from(width.max(1)).unwrap_or(1);
    let bytes = whole.as_bytes();
    if (bytes.len() / width).saturating_mul(separator.len()) > MAX_BYTES {
        return Err(too_large("wrap"));
    }
    let mut out = TextBuilder::default();
    let mut at = 0;
    while bytes.len() - at > width {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        let window = &bytes[at..at + width + 1];
        let (end, next) = match window.iter().rposition(|byte| *byte == b' ') {
            Some(blank) => (at + blank, at + blank + 1),
            None if long_words == LongWords::Broken => (at + width, at + width),
            None => match find(bytes, b" ", at + width) {
                Some(blank) => (blank, blank + 1),
                None => break,
            },
        };
        out.push(whole, at..end);
        out.insert(separator, whole.mark_at(end.min(bytes.len() - 1)));
        at = next;
    }
    out.push(whole, at..bytes.len());
    Ok(out.finish())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    const LINES: &str = "{{ define \"x\" }}a: {{ .Values.a }}\nb: {{ .Values.b }}\n{{ end }}";

    #[test]
    fn indented_lines_are_of_the_template_that_wrote_them() {
        let template = format!("{LINES}x:{{{{ include \"x\" . | nindent 2 }}}}");
        let expected = [
            r#""x:" 3:10"#,
            r#""\n  a: " 1:17"#,
            r#""one" 1:23 a"#,
            r#""\n" 1:35"#,
            r#""  b: " 2:1"#,
            r#""two" 2:7 b"#,
            r#""\n  " 2:19"#,
        ];
        assert_eq!(marks(&template, &json!({"a": "one", "b": "two"})), expected);
    }

    #[test]
    fn indented_values_are_of_the_action() {
        assert_eq!(marks("{{ .Values.a | indent 2 }}", &json!({"a": "x\ny"})), [r#""  x\n  y" 1:4 a"#]);
    }

    #[test]
    fn a_width_that_is_a_value_counts() {
        // There are few ways to an `int` from values; a year is one.
        let template = "{{ .Values.a | wrap (toDate \"2006\" .Values.b).Year }}";
        assert_eq!(marks(template, &json!({"a": "x yz", "b": "0002"})), [r#""x\nyz" 1:4 a b"#]);
    }
}
