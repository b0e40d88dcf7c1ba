//! From the texts that templates write to manifests, in the order in which Helm prints them.

use std::rc::Rc;

use rayon::prelude::*;
use tollgate_gotemplate::Text;
use tollgate_source::{Diagnostic, FileId};
use tollgate_yaml::{Budget, Content, Dialect, Document, Mapping, Node};

/// One document that a chart writes.
#[derive(Debug)]
pub struct Manifest {
    /// The template, e.g. `app/templates/service.yaml`.
    pub template: Rc<str>,
    pub text: Text,
    /// Empty for a document that says none.
    pub kind: String,
    /// The bytes of `text` at which what decides its place among the others begins: its kind, or all keys none of
    /// which is that, and what makes it a hook.
    pub(crate) ordered_by: Vec<usize>,
    /// Run at some moment of a release's life rather than kept.
    pub is_hook: bool,
    /// Only run by `helm test`.
    pub is_test: bool,
    /// The document, with places in `text`.
    pub document: Option<Document>,
}

/// A document that Helm could not read, and why.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) text: Text,
    pub(crate) error: Diagnostic,
}

/// A document, or why it is none, and the template that wrote it.
pub(crate) type Written = (Rc<str>, Result<Manifest, Box<Broken>>);

/// The documents of what templates wrote, in order, each with its template. Spans are of a file that does not exist:
/// offsets in the text.
pub(crate) fn manifests(written: &[(Rc<str>, Text)]) -> Vec<Written> {
    let texts = written.iter().flat_map(|(template, text)| split(text).into_iter().map(move |text| (template, text)));
    let texts: Vec<(&Rc<str>, Text)> = texts.collect();
    // Reading YAML is most of the work, and the words of one document have nothing to do with another's.
    let words: Vec<String> = texts.iter().map(|(_, text)| text.to_str().into_owned()).collect();
    let read: Vec<_> = words.par_iter().map(|words| tollgate_yaml::parse(RENDERED, words)).collect();
    let found = texts.into_iter().zip(read).filter_map(|((template, text), read)| {
        let manifest = manifest(template, text, read).transpose()?;
        Some((Rc::clone(template), manifest))
    });
    found.collect()
}

/// What stands for the file of rendered text.
pub(crate) const RENDERED: FileId = FileId(u32::MAX);

fn manifest(
    template: &Rc<str>,
    text: Text,
    (documents, diagnostics): (Vec<Document>, Vec<Diagnostic>),
) -> Result<Option<Manifest>, Box<Broken>> {
    if let Some(error) = diagnostics.into_iter().next() {
        return Err(Box::new(Broken { text, error }));
    }
    let document = documents.into_iter().next();
    let mut head = Head::default();
    if let Some(document) = &document {
        let mut budget = Budget::default();
        if let Some(error) = budget.admit(document) {
            return Err(Box::new(Broken { text, error }));
        }
        match Head::of(&document.root, &mut budget) {
            Ok(found) => head = found,
            Err(error) => return Err(Box::new(Broken { text, error })),
        }
    }
    let mut events: Vec<String> = Vec::new();
    if let Some(hooks) = &head.hooks {
        events.extend(hooks.split(',').map(|event| event.trim().to_lowercase()));
        // One event that Helm does not know makes it pass over the whole document.
        if events.iter().any(|event| !EVENTS.contains(&event.as_str())) {
            return Ok(None);
        }
    }
    Ok(Some(Manifest {
        template: Rc::clone(template),
        text,
        kind: head.kind,
        ordered_by: head.ordered_by,
        is_hook: !events.is_empty(),
        is_test: events.iter().any(|event| event.starts_with("test")),
        document,
    }))
}

/// The moments at which hooks run.
const EVENTS: &[&str] = &[
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
    "test-success",
];

/// What Helm reads of a document.
#[derive(Default)]
struct Head {
    kind: String,
    ordered_by: Vec<usize>,
    hooks: Option<String>,
}

impl Head {
    fn of(root: &Node, budget: &mut Budget) -> Result<Self, Diagnostic> {
        let mut head = Self::default();
        let Some(mapping) = mapping(root, budget, "a manifest")? else { return Ok(head) };
        if let Some(entry) = mapping.get("kind") {
            head.kind = text(entry.value, "kind")?.unwrap_or_default();
            head.ordered_by = vec![entry.value.span.start as usize];
        } else {
            head.ordered_by = mapping.entries.iter().map(|entry| entry.key.span.start as usize).collect();
        }
        if let Some(entry) = mapping.get("apiVersion") {
            text(entry.value, "apiVersion")?;
        }
        let Some(metadata) = mapping.get("metadata") else { return Ok(head) };
        let Some(metadata) = self::mapping(metadata.value, budget, "`metadata`")? else { return Ok(head) };
        if let Some(entry) = metadata.get("name") {
            text(entry.value, "metadata.name")?;
        }
        let Some(annotations) = metadata.get("annotations") else { return Ok(head) };
        let Some(annotations) = self::mapping(annotations.value, budget, "`metadata.annotations`")? else {
            return Ok(head);
        };
        for entry in &annotations.entries {
            let name = entry.name.as_deref().unwrap_or_default();
            let value = text(entry.value, &format!("metadata.annotations.{name}"))?;
            if name == "helm.sh/hook" {
                head.hooks = Some(value.unwrap_or_default());
                head.ordered_by.push(entry.value.span.start as usize);
            }
        }
        Ok(head)
    }
}

