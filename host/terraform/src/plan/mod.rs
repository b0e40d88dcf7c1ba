//! Plans, as `terraform show -json` writes them, evaluated together with the configuration they were made of.
//!
//! A plan knows what the configuration alone does not: which instances there are, what data sources read, what the
//! provider decided. It does not know where a value is written, and of an unknown value only that it is unknown. So
//! the configuration beside the plan is evaluated with the plan's variables and instance keys, and then, resource by
//! resource, what the plan knows is laid over it; what the plan does not know keeps its references and places.
//! Where there is no configuration beside it, the plan stands for itself.

mod address;
mod file;
mod keys;
mod model;
mod overlay;
mod value;

#[cfg(test)]
mod tests;

use std::{rc::Rc, sync::Arc};

use tollgate_hcl::json::Json;
use tollgate_ir::{How, Input, Origin, Project, Root};
use tollgate_source::{Diagnostic, Span, WorldPath};

use crate::{Request, deep, instance::Evaluation, load::model::Module};

pub(crate) use keys::PlannedKeys;

/// The kind of a root that is a plan.
pub const PLAN: &str = "terraform-plan";

/// Evaluates the plan in the file `request.root`, together with the configuration in its folder, if there is one. The
/// variables are the plan's. Never fails: what is wrong is in the diagnostics of the root.
pub fn evaluate_plan(request: &Request<'_>) -> Project {
    deep(|| {
        let mut project = evaluate_with_configuration(request);
        let root = &mut project.roots[0];
        root.kind = PLAN;
        // A plan is one long line with every secret in it several times.
        if let Some(id) = request.sources.find(&request.root) {
            root.secrets.push(Span::new(id, 0, request.sources.get(id).text.len()));
        }
        project
    })
}

fn evaluate_with_configuration(request: &Request<'_>) -> Project {
    let json = match file::read(request.world, request.sources, &request.root) {
        Ok(json) => json,
        Err(diagnostic) => return nothing(request, vec![diagnostic]),
    };
    let (plan, diagnostics) = model::Plan::read(&json, &request.root, &request.variant);
    let folder = request.root.parent().unwrap_or_else(WorldPath::root);
    let beside = Request { root: folder, ..request.clone() };
    let (mut evaluation, root) = crate::open(&beside);
    let mut project = match &root {
        Some(instance) => {
            evaluation.root = request.root.to_string().into();
            evaluation.planned = Some(plan.keys());
            plan.give(&mut evaluation, &instance.module);
            evaluation.lower(Some(instance))
        }
        None => nothing(request, Vec::new()),
    };
    overlay::lay(&plan, &mut project, root.as_deref());
    project.roots[0].diagnostics.extend(diagnostics);
    project
}

fn nothing(request: &Request<'_>, diagnostics: Vec<Diagnostic>) -> Project {
    let root = Root {
        input: Input::Terraform,
        kind: PLAN,
        path: request.root.to_string().into(),
        variant: Arc::clone(&request.variant),
        outputs: Vec::new(),
        diagnostics,
        secrets: Vec::new(),
    };
    Project { roots: vec![root], resources: Vec::new() }
}

impl model::Plan<'_> {
    /// Gives the plan's values to the variables of the root module. Where the configuration comes to the same, its own
    /// place is the better one: it can be edited.
    fn give(&self, evaluation: &mut Evaluation<'_>, module: &Rc<Module>) {
        for (name, json) in &self.variables {
            let Some(at) = module.index.variables.get(&**name) else { continue };
            let stands = match evaluation.inputs.get(&**name) {
                Some((value, _)) => value::says(value, json),
                None => module.variables[*at].default().is_some_and(|default| value::is_literal(default, json)),
            };
            if !stands {
                let value = value::plain(json, &|json: &Json| Origin::at(json.span));
                evaluation.inputs.insert(Arc::clone(name), (value, How::Plan));
            }
        }
    }
}
