//! Workloads that say how many pods they run although something else decides that.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Rule, View};

use crate::{
    pods::{WORKLOADS, with_workloads, workloads},
    scale::{SCALERS, Scaler},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/replicas-under-autoscaler",
    level: Level::Warning,
    severity: 30,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "Each deployment undoes what the autoscaler did",
    page: include_str!("replicas_under_autoscaler.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R285"],
    check: Check::Linked(check),
};

const TYPES: [&str; WORKLOADS.len() + 2] = with_workloads(&SCALERS);

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for workload in workloads(view) {
        let Some(scaler) = Scaler::of_workload(workload) else { continue };
        let replicas = workload.attr("spec").attr("replicas");
        if replicas.is_unset() {
            continue;
        }
        if replicas.is_unknown() {
            cx.undecided(replicas);
            continue;
        }
        let (name, by) = (workload.address(), scaler.object.address());
        let finding = match replicas.int() {
            Read::Known(0) => cx
                .report(replicas, format!("`{name}` runs no pod, and that switches `{by}` off"))
                .because("an autoscaler leaves alone what has no replicas: each time this is applied nothing runs until somebody scales it by hand"),
            _ => cx
                .report(replicas, format!("`{name}` says how many pods it runs, and `{by}` decides that"))
                .because("each time this is applied the number is set back: under load the pods that were added are ended at once, and the autoscaler has to begin again"),
        };
        finding
            .help("remove `replicas`")
            .related(scaler.target_ref().attr("name"), "scaled here")
            .fix_remove(replicas)
            .fix_is_unsafe()
            .if_exists(scaler.object)
            .if_exists(workload);
    }
}
