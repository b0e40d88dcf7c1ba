//! From YAML to the tree: aliases and merge keys replaced by what they stand for, `!reset` and `!override` noted.

use std::{collections::BTreeSet, sync::Arc};

use tollgate_ir::{How, Origin};
use tollgate_source::{Diagnostic, ReadError, Span, UNREADABLE, WorldPath, read_configuration};
use tollgate_yaml::{Alias, Content, Dialect, Equal, Mapping, Node as YamlNode, Scalar, Style};

use super::Session;
use crate::{
    INVALID,
    model::{Entry, Kind, Map, Node, Path, Text},
};

/// One document of a Compose file.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) root: Node,
    /// Where `!reset` and `!override` stand: what earlier files say there does not count.
    pub(crate) resets: Vec<Path>,
}

/// The documents of the Compose file at `path`; `None` when it cannot be read.
pub(crate) fn read(session: &mut Session<'_>, path: &WorldPath, named_at: Option<Span>) -> Option<Vec<Document>> {
    let bytes = match read_configuration(session.world, path) {
        Ok(bytes) => bytes,
        Err(error) => {
            session.unreadable(&error, named_at);
            return None;
        }
    };
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let error = ReadError::NotUtf8 { path: path.clone(), at: error.valid_up_to() };
            let file = session.sources.add(path.clone(), String::from_utf8_lossy(&bytes));
            session.report(Diagnostic::error(error.to_string()).code(UNREADABLE).at(Span::start_of(file)));
            return None;
        }
    };
    let file = session.sources.add(path.clone(), text);
    let (documents, diagnostics) = tollgate_yaml::parse(file, text);
    diagnostics.into_iter().for_each(|diagnostic| session.report(diagnostic));
    let mut read = Vec::new();
    for document in &documents {
        if let Some((major, minor)) = document.version.filter(|_| !Dialect::Compose.reads_version(document.version)) {
            let message = format!("Docker Compose does not read files that begin with `%YAML {major}.{minor}`");
            let diagnostic = Diagnostic::error(message).code(INVALID).at(Span::start_of(file));
            session.report(diagnostic.help("remove the line"));
        }
        if let Some(error) = session.budget.admit(document) {
            session.report(error);
            continue;
        }
        let mut reader = Reader { session, text, resets: Vec::new(), reset: BTreeSet::new() };
        let root = reader.node(&document.root, &Path::root());
        let resets = std::mem::take(&mut reader.resets);
        match root {
            Some(root) if root.as_map().is_some() => read.push(Document { root, resets }),
            // Nothing at all is no document.
            Some(root) if root.is_null() && documents.len() == 1 && !text.contains("---") => {}
            _ => {
                let message = "this is no Compose file: it does not begin with a mapping";
                let help = "a Compose file has `services:` at its top level";
                session.report(Diagnostic::error(message).code(INVALID).at(document.root.span).help(help));
            }
        }
    }
    Some(read)
}

struct Reader<'s, 'w, 't> {
    session: &'s mut Session<'w>,
    text: &'t str,
    resets: Vec<Path>,
    /// Where `!reset` stands, as far as met.
    reset: BTreeSet<Span>,
}

