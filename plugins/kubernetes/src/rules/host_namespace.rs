//! Pods that see the processes or the shared memory of their node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    pods::{Pod, WORKLOADS},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/host-namespace",
    level: Level::Error,
    severity: 70,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A pod sees the processes or the shared memory of its node",
    page: include_str!("host_namespace.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R262", "R263"],
    check: Check::Resource(check),
};

/// The field, what it shares, and what that allows.
const NAMESPACES: [(&str, &str, &str); 2] = [
    (
        "hostPID",
        "see the processes of their node",
        "they read the environment and the arguments of all processes there, secrets of other pods included, and as root they reach the file system of the node through `/proc/1/root`",
    ),
    (
        "hostIPC",
        "share the memory of their node",
        "they read and change what processes of the node, and of other pods that do the same, have in shared memory, such as databases and caches",
    ),
];

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let pod = Pod::of(workload);
    for (field, what, why) in NAMESPACES {
        let value = pod.spec().attr(field);
        let answer = value.judge(|value| value.bool().test(|on| on));
        match answer {
            Answer::No => {}
            Answer::Unknown => {
                cx.undecided(value);
                // Both are unknown with the `spec` around them, which is told once.
                if pod.spec().is_unknown() {
                    return;
                }
            }
            Answer::Yes | Answer::Possible => {
                let finding = cx.report(value, format!("pods of `{}` {what}", pod.address())).because(why).help(
                    format!("remove `{field}`; containers of one pod see each other with `shareProcessNamespace`"),
                );
                settle(finding, answer);
            }
        }
    }
}
