//! Nodes of clusters with public addresses.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Resource, Rule, Value, View, companions};

pub const RULE: Rule = Rule {
    id: "gcp/public-nodes",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["google_container_cluster", POOL],
    summary: "Nodes of a GKE cluster have public addresses",
    page: include_str!("public_nodes.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R045"],
    check: Check::Project(check),
};

const POOL: &str = "google_container_node_pool";
const WHY: &str =
    "as soon as one firewall rule is too wide, attackers reach each node and every port that a pod opens on it";

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let is_there = |one: &Resource<'_>| !one.is_data() && one.exists() != Existence::No;
    for cluster in view.of("google_container_cluster").filter(is_there) {
        judge_cluster(cx, view, cluster);
        for pool in cluster.attr("node_pool").each() {
            judge_pool(cx, cluster, pool.block("network_config").attr("enable_private_nodes"));
        }
    }
    for pool in view.of(POOL).filter(is_there) {
        judge_pool(cx, pool, pool.block("network_config").attr("enable_private_nodes"));
    }
}

fn judge_cluster(cx: &mut Context<'_>, view: View<'_>, cluster: Resource<'_>) {
    let private = cluster.setting("private_cluster_config.enable_private_nodes").value();
    let public = private.judge(|value| value.bool().or(false).test(|on| !on));
    if public == Answer::No {
        return;
    }
    // Pools may say otherwise, and are all there is when the first pool is removed.
    let pools = companions(view, cluster, &[POOL], "cluster", &["name", "id"]);
    let says_private = |pool: Resource<'_>| {
        let private = pool.block("network_config").attr("enable_private_nodes");
        private.bool().known() == Some(true)
    };
    let all_private = pools.all().all(says_private);
    let only_pools = cluster.attr("remove_default_node_pool").bool().known() == Some(true);
    if only_pools && all_private && !pools.certain.is_empty() {
        return;
    }
    match public {
        Answer::Unknown => cx.undecided(private),
        _ => report(cx, cluster, private, public == Answer::Possible),
    }
}

/// A pool that says nothing does as its cluster.
fn judge_pool(cx: &mut Context<'_>, resource: Resource<'_>, private: Value<'_>) {
    match private.judge(|value| value.bool().test(|on| !on)) {
        Answer::No => {}
        Answer::Unknown => cx.undecided(private),
        public => report(cx, resource, private, public == Answer::Possible),
    }
}

fn report(cx: &mut Context<'_>, resource: Resource<'_>, place: Value<'_>, possible: bool) {
    let found = cx
        .report(place, format!("nodes of `{}` have public addresses", resource.address()))
        .because(WHY)
        .help("set `enable_private_nodes = true`, and use Cloud NAT for outgoing connections")
        .if_exists(resource);
    if possible {
        found.possible();
    }
}
