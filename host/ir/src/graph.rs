//! Who refers to whom.

use std::{collections::HashMap, sync::Arc};

use crate::{Address, How, Kind, Project, Reference, Value};

/// A reference from one resource to another, as indexes into [`Project::resources`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// The referring value *is* an attribute of the target.
    pub exact: bool,
}

impl Project {
    /// All references between resources of the project, sorted and without duplicates.
    pub fn edges(&self) -> Vec<Edge> {
        let mut positions: HashMap<&Arc<Address>, usize> = HashMap::with_capacity(self.resources.len());
        for (index, resource) in self.resources.iter().enumerate() {
            positions.entry(&resource.address).or_insert(index);
        }
        // Many values refer to few resources: where an address lies is compared before what it says.
        let mut known: HashMap<*const Address, Option<usize>> = HashMap::new();
        let mut edges = Vec::new();
        for (from, resource) in self.resources.iter().enumerate() {
            visit(&resource.body, &mut |target, exact| {
                let to = known.entry(Arc::as_ptr(target)).or_insert_with(|| positions.get(target).copied());
                edges.extend(to.map(|to| Edge { from, to, exact }));
            });
        }
        edges.sort_unstable();
        edges.dedup();
        edges
    }
}

fn visit(value: &Value, found: &mut impl FnMut(&Arc<Address>, bool)) {
    let mut references = |behind: &[Reference]| {
        for one in behind {
            found(&one.path.target, one.exact);
        }
    };
    match (&value.kind, value.open()) {
        (Kind::Unknown(unknown), _) => references(&unknown.refs),
        (_, Some(rest)) => references(&rest.refs),
        _ => {}
    }
    for hop in value.origin.hops() {
        if let How::Attribute(path) = &hop.how {
            found(&path.target, true);
        }
    }
    if let Kind::Unknown(unknown) = &value.kind {
        unknown.one_of.iter().for_each(|one| visit(one, found));
    }
    value.elements().unwrap_or_default().iter().for_each(|item| visit(item, found));
    value.entries().into_iter().flatten().for_each(|(_, entry)| visit(&entry.value, found));
}
