//! Roots evaluated into one project.

use rayon::prelude::*;
use tollgate_discover::{FoundRoot, RootKind};
use tollgate_ir::Project;
use tollgate_source::{SourceMap, World};

use crate::Request;

/// Evaluates `roots`, side by side; the project is in their order.
pub fn evaluate(world: &dyn World, sources: &SourceMap, request: &Request, roots: &[FoundRoot]) -> Project {
    let evaluated: Vec<Project> = roots
        .par_iter()
        .map(|root| match root.kind {
            RootKind::TerraformModule => tollgate_terraform::evaluate(&request_for(world, sources, request, root)),
        })
        .collect();
    let mut project = Project::default();
    evaluated.into_iter().for_each(|one| project.extend(one));
    project
}

/// What the Terraform front end is asked about `root`.
pub fn request_for<'a>(
    world: &'a dyn World,
    sources: &'a SourceMap,
    request: &Request,
    root: &FoundRoot,
) -> tollgate_terraform::Request<'a> {
    tollgate_terraform::Request {
        world,
        sources,
        root: root.path.clone(),
        variant: "".into(),
        given: request.given.clone(),
        env: request.env.clone(),
        workspace: request.workspace.clone(),
        aws: tollgate_terraform::Aws::default(),
    }
}
