//! Containers that take a port of their node.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    pods::{Container, Pod, WORKLOADS, each_container},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/host-port",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container takes a port of its node",
    page: include_str!("host_port.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"array","items":{"type":"integer","minimum":1,"maximum":65535},"default":[],"description":"Ports of the node that may be taken."}}}"#,
    fix: Fix::Unsafe,
    answers: &["R264"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let allowed: Vec<i64> = cx.options().attr("allowed").each().filter_map(|port| port.int().known()).collect();
    // In the network of the node every port is one of the node, which is another finding.
    let host_network = Pod::of(workload).spec().attr("hostNetwork").judge(|value| value.bool().test(|on| on));
    if host_network == Answer::Yes {
        return;
    }
    each_container(cx, workload, |cx, pod, container| {
        let ports = container.attr("ports");
        for port in ports.each() {
            judge(cx, pod, container, port.attr("hostPort"), &allowed);
        }
        if ports.may_have_more() {
            cx.undecided(ports);
        }
    });
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, port: Value<'_>, allowed: &[i64]) {
    let answer = port.judge(|port| port.int().test(|number| number != 0 && !allowed.contains(&number)));
    let shown = match (answer, port.int()) {
        (Answer::No, _) => return,
        (Answer::Unknown, _) => return cx.undecided(port),
        (_, Read::Known(number)) => format!("port {number}"),
        _ => "a port".to_owned(),
    };
    let finding = cx
        .report(port, format!("{} takes {shown} of its node", container.describe(pod)))
        .because("it is open on every address of every node the pod runs on, past the Service and often past the NetworkPolicies; and only one such pod fits on a node, so that a rollout waits for the one it replaces")
        .help("remove `hostPort` and reach the pod through a Service, of type `NodePort` or `LoadBalancer` from outside; an agent that must listen on each node lists its ports under `allowed`")
        .fix_remove(port)
        .fix_is_unsafe();
    settle(finding, answer);
}
