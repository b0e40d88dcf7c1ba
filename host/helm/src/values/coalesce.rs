//! Which value wins: what is given over the chart's own, a parent's over its subcharts', and null over what there
//! was. The order of looking is Helm's, because it decides what a null removes.

use std::rc::Rc;

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

/// What a chart and its subcharts are given. With `keep_nulls`, nulls stay to be seen by who comes next.
///
/// # Errors
/// Something that is no table stands where a subchart looks for its values; the message is Helm's.
pub(crate) fn coalesce(chart: &Chart, given: Map, keep_nulls: bool) -> Result<Map, String> {
    let mut given = given;
    own(chart, &mut given, keep_nulls);
    subcharts(chart, &mut given, keep_nulls)?;
    Ok(given)
}

/// The chart's own values behind what is given.
fn own(chart: &Chart, given: &mut Map, keep_nulls: bool) {
    for (key, default) in &chart.values {
        match given.get_mut(key) {
            None => {
                given.insert(Rc::clone(key), default.clone());
            }
            Some(node) if node.is_null() => {
                if !keep_nulls {
                    given.remove(key);
                }
            }
            Some(node) => {
                if let (Kind::Map(table), Kind::Map(default)) = (&mut node.kind, &default.kind) {
                    // Nulls for a subchart are seen by it.
                    let keep_nulls = keep_nulls || chart.dependencies.iter().any(|child| child.name() == &**key);
                    tables(table, default, keep_nulls);
                }
            }
        }
    }
}

fn subcharts(chart: &Chart, given: &mut Map, keep_nulls: bool) -> Result<(), String> {
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
            globals(values, given);
            let values_of_child = coalesce(child, std::mem::take(values), keep_nulls)?;
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
fn globals(child: &mut Map, parent: &Map) {
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
                tables(&mut merged, own, true);
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

/// `source` behind `table`. With `keep_nulls`, nulls win; without it, they remove and are removed.
fn tables(table: &mut Map, source: &Map, keep_nulls: bool) {
    for (key, default) in source {
        match table.get_mut(key) {
            Some(node) if node.is_null() && !keep_nulls => {
                table.remove(key);
            }
            None => {
                table.insert(Rc::clone(key), default.clone());
            }
            Some(node) => {
                if let (Kind::Map(own), Kind::Map(default)) = (&mut node.kind, &default.kind) {
                    tables(own, default, keep_nulls);
                }
            }
        }
    }
}

/// `over` with what only `source` has, or only in a table of it; as for imported values.
pub(crate) fn merge_tables(over: &mut Map, source: &Map) {
    tables(over, source, true);
}
