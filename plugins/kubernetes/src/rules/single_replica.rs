//! Deployments of fewer pods than a team wants.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    pods::{WORKLOADS, kind, with_workloads, workloads},
    scale::{Replicas, SCALERS},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/single-replica",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A Deployment runs a single pod",
    page: include_str!("single_replica.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"minimum":{"type":"integer","minimum":2,"default":2,"description":"How many pods are to run at least."}}}"#,
    fix: Fix::None,
    answers: &["R286"],
    check: Check::Linked(check),
};

const TYPES: [&str; WORKLOADS.len() + 2] = with_workloads(&SCALERS);

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let minimum = cx.options().attr("minimum").int().known().unwrap_or(2);
    for workload in workloads(view).filter(|one| matches!(kind(*one), "Deployment" | "Rollout")) {
        let Some(replicas) = Replicas::of(workload).filter(|replicas| replicas.scaler.is_none()) else { continue };
        // None at all is switched off, and means it.
        match replicas.said.judge(|value| value.int().or(1).test(|count| count > 0 && count < minimum)) {
            Answer::No => {}
            Answer::Unknown => cx.undecided(replicas.said),
            answer @ (Answer::Yes | Answer::Possible) => {
                let name = workload.address();
                let finding = match (replicas.said.is_unset(), replicas.count.known()) {
                    (true, _) => cx.report(workload, format!("`{name}` runs a single pod, as it says nothing else")),
                    (false, Some(1)) => cx.report(replicas.said, format!("`{name}` runs a single pod")),
                    (false, count) => {
                        let count = count.map_or(String::new(), |count| format!("only {count} of "));
                        cx.report(replicas.said, format!("`{name}` runs {count}the {minimum} pods that are wanted"))
                    }
                };
                let finding = finding
                    .because("when its node is drained or lost, or it crashes, there is nothing until another pod has started")
                    .help(format!("set `replicas` to {minimum} or more, where several may run at once"))
                    .if_exists(workload);
                settle(finding, answer);
            }
        }
    }
}
