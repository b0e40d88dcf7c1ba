//! Containers whose user may be one of the node as well.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::{
    pods::{Container, Pod, WORKLOADS, each_container},
    security::{effective, settle},
};

pub const RULE: Rule = Rule {
    id: "kubernetes/low-user-id",
    level: Level::Off,
    severity: 20,
    precision: Precision::High,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "A container runs as a user that the node may have, too",
    page: include_str!("low_user_id.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"minimum":{"type":"integer","minimum":1,"default":10000,"description":"The lowest number that a user may have."}}}"#,
    fix: Fix::None,
    answers: &["R253"],
    check: Check::Resource(check),
};

const MINIMUM: i64 = 10_000;

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let minimum = cx.options().attr("minimum").int().known().unwrap_or(MINIMUM);
    each_container(cx, workload, |cx, pod, container| {
        if pod.is_on_windows() != Answer::Yes {
            judge(cx, pod, container, minimum);
        }
    });
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, minimum: i64) {
    let user = effective(pod, container, "runAsUser");
    // Root is another finding.
    let answer = user.judge(|user| match user.int() {
        Read::Absent | Read::Null => Answer::Yes,
        number => number.test(|number| number != 0 && number < minimum),
    });
    let what = container.describe(pod);
    let message = match (answer, user.int()) {
        (Answer::No, _) => return,
        (Answer::Unknown, _) => return cx.undecided(user),
        (_, Read::Absent | Read::Null) => format!("nothing says as which user {what} runs"),
        (_, Read::Known(number)) => format!("{what} runs as user {number}, below {minimum}"),
        (_, Read::Unknown) => format!("{what} may run as a user below {minimum}"),
    };
    let finding = cx
        .report(container.place_of(user), message)
        .because("the kernel knows users by their numbers: whoever gets out of the container, or to a volume of the node, has the files of the account of the node that has the same one")
        .help(format!("set `runAsUser` to a number from {minimum} on, under the `securityContext` of the pod or the container, and let that user own the files it writes (`fsGroup` for volumes)"));
    settle(finding, answer);
}
