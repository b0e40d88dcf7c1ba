//! Texts before and after.

use serde_json::{Value, json};
use tollgate_source::{FileId, Span, TextEdit, apply_edits};

use super::{At, Target, insert_entry, push_item, remove, set};
use crate::{Content, Dialect, Document, Node, parse};

mod properties;

fn document(text: &str) -> Document {
    let (mut documents, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics, [], "{text}");
    documents.remove(0)
}

/// The node at `a.b.0`; the root at the empty path.
fn at<'t>(root: &'t Node, path: &str) -> &'t Node {
    path.split('.').filter(|step| !step.is_empty()).fold(root, |node, step| match &node.content {
        Content::Sequence(items) => &items[step.parse::<usize>().expect("a number")],
        Content::Mapping(pairs) => {
            let is_it = |key: &Node| matches!(&key.content, Content::Scalar(text, _) if &**text == step);
            &pairs.iter().find(|pair| is_it(&pair.key)).expect("an entry").value
        }
        _ => panic!("nothing at {path}"),
    })
}

/// Applies what `edit` makes of the node at `path` and compares; `none` when it makes nothing.
fn check(before: &str, path: &str, edit: impl Fn(Target<'_>, Span) -> Option<TextEdit>, after: &str) {
    let document = document(before);
    let target = Target { text: before, document: &document, dialect: Dialect::Kubernetes };
    let result = match edit(target, at(&document.root, path).span) {
        Some(edit) => apply_edits(before, &[edit]).expect("one edit"),
        None => "none".to_owned(),
    };
    assert_eq!(result, after, "from:\n{before}");
}

fn to(value: Value) -> impl Fn(Target<'_>, Span) -> Option<TextEdit> {
    move |target, span| set(target, span, &value)
}

fn entry(key: &'static str, value: Value) -> impl Fn(Target<'_>, Span) -> Option<TextEdit> {
    move |target, span| insert_entry(target, span, At::End, key, &value)
}

fn entry_at(at: At<'static>, key: &'static str, value: Value) -> impl Fn(Target<'_>, Span) -> Option<TextEdit> {
    move |target, span| insert_entry(target, span, at, key, &value)
}

fn item(value: Value) -> impl Fn(Target<'_>, Span) -> Option<TextEdit> {
    move |target, span| push_item(target, span, &value)
}

#[test]
fn set_keeps_quotes_and_adds_those_that_are_needed() {
    check("a: x # c\nb: 1\n", "a", to(json!("z")), "a: z # c\nb: 1\n");
    check("a: 'x'\n", "a", to(json!("it's")), "a: 'it''s'\n");
    check("a: \"x\"\n", "a", to(json!("é \"\\\n")), "a: \"é \\\"\\\\\\n\"\n");
    check("a: x\n", "a", to(json!("yes")), "a: \"yes\"\n");
    check("a: x\n", "a", to(json!("010")), "a: \"010\"\n");
    check("a: x\n", "a", to(json!("22:22")), "a: \"22:22\"\n");
    check("a: x\n", "a", to(json!("2020-01-01")), "a: \"2020-01-01\"\n");
    check("a: x\n", "a", to(json!("")), "a: \"\"\n");
    check("a: x\n", "a", to(json!("a: b")), "a: \"a: b\"\n");
    check("a: x\n", "a", to(json!("a #b")), "a: \"a #b\"\n");
    check("a: x\n", "a", to(json!("nginx:1.27")), "a: nginx:1.27\n");
    check("a: x\n", "a", to(json!("-v")), "a: -v\n");
    check("a: x\n", "a", to(json!("*")), "a: \"*\"\n");
    check("a: x\n", "a", to(json!("a, b [c]")), "a: a, b [c]\n");
    check("a: [x, y]\n", "a.0", to(json!("a, b [c]")), "a: [\"a, b [c]\", y]\n");
    check("a: 'x'\n", "a", to(json!(true)), "a: true\n");
    check("a: 1\n", "a", to(json!(2.5)), "a: 2.5\n");
    check("- x\n- 1\n", "1", to(json!(null)), "- x\n- null\n");
    check("x\n", "", to(json!("z")), "z\n");
}

#[test]
fn set_fills_what_is_empty() {
    check("a:\nb: 1\n", "a", to(json!(true)), "a: true\nb: 1\n");
    check("a: # c\n", "a", to(json!(1)), "a: 1 # c\n");
    check("-\n- b", "0", to(json!(1)), "- 1\n- b");
    check("{a: , b: 1}\n", "a", to(json!(1)), "{a: 1, b: 1}\n");
    check("a: &x\nb: 1\n", "a", to(json!(1)), "a: &x 1\nb: 1\n");
}

#[test]
fn set_replaces_blocks() {
    check("a: | # c\n  x\n  y\nb: 1\n", "a", to(json!("z")), "a: z\nb: 1\n");
    check("a: |\n  x\n  y\n\nb: 1\n", "a", to(json!("p\nq\n")), "a: |\n  p\n  q\n\nb: 1\n");
    check("a: |-\n  x\nb: 1\n", "a", to(json!("p\n\nq")), "a: |-\n  p\n\n  q\nb: 1\n");
    check("a: x\n", "a", to(json!(" p\nq")), "a: \" p\\nq\"\n");
    check("a:\n  b: 1\n  c: 2\nd: 3\n", "a", to(json!(false)), "a: false\nd: 3\n");
    check("a:\n  b: 1 # c\nd: 3\n", "a", to(json!(false)), "none");
    check(
        "a: 1 # c\nd: 3\n",
        "a",
        to(json!({"x": [1, {"w": 2, "z": []}]})),
        "a: # c\n  x:\n    - 1\n    - w: 2\n      z: []\nd: 3\n",
    );
    check("a: []\nd: 3\n", "a", to(json!(["ALL"])), "a:\n  - ALL\nd: 3\n");
    check("- a\n- b\n", "0", to(json!({"x": 1, "z": 2})), "- x: 1\n  z: 2\n- b\n");
    check("a: [1, 2]\n", "a.1", to(json!({"x": [1]})), "a: [1, {x: [1]}]\n");
}

#[test]
fn entries_go_behind_the_last_one() {
    check("a: 1\nb: 2 # two\n# end\n", "", entry("c", json!(3)), "a: 1\nb: 2 # two\nc: 3\n# end\n");
    check("a: 1", "", entry("c", json!(3)), "a: 1\nc: 3");
    check("a: 1\r\nb: 2\r\n", "", entry("c", json!({"d": 1})), "a: 1\r\nb: 2\r\nc:\r\n  d: 1\r\n");
    check(
        "x:\n    a:\n        b: 1\n\ny: 2\n",
        "x.a",
        entry("c", json!({"d": {"e": "f"}})),
        "x:\n    a:\n        b: 1\n        c:\n            d:\n                e: f\n\ny: 2\n",
    );
    check(
        "x:\n- a: 1\n- b: 2\n  c: |\n    t\n\ny: 3\n",
        "x.1",
        entry("d", json!([1])),
        "x:\n- a: 1\n- b: 2\n  c: |\n    t\n  d:\n  - 1\n\ny: 3\n",
    );
    check("x:\n  - a: 1 # c\ny: 3\n", "x.0", entry("d", json!(1)), "x:\n  - a: 1 # c\n    d: 1\ny: 3\n");
    check("a: 1\nb:\n", "", entry("c", json!("x")), "a: 1\nb:\nc: x\n");
    check("a:\n  - 1\n  -\n", "", entry("c", json!("x")), "a:\n  - 1\n  -\nc: x\n");
    check("a: 1\n", "", entry("yes", json!("x")), "a: 1\n\"yes\": x\n");
    check("a: 1\n", "", entry("a", json!(2)), "none");
    check("? a\n: b\n", "", entry("c", json!(2)), "? a\n: b\nc: 2\n");
    check("a: |+\n  x\n\n\n", "", entry("c", json!(2)), "a: |+\n  x\n\n\nc: 2\n");
    check("a: 1\n---\nb: 2\n", "", entry("c", json!(3)), "a: 1\nc: 3\n---\nb: 2\n");
    check("---\na: 1\n...\n", "", entry("c", json!("p\nq\n")), "---\na: 1\nc: |\n  p\n  q\n...\n");
}

#[test]
fn entries_go_beside_others() {
    check("a: 1\n# of b\nb: 2\n", "", entry_at(At::Before("b"), "c", json!(3)), "a: 1\nc: 3\n# of b\nb: 2\n");
    check("a: 1\nb: 2\n", "", entry_at(At::Before("a"), "c", json!(3)), "c: 3\na: 1\nb: 2\n");
    check("- a: 1\n  b: 2\n", "0", entry_at(At::Before("a"), "c", json!([1])), "- c:\n    - 1\n  a: 1\n  b: 2\n");
    check("a:\n  x: 1 # c\nb: 2\n", "", entry_at(At::After("a"), "c", json!(3)), "a:\n  x: 1 # c\nc: 3\nb: 2\n");
    check("{a: 1, b: 2}\n", "", entry_at(At::Before("a"), "c", json!(3)), "{c: 3, a: 1, b: 2}\n");
    check("{a: 1, b: 2}\n", "", entry_at(At::After("a"), "c", json!(3)), "{a: 1, c: 3, b: 2}\n");
    check("{a: 1, b: 2}\n", "", entry_at(At::Before("b"), "c", json!(3)), "{a: 1, c: 3, b: 2}\n");
    check("a: 1\n", "", entry_at(At::After("z"), "c", json!(3)), "none");
}

#[test]
fn entries_go_into_brackets() {
    check("x: { a: 1 } # c\n", "x", entry("b", json!([1, "x"])), "x: { a: 1, b: [1, x] } # c\n");
    check("x: {a: 1,}\n", "x", entry("b", json!({})), "x: {a: 1, b: {},}\n");
    check("x: {a: }\n", "x", entry("b", json!(1)), "x: {a:, b: 1 }\n");
    check("x: {a}\n", "x", entry("b", json!(1)), "x: {a, b: 1}\n");
    check("{\"a\": \"b\"}", "", entry("c", json!("d")), "{\"a\": \"b\", \"c\": \"d\"}");
    check(
        "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n",
        "a",
        entry("c", json!(true)),
        "{\n  \"a\": {\n    \"b\": 1,\n    \"c\": true\n  }\n}\n",
    );
    check("x: {a: 1, # c\n  b: 2}\n", "x", entry("c", json!(1)), "none");
    check("[a: 1, b]\n", "0", entry("c", json!(1)), "none");
    check("[{}, b]\n", "0", entry("c", json!(1)), "[{c: 1}, b]\n");
    check("[{a: }, b]\n", "0.a", entry("c", json!(1)), "[{a: {c: 1} }, b]\n");
}

#[test]
fn the_first_entry_makes_a_block() {
    check("a:\nb: 1\n", "a", entry("c", json!(1)), "a:\n  c: 1\nb: 1\n");
    check("a: # why\n\nb: 1\n", "a", entry("c", json!(1)), "a: # why\n  c: 1\n\nb: 1\n");
    check("a: {} # why\nb: 1\n", "a", entry("c", json!(1)), "a: # why\n  c: 1\nb: 1\n");
    check("x:\n- a: {}\n", "x.0.a", entry("c", json!([1])), "x:\n- a:\n    c:\n    - 1\n");
    check("- {}\n- b\n", "0", entry("c", json!({"d": 1})), "- c:\n    d: 1\n- b\n");
    check("-\n- b\n", "0", entry("c", json!(1)), "- c: 1\n- b\n");
    check("{}\n", "", entry("c", json!(1)), "c: 1\n");
    check("--- {}\n", "", entry("c", json!(1)), "--- {c: 1}\n");
    check("a: &x {}\nb: 1\n", "a", entry("c", json!(1)), "a: &x\n  c: 1\nb: 1\n");
}

#[test]
fn items_go_behind_the_last_one() {
    check("a:\n  - x # c\n  # end\nb: 1\n", "a", item(json!("z")), "a:\n  - x # c\n  - z\n  # end\nb: 1\n");
    check("a:\n- x\nb: 1\n", "a", item(json!({"k": 1, "l": [2]})), "a:\n- x\n- k: 1\n  l:\n  - 2\nb: 1\n");
    check("- - a\n  - b\n- c\n", "0", item(json!([1])), "- - a\n  - b\n  - - 1\n- c\n");
    check("a: [x, y]\n", "a", item(json!("z")), "a: [x, y, z]\n");
    check("a: [\"x\"]\n", "a", item(json!("z")), "a: [\"x\", \"z\"]\n");
    check("a: [\n  x,\n  y,\n]\n", "a", item(json!("z")), "a: [\n  x,\n  y,\n  z,\n]\n");
    check("a: []\nb:\n  - 1\n", "a", item(json!("z")), "a:\n  - z\nb:\n  - 1\n");
    check("a:\nb:\n- 1\n", "a", item(json!("z")), "a:\n- z\nb:\n- 1\n");
    check("a: [[], 1]\n", "a.0", item(json!("z")), "a: [[z], 1]\n");
    check("[]", "", item(json!({"a": 1, "b": 2})), "- a: 1\n  b: 2");
    check("- x\n-\n", "", item(json!(null)), "- x\n-\n- null\n");
}

#[test]
fn removal_takes_lines_and_the_comments_of_what_goes() {
    check("a: 1\n# of b\nb: 2 # two\n# end\n", "b", remove, "a: 1\n# end\n");
    check("a: 1\n# apart\n\nb: 2\nc: 3\n", "b", remove, "a: 1\n# apart\n\nc: 3\n");
    check("# file\na: 1\nb: 2\n", "a", remove, "# file\nb: 2\n");
    check("a: 1\nb:\n  c: 1\n  d:\n    - 1\ne: 2\n", "b", remove, "a: 1\ne: 2\n");
    check("a: 1\nb: |\n  x\n\n  y\nc: 2\n", "b", remove, "a: 1\nc: 2\n");
    check("a: 1\r\nb: 2\r\n", "b", remove, "a: 1\r\n");
    check("a: 1\r\nb: 2", "b", remove, "a: 1");
    check("- a: 1\n  b: 2\n- c\n", "0.a", remove, "- b: 2\n- c\n");
    check("- a: 1\n  # of b\n  b: 2\n- c\n", "0.a", remove, "none");
    check("- a\n- b # c\n- d\n", "1", remove, "- a\n- d\n");
    check("- - a\n  - b\n", "0.0", remove, "- - b\n");
    check("a:\n- 1\n- x: 1\n  y: 2\n- 3\nb: 2\n", "a.1", remove, "a:\n- 1\n- 3\nb: 2\n");
    check("{a: 1, b: 2, c: 3}\n", "b", remove, "{a: 1, c: 3}\n");
    check("{a: 1, b: 2}\n", "b", remove, "{a: 1}\n");
    check("a: [\n  x,\n  y\n]\n", "a.0", remove, "a: [\n  y\n]\n");
    check("a: [x, y,]\n", "a.1", remove, "a: [x,]\n");
    check("a: [x, # c\n  y]\n", "a.1", remove, "none");
}

#[test]
fn the_last_one_leaves_empty_brackets() {
    check("a:\n  b: 1 # c\nd: 2\n", "a.b", remove, "a: {}\nd: 2\n");
    check("a: # why\n  b: 1\n", "a.b", remove, "a: {} # why\n");
    check("a:\n  # of b\n  b: 1\n", "a.b", remove, "none");
    check("a:\n- b\nd: 2\n", "a.0", remove, "a: []\nd: 2\n");
    check("- a: 1\n- b\n", "0.a", remove, "- {}\n- b\n");
    check("a: 1", "a", remove, "{}");
    check("a: { b: 1, }\n", "a.b", remove, "a: {}\n");
    check("a: &x\n  b: 1\n", "a.b", remove, "a: &x {}\n");
}

#[test]
fn what_is_shared_is_left_alone() {
    let text = "a: &a {k: [1]}\nb: *a\nc: &c 1\n";
    check(text, "a", entry("l", json!(1)), "none");
    check(text, "a.k", item(json!(1)), "none");
    check(text, "a.k.0", to(json!(1)), "none");
    check(text, "a", remove, "none");
    check(text, "b", to(json!(2)), "a: &a {k: [1]}\nb: 2\nc: &c 1\n");
    check(text, "c", to(json!(2)), "a: &a {k: [1]}\nb: *a\nc: &c 2\n");
    check(text, "b", remove, "a: &a {k: [1]}\nc: &c 1\n");
    check(text, "", entry("d", json!(2)), "a: &a {k: [1]}\nb: *a\nc: &c 1\nd: 2\n");
}

#[test]
fn the_dialect_decides_about_quotes() {
    let set_in = |dialect, value: &Value| {
        let document = document("a: x\n");
        let target = Target { text: "a: x\n", document: &document, dialect };
        let edit = set(target, at(&document.root, "a").span, value).expect("an edit");
        apply_edits("a: x\n", &[edit]).expect("one edit")
    };
    for dialect in [Dialect::Terraform, Dialect::Kubernetes, Dialect::Compose] {
        for text in ["on", "1_000", "0x1F", "1e3", "2001-01-01", "~", "null", ".inf", "0o7", "True", "<<"] {
            assert_eq!(set_in(dialect, &json!(text)), format!("a: \"{text}\"\n"), "{dialect:?}");
        }
        assert_eq!(set_in(dialect, &json!(-1.5e300)), "a: -1.5e+300\n");
    }
}
