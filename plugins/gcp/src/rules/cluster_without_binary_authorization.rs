//! Clusters that run any image.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::clusters::CLUSTER;

pub const RULE: Rule = Rule {
    id: "gcp/cluster-without-binary-authorization",
    level: Level::Off,
    severity: 30,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[CLUSTER],
    summary: "A GKE cluster runs images from anywhere",
    page: include_str!("cluster_without_binary_authorization.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    // The older argument, up to version 4 of the provider.
    let older = cluster.attr("enable_binary_authorization");
    if cluster.is_data() || older.bool().known() == Some(true) {
        return;
    }
    let mode = cluster.setting("binary_authorization.evaluation_mode");
    let message = format!("`{}` runs images from anywhere", cluster.address());
    let is_off = |value: Value<'_>| {
        value.string().or("DISABLED").test(|mode| matches!(mode, "DISABLED" | "EVALUATION_MODE_UNSPECIFIED"))
    };
    if let Some(found) = cx.reject(&mode, is_off, message) {
        found
            .because("whoever may create a pod, an intruder with a stolen token too, runs an image of their own that no pipeline has built or checked")
            .help("set `evaluation_mode = \"PROJECT_SINGLETON_POLICY_ENFORCE\"` in `binary_authorization`, after a policy for the project says which images may run");
    }
}
