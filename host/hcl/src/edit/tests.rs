use proptest::prelude::*;
use serde_json::{Map, Value, json};
use tollgate_source::{FileId, TextEdit, apply_edits};

use super::{insert_attribute, insert_block, insert_entry, literal, push_element, remove, set};
use crate::ast::{Attribute, Block, Body, File};
use crate::{parse, show};

fn tree(text: &str) -> File {
    let (file, diagnostics) = parse(FileId(0), text);
    assert_eq!(diagnostics, [], "{text}");
    file
}

/// Applies what `edit` proposes and compares; the result must parse.
fn check(before: &str, edit: impl Fn(&str, &Body) -> Vec<TextEdit>, after: &str) {
    let edits = edit(before, &tree(before).body);
    let result = apply_edits(before, &edits).expect("edits that do not overlap");
    assert_eq!(result, after, "from:\n{before}");
    tree(&result);
}

fn block(body: &Body) -> &Block {
    &body.blocks[0]
}

fn attribute(name: &'static str, value: Value) -> impl Fn(&str, &Body) -> Vec<TextEdit> {
    move |text, body| insert_attribute(text, block(body), name, &value)
}

fn inner_block(name: &'static str, value: Value) -> impl Fn(&str, &Body) -> Vec<TextEdit> {
    let body: Map<String, Value> = value.as_object().expect("an object").clone();
    move |text, tree| vec![insert_block(text, block(tree), name, &body)]
}

fn entry(name: &'static str, value: Value) -> impl Fn(&str, &Body) -> Vec<TextEdit> {
    move |text, body| insert_entry(text, &body.attributes[0].value, name, &value)
}

fn element(value: Value) -> impl Fn(&str, &Body) -> Vec<TextEdit> {
    move |text, body| push_element(text, &body.attributes[0].value, &value)
}

