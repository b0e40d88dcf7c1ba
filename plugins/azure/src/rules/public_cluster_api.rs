//! Clusters whose API server is public.

use tollgate_sdk::{
    Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value,
    firewall::{Conditions, from_anywhere, widest},
};

pub const RULE: Rule = Rule {
    id: "azure/public-cluster-api",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["azurerm_kubernetes_cluster"],
    summary: "The API server of an AKS cluster is reachable from the whole internet",
    page: include_str!("public_cluster_api.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R039"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let private = cluster.attr("private_cluster_enabled");
    let is_public = private.judge(|value| value.bool().or(false).test(|on| !on));
    let ranges = authorized(cluster);
    let answer = Conditions::default().and(is_public, private).and(ranges.judge(admit_everybody), ranges).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let place = if ranges.is_unset() { cluster.body() } else { widest(ranges, |_| false) };
    let found = cx
        .report(place, format!("the API server of `{}` is reachable from the whole internet", cluster.address()))
        .because("a leaked token works from anywhere, and so does an exploit for the next vulnerability of the API server: either gives control of the cluster")
        .help("set `private_cluster_enabled = true`, or list your networks in `authorized_ip_ranges` of `api_server_access_profile`");
    if answer == Answer::Possible {
        found.possible();
    }
}

/// Who may call it; up to version 3 of the provider the argument stood in the resource itself.
fn authorized(cluster: Resource<'_>) -> Value<'_> {
    let older = cluster.attr("api_server_authorized_ip_ranges");
    if older.is_unset() { cluster.block("api_server_access_profile").attr("authorized_ip_ranges") } else { older }
}

/// No ranges, and an empty list of them, are no limit.
fn admit_everybody(ranges: Value<'_>) -> Answer {
    let is_none = ranges.is_unset() || (!ranges.may_have_more() && ranges.each().next().is_none());
    Answer::from(is_none).or(from_anywhere(ranges, |_| false))
}
