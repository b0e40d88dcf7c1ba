//! Containers without the filters between them and the kernel.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::hosts::settle;

pub const RULE: Rule = Rule {
    id: "compose/unconfined-profile",
    level: Level::Error,
    severity: 70,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "A container runs without seccomp, AppArmor or SELinux",
    page: include_str!("unconfined_profile.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R242"],
    check: Check::Resource(check),
};

/// Option, the values that switch the filter off, its name, what comes of it.
const PROFILES: &[(&str, &[&str], &str, &str)] = &[
    (
        "seccomp",
        &["unconfined"],
        "seccomp",
        "it may make every call of the kernel, the rare and the buggy ones too, which is where ways out of containers are found",
    ),
    (
        "apparmor",
        &["unconfined"],
        "AppArmor",
        "nothing keeps it from writing to `/proc` and `/sys` and from mounting, when it has the rights otherwise",
    ),
    (
        "label",
        &["disable", "type:spc_t", "type:unconfined_t"],
        "SELinux",
        "it may read and write what belongs to the host and to other containers, when it has the rights otherwise",
    ),
    (
        "systempaths",
        &["unconfined"],
        "the masks over `/proc` and `/sys`",
        "it sees and writes settings of the kernel that are hidden from containers",
    ),
];

fn check(cx: &mut Context<'_>, service: Resource<'_>) {
    let options = service.attr("security_opt");
    for option in options.each() {
        judge(cx, service, option);
    }
    if options.may_have_more() {
        cx.undecided(options);
    }
}

fn judge(cx: &mut Context<'_>, service: Resource<'_>, option: Value<'_>) {
    let text = match option.string() {
        Read::Absent | Read::Null => return,
        Read::Unknown => {
            let may_be = PROFILES.iter().any(|(name, ..)| option.starts_with(name) != Answer::No);
            if may_be {
                cx.undecided(option);
            }
            return;
        }
        Read::Known(text) => text.trim().to_ascii_lowercase(),
    };
    let Some((name, value)) = text.split_once([':', '=']) else { return };
    let profile = PROFILES.iter().find(|(known, values, ..)| *known == name && values.contains(&value));
    let Some((.., what, why)) = profile else { return };
    let finding = cx
        .report(option, format!("`{}` runs without {what}", service.address()))
        .because(*why)
        .help("remove it: the default profile lets nearly all programs run; for the one call that is missing, write a profile that adds just that");
    settle(finding, Answer::Yes);
}