#[test]
fn values_are_laid_out_as_terraform_fmt_leaves_them() {
    let check = |value: Value, expected: &str| {
        let text = literal(&value, 0);
        assert_eq!(text, expected);
        tree(&format!("a = {text}\n"));
    };
    check(json!(null), "null");
    check(json!(-1.5), "-1.5");
    check(json!(true), "true");
    check(json!("a\"\n\\ ${b} %{c} é\u{1}"), r#""a\"\n\\ $${b} %%{c} é\u0001""#);
    check(json!([]), "[]");
    check(json!({}), "{}");
    check(json!([1, "a"]), "[1, \"a\"]");
    check(
        json!(["x".repeat(50), "y".repeat(50)]),
        &format!("[\n  \"{}\",\n  \"{}\",\n]", "x".repeat(50), "y".repeat(50)),
    );
    check(
        json!({"a": 1, "long-er": [], "not a word": "x", "for": {"b": {}}, "c": 2}),
        "{\n  a            = 1\n  long-er      = []\n  \"not a word\" = \"x\"\n  \"for\" = {\n    b = {}\n  }\n  c = 2\n}",
    );
    check(json!([{"a": 1}]), "[\n  {\n    a = 1\n  },\n]");
    assert_eq!(literal(&json!({"a": 1}), 4), "{\n      a = 1\n    }");
}

#[test]
fn set_replaces_an_expression() {
    let value = |value: Value| {
        move |text: &str, body: &Body| vec![set(text, block(body).body.attributes[0].value.span, &value)]
    };
    check("a {\n  b = var.x # c\n}\n", value(json!(true)), "a {\n  b = true # c\n}\n");
    check("a {\n  b = <<E\nx\nE\n}\n", value(json!("y")), "a {\n  b = \"y\"\n}\n");
    check("a {\r\n  b = 1\r\n}\r\n", value(json!({"c": 1})), "a {\r\n  b = {\r\n    c = 1\r\n  }\r\n}\r\n");
}

#[test]
fn attributes_join_the_first_group() {
    check("a {\n}\n", attribute("b", json!(1)), "a {\n  b = 1\n}\n");
    check("a {}\n", attribute("b", json!(1)), "a {\n  b = 1\n}\n");
    check("a { bb = 1 }\n", attribute("c", json!(1)), "a {\n  bb = 1\n  c  = 1\n}\n");
    check("a { /* x */ }\n", attribute("c", json!(1)), "a {\n  /* x */\n  c = 1\n}\n");
    check("a {\n  # x\n}\n", attribute("c", json!(1)), "a {\n  # x\n  c = 1\n}\n");
    check(
        "a {\n  b   = 1\n  ccc = 2 # d\n\n  e = 3\n}\n",
        attribute("f", json!(4)),
        "a {\n  b   = 1\n  ccc = 2 # d\n  f   = 4\n\n  e = 3\n}\n",
    );
    // A longer name moves its neighbours, up to where their run starts.
    check(
        "a {\n  z = 0\n  # x\n  b   = 1\n  ccc = 2\n  d {}\n}\n",
        attribute("longer", json!("x")),
        "a {\n  z = 0\n  # x\n  b      = 1\n  ccc    = 2\n  longer = \"x\"\n  d {}\n}\n",
    );
    // Entries of several lines have no column; heredocs have one.
    check("a {\n  bbb = {\n  }\n}\n", attribute("c", json!(1)), "a {\n  bbb = {\n  }\n  c = 1\n}\n");
    check("a {\n  b = 1\n}\n", attribute("ccc", json!({"d": 1})), "a {\n  b = 1\n  ccc = {\n    d = 1\n  }\n}\n");
    check("a {\n  bbb = <<E\nE\n}\n", attribute("c", json!(1)), "a {\n  bbb = <<E\nE\n  c   = 1\n}\n");
    // What was not aligned is not touched.
    check("a {\n\tb=1\n\tcc   =   2\n}\n", attribute("ddddd", json!(1)), "a {\n\tb=1\n\tcc   =   2\n\tddddd = 1\n}\n");
    check("a {\r\n  b = 1\r\n}\r\n", attribute("cc", json!(1)), "a {\r\n  b  = 1\r\n  cc = 1\r\n}\r\n");
    check("a {\n  b {\n  }\n}\n", attribute("c", json!(1)), "a {\n  b {\n  }\n  c = 1\n}\n");
    check("\u{feff}a {}", attribute("c", json!(1)), "\u{feff}a {\n  c = 1\n}");
}

#[test]
fn blocks_stand_behind_their_like() {
    check("a {\n}\n", inner_block("b", json!({})), "a {\n  b {}\n}\n");
    check("a {}\n", inner_block("b", json!({"c": 1})), "a {\n  b {\n    c = 1\n  }\n}\n");
    check("a { x = 1 }\n", inner_block("b", json!({})), "a {\n  x = 1\n\n  b {}\n}\n");
    check(
        "a {\n  x = 1\n}\n",
        inner_block("b", json!({"c": 1, "long": "y", "d": [{"e": 1}]})),
        "a {\n  x = 1\n\n  b {\n    c    = 1\n    long = \"y\"\n\n    d {\n      e = 1\n    }\n  }\n}\n",
    );
    check(
        "a {\n  b {\n  } # x\n\n  c {\n  }\n}\n",
        inner_block("b", json!({"d": [1]})),
        "a {\n  b {\n  } # x\n\n  b {\n    d = [1]\n  }\n\n  c {\n  }\n}\n",
    );
}

#[test]
fn entries_are_added_to_objects() {
    check("a = {}\n", entry("b", json!(1)), "a = {\n  b = 1\n}\n");
    check("a = {\n}\n", entry("b", json!(1)), "a = {\n  b = 1\n}\n");
    check("a = { b = 1 }\n", entry("c d", json!(1)), "a = { b = 1, \"c d\" = 1 }\n");
    check("a = { b = 1, }\n", entry("c", json!(1)), "a = { b = 1, c = 1, }\n");
    check("a = {\n  b = 1\n}\n", entry("ccc", json!("x")), "a = {\n  b   = 1\n  ccc = \"x\"\n}\n");
    check("a = {\n  b = 1, # x\n}\n", entry("c", json!(1)), "a = {\n  b = 1, # x\n  c = 1,\n}\n");
    check("a = {\n  \"b\" = 1\n}\n", entry("c", json!(1)), "a = {\n  \"b\" = 1\n  \"c\" = 1\n}\n");
    check("a = {\n  b: 1\n}\n", entry("c", json!(1)), "a = {\n  b: 1\n  c: 1\n}\n");
    check("a = {\n  \"b\" : 1\n}\n", entry("c", json!(1)), "a = {\n  \"b\" : 1\n  \"c\" : 1\n}\n");
    check("a = {\n  b = 1 }\n", entry("c", json!(1)), "a = {\n  b = 1\n  c = 1 }\n");
    check("a = [1]\n", entry("c", json!(1)), "a = [1]\n");
}

#[test]
fn elements_are_added_to_lists() {
    check("a = []\n", element(json!("x")), "a = [\"x\"]\n");
    check("a = [\n]\n", element(json!("x")), "a = [\n  \"x\",\n]\n");
    check("a = [1, 2]\n", element(json!(3)), "a = [1, 2, 3]\n");
    check("a = [1, 2,]\n", element(json!(3)), "a = [1, 2, 3,]\n");
    check("a = [\n  1,\n  2, # x\n]\n", element(json!(3)), "a = [\n  1,\n  2, # x\n  3,\n]\n");
    check("a = [\n  1,\n  2 # x\n]\n", element(json!(3)), "a = [\n  1,\n  2, # x\n  3\n]\n");
    check("a = [\n  1,\n  2]\n", element(json!(3)), "a = [\n  1,\n  2,\n  3]\n");
    check("a = [<<E\nx\nE\n]\n", element(json!(3)), "a = [<<E\nx\nE\n  , 3\n]\n");
    check("a = {}\n", element(json!(3)), "a = {}\n");
}

#[test]
fn nothing_is_left_of_what_is_removed() {
    let attribute = |text: &str, body: &Body| vec![remove(text, block(body).body.attributes[0].span)];
    check("a {\n  b = 1\n  c = 2\n}\n", attribute, "a {\n  c = 2\n}\n");
    check("a {\n  b = 1 # why\n}\n", attribute, "a {\n}\n");
    check("a {\n  x {}\n\n  b = 1\n}\n", attribute, "a {\n  x {}\n}\n");
    check("a { b = 1 }\n", attribute, "a {}\n");
    check("a {\n  b = <<E\nx\nE\n}\n", attribute, "a {\n}\n");
    let whole = |text: &str, body: &Body| vec![remove(text, block(body).span)];
    check("x = 1\n\na {\n}\n\nb = 1\n", whole, "x = 1\n\nb = 1\n");
    let items = |at: usize| {
        move |text: &str, body: &Body| match &body.attributes[0].value.kind {
            crate::ast::ExprKind::Tuple(items) => vec![remove(text, items[at].span)],
            crate::ast::ExprKind::Object(items) => vec![remove(text, items[at].key.span().to(items[at].value.span))],
            _ => Vec::new(),
        }
    };
    check("a = [1, 2, 3]\n", items(0), "a = [2, 3]\n");
    check("a = [1, 2, 3]\n", items(2), "a = [1, 2]\n");
    check("a = [1]\n", items(0), "a = []\n");
    check("a = [\n  1,\n  2\n]\n", items(1), "a = [\n  1,\n]\n");
    check("a = { b = 1, c = 2 }\n", items(1), "a = { b = 1 }\n");
}

fn attributes(body: &Body) -> Vec<&Attribute> {
    let mut all: Vec<&Attribute> = body.attributes.iter().collect();
    all.extend(body.blocks.iter().flat_map(|block| attributes(&block.body)));
    all
}

fn name() -> impl Strategy<Value = String> {
    "[a-e]{1,5}"
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[ -~é\n\t]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-d \"]{1,4}", inner, 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Bodies of a block in many layouts; names are made unique by their place.
fn lines() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        (name(), 0..3usize).prop_map(|(name, pad)| format!("  {name}_#{} = 1\n", " ".repeat(pad))),
        name().prop_map(|name| format!("  {name}_# = 1 # note\n")),
        name().prop_map(|name| format!("  {name}_# = [\n    1,\n    2 // x\n  ]\n")),
        name().prop_map(|name| format!("  {name}_# = {{ x = 1 }}\n")),
        name().prop_map(|name| format!("  {name}_# = {{\n    x   = 1,\n    yyy = \"${{a}}\"\n  }}\n")),
        name().prop_map(|name| format!("  {name}_# = <<-E\n    text {{\n  E\n")),
        name().prop_map(|name| format!("  {name} {{\n    x = \"}}\"\n  }}\n")),
        name().prop_map(|name| format!("  {name} {{}}\n")),
        Just("\n".to_owned()),
        Just("  # note }\n".to_owned()),
        Just("  /* note\n */\n".to_owned()),
    ];
    prop::collection::vec(line, 0..8).prop_map(|lines| {
        let numbered = lines.iter().enumerate().map(|(at, line)| line.replacen("_#", &format!("_{at}"), 1));
        format!("head = 1\nx \"y\" {{\n{}}}\ntail = 2\n", numbered.collect::<String>())
    })
}

