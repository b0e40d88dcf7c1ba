//! Clusters that do not enforce network policies.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, firewall::Conditions};

pub const RULE: Rule = Rule {
    id: "gcp/cluster-without-network-policy",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["google_container_cluster"],
    summary: "A GKE cluster does not enforce network policies",
    page: include_str!("cluster_without_network_policy.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R221"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let datapath = cluster.attr("datapath_provider");
    let is_legacy = datapath.judge(|value| value.string().or("").test(|text| text != "ADVANCED_DATAPATH"));
    // Autopilot always has Dataplane V2.
    let autopilot = cluster.attr("enable_autopilot");
    let is_standard = autopilot.judge(|value| value.bool().or(false).test(|on| !on));
    let policy = cluster.setting("network_policy.enabled").value();
    let is_off = policy.judge(|value| value.bool().or(false).test(|on| !on));
    let answer =
        Conditions::default().and(is_legacy, datapath).and(is_standard, autopilot).and(is_off, policy).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let found = cx
        .report(policy, format!("`{}` does not enforce network policies", cluster.address()))
        .because("an attacker in one pod can connect to every other pod; `NetworkPolicy` objects are accepted but have no effect")
        .help("set `datapath_provider = \"ADVANCED_DATAPATH\"` on a new cluster, or add `network_policy { enabled = true }` and its add-on to this one");
    if answer == Answer::Possible {
        found.possible();
    }
}
