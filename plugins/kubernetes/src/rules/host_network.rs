//! Pods in the network of their node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    pods::{Pod, WORKLOADS},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/host-network",
    level: Level::Warning,
    severity: 60,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A pod is in the network of its node",
    page: include_str!("host_network.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R261"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let pod = Pod::of(workload);
    let host_network = pod.spec().attr("hostNetwork");
    let answer = host_network.judge(|value| value.bool().test(|on| on));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(host_network),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(host_network, format!("pods of `{}` are in the network of their node", pod.address()))
                .because("no NetworkPolicy holds for them, they reach what listens on the node's loopback (the kubelet, often the metadata of the cloud with its credentials), and whatever they open is open on every address of the node")
                .help("remove `hostNetwork`; to be reached from outside, use a Service, or `hostPort` for one port");
            settle(finding, answer);
        }
    }
}
