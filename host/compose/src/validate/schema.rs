//! The published schema of the Compose Specification, and its errors in words.

use std::sync::OnceLock;

use jsonschema::{
    Draft, ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::Value as Json;
use tollgate_source::{Diagnostic, Span, did_you_mean};

use crate::{
    INVALID,
    load::Session,
    model::{Kind, Node},
};

const SCHEMA: &str = include_str!("../../schema/compose-spec.json");

struct Schema {
    document: Json,
    validator: Validator,
}

/// Compiled when first used: a run without Compose files does not pay for it.
fn schema() -> &'static Schema {
    static ONCE: OnceLock<Schema> = OnceLock::new();
    ONCE.get_or_init(|| {
        let mut document: Json = serde_json::from_str(SCHEMA).expect("the schema is JSON, as a test shows");
        // It names its draft by an address that no library knows; which one it is, is said below.
        if let Some(object) = document.as_object_mut() {
            object.remove("$schema");
            object.remove("$id");
        }
        let options = jsonschema::options().with_draft(Draft::Draft7);
        let validator = options.build(&document).expect("the schema is valid, as a test shows");
        Schema { document, validator }
    })
}

/// Says what of `whole` is not of the shape that the specification asks for.
pub(crate) fn check(session: &mut Session<'_>, whole: &Node) {
    let instance = to_json(whole);
    let schema = schema();
    if schema.validator.is_valid(&instance) {
        return;
    }
    for error in schema.validator.iter_errors(&instance) {
        explain(session, whole, &error, schema);
    }
}

fn explain(session: &mut Session<'_>, whole: &Node, error: &ValidationError<'_>, schema: &Schema) {
    let pointer = error.instance_path().to_string();
    let Some(place) = locate(whole, &pointer) else { return };
    let name = place.name();
    let here = place.node;
    let say = |message: String| Diagnostic::error(message).code(INVALID).at(here.origin.span);
    let diagnostic = match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = properties(schema, error);
            for key in unexpected {
                let entry = here.as_map().and_then(|map| map.get(key.as_str()));
                let span = entry.map_or(here.origin.span, |entry| entry.key_span);
                session.report(unknown_key(&place, key, span, &known));
            }
            return;
        }
        ValidationErrorKind::Required { property } => {
            say(format!("`{name}` lacks `{}`", property.as_str().unwrap_or_default()))
        }
        // What follows is about values, and those that depend on a variable without a value are not known.
        _ if has_hole(here) => return,
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            // The alternative that fits at least in kind says what is wrong within.
            let is_of_kind = |errors: &&Vec<ValidationError<'static>>| {
                !errors.is_empty()
                    && errors.iter().all(|inner| {
                        inner.instance_path().to_string().len() > pointer.len()
                            || !matches!(inner.kind(), ValidationErrorKind::Type { .. })
                    })
            };
            if let Some(errors) = context.iter().find(is_of_kind) {
                errors.iter().for_each(|inner| explain(session, whole, inner, schema));
                return;
            }
            let mut kinds: Vec<String> = Vec::new();
            for inner in context.iter().flatten() {
                if let ValidationErrorKind::Type { kind } = inner.kind() {
                    kinds.extend(types(kind));
                }
            }
            kinds.dedup();
            say(format!("`{name}` must be {}, and this is {}", either(&kinds), kind_of(here)))
        }
        ValidationErrorKind::Type { kind } => {
            say(format!("`{name}` must be {}, and this is {}", either(&types(kind)), kind_of(here)))
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> =
                options.as_array().into_iter().flatten().map(|option| format!("`{}`", shown(option))).collect();
            let diagnostic = say(format!("`{name}` must be one of {}", options.join(", ")));
            let near = here.as_str().and_then(|text| {
                did_you_mean(text, options.iter().map(|option| option.trim_matches('`'))).map(str::to_owned)
            });
            match near {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic,
            }
        }
        ValidationErrorKind::UniqueItems => say(format!("`{name}` has the same element twice")),
        ValidationErrorKind::Pattern { pattern } => say(format!("`{name}` is not of the form `{pattern}`")),
        ValidationErrorKind::MinItems { limit } => say(format!("`{name}` needs at least {limit} elements")),
        ValidationErrorKind::Minimum { limit } => say(format!("`{name}` must be at least {limit}")),
        ValidationErrorKind::Maximum { limit } => say(format!("`{name}` must be at most {limit}")),
        _ => say(format!("`{name}` is not as the Compose Specification asks: {}", error.masked())),
    };
    session.report(diagnostic);
}

