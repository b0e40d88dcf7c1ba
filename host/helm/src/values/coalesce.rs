//! Which value wins: what is given over the chart's own, a parent's over its subcharts', and null over what there
//! was. The order of looking is Helm's, because it decides what a null removes.

use std::rc::Rc;

use tollgate_gotemplate::Version;

use super::{Kind, Map, Node};
use crate::chart::Chart;

const GLOBAL: &str = "global";

/// Files given one after the other: `over` wins, tables come together.
pub(crate) fn merge_maps(base: &Map, over: Map) -> Map {
    let mut out = base.clone();
    for (key, node) in over {
        if let (Kind::Map(new), Some(old)) = (&node.kind, out.get(&key).and_then(Node::as_map)) {
            let merged = merge_maps(old, new.clone());
            out.insert(key, Node { kind: Kind::Map(merged), place: node.place });
            continue;
        }
        out.insert(key, node);
    }
    out
}

/// What becomes of nulls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nulls {
    /// They stay, to be seen by who comes next.
    pub(crate) are_kept: bool,
    pub(crate) version: Version,
}

impl Nulls {
    pub(crate) fn kept(version: Version) -> Self {
        Self { are_kept: true, version }
    }

    /// They take away what they stand for, and go with it.
    pub(crate) fn removed(version: Version) -> Self {
        Self { are_kept: false, version }
    }

    /// Whether those among the own values of a chart are none.
    fn clean_defaults(self) -> bool {
        !self.are_kept && self.version >= Version::V4
    }
}

/// What a chart and its subcharts are given.
///
/// # Errors
/// Something that is no table stands where a subchart looks for its values; the message is Helm's.
pub(crate) fn coalesce(chart: &Chart, given: Map, nulls: Nulls) -> Result<Map, String> {
    let mut given = given;
    own(chart, &mut given, nulls);
    subcharts(chart, &mut given, nulls)?;
    Ok(given)
}

/// The chart's own values behind what is given.
fn own(chart: &Chart, given: &mut Map, nulls: Nulls) {
    for (key, default) in &chart.values {
        match given.get_mut(key) {
            None if nulls.clean_defaults() => {
                if let Some(default) = without_nulls(default) {
                    given.insert(Rc::clone(key), default);
                }
            }
            None => {
                given.insert(Rc::clone(key), default.clone());
            }
            Some(node) if node.is_null() => {
                if !nulls.are_kept {
                    given.remove(key);
                }
            }
            Some(node) => {
                if let (Kind::Map(table), Kind::Map(default)) = (&mut node.kind, &default.kind) {
                    // Nulls for a subchart are seen by it.
                    let is_for_child = chart.dependencies.iter().any(|child| child.name() == &**key);
                    let nulls = Nulls { are_kept: nulls.are_kept || is_for_child, ..nulls };
                    if nulls.clean_defaults() {
                        tables(table, &map_without_nulls(default), nulls);
                    } else {
                        tables(table, default, nulls);
                    }
                }
            }
        }
    }
}

fn subcharts(chart: &Chart, given: &mut Map, nulls: Nulls) -> Result<(), String> {
    for child in &chart.dependencies {
        let name: Rc<str> = child.name().into();
        let mut table = match given.remove(&name) {
            None => Node::map(Map::new()),
            Some(node) if node.is_map() => node,
            Some(node) => {
                let shown = shown(&node);
                given.insert(Rc::clone(&name), node);
                return Err(format!("type mismatch on {name}: %!t({shown})"));
            }
        };
        if let Kind::Map(values) = &mut table.kind {
            globals(values, given, nulls.version);
            let values_of_child = coalesce(child, std::mem::take(values), nulls)?;
            *values = values_of_child;
        }
        given.insert(name, table);
    }
    Ok(())
}

/// As Go's `%!t(...)` shows a value that is no boolean.
fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "<nil>".to_owned(),
        Kind::Bool(value) => format!("bool={value}"),
        Kind::Float(value) => format!("float64={value}"),
        Kind::Int(value) => format!("int64={value}"),
        Kind::Text(text) => format!("string={text}"),
        Kind::List(_) => "[]interface {}".to_owned(),
        Kind::Map(_) => "map[string]interface {}".to_owned(),
    }
}

/// A parent's globals over those of its subchart.
fn globals(child: &mut Map, parent: &Map, version: Version) {
    let empty = Map::new();
    let source = match parent.get(GLOBAL) {
        None => &empty,
        Some(Node { kind: Kind::Map(source), .. }) => source,
        Some(_) => return,
    };
    let place = child.get(GLOBAL).and_then(|node| node.place.clone());
    let mut globals = match child.get(GLOBAL) {
        None => Map::new(),
        Some(Node { kind: Kind::Map(globals), .. }) => globals.clone(),
        Some(_) => return,
    };
    for (key, node) in source {
        match (&node.kind, globals.get(key).map(|own| &own.kind)) {
            (Kind::Map(table), Some(Kind::Map(own))) => {
                let mut merged = table.clone();
                tables(&mut merged, own, Nulls::kept(version));
                globals.insert(Rc::clone(key), Node { kind: Kind::Map(merged), place: node.place.clone() });
            }
            // A table and something else do not come together: the child keeps its own.
            (Kind::Map(_), Some(_)) | (_, Some(Kind::Map(_))) => {}
            _ => {
                globals.insert(Rc::clone(key), node.clone());
            }
        }
    }
    let place = place.or_else(|| parent.get(GLOBAL).and_then(|node| node.place.clone()));
    child.insert(GLOBAL.into(), Node { kind: Kind::Map(globals), place });
}

/// `source` behind `table`. Nulls that are kept win; others remove and are removed, since 3.21 only where there is
/// something to remove.
fn tables(table: &mut Map, source: &Map, nulls: Nulls) {
    for (key, default) in source {
        match table.get_mut(key) {
            Some(node) if node.is_null() && !nulls.are_kept => {
                if nulls.version < Version::V3_21 || !default.is_null() {
                    table.remove(key);
                }
            }
            None => {
                table.insert(Rc::clone(key), default.clone());
            }
            Some(node) => {
                if let (Kind::Map(own), Kind::Map(default)) = (&mut node.kind, &default.kind) {
                    tables(own, default, nulls);
                }
            }
        }
    }
}

/// `None` for a null.
fn without_nulls(node: &Node) -> Option<Node> {
    match &node.kind {
        Kind::Null => None,
        Kind::Map(map) => Some(Node { kind: Kind::Map(map_without_nulls(map)), place: node.place.clone() }),
        _ => Some(node.clone()),
    }
}

fn map_without_nulls(map: &Map) -> Map {
    map.iter().filter_map(|(key, node)| Some((Rc::clone(key), without_nulls(node)?))).collect()
}

/// `over` with what only `source` has, or only in a table of it; as for imported values.
pub(crate) fn merge_tables(over: &mut Map, source: &Map, version: Version) {
    tables(over, source, Nulls::kept(version));
}
