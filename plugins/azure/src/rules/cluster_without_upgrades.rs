//! Clusters that nobody upgrades.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value, View};

use crate::provider::{PROVIDER, REQUIRED, is_before_4, managed};

pub const RULE: Rule = Rule {
    id: "azure/cluster-without-upgrades",
    level: Level::Off,
    severity: 30,
    precision: Precision::Medium,
    inputs: &["terraform"],
    types: &[CLUSTER, REQUIRED, PROVIDER],
    summary: "An AKS cluster does not install patches of Kubernetes by itself",
    page: include_str!("cluster_without_upgrades.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Project(check),
};

const CLUSTER: &str = "azurerm_kubernetes_cluster";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for cluster in managed(view, &[CLUSTER]) {
        judge(cx, cluster, is_before_4(view, cluster));
    }
}

fn judge(cx: &mut Context<'_>, cluster: Resource<'_>, is_version_3: bool) {
    let (today, former) = (cluster.setting("automatic_upgrade_channel"), cluster.setting("automatic_channel_upgrade"));
    // The second is the name before version 4 of the provider.
    let is_former = today.value().is_absent() && (is_version_3 || !former.value().is_absent());
    let (name, setting) =
        if is_former { ("automatic_channel_upgrade", former) } else { ("automatic_upgrade_channel", today) };
    let is_wrong = |value: Value<'_>| value.string().or("none").test(|channel| channel.is_empty() || channel == "none");
    let message = format!("`{}` does not install patches of Kubernetes by itself", cluster.address());
    if let Some(found) = cx.reject(&setting, is_wrong, message) {
        found
            .because("a cluster that is upgraded when somebody has time is one with known vulnerabilities in its API server and its nodes, and later one whose version has no support")
            .help(format!("set `{name} = \"patch\"`, with a `maintenance_window_auto_upgrade` for when"))
            .fix_setting(&setting, "patch")
            .fix_is_unsafe()
            .if_exists(cluster);
    }
}
