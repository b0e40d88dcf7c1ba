//! `print`, `printf` and `println`.

use crate::{
    fmt::{self, Part},
    ledger::Sources,
    text::TextBuilder,
    value::{Data, Value},
};

use super::{Call, Flow, Function, Type};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "print", parameters: &[], rest: Some(Type::Any), flow: Flow::Own, run: print },
    Function { name: "printf", parameters: &[Type::Text], rest: Some(Type::Any), flow: Flow::Own, run: printf },
    Function { name: "println", parameters: &[], rest: Some(Type::Any), flow: Flow::Own, run: println },
];

/// Blanks stand between values of which neither is text.
fn print(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    joined(call, values, |before, behind| {
        !matches!((&before.data, &behind.data), (Data::Text(_), _) | (_, Data::Text(_)))
    })
}

fn println(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let line = joined(call, values, |_, _| true)?;
    let mut out = TextBuilder::default();
    let text = line.as_text().cloned().unwrap_or_default();
    out.push_all(&text);
    let mark = text.len().checked_sub(1).and_then(|last| text.mark_at(last));
    out.push_bytes(b"\n", mark);
    Ok(Value::text(out.finish()).with(line.from))
}

fn joined(call: &mut Call<'_>, values: &[Value], is_apart: impl Fn(&Value, &Value) -> bool) -> Result<Value, String> {
    let mut out = TextBuilder::default();
    let mut all = Sources::NONE;
    for (index, value) in values.iter().enumerate() {
        let (text, from) = call.text_of(value)?;
        if index > 0 && is_apart(&values[index - 1], value) {
            let mark = call.mark_of(value);
            out.push_bytes(b" ", mark);
        }
        out.push_all(&text);
        all = call.ledger.union(all, from);
    }
    Ok(Value::text(out.finish()).with(all))
}

fn printf(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let [format, arguments @ ..] = values else { return Ok(Value::NIL) };
    let Some(words) = format.as_text() else { return Ok(Value::NIL) };
    let inked = call.inked(words, format.from);
    let mut out = TextBuilder::default();
    let mut all = Sources::NONE;
    for part in fmt::format(words.as_bytes(), arguments)? {
        match part {
            Part::Format(range) => out.push(&inked, range),
            Part::Note(note) => {
                let mark = call.mark_of(format);
                out.push_bytes(note.as_bytes(), mark);
            }
            Part::Argument { index, bytes } => {
                let mark = call.mark_of(&arguments[index]);
                out.push_bytes(&bytes, mark);
            }
            Part::Text { index, range } => {
                let argument = &arguments[index];
                if range.is_empty() {
                    // It leaves no byte that could say so.
                    let from = call.sources(argument);
                    all = call.ledger.union(all, from);
                } else if let Some(text) = argument.as_text() {
                    let text = call.inked(text, argument.from);
                    out.push(&text, range);
                }
            }
            Part::Steering { index } => {
                let from = call.sources(&arguments[index]);
                all = call.ledger.union(all, from);
            }
        }
    }
    if out.is_empty() {
        let from = call.sources(format);
        all = call.ledger.union(all, from);
    }
    Ok(Value::text(out.finish()).with(all))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn each_part_is_of_its_argument() {
        let values = json!({"a": "x", "b": "y", "n": 3});
        for (template, expected) in [
            (r#"{{ printf "%s-%s" .Values.a .Values.b }}"#, &[r#""x" 1:4 a"#, r#""-" 1:4"#, r#""y" 1:4 b"#][..]),
            (r#"{{ printf "%5s%d" .Values.a (int .Values.n) }}"#, &[r#""    x" 1:4 a"#, r#""3" 1:4 n"#][..]),
            (r#"{{ print .Values.a .Values.n }}"#, &[r#""x" 1:4 a"#, r#""3" 1:4 n"#][..]),
            (
                r#"{{ include "p" . | printf "[%s]" }}{{ define "p" }}v: {{ .Values.a }}{{ end }}"#,
                &[r#""[" 1:4"#, r#""v: " 1:52"#, r#""x" 1:58 a"#, r#""]" 1:4"#][..],
            ),
            (r#"{{ printf "%*d" (int .Values.n) 7 }}"#, &[r#""  7" 1:4 n"#][..]),
        ] {
            assert_eq!(marks(template, &values), expected, "{template}");
        }
    }

    #[test]
    fn what_holds_itself_ends() {
        let twice = r#"{{ $m := dict }}{{ $_ := set $m "x" $m }}{{ $_ := set $m "y" (list $m) }}"#;
        for call in ["$m", "print $m", "printf `%d` $m", "quote $m", "toToml $m | len", "mustToJson $m"] {
            let outcome = crate::tests::run(&format!("{twice}{{{{ {call} }}}}"), &json!({}));
            assert!(
                outcome.as_ref().is_err_and(|error| error.contains("holds itself") || error.contains("a cycle"))
                    || outcome.as_deref() == Ok("67"),
                "{call}: {outcome:?}"
            );
        }
        for call in ["toYaml $m", "toJson $m", "toPrettyJson $m"] {
            let outcome = crate::tests::run(&format!("{twice}{{{{ {call} }}}}"), &json!({}));
            assert_eq!(outcome, Ok(String::new()), "{call}");
        }
    }
}
