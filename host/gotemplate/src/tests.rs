//! Every recorded answer of the real Helm, see `conformance/`.

mod mangled;
pub(crate) mod marks;

use std::{collections::BTreeMap, path::Path, rc::Rc};

use crate::{Data, Element, Engine, File, Map, Options, Value};

/// JSON as values files become it: all numbers are floats.
fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::NIL,
        serde_json::Value::Bool(value) => (*value).into(),
        serde_json::Value::Number(number) => number.as_f64().unwrap_or_default().into(),
        serde_json::Value::String(text) => Value::text(text.as_str()),
        serde_json::Value::Array(items) => Value::list(items.iter().map(value).collect()),
        serde_json::Value::Object(entries) => Value::map(map(entries)),
    }
}

fn map(entries: &serde_json::Map<String, serde_json::Value>) -> BTreeMap<Rc<str>, Value> {
    entries.iter().map(|(key, item)| (key.as_str().into(), value(item))).collect()
}

/// What `template` writes for `values`, or the error, as Helm puts it.
pub(crate) fn run(template: &str, values: &serde_json::Value) -> Result<String, String> {
    let mut engine = Engine::new(Options::default());
    let text = format!("{{{{ define \"t\" }}}}{template}{{{{ end }}}}out: {{{{ include \"t\" . | b64enc }}}}");
    engine.add("c/templates/t.yaml", &text, File(0)).map_err(|error| {
        let place = "template: c/templates/t.yaml:";
        match error.message.strip_prefix(place).and_then(|rest| rest.split_once(": ")) {
            Some((line, reason)) => format!("parse error at (c/templates/t.yaml:{line}): {reason}"),
            None => error.message,
        }
    })?;
    let values = values.as_object().map(map).unwrap_or_default();
    let values = Data::Map(Map::new(Element::Any, values).named("chartutil.Values")).into();
    let dot = Value::map(BTreeMap::from([("Values".into(), values)]));
    let outcome = engine.execute("c/templates/t.yaml", dot.clone()).map(|_| ());
    // The whole file is executed for its errors; the text is that of the part.
    outcome.and_then(|()| engine.execute("t", dot)).map(|text| shown(text.as_bytes())).map_err(|failure| {
        if failure.is_refusal {
            let place = &failure.message["template: ".len()..];
            let place = place.split(": ").next().unwrap_or_default();
            return format!("execution error at ({place}): {}", failure.reason);
        }
        // The recorder leaves out blanks at the end.
        failure.message.trim_end().to_owned()
    })
}

/// As the recorder writes bytes that are no text.
fn shown(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("\\x{byte:02x}")));
    }
    out
}

#[test]
fn templates_write_what_helm_writes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder exists")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    let only = std::env::var("ONLY").unwrap_or_default();
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in files.iter().filter(|file| file.to_string_lossy().contains(&only)) {
        let rows = std::fs::read_to_string(file).expect("it can be read");
        for (index, row) in rows.lines().enumerate() {
            let row: serde_json::Value = serde_json::from_str(row).expect("each line is JSON");
            let template = row["t"].as_str().expect("each row has a template");
            count += 1;
            let got = run(template, &row["v"]);
            let expected = match (row["out"].as_str(), row["err"].as_str()) {
                (Some(out), None) => Ok(out.to_owned()),
                (None, Some(error)) => Err(error.to_owned()),
                _ => panic!("{}:{}: not recorded", file.display(), index + 1),
            };
            if got != expected {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                wrong.push(format!("{name}:{}: {template}\n  helm: {expected:?}\n  ours: {got:?}", index + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 0, "nothing was asked");
}
