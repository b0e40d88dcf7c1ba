//! Containers whose program runs as root.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::hosts::settle;

pub const RULE: Rule = Rule {
    id: "compose/root-user",
    level: Level::Warning,
    severity: 50,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A container is told to run as root",
    page: include_str!("root_user.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"require_user":{"type":"boolean","default":false,"description":"Also report services that name no user and leave it to their image."}}}"#,
    fix: Fix::None,
    answers: &["R246"],
    check: Check::Resource(check),
};

const WHY: &str = "root in the container is root on the host to the kernel: one bug there, or one mount too many, and who took over the process owns the machine";

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let user = service.attr("user");
    if user.is_unset() {
        missing(cx, service);
        return;
    }
    let answer = user.judge(is_root);
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(user),
        Answer::Yes | Answer::Possible => {
            let finding = cx
                .report(user, format!("`{}` runs as root", service.address()))
                .because(WHY)
                .help("name another user (`user: \"1000:1000\"`), and give it the files that it writes");
            settle(finding, answer);
        }
    }
}

/// The image decides, and only it knows: asked for a name by the option, the service owes one.
fn missing(cx: &mut Context<'_>, service: Resource<'_>) {
    let is_required = cx.options().attr("require_user").bool().known() == Some(true);
    let is_container = service.attr("provider").is_unset();
    if is_required && is_container {
        let _finding = cx
            .report(service, format!("`{}` names no user", service.address()))
            .because(format!("its image decides, and most run as root unless told otherwise: {WHY}"))
            .help("name one (`user: \"1000:1000\"`), and give it the files that it writes");
    }
}

/// `root`, `0`, `0:1000`: what is before the colon is the user. Of a text with holes, the beginning may tell.
fn is_root(user: Value<'_>) -> Answer {
    if user.is_unknown() {
        let begins = |begin: &str| user.starts_with(begin);
        return match (begins("0:"), begins("root:")) {
            (Answer::Yes, _) | (_, Answer::Yes) => Answer::Yes,
            (Answer::No, Answer::No) => Answer::No,
            _ => Answer::Unknown,
        };
    }
    user.string().test(|user| {
        let name = user.split(':').next().unwrap_or_default().trim();
        name == "root" || (!name.is_empty() && name.bytes().all(|digit| digit == b'0'))
    })
}
