//! A policy as text: two blanks a level, or nothing between.

use std::sync::Arc;

use tollgate_ir::{Entry, Kind, Type, Value};

use crate::{expr::unknown::wholly_known, functions::json_text};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Indented,
    Minified,
}

pub(super) enum Written {
    Whole(String),
    /// Everything before the first part that is unknown.
    Until(String),
}

/// The keys of a policy and of its statements stand in this order, all others in that of the alphabet.
const ORDER: [&str; 12] = [
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
];

pub(super) fn write(document: &Value, layout: Layout) -> Written {
    let mut writer = Writer { out: String::new(), layout };
    match writer.value(document, 0) {
        Some(()) => Written::Whole(writer.out),
        None => Written::Until(writer.out),
    }
}

/// What is empty is not written.
fn may_be_left_out(key: &str, value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(unknown) => unknown.ty != Type::String || matches!(key, "Id" | "Sid"),
        _ => false,
    }
}

struct Writer {
    out: String,
    layout: Layout,
}

impl Writer {
    /// `None` when it stops at something unknown.
    fn value(&mut self, value: &Value, depth: usize) -> Option<()> {
        match &value.kind {
            Kind::Unknown(unknown) => {
                if let (Type::String, Some(prefix), true) =
                    (&unknown.ty, &unknown.refinement.prefix, unknown.refinement.not_null)
                {
                    let text = json_text(prefix);
                    self.out.push_str(&text[..text.len() - 1]);
                }
                return None;
            }
            Kind::Null(_) => self.out.push_str("null"),
            Kind::Bool(yes) => self.out.push_str(if *yes { "true" } else { "false" }),
            Kind::Number(number) => self.out.push_str(&number.to_string()),
            Kind::String(text) => self.out.push_str(&json_text(text)),
            Kind::List(_, items, _) | Kind::Set(_, items, _) | Kind::Tuple(items, _) => {
                // What is unknown may come first in a sorted list, or fall together with the rest of it.
                if depth > 1 && (value.open().is_some() || items.iter().any(Value::is_unknown)) {
                    return None;
                }
                self.out.push('[');
                if value.open().is_some() {
                    return None;
                }
                for (index, item) in items.iter().enumerate() {
                    self.next(index, depth + 1);
                    self.value(item, depth + 1)?;
                }
                self.end(items.len(), depth, ']');
            }
            Kind::Map(_, entries, _) | Kind::Object(entries, _) => {
                // Anyone is written as a text of its own.
                let maybe_anyone = entries.get("*").is_some_and(|entry| !wholly_known(&entry.value));
                if depth > 0 && maybe_anyone {
                    return None;
                }
                self.out.push('{');
                if value.open().is_some() {
                    return None;
                }
                let mut entries: Vec<(&Arc<str>, &Entry)> = entries.iter().collect();
                // Policy and statements are at fixed levels: below them, keys are chosen by users.
                if depth <= 2 {
                    entries
                        .sort_by_key(|(key, _)| ORDER.iter().position(|name| *name == &***key).unwrap_or(ORDER.len()));
                }
                for (index, (key, entry)) in entries.iter().enumerate() {
                    if may_be_left_out(key, &entry.value) {
                        return None;
                    }
                    self.next(index, depth + 1);
                    self.out.push_str(&json_text(key));
                    self.out.push_str(if self.layout == Layout::Indented { ": " } else { ":" });
                    self.value(&entry.value, depth + 1)?;
                }
                self.end(entries.len(), depth, '}');
            }
        }
        Some(())
    }

    fn next(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.out.push(',');
        }
        self.line(depth);
    }

    fn end(&mut self, count: usize, depth: usize, bracket: char) {
        if count > 0 {
            self.line(depth);
        }
        self.out.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        if self.layout == Layout::Indented {
            self.out.push('\n');
            (0..depth).for_each(|_| self.out.push_str("  "));
        }
    }
}
