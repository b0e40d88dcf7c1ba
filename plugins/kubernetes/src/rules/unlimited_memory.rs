//! Containers that may use all memory of their node.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Read, Resource, Rule, View};

use crate::{
    pods::{Container, ContainerKind, Pod, WORKLOADS, each_container},
    relations::namespace,
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/unlimited-memory",
    level: Level::Warning,
    severity: 40,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A container may use all memory of its node",
    page: include_str!("unlimited_memory.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R282"],
    check: Check::Project(check),
};

const LIMIT_RANGE: &str = "v1/LimitRange";

/// A LimitRange gives limits to containers that have none.
const TYPES: [&str; WORKLOADS.len() + 1] = {
    let mut types = [LIMIT_RANGE; WORKLOADS.len() + 1];
    let mut at = 0;
    while at < WORKLOADS.len() {
        types[at] = WORKLOADS[at];
        at += 1;
    }
    types
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    let ranges: Vec<Resource<'_>> = view.of(LIMIT_RANGE).filter(|one| one.exists() != Existence::No).collect();
    let workloads = view.resources().filter(|one| one.type_name() != LIMIT_RANGE && one.exists() != Existence::No);
    for workload in workloads {
        each_container(cx, workload, |cx, pod, container| judge(cx, pod, container, &ranges));
    }
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, ranges: &[Resource<'_>]) {
    // Those for debugging have no limits of their own.
    if container.kind == ContainerKind::Ephemeral {
        return;
    }
    let limit = container.resource("limits", "memory");
    // The pod as a whole may be limited as well.
    let of_pod = pod.spec().attr("resources").attr("limits").attr("memory");
    let answer =
        limit.judge(|value| value.string().test(is_limit)).or(of_pod.judge(|value| value.string().test(is_limit)));
    match answer {
        Answer::Yes => {}
        Answer::Unknown => cx.undecided(if limit.is_unknown() { limit } else { of_pod }),
        Answer::No | Answer::Possible if ranges.iter().any(|range| gives_limit(*range, pod.workload)) => {}
        Answer::No | Answer::Possible => {
            let message = match limit.string() {
                Read::Known(text) => {
                    format!("{} may use all memory of its node: `{text}` means no limit", container.describe(pod))
                }
                _ => format!("{} may use all memory of its node", container.describe(pod)),
            };
            let finding = cx
                .report(container.place_of(limit), message)
                .because("one leak, or one request that asks for too much, and the node runs out: the kernel kills what it finds largest, and the kubelet evicts pods that did nothing wrong")
                .help("set `resources.limits.memory` to what it needs at its peak and a margin; `kubectl top pod --containers` shows what it uses")
                .if_exists(pod.workload);
            settle(finding, answer);
        }
    }
}

/// Zero means none.
fn is_limit(text: &str) -> bool {
    text.chars().any(|c| ('1'..='9').contains(&c))
}

/// Whether a LimitRange gives containers of `workload` a limit: one of its namespace, as far as that is written.
fn gives_limit(range: Resource<'_>, workload: Resource<'_>) -> bool {
    let is_near = range.root() == workload.root() && range.variant() == workload.variant();
    let is_there = match (namespace(range), namespace(workload)) {
        (Read::Known(a), Read::Known(b)) => a == b,
        _ => true,
    };
    let mut limits = range.attr("spec").attr("limits").each();
    is_near && is_there && limits.any(|limit| !limit.attr("default").attr("memory").is_unset())
}
