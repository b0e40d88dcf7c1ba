//! What of a root was asked for.
//!
//! A module that was named is evaluated where it is called. Rules then see all of the caller, because the answer may
//! depend on it; the report keeps what lies in the module, or what a value that comes through it decides.

use std::collections::BTreeMap;

use tollgate_api::{Finding, Undecided};
use tollgate_discover::FoundRoot;
use tollgate_ir::Project;
use tollgate_source::{Diagnostic, SourceMap, WorldPath};

use crate::{Evaluation, resolve::root_name};

/// The roots of a run that only a part of was asked for.
pub(crate) struct Focus<'a> {
    partial: BTreeMap<String, &'a FoundRoot>,
    is_partial_only: bool,
}

impl<'a> Focus<'a> {
    pub(crate) fn of(roots: &'a [FoundRoot]) -> Self {
        let is_partial = |root: &&FoundRoot| !root.focus.is_empty();
        let partial = roots.iter().filter(is_partial).map(|root| (root_name(root.path.as_str()), root)).collect();
        Self { partial, is_partial_only: roots.iter().all(|root| is_partial(&root)) }
    }

    /// Also what happens elsewhere, when a value that it is about comes through here.
    pub(crate) fn has_finding(&self, finding: &Finding) -> bool {
        // A suppression is of a file, whichever root read it.
        if finding.resource.is_empty() && finding.rule.starts_with("suppression/") {
            return !self.is_partial_only || self.partial.values().any(|root| covers(root, &finding.file));
        }
        let Some(root) = self.partial.get(&finding.root) else { return true };
        covers(root, &finding.file) || finding.origin.iter().any(|step| covers(root, &step.file))
    }

    pub(crate) fn has_undecided(&self, undecided: &Undecided) -> bool {
        self.partial.get(&undecided.root).is_none_or(|root| covers(root, &undecided.file))
    }

    pub(crate) fn has_diagnostic(&self, sources: &SourceMap, root: &str, diagnostic: &Diagnostic) -> bool {
        let Some(span) = diagnostic.span else { return true };
        self.partial.get(&root_name(root)).is_none_or(|root| root.covers(&sources.get(span.file).path))
    }

    pub(crate) fn has_resource(&self, sources: &SourceMap, resource: &tollgate_ir::Resource) -> bool {
        let root = self.partial.get(&root_name(&resource.address.root));
        root.is_none_or(|root| root.covers(&sources.get(resource.span.file).path))
    }
}

fn covers(root: &FoundRoot, file: &str) -> bool {
    WorldPath::new(file).is_some_and(|file| root.covers(&file))
}

/// Leaves in `project` what was asked for.
pub fn narrow(project: &mut Project, sources: &SourceMap, asked: &[Evaluation]) {
    let roots: Vec<FoundRoot> = asked.iter().map(|one| one.root.clone()).collect();
    let focus = Focus::of(&roots);
    project.resources.retain(|resource| focus.has_resource(sources, resource));
    for root in &mut project.roots {
        let path = root.path.clone();
        root.diagnostics.retain(|diagnostic| focus.has_diagnostic(sources, &path, diagnostic));
    }
}
