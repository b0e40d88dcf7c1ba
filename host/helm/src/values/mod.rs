//! The values of charts: what is given, where it stands, and what wins over what.

mod coalesce;
mod go;
mod read;
mod set;

pub(crate) use coalesce::{Nulls, coalesce, merge_maps, merge_tables};
pub(crate) use go::to_go;
pub(crate) use read::read;
pub(crate) use set::{Setting, apply};

use std::{collections::BTreeMap, rc::Rc};

use tollgate_source::Span;

/// A value of a values file or of the command line.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// `None` for what Helm makes of nothing: the tables of subcharts that nobody gives values to.
    pub(crate) place: Option<Place>,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    /// All numbers of files; Helm reads them as JSON does.
    Float(f64),
    /// What `--set` makes of digits.
    Int(i64),
    Text(Rc<str>),
    List(Vec<Node>),
    Map(Map),
}

pub(crate) type Map = BTreeMap<Rc<str>, Node>;

/// Where a value stands.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Place {
    /// `None` for what is given on the command line.
    pub(crate) span: Option<Span>,
    /// From the root of its file, as in `image.tag` or `hosts[0].name`.
    pub(crate) path: Rc<str>,
}

impl Node {
    pub(crate) fn map(entries: Map) -> Self {
        Self { kind: Kind::Map(entries), place: None }
    }

    pub(crate) fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        self.kind == Kind::Null
    }

    pub(crate) fn is_map(&self) -> bool {
        self.as_map().is_some()
    }
}

/// What lies at a dotted path, when each step but the last is a table.
pub(crate) fn at_path<'m>(map: &'m Map, path: &str) -> Option<&'m Node> {
    let mut steps = path.split('.');
    let mut node = map.get(steps.next()?)?;
    for step in steps {
        node = node.as_map()?.get(step)?;
    }
    Some(node)
}

/// The path of `key` within what lies at `path`.
pub(crate) fn child_path(path: &str, key: &str) -> Rc<str> {
    match path {
        "" => key.into(),
        path => format!("{path}.{key}").into(),
    }
}
