//! Labels with values outside the agreed ones.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::{glob, objects::listed, security::settle};

pub const RULE: Rule = Rule {
    id: "kubernetes/bad-label-value",
    level: Level::Error,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: &["v1/*", "*/*/*"],
    summary: "A label has a value outside the allowed ones",
    page: include_str!("bad_label_value.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"allowed":{"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}},"default":{},"description":"The values that a label may have, by key; `*` stands for any run of characters."}}}"#,
    fix: Fix::None,
    answers: &["R300"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, object: Resource<'_>) {
    let labels = object.attr("metadata").attr("labels");
    let mut is_unlisted = false;
    for (key, allowed) in cx.options().attr("allowed").entries() {
        match labels.entries().find(|(name, _)| *name == key) {
            Some((_, value)) => judge(cx, object, key, value, allowed),
            None => is_unlisted |= labels.may_have_more(),
        }
    }
    if is_unlisted {
        cx.undecided(labels);
    }
}

fn judge(cx: &mut Context<'_>, object: Resource<'_>, key: &str, value: Value<'_>, allowed: Value<'_>) {
    let is_other = |value: Value<'_>| match value.string() {
        Read::Known(text) => Answer::from(!glob::matches_one(allowed, text)),
        // That it is missing is another finding.
        Read::Absent | Read::Null => Answer::No,
        Read::Unknown => Answer::Unknown,
    };
    let answer = value.judge(is_other);
    match answer {
        Answer::No => {}
        Answer::Unknown => cx.undecided(value),
        Answer::Yes | Answer::Possible => {
            let bad = value.possibilities().find(|value| is_other(*value) == Answer::Yes).unwrap_or(value);
            let text = bad.string().known().unwrap_or_default();
            let known: Vec<&str> = allowed.each().filter_map(|one| one.string().known()).collect();
            let finding = cx
                .report(value, format!("`{}` has the label `{key}: {text}`", object.address()))
                .because("bills, alerts and policies find things by the exact values of their labels: what is spelled otherwise is in none of the groups")
                .help(format!("allowed are {}", listed(&known)))
                .detail("key", key)
                .detail("value", text)
                .if_exists(object);
            settle(finding, answer);
        }
    }
}
