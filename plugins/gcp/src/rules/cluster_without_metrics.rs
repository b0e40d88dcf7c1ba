//! Clusters without metrics.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::clusters::{CLUSTER, is_switched_off};

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
    let (off, place) = is_switched_off(cluster, "monitoring_service", "monitoring_config");
    match off {
        Answer::No => {}
        Answer::Unknown => cx.undecided(place),
        _ => {
            let found = cx
                .report(place, format!("`{}` sends no metrics to Cloud Monitoring", cluster.address()))
                .because("nobody sees that nodes run out of memory, that pods restart again and again, or that one mines coins, before users complain")
                .help("remove the argument, or list `SYSTEM_COMPONENTS` in `enable_components` of `monitoring_config`");
            if off == Answer::Possible {
                found.possible();
            }
        }
    }
}
