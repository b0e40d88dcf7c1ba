//! Containers whose programs can be replaced.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Resource, Rule};

use crate::{
    pods::{WORKLOADS, each_container},
    security::{own, settle},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/writable-root-filesystem",
    level: Level::Info,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "The root file system of a container can be written to",
    page: include_str!("writable_root_filesystem.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R254"],
    check: Check::Resource(check),
};

const FIELD: &str = "readOnlyRootFilesystem";

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, |cx, pod, container| {
        if pod.is_on_windows() == Answer::Yes {
            return;
        }
        let read_only = own(container, FIELD);
        let answer = read_only.judge(|value| value.bool().or(false).test(|on| !on));
        match answer {
            Answer::No => {}
            Answer::Unknown => cx.undecided(read_only),
            Answer::Yes | Answer::Possible => {
                let finding = cx
                    .report(container.place_of(read_only), format!("{} can write to its root file system", container.describe(pod)))
                    .because("who takes over the process puts tools and a door for later beside the program, or replaces it; and data that lands there is gone with the container")
                    .help("write `readOnlyRootFilesystem: true`, and mount an `emptyDir` where the program writes, such as `/tmp`");
                let context = container.attr("securityContext");
                let finding = match (read_only.is_absent(), context.is_unset()) {
                    (false, _) => finding.fix_set(read_only, true),
                    (true, false) => finding.fix_insert(context, FIELD, true),
                    (true, true) => {
                        let inserted = Json::object([(FIELD, Json::from(true))]);
                        finding.fix_insert(container.value, "securityContext", inserted)
                    }
                };
                settle(finding.fix_is_unsafe(), answer);
            }
        }
    });
}