impl Reader<'_, '_, '_> {
    /// `None` for what is reset, and for an alias that stands for nothing, which is said once.
    fn node(&mut self, node: &YamlNode, path: &Path) -> Option<Node> {
        match node.tag.as_ref().map(|tag| &*tag.name) {
            // The first one that leads here counts: behind aliases it is gone by then.
            Some("!reset") => {
                if self.reset.insert(node.span) {
                    self.resets.push(path.clone());
                }
                return None;
            }
            Some("!override") => self.resets.push(path.clone()),
            _ => {}
        }
        let origin = Origin::at(node.span);
        let kind = match &node.content {
            Content::Scalar(text, style) => self.scalar(node, text, *style),
            Content::Sequence(items) => {
                Kind::List(items.iter().filter_map(|item| self.node(item, &path.item())).collect())
            }
            Content::Mapping(_) => Kind::Map(self.mapping(node, path)),
            Content::Alias(name, alias) => return self.alias(node, name, alias, path),
        };
        Some(Node { kind, origin })
    }

    fn alias(&mut self, node: &YamlNode, name: &Arc<str>, alias: &Alias, path: &Path) -> Option<Node> {
        let target = match alias {
            Alias::To(target) => target,
            Alias::Undefined => {
                let message = format!("there is no anchor `&{name}` before this alias");
                let help = "anchors are seen from where they are written to the end of their file";
                self.session.invalid_with_help(node.span, message, help);
                return None;
            }
            Alias::Itself => {
                let help = "write out what is meant here";
                self.session.invalid_with_help(node.span, format!("`*{name}` stands within what it stands for"), help);
                return None;
            }
        };
        Some(self.node(target, path)?.travelled(&How::YamlAlias(Arc::clone(name)), node.span))
    }

    fn mapping(&mut self, node: &YamlNode, path: &Path) -> Map {
        let mut map = Map::new();
        // What the document comes to is paid for already.
        let mut budget = tollgate_yaml::Budget::default();
        let Some(Mapping { entries, duplicates, problems }) = Mapping::of(node, Dialect::Compose, &mut budget) else {
            return map;
        };
        problems.into_iter().for_each(|problem| self.session.report(problem));
        // Keys that only look alike are an error below, because one of them is no text.
        for duplicate in duplicates.into_iter().filter(|duplicate| duplicate.equal == Equal::Written) {
            let message = format!("`{}` is written twice", duplicate.name);
            let diagnostic = Diagnostic::error(message).code(INVALID).at(duplicate.again).help("keep one of the two");
            self.session.report(diagnostic.label(duplicate.first, "first here"));
        }
        for entry in entries {
            let Some(key) = self.key(entry.key, entry.name) else { continue };
            let Some(mut value) = self.node(entry.value, &path.then(&key)) else { continue };
            for through in entry.through.iter().rev() {
                value = value.travelled(&How::YamlMerge, *through);
            }
            map.insert(key, Entry { key_span: entry.key.span, value });
        }
        map
    }

    fn key(&mut self, key: &YamlNode, name: Option<Arc<str>>) -> Option<Arc<str>> {
        let Some(name) = name else {
            self.invalid(key.span, "a key must be a text".to_owned());
            return None;
        };
        if let Some(target) = key.target()
            && let Content::Scalar(text, style) = &target.content
            && !matches!(Dialect::Compose.scalar(text, *style, target.tag.as_ref()), Ok(Scalar::Text(_)))
        {
            let help = format!("write `\"{text}\"`");
            let diagnostic = Diagnostic::error(format!("the key `{text}` is no text")).code(INVALID).at(key.span);
            self.session.report(diagnostic.help(help));
        }
        Some(name)
    }

    fn scalar(&mut self, node: &YamlNode, text: &Arc<str>, style: Style) -> Kind {
        let scalar = match Dialect::Compose.scalar(text, style, node.tag.as_ref()) {
            Ok(scalar) => scalar,
            Err(message) => {
                self.invalid(node.span, message);
                return Kind::Null;
            }
        };
        match scalar {
            Scalar::Null => Kind::Null,
            Scalar::Bool(value) => Kind::Bool(value),
            Scalar::Integer(value) => Kind::Int(value),
            Scalar::Timestamp(moment) => Kind::Moment(moment),
            Scalar::Float(value) => Kind::Float(value),
            Scalar::Text(read) => Kind::Text(Text { verbatim: self.verbatim(node.span, &read), ..Text::new(read) }),
            // The rest is of another dialect.
            other => Kind::Text(Text::new(other.to_string())),
        }
    }

    /// Where `text` begins in the file, when it stands there as it is.
    fn verbatim(&self, span: Span, text: &str) -> Option<u32> {
        let written = self.text.get(span.range())?;
        if written == text {
            return Some(span.start);
        }
        let inside = written.get(1..written.len().checked_sub(1)?)?;
        (inside == text && written.starts_with(['"', '\''])).then_some(span.start + 1)
    }

    fn invalid(&mut self, span: Span, message: String) {
        self.session.report(Diagnostic::error(message).code(INVALID).at(span));
    }
}
