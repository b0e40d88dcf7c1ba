//! Containers that want the same name.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, Value, View};

use crate::stack::{SERVICE, Stack, stacks};

pub const RULE: Rule = Rule {
    id: "compose/duplicate-container-name",
    level: Level::Error,
    severity: 40,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &[SERVICE],
    summary: "Two containers are to have one name",
    page: include_str!("duplicate_container_name.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R248"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for stack in stacks(view) {
        same_names(cx, &stack);
    }
}

fn same_names(cx: &mut Context<'_>, stack: &Stack<'_>) {
    let named: Vec<(Resource<'_>, Value<'_>)> = stack
        .services()
        .map(|service| (service, service.attr("container_name")))
        .filter(|(_, name)| !name.is_unset())
        .collect();
    for (at, (service, name)) in named.iter().enumerate() {
        let answers = named.iter().enumerate().filter(|(other, _)| *other != at);
        if name.is_unknown() {
            if answers.clone().any(|(_, (_, other))| same(*name, *other) != Answer::No) {
                cx.undecided(*name);
            }
            continue;
        }
        let earlier = answers.filter(|(other, _)| *other < at);
        if let Some((_, (first, first_name))) =
            earlier.into_iter().find(|(_, (_, other))| same(*name, *other) == Answer::Yes)
        {
            let text = name.string().known().unwrap_or("");
            cx.report(*name, format!("`{}` has the container name `{text}`, and so has `{}`", service.address(), first.address()))
                .because("names of containers are unique on a host: Docker Compose refuses the whole project")
                .help("give each its own name, or remove `container_name`: services reach each other by the name of the service, and Docker makes names of containers that are unique")
                .related(*first_name, format!("`{}` has it first", first.name()))
                .if_exists(*service)
                .if_exists(*first);
        }
    }
}

/// Of a name with holes, the beginning may tell.
fn same(one: Value<'_>, other: Value<'_>) -> Answer {
    match (one.string(), other.string()) {
        (Read::Known(one), Read::Known(other)) => Answer::from(one == other),
        (Read::Known(one), _) if other.starts_with(one) == Answer::No => Answer::No,
        (_, Read::Known(other)) if one.starts_with(other) == Answer::No => Answer::No,
        _ => Answer::Unknown,
    }
}
