//! From charts to what they are rendered with: their own values, and each set that they are tested with.

use std::collections::BTreeSet;

use tollgate_source::{EntryKind, World, WorldPath};

use crate::{FoundRoot, RootKind};

/// The folder in which charts keep sets of values to be tested with.
const TESTS: &str = "ci";
const VALUES: &str = "values.yaml";
/// The name of a chart with nothing but its own values, where there are others.
const OWN: &str = "default";

/// The roots of the chart in `folder`, for what was named of it: nothing in particular when it was the whole.
pub(crate) fn roots(world: &dyn World, folder: &WorldPath, focus: &BTreeSet<WorldPath>) -> Vec<FoundRoot> {
    let root =
        FoundRoot { focus: focus.iter().cloned().collect(), ..FoundRoot::whole(folder.clone(), RootKind::Chart) };
    let mut sets: Vec<FoundRoot> = sets(world, folder)
        .into_iter()
        .map(|(name, file)| FoundRoot { name, files: vec![file], ..root.clone() })
        .collect();
    let name = if sets.is_empty() { String::new() } else { OWN.to_owned() };
    sets.push(FoundRoot { name, ..root });
    sets
}

/// The sets of values in `ci/`, by the names of their files.
fn sets(world: &dyn World, folder: &WorldPath) -> Vec<(String, WorldPath)> {
    let Some(tests) = folder.join(TESTS) else { return Vec::new() };
    let Ok(entries) = world.list(&tests) else { return Vec::new() };
    entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::File)
        .filter_map(|entry| {
            let name = entry.name.strip_suffix(VALUES)?;
            let name = name.trim_end_matches('-');
            let name = match name {
                "" => TESTS.to_owned(),
                // The values of the chart itself are called so.
                OWN => format!("{TESTS}/{OWN}"),
                name => name.to_owned(),
            };
            Some((name, tests.join(&entry.name)?))
        })
        .collect()
}

/// Whether a file with this name is a packed chart, which is one wherever it lies.
pub(crate) fn is_packed(name: &str) -> bool {
    name.ends_with(".tgz")
}

/// Whether a file with this name can be a part of a chart and of nothing else.
pub(crate) fn may_be_part(name: &str) -> bool {
    [".tpl", ".txt", ".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end))
}
