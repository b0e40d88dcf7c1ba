//! Clusters whose control plane is public.

use tollgate_sdk::{
    Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value,
    firewall::{Conditions, from_anywhere},
};

pub const RULE: Rule = Rule {
    id: "gcp/public-cluster-api",
    level: Level::Warning,
    severity: 65,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["google_container_cluster"],
    summary: "The control plane of a GKE cluster is reachable from the whole internet",
    page: include_str!("public_cluster_api.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R045"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let private = cluster.setting("private_cluster_config.enable_private_endpoint").value();
    let is_public = private.judge(|value| value.bool().or(false).test(|on| !on));
    // The IP endpoints can be switched off; the DNS endpoint is protected by IAM.
    let addresses = cluster.setting("control_plane_endpoints_config.ip_endpoints_config.enabled").value();
    let has_addresses = addresses.judge(|value| value.bool().or(true).test(|on| on));
    let networks = cluster.attr("master_authorized_networks_config");
    let blocks = networks.each().next().unwrap_or(networks).attr("cidr_blocks");
    let (open, place) = if networks.is_unset() || (networks.each().next().is_none() && !networks.may_have_more()) {
        (Answer::Yes, cluster.body())
    } else if networks.each().next().is_none() {
        (Answer::Unknown, networks)
    } else {
        // A block without ranges admits nobody from outside.
        widest(blocks)
    };
    let answer = Conditions::default().and(is_public, private).and(has_addresses, addresses).and(open, place).hold(cx);
    if !matches!(answer, Answer::Yes | Answer::Possible) {
        return;
    }
    let found = cx
        .report(place, format!("the control plane of `{}` is reachable from the whole internet", cluster.address()))
        .because("a leaked token works from anywhere, and so does an exploit for the next vulnerability of the API server: either gives control of the cluster")
        .help("list your networks in `master_authorized_networks_config`, or set `enable_private_endpoint = true` in `private_cluster_config`");
    if answer == Answer::Possible {
        found.possible();
    }
}

/// Whether one of the blocks admits everybody, and its range.
fn widest(blocks: Value<'_>) -> (Answer, Value<'_>) {
    let rest = if blocks.may_have_more() { Answer::Unknown } else { Answer::No };
    blocks.each().map(|block| block.attr("cidr_block")).fold((rest, blocks), |(answer, place), range| {
        let one = from_anywhere(range, |_| false);
        let both = answer.or(one);
        (both, if both == answer { place } else { range })
    })
}
