//! Containers that share with their host what containers are made of.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::hosts::{is, settle};

pub const RULE: Rule = Rule {
    id: "compose/host-namespace",
    level: Level::Error,
    severity: 70,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A container shares a namespace of its host",
    page: include_str!("host_namespace.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R228"],
    check: Check::Resource(check),
};

/// Attribute, what it shares, what comes of it.
const NAMESPACES: &[(&str, &str, &str)] = &[
    (
        "pid",
        "the processes",
        "it sees all processes of the host, reads the environment of those with its user, which is root in most images, and can stop them",
    ),
    (
        "ipc",
        "the shared memory",
        "it reads and changes what processes of the host exchange in shared memory, databases among them",
    ),
    ("uts", "the host name", "it can rename the host, which other systems and logs know it by"),
    (
        "userns_mode",
        "the users",
        "root in the container is root on the host, also where the engine is set up to map it to somebody without rights",
    ),
    (
        "cgroup",
        "the control groups",
        "it sees the control groups of all containers, and a writable mount of them leads out of the container",
    ),
];

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    for (attribute, what, why) in NAMESPACES {
        let value = service.attr(attribute);
        let answer = is(value, "host");
        match answer {
            Answer::No => {}
            Answer::Unknown => cx.undecided(value),
            Answer::Yes | Answer::Possible => {
                let finding = cx
                    .report(value, format!("`{}` shares {what} of its host", service.address()))
                    .because(*why)
                    .help(match *attribute {
                        "pid" | "ipc" => format!("remove it; containers that need one another share theirs with `{attribute}: \"service:NAME\"`"),
                        _ => "remove it: without it the container gets its own".to_owned(),
                    });
                settle(finding, answer);
            }
        }
    }
}
