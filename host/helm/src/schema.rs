//! `values.schema.json`. Nothing is fetched: what a schema refers to elsewhere is taken to allow anything.

use serde_json::Value as Json;
use tollgate_source::{Diagnostic, Span};

use crate::{
    INVALID,
    chart::Chart,
    values::{Kind, Map, Node, Place},
};

/// What the values of a chart and of its subcharts break of their schemas.
pub(crate) fn validate(chart: &Chart, values: &Map) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    chart_and_children(chart, values, &mut problems);
    problems
}

fn chart_and_children(chart: &Chart, values: &Map, problems: &mut Vec<Diagnostic>) {
    own(chart, values, problems);
    for child in &chart.dependencies {
        if let Some(Node { kind: Kind::Map(values), .. }) = values.get(child.name()) {
            chart_and_children(child, values, problems);
        }
    }
}

/// Answers every reference to elsewhere with a schema that allows anything.
struct Nowhere;

impl jsonschema::Retrieve for Nowhere {
    fn retrieve(&self, _: &jsonschema::Uri<String>) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Json::Bool(true))
    }
}

fn own(chart: &Chart, values: &Map, problems: &mut Vec<Diagnostic>) {
    let Some(schema) = &chart.schema else { return };
    let whole = Span::start_of(schema.file);
    let json: Json = match serde_json::from_str(&schema.text) {
        Ok(json) => json,
        Err(error) => {
            let message = format!("the schema of the values cannot be read: {error}");
            problems.push(Diagnostic::error(message).code(INVALID).at(whole));
            return;
        }
    };
    let validator = match jsonschema::options().with_retriever(Nowhere).build(&json) {
        Ok(validator) => validator,
        Err(error) => {
            let message = format!("the schema of the values is none: {error}");
            problems.push(Diagnostic::error(message).code(INVALID).at(whole));
            return;
        }
    };
    let instance = Json::Object(values.iter().map(|(key, node)| (key.to_string(), to_json(node))).collect());
    for error in validator.iter_errors(&instance) {
        let pointer = error.instance_path().to_string();
        let (path, place) = locate(values, &pointer);
        let chart_name = chart.name();
        let message = if path.is_empty() {
            format!("the values of the chart `{chart_name}` do not fit its schema: {error}")
        } else {
            format!("`{path}` of the chart `{chart_name}` does not fit its schema: {error}")
        };
        let help = "give a value that fits, in `values.yaml` or in a set of values that the chart is checked with";
        let diagnostic = Diagnostic::error(message).code(INVALID).help(help);
        let span = place.and_then(|place| place.span).or(chart.values_file.map(Span::start_of)).unwrap_or(whole);
        problems.push(diagnostic.at(span).label(whole, "by this schema"));
    }
}

/// The path of a JSON pointer as values name it, and where the innermost value on it stands.
fn locate(values: &Map, pointer: &str) -> (String, Option<Place>) {
    let mut path = String::new();
    let mut place = None;
    let mut kind: Option<&Kind> = None;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let node = match kind {
            None => values.get(step.as_str()),
            Some(Kind::Map(map)) => map.get(step.as_str()),
            Some(Kind::List(items)) => step.parse::<usize>().ok().and_then(|index| items.get(index)),
            Some(_) => None,
        };
        match kind {
            Some(Kind::List(_)) => path.push_str(&format!("[{step}]")),
            _ if path.is_empty() => path.push_str(&step),
            _ => path.push_str(&format!(".{step}")),
        }
        let Some(node) = node else { break };
        place = node.place.clone().or(place);
        kind = Some(&node.kind);
    }
    (path, place)
}

fn to_json(node: &Node) -> Json {
    match &node.kind {
        Kind::Null => Json::Null,
        Kind::Bool(value) => Json::Bool(*value),
        Kind::Int(value) => Json::from(*value),
        // Whole numbers are integers for schemas, however they are kept.
        #[allow(clippy::cast_possible_truncation, reason = "it is checked to be whole and small")]
        Kind::Float(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => Json::from(*value as i64),
        Kind::Float(value) => serde_json::Number::from_f64(*value).map_or(Json::Null, Json::Number),
        Kind::Text(text) => Json::String(text.to_string()),
        Kind::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Kind::Map(map) => Json::Object(map.iter().map(|(key, node)| (key.to_string(), to_json(node))).collect()),
    }
}
