//! Capabilities that lead out of the container.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::hosts::settle;

pub const RULE: Rule = Rule {
    id: "compose/dangerous-capability",
    level: Level::Error,
    severity: 80,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A container gets a capability that leads to its host",
    page: include_str!("dangerous_capability.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"array","items":{"type":"string"},"default":[],"description":"Capabilities that may be added, such as `NET_ADMIN`."}}}"#,
    fix: Fix::None,
    answers: &["R240"],
    check: Check::Resource(check),
};

/// Source: capabilities(7).
const DANGEROUS: &[(&str, &str)] = &[
    ("ALL", "with all of them it mounts the disk of the host, loads code into its kernel and reads its memory"),
    ("SYS_ADMIN", "it mounts file systems, the disk of the host among them, and changes the limits it runs in"),
    ("SYS_MODULE", "it loads code into the kernel of the host"),
    ("SYS_RAWIO", "it reads and writes the memory and the devices of the host"),
    ("SYS_PTRACE", "it reads and changes the memory of other processes, with `pid: host` of all on the host"),
    ("SYS_BOOT", "it restarts the host or starts another kernel"),
    ("SYSLOG", "it reads the messages and the addresses of the kernel, which is half of breaking out"),
    ("DAC_READ_SEARCH", "it opens files of the host by their numbers, past all mounts and permissions"),
    (
        "NET_ADMIN",
        "it changes interfaces, routes and firewalls, with `network_mode: host` those of the host, and listens to its networks",
    ),
    ("BPF", "it loads programs into the kernel of the host that see all processes"),
    ("PERFMON", "it observes the kernel of the host and other processes, their secrets included"),
    ("MAC_ADMIN", "it changes the rules of SELinux or Smack that hold it back"),
    ("MAC_OVERRIDE", "the rules of SELinux or Smack no longer hold it back"),
    ("CHECKPOINT_RESTORE", "it reads the memory of other processes and brings them back changed"),
];

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let added = service.attr("cap_add");
    let allowed: Vec<String> =
        cx.options().attr("allowed").each().filter_map(|name| name.string().known().map(normalised)).collect();
    for capability in added.each() {
        judge(cx, service, capability, &allowed);
    }
    if added.may_have_more() {
        cx.undecided(added);
    }
}

fn judge(cx: &mut Context<'_>, service: Resource<'_>, capability: Value<'_>, allowed: &[String]) {
    let name = match capability.string() {
        Read::Absent | Read::Null => return,
        Read::Unknown => return cx.undecided(capability),
        Read::Known(name) => normalised(name),
    };
    let Some((name, why)) = DANGEROUS.iter().find(|entry| entry.0 == name) else { return };
    if allowed.iter().any(|allowed| allowed == name) {
        return;
    }
    let finding = cx
        .report(capability, format!("`{}` gets the capability `{name}`", service.address()))
        .because(*why)
        .help(match *name {
            "ALL" => "name the capabilities that are needed, one by one",
            _ => "remove it, and look for what needs it: often one device, one `sysctls` entry or one mount will do",
        });
    settle(finding, Answer::Yes);
}

/// `cap_sys_admin` is `SYS_ADMIN`.
pub(crate) fn normalised(name: &str) -> String {
    let upper = name.trim().to_ascii_uppercase();
    upper.strip_prefix("CAP_").map_or(upper.clone(), str::to_owned)
}
