//! Modules of a registry of which the newest is taken.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::sources::{Source, parse};

pub const RULE: Rule = Rule {
    id: "terraform/unversioned-module",
    level: Level::Warning,
    severity: 45,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["terraform/module"],
    summary: "A module of a registry may be of any version",
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
                .report(source, format!("`{}` may be of any version", call.address()))
                .because("every `terraform init` elsewhere takes the newest, and no lock file holds modules: a new major version replaces resources, and one that an attacker publishes runs with your rights")
                .help("add a `version`: an exact one, or `\"~> 5.1\"` to let fixes in");
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}
