//! Any template is executed with any values, twice the same, and what it writes knows where each byte came from.
//!
//! The input is the values as JSON in the first line, and templates behind it: a line `=== name` starts the one of that
//! name, the section before the first such line is the one that is executed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tollgate_gotemplate::{Engine, File, Options, Value, Version};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let values: serde_json::Value = serde_json::from_str(first).unwrap_or_default();
    for version in [Version::V3_17, Version::V3_21, Version::V4] {
        for is_strict in [true, false] {
            let look = || execute(rest, &values, version, is_strict);
            assert_eq!(look(), look(), "the same template gives the same text");
        }
    }
});

fn execute(text: &str, values: &serde_json::Value, version: Version, is_strict: bool) -> String {
    let options = Options { is_strict, version, max_steps: 200_000, max_output: 1 << 20, ..Options::default() };
    let mut engine = Engine::new(options);
    let mut told = String::new();
    for (number, section) in text.split("=== ").enumerate() {
        let (name, content) = if number == 0 { ("main", section) } else { section.split_once('\n').unwrap_or((section, "")) };
        if let Err(error) = engine.add(name, content, File(u32::try_from(number).unwrap_or(u32::MAX))) {
            assert!(error.offset as usize <= content.len(), "an error lies in its template");
            told.push_str(&error.reason);
        }
    }
    match engine.execute("main", value(values)) {
        Ok(text) => {
            let mut end = 0;
            for piece in text.pieces() {
                assert!(piece.end > end, "pieces are in order, and none is empty");
                end = piece.end;
                if let Some(mark) = piece.mark {
                    engine.ledger.written(mark);
                }
            }
            assert!(text.pieces().is_empty() || end == text.len(), "pieces cover the text");
            told.push_str(&text.to_str());
        }
        Err(failure) => told.push_str(&failure.message),
    }
    told
}

fn value(json: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Null => Value::NIL,
        Json::Bool(value) => (*value).into(),
        Json::Number(number) => number.as_i64().map_or_else(|| number.as_f64().unwrap_or(0.0).into(), Value::int),
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(value).collect()),
        Json::Object(entries) => Value::map(entries.iter().map(|(key, one)| (key.as_str().into(), value(one))).collect()),
    }
}
