//! Clusters in which everybody may do everything.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/cluster-without-rbac",
    level: Level::Error,
    severity: 75,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["azurerm_kubernetes_cluster"],
    summary: "An AKS cluster does not use roles of Kubernetes",
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
        let message = format!("`{}` does not use roles of Kubernetes (RBAC)", cluster.address());
        if let Some(found) = cx.reject(&enabled, |value| value.bool().or(true).test(|on| !on), message) {
            found
                .because("every service account may then do everything: one pod that is broken into is the whole cluster, with all its secrets")
                .help("remove the argument: roles are on by default; an existing cluster has to be made again")
                .fix_setting(&enabled, true)
                .fix_is_unsafe();
        }
    }
}
