//! Where an object says what its pods are like.

use tollgate_ir::Value;

use crate::object::Object;

/// The path to what has the `metadata` and `spec` of a pod: nothing for a pod itself. `None` for what makes no pods.
///
/// Custom resources that make pods (a `Rollout`, a `CloneSet`, a Knative `Service`) are known by their shape, which is
/// that of a Deployment.
pub(crate) fn template(object: &Object) -> Option<&'static [&'static str]> {
    const OF_WORKLOAD: &[&str] = &["spec", "template"];
    match (&*object.id.group, &*object.id.kind) {
        ("", "Pod") => Some(&[]),
        ("", "PodTemplate") => Some(&["template"]),
        ("batch", "CronJob") => Some(&["spec", "jobTemplate", "spec", "template"]),
        ("apps" | "extensions", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
        | ("", "ReplicationController")
        | ("batch", "Job") => Some(OF_WORKLOAD),
        ("", _) => None,
        _ => {
            let containers = object.at(&["spec", "template", "spec", "containers"]);
            containers.is_some_and(|containers| containers.elements().is_some()).then_some(OF_WORKLOAD)
        }
    }
}

/// Whether pods of it ever run: a `PodTemplate` is only copied.
pub(crate) fn runs(object: &Object) -> bool {
    !object.id.is("", "PodTemplate")
}

/// The labels that its pods get; `Err` with what is in the way, when that is not known at all.
pub(crate) fn labels<'o>(object: &'o Object, template: &[&str]) -> Option<&'o Value> {
    let at = template.iter().chain(["metadata", "labels"].iter());
    let mut value = &object.body;
    for key in at {
        if value.is_unknown() {
            return Some(value);
        }
        value = value.get(key)?;
    }
    Some(value)
}
