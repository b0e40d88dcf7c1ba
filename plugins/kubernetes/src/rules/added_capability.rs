//! Capabilities beyond those that every container has.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::{
    pods::{WORKLOADS, each_container},
    rules::dangerous_capability::is_dangerous,
    security::{normalised, own},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/added-capability",
    level: Level::Info,
    severity: 30,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container gets capabilities beyond the default ones",
    page: include_str!("added_capability.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"array","items":{"type":"string"},"description":"Capabilities that may be added, instead of the default ones of containers."}}}"#,
    fix: Fix::None,
    answers: &["R258"],
    check: Check::Resource(check),
};

/// What runtimes give every container, so that adding it after `drop: [ALL]` gives less than not dropping.
/// Source: containerd and CRI-O defaults.
const DEFAULT: &[&str] = &[
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let option = cx.options().attr("allowed");
    let allowed: Vec<String> = option.each().filter_map(|name| name.string().known().map(normalised)).collect();
    let is_allowed = |name: &str| match option.is_absent() {
        true => DEFAULT.contains(&name),
        false => allowed.iter().any(|allowed| allowed == name),
    };
    each_container(cx, workload, |cx, pod, container| {
        let added = own(container, "capabilities").attr("add");
        for capability in added.each() {
            match capability.string() {
                Read::Absent | Read::Null => {}
                Read::Unknown => cx.undecided(capability),
                // Those that lead out of the container are findings of their own.
                Read::Known(name) if is_allowed(&normalised(name)) || is_dangerous(&normalised(name)).is_some() => {}
                Read::Known(name) => {
                    let _finding = cx
                        .report(capability, format!("{} gets the capability `{}`", container.describe(pod), normalised(name)))
                        .because("most programs need none beyond the default ones, and what they do not need is there for whoever takes them over")
                        .help("remove it, or list it under `allowed` if it is what the program is for");
                }
            }
        }
        if added.may_have_more() {
            cx.undecided(added);
        }
    });
}
