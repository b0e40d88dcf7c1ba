//! JSON values as HCL.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// Lists of plain values stay on one line up to this many columns.
const MAX_LINE: usize = 80;

/// `value` as `terraform fmt` leaves it; lines after the first are indented by `indent` blanks and more.
pub fn literal(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    write(&mut out, value, indent);
    out
}

fn write(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Value::Array(items) => match one_line(items) {
            Some(line) => out.push_str(&line),
            None => {
                out.push('[');
                for item in items {
                    line_break(out, indent + 2);
                    write(out, item, indent + 2);
                    out.push(',');
                }
                line_break(out, indent);
                out.push(']');
            }
        },
        Value::Object(entries) => {
            out.push('{');
            entries_of(out, entries, indent + 2);
            line_break(out, indent);
            out.push('}');
        }
        Value::String(text) => out.push_str(&string(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            let _ = write!(out, "{value}");
        }
    }
}

/// `items` between brackets when they are plain and short.
fn one_line(items: &[Value]) -> Option<String> {
    if items.iter().any(|item| item.is_array() || item.is_object()) {
        return None;
    }
    let items: Vec<String> = items.iter().map(|item| literal(item, 0)).collect();
    let line = format!("[{}]", items.join(", "));
    (line.len() <= MAX_LINE).then_some(line)
}

/// Lines `key = value`, each after a line break.
fn entries_of(out: &mut String, entries: &Map<String, Value>, indent: usize) {
    let lines: Vec<(String, String)> =
        entries.iter().map(|(name, value)| (key(name), literal(value, indent))).collect();
    aligned(out, &lines, indent);
}

/// Lines `key = value` with the `=` of neighbouring one-line entries in one column.
pub(super) fn aligned(out: &mut String, lines: &[(String, String)], indent: usize) {
    let mut at = 0;
    while at < lines.len() {
        let run = lines[at..].iter().take_while(|(_, value)| !value.contains('\n')).count();
        let width = lines[at..at + run].iter().map(|(key, _)| key.chars().count()).max().unwrap_or(0);
        for (key, value) in &lines[at..at + run.max(1)] {
            line_break(out, indent);
            let _ = write!(out, "{key:width$} = {value}");
        }
        at += run.max(1);
    }
}

/// An object key: bare where that is a word, quoted otherwise.
pub(super) fn key(name: &str) -> String {
    // A bare `for` would start a `for` expression.
    if name != "for" && hcl::Identifier::new(name).is_ok() { name.to_owned() } else { string(name) }
}

pub(super) fn string(text: &str) -> String {
    hcl::format::to_string(&hcl::Expression::String(text.to_owned()))
        .expect("a string is written to memory, which does not fail")
}

fn line_break(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}
