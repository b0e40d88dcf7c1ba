//! YAML to values, as by way of JSON: all numbers are floats, all keys text.

use std::{collections::BTreeMap, rc::Rc};

use tollgate_source::FileId;
use tollgate_yaml::{Budget, Content, Dialect, Mapping, Node, Scalar, parse};

use crate::{
    ledger::Sources,
    text::Text,
    value::{Data, Value},
};

use super::Call;
use crate::functions::json::sources_in;

/// The first document of a text. What is parsed from a part of it depends on what that part depends on.
///
/// # Errors
/// It is no YAML, or JSON has no word for it.
pub(super) fn read(call: &mut Call<'_>, value: &Value) -> Result<Value, String> {
    let text = value.as_text().cloned().unwrap_or_default();
    let Ok(words) = std::str::from_utf8(text.as_bytes()) else {
        return Err("error converting YAML to JSON: yaml: invalid leading UTF-8 octet".to_owned());
    };
    let (documents, diagnostics) = parse(FileId(0), words);
    if let Some(diagnostic) = diagnostics.first() {
        let line = diagnostic.labels.first().map_or(1, |label| {
            1 + words.as_bytes()[..(label.span.start as usize).min(words.len())].iter().filter(|b| **b == b'\n').count()
        });
        let reason = diagnostic.message.strip_prefix("this cannot be read as YAML: ").unwrap_or(&diagnostic.message);
        return Err(format!("error converting YAML to JSON: yaml: line {line}: {reason}"));
    }
    let Some(document) = documents.first() else { return Ok(Value::NIL.with(value.from)) };
    let mut reader = Reader { call, text: &text, from: value.from, budget: Budget::new(Budget::NODES) };
    reader.node(&document.root)
}

struct Reader<'t, 'c, 'e> {
    call: &'c mut Call<'e>,
    text: &'t Text,
    from: Sources,
    budget: Budget,
}

impl Reader<'_, '_, '_> {
    fn node(&mut self, node: &Node) -> Result<Value, String> {
        if !self.budget.take(1) {
            return Err("error converting YAML to JSON: yaml: document contains excessive aliasing".to_owned());
        }
        let Some(target) = node.target() else {
            let name = match &node.content {
                Content::Alias(name, _) => name,
                _ => "",
            };
            return Err(format!("error converting YAML to JSON: yaml: unknown anchor '{name}' referenced"));
        };
        let (start, end) = (target.span.start as usize, target.span.end as usize);
        match &target.content {
            Content::Scalar(text, style) => {
                let scalar = Dialect::Kubernetes.scalar(text, *style, target.tag.as_ref());
                let scalar = scalar.map_err(|error| format!("error converting YAML to JSON: yaml: {error}"))?;
                let data = data(scalar)?;
                let from = sources_in(self.call, self.text, self.from, start..end);
                Ok(Value { data, from })
            }
            Content::Sequence(items) => {
                let items = items.iter().map(|item| self.node(item)).collect::<Result<_, _>>()?;
                // A collection is there because of where it begins; its elements speak for themselves.
                let from = sources_in(self.call, self.text, self.from, start..start);
                Ok(Value::list(items).with(from))
            }
            Content::Mapping(_) => {
                let Some(mapping) = Mapping::of(target, Dialect::Kubernetes, &mut self.budget) else {
                    return Ok(Value::NIL);
                };
                if !mapping.problems.is_empty() {
                    let problem =
                        "error converting YAML to JSON: yaml: map merge requires map or sequence of maps as the value";
                    return Err(problem.to_owned());
                }
                let mut entries: BTreeMap<Rc<str>, Value> = BTreeMap::new();
                for entry in &mapping.entries {
                    let value = self.node(entry.value)?;
                    let name = entry.name.as_deref().ok_or_else(|| odd_key(entry.key, &value))?;
                    entries.insert(name.into(), value);
                }
                let from = sources_in(self.call, self.text, self.from, start..start);
                Ok(Value::map(entries).with(from))
            }
            Content::Alias(..) => Ok(Value::NIL),
        }
    }
}

/// That a key is null, or a collection.
fn odd_key(key: &Node, value: &Value) -> String {
    let value = match &value.data {
        Data::Text(text) => crate::quote::quote(text.as_bytes()),
        _ => crate::fmt::show(value),
    };
    match key.target().map(|key| &key.content) {
        Some(Content::Scalar(..)) => format!(
            "error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: {value}"
        ),
        _ => "error converting YAML to JSON: yaml: invalid map key".to_owned(),
    }
}

#[allow(clippy::cast_precision_loss, reason = "as Go converts it")]
fn data(scalar: Scalar) -> Result<Data, String> {
    Ok(match scalar {
        Scalar::Null => Data::Nil,
        Scalar::Bool(flag) => Data::Bool(flag),
        Scalar::Integer(number) => Data::Float(number as f64),
        Scalar::Float(number) if !number.is_finite() => {
            let shown = crate::fmt::shortest(number);
            return Err(format!("error converting YAML to JSON: json: unsupported value: {shown}"));
        }
        // Through JSON, whose decimal digits are those of the float.
        Scalar::Float(number) => Data::Float(number),
        Scalar::Text(text) => Data::Text((&*text).into()),
        other => Data::Text(other.to_string().into()),
    })
}
