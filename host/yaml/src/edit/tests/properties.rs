//! Any tree, laid out in any way, after any edit: what is read is what was meant.
//!
//! A tree of JSON values is written with layouts drawn by chance, changed as JSON and as text, and compared.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tollgate_source::{TextEdit, apply_edits};

use super::{super::*, document};
use crate::{Content, Node, Scalar, parse_stream};

/// Numbers that decide one after the other how something is written.
struct Choices<'c>(std::iter::Cycle<std::slice::Iter<'c, u8>>);

impl Choices<'_> {
    fn one_of(&mut self, count: u8) -> u8 {
        self.0.next().map_or(0, |choice| choice % count)
    }

    fn comment(&mut self) -> &'static str {
        if self.one_of(4) == 0 { " # note: [x" } else { "" }
    }
}

/// `value` behind its key or dash: on the same line, or on the next ones.
fn write(out: &mut String, value: &Value, indent: usize, in_item: bool, choices: &mut Choices<'_>) {
    let is_flow = choices.one_of(4) == 0;
    match value {
        Value::Array(items) if !items.is_empty() && !is_flow => {
            let below = if in_item { 2 } else { usize::from(choices.one_of(2)) * 2 };
            for (at, item) in items.iter().enumerate() {
                lead(out, indent + below, in_item && at == 0, choices);
                out.push('-');
                write(out, item, indent + below, true, choices);
            }
        }
        Value::Object(entries) if !entries.is_empty() && !is_flow => {
            for (at, (key, value)) in entries.iter().enumerate() {
                lead(out, indent + 2, in_item && at == 0, choices);
                out.push_str(key);
                out.push(':');
                write(out, value, indent + 2, false, choices);
            }
        }
        Value::Null if choices.one_of(2) == 0 => end_line(out, choices),
        Value::String(text) if choices.one_of(4) == 0 => {
            out.push_str(if text.ends_with('\n') { " |" } else { " |-" });
            end_line(out, choices);
            let deeper = " ".repeat(indent + if in_item { 3 } else { 2 });
            for line in text.lines() {
                out.push_str(&format!("{deeper}{line}\n"));
            }
        }
        _ => {
            out.push(' ');
            flow(out, value, choices);
            end_line(out, choices);
        }
    }
}

/// The line of an entry or item, or the place behind the dash of what it stands in.
fn lead(out: &mut String, indent: usize, behind_dash: bool, choices: &mut Choices<'_>) {
    if behind_dash {
        out.push(' ');
        return;
    }
    if !out.is_empty() && !out.ends_with('\n') {
        end_line(out, choices);
    }
    let blanks = " ".repeat(indent);
    match choices.one_of(6) {
        0 => out.push_str(&format!("{blanks}# about it\n")),
        1 => out.push('\n'),
        _ => {}
    }
    out.push_str(&blanks);
}

fn end_line(out: &mut String, choices: &mut Choices<'_>) {
    out.push_str(choices.comment());
    out.push('\n');
}

fn flow(out: &mut String, value: &Value, choices: &mut Choices<'_>) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                flow(out, item, choices);
            }
            out.push_str(if !items.is_empty() && choices.one_of(4) == 0 { " ,]" } else { "]" });
        }
        Value::Object(entries) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { " " });
                out.push_str(&format!("{key}: "));
                flow(out, value, choices);
            }
            out.push_str(" }");
        }
        Value::String(text) if !text.contains('\n') && choices.one_of(2) == 0 => out.push_str(&format!("'{text}'")),
        _ => out.push_str(&value.to_string()),
    }
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z]{1,5}".prop_map(Value::from),
        "[a-z]{1,3}\n[a-z]{1,3}\n?".prop_map(Value::from),
    ]
}

/// What people write, and what they should not.
fn new_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "\\PC{0,8}".prop_map(Value::from),
        "[-?:#,\\[\\]{}&*!|>'\"%@`0-9a-fnoxy_.~ \n\t]{0,8}".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
    ];
    prop_oneof![2 => text, 2 => scalar(), 1 => tree()]
}

fn tree() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-m]{1,3}", inner, 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A mapping with at least an entry, and its text.
fn file() -> impl Strategy<Value = (Value, String)> {
    let root = prop::collection::btree_map("[a-m]{1,3}", tree(), 1..4);
    (root, prop::collection::vec(any::<u8>(), 1..40), any::<bool>()).prop_map(|(entries, choices, carriage_returns)| {
        let value = Value::Object(entries.into_iter().collect::<Map<_, _>>());
        let mut choices = Choices(choices.iter().cycle());
        let mut text = String::new();
        let Value::Object(entries) = &value else { unreachable!("made above") };
        for (key, value) in entries {
            lead(&mut text, 0, false, &mut choices);
            text.push_str(key);
            text.push(':');
            write(&mut text, value, 0, false, &mut choices);
        }
        let text = if carriage_returns { text.replace('\n', "\r\n") } else { text };
        (value, text)
    })
}

fn decode(node: &Node) -> Value {
    match &node.content {
        Content::Scalar(text, style) => match Dialect::Compose.scalar(text, *style, None).expect("no tags") {
            Scalar::Null => Value::Null,
            Scalar::Bool(bool) => json!(bool),
            Scalar::Integer(number) => i64::try_from(number).map_or(json!(number as f64), |number| json!(number)),
            Scalar::Float(number) => json!(number),
            scalar => json!(scalar.to_string()),
        },
        Content::Sequence(items) => items.iter().map(|item| decode(item)).collect(),
        Content::Mapping(pairs) => {
            let entry =
                |pair: &crate::Pair| (decode(&pair.key).as_str().expect("text").to_owned(), decode(&pair.value));
            Value::Object(pairs.iter().map(entry).collect())
        }
        Content::Alias(..) => panic!("no aliases"),
    }
}

