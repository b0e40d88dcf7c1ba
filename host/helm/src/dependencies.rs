//! Which subcharts take part, under which names, and what their parents import from them.

use tollgate_gotemplate::Version;
use tollgate_source::{Diagnostic, Span};

use crate::{
    chart::{Chart, Dependency, ImportValues, is_compatible},
    values::{Kind, Map, Node, Nulls, at_path, coalesce, merge_tables},
};

/// Takes out what is switched off, gives aliases, and imports values; with what is given at the top.
///
/// # Errors
/// Values that do not fit the chart; the message is Helm's.
pub(crate) fn process(
    chart: &mut Chart,
    given: &Map,
    version: Version,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), String> {
    enable(chart, given, "", version, warnings)?;
    import(chart, version, warnings)
}

/// The dependencies that a chart names and that do not lie in its `charts/`.
pub(crate) fn missing(chart: &Chart) -> Vec<&Dependency> {
    let is_there = |dependency: &&Dependency| chart.dependencies.iter().any(|child| child.name() == dependency.name);
    chart.metadata.dependencies.iter().filter(|dependency| !is_there(dependency)).collect()
}

fn enable(
    chart: &mut Chart,
    given: &Map,
    path: &str,
    version: Version,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), String> {
    if chart.metadata.dependencies.is_empty() {
        return Ok(());
    }
    let wanted = chart.metadata.dependencies.clone();
    let is_wanted = |child: &Chart| {
        wanted.iter().any(|dependency| {
            child.name() == dependency.name && is_compatible(&dependency.version, &child.metadata.version)
        })
    };
    // What lies there and is not asked for takes part, first and always.
    let (asked, mut children): (Vec<Chart>, Vec<Chart>) =
        std::mem::take(&mut chart.dependencies).into_iter().partition(|child| is_wanted(child));
    for dependency in &wanted {
        let fits = |child: &&Chart| {
            child.name() == dependency.name && is_compatible(&dependency.version, &child.metadata.version)
        };
        if let Some(child) = asked.iter().chain(&children).find(fits) {
            let mut child = child.clone();
            if !dependency.alias.is_empty() {
                child.metadata.name.clone_from(&dependency.alias);
            }
            children.push(child);
        }
    }
    chart.dependencies = children;
    for dependency in &mut chart.metadata.dependencies {
        if !dependency.alias.is_empty() {
            dependency.name.clone_from(&dependency.alias);
        }
        dependency.is_enabled = true;
    }
    let all = coalesce(chart, given.clone(), Nulls::removed(version))?;
    for dependency in &mut chart.metadata.dependencies {
        by_tags(dependency, &all, warnings);
        by_condition(dependency, &all, path, warnings);
    }
    let off: Vec<String> = chart
        .metadata
        .dependencies
        .iter()
        .filter(|dependency| !dependency.is_enabled)
        .map(|dependency| dependency.name.clone())
        .collect();
    chart.dependencies.retain(|child| !off.iter().any(|name| name == child.name()));
    chart.metadata.dependencies.retain(|dependency| dependency.is_enabled);
    for child in &mut chart.dependencies {
        let path = format!("{path}{}.", child.name());
        enable(child, &all, &path, version, warnings)?;
    }
    Ok(())
}

fn by_tags(dependency: &mut Dependency, values: &Map, warnings: &mut Vec<Diagnostic>) {
    let Some(tags) = values.get("tags").and_then(Node::as_map) else { return };
    let (mut has_true, mut has_false) = (false, false);
    for tag in &dependency.tags {
        match tags.get(tag.as_str()).map(|node| (&node.kind, node)) {
            Some((Kind::Bool(true), _)) => has_true = true,
            Some((Kind::Bool(false), _)) => has_false = true,
            Some((_, node)) => warnings.push(not_a_switch(&format!("tags.{tag}"), &dependency.name, node)),
            None => {}
        }
    }
    dependency.is_enabled = has_true || !has_false;
}

/// The first switch that is given counts.
fn by_condition(dependency: &mut Dependency, values: &Map, path: &str, warnings: &mut Vec<Diagnostic>) {
    for condition in dependency.condition.trim().split(',').filter(|condition| !condition.is_empty()) {
        match at_path(values, &format!("{path}{condition}")) {
            Some(Node { kind: Kind::Bool(value), .. }) => {
                dependency.is_enabled = *value;
                break;
            }
            // Tables are no values to ask for.
            Some(Node { kind: Kind::Map(_), .. }) | None => {}
            Some(node) => warnings.push(not_a_switch(&format!("{path}{condition}"), &dependency.name, node)),
        }
    }
}

fn not_a_switch(path: &str, chart: &str, node: &Node) -> Diagnostic {
    let message = format!("`{path}` switches the chart `{chart}`, and is neither true nor false: it is passed over");
    let diagnostic = Diagnostic::warning(message);
    match node.place.as_ref().and_then(|place| place.span) {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    }
}

fn import(chart: &mut Chart, version: Version, warnings: &mut Vec<Diagnostic>) -> Result<(), String> {
    for child in &mut chart.dependencies {
        import(child, version, warnings)?;
    }
    if chart.metadata.dependencies.is_empty() {
        return Ok(());
    }
    let all = coalesce(chart, Map::new(), Nulls::kept(version))?;
    let mut imported = Map::new();
    for dependency in &chart.metadata.dependencies {
        for wanted in &dependency.import_values {
            let (child, parent) = match wanted {
                ImportValues::Export(name) => (format!("exports.{name}"), "."),
                ImportValues::Path { child, parent } => (child.clone(), parent.as_str()),
            };
            match at_path(&all, &format!("{}.{child}", dependency.name)).and_then(Node::as_map) {
                Some(table) => merge_tables(&mut imported, &below(parent, table.clone()), version),
                None => {
                    let message =
                        format!("`{child}` of the chart `{}` is to be imported, and is not there", dependency.name);
                    let span = dependency.span.unwrap_or_else(|| Span::start_of(chart.file));
                    warnings.push(Diagnostic::warning(message).at(span));
                }
            }
        }
    }
    let mut values = all;
    merge_tables(&mut values, &imported, version);
    chart.values = values;
    Ok(())
}

/// `table` at a dotted path.
fn below(path: &str, table: Map) -> Map {
    if path == "." {
        return table;
    }
    path.split('.').rev().fold(table, |table, step| Map::from([(step.into(), Node::map(table))]))
}
