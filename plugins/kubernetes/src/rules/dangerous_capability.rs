//! Capabilities that lead out of the container.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{
    pods::{Container, Pod, WORKLOADS, each_container},
    security::{normalised, own, settle},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/dangerous-capability",
    level: Level::Error,
    severity: 78,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container gets a capability that leads out of it",
    page: include_str!("dangerous_capability.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"array","items":{"type":"string"},"default":[],"description":"Capabilities that may be added, such as `NET_ADMIN`."}}}"#,
    fix: Fix::None,
    answers: &["R257"],
    check: Check::Resource(check),
};

/// Source: capabilities(7).
const DANGEROUS: &[(&str, &str)] = &[
    ("ALL", "with all of them it mounts the disk of the node, loads code into its kernel and reads its memory"),
    ("SYS_ADMIN", "it mounts file systems, the disk of the node among them, and changes the limits it runs in"),
    ("SYS_MODULE", "it loads code into the kernel of the node"),
    ("SYS_RAWIO", "it reads and writes the memory and the devices of the node"),
    ("SYS_PTRACE", "it reads and changes the memory of other processes, with `hostPID` of all on the node"),
    ("SYS_BOOT", "it restarts the node or starts another kernel"),
    ("SYSLOG", "it reads the messages and the addresses of the kernel, which is half of breaking out"),
    ("DAC_READ_SEARCH", "it opens files of the node by their numbers, past all mounts and permissions"),
    (
        "NET_ADMIN",
        "it changes interfaces, routes and firewalls, with `hostNetwork` those of the node, and listens to its networks",
    ),
    ("BPF", "it loads programs into the kernel of the node that see all processes"),
    ("PERFMON", "it observes the kernel of the node and other processes, their secrets included"),
    ("MAC_ADMIN", "it changes the rules of SELinux or Smack that hold it back"),
    ("MAC_OVERRIDE", "the rules of SELinux or Smack no longer hold it back"),
    ("CHECKPOINT_RESTORE", "it reads the memory of other processes and brings them back changed"),
];

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let allowed: Vec<String> =
        cx.options().attr("allowed").each().filter_map(|name| name.string().known().map(normalised)).collect();
    each_container(cx, workload, |cx, pod, container| {
        let added = own(container, "capabilities").attr("add");
        for capability in added.each() {
            judge(cx, pod, container, capability, &allowed);
        }
        if added.may_have_more() {
            cx.undecided(added);
        }
    });
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, capability: Value<'_>, allowed: &[String]) {
    let name = match capability.string() {
        Read::Absent | Read::Null => return,
        Read::Unknown => return cx.undecided(capability),
        Read::Known(name) => normalised(name),
    };
    let Some((name, why)) = is_dangerous(&name) else { return };
    if allowed.iter().any(|allowed| allowed == name) {
        return;
    }
    let finding = cx
        .report(capability, format!("{} gets the capability `{name}`", container.describe(pod)))
        .because(why)
        .help(match name {
            "ALL" => "name the capabilities that are needed, one by one",
            _ => "remove it, and look for what needs it: often one device, one mount or one sysctl will do",
        });
    settle(finding, Answer::Yes);
}

/// The capability and what it leads to, if it leads out of the container.
pub(crate) fn is_dangerous(name: &str) -> Option<(&'static str, &'static str)> {
    DANGEROUS.iter().find(|(dangerous, _)| *dangerous == name).copied()
}
