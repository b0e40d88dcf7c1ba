//! Instances and nodes that run as the default service account.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    clusters::{CLUSTER, POOL, nodes},
    iam::is_made,
    metadata::MACHINES,
};

pub const RULE: Rule = Rule {
    id: "gcp/default-service-account",
    level: Level::Warning,
    severity: 55,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &[
        "google_compute_instance",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
        "google_compute_instance_from_template",
        CLUSTER,
        POOL,
    ],
    summary: "An instance or a node runs as the default service account",
    page: include_str!("default_service_account.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R219"],
    check: Check::Resource(check),
};

const WHY: &str = "in many projects that account has the role Editor: an attacker on the instance gets its token and can change nearly everything";

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    if MACHINES.contains(&resource.type_name()) {
        judge_machine(cx, resource);
        return;
    }
    for pool in nodes(resource) {
        let account = pool.body.setting("node_config.service_account");
        if pool.exist == Answer::Unknown && account.value().judge(is_default) != Answer::No {
            cx.undecided(pool.decides);
            continue;
        }
        let message = format!("nodes of `{}` run as the default service account", resource.address());
        if let Some(found) = cx.reject(&account, |account| is_default(account).and(pool.exist), message) {
            found
                .because(WHY)
                .help("create a `google_service_account`, grant it `roles/container.defaultNodeServiceAccount`, and set it as `service_account` in `node_config`");
        }
    }
    judge_automatic(cx, resource);
}

/// Nodes that the cluster makes by itself: with Autopilot all of them.
fn judge_automatic(cx: &mut Context<'_>, cluster: Resource<'_>) {
    let (autopilot, scaling) = (cluster.attr("enable_autopilot"), cluster.block("cluster_autoscaling"));
    let is_on = |value: Value<'_>| value.judge(|value| value.bool().test(|on| on));
    let enabled = scaling.attr("enabled");
    let automatic = is_on(autopilot).or(is_on(enabled));
    let account = cluster.setting("cluster_autoscaling.auto_provisioning_defaults.service_account");
    if automatic == Answer::Unknown && account.value().judge(is_default) != Answer::No {
        cx.undecided(if autopilot.is_unknown() { autopilot } else { enabled });
        return;
    }
    let message = format!("nodes that `{}` makes by itself run as the default service account", cluster.address());
    if let Some(found) = cx.reject(&account, |account| is_default(account).and(automatic), message) {
        found
            .because(WHY)
            .help("create a `google_service_account`, grant it `roles/container.defaultNodeServiceAccount`, and set it as `service_account` in `auto_provisioning_defaults` of `cluster_autoscaling`");
    }
}

fn judge_machine(cx: &mut Context<'_>, machine: Resource<'_>) {
    let block = machine.block("service_account");
    // Without the block, a machine made by Terraform has no account at all.
    if block.is_unset() {
        return;
    }
    let email = block.setting("email");
    let message = format!("`{}` runs as the default service account", machine.address());
    if let Some(found) = cx.reject(&email, is_default, message) {
        found
            .because(WHY)
            .help("create a `google_service_account` for this workload, grant it the roles that it needs, and set its `email` here");
    }
}

fn is_default(email: Value<'_>) -> Answer {
    if let Some(target) = email.target() {
        if target.address().contains("google_compute_default_service_account") {
            return Answer::Yes;
        }
        if is_made(email) {
            return Answer::No;
        }
    }
    let is_default =
        |text: &str| text.is_empty() || text == "default" || text.ends_with("-compute@developer.gserviceaccount.com");
    email.string().or("").test(is_default)
}
