//! Liveness probes that ask what readiness probes ask, and give up no later.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::{
    pods::{Container, Pod, WORKLOADS, each_container},
    probes::{ask_the_same, patience},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/identical-probes",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container is restarted as soon as it is not ready",
    page: include_str!("identical_probes.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R278"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, judge);
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let (liveness, readiness) = (container.probe("livenessProbe"), container.probe("readinessProbe"));
    if liveness.is_unset() || readiness.is_unset() {
        return;
    }
    let (restarts, waits) = (patience(liveness), patience(readiness));
    let sooner = match (restarts, waits) {
        (Read::Known(restarts), Read::Known(waits)) => Answer::from(restarts <= waits),
        _ => Answer::Unknown,
    };
    match ask_the_same(container, liveness, readiness).and(sooner) {
        Answer::No => {}
        Answer::Unknown => cx.undecided(if liveness.is_unknown() { liveness } else { readiness }),
        answer @ (Answer::Yes | Answer::Possible) => {
            let after = restarts.known().map_or(String::new(), |seconds| format!(" after {seconds} s"));
            let message = format!(
                "{} is restarted{after} by the same question that says it is not ready",
                container.describe(pod)
            );
            let finding = cx
                .report(liveness, message)
                .because("a server that is slow under load should get no requests until it has caught up; restarted instead, it leaves them to the others, which are slow next")
                .help("let the liveness probe ask only whether the process still works, or give it a higher `failureThreshold` than the readiness probe has")
                .related(readiness, "the same question");
            settle(finding, answer);
        }
    }
}
