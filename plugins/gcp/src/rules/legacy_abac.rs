//! Clusters with legacy authorization.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "gcp/legacy-abac",
    level: Level::Error,
    severity: 70,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["google_container_cluster"],
    summary: "A GKE cluster uses legacy authorization (ABAC)",
    page: include_str!("legacy_abac.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R220"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let legacy = cluster.setting("enable_legacy_abac");
    let message = format!("`{}` uses legacy authorization (ABAC)", cluster.address());
    if let Some(found) = cx.reject(&legacy, |value| value.bool().test(|on| on), message) {
        found
            .because("every service account may then do nearly everything: an attacker in one pod controls the whole cluster")
            .help("remove `enable_legacy_abac` and grant permissions with Kubernetes RBAC")
            .fix_setting(&legacy, false)
            .fix_is_unsafe();
    }
}
