//! Clusters without role-based access control.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/cluster-without-rbac",
    level: Level::Error,
    severity: 75,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["azurerm_kubernetes_cluster"],
    summary: "An AKS cluster has Kubernetes RBAC switched off",
    page: include_str!("cluster_without_rbac.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R216"],
    check: Check::Resource(check),
};

/// The argument of today, and the block of version 2 of the provider.
const SETTINGS: &[&str] = &["role_based_access_control_enabled", "role_based_access_control.enabled"];

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    for path in SETTINGS {
        let enabled = cluster.setting(path);
        let message = format!("`{}` has Kubernetes RBAC switched off", cluster.address());
        if let Some(found) = cx.reject(&enabled, |value| value.bool().or(true).test(|on| !on), message) {
            found
                .because("every service account may then do everything: an attacker in one pod reads all secrets and controls the whole cluster")
                .help("set it to `true`; the change replaces an existing cluster")
                .fix_setting(&enabled, true)
                .fix_is_unsafe();
        }
    }
}
