//! Objects by name, and those that make pods.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use tollgate_ir::{Address, Tri, Value};

use crate::{
    object::{Id, Object},
    pods,
};

/// All objects of a root, for those who look for one.
pub(super) struct Index<'o> {
    pub(super) objects: &'o [Object],
    addresses: Vec<Arc<Address>>,
    by_name: HashMap<(&'o str, &'o str, &'o str), Vec<usize>>,
    /// What makes pods, with the path to their template.
    workloads: Vec<(usize, &'static [&'static str])>,
    /// Positions in `workloads` by a label that their pods have, and of those whose labels are not all known.
    by_label: HashMap<(&'o str, &'o str), Vec<usize>>,
    unsure: Vec<usize>,
    root: &'o Arc<str>,
    variant: &'o Arc<str>,
    release: Option<&'o Arc<str>>,
}

impl<'o> Index<'o> {
    pub(super) fn of(
        objects: &'o [Object],
        root: &'o Arc<str>,
        variant: &'o Arc<str>,
        release: Option<&'o Arc<str>>,
    ) -> Self {
        let addresses = objects.iter().map(|object| Arc::new(object.id.address(root, variant, release))).collect();
        let mut by_name: HashMap<_, Vec<usize>> = HashMap::new();
        let mut workloads = Vec::new();
        let mut by_label: HashMap<_, Vec<usize>> = HashMap::new();
        let mut unsure = Vec::new();
        for (at, object) in objects.iter().enumerate() {
            by_name.entry((&*object.id.group, &*object.id.kind, &*object.written)).or_default().push(at);
            if let Some(template) = pods::template(object).filter(|_| pods::runs(object)) {
                let labels = pods::labels(object, template);
                let known = labels.and_then(Value::entries).into_iter().flatten();
                let known = known.filter_map(|(key, entry)| Some((&**key, entry.value.as_str()?)));
                let mut count = 0;
                for label in known {
                    by_label.entry(label).or_default().push(workloads.len());
                    count += 1;
                }
                let all = labels.and_then(Value::entries).map_or(0, BTreeMap::len);
                if count < all || labels.is_some_and(|labels| labels.is_unknown() || labels.open().is_some()) {
                    unsure.push(workloads.len());
                }
                workloads.push((at, template));
            }
        }
        Self { objects, addresses, by_name, workloads, by_label, unsure, root, variant, release }
    }

    pub(super) fn address(&self, at: usize) -> &Arc<Address> {
        &self.addresses[at]
    }

    /// The address of what `wanted` names: the object of that name if there is one here, in whatever version it is
    /// written, else the address that it has wherever it is.
    pub(super) fn find(&self, wanted: Id) -> Arc<Address> {
        let named = self.by_name.get(&(&*wanted.group, &*wanted.kind, &*wanted.name));
        let is_it = |at: &&usize| {
            let id = &self.objects[**at].id;
            id.is_of_cluster() || same_namespace(self.namespace(id), self.namespace(&wanted)) == Tri::Yes
        };
        match named.into_iter().flatten().find(is_it) {
            Some(at) => Arc::clone(&self.addresses[*at]),
            None => Arc::new(wanted.address(self.root, self.variant, self.release)),
        }
    }

    /// What makes pods, and may make some with the label, when one is asked for: all that a selector has to be
    /// compared with.
    pub(super) fn workloads(&self, label: Option<(&str, &str)>) -> Vec<(usize, &'static [&'static str])> {
        let Some(label) = label else { return self.workloads.clone() };
        let with = self.by_label.get(&label).into_iter().flatten();
        let mut found: Vec<usize> = with.chain(&self.unsure).copied().collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|at| self.workloads[at]).collect()
    }

    /// The labels that are written of a namespace; `None` when it is not here.
    pub(super) fn labels_of_namespace(&self, name: &str) -> Option<Option<&Value>> {
        let here = self.by_name.get(&("", "Namespace", name))?;
        here.first().map(|at| self.objects[*at].at(&["metadata", "labels"]))
    }

    /// All objects of a kind.
    pub(super) fn all(&self, group: &str, kind: &str) -> impl Iterator<Item = usize> {
        let is_it = move |at: &usize| self.objects[*at].id.is(group, kind);
        (0..self.objects.len()).filter(is_it)
    }

    /// The namespace of an object as far as anybody knows: `None` is that of whoever applies it.
    pub(super) fn namespace<'i>(&'i self, id: &'i Id) -> Option<&'i str> {
        self.named(id.namespace.as_deref())
    }

    /// The namespace that somebody means by a name.
    pub(super) fn named<'n>(&self, name: Option<&'n str>) -> Option<&'n str> {
        name.filter(|name| self.release.is_none_or(|release| **release != **name))
    }

    /// What is known of the name of a namespace.
    pub(super) fn name_of<'n>(&'n self, namespace: Option<&'n str>) -> Option<&'n str> {
        namespace.or(self.release.map(|release| &**release))
    }
}

/// Whether two namespaces are one. Who writes none gets the one of the moment, which may be any.
pub(super) fn same_namespace(a: Option<&str>, b: Option<&str>) -> Tri {
    match (a, b) {
        (Some(a), Some(b)) => Tri::from(a == b),
        (None, None) => Tri::Yes,
        // Where nobody has chosen another.
        (None, Some("default")) | (Some("default"), None) => Tri::Yes,
        _ => Tri::Unknown,
    }
}