/// `None` for null.
fn mapping<'n>(node: &'n Node, budget: &mut Budget, what: &str) -> Result<Option<Mapping<'n>>, Diagnostic> {
    if let Some(mapping) = Mapping::of(node, Dialect::Kubernetes, budget) {
        return Ok(Some(mapping));
    }
    match node.target().map(|node| &node.content) {
        Some(Content::Scalar(text, style))
            if Dialect::Kubernetes
                .scalar(text, *style, None)
                .is_ok_and(|scalar| scalar == tollgate_yaml::Scalar::Null) =>
        {
            Ok(None)
        }
        _ => Err(Diagnostic::error(format!("{what} is a mapping, and this is none")).at(node.span)),
    }
}

/// Numbers and booleans do for text.
fn text(node: &Node, what: &str) -> Result<Option<String>, Diagnostic> {
    let wrong = || Diagnostic::error(format!("`{what}` is a text, and this is none")).at(node.span);
    let Some(Node { content: Content::Scalar(text, style), tag, .. }) = node.target() else { return Err(wrong()) };
    match Dialect::Kubernetes.scalar(text, *style, tag.as_ref()) {
        Ok(tollgate_yaml::Scalar::Null) => Ok(None),
        Ok(scalar) => Ok(Some(scalar.to_string())),
        Err(reason) => Err(Diagnostic::error(reason).at(node.span)),
    }
}

/// Cuts a text at lines that begin with `---`, whatever stands behind them; the blanks around go with the cut, and
/// with them the line end that a second `---` in a row would need.
fn split(text: &Text) -> Vec<Text> {
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    let (start, end) = trimmed(bytes, 0, bytes.len());
    let mut from = start;
    let mut at = start;
    while at < end {
        let begins_line = at == start || at > from && bytes[at - 1] == b'\n';
        let is_cut = begins_line && bytes[at..end].starts_with(b"---");
        if !is_cut {
            at += 1;
            continue;
        }
        parts.push((from, at));
        at += 3;
        while at < end && is_space(bytes[at]) {
            at += 1;
        }
        from = at;
    }
    parts.push((from, end));
    parts
        .into_iter()
        .map(|(from, to)| trimmed(bytes, from, to))
        .filter(|(from, to)| from < to)
        .map(|(from, to)| text.slice(from..to))
        .collect()
}

/// What `\s` of Go's expressions is.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

fn trimmed(bytes: &[u8], from: usize, to: usize) -> (usize, usize) {
    let part = String::from_utf8_lossy(&bytes[from..to]);
    // Bytes that are no text are no blanks either, and stand at neither end of what is cut off.
    let before = part.len() - part.trim_start().len();
    let behind = part.len() - part.trim_end().len();
    if before >= to - from { (to, to) } else { (from + before, to - behind) }
}

/// The kinds that Helm knows, in the order in which it creates them.
const ORDER: &[&str] = &[
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
];

/// Sorts as Helm prints: by kind, those it does not know last and by name.
pub(crate) fn sort(manifests: &mut [Manifest]) {
    let key = |manifest: &Manifest| match ORDER.iter().position(|kind| *kind == manifest.kind) {
        Some(at) => (at, String::new()),
        None => (ORDER.len(), manifest.kind.clone()),
    };
    manifests.sort_by_cached_key(key);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        split(&Text::from(text)).iter().map(|text| text.to_str().into_owned()).collect()
    }

    #[test]
    fn documents_are_cut_as_helm_cuts_them() {
        assert_eq!(parts("a: 1\n---\nb: 2\n"), ["a: 1", "b: 2"]);
        assert_eq!(parts("---\na: 1\n---\n---\n\n"), ["a: 1", "---"]);
        assert_eq!(parts("a: 1\n  \n---   # x\nb: 2"), ["a: 1", "# x\nb: 2"]);
        assert_eq!(parts("a: |\n  x ---\n  ---\n"), ["a: |\n  x ---\n  ---"]);
        assert_eq!(parts("a\n----\nb"), ["a", "-\nb"]);
        assert_eq!(parts(" \n "), Vec::<String>::new());
    }
}
