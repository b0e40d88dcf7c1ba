//! Containers with all rights on their node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    pods::{WORKLOADS, each_container},
    security::{is_privileged, own, settle},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/privileged",
    level: Level::Error,
    severity: 88,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container has all rights on its node",
    page: include_str!("privileged.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R260"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, |cx, pod, container| {
        let privileged = own(container, "privileged");
        match is_privileged(container) {
            Answer::No => {}
            Answer::Unknown => cx.undecided(privileged),
            answer => {
                let finding = cx
                    .report(privileged, format!("{} runs privileged", container.describe(pod)))
                    .because("it sees all devices and has all capabilities, without seccomp or AppArmor: who takes over the process mounts the disk of the node, and with it owns all pods there and the node's access to the cluster")
                    .help("remove `privileged`, and add the one capability or mount the one device that is needed");
                settle(finding, answer);
            }
        }
    });
}
