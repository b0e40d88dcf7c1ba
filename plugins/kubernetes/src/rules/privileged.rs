//! Containers with all rights on their node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    pods::{Pod, WORKLOADS, each_container},
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
    let of_pod = Pod::of(workload).spec().attr("securityContext").attr(WINDOWS).attr(HOST_PROCESS);
    judge_windows(cx, of_pod, &format!("pods of `{}`", workload.address()), "run");
    each_container(cx, workload, |cx, pod, container| {
        judge_windows(cx, own(container, WINDOWS).attr(HOST_PROCESS), &container.describe(pod), "runs");
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

const WINDOWS: &str = "windowsOptions";
const HOST_PROCESS: &str = "hostProcess";

/// `who` is a process of a node with Windows, when it is told so.
fn judge_windows(cx: &mut Context<'_>, told: Value<'_>, who: &str, verb: &str) {
    let answer = told.judge(|value| value.bool().test(|on| on));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(told),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(told, format!("{who} {verb} as a process of the node"))
                .because("a HostProcess container is no container but a program of the node, mostly as SYSTEM: who takes it over owns the node, all pods there and the node's access to the cluster")
                .help("remove `hostProcess`; what belongs to the node, such as a driver or an agent, runs in a namespace of its own, as a local user with the rights it needs (`runAsUserName`)");
            settle(finding, answer);
        }
    }
}
