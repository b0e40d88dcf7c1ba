//! Recorded answers of the real Helm, see `conformance/README.md`.

use serde_json::Value;

use super::{Marked, MarkedContent, MarkedKey, emit_v2, node};

const ROWS: &str = include_str!("../../../conformance/to-yaml.jsonl");
/// Fewer rows are not the recording.
const AT_LEAST: usize = 2_000;

#[test]
fn values_are_written_as_helm_writes_them() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in ROWS.lines() {
        count += 1;
        let row: Value = serde_json::from_str(line).expect("a row is JSON");
        let id = row["id"].as_str().expect("an id");
        let expected = row["yaml"].as_str().expect("an answer");
        let written = match emit_v2(&document(&row)) {
            Ok(written) => written.text,
            Err(_) => String::new(),
        };
        // The template function takes off one line break, and gives nothing where something fails.
        let seen = written.strip_suffix('\n').unwrap_or(&written);
        if seen != expected {
            wrong.push(format!("{id}: {row}\nis  {seen:?}\nnot {expected:?}"));
        }
    }
    assert!(count >= AT_LEAST, "only {count} rows");
    assert!(wrong.is_empty(), "{} of {count} rows:\n{}", wrong.len(), wrong.join("\n"));
}

fn document(row: &Value) -> Marked {
    if let Some(float) = row.get("float") {
        return node(0, MarkedContent::Float(float.as_str().and_then(|text| text.parse().ok()).expect("a number")));
    }
    if let Some(integer) = row.get("integer") {
        return node(0, MarkedContent::Integer(integer.as_str().and_then(|text| text.parse().ok()).expect("a number")));
    }
    value(row.get("value").expect("one of three"))
}

/// A value as a chart has it: its numbers are floats.
fn value(json: &Value) -> Marked {
    let content = match json {
        Value::Null => MarkedContent::Null,
        Value::Bool(value) => MarkedContent::Bool(*value),
        Value::Number(number) => MarkedContent::Float(number.as_f64().expect("a float")),
        Value::String(text) => MarkedContent::Text(text.as_str().into(), Vec::new()),
        Value::Array(items) => MarkedContent::List(items.iter().map(value).collect()),
        Value::Object(entries) => {
            let entry =
                |(key, json): (&String, &Value)| (MarkedKey { mark: 0, text: key.as_str().into() }, value(json));
            MarkedContent::Map(entries.iter().map(entry).collect())
        }
    };
    node(0, content)
}
