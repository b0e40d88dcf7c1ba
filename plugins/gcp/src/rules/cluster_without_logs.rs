//! Clusters that write no logs.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::clusters::CLUSTER;

pub const RULE: Rule = Rule {
    id: "gcp/cluster-without-logs",
    level: Level::Warning,
    severity: 45,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &[CLUSTER],
    summary: "A GKE cluster sends no logs to Cloud Logging",
    page: include_str!("cluster_without_logs.md"),
    options: "{}",
    fix: Fix::None,
    answers: &[],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, cluster: Resource<'_>) {
    if cluster.is_data() {
        return;
    }
    let (off, place) = is_switched_off(cluster);
    match off {
        Answer::No => {}
        Answer::Unknown => cx.undecided(place),
        _ => {
            let found = cx
                .report(place, format!("`{}` sends no logs to Cloud Logging", cluster.address()))
                .because("logs then live on the nodes and go with them: after a break-in or an outage nobody can tell what happened in the pods")
                .help("remove the argument, or list `SYSTEM_COMPONENTS` and `WORKLOADS` in `enable_components` of `logging_config`");
            if off == Answer::Possible {
                found.possible();
            }
        }
    }
}

/// Whether logging is switched off: by the name of its service, or by an empty list of what is collected. And the value
/// that says so.
fn is_switched_off(cluster: Resource<'_>) -> (Answer, Value<'_>) {
    let service = cluster.attr("logging_service");
    let named = service.judge(|value| value.string().test(|text| text == "none"));
    let components = cluster.block("logging_config").attr("enable_components");
    let empty = components.judge(|list| match list.each().next() {
        Some(_) => Answer::No,
        None if list.may_have_more() => Answer::Unknown,
        None => Answer::from(list.is_list()),
    });
    (named.or(empty), if named == Answer::No { components } else { service })
}
