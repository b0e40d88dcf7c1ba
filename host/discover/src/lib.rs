//! From the paths somebody names to the roots to evaluate.
//!
//! A root is what the real program is run on: a Terraform root module or a plan, a Compose project, later a chart. A
//! folder that others call as a module is seen in the context of those who call it, wherever in the world
//! they are: with their values, not with its defaults. Only where nobody calls it is it a root of its own.
#![forbid(unsafe_code)]

mod calls;
mod compose;
mod ignored;
mod plan;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use tollgate_source::{Diagnostic, EntryKind, ReadError, World, WorldPath};

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
}

/// A root to evaluate.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FoundRoot {
    /// The folder of the root, the file of a plan, or the first Compose file.
    pub path: WorldPath,
    pub kind: RootKind,
    /// The files of a Compose project, the later over the earlier.
    pub files: Vec<WorldPath>,
    /// What tells projects with the same first file apart; empty for the only one.
    pub name: String,
    /// The module folders that it is evaluated for, when it was not named itself but calls what was named. Empty:
    /// all of it.
    pub focus: Vec<WorldPath>,
}

impl FoundRoot {
    /// A root that was named: all of it counts.
    pub fn whole(path: WorldPath, kind: RootKind) -> Self {
        Self { path, kind, files: Vec::new(), name: String::new(), focus: Vec::new() }
    }

    /// Whether what lies in `file` was asked for.
    pub fn covers(&self, file: &WorldPath) -> bool {
        self.focus.is_empty() || file.parent().is_some_and(|folder| self.focus.contains(&folder))
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
    let mut plans: BTreeSet<WorldPath> = BTreeSet::new();
    let mut compose_files: BTreeSet<WorldPath> = BTreeSet::new();
    for path in paths {
        match kind(world, path) {
            Ok((EntryKind::Dir, _)) => walk.folder(path),
            Ok((_, Named::Part)) if compose::may_be(world, path) => {
                compose_files.insert(path.clone());
            }
            Ok((_, Named::Part)) if compose::is_yaml(path.file_name()) => {
                let message = format!("`{path}` is no Compose file: it has no `services`");
                discovery.diagnostics.push(Diagnostic::warning(message));
            }
            Ok((_, Named::Plan)) => {
                plans.insert(path.clone());
            }
            Ok((_, named)) => {
                walk.only(&path.parent().unwrap_or_else(WorldPath::root));
                if named == Named::OtherJson {
                    let message = format!("`{path}` is neither a plan nor a file of a Terraform configuration");
                    let help = "`terraform show -json plan.out > plan.json` writes a plan that can be checked";
                    discovery.diagnostics.push(Diagnostic::warning(message).help(help));
                }
            }
            Err(error) => discovery.missing.push(error),
        }
    }
    let Found { modules, compose, diagnostics } = walk.finish();
    discovery.diagnostics.extend(diagnostics);
    let projects = compose::projects(world, &compose, &compose_files);
    let of_plans: BTreeSet<WorldPath> = plans.iter().filter_map(WorldPath::parent).collect();
    discovery.roots = roots(world, &modules, paths.iter().any(|path| *path == WorldPath::root()), is_excluded)
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
    discovery.roots.sort();
    discovery
}

/// The roots in whose context `wanted` is to be seen, each with the folders it is needed for: none for a root that
/// is wanted itself.
fn roots(
    world: &dyn World,
    wanted: &BTreeSet<WorldPath>,
    is_everything: bool,
    is_excluded: &dyn Fn(&WorldPath) -> bool,
) -> BTreeMap<WorldPath, BTreeSet<WorldPath>> {
    let mut roots: BTreeMap<WorldPath, BTreeSet<WorldPath>> = BTreeMap::new();
    if wanted.is_empty() {
        return roots;
    }
    let mut modules = wanted.clone();
    if !is_everything {
        let mut walk = Walk::new(world, is_excluded);
        walk.folder(&WorldPath::root());
        modules.extend(walk.finish().modules);
    }
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
