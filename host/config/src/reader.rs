//! What sections about inputs have in common: files that have to be there, keys that somebody reads, environments.

use std::collections::BTreeMap;

use tollgate_source::{Diagnostic, Span, World, WorldPath, did_you_mean};

use crate::tree::{Item, Key, Node};

/// Several evaluations of one root, each with its inputs.
#[derive(Clone, Debug)]
pub enum Environments<I> {
    Named(BTreeMap<String, I>),
    /// Every file that a pattern matches is one, named by what `*` stands for. Relative to the folder of the root.
    Files(Vec<(String, Span)>),
}

/// Reads one section of a file, and remembers what is wrong with it.
pub(crate) struct Reader<'a> {
    /// Of the file.
    pub(crate) folder: &'a WorldPath,
    pub(crate) world: &'a dyn World,
    pub(crate) errors: Vec<Diagnostic>,
}

/// How messages about environments speak of them.
pub(crate) struct Words {
    /// "variable files"
    pub(crate) files: &'static str,
    pub(crate) pattern: &'static str,
    pub(crate) table: &'static str,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(folder: &'a WorldPath, world: &'a dyn World) -> Self {
        Self { folder, world, errors: Vec::new() }
    }

    pub(crate) fn error(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.errors.push(Diagnostic::error(message).at(span).help(help));
    }

    pub(crate) fn unknown_key(&mut self, key: &Key, of: &str, known: &[&str]) {
        let help = match did_you_mean(&key.name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys are {}", known.join(", ")),
        };
        self.error(key.span, format!("{of} has no key `{}`", key.name), &help);
    }

    /// The files that the list `node` names; `what` they are.
    pub(crate) fn files(&mut self, node: &Node, name: &str, what: &str) -> Vec<WorldPath> {
        let mut files = Vec::new();
        for (text, span) in node.strings(name, &mut self.errors) {
            let Some(path) = self.folder.join(&text) else {
                let help = format!("keep {what} inside of it");
                self.error(span, format!("`{text}` leads out of the repository"), &help);
                continue;
            };
            match self.world.size(&path) {
                Ok(_) => files.push(path),
                Err(error) => self.error(span, error.to_string(), "the path is relative to this file"),
            }
        }
        files
    }

    /// The folder that a key names.
    pub(crate) fn folder(&mut self, key: &Key) -> Option<WorldPath> {
        let path = self.folder.join(&key.name).filter(|path| self.world.list(path).is_ok());
        if path.is_none() {
            self.error(key.span, format!("there is no folder `{}`", key.name), "the path is relative to this file");
        }
        path
    }

    /// Tables by name, each read by `inputs`, or patterns.
    pub(crate) fn environments<I>(
        &mut self,
        node: &Node,
        words: &Words,
        inputs: impl Fn(&mut Self, &Node, &str) -> I,
    ) -> Option<Environments<I>> {
        match &node.item {
            Item::Table(entries) => {
                let mut named = BTreeMap::new();
                for (key, node) in entries {
                    if key.name.trim().is_empty() || key.name.contains('=') {
                        self.error(key.span, "an environment needs a name, without `=`", "e.g. `prod`");
                    }
                    let inputs = inputs(self, node, &format!("environment `{}`", key.name));
                    named.insert(key.name.clone(), inputs);
                }
                Some(Environments::Named(named))
            }
            Item::String(_) | Item::Array(_) => {
                let patterns = node.strings("environments", &mut self.errors);
                for (pattern, span) in &patterns {
                    if pattern.starts_with('/') || pattern.contains("**") || !pattern.contains('*') {
                        let help =
                            format!("write `*` for the part that names the environment, e.g. \"{}\"", words.pattern);
                        self.error(*span, format!("`{pattern}` is no pattern for {}", words.files), &help);
                    }
                }
                Some(Environments::Files(patterns))
            }
            _ => {
                let help =
                    format!("e.g. `environments = \"{}\"`, or a table for each, `{}`", words.pattern, words.table);
                self.error(node.span, format!("`environments` is a pattern or a table, not {}", node.kind()), &help);
                None
            }
        }
    }
}
