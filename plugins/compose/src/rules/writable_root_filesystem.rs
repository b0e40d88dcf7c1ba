//! Containers whose programs can be replaced.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule};

use crate::hosts::{place, settle};

pub const RULE: Rule = Rule {
    id: "compose/writable-root-filesystem",
    level: Level::Off,
    severity: 25,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "The root file system of a container can be written to",
    page: include_str!("writable_root_filesystem.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R245"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    // Run by a program on the host, in no container.
    if !service.attr("provider").is_unset() {
        return;
    }
    let read_only = service.attr("read_only");
    let answer = read_only.judge(|read_only| read_only.bool().or(false).test(|on| !on));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(read_only),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(place(read_only, service), format!("`{}` can write to its root file system", service.address()))
                .because("who takes over the process puts tools and a door for later beside the program, or replaces it; and data that lands there is gone with the container")
                .help("write `read_only: true`, and give the folders that are written to a `tmpfs` or a volume");
            let finding = if read_only.is_absent() {
                finding.fix_insert(service.body(), "read_only", true)
            } else {
                finding.fix_set(read_only, true)
            };
            settle(finding.fix_is_unsafe(), answer);
        }
    }
}
