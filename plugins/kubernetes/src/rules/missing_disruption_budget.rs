//! Workloads of several pods that a drain may take down at once.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    pods::{Pod, WORKLOADS, kind, with_workloads, workloads},
    relations::{BUDGETS, selecting},
    scale::{Replicas, SCALERS},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/missing-disruption-budget",
    level: Level::Info,
    severity: 20,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "All replicas may be evicted at once",
    page: include_str!("missing_disruption_budget.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R283"],
    check: Check::Linked(check),
};

const TYPES: [&str; WORKLOADS.len() + 4] = with_workloads(&[BUDGETS[0], BUDGETS[1], SCALERS[0], SCALERS[1]]);

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let kinds = ["Deployment", "StatefulSet", "Rollout"];
    for workload in workloads(view).filter(|one| kinds.contains(&kind(*one)) && Pod::of(*one).is_written()) {
        if let Some(replicas) = Replicas::of(workload) {
            judge(cx, workload, &replicas);
        }
    }
}

fn judge(cx: &mut Context<'_>, workload: Resource<'_>, replicas: &Replicas<'_>) {
    let several = replicas.at_least(2);
    let budgets = selecting(workload, |ty| BUDGETS.contains(&ty)).map(|(_, answer)| answer);
    let covered = budgets.fold(Answer::No, Answer::or);
    match several.and(covered.not()) {
        Answer::No => {}
        Answer::Unknown if several == Answer::Unknown => cx.undecided(replicas.said),
        Answer::Unknown => {
            let reason = "whether a PodDisruptionBudget selects it depends on labels or namespaces that are not known";
            cx.undecided_because(workload, reason, "");
        }
        answer @ (Answer::Yes | Answer::Possible) => {
            let count = replicas.count.known().unwrap_or_default();
            let message = format!("no PodDisruptionBudget keeps any of the {count} pods of `{}`", workload.address());
            let finding = cx
                .report(workload, message)
                .because("an upgrade of the cluster drains one node after the other and asks nobody: when all replicas are on nodes that go, none is left until others have started")
                .help("apply a PodDisruptionBudget that selects its pods, with `maxUnavailable: 1`")
                .related(replicas.said, format!("{count} of them run"))
                .if_exists(workload);
            settle(finding, answer);
        }
    }
}
