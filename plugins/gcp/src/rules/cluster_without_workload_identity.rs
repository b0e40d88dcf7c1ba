//! Clusters whose pods act as their nodes.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value, firewall::Conditions};

use crate::clusters::{CLUSTER, POOL, nodes};

pub const RULE: Rule = Rule {
    id: "gcp/cluster-without-workload-identity",
    level: Level::Info,
    severity: 45,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[CLUSTER, POOL],
    summary: "Pods of a GKE cluster act as the service account of their nodes",
    page: include_str!("cluster_without_workload_identity.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

const WHY: &str = "every pod gets the token of the node's service account from the metadata server: an attacker in one pod may do in Google Cloud what all pods together may do";

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    if resource.type_name() == CLUSTER {
        judge_cluster(cx, resource);
    }
    for pool in nodes(resource) {
        // Pools say otherwise only on purpose. The latter two are names of version 3 of the provider.
        let metadata = pool.body.block("node_config").block("workload_metadata_config");
        let mode = ["mode", "node_metadata"].map(|name| metadata.attr(name)).into_iter().find(|mode| !mode.is_unset());
        let Some(mode) = mode else { continue };
        let exposed = mode.judge(|mode| mode.string().test(|mode| matches!(mode, "GCE_METADATA" | "EXPOSE")));
        let answer = Conditions::default().and(exposed, mode).and(pool.exist, pool.decides).hold(cx);
        if matches!(answer, Answer::Yes | Answer::Possible) {
            let found = cx
                .report(
                    mode,
                    format!("pods on nodes of `{}` act as the service account of the nodes", resource.address()),
                )
                .because(WHY)
                .help("set `mode = \"GKE_METADATA\"`, and give workloads service accounts of their own");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}

fn judge_cluster(cx: &mut Context<'_>, cluster: Resource<'_>) {
    let autopilot = cluster.attr("enable_autopilot");
    let is_standard = autopilot.judge(|value| value.bool().or(false).test(|on| !on));
    let config = cluster.block("workload_identity_config");
    // The older name is of version 3 of the provider. What is not known is set to something.
    let names = ["workload_pool", "identity_namespace"].map(|name| config.attr(name));
    let is_none = |value: Value<'_>| {
        let is_none = |value: Value<'_>| value.is_unset() || value.string().known() == Some("");
        if value.is_unknown() && value.refs().next().is_none() {
            Answer::Unknown
        } else {
            value.judge(|value| is_none(value).into())
        }
    };
    let missing = is_none(names[0]).and(is_none(names[1]));
    let answer = Conditions::default().and(missing, names[0]).and(is_standard, autopilot).hold(cx);
    if matches!(answer, Answer::Yes | Answer::Possible) {
        let found = cx
            .report(names[0], format!("pods of `{}` act as the service account of their nodes", cluster.address()))
            .because(WHY)
            .help("set `workload_pool = \"PROJECT_ID.svc.id.goog\"` in `workload_identity_config`, and give workloads service accounts of their own");
        if answer == Answer::Possible {
            found.possible();
        }
    }
}
