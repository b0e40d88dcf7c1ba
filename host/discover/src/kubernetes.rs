//! From manifests to what is applied together.
//!
//! No file says with which others it is applied. A kustomization does, and is a root; one that others list is seen
//! through those, with what they change, as a module is seen through its callers. What no kustomization lists is
//! grouped by folders ([`Groups`]), so that a Service finds its pods in the next file or in the next folder, and the
//! same names in `dev/` and `prod/` stay two things.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use tollgate_kubernetes::{Sniffed, Uses, kustomization_in, sniff, uses};
use tollgate_source::{Diagnostic, World, WorldPath, read_configuration};

use crate::{FoundRoot, RootKind, groups::Groups, walk::Candidates};

/// Larger files are looked into only when they are named: data, and seldom written by anybody.
const SNIFF_LIMIT: u64 = 4 << 20;

/// What was named.
pub(crate) struct Wanted<'w> {
    /// What a walk of the named folders found.
    pub(crate) found: &'w Candidates,
    /// The named folders, and the named files that are manifests or kustomizations.
    pub(crate) folders: &'w [WorldPath],
    pub(crate) files: &'w BTreeSet<WorldPath>,
}

impl Wanted<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.found.files.is_empty() && self.found.kustomizations.is_empty() && self.files.is_empty()
    }
}

/// What is asked for of each root: nothing in particular, when it was all named.
type Roots = BTreeMap<WorldPath, BTreeSet<WorldPath>>;

/// The roots of what is `wanted`; `all` is what there is in the world, `wanted` included.
pub(crate) fn roots(world: &dyn World, wanted: &Wanted<'_>, all: &Candidates) -> (Vec<FoundRoot>, Vec<Diagnostic>) {
    let lists = Lists::read(world, &all.kustomizations);
    let mut roots: Vec<FoundRoot> = Vec::new();
    for (file, focus) in lists.roots(wanted) {
        roots.push(lists.root(file, focus));
    }
    let mut diagnostics = Vec::new();
    let listed = lists.listed();
    let folders = lists.folders();
    let mut groups = Groups::new(world, all, &folders, &listed);
    let is_plain = |path: &&WorldPath| !listed.contains(*path) && !all.kustomizations.contains(*path);
    let mut plain: BTreeMap<WorldPath, (Rc<FoundRoot>, BTreeSet<WorldPath>)> = BTreeMap::new();
    let found = wanted.found.files.iter().filter(is_plain).map(|path| (path, false));
    let named = wanted.files.iter().filter(is_plain).map(|path| (path, true));
    for (path, is_named) in found.chain(named) {
        match look(world, path, is_named) {
            Sniffed::Manifest => {}
            Sniffed::Template => {
                diagnostics.push(template(path, is_named));
                continue;
            }
            Sniffed::Other => continue,
        }
        let Some(root) = groups.of(path) else { continue };
        let (_, focus) = plain.entry(root.path.clone()).or_insert_with(|| (root, BTreeSet::new()));
        let around = wanted.folders.iter().find(|folder| path.is_under(folder));
        focus.insert(if is_named { path.clone() } else { around.unwrap_or(path).clone() });
    }
    for (root, focus) in plain.into_values() {
        let is_whole = root.files.iter().all(|file| focus.iter().any(|part| file.is_under(part)));
        let focus = if is_whole { Vec::new() } else { focus.into_iter().collect() };
        roots.extend(groups.alternatives(FoundRoot { focus, ..Rc::unwrap_or_clone(root) }));
    }
    (roots, diagnostics)
}

/// What a file is, at a glance.
pub(crate) fn look(world: &dyn World, path: &WorldPath, is_named: bool) -> Sniffed {
    if !is_named && world.size(path).is_ok_and(|size| size > SNIFF_LIMIT) {
        return Sniffed::Other;
    }
    // Of a named file that cannot be read, the front end says why.
    let Ok(bytes) = read_configuration(world, path) else {
        return if is_named { Sniffed::Manifest } else { Sniffed::Other };
    };
    sniff(&String::from_utf8_lossy(&bytes))
}

fn template(path: &WorldPath, is_named: bool) -> Diagnostic {
    let message = format!("`{path}` is a template of manifests, and was not read");
    let note = if is_named { Diagnostic::warning(message) } else { Diagnostic::note(message) };
    note.help("check what it renders to")
}

/// What the kustomizations of the world list.
struct Lists {
    uses: BTreeMap<WorldPath, Uses>,
    /// The kustomizations that list the one in a folder.
    users: BTreeMap<WorldPath, BTreeSet<WorldPath>>,
}