fn unknown_key(place: &Located<'_>, key: &str, span: Span, known: &[&str]) -> Diagnostic {
    let what = match place.keys.as_slice() {
        [] => "a Compose file".to_owned(),
        [section]
            if ["services", "networks", "volumes", "secrets", "configs", "models"].contains(&section.as_str()) =>
        {
            let message = format!("`{key}` cannot be a name in `{section}`");
            let help = "names are made of letters, digits, `.`, `_` and `-`";
            return Diagnostic::error(message).code(INVALID).at(span).help(help);
        }
        _ => format!("`{}`", place.name()),
    };
    let diagnostic = Diagnostic::error(format!("{what} does not take `{key}`")).code(INVALID).at(span);
    match did_you_mean(key, known.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("remove it, or name it `x-…` if it is for another program"),
    }
}

/// The names of what the object could have where an unknown key was found.
fn properties<'s>(schema: &'s Schema, error: &ValidationError<'_>) -> Vec<&'s str> {
    let path = error.schema_path().to_string();
    let around = path.rsplit_once('/').map_or("", |(around, _)| around);
    let properties = schema.document.pointer(around).and_then(|object| object.get("properties"));
    properties.and_then(Json::as_object).into_iter().flat_map(|object| object.keys()).map(String::as_str).collect()
}

/// A node and the way to it.
struct Located<'n> {
    node: &'n Node,
    keys: Vec<String>,
}

impl Located<'_> {
    fn name(&self) -> String {
        let mut out = String::new();
        for key in &self.keys {
            if key.bytes().all(|byte| byte.is_ascii_digit()) && !out.is_empty() {
                out.push_str(&format!("[{key}]"));
                continue;
            }
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(key);
        }
        if out.is_empty() { "the file".to_owned() } else { out }
    }
}

fn locate<'n>(whole: &'n Node, pointer: &str) -> Option<Located<'n>> {
    let mut found = Located { node: whole, keys: Vec::new() };
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        found.node = match &found.node.kind {
            Kind::Map(map) => &map.get(key.as_str())?.value,
            Kind::List(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => return None,
        };
        found.keys.push(key);
    }
    Some(found)
}

fn has_hole(node: &Node) -> bool {
    match &node.kind {
        Kind::Text(text) => !text.holes.is_empty(),
        Kind::List(items) => items.iter().any(has_hole),
        Kind::Map(map) => map.values().any(|entry| has_hole(&entry.value)),
        _ => false,
    }
}

fn to_json(node: &Node) -> Json {
    match &node.kind {
        Kind::Null => Json::Null,
        Kind::Bool(value) => Json::Bool(*value),
        Kind::Int(value) => match (i64::try_from(*value), u64::try_from(*value)) {
            (Ok(value), _) => Json::from(value),
            (_, Ok(value)) => Json::from(value),
            #[expect(clippy::cast_precision_loss, reason = "only its kind is looked at")]
            _ => Json::from(*value as f64),
        },
        // No attribute takes one, and no type of JSON is one: of a list of nothing the same can be said.
        Kind::Moment(_) => Json::Array(Vec::new()),
        Kind::Float(value) => serde_json::Number::from_f64(*value).map_or(Json::Null, Json::Number),
        Kind::Text(text) => Json::String(text.chars.to_string()),
        Kind::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Kind::Map(map) => {
            Json::Object(map.iter().map(|(key, entry)| (key.to_string(), to_json(&entry.value))).collect())
        }
    }
}

fn types(kind: &TypeKind) -> Vec<String> {
    let one = |ty: &jsonschema::JsonType| match ty {
        jsonschema::JsonType::String => "a text",
        jsonschema::JsonType::Array => "a list",
        jsonschema::JsonType::Object => "a mapping",
        jsonschema::JsonType::Boolean => "`true` or `false`",
        jsonschema::JsonType::Integer => "a whole number",
        jsonschema::JsonType::Number => "a number",
        jsonschema::JsonType::Null => "empty",
    };
    match kind {
        TypeKind::Single(ty) => vec![one(ty).to_owned()],
        TypeKind::Multiple(types) => types.iter().map(|ty| one(&ty).to_owned()).collect(),
    }
}

fn either(kinds: &[String]) -> String {
    match kinds {
        [] => "something else".to_owned(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

fn kind_of(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Null => "empty",
        Kind::Bool(_) => "`true` or `false`: a text is written in quotes",
        Kind::Int(_) | Kind::Float(_) => "a number: a text is written in quotes",
        Kind::Text(_) => "a text",
        Kind::Moment(_) => "a date: a text is written in quotes",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a mapping",
    }
}

fn shown(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_schema_compiles() {
        assert!(super::schema().validator.is_valid(&serde_json::json!({"services": {"a": {"image": "b"}}})));
    }
}