fn expected(value: &Value) -> String {
    show::expr(&tree(&format!("a = {}\n", literal(value, 0))).body.attributes[0].value)
}

/// Edits only add or take blanks and line breaks around what they bring.
fn only_blanks_go(text: &str, edits: &[TextEdit]) {
    for edit in edits {
        let gone = &text[edit.span.range()];
        assert!(gone.trim().is_empty(), "{gone:?} is lost");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_inserted_attribute_is_the_only_change(text in lines(), value in value(), name in name()) {
        let before = tree(&text);
        let edits = insert_attribute(&text, block(&before.body), &name, &value);
        only_blanks_go(&text, &edits);
        let result = apply_edits(&text, &edits).expect("edits that do not overlap");
        let after = tree(&result);
        let new = block(&after.body).body.attribute(&name).expect("the new attribute");
        prop_assert_eq!(show::expr(&new.value), expected(&value));
        let slices = |text: &str, body: &Body| -> Vec<String> {
            attributes(body).iter().map(|a| format!("{}={}", a.name.name, &text[a.value.span.range()])).collect()
        };
        let mut kept = slices(&result, &after.body);
        let own = kept.iter().position(|slice| slice.starts_with(&format!("{name}="))).expect("the new attribute");
        kept.remove(own);
        prop_assert_eq!(kept, slices(&text, &before.body));
        // And gone again.
        let back = apply_edits(&result, &[remove(&result, new.span)]).expect("one edit");
        prop_assert_eq!(show::body(&tree(&back).body), show::body(&before.body));
    }

    #[test]
    fn an_inserted_block_is_the_only_change(text in lines(), value in value(), name in name()) {
        let before = tree(&text);
        let body: Map<String, Value> = [("k".to_owned(), value)].into_iter().collect();
        let edit = insert_block(&text, block(&before.body), &name, &body);
        prop_assert!(edit.span.start == edit.span.end);
        let after = tree(&apply_edits(&text, &[edit]).expect("one edit"));
        prop_assert_eq!(block(&after.body).body.blocks.len(), block(&before.body).body.blocks.len() + 1);
        prop_assert_eq!(&show::body(&after.body)[..8], "head = 1");
    }

    #[test]
    fn an_object_and_a_list_grow_by_one(text in lines(), value in value()) {
        let before = tree(&text);
        for attribute in attributes(&before.body) {
            let at = attribute.value.span.start;
            let grown = |edits: &[TextEdit]| {
                only_blanks_go(&text, edits);
                let after = tree(&apply_edits(&text, edits).expect("edits that do not overlap"));
                let all = attributes(&after.body);
                let same = all.into_iter().find(|other| other.name.name == attribute.name.name && other.value.span.start >= at);
                show::expr(&same.expect("the attribute").value)
            };
            let shown = show::expr(&attribute.value);
            let inner = shown.get(1..shown.len() - 1).unwrap_or("");
            match &attribute.value.kind {
                crate::ast::ExprKind::Object(_) => {
                    let edits = insert_entry(&text, &attribute.value, "new", &value);
                    prop_assert_eq!(grown(&edits), format!("{{{inner}, new: {}}}", expected(&value)));
                }
                crate::ast::ExprKind::Tuple(_) => {
                    let edits = push_element(&text, &attribute.value, &value);
                    prop_assert_eq!(grown(&edits), format!("[{inner}, {}]", expected(&value)));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn any_text_parses(text in "[a-c{}\\[\\]()\"$%#/*=,:?<>~. \n\\\\-é\u{feff}]{0,60}") {
        let (file, diagnostics) = parse(FileId(0), &text);
        for diagnostic in &diagnostics {
            let span = diagnostic.span.expect("a place");
            prop_assert!(text.get(span.range()).is_some());
        }
        for attribute in attributes(&file.body) {
            prop_assert!(text.get(attribute.span.range()).is_some());
        }
        let _ = crate::parse_template(FileId(0), &text);
        let _ = crate::parse_expression(FileId(0), &text);
    }
}
