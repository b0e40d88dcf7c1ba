//! From the paths somebody names to the roots to evaluate.
//!
//! A root is what the real program is run on: a Terraform root module or a plan, a Compose project, a
//! kustomization, a chart, or manifests of Kubernetes that are applied together. A folder that others call as a module is seen in the context of those who call it, wherever in the world
//! they are: with their values, not with its defaults. Only where nobody calls it is it a root of its own.
#![forbid(unsafe_code)]

mod calls;
mod charts;
mod compose;
mod groups;
mod ignored;
mod kubernetes;
mod plan;
mod walk;

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use tollgate_source::{Diagnostic, EntryKind, ReadError, World, WorldPath};

pub use walk::chart_around;

use calls::Calls;
use plan::Named;
use walk::{Found, Walk};

/// What a root is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum RootKind {
    TerraformModule,
    /// A plan as `terraform show -json` writes it, or what was named as one.
    TerraformPlan,
    /// Compose files that make one project.
    ComposeProject,
    /// Files of Kubernetes manifests that are applied together.
    Manifests,
    /// What a kustomization makes of the manifests it lists.
    Kustomization,
    /// A Helm chart, with one set of values.
    Chart,
}

/// A root to evaluate.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FoundRoot {
    /// The folder of the root, the file of a plan, the first Compose file, or the one manifest that nothing is
    /// applied with. Of a kustomization, the folder that holds all it lists.
    pub path: WorldPath,
    pub kind: RootKind,
    /// The files of a Compose project, the later over the earlier; those with manifests; the file of a kustomization;
    /// the values files that a chart is given.
    pub files: Vec<WorldPath>,
    /// What tells roots with the same path apart: a Compose project, an overlay, a set of values, or the one of several
    /// manifests with the same objects. Empty for the
    /// only one.
    pub name: String,
    /// What it is evaluated for, when it was not named itself but holds what was named: module folders; files, and
    /// folders with all that is below them, of Kubernetes. Empty: all of it.
    pub focus: Vec<WorldPath>,
}

impl FoundRoot {
    /// A root that was named: all of it counts.
    pub fn whole(path: WorldPath, kind: RootKind) -> Self {
        Self { path, kind, files: Vec::new(), name: String::new(), focus: Vec::new() }
    }

    /// Whether what lies in `file` was asked for.
    pub fn covers(&self, file: &WorldPath) -> bool {
        match self.kind {
            _ if self.focus.is_empty() => true,
            RootKind::Manifests | RootKind::Kustomization | RootKind::Chart => {
                self.focus.iter().any(|part| file.is_under(part))
            }
            _ => file.parent().is_some_and(|folder| self.focus.contains(&folder)),
        }
    }

