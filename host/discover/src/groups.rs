//! Which plain manifests are applied together.
//!
//! `kubectl apply -f` takes a file, a folder, or with `-R` a whole tree; which of them is meant stands nowhere. Every
//! file alone, as other tools have it, separates a Service from the pods it selects. Every tree as a whole makes one
//! thing of `dev/` and `prod/`. So a group is a folder with all that is below it, as far up as
//!
//! - every folder in it holds manifests or folders that do: `k8s/` with `web/` and `db/` is one group, a repository
//!   with `src/` beside `k8s/` is not, nor is a tree of services each with its own `k8s/`;
//! - no object is defined in two of its folders: these are environments, or examples, and each is a group of its own;
//! - no folder in it has a configuration of its own, which would hold for it and not for its group.
//!
//! Within one folder, all files are one group, whatever they define. Files of one that define the same object are
//! alternatives, such as `install.yaml` and `install-ha.yaml`: the group is looked at once with each of them
//! ([`Groups::alternatives`]). A Namespace may be written anywhere: many write it wherever they need it. Folders of
//! charts and kustomizations are passed over.
//!
//! None of this depends on which paths were named, so that a file is checked in the same group in a commit hook as
//! in a run over the repository.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use tollgate_kubernetes::{Id, Sniffed, outline};
use tollgate_source::{World, WorldPath};

use crate::{FoundRoot, RootKind, kubernetes::look, walk::Candidates};

/// Objects defined in or below a folder, and the files they are in.
#[derive(Clone, Default)]
struct Defined {
    files: BTreeSet<WorldPath>,
    objects: BTreeSet<Key>,
    /// Of the folder itself: those that several of its files define, each with these files.
    shared: BTreeMap<Key, BTreeSet<WorldPath>>,
}

/// A folder with more alternatives than these is no choice of one: each would be looked at with all that is beside it.
const MAX_ALTERNATIVES: usize = 32;

/// What tells objects apart, in whatever version they are written.
type Key = (String, String, Option<String>, String);

pub(crate) struct Groups<'a> {
    world: &'a dyn World,
    files: BTreeMap<WorldPath, Vec<&'a WorldPath>>,
    below: BTreeMap<WorldPath, Vec<&'a WorldPath>>,
    /// Folders that stand for themselves.
    apart: &'a BTreeSet<WorldPath>,
    /// Files that kustomizations list.
    listed: &'a BTreeSet<WorldPath>,
    own: BTreeMap<WorldPath, Rc<Defined>>,
    all: BTreeMap<WorldPath, Option<Rc<Defined>>>,
    groups: BTreeMap<WorldPath, Rc<FoundRoot>>,
}

impl<'a> Groups<'a> {
    pub(crate) fn new(
        world: &'a dyn World,
        all: &'a Candidates,
        apart: &'a BTreeSet<WorldPath>,
        listed: &'a BTreeSet<WorldPath>,
    ) -> Self {
        let mut files: BTreeMap<WorldPath, Vec<&WorldPath>> = BTreeMap::new();
        let mut below: BTreeMap<WorldPath, Vec<&WorldPath>> = BTreeMap::new();
        for file in &all.files {
            files.entry(file.parent().unwrap_or_else(WorldPath::root)).or_default().push(file);
        }
        for folder in &all.folders {
            below.entry(folder.parent().unwrap_or_else(WorldPath::root)).or_default().push(folder);
        }
        // The root of the world has no folder around it.
        if let Some(own) = below.get_mut(&WorldPath::root()) {
            own.retain(|folder| **folder != WorldPath::root());
        }
        let (own, all, groups) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { world, files, below, apart, listed, own, all, groups }
    }

    /// The group of the manifest at `path`; `None` when it holds no objects after all.
    pub(crate) fn of(&mut self, path: &WorldPath) -> Option<Rc<FoundRoot>> {
        let folder = path.parent().unwrap_or_else(WorldPath::root);
        let own = self.own(&folder);
        let alone = || Rc::new(manifests(path.clone(), [path.clone()]));
        if !own.files.contains(path) {
            return outline(self.world, path).map(|_| alone());
        }
        // What lies beside a kustomization that does not list it has nobody to be applied with.
        if self.apart.contains(&folder) {
            return Some(alone());
        }
        if let Some(known) = self.groups.get(&folder) {
            return Some(Rc::clone(known));
        }
        let group = Rc::new(self.around(&folder, &own));
        self.groups.insert(folder, Rc::clone(&group));
        Some(group)
    }

