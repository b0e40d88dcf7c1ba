//! Images that their publisher can replace.

use tollgate_sdk::{Answer, Check, Context, Fix, Level, Precision, Resource, Rule, View};

use crate::{
    hosts::services,
    images::{has_digest, is_built_here},
};

pub const RULE: Rule = Rule {
    id: "compose/image-without-digest",
    level: Level::Off,
    severity: 30,
    precision: Precision::VeryHigh,
    inputs: &["compose"],
    types: &["compose/service"],
    summary: "An image is named by a tag alone, without a digest",
    page: include_str!("image_without_digest.md"),
    options: "{}",
    fix: Fix::None,
    answers: &["R226"],
    check: Check::Project(check),
};

fn check(cx: &mut Context<'_>, view: View<'_>) {
    for service in services(view).filter(|service| !is_built_here(view, *service)) {
        judge(cx, service);
    }
}

fn judge(cx: &mut Context<'_>, service: Resource<'_>) {
    let image = service.attr("image");
    if image.is_unset() {
        return;
    }
    match has_digest(service) {
        Answer::Yes | Answer::Possible => {}
        Answer::Unknown => cx.undecided(image),
        Answer::No => {
            let _finding = cx
                .report(image, format!("the image of `{}` has no digest", service.address()))
                .because("a tag is a name that its publisher, or who took over their account, can give to another image: the next pull runs that one")
                .help("add the digest after the tag (`IMAGE:TAG@sha256:…`); `docker buildx imagetools inspect IMAGE:TAG` shows it, and a bot keeps both current")
                .if_exists(service);
        }
    }
}
