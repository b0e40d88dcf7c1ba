//! Values as text: quoted, joined, one after another.

use crate::{
    ledger::Sources,
    quote,
    text::{Text, TextBuilder},
    value::{Data, Value},
};

use super::{
    Call, Flow, Function, Type,
    marks::{Unit, replaced},
};

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "cat", parameters: &[], rest: Some(Type::Any), flow: Flow::Own, run: cat },
    Function { name: "join", parameters: &[Type::Text, Type::Any], rest: None, flow: Flow::Own, run: join },
    Function { name: "quote", parameters: &[], rest: Some(Type::Any), flow: Flow::Own, run: quoted },
    Function { name: "squote", parameters: &[], rest: Some(Type::Any), flow: Flow::Own, run: single_quoted },
    Function { name: "toString", parameters: &[Type::Any], rest: None, flow: Flow::Own, run: to_string },
];

/// A value as text, with what it depends on.
fn text(call: &mut Call<'_>, value: &Value) -> Result<Value, String> {
    match &value.data {
        Data::Text(_) => Ok(value.clone()),
        Data::Bytes(bytes) => Ok(Value::text(&**bytes).with(value.from)),
        _ => {
            let from = call.sources(value);
            Ok(Value::text(crate::fmt::print(value)?).with(from))
        }
    }
}

fn to_string(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    text(call, &values[0])
}

/// The elements of a list as texts, without nils; anything else is a list of one.
fn texts(call: &mut Call<'_>, value: &Value) -> Result<Vec<Value>, String> {
    match &value.data {
        Data::Nil => Ok(Vec::new()),
        Data::List(list) => list.items().iter().filter(|item| !item.is_nil()).map(|item| text(call, item)).collect(),
        Data::Bytes(bytes) => Ok(bytes.iter().map(|byte| Value::text(byte.to_string()).with(value.from)).collect()),
        _ => Ok(vec![text(call, value)?]),
    }
}

/// Texts with something between them.
struct Row {
    out: TextBuilder,
    /// What no byte says.
    from: Sources,
    is_empty: bool,
}

impl Row {
    fn new() -> Self {
        Self { out: TextBuilder::default(), from: Sources::NONE, is_empty: true }
    }

    /// `separator` has the mark of what follows.
    fn push(&mut self, call: &mut Call<'_>, separator: &[u8], text: &Text, from: Sources) {
        if !self.is_empty {
            let mark = text.mark_at(0).or_else(|| call.loose(from));
            self.out.push_bytes(separator, mark);
        }
        self.is_empty = false;
        self.out.push_all(text);
        if text.is_empty() {
            self.from = call.ledger.union(self.from, from);
        }
    }

    fn finish(self) -> Value {
        Value::text(self.out.finish()).with(self.from)
    }
}

fn join(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let (separator, list) = (&values[0], &values[1]);
    let words = separator.as_text().cloned().unwrap_or_default();
    let between = call.inked(&words, separator.from);
    let decided = call.beyond_place(list.from);
    let mut row = Row::new();
    for item in texts(call, list)? {
        let from = call.ledger.union(item.from, decided);
        let text = item.as_text().cloned().unwrap_or_default();
        let text = call.inked(&text, from);
        if !row.is_empty {
            row.out.push_all(&between);
        }
        row.push(call, b"", &text, from);
    }
    if row.out.is_empty() {
        row.from = call.ledger.union(row.from, list.from);
    }
    Ok(row.finish())
}

/// Each value in double quotes, as Go writes them; nil is left out.
fn quoted(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    each_quoted(call, values, b"\"", |unit, out| match unit {
        Unit::Char(c, _) => {
            let mut escaped = String::new();
            quote::escape(&mut escaped, *c, '"', quote::is_printable);
            out.extend_from_slice(escaped.as_bytes());
        }
        Unit::Byte(byte) => out.extend_from_slice(format!("\\x{byte:02x}").as_bytes()),
    })
}

/// Each value in single quotes, as it is.
fn single_quoted(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    each_quoted(call, values, b"'", |unit, out| match unit {
        Unit::Char(_, bytes) => out.extend_from_slice(bytes),
        Unit::Byte(byte) => out.push(*byte),
    })
}

fn each_quoted(
    call: &mut Call<'_>,
    values: &[Value],
    quote: &[u8],
    escape: impl Fn(&Unit<'_>, &mut Vec<u8>),
) -> Result<Value, String> {
    let mut row = Row::new();
    for value in values {
        if value.is_nil() {
            let from = call.sources(value);
            row.from = call.ledger.union(row.from, from);
            continue;
        }
        let text = text(call, value)?;
        let own = call.loose(text.from);
        let text = text.as_text().map(|words| call.inked(words, text.from)).unwrap_or_default();
        let text = replaced(&text, &escape);
        let mut out = TextBuilder::default();
        out.push_bytes(quote, text.mark_at(0).or(own));
        out.push_all(&text);
        let last = text.len().checked_sub(1).and_then(|last| text.mark_at(last));
        out.push_bytes(quote, last.or(own));
        row.push(call, b" ", &out.finish(), Sources::NONE);
    }
    Ok(row.finish())
}

/// The values with blanks between them, and none around; nil is left out.
fn cat(call: &mut Call<'_>, values: &[Value]) -> Result<Value, String> {
    let mut row = Row::new();
    for value in values {
        let (text, from) = if value.is_nil() { (Text::default(), call.sources(value)) } else { call.text_of(value)? };
        if value.is_nil() {
            row.from = call.ledger.union(row.from, from);
        } else {
            row.push(call, b" ", &text, from);
        }
    }
    Ok(row.finish())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::tests::marks::marks;

    #[test]
    fn quotes_are_of_what_they_enclose() {
        let values = json!({"a": "x\"", "b": "y", "l": ["p", "q"]});
        for (template, expected) in [
            (r#"{{ quote .Values.a }}"#, &[r#""\"x\\\"\"" 1:4 a"#][..]),
            (r#"{{ quote .Values.a .Values.b }}"#, &[r#""\"x\\\"\"" 1:4 a"#, r#"" \"y\"" 1:4 b"#][..]),
            (
                r#"{{ squote (include "p" .) }}{{ define "p" }}v: {{ .Values.b }}{{ end }}"#,
                &[r#""'v: " 1:45"#, r#""y'" 1:51 b"#][..],
            ),
            (r#"{{ join "," .Values.l }}"#, &[r#""p" 1:4 l[0]"#, r#""," 1:4"#, r#""q" 1:4 l[1]"#][..]),
            (r#"{{ cat .Values.a .Values.b }}"#, &[r#""x\"" 1:4 a"#, r#"" y" 1:4 b"#][..]),
            (r#"{{ toString .Values.b }}"#, &[r#""y" 1:4 b"#][..]),
        ] {
            assert_eq!(marks(template, &values), expected, "{template}");
        }
    }
}
