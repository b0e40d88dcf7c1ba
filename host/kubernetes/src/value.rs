//! From YAML to values: aliases and merge keys replaced by what they stand for, each value with its place.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use tollgate_ir::{Entry, How, Number, Origin, Value};
use tollgate_source::{Diagnostic, Span};
use tollgate_yaml::{Alias, Budget, Content, Dialect, Document, Mapping, Node, Scalar};

use crate::INVALID;

/// Where what stands at a span of the text comes from: for a file, from there; for a rendered text, from a line of a
/// template, and behind that from the value that was filled in.
pub type Place<'p> = dyn Fn(Span) -> Origin + 'p;

/// Reads values, and tells what is wrong with them once, however many aliases lead there.
pub(crate) struct Reader<'p> {
    place: &'p Place<'p>,
    /// The aliases and merges on the way to the node that is read, outermost first.
    way: Vec<(Span, How)>,
    told: HashSet<Span>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'p> Reader<'p> {
    pub(crate) fn new(place: &'p Place<'p>) -> Self {
        Self { place, way: Vec::new(), told: HashSet::new(), diagnostics: Vec::new() }
    }

    /// The value of a document; `None` when its aliases multiply to more than can be walked.
    pub(crate) fn document(&mut self, document: &Document, budget: &mut Budget) -> Option<Value> {
        if let Some(error) = budget.admit(document) {
            self.report(error);
            return None;
        }
        Some(self.node(&document.root))
    }

    /// Where a user finds what stands at `span`.
    pub(crate) fn shown(&self, span: Span) -> Span {
        (self.place)(span).span
    }

    pub(crate) fn invalid(&mut self, at: Span, message: impl Into<String>, help: &str) {
        self.report(Diagnostic::error(message).code(INVALID).at(at).help(help));
    }

    /// A diagnostic about the text, as one about where the text comes from.
    fn report(&mut self, diagnostic: Diagnostic) {
        let place = |span: Span| (self.place)(span).span;
        let mut moved = diagnostic;
        if moved.span.is_some_and(|span| !self.told.insert(span)) {
            return;
        }
        moved.span = moved.span.map(place);
        moved.labels.iter_mut().for_each(|label| label.span = place(label.span));
        self.diagnostics.push(moved);
    }

    fn node(&mut self, node: &Node) -> Value {
        let origin = self.origin(node.span);
        match &node.content {
            Content::Scalar(text, style) => match Dialect::Kubernetes.scalar(text, *style, node.tag.as_ref()) {
                Ok(scalar) => self::scalar(&scalar, origin),
                Err(message) => {
                    self.invalid(node.span, message, "remove the tag, or write what it asks for");
                    Value::null(origin)
                }
            },
            Content::Sequence(items) => Value::tuple(items.iter().map(|item| self.node(item)).collect(), origin),
            Content::Mapping(_) => Value::object(self.mapping(node), origin),
            Content::Alias(name, Alias::To(target)) => {
                self.way.push((node.span, How::YamlAlias(Arc::clone(name))));
                let value = self.node(target);
                self.way.pop();
                value
            }
            Content::Alias(name, Alias::Undefined) => {
                let message = format!("there is no anchor `&{name}` before this alias");
                self.invalid(node.span, message, "an anchor stands in the same document, before its aliases");
                Value::null(origin)
            }
            Content::Alias(name, Alias::Itself) => {
                self.invalid(node.span, format!("`*{name}` stands within what it stands for"), "write it out");
                Value::null(origin)
            }
        }
    }

    fn mapping(&mut self, node: &Node) -> BTreeMap<Arc<str>, Entry> {
        // What the document comes to is paid for already.
        let mut entries = BTreeMap::new();
        let Some(mapping) = Mapping::of(node, Dialect::Kubernetes, &mut Budget::default()) else { return entries };
        mapping.problems.into_iter().for_each(|problem| self.report(problem));
        for twice in mapping.duplicates {
            let message = format!("`{}` is written twice, and only one of them counts", twice.name);
            let diagnostic = Diagnostic::error(message).code(INVALID).at(twice.again);
            self.report(diagnostic.help("keep the one that is meant").label(twice.first, "first here"));
        }
        for entry in mapping.entries {
            let Some(name) = entry.name else {
                self.invalid(entry.key.span, "a key must be a text", "write it in quotes");
                continue;
            };
            let before = self.way.len();
            self.way.extend(entry.through.iter().map(|span| (*span, How::YamlMerge)));
            let key_span = self.shown(entry.key.span);
            let value = self.node(entry.value);
            self.way.truncate(before);
            entries.insert(name, Entry { key_span, value });
        }
        entries
    }

    /// The place of a node, and the aliases by which it came to where it is.
    fn origin(&self, span: Span) -> Origin {
        let origin = (self.place)(span);
        self.way.iter().rev().fold(origin, |origin, (at, how)| origin.via(self.shown(*at), how.clone()))
    }
}

fn scalar(scalar: &Scalar, origin: Origin) -> Value {
    let number = |text: String, origin: Origin| match text.parse::<Number>() {
        Ok(number) => Value::number(number, origin),
        Err(_) => Value::string(text, origin),
    };
    match scalar {
        Scalar::Null => Value::null(origin),
        Scalar::Bool(value) => Value::bool(*value, origin),
        Scalar::Integer(value) => number(value.to_string(), origin),
        // JSON, which manifests become, has neither infinities nor what is no number.
        Scalar::Float(value) if value.is_finite() => number(value.to_string(), origin),
        Scalar::Text(text) => Value::string(Arc::clone(text), origin),
        other => Value::string(other.to_string(), origin),
    }
}
