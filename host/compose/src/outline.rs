//! What a file is, for those who look for projects: read without variables, and without saying what is wrong.

use tollgate_source::{FileId, World, WorldPath, read_configuration};
use tollgate_yaml::{Content, Dialect, Node};

use crate::load::paths;

/// What a file says about itself and others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outline {
    /// It has services, or includes files that may.
    pub is_project: bool,
    /// Every service says what it runs: it is no mere overlay of another file.
    pub is_complete: bool,
    /// Files that it includes or whose services it extends, from the folder it lies in.
    pub uses: Vec<WorldPath>,
}

/// The outline of the file at `path`; `None` when it cannot be read as YAML at all.
pub fn outline(world: &dyn World, path: &WorldPath) -> Option<Outline> {
    let bytes = read_configuration(world, path).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let folder = path.parent().unwrap_or_else(WorldPath::root);
    let (documents, _) = tollgate_yaml::parse(FileId(0), text);
    let mut found = Outline { is_complete: true, ..Outline::default() };
    for document in &documents {
        let services = entry(&document.root, "services").filter(|node| matches!(node.content, Content::Mapping(_)));
        let include = entry(&document.root, "include").filter(|node| matches!(node.content, Content::Sequence(_)));
        found.is_project |= services.is_some() || include.is_some();
        let mut add = |name: &str| found.uses.extend(folder.join(name).filter(|_| !paths::is_remote(name)));
        if let Some(Content::Sequence(items)) = include.map(|node| &node.content) {
            for item in items {
                texts(item, &mut add);
                if let Some(path) = entry(item, "path") {
                    texts(path, &mut add);
                }
            }
        }
        for (_, service) in services.into_iter().flat_map(entries) {
            let says = |key: &str| entry(service, key).is_some();
            // What is merged from an anchor may say it.
            let is_merged = entries(service).any(|(key, _)| key == "<<");
            let extends = entry(service, "extends");
            found.is_complete &= says("image") || says("build") || says("provider") || extends.is_some() || is_merged;
            if let Some(file) = extends.and_then(|extends| entry(extends, "file")) {
                texts(file, &mut add);
            }
        }
    }
    Some(found)
}

fn entries(node: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let pairs = match node.target().map(|node| &node.content) {
        Some(Content::Mapping(pairs)) => pairs.as_slice(),
        _ => &[],
    };
    pairs.iter().filter_map(|pair| match &pair.key.target()?.content {
        Content::Scalar(text, _) => Some((&**text, pair.value.target()?)),
        _ => None,
    })
}

fn entry<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    entries(node).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The texts that `node` is or lists.
fn texts(node: &Node, found: &mut impl FnMut(&str)) {
    match node.target().map(|node| &node.content) {
        Some(Content::Scalar(text, style)) if Dialect::Compose.scalar(text, *style, None).is_ok() => found(text),
        Some(Content::Sequence(items)) => items.iter().for_each(|item| texts(item, found)),
        _ => {}
    }
}
