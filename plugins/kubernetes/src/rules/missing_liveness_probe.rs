//! Containers that nobody restarts when they hang.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    pods::{Container, ContainerKind, Pod, WORKLOADS, each_container},
    probes::{is_excepted, is_missing},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/missing-liveness-probe",
    level: Level::Off,
    severity: 15,
    precision: Precision::Medium,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container that hangs is not started again",
    page: include_str!("missing_liveness_probe.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"except":{"type":"array","items":{"type":"string"},"default":[],"description":"Names of containers that need none, such as `istio-proxy`."}}}"#,
    fix: Fix::None,
    answers: &["R276"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    match Pod::of(workload).is_job() {
        Answer::Yes => {}
        Answer::No => each_container(cx, workload, judge),
        _ => cx.undecided(workload.attr("spec").attr("restartPolicy")),
    }
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>) {
    if container.kind != ContainerKind::Main || is_excepted(cx, container) {
        return;
    }
    let probe = container.probe("livenessProbe");
    match is_missing(probe) {
        Answer::No => {}
        Answer::Unknown => cx.undecided(probe),
        answer @ (Answer::Yes | Answer::Possible) => {
            let finding = cx
                .report(container.place_of(probe), format!("{} has no liveness probe", container.describe(pod)))
                .because("the kubelet starts again what ends, not what hangs: a deadlock lasts until somebody notices")
                .help("add a `livenessProbe` that asks whether the process itself still works, and nothing that it depends on");
            settle(finding, answer);
        }
    }
}
