//! An object: its name, its body, and where it stands.

use std::sync::Arc;

use tollgate_ir::{Address, AddressKind, Namespace, Tri, Value};
use tollgate_source::{Label, Span};

use crate::scope::{is_of_cluster, looks_of_cluster};

/// What tells an object from others, as written.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Id {
    /// `apps`; empty for the core group.
    pub group: Arc<str>,
    pub version: Arc<str>,
    pub kind: Arc<str>,
    /// As written; `None` also for kinds that belong to the cluster.
    pub namespace: Option<Arc<str>>,
    /// Of an object that is named by the server, its `generateName` and `*`.
    pub name: Arc<str>,
}

/// One object of a manifest.
#[derive(Clone, Debug)]
pub struct Object {
    pub id: Id,
    /// The whole of it, `apiVersion` and `kind` included.
    pub body: Value,
    /// Its name: what a finding about the object as a whole points at.
    pub span: Span,
    /// All of its text.
    pub block_span: Span,
    pub exists: Tri,
    /// What it depends on whether it exists.
    pub condition: Option<Label>,
    /// The name before others added to it: by this one objects that are applied together name one another.
    pub(crate) written: Arc<str>,
}

impl Id {
    /// Of `apps/v1` and a kind.
    pub(crate) fn new(api_version: &str, kind: &str, namespace: Option<Arc<str>>, name: Arc<str>) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Self { group: group.into(), version: version.into(), kind: kind.into(), namespace, name }
    }

    pub fn is(&self, group: &str, kind: &str) -> bool {
        &*self.group == group && &*self.kind == kind
    }

    pub(crate) fn is_of_cluster(&self) -> bool {
        is_of_cluster(&self.group, &self.kind) || self.namespace.is_none() && looks_of_cluster(&self.group, &self.kind)
    }

    /// The address within a root; `release` is what objects call the namespace that they are applied to.
    pub(crate) fn address(&self, root: &Arc<str>, variant: &Arc<str>, release: Option<&Arc<str>>) -> Address {
        let namespace = match self.namespace.as_ref().filter(|name| Some(*name) != release) {
            _ if self.is_of_cluster() => Namespace::Cluster,
            Some(name) => Namespace::Named(Arc::clone(name)),
            None => Namespace::Unwritten,
        };
        Address {
            root: Arc::clone(root),
            variant: Arc::clone(variant),
            kind: AddressKind::Kubernetes {
                group: Arc::clone(&self.group),
                version: Arc::clone(&self.version),
                kind: Arc::clone(&self.kind),
                namespace,
                name: Arc::clone(&self.name),
            },
        }
    }
}

impl Object {
    /// The value at a path of keys.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(&self.body, |value, key| value.get(key))
    }
}
