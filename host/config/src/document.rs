//! One file as written: `tollgate.toml` or a policy pack.

use std::collections::BTreeMap;

use tollgate_api::Level;
use tollgate_source::{Diagnostic, FileId, Span, did_you_mean};

use crate::{
    declared::{self, DeclaredRule},
    limits::parse_amount,
    settings::{PluginSource, RuleSettings},
    topology,
    tree::{self, Item, Key, Node},
};

/// What a file says, before `extends` is followed.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub extends: Vec<Extends>,
    /// Patterns as in `.gitignore`, relative to the folder of the file.
    pub exclude: Vec<(String, Span)>,
    pub rules: BTreeMap<String, RuleSettings>,
    pub(crate) topology: Option<Node>,
    pub(crate) terraform: Option<Node>,
    pub(crate) compose: Option<Node>,
    pub(crate) helm: Option<Node>,
    pub plugins: Vec<PluginSource>,
    pub declared: Vec<DeclaredRule>,
}

/// Another file that this one builds on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extends {
    /// A path relative to the folder of the file, or `tollgate:<name>` for a built-in pack.
    pub target: String,
    pub span: Span,
}

impl Document {
    /// Reads a file; what is wrong with it comes back beside what could be read.
    pub fn parse(file: FileId, text: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader { document: Self::default(), errors: Vec::new() };
        match tree::parse(file, text) {
            Ok(root) => reader.root(root),
            Err(error) => reader.errors.push(error.help("the file is TOML; the README lists its keys")),
        }
        (reader.document, reader.errors)
    }
}

struct Reader {
    document: Document,
    errors: Vec<Diagnostic>,
}

const ROOT_KEYS: [&str; 9] =
    ["extends", "files", "rules", "declare", "terraform", "compose", "helm", "topology", "plugins"];

impl Reader {
    fn root(&mut self, root: Node) {
        let entries = self.table(root, "the configuration");
        let extends = entries.iter().any(|(key, _)| key.name == "extends");
        for (key, node) in entries {
            match key.name.as_str() {
                "extends" => {
                    self.document.extends = node
                        .strings("extends", &mut self.errors)
                        .into_iter()
                        .map(|(target, span)| Extends { target, span })
                        .collect();
                }
                "files" => self.files(node),
                "rules" => self.rules(node),
                "declare" => self.document.declared = declared::read(&node, &mut self.errors),
                "topology" => {
                    self.errors.extend(topology::check(&node, extends));
                    self.document.topology = Some(node);
                }
                // Read where the folder of the file is known.
                "terraform" => self.document.terraform = Some(node),
                "compose" => self.document.compose = Some(node),
                "helm" => self.document.helm = Some(node),
                "plugins" => self.plugins(node),
                _ => self.unknown_key(&key, "the configuration", &ROOT_KEYS),
            }
        }
    }

    fn files(&mut self, node: Node) {
        for (key, node) in self.table(node, "`files`") {
            match key.name.as_str() {
                "exclude" => self.document.exclude = node.strings("files.exclude", &mut self.errors),
                _ => self.unknown_key(&key, "`files`", &["exclude"]),
            }
        }
    }

    fn rules(&mut self, node: Node) {
        for (rule, node) in self.table(node, "`rules`") {
            let mut settings = RuleSettings::new(rule.span);
            let what = format!("rule `{}`", rule.name);
            // Short for a table that says nothing but the level.
            if let Item::String(text) = &node.item {
                settings.level = self.level(text, node.span);
                self.document.rules.insert(rule.name, settings);
                continue;
            }
            if !matches!(node.item, Item::Table(_)) {
                let help = "write a level, such as \"off\", or a table with `level` and `options`";
                self.error(node.span, format!("{what} is {}, not a table", node.kind()), Some(help.to_owned()));
                continue;
            }
            for (key, node) in self.table(node, &what) {
                match (key.name.as_str(), &node.item) {
                    ("level", Item::String(text)) => settings.level = self.level(text, node.span),
                    ("level", _) => self.wrong_type(&node, "level", "a string"),
                    ("options", Item::Table(entries)) => {
                        for (key, node) in entries {
                            settings.options.insert(key.name.clone(), node.clone());
                        }
                    }
                    ("options", _) => self.wrong_type(&node, "options", "a table"),
                    _ => self.unknown_key(&key, &what, &["level", "options"]),
                }
            }
            self.document.rules.insert(rule.name, settings);
        }
    }

