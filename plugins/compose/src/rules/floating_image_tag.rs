//! Images that are another one tomorrow.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Read, Resource, Rule, View};

use crate::{
    hosts::services,
    images::{has_digest, is_built_here},
};

pub const RULE: Rule = Rule {
    id: "compose/floating-image-tag",
    level: Level::Warning,
    severity: 45,
    precision: Precision::High,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "An image has no tag, or one that moves",
    page: include_str!("floating_image_tag.md"),
    options: r#"{"type":"object","additionalProperties":false,"properties":{"tags":{"type":"array","items":{"type":"string"},"default":[],"description":"Further tags that move, such as `stable`."}}}"#,
    fix: Fix::None,
    answers: &["R225"],
    check: Check::Project(check),
};

/// Tags that move by convention, alone or as a part: `latest-alpine`.
const FLOATING: &[&str] = &["latest", "edge", "nightly", "main", "master", "head", "rolling", "canary", "unstable"];

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for service in services(view).filter(|service| !is_built_here(view, *service)) {
        judge(cx, service);
    }
}

fn judge(cx: &mut Context<'_>, service: Resource<'_>) {
    let image = service.attr("image");
    if image.is_unset() || has_digest(service) == Answer::Yes {
        return;
    }
    let tag = service.attr("image_reference").attr("tag");
    let address = service.address();
    match tag.string() {
        Read::Absent | Read::Null => report(cx, service, format!("the image of `{address}` has no tag")),
        Read::Known(tag) => {
            if is_floating(cx, tag) {
                report(cx, service, format!("the image of `{address}` has the tag `{tag}`, which moves"));
            }
        }
        Read::Unknown => cx.undecided(image),
    }
}

fn is_floating(cx: &Context<'_>, tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let more = cx.options().attr("tags");
    FLOATING.contains(&tag.as_str())
        || tag.split('-').any(|part| part == "latest")
        || more.each().any(|floating| floating.string().test(|floating| floating == tag) == Answer::Yes)
}

fn report(cx: &mut Context<'_>, service: Resource<'_>, message: String) {
    let _finding = cx
        .report(service.attr("image"), message)
        .because("each pull may bring another image: two machines run different versions of the same file, a restart upgrades, and nobody can go back to what ran before")
        .help("name the version that runs now, e.g. `postgres:17.2`, and let a bot propose newer ones")
        .if_exists(service);
}
