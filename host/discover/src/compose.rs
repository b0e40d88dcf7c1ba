//! From Compose files to projects: the files that `docker compose` takes by itself, those that are laid over them, and
//! those that stand for themselves.
//!
//! Which files somebody names on the command line stands nowhere. A file in which every service says what it runs is
//! a project of its own; one that leaves that to others is laid over the project of its folder.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_compose::{Outline, default_files, is_compose_file, outline};
use tollgate_source::{World, WorldPath};

use crate::{FoundRoot, RootKind};

/// Whether a file that was named is a Compose file.
pub(crate) fn may_be(world: &dyn World, path: &WorldPath) -> bool {
    is_compose_file(path.file_name())
        || is_yaml(path.file_name()) && outline(world, path).is_some_and(|outline| outline.is_project)
}

pub(crate) fn is_yaml(name: &str) -> bool {
    name.ends_with(".yml") || name.ends_with(".yaml")
}

/// The projects made of the files that a walk `found`, and those that any of `named` is a part of.
pub(crate) fn projects(world: &dyn World, found: &BTreeSet<WorldPath>, named: &BTreeSet<WorldPath>) -> Vec<FoundRoot> {
    let mut projects = group(world, found);
    for path in named {
        let around = around(world, path);
        let with: Vec<FoundRoot> =
            group(world, &around).into_iter().filter(|project| project.files.contains(path)).collect();
        let by_inclusion = || group(world, &around).into_iter().filter(|project| uses(world, project, path)).collect();
        let mut of_file: Vec<FoundRoot> = if with.is_empty() { by_inclusion() } else { with };
        if of_file.is_empty() {
            of_file.push(project(vec![path.clone()], ""));
        }
        projects.extend(of_file);
    }
    projects.sort();
    projects.dedup();
    projects
}

/// The Compose files beside `path` and in the folders above, which may include it.
fn around(world: &dyn World, path: &WorldPath) -> BTreeSet<WorldPath> {
    let mut files = BTreeSet::from([path.clone()]);
    let own = path.parent();
    for folder in std::iter::successors(own.clone(), WorldPath::parent) {
        if Some(&folder) != own.as_ref() {
            files.extend(default_files(world, &folder));
            continue;
        }
        let entries = world.list(&folder);
        let names = entries.iter().flat_map(|entries| entries.iter()).map(|entry| &entry.name);
        files.extend(names.filter(|name| is_compose_file(name)).filter_map(|name| folder.join(name)));
    }
    files
}

fn project(files: Vec<WorldPath>, name: &str) -> FoundRoot {
    let path = files.first().cloned().unwrap_or_else(WorldPath::root);
    FoundRoot { files, name: name.to_owned(), ..FoundRoot::whole(path, RootKind::ComposeProject) }
}

fn group(world: &dyn World, files: &BTreeSet<WorldPath>) -> Vec<FoundRoot> {
    let mut folders: BTreeMap<WorldPath, Vec<&WorldPath>> = BTreeMap::new();
    for path in files {
        folders.entry(path.parent().unwrap_or_else(WorldPath::root)).or_default().push(path);
    }
    // Only where there is more than the usual file it has to be read which is which.
    let usual: BTreeMap<&WorldPath, Vec<WorldPath>> =
        folders.keys().map(|folder| (folder, default_files(world, folder))).collect();
    let is_usual = |folder: &WorldPath, path: &WorldPath| usual.get(folder).is_some_and(|files| files.contains(path));
    let is_alone = folders.iter().all(|(folder, files)| files.iter().all(|path| is_usual(folder, path)));
    let outlines: BTreeMap<&WorldPath, Outline> = match is_alone && folders.len() == 1 {
        true => BTreeMap::new(),
        false => files.iter().filter_map(|path| Some((path, outline(world, path)?))).collect(),
    };
    let used: BTreeSet<&WorldPath> = outlines.values().flat_map(|outline| &outline.uses).collect();
    let mut projects = Vec::new();
    for (folder, files) in &folders {
        let main: Vec<WorldPath> = usual[folder].iter().filter(|path| files.contains(path)).cloned().collect();
        let others = files.iter().filter(|path| !is_usual(folder, path) && !used.contains(**path));
        let (overlays, own): (Vec<&&WorldPath>, Vec<&&WorldPath>) = others
            .filter(|path| outlines.get(**path).is_none_or(|outline| outline.is_project || !main.is_empty()))
            .partition(|path| !main.is_empty() && outlines.get(**path).is_some_and(|outline| !outline.is_complete));
        // A part of another project is checked with that.
        if let Some(first) = main.first().filter(|first| !used.contains(first)) {
            projects.push(project(main.clone(), if overlays.is_empty() { "" } else { "default" }));
            let over = |path: &WorldPath| project(vec![first.clone(), path.clone()], &word(path.file_name()));
            projects.extend(overlays.into_iter().map(|path| over(path)));
        }
        projects.extend(own.into_iter().map(|path| project(vec![(*path).clone()], "")));
    }
    projects
}

