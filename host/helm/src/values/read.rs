//! Values files: YAML as Helm reads it, which is by way of JSON.

use std::{collections::BTreeMap, rc::Rc};

use tollgate_source::{Diagnostic, FileId};
use tollgate_yaml::{Budget, Content, Dialect, Mapping, Node as YamlNode, Scalar, Style, Tag};

use super::{Kind, Map, Node, Place, child_path};

/// The table that a text is, and what is wrong with it. Only the first document counts, as for Helm.
///
/// # Errors
/// The text is no YAML, or no table.
pub(crate) fn read(file: FileId, text: &str) -> Result<(Node, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (documents, diagnostics) = tollgate_yaml::parse(file, text);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let empty = || Node { kind: Kind::Map(Map::new()), place: None };
    let Some(document) = documents.first() else { return Ok((empty(), Vec::new())) };
    let mut budget = Budget::default();
    if let Some(error) = budget.admit(document) {
        return Err(vec![error]);
    }
    let mut reader = Reader { notes: Vec::new(), errors: Vec::new() };
    let node = reader.node(&document.root, &Rc::from(""));
    if !reader.errors.is_empty() {
        return Err(reader.errors);
    }
    match node.kind {
        Kind::Map(_) => Ok((node, reader.notes)),
        Kind::Null => Ok((Node { place: node.place, ..empty() }, reader.notes)),
        _ => {
            let message = "values are a table of names, and this is something else";
            let help = "write `name: value` at the top level";
            Err(vec![Diagnostic::error(message).at(document.root.span).help(help)])
        }
    }
}

/// One scalar, as the value of a key would be read.
fn scalar(text: &Rc<str>, style: Style, tag: Option<&Tag>) -> Result<Kind, String> {
    Ok(match Dialect::Kubernetes.scalar(&(&**text).into(), style, tag)? {
        Scalar::Null => Kind::Null,
        Scalar::Bool(value) => Kind::Bool(value),
        #[allow(clippy::cast_precision_loss, reason = "as JSON numbers become floats")]
        Scalar::Integer(value) => Kind::Float(value as f64),
        Scalar::Float(value) if value.is_finite() => Kind::Float(value),
        Scalar::Float(value) => return Err(format!("json: unsupported value: {}", infinite(value))),
        Scalar::Text(value) => Kind::Text((*value).into()),
        other => Kind::Text(other.to_string().into()),
    })
}

fn infinite(value: f64) -> &'static str {
    match (value.is_nan(), value > 0.0) {
        (true, _) => "NaN",
        (false, true) => "+Inf",
        (false, false) => "-Inf",
    }
}

struct Reader {
    notes: Vec<Diagnostic>,
    errors: Vec<Diagnostic>,
}

impl Reader {
    fn node(&mut self, node: &YamlNode, path: &Rc<str>) -> Node {
        let place = Some(Place { span: Some(node.span), path: Rc::clone(path) });
        let Some(target) = node.target() else {
            self.errors.push(Diagnostic::error("this alias stands for nothing").at(node.span));
            return Node { kind: Kind::Null, place };
        };
        let kind = match &target.content {
            Content::Scalar(text, style) => match scalar(&Rc::from(&**text), *style, target.tag.as_ref()) {
                Ok(kind) => kind,
                Err(reason) => {
                    self.errors.push(Diagnostic::error(reason).at(target.span));
                    Kind::Null
                }
            },
            Content::Sequence(items) => {
                let item = |(index, item): (usize, &std::sync::Arc<YamlNode>)| {
                    self.node(item, &Rc::from(format!("{path}[{index}]")))
                };
                Kind::List(items.iter().enumerate().map(item).collect())
            }
            Content::Mapping(_) => Kind::Map(self.mapping(target, path)),
            Content::Alias(..) => Kind::Null,
        };
        // What an alias stands for is written at its anchor.
        let place = match &node.content {
            Content::Alias(..) => Some(Place { span: Some(target.span), path: Rc::clone(path) }),
            _ => place,
        };
        Node { kind, place }
    }

    fn mapping(&mut self, node: &YamlNode, path: &Rc<str>) -> Map {
        let mut map = BTreeMap::new();
        // What the document comes to is paid for already.
        let mut budget = Budget::default();
        let Some(mapping) = Mapping::of(node, Dialect::Kubernetes, &mut budget) else { return map };
        self.errors.extend(mapping.problems);
        for duplicate in mapping.duplicates {
            let message = format!("`{}` is given twice; the last one counts", duplicate.name);
            self.notes.push(Diagnostic::warning(message).at(duplicate.again).label(duplicate.first, "first here"));
        }
        for entry in mapping.entries {
            let name = match &entry.name {
                Some(name) => Rc::from(&**name),
                None => {
                    let message = "a key of values is a text, and this is none";
                    self.errors.push(Diagnostic::error(message).at(entry.key.span));
                    continue;
                }
            };
            let value = self.node(entry.value, &child_path(path, &name));
            map.insert(name, value);
        }
        map
    }
}
