//! Fixes in charts: which values are given, and whether a chart still renders.

use std::collections::BTreeMap;

use tollgate_helm::{CHART, CHART_YAML, Options, Request, render};
use tollgate_ir::{Address, How, Project};
use tollgate_plugin::{Encoded, NodeStep};
use tollgate_source::{OverlayWorld, SourceMap, Span, World, WorldPath};

use super::overlay;

/// Whether a chart writes what is at `address`.
pub(super) fn writes(project: &Project, address: &Address) -> bool {
    project.roots.iter().any(|root| root.kind == CHART && root.input == address.input() && root.path == address.root)
}

/// The place of an entry of the mapping `node`, when all of them are the entries of one mapping of the values.
pub(super) fn given_entry(encoded: &Encoded, node: u32) -> Option<Span> {
    let entries = encoded.nodes.iter().filter(|info| info.parent == node).filter_map(|info| match &info.step {
        NodeStep::Key(key) => Some((key, info)),
        _ => None,
    });
    let mut given = None;
    for (key, info) in entries {
        let path = info.origin.hops().find_map(|hop| match &hop.how {
            How::HelmValue(path) => path.strip_suffix(&**key)?.strip_suffix('.'),
            _ => None,
        })?;
        if given.get_or_insert((path, info.origin.source())).0 != path {
            return None;
        }
    }
    given.map(|(_, place)| place)
}

/// The folder of the chart that a file is a part of.
pub(super) fn around(world: &dyn World, path: &WorldPath) -> Option<WorldPath> {
    std::iter::successors(path.parent(), WorldPath::parent)
        .find(|folder| folder.join(CHART_YAML).is_some_and(|file| world.read(&file).is_ok()))
}

/// Takes back what was changed in charts that render worse than before; says in how many files.
pub(super) fn take_back(world: &dyn World, files: &mut Vec<(WorldPath, String, String)>) -> usize {
    let mut charts: BTreeMap<WorldPath, Vec<WorldPath>> = BTreeMap::new();
    for (path, ..) in files.iter() {
        if let Some(chart) = outermost(world, path) {
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

/// Subcharts are rendered with the chart that they are a part of.
fn outermost(world: &dyn World, path: &WorldPath) -> Option<WorldPath> {
    std::iter::successors(around(world, path), |chart| around(world, chart)).last()
}

fn errors(world: &dyn World, chart: &WorldPath) -> usize {
    let request = Request { options: Options { is_strict: false, ..Options::default() }, ..Request::default() };
    let rendered = render(world, &SourceMap::new(), chart, &request);
    rendered.diagnostics.iter().filter(|one| one.level == tollgate_source::Level::Error).count()
}
