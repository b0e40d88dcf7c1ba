use proptest::prelude::*;
use tollgate_source::{FileId, LineIndex};

use super::{Json, JsonKind, parse};
use crate::{ast::Expr, walk};

const FILE: FileId = FileId(0);

/// `line:column text` of every value and key, outermost first.
fn shown(text: &str) -> Vec<String> {
    fn visit(json: &Json, text: &str, out: &mut Vec<String>) {
        out.push(text[json.span.range()].to_owned());
        match &json.kind {
            JsonKind::Array(items) => items.iter().for_each(|item| visit(item, text, out)),
            JsonKind::Object(members) => {
                for member in members {
                    out.push(format!("{} = {}", member.key.name, &text[member.key.span.range()]));
                    visit(&member.value, text, out);
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    visit(&parse(FILE, text).expect("it is JSON"), text, &mut out);
    out
}

/// Where it is no JSON, and what is said.
fn refused(text: &str, expected: &str) {
    let diagnostic = parse(FILE, text).expect_err("it is no JSON");
    let span = diagnostic.span.expect("it has a place");
    let place = LineIndex::new(text).line_column(text, span.start);
    assert_eq!(format!("{}:{}: {}", place.line, place.column, diagnostic.message), expected, "{text}");
    assert_eq!(diagnostic.code, Some(crate::SYNTAX));
}

#[test]
fn every_value_has_its_place() {
    assert_eq!(
        shown("\u{feff}{ \"a\\u0041\": [1, -2.5e3, \"x\\\"y\"],\n \"b\": {} , \"b\": null }"),
        [
            "{ \"a\\u0041\": [1, -2.5e3, \"x\\\"y\"],\n \"b\": {} , \"b\": null }",
            "aA = \"a\\u0041\"",
            "[1, -2.5e3, \"x\\\"y\"]",
            "1",
            "-2.5e3",
            "\"x\\\"y\"",
            "b = \"b\"",
            "{}",
            "b = \"b\"",
            "null"
        ]
    );
    let text = |json: &str| parse(FILE, json).expect("it is JSON").as_str().map(str::to_owned);
    assert_eq!(text(r#""\ud83d\ude00 \ud83d \n\/\t é""#).as_deref(), Some("😀 \u{fffd} \n/\t é"));
}

#[test]
fn what_is_no_json_is_told_with_its_place() {
    refused("{\n \"a\": 1,\n}", "3:1: `}` is not expected here: expected a key in double quotes");
    refused("{\n \"a\" 1\n}", "2:6: `1` is not expected here: expected `:` after the key");
    refused("{\n \"a\": 1\n \"b\": 2\n}", "3:2: `\\\"` is not expected here: expected `,` or `}`");
    refused("[1, 2", "1:6: the file ends too early: expected `,` or `]`");
    refused("", "1:1: the file ends too early: expected a value");
    refused("{} {}", "1:4: `{` is not expected here: expected the end of the file: one JSON value is all there may be");
    refused("[nul]", "1:2: `nul` is not expected here: expected a value");
    refused("[01]", "1:2: `01` is no number as JSON writes them");
    refused("[1.]", "1:2: `1.` is no number as JSON writes them");
    refused("[\"a\nb\"]", "1:2: this string is not closed on its line");
    refused("[\"a\\x\"]", "1:4: `\\\\x` is no escape that JSON has");
    refused("[\"\u{7}\"]", "1:3: this string holds a control character");
    refused(&"[".repeat(100_000), "1:201: brackets are nested more than 200 levels deep here");
}

/// The texts of all expressions of a value, as their spans say.
fn expressions(json: &str, lower: impl FnOnce(&Json, &str) -> Expr) -> Vec<String> {
    let value = parse(FILE, json).expect("it is JSON");
    let mut out = Vec::new();
    walk::expression(&lower(&value, json), &mut |expr| out.push(json[expr.span.range()].to_owned()));
    out
}

#[test]
fn expressions_in_texts_know_their_place_behind_escapes() {
    let templates = |json: &str| expressions(json, |value, source| value.templates(source, &mut Vec::new()));
    assert_eq!(templates(r#""plain""#), [r#""plain""#]);
    assert_eq!(templates(r#""a-${var.b}""#), [r#""a-${var.b}""#, "var.b", "var"]);
    assert_eq!(
        templates(r#""\u00e9\n${lookup(var.m, \"k\\n\")}é${c}""#),
        [
            r#""\u00e9\n${lookup(var.m, \"k\\n\")}é${c}""#,
            r#"lookup(var.m, \"k\\n\")"#,
            "var.m",
            "var",
            r#"\"k\\n\""#,
            "c"
        ]
    );
    let written = |json: &str| expressions(json, |value, source| value.expressions(source, &mut Vec::new()));
    assert_eq!(
        written(r#"["aws.west", "not one"]"#),
        [r#"["aws.west", "not one"]"#, "aws.west", "aws", r#""not one""#]
    );
}

#[test]
fn templates_that_cannot_be_read_are_told_in_place() {
    let json = r#"{ "a": "\"${1 +}" }"#;
    let mut told = Vec::new();
    parse(FILE, json).expect("it is JSON").templates(json, &mut told);
    let spans: Vec<&str> = told.iter().filter_map(|one| one.span).map(|span| &json[span.range()]).collect();
    assert_eq!(spans, ["}"]);
}

#[test]
fn members_that_do_not_matter_are_left_out() {
    let text = r#"{"a": {"b": [1], "c": 2}, "d": {"b": 3}, "b": 4}"#;
    let mut section = String::new();
    let mut is_left_out = |depth: usize, key: &str| {
        if depth == 1 {
            key.clone_into(&mut section);
        }
        depth == 2 && key == "b" && section == "a"
    };
    let json = super::parse_without(FILE, text, &mut is_left_out).expect("it is JSON");
    let at = |section: &str| &json.get(section).and_then(|json| json.get("b")).expect("it is kept").kind;
    assert!(matches!(at("a"), JsonKind::Null) && matches!(at("d"), JsonKind::Number(_)));
    assert!(super::parse_without(FILE, r#"{"a": {"b": nul}}"#, &mut |_, key| key == "b").is_err());
}

#[test]
fn repeated_keys_are_told() {
    let json = r#"{ "a": 1, "b": { "c": 1, "c": 2 }, "a": 2 }"#;
    let mut told = Vec::new();
    parse(FILE, json).expect("it is JSON").literal(&mut told);
    let messages: Vec<&str> = told.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["the key `a` occurs twice in this object", "the key `c` occurs twice in this object"]);
}

/// Text that is often nearly JSON.
fn nearly_json() -> impl Strategy<Value = String> {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"a\"",
        "\"${x}\"",
        "\"\\u00e9${é[\\\"k\\\"]}\"",
        "\"%{ if a }ü%{ endif }\"",
        "-1.5e3",
        "0",
        "null",
        "true",
        " ",
        "\n",
        "\\",
        "\\ud83d\\ude00",
        "é",
        "\"${\\n1 +\\t2}\"",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_in_place(text in prop_oneof![nearly_json(), any::<String>()], inner in nearly_json()) {
        let quoted = format!("{{\"k\": \"{inner}\", \"l\": [{text}]}}");
        for text in [text, quoted] {
            let inside = |span: tollgate_source::Span| text.get(span.range()).is_some();
            match parse(FILE, &text) {
                Ok(json) => {
                    let mut told = Vec::new();
                    for expr in [json.templates(&text, &mut told), json.expressions(&text, &mut told), json.literal(&mut told)] {
                        walk::expression(&expr, &mut |expr| assert!(inside(expr.span), "{expr:?}"));
                    }
                    prop_assert!(told.iter().filter_map(|one| one.span).all(inside));
                }
                Err(diagnostic) => prop_assert!(diagnostic.span.is_some_and(inside)),
            }
        }
    }
}
