//! Roots evaluated into one project, each in all its variants.

use std::{collections::BTreeSet, sync::Arc};

use rayon::prelude::*;
use tollgate_compose::Unset;
use tollgate_config::Settings;
use tollgate_discover::{FoundRoot, RootKind};
use tollgate_ir::Project;
use tollgate_source::{Diagnostic, SourceMap, Span, World, WorldPath};

use crate::{
    CheckError, Request,
    value_sets::{value_sets, version},
    variants::{Variant, of_plan, of_project, unknown_environment, variants},
};

/// One run of the front end.
#[derive(Clone, Debug)]
pub struct Evaluation {
    pub root: FoundRoot,
    pub(crate) variant: Variant,
}

/// What is to be evaluated for one configuration.
#[derive(Clone, Debug, Default)]
pub struct Evaluations {
    /// In order of root and name of the variant.
    pub all: Vec<Evaluation>,
    /// Environments were left out, because others were asked for.
    pub is_part: bool,
    /// What the configuration says in vain.
    pub diagnostics: Vec<Diagnostic>,
}

/// The evaluations of the roots of each configuration that `request` asks for.
///
/// # Errors
/// When an environment was asked for that no root has, or two files are one environment.
pub fn evaluations<'g>(
    world: &dyn World,
    request: &Request,
    groups: impl IntoIterator<Item = (&'g Settings, &'g [FoundRoot])>,
) -> Result<Vec<Evaluations>, CheckError> {
    let mut names = BTreeSet::new();
    let mut found = Vec::new();
    let mut is_any = false;
    for (settings, roots) in groups {
        let mut group = Evaluations::default();
        let mut unmatched: Vec<Vec<(String, Span)>> = Vec::new();
        let mut unmatched_sets: Vec<Vec<(String, Span)>> = Vec::new();
        for root in roots {
            if root.kind == RootKind::TerraformPlan {
                let variant = of_plan(request, settings, &root.path);
                group.all.push(Evaluation { root: root.clone(), variant });
                continue;
            }
            if root.kind == RootKind::ComposeProject {
                let variant = of_project(request, settings, root);
                group.all.push(Evaluation { root: root.clone(), variant });
                continue;
            }
            if root.kind == RootKind::Chart {
                // All sets of values of one chart are looked at with the first.
                let of_chart: Vec<FoundRoot> = roots.iter().filter(|one| is_same(one, root)).cloned().collect();
                if of_chart.first() != Some(root) {
                    continue;
                }
                let sets = value_sets(world, request, settings, &of_chart)?;
                is_any |= !sets.names.is_empty();
                names.extend(sets.names);
                group.is_part |= sets.is_part;
                unmatched_sets.push(sets.unmatched);
                group.all.extend(sets.chosen.into_iter().map(|(root, variant)| Evaluation { root, variant }));
                continue;
            }
            if matches!(root.kind, RootKind::Manifests | RootKind::Kustomization) {
                let variant = Variant { name: root.name.as_str().into(), ..Variant::default() };
                group.all.push(Evaluation { root: root.clone(), variant });
                continue;
            }
            let of_root = variants(world, request, settings, &root.path)?;
            is_any = true;
            names.extend(of_root.names);
            group.is_part |= of_root.is_part;
            unmatched.push(of_root.unmatched);
            group.all.extend(of_root.chosen.into_iter().map(|variant| Evaluation { root: root.clone(), variant }));
        }
        group.diagnostics = in_vain(&unmatched, "variables file", "root module");
        group.diagnostics.extend(in_vain(&unmatched_sets, "values file", "chart"));
        found.push(group);
    }
    match unknown_environment(request, &names).filter(|_| is_any) {
        Some(error) => Err(error),
        None => Ok(found),
    }
}

fn is_same(a: &FoundRoot, b: &FoundRoot) -> bool {
    a.kind == b.kind && a.path == b.path
}

/// Patterns that match nothing beside any of the roots.
fn in_vain(unmatched: &[Vec<(String, Span)>], file: &str, root: &str) -> Vec<Diagnostic> {
    let Some((first, rest)) = unmatched.split_first() else { return Vec::new() };
    first
        .iter()
        .filter(|pattern| rest.iter().all(|other| other.contains(pattern)))
        .map(|(pattern, span)| {
            Diagnostic::warning(format!("no {file} matches `{pattern}`, so there are no environments"))
                .at(*span)
                .help(format!("the pattern is relative to the folder of each {root}"))
        })
        .collect()
}

