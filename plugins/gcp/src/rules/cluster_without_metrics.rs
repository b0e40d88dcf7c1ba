//! Clusters without metrics.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::clusters::CLUSTER;

pub const RULE: Rule = Rule {
    id: "gcp/cluster-without-metrics",
    level: Level::Info,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[CLUSTER],
    summary: "A GKE cluster sends no metrics to Cloud Monitoring",
    page: include_str!("cluster_without_metrics.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    // What an empty list in `monitoring_config` means, the provider leaves to Google.
    let service = cluster.setting("monitoring_service");
    let message = format!("`{}` sends no metrics to Cloud Monitoring", cluster.address());
    let is_none = |value: Value<'_>| value.string().test(|text| text == "none");
    if let Some(found) = cx.reject(&service, is_none, message) {
        found
            .because("nobody sees that nodes run out of memory, that pods restart again and again, or that one mines coins, before users complain")
            .help("remove the argument, or list `SYSTEM_COMPONENTS` in `enable_components` of `monitoring_config`");
    }
}