    fn level(&mut self, text: &str, span: Span) -> Option<(Level, Span)> {
        match text.parse::<Level>() {
            Ok(level) => Some((level, span)),
            Err(message) => {
                let near = did_you_mean(text, Level::ALL.map(Level::as_str));
                self.error(span, message, near.map(|name| format!("did you mean `{name}`?")));
                None
            }
        }
    }

    fn plugins(&mut self, node: Node) {
        for (name, node) in self.table(node, "`plugins`") {
            let span = name.span;
            let mut plugin = PluginSource { name: name.name, path: String::new(), span, fuel: None, memory: None };
            let what = format!("plugin `{}`", plugin.name);
            let mut has_source = false;
            for (key, node) in self.table(node, &what) {
                match (key.name.as_str(), &node.item) {
                    ("source", Item::String(text)) => {
                        has_source = true;
                        plugin.span = node.span;
                        match text.strip_prefix("file:") {
                            Some(path) => plugin.path = path.to_owned(),
                            None => self.error(
                                node.span,
                                format!("`{text}` is no source of plugins that this version knows"),
                                Some("write `file:` and the path of the component, relative to this file".to_owned()),
                            ),
                        }
                    }
                    ("source", _) => self.wrong_type(&node, "source", "a string"),
                    ("limits", Item::Table(entries)) => {
                        for (key, node) in entries {
                            let amount = match &node.item {
                                Item::String(text) => parse_amount(text),
                                Item::Number(number) => number.as_u64(),
                                _ => None,
                            };
                            match (key.name.as_str(), amount) {
                                ("fuel", Some(amount)) => plugin.fuel = Some(amount),
                                ("memory", Some(amount)) => plugin.memory = Some(amount),
                                ("fuel" | "memory", None) => self.error(
                                    node.span,
                                    format!("`{}` is an amount", key.name),
                                    Some("write a number, or a string such as \"4G\" or \"128MiB\"".to_owned()),
                                ),
                                _ => self.unknown_key(key, "`limits`", &["fuel", "memory"]),
                            }
                        }
                    }
                    ("limits", _) => self.wrong_type(&node, "limits", "a table"),
                    _ => self.unknown_key(&key, &what, &["source", "limits"]),
                }
            }
            if !has_source {
                self.error(
                    span,
                    format!("{what} has no source"),
                    Some("add `source = \"file:path/to/plugin.wasm\"`".to_owned()),
                );
            }
            self.document.plugins.push(plugin);
        }
    }

    fn table(&mut self, node: Node, what: &str) -> Vec<(Key, Node)> {
        match node.item {
            Item::Table(entries) => entries,
            _ => {
                self.error(node.span, format!("{what} is {}, not a table", node.kind()), None);
                Vec::new()
            }
        }
    }

    fn error(&mut self, span: Span, message: String, help: Option<String>) {
        let error = Diagnostic::error(message).at(span);
        self.errors.push(match help {
            Some(help) => error.help(help),
            None => error,
        });
    }

    fn wrong_type(&mut self, node: &Node, name: &str, expected: &str) {
        self.error(node.span, format!("`{name}` is {expected}, not {}", node.kind()), None);
    }

    fn unknown_key(&mut self, key: &Key, of: &str, known: &[&str]) {
        let help = match did_you_mean(&key.name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys are {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")),
        };
        self.error(key.span, format!("{of} has no key `{}`", key.name), Some(help));
    }
}
