//! `Chart.yaml`.

use std::{collections::BTreeMap, rc::Rc};

use tollgate_source::{Diagnostic, FileId, Span};
use tollgate_yaml::{Budget, Content, Dialect, Mapping, Node, Scalar};

use super::is_version;

/// What a chart says of itself.
#[derive(Clone, Default, Debug)]
pub(crate) struct Metadata {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) api_version: String,
    pub(crate) app_version: String,
    pub(crate) kube_version: String,
    pub(crate) kind: Option<String>,
    pub(crate) description: String,
    pub(crate) home: String,
    pub(crate) icon: String,
    pub(crate) condition: String,
    pub(crate) tags: String,
    pub(crate) is_deprecated: bool,
    pub(crate) sources: Vec<String>,
    pub(crate) keywords: Vec<String>,
    pub(crate) annotations: BTreeMap<Rc<str>, String>,
    pub(crate) maintainers: Vec<Maintainer>,
    pub(crate) dependencies: Vec<Dependency>,
    /// Where each of the simple fields stands, by its name in the file.
    pub(crate) places: BTreeMap<Rc<str>, Span>,
}

#[derive(Clone, Default, Debug)]
pub(crate) struct Maintainer {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) url: String,
}

/// A subchart that a chart asks for.
#[derive(Clone, Default, Debug)]
pub(crate) struct Dependency {
    /// The alias, once subcharts have got theirs.
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) repository: String,
    pub(crate) condition: String,
    pub(crate) tags: Vec<String>,
    pub(crate) alias: String,
    pub(crate) is_enabled: bool,
    pub(crate) import_values: Vec<ImportValues>,
    pub(crate) span: Option<Span>,
}

/// Values of a subchart that become those of its parent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ImportValues {
    /// From `exports.<name>` to the top.
    Export(String),
    Path {
        child: String,
        parent: String,
    },
}

/// Reads the file into `metadata`: `Chart.yaml`, or `requirements.yaml` on top of it.
///
/// # Errors
/// The text is no YAML, or a field has the wrong shape.
pub(crate) fn read(metadata: &mut Metadata, file: FileId, text: &str) -> Result<(), Vec<Diagnostic>> {
    let (documents, diagnostics) = tollgate_yaml::parse(file, text);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let Some(document) = documents.first() else { return Ok(()) };
    let mut budget = Budget::default();
    if let Some(error) = budget.admit(document) {
        return Err(vec![error]);
    }
    let mut reader = Reader { errors: Vec::new() };
    reader.chart(metadata, &document.root);
    if reader.errors.is_empty() { Ok(()) } else { Err(reader.errors) }
}

impl Metadata {
    /// What Helm refuses a chart for.
    pub(crate) fn problems(&self, file: FileId) -> Vec<Diagnostic> {
        let start = Span::start_of(file);
        let at = |field: &str| self.places.get(field).copied().unwrap_or(start);
        let mut problems = Vec::new();
        let mut say = |span: Span, message: String, help: &str| {
            problems.push(Diagnostic::error(message).at(span).help(help));
        };
        if self.name.is_empty() {
            say(start, "the chart has no `name`".to_owned(), "add `name:` with the name of the folder");
        } else if self.name.contains(['/', '\\']) || self.name == ".." || self.name == "." {
            let message = format!("`{}` is no name for a chart", self.name);
            say(at("name"), message, "use lower-case letters, digits and dashes");
        }
        if self.version.is_empty() {
            say(start, "the chart has no `version`".to_owned(), "add `version: 0.1.0`");
        } else if !is_version(&self.version) {
            let message = format!("`{}` is no version", self.version);
            say(at("version"), message, "write it as three numbers, e.g. `1.2.0`");
        }
        if self.kind.as_deref().is_some_and(|kind| !matches!(kind, "" | "application" | "library")) {
            let message = "a chart is of type `application` or `library`".to_owned();
            say(at("type"), message, "remove the line, or write one of the two");
        }
        let mut names: Vec<&str> = Vec::new();
        for dependency in &self.dependencies {
            let name = if dependency.alias.is_empty() { &dependency.name } else { &dependency.alias };
            let span = dependency.span.unwrap_or(start);
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            if !dependency.alias.is_empty() && !dependency.alias.chars().all(is_plain) {
                let message =
                    format!("the alias `{}` has characters that names of charts do not have", dependency.alias);
                say(span, message, "use letters, digits, `_` and `-`");
            }
            if names.contains(&name.as_str()) {
                let message = format!("more than one dependency with name or alias `{name}`");
                say(span, message, "give one of them another `alias`");
            }
            names.push(name);
        }
        problems
    }
}

struct Reader {
    errors: Vec<Diagnostic>,
}