    /// Where to look for the configuration that holds for it.
    pub fn place(&self) -> &WorldPath {
        match self.kind {
            // The overlay, rather than what it shares with others.
            RootKind::Kustomization => self.files.first().unwrap_or(&self.path),
            _ => &self.path,
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// Ordered by path.
    pub roots: Vec<FoundRoot>,
    /// Named paths that cannot be read: a mistake of who named them.
    pub missing: Vec<ReadError>,
    /// Notes on what was passed over.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the roots at and below `paths`, and those of the world that call what is there. A named file stands for its
/// folder; one that is a plan is a root. What `.gitignore` files and `is_excluded` match is passed over, unless it is
/// named itself.
pub fn discover(world: &dyn World, paths: &[WorldPath], is_excluded: &dyn Fn(&WorldPath) -> bool) -> Discovery {
    let mut discovery = Discovery::default();
    let mut walk = Walk::new(world, is_excluded);
    let mut folders: Vec<WorldPath> = Vec::new();
    let mut plans: BTreeSet<WorldPath> = BTreeSet::new();
    let mut compose_files: BTreeSet<WorldPath> = BTreeSet::new();
    let mut manifests: BTreeSet<WorldPath> = BTreeSet::new();
    let mut charts: BTreeMap<WorldPath, BTreeSet<WorldPath>> = BTreeMap::new();
    for path in paths {
        match kind(world, path) {
            Ok((EntryKind::Dir, _)) => {
                walk.folder(path);
                folders.push(path.clone());
            }
            Ok((EntryKind::File, _)) if charts::is_packed(path.file_name()) => {
                charts.entry(path.clone()).or_default();
            }
            Ok((_, Named::Part)) if compose::may_be(world, path) => {
                compose_files.insert(path.clone());
            }
            Ok((_, Named::Part | Named::OtherJson)) if walk::may_be_manifest(path.file_name()) => {
                match named_manifest(world, path) {
                    Ok(()) => drop(manifests.insert(path.clone())),
                    // A part stands for the chart, as a Compose file for its project.
                    Err(Some(chart)) => drop(charts.entry(chart).or_default().insert(path.clone())),
                    Err(None) => {
                        discovery.diagnostics.push(no_manifest(path));
                        if path.file_name().ends_with(".json") {
                            walk.only(&path.parent().unwrap_or_else(WorldPath::root));
                        }
                    }
                }
            }
            Ok((_, Named::Plan)) => {
                plans.insert(path.clone());
            }
            Ok(_) if charts::may_be_part(path.file_name()) && walk::chart_around(world, &folder_of(path)).is_some() => {
                let chart = walk::chart_around(world, &folder_of(path)).unwrap_or_else(WorldPath::root);
                charts.entry(chart).or_default().insert(path.clone());
            }
            Ok(_) => walk.only(&path.parent().unwrap_or_else(WorldPath::root)),
            Err(error) => discovery.missing.push(error),
        }
    }
    let Found { modules, compose, kubernetes: found, diagnostics } = walk.finish();
    discovery.diagnostics.extend(diagnostics);
    let is_everything = paths.iter().any(|path| *path == WorldPath::root());
    let everything = OnceCell::new();
    let everything = || {
        everything.get_or_init(|| {
            let mut walk = Walk::new(world, is_excluded);
            walk.folder(&WorldPath::root());
            walk.finish()
        })
    };
    let projects = compose::projects(world, &compose, &compose_files);
    let of_plans: BTreeSet<WorldPath> = plans.iter().filter_map(WorldPath::parent).collect();
    let others = || if is_everything { BTreeSet::new() } else { everything().modules.clone() };
    discovery.roots = roots(world, &modules, others)
        .into_iter()
        .map(|(path, focus)| {
            let root = FoundRoot::whole(path, RootKind::TerraformModule);
            FoundRoot { focus: focus.into_iter().collect(), ..root }
        })
        // A plan knows all that its configuration says, and more.
        .filter(|root| !of_plans.contains(&root.path))
        .chain(plans.into_iter().map(|path| FoundRoot::whole(path, RootKind::TerraformPlan)))
        .chain(projects)
        .collect();
    let wanted = kubernetes::Wanted { found: &found, folders: &folders, files: &manifests };
    if !wanted.is_empty() {
        let mut all = found.clone();
        if !is_everything {
            all.extend(everything().kubernetes.clone());
        }
        let (roots, diagnostics) = kubernetes::roots(world, &wanted, &all);
        discovery.roots.extend(roots);
        discovery.diagnostics.extend(diagnostics);
    }
    // What was named as a whole is not asked for in part.
    charts.extend(found.charts.into_iter().map(|chart| (chart, BTreeSet::new())));
    for (chart, focus) in charts {
        discovery.roots.extend(charts::roots(world, &chart, &focus));
    }
    discovery.roots.sort();
    discovery
}

/// Whether a named file is one of Kubernetes; otherwise the chart that it is a part of, if there is one.
fn named_manifest(world: &dyn World, path: &WorldPath) -> Result<(), Option<WorldPath>> {
    let folder = path.parent().unwrap_or_else(WorldPath::root);
    let chart = walk::chart_around(world, &folder);
    let is_kustomization = tollgate_kubernetes::KUSTOMIZATION_FILES.contains(&path.file_name());
    let is_it = is_kustomization || kubernetes::look(world, path, true) != tollgate_kubernetes::Sniffed::Other;
    if chart.is_none() && is_it { Ok(()) } else { Err(chart) }
}

fn folder_of(path: &WorldPath) -> WorldPath {
    path.parent().unwrap_or_else(WorldPath::root)
}

/// What a named file is not.
fn no_manifest(path: &WorldPath) -> Diagnostic {
    if path.file_name().ends_with(".json") {
        let message = format!("`{path}` is neither a plan nor a file of a Terraform configuration, nor a manifest");
        let help = "`terraform show -json plan.out > plan.json` writes a plan that can be checked";
        return Diagnostic::warning(message).help(help);
    }
    let message = format!("`{path}` is neither a Compose file nor a Kubernetes manifest");
    Diagnostic::warning(message).help("the one has `services`, the other `apiVersion` and `kind`, at the top level")
}

/// The roots in whose context `wanted` is to be seen, each with the folders it is needed for: none for a root that
/// is wanted itself. `others` are the modules that may call them.
fn roots(
    world: &dyn World,
    wanted: &BTreeSet<WorldPath>,
    others: impl FnOnce() -> BTreeSet<WorldPath>,
) -> BTreeMap<WorldPath, BTreeSet<WorldPath>> {
    let mut roots: BTreeMap<WorldPath, BTreeSet<WorldPath>> = BTreeMap::new();
    if wanted.is_empty() {
        return roots;
    }
    let mut modules = wanted.clone();
    modules.extend(others());
    let calls = Calls::read(world, &modules);
    for module in wanted {
        for root in calls.roots_of(module) {
            let is_wanted = wanted.contains(&root);
            let focus = roots.entry(root).or_default();
            if !is_wanted {
                focus.insert(module.clone());
            }
        }
    }
    roots
}

fn kind(world: &dyn World, path: &WorldPath) -> Result<(EntryKind, Named), ReadError> {
    match world.read(path) {
        Ok(bytes) => Ok((EntryKind::File, plan::named(path.file_name(), Some(&bytes)))),
        Err(ReadError::IsDir { .. }) => world.list(path).map(|_| (EntryKind::Dir, Named::Part)),
        // A file that is there but no text is still a file that was named: its front end says what is wrong.
        Err(ReadError::TooLarge { .. }) => Ok((EntryKind::File, plan::named(path.file_name(), None))),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use tollgate_source::MemoryWorld;

    use super::*;

    /// The roots found at `paths` in a world of files, by path, with what they are needed for in parentheses;
    /// `!path` for a path that is missing.
    fn check(files: &[(&str, &str)], paths: &[&str], excluded: &str, expected: &[&str]) {
        let path = |text: &str| WorldPath::new(text).expect("inside");
        let mut world = MemoryWorld::new();
        for (name, text) in files {
            world.insert(path(name), text);
        }
        let paths: Vec<WorldPath> = paths.iter().map(|text| path(text)).collect();
        let found = discover(&world, &paths, &|path| !excluded.is_empty() && path.as_str().starts_with(excluded));
        let name = |root: &FoundRoot| {
            let focus: String = root.focus.iter().map(|folder| format!(" ({folder})")).collect();
            format!("{}{focus}", root.path)
        };
        let mut names: Vec<String> = found.roots.iter().map(name).collect();
        names.extend(found.missing.iter().map(|error| format!("!{}", error.path())));
        assert_eq!(names, expected);
    }

    const CALL: &str = "module \"m\" {\n  source = \"../modules/m\"\n}\n";

    #[test]
    fn called_modules_are_no_roots() {
        let files = [("env/main.tf", CALL), ("modules/m/a.tf", ""), ("modules/unused/a.tf", ""), ("readme.md", "")];
        check(&files, &["."], "", &["env", "modules/unused"]);
        check(&files, &["env/main.tf"], "", &["env"]);
        check(&files, &["nope", "env"], "", &["env", "!nope"]);
    }

    #[test]
    fn a_named_module_is_seen_in_the_context_of_its_callers() {
        let files = [("env/main.tf", CALL), ("modules/m/a.tf", ""), ("modules/unused/a.tf", "")];
        check(&files, &["modules/m"], "", &["env (modules/m)"]);
        check(&files, &["modules/m/a.tf", "modules/unused/a.tf"], "", &["env (modules/m)", "modules/unused"]);
        check(&files, &["modules/m/a.tf", "env/main.tf"], "", &["env"]);
        check(&files, &["modules/m"], "env", &["modules/m"]);
    }

    #[test]
    fn callers_are_found_through_other_modules() {
        let files = [
            ("live/prod/main.tf", "module \"a\" { source = \"../../modules/a\" }"),
            ("live/test/main.tf.json", "{\"module\": {\"a\": {\"source\": \"../../modules/a\"}}}"),
            ("modules/a/main.tf", "module \"b\" { source = \"./b\" }"),
            ("modules/a/b/main.tf", ""),
        ];
        check(&files, &["modules/a/b"], "", &["live/prod (modules/a/b)", "live/test (modules/a/b)"]);
        check(
            &files,
            &["modules"],
            "",
            &["live/prod (modules/a) (modules/a/b)", "live/test (modules/a) (modules/a/b)"],
        );
    }

    #[test]
    fn a_module_repository_is_seen_through_its_examples() {
        let files = [("main.tf", ""), ("examples/all/main.tf", "module \"x\" {\n  source = \"../..\"\n}")];
        check(&files, &["."], "", &["examples/all"]);
        check(&files, &["main.tf"], "", &["examples/all (.)"]);
    }

    #[test]
    fn a_folder_that_is_run_is_a_root_whoever_calls_it() {
        let files = [
            ("main.tf", "terraform {\n  backend \"s3\" {}\n}"),
            ("tests/main.tf", "module \"x\" {\n  source = \"../\"\n}"),
        ];
        check(&files, &["."], "", &[".", "tests"]);
        check(&files, &["main.tf"], "", &[".", "tests (.)"]);
    }

    #[test]
    fn plans_are_roots_when_named() {
        let plan = "{\"format_version\":\"1.2\",\"terraform_version\":\"1.11.4\"";
        let files = [("env/main.tf", ""), ("env/plan.json", plan), ("env/other.json", "{}")];
        check(&files, &["."], "", &["env"]);
        check(&files, &["env/plan.json"], "", &["env/plan.json"]);
        check(&files, &["env", "env/plan.json"], "", &["env/plan.json"]);
        check(&files, &["env/other.json"], "", &["env"]);
    }

    #[test]
    fn modules_that_call_each_other_are_not_lost() {
        let files = [("a/x.tf", "module m {\n source = \"../b\"\n}"), ("b/x.tf", "module m {\n source = \"../a\"\n}")];
        check(&files, &["."], "", &["a"]);
    }

    #[test]
    fn ignored_and_excluded_folders_are_passed_over_unless_named() {
        let files = [
            (".gitignore", "/build\n*.bak\n"),
            ("a/x.tf", ""),
            ("build/x.tf", ""),
            ("vendor/x.tf", ""),
            ("sub/.gitignore", "gen/\n!keep/\n"),
            ("sub/gen/x.tf", ""),
            ("old.bak/x.tf", ""),
            (".terraform/modules/x/x.tf", ""),
        ];
        check(&files, &["."], "vendor", &["a"]);
        check(&files, &["build", "vendor"], "vendor", &["build", "vendor"]);
        check(&files, &["sub"], "", &[]);
    }

    #[test]
    fn nothing_to_check_is_no_error() {
        check(&[("notes.txt", "")], &["."], "", &[]);
        check(&[("notes.txt", "")], &["notes.txt"], "", &[]);
    }
}
