//! Containers that may use all processors of their node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Rule, View};

use crate::{
    limits::{Ranges, Share, Side, TYPES, each_share},
    pods::{Container, Pod},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/unlimited-cpu",
    level: Level::Off,
    severity: 10,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: &TYPES,
    summary: "A container may use all processors of its node",
    page: include_str!("unlimited_cpu.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R280"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    each_share(cx, view, judge);
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, ranges: &Ranges<'_>) {
    let limit = Share::of(pod, container, Side::Limits, "cpu", ranges);
    match limit.answer {
        Answer::Yes => {}
        Answer::Unknown => cx.undecided(limit.open),
        Answer::No | Answer::Possible => {
            let message = match limit.zero() {
                Some(text) => {
                    format!("{} may use all processors of its node: `{text}` means no limit", container.describe(pod))
                }
                None => format!("{} may use all processors of its node", container.describe(pod)),
            };
            let finding = cx
                .report(container.place_of(limit.own), message)
                .because("a loop that never ends takes whatever the requests of others leave, and how fast everything runs depends on who else is on the node")
                .help("set `resources.limits.cpu`, well above what it uses at its peak: at the limit it is slowed down")
                .if_exists(pod.workload);
            settle(finding, limit.answer);
        }
    }
}
