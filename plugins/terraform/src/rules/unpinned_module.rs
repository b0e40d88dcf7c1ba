//! Modules that change without anybody changing the code.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::sources::{Source, is_branch, is_commit, parse};

pub const RULE: Rule = Rule {
    id: "terraform/unpinned-module",
    level: Level::Warning,
    severity: 55,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["terraform/module"],
    summary: "A module from a repository is not pinned to a revision",
    page: include_str!("unpinned_module.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"commits_only":{"type":"boolean","default":false,"description":"Also report tags, which anyone who may write to the repository can move."}}}"#,
    fix: Fix::None,
    answers: &["R183"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, call: Resource<'_>) {
    let commits_only = cx.options().attr("commits_only").bool().known() == Some(true);
    let source = call.attr("source");
    let is_wrong = |value: Value<'_>| match value.starts_with("./").or(value.starts_with("../")) {
        Answer::Yes => Answer::No,
        _ => value.string().test(|text| is_unpinned(text, commits_only)),
    };
    let answer = source.judge(is_wrong);
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(source),
        Answer::Yes | Answer::Possible => {
            let text = source.possibilities().find(|value| is_wrong(*value) == Answer::Yes);
            let checked_out = text.and_then(|text| text.string().known()).map(parse);
            let what = match checked_out {
                Some(Source::Repository(Some(reference))) if is_branch(reference) => {
                    format!("follows the branch `{reference}`")
                }
                Some(Source::Repository(Some(reference))) => format!("is whatever `{reference}` points to"),
                _ => "follows the default branch".to_owned(),
            };
            let found = cx
                .report(source, format!("`{}` {what}", call.address()))
                .because("what you apply changes with every push to that repository, without a review here, and whoever may push there runs code with your permissions")
                .help(if commits_only { "add `?ref=` with a full commit" } else { "add `?ref=` with a tag, or better with a full commit" });
            if answer == Answer::Possible {
                found.possible();
            }
        }
    }
}

fn is_unpinned(source: &str, commits_only: bool) -> bool {
    match parse(source) {
        Source::Repository(None) => true,
        Source::Repository(Some(reference)) => is_branch(reference) || commits_only && !is_commit(reference),
        Source::Local | Source::Registry | Source::Other => false,
    }
}
