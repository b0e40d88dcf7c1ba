//! Which kinds belong to the cluster rather than to a namespace, and which groups have objects with names.

/// Kinds of the API server's own groups, and of widely used custom resources, that have no namespace.
/// Source: `kubectl api-resources --namespaced=false`, and the definitions of the projects.
const OF_CLUSTER: &[(&str, &[&str])] = &[
    ("", &["Namespace", "Node", "PersistentVolume", "ComponentStatus"]),
    (
        "admissionregistration.k8s.io",
        &[
            "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding",
        ],
    ),
    ("apiextensions.k8s.io", &["CustomResourceDefinition"]),
    ("apiregistration.k8s.io", &["APIService"]),
    ("certificates.k8s.io", &["CertificateSigningRequest"]),
    ("flowcontrol.apiserver.k8s.io", &["FlowSchema", "PriorityLevelConfiguration"]),
    ("gateway.networking.k8s.io", &["GatewayClass"]),
    ("networking.k8s.io", &["IngressClass", "IPAddress", "ServiceCIDR"]),
    ("node.k8s.io", &["RuntimeClass"]),
    ("policy", &["PodSecurityPolicy"]),
    ("extensions", &["PodSecurityPolicy"]),
    ("rbac.authorization.k8s.io", &["ClusterRole", "ClusterRoleBinding"]),
    ("resource.k8s.io", &["DeviceClass", "ResourceSlice"]),
    ("scheduling.k8s.io", &["PriorityClass"]),
    ("snapshot.storage.k8s.io", &["VolumeSnapshotClass", "VolumeSnapshotContent"]),
    ("storage.k8s.io", &["StorageClass", "CSIDriver", "CSINode", "VolumeAttachment", "VolumeAttributesClass"]),
];

/// Groups of the API server in which every object that somebody writes has a name. Others use the same two keys for
/// files of configuration: `kubelet.config.k8s.io`, `audit.k8s.io`, `kustomize.config.k8s.io`.
const NAMED: &[&str] = &[
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "autoscaling",
    "batch",
    "extensions",
    "gateway.networking.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];

/// Whether objects of this kind have no namespace, whatever they say.
pub(crate) fn is_of_cluster(group: &str, kind: &str) -> bool {
    OF_CLUSTER.iter().any(|(of, kinds)| *of == group && kinds.contains(&kind))
}

/// Whether a custom resource that says no namespace probably has none. Its name is all there is to go by, and that
/// decides no more than how an address reads.
pub(crate) fn looks_of_cluster(group: &str, kind: &str) -> bool {
    let is_own = NAMED.contains(&group);
    !is_own && kind.strip_prefix("Cluster").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Whether an object of this kind without a name is a mistake, whatever else it says.
pub(crate) fn has_name(group: &str, kind: &str) -> bool {
    // What `kubectl` keeps in ~/.kube/config has the group of pods, and so had policies of the scheduler.
    NAMED.contains(&group) && !(group.is_empty() && matches!(kind, "Config" | "Policy" | "Status"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_the_cluster() {
        assert!(is_of_cluster("", "Namespace") && is_of_cluster("rbac.authorization.k8s.io", "ClusterRole"));
        assert!(looks_of_cluster("cert-manager.io", "ClusterIssuer"));
        assert!(!is_of_cluster("", "Pod") && !looks_of_cluster("postgresql.cnpg.io", "Cluster"));
        assert!(has_name("apps", "Deployment") && !has_name("", "Config") && !has_name("kind.x-k8s.io", "Cluster"));
    }
}
