//! Resources without the tags or labels that everything must carry.

use std::borrow::Cow;

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, Value};

use crate::{
    glob,
    kinds::{Kind, TYPES},
    names::lookalike,
};

pub const RULE: Rule = Rule {
    id: "tags/missing",
    level: Level::Error,
    severity: 20,
    precision: Precision::VeryHigh,
    inputs: &["terraform", "compose", "kubernetes"],
    types: TYPES,
    summary: "A resource lacks a required tag or label",
    page: include_str!("missing.md"),
    options: r#"{"x-silent-without":["required","keys"],"type":"object","additionalProperties":false,"properties":{"required":{"type":"array","items":{"type":"string"},"default":[],"description":"Tag keys that everything that can be tagged must have, with this case."},"applies_to":{"type":"array","items":{"enum":["aws","azure","google","kubernetes","compose"]},"default":["aws","azure","google"],"description":"What must have them: resources of these clouds, objects of Kubernetes, services of Compose."},"keys":{"type":"object","additionalProperties":false,"properties":{"aws":{"type":"array","items":{"type":"string"}},"azure":{"type":"array","items":{"type":"string"}},"google":{"type":"array","items":{"type":"string"}},"kubernetes":{"type":"array","items":{"type":"string"}},"compose":{"type":"array","items":{"type":"string"}}},"default":{},"description":"Keys of one of them instead of those in `required`, where they are called differently."},"exempt_types":{"type":"array","items":{"type":"string"},"default":[],"description":"Resource types that need no tags; `*` stands for any run of characters."}}}"#,
    fix: Fix::None,
    answers: &["R110", "R115", "R116"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    let options = cx.options();
    let Some(kind) = Kind::of(resource).filter(|kind| kind.is_asked(options)) else { return };
    if is_exempt(options, resource.type_name()) {
        return;
    }
    let required = kind.required(options);
    if resource.type_name() == "aws_autoscaling_group" {
        return group(cx, resource, &required);
    }
    let tags = kind.all(resource);
    let (mut missing, mut maybe, mut unknown) = (Vec::new(), Vec::new(), false);
    for key in &required {
        match tags.judge(|tags| lacks(kind, tags, key)) {
            Answer::Yes => missing.push(&**key),
            Answer::Possible => maybe.push(&**key),
            Answer::Unknown => unknown = true,
            Answer::No => {}
        }
    }
    if !missing.is_empty() {
        report(cx, kind, resource, &missing, false);
    } else if !maybe.is_empty() {
        report(cx, kind, resource, &maybe, true);
    }
    if unknown && missing.is_empty() {
        cx.undecided(tags);
    }
}

/// Auto Scaling groups have a block for each tag, and `default_tags` do not reach them.
fn group(cx: &mut Context<'_>, group: Resource<'_>, required: &[Cow<'_, str>]) {
    let tags = group.attr("tag");
    let has = |key: &str| {
        let is = |tag: Value<'_>| tag.attr("key").judge(|name| name.string().test(|name| name == key));
        let listed = tags.each().map(is).fold(Answer::No, Answer::or);
        if tags.may_have_more() { listed.or(Answer::Unknown) } else { listed }
    };
    let (mut missing, mut unknown) = (Vec::new(), false);
    for key in required {
        match has(key) {
            Answer::No => missing.push(&**key),
            Answer::Unknown | Answer::Possible => unknown = true,
            Answer::Yes => {}
        }
    }
    if !missing.is_empty() {
        cx.report(group, format!("`{}` lacks {}", group.address(), listed(Kind::Aws, &missing)))
            .because(WHY)
            .help("add a `tag` block for each, with `propagate_at_launch = true`; `default_tags` do not reach groups")
            .detail("missing", missing.join(","));
    } else if unknown {
        cx.undecided(tags);
    }
}

const WHY: &str =
    "a resource without tags is in nobody's budget, and nobody knows who owns it when it fails or has to be cleaned up";
const WHY_LABEL: &str = "a resource without labels is in nobody's budget, and nobody knows who owns it when it fails or has to be cleaned up";

fn is_exempt(options: Value<'_>, ty: &str) -> bool {
    options.attr("exempt_types").each().any(|glob| glob.string().known().is_some_and(|glob| glob::matches(glob, ty)))
}

/// A tag whose value is null is not set; one whose value is unknown is.
fn lacks(kind: Kind, tags: Value<'_>, key: &str) -> Answer {
    let mut entries = tags.entries().filter(|(name, _)| kind.is_key(key, name)).map(|(_, value)| value).peekable();
    if entries.peek().is_some() {
        return Answer::from(entries.all(|value| value.is_unset()));
    }
    if tags.may_have_more() { Answer::Unknown } else { Answer::Yes }
}

fn report(cx: &mut Context<'_>, kind: Kind, resource: Resource<'_>, keys: &[&str], possible: bool) {
    let tags = kind.own(resource);
    let verb = if possible { "may lack" } else { "lacks" };
    let text = format!("`{}` {verb} {}", resource.address(), listed(kind, keys));
    let finding = if tags.is_absent() { cx.report(resource, text) } else { cx.report(tags, text) };
    let why = if kind.noun() == "tag" { WHY } else { WHY_LABEL };
    let finding = finding.because(why).help(help(kind, resource, keys)).detail("missing", keys.join(","));
    if possible {
        finding.possible();
    }
}

fn help(kind: Kind, resource: Resource<'_>, keys: &[&str]) -> String {
    let tags = kind.all(resource);
    let hints: Vec<String> = keys
        .iter()
        .filter_map(|key| {
            let like = lookalike(key, tags.entries().map(|(name, _)| name))?;
            Some(format!("rename `{like}` to `{key}`: to {} they are different keys", kind.keeper()))
        })
        .collect();
    if hints.is_empty() { kind.how_to_add().to_owned() } else { hints.join("; ") }
}

/// The tags a, b and c.
fn listed(kind: Kind, keys: &[&str]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let noun = kind.noun();
    match keys.as_slice() {
        [] => String::new(),
        [one] => format!("the {noun} {one}"),
        [many @ .., last] => format!("the {noun}s {} and {last}", many.join(", ")),
    }
}