/// Evaluates all, side by side; the project is in their order. Modules that a root was needed for and that it turned
/// out not to read follow as roots of their own.
pub fn evaluate(world: &dyn World, sources: &SourceMap, request: &Request, evaluations: &[Evaluation]) -> Project {
    let mut project = evaluate_all(world, sources, request, evaluations);
    let modules = evaluations.iter().filter(|one| one.root.kind == RootKind::TerraformModule);
    let needed: BTreeSet<&WorldPath> = modules.flat_map(|one| &one.root.focus).collect();
    if needed.is_empty() {
        return project;
    }
    let read: BTreeSet<WorldPath> = sources.all().iter().filter_map(|(_, file)| file.path.parent()).collect();
    let alone = |module: &&WorldPath| {
        let root = FoundRoot::whole((*module).clone(), RootKind::TerraformModule);
        Evaluation { root, variant: Variant::default() }
    };
    let missed: Vec<Evaluation> = needed.iter().filter(|module| !read.contains(**module)).map(alone).collect();
    project.extend(evaluate_all(world, sources, request, &missed));
    project
}

fn evaluate_all(world: &dyn World, sources: &SourceMap, request: &Request, evaluations: &[Evaluation]) -> Project {
    let evaluated: Vec<Project> = evaluations
        .par_iter()
        .map(|one| match one.root.kind {
            RootKind::TerraformModule => tollgate_terraform::evaluate(&one.request(world, sources, request)),
            RootKind::TerraformPlan => tollgate_terraform::evaluate_plan(&one.request(world, sources, request)),
            RootKind::ComposeProject => tollgate_compose::evaluate(&one.project(world, sources, request)),
            RootKind::Manifests | RootKind::Kustomization => {
                tollgate_kubernetes::evaluate(&one.manifests(world, sources))
            }
            RootKind::Chart => tollgate_helm::evaluate(&one.chart(world, sources)),
        })
        .collect();
    let mut project = Project::default();
    evaluated.into_iter().for_each(|one| project.extend(one));
    project
}

impl Evaluation {
    /// Name of the environment, empty for the only evaluation of the root.
    pub fn variant(&self) -> &str {
        &self.variant.name
    }

    /// What the Compose front end is asked.
    pub fn project<'a>(
        &self,
        world: &'a dyn World,
        sources: &'a SourceMap,
        request: &Request,
    ) -> tollgate_compose::Request<'a> {
        tollgate_compose::Request {
            world,
            sources,
            files: self.root.files.clone(),
            variant: Arc::clone(&self.variant.name),
            env: request.compose.env.clone(),
            env_files: self.variant.compose.env_files.clone(),
            profiles: self.variant.compose.profiles.clone(),
            root_name: request.compose.root_name.clone(),
            unset: Unset::Unknown,
        }
    }

    /// What the front end of Kubernetes is asked.
    pub fn manifests<'a>(&self, world: &'a dyn World, sources: &'a SourceMap) -> tollgate_kubernetes::Request<'a> {
        tollgate_kubernetes::Request {
            world,
            sources,
            root: self.root.path.clone(),
            files: self.root.files.clone(),
            is_kustomization: self.root.kind == RootKind::Kustomization,
            variant: Arc::clone(&self.variant.name),
        }
    }

    /// What the front end of Helm is asked.
    pub fn chart<'a>(&self, world: &'a dyn World, sources: &'a SourceMap) -> tollgate_helm::ChartRequest<'a> {
        tollgate_helm::ChartRequest {
            world,
            sources,
            root: self.root.path.clone(),
            values: self.variant.helm.values.clone(),
            set: self.variant.helm.set.clone(),
            kube_version: self.variant.helm.kube_version.clone(),
            api_versions: self.variant.helm.api_versions.clone(),
            version: version(&self.variant.helm),
            variant: Arc::clone(&self.variant.name),
        }
    }

    /// What the Terraform front end is asked.
    pub fn request<'a>(
        &self,
        world: &'a dyn World,
        sources: &'a SourceMap,
        request: &Request,
    ) -> tollgate_terraform::Request<'a> {
        let Variant { name, given, workspace, aws, .. } = self.variant.clone();
        tollgate_terraform::Request {
            world,
            sources,
            root: self.root.path.clone(),
            variant: name,
            given,
            env: request.env.clone(),
            workspace,
            aws,
        }
    }
}
