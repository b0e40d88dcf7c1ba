//! Modules from a registry without a version.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::sources::{Source, parse};

pub const RULE: Rule = Rule {
    id: "terraform/unversioned-module",
    level: Level::Warning,
    severity: 45,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["terraform/module"],
    summary: "A module from a registry has no version",
    page: include_str!("unversioned_module.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R184"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, call: Resource<'_>) {
    let (source, version) = (call.attr("source"), call.attr("version"));
    let is_blank = |value: Value<'_>| value.string().or("").test(|version| version.trim().is_empty());
    let is_of_registry = |value: Value<'_>| match value.starts_with("./").or(value.starts_with("../")) {
        Answer::Yes => Answer::No,
        _ => value.string().test(|text| parse(text) == Source::Registry),
    };
    let answer = version.judge(is_blank).and(source.judge(is_of_registry));
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(if version.is_unknown() { version } else { source }),
        Answer::Yes | Answer::Possible => {
            let found = cx
                .report(source, format!("`{}` has no version, so the newest is used", call.address()))
                .because("every fresh `terraform init` takes the newest release, and the lock file does not pin modules: a new major version may replace resources, and one that an attacker publishes runs with your permissions")
                .help("add a `version`: an exact one, or a constraint such as `\"~> 5.1\"` to get fixes");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