impl Lists {
    fn read(world: &dyn World, files: &BTreeSet<WorldPath>) -> Self {
        let uses: BTreeMap<WorldPath, Uses> = files.iter().map(|file| (file.clone(), uses(world, file))).collect();
        let mut users: BTreeMap<WorldPath, BTreeSet<WorldPath>> = BTreeMap::new();
        for (file, listed) in &uses {
            for used in listed.folders.iter().filter_map(|folder| kustomization_in(world, folder)) {
                if used != *file && files.contains(&used) {
                    users.entry(used).or_default().insert(file.clone());
                }
            }
        }
        Self { uses, users }
    }

    /// The files that are parts of a kustomization.
    fn listed(&self) -> BTreeSet<WorldPath> {
        self.uses.values().flat_map(|uses| uses.manifests.iter().chain(&uses.parts)).cloned().collect()
    }

    /// The folders that are kustomizations.
    fn folders(&self) -> BTreeSet<WorldPath> {
        self.uses.keys().filter_map(WorldPath::parent).collect()
    }

    /// The kustomizations that nobody lists, above those that are wanted and those that use what is wanted.
    fn roots(&self, wanted: &Wanted<'_>) -> Roots {
        let mut roots = Roots::new();
        let mut add = |kustomization: &WorldPath, part: &WorldPath| {
            for root in self.roots_of(kustomization) {
                let focus = roots.entry(root.clone()).or_default();
                let is_named = wanted.found.kustomizations.contains(&root) || wanted.files.contains(&root);
                focus.insert(if is_named { root } else { part.clone() });
            }
        };
        for file in &wanted.found.kustomizations {
            add(file, &file.parent().unwrap_or_else(WorldPath::root));
        }
        // A file is listed from its own folder or from one above; `kustomize` refuses all others.
        for (kustomization, uses) in &self.uses {
            let files = || uses.manifests.iter().chain(&uses.parts).chain([kustomization]);
            for part in wanted.files.iter().filter(|part| files().any(|file| file == *part)) {
                add(kustomization, part);
            }
            for folder in wanted.folders.iter().filter(|folder| uses.manifests.iter().any(|file| file.is_under(folder)))
            {
                add(kustomization, folder);
            }
        }
        roots
    }

    /// The upper ends of all ways to `kustomization`; of a circle, the first.
    fn roots_of(&self, kustomization: &WorldPath) -> BTreeSet<WorldPath> {
        let mut above = BTreeSet::new();
        let mut open = vec![kustomization.clone()];
        while let Some(one) = open.pop() {
            if above.insert(one.clone()) {
                open.extend(self.users.get(&one).into_iter().flatten().cloned());
            }
        }
        let roots: BTreeSet<WorldPath> = above.iter().filter(|one| !self.users.contains_key(*one)).cloned().collect();
        if roots.is_empty() { above.into_iter().take(1).collect() } else { roots }
    }

    /// The root that a kustomization is. Overlays of one base share the folder that holds all of it, and each is a
    /// variant of it: what they say alike of the base is told once.
    fn root(&self, file: WorldPath, focus: BTreeSet<WorldPath>) -> FoundRoot {
        let own = file.parent().unwrap_or_else(WorldPath::root);
        let mut folder = own.clone();
        for used in self.all_folders(&file) {
            while !used.is_under(&folder) {
                folder = folder.parent().unwrap_or_else(WorldPath::root);
            }
        }
        let name = own.as_str().strip_prefix(folder.as_str()).unwrap_or_default().trim_start_matches('/').to_owned();
        let is_whole = focus.contains(&file);
        let focus = if is_whole { Vec::new() } else { focus.into_iter().collect() };
        FoundRoot { files: vec![file], name, focus, ..FoundRoot::whole(folder, RootKind::Kustomization) }
    }

    /// The folders of all that a kustomization lists, directly or by way of others.
    fn all_folders(&self, file: &WorldPath) -> BTreeSet<WorldPath> {
        let mut seen = BTreeSet::new();
        let mut open = vec![file.clone()];
        let mut folders = BTreeSet::new();
        while let Some(one) = open.pop() {
            if !seen.insert(one.clone()) {
                continue;
            }
            for folder in self.uses.get(&one).into_iter().flat_map(|uses| &uses.folders) {
                folders.insert(folder.clone());
                open.extend(self.uses.keys().filter(|other| other.parent().as_ref() == Some(folder)).cloned());
            }
        }
        folders
    }
}

#[cfg(test)]
mod tests {
    use tollgate_source::MemoryWorld;

    use super::*;
    use crate::discover;

    fn object(kind: &str, name: &str) -> String {
        format!("apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\n")
    }

