//! Which bytes of the output come from where.

use std::{collections::BTreeMap, rc::Rc};

use crate::{At, Data, Engine, File, Ledger, Options, Origin, Source, Sources, Value};

/// The runs of what `template` writes for `values`: the text, the line and column of the template that wrote it, and
/// the paths of the values (or `generated`) that it depends on. Runs that differ in nothing else are one.
pub(crate) fn marks(template: &str, values: &serde_json::Value) -> Vec<String> {
    let mut engine = Engine::new(Options::default());
    engine.add("t", template, File(0)).expect("it can be parsed");
    let values = given(&mut engine.ledger, values, "");
    let dot = Value::map(BTreeMap::from([("Values".into(), values)]));
    let out = engine.execute("t", dot).expect("it can be executed");
    let mut runs: Vec<(String, String)> = Vec::new();
    let mut start = 0;
    for piece in out.pieces() {
        let text = String::from_utf8_lossy(&out.as_bytes()[start..piece.end]).into_owned();
        start = piece.end;
        let written = piece.mark.map(|mark| engine.ledger.written(mark)).expect("all output is marked");
        let before = &template[..written.at.offset as usize];
        let line = 1 + before.matches('\n').count();
        let column = 1 + before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        let about = format!("{line}:{column}{}", names(&engine.ledger, written.sources));
        match runs.last_mut() {
            Some((all, same)) if *same == about => all.push_str(&text),
            _ => runs.push((text, about)),
        }
    }
    runs.into_iter().map(|(text, about)| format!("{text:?} {about}")).collect()
}

fn names(ledger: &Ledger, sources: Sources) -> String {
    let mut names: Vec<String> = ledger
        .sources(sources)
        .iter()
        .filter_map(|source| match source {
            Source::Value(value) => Some(format!(" {}", ledger.origin(*value).path)),
            Source::Generated(_) => Some(" generated".to_owned()),
            Source::Cluster => Some(" cluster".to_owned()),
            Source::Template(_) => None,
        })
        .collect();
    names.sort();
    names.concat()
}

/// Values that know their paths.
fn given(ledger: &mut Ledger, json: &serde_json::Value, path: &str) -> Value {
    let place = Some((At { file: File(1), offset: 0 }, 0));
    let from = ledger.given(Origin { path: path.into(), place });
    let data = match json {
        serde_json::Value::Array(items) => {
            let items = items.iter().enumerate().map(|(index, item)| given(ledger, item, &format!("{path}[{index}]")));
            return Value::list(items.collect()).with(from);
        }
        serde_json::Value::Object(entries) => {
            let mut all: BTreeMap<Rc<str>, Value> = BTreeMap::new();
            for (key, item) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                all.insert(key.as_str().into(), given(ledger, item, &path));
            }
            return Value::map(all).with(from);
        }
        serde_json::Value::Null => Data::Nil,
        serde_json::Value::Bool(value) => Data::Bool(*value),
        serde_json::Value::Number(number) => Data::Float(number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => Data::Text(text.as_str().into()),
    };
    Value { data, from }
}
