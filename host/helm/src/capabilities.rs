//! What the cluster and Helm are taken for.

use std::rc::Rc;

use tollgate_gotemplate::{Data, Object, Value};

/// The Kubernetes that Helm 3.17 takes for given when it asks none.
pub(crate) const KUBERNETES: &str = "v1.32.0";
const HELM: &str = "v3.17.3";
const HELM_COMMIT: &str = "e4da49785aa6e6ee2b86efd5dd9e43400318262b";
const GO: &str = "go1.23.7";

/// What it offers, in Helm's order.
const API_VERSIONS: &[&str] = &[
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "autoscaling/v2beta1",
    "autoscaling/v2beta2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1alpha1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha1",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1alpha1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
];

/// `.Capabilities`.
#[derive(Clone, Debug)]
pub(crate) struct Capabilities {
    kubernetes: Rc<KubeVersion>,
    api_versions: Rc<ApiVersions>,
}

impl Capabilities {
    /// For a version of Kubernetes, with API versions besides those that all have.
    pub(crate) fn new(kubernetes: Option<&str>, more: &[String]) -> Self {
        let version = match kubernetes {
            Some(version) if version.starts_with('v') => version.to_owned(),
            Some(version) => format!("v{version}"),
            None => KUBERNETES.to_owned(),
        };
        let numbers: Vec<&str> = version.trim_start_matches('v').split('.').collect();
        let number = |at: usize| numbers.get(at).copied().unwrap_or_default().to_owned();
        let kubernetes = KubeVersion { major: number(0), minor: number(1), version };
        let all = API_VERSIONS.iter().map(|version| (*version).to_owned()).chain(more.iter().cloned());
        Self { kubernetes: Rc::new(kubernetes), api_versions: Rc::new(ApiVersions(all.collect())) }
    }

    pub(crate) fn kubernetes(&self) -> &str {
        &self.kubernetes.version
    }

    pub(crate) fn to_value(&self) -> Value {
        object(Rc::new(self.clone()))
    }
}

fn object(object: Rc<dyn Object>) -> Value {
    Data::Object(object).into()
}

impl Object for Capabilities {
    fn type_name(&self) -> &str {
        "*chartutil.Capabilities"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "KubeVersion" => Some(object(Rc::<KubeVersion>::clone(&self.kubernetes))),
            "APIVersions" => Some(object(Rc::<ApiVersions>::clone(&self.api_versions))),
            "HelmVersion" => Some(object(Rc::new(HelmVersion))),
            _ => None,
        }
    }

    fn method(&self, name: &str) -> Option<usize> {
        (name == "Copy").then_some(0)
    }

    fn call(&self, _: &str, _: &[Value]) -> Result<Value, String> {
        Ok(self.to_value())
    }

    fn show(&self) -> String {
        format!("&{{{{{}}} {} {}}}", self.kubernetes.fields(), self.api_versions.show(), HelmVersion.show())
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[derive(Clone, Debug)]
struct KubeVersion {
    version: String,
    major: String,
    minor: String,
}

impl KubeVersion {
    fn fields(&self) -> String {
        format!("{} {} {}", self.version, self.major, self.minor)
    }
}

impl Object for KubeVersion {
    fn type_name(&self) -> &str {
        "chartutil.KubeVersion"
    }

    fn kind(&self) -> &str {
        "struct"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Version" => Some(self.version.as_str().into()),
            "Major" => Some(self.major.as_str().into()),
            "Minor" => Some(self.minor.as_str().into()),
            _ => None,
        }
    }

    fn method(&self, name: &str) -> Option<usize> {
        matches!(name, "GitVersion" | "String").then_some(0)
    }

    fn call(&self, _: &str, _: &[Value]) -> Result<Value, String> {
        Ok(self.version.as_str().into())
    }

    fn show(&self) -> String {
        self.version.clone()
    }

    fn as_data(&self) -> Option<Value> {
        let entries = [("Version", &self.version), ("Major", &self.major), ("Minor", &self.minor)];
        Some(Value::map(entries.map(|(name, text)| (name.into(), text.as_str().into())).into()))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[derive(Clone, Debug)]
struct ApiVersions(Vec<String>);

impl Object for ApiVersions {
    fn type_name(&self) -> &str {
        "chartutil.VersionSet"
    }

    fn kind(&self) -> &str {
        "slice"
    }

    fn field(&self, _: &str) -> Option<Value> {
        None
    }

    fn method(&self, name: &str) -> Option<usize> {
        (name == "Has").then_some(1)
    }

    fn call(&self, _: &str, arguments: &[Value]) -> Result<Value, String> {
        let wanted = arguments.first().and_then(Value::as_text).map(|text| text.to_str().into_owned());
        Ok(wanted.is_some_and(|wanted| self.0.contains(&wanted)).into())
    }

    fn show(&self) -> String {
        format!("[{}]", self.0.join(" "))
    }

    fn as_data(&self) -> Option<Value> {
        Some(Value::texts(self.0.iter().map(String::as_str)))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[derive(Clone, Copy, Debug)]
struct HelmVersion;

impl Object for HelmVersion {
    fn type_name(&self) -> &str {
        "version.BuildInfo"
    }

    fn kind(&self) -> &str {
        "struct"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Version" => Some(HELM.into()),
            "GitCommit" => Some(HELM_COMMIT.into()),
            "GitTreeState" => Some("clean".into()),
            "GoVersion" => Some(GO.into()),
            _ => None,
        }
    }

    fn show(&self) -> String {
        format!("{{{HELM} {HELM_COMMIT} clean {GO}}}")
    }

    fn as_data(&self) -> Option<Value> {
        let entries = [("version", HELM), ("git_commit", HELM_COMMIT), ("git_tree_state", "clean"), ("go_version", GO)];
        Some(Value::map(entries.map(|(name, text)| (name.into(), text.into())).into()))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}
