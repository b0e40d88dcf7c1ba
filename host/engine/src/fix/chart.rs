//! Fixes in charts: which values are given, and whether a chart still renders.

use std::collections::BTreeMap;

use tollgate_helm::{CHART, Options, Request, render};
use tollgate_ir::{Address, How, Project};
use tollgate_plugin::{NodeStep, Nodes};
use tollgate_source::{OverlayWorld, SourceMap, Span, World, WorldPath};

use super::overlay;

/// Whether a chart writes what is at `address`.
pub(super) fn writes(project: &Project, address: &Address) -> bool {
    project.roots.iter().any(|root| root.kind == CHART && root.input == address.input() && root.path == address.root)
}

/// The place of an entry of the mapping `node`, when all of them are the entries of one mapping of the values.
pub(super) fn given_entry(nodes: &Nodes<'_>, node: u32) -> Option<Span> {
    let entries: Vec<_> = nodes
        .children(node)
        .filter_map(|info| match info.step {
            NodeStep::Key(key) => Some((key, info.origin())),
            _ => None,
        })
        .collect();
    let mut given = None;
    for (key, origin) in &entries {
        let path = origin.hops().find_map(|hop| match &hop.how {
            How::HelmValue(path) => path.strip_suffix(&***key)?.strip_suffix('.'),
            _ => None,
        })?;
        if given.get_or_insert((path, origin.source())).0 != path {
            return None;
        }
    }
    given.map(|(_, place)| place)
}

/// The chart that a file is a part of; of a subchart, the one that it is rendered with.
pub(super) fn around(world: &dyn World, path: &WorldPath) -> Option<WorldPath> {
    tollgate_discover::chart_around(world, &path.parent()?)
}

/// Takes back what was changed in charts that render worse than before; says in how many files.
pub(super) fn take_back(world: &dyn World, files: &mut Vec<(WorldPath, String, String)>) -> usize {
    let mut charts: BTreeMap<WorldPath, Vec<WorldPath>> = BTreeMap::new();
    for (path, ..) in files.iter() {
        if let Some(chart) = around(world, path) {
            charts.entry(chart).or_default().push(path.clone());
        }
    }
    let mut taken = 0;
    for (chart, changed) in charts {
        let of_chart = files.iter().filter(|(path, ..)| changed.contains(path));
        let over = of_chart.map(|(path, _, after)| (path.clone(), after.clone())).collect();
        if errors(&OverlayWorld::new(world, overlay(&over)), &chart) > errors(world, &chart) {
            files.retain(|(path, ..)| !changed.contains(path));
            taken += changed.len();
        }
    }
    taken
}

fn errors(world: &dyn World, chart: &WorldPath) -> usize {
    let request = Request { options: Options { is_strict: false, ..Options::default() }, ..Request::default() };
    let rendered = render(world, &SourceMap::new(), chart, &request);
    rendered.diagnostics.iter().filter(|one| one.level == tollgate_source::Level::Error).count()
}
