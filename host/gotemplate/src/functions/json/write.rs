//! Values as JSON, each byte with the mark of the node that it is of.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    fmt::{Layout, float},
    ledger::{Mark, Sources},
    text::{Text, TextBuilder},
    value::{Data, Value},
};

use super::Call;
use crate::functions::marks::{Unit, each_unit};

/// How it is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    is_pretty: bool,
    escapes_html: bool,
}

impl Form {
    pub(super) const COMPACT: Self = Self { is_pretty: false, escapes_html: true };
    pub(super) const PRETTY: Self = Self { is_pretty: true, escapes_html: true };
    pub(super) const RAW: Self = Self { is_pretty: false, escapes_html: false };
}

/// What Go's encoder takes for a value that holds itself.
const MAX_DEPTH: usize = 1000;
const MAX_BYTES: usize = 16 << 20;

/// # Errors
/// What JSON cannot say: an infinite number, or a value that holds itself.
pub(super) fn write(call: &mut Call<'_>, value: &Value, form: Form) -> Result<Value, String> {
    let mut writer = Writer { call, form, out: TextBuilder::default() };
    writer.value(value, Sources::NONE, 0)?;
    Ok(Value::text(writer.out.finish()))
}

struct Writer<'c, 'e> {
    call: &'c mut Call<'e>,
    form: Form,
    out: TextBuilder,
}

impl Writer<'_, '_> {
    /// `above` is what the collections around say of all that is in them.
    fn value(&mut self, value: &Value, above: Sources, depth: usize) -> Result<(), String> {
        if depth > MAX_DEPTH {
            return Err(format!("json: unsupported value: encountered a cycle via {}", value.type_name()));
        }
        if self.out.len() > MAX_BYTES {
            return Err("the JSON is larger than a chart is given room for".to_owned());
        }
        stacker::maybe_grow(64 << 10, 1 << 20, || self.node(value, above, depth))
    }

    fn node(&mut self, value: &Value, above: Sources, depth: usize) -> Result<(), String> {
        let from = self.call.ledger.union(value.from, above);
        let mark = self.call.loose(from);
        match &value.data {
            Data::Nil => self.push("null", mark),
            Data::Bool(flag) => self.push(if *flag { "true" } else { "false" }, mark),
            Data::Int(number, _) => self.push(&number.to_string(), mark),
            Data::Uint(number, _) => self.push(&number.to_string(), mark),
            Data::Float(number) => {
                let written = number_text(*number)?;
                self.push(&written, mark);
            }
            Data::Text(text) => self.text(text, from),
            Data::Bytes(bytes) => self.push(&format!("\"{}\"", STANDARD.encode(bytes)), mark),
            Data::List(list) if list.is_nil() => self.push("null", mark),
            Data::List(list) => {
                let items = list.items();
                let below = self.below(value, above);
                self.push("[", mark);
                for (index, item) in items.iter().enumerate() {
                    self.next(index, depth + 1, mark);
                    self.value(item, inherited(item, from, below), depth + 1)?;
                }
                self.end(items.is_empty(), depth, mark);
                self.push("]", mark);
            }
            Data::Map(map) => {
                let entries = map.entries();
                let below = self.below(value, above);
                self.push("{", mark);
                for (index, (key, item)) in entries.iter().enumerate() {
                    self.next(index, depth + 1, mark);
                    let above = inherited(item, from, below);
                    let of_key = self.call.ledger.union(item.from, above);
                    self.text(&Text::from(&**key), of_key);
                    let mark = self.call.loose(of_key);
                    self.push(if self.form.is_pretty { ": " } else { ":" }, mark);
                    self.value(item, above, depth + 1)?;
                }
                self.end(entries.is_empty(), depth, mark);
                self.push("}", mark);
            }
            Data::Object(object) => match object.as_data() {
                Some(data) => {
                    let from = self.call.ledger.union(from, data.from);
                    self.value(&data.with(from), above, depth + 1)?;
                }
                None => self.text(&Text::from(object.show()), from),
            },
        }
        Ok(())
    }

    fn below(&mut self, value: &Value, above: Sources) -> Sources {
        let beyond = self.call.beyond_place(value.from);
        self.call.ledger.union(above, beyond)
    }

    fn push(&mut self, text: &str, mark: Option<Mark>) {
        self.out.push_bytes(text.as_bytes(), mark);
    }

    fn next(&mut self, index: usize, depth: usize, mark: Option<Mark>) {
        if index > 0 {
            self.push(",", mark);
        }
        self.line(depth, mark);
    }

    fn end(&mut self, is_empty: bool, depth: usize, mark: Option<Mark>) {
        if !is_empty {
            self.line(depth, mark);
        }
    }

    fn line(&mut self, depth: usize, mark: Option<Mark>) {
        if self.form.is_pretty {
            self.push("\n", mark);
            self.push(&"  ".repeat(depth), mark);
        }
    }

    fn text(&mut self, text: &Text, from: Sources) {
        let inked = self.call.inked(text, from);
        let own = self.call.loose(from);
        let last = inked.len().checked_sub(1).and_then(|last| inked.mark_at(last));
        self.push("\"", inked.mark_at(0).or(own));
        let escapes_html = self.form.escapes_html;
        each_unit(&inked, &mut self.out, |unit, out| escape(unit, escapes_html, out));
        self.push("\"", last.or(own));
    }
}

/// What collections say of an element: all they know, when it knows nothing by itself.
fn inherited(item: &Value, from: Sources, below: Sources) -> Sources {
    if item.from == Sources::NONE { from } else { below }
}

fn escape(unit: &Unit<'_>, escapes_html: bool, out: &mut Vec<u8>) {
    let (c, bytes) = match unit {
        Unit::Char(c, bytes) => (*c, *bytes),
        Unit::Byte(_) => return out.extend_from_slice(b"\\ufffd"),
    };
    match c {
        '"' => out.extend_from_slice(b"\\\""),
        '\\' => out.extend_from_slice(b"\\\\"),
        '\u{8}' => out.extend_from_slice(b"\\b"),
        '\u{c}' => out.extend_from_slice(b"\\f"),
        '\n' => out.extend_from_slice(b"\\n"),
        '\r' => out.extend_from_slice(b"\\r"),
        '\t' => out.extend_from_slice(b"\\t"),
        '\0'..' ' | '\u{2028}' | '\u{2029}' => out.extend_from_slice(format!("\\u{:04x}", c as u32).as_bytes()),
        '<' | '>' | '&' if escapes_html => out.extend_from_slice(format!("\\u{:04x}", c as u32).as_bytes()),
        _ => out.extend_from_slice(bytes),
    }
}

/// As JavaScript prints numbers: with an exponent only where they are very small or very large.
fn number_text(number: f64) -> Result<String, String> {
    if !number.is_finite() {
        return Err(format!("json: unsupported value: {}", crate::fmt::shortest(number)));
    }
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        return Ok(float(number, Layout::Exponent, None).replace("e-0", "e-"));
    }
    Ok(float(number, Layout::Fixed, None))
}