    /// The roots of `files`, whose texts are names of Pods or texts as they are, at `paths`:
    /// `path [variant]: files (focus)`, and `!note`.
    fn check(files: &[(&str, &str)], paths: &[&str], expected: &[&str]) {
        let path = |text: &str| WorldPath::new(text).expect("inside");
        let mut world = MemoryWorld::new();
        for (name, text) in files {
            let is_name = !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase());
            world.insert(path(name), if is_name { object("Pod", text) } else { (*text).to_owned() });
        }
        let paths: Vec<WorldPath> = paths.iter().map(|text| path(text)).collect();
        let found = discover(&world, &paths, &|_| false);
        let list = |all: &[WorldPath]| all.iter().map(WorldPath::to_string).collect::<Vec<_>>().join(" ");
        let show = |root: &FoundRoot| {
            let variant = if root.name.is_empty() { String::new() } else { format!(" [{}]", root.name) };
            let focus = if root.focus.is_empty() { String::new() } else { format!(" ({})", list(&root.focus)) };
            format!("{}{variant}: {}{focus}", root.path, list(&root.files))
        };
        let mut shown: Vec<String> = found.roots.iter().map(show).collect();
        shown.extend(found.diagnostics.iter().map(|note| format!("!{}", note.message)));
        assert_eq!(shown, expected, "{files:?} at {paths:?}");
    }

    #[test]
    fn a_tree_of_manifests_is_one_group() {
        let files = [
            ("k8s/a.yaml", "a"),
            ("k8s/b.yml", "b"),
            ("k8s/web/c.json", "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"c\"}}"),
            ("src/x.txt", "x"),
        ];
        let all = "k8s: k8s/a.yaml k8s/b.yml k8s/web/c.json";
        check(&files, &["."], &[all]);
        check(&files, &["k8s"], &[all]);
        check(&files, &["k8s/b.yml"], &[&format!("{all} (k8s/b.yml)")]);
        check(&files, &["k8s/web"], &[&format!("{all} (k8s/web)")]);
        check(
            &[("deployments/a.yaml", "a"), ("services/b.yaml", "b")],
            &["."],
            &[".: deployments/a.yaml services/b.yaml"],
        );
    }

    #[test]
    fn environments_and_services_stand_apart() {
        let environments = [("k8s/dev/a.yaml", "a"), ("k8s/prod/a.yaml", "a"), ("k8s/common.yaml", "c")];
        check(&environments, &["."], &["k8s: k8s/common.yaml", "k8s/dev: k8s/dev/a.yaml", "k8s/prod: k8s/prod/a.yaml"]);
        check(&environments, &["k8s/dev/a.yaml"], &["k8s/dev: k8s/dev/a.yaml"]);
        let services = [("a/k8s/x.yaml", "x"), ("a/src/x", ""), ("b/k8s/y.yaml", "y"), ("b/src/y", "")];
        check(&services, &["."], &["a/k8s: a/k8s/x.yaml", "b/k8s: b/k8s/y.yaml"]);
        let configured = [("a/x.yaml", "x"), ("b/y.yaml", "y"), ("b/tollgate.toml", "")];
        check(&configured, &["."], &["a: a/x.yaml", "b: b/y.yaml"]);
        // A namespace may be written wherever it is needed.
        let namespace = object("Namespace", "shop");
        let namespaces = [("a/x.yaml", "x"), ("a/ns.yaml", namespace.as_str()), ("b/ns.yaml", namespace.as_str())];
        check(&namespaces, &["."], &[".: a/ns.yaml a/x.yaml b/ns.yaml"]);
    }

    #[test]
    fn files_with_the_same_objects_are_alternatives() {
        let both = format!("{}---\n{}", object("Pod", "a"), object("Pod", "b"));
        let installs = [("k8s/crds.yaml", "c"), ("k8s/ha.yaml", both.as_str()), ("k8s/install.yaml", "a")];
        let ha = "k8s [ha.yaml]: k8s/crds.yaml k8s/ha.yaml (k8s/crds.yaml k8s/ha.yaml)";
        let install = "k8s [install.yaml]: k8s/crds.yaml k8s/install.yaml (k8s/crds.yaml k8s/install.yaml)";
        check(&installs, &["."], &[ha, install]);
        check(&installs, &["k8s/ha.yaml"], &["k8s [ha.yaml]: k8s/crds.yaml k8s/ha.yaml (k8s/ha.yaml)"]);
        // What all of them share is looked at with each.
        check(
            &installs,
            &["k8s/crds.yaml"],
            &[
                "k8s [ha.yaml]: k8s/crds.yaml k8s/ha.yaml (k8s/crds.yaml)",
                "k8s [install.yaml]: k8s/crds.yaml k8s/install.yaml (k8s/crds.yaml)",
            ],
        );
        // Whether `web-dev` belongs to `db-dev` or to `db-prod` stands nowhere: it is looked at with both.
        let pairs = [("db-dev.yaml", "d"), ("db-prod.yaml", "d"), ("web-dev.yaml", "w"), ("web-prod.yaml", "w")];
        check(&pairs, &["web-dev.yaml"], &[". [web-dev.yaml]: db-dev.yaml db-prod.yaml web-dev.yaml (web-dev.yaml)"]);
        let namespace = object("Namespace", "shop");
        check(&[("a.yaml", &namespace), ("b.yaml", &namespace)], &["."], &[".: a.yaml b.yaml"]);
    }

    #[test]
    fn what_is_something_else_is_passed_over() {
        let files = [
            ("compose.yaml", "services:\n  a:\n    image: b\n"),
            (".github/workflows/ci.yaml", "on: push\n"),
            ("values.yaml", "kind: 1\n"),
            ("openapi.json", "{\"kind\": 1, \"x\": \"apiVersion\"}"),
            ("t.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Name }}\n"),
            ("a.yaml", "a"),
        ];
        check(
            &files,
            &["."],
            &[".: a.yaml", "compose.yaml: compose.yaml", "!`t.yaml` is a template of manifests, and was not read"],
        );
        check(&files, &["values.yaml"], &["!`values.yaml` is neither a Compose file nor a Kubernetes manifest"]);
        check(&files, &["t.yaml"], &["!`t.yaml` is a template of manifests, and was not read"]);
    }

    #[test]
    fn charts_are_roots_for_each_set_of_values() {
        let files = [
            ("app/Chart.yaml", "apiVersion: v2\nname: x\n"),
            ("app/templates/a.yaml", "a"),
            ("app/charts/sub/Chart.yaml", ""),
            ("app/charts/sub/templates/b.yaml", "b"),
            ("app/fixed/Chart.yaml", ""),
            ("app/fixed/templates/b.yaml", "b"),
            ("raw/b.yaml", "b"),
        ];
        check(&files, &["."], &["app: ", "app/fixed: ", "raw: raw/b.yaml"]);
        check(&files, &["app/charts/sub/templates/b.yaml"], &["app:  (app/charts/sub/templates/b.yaml)"]);
        check(&files, &["app/fixed/templates"], &["app/fixed: "]);
        check(&files, &["app/templates"], &["app: "]);
        check(&files, &["app/templates/a.yaml"], &["app:  (app/templates/a.yaml)"]);
        let more =
            [files.as_slice(), &[("app/ci/tls-values.yaml", "a: 1\n"), ("app/ci/other.yaml", "a: 1\n")]].concat();
        check(&more, &["app"], &["app [default]: ", "app [tls]: app/ci/tls-values.yaml", "app/fixed: "]);
        let named = [files.as_slice(), &[("app/ci/default-values.yaml", "a: 1\n")]].concat();
        check(&named, &["app"], &["app [default]: ", "app [ci/default]: app/ci/default-values.yaml", "app/fixed: "]);
    }

    #[test]
    fn kustomizations_are_roots_and_bases_are_not() {
        let patch = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec: {}\n";
        let files = [
            ("k8s/base/kustomization.yaml", "resources: [a.yaml, sub/b.yaml]\n"),
            ("k8s/base/a.yaml", "a"),
            ("k8s/base/sub/b.yaml", "b"),
            ("k8s/base/left.yaml", "left"),
            ("k8s/dev/kustomization.yaml", "resources: [../base]\n"),
            ("k8s/prod/kustomization.yaml", "resources: [../base]\npatches: [{ path: patch.yaml }]\n"),
            ("k8s/prod/patch.yaml", patch),
            ("alone/kustomization.yml", "resources: [x.yaml]\n"),
            ("alone/x.yaml", "x"),
        ];
        let (dev, prod) = ("k8s [dev]: k8s/dev/kustomization.yaml", "k8s [prod]: k8s/prod/kustomization.yaml");
        let left = "k8s/base/left.yaml: k8s/base/left.yaml";
        check(&files, &["."], &["alone: alone/kustomization.yml", dev, prod, left]);
        let focus = |part: &str| [format!("{dev} ({part})"), format!("{prod} ({part})")];
        let [a, b] = focus("k8s/base/a.yaml");
        check(&files, &["k8s/base/a.yaml"], &[&a, &b]);
        let [a, b] = focus("k8s/base/sub");
        check(&files, &["k8s/base/sub"], &[&a, &b]);
        check(&files, &["k8s/prod/patch.yaml"], &[&format!("{prod} (k8s/prod/patch.yaml)")]);
        check(&files, &["k8s/prod"], &[prod]);
        check(&files, &["k8s/prod/kustomization.yaml"], &[prod]);
    }
}
