//! Containers with all rights on their host.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::hosts::settle;

pub const RULE: Rule = Rule {
    id: "compose/privileged",
    level: Level::Error,
    severity: 88,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A container has all rights on its host",
    page: include_str!("privileged.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R223"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let address = service.address();
    judge(cx, service.attr("privileged"), || format!("`{address}` runs privileged"));
    judge(cx, service.attr("build").attr("privileged"), || format!("the build of `{address}` runs privileged"));
    for (hooks, when) in [("post_start", "after it starts"), ("pre_stop", "before it stops")] {
        for hook in service.attr(hooks).each() {
            judge(cx, hook.attr("privileged"), || format!("`{address}` runs a privileged command {when}"));
        }
    }
}

fn judge(cx: &mut Context<'_>, privileged: Value<'_>, message: impl Fn() -> String) {
    let answer = privileged.judge(|value| value.bool().test(|on| on));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(privileged),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(privileged, message())
                .because("it sees all devices and has all capabilities, without seccomp or AppArmor: who takes over the process mounts the disk of the host and owns the machine")
                .help("remove `privileged`, and name what is needed: a device under `devices`, a capability under `cap_add`");
            settle(finding, answer);
        }
    }
}
