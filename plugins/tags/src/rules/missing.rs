//! Resources without the tags that everything must carry.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{glob, names::lookalike};

pub const RULE: Rule = Rule {
    id: "tags/missing",
    level: Level::Error,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_*"],
    summary: "A resource lacks a required tag",
    page: include_str!("missing.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"required":{"type":"array","items":{"type":"string"},"default":[],"description":"Tag keys that every taggable resource must have, with this case."},"exempt_types":{"type":"array","items":{"type":"string"},"default":[],"description":"Resource types that need no tags; `*` stands for any run of characters."}}}"#,
    fix: Fix::None,
    answers: &["R110"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.type_name() == "aws_autoscaling_group" && !resource.is_data() {
        return group(cx, resource);
    }
    let tags = resource.attr("tags_all");
    if resource.is_data() || tags.is_absent() || is_exempt(cx.options(), resource.type_name()) {
        return;
    }
    let (mut missing, mut maybe, mut unknown) = (Vec::new(), Vec::new(), false);
    for key in cx.options().attr("required").each().filter_map(|key| key.string().known()) {
        match tags.judge(|tags| lacks(tags, key)) {
            Answer::Yes => missing.push(key),
            Answer::Possible => maybe.push(key),
            Answer::Unknown => unknown = true,
            Answer::No => {}
        }
    }
    if !missing.is_empty() {
        report(cx, resource, &missing, false);
    } else if !maybe.is_empty() {
        report(cx, resource, &maybe, true);
    }
    if unknown && missing.is_empty() {
        cx.undecided(tags);
    }
}

/// Auto Scaling groups have a block for each tag, and `default_tags` do not reach them.
fn group(cx: &mut Context<'_>, group: Resource<'_>) {
    if is_exempt(cx.options(), group.type_name()) {
        return;
    }
    let tags = group.attr("tag");
    let has = |key: &str| {
        let is = |tag: Value<'_>| tag.attr("key").judge(|name| name.string().test(|name| name == key));
        let listed = tags.each().map(is).fold(Answer::No, Answer::or);
        if tags.may_have_more() { listed.or(Answer::Unknown) } else { listed }
    };
    let required = cx.options().attr("required");
    let (mut missing, mut unknown) = (Vec::new(), false);
    for key in required.each().filter_map(|key| key.string().known()) {
        match has(key) {
            Answer::No => missing.push(key),
            Answer::Unknown | Answer::Possible => unknown = true,
            Answer::Yes => {}
        }
    }
    if !missing.is_empty() {
        let listed: Vec<String> = missing.iter().map(|key| format!("`{key}`")).collect();
        let noun = if missing.len() == 1 { "tag" } else { "tags" };
        cx.report(group, format!("`{}` lacks the {noun} {}", group.address(), join(&listed)))
            .because(WHY)
            .help("add a `tag` block for each, with `propagate_at_launch = true`; `default_tags` do not reach groups")
            .detail("missing", missing.join(","));
    } else if unknown {
        cx.undecided(tags);
    }
}

const WHY: &str = "what is not tagged is in nobody's bill and belongs to nobody when it breaks or has to be cleaned up";

fn is_exempt(options: Value<'_>, ty: &str) -> bool {
    options.attr("exempt_types").each().any(|glob| glob.string().known().is_some_and(|glob| glob::matches(glob, ty)))
}

/// A tag whose value is null is not set; one whose value is unknown is.
fn lacks(tags: Value<'_>, key: &str) -> Answer {
    let entry = tags.entries().find(|(name, _)| *name == key);
    match entry {
        Some((_, value)) => Answer::from(value.is_unset()),
        None if tags.may_have_more() => Answer::Unknown,
        None => Answer::Yes,
    }
}

fn report(cx: &mut Context<'_>, resource: Resource<'_>, keys: &[&str], possible: bool) {
    let tags = resource.attr("tags");
    let listed: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let verb = if possible { "may lack" } else { "lacks" };
    let noun = if keys.len() == 1 { "tag" } else { "tags" };
    let text = format!("`{}` {verb} the {noun} {}", resource.address(), join(&listed));
    let finding = if tags.is_absent() { cx.report(resource, text) } else { cx.report(tags, text) };
    let finding = finding.because(WHY).help(help(resource, keys)).detail("missing", keys.join(","));
    if possible {
        finding.possible();
    }
}

fn help(resource: Resource<'_>, keys: &[&str]) -> String {
    let tags = resource.attr("tags_all");
    let hints: Vec<String> = keys
        .iter()
        .filter_map(|key| {
            let like = lookalike(key, tags.entries().map(|(name, _)| name))?;
            Some(format!("rename `{like}` to `{key}`: to AWS they are different keys"))
        })
        .collect();
    if hints.is_empty() {
        "add them to `tags`, or once for all resources to `default_tags` of the provider".to_owned()
    } else {
        hints.join("; ")
    }
}

/// `a`, `b` and `c`.
fn join(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [many @ .., last] => format!("{} and {last}", many.join(", ")),
    }
}
