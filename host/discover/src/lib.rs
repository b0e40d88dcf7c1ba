//! From the paths somebody names to the roots to evaluate.
//!
//! A root is what the real program is run on: a Terraform root module, later a Compose project or a chart.
//! Folders that another root calls as modules are checked in their callers' context and are no roots of their
//! own, unless they are named.
#![forbid(unsafe_code)]

mod calls;
mod ignored;
mod walk;

use std::collections::BTreeSet;

use tollgate_source::{Diagnostic, EntryKind, ReadError, World, WorldPath};

use walk::Walk;

/// What a root is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum RootKind {
    TerraformModule,
}

/// A root to evaluate.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FoundRoot {
    /// The folder of the root.
    pub path: WorldPath,
    pub kind: RootKind,
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

/// Finds the roots at and below `paths`. A named file stands for its folder. What `.gitignore` files and
/// `is_excluded` match is passed over, unless it is named itself.
pub fn discover(world: &dyn World, paths: &[WorldPath], is_excluded: &dyn Fn(&WorldPath) -> bool) -> Discovery {
    let mut discovery = Discovery::default();
    let mut named: BTreeSet<WorldPath> = BTreeSet::new();
    let mut walk = Walk::new(world, is_excluded);
    for path in paths {
        match kind(world, path) {
            Ok(EntryKind::Dir) => {
                walk.folder(path);
                named.insert(path.clone());
            }
            Ok(_) => {
                let folder = path.parent().unwrap_or_else(WorldPath::root);
                walk.only(&folder);
                named.insert(folder);
            }
            Err(error) => discovery.missing.push(error),
        }
    }
    let (modules, diagnostics) = walk.finish();
    discovery.diagnostics = diagnostics;
    discovery.roots = calls::roots(world, &modules, &named)
        .into_iter()
        .map(|path| FoundRoot { path, kind: RootKind::TerraformModule })
        .collect();
    discovery
}

fn kind(world: &dyn World, path: &WorldPath) -> Result<EntryKind, ReadError> {
    match world.read(path) {
        Ok(_) => Ok(EntryKind::File),
        Err(ReadError::IsDir { .. }) => world.list(path).map(|_| EntryKind::Dir),
        // A file that is there but no text is still a file that was named: its front end says what is wrong.
        Err(ReadError::TooLarge { .. }) => Ok(EntryKind::File),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use tollgate_source::MemoryWorld;

    use super::*;

    /// The roots found at `paths` in a world of files, by path; `!path` for one that is missing.
    fn check(files: &[(&str, &str)], paths: &[&str], excluded: &str, expected: &[&str]) {
        let path = |text: &str| WorldPath::new(text).expect("inside");
        let mut world = MemoryWorld::new();
        for (name, text) in files {
            world.insert(path(name), text);
        }
        let paths: Vec<WorldPath> = paths.iter().map(|text| path(text)).collect();
        let found = discover(&world, &paths, &|path| !excluded.is_empty() && path.as_str().starts_with(excluded));
        let mut names: Vec<String> = found.roots.iter().map(|root| root.path.to_string()).collect();
        names.extend(found.missing.iter().map(|error| format!("!{}", error.path())));
        assert_eq!(names, expected);
    }

    const CALL: &str = "module \"m\" {\n  source = \"../modules/m\"\n}\n";

    #[test]
    fn called_modules_are_no_roots() {
        let files = [("env/main.tf", CALL), ("modules/m/a.tf", ""), ("modules/unused/a.tf", ""), ("readme.md", "")];
        check(&files, &["."], "", &["env", "modules/unused"]);
        check(&files, &["modules/m"], "", &["modules/m"]);
        check(&files, &["env/main.tf"], "", &["env"]);
        check(&files, &["nope", "env"], "", &["env", "!nope"]);
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
