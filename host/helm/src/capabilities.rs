//! What the cluster and Helm are taken for.

use std::rc::Rc;

use tollgate_gotemplate::{Data, Object, Value, Version, semver};

/// What a release of Helm says of itself, and which Kubernetes it takes for given when it asks none. Sources: the real
/// 3.17.3; of the others the tags of their repository, whose builds are of some release of the Go named there.
#[derive(Debug)]
struct Build {
    helm: &'static str,
    commit: &'static str,
    go: &'static str,
    kubernetes: &'static str,
}

impl Build {
    fn of(version: Version) -> &'static Self {
        match version {
            Version::V3_17 => &Self {
                helm: "v3.17.3",
                commit: "e4da49785aa6e6ee2b86efd5dd9e43400318262b",
                go: "go1.23.7",
                kubernetes: "v1.32.0",
            },
            Version::V3_21 => &Self {
                helm: "v3.21.4",
                commit: "813176c51bb5c181dbbd7901298ddcc104cd3417",
                go: "go1.26",
                kubernetes: "v1.36.0",
            },
            Version::V4 => &Self {
                helm: "v4.2.4",
                commit: "3900f434fd3ef2b84065dc04508df48f288dba00",
                go: "go1.26",
                kubernetes: "v1.36.0",
            },
        }
    }
}

/// What the Kubernetes of Helm 3.17 has and that of later releases has no more, and the other way round.
const GONE: &[&str] = &[
    "autoscaling/v2beta1",
    "autoscaling/v2beta2",
    "networking.k8s.io/v1alpha1",
    "scheduling.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1alpha1",
];
const COME: &[(&str, &str)] = &[
    ("resource.k8s.io/v1beta1", "resource.k8s.io/v1"),
    ("resource.k8s.io/v1beta1", "resource.k8s.io/v1beta2"),
    ("scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1alpha2"),
    ("apiextensions.k8s.io/v1beta1", "storagemigration.k8s.io/v1beta1"),
];

/// The API versions of a release, in its order.
fn api_versions(version: Version) -> Vec<String> {
    let mut all = Vec::new();
    for one in API_VERSIONS {
        if version > Version::V3_17 {
            all.extend(COME.iter().filter(|(before, _)| before == one).map(|(_, new)| (*new).to_owned()));
            if GONE.contains(one) {
                continue;
            }
        }
        all.push((*one).to_owned());
    }
    all
}

/// What the Kubernetes of Helm 3.17 offers, in Helm's order.
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

const SEMANTIC: &str = "Invalid Semantic Version";
const GENERIC: &str = "illegal version string";

/// `.Capabilities`.
#[derive(Clone, Debug)]
pub(crate) struct Capabilities {
    kubernetes: Rc<KubeVersion>,
    api_versions: Rc<ApiVersions>,
    build: &'static Build,
}

impl Capabilities {
    /// For a version of Kubernetes, with API versions besides those that all have.
    ///
    /// # Errors
    /// What is given is no version of Kubernetes; the message is Helm's.
    pub(crate) fn new(version: Version, kubernetes: Option<&str>, more: &[String]) -> Result<Self, String> {
        let build = Build::of(version);
        let kubernetes =
            KubeVersion::parse(version, kubernetes.filter(|text| !text.is_empty()).unwrap_or(build.kubernetes))?;
        let all = api_versions(version).into_iter().chain(more.iter().cloned());
        Ok(Self { kubernetes: Rc::new(kubernetes), api_versions: Rc::new(ApiVersions(all.collect())), build })
    }

    pub(crate) fn kubernetes(&self) -> &str {
        &self.kubernetes.normal
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
            "HelmVersion" => Some(object(Rc::new(HelmVersion(self.build)))),
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
        format!("&{{{{{}}} {} {}}}", self.kubernetes.fields(), self.api_versions.show(), HelmVersion(self.build).show())
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

#[derive(Clone, Debug)]
struct KubeVersion {
    version: String,
    /// What it is compared and printed as.
    normal: String,
    major: String,
    minor: String,
}

impl KubeVersion {
    /// 3.17 reads the versions of charts, later releases the first numbers of any version.
    fn parse(version: Version, text: &str) -> Result<Self, String> {
        let wrong = |reason: &str| format!("invalid kube version '{text}': {reason}");
        let bare = text.trim().trim_start_matches('v');
        let end = bare.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(bare.len());
        let (numbers, rest) = bare.split_at(end);
        let mut parts: Vec<u64> = Vec::new();
        for part in numbers.trim_end_matches('.').split('.') {
            parts.push(part.parse().map_err(|_| wrong(if version == Version::V3_17 { SEMANTIC } else { GENERIC }))?);
        }
        if version == Version::V3_17 {
            if !semver::is_version(text) {
                return Err(wrong(SEMANTIC));
            }
            parts.resize(3, 0);
        } else if parts.len() < 2 {
            return Err(wrong(GENERIC));
        }
        let joined = parts.iter().map(u64::to_string).collect::<Vec<_>>().join(".");
        let normal = if version == Version::V3_17 { format!("v{joined}{rest}") } else { format!("v{joined}") };
        let version = if version == Version::V4 { format!("v{bare}") } else { normal.clone() };
        let number = |at: usize| parts.get(at).map(u64::to_string).unwrap_or_default();
        Ok(Self { major: number(0), minor: number(1), version, normal })
    }

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

    fn call(&self, name: &str, _: &[Value]) -> Result<Value, String> {
        Ok(if name == "String" { &self.normal } else { &self.version }.as_str().into())
    }

    fn show(&self) -> String {
        self.normal.clone()
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
struct HelmVersion(&'static Build);

impl Object for HelmVersion {
    fn type_name(&self) -> &str {
        "version.BuildInfo"
    }

    fn kind(&self) -> &str {
        "struct"
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Version" => Some(self.0.helm.into()),
            "GitCommit" => Some(self.0.commit.into()),
            "GitTreeState" => Some("clean".into()),
            "GoVersion" => Some(self.0.go.into()),
            _ => None,
        }
    }

    fn show(&self) -> String {
        let Build { helm, commit, go, .. } = self.0;
        format!("{{{helm} {commit} clean {go}}}")
    }

    fn as_data(&self) -> Option<Value> {
        let Build { helm, commit, go, .. } = self.0;
        let entries = [("version", helm), ("git_commit", commit), ("git_tree_state", &"clean"), ("go_version", go)];
        Some(Value::map(entries.map(|(name, text)| (name.into(), (*text).into())).into()))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}
