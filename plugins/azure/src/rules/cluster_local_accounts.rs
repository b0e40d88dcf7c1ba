//! Clusters with an administrator that is nobody.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule};

pub const RULE: Rule = Rule {
    id: "azure/cluster-local-accounts",
    level: Level::Off,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_kubernetes_cluster"],
    summary: "An AKS cluster has local accounts",
    page: include_str!("cluster_local_accounts.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let disabled = cluster.setting("local_account_disabled");
    let message = format!("`{}` has local accounts", cluster.address());
    if let Some(found) = cx.reject(&disabled, |value| value.bool().or(false).test(|disabled| !disabled), message) {
        found
            .because("its certificate of the administrator may do everything, has no second factor, and works until all certificates of the cluster are replaced; the audit log shows one name for everybody")
            .help("add `azure_active_directory_role_based_access_control` with the groups of your administrators, then set `local_account_disabled = true`");
    }
}
