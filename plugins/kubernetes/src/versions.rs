//! Versions of the API that Kubernetes no longer serves.
//!
//! Source: the Deprecated API Migration Guide of Kubernetes,
//! <https://kubernetes.io/docs/reference/using-api/deprecation-guide/>, as of Kubernetes 1.32. Alpha versions are not
//! in it. Versions of Kubernetes are written by their second number: 25 for 1.25.

/// One kind in one version.
#[derive(Clone, Copy, Debug)]
pub struct Old {
    /// As objects are typed: `batch/v1beta1/CronJob`.
    pub ty: &'static str,
    /// The first version of Kubernetes that does not serve it.
    pub removed: u32,
    /// The `apiVersion` to write instead, and the first version of Kubernetes that serves that; `None` when the kind
    /// is gone.
    pub instead: Option<(&'static str, u32)>,
    pub shape: Shape,
}

/// What else has to change with the `apiVersion`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Nothing.
    Same,
    /// Nothing, but `spec.selector` must be written, and other defaults hold.
    Selector,
    /// Nothing, but an empty `spec.selector` means all pods rather than none.
    EmptySelector,
    /// This.
    Other(&'static str),
}

const fn same(ty: &'static str, removed: u32, instead: &'static str, since: u32) -> Old {
    Old { ty, removed, instead: Some((instead, since)), shape: Shape::Same }
}

const fn selector(ty: &'static str) -> Old {
    Old { ty, removed: 16, instead: Some(("apps/v1", 9)), shape: Shape::Selector }
}

const fn other(ty: &'static str, removed: u32, instead: &'static str, since: u32, change: &'static str) -> Old {
    Old { ty, removed, instead: Some((instead, since)), shape: Shape::Other(change) }
}

const fn gone(ty: &'static str, removed: u32, change: &'static str) -> Old {
    Old { ty, removed, instead: None, shape: Shape::Other(change) }
}

const INGRESS: &str = "`backend` becomes `defaultBackend`, `serviceName` and `servicePort` become `service.name` and `service.port`, and each path needs a `pathType`";
const WEBHOOKS: &str =
    "`sideEffects` and `admissionReviewVersions` must be written, and a webhook that fails refuses by default";
const SHARES: &str = "`assuredConcurrencyShares` is called `nominalConcurrencyShares`";
const PSP: &str = "pod security policies are gone: label namespaces for Pod Security Admission (`pod-security.kubernetes.io/enforce`)";

/// By group and kind, the newest last.
pub const OLD: &[Old] = &[
    other(
        "admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration",
        22,
        "admissionregistration.k8s.io/v1",
        16,
        WEBHOOKS,
    ),
    other(
        "admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration",
        22,
        "admissionregistration.k8s.io/v1",
        16,
        WEBHOOKS,
    ),
    other(
        "apiextensions.k8s.io/v1beta1/CustomResourceDefinition",
        22,
        "apiextensions.k8s.io/v1",
        16,
        "`version`, `validation`, `subresources` and `additionalPrinterColumns` move into `versions`, each of which needs a schema",
    ),
    same("apiregistration.k8s.io/v1beta1/APIService", 22, "apiregistration.k8s.io/v1", 10),
    selector("apps/v1beta1/Deployment"),
    selector("apps/v1beta1/ReplicaSet"),
    selector("apps/v1beta1/StatefulSet"),
    selector("apps/v1beta2/DaemonSet"),
    selector("apps/v1beta2/Deployment"),
    selector("apps/v1beta2/ReplicaSet"),
    selector("apps/v1beta2/StatefulSet"),
    same("authentication.k8s.io/v1beta1/TokenReview", 22, "authentication.k8s.io/v1", 6),
    other(
        "authorization.k8s.io/v1beta1/LocalSubjectAccessReview",
        22,
        "authorization.k8s.io/v1",
        6,
        "`spec.group` is called `spec.groups`",
    ),
    other(
        "authorization.k8s.io/v1beta1/SelfSubjectAccessReview",
        22,
        "authorization.k8s.io/v1",
        6,
        "`spec.group` is called `spec.groups`",
    ),
    other(
        "authorization.k8s.io/v1beta1/SubjectAccessReview",
        22,
        "authorization.k8s.io/v1",
        6,
        "`spec.group` is called `spec.groups`",
    ),
    other(
        "autoscaling/v2beta1/HorizontalPodAutoscaler",
        25,
        "autoscaling/v2",
        23,
        "targets of metrics move into `target`, with a `type`",
    ),
    same("autoscaling/v2beta2/HorizontalPodAutoscaler", 26, "autoscaling/v2", 23),
    same("batch/v1beta1/CronJob", 25, "batch/v1", 21),
    other(
        "certificates.k8s.io/v1beta1/CertificateSigningRequest",
        22,
        "certificates.k8s.io/v1",
        19,
        "`signerName` and `usages` must be written",
    ),
    same("coordination.k8s.io/v1beta1/Lease", 22, "coordination.k8s.io/v1", 14),
    other(
        "discovery.k8s.io/v1beta1/EndpointSlice",
        25,
        "discovery.k8s.io/v1",
        21,
        "`topology` becomes `nodeName` and `zone`",
    ),
    other(
        "events.k8s.io/v1beta1/Event",
        25,
        "events.k8s.io/v1",
        19,
        "several fields have other names, and more must be written",
    ),
    selector("extensions/v1beta1/DaemonSet"),
    selector("extensions/v1beta1/Deployment"),
    other("extensions/v1beta1/Ingress", 22, "networking.k8s.io/v1", 19, INGRESS),
    same("extensions/v1beta1/NetworkPolicy", 16, "networking.k8s.io/v1", 8),
    gone("extensions/v1beta1/PodSecurityPolicy", 16, PSP),
    selector("extensions/v1beta1/ReplicaSet"),
    same("flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema", 26, "flowcontrol.apiserver.k8s.io/v1", 29),
    other(
        "flowcontrol.apiserver.k8s.io/v1beta1/PriorityLevelConfiguration",
        26,
        "flowcontrol.apiserver.k8s.io/v1",
        29,
        SHARES,
    ),
    same("flowcontrol.apiserver.k8s.io/v1beta2/FlowSchema", 29, "flowcontrol.apiserver.k8s.io/v1", 29),
    other(
        "flowcontrol.apiserver.k8s.io/v1beta2/PriorityLevelConfiguration",
        29,
        "flowcontrol.apiserver.k8s.io/v1",
        29,
        SHARES,
    ),
    same("flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema", 32, "flowcontrol.apiserver.k8s.io/v1", 29),
    other(
        "flowcontrol.apiserver.k8s.io/v1beta3/PriorityLevelConfiguration",
        32,
        "flowcontrol.apiserver.k8s.io/v1",
        29,
        "`nominalConcurrencyShares: 0` means none rather than 30",
    ),
    other("networking.k8s.io/v1beta1/Ingress", 22, "networking.k8s.io/v1", 19, INGRESS),
    same("networking.k8s.io/v1beta1/IngressClass", 22, "networking.k8s.io/v1", 19),
    same("node.k8s.io/v1beta1/RuntimeClass", 25, "node.k8s.io/v1", 20),
    Old {
        ty: "policy/v1beta1/PodDisruptionBudget",
        removed: 25,
        instead: Some(("policy/v1", 21)),
        shape: Shape::EmptySelector,
    },
    gone("policy/v1beta1/PodSecurityPolicy", 25, PSP),
    same("rbac.authorization.k8s.io/v1beta1/ClusterRole", 22, "rbac.authorization.k8s.io/v1", 8),
    same("rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding", 22, "rbac.authorization.k8s.io/v1", 8),
    same("rbac.authorization.k8s.io/v1beta1/Role", 22, "rbac.authorization.k8s.io/v1", 8),
    same("rbac.authorization.k8s.io/v1beta1/RoleBinding", 22, "rbac.authorization.k8s.io/v1", 8),
    same("scheduling.k8s.io/v1beta1/PriorityClass", 22, "scheduling.k8s.io/v1", 14),
    same("storage.k8s.io/v1beta1/CSIDriver", 22, "storage.k8s.io/v1", 19),
    same("storage.k8s.io/v1beta1/CSINode", 22, "storage.k8s.io/v1", 17),
    same("storage.k8s.io/v1beta1/CSIStorageCapacity", 27, "storage.k8s.io/v1", 24),
    same("storage.k8s.io/v1beta1/StorageClass", 22, "storage.k8s.io/v1", 6),
    same("storage.k8s.io/v1beta1/VolumeAttachment", 22, "storage.k8s.io/v1", 13),
];

/// Types of [`OLD`].
pub const TYPES: [&str; OLD.len()] = {
    let mut types = [""; OLD.len()];
    let mut at = 0;
    while at < OLD.len() {
        types[at] = OLD[at].ty;
        at += 1;
    }
    types
};

/// The second number of a version of Kubernetes: 32 of `1.32`, `v1.32.4` or `1.32.4-eks-1`.
pub fn minor(version: &str) -> Option<u32> {
    let rest = version.trim().trim_start_matches('v').strip_prefix("1.")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{OLD, minor};

    #[test]
    fn versions_of_kubernetes() {
        let all = ["1.32", "v1.25.3", "1.9", "1.30.1-eks-a", "2.0", "latest", "1."].map(minor);
        assert_eq!(all, [Some(32), Some(25), Some(9), Some(30), None, None, None]);
    }

    #[test]
    fn the_table_is_sorted_and_whole() {
        assert!(OLD.windows(2).all(|two| two[0].ty < two[1].ty));
        for old in OLD {
            assert_eq!(old.ty.split('/').count(), 3, "{}", old.ty);
            assert!((16..=32).contains(&old.removed), "{}", old.ty);
        }
    }
}
