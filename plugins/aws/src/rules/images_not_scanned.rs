//! Repositories whose images are not scanned.

use tollgate_sdk::{Answer, Check, Context, Existence, Fix, Level, Precision, Read, Resource, Rule, Value, View, glob};

pub const RULE: Rule = Rule {
    id: "aws/images-not-scanned",
    level: Level::Info,
    severity: 35,
    precision: Precision::High,
    inputs: &["terraform"],
    types: &["aws_ecr_repository", "aws_ecr_registry_scanning_configuration"],
    summary: "Images are not scanned for known vulnerabilities when they are pushed",
    page: include_str!("images_not_scanned.md"),
    options: "{}",
    fix: Fix::Safe,
    answers: &["R205"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for repository in view.of("aws_ecr_repository").filter(|one| !one.is_data() && one.exists() != Existence::No) {
        match by_registry(view, repository) {
            Answer::Yes => {}
            Answer::No => judge(cx, repository),
            Answer::Possible | Answer::Unknown => {
                let on_push = repository.setting("image_scanning_configuration.scan_on_push");
                if on_push.value().bool().known() != Some(true) {
                    let reason = "whether the registry scans this repository is not known";
                    cx.undecided_because(repository, reason, "`aws_ecr_registry_scanning_configuration`");
                }
            }
        }
    }
}

fn judge(cx: &mut Context<'_>, repository: Resource<'_>) {
    let on_push = repository.setting("image_scanning_configuration.scan_on_push");
    let message = format!("images in `{}` are not scanned when they are pushed", repository.address());
    if let Some(found) = cx.reject(&on_push, |value| value.bool().or(false).test(|on| !on), message) {
        found
            .because("a base image or library with a known vulnerability is deployed and nobody hears of it, though basic scanning is free")
            .help("set `scan_on_push = true` in `image_scanning_configuration`, or scan the whole registry with `aws_ecr_registry_scanning_configuration`")
            .fix_setting(&on_push, true)
            .if_exists(repository);
    }
}

/// Whether the registry, where this code configures it, scans the repository.
fn by_registry(view: View<'_>, repository: Resource<'_>) -> Answer {
    let registries = view.of("aws_ecr_registry_scanning_configuration").filter(|one| {
        let is_here = one.root() == repository.root() && one.variant() == repository.variant();
        is_here && !one.is_data() && one.exists() != Existence::No
    });
    registries.fold(Answer::No, |answer, registry| {
        let rules = registry.attr("rule");
        let rest = if rules.may_have_more() { Answer::Unknown } else { Answer::No };
        let scans = rules.each().fold(rest, |answer, rule| answer.or(scans(rule, repository)));
        let exists = if registry.exists() == Existence::Yes { Answer::Yes } else { Answer::Unknown };
        answer.or(scans.and(exists))
    })
}

fn scans(rule: Value<'_>, repository: Resource<'_>) -> Answer {
    let by_itself = rule.attr("scan_frequency").string().test(|frequency| frequency != "MANUAL");
    let filters = rule.attr("repository_filter");
    let rest = if filters.may_have_more() { Answer::Unknown } else { Answer::No };
    let is_meant = filters.each().fold(rest, |answer, filter| {
        let name = repository.attr("name").string();
        let fits = match (filter.attr("filter").string(), name) {
            (Read::Known("*"), _) => Answer::Yes,
            // Without a star, the filter is any part of the name.
            (Read::Known(filter), Read::Known(name)) => {
                Answer::from(glob::matches(filter, name) || (!filter.contains('*') && name.contains(filter)))
            }
            _ => Answer::Unknown,
        };
        answer.or(fits)
    });
    by_itself.and(is_meant)
}
