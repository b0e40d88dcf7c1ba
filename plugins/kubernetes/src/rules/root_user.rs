//! Containers that nothing keeps from running as root.

use tollgate_sdk::{Answer, Check, Context, Fix, Json, Level, Precision, Read, Resource, Rule};

use crate::{
    pods::{Container, Pod, WORKLOADS, each_container},
    security::{effective, settle},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/root-user",
    level: Level::Warning,
    severity: 55,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container runs as root, or may",
    page: include_str!("root_user.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R252"],
    check: Check::Resource(check),
};

const FIELD: &str = "runAsNonRoot";

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    each_container(cx, workload, |cx, pod, container| {
        if pod.is_on_windows() != Answer::Yes {
            judge(cx, pod, container);
        }
    });
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>) {
    let (user, non_root) = (effective(pod, container, "runAsUser"), effective(pod, container, FIELD));
    match user.int() {
        Read::Known(0) => {
            let message = format!("{} runs as root", container.describe(pod));
            let help = "choose a number from 1 on, e.g. `runAsUser: 10001`, and write `runAsNonRoot: true`";
            let _finding = cx.report(user, message).because(WHY).help(help);
            return;
        }
        // The number is what the process runs as, whatever the image says.
        Read::Known(_) => return,
        Read::Unknown => {
            // `runAsNonRoot` keeps it from starting if it turns out to be 0.
            if non_root.judge(|value| value.bool().test(|on| on)) != Answer::Yes {
                cx.undecided(user);
            }
            return;
        }
        Read::Absent | Read::Null => {}
    }
    let answer = non_root.judge(|value| value.bool().or(false).test(|on| !on));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(non_root),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(container.place_of(non_root), format!("nothing keeps {} from running as root", container.describe(pod)))
                .because(WHY)
                .help("write `runAsNonRoot: true` under the `securityContext` of the pod or the container; where the image says no user, `runAsUser` as well");
            let context = container.attr("securityContext");
            let finding = match (non_root.is_absent(), context.is_unset()) {
                (false, _) => finding.fix_set(non_root, true),
                (true, false) => finding.fix_insert(context, FIELD, true),
                (true, true) => {
                    let inserted = Json::object([(FIELD, Json::from(true))]);
                    finding.fix_insert(container.value, "securityContext", inserted)
                }
            };
            settle(finding.fix_is_unsafe(), answer);
        }
    }
}

const WHY: &str = "root in a container is root to the kernel: one hole there, or one volume that was mounted without thinking, and the process is root on the node";
