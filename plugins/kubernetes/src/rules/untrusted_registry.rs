//! Images from a place that the team has not named.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule};

use crate::{
    images::Image,
    pods::{Container, Pod, WORKLOADS, each_container},
    security::settle,
};

pub const RULE: Rule = Rule {
    id: "kubernetes/untrusted-registry",
    level: Level::Warning,
    severity: 60,
    precision: Precision::VeryHigh,
    inputs: &["kubernetes"],
    types: WORKLOADS,
    summary: "An image comes from a registry that is not on the team's list",
    page: include_str!("untrusted_registry.md"),
    options: r#"{"x-silent-without":["registries"],"type":"object","additionalProperties":false,"properties":{"registries":{"type":"array","items":{"type":"string"},"default":[],"description":"Registries, or beginnings of names in one, from which images may come: `ghcr.io/acme`, `*.dkr.ecr.eu-west-1.amazonaws.com`."}}}"#,
    fix: Fix::None,
    answers: &["R272"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, workload: Resource<'_>) {
    let trusted: Vec<&str> = cx.options().attr("registries").each().filter_map(|one| one.string().known()).collect();
    // Whom a team trusts only the team can say.
    if trusted.is_empty() {
        return;
    }
    each_container(cx, workload, |cx, pod, container| judge(cx, pod, container, &trusted));
}

fn judge(cx: &mut Context<'_>, pod: &Pod<'_>, container: Container<'_>, trusted: &[&str]) {
    let image = container.attr("image");
    let is_trusted = |text: &str| trusted.iter().any(|pattern| Image::parse(text).is_from(pattern));
    let answer = image.judge(|image| image.string().test(|text| !text.trim().is_empty() && !is_trusted(text)));
    let origin = match (answer, image.string()) {
        (Answer::No, _) => return,
        (Answer::Unknown, _) => {
            // The beginning of a name may be known, and is enough.
            let begins = |pattern: &&str| image.starts_with(&format!("{}/", pattern.trim_end_matches('/')));
            if !trusted.iter().any(|pattern| begins(pattern) == Answer::Yes) {
                cx.undecided(image);
            }
            return;
        }
        (_, Read::Known(text)) => format!("comes from `{}`", folder(&Image::parse(text).full_name())),
        _ => "may come from elsewhere".to_owned(),
    };
    let finding = cx
        .report(image, format!("the image of {} {origin}, which is not on the list of registries", container.describe(pod)))
        .because("whoever can push there runs their program in this cluster, and nobody here scans what they push or keeps it when it is deleted")
        .help("copy the image to a registry of the list and name it from there, or add where it comes from to `registries`");
    settle(finding, answer);
}

/// All but the last part of a name.
fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(folder, _)| folder)
}
