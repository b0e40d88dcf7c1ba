//! Settings of the kernel that reach beyond their pod.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::{
    pods::{Pod, WORKLOADS},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/unsafe-sysctl",
    level: Level::Info,
    severity: 40,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A pod sets a sysctl that Kubernetes does not call safe",
    page: include_str!("unsafe_sysctl.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R267"],
    check: Check::Resource(check),
};

/// Those that every kubelet takes, as of 1.33: they change the pod, and nothing of its node or neighbours.
const SAFE: &[&str] = &[
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let pod = Pod::of(workload);
    let settings = pod.spec().attr("securityContext").attr("sysctls");
    for setting in settings.each() {
        let name = setting.attr("name");
        // `net/core/somaxconn` is the same.
        let is_unsafe = name.judge(|name| name.string().test(|text| !SAFE.contains(&text.replace('/', ".").as_str())));
        match is_unsafe {
            Answer::No => {}
            _ if name.is_unset() => {}
            Answer::Unknown => cx.undecided(name),
            Answer::Yes | Answer::Possible => {
                let shown = name.string().known().unwrap_or("a sysctl");
                let finding = cx
                    .report(name, format!("pods of `{}` set `{shown}`, which is not one of the safe sysctls", pod.address()))
                    .because("the kubelet refuses to start such a pod unless its node was told to allow the setting; where it is allowed, it may let the pod take memory of the node that others need")
                    .help("remove it where the default will do; else allow it on nodes of their own (`allowedUnsafeSysctls` of the kubelet) and keep other pods away from these by a taint");
                settle(finding, is_unsafe);
            }
        }
    }
    if settings.may_have_more() {
        cx.undecided(settings);
    }
}
