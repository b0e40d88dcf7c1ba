//! What of a root was asked for.
//!
//! A module that was named is evaluated where it is called. Rules then see all of the caller, because the answer may
//! depend on it; the report keeps what lies in the module, or what a value that comes through it decides.

use std::collections::BTreeMap;

use tollgate_api::{Finding, Undecided};
use tollgate_discover::{FoundRoot, RootKind};
use tollgate_ir::{Input, Project, Resource, Root};
use tollgate_source::{Diagnostic, SourceMap, WorldPath};

use crate::{Evaluation, resolve::root_name};

/// The roots of a run that only a part of was asked for.
pub(crate) struct Focus<'a> {
    /// A folder may be a root for several programs, and a root may have several variants.
    partial: BTreeMap<(Input, String), Vec<&'a FoundRoot>>,
    is_partial_only: bool,
}

impl<'a> Focus<'a> {
    pub(crate) fn of(roots: &'a [FoundRoot]) -> Self {
        let is_partial = |root: &&FoundRoot| !root.focus.is_empty();
        let mut partial: BTreeMap<_, Vec<&FoundRoot>> = BTreeMap::new();
        for root in roots.iter().filter(is_partial) {
            partial.entry((input(root.kind), root_name(root.path.as_str()))).or_default().push(root);
        }
        // Of overlays of one base, one may be asked for as a whole.
        let is_whole = |(of, path): &(Input, String)| {
            let same = |root: &&FoundRoot| input(root.kind) == *of && root_name(root.path.as_str()) == *path;
            roots.iter().filter(same).any(|root| root.focus.is_empty())
        };
        partial.retain(|key, _| !is_whole(key));
        Self { partial, is_partial_only: roots.iter().all(|root| is_partial(&root)) }
    }

    /// The parts of a root; `None` when all of it was asked for.
    fn of_root(&self, input: Input, root: &str) -> Option<&[&'a FoundRoot]> {
        self.partial.get(&(input, root_name(root))).map(Vec::as_slice)
    }

    /// Also what happens elsewhere, when a value that it is about comes through here.
    pub(crate) fn has_finding(&self, finding: &Finding) -> bool {
        // A suppression is of a file, whichever root read it.
        if finding.resource.is_empty() && finding.rule.starts_with("suppression/") {
            return !self.is_partial_only || self.partial.values().any(|roots| covers(roots, &finding.file));
        }
        // Of what the host says of a root, the diagnostics were asked about already.
        let Some(input) = input_of(&finding.resource) else { return true };
        let Some(roots) = self.of_root(input, &finding.root) else { return true };
        covers(roots, &finding.file) || finding.origin.iter().any(|step| covers(roots, &step.file))
    }

    pub(crate) fn has_undecided(&self, undecided: &Undecided) -> bool {
        let roots = input_of(&undecided.resource).and_then(|input| self.of_root(input, &undecided.root));
        roots.is_none_or(|roots| covers(roots, &undecided.file))
    }

    pub(crate) fn has_diagnostic(&self, sources: &SourceMap, root: &Root, diagnostic: &Diagnostic) -> bool {
        let Some(span) = diagnostic.span else { return true };
        let file = &sources.get(span.file).path;
        // What is wrong with a chart as such keeps each of its templates from being checked.
        if root.kind == tollgate_helm::CHART && !file.as_str().contains("/templates/") {
            return true;
        }
        self.of_root(root.input, &root.path).is_none_or(|roots| roots.iter().any(|root| root.covers(file)))
    }

    pub(crate) fn has_resource(&self, sources: &SourceMap, resource: &Resource) -> bool {
        let roots = self.of_root(resource.address.input(), &resource.address.root);
        let file = &sources.get(resource.span.file).path;
        roots.is_none_or(|roots| roots.iter().any(|root| root.covers(file)))
    }
}

fn covers(roots: &[&FoundRoot], file: &str) -> bool {
    WorldPath::new(file).is_some_and(|file| roots.iter().any(|root| root.covers(&file)))
}

fn input(kind: RootKind) -> Input {
    match kind {
        RootKind::TerraformModule | RootKind::TerraformPlan => Input::Terraform,
        RootKind::ComposeProject => Input::Compose,
        RootKind::Manifests | RootKind::Kustomization | RootKind::Chart => Input::Kubernetes,
    }
}

/// The input of a resource, by how its address is written; `None` for what is about none.
fn input_of(address: &str) -> Option<Input> {
    match address.split_once(':').map(|(input, _)| input) {
        _ if address.is_empty() => None,
        Some("compose") => Some(Input::Compose),
        Some("kubernetes") => Some(Input::Kubernetes),
        _ => Some(Input::Terraform),
    }
}

/// Leaves in `project` what was asked for.
pub fn narrow(project: &mut Project, sources: &SourceMap, asked: &[Evaluation]) {
    let roots: Vec<FoundRoot> = asked.iter().map(|one| one.root.clone()).collect();
    let focus = Focus::of(&roots);
    project.resources.retain(|resource| focus.has_resource(sources, resource));
    for root in &mut project.roots {
        let mut diagnostics = std::mem::take(&mut root.diagnostics);
        diagnostics.retain(|diagnostic| focus.has_diagnostic(sources, root, diagnostic));
        root.diagnostics = diagnostics;
    }
}
