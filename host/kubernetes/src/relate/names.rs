//! Fields that name another object.

use std::sync::Arc;

use tollgate_ir::{Kind, Value};

use super::{Index, each, naming};
use crate::{
    object::{Id, Object},
    pods,
};

/// What a field names.
#[derive(Clone, Copy)]
enum Names {
    /// An object of this group and version, and kind, in the namespace of who names it.
    Here(&'static str, &'static str),
    /// One that the entries around the name say more of: `kind`, `apiVersion` or `apiGroup`, `namespace`. The group
    /// and version, and the kind, where they say nothing.
    Said(&'static str, &'static str),
}

use Names::{Here, Said};

/// Fields of a pod's `spec`. `*` is each item of a list.
const OF_PODS: &[(&str, Names)] = &[
    ("volumes.*.configMap.name", Here("v1", "ConfigMap")),
    ("volumes.*.secret.secretName", Here("v1", "Secret")),
    ("volumes.*.persistentVolumeClaim.claimName", Here("v1", "PersistentVolumeClaim")),
    ("volumes.*.projected.sources.*.configMap.name", Here("v1", "ConfigMap")),
    ("volumes.*.projected.sources.*.secret.name", Here("v1", "Secret")),
    ("serviceAccountName", Here("v1", "ServiceAccount")),
    ("serviceAccount", Here("v1", "ServiceAccount")),
    ("imagePullSecrets.*.name", Here("v1", "Secret")),
    ("priorityClassName", Here("scheduling.k8s.io/v1", "PriorityClass")),
    ("runtimeClassName", Here("node.k8s.io/v1", "RuntimeClass")),
];

const CONTAINERS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

/// Fields of a container.
const OF_CONTAINERS: &[(&str, Names)] = &[
    ("env.*.valueFrom.configMapKeyRef.name", Here("v1", "ConfigMap")),
    ("env.*.valueFrom.secretKeyRef.name", Here("v1", "Secret")),
    ("envFrom.*.configMapRef.name", Here("v1", "ConfigMap")),
    ("envFrom.*.secretRef.name", Here("v1", "Secret")),
];

/// Fields of other objects, by group and kind.
const OF_OBJECTS: &[(&str, &str, &str, Names)] = &[
    ("apps", "StatefulSet", "spec.serviceName", Here("v1", "Service")),
    ("", "ServiceAccount", "secrets.*.name", Here("v1", "Secret")),
    ("", "ServiceAccount", "imagePullSecrets.*.name", Here("v1", "Secret")),
    ("", "PersistentVolumeClaim", "spec.volumeName", Here("v1", "PersistentVolume")),
    ("", "PersistentVolumeClaim", "spec.storageClassName", Here("storage.k8s.io/v1", "StorageClass")),
    ("networking.k8s.io", "Ingress", "spec.defaultBackend.service.name", Here("v1", "Service")),
    ("networking.k8s.io", "Ingress", "spec.rules.*.http.paths.*.backend.service.name", Here("v1", "Service")),
    ("networking.k8s.io", "Ingress", "spec.rules.*.http.paths.*.backend.serviceName", Here("v1", "Service")),
    ("networking.k8s.io", "Ingress", "spec.tls.*.secretName", Here("v1", "Secret")),
    ("networking.k8s.io", "Ingress", "spec.ingressClassName", Here("networking.k8s.io/v1", "IngressClass")),
    ("extensions", "Ingress", "spec.backend.serviceName", Here("v1", "Service")),
    ("extensions", "Ingress", "spec.rules.*.http.paths.*.backend.serviceName", Here("v1", "Service")),
    ("extensions", "Ingress", "spec.tls.*.secretName", Here("v1", "Secret")),
    ("gateway.networking.k8s.io", "*", "spec.parentRefs.*.name", Said("gateway.networking.k8s.io/v1", "Gateway")),
    ("gateway.networking.k8s.io", "*", "spec.rules.*.backendRefs.*.name", Said("v1", "Service")),
    ("rbac.authorization.k8s.io", "*", "roleRef.name", Said("rbac.authorization.k8s.io/v1", "ClusterRole")),
    ("rbac.authorization.k8s.io", "*", "subjects.*.name", Said("v1", "ServiceAccount")),
    ("autoscaling", "HorizontalPodAutoscaler", "spec.scaleTargetRef.name", Said("apps/v1", "Deployment")),
    ("keda.sh", "ScaledObject", "spec.scaleTargetRef.name", Said("apps/v1", "Deployment")),
    ("autoscaling.k8s.io", "VerticalPodAutoscaler", "spec.targetRef.name", Said("apps/v1", "Deployment")),
    ("admissionregistration.k8s.io", "*", "webhooks.*.clientConfig.service.name", Said("v1", "Service")),
    ("apiregistration.k8s.io", "APIService", "spec.service.name", Said("v1", "Service")),
];

/// Makes references of all names in `body`, which is that of `object`.
pub(super) fn refer(body: &mut Value, object: &Object, index: &Index<'_>) {
    let at = |body: &mut Value, path: &[&str], names: Names| {
        let (last, around) = path.split_last().unwrap_or((&"", &[]));
        each(body, around, &mut |holder| one(holder, last, names, object, index));
    };
    if !object.id.is_of_cluster() {
        at(body, &["metadata", "namespace"], Here("v1", "Namespace"));
    }
    if let Some(template) = pods::template(object) {
        let spec = [template, &["spec"]].concat();
        for (field, names) in OF_PODS {
            at(body, &[&spec[..], &parts(field)].concat(), *names);
        }
        for list in CONTAINERS {
            for (field, names) in OF_CONTAINERS {
                at(body, &[&spec[..], &[list, "*"], &parts(field)].concat(), *names);
            }
        }
    }
    let is_of = |(group, kind, ..): &&(&str, &str, &str, Names)| {
        *group == &*object.id.group && (*kind == "*" || *kind == &*object.id.kind)
    };
    for (_, _, field, names) in OF_OBJECTS.iter().filter(is_of) {
        at(body, &parts(field), *names);
    }
}

fn parts(field: &str) -> Vec<&str> {
    field.split('.').collect()
}

/// Makes a reference of the entry `key` of `holder`.
fn one(holder: &mut Value, key: &str, names: Names, object: &Object, index: &Index<'_>) {
    let said = |key: &str| holder.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let Some(name) = said(key) else { return };
    let own = || object.id.namespace.clone();
    let wanted = match names {
        Here(api_version, kind) => Id::new(api_version, kind, own(), name.into()),
        Said(api_version, kind) => {
            let kind = said("kind").unwrap_or(kind);
            // Users and groups are no objects.
            if matches!(kind, "User" | "Group") && object.id.group.starts_with("rbac.") {
                return;
            }
            let api_version = match (said("apiVersion"), said("apiGroup").or(said("group"))) {
                (Some(api_version), _) => api_version.to_owned(),
                // A group alone may be meant in any version: the object decides that, where it is here.
                (None, Some(group)) => format!("{group}/v1"),
                (None, None) if matches!(kind, "Service" | "ServiceAccount") => "v1".to_owned(),
                (None, None) => api_version.to_owned(),
            };
            Id::new(&api_version, kind, said("namespace").map(Arc::from).or_else(own), name.into())
        }
    };
    let target = index.find(wanted);
    let Kind::Object(entries, _) = &mut holder.kind else { return };
    if let Some(entry) = Arc::make_mut(entries).get_mut(key) {
        entry.value.origin = naming(&entry.value.origin, &target);
    }
}
