//! Containers that may use all memory of their node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    limits::{Ranges, Share, Side, TYPES, each_share},
    pods::{Container, Pod},
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

fn check(cx: &mut Context<'_>, view: View<'_>) {
    each_share(cx, view, judge);
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, ranges: &Ranges<'_>) {
    let limit = Share::of(pod, container, Side::Limits, "memory", ranges);
    match limit.answer {
        Answer::Yes => {}
        Answer::Unknown => cx.undecided(limit.open),
        Answer::No | Answer::Possible => {
            let message = match limit.zero() {
                Some(text) => {
                    format!("{} may use all memory of its node: `{text}` means no limit", container.describe(pod))
                }
                None => format!("{} may use all memory of its node", container.describe(pod)),
            };
            let finding = cx
                .report(container.place_of(limit.own), message)
                .because("one leak, or one request that asks for too much, and the node runs out: the kernel kills what it finds largest, and the kubelet evicts pods that did nothing wrong")
                .help("set `resources.limits.memory` to what it needs at its peak and a margin; `kubectl top pod --containers` shows what it uses")
                .if_exists(pod.workload);
            settle(finding, limit.answer);
        }
    }
}
