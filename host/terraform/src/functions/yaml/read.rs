//! YAML to values, as Terraform reads it: one document, text as keys, the last of equal keys, merge keys in
//! their place.

use std::{collections::BTreeMap, sync::Arc};

use tollgate_ir::{Entry, Kind, Number, Origin, Type, Value};
use tollgate_source::{FileId, Span};
use tollgate_yaml::{Alias, Content, Dialect, Document, Node, Pair, Scalar, TAG_PREFIX};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::super::{Call, FunctionError, MAX_PARTS, Outcome};

pub(in super::super) fn yamldecode(call: &Call<'_>) -> Outcome {
    // Spans of the tree are places in this text, which need not be those of a file.
    let (documents, diagnostics) = tollgate_yaml::parse(FileId(0), call.text(0));
    if let Some(diagnostic) = diagnostics.first() {
        let place = diagnostic.span.map(|span| format!(" ({})", line_of(call.text(0), span)));
        return Err(FunctionError::at(0, format!("{}{}", diagnostic.message, place.unwrap_or_default())));
    }
    let document = match documents.as_slice() {
        [document] => document,
        [] => return Err(FunctionError::at(0, "there is no document in this text")),
        _ => return Err(FunctionError::at(0, "only one document can be decoded, and there are several")),
    };
    let weight = usize::try_from(document.root.weight).unwrap_or(usize::MAX);
    if weight > MAX_PARTS {
        return Ok(call.limit("the size of a YAML document with its aliases expanded", Type::Any));
    }
    let reader = Reader { origin: call.origin() };
    reader
        .document(document)
        .map_err(|wrong| FunctionError::at(0, format!("{} ({})", wrong.message, line_of(call.text(0), wrong.span))))
}

fn line_of(text: &str, span: Span) -> String {
    let start = usize::try_from(span.start).unwrap_or(usize::MAX).min(text.len());
    format!("line {}", text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1)
}

struct Wrong {
    message: String,
    span: Span,
}

struct Reader {
    origin: Origin,
}

impl Reader {
    fn document(&self, document: &Document) -> Result<Value, Wrong> {
        match document.version {
            None | Some((1, 1)) => self.value(&document.root),
            Some((major, minor)) => Err(Wrong {
                message: format!("documents of YAML {major}.{minor} cannot be decoded, only those of 1.1"),
                span: document.root.span,
            }),
        }
    }

    fn value(&self, node: &Node) -> Result<Value, Wrong> {
        let wrong = |message: String| Err(Wrong { message, span: node.span });
        let kind = match &node.content {
            Content::Alias(_, Alias::To(target)) => return self.value(target),
            Content::Alias(name, Alias::Undefined) => return wrong(format!("there is no anchor `{name}` before this")),
            Content::Alias(name, Alias::Itself) => {
                return wrong(format!("the anchor `{name}` is used within what it names"));
            }
            Content::Scalar(text, style) => match Dialect::Terraform.scalar(text, *style, node.tag.as_ref()) {
                Ok(scalar) => kind_of(scalar).map_err(|message| Wrong { message, span: node.span })?,
                Err(message) => return wrong(message),
            },
            Content::Sequence(items) => {
                self.tag(node, "seq", "a sequence")?;
                let items = items.iter().map(|item| self.value(item)).collect::<Result<Vec<_>, _>>()?;
                return Ok(Value::tuple(items, self.origin.clone()));
            }
            Content::Mapping(pairs) => {
                self.tag(node, "map", "a mapping")?;
                return self.mapping(pairs);
            }
        };
        Ok(Value::new(kind, self.origin.clone()))
    }

    fn tag(&self, node: &Node, wanted: &str, what: &str) -> Result<(), Wrong> {
        match &node.tag {
            Some(tag) if tag.name.strip_prefix(TAG_PREFIX) != Some(wanted) => {
                Err(Wrong { message: format!("{what} cannot be read as `{}`", tag.name), span: tag.span })
            }
            _ => Ok(()),
        }
    }

    fn mapping(&self, pairs: &[Pair]) -> Result<Value, Wrong> {
        let mut entries: BTreeMap<Arc<str>, Entry> = BTreeMap::new();
        for Pair { key, value } in pairs {
            let read = self.value(value)?;
            if matches!(&key.content, Content::Scalar(text, _) if &**text == "<<") {
                let Kind::Object(merged, _) = read.kind else {
                    let what = read.ty().friendly_name();
                    return Err(Wrong {
                        message: format!("only a mapping can be merged, not {what}"),
                        span: value.span,
                    });
                };
                entries.extend(merged.iter().map(|(key, entry)| (Arc::clone(key), entry.clone())));
                continue;
            }
            entries.insert(self.key(key)?, Entry { key_span: self.origin.span, value: read });
        }
        Ok(Value::object(entries, self.origin.clone()))
    }

    /// Numbers and booleans are written out; everything else that is no text cannot be a key.
    fn key(&self, key: &Node) -> Result<Arc<str>, Wrong> {
        let wrong = |message: &str| Err(Wrong { message: message.into(), span: key.span });
        if !matches!(key.content, Content::Scalar(..)) {
            return wrong("only text can be a key");
        }
        let value = self.value(key)?;
        match crate::convert::to_string_value(&value) {
            Ok(Value { kind: Kind::String(text), .. }) => Ok(text),
            _ => wrong("a key must not be null"),
        }
    }
}

fn kind_of(scalar: Scalar) -> Result<Kind, String> {
    Ok(match scalar {
        Scalar::Null => Kind::Null(Type::Any),
        Scalar::Bool(b) => Kind::Bool(b),
        Scalar::Number(text) => Kind::Number(text.parse().map_err(|_| format!("the number {text} is out of range"))?),
        Scalar::Infinity { negative } => Kind::Number(if negative { Number::NEG_INFINITY } else { Number::INFINITY }),
        Scalar::Text(text) if is_nfc(&text) => Kind::String(text),
        Scalar::Text(text) => Kind::String(text.nfc().collect::<String>().into()),
        // What only other dialects have.
        other @ (Scalar::Integer(_) | Scalar::Float(_) | Scalar::Timestamp(_)) => {
            Kind::String(other.to_string().into())
        }
    })
}
