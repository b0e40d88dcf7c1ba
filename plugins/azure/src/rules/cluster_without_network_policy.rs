//! Clusters that do not enforce network policies.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "azure/cluster-without-network-policy",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_kubernetes_cluster"],
    summary: "An AKS cluster does not enforce network policies",
    page: include_str!("cluster_without_network_policy.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R217"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    // The cluster brings its own network plugin, which may enforce policies.
    let plugin = cluster.setting("network_profile.network_plugin");
    let brings_own = plugin.value().judge(|plugin| plugin.string().test(|plugin| plugin == "none"));
    let policy = cluster.setting("network_profile.network_policy");
    let message = format!("`{}` does not enforce network policies", cluster.address());
    let is_wrong = |value: Value<'_>| {
        let is_none = value.string().or("none").test(|policy| policy.is_empty() || policy == "none");
        is_none.and(brings_own.not())
    };
    if let Some(found) = cx.reject(&policy, is_wrong, message) {
        found
            .because("an attacker in one pod can connect to every other pod; `NetworkPolicy` objects are accepted but have no effect")
            .help("set `network_policy` in `network_profile` to `calico`, `azure`, or `cilium` (with `network_data_plane = \"cilium\"`)");
    }
}
