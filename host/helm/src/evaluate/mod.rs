//! A chart to resources: what its templates write, each value leading back to the template and to the values file.

mod chance;
mod places;

use std::sync::Arc;

use tollgate_ir::{Input, Kind, Project, Root, Value};
use tollgate_kubernetes::{Object, read, resources, withhold};
use tollgate_source::{SourceMap, World, WorldPath};

pub use chance::UNSTABLE;

use crate::{Options, Request, Version, render};
use places::Places;

/// What discovery calls a chart.
pub const CHART: &str = "chart";

/// Nobody knows the namespace of a release before it is one: templates are told this name, which is nobody's.
const NAMESPACE: &str = "release-namespace";

/// A chart that is to be checked.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "a world has none")]
pub struct ChartRequest<'a> {
    pub world: &'a dyn World,
    pub sources: &'a SourceMap,
    /// The folder of the chart.
    pub root: WorldPath,
    /// Values files, the later the stronger.
    pub values: Vec<WorldPath>,
    /// As after `--set`.
    pub set: Vec<String>,
    pub kube_version: Option<String>,
    pub api_versions: Vec<String>,
    /// Whose semantics hold.
    pub version: Version,
    /// Which evaluation of the chart this is; empty for the only one.
    pub variant: Arc<str>,
}

/// The resources that the chart writes. A chart that does not render as a whole is read as far as it goes; what is in
/// the way is told in the diagnostics of its root.
pub fn evaluate(request: &ChartRequest<'_>) -> Project {
    let asked = Request {
        values: request.values.clone(),
        set: request.set.clone(),
        kube_version: request.kube_version.clone(),
        // Every cluster has it, and Helm does not know that by itself.
        api_versions: ["apiregistration.k8s.io/v1".to_owned()]
            .into_iter()
            .chain(request.api_versions.clone())
            .collect(),
        namespace: NAMESPACE.to_owned(),
        options: Options { is_strict: false, version: request.version, ..Options::default() },
        ..Request::default()
    };
    let rendered = render(request.world, request.sources, &request.root, &asked);
    let mut diagnostics = rendered.diagnostics;
    let mut objects: Vec<Object> = Vec::new();
    for manifest in &rendered.manifests {
        let Some(document) = &manifest.document else { continue };
        let places = Places::of(manifest, &rendered.ledger, request.sources);
        let mut found = read(std::slice::from_ref(document), &|span| places.origin(span));
        diagnostics.append(&mut found.diagnostics);
        objects.append(&mut found.objects);
    }
    diagnostics.extend(chance::unstable(&rendered.manifests, &rendered.ledger, request.sources));
    for object in &mut objects {
        chance::forget(&mut object.body);
        without_release(&mut object.body);
    }
    let secrets = objects.iter_mut().flat_map(withhold).collect();
    let root: Arc<str> = request.root.to_string().into();
    let resources = resources(objects, &root, &request.variant, Some(&NAMESPACE.into()));
    let variant = Arc::clone(&request.variant);
    let root =
        Root { input: Input::Kubernetes, kind: CHART, path: root, variant, outputs: Vec::new(), diagnostics, secrets };
    Project { roots: vec![root], resources }
}

/// Who names the namespace of the release says as much as who names none.
fn without_release(body: &mut Value) {
    let Kind::Object(entries, _) = &mut body.kind else { return };
    if let Some(metadata) = Arc::make_mut(entries).get_mut("metadata")
        && let Kind::Object(entries, _) = &mut metadata.value.kind
        && entries.get("namespace").is_some_and(|entry| entry.value.as_str() == Some(NAMESPACE))
    {
        Arc::make_mut(entries).remove("namespace");
    }
}
