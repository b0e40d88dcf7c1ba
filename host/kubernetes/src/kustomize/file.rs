//! The file of a kustomization: where it lies, and which others it names.

use tollgate_ir::Value;
use tollgate_source::{EntryKind, FileId, World, WorldPath, read_configuration};
use tollgate_yaml::Budget;

use crate::value::Reader;

/// The names under which `kustomize` looks for a kustomization.
pub const KUSTOMIZATION_FILES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Fields whose items are manifests, or folders of kustomizations.
pub(super) const RESOURCES: [&str; 3] = ["resources", "bases", "components"];

/// What a kustomization names, from the folder it lies in. What is not on disk is left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Uses {
    /// Files of manifests.
    pub manifests: Vec<WorldPath>,
    /// Folders with kustomizations of their own.
    pub folders: Vec<WorldPath>,
    /// Files that are parts of it and no manifests by themselves: patches, values, what generators read.
    pub parts: Vec<WorldPath>,
}

/// The kustomization in `folder`.
pub fn kustomization_in(world: &dyn World, folder: &WorldPath) -> Option<WorldPath> {
    let entries = world.list(folder).ok()?;
    let is_there = |name: &&&str| entries.iter().any(|entry| entry.name == ***name && entry.kind == EntryKind::File);
    folder.join(KUSTOMIZATION_FILES.iter().find(is_there)?)
}

/// What the kustomization at `path` names.
pub fn uses(world: &dyn World, path: &WorldPath) -> Uses {
    let mut found = Uses::default();
    let folder = path.parent().unwrap_or_else(WorldPath::root);
    let Some(value) = read_quietly(world, path) else { return found };
    for field in RESOURCES {
        for text in texts(&value, field).filter(|text| !is_remote(text)) {
            let Some(path) = folder.join(text) else { continue };
            match world.list(&path) {
                Ok(_) => found.folders.push(path),
                Err(_) => found.manifests.push(path),
            }
        }
    }
    let mut part = |text: &str| found.parts.extend(folder.join(text).filter(|_| !is_inline(text) && !is_remote(text)));
    for field in ["patchesStrategicMerge", "configurations", "crds", "transformers", "generators", "validators"] {
        texts(&value, field).for_each(&mut part);
    }
    for field in ["patches", "patchesJson6902", "replacements", "helmCharts"] {
        for item in items(&value, field) {
            let named = ["path", "valuesFile"].into_iter().filter_map(|key| item.get(key).and_then(Value::as_str));
            named.for_each(&mut part);
        }
    }
    for field in ["configMapGenerator", "secretGenerator"] {
        for item in items(&value, field) {
            for text in ["files", "envs"].into_iter().flat_map(|key| texts(item, key)) {
                part(text.split_once('=').map_or(text, |(_, file)| file));
            }
        }
    }
    found
}

/// The items of a list.
pub(super) fn items<'v>(value: &'v Value, field: &str) -> &'v [Value] {
    value.get(field).and_then(Value::elements).unwrap_or_default()
}

pub(super) fn texts<'v>(value: &'v Value, field: &str) -> impl Iterator<Item = &'v str> {
    items(value, field).iter().filter_map(Value::as_str)
}

/// Whether a patch is written where its file could be named.
pub(super) fn is_inline(text: &str) -> bool {
    text.contains(['\n', '{'])
}

/// Whether it names something that is fetched: a URL, or a repository as `go-getter` spells it.
pub(super) fn is_remote(text: &str) -> bool {
    text.contains("://")
        || text.contains("?ref=")
        || text.starts_with("git@")
        || ["github.com/", "gitlab.com/", "bitbucket.org/"].iter().any(|host| text.starts_with(host))
}

fn read_quietly(world: &dyn World, path: &WorldPath) -> Option<Value> {
    let bytes = read_configuration(world, path).ok()?;
    let (documents, _) = tollgate_yaml::parse(FileId(0), std::str::from_utf8(&bytes).ok()?);
    Reader::new(&tollgate_ir::Origin::at).document(documents.first()?, &mut Budget::default())
}
