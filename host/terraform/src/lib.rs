//! Terraform configurations evaluated into the common model.
//!
//! [`evaluate`] is total: it takes a root module and gives its resources with everything that can be known
//! about them, and diagnostics for what is wrong or was not looked at. What cannot be known stays unknown,
//! with the reason and the references behind it. Names are evaluated on demand and once (`instance`);
//! nothing is iterated to a fixed point and nothing is guessed.
#![forbid(unsafe_code)]

mod load;

mod expr;

mod inputs;

mod instance;

mod limits;

mod document;

mod data;

mod expand;

mod modules;

mod lower;

mod constraint;

mod convert;

mod functions;

mod files;

mod console;

mod plan;

#[cfg(test)]
mod tests;

use std::{collections::HashMap, rc::Rc, sync::Arc};

use tollgate_ir::{Key, Project, Tri, Value};
use tollgate_source::{Diagnostic, SourceMap, Span, World, WorldPath};

use instance::{Evaluation, Instance, Providers};

pub use inputs::{UNDECLARED, cloud::Aws};
pub use plan::{PLAN, evaluate_plan};

/// One root module and what is given to it.
#[derive(Clone)]
pub struct Request<'a> {
    pub world: &'a dyn World,
    pub sources: &'a SourceMap,
    /// The folder of the root module.
    pub root: WorldPath,
    /// Name of the variant, empty for the only one.
    pub variant: Arc<str>,
    /// What gives values to variables besides the files that Terraform finds by name: later ones are stronger,
    /// and all are stronger than those files.
    pub given: Vec<Given>,
    /// `TF_VAR_name` and value: the weakest. Empty unless the environment is to be inherited.
    pub env: Vec<(String, String)>,
    /// The selected workspace; what `.terraform/environment` says, or `default`, when not given.
    pub workspace: Option<String>,
    /// What configuration says of the cloud.
    pub aws: Aws,
}

/// Something that gives values to variables of the root module.
#[derive(Clone, Debug)]
pub enum Given {
    /// A variables file.
    File(WorldPath),
    /// `-var name=text`.
    Text { name: String, text: String },
    /// A value from elsewhere, with its place.
    Value { name: String, value: Value, name_span: Span },
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").field("root", &self.root).field("variant", &self.variant).finish_non_exhaustive()
    }
}

/// Expressions may nest and names may chain deeper than the stack of a caller's thread allows.
const STACK: usize = 256 << 20;

/// Evaluates a root module: one root and its resources in order of address. Never fails: what is wrong is
/// in the diagnostics of the root.
pub fn evaluate(request: &Request<'_>) -> Project {
    deep(|| {
        let (evaluation, root) = open(request);
        evaluation.lower(root.as_ref())
    })
}

/// Evaluates expressions in the context of the root module, as `terraform console` does.
///
/// # Errors
/// Per expression: why it has no value.
pub fn eval_text(request: &Request<'_>, expressions: &[String]) -> Vec<Result<Value, String>> {
    deep(|| {
        let (evaluation, root) = open(request);
        let answer = |(n, text): (usize, &String)| evaluation.console(root.as_ref(), n, text);
        expressions.iter().enumerate().map(answer).collect()
    })
}

fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let work = std::sync::Mutex::new(Some(work));
    let take = || work.lock().ok().and_then(|mut work| work.take());
    let in_thread = std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("terraform".into()).stack_size(STACK);
        let thread = builder.spawn_scoped(scope, || take().map(|work| work())).ok()?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    // Where there is no memory for such a thread, the caller's own has to do.
    in_thread.or_else(|| take().map(|work| work())).expect("the work is taken once, and only by what runs it")
}

/// Reads the root module and what is given to it.
fn open<'a>(request: &'a Request<'a>) -> (Evaluation<'a>, Option<Rc<Instance>>) {
    let mut evaluation = Evaluation::new(request);
    evaluation.installed = installed_modules(request);
    (evaluation.workspace, evaluation.is_workspace_assumed) = workspace(request);
    let module = evaluation.module(&request.root);
    if module.is_none() {
        evaluation.report(Diagnostic::warning(format!("there are no Terraform files in `{}`", request.root)));
    }
    let root = module.map(|module| {
        evaluation.inputs = evaluation.read_inputs(&module);
        Rc::new(Instance::new(module, None, Key::None, Tri::Yes, Providers::new()))
    });
    (evaluation, root)
}

/// The workspace, and whether nothing selects it.
fn workspace(request: &Request<'_>) -> (Arc<str>, bool) {
    let selected = || {
        let bytes = request.world.read(&request.root.join(".terraform/environment")?).ok()?;
        let text = std::str::from_utf8(&bytes).ok()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    match request.workspace.clone().or_else(selected) {
        Some(name) => (name.into(), false),
        None => ("default".into(), true),
    }
}

/// A module that `terraform init` has installed.
pub(crate) struct Installed {
    /// As the manifest writes it: `registry.terraform.io/acme/net/aws`.
    pub(crate) source: String,
    pub(crate) folder: WorldPath,
}

/// What `terraform init` has installed, by call path.
fn installed_modules(request: &Request<'_>) -> HashMap<String, Installed> {
    let read = || -> Option<serde_json::Value> {
        let bytes = request.world.read(&request.root.join(".terraform/modules/modules.json")?).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    let manifest = read().unwrap_or_default();
    let entries = manifest["Modules"].as_array().into_iter().flatten();
    entries
        .filter_map(|entry| {
            let (key, dir) = (entry["Key"].as_str()?, entry["Dir"].as_str()?);
            let source = entry["Source"].as_str().unwrap_or_default().to_owned();
            Some((key.to_owned(), Installed { source, folder: request.root.join(dir)? }))
        })
        .collect()
}
