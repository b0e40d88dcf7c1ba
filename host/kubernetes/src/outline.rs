//! What a file is, for those who look for roots: read without saying what is wrong.

use tollgate_source::{FileId, World, WorldPath, read_configuration};
use tollgate_yaml::{Content, Dialect, Node, Scalar};

use crate::object::Id;

/// What a file says about itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outline {
    /// The objects it defines, those that the server names left out.
    pub objects: Vec<Id>,
}

/// What the first look at a file tells, before anything is parsed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sniffed {
    /// It says `apiVersion` and `kind` at the beginning of lines, or as keys of JSON.
    Manifest,
    /// It does, and is a template: `{{` stands where no text of YAML may.
    Template,
    Other,
}

/// A look at the text of a file: a tenth of what parsing costs, so that it can be had for every YAML file of a
/// repository.
pub fn sniff(text: &str) -> Sniffed {
    let is_json = text.trim_start().starts_with(['{', '[']) && !text.trim_start().starts_with("{{");
    let has = |key: &str| {
        if is_json {
            return text.contains(&format!("\"{key}\""));
        }
        // Items of a list are indented, and begin with a dash; keys may stand in quotes.
        text.match_indices(key).any(|(at, _)| {
            let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..at];
            let rest = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start_matches(' ');
            rest.starts_with(':') && line.chars().all(|c| matches!(c, ' ' | '-' | '"' | '\'' | '\u{feff}'))
        })
    };
    if !(has("apiVersion") && has("kind")) {
        return Sniffed::Other;
    }
    if text.contains("{{") && is_template(text) { Sniffed::Template } else { Sniffed::Manifest }
}

/// Whether an action stands where it can be no text: alone on its line, or unquoted at the beginning of a value.
/// `"{{ .Values.x }}"` in quotes is a text like any other, and so is what a block of text or a comment holds.
fn is_template(text: &str) -> bool {
    let is_action = |line: &str| {
        let line = line.trim_start();
        if line.starts_with('#') {
            return false;
        }
        let value = line.trim_start_matches("- ").split_once(": ").map_or(line, |(_, value)| value.trim_start());
        line.starts_with("{{") || value.starts_with("{{")
    };
    text.lines().any(is_action) && {
        let (documents, diagnostics) = tollgate_yaml::parse(FileId(0), text);
        // A flow mapping that is the key of another looks the same, and nobody writes it.
        !diagnostics.is_empty() || documents.iter().any(|document| has_template(&document.root))
    }
}

fn has_template(node: &Node) -> bool {
    let is_braces = |node: &Node| {
        node.is_flow
            && matches!(&node.content, Content::Mapping(pairs)
                if pairs.iter().any(|pair| pair.key.is_flow && matches!(pair.key.content, Content::Mapping(_))))
    };
    match &node.content {
        _ if is_braces(node) => true,
        Content::Mapping(pairs) => pairs.iter().any(|pair| has_template(&pair.key) || has_template(&pair.value)),
        Content::Sequence(items) => items.iter().any(|item| has_template(item)),
        _ => false,
    }
}

/// The outline of the file at `path`; `None` when it cannot be read or holds no object.
pub fn outline(world: &dyn World, path: &WorldPath) -> Option<Outline> {
    let bytes = read_configuration(world, path).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    if sniff(text) != Sniffed::Manifest {
        return None;
    }
    let (documents, diagnostics) = tollgate_yaml::parse(FileId(0), text);
    let mut found = Outline::default();
    let mut is_any = false;
    documents.iter().for_each(|document| is_any |= objects(&document.root, &mut found.objects));
    // A document that cannot be read may well have been one.
    (is_any || !diagnostics.is_empty()).then_some(found)
}

/// Adds the objects that `node` is or lists, and says whether there are any, named or not.
fn objects(node: &Node, found: &mut Vec<Id>) -> bool {
    let (Some(api_version), Some(kind)) = (word(node, "apiVersion"), word(node, "kind")) else { return false };
    if kind.ends_with("List")
        && let Some(Content::Sequence(items)) = entry(node, "items").map(|items| &items.content)
    {
        return items.iter().filter(|item| objects(item, found)).count() > 0;
    }
    let metadata = entry(node, "metadata");
    let said = |key: &str| metadata.and_then(|metadata| word(metadata, key));
    if let Some(name) = said("name") {
        found.push(Id::new(api_version, kind, said("namespace").map(Into::into), name.into()));
    }
    metadata.is_some() || crate::scope::has_name(api_version.split_once('/').map_or("", |(group, _)| group), kind)
}

fn entry<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Content::Mapping(pairs) = &node.target()?.content else { return None };
    let is_it = |key: &Node| matches!(&key.content, Content::Scalar(text, _) if &**text == name);
    pairs.iter().find(|pair| is_it(&pair.key)).and_then(|pair| pair.value.target())
}

fn word<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    let node = entry(node, name)?;
    let Content::Scalar(text, style) = &node.content else { return None };
    let is_text = matches!(Dialect::Kubernetes.scalar(text, *style, node.tag.as_ref()), Ok(Scalar::Text(_)));
    (is_text && !text.is_empty()).then_some(text)
}
