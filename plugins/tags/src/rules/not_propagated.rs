//! Tags that do not reach what a service or group launches.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value};

use crate::glob;

pub const RULE: Rule = Rule {
    id: "tags/not-propagated",
    level: Level::Warning,
    severity: 20,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecs_service", "aws_autoscaling_group"],
    summary: "Tags are not passed on to the tasks or instances that cost the money",
    page: include_str!("not_propagated.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"exempt_keys":{"type":"array","items":{"type":"string"},"default":["k8s.io/*","kubernetes.io/*"],"description":"Tag keys of Auto Scaling groups that are meant for the group alone; `*` stands for any run of characters."}}}"#,
    fix: Fix::Safe,
    answers: &["R112", "R114"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, resource: Resource<'_>) {
    if resource.is_data() {
        return;
    }
    match resource.type_name() {
        "aws_ecs_service" => service(cx, resource),
        _ => group(cx, resource),
    }
}

fn service(cx: &mut Context<'_>, service: Resource<'_>) {
    let tags = service.attr("tags_all");
    if tags.each().next().is_none() && !tags.may_have_more() {
        // Nothing to pass on: that it has no tags is another rule's matter.
        return;
    }
    let value = service.attr("propagate_tags");
    let off = value.judge(|value| value.string().or("NONE").test(|text| text == "NONE"));
    match off {
        Answer::No => {}
        Answer::Unknown => cx.undecided(value),
        Answer::Yes | Answer::Possible => {
            let text = format!("`{}` does not pass its tags on to its tasks", service.address());
            let finding = if value.is_absent() {
                cx.report(service, text).fix_insert(service.body(), "propagate_tags", "SERVICE")
            } else {
                cx.report(value, text).fix_set(value, "SERVICE")
            };
            let finding = finding
                .because("AWS bills the tasks, not the service: without tags their cost is in nobody's report")
                .help("set `propagate_tags = \"SERVICE\"`, or `\"TASK_DEFINITION\"` where the definition has the tags; tasks get them at the next deployment");
            if off == Answer::Possible {
                finding.possible();
            }
        }
    }
}

fn group(cx: &mut Context<'_>, group: Resource<'_>) {
    let tags = group.attr("tag");
    for tag in tags.each() {
        let (key, value) = (tag.attr("key"), tag.attr("propagate_at_launch"));
        let off = value.judge(|value| value.bool().or(false).test(|on| !on));
        match off.and(is_exempt(cx.options(), key).not()) {
            Answer::No => {}
            Answer::Unknown => cx.undecided(if value.is_unknown() { value } else { key }),
            answer => {
                let name = key.string().known().map_or_else(|| "a tag".to_owned(), |key| format!("the tag `{key}`"));
                let text = format!("`{}` does not pass {name} on to its instances", group.address());
                let finding = if value.is_absent() {
                    cx.report(tag, text).fix_insert(tag, "propagate_at_launch", true)
                } else {
                    cx.report(value, text).fix_set(value, true)
                };
                let finding = finding
                    .because("AWS bills the instances and their disks, not the group: without tags their cost is in nobody's report")
                    .help("set `propagate_at_launch = true`; instances get the tag when they are next replaced");
                if answer == Answer::Possible {
                    finding.possible();
                }
            }
        }
    }
    if tags.may_have_more() {
        cx.undecided(tags);
    }
}

fn is_exempt(options: Value<'_>, key: Value<'_>) -> Answer {
    let exempt = options.attr("exempt_keys");
    key.judge(|key| match key.string() {
        Read::Known(key) if exempt.is_absent() => {
            Answer::from(DEFAULT_EXEMPT.iter().any(|glob| glob::matches(glob, key)))
        }
        Read::Known(key) => {
            let named = exempt.each().any(|glob| glob.string().known().is_some_and(|glob| glob::matches(glob, key)));
            Answer::from(named)
        }
        // Keys for Kubernetes are written out; one that is computed is a tag like any other.
        _ => Answer::No,
    })
}

const DEFAULT_EXEMPT: &[&str] = &["k8s.io/*", "kubernetes.io/*"];