impl Reader {
    fn mapping<'n>(&mut self, node: &'n Node) -> Option<Mapping<'n>> {
        Mapping::of(node, Dialect::Kubernetes, &mut Budget::default())
    }

    fn wrong(&mut self, node: &Node, field: &str, expected: &str) {
        let message = format!("`{field}` of a chart is {expected}");
        self.errors.push(Diagnostic::error(message).at(node.span));
    }

    fn chart(&mut self, metadata: &mut Metadata, root: &Node) {
        let Some(mapping) = self.mapping(root) else {
            if !is_null(root) {
                let message = "this is no `Chart.yaml`: it does not begin with a mapping";
                self.errors.push(Diagnostic::error(message).at(root.span).help("write `name:` and `version:`"));
            }
            return;
        };
        for entry in &mapping.entries {
            let Some(name) = entry.name.as_deref() else { continue };
            let value = entry.value;
            metadata.places.insert(name.into(), value.span);
            match name {
                "name" => metadata.name = self.text(value, name),
                "version" => metadata.version = self.text(value, name),
                "apiVersion" => metadata.api_version = self.text(value, name),
                "appVersion" => metadata.app_version = self.text(value, name),
                "kubeVersion" => metadata.kube_version = self.text(value, name),
                "type" => metadata.kind = Some(self.text(value, name)),
                "description" => metadata.description = self.text(value, name),
                "home" => metadata.home = self.text(value, name),
                "icon" => metadata.icon = self.text(value, name),
                "condition" => metadata.condition = self.text(value, name),
                "tags" => metadata.tags = self.text(value, name),
                "deprecated" => metadata.is_deprecated = self.flag(value, name),
                "sources" => metadata.sources = self.texts(value, name),
                "keywords" => metadata.keywords = self.texts(value, name),
                "annotations" => metadata.annotations = self.annotations(value),
                "maintainers" => {
                    let items = self.items(value, name);
                    metadata.maintainers = items.into_iter().filter_map(|item| self.maintainer(item)).collect();
                }
                "dependencies" => {
                    let items = self.items(value, name);
                    metadata.dependencies = items.into_iter().filter_map(|item| self.dependency(item)).collect();
                }
                _ => {}
            }
        }
    }

    fn maintainer(&mut self, node: &Node) -> Option<Maintainer> {
        let mut maintainer = Maintainer::default();
        for entry in &self.mapping(node)?.entries {
            match entry.name.as_deref() {
                Some("name") => maintainer.name = self.text(entry.value, "maintainers.name"),
                Some("email") => maintainer.email = self.text(entry.value, "maintainers.email"),
                Some("url") => maintainer.url = self.text(entry.value, "maintainers.url"),
                _ => {}
            }
        }
        Some(maintainer)
    }

    fn dependency(&mut self, node: &Node) -> Option<Dependency> {
        let mut dependency = Dependency { span: Some(node.span), ..Dependency::default() };
        for entry in &self.mapping(node)?.entries {
            let value = entry.value;
            match entry.name.as_deref() {
                Some("name") => dependency.name = self.text(value, "dependencies.name"),
                Some("version") => dependency.version = self.text(value, "dependencies.version"),
                Some("repository") => dependency.repository = self.text(value, "dependencies.repository"),
                Some("condition") => dependency.condition = self.text(value, "dependencies.condition"),
                Some("alias") => dependency.alias = self.text(value, "dependencies.alias"),
                Some("enabled") => dependency.is_enabled = self.flag(value, "dependencies.enabled"),
                Some("tags") => dependency.tags = self.texts(value, "dependencies.tags"),
                Some("import-values") => {
                    let items = self.items(value, "dependencies.import-values");
                    dependency.import_values = items.into_iter().filter_map(|item| self.import(item)).collect();
                }
                _ => {}
            }
        }
        Some(dependency)
    }

    fn import(&mut self, node: &Node) -> Option<ImportValues> {
        if let Some(mapping) = self.mapping(node) {
            let field = |reader: &mut Self, name: &str| match mapping.get(name) {
                Some(entry) => reader.text(entry.value, name),
                None => "<nil>".to_owned(),
            };
            return Some(ImportValues::Path { child: field(self, "child"), parent: field(self, "parent") });
        }
        Some(ImportValues::Export(self.text(node, "dependencies.import-values")))
    }

    fn annotations(&mut self, node: &Node) -> BTreeMap<Rc<str>, String> {
        let Some(mapping) = self.mapping(node) else {
            if !is_null(node) {
                self.wrong(node, "annotations", "a mapping of texts");
            }
            return BTreeMap::new();
        };
        let entries = mapping.entries.iter();
        entries
            .filter_map(|entry| Some((Rc::from(entry.name.as_deref()?), self.text(entry.value, "annotations"))))
            .collect()
    }

    fn items<'n>(&mut self, node: &'n Node, field: &str) -> Vec<&'n Node> {
        match node.target().map(|node| &node.content) {
            Some(Content::Sequence(items)) => items.iter().map(|item| &**item).collect(),
            _ if is_null(node) => Vec::new(),
            _ => {
                self.wrong(node, field, "a list");
                Vec::new()
            }
        }
    }

    fn texts(&mut self, node: &Node, field: &str) -> Vec<String> {
        self.items(node, field).into_iter().map(|item| self.text(item, field)).collect()
    }

    /// Numbers and booleans are taken for how Go prints them, which loses zeros: `1.10` is `1.1`.
    fn text(&mut self, node: &Node, field: &str) -> String {
        match self.scalar(node) {
            Some(Scalar::Null) => String::new(),
            Some(scalar) => scalar.to_string(),
            None => {
                self.wrong(node, field, "a text");
                String::new()
            }
        }
    }

    fn flag(&mut self, node: &Node, field: &str) -> bool {
        match self.scalar(node) {
            Some(Scalar::Bool(value)) => value,
            Some(Scalar::Null) => false,
            _ => {
                self.wrong(node, field, "true or false");
                false
            }
        }
    }

    fn scalar(&mut self, node: &Node) -> Option<Scalar> {
        let target = node.target()?;
        let Content::Scalar(text, style) = &target.content else { return None };
        Dialect::Kubernetes.scalar(text, *style, target.tag.as_ref()).ok()
    }
}

fn is_null(node: &Node) -> bool {
    let Some(Node { content: Content::Scalar(text, style), tag, .. }) = node.target() else { return false };
    matches!(Dialect::Kubernetes.scalar(text, *style, tag.as_ref()), Ok(Scalar::Null))
}
