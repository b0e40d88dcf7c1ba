//! Any text gives documents; spans lie in the text, on characters, and inside of what they belong to; every
//! dialect reads every scalar and mapping; an edit that is made gives a text that reads as meant.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use tollgate_source::{FileId, Span, TextEdit, apply_edits};
use tollgate_yaml::{
    Budget, Content, Dialect, Document, Mapping, Node,
    edit::{At, Target, insert_entry, push_item, remove, set},
    parse, parse_stream,
};

const FILE: FileId = FileId(0);
const DIALECTS: [Dialect; 3] = [Dialect::Terraform, Dialect::Kubernetes, Dialect::Compose];

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let stream = parse_stream(FILE, &text);
    let whole = Span::new(FILE, 0, text.len());
    for comment in &stream.comments {
        check(&text, comment.span, whole);
        assert!(text[comment.span.range()].starts_with('#'), "{comment:?}");
    }
    for diagnostic in &stream.diagnostics {
        diagnostic.span.iter().for_each(|span| check(&text, *span, whole));
    }
    let (documents, diagnostics) = parse(FILE, &text);
    assert_eq!(diagnostics, stream.diagnostics, "comments change nothing");
    assert_eq!(documents.len(), stream.documents.len());
    for document in &documents {
        check_node(&text, &document.root, whole);
        let mut budget = Budget::new(10_000);
        if budget.admit(document).is_none() {
            walk(&document.root, &mut Budget::new(10_000));
        }
    }
    for (number, document) in documents.iter().enumerate().take(2) {
        // Each edit is parsed several times: one dialect, and few nodes.
        let dialect = DIALECTS[text.len() % DIALECTS.len()];
        check_edits(Target { text: &text, document, dialect }, number, &document.root, &mut 4);
    }
});

fn check(text: &str, span: Span, within: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} is no piece of the text");
    assert!(within.contains(span), "{span:?} is not in {within:?}");
}

fn check_node(text: &str, node: &Node, within: Span) {
    check(text, node.span, within);
    for dialect in DIALECTS {
        dialect.key(node);
        drop(Mapping::of(node, dialect, &mut Budget::new(100)));
    }
    match &node.content {
        Content::Sequence(items) => items.iter().for_each(|item| check_node(text, item, node.span)),
        Content::Mapping(pairs) => pairs.iter().for_each(|pair| {
            check_node(text, &pair.key, node.span);
            check_node(text, &pair.value, node.span);
        }),
        Content::Scalar(..) | Content::Alias(..) => {}
    }
}

/// What a document that was admitted comes to is what its weight says.
fn walk(node: &Node, budget: &mut Budget) {
    assert!(budget.take(1), "a document weighs what a walk costs");
    let Some(node) = node.target() else { return };
    match &node.content {
        Content::Sequence(items) => items.iter().for_each(|item| walk(item, budget)),
        Content::Mapping(pairs) => pairs.iter().for_each(|pair| {
            walk(&pair.key, budget);
            walk(&pair.value, budget);
        }),
        Content::Scalar(..) | Content::Alias(..) => {}
    }
}

/// Each edit alone, for the first few nodes.
fn check_edits(target: Target<'_>, number: usize, node: &Node, left: &mut u32) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    let span = node.span;
    for value in [json!(null), json!("yes"), json!("a\nb\n"), json!(["a", { "b": 1.5 }])] {
        if let Some(edit) = set(target, span, &value) {
            drop(edited(target, &edit, number));
        }
    }
    for value in [json!("${x}: #"), json!({ "é": [true, {}] })] {
        grows(target, number, node, insert_entry(target, span, At::End, "added by fuzzing", &value));
        grows(target, number, node, push_item(target, span, &value));
    }
    if let Some(edit) = remove(target, span) {
        let after = edited(target, &edit, number);
        assert!(after.root.weight <= target.document.root.weight, "after {edit:?}");
    }
    match &node.content {
        Content::Sequence(items) => items.iter().for_each(|item| check_edits(target, number, item, left)),
        Content::Mapping(pairs) => pairs.iter().for_each(|pair| check_edits(target, number, &pair.value, left)),
        Content::Scalar(..) | Content::Alias(..) => {}
    }
    beside(target, number, node);
}

/// New entries before and after the first.
fn beside(target: Target<'_>, number: usize, node: &Node) {
    let Content::Mapping(pairs) = &node.content else { return };
    let Some(name) = pairs.first().and_then(|pair| target.dialect.key(&pair.key)) else { return };
    for at in [At::Before(&name), At::After(&name)] {
        grows(target, number, node, insert_entry(target, node.span, at, "added", &Value::Bool(true)));
    }
}

fn grows(target: Target<'_>, number: usize, node: &Node, edit: Option<TextEdit>) {
    let Some(edit) = edit else { return };
    let after = edited(target, &edit, number);
    assert!(after.root.weight > target.document.root.weight || node.is_empty(), "after {edit:?}");
}

/// The same document of the text after an edit.
fn edited(target: Target<'_>, edit: &TextEdit, number: usize) -> Document {
    let text = apply_edits(target.text, std::slice::from_ref(edit)).expect("edits lie in the text");
    let (before, wrong_before) = parse(FILE, target.text);
    let (after, wrong_after) = parse(FILE, &text);
    assert_eq!(wrong_before.len(), wrong_after.len(), "after {edit:?}:\n{text}");
    assert_eq!(before.len(), after.len(), "after {edit:?}:\n{text}");
    after[number].clone()
}