    /// The group, once with each of the files of it that define what another one defines, and with all that does not
    /// clash with that. What was asked for stays what counts.
    pub(crate) fn alternatives(&mut self, group: FoundRoot) -> Vec<FoundRoot> {
        let mut clashes: BTreeMap<WorldPath, BTreeSet<WorldPath>> = BTreeMap::new();
        let folders: BTreeSet<WorldPath> = group.files.iter().filter_map(WorldPath::parent).collect();
        for folder in folders {
            for files in self.own(&folder).shared.values() {
                for file in files.iter().filter(|file| group.files.contains(*file)) {
                    clashes
                        .entry(file.clone())
                        .or_default()
                        .extend(files.iter().filter(|other| *other != file).cloned());
                }
            }
        }
        if clashes.is_empty() || clashes.len() > MAX_ALTERNATIVES {
            return vec![group];
        }
        let alternative = |(file, others): (&WorldPath, &BTreeSet<WorldPath>)| {
            let is_counted = |one: &&WorldPath| (*one == file || !clashes.contains_key(*one)) && group.covers(one);
            let focus: Vec<WorldPath> = group.files.iter().filter(is_counted).cloned().collect();
            let files = group.files.iter().filter(|one| !others.contains(*one)).cloned().collect();
            let name = file.as_str().strip_prefix(group.path.as_str()).unwrap_or(file.as_str());
            let name = name.trim_start_matches('/').to_owned();
            (!focus.is_empty()).then(|| FoundRoot { files, name, focus, ..group.clone() })
        };
        clashes.iter().filter_map(alternative).collect()
    }

    /// The largest group around a folder that defines `own`.
    fn around(&mut self, folder: &WorldPath, own: &Defined) -> FoundRoot {
        let Some(mut all) = self.all(folder, 0) else { return manifests(folder.clone(), own.files.iter().cloned()) };
        let mut root = folder.clone();
        while let Some(above) = root.parent().filter(|_| !self.has_configuration(&root)) {
            match self.all(&above, 0) {
                Some(more) => (root, all) = (above, more),
                None => break,
            }
        }
        // Folders around it that hold nothing more say nothing.
        let inner = all.files.iter().filter_map(WorldPath::parent).reduce(|a, b| common(&a, &b));
        manifests(inner.unwrap_or(root), all.files.iter().cloned())
    }

    /// What `folder` itself defines.
    fn own(&mut self, folder: &WorldPath) -> Rc<Defined> {
        if let Some(known) = self.own.get(folder) {
            return Rc::clone(known);
        }
        let mut own = Defined::default();
        for file in self.files.get(folder).into_iter().flatten().filter(|file| !self.listed.contains(**file)) {
            let is_one = look(self.world, file, false) == Sniffed::Manifest;
            let Some(outline) = outline(self.world, file).filter(|_| is_one) else { continue };
            own.files.insert((*file).clone());
            for object in outline.objects.iter().filter(|id| !id.is("", "Namespace")).map(key) {
                own.shared.entry(object.clone()).or_default().insert((*file).clone());
                own.objects.insert(object);
            }
        }
        own.shared.retain(|_, files| files.len() > 1);
        let own = Rc::new(own);
        self.own.insert(folder.clone(), Rc::clone(&own));
        own
    }

    /// What `folder` and all below it define; `None` when that is no group.
    fn all(&mut self, folder: &WorldPath, depth: usize) -> Option<Rc<Defined>> {
        if let Some(known) = self.all.get(folder) {
            return known.clone();
        }
        let found = self.find(folder, depth).map(Rc::new);
        self.all.insert(folder.clone(), found.clone());
        found
    }

    fn find(&mut self, folder: &WorldPath, depth: usize) -> Option<Defined> {
        const MAX_DEPTH: usize = 64;
        let below: Vec<WorldPath> = self.below.get(folder).into_iter().flatten().map(|path| (*path).clone()).collect();
        let mut parts = Vec::new();
        // Folders first: the ones that hold something else are told apart before any file is read.
        for folder in below.iter().filter(|folder| !self.apart.contains(*folder)) {
            if self.has_configuration(folder) || depth > MAX_DEPTH {
                return None;
            }
            parts.push(self.all(folder, depth + 1)?);
        }
        let own = self.own(folder);
        if own.files.is_empty() && parts.is_empty() {
            return None;
        }
        parts.into_iter().try_fold(Defined::clone(&own), |mut joined, part| {
            let clashes = part.objects.iter().any(|object| joined.objects.contains(object));
            joined.files.extend(part.files.iter().cloned());
            joined.objects.extend(part.objects.iter().cloned());
            (!clashes).then_some(joined)
        })
    }

    fn has_configuration(&self, folder: &WorldPath) -> bool {
        folder.join("tollgate.toml").is_some_and(|path| self.world.size(&path).is_ok())
    }
}

fn key(id: &Id) -> Key {
    let text = |text: &str| text.to_owned();
    (text(&id.group), text(&id.kind), id.namespace.as_deref().map(str::to_owned), text(&id.name))
}

/// The deepest folder around both.
fn common(a: &WorldPath, b: &WorldPath) -> WorldPath {
    let around = std::iter::successors(Some(a.clone()), WorldPath::parent);
    around.into_iter().find(|folder| b.is_under(folder)).unwrap_or_else(WorldPath::root)
}

fn manifests(path: WorldPath, files: impl IntoIterator<Item = WorldPath>) -> FoundRoot {
    FoundRoot { files: files.into_iter().collect(), ..FoundRoot::whole(path, RootKind::Manifests) }
}
