//! Clusters that accept a password or a client certificate.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::clusters::CLUSTER;

pub const RULE: Rule = Rule {
    id: "gcp/cluster-with-static-credentials",
    level: Level::Warning,
    severity: 60,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[CLUSTER],
    summary: "A GKE cluster accepts a password or a client certificate",
    page: include_str!("cluster_with_static_credentials.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    // An empty name switches the password off.
    let user = cluster.setting("master_auth.username");
    let message = format!("`{}` accepts a password", cluster.address());
    let is_named = |user: Value<'_>| user.string().test(|user| !user.is_empty());
    if let Some(found) = cx.reject(&user, is_named, message) {
        found
            .because("whoever learns it controls the cluster from anywhere; it ends with no account, needs no second factor, and the audit log cannot say who used it")
            .help("remove `username` and `password`, which versions of Kubernetes since 1.19 do not take, and log in through IAM");
    }
    let certificate = cluster.setting("master_auth.client_certificate_config.issue_client_certificate");
    let message = format!("`{}` issues a client certificate", cluster.address());
    if let Some(found) = cx.reject(&certificate, |value| value.bool().test(|on| on), message) {
        found
            .because("the certificate and its key are in the state; whoever has them logs in from anywhere, and they cannot be revoked before the whole cluster rotates its credentials")
            .help("set it to `false` and log in through IAM, as `gcloud container clusters get-credentials` does")
            .fix_setting(&certificate, false)
            .fix_is_unsafe();
    }
}
