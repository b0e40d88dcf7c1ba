//! Repositories in which tags can be overwritten.

use tollgate_sdk::{Check, Context, Fix, Level, Precision, Resource, Rule, Value};

pub const RULE: Rule = Rule {
    id: "aws/mutable-image-tags",
    level: Level::Info,
    severity: 35,
    precision: Precision::VeryHigh,
    inputs: &["terraform"],
    types: &["aws_ecr_repository", "aws_ecr_repository_creation_template"],
    summary: "Image tags in a repository can be overwritten",
    page: include_str!("mutable_image_tags.md"),
    options: "{}",
    fix: Fix::Unsafe,
    answers: &["R204"],
    check: Check::Resource(check),
};

fn check(cx: &mut Context<'_>, repository: Resource<'_>) {
    if repository.is_data() {
        return;
    }
    let mutability = repository.setting("image_tag_mutability");
    // `MUTABLE_WITH_EXCLUSION` protects the tags that somebody chose.
    let is_mutable = |value: Value<'_>| value.string().or("MUTABLE").test(|value| value == "MUTABLE");
    let message = format!("tags in `{}` can be overwritten", repository.address());
    if let Some(found) = cx.reject(&mutability, is_mutable, message) {
        found
            .because("whoever may push can put another image under a tag that is already deployed: the next deployment or pod with that tag runs it, and going back to the old tag does not bring back the old image")
            .help("set `image_tag_mutability = \"IMMUTABLE\"` and give each build a tag of its own; `IMMUTABLE_WITH_EXCLUSION` exempts a tag that has to move")
            .fix_setting(&mutability, "IMMUTABLE")
            .fix_is_unsafe();
    }
}