/// Whether a project reads `path` by way of `include` or `extends`.
fn uses(world: &dyn World, project: &FoundRoot, path: &WorldPath) -> bool {
    let mut seen: BTreeSet<WorldPath> = BTreeSet::new();
    let mut open = project.files.clone();
    while let Some(file) = open.pop() {
        if file == *path {
            return true;
        }
        if seen.insert(file.clone()) {
            open.extend(outline(world, &file).into_iter().flat_map(|outline| outline.uses));
        }
    }
    false
}

/// `prod` of `docker-compose.prod.yml`.
fn word(name: &str) -> String {
    let stem = name.trim_end_matches(".yaml").trim_end_matches(".yml");
    let rest = stem.trim_start_matches("docker-").trim_start_matches("compose").trim_start_matches(['.', '-', '_']);
    if rest.is_empty() { stem.to_owned() } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use tollgate_source::MemoryWorld;

    use super::*;

    const WHOLE: &str = "services:\n  a:\n    image: b\n";
    const PART: &str = "services:\n  a:\n    restart: always\n";

    /// The projects as `name: files`.
    fn check(files: &[(&str, &str)], named: &[&str], expected: &[&str]) {
        let path = |text: &str| WorldPath::new(text).expect("inside");
        let mut world = MemoryWorld::new();
        for (name, text) in files {
            world.insert(path(name), text);
        }
        let all = files.iter().map(|(name, _)| path(name)).filter(|path| is_compose_file(path.file_name()));
        let found = if named.is_empty() { all.collect() } else { BTreeSet::new() };
        let projects = projects(&world, &found, &named.iter().map(|name| path(name)).collect());
        let show = |project: &FoundRoot| {
            let files: Vec<String> = project.files.iter().map(WorldPath::to_string).collect();
            format!("{}: {}", project.name, files.join(" "))
        };
        assert_eq!(projects.iter().map(show).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn files_make_projects() {
        check(
            &[("a/compose.yaml", WHOLE), ("a/compose.override.yaml", PART)],
            &[],
            &[": a/compose.yaml a/compose.override.yaml"],
        );
        check(
            &[("docker-compose.yml", WHOLE), ("docker-compose.prod.yml", PART), ("docker-compose.ci.yml", WHOLE)],
            &[],
            &[
                ": docker-compose.ci.yml",
                "default: docker-compose.yml",
                "prod: docker-compose.yml docker-compose.prod.yml",
            ],
        );
        check(&[("docker-compose.prod.yml", PART)], &[], &[": docker-compose.prod.yml"]);
        check(&[("compose-notes.yaml", "a: 1\n")], &[], &[]);
        check(&[("compose.yaml", "a: 1\n")], &[], &[": compose.yaml"]);
    }

    #[test]
    fn a_part_of_another_project_is_none() {
        let including = "include:\n  - db/compose.yaml\nservices:\n  a:\n    extends:\n      file: compose.base.yaml\n      service: a\n";
        let files = [("compose.yaml", including), ("db/compose.yaml", WHOLE), ("compose.base.yaml", PART)];
        check(&files, &[], &[": compose.yaml"]);
        check(&files, &["db/compose.yaml"], &[": compose.yaml"]);
        check(&files, &["compose.base.yaml"], &[": compose.yaml"]);
    }

    #[test]
    fn a_named_file_stands_for_its_project() {
        let files = [("compose.yaml", WHOLE), ("compose.override.yaml", PART), ("stack.yml", WHOLE)];
        check(&files, &["compose.override.yaml"], &[": compose.yaml compose.override.yaml"]);
        check(&files, &["stack.yml"], &[": stack.yml"]);
    }
}
