//! Containers in which a process can gain rights that it did not start with.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Resource, Rule};

use crate::{
    pods::{WORKLOADS, each_container},
    security::{is_privileged, own, settle},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/privilege-escalation-allowed",
    level: Level::Warning,
    severity: 45,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "Processes of a container may gain rights that they did not start with",
    page: include_str!("privilege_escalation_allowed.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R259"],
    check: Check::Resource(check),
};

const FIELD: &str = "allowPrivilegeEscalation";

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, |cx, pod, container| {
        // A privileged one needs no escalation, and the server refuses to forbid it there.
        if pod.is_on_windows() == Answer::Yes || is_privileged(container) == Answer::Yes {
            return;
        }
        let allowed = own(container, FIELD);
        let answer = allowed.judge(|value| value.bool().or(true).test(|on| on));
        match answer {
            Answer::No => {}
            Answer::Unknown => cx.undecided(allowed),
            Answer::Yes | Answer::Possible => {
                let finding = cx
                    .report(container.place_of(allowed), format!("{} allows privilege escalation", container.describe(pod)))
                    .because("with `su`, `mount` or any other program that has the setuid bit, a process that runs as somebody without rights becomes root in the container")
                    .help("write `allowPrivilegeEscalation: false` under `securityContext`");
                let context = container.attr("securityContext");
                let finding = match (allowed.is_absent(), context.is_unset()) {
                    (false, _) => finding.fix_set(allowed, false),
                    (true, false) => finding.fix_insert(context, FIELD, false),
                    (true, true) => finding.fix_insert(
                        container.value,
                        "securityContext",
                        Json::object([(FIELD, Json::from(false))]),
                    ),
                };
                settle(finding.fix_is_unsafe(), answer);
            }
        }
    });
}
