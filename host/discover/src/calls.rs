//! Which module folders are called by others.
//!
//! Only the text is looked at: a `source` that names a folder with Terraform files. What it costs to be wrong
//! is small (a folder that is mentioned but not called is checked only when named), what it saves is parsing
//! every file twice.

use std::collections::{BTreeMap, BTreeSet};

use tollgate_source::{World, WorldPath};

/// The folders among `modules` that nobody else calls, those in `named`, and one of each circle that would
/// otherwise be lost.
pub(crate) fn roots(
    world: &dyn World,
    modules: &BTreeSet<WorldPath>,
    named: &BTreeSet<WorldPath>,
) -> BTreeSet<WorldPath> {
    let calls: BTreeMap<&WorldPath, BTreeSet<WorldPath>> =
        modules.iter().map(|module| (module, calls_of(world, module, modules))).collect();
    let called: BTreeSet<&WorldPath> =
        calls.iter().flat_map(|(caller, called)| called.iter().filter(move |one| one != caller)).collect();
    let mut roots: BTreeSet<WorldPath> =
        modules.iter().filter(|module| !called.contains(module) || named.contains(*module)).cloned().collect();
    let mut reached = BTreeSet::new();
    roots.iter().for_each(|root| reach(root, &calls, &mut reached));
    for module in modules {
        if !reached.contains(module) {
            reach(module, &calls, &mut reached);
            roots.insert(module.clone());
        }
    }
    roots
}

fn reach(from: &WorldPath, calls: &BTreeMap<&WorldPath, BTreeSet<WorldPath>>, reached: &mut BTreeSet<WorldPath>) {
    let mut open = vec![from.clone()];
    while let Some(module) = open.pop() {
        if reached.insert(module.clone()) {
            open.extend(calls.get(&module).into_iter().flatten().cloned());
        }
    }
}

fn calls_of(world: &dyn World, module: &WorldPath, modules: &BTreeSet<WorldPath>) -> BTreeSet<WorldPath> {
    let mut called = BTreeSet::new();
    let Ok(entries) = world.list(module) else { return called };
    for entry in entries.iter().filter(|entry| entry.name.ends_with(".tf") || entry.name.ends_with(".tofu")) {
        let Some(Ok(bytes)) = module.join(&entry.name).map(|path| world.read(&path)) else { continue };
        for line in String::from_utf8_lossy(&bytes).lines() {
            let source = line.trim_start().strip_prefix("source").and_then(|rest| rest.trim_start().strip_prefix('='));
            let Some(source) = source.and_then(|rest| rest.trim_start().strip_prefix('"')) else { continue };
            let target = source.split('"').next().unwrap_or_default();
            if target.starts_with("./") || target.starts_with("../") {
                called.extend(module.join(target).filter(|path| modules.contains(path)));
            }
        }
    }
    called
}
