//! Any text gives a tree; spans lie in the text, on characters, and inside of what they belong to; edits of a
//! file that parses give a file that parses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::json;
use tollgate_hcl::{
    ast::{Block, Body},
    edit, parse, parse_expression, parse_template, walk,
};
use tollgate_source::{FileId, Span, TextEdit, apply_edits};

const FILE: FileId = FileId(0);

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (file, problems) = parse(FILE, &text);
    let whole = Span::new(FILE, 0, text.len());
    check_body(&text, &file.body, whole);
    file.comments.iter().for_each(|comment| check(&text, comment.span, whole));
    for problem in &problems {
        problem.span.iter().for_each(|span| check(&text, *span, whole));
        problem.labels.iter().for_each(|label| check(&text, label.span, whole));
    }
    if problems.is_empty() {
        check_edits(&text, &file.body);
    }
    if let (Some(expr), _) = parse_expression(FILE, &text) {
        walk::expression(&expr, &mut |expr| check(&text, expr.span, whole));
    }
    drop(parse_template(FILE, &text));
});

fn check(text: &str, span: Span, within: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} is no piece of the text");
    assert!(within.contains(span), "{span:?} is not in {within:?}");
}

fn check_body(text: &str, body: &Body, within: Span) {
    for attribute in &body.attributes {
        check(text, attribute.span, within);
        check(text, attribute.name.span, attribute.span);
        check(text, attribute.value.span, attribute.span);
        walk::expression(&attribute.value, &mut |expr| check(text, expr.span, attribute.span));
    }
    for block in &body.blocks {
        check(text, block.span, within);
        check(text, block.header, block.span);
        check(text, block.inside, block.span);
        check_body(text, &block.body, block.inside);
    }
}

/// Each edit alone, for the first few nodes.
fn check_edits(text: &str, body: &Body) {
    for attribute in body.attributes.iter().take(3) {
        parses(text, &[edit::remove(text, attribute.span)]);
        parses(text, &[edit::set(text, attribute.value.span, &json!(["a", { "b": null }]))]);
        parses(text, &edit::insert_entry(text, &attribute.value, "added_by_fuzzing", &json!("${x}")));
        parses(text, &edit::push_element(text, &attribute.value, &json!(1)));
    }
    for block in body.blocks.iter().take(3) {
        parses(text, &[edit::remove(text, block.span)]);
        check_block(text, block);
        check_edits(text, &block.body);
    }
}

fn check_block(text: &str, block: &Block) {
    parses(text, &edit::insert_attribute(text, block, "added_by_fuzzing", &json!({ "a": [true] })));
    let body = serde_json::Map::from_iter([("a".to_owned(), json!("é"))]);
    parses(text, &[edit::insert_block(text, block, "added_by_fuzzing", &body)]);
}

fn parses(text: &str, edits: &[TextEdit]) {
    let edited = apply_edits(text, edits).expect("edits lie in the text and do not overlap");
    let (_, problems) = parse(FILE, &edited);
    assert!(problems.is_empty(), "after {edits:?}:\n{edited}\n{problems:?}");
}