/// Floats that are whole are written as such.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && same(a.1, b.1))
        }
        _ => a == b,
    }
}

/// All values with the JSON pointers to them.
fn nodes<'t>(node: &'t Node, pointer: String, out: &mut Vec<(String, &'t Node)>) {
    out.push((pointer.clone(), node));
    match &node.content {
        Content::Sequence(items) => {
            items.iter().enumerate().for_each(|(at, item)| nodes(item, format!("{pointer}/{at}"), out));
        }
        Content::Mapping(pairs) => pairs.iter().for_each(|pair| {
            let Content::Scalar(key, _) = &pair.key.content else { return };
            nodes(&pair.value, format!("{pointer}/{key}"), out);
        }),
        _ => {}
    }
}

fn remove_at(value: &mut Value, pointer: &str) {
    let (parent, last) = pointer.rsplit_once('/').expect("not the root");
    match value.pointer_mut(parent) {
        Some(Value::Array(items)) => drop(items.remove(last.parse().expect("a number"))),
        Some(Value::Object(entries)) => drop(entries.shift_remove(last)),
        _ => panic!("a collection"),
    }
}

/// The text after the edit reads as `expected`, with no comment lost but those `may_go` allows.
fn holds(text: &str, edit: &TextEdit, expected: &Value, may_lose_comments: bool) -> Result<(), TestCaseError> {
    let after = apply_edits(text, std::slice::from_ref(edit)).expect("one edit");
    let (before, stream) = (parse_stream(FileId(0), text), parse_stream(FileId(0), &after));
    prop_assert!(stream.diagnostics.is_empty() && stream.documents.len() == 1, "{}\n=>\n{}", text, after);
    let read = decode(&stream.documents[0].root);
    prop_assert!(same(&read, expected), "{}\n=>\n{}\nis {}, not {}", text, after, read, expected);
    let lost = before.comments.len() - stream.comments.len().min(before.comments.len());
    prop_assert!(may_lose_comments || lost == 0, "{}\n=>\n{}", text, after);
    prop_assert_eq!(after.contains("\r\n"), text.contains("\r\n") && after.contains('\n'));
    Ok(())
}

use tollgate_source::FileId;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn edits_do_what_is_meant((value, text) in file(), new in new_value(), pick in any::<prop::sample::Index>()) {
        let document = document(&text);
        prop_assert!(same(&decode(&document.root), &value), "{}\nis not {}", text, value);
        let target = Target { text: &text, document: &document, dialect: Dialect::Compose };
        let mut all = Vec::new();
        nodes(&document.root, String::new(), &mut all);
        let (pointer, node) = &all[pick.index(all.len())];

        if let (Some(edit), false) = (set(target, node.span, &new), pointer.is_empty()) {
            let mut expected = value.clone();
            *expected.pointer_mut(pointer).expect("a value") = new.clone();
            let has_lines = !super::super::set::is_in_one_place(node) && !node.is_empty();
            holds(&text, &edit, &expected, has_lines)?;
        }
        if let Some(edit) = insert_entry(target, node.span, At::End, "new", &new) {
            let mut expected = value.clone();
            let place = expected.pointer_mut(pointer).expect("a value");
            if !place.is_object() {
                *place = json!({});
            }
            place.as_object_mut().expect("an object").insert("new".to_owned(), new.clone());
            holds(&text, &edit, &expected, false)?;
        }
        if let Some(edit) = push_item(target, node.span, &new) {
            let mut expected = value.clone();
            let place = expected.pointer_mut(pointer).expect("a value");
            if !place.is_array() {
                *place = json!([]);
            }
            place.as_array_mut().expect("an array").push(new.clone());
            holds(&text, &edit, &expected, false)?;
        }
        if let Some(edit) = remove(target, node.span) {
            let mut expected = value.clone();
            remove_at(&mut expected, pointer);
            holds(&text, &edit, &expected, true)?;
        }
    }

    /// Blocks without comments leave no excuse.
    #[test]
    fn edits_of_plain_blocks_are_always_made(entries in prop::collection::btree_map("[a-m]{1,3}", scalar(), 1..5), new in new_value()) {
        let value = Value::Object(entries.into_iter().collect());
        let Value::Object(entries) = &value else { unreachable!("made above") };
        let text: String = entries.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
        let document = document(&text);
        let target = Target { text: &text, document: &document, dialect: Dialect::Compose };
        let Content::Mapping(pairs) = &document.root.content else { panic!("a mapping") };
        for pair in pairs {
            prop_assert!(remove(target, pair.key.span).is_some());
            prop_assert!(remove(target, pair.value.span).is_some());
            prop_assert!(set(target, pair.value.span, &new).is_some(), "{}: {}", text, new);
        }
        prop_assert!(insert_entry(target, document.root.span, At::End, "new", &new).is_some(), "{}: {}", text, new);
        let key = if let Content::Scalar(key, _) = &pairs[0].key.content { key } else { panic!("text") };
        for at in [At::Before(key), At::After(key)] {
            prop_assert!(insert_entry(target, document.root.span, at, "new", &new).is_some(), "{}: {}", text, new);
        }
    }
}
