//! JSON values as YAML.

use std::fmt::Write as _;

use serde_json::Value;

use super::layout::Habits;
use crate::{Dialect, Scalar, Style, as_yaml_1_1_bool};

/// What is written, for whom, and how the rest of the document is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer {
    pub(super) dialect: Dialect,
    pub(super) habits: Habits,
    /// Text in double quotes everywhere, as in JSON.
    pub(super) is_json: bool,
}

/// Where a scalar stands decides what may be in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// The value of an entry, or an item, of a block that is indented this far.
    Block(usize),
    /// Within brackets.
    Flow,
    Key,
}

impl Writer {
    /// `key: value`; lines after the first are indented by `indent` and more.
    pub(super) fn entry(self, key: &str, value: &Value, indent: usize) -> String {
        let mut out = String::new();
        self.write_entry(&mut out, key, value, indent);
        out
    }

    fn write_entry(self, out: &mut String, key: &str, value: &Value, indent: usize) {
        out.push_str(&self.key(key));
        out.push(':');
        match value {
            Value::Array(items) if !items.is_empty() => self.lines(out, value, indent + self.habits.dash),
            Value::Object(entries) if !entries.is_empty() => self.lines(out, value, indent + self.habits.step),
            _ => {
                out.push(' ');
                out.push_str(&self.scalar(value, Style::Plain, Place::Block(indent)));
            }
        }
    }

    /// A collection, each entry or item on a new line.
    pub(super) fn lines(self, out: &mut String, value: &Value, indent: usize) {
        let line = |out: &mut String| {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
        };
        match value {
            Value::Array(items) => items.iter().for_each(|item| {
                line(out);
                self.write_item(out, item, indent);
            }),
            Value::Object(entries) => entries.iter().for_each(|(key, value)| {
                line(out);
                self.write_entry(out, key, value, indent);
            }),
            _ => {}
        }
    }

    /// `- value`.
    pub(super) fn item(self, value: &Value, indent: usize) -> String {
        let mut out = String::new();
        self.write_item(&mut out, value, indent);
        out
    }

    fn write_item(self, out: &mut String, value: &Value, indent: usize) {
        out.push_str("- ");
        out.push_str(&self.inline(value, indent + 2, Place::Block(indent)));
    }

    /// A value whose first line goes on where it is put; `indent` is that of its other lines.
    pub(super) fn inline(self, value: &Value, indent: usize, place: Place) -> String {
        let mut out = String::new();
        match value {
            Value::Array(items) if !items.is_empty() => self.lines(&mut out, value, indent),
            Value::Object(entries) if !entries.is_empty() => self.lines(&mut out, value, indent),
            _ => return self.scalar(value, Style::Plain, place),
        }
        out.trim_start().to_owned()
    }

    /// A value on one line, in brackets if it is a collection.
    pub(super) fn flow(self, value: &Value) -> String {
        match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| self.flow_entry(key, value));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            _ => self.scalar(value, Style::Plain, Place::Flow),
        }
    }

    pub(super) fn flow_entry(self, key: &str, value: &Value) -> String {
        format!("{}: {}", self.key(key), self.flow(value))
    }

    fn key(self, key: &str) -> String {
        self.string(key, Style::Plain, Place::Key)
    }

    /// A scalar, or an empty collection; text in the style of what it replaces, where it can be.
    pub(super) fn scalar(self, value: &Value, style: Style, place: Place) -> String {
        match value {
            Value::String(text) => self.string(text, style, place),
            Value::Array(_) | Value::Object(_) => self.flow(value),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        }
    }

    fn string(self, text: &str, style: Style, place: Place) -> String {
        let may_be_plain = !self.is_json && is_plain(text, place) && !looks_like_more(text);
        match style {
            Style::SingleQuoted if is_printable(text) => format!("'{}'", text.replace('\'', "''")),
            Style::SingleQuoted | Style::DoubleQuoted => double_quoted(text),
            Style::Plain | Style::Literal | Style::Folded => {
                if may_be_plain && self.reads_as_text(text) {
                    return text.to_owned();
                }
                let block = match place {
                    Place::Block(indent) if !self.is_json => literal_block(text, indent + self.habits.step),
                    _ => None,
                };
                block.unwrap_or_else(|| double_quoted(text))
            }
        }
    }

    fn reads_as_text(self, text: &str) -> bool {
        self.dialect.scalar(&text.into(), Style::Plain, None) == Ok(Scalar::Text(text.into()))
    }
}

/// Whether any reader could take `text` for something that is no text.
fn looks_like_more(text: &str) -> bool {
    let all = [Dialect::Terraform, Dialect::Kubernetes, Dialect::Compose];
    let is_text = |dialect: &Dialect| matches!(dialect.scalar(&text.into(), Style::Plain, None), Ok(Scalar::Text(read)) if &*read == text);
    // Sexagesimals are numbers to readers of YAML 1.1 that are not ours.
    let is_sexagesimal =
        text.contains(':') && text.bytes().all(|byte| byte.is_ascii_digit() || b":._+-".contains(&byte));
    !all.iter().all(is_text) || as_yaml_1_1_bool(text).is_some() || is_sexagesimal || matches!(text, "<<" | "=")
}

/// Whether `text` stands for itself without quotes. Rather no than yes.
fn is_plain(text: &str, place: Place) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let starts = !"-?:,[]{}#&*!|>'\"%@`".contains(first)
        || matches!(first, '-' | '?' | ':') && text[1..].starts_with(|c: char| c.is_alphanumeric() || c == '/');
    let breaks = match place {
        Place::Flow | Place::Key => {
            text.contains([',', '[', ']', '{', '}']) || text.contains(':') && place == Place::Key
        }
        Place::Block(_) => false,
    };
    // Within brackets a `:` before one of them would end a key.
    let ends_key = text.contains(": ") || text.ends_with(':') || text.contains(":\t");
    let is_marker = text.starts_with("---") || text.starts_with("...");
    starts
        && !breaks
        && !ends_key
        && !is_marker
        && !text.contains(" #")
        && text.trim() == text
        && !text.contains('\t')
        && is_printable(text)
}

/// One line of characters that may stand in a text as they are.
fn is_printable(text: &str) -> bool {
    text.chars().all(|c| !needs_escape(c) && c != '\n')
}

fn needs_escape(c: char) -> bool {
    c != '\n' && c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if needs_escape(c) => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `|` and the lines of `text`, for text of several lines that needs no escape and no sign of its indentation.
fn literal_block(text: &str, indent: usize) -> Option<String> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let is_fit = body.contains('\n')
        && !text.chars().any(needs_escape)
        && !body.starts_with(char::is_whitespace)
        && !body.ends_with('\n')
        && body.lines().all(|line| line.is_empty() || !line.trim().is_empty());
    if !is_fit {
        return None;
    }
    let mut out = String::from(if text.ends_with('\n') { "|" } else { "|-" });
    for line in body.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
    Some(out)
}
